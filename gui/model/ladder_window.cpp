#include "gui/model/ladder_window.hpp"

#include <algorithm>
#include <cmath>

namespace finwait {
namespace {

constexpr size_t kMostTimers = 100;  // that are looked at one by one
constexpr double kRow = 16;          // design units: a line of text

// Walks over fired timers in the window.
class TimerFinder {
 public:
  TimerFinder(const LadderInput& input, uint8_t host, const TimeRange& times, double least)
      : axis_(input.axis),
        marks_(input.index.marks[host]),
        fired_(input.index.fired[host]),
        since_(input.index.fired_since[host]),
        times_(times),
        least_(least),
        row_(kRow * input.type.ui) {
    const auto at = [&](size_t i) -> const Mark& { return marks_[fired_[i]]; };
    first_ = gallop(0, fired_.size(), [&](size_t i) { return at(i).t >= times.top; });
    inside_ = gallop(first_, fired_.size(), [&](size_t i) { return at(i).t > times.bottom; });
    end_ = gallop(first_, fired_.size(),
                  [&](size_t i) { return at(i).record > input.record_limit; });
    inside_ = std::min(inside_, end_);
  }

  std::vector<size_t> find() {
    if (inside_ - first_ <= kMostTimers)
      for (size_t i = first_; i < inside_; ++i) found_.push_back(i);
    else
      for (size_t i = first_; i < inside_;) i = add_row(i);
    // Those that fire below the window and were set in it or above it.
    for (size_t i = next(inside_, end_, times_.bottom); i < end_ && found_.size() < 2 * kMostTimers;
         i = next(i + 1, end_, times_.bottom))
      found_.push_back(i);
    return std::move(found_);
  }

 private:
  Time fires(size_t i) const { return marks_[fired_[i]].t; }

  // The first of [from, to) that was set at t or earlier.
  size_t next(size_t from, size_t to, Time t) const {
    return since_.next(from, to, -t.ns, [&](size_t i) { return -marks_[fired_[i]].since.ns; });
  }

  // Of the timers that fire in the same row as i: one whose bracket is large enough.
  size_t add_row(size_t i) {
    const Time row = row_end(axis_, fires(i), row_);
    const size_t end = gallop(i + 1, inside_, [&](size_t k) { return fires(k) >= row; });
    const Time early = axis_.time(axis_.y(fires(i)) - least_);
    const size_t tall = next(i, end, early);
    if (tall < end) found_.push_back(tall);
    return end;
  }

  const TimeAxis& axis_;
  const std::vector<Mark>& marks_;
  const std::vector<uint32_t>& fired_;
  const PeakPyramid& since_;
  TimeRange times_;
  double least_;
  double row_;
  size_t first_ = 0;
  size_t inside_ = 0;
  size_t end_ = 0;
  std::vector<size_t> found_;
};

}  // namespace

TimeRange shown_times(const LadderInput& input, const LadderModel& m) {
  const Time top = input.axis.time(m.scroll);
  const Time bottom = input.axis.time(m.scroll + m.body.height());
  return {Time{top.ns - 1}, Time{bottom.ns + 1}};
}

IndexRange shown_spans(const LadderInput& input, uint8_t host, const TimeRange& times) {
  const auto& spans = input.index.spans[host];
  const auto first =
      static_cast<size_t>(&input.index.span_at(host, times.top) - spans.data());
  const auto end = gallop(first, spans.size(), [&](size_t i) {
    return spans[i].record > input.record_limit || spans[i].from > times.bottom;
  });
  return {first, end};
}

IndexRange shown_marks(const LadderInput& input, uint8_t host, const TimeRange& times) {
  const auto& marks = input.index.marks[host];
  const size_t first = gallop(0, marks.size(), [&](size_t i) { return marks[i].t >= times.top; });
  const size_t end = gallop(first, marks.size(), [&](size_t i) {
    return marks[i].record > input.record_limit || marks[i].t > times.bottom;
  });
  return {first, end};
}

IndexRange part_of(const std::vector<uint32_t>& list, const IndexRange& range) {
  const auto first = std::lower_bound(list.begin(), list.end(), range.first);
  const auto end = std::lower_bound(first, list.end(), range.end);
  return {static_cast<size_t>(first - list.begin()), static_cast<size_t>(end - list.begin())};
}

Time row_end(const TimeAxis& axis, Time t, double height) {
  const Time end = axis.time((std::floor(axis.y(t) / height) + 1) * height);
  return std::max(end, Time{t.ns + 1});
}

std::vector<size_t> shown_timers(const LadderInput& input, uint8_t host, const TimeRange& times,
                                 double least) {
  return TimerFinder(input, host, times, least).find();
}

}  // namespace finwait
