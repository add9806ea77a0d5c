#!/usr/bin/env bash
# library_use.sh BUILD SOURCE CC CXX [GENERATOR]: what `cmake --install` of BUILD leaves behind is
# enough to build and run the examples, by find_package and by pkg-config, wherever it is moved to.
# No network; everything happens in BUILD/library-use.
set -euo pipefail
build=$1 source=$2 cc=$3 cxx=$4 generator=${5:-Ninja}
work=$build/library-use
rm -rf "$work"
mkdir -p "$work"

fail() {
  echo "library_use: ERROR: $*" >&2
  exit 1
}

cmake --install "$build" --prefix "$work/first" >"$work/install.log" || fail "cmake --install"
mv "$work/first" "$work/prefix"
prefix=$work/prefix

# The headers name no file that was not installed.
while read -r header; do
  [ -e "$prefix/include/finwait/$header" ] || fail "$header is included, but not installed"
done < <(grep -rhoE '^#include "[^"]+"' "$prefix/include" | sed 's/.*"\(.*\)"/\1/' | sort -u)

cmake -S "$source/examples" -B "$work/examples" -G "$generator" -DCMAKE_PREFIX_PATH="$prefix" \
  -DCMAKE_C_COMPILER="$cc" -DCMAKE_CXX_COMPILER="$cxx" >"$work/configure.log" 2>&1 ||
  { cat "$work/configure.log"; fail "find_package(finwait CONFIG)"; }
cmake --build "$work/examples" >"$work/build.log" 2>&1 ||
  { cat "$work/build.log"; fail "the examples do not build"; }

check_c() {
  local output
  output=$("$1") || fail "$1 failed"
  [ "$(printf '%s\n' "$output" | head -n 1)" = "0.000 s: flags 02" ] || fail "no SYN: $output"
  [ "$(printf '%s\n' "$output" | tail -n 1)" = FIN_WAIT_2 ] || fail "not FIN_WAIT_2: $output"
}
check_cpp() {
  local output
  output=$("$1") || fail "$1 failed"
  printf '%s\n' "$output" | grep -q '^  0.540 s  TIME_WAIT$' || fail "no TIME_WAIT: $output"
  grep -q "^lost-last-ack $(printf '%s\n' "$output" | tail -n 1)\$" "$source/tests/data/hashes.txt" ||
    fail "another hash than the program's: $output"
}
check_c "$work/examples/embed_c"
check_cpp "$work/examples/embed_cpp"
"$prefix/bin/finwait" --version >/dev/null || fail "the program does not start"

if command -v pkg-config >/dev/null; then
  export PKG_CONFIG_PATH=$prefix/lib/pkgconfig:$prefix/lib64/pkgconfig
  "$cc" "$source/examples/embed.c" $(pkg-config --cflags --libs finwait) -lm -o "$work/by_pc_c" ||
    fail "the C example does not build by pkg-config"
  "$cxx" -std=c++20 "$source/examples/embed.cpp" $(pkg-config --cflags --libs finwait) \
    -o "$work/by_pc_cpp" || fail "the C++ example does not build by pkg-config"
  check_c "$work/by_pc_c"
  check_cpp "$work/by_pc_cpp"
else
  echo "pkg-config is not there: its file was not tried"
fi
rm -rf "$work"
echo "the examples build and run"
