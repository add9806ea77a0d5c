#include <algorithm>
#include <array>

#include "gui/model/lab_runs.hpp"
#include "gui/model/lab_screen.hpp"
#include "gui/panel/panels.hpp"

namespace finwait {
namespace {

constexpr int kWheelRows = 3;

void draw_button(Canvas& c, const LabButton& b, const Canvas::Press& press) {
  c.button_box(b.rect, press);
  if (b.on) c.frame(b.rect, c.theme().accent, c.px(6), c.px(1.6f));
  c.label(b.label);
}

void draw_heading(Canvas& c, const LabModel& m, Commands& out) {
  c.label(m.title);
  c.label(m.scenario);
  constexpr std::array<const char*, 2> kPages = {"lab-script", "lab-matrix"};
  for (size_t i = 0; i < m.pages.size(); ++i) {
    const Canvas::Press press = c.hit(kPages[i], m.pages[i].rect);
    draw_button(c, m.pages[i], press);
    if (press.clicked) out.push_back(command::ShowLabPage{static_cast<LabPage>(i)});
  }
  for (const LabToggle& t : m.toggles) {
    const Canvas::Press press = c.hit("lab-" + t.system, t.button.rect);
    draw_button(c, t.button, press);
    if (t.button.on)  // a second sign beside the frame
      c.disc({t.button.rect.x1 - c.px(6), t.button.rect.y0 + c.px(6)}, c.px(2.6f),
             c.theme().accent);
    if (press.clicked && t.possible) out.push_back(command::ToggleLabSystem{t.system});
  }
  const Canvas::Press close = c.hit("lab-close", m.close.rect);
  draw_button(c, m.close, close);
  if (close.clicked) out.push_back(command::CloseLab{});
}

void draw_controls(Canvas& c, const Session& s, const LabModel& m, Commands& out) {
  const Theme& theme = c.theme();
  c.card(m.controls);
  for (size_t i = 0; i < m.buttons.size(); ++i)
    draw_transport_button(c, static_cast<TransportButton>(i), m.playing, m.buttons[i], out);
  c.label(m.now);
  const Canvas::Press press = c.hit("lab-scrub", m.scrub);
  const float y = m.scrub.center().y;
  c.line({m.scrub.x0, y}, {m.scrub.x1, y}, theme.field_edge, c.px(4));
  c.line({m.scrub.x0, y}, {m.knob, y}, theme.ink, c.px(4));
  c.disc({m.knob, y}, c.px(press.hovered || press.held ? 9.5f : 8), theme.ink);
  if (press.held) out.push_back(command::SeekTime{lab_time(s, m, ImGui::GetMousePos().x)});
}

void draw_tooltip(Canvas& c, const LabTableCell& cell) {
  ImGui::SetNextWindowSize({c.px(420), 0});
  ImGui::BeginTooltip();
  ImGui::PushFont(c.fonts().of(Face::Mono), imgui_size(Face::Mono, 12 * c.ui()));
  ImGui::TextWrapped("%s", cell.whole.c_str());
  ImGui::PopFont();
  ImGui::PushFont(c.fonts().of(Face::Text), imgui_size(Face::Text, 12 * c.ui()));
  if (!cell.rule.empty()) ImGui::TextWrapped("%s", cell.rule.c_str());
  ImGui::PopFont();
  ImGui::EndTooltip();
}

void draw_cell(Canvas& c, const LabTableCell& cell, bool matrix, Commands& out) {
  const Theme& theme = c.theme();
  const std::string name =
      "cell-" + std::to_string(cell.cell.row) + "-" + std::to_string(cell.cell.system);
  const Canvas::Press press = c.hit(name, cell.rect);
  if (cell.differs) c.fill(cell.rect, mix(theme.card, theme.fin, 0.24f), c.px(3));
  if (cell.selected || press.hovered)
    c.frame(cell.rect, theme.accent, c.px(3), c.px(cell.selected ? 2 : 1));
  c.clip(cell.rect);
  c.label(cell.text);
  c.unclip();
  if (press.hovered) draw_tooltip(c, cell);
  if (!press.clicked) return;
  out.push_back(command::SelectLabCell{cell.cell});
  if (matrix) out.push_back(command::OpenLabCell{cell.cell});
}

void draw_table(Canvas& c, const LabTable& m, bool matrix, Commands& out) {
  const Theme& theme = c.theme();
  c.card(m.panel);
  for (size_t i = 1; i < m.rows.size(); i += 2)
    c.fill(m.rows[i], mix(theme.card, theme.field, 0.6f));
  for (const LabTableCell& cell : m.cells) draw_cell(c, cell, matrix, out);
  c.labels(m.labels);
  if (m.bar.width() > 0) c.fill(m.bar, theme.field_edge, m.bar.width() / 2);
  c.label(m.legend);
  c.label(m.range);
  const ImVec2 mouse = ImGui::GetMousePos();
  const float turned = ImGui::GetIO().MouseWheel;
  if (turned == 0 || !m.panel.contains(Point{mouse.x, mouse.y})) return;
  const int top = static_cast<int>(m.top) + (turned > 0 ? -kWheelRows : kWheelRows);
  const int most = static_cast<int>(m.count - m.shown);
  out.push_back(command::ScrollLab{static_cast<size_t>(std::clamp(top, 0, most))});
}

// What moves one of the ladders moves all of them.
void draw_ladder_of(Canvas& c, const Session& s, const LabModel& m, size_t system,
                    LadderHold& hold, Commands& out) {
  const LabLadder& l = m.ladders[system];
  const ShownScale scale = scale_of(s.lab.view, s.clock);
  c.card(l.panel);
  c.labels(l.heading);
  c.labels(l.ladder.heading);
  paint_timeline(c, l.ladder);
  const std::string name = "lab-ladder-" + std::to_string(system);
  const FoldedRun folded{s.lab.runs->runs[system], s.phrases, *m.axis, name + "-", scale, false};
  const Commands opened = draw_ladder_folds(c, l.ladder, folded, hold);
  out.insert(out.end(), opened.begin(), opened.end());
  const Canvas::Press press = c.hit(name, l.ladder.body);
  const Commands moved = handle_timeline(c, l.ladder, *m.axis, scale, s.lab.now, press, hold);
  out.insert(out.end(), moved.begin(), moved.end());
  if (system != 0) return;
  const Commands travelled = travel(l.ladder, *m.axis, scale, hold);
  out.insert(out.end(), travelled.begin(), travelled.end());
}

}  // namespace

Commands draw_lab(Canvas& c, const Session& s, const LabModel& m, LadderHold& hold) {
  Commands out;
  draw_heading(c, m, out);
  for (size_t i = 0; i < m.ladders.size(); ++i) draw_ladder_of(c, s, m, i, hold, out);
  draw_table(c, m.table, s.lab.page == LabPage::Matrix, out);
  if (m.controls.width() > 0) draw_controls(c, s, m, out);
  if (m.goes_to && out.empty()) out.push_back(command::SeekTime{*m.goes_to});
  return out;
}

}  // namespace finwait
