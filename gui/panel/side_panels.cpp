// Inspector and Why: text, bars and rulers.
#include <algorithm>

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
  if (ruler.focus) c.frame(ruler.focus->inset(-c.px(1.5f)), c.theme().ink, round, c.px(1.8f));
}

// A waste bin: lid, handle, tapering sides.
void draw_bin(Canvas& c, const Rect& r) {
  const Color color = c.theme().rst;
  const float thick = c.px(1.4f);
  const float lid = r.y0 + c.px(3);
  const float x = r.center().x;
  c.line({r.x0, lid}, {r.x1, lid}, color, thick);
  c.line({x - c.px(2), r.y0 + c.px(1)}, {x + c.px(2), r.y0 + c.px(1)}, color, thick);
  const std::array<Point, 4> body{Point{r.x0 + c.px(1), lid},
                                  {r.x0 + c.px(2), r.y1},
                                  {r.x1 - c.px(2), r.y1},
                                  {r.x1 - c.px(1), lid}};
  c.polyline(body, color, thick);
  c.line({x, lid + c.px(2)}, {x, r.y1 - c.px(2)}, color, c.px(1.1f));
}

}  // namespace

Commands draw_side_tabs(Canvas& c, const std::vector<SideTab>& tabs, const Session& s) {
  constexpr std::array<const char*, kSidePanels> kNames = {"tab-diagram", "tab-why", "tab-a",
                                                           "tab-b", "tab-network"};
  Commands out;
  for (const SideTab& tab : tabs) {
    const Canvas::Press press = c.hit(kNames[static_cast<size_t>(tab.panel)], tab.rect);
    c.button_box(tab.rect, press);
    if (tab.front) c.frame(tab.rect, c.theme().accent, c.px(6), c.px(1.6f));
    c.label(tab.name);
    if (press.hovered) tip(c, s.phrases(Phrase::SideTip));
    if (press.clicked) out.push_back(command::ShowSide{tab.panel});
  }
  return out;
}

Commands draw_inspector(Canvas& c, const InspectorModel& m) {
  if (m.panel.width() <= 0) return {};
  c.card(m.panel);
  c.clip(m.panel);
  for (const Rect& row : m.focus) c.fill(row, c.theme().accent.fade(0.22f), c.px(4));
  for (const TimerBar& bar : m.timers) draw_timer(c, bar);
  for (const Ruler& ruler : m.rulers) draw_ruler(c, ruler);
  c.labels(m.labels);
  if (m.bin) draw_bin(c, m.bin->rect);
  c.token(m.host, m.token, m.token_radius);
  c.unclip();
  return {};
}

Commands draw_values(Canvas& c, const InspectorModel& m, const Session& s) {
  Commands out;
  const std::string letter(1, static_cast<char>('a' + m.host));
  for (const ValueSpot& spot : m.values) {
    const std::string name = "why-" + letter + "-" + std::string(value_key(spot.value));
    const Canvas::Press press = c.hit(name, spot.rect);
    if (spot.asked) c.frame(spot.rect, c.theme().accent, c.px(4), c.px(1.4f));
    if (press.hovered) {
      c.frame(spot.rect, c.theme().accent, c.px(4), 1);
      tip(c, value_name(s.phrases, spot.value) + ": " + s.phrases(Phrase::ValueTip));
    }
    if (press.clicked) out.push_back(command::AskWhy{m.host, spot.value});
  }
  for (const CallRow& row : m.rows) {
    const Canvas::Press press = c.hit("call-row-" + std::to_string(row.record), row.rect);
    if (row.selected) c.frame(row.rect, c.theme().accent, c.px(4), c.px(1.4f));
    if (press.hovered) {
      c.frame(row.rect, c.theme().accent, c.px(4), 1);
      tip(c, s.phrases(Phrase::RowTip));
    }
    if (press.clicked) out.push_back(select_in(inspected(s), {}, row.record));
  }
  return out;
}

namespace {

constexpr int kWheelLines = 2;

// By wheel, keys, the button and the thumb.
void scroll_why(Canvas& c, const WhyScroll& scroll, const Rect& panel, int by, Commands& out) {
  const auto last = static_cast<int>(scroll.last);
  const auto go_to = [&](int top) {
    const auto to = static_cast<size_t>(std::clamp(top, 0, last));
    if (to != scroll.top) out.push_back(command::ScrollWhy{to});
  };
  const auto top = static_cast<int>(scroll.top);
  const ImVec2 mouse = ImGui::GetMousePos();
  const float turned = ImGui::GetIO().MouseWheel;
  if (turned != 0 && panel.contains(Point{mouse.x, mouse.y})) by += turned > 0 ? -kWheelLines
                                                                               : kWheelLines;
  if (by != 0) go_to(top + by);
  const Canvas::Press thumb = c.grip("why-track", scroll.track.inset(-c.px(4), 0));
  const float half = scroll.thumb.height() / 2;
  const float way = std::max(1.f, scroll.track.height() - scroll.thumb.height());
  if (thumb.held)
    go_to(static_cast<int>((mouse.y - scroll.track.y0 - half) / way * static_cast<float>(last) +
                           0.5f));
  c.fill(scroll.track, c.theme().field, scroll.track.width() / 2);
  const bool lit = thumb.hovered || thumb.held;
  c.fill(scroll.thumb, lit ? c.theme().accent : c.theme().dim, scroll.thumb.width() / 2);
  const Canvas::Press button = c.hit("why-more", scroll.button);
  c.button_box(scroll.button, button);
  c.label(scroll.name);
  if (button.hovered) tip(c, scroll.tip);
  const bool end = scroll.top == scroll.last;
  const Point p{end ? scroll.button.center().x : scroll.button.x0 + c.px(12),
                scroll.button.center().y};
  const float up = end ? -c.px(3) : c.px(3);
  c.triangle({p.x - c.px(4.5f), p.y - up}, {p.x + c.px(4.5f), p.y - up}, {p.x, p.y + up},
             c.theme().accent);
  if (button.clicked) go_to(end ? 0 : top + static_cast<int>(scroll.shown));
}

}  // namespace

Commands draw_why(Canvas& c, const WhyModel& m, int by) {
  if (m.panel.width() <= 0) return {};
  c.card(m.panel);
  c.clip(m.panel);
  c.labels(m.labels);
  for (const WhyChip& chip : m.chips) {
    c.fill(chip.rect, c.theme().field, chip.rect.height() / 2);
    c.label(chip.label);
  }
  c.unclip();
  Commands out;
  if (m.scroll) scroll_why(c, *m.scroll, m.panel, by, out);
  for (size_t i = 0; i < m.causes.size(); ++i) {
    const Canvas::Press press = c.hit("cause-" + std::to_string(i), m.causes[i].rect);
    c.button_box(m.causes[i].rect, press);
    c.label(m.causes[i].label);
    if (press.clicked)
      out.insert(out.end(), m.causes[i].commands.begin(), m.causes[i].commands.end());
  }
  for (const EditButton& button : m.edits) {
    const Canvas::Press press = c.hit(button.name, button.rect);
    c.button_box(button.rect, press);
    c.label(button.label);
    if (press.clicked) out.push_back(button.command);
  }
  if (!m.what_if) return out;
  const Canvas::Press press = c.hit("what-if", m.what_if->rect);
  c.button_box(m.what_if->rect, press);
  c.frame(m.what_if->rect, c.theme().accent, c.px(6), c.px(1.2f));
  c.label(m.what_if->label);
  if (press.clicked)
    out.insert(out.end(), m.what_if->commands.begin(), m.what_if->commands.end());
  return out;
}

}  // namespace finwait
