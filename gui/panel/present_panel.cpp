#include "gui/model/present.hpp"
#include "gui/panel/panels.hpp"

namespace finwait {
namespace {

Command command_of(PresentButton button) {
  switch (button) {
    case PresentButton::StepBack: return command::Step{-1};
    case PresentButton::Play: return command::TogglePlay{};
    case PresentButton::StepForward: return command::Step{1};
    case PresentButton::Theme: return command::ToggleTheme{};
    case PresentButton::Leave: return command::TogglePresent{};
  }
  return command::Escape{};
}

const char* name_of(PresentButton button) {
  switch (button) {
    case PresentButton::StepBack: return "step-back";
    case PresentButton::Play: return "play";
    case PresentButton::StepForward: return "step";
    case PresentButton::Theme: return "theme";
    case PresentButton::Leave: return "leave";
  }
  return "";
}

void draw_sign(Canvas& c, const PresentModel& m, const PresentControl& control) {
  switch (control.button) {
    case PresentButton::StepBack:
      return draw_transport_icon(c, TransportButton::StepBack, m.playing, control.rect);
    case PresentButton::Play:
      return draw_transport_icon(c, TransportButton::Play, m.playing, control.rect);
    case PresentButton::StepForward:
      return draw_transport_icon(c, TransportButton::StepForward, m.playing, control.rect);
    case PresentButton::Theme:
    case PresentButton::Leave: return;
  }
}

// A click or a drag goes to that event.
void draw_progress(Canvas& c, const PresentModel& m, const Session& s, Commands& out) {
  if (m.progress.width() <= 0) return;
  const Theme& theme = c.theme();
  const Canvas::Press press = c.hit("progress", m.progress);
  const float y = m.progress.center().y;
  const float dot = 4.5f * m.unit;
  if (m.dots.empty()) {
    c.line({m.progress.x0, y}, {m.progress.x1, y}, theme.field_edge, dot);
    c.line({m.progress.x0, y}, {m.knob, y}, theme.ink, dot);
  }
  for (float x : m.dots)
    c.disc({x, y}, dot, x <= m.knob + 1 ? theme.ink : theme.field_edge);
  c.disc({m.knob, y}, (press.hovered || press.held ? 11 : 9) * m.unit, theme.ink);
  const uint64_t step = present_step(s, m, ImGui::GetMousePos().x);
  if (press.held && step != s.cursor.step) out.push_back(command::SeekStep{step});
}

}  // namespace

Commands draw_present(Canvas& c, const PresentModel& m, const Session& s, AxisCache& axes,
                      LadderHold& hold) {
  Canvas diagram = c.scaled(m.diagram_ui);
  Commands out = draw_diagram(diagram, m.diagram, s);
  Canvas ladder = c.scaled(m.ladder_ui);
  ladder.card(m.ladder.panel);
  ladder.labels(m.ladder.heading);
  const TimeAxis& axis = axes.ladder(s, m.ladder.panel, m.ladder_ui, present_ladder_style());
  const FoldedRun folded{*s.run, s.phrases, axis, "", scale_of(s.view, s.clock)};
  for (const Commands& more : {draw_ladder_folds(ladder, m.ladder, folded, hold),
                               draw_timeline(ladder, m.ladder, s, axis, hold)})
    out.insert(out.end(), more.begin(), more.end());
  c.card(m.caption);
  c.labels(m.sentence);
  c.labels(m.detail);
  if (m.clause) {
    c.fill(m.clause->rect, c.theme().field, m.clause->rect.height() / 2);
    c.label(m.clause->label);
  }
  c.label(m.event);
  draw_progress(c, m, s, out);
  Canvas signs = c.scaled(m.unit * 1.8f);
  for (const PresentControl& control : m.controls) {
    const Canvas::Press press = c.hit(name_of(control.button), control.rect);
    c.button_box(control.rect, press);
    c.label(control.name);
    draw_sign(signs, m, control);
    if (press.clicked) out.push_back(command_of(control.button));
  }
  return out;
}

}  // namespace finwait
