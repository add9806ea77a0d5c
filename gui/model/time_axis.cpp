#include "gui/model/time_axis.hpp"

#include <algorithm>
#include <cmath>

namespace finwait {
namespace {

// Pixels that an axis may have at all: a double still tells a thousandth of one.
constexpr double kLongestRun = 4e12;
constexpr double kFinest = 8;  // pixels of a nanosecond

Duration or_usual(Duration typical) {
  return typical.ns > 0 ? typical : milliseconds(1);
}

}  // namespace

struct TimeAxis::Way {
  TimeAxis from;
  TimeAxis to;
  double part = 0;

  double mix(double a, double b) const { return a + (b - a) * part; }
};

TimeAxis::TimeAxis(const std::vector<Time>& events, const Shape& shape)
    : TimeAxis(std::make_shared<const Instants>(events, or_usual(shape.typical) * kSilence), shape,
               or_usual(shape.typical)) {}

TimeAxis TimeAxis::of(std::shared_ptr<const Instants> instants, const Shape& shape) {
  return {std::move(instants), shape, or_usual(shape.typical)};
}

TimeAxis::TimeAxis(std::shared_ptr<const Instants> instants, const Shape& shape, Duration typical)
    : instants_(std::move(instants)), shape_(shape) {
  shape_.typical = typical;
  if (silences() && shape_.unfolded) unfolded_ = instants_->silence_at(*shape_.unfolded);
  set_scale();
  if (shape_.mode == AxisMode::PerEvent)
    length_ = static_cast<double>(std::max<size_t>(instants_->times().size(), 1) - 1) *
              shape_.event_px;
  else if (shape_.mode == AxisMode::Linear)
    length_ = static_cast<double>((instants_->end() - instants_->start()).ns) * px_per_ns_;
  else
    length_ = static_cast<double>(instants_->active()) * px_per_ns_ +
              static_cast<double>(break_count()) * shape_.break_px +
              (unfolded_ != nullptr ? shape_.unfolded_px - shape_.break_px : 0);
  if (instants_->times().size() < 2) length_ = shape_.typical_px;
}

TimeAxis TimeAxis::between(TimeAxis from, TimeAxis to, double part) {
  TimeAxis axis = to;
  auto way = std::make_shared<const Way>(Way{std::move(from), std::move(to), part});
  axis.length_ = way->mix(way->from.length_, way->to.length_);
  axis.way_ = std::move(way);
  return axis;
}

// The one that folds silences, if either does.
const TimeAxis& TimeAxis::folding() const {
  if (way_ == nullptr) return *this;
  return way_->from.silences() ? way_->from : way_->to;
}

size_t TimeAxis::break_count() const {
  return folding().silences() ? instants_->silences().size() : 0;
}

// Between the answers of both axes, because either goes up only. Both are straight for long
// stretches: where a straight line would meet y is the best guess, in the middle the safe one.
Time TimeAxis::time_on_way(double at) const {
  const Time one = way_->from.time(at);
  const Time other = way_->to.time(at);
  Time low = std::min(one, other);
  Time high = std::max(one, other);
  double low_y = y(low);
  double high_y = y(high);
  for (int i = 1; high - low > Duration{1}; ++i) {
    const int64_t span = (high - low).ns;
    const double part = i % 3 == 0 || high_y <= low_y ? 0.5 : (at - low_y) / (high_y - low_y);
    const double guess = std::clamp(part, 0.0, 1.0) * static_cast<double>(span);
    const Time middle{low.ns + std::clamp<int64_t>(static_cast<int64_t>(guess), 1, span - 1)};
    const double middle_y = y(middle);
    const bool beyond = middle_y > at;
    (beyond ? high : low) = middle;
    (beyond ? high_y : low_y) = middle_y;
  }
  return low;
}

void TimeAxis::set_scale() {
  px_per_ns_ = shape_.typical_px / static_cast<double>(shape_.typical.ns);
  const Duration whole = instants_->end() - instants_->start();
  const double ns = static_cast<double>(silences() ? instants_->active() : whole.ns);
  if (ns <= 0) return;
  const double breaks_px = static_cast<double>(break_count()) * shape_.break_px;
  const double fill = (shape_.room - breaks_px) / ns;
  const bool fits = fill >= px_per_ns_ * shape_.whole_stretch;
  const double stretch = fits ? std::min(shape_.whole_stretch, shape_.min_stretch)
                               : shape_.min_stretch;
  const double least = px_per_ns_ * (silences() ? stretch : 1);
  squeezed_ = silences() && fill < px_per_ns_ * shape_.min_stretch && fits;
  px_per_ns_ = std::clamp(fill, least, px_per_ns_ * shape_.max_stretch);
  // Linear shows the whole run in the room that there is.
  if (shape_.mode == AxisMode::Linear) px_per_ns_ = std::max(fill, 1e-15);
  px_per_ns_ = std::min({px_per_ns_, kLongestRun / ns, kFinest});
}

double TimeAxis::finer() const {
  if (shape_.mode == AxisMode::PerEvent) return std::max(1.0, 400 / shape_.event_px);
  const Duration whole = instants_->end() - instants_->start();
  const double most = kLongestRun / std::max(1.0, static_cast<double>(whole.ns));
  return std::max(1.0, std::min(kFinest, most) / px_per_ns_);
}

// Where break i begins.
double TimeAxis::break_y(size_t i) const {
  const Silence& s = instants_->silences()[i];
  if (way_ != nullptr) return y(s.from);
  const bool below = unfolded_ != nullptr && s.from > unfolded_->from;
  return static_cast<double>(s.before) * px_per_ns_ + static_cast<double>(i) * shape_.break_px +
         (below ? shape_.unfolded_px - shape_.break_px : 0);
}

double TimeAxis::break_height(size_t i) const {
  if (way_ != nullptr) return y(instants_->silences()[i].to) - break_y(i);
  return &instants_->silences()[i] == unfolded_ ? shape_.unfolded_px : shape_.break_px;
}

TimeAxis::Break TimeAxis::break_number(size_t i) const {
  const Silence& s = instants_->silences()[i];
  const double y0 = break_y(i);
  const bool open = &s == folding().unfolded_;
  return {s.from, s.to, y0, y0 + break_height(i), open};
}

size_t TimeAxis::break_below(double y) const {
  size_t low = 0;
  size_t high = break_count();
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (break_y(middle) + break_height(middle) > y)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

double TimeAxis::y(Time t) const {
  if (way_ != nullptr) return way_->mix(way_->from.y(t), way_->to.y(t));
  if (shape_.mode == AxisMode::PerEvent) return y_per_event(t);
  const size_t i = silences() ? instants_->silences_until(t) : 0;
  if (i == 0) return static_cast<double>((t - instants_->start()).ns) * px_per_ns_;
  const Silence& s = instants_->silences()[i - 1];
  const double y0 = break_y(i - 1);
  const double high = break_height(i - 1);
  if (t >= s.to) return y0 + high + static_cast<double>((t - s.to).ns) * px_per_ns_;
  return y0 +
         static_cast<double>((t - s.from).ns) / static_cast<double>((s.to - s.from).ns) * high;
}

Time TimeAxis::time(double y) const {
  if (way_ != nullptr) return time_on_way(y);
  if (shape_.mode == AxisMode::PerEvent) return time_per_event(y);
  const size_t below = silences() ? break_below(y) : 0;
  const size_t count = break_count();
  if (below < count && break_y(below) <= y) {
    const Silence& s = instants_->silences()[below];
    const double part = (y - break_y(below)) / break_height(below);
    return s.from + Duration{static_cast<int64_t>(part * static_cast<double>((s.to - s.from).ns))};
  }
  const Time from = below == 0 ? instants_->start() : instants_->silences()[below - 1].to;
  const double y0 = below == 0 ? 0 : break_y(below - 1) + break_height(below - 1);
  return from + Duration{static_cast<int64_t>((y - y0) / px_per_ns_)};
}

double TimeAxis::y_per_event(Time t) const {
  const std::vector<Time>& times = instants_->times();
  if (times.size() < 2)
    return static_cast<double>((t - instants_->start()).ns) * px_per_ns_;
  const size_t after = std::clamp<size_t>(instants_->count_until(t), 1, times.size() - 1);
  const Time from = times[after - 1];
  const double gap = static_cast<double>((times[after] - from).ns);
  return (static_cast<double>(after - 1) + static_cast<double>((t - from).ns) / gap) *
         shape_.event_px;
}

Time TimeAxis::time_per_event(double y) const {
  const std::vector<Time>& times = instants_->times();
  if (times.size() < 2)
    return instants_->start() + Duration{static_cast<int64_t>(y / px_per_ns_)};
  const double last = static_cast<double>(times.size() - 2);
  const double whole = std::clamp(std::floor(y / shape_.event_px), 0.0, last);
  const auto i = static_cast<size_t>(whole);
  const double gap = static_cast<double>((times[i + 1] - times[i]).ns);
  return times[i] + Duration{static_cast<int64_t>((y / shape_.event_px - whole) * gap)};
}

std::optional<Time> TimeAxis::event_near(double at, double reach, Time last) const {
  const std::vector<Time>& times = instants_->times();
  const size_t after = instants_->count_until(time(at));
  std::optional<Time> best;
  for (size_t i = after == 0 ? 0 : after - 1; i < times.size() && i <= after; ++i) {
    const double far = std::abs(y(times[i]) - at);
    if (times[i] > last || far > reach) continue;
    best = times[i];
    reach = far;
  }
  return best;
}

std::optional<TimeAxis::Break> TimeAxis::break_at(Time t) const {
  const size_t i = break_count() > 0 ? instants_->silences_until(t) : 0;
  if (i == 0 || t >= instants_->silences()[i - 1].to) return std::nullopt;
  return break_number(i - 1);
}

}  // namespace finwait
