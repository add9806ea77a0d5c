#include "gui/model/time_axis.hpp"

#include <algorithm>

namespace finwait {
namespace {

constexpr double kLongestRun = 4e6;  // pixels that an axis may have at all

}  // namespace

TimeAxis::TimeAxis(const std::vector<Time>& events, const Shape& shape) : shape_(shape) {
  if (shape_.typical.ns <= 0) shape_.typical = milliseconds(1);
  double breaks_px = 0;
  const double ns = linear_length(events, &breaks_px);
  double px_per_ns = shape_.typical_px / static_cast<double>(shape_.typical.ns);
  if (ns > 0) {
    const double fill = (shape_.room - breaks_px) / ns;
    px_per_ns = std::clamp(fill, px_per_ns, px_per_ns * shape_.max_stretch);
    // Linear shows the whole run in the room that there is.
    if (shape_.mode == AxisMode::Linear) px_per_ns = std::max(fill, 1e-12);
    px_per_ns = std::min(px_per_ns, kLongestRun / ns);
  }
  build(events, px_per_ns);
}

bool TimeAxis::is_silence(Duration gap) const {
  return shape_.mode == AxisMode::Compressed && gap > shape_.typical * kSilence;
}

double TimeAxis::linear_length(const std::vector<Time>& events, double* breaks_px) const {
  double ns = 0;
  for (size_t i = 1; i < events.size(); ++i) {
    const Duration gap = events[i] - events[i - 1];
    if (is_silence(gap))
      *breaks_px += shape_.break_px;
    else
      ns += static_cast<double>(gap.ns);
  }
  return ns;
}

void TimeAxis::build(const std::vector<Time>& events, double px_per_ns) {
  knots_.push_back({events.empty() ? Time{} : events.front(), 0});
  for (size_t i = 1; i < events.size(); ++i)
    if (events[i] > knots_.back().t) add_gap(knots_.back().t, events[i], px_per_ns);
  if (knots_.size() == 1) knots_.push_back({knots_[0].t + shape_.typical, shape_.typical_px});
}

void TimeAxis::add_gap(Time from, Time to, double px_per_ns) {
  const double y = knots_.back().y;
  const Duration gap = to - from;
  double height = static_cast<double>(gap.ns) * px_per_ns;
  if (shape_.mode == AxisMode::PerEvent) height = shape_.event_px;
  if (is_silence(gap)) {
    height = shape_.break_px;
    breaks_.push_back({from, to, y, y + height});
  }
  knots_.push_back({to, y + height});
}

double TimeAxis::y(Time t) const {
  auto after = std::upper_bound(knots_.begin(), knots_.end(), t,
                                [](Time x, const Knot& k) { return x < k.t; });
  after = std::clamp(after, knots_.begin() + 1, knots_.end() - 1);
  const Knot& a = *(after - 1);
  const double part = static_cast<double>((t - a.t).ns) / static_cast<double>((after->t - a.t).ns);
  return a.y + part * (after->y - a.y);
}

Time TimeAxis::time(double y) const {
  auto after = std::upper_bound(knots_.begin(), knots_.end(), y,
                                [](double x, const Knot& k) { return x < k.y; });
  after = std::clamp(after, knots_.begin() + 1, knots_.end() - 1);
  const Knot& a = *(after - 1);
  if (after->y <= a.y) return a.t;
  const double part = (y - a.y) / (after->y - a.y);
  return a.t + Duration{static_cast<int64_t>(part * static_cast<double>((after->t - a.t).ns))};
}

const TimeAxis::Break* TimeAxis::break_at(Time t) const {
  const auto after = std::upper_bound(breaks_.begin(), breaks_.end(), t,
                                      [](Time x, const Break& b) { return x < b.from; });
  if (after == breaks_.begin()) return nullptr;
  return t < (after - 1)->to ? &*(after - 1) : nullptr;
}

}  // namespace finwait
