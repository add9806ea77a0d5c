// Which trips a window of the timeline shows. A few are drawn one by one; of many, those of one
// host that lie within some pixels of each other are drawn as one, and only what is rare among
// them (a reset, a loss) by itself.
#pragma once

#include <cstdint>
#include <vector>

#include "gui/model/run_index.hpp"
#include "gui/model/time_axis.hpp"

namespace finwait {

// A window of time onto a run.
struct TripWindow {
  Time top;
  Time bottom;                // what is sent later is not shown
  uint32_t record_limit = 0;  // nor what was sent by a later record
  float width = 0;            // pixels from lifeline to lifeline
};

// Trips of one host, sent within some pixels: indices in RunIndex::trips.
struct TripFold {
  uint8_t host = 0;
  uint32_t first = 0;
  uint32_t last = 0;
  uint32_t count = 0;
};

struct VisibleTrips {
  std::vector<uint32_t> single;  // ascending
  std::vector<TripFold> folds;   // in the order of sending, of each host
  bool folded = false;           // there were many
  double pitch = 0;              // how far two of them may be apart at the lifeline to be one
};

// More than this in a window are folded.
constexpr size_t kMostSingleTrips = 400;

VisibleTrips find_visible_trips(const RunIndex& index, const Trace& trace, const TimeAxis& axis,
                                const TripWindow& window);

}  // namespace finwait
