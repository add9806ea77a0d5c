#include "gui/model/diagram.hpp"

#include <algorithm>
#include <cmath>

#include "gui/model/focus.hpp"
#include "gui/model/inspected.hpp"
#include "gui/model/words.hpp"
#include "sim/report/diagram_shape.hpp"

namespace finwait {
namespace {

constexpr float kLabelEm = 11;
constexpr float kLowNode = 22;  // a node's height where two diagrams share the panel
constexpr int kRecent = 3;  // edges that still glow
constexpr size_t kMostTaken = 1000;  // changes of one socket that are looked at
constexpr float kToken = 12;  // radius
constexpr float kHalo = 17;
constexpr float kSmallRing = 8;
constexpr float kUpperRing = -5;  // design units below the middle of TIME_WAIT
constexpr float kLowerRing = 17;
constexpr int kPieces = 24;  // of a curve, to see what it runs through

class DiagramMaker {
 public:
  DiagramMaker(const Session& session, const Rect& panel, const Type& type,
               const DiagramStyle& style)
      : s_(session),
        type_(type),
        theme_(theme_of(session.theme)),
        style_(style),
        only_(style.only),
        node_width_(style.node_width > 0 ? style.node_width : kNodeWidth) {
    m_.panel = panel;
    if (only_) m_.name = *only_ == 0 ? "a-" : "b-";
    const float ui = type.ui;
    const float edge = (only_ ? 10 : 30) * ui;
    sheet_ = {panel.x0 + 16 * ui, panel.y0 + edge, panel.x1 - 16 * ui, panel.y1 - edge};
  }

  DiagramModel make() {
    if (style_.title) title();
    nodes();
    edges();
    if (s_.run) {
      taken();
      focus();
      tokens();
      rings();
      waiting();
      if (!style_.all_texts) last_text();
    }
    return std::move(m_);
  }

 private:
  Point at(Point sheet) const {
    return {sheet_.x0 + sheet.x / 100 * sheet_.width(),
            sheet_.y0 + sheet.y / 100 * sheet_.height()};
  }
  float em(float design) const { return design * type_.ui; }
  float node_height() const { return only_ ? kLowNode : kNodeHeight; }
  bool shows(uint8_t host) const { return !only_ || *only_ == host; }
  DiagramNode& node(State state) { return m_.nodes[static_cast<size_t>(state)]; }

  void title() {
    const Rect& p = m_.panel;
    const std::string name =
        only_ && s_.run ? s_.run->script().hosts[*only_].name : s_.phrases(Phrase::StateDiagram);
    m_.labels.push_back(make_label(type_, {p.x0 + em(14), p.y0 + em(18)}, Align::Left, Face::Bold,
                                   13, theme_.soft, name));
    if (only_) return;
    m_.labels.push_back(make_label(type_, {p.x1 - em(14), p.y0 + em(18)}, Align::Right, Face::Text,
                                   12.5f, theme_.soft, s_.phrases(Phrase::Figure5)));
  }

  void nodes() {
    for (int i = 0; i < kStates; ++i) {
      const auto state = static_cast<State>(i);
      const Point c = at(node_place(state));
      DiagramNode n;
      n.state = state;
      n.rect = around(c, em(node_width_), em(node_height()));
      n.outline = theme_.line;
      n.name = make_label(type_, c, Align::Center, Face::Mono, 13, theme_.soft,
                          std::string(state_name(state)));
      m_.nodes.push_back(n);
    }
  }

  Point border(State state, Point part) const {
    const Point c = at(node_place(state));
    return {c.x + part.x * em(node_width_) / 2, c.y + part.y * (em(node_height()) / 2 + 2)};
  }

  std::array<Point, 4> curve(const EdgeShape& e) const {
    const Point a = border(e.from, e.leave);
    const Point d = border(e.to, e.enter);
    const Point unit{sheet_.width() / 100, sheet_.height() / 100};
    const Point b = between(a, d, 0.3f);
    const Point c = between(a, d, 0.7f);
    return {a,
            {b.x + e.bulge_from.x * unit.x, b.y + e.bulge_from.y * unit.y},
            {c.x + e.bulge_to.x * unit.x, c.y + e.bulge_to.y * unit.y},
            d};
  }

