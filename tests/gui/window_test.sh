#!/usr/bin/env bash
# The real program in a real window: opens it under its own Xvfb, drives it with synthetic mouse and
# keys, and reads what it did from the window's title and from the screen's pixels.
#   tests/gui/window_test.sh build/bin/finwait-gui
set -euo pipefail

program=$(realpath "$1")
work=$(mktemp -d)
gui='' xvfb='' step='start'

finish() {
  local rc=$?
  [ $rc -eq 0 ] || { echo "window test failed at: $step"; tail -n 20 "$work"/*.log 2>/dev/null; }
  [ -z "$gui" ] || kill "$gui" 2>/dev/null || true
  [ -z "$xvfb" ] || { kill "$xvfb" 2>/dev/null && wait "$xvfb" 2>/dev/null; } || true
  rm -rf "$work"
  exit $rc
}
trap finish EXIT

# until SECONDS COMMAND...: polls until the command succeeds.
until_ok() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ $SECONDS -lt $end ] || { echo "still not: $*"; return 1; }
    sleep 0.05
  done
}

not() { ! "$@"; }
until_not() { until_ok "$1" not "${@:2}"; }

expect_code() {
  local want=$1 got=0
  shift
  "$@" >"$work/out.log" 2>"$work/err.log" || got=$?
  [ "$got" = "$want" ] || { echo "exit code $got, not $want: $*"; return 1; }
}
one_line() { [ "$(wc -l <"$work/err.log")" = 1 ]; }

title() { xdotool getwindowname "$window" 2>/dev/null || true; }
event() { title | sed -n 's|.*event \([0-9]*\)/.*|\1|p'; }
last() { title | sed -n 's|.*event [0-9]*/\([0-9]*\)$|\1|p'; }
event_is() { [ "$(event)" = "$1" ]; }
event_at_least() { [ "$(event)" -ge "$1" ] 2>/dev/null; }
said() { grep -qF "$1" "$work/said.log"; } # ever
says() { tail -n 1 "$work/said.log" | grep -qF "$1"; } # now
scenario_is() { title | grep -qF "$1"; }

click() {
  local x y
  read -r x y < <(sed -n "s/^$1 //p" "$work/places")
  xdotool mousemove --window "$window" "$x" "$y" mousedown 1
  until_ok 5 true
  sleep 0.05 # a click needs two frames
  xdotool mouseup 1
}
key() { xdotool key --window "$window" "$1"; }
# The picture, as a number; whether it stands still: on a busy machine it comes late behind the keys.
screen() { cksum <"$work/Xvfb_screen0"; }
settled() { [ "$(screen; sleep 0.15)" = "$(screen)" ]; }

# The red byte of the screen's pixel near the window's corner, read from Xvfb's frame buffer
# (an XWD file: header size and number of colours are big-endian words 0 and 19).
word() { od -An -tu4 --endian=big -j $((4 * $1)) -N 4 "$work/Xvfb_screen0" | tr -d ' '; }
corner() {
  local line offset
  line=$(word 12)
  offset=$(($(word 0) + 12 * $(word 19) + 4 * line + 16))
  od -An -tu1 -j $((offset + 2)) -N 1 "$work/Xvfb_screen0" | tr -d ' '
}
is_dark() { [ "$(corner)" -lt 60 ]; }
is_light() { [ "$(corner)" -gt 200 ]; }

step='bad command lines: one clear line, exit code 2'
for bad in --nonsense "--size 12" "--at soon" "--theme pink" "--scale 99" "--lang xx" \
  --beside "--drop 99" "--deliver SYN" no-such-scenario /no/such/file.toml; do
  # shellcheck disable=SC2086
  expect_code 2 "$program" $bad && one_line
done
printf 'format = 1\ntitle = "x"\nnetwrk = { }\n' >"$work/bad.toml"
expect_code 2 "$program" "$work/bad.toml" --screenshot "$work/never.png"
one_line && grep -q 'bad.toml:3:' "$work/err.log" && [ ! -e "$work/never.png" ]

step='a picture without a display'
DISPLAY='' WAYLAND_DISPLAY='' "$program" lost-last-ack --screenshot "$work/a.png" --at 805ms \
  --size 800x600 --theme light
[ "$(od -An -tx1 -N 4 "$work/a.png" | tr -d ' ')" = 89504e47 ]
[ "$(od -An -tu4 --endian=big -j 16 -N 8 "$work/a.png" | xargs)" = "800 600" ]

step='Xvfb starts'
Xvfb -displayfd 9 -screen 0 1280x800x24 -nolisten tcp -noreset -fbdir "$work" 9>"$work/display" \
  2>"$work/xvfb.log" &
xvfb=$!
until_ok 20 test -s "$work/display"
DISPLAY=:$(tr -d '\n' <"$work/display")
export DISPLAY LIBGL_ALWAYS_SOFTWARE=1
unset WAYLAND_DISPLAY
# What the window remembers, and the language it starts with.
export XDG_CONFIG_HOME=$work/config LC_ALL=C

step='the window opens and plays'
"$program" lost-last-ack --size 1280x720 --places >"$work/places"
(cd "$work" && exec "$program" lost-last-ack --size 1280x720 --narrate >"$work/said.log" 2>"$work/gui.log") &
gui=$!
# While it starts there are helper windows, and windows that cannot take the focus yet.
found() {
  for window in $(xdotool search --onlyvisible --name '^FinWait' 2>/dev/null); do
    xdotool windowfocus "$window" 2>/dev/null && return 0
  done
  return 1
}
until_ok 30 found
until_ok 30 event_at_least 2
is_dark

step='pause, to the start, single steps'
click play
click to-start
until_ok 10 event_is 0
click step
until_ok 10 event_is 1
key Right
until_ok 10 event_is 2
key Left
until_ok 10 event_is 1
key End
until_ok 10 event_is "$(last)"
key Home
until_ok 10 event_is 0

step='paused and untouched it does nothing'
ticks() { awk '{print $14 + $15}' "/proc/$gui/stat"; }
quiet() {
  local before
  before=$(ticks)
  sleep 0.5
  [ $(($(ticks) - before)) -le 1 ]
}
until_ok 10 quiet

step='Space plays'
key space
until_ok 30 event_at_least 3
key space

step='the theme changes'
until_ok 10 is_dark
click theme
until_ok 10 is_light

# type_into PLACE TEXT CHECK...: clicks, types, Return. A field takes the keyboard some frames after
# the click, which on a busy machine can be too late for the first letters: then once more.
type_into() {
  local place=$1 text=$2 try
  shift 2
  for try in 1 2 3 4 5; do
    click "$place"
    sleep "0.$((try * 2 - 1))"
    xdotool type --window "$window" --delay 40 "$text"
    until_ok 10 settled
    key Return
    until_ok 2 "$@" >"$work/try.log" && return 0
    key Escape
    key Escape
  done
  cat "$work/try.log"
  return 1
}

step='a network value is edited and the run starts over'
until_ok 10 event_at_least 3
type_into network.delay 20ms event_is 0

step='another scenario is picked'
type_into picker simultaneous-close scenario_is 'Simultaneous close'

step='played, the last ACK is dropped by a click and a key: TIME_WAIT starts over'
type_into picker normal-close scenario_is 'Normal close'
at_end() { event_is "$(last)"; }
to_end() { key End && until_ok 2 at_end; } # the field may still have the keyboard
until_ok 10 to_end
key space # from the start
until_not 10 at_end
until_ok 30 event_at_least 3
key End
until_ok 10 at_end
before=$(last)
"$program" normal-close --size 1280x720 --at 10h --places >"$work/places"
dropped() { [ "$(last)" -gt "$before" ] 2>/dev/null; }
click "$(sed -n 's/^\(packet-[0-9]*\) .*/\1/p' "$work/places" | sort -t- -k2 -n | tail -n 1)"
sleep 0.1
key x
until_ok 10 dropped
until_ok 30 said 'A stays in TIME_WAIT and starts 2 MSL again.'

step='undo, redo, and the branches in turn'
after=$(last)
last_is() { [ "$(last)" = "$1" ]; }
key ctrl+z
until_ok 10 last_is "$before"
key ctrl+y
until_ok 10 last_is "$after"
key bracketright
until_ok 10 says '[original]'
key bracketright
until_ok 10 says '[ACK 22 lost]'

step='scrubbed back, a branch of the branch, side by side with its parent and with the first'
click scrub
until_not 10 at_end
key Up
key x
until_not 10 says '[ACK 22 lost]'
key bar
until_ok 10 says ' | ACK 22 lost]'
key braceright
until_ok 10 says ' | original]'

step='Chinese, and back'
key l
until_ok 10 says ' | 原始]'
until_ok 10 scenario_is '事件'
key l
key l
until_ok 10 says ' | original]'

step='presenter mode, and back'
key End
until_ok 10 says ' h1:'
until_ok 10 settled
seen=$(screen)
as_before() { [ "$(screen)" = "$seen" ]; }
key p
until_not 10 as_before
key p
until_ok 10 as_before

step='the screen goes to the clipboard as a picture'
on_clipboard() {
  timeout 5 xclip -selection clipboard -t image/png -o 2>/dev/null >"$work/clip.png" || return 1
  [ "$(od -An -tx1 -N 4 "$work/clip.png" | tr -d ' ')" = 89504e47 ]
}
if command -v xclip >/dev/null; then
  key ctrl+i
  until_ok 30 on_clipboard
  [ "$(od -An -tu4 --endian=big -j 16 -N 8 "$work/clip.png" | xargs)" = "2560 1440" ]
else
  echo "skipped: $step (there is no xclip)"
fi

step='the branch is saved, and finwait replays it to the hash that the window tells'
key ctrl+s
until_ok 10 test -s "$work/normal-close-2.toml"
"$(dirname "$program")/finwait" run "$work/normal-close-2.toml" --color never >"$work/replay.log" 2>&1
grep -qF "$(tail -n 1 "$work/said.log" | grep -o 'h1:[0-9a-f]*')" "$work/replay.log"

# types into the dialog that a key opened; its field takes the keyboard some frames later.
dialog() {
  local keys=$1 text=$2 try
  shift 2
  for try in 1 2 3 4 5; do
    key "$keys"
    sleep "0.$((try * 2 - 1))"
    key ctrl+a
    xdotool type --window "$window" --delay 40 "$text"
    until_ok 10 settled
    key Return
    if until_ok 3 "$@" >"$work/try.log"; then
      key Escape # an earlier try, late, may have opened it, and this one the dialog again
      key Escape
      return 0
    fi
    key Escape
    key Escape
  done
  cat "$work/try.log"
  return 1
}

step='a file is opened by typing its path, and followed when it changes on disk'
cat >"$work/edited.toml" <<'EOF'
format = 1
title = "First title"
hosts.a = { profile = "linux" }
hosts.b = { profile = "linux" }
timeline = [
  { at = "0ms", host = "b", call = "listen", port = 80 },
  { at = "0ms", host = "a", call = "connect", to = "b:80" },
]
EOF
dialog ctrl+o "$work/edited.toml" scenario_is 'First title'
sed -i 's/First title/Second title/' "$work/edited.toml"
until_ok 10 scenario_is 'Second title'
until_ok 10 quiet

step='a broken file leaves the last good run; mended, it plays'
echo 'nonsense' >>"$work/edited.toml"
sleep 0.7
scenario_is 'Second title'
sed -i -e 's/Second title/Third title/' -e '/^nonsense/d' "$work/edited.toml"
until_ok 10 scenario_is 'Third title'

step='a capture of a run is opened'
"$(dirname "$program")/finwait" run lost-last-ack --format none --out-pcapng "$work/x.pcapng"
dialog ctrl+o "$work/x.pcapng" scenario_is 'x.pcapng'

step='save under another name'
dialog ctrl+shift+s "$work/renamed.toml" test -s "$work/renamed.toml"
"$(dirname "$program")/finwait" check "$work/renamed.toml" >"$work/check.log" 2>&1

step='Ctrl+Q ends the program'
kill -0 "$gui"
# The window may be gone before xdotool lets the keys go; it then complains.
key ctrl+q 2>/dev/null || true
ended() { ! kill -0 "$gui" 2>/dev/null || grep -q '^State:.Z' "/proc/$gui/status" 2>/dev/null; }
until_ok 15 ended
rc=0
wait "$gui" || rc=$?
gui=''
[ $rc = 0 ]
! grep -q . "$work/gui.log"

step='what is to be remembered was written'
settings=$work/config/finwait/settings.toml
grep -q 'theme = "light"' "$settings" && grep -q 'edited.toml' "$settings"
grep -q 'width = 1280, height = 720' "$settings"
echo "the window behaves"
