// Calls by hand: the inspector's buttons, the menu at a lifeline, and the marks of calls and timers
// in the timeline, which can be chosen and dragged.
#include <algorithm>
#include <optional>

#include "gui/panel/panels.hpp"

namespace finwait {
namespace {

constexpr float kTooltip = 380;  // design units, the width of a reason

void draw_reason(Canvas& c, const CallButton& button) {
  ImGui::BeginTooltip();
  ImGui::PushFont(c.fonts().of(Face::Text), imgui_size(Face::Text, 13 * c.ui()));
  ImGui::PushTextWrapPos(c.px(kTooltip));
  ImGui::TextUnformatted(button.reason.c_str());
  ImGui::PopTextWrapPos();
  ImGui::PopFont();
  ImGui::EndTooltip();
}

// One that is impossible is no button: it only says why.
void draw_button(Canvas& c, const std::string& name, const CallButton& b, uint8_t host,
                 bool beside, Commands& out) {
  const Canvas::Press press = c.hit(name, b.rect);
  if (b.possible) {
    c.button_box(b.rect, press);
    c.frame(b.rect, mix(c.theme().field_edge, c.theme().accent, 0.7f), c.px(6), 1);
  } else {
    c.frame(b.rect, c.theme().field_edge.fade(0.6f), c.px(6), 1);
  }
  c.label(b.label);
  if (press.hovered) draw_reason(c, b);
  if (!press.clicked || !b.possible) return;
  const command::MakeCall call{host, b.which};
  if (beside)
    out.push_back(command::EditBeside{call});
  else
    out.push_back(call);
}

void draw_row(Canvas& c, const CallMenuRow& row, size_t which, Commands& out) {
  const Canvas::Press press = c.hit("menu-" + std::to_string(which), row.rect);
  const ImVec2 moved = ImGui::GetIO().MouseDelta;
  const bool points = press.hovered && (moved.x != 0 || moved.y != 0);
  if (row.chosen) {
    c.fill(row.rect, c.theme().field, c.px(5));
    c.frame(row.rect, c.theme().accent, c.px(5), 1);
  }
  c.label(row.name);
  c.label(row.result);
  if (press.clicked) out.push_back(command::ChooseCall{which});
  if (points && !row.chosen) out.push_back(command::PointInMenu{which});
}

std::string name_of(const LadderMark& mark) {
  const std::string id = std::to_string(mark.record);
  switch (mark.sign) {
    case LadderMark::Sign::Call: return "mark-" + id;
    case LadderMark::Sign::Result: return "result-" + id;
    case LadderMark::Sign::Timer: return "fired-" + id;
    case LadderMark::Sign::Bracket: return "bracket-" + id;
    case LadderMark::Sign::State: return "state-" + id;
  }
  return id;
}

// Names in the branch beside begin with it.
std::string side_of(const Inspected& in) {
  return in.beside ? "beside-" : "";
}

// A call that is being dragged along its lifeline: where it would be made.
void draw_ghost(Canvas& canvas, const LadderModel& m, const LadderMark& mark, float y) {
  Canvas c = canvas.on(ImGui::GetForegroundDrawList());
  const float x = m.x[mark.host];
  c.dashes({x - c.px(60), y}, {x + c.px(60), y}, c.theme().accent, c.px(1.6f), c.px(4), c.px(3));
  c.disc({x, y}, c.px(4.5f), c.theme().accent);
}

// A selected segment that was lost has no head to take hold of: its end says so.
void tell_lost(Canvas& c, const LadderModel& m, const Inspected& in, const Phrases& say) {
  const std::string text = lost_text(in, *in.packet, say);
  if (text.empty()) return;
  const size_t trip = in.run.index.first_trip(*in.packet);
  for (const LadderArrow& a : m.arrows) {
    const Rect end = around(a.to, c.px(22), c.px(22));
    if (a.trip != trip || !m.body.contains(a.to)) continue;
    c.place(side_of(in) + "lost-end", end);
    if (ImGui::IsMouseHoveringRect({end.x0, end.y0}, {end.x1, end.y1})) tip(c, text);
  }
}

// The head of the selected segment's arrow can be dragged to another arrival.
void draw_grip(Canvas& c, const LadderModel& m, const Inspected& in, Time here,
               const Phrases& say, Commands& out) {
  if (!in.packet || !m.folds.empty()) return;
  const auto arrival = movable_arrival(in.run.simulation, in.run.index, *in.packet);
  if (!arrival) return tell_lost(c, m, in, say);
  if (*arrival > in.now) return;
  const size_t trip = in.run.index.first_trip(*in.packet);
  for (const LadderArrow& a : m.arrows) {
    if (a.trip != trip || !m.body.contains(a.to)) continue;
    const Color color = c.theme().accent;
    const Canvas::Press press = c.grip(side_of(in) + "grip", around(a.to, c.px(18), c.px(18)));
    const float y = ImGui::GetMousePos().y;
    const float way = ImGui::GetMouseDragDelta(ImGuiMouseButton_Left, 4).y;
    const bool let_go = ImGui::IsItemDeactivated() && way != 0;
    Canvas above = c.on(ImGui::GetForegroundDrawList());
    above.ring(a.to, c.px(press.hovered ? 7.f : 5.f), 1, color, c.px(1.6f));
    if (press.hovered && !press.held) tip(c, say(Phrase::GripTip));
    if (press.held && way != 0) {
      above.dashes(a.from, {a.to.x, y}, color, c.px(1.6f), c.px(4), c.px(3));
      above.disc({a.to.x, y}, c.px(4.5f), color);
    }
    if (let_go)
      out.push_back(edit_in(in, command::MovePacket{*in.packet, here}));
    return;
  }
}

}  // namespace

Commands draw_call_buttons(Canvas& c, const InspectorModel& m) {
  Commands out;
  const std::string letter(1, static_cast<char>('a' + m.host));
  for (const CallButton& b : m.calls)
    draw_button(c, "call-" + letter + "-" + std::to_string(b.which), b, m.host, m.beside, out);
  for (const TimerBar& bar : m.timers) {
    if (bar.record == 0) continue;
    const Canvas::Press press = c.hit("timer-" + std::to_string(bar.record), bar.row);
    if (press.hovered) c.frame(bar.row, c.theme().accent, c.px(4), 1);
    if (!press.clicked) continue;
    if (m.beside)
      out.push_back(command::SelectBeside{{}, bar.record});
    else
      out.push_back(command::Select{{}, bar.record});
  }
  return out;
}

Commands draw_call_menu(Canvas& canvas, const CallMenuModel& m, const Rect& screen) {
  Commands out;
  if (!m.open) return out;
  Canvas c = canvas.on(ImGui::GetForegroundDrawList());
  c.fill(m.rect, c.theme().card, c.px(8));
  c.frame(m.rect, c.theme().accent, c.px(8), c.px(1.4f));
  c.label(m.title);
  for (size_t i = 0; i < m.rows.size(); ++i) draw_row(c, m.rows[i], i, out);
  c.labels(m.reason);
  c.hit("menu", m.rect);
  const bool outside = c.hit("menu outside", screen).clicked;
  if (outside || (ImGui::IsMouseClicked(ImGuiMouseButton_Right) && !m.rows.empty() &&
                  !ImGui::IsMouseHoveringRect({m.rect.x0, m.rect.y0}, {m.rect.x1, m.rect.y1})))
    out.push_back(command::Escape{});
  return out;
}

Commands draw_ladder_marks(Canvas& c, const LadderModel& m, const TimeAxis& axis,
                           const Inspected& in, const Session& s) {
  Commands out;
  const ImVec2 mouse = ImGui::GetMousePos();
  Canvas above = c.on(ImGui::GetForegroundDrawList());  // the timeline is painted later
  const Time here = axis.time(mouse.y - m.body.y0 + m.scroll);
  draw_grip(c, m, in, here, s.phrases, out);
  for (const LadderMark& mark : m.marks) {
    const Canvas::Press press = c.hit(side_of(in) + name_of(mark), mark.rect);
    if (press.hovered && !mark.selected) above.frame(mark.rect, c.theme().dim, c.px(4), 1);
    const bool movable = mark.sign == LadderMark::Sign::Call;
    const float way = ImGui::GetMouseDragDelta(ImGuiMouseButton_Left, 4).y;
    if (press.held && way != 0 && movable) draw_ghost(c, m, mark, mouse.y);
    const bool let_go = ImGui::IsItemDeactivated() && movable && way != 0;
    if (let_go)
      out.push_back(edit_in(in, command::MoveCall{mark.record, here}));
    else if (press.clicked && !s.drop_mode)
      out.push_back(select_in(in, {}, mark.record));
    else if (press.clicked)
      if (const auto off = switch_off_in(in, mark.record)) out.push_back(*off);
  }
  const bool inside = m.body.contains(Point{mouse.x, mouse.y}) && ImGui::IsWindowHovered();
  if (!inside || !ImGui::IsMouseClicked(ImGuiMouseButton_Right)) return out;
  const float reach = c.px(kLifelineReach);
  if (mouse.x < m.x[0] + reach) out.push_back(command::OpenCalls{0, here, in.beside});
  if (mouse.x > m.x[1] - reach) out.push_back(command::OpenCalls{1, here, in.beside});
  return out;
}

Commands draw_ladder_states(Canvas& c, const LadderModel& m, const Inspected& in) {
  Commands out;
  Canvas above = c.on(ImGui::GetForegroundDrawList());
  for (const LadderStrip& strip : m.strips) {
    const Rect& r = strip.rect;
    const Rect rect{r.x0, std::max(r.y0, m.body.y0), r.x1, std::min(r.y1, m.body.y1)};
    if (strip.record == 0 || rect.height() < 1) continue;
    const Canvas::Press press =
        c.hit(side_of(in) + "strip-" + std::to_string(strip.record), rect);
    if (press.hovered && !strip.selected) above.frame(rect, c.theme().ink, c.px(3), c.px(1.2f));
    if (press.clicked) out.push_back(select_in(in, {}, strip.record));
  }
  return out;
}

}  // namespace finwait
