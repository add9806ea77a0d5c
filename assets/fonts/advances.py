#!/usr/bin/env python3
"""Makes sim/report/advance_table.hpp: how wide each character of ASCII is, in thousandths of an em.

    python3 assets/fonts/advances.py FONT.otf FONT.ttf... > sim/report/advance_table.hpp

A picture names several fonts and is drawn with the first that a machine has, so that the widest of
them counts: Inter-Regular.otf and DejaVuSans.ttf made the table that is checked in.
"""
import struct
import sys


def tables(data):
    count = struct.unpack('>H', data[4:6])[0]
    entries = (struct.unpack('>4sIII', data[12 + 16 * i:28 + 16 * i]) for i in range(count))
    return {tag.decode(): data[at:at + size] for tag, _, at, size in entries}


def glyphs(cmap):
    """The first table of format 4 (the Basic Multilingual Plane): character -> glyph."""
    for i in range(struct.unpack('>H', cmap[2:4])[0]):
        at = struct.unpack('>HHI', cmap[4 + 8 * i:12 + 8 * i])[2]
        if struct.unpack('>H', cmap[at:at + 2])[0] != 4:
            continue
        n = struct.unpack('>H', cmap[at + 6:at + 8])[0] // 2
        word = lambda offset, k: struct.unpack('>H', cmap[at + offset + 2 * k:at + offset + 2 * k + 2])[0]
        found = {}
        for k in range(n):
            end, start = word(14, k), word(16 + 2 * n, k)
            delta, offset = word(16 + 4 * n, k), word(16 + 6 * n, k)
            for c in range(start, end + 1):
                glyph = c if offset == 0 else word(16 + 6 * n, k + offset // 2 + c - start)
                found[c] = (glyph + delta) & 0xffff
        return found
    raise SystemExit('no table of characters')


def advances(path):
    font = tables(open(path, 'rb').read())
    em = struct.unpack('>H', font['head'][18:20])[0]
    metrics = struct.unpack('>H', font['hhea'][34:36])[0]
    of = glyphs(font['cmap'])
    at = lambda c: min(of[c], metrics - 1) * 4
    return [-(-1000 * struct.unpack('>H', font['hmtx'][at(c):at(c) + 2])[0] // em)
            for c in range(32, 127)]


def main():
    widest = [max(column) for column in zip(*map(advances, sys.argv[1:]))]
    print('// Made by assets/fonts/advances.py; do not edit.\n#pragma once\n')
    print('#include <array>\n#include <cstdint>\n\nnamespace finwait {\n')
    print('// Of the characters from the space to the tilde, in thousandths of an em.')
    print('inline constexpr std::array<uint16_t, 95> kAdvances = {')
    for i in range(0, 95, 15):
        print('    ' + ' '.join(f'{w},' for w in widest[i:i + 15]))
    print('};\n\n}  // namespace finwait')


main()
