#include "gui/panel/panels.hpp"

namespace finwait {
namespace {

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
          c.fill(l.box.inset(-c.px(2), 0), c.theme().card.fade(0.85f), c.px(3));
          break;
        }
  }
}

}  // namespace

Commands draw_diagram(Canvas& c, const DiagramModel& m) {
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
  return {};
}

}  // namespace finwait
