#include "gui/model/geometry.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace finwait {
namespace {

constexpr std::string_view kEllipsis = "\u2026";

float dot(Point a, Point b) {
  return a.x * b.x + a.y * b.y;
}

// The range that the points cover along an axis.
struct Extent {
  float low;
  float high;
};

template <class Shape>
Extent project(const Shape& points, Point axis) {
  Extent e{dot(points[0], axis), dot(points[0], axis)};
  for (Point p : points) {
    e.low = std::min(e.low, dot(p, axis));
    e.high = std::max(e.high, dot(p, axis));
  }
  return e;
}

template <class A, class B>
bool apart(const A& a, const B& b, Point axis) {
  const Extent x = project(a, axis);
  const Extent y = project(b, axis);
  constexpr float kTouch = 0.01f;
  return x.high <= y.low + kTouch || y.high <= x.low + kTouch;
}

// Whether a line along one of `shape`'s sides lies between a and b. The second half of the sides
// runs along the first.
template <class Shape, class A, class B>
bool side_between(const Shape& shape, const A& a, const B& b) {
  for (size_t i = 0; i < shape.size() / 2; ++i) {
    const Point side = shape[i + 1] - shape[i];
    if ((side.x != 0 || side.y != 0) && apart(a, b, {-side.y, side.x})) return true;
  }
  return false;
}

// The separating axis theorem for rectangles and segments.
template <class A, class B>
bool shapes_overlap(const A& a, const B& b) {
  return !side_between(a, a, b) && !side_between(b, a, b);
}

Point middle(const Quad& q) {
  return between(q[0], q[2], 0.5f);
}

// Whether p is well inside: most overlaps are seen by that already.
bool holds(const Quad& q, Point p) {
  constexpr float kWell = 0.49f;  // of its size, from the middle
  const Point d = p - middle(q);
  const Point w = q[1] - q[0];
  const Point h = q[3] - q[0];
  return std::abs(dot(d, w)) < kWell * dot(w, w) && std::abs(dot(d, h)) < kWell * dot(h, h);
}

// Where a character of UTF-8 may start.
bool is_boundary(std::string_view text, size_t i) {
  return i >= text.size() || (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
}

}  // namespace

float length(Point p) {
  return std::sqrt(dot(p, p));
}

Point between(Point a, Point b, float t) {
  return a + (b - a) * t;
}

Label make_label(const Type& type, Point at, Align align, Face face, float em, Color color,
                 std::string text) {
  const float size = type.size(em);
  const float width = type.measure(face, size, text);
  float x = at.x;
  if (align == Align::Center) x -= width / 2;
  if (align == Align::Right) x -= width;
  const float half = size * kLine / 2;
  return {{x, at.y - half, x + width, at.y + half}, std::move(text), face, size, color};
}

Label fit_label(const Type& type, Point at, Align align, Face face, float em, Color color,
                std::string_view text, float room) {
  return make_label(type, at, align, face, em, color,
                    fit_text(type.measure, face, type.size(em), text, room));
}

std::string fit_text(const Measure& measure, Face face, float em, std::string_view text,
                     float room) {
  if (measure(face, em, text) <= room) return std::string(text);
  size_t low = 0;
  size_t high = text.size();
  while (low + 1 < high) {  // the longest beginning that fits with the ellipsis
    const size_t middle = (low + high) / 2;
    const std::string cut = std::string(text.substr(0, middle)) + std::string(kEllipsis);
    (measure(face, em, cut) <= room ? low : high) = middle;
  }
  while (!is_boundary(text, low)) --low;
  if (low == 0) return "";
  return std::string(text.substr(0, low)) + std::string(kEllipsis);
}

namespace {

// How many octets the character at the start of `text` has, and whether it is one of those that
// lines of Chinese may be broken beside.
struct Character {
  size_t size;
  bool ideograph;  // or a full-width sign
  bool closes;     // a sign that may not begin a line
};

Character first_character(std::string_view text) {
  const auto c = static_cast<unsigned char>(text[0]);
  const size_t size = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
  const std::string_view sign = text.substr(0, size);
  for (std::string_view s : {"，", "。", "；", "：", "、", "）", "」", "』", "？", "！", "”"})
    if (sign == s) return {size, true, true};
  return {size, size >= 3 && c >= 0xe3, false};
}

// The piece at the start of `text` that stays on one line: a word with the space behind it, or one
// ideograph with the signs that follow.
size_t piece_size(std::string_view text) {
  size_t at = 0;
  bool ideograph = false;
  while (at < text.size()) {
    const Character c = first_character(text.substr(at));
    if (at > 0 && c.ideograph && !c.closes) break;
    if (ideograph && !c.closes) break;
    at += std::min(c.size, text.size() - at);
    ideograph = c.ideograph;
    if (text[at - 1] == ' ') break;
  }
  return at;
}

std::string_view without_space(std::string_view line) {
  while (!line.empty() && line.back() == ' ') line.remove_suffix(1);
  return line;
}

}  // namespace

std::vector<std::string> wrap_text(const Measure& measure, Face face, float em,
                                   std::string_view text, float room) {
  std::vector<std::string> lines;
  std::string line;
  while (!text.empty()) {
    const std::string_view piece = text.substr(0, piece_size(text));
    text.remove_prefix(piece.size());
    const std::string longer = line + std::string(piece);
    if (line.empty() || measure(face, em, without_space(longer)) <= room) {
      line = longer;
    } else {
      lines.emplace_back(without_space(line));
      line = piece;
    }
  }
  if (!line.empty()) lines.emplace_back(without_space(line));
  return lines;
}

Quad corners(const Label& label) {
  return corners(label.box, std::cos(label.angle), std::sin(label.angle));
}

Quad corners(const Rect& box, float cosine, float sine) {
  const Point c = box.center();
  const float w = box.width() / 2;
  const float h = box.height() / 2;
  const auto turned = [&](float x, float y) {
    return Point{c.x + x * cosine - y * sine, c.y + x * sine + y * cosine};
  };
  return {turned(-w, -h), turned(w, -h), turned(w, h), turned(-w, h)};
}

Rect bounds(const Quad& points) {
  Rect r{points[0].x, points[0].y, points[0].x, points[0].y};
  for (Point p : points)
    r = {std::min(r.x0, p.x), std::min(r.y0, p.y), std::max(r.x1, p.x), std::max(r.y1, p.y)};
  return r;
}

Rect bounds(const Label& label) {
  return bounds(corners(label));
}

bool overlap(const Quad& a, const Quad& b) {
  return holds(a, middle(b)) || holds(b, middle(a)) || shapes_overlap(a, b);
}

bool overlap(const Label& a, const Label& b) {
  if (a.angle == 0 && b.angle == 0) return a.box.overlaps(b.box);
  return overlap(corners(a), corners(b));
}

bool crosses(const Quad& corners, Point a, Point b) {
  const float x = middle(corners).x;
  const bool below = (a.x < x) != (b.x < x);
  if (below && holds(corners, between(a, b, (x - a.x) / (b.x - a.x)))) return true;
  return shapes_overlap(corners, std::array<Point, 2>{a, b});
}

bool crosses(const Label& label, Point a, Point b) {
  return crosses(corners(label), a, b);
}

float distance_to_segment(Point p, Point a, Point b) {
  const Point d = b - a;
  const float square = dot(d, d);
  const float t = square > 0 ? std::clamp(dot(p - a, d) / square, 0.f, 1.f) : 0.f;
  return length(p - between(a, b, t));
}

}  // namespace finwait
