#!/usr/bin/env python3
"""The window's picture, as OpenGL paints it under Xvfb, and the CPU rasteriser's of the same instant
differ by at most 2 of 255 in every channel, but for a few pixels where a triangle is a sliver: its
colours are a matter of rounding.

    tests/gui/opengl_test.py build/bin/finwait-gui
"""
import os
import struct
import subprocess
import sys
import tempfile
import time
import zlib

WIDTH, HEIGHT = 1280, 720
PATIENCE = 60.0  # seconds until the window must have settled
MOST = 2
SLIVERS = 16  # pixels of 921,600


def read_png(path):
    """Rows of RGB bytes of an 8-bit RGB or RGBA PNG without interlacing."""
    data = open(path, "rb").read()
    at, packed, channels, width = 8, b"", 0, 0
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + size]
        if kind == b"IHDR":
            width, _, depth, color = struct.unpack(">IIBB", body[:10])
            assert depth == 8 and color in (2, 6)
            channels = 3 if color == 2 else 4
        if kind == b"IDAT":
            packed += body
        at += size + 12
    raw, stride = zlib.decompress(packed), width * channels
    rows, last = [], bytearray(stride)
    for start in range(0, len(raw), stride + 1):
        how, row = raw[start], bytearray(raw[start + 1:start + 1 + stride])
        for i in range(stride):
            left = row[i - channels] if i >= channels else 0
            up = last[i]
            corner = last[i - channels] if i >= channels else 0
            if how == 1:
                row[i] = (row[i] + left) & 255
            elif how == 2:
                row[i] = (row[i] + up) & 255
            elif how == 3:
                row[i] = (row[i] + (left + up) // 2) & 255
            elif how == 4:
                p = left + up - corner
                _, best = min((abs(p - left), left), (abs(p - up), up), (abs(p - corner), corner),
                              key=lambda pair: pair[0])
                row[i] = (row[i] + best) & 255
        rows.append(b"".join(bytes(row[i:i + 3]) for i in range(0, stride, channels)))
        last = row
    return rows


def read_screen(path):
    """Rows of RGB bytes of Xvfb's frame buffer, an XWD file."""
    data = open(path, "rb").read()
    words = struct.unpack(">25I", data[:100])
    header, bits, line, colors = words[0], words[11], words[12], words[19]
    assert bits == 32
    start = header + 12 * colors
    rows = []
    for y in range(HEIGHT):
        row = data[start + y * line:start + y * line + WIDTH * 4]
        rgb = bytearray(WIDTH * 3)
        rgb[0::3], rgb[1::3], rgb[2::3] = row[2::4], row[1::4], row[0::4]
        rows.append(bytes(rgb))
    return rows


def settled(path):
    """The screen as soon as it is not of one colour and stays as it is."""
    end, last, same = time.monotonic() + PATIENCE, None, 0
    while time.monotonic() < end:
        time.sleep(0.2)
        rows = read_screen(path)
        same = same + 1 if rows == last and len(set(rows)) > 50 else 0
        last = rows
        if same == 5:
            return rows
    sys.exit("the window did not settle")


def main(program):
    with tempfile.TemporaryDirectory() as work:
        options = ["lost-last-ack", "--at", "850ms", "--size", f"{WIDTH}x{HEIGHT}"]
        picture = os.path.join(work, "picture.png")
        subprocess.run([program, *options, "--screenshot", picture], check=True)
        want = read_png(picture)
        reader, writer = os.pipe()
        xvfb = subprocess.Popen(["Xvfb", "-displayfd", str(writer), "-screen", "0",
                                 f"{WIDTH}x{HEIGHT}x24", "-fbdir", work, "-nocursor", "-noreset",
                                 "-nolisten", "tcp"],
                                pass_fds=[writer], stderr=subprocess.DEVNULL)
        gui = None
        try:
            os.close(writer)
            display = ":" + os.read(reader, 16).decode().strip()
            place = dict(os.environ, DISPLAY=display, LIBGL_ALWAYS_SOFTWARE="1",
                         XDG_CONFIG_HOME=work)
            # The pointer begins in the middle, where it would hover over something.
            subprocess.run(["xdotool", "mousemove", "1", str(HEIGHT - 1)], env=place, check=True)
            gui = subprocess.Popen([program, *options], env=place)
            have = settled(os.path.join(work, "Xvfb_screen0"))
        finally:
            for process in (gui, xvfb):
                if process is not None:
                    process.terminate()
                    process.wait()
    worst, far = 0, 0
    for a, b in zip(want, have):
        if a == b:
            continue
        differences = [abs(x - y) for x, y in zip(a, b)]
        worst = max(worst, max(differences))
        far += sum(1 for i in range(0, len(a), 3) if max(differences[i:i + 3]) > MOST)
    print(f"the greatest difference is {worst} of 255; {far} pixels differ by more than {MOST}")
    sys.exit(1 if far > SLIVERS else 0)


main(sys.argv[1])
