#!/usr/bin/env bash
# Makes the fonts beside this file anew from Debian's packages (python3-fonttools, dpkg, apt). Run it
# when a catalogue, scenario or lesson uses a new character: a test tells.
set -euo pipefail
out=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
cd "$work"
apt-get download -qq fonts-inter fonts-jetbrains-mono fonts-noto-cjk
for package in *.deb; do dpkg -x "$package" all; done

# Latin, Greek, punctuation, arrows, operators, technical signs, lines, shapes, check marks.
ranges=U+0020-007E,U+00A0-017F,U+0370-03FF,U+2000-206F,U+20AC,U+2190-21FF,U+2200-22FF
ranges+=,U+2300-23FF,U+2500-257F,U+25A0-25FF,U+2605-2606,U+2611,U+2713-2718,U+27F5-27FA,U+FFFD
for font in opentype/inter/Inter-Regular.otf opentype/inter/Inter-SemiBold.otf \
  truetype/jetbrains-mono/JetBrainsMono-Regular.ttf; do
  # Dear ImGui neither shapes nor hints, so those tables go.
  /usr/bin/python3 -m fontTools.subset "all/usr/share/fonts/$font" --unicodes="$ranges" \
    --layout-features= --no-hinting --name-IDs='*' --drop-tables+=GSUB,GPOS \
    --output-file="$out/${font##*/}"
done

# Chinese: the characters that texts of this repository use and, so that everybody else's scenarios
# can be read, all of GB 2312 as mainland China writes them and level 1 of Big5 as Taiwan does (faces
# 2 and 3 of the collection). Bold has only our own: what it lacks is taken from Regular. Letters
# come from the fonts above.
assets=$out/..
cat "$assets"/messages/*.po "$assets"/scenarios/*.toml "$assets"/lessons/*.toml |
  /usr/bin/python3 -c '
import sys
def wide(text): return {c for c in text if ord(c) >= 0x2e80 and c != "\ufffd"}
def coded(codec, leads):
    cells = (bytes([a, b]) for a in leads for b in range(0x40, 0xff))
    return wide("".join(cell.decode(codec, "ignore") for cell in cells))
own = wide(sys.stdin.buffer.read().decode()) | set("，。；：、（）「」“”？！…·")
for name, more in (("bold", set()), ("SC", coded("gb2312", range(0xa1, 0xf8))),
                   ("TC", coded("big5", range(0xa1, 0xc7)))):
    open(name + ".txt", "w").write("".join(sorted(own | more)))
'
for face in "SC 2" "TC 3"; do
  for weight in Regular Bold; do
    texts=bold.txt
    [ $weight = Bold ] || texts=${face% *}.txt
    /usr/bin/python3 -m fontTools.subset \
      all/usr/share/fonts/opentype/noto/NotoSansCJK-$weight.ttc --font-number="${face#* }" \
      --text-file="$texts" --layout-features= --no-hinting --desubroutinize --name-IDs='*' \
      --drop-tables+=GSUB,GPOS,VORG,vhea,vmtx,BASE --output-file="$out/NotoSans${face% *}-$weight.otf"
  done
done
rm -rf "$work"
