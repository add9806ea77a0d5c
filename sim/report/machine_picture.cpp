#include "sim/report/machine_picture.hpp"

#include <algorithm>

#include "sim/report/diagram_shape.hpp"
#include "sim/report/machine_visits.hpp"
#include "sim/report/run_caption.hpp"

namespace finwait {
namespace {

constexpr int kEdge = 18;
constexpr int kSheetWidth = 940;  // of the diagram without its edge
constexpr int kSheetHeight = 780;
constexpr int kLabel = 11;
constexpr int kLabelLine = 14;
constexpr int kName = 13;
constexpr int kBesideArc = 12;  // a text from the curve that it belongs to

int rounded(float v) {
  return static_cast<int>(v + (v < 0 ? -0.5f : 0.5f));
}

class MachinePainter {
 public:
  MachinePainter(const Simulation& simulation, Language language)
      : simulation_(simulation), language_(language), visits_(machine_visits(simulation.trace())) {
    p_.width = kSheetWidth + 2 * kEdge;
  }

  Picture paint();

 private:
  Point at(Point sheet) const {
    return {kEdge + sheet.x / 100 * kSheetWidth,
            static_cast<float>(top_) + sheet.y / 100 * kSheetHeight};
  }
  Point border(State state, Point part) const {
    const Point c = at(node_place(state));
    return {c.x + part.x * kNodeWidth / 2, c.y + part.y * (kNodeHeight / 2 + 2)};
  }
  static Spot spot(Point p) { return {rounded(p.x), rounded(p.y)}; }

  void put_lines(const std::string& text, int size, bool bold, Ink ink);
  void put_nodes();
  void put_edge(const std::array<Point, 4>& curve, const Transition& t, bool taken);
  void put_edge_text(const EdgeShape& shape, const Transition& t, bool taken);
  void put_figure();
  void put_others();
  std::array<Point, 4> drawn(const EdgeShape& e) const;
  std::array<Point, 4> bowed(const Transition& t) const;

  const Simulation& simulation_;
  const Language language_;
  const MachineVisits visits_;
  int top_ = kEdge;
  Picture p_;
};

// The two that go around the figure back to CLOSED: their texts stand inside them.
bool is_wide(const EdgeShape& e) {
  return e.to == State::Closed && (e.from == State::TimeWait || e.from == State::LastAck);
}

// Where a curve that rises is at a height.
float x_of(const std::array<Point, 4>& c, float y) {
  constexpr int kPieces = 64;
  float x = c[0].x;
  for (int i = 0; i <= kPieces; ++i) {
    const float t = static_cast<float>(i) / kPieces;
    const float u = 1 - t;
    const Point p = c[0] * (u * u * u) + c[1] * (3 * u * u * t) + c[2] * (3 * u * t * t) +
                    c[3] * (t * t * t);
    if (p.y < y) return x;
    x = p.x;
  }
  return x;
}

// As the window has them.
std::array<Point, 4> MachinePainter::drawn(const EdgeShape& e) const {
  const Point a = border(e.from, e.leave);
  const Point d = border(e.to, e.enter);
  const Point way = d - a;
  const Point unit{kSheetWidth / 100.f, kSheetHeight / 100.f};
  return {a, a + way * 0.3f + Point{e.bulge_from.x * unit.x, e.bulge_from.y * unit.y},
          a + way * 0.7f + Point{e.bulge_to.x * unit.x, e.bulge_to.y * unit.y}, d};
}

std::array<Point, 4> MachinePainter::bowed(const Transition& t) const {
  if (const AbortShape* way = abort_shape(t.from, t.to))
    return {border(t.from, way->leave), at(way->control_from), at(way->control_to),
            border(t.to, way->enter)};
  const Point a = at(node_place(t.from));
  const Point d = at(node_place(t.to));
  const float side = d.y < a.y ? -1.f : 1.f;
  const Point start{a.x, a.y + side * (kNodeHeight / 2 + 2)};
  const Point end{d.x, d.y - side * (kNodeHeight / 2 + 2)};
  const Point way = end - start;
  const Point bow = Point{-way.y, way.x} * 0.10f;
  return {start, start + way * 0.3f + bow, start + way * 0.7f + bow, end};
}

void MachinePainter::put_edge(const std::array<Point, 4>& curve, const Transition& t, bool taken) {
  PictureLine line;
  for (const Point p : curve) line.spots.push_back(spot(p));
  line.curve = true;
  line.head = true;
  line.ink = taken ? state_ink(t.to) : Ink::Faint;
  line.width = taken ? 3 : 1;
  p_.lines.push_back(std::move(line));
}

// The event, and below it what is sent.
void MachinePainter::put_edge_text(const EdgeShape& shape, const Transition& t, bool taken) {
  Spot s = spot(at(shape.label));
  if (is_wide(shape)) {
    const int inside = shape.align == Align::Left ? kBesideArc : -kBesideArc;
    s.x = rounded(x_of(drawn(shape), static_cast<float>(s.y))) + inside;
  }
  const std::vector<std::string> lines = edge_lines(shape, t);
  s.y += 4 - kLabelLine * static_cast<int>(lines.size() - 1) / 2;
  for (const std::string& line : lines) {
    p_.labels.push_back(
        {s, shape.align, kLabel, false, taken ? Ink::Strong : Ink::Faint, line});
    s.y += kLabelLine;
  }
}

void MachinePainter::put_figure() {
  for (const EdgeShape& shape : edge_shapes()) {
    for (size_t i = 0; i < kTransitions.size(); ++i) {
      const Transition& t = kTransitions[i];
      if (t.from != shape.from || t.to != shape.to) continue;
      put_edge(drawn(shape), t, visits_.taken(i));
      put_edge_text(shape, t, visits_.taken(i));
    }
  }
}

void MachinePainter::put_others() {
  for (size_t i = 0; i < kTransitions.size(); ++i)
    if (visits_.taken(i) && kTransitions[i].event.empty())
      put_edge(bowed(kTransitions[i]), kTransitions[i], true);
}

void MachinePainter::put_nodes() {
  for (int i = 0; i < kStates; ++i) {
    const auto state = static_cast<State>(i);
    const bool visited = visits_.visited(state);
    const Spot c = spot(at(node_place(state)));
    const int half_width = rounded(kNodeWidth / 2);
    const int half_height = rounded(kNodeHeight / 2);
    p_.boxes.push_back({{c.x - half_width, c.y - half_height, c.x + half_width, c.y + half_height},
                        state_ink(state),
                        7,
                        false,
                        !visited});
    p_.labels.push_back({{c.x, c.y + 5},
                         Align::Center,
                         kName,
                         visited,
                         visited ? Ink::Strong : Ink::Faint,
                         std::string(state_name(state))});
  }
}

void MachinePainter::put_lines(const std::string& text, int size, bool bold, Ink ink) {
  for (const std::string& line : broken_text(text, size, bold, p_.width - 2 * kEdge)) {
    p_.labels.push_back({{kEdge, top_ + size}, Align::Left, size, bold, ink, line});
    top_ += size * 3 / 2;
  }
}

Picture MachinePainter::paint() {
  put_lines(run_caption(simulation_, language_).front(), 18, true, Ink::Strong);
  top_ += 16;
  put_nodes();
  put_figure();
  put_others();
  top_ += kSheetHeight + 24;
  put_lines(run_origin(simulation_), kLabel, false, Ink::Faint);
  p_.height = top_ + kEdge;
  return std::move(p_);
}

}  // namespace

Picture machine_picture(const Simulation& simulation, Language language) {
  return MachinePainter(simulation, language).paint();
}

}  // namespace finwait
