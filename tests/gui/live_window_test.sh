#!/usr/bin/env bash
# A live run in a real window: this machine's kernel talks to the simulated web server while the
# window, under its own Xvfb, follows; then it is saved and replayed. Exits 5 where it cannot be done.
#   tests/gui/live_window_test.sh build/bin/finwait-gui
set -euo pipefail

program=$(realpath "$1")
finwait=$(dirname "$program")/finwait
work=$(mktemp -d)
gui='' xvfb='' step='start'

finish() {
  local rc=$?
  [ $rc -eq 0 ] || [ $rc -eq 5 ] || {
    echo "live window test failed at: $step"
    tail -n 20 "$work"/*.log 2>/dev/null
  }
  [ -z "$gui" ] || kill "$gui" 2>/dev/null || true
  [ -z "$xvfb" ] || { kill "$xvfb" 2>/dev/null && wait "$xvfb" 2>/dev/null; } || true
  rm -rf "$work"
  exit $rc
}
trap finish EXIT

until_ok() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ $SECONDS -lt $end ] || { echo "still not: $*"; return 1; }
    sleep 0.05
  done
}

if ! "$finwait" live --format none -- true 2>"$work/possible.log"; then
  grep -q 'it needs Linux, root' "$work/possible.log" || exit 1
  echo "skipped: $(cat "$work/possible.log")"
  exit 5
fi
for tool in Xvfb xdotool; do
  command -v $tool >/dev/null || { echo "skipped: no $tool on this machine"; exit 5; }
done

# Asks, waits until the test lets it go on, and reads the answer.
mkfifo "$work/go"
cat >"$work/client.sh" <<'CLIENT'
exec 3<>/dev/tcp/10.0.0.2/80
read -r _ <"$1/go"
echo GET >&3
cat <&3 >"$1/answer"
read -r _ <"$1/go"
CLIENT

step='a picture of a live run, without a display'
DISPLAY='' WAYLAND_DISPLAY='' "$program" --live --screenshot "$work/a.png" --set network.delay=1ms \
  -- true 2>"$work/picture.log"
[ "$(od -An -tx1 -N 4 "$work/a.png" | tr -d ' ')" = 89504e47 ]
grep -q 'true ended with exit code 0' "$work/picture.log"

step='where it may not be done it says so, before any window'
if command -v setpriv >/dev/null; then
  rc=0
  setpriv --bounding-set=-all --inh-caps=-all "$program" --live -- true 2>"$work/may-not.log" || rc=$?
  [ $rc = 5 ] && [ "$(wc -l <"$work/may-not.log")" = 1 ]
  grep -q 'it needs Linux, root and /dev/net/tun' "$work/may-not.log"
fi

step='Xvfb starts'
Xvfb -displayfd 9 -screen 0 1280x800x24 -nolisten tcp -noreset 9>"$work/display" \
  2>"$work/xvfb.log" &
xvfb=$!
until_ok 20 test -s "$work/display"
DISPLAY=:$(tr -d '\n' <"$work/display")
export DISPLAY LIBGL_ALWAYS_SOFTWARE=1 LC_ALL=C
unset WAYLAND_DISPLAY

step='the window follows the run'
(cd "$work" && exec "$program" --live http-server --no-settings --size 1280x720 -- \
  bash "$work/client.sh" "$work" >"$work/gui.log" 2>&1) &
gui=$!
found() {
  for window in $(xdotool search --onlyvisible --name '^FinWait' 2>/dev/null); do
    xdotool windowfocus "$window" 2>/dev/null && return 0
  done
  return 1
}
until_ok 30 found
title() { xdotool getwindowname "$window" 2>/dev/null || true; }
event() { title | sed -n 's|.*event \([0-9]*\)/.*|\1|p'; }
last() { title | sed -n 's|.*event [0-9]*/\([0-9]*\)$|\1|p'; }
event_is() { [ "$(event)" = "$1" ]; }
at_end() { title | grep -q 'event \([0-9]*\)/\1$'; } # of one title: the run goes on
last_at_least() { [ "$(last)" -ge "$1" ] 2>/dev/null; }
key() { xdotool key --window "$window" "$1"; }
until_ok 30 last_at_least 6 # both ends are ESTABLISHED
title | grep -q 'A small web server'
until_ok 10 at_end
before=$(last)

step='who looks back stays there, while the run goes on'
key Home
until_ok 10 event_is 0
echo >"$work/go"
until_ok 10 last_at_least $((before + 4))
event_is 0
until_ok 10 grep -q 'Hello from a simulated TCP!' "$work/answer"

step='the end is followed again'
key End
until_ok 10 at_end

step='it ends with its program, is saved and replayed'
echo >"$work/go"
saved() { key ctrl+s && sleep 0.3 && grep -qs FIN_WAIT_2 "$work"/http-server-*.toml; }
until_ok 20 saved
newest=$(ls -t "$work"/http-server-*.toml | head -n 1)
grep -q 'profile = "kernel"' "$newest"
"$finwait" run "$newest" --format none >"$work/replay.log" 2>&1

step='nothing moves any more'
ticks() { awk '{print $14 + $15}' "/proc/$gui/stat"; }
quiet() {
  local now
  now=$(ticks)
  sleep 0.5
  [ $(($(ticks) - now)) -le 1 ]
}
until_ok 15 quiet

step='Ctrl+Q ends the program'
key ctrl+q 2>/dev/null || true
ended() { ! kill -0 "$gui" 2>/dev/null || grep -q '^State:.Z' "/proc/$gui/status" 2>/dev/null; }
until_ok 15 ended
rc=0
wait "$gui" || rc=$?
gui=''
[ $rc = 0 ]
[ "$(wc -l <"$work/gui.log")" = 1 ] # what is simulated and what is not
echo "the window shows live runs"
