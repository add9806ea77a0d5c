#!/usr/bin/env bash
# The pictures of assets/screenshots are what the program draws now, byte by byte.
#   tests/gui/screenshots_test.sh build/bin/finwait-gui [--update]
set -euo pipefail

program=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")/../../assets/screenshots"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0
while read -r file options; do
  case $file in '' | '#'*) continue ;; esac
  read -ra words <<<"$options"
  "$program" "${words[@]}" --screenshot "$work/$file"
  if [ "${2-}" = --update ]; then
    cmp -s "$work/$file" "$file" || { cp "$work/$file" "$file" && echo "$file is new"; }
  elif ! cmp "$work/$file" "$file"; then
    bad=1
  fi
done <list.txt
for file in *.png; do
  grep -q "^$file " list.txt || { echo "$file is not in list.txt"; bad=1; }
done
exit $bad
