// TimeAxis: how simulated time becomes pixels. Compressed draws what happens to scale and each
// silence as a short labelled break; linear is to scale throughout; per event gives every instant
// at which something happens the same room.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/base/time.hpp"

namespace finwait {

enum class AxisMode : uint8_t { Compressed, Linear, PerEvent };
constexpr int kAxisModes = 3;
constexpr int64_t kSilence = 8;  // usual flights without an event that are folded

class TimeAxis {
 public:
  struct Shape {
    AxisMode mode = AxisMode::Compressed;
    Duration typical{};      // a usual flight; silences longer than a few of them are folded
    double typical_px = 60;  // its height where time is to scale
    double break_px = 44;
    double event_px = 30;  // per event
    double room = 0;       // compressed and linear stretch to fill this when they are shorter
    double max_stretch = 1.6;
  };
  // `events`: sorted instants at which something happens, the run's start and end included.
  TimeAxis(const std::vector<Time>& events, const Shape& shape);

  // Distance from the start in pixels; instants outside the run continue at the same scale.
  double y(Time t) const;
  Time time(double y) const;
  double length() const { return knots_.back().y; }

  struct Break {
    Time from;
    Time to;
    double y0;
    double y1;
  };
  const std::vector<Break>& breaks() const { return breaks_; }
  // The break that holds t, or null.
  const Break* break_at(Time t) const;

 private:
  struct Knot {
    Time t;
    double y;
  };
  bool is_silence(Duration gap) const;
  void build(const std::vector<Time>& events, double px_per_ns);
  double linear_length(const std::vector<Time>& events, double* breaks_px) const;
  void add_gap(Time from, Time to, double px_per_ns);

  Shape shape_;
  std::vector<Knot> knots_;
  std::vector<Break> breaks_;
};

}  // namespace finwait
