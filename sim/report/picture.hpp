// Pictures as plane geometry, before they are written as SVG: shapes and labels on a sheet, in
// pixels, y downwards. Tests check every label's box without drawing anything.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/report/palette.hpp"
#include "sim/report/point.hpp"

namespace finwait {

struct Spot {
  int x = 0;
  int y = 0;
  bool operator==(const Spot&) const = default;
};

struct Box {
  int x0 = 0;
  int y0 = 0;
  int x1 = 0;
  int y1 = 0;

  bool overlaps(const Box& o) const { return x0 < o.x1 && o.x0 < x1 && y0 < o.y1 && o.y0 < y1; }
  bool contains(const Box& o) const { return o.x0 >= x0 && o.x1 <= x1 && o.y0 >= y0 && o.y1 <= y1; }
};

// One line of text; `at` is on its base line.
struct PictureLabel {
  Spot at;
  Align align = Align::Left;
  int size = 13;
  bool bold = false;
  Ink ink = Ink::Plain;
  std::string text;

  // As wide as the text is in the widest of the fonts that are named.
  Box box() const;
};

enum class Dashes : uint8_t { None, Dashed, Dotted };

// A line through spots; four spots of a curve are those of a cubic Bezier.
struct PictureLine {
  std::vector<Spot> spots;
  Ink ink = Ink::Plain;
  int width = 1;
  Dashes dashes = Dashes::None;
  bool curve = false;
  bool head = false;     // an arrow's, at the end
  bool doubled = false;  // two parallel lines
};

// A cross where something was lost; a smaller one, behind an arrow's head, is a reset's sign.
struct PictureCross {
  Spot at;
  Ink ink = Ink::Rst;
  int half = 6;  // of its width
};

struct PictureBox {
  Box box;
  Ink ink = Ink::Plain;
  int round = 0;
  bool filled = true;  // else a frame with a tint
  bool quiet = false;  // a frame in the colour of frames
};

// In the order in which it is painted: boxes, lines, crosses, labels.
struct Picture {
  int width = 0;
  int height = 0;
  std::vector<PictureBox> boxes;
  std::vector<PictureLine> lines;
  std::vector<PictureCross> crosses;
  std::vector<PictureLabel> labels;

  Box sheet() const { return {0, 0, width, height}; }
};

// Pixels that a text takes at most.
int text_width(std::string_view text, int size, bool bold = false);

// The text in lines of at most `room` pixels, broken at spaces, else anywhere. Never empty.
std::vector<std::string> broken_text(std::string_view text, int size, bool bold, int room);

// Both on one sheet, `right` to the right of `left`.
Picture beside(Picture left, const Picture& right);

}  // namespace finwait