  void edges() {
    for (const EdgeShape& shape : edge_shapes()) {
      DiagramEdge e;
      e.from = shape.from;
      e.to = shape.to;
      e.curve = curve(shape);
      m_.edges.push_back(e);
      for (const Transition& t : kTransitions)
        if (!only_ && style_.all_texts && t.from == shape.from && t.to == shape.to)
          edge_label(shape, t, m_.labels);
    }
  }

  // The event, and below it what is sent.
  void edge_label(const EdgeShape& shape, const Transition& t, std::vector<Label>& out) const {
    const std::vector<std::string> lines = edge_lines(shape, t);
    const float line = type_.size(kLabelEm) * kLine;
    Point p = at(shape.label);
    p.y -= line * static_cast<float>(lines.size() - 1) / 2;
    const Color event = t.from == State::TimeWait ? theme_.time_wait : theme_.soft;
    for (const std::string& text : lines) {
      const bool action = !t.action.empty() && &text == &lines.back();
      out.push_back(make_label(type_, p, shape.align, Face::Mono, kLabelEm,
                               action ? action_color(t.action) : event, text));
      p.y += line;
    }
  }

  Color action_color(std::string_view action) const {
    if (action.find("SYN") != std::string_view::npos) return theme_.syn;
    return action == "FIN" ? theme_.fin : theme_.soft;
  }

  DiagramEdge& edge(State from, State to) {
    for (DiagramEdge& e : m_.edges)
      if (e.from == from && e.to == to) return e;
    m_.edges.push_back(extra(from, to));
    return m_.edges.back();
  }

  // A change that the figure does not draw: a bowed line between the two nodes.
  DiagramEdge extra(State from, State to) const {
    DiagramEdge e;
    e.from = from;
    e.to = to;
    e.drawn = false;
    if (const AbortShape* way = abort_shape(from, to)) {
      e.curve = {border(from, way->leave), at(way->control_from), at(way->control_to),
                 border(to, way->enter)};
      return e;
    }
    const Point a = at(node_place(from));
    const Point d = at(node_place(to));
    const float side = d.y < a.y ? -1.f : 1.f;
    const Point start{a.x, a.y + side * (em(node_height()) / 2 + 2)};
    const Point end{d.x, d.y - side * (em(node_height()) / 2 + 2)};
    const Point way = end - start;
    const Point bow = Point{-way.y, way.x} * 0.10f;
    e.curve = {start, between(start, end, 0.3f) + bow, between(start, end, 0.7f) + bow, end};
    return e;
  }

  // Marks what the two connections went through, the latest changes brightest.
  void taken() {
    const uint32_t limit = record_limit(s_);
    std::vector<uint32_t> records;
    for (uint8_t host = 0; host < 2; ++host) {
      if (!shows(host)) continue;
      const auto& spans = s_.run->index.spans[host];
      const Span& now = s_.run->index.span_at_record(host, limit);
      const auto count = static_cast<size_t>(&now - spans.data()) + 1;
      for (size_t i = count; i-- > 0 && i + kMostTaken > count;) {
        if (spans[i].record == 0 || spans[i].socket == kNoSocket) continue;
        if (spans[i].socket != now.socket) break;
        records.push_back(spans[i].record);
      }
    }
    std::sort(records.begin(), records.end());
    for (size_t i = 0; i < records.size(); ++i) take(records[i], records.size() - i);
  }

  void take(uint32_t record, size_t age) {
    const Record& r = s_.run->trace().record(record);
    node(r.from()).visited = node(r.to()).visited = true;
    DiagramEdge& e = edge(r.from(), r.to());
    e.taken = true;
    e.color = theme_.ink;
    e.taken_by[r.host & 1] = node(r.to()).entered[r.host & 1] = record;
    if (age <= kRecent)
      e.recent = std::max(e.recent, 1 - static_cast<float>(age - 1) / static_cast<float>(kRecent));
    e.lit = lit_part(record);
  }

