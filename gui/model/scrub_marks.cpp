#include "gui/model/scrub_marks.hpp"

#include <algorithm>
#include <cmath>

namespace finwait {
namespace {

constexpr float kLeastBand = 0.5f;
constexpr float kLeastFold = 3;  // pixels between two signs
constexpr float kCrowd = 2;      // pixels that short states share
constexpr size_t kMostInCrowd = 64;

class MarksMaker {
 public:
  MarksMaker(const RunIndex& index, const TimeAxis& axis, float width)
      : index_(index), axis_(axis), width_(width) {}

  ScrubMarks make() {
    ticks();
    for (uint8_t host = 0; host < 2; ++host) bands(host);
    folds();
    return std::move(marks_);
  }

 private:
  double x(Time t) const { return scrub_x(axis_, width_, t); }

  void ticks() {
    const auto& trips = index_.trips;
    for (size_t i = 0; i < trips.size();) {
      const double column = std::floor(x(trips[i].sent)) + 1;
      const size_t end =
          gallop(i + 1, trips.size(), [&](size_t k) { return x(trips[k].sent) >= column; });
      const uint16_t flags = index_.flags.any(i, end);
      for (unsigned flag = kTripLost; flag > 0; flag /= 2) {
        const auto both = static_cast<uint16_t>(flag | flag << kTripFlags);
        if ((flags & both) == 0) continue;
        const Trip& trip = trips[index_.flags.first(i, end, both)];
        marks_.ticks.push_back({static_cast<float>(x(trip.sent)), static_cast<uint16_t>(flag)});
        break;
      }
      i = end;
    }
  }

  float begin_of(const Span& span) const { return static_cast<float>(x(span.from)); }
  float end_of(const Span& span) const {
    return static_cast<float>(x(std::min(span.to, index_.end)));
  }

  // States that last less than half a pixel are left out, unless there are so many of them that
  // they cover some pixels.
  void bands(uint8_t host) {
    const auto& spans = index_.spans[host];
    for (size_t i = 0; i < spans.size();) {
      const float x0 = begin_of(spans[i]);
      const float x1 = end_of(spans[i]);
      if (x1 - x0 >= kLeastBand) {
        marks_.bands.push_back({host, spans[i].state, x0, x1});
        ++i;
        continue;
      }
      i = small_bands(host, i);
    }
  }

  // From a short span on: up to the next that is wide enough, or some pixels.
  size_t small_bands(uint8_t host, size_t first) {
    const auto& spans = index_.spans[host];
    const float x0 = begin_of(spans[first]);
    size_t end = gallop(first + 1, spans.size(),
                        [&](size_t k) { return begin_of(spans[k]) > x0 + kCrowd; });
    const auto is_wide = [&](size_t k) {
      return end_of(spans[k]) - begin_of(spans[k]) >= kLeastBand;
    };
    if (end - first > kMostInCrowd) {
      if (is_wide(end - 1)) --end;
    } else {
      for (size_t k = first + 1; k < end; ++k)
        if (is_wide(k)) end = k;
    }
    const float x1 = end_of(spans[end - 1]);
    if (x1 - x0 >= 1) marks_.bands.push_back({host, spans[first].state, x0, x1});
    return end;
  }

  void folds() {
    for (size_t i = 0; i < axis_.break_count();) {
      const TimeAxis::Break b = axis_.break_number(i);
      marks_.folds.push_back(static_cast<float>((x(b.from) + x(b.to)) / 2));
      i = std::max(i + 1, axis_.break_below(b.y1 + kLeastFold / width_ * axis_.length()));
    }
  }

  const RunIndex& index_;
  const TimeAxis& axis_;
  float width_;
  ScrubMarks marks_;
};

}  // namespace

double scrub_x(const TimeAxis& axis, float width, Time t) {
  const double part = axis.length() > 0 ? axis.y(t) / axis.length() : 0;
  return static_cast<double>(width) * std::clamp(part, 0.0, 1.0);
}

ScrubMarks make_scrub_marks(const RunIndex& index, const TimeAxis& axis, float width) {
  return MarksMaker(index, axis, width).make();
}

}  // namespace finwait
