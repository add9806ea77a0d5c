#include "gui/model/hint.hpp"
#include "gui/panel/panels.hpp"

namespace finwait {
namespace {

void draw_pointer(Canvas& c, const HintModel& m) {
  const Theme& theme = c.theme();
  const Point p = *m.pointer;
  if (m.leader)
    c.dashes({p.x, m.card.y1}, {p.x, p.y - c.px(13)}, theme.accent, c.px(1.6f), c.px(2), c.px(5));
  c.circle(p, c.px(12), theme.accent, c.px(2));
  c.circle(p, c.px(15.5f), theme.accent.fade(0.4f), c.px(2));
}

}  // namespace

Commands draw_hint(Canvas& c, const HintModel& m) {
  Commands out;
  if (m.card.width() <= 0) return out;
  const Theme& theme = c.theme();
  c.fill(m.card, mix(theme.card, theme.accent, 0.10f), c.px(8));
  c.frame(m.card, theme.accent, c.px(8), c.px(1.4f));
  c.labels(m.labels);
  for (const HintButton& b : m.buttons) {
    const char* name = b.action == HintAction::Drop   ? "hint-drop"
                       : b.action == HintAction::Next ? "hint-next"
                                                      : "hint-close";
    const Canvas::Press press = c.hit(name, b.rect);
    if (b.action == HintAction::Close)
      c.button_box(b.rect, press);
    else  // the one thing to do
      c.fill(b.rect, mix(theme.accent, theme.ink, press.hovered || press.held ? 0.25f : 0),
             c.px(6));
    c.label(b.label);
    if (b.action == HintAction::Close)
      c.cross(b.rect.center(), c.px(4.5f), theme.ink, c.px(1.6f));
    if (!press.clicked) continue;
    if (b.action == HintAction::Drop && m.target)
      out.push_back(command::EditPacket{*m.target, PacketEdit::Drop});
    if (b.action == HintAction::Next) out.push_back(command::NextExperiment{});
    if (b.action == HintAction::Close) out.push_back(command::EndTour{});
  }
  if (m.pointer) draw_pointer(c, m);
  return out;
}

}  // namespace finwait
