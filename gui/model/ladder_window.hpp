// Which states, calls and timers a window of the timeline shows: ranges of the run's index, found
// by searching.
#pragma once

#include "gui/model/ladder.hpp"

namespace finwait {

struct IndexRange {
  size_t first = 0;
  size_t end = 0;
  size_t size() const { return end - first; }
};

// What the window's top and bottom edges show, a nanosecond generously.
struct TimeRange {
  Time top;
  Time bottom;
};
TimeRange shown_times(const LadderInput& input, const LadderModel& model);

// Spans of a host that have begun and reach into the window; the first begins above it.
IndexRange shown_spans(const LadderInput& input, uint8_t host, const TimeRange& times);
// Marks of a host that have happened, in the window.
IndexRange shown_marks(const LadderInput& input, uint8_t host, const TimeRange& times);
// The part of a sorted list of indices that lies in a range.
IndexRange part_of(const std::vector<uint32_t>& list, const IndexRange& range);

// The end of the row of `height` pixels that t is in; rows lie the same wherever the window is.
Time row_end(const TimeAxis& axis, Time t, double height);

// Indices in RunIndex::fired of the timers whose bracket reaches into the window, not smaller than
// `least` pixels; of many in one row, one.
std::vector<size_t> shown_timers(const LadderInput& input, uint8_t host, const TimeRange& times,
                                 double least);

}  // namespace finwait
