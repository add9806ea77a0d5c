// Commands about what the timeline shows: zoom, folds, measuring.
#include <algorithm>
#include <cmath>

#include "gui/model/ladder_interval.hpp"
#include "gui/model/session_parts.hpp"

namespace finwait::session {
namespace {

// How far it goes is for the axis to say (LadderModel::finer and coarser).
constexpr double kMostZoom = 1e12;

void keep_view(Session& s) {
  if (!s.view_before) s.view_before = s.view;
}

}  // namespace

void zoom(LadderView& view, const command::Zoom& c) {
  double zoom = std::clamp(view.zoom * c.factor, 1 / kMostZoom, kMostZoom);
  if (std::abs(zoom - 1) < 1e-6) zoom = 1;
  view.scroll = c.from + c.at * (zoom / view.zoom - 1);
  view.anchor.reset();
  if (c.t) view.anchor = Anchor{*c.t, c.at - c.from};
  view.zoom = zoom;
  view.follow = zoom == 1;
}

void scroll(LadderView& view, const command::Scroll& c) {
  view.scroll = c.from + c.by;
  view.anchor.reset();
  view.follow = false;
}

void on(Session& s, const command::CycleAxis&) {
  s.axis = static_cast<AxisMode>((static_cast<int>(s.axis) + 1) % kAxisModes);
  on(s, command::Fit{});
}

void on(Session& s, const command::Fit&) {
  s.view.zoom = 1;
  s.view.follow = true;
  s.view_before.reset();
  s.unfolded.reset();
}

void on(Session& s, const command::Zoom& c) {
  zoom(s.view, c);
}

void on(Session& s, const command::Scroll& c) {
  scroll(s.view, c);
}

void on(Session& s, const command::ZoomInto& c) {
  keep_view(s);
  zoom(s.view, c.zoom);
}

void on(Session& s, const command::Unfold& c) {
  if (!s.run || s.axis != AxisMode::Compressed) return;
  const Instants& all = s.beside ? *s.beside->instants : *s.run->index.instants;
  const Silence* silence = all.silence_at(c.t);
  if (silence == nullptr) return;
  if (s.unfolded && all.silence_at(*s.unfolded) == silence) return on(s, command::Back{});
  keep_view(s);
  s.unfolded = silence->from;
  s.view.anchor = Anchor{silence->from, c.px};
  s.view.follow = false;
}

void on(Session& s, const command::Back&) {
  s.unfolded.reset();
  if (s.view_before) s.view = *s.view_before;
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
