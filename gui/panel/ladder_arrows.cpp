#include "gui/panel/ladder_arrows.hpp"

#include <algorithm>
#include <array>

#include "gui/model/diagram.hpp"

namespace finwait {
namespace {

constexpr size_t kManyArrows = 150;  // their dashes are longer

Point sideways(Point a, Point b, float by) {
  const Point way = b - a;
  const float whole = std::max(length(way), 0.001f);
  return {-way.y / whole * by, way.x / whole * by};
}

void draw_shaft(Canvas& c, const LadderArrow& a, Color color, float thick, bool many) {
  const float dash = c.px(many ? 21 : 7);
  const float gap = c.px(many ? 15 : 5);
  if (a.doubled) {  // a reset: two lines
    const Point off = sideways(a.from, a.to, c.px(2));
    c.line(a.from + off, a.to + off, color, thick * 0.8f);
    c.line(a.from - off, a.to - off, color, thick * 0.8f);
  } else if (a.twin) {  // a duplicate: two fine lines
    const Point off = sideways(a.from, a.to, c.px(1.5f));
    for (const Point& shift : {off, off * -1}) {
      const float fine = thick * 0.55f;
      if (a.dashed || a.cross)
        c.dashes(a.from + shift, a.to + shift, color, fine, dash, gap);
      else
        c.line(a.from + shift, a.to + shift, color, fine);
    }
  } else if (a.forged) {
    c.dashes(a.from, a.to, color, thick, c.px(2.5f), c.px(4));
  } else if (a.dashed || a.cross) {
    c.dashes(a.from, a.to, color, thick, dash, gap);
  } else {
    c.line(a.from, a.to, color, thick);
  }
}

// An old duplicate: slanted strokes all along its arrow.
void draw_hatching(Canvas& c, const LadderArrow& a, Color color) {
  const Point side = sideways(a.from, a.to, c.px(3.5f));
  const Point way = sideways(a.from, a.to, c.px(2));
  const Point slant = side + Point{way.y, -way.x};
  const float whole = length(a.to - a.from);
  for (float at = c.px(6); at < whole - c.px(10); at += c.px(8)) {
    const Point p = between(a.from, a.to, at / whole);
    c.line(p - slant, p + slant, color, c.px(1.1f));
  }
}

// A segment to its own sender: out, down and back.
void draw_loop(Canvas& c, const LadderArrow& a, Color color, float thick) {
  const float out = c.px(a.from.x < a.goal.x + 1 ? 46 : -46);
  const std::array<Point, 4> curve{
      a.from, {a.from.x + out, a.from.y}, {a.goal.x + out, a.goal.y}, a.goal};
  c.curve(curve, 1, color, thick);
  if (a.head) c.arrow_head(on_curve(curve, 0.93f), a.goal, color, c.px(9));
}

// The way that is left to a segment in flight; of very many a pale line.
void draw_way_ahead(Canvas& c, const LadderArrow& a, bool many) {
  if (many)
    c.line(a.to, a.goal, a.color.fade(0.15f), c.px(1.2f));
  else
    c.dashes(a.to, a.goal, a.color.fade(0.4f), c.px(1.2f), c.px(2), c.px(5));
}

void draw_arrow(Canvas& c, const LadderArrow& a, bool many) {
  const float thick = c.px(a.strong ? 2.6f : 1.7f);
  if (a.differs) c.line(a.from, a.to, c.theme().accent.fade(0.3f), c.px(8));
  if (a.strong) c.line(a.from, a.to, a.color.fade(0.18f), c.px(9));
  if (a.loop) return draw_loop(c, a, a.color, thick);
  if (a.streak)
    return c.line(between(a.from, a.to, 0.45f), a.to, a.color.fade(0.6f), c.px(3.2f));
  // Of a bundle the edges alone say where it goes.
  const bool edge = a.above == 0 || a.below == 0;
  if (a.dot && edge) draw_way_ahead(c, a, many);
  draw_shaft(c, a, a.color, thick, many);
  if (a.hatched) draw_hatching(c, a, a.color);
  if (a.head) c.arrow_head(a.from, a.to, a.color, c.px(a.strong ? 11 : 9.5f));
  if (a.cross) c.cross(a.to, c.px(6), c.theme().rst, c.px(2.6f));
  if (a.reset) c.cross(*a.reset, c.px(5), a.color, c.px(2.2f));
}

}  // namespace

void draw_ladder_arrows(Canvas& canvas, const std::vector<LadderArrow>& arrows) {
  const bool many = arrows.size() > kManyArrows;
  for (const LadderArrow& arrow : arrows) draw_arrow(canvas, arrow, many);
}

}  // namespace finwait
