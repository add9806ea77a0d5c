// Inspector and Why: text, bars and rulers.
#include "gui/panel/panels.hpp"

namespace finwait {
namespace {

void draw_timer(Canvas& c, const TimerBar& bar) {
  const float round = bar.rect.height() / 2;
  c.fill(bar.rect, c.theme().field, round);
  Rect left = bar.rect;
  left.x1 = left.x0 + left.width() * bar.left;
  if (left.width() >= 1) c.fill(left, bar.color, std::min(round, left.width() / 2));
}

void draw_ruler(Canvas& c, const Ruler& ruler) {
  const float round = c.px(3);
  c.fill(ruler.rect, c.theme().field, round);
  for (const RulerPart& part : ruler.parts)
    c.fill(part.rect, part.color, part.control ? c.px(4) : round);
}

const char* edit_name(PacketEdit edit) {
  switch (edit) {
    case PacketEdit::Drop: return "edit-drop";
    case PacketEdit::Delay: return "edit-delay";
    case PacketEdit::Duplicate: return "edit-duplicate";
    case PacketEdit::Corrupt: return "edit-corrupt";
    case PacketEdit::Deliver: return "edit-deliver";
  }
  return "edit";
}

}  // namespace

Commands draw_inspector(Canvas& c, const InspectorModel& m) {
  c.card(m.panel);
  c.clip(m.panel);
  for (const TimerBar& bar : m.timers) draw_timer(c, bar);
  for (const Ruler& ruler : m.rulers) draw_ruler(c, ruler);
  c.labels(m.labels);
  c.token(m.host, m.token, m.token_radius);
  c.unclip();
  return {};
}

Commands draw_why(Canvas& c, const WhyModel& m) {
  c.card(m.panel);
  c.clip(m.panel);
  c.labels(m.labels);
  for (const WhyChip& chip : m.chips) {
    c.fill(chip.rect, c.theme().field, chip.rect.height() / 2);
    c.label(chip.label);
  }
  c.unclip();
  Commands out;
  for (size_t i = 0; i < m.causes.size(); ++i) {
    const Canvas::Press press = c.hit("cause-" + std::to_string(i), m.causes[i].rect);
    c.button_box(m.causes[i].rect, press);
    c.label(m.causes[i].label);
    if (press.clicked) {
      out.push_back(command::Select{});
      out.push_back(command::SeekStep{m.causes[i].step});
    }
  }
  for (const EditButton& button : m.edits) {
    const Canvas::Press press = c.hit(edit_name(button.edit), button.rect);
    c.button_box(button.rect, press);
    c.label(button.label);
    if (press.clicked) out.push_back(command::EditPacket{button.packet, button.edit});
  }
  return out;
}

}  // namespace finwait