  void focus() {
    for (uint32_t id : focus_of(s_).records) {
      const Record& r = s_.run->trace().record(id);
      if (r.kind == RecordKind::State && shows(r.host & 1)) edge(r.from(), r.to()).focused = true;
    }
  }

  // About once in two seconds.
  float pulse(State state) const {
    if (state != State::CloseWait || !s_.playing || s_.reduce_motion) return 0;
    return static_cast<float>(0.5 - 0.5 * std::cos(s_.clock * 3));
  }

  // What the edge that was taken last says, if that covers nothing.
  void last_text() {
    const DiagramEdge* last = nullptr;
    for (const DiagramEdge& e : m_.edges)
      if (e.taken && e.recent >= 1) last = &e;
    if (last == nullptr) return;
    std::vector<Label> texts;
    for (const EdgeShape& shape : edge_shapes())
      for (const Transition& t : kTransitions)
        if (shape.from == last->from && shape.to == last->to && t.from == shape.from &&
            t.to == shape.to)
          edge_label(shape, t, texts);
    if (std::all_of(texts.begin(), texts.end(), [&](const Label& l) { return is_free(l); }))
      m_.labels.insert(m_.labels.end(), texts.begin(), texts.end());
  }

  bool is_free(const Label& label) const {
    if (!m_.panel.contains(label.box.inset(-em(4)))) return false;
    for (const DiagramNode& n : m_.nodes)
      if (n.rect.overlaps(label.box)) return false;
    for (const Label& other : m_.labels)
      if (overlap(other, label)) return false;
    for (const DiagramRing& r : m_.rings)
      if (around(r.center, r.radius * 3, r.radius * 3).overlaps(label.box)) return false;
    Label wide = label;  // a line that is lit is thick
    wide.box = wide.box.inset(-em(2));
    for (const DiagramEdge& e : m_.edges)
      for (int i = 0; i < kPieces; ++i)
        if (e.drawn && crosses(wide, on_curve(e.curve, static_cast<float>(i) / kPieces),
                               on_curve(e.curve, static_cast<float>(i + 1) / kPieces)))
          return false;
    return true;
  }

  float lit_part(uint32_t record) const {
    if (s_.reduce_motion) return 1;
    for (const Lit& lit : s_.lit) {
      if (lit.record != record) continue;
      const double part = std::clamp((s_.clock - lit.since) / kLitSeconds, 0.0, 1.0);
      return static_cast<float>(1 - (1 - part) * (1 - part));  // eases out
    }
    return 1;
  }

  void tokens() {
    const uint32_t limit = record_limit(s_);
    const RunIndex& index = s_.run->index;
    const std::array<State, 2> states = {index.span_at_record(0, limit).state,
                                         index.span_at_record(1, limit).state};
    for (uint8_t host = 0; host < 2; ++host) {
      if (!shows(host)) continue;
      const Span& span = index.span_at_record(host, limit);
      DiagramNode& n = node(span.state);
      n.current = n.visited = true;
      n.pulse = pulse(span.state);
      const bool closed = span.state == State::Closed;
      n.outline = closed ? theme_.soft : state_color(theme_, span.state);
      const bool both = !only_ && states[0] == states[1];
      Point at = side_of(n, host, both);
      if (style_.tokens == DiagramTokens::Corners) at = corner_of(n, host, both);
      m_.tokens.push_back({host, at, em(kToken)});
    }
    for (DiagramNode& n : m_.nodes) {
      if (n.visited && !n.current) n.outline = mix(theme_.soft, theme_.ink, 0.25f);
      if (n.visited) n.name.color = theme_.ink;
    }
  }

