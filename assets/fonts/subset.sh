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

# Chinese: the characters that texts of this repository use, as mainland China and Taiwan write them
# (faces 2 and 3 of the collection). Letters come from the fonts above.
assets=$out/..
cat "$assets"/messages/*.po "$assets"/scenarios/*.toml "$assets"/lessons/*.toml |
  /usr/bin/python3 -c '
import sys
wide = {c for c in sys.stdin.buffer.read().decode() if ord(c) >= 0x2e80}
print("".join(sorted(wide | set("，。；：、（）「」“”？！…·"))), end="")' > wide.txt
for face in "SC 2" "TC 3"; do
  for weight in Regular Bold; do
    /usr/bin/python3 -m fontTools.subset \
      all/usr/share/fonts/opentype/noto/NotoSansCJK-$weight.ttc --font-number="${face#* }" \
      --text-file=wide.txt --layout-features= --no-hinting --desubroutinize --name-IDs='*' \
      --drop-tables+=GSUB,GPOS,VORG,vhea,vmtx,BASE --output-file="$out/NotoSans${face% *}-$weight.otf"
  done
done
rm -rf "$work"
