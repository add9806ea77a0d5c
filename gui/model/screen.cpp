#include "gui/model/screen.hpp"

#include <algorithm>

#include "gui/model/inspected.hpp"
#include "gui/model/ladder_interval.hpp"
#include "gui/model/view_ease.hpp"
#include "gui/model/words.hpp"

namespace finwait {

ScreenModel::ScreenModel() = default;
ScreenModel::ScreenModel(const ScreenModel&) = default;
ScreenModel::ScreenModel(ScreenModel&&) noexcept = default;
ScreenModel& ScreenModel::operator=(const ScreenModel&) = default;
ScreenModel& ScreenModel::operator=(ScreenModel&&) noexcept = default;
ScreenModel::~ScreenModel() = default;

namespace {

// The design's own size, and the smallest one (in design units) on which everything fits.
constexpr float kWidth = 1600;
constexpr float kHeight = 1000;
constexpr float kLeastWidth = 1490;
constexpr float kLeastHeight = 845;
constexpr float kLeastUi = 0.6f;
// From which excess on panels are given up for size, and the smallest screen without them.
constexpr float kMuchTooLarge = 1.1f;
constexpr float kCompactWidth = 1150;
constexpr float kCompactHeight = 690;
constexpr float kLeastLegible = 0.72f;  // below it panels are given up for size, too
constexpr float kTabs = 30;             // height

Phrase axis_phrase(AxisMode mode) {
  switch (mode) {
    case AxisMode::Compressed: return Phrase::AxisCompressed;
    case AxisMode::Linear: return Phrase::AxisLinear;
    case AxisMode::PerEvent: return Phrase::AxisPerEvent;
  }
  return Phrase::AxisCompressed;
}

// In the place of the hint.
void branch_chips(const Session& s, const Type& type, ScreenModel& m) {
  const Rect& panel = m.layout.ladder;
  const float ui = m.layout.ui;
  const float right = (s.view_before ? m.back_button.x0 : m.fit_button.x0) - 8 * ui;
  m.branches = make_branch_chips(s, s.branch, {}, {panel.x0 + 190 * ui, right, panel.y0 + 18 * ui},
                                 type);
}

// What both timelines are made from.
LadderInput ladder_input(const Session& s, const Inspected& in, const Type& type,
                         AxisCache& axes, const ScreenModel& m) {
  LadderInput input{.source = {in.run.script(), in.run.trace(), s.phrases, s.absolute},
                    .index = in.run.index,
                    .axis = axes.ladder(s, m.layout.ladder, m.layout.ui),
                    .now = in.now,
                    .record_limit = in.record_limit,
                    .selected = in.packet,
                    .selected_record = in.record,
                    .hovered = in.hovered,
                    .scroll = s.view.scroll,
                    .anchor = s.view.anchor,
                    .follow = s.view.follow,
                    .ease = ladder_ease(s.view, s.clock),
                    .hint = s.branches.size() < 2 && !s.view_before,
                    .measured = measured_interval(s),
                    .panel = m.layout.ladder,
                    .type = type,
                    .theme = theme_of(s.theme),
                    .motion = motion_of(s)};
  if (!s.beside) return input;
  if (!s.beside->divergence.same) input.divergence = s.beside->divergence.at;
  input.differing = &s.beside->divergence.side[in.beside ? 1 : 0];
  return input;
}

void ladder(const Session& s, const Type& type, AxisCache& axes, ScreenModel& m) {
  const Theme& theme = theme_of(s.theme);
  const Rect& panel = m.layout.ladder;
  const float ui = m.layout.ui;
  m.axis_name = make_label(type, {panel.x1 - 22 * ui, panel.y0 + 18 * ui}, Align::Right, Face::Text,
                           12, theme.accent, s.phrases(axis_phrase(s.axis)));
  m.axis_button = m.axis_name.box.inset(-9 * ui, -3 * ui);
  m.numbers_name = make_label(
      type, {m.axis_button.x0 - 13 * ui, panel.y0 + 18 * ui}, Align::Right, Face::Text, 12,
      theme.accent, s.phrases(s.absolute ? Phrase::NumbersAbsolute : Phrase::NumbersRelative));
  m.numbers_button = m.numbers_name.box.inset(-7 * ui, -3 * ui);
  const Rect& numbers = m.numbers_button;
  m.fit_button = {numbers.x0 - 28 * ui, numbers.y0, numbers.x0 - 6 * ui, numbers.y1};
  if (s.view_before) {
    m.back_name =
        make_label(type, {m.fit_button.x0 - 15 * ui, panel.y0 + 18 * ui}, Align::Right,
                   Face::Text, 12, theme.accent, s.phrases(Phrase::BackButton));
    m.back_button = m.back_name.box.inset(-9 * ui, -3 * ui);
  }
  m.ladder.panel = panel;
  if (!s.run) return;
  m.ladder = make_ladder_model(ladder_input(s, shown_branch(s), type, axes, m));
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
  m.diagram = make_diagram_model(s, {panel.x0, panel.y0, panel.x1, middle - gap}, type,
                                 {.only = uint8_t{0}});
  m.second_diagram = make_diagram_model(s, {panel.x0, middle + gap, panel.x1, panel.y1}, type,
                                        {.only = uint8_t{1}});
}

// The other branch's name; where there is a choice, it stands among the chips.
std::string beside_title(const Session& s, const Type& type, ScreenModel& m) {
  const Rect& panel = m.layout.beside;
  const std::string& title = s.phrases(Phrase::CompareTitle);
  const float left = panel.x0 + 30 * type.ui + type.width(Face::Bold, 13, title);
  m.others = make_branch_chips(s, s.beside->branch, s.branch,
                               {left, panel.x1 - 14 * type.ui, panel.y0 + 18 * type.ui}, type);
  return m.others.empty() ? branch_name(s, s.beside->branch) : title;
}

// The other branch: as far as the cursor, on the same axis.
void beside(const Session& s, const Type& type, AxisCache& axes, ScreenModel& m) {
  if (!s.run || !s.beside) return;
  m.beside_bar = make_beside_bar(s, m.layout.beside_bar, type);
  if (m.layout.beside.width() <= 0) return;
  const Inspected other = branch_beside(s);
  LadderInput input = ladder_input(s, other, type, axes, m);
  input.panel = m.layout.beside;
  input.scroll = m.ladder.scroll;
  input.anchor.reset();
  input.follow = false;
  input.hint = false;
  input.title = beside_title(s, type, m);
  m.beside = make_ladder_model(input);
}

void call_menu(const Session& s, const Type& type, AxisCache& axes, ScreenModel& m) {
  if (!s.run || !s.menu) return;
  const LadderModel& at = s.menu->beside && s.beside ? m.beside : m.ladder;
  m.call_menu =
      make_call_menu_model(s, at, axes.ladder(s, m.layout.ladder, m.layout.ui), type);
}

// Above the timeline's foot.
void drop_banner(const Session& s, const Type& type, ScreenModel& m) {
  if (!s.drop_mode || !s.run) return;
  const Rect& panel = m.layout.ladder;
  const float pad = 22 * type.ui;
  m.drop_name = fit_label(type, {panel.center().x, panel.y1 - 24 * type.ui}, Align::Center,
                          Face::Bold, 12.5f, theme_of(s.theme).rst, s.phrases(Phrase::DropMode),
                          panel.width() - 4 * pad);
  m.drop_banner = m.drop_name.box.inset(-pad, -5 * type.ui);
}

TopBarParts top_bar_parts(const ScreenLayout& layout) {
  return layout.compact ? TopBarParts::WithoutNetwork : TopBarParts::All;
}

// Between the hosts' names: a branch beside its parent, and what was done by hand as a scenario
// file where there is room for that, too (the menu has it as well).
void branch_buttons(const Session& s, const Type& type, ScreenModel& m) {
  if (s.branches.size() < 2 || !s.run) return;
  const float ui = type.ui;
  const Theme& theme = theme_of(s.theme);
  const float y = m.ladder.panel.y0 + 56 * ui;
  const float edge = 20 * ui;
  const float left = m.ladder.x[0] + edge;
  const float right = m.ladder.x[1] - edge;
  const std::string& compare = s.phrases(Phrase::CompareButton);
  const std::string& save = s.phrases(Phrase::SaveButton);
  const float pad = 18 * ui;
  const float gap = 8 * ui;
  const float first = type.width(Face::Text, 12, compare) + pad;
  const float second = type.width(Face::Text, 12, save) + pad;
  const bool both = first + gap + second <= right - left;
  float x = (left + right - first - (both ? gap + second : 0)) / 2;
  const auto button = [&](float wide, const std::string& text, Color color, Rect& rect) {
    rect = {x, y - 11 * ui, x + wide, y + 11 * ui};
    x = rect.x1 + gap;
    return make_label(type, rect.center(), Align::Center, Face::Text, 12, color, text);
  };
  const Color color = s.beside ? theme.accent : theme.ink;
  m.beside_name = button(first, compare, color, m.beside_button);
  if (both) m.save_name = button(second, save, theme.ink, m.save_button);
}

}  // namespace

ScreenLayout make_screen_layout(float width, float height, float scale) {
  ScreenLayout l;
  const float suggested = std::min(width / kWidth, height / kHeight);
  const float most = std::min(width / kLeastWidth, height / kLeastHeight);
  const float wish = std::max(suggested, 0.85f) * scale;
  l.compact = (wish > most * kMuchTooLarge && scale > 1) || most < kLeastLegible;
  const float room_for =
      l.compact ? std::min(width / kCompactWidth, height / kCompactHeight) : most;
  l.ui = std::max(kLeastUi, std::min(wish, room_for));
  const float u = l.ui;
  const float gap = 12 * u;
  const float edge = 16 * u;
  l.screen = {0, 0, width, height};
  l.top = {edge, 8 * u, width - edge, 54 * u};
  l.transport = {edge, height - 16 * u - 92 * u, width - edge, height - 16 * u};
  const float y0 = 60 * u;
  const float y1 = l.transport.y0 - gap;
  if (l.compact) {
    const float split = edge + (width - 2 * edge - gap) * 0.485f;
    l.tabs = {edge, y0, split, y0 + kTabs * u};
    l.diagram = {edge, l.tabs.y1 + 4 * u, split, y1};
    l.ladder = {split + gap, y0, width - edge, y1};
    return l;
  }
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

Motion motion_of(const Session& s) {
  if (!s.playing || s.speed <= kStreakSpeed) return Motion::Dots;
  return s.speed <= kStripSpeed ? Motion::Streaks : Motion::None;
}

ScreenModel make_timeline_models(const Session& s, const ScreenLayout& layout,
                                 const Measure& measure, AxisCache& axes) {
  const Type type{measure, layout.ui};
  ScreenModel m;
  m.layout = s.beside ? with_beside(layout) : layout;
  ladder(s, type, axes, m);
  beside(s, type, axes, m);
  m.transport = make_transport_model(s, axes, layout.transport, type);
  return m;
}

ScreenLayout with_beside(ScreenLayout l) {
  const float gap = 12 * l.ui;
  const float left = l.diagram.x0;
  const float right = l.ladder.x1;
  const float middle = (left + right) / 2;
  const float high = (l.compact ? 68 : 176) * l.ui;
  l.beside_bar = {left, l.ladder.y1 - high, right, l.ladder.y1};
  l.why = {};
  if (!l.compact) {
    l.beside_bar.x1 = left + (right - left) * 0.36f;
    l.why = {l.beside_bar.x1 + gap, l.beside_bar.y0, right, l.ladder.y1};
  }
  const float y1 = l.beside_bar.y0 - gap;
  const float y0 = l.compact ? l.diagram.y0 : l.ladder.y0;
  l.beside = {left, y0, middle - gap / 2, y1};
  l.ladder = {middle + gap / 2, y0, right, y1};
  l.diagram = {};
  return l;
}

ScreenLayout with_front(ScreenLayout l, SidePanel front) {
  if (l.tabs.width() <= 0) return l;
  Rect& first = l.beside.width() > 0 ? l.beside : l.diagram;
  const Rect place = first;
  first = {};
  switch (front) {
    case SidePanel::Diagram: first = place; break;
    case SidePanel::Why: l.why = place; break;
    case SidePanel::InspectorA: l.inspectors[0] = place; break;
    case SidePanel::InspectorB: l.inspectors[1] = place; break;
    case SidePanel::Network: l.network = place; break;
  }
  return l;
}

ScreenModel make_screen_model(const Session& s, const ScreenLayout& layout, const Measure& measure,
                              AxisCache& axes, Hints hints) {
  const Type type{measure, layout.ui};
  ScreenModel m;
  m.layout = with_front(s.beside ? with_beside(layout) : layout, s.side);
  m.top = make_top_bar_model(s, layout.top, type, top_bar_parts(m.layout), m.layout.network);
  m.tabs = make_side_tabs(s, m.layout.tabs, type);
  if (m.layout.diagram.width() > 0) diagrams(s, type, m);
  if (m.layout.why.width() > 0) m.why = make_why_model(s, m.layout.why, type);
  if (!s.beside && hints == Hints::Shown) m.hint = make_hint_model(s, m.layout.ladder, type);
  ladder(s, type, axes, m);
  point_hint(m.hint, m.ladder);
  branch_chips(s, type, m);
  beside(s, type, axes, m);
  call_menu(s, type, axes, m);
  branch_buttons(s, type, m);
  drop_banner(s, type, m);
  for (uint8_t host = 0; host < 2; ++host)
    if (m.layout.inspectors[host].width() > 0)
      m.inspectors[host] = make_inspector_model(s, host, m.layout.inspectors[host], type);
  m.transport = make_transport_model(s, axes, layout.transport, type);
  return m;
}

}  // namespace finwait
