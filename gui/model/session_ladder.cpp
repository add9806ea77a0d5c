// Commands about what the timeline shows: zoom, folds, measuring.
#include <algorithm>
#include <cmath>

#include "gui/model/ladder_interval.hpp"
#include "gui/model/session_parts.hpp"
#include "gui/model/view_ease.hpp"

namespace finwait::session {
namespace {

// How far it goes is for the axis to say (LadderModel::finer and coarser).
constexpr double kMostZoom = 1e12;

bool is_shown(const LadderView& view, const LadderFit& fit) {
  constexpr double kSame = 1e-3;  // of a scale
  if (std::abs(view.zoom / fit.zoom - 1) > kSame) return false;
  return !fit.top || (!view.follow && view.anchor && view.anchor->t == fit.top->t);
}

void keep_view(Session& s) {
  if (!s.view_before) s.view_before = s.view;
}

}  // namespace

void ease(const Session& s, LadderView& view, const std::optional<Anchor>& here) {
  const double zoom = shown_zoom(view, s.clock);
  const OpenFold fold = &view == &s.view ? shown_fold(s) : OpenFold{};
  view.ease.reset();
  if (here && !s.reduce_motion) view.ease = ViewEase{s.clock, zoom, *here, fold};
}

void zoom(const Session& s, LadderView& view, const command::Zoom& c) {
  std::optional<Anchor> here = c.here;
  if (c.t && !here) here = Anchor{*c.t, c.at - c.from};
  ease(s, view, here);
  double zoom = std::clamp(view.zoom * c.factor, 1 / kMostZoom, kMostZoom);
  if (std::abs(zoom - 1) < 1e-6) zoom = 1;
  view.scroll = c.from + c.at * (zoom / view.zoom - 1);
  view.anchor.reset();
  if (c.t) view.anchor = Anchor{*c.t, c.at - c.from};
  view.zoom = zoom;
  view.follow = zoom == 1;
}

// The hand holds on to what it sees.
void scroll(const Session& s, LadderView& view, const command::Scroll& c) {
  view.zoom = shown_zoom(view, s.clock);
  view.ease.reset();
  view.scroll = c.from + c.by;
  view.anchor.reset();
  view.follow = false;
}

// On the way to an axis already, the picture goes on from the nearer of the two.
void on(Session& s, const command::CycleAxis& c) {
  const AxisWay way = shown_axis(s);
  const AxisMode from = way.part < 0.5 ? way.from : s.axis;
  s.axis = static_cast<AxisMode>((static_cast<int>(s.axis) + 1) % kAxisModes);
  on(s, command::Fit{c.here});
  s.axis_change.reset();
  if (c.here && !s.reduce_motion) s.axis_change = AxisChange{s.clock, from};
}

// The first time what it should show, the second time the usual scale.
void fit(const Session& s, LadderView& view, const command::Fit& c) {
  const bool there = !c.to || is_shown(view, *c.to);
  ease(s, view, c.here);
  view.zoom = there ? 1 : c.to->zoom;
  view.follow = there || !c.to->top;
  view.anchor = there ? std::nullopt : c.to->top;
}

void on(Session& s, const command::Fit& c) {
  const bool unfold = c.to && c.to->unfold && !is_shown(s.view, *c.to);
  fit(s, s.view, c);
  s.view_before.reset();
  s.unfolded.reset();
  if (unfold) s.unfolded = c.to->unfold;
}

void on(Session& s, const command::Zoom& c) {
  zoom(s, s.view, c);
}

void on(Session& s, const command::Scroll& c) {
  scroll(s, s.view, c);
}

void on(Session& s, const command::ZoomInto& c) {
  keep_view(s);
  zoom(s, s.view, c.zoom);
}

void on(Session& s, const command::Unfold& c) {
  if (!s.run || s.axis != AxisMode::Compressed) return;
  const Instants& all = s.beside ? *s.beside->instants : *s.run->index.instants;
  const Silence* silence = all.silence_at(c.t);
  if (silence == nullptr) return;
  if (s.unfolded && all.silence_at(*s.unfolded) == silence) return on(s, command::Back{c.here});
  keep_view(s);
  ease(s, s.view, c.here);
  s.unfolded = silence->from;
  s.view.anchor = Anchor{silence->from, c.px};
  s.view.follow = false;
}

void on(Session& s, const command::Back& c) {
  ease(s, s.view, c.here);
  const std::optional<ViewEase> from = s.view.ease;
  s.unfolded.reset();
  if (s.view_before) s.view = *s.view_before;
  s.view.ease = from;
  s.view_before.reset();
}

void on(Session& s, const command::Measure& c) {
  s.measured.reset();
  if (s.run && c.from != c.to) s.measured = Measured{c.from, c.to};
}

void on(Session& s, const command::MeasureHere&) {
  if (!s.run) return;
  const Time now = s.lab.open ? s.lab.now : s.cursor.now;
  if (s.measured && !s.measured->to && s.measured->from != now)
    s.measured->to = now;
  else
    s.measured = Measured{now, {}};
}

}  // namespace finwait::session

namespace finwait {

std::optional<Interval> measured_interval(const Session& s) {
  if (!s.measured || !s.run) return std::nullopt;
  const Time now = s.lab.open ? s.lab.now : s.cursor.now;
  const Time to = s.measured->to.value_or(now);
  return Interval{std::min(s.measured->from, to), std::max(s.measured->from, to)};
}

}  // namespace finwait