  // As far inside as the name leaves room, clear of the states beside it. To the right of
  // SYN_RECEIVED stands a text: two tokens stand to its left.
  Point side_of(const DiagramNode& n, uint8_t host, bool both) const {
    const float free = (n.rect.width() - n.name.box.width()) / 2 - em(kHalo);
    const float in = std::min(free, em(kToken - 2));
    const float y = n.rect.center().y;
    if (host == 0 || !both) return {n.rect.x0 + in, y};
    if (n.state == State::SynReceived) return {n.rect.x0 + in - em(2 * kToken + 2), y};
    return {n.rect.x1 - in, y};
  }

  // Where no edge of the figure comes in.
  Point corner_of(const DiagramNode& n, uint8_t host, bool both) const {
    constexpr float kAside = 8;  // of the sheet's width: not in the middle
    const float off = node_place(n.state).x - 50;
    const bool left = both || std::abs(off) < kAside ? host == 0 : off < 0;
    if (n.state == State::Established)  // edges come and go at all of its corners
      return {left ? n.rect.x0 - em(9) : n.rect.x1 + em(9), n.rect.center().y};
    const bool low = n.state == State::TimeWait;
    return {left ? n.rect.x0 - em(2) : n.rect.x1 + em(2),
            low ? n.rect.y1 + em(5) : n.rect.y0 - em(5)};
  }

  // Of two, smaller ones, so that both find room below the texts and above the panel's edge.
  void rings() {
    int row = 0;
    for (uint8_t host = 0; host < 2; ++host) {
      const Span& span = s_.run->index.span_at_record(host, record_limit(s_));
      if (!shows(host)) continue;
      if (span.state != State::TimeWait || span.socket == kNoSocket) continue;
      const World& world = s_.run->simulation.world();
      const uint32_t slot = world.slot_of(span.socket);
      if (slot == kNone || !world.tcb(slot).timers.running(Timer::TimeWait)) continue;
      ring(host, world.tcb(slot).timers.at(Timer::TimeWait), span, row++);
    }
  }

  void ring(uint8_t host, Time deadline, const Span& span, int row) {
    const uint32_t record = last_timer_set(shown_branch(s_), span.socket, Timer::TimeWait);
    if (record == 0) return;
    const Record* set = &s_.run->trace().record(record);
    const double whole = static_cast<double>((deadline - set->t).ns);
    const double left = static_cast<double>((deadline - s_.cursor.now).ns);
    const Rect& n = node(State::TimeWait).rect;
    const bool alone = only_ || !both_in(State::TimeWait);
    const float off = alone ? 0 : row == 0 ? kUpperRing : kLowerRing;
    const Point c{n.x1 + em(30), n.center().y + em(off)};
    m_.rings.push_back({host, c, em(alone ? 13 : kSmallRing),
                        static_cast<float>(whole > 0 ? std::clamp(left / whole, 0.0, 1.0) : 0),
                        record});
    const bool again = alone && set->t > span.from;
    const std::string time = time_text(shown(deadline - s_.cursor.now));
    const float x = c.x + em(22);
    const float room = m_.panel.x1 - em(14) - x;
    const std::string whose = alone ? "" : std::string(host_letter(host)) + "  ";
    std::string text = whose + s_.phrases(Phrase::Left, {time});
    for (const std::string& shorter : {whose + "2MSL " + time, whose + time})
      if (type_.width(Face::Mono, 12, text) > room) text = shorter;
    m_.labels.push_back(fit_label(type_, {x, c.y - (again ? em(7.5f) : 0)}, Align::Left, Face::Mono,
                                  12, theme_.time_wait, text, room));
    if (again) ring_note({x, c.y + em(8)}, s_.phrases(restart_phrase(*set)), room);
  }

  bool both_in(State state) const {
    const uint32_t limit = record_limit(s_);
    return s_.run->index.span_at_record(0, limit).state == state &&
           s_.run->index.span_at_record(1, limit).state == state;
  }

