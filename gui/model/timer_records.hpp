// TimerRecords: what happened to each timer of each socket, found by searching instead of walking
// through the trace. Part of a RunIndex.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/world/trace.hpp"

namespace finwait {

// From the record that set a timer to the one that fired it; 0 where there is none.
struct TimerSpan {
  uint32_t set = 0;
  uint32_t fired = 0;
  uint32_t ended = 0;  // fired, cleared or set anew
};

class TimerRecords {
 public:
  // A Timer record, in 8 octets.
  struct Item {
    uint32_t key = 0;
    uint32_t sets : 1 = 0;  // sets or restarts the timer
    uint32_t record : 31 = 0;
  };
  static uint32_t key(uint32_t socket, Timer timer);

  TimerRecords() = default;
  // `items` in the order of records, of `sockets` sockets.
  TimerRecords(const std::vector<Item>& items, size_t sockets);
  // The last record up to `limit` that set it; 0 if none did.
  uint32_t last(uint32_t socket, Timer timer, uint32_t limit) const;
  // What a Timer record is part of: one that fired ends it, any other begins it.
  TimerSpan span(const Trace& trace, uint32_t record) const;
  size_t footprint() const {
    return begin_.size() * sizeof(uint32_t) + places_.size() * sizeof(Place);
  }

 private:
  struct Place {
    uint32_t sets : 1 = 0;
    uint32_t record : 31 = 0;
  };
  // Those of a key before and after the last record up to `limit`.
  struct Range {
    size_t first = 0;
    size_t after = 0;
    size_t end = 0;
  };
  Range range(uint32_t key, uint32_t limit) const;

  std::vector<uint32_t> begin_;  // by key
  std::vector<Place> places_;
};

}  // namespace finwait
