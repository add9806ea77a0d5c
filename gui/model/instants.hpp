// Instants: when something happens in a run, and its silences: what a time axis is made from. Made
// once for a run; every axis of it, at any zoom, only does arithmetic on it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/base/time.hpp"

namespace finwait {

// Two neighbouring instants between which nothing happens for long.
struct Silence {
  Time from;
  Time to;
  int64_t before = 0;  // nanoseconds from the run's start to `from` without earlier silences
};

class Instants {
 public:
  Instants() = default;
  // `times`: ascending. A silence is longer than `threshold`.
  Instants(std::vector<Time> times, Duration threshold);

  bool empty() const { return times_.empty(); }
  const std::vector<Time>& times() const { return times_; }
  const std::vector<Silence>& silences() const { return silences_; }
  Time start() const { return empty() ? Time{} : times_.front(); }
  Time end() const { return empty() ? Time{} : times_.back(); }
  // Nanoseconds outside the silences.
  int64_t active() const { return active_; }
  // How many silences begin at or before t.
  size_t silences_until(Time t) const;
  // The silence that holds t, its beginning included; null if none does.
  const Silence* silence_at(Time t) const;
  // How many instants are at or before t.
  size_t count_until(Time t) const;
  size_t footprint() const;

 private:
  std::vector<Time> times_;  // each once
  std::vector<Silence> silences_;
  int64_t active_ = 0;
};

}  // namespace finwait
