#include "gui/model/story.hpp"
#include "gui/model/words.hpp"
#include "gui/panel/panels.hpp"

namespace finwait {
namespace {

constexpr float kEdgeReach = 8;  // design units from which an edge is hit

void draw_edge(Canvas& c, const DiagramEdge& e) {
  const Theme& theme = c.theme();
  if (!e.drawn && !e.taken && !e.focused) return;
  const Color base = e.taken ? mix(theme.line, theme.ink, 0.45f) : theme.line;
  const Color color = e.taken ? mix(base, theme.ink, e.recent) : base;
  const float thick = c.px(e.taken ? 1.6f + e.recent * 1.2f : 1.2f);
  if (e.lit < 1) c.curve(e.curve, 1, theme.line, c.px(1.2f));
  if (e.focused) c.curve(e.curve, 1, theme.accent.fade(0.35f), thick + c.px(7));
  if (e.recent >= 1) c.curve(e.curve, e.lit, theme.ink.fade(0.14f), thick + c.px(6));
  c.curve(e.curve, e.lit, color, thick);
  if (e.lit < 1) c.disc(on_curve(e.curve, e.lit), c.px(4), theme.ink);
  c.arrow_head(on_curve(e.curve, 0.94f), e.curve[3], e.lit < 1 ? theme.line : color,
               c.px(e.taken ? 10 : 8.5f));
}

void draw_node(Canvas& c, const DiagramNode& n) {
  const Theme& theme = c.theme();
  const float round = n.rect.height() / 2;
  if (n.current) {
    const float out = c.px(3 + 4 * n.pulse);
    c.frame(n.rect.inset(-out), n.outline.fade(0.22f + 0.2f * n.pulse), round + out, c.px(4));
  }
  c.fill(n.rect, n.current ? mix(theme.card, n.outline, 0.14f) : theme.card, round);
  c.frame(n.rect, n.outline, round, c.px(n.current ? 2.4f : n.visited ? 1.6f : 1.2f));
  c.label(n.name);
}

void draw_ring(Canvas& c, const DiagramRing& r) {
  const Theme& theme = c.theme();
  c.ring(r.center, r.radius, 1, mix(theme.card, theme.time_wait, 0.25f), c.px(4.5f));
  c.ring(r.center, r.radius, r.left, theme.time_wait, c.px(4.5f));
}

// A change that the figure does not draw may run over texts: they stay legible.
void clear_labels(Canvas& c, const DiagramModel& m) {
  for (const DiagramEdge& e : m.edges) {
    if (e.drawn || !e.taken) continue;
    for (const Label& l : m.labels)
      for (int i = 0; i < 24; ++i)
        if (crosses(l, on_curve(e.curve, static_cast<float>(i) / 24),
                    on_curve(e.curve, static_cast<float>(i + 1) / 24))) {
          c.fill(l.box.inset(-c.px(3), 0), c.theme().card, c.px(3));
          break;
        }
  }
}

// Who came this way last, when, and by which rule.
void draw_visits(Canvas& c, const Session& s, const Visits& visits) {
  const Trace& trace = s.run->trace();
  for (uint8_t host = 0; host < 2; ++host) {
    if (visits[host] == 0) continue;
    const Record& r = trace.record(visits[host]);
    std::string text = std::string(host_letter(host)) + "  " + instant_text(r.t);
    if (r.rule != Rule::None)
      text += "  " + rule_name(r.rule) + "  " + chip_clause(s.phrases, rule_info(r.rule));
    tooltip_line(c, Face::Mono, 11.5f, c.theme().ink, text);
  }
  const bool any = visits[0] != 0 || visits[1] != 0;
  tooltip_line(c, Face::Text, 12, any ? c.theme().accent : c.theme().soft,
               s.phrases(any ? Phrase::VisitTip : Phrase::NoVisit));
}

void draw_node_tooltip(Canvas& c, const Session& s, const DiagramNode& n) {
  ImGui::BeginTooltip();
  tooltip_line(c, Face::Mono, 13, n.current ? n.outline : c.theme().ink,
               std::string(state_name(n.state)));
  draw_visits(c, s, n.entered);
  ImGui::EndTooltip();
}

void draw_edge_tooltip(Canvas& c, const Session& s, const DiagramEdge& e) {
  ImGui::BeginTooltip();
  tooltip_line(c, Face::Mono, 13, c.theme().ink,
               std::string(state_name(e.from)) + " \u2192 " + std::string(state_name(e.to)));
  for (const Transition& t : kTransitions) {
    if (t.from != e.from || t.to != e.to || t.event.empty()) continue;
    std::string text(t.event);
    if (!t.action.empty()) text += " / " + std::string(t.action);
    tooltip_line(c, Face::Mono, 11.5f, c.theme().soft, text);
  }
  draw_visits(c, s, e.taken_by);
  ImGui::EndTooltip();
}

void go_to(const Session& s, const Visits& visits, Commands& out) {
  const uint32_t record = visit_to_show(s, visits);
  if (record == 0) return;
  out.push_back(command::Select{});  // so that Why tells about the event
  out.push_back(command::SeekStep{s.run->trace().step_of(record)});
}

// Nodes that nobody has visited are no stop for the keyboard. An edge has no rectangle of its own:
// it is found by its curve, where nothing else wants the mouse.
void handle_diagram(Canvas& c, const DiagramModel& m, const Session& s, Commands& out) {
  const ImVec2 mouse = ImGui::GetMousePos();
  const bool here = ImGui::IsWindowHovered() && m.panel.contains(Point{mouse.x, mouse.y});
  for (const DiagramNode& n : m.nodes) {
    bool hovered = false;
    if (n.visited) {
      const Canvas::Press press =
          c.hit("state-" + m.name + std::string(state_name(n.state)), n.rect);
      hovered = press.hovered;
      if (press.clicked) go_to(s, n.entered, out);
      if (hovered) c.frame(n.rect.inset(-c.px(4)), c.theme().accent, n.rect.height(), c.px(1.4f));
    } else {
      hovered = here && !ImGui::IsAnyItemHovered() && n.rect.contains(Point{mouse.x, mouse.y});
    }
    if (hovered) return draw_node_tooltip(c, s, n);
  }
  if (!here || ImGui::IsAnyItemHovered()) return;
  const DiagramEdge* e = edge_at(m, {mouse.x, mouse.y}, c.px(kEdgeReach));
  if (e == nullptr) return;
  c.curve(e->curve, 1, c.theme().accent.fade(0.3f), c.px(7));
  draw_edge_tooltip(c, s, *e);
  if (ImGui::IsMouseClicked(ImGuiMouseButton_Left)) go_to(s, e->taken_by, out);
}

// A click selects what set the timer.
void handle_ring(Canvas& c, const DiagramRing& r, Commands& out) {
  const std::string name = r.host == 0 ? "ring-a" : "ring-b";
  const Canvas::Press press = c.hit(name, around(r.center, 2 * r.radius, 2 * r.radius));
  if (press.hovered) c.ring(r.center, r.radius + c.px(4), 1, c.theme().accent, c.px(1));
  if (press.clicked) out.push_back(command::Select{{}, r.record});
}

}  // namespace

void paint_diagram(Canvas& c, const DiagramModel& m) {
  c.card(m.panel);
  c.clip(m.panel);
  for (const DiagramEdge& e : m.edges)
    if (!e.taken) draw_edge(c, e);
  for (const DiagramEdge& e : m.edges)
    if (e.taken) draw_edge(c, e);
  clear_labels(c, m);
  for (const DiagramNode& n : m.nodes) draw_node(c, n);
  c.labels(m.labels);
  for (const DiagramRing& r : m.rings) draw_ring(c, r);
  for (const DiagramToken& t : m.tokens) c.token(t.host, t.center, t.radius);
  c.unclip();
}

Commands draw_diagram(Canvas& c, const DiagramModel& m, const Session& s) {
  Commands out;
  paint_diagram(c, m);
  for (const DiagramRing& r : m.rings) handle_ring(c, r, out);
  if (s.run) handle_diagram(c, m, s, out);
  return out;
}

}  // namespace finwait
