#!/usr/bin/env bash
# Makes the fonts beside this file anew from Debian's packages (python3-fonttools, dpkg, apt).
set -euo pipefail
out=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
cd "$work"
apt-get download -qq fonts-inter fonts-jetbrains-mono
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
rm -rf "$work"