  // In two lines where it is too long for one.
  void ring_note(Point p, const std::string& text, float room) {
    std::vector<std::string> lines{text};
    const bool fits = p.y + type_.size(11) * kLine * 1.5f < m_.panel.y1 - em(4);
    if (fits && type_.width(Face::Text, 11, text) > room)
      lines = wrap_text(type_.measure, Face::Text, type_.size(11), text, room);
    for (size_t i = 0; i < std::min<size_t>(lines.size(), 2); ++i) {
      m_.labels.push_back(
          fit_label(type_, p, Align::Left, Face::Text, 11, theme_.soft, lines[i], room));
      p.y += type_.size(11) * kLine;
    }
  }

  // A FIN that comes again, or whatever else a system starts it over for.
  Phrase restart_phrase(const Record& set) const {
    const Trace& trace = s_.run->trace();
    for (uint32_t id = set.cause; id != kNoCause && id > 0; id = trace.record(id).cause) {
      const Record& r = trace.record(id);
      if (r.kind != RecordKind::Arrived) continue;
      if (trace.packet(r.packet()).segment.has(kFin)) return Phrase::RestartedByFin;
      break;
    }
    return Phrase::Restarted;
  }

  // In CLOSE_WAIT it is the program's turn: beside the node where that covers nothing.
  void waiting() {
    const Rect& n = node(State::CloseWait).rect;
    const Point c = n.center();
    for (uint8_t host = 0; host < 2; ++host) {
      const Span& span = s_.run->index.span_at_record(host, record_limit(s_));
      if (!shows(host) || span.state != State::CloseWait) continue;
      const std::string text =
          s_.phrases(Phrase::WaitsForClose, {s_.run->script().hosts[host].name});
      const auto place = [&](float y, float x, Align align) {
        const Label label = make_label(type_, {x, y}, align, Face::Text, kLabelEm,
                                       state_color(theme_, span.state), text);
        if (is_free(label)) m_.labels.push_back(label);
        return !m_.labels.empty() && m_.labels.back().text == text;
      };
      const auto at_height = [&](float y) {
        return place(y, c.x, Align::Center) || place(y, c.x + em(8), Align::Left) ||
               place(y, c.x - em(8), Align::Right);
      };
      bool placed = place(c.y, n.x1 + em(22), Align::Left);
      for (const float off : {11.f, 24.f, 38.f})
        placed = placed || at_height(n.y1 + em(off)) || at_height(n.y0 - em(off));
    }
  }

  // Hundredths are enough to see it move.
  static Duration shown(Duration d) {
    return d > seconds(1) ? Duration{d.ns / 10000000 * 10000000} : d;
  }

  const Session& s_;
  const Type& type_;
  const Theme& theme_;
  const DiagramStyle& style_;
  std::optional<uint8_t> only_;
  float node_width_;
  Rect sheet_;
  DiagramModel m_;
};

}  // namespace

Point on_curve(const std::array<Point, 4>& c, float t) {
  const float u = 1 - t;
  return c[0] * (u * u * u) + c[1] * (3 * u * u * t) + c[2] * (3 * u * t * t) + c[3] * (t * t * t);
}

const DiagramEdge* edge_at(const DiagramModel& m, Point p, float reach) {
  const DiagramEdge* best = nullptr;
  for (const DiagramEdge& e : m.edges) {
    if (!e.drawn && !e.taken) continue;
    for (int i = 0; i <= kPieces; ++i) {
      const float away = length(on_curve(e.curve, static_cast<float>(i) / kPieces) - p);
      if (away >= reach) continue;
      reach = away;
      best = &e;
    }
  }
  return best;
}

uint32_t visit_to_show(const Session& s, const Visits& visits) {
  const uint32_t last = std::max(visits[0], visits[1]);
  const uint32_t other = std::min(visits[0], visits[1]);
  if (last == 0 || other == 0) return last;
  return s.run->trace().step_of(last) == s.cursor.step ? other : last;
}

DiagramModel make_diagram_model(const Session& session, const Rect& panel, const Type& type,
                                const DiagramStyle& style) {
  return DiagramMaker(session, panel, type, style).make();
}

}  // namespace finwait
