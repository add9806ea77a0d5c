#include "gui/model/screen.hpp"

#include <algorithm>

#include "gui/model/words.hpp"

namespace finwait {
namespace {

// The design's own size, and the smallest one (in design units) on which everything fits.
constexpr float kWidth = 1600;
constexpr float kHeight = 1000;
constexpr float kLeastWidth = 1490;
constexpr float kLeastHeight = 845;
constexpr float kLeastUi = 0.6f;

Phrase axis_phrase(AxisMode mode) {
  switch (mode) {
    case AxisMode::Compressed: return Phrase::AxisCompressed;
    case AxisMode::Linear: return Phrase::AxisLinear;
    case AxisMode::PerEvent: return Phrase::AxisPerEvent;
  }
  return Phrase::AxisCompressed;
}

std::string branch_name(const Session& s, size_t branch) {
  return branch == 0 ? s.phrases(Phrase::BranchOriginal) : s.branches[branch].name;
}

// In the place of the hint, from the right: the branch that is shown, and its neighbours as far as
// there is room.
void branch_chips(const Session& s, const Type& type, ScreenModel& m) {
  if (s.branches.size() < 2) return;
  const Theme& theme = theme_of(s.theme);
  const float ui = m.layout.ui;
  const float y = m.layout.ladder.y0 + 18 * ui;
  const float left = m.layout.ladder.x0 + 190 * ui;
  float right = m.axis_button.x0 - 8 * ui;
  // So that the one that is shown is always among them.
  for (size_t i = std::max(s.branch + 1, std::min(s.branches.size(), s.branch + 2)); i-- > 0;) {
    const float room = std::min(right - left, 170 * ui) - 18 * ui;
    if (room < 40 * ui) break;
    const bool shown = i == s.branch;
    Label label = fit_label(type, {right - 9 * ui, y}, Align::Right, Face::Text, 12,
                            shown ? theme.ink : theme.soft, branch_name(s, i), room);
    const Rect rect{label.box.x0 - 9 * ui, y - 11 * ui, right, y + 11 * ui};
    m.branches.push_back({i, shown, rect, std::move(label)});
    right = rect.x0 - 6 * ui;
  }
}

void ladder(const Session& s, const Type& type, AxisCache& axes, ScreenModel& m) {
  const Theme& theme = theme_of(s.theme);
  const Rect& panel = m.layout.ladder;
  const float ui = m.layout.ui;
  m.axis_name = make_label(type, {panel.x1 - 22 * ui, panel.y0 + 18 * ui}, Align::Right, Face::Text,
                           12, theme.accent, s.phrases(axis_phrase(s.axis)));
  m.axis_button = m.axis_name.box.inset(-9 * ui, -3 * ui);
  m.ladder.panel = panel;
  if (!s.run) return;
  LadderInput input{.source = {s.run->script(), s.run->trace(), s.phrases, s.absolute},
                    .index = s.run->index,
                    .axis = axes.ladder(s, panel, ui),
                    .now = s.cursor.now,
                    .record_limit = record_limit(s),
                    .selected = s.selected,
                    .selected_record = s.selected_record,
                    .hovered = s.hovered,
                    .scroll = s.scroll,
                    .anchor = s.anchor,
                    .follow = s.follow,
                    .hint = s.branches.size() < 2,
                    .panel = panel,
                    .type = type,
                    .theme = theme};
  m.ladder = make_ladder_model(input);
  m.call_menu = make_call_menu_model(s, m.ladder, input.axis, type);
}

// One with both endpoints, or one for each above the other.
void diagrams(const Session& s, const Type& type, ScreenModel& m) {
  const Rect& panel = m.layout.diagram;
  if (!s.two_diagrams) {
    m.diagram = make_diagram_model(s, panel, type);
    return;
  }
  const float middle = panel.center().y;
  const float gap = 6 * type.ui;
  m.diagram = make_diagram_model(s, {panel.x0, panel.y0, panel.x1, middle - gap}, type, 0);
  m.second_diagram = make_diagram_model(s, {panel.x0, middle + gap, panel.x1, panel.y1}, type, 1);
}

}  // namespace

ScreenLayout make_screen_layout(float width, float height, float scale) {
  ScreenLayout l;
  const float suggested = std::min(width / kWidth, height / kHeight);
  const float most = std::min(width / kLeastWidth, height / kLeastHeight);
  l.ui = std::max(kLeastUi, std::min(std::max(suggested, 0.85f) * scale, most));
  const float u = l.ui;
  const float gap = 12 * u;
  const float edge = 16 * u;
  l.screen = {0, 0, width, height};
  l.top = {edge, 8 * u, width - edge, 54 * u};
  l.transport = {edge, height - 16 * u - 92 * u, width - edge, height - 16 * u};
  const float y0 = 60 * u;
  const float y1 = l.transport.y0 - gap;
  const float room = width - 2 * edge - 2 * gap;
  const float right = std::clamp(room * 0.243f, 330 * u, 420 * u);
  const float left = (room - right) * 0.485f;
  const float x1 = edge + left;
  const float x2 = width - edge - right;
  const float middle = y0 + (y1 - y0) * 0.715f;
  l.diagram = {edge, y0, x1, middle};
  l.why = {edge, middle + gap, x1, y1};
  l.ladder = {x1 + gap, y0, x2 - gap, y1};
  const float half = (y1 - y0 - gap) / 2;
  l.inspectors[0] = {x2, y0, width - edge, y0 + half};
  l.inspectors[1] = {x2, y1 - half, width - edge, y1};
  return l;
}

ScreenModel make_timeline_models(const Session& s, const ScreenLayout& layout,
                                 const Measure& measure, AxisCache& axes) {
  const Type type{measure, layout.ui};
  ScreenModel m;
  m.layout = layout;
  ladder(s, type, axes, m);
  m.transport = make_transport_model(s, axes, layout.transport, type);
  return m;
}

ScreenModel make_screen_model(const Session& s, const ScreenLayout& layout, const Measure& measure,
                              AxisCache& axes) {
  const Type type{measure, layout.ui};
  ScreenModel m;
  m.layout = layout;
  m.top = make_top_bar_model(s, layout.top, type);
  diagrams(s, type, m);
  m.why = make_why_model(s, layout.why, type);
  ladder(s, type, axes, m);
  branch_chips(s, type, m);
  for (uint8_t host = 0; host < 2; ++host)
    m.inspectors[host] = make_inspector_model(s, host, layout.inspectors[host], type);
  m.transport = make_transport_model(s, axes, layout.transport, type);
  return m;
}

}  // namespace finwait
