// Plane geometry and labels: what every model is made of. Units are pixels of the picture, y grows
// downwards. No ImGui here: a test can check every rectangle without a window.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "gui/model/theme.hpp"
#include "sim/report/point.hpp"

namespace finwait {

float length(Point p);
Point between(Point a, Point b, float t);  // a at 0, b at 1

struct Rect {
  float x0 = 0;
  float y0 = 0;
  float x1 = 0;
  float y1 = 0;

  constexpr bool operator==(const Rect&) const = default;
  constexpr float width() const { return x1 - x0; }
  constexpr float height() const { return y1 - y0; }
  constexpr Point center() const { return {(x0 + x1) / 2, (y0 + y1) / 2}; }
  constexpr bool contains(Point p) const { return p.x >= x0 && p.x < x1 && p.y >= y0 && p.y < y1; }
  // Whether `o` lies inside, give or take `slack`.
  constexpr bool contains(const Rect& o, float slack = 0.5f) const {
    return o.x0 >= x0 - slack && o.x1 <= x1 + slack && o.y0 >= y0 - slack && o.y1 <= y1 + slack;
  }
  constexpr bool overlaps(const Rect& o) const {
    return x0 < o.x1 && o.x0 < x1 && y0 < o.y1 && o.y0 < y1;
  }
  constexpr Rect inset(float dx, float dy) const { return {x0 + dx, y0 + dy, x1 - dx, y1 - dy}; }
  constexpr Rect inset(float d) const { return inset(d, d); }
};
constexpr Rect around(Point c, float width, float height) {
  return {c.x - width / 2, c.y - height / 2, c.x + width / 2, c.y + height / 2};
}

// Text is for sentences, Bold for headings, Mono for states and numbers.
enum class Face : uint8_t { Text, Bold, Mono };

// Width in pixels of one line of text; `em` is the font size in pixels.
using Measure = std::function<float(Face face, float em, std::string_view text)>;

// One line of text at its place. `box` is as wide as the text and one line high; with an angle
// (radians) the box is turned about its centre.
struct Label {
  Rect box;
  std::string text;
  Face face = Face::Text;
  float em = 14;
  Color color;
  float angle = 0;
};

// How labels are made: the font size of the picture's scale, and the measure.
struct Type {
  const Measure& measure;
  float ui = 1;     // pixels per unit of the design at 1600x1000
  float least = 0;  // pixels: no text is smaller

  float size(float em) const { return em * ui < least ? least : em * ui; }
  float width(Face face, float em, std::string_view text) const {
    return measure(face, size(em), text);
  }
};
constexpr float kLine = 1.3f;  // line height in em

// A line of text whose anchor is at `at`: left end, middle or right end, vertically centred.
Label make_label(const Type& type, Point at, Align align, Face face, float em, Color color,
                 std::string text);
// The same, cut with an ellipsis so that it is at most `room` pixels wide.
Label fit_label(const Type& type, Point at, Align align, Face face, float em, Color color,
                std::string_view text, float room);
std::string fit_text(const Measure& measure, Face face, float em, std::string_view text,
                     float room);
// Breaks at spaces and beside ideographs, but not before signs that end a phrase; a word that is
// too long stands alone.
std::vector<std::string> wrap_text(const Measure& measure, Face face, float em,
                                   std::string_view text, float room);

// The four corners of a rectangle that may be turned.
using Quad = std::array<Point, 4>;
Quad corners(const Label& label);
Quad corners(const Rect& box, float cosine, float sine);  // of the angle
// The smallest upright rectangle around it.
Rect bounds(const Quad& corners);
Rect bounds(const Label& label);
// Whether two of them cover each other.
bool overlap(const Quad& a, const Quad& b);
bool overlap(const Label& a, const Label& b);
// Whether the segment a-b passes through it.
bool crosses(const Quad& corners, Point a, Point b);
bool crosses(const Label& label, Point a, Point b);
// The distance of p from the segment a-b.
float distance_to_segment(Point p, Point a, Point b);

}  // namespace finwait
