// TimeAxis: how simulated time becomes pixels. Compressed draws what happens to scale and each
// silence as a short labelled break; linear is to scale throughout; per event gives every instant
// at which something happens the same room. However long the run, an axis is made at once and
// answers in a few steps: it is arithmetic on the run's instants and silences.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "gui/model/instants.hpp"

namespace finwait {

enum class AxisMode : uint8_t { Compressed, Linear, PerEvent };
constexpr int kAxisModes = 3;
constexpr int64_t kSilence = 8;  // usual flights without an event that are folded

// An instant that stays where it is in a window onto an axis, whatever the scale.
struct Anchor {
  Time t;
  double px = 0;  // below the window's top
};

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
    double min_stretch = 1;  // compressed shrinks to this, to fit into it
    double whole_stretch = 1;  // and to this, if then the whole run fits
    std::optional<Time> unfolded = {};  // the silence that holds it is so high:
    double unfolded_px = 0;
  };
  // `events`: sorted instants at which something happens, the run's start and end included.
  TimeAxis(const std::vector<Time>& events, const Shape& shape);
  // The same of a run whose silences are known.
  static TimeAxis of(std::shared_ptr<const Instants> instants, const Shape& shape);

  // On the way from one axis to another of the same instants: 0 the first, 1 the second.
  static TimeAxis between(TimeAxis from, TimeAxis to, double part);

  // Distance from the start in pixels; instants outside the run continue at the same scale.
  double y(Time t) const;
  Time time(double y) const;
  double length() const { return length_; }
  // Whether the scale is smaller than `min_stretch` allows, for the whole run to show.
  bool squeezed() const { return squeezed_; }
  // By which factor the scale may still grow until a nanosecond has some pixels.
  double finer() const;

  struct Break {
    Time from;
    Time to;
    double y0;
    double y1;
    bool unfolded = false;
  };
  size_t break_count() const;
  Break break_number(size_t i) const;
  // The first break that ends below y; break_count() if none does.
  size_t break_below(double y) const;
  // The instant at which something happens nearest to y; none within `reach` pixels, none after
  // `last`: nullopt.
  std::optional<Time> event_near(double y, double reach, Time last) const;
  // The break that holds t.
  std::optional<Break> break_at(Time t) const;

 private:
  TimeAxis(std::shared_ptr<const Instants> instants, const Shape& shape, Duration typical);
  bool silences() const { return shape_.mode == AxisMode::Compressed; }
  void set_scale();
  const TimeAxis& folding() const;
  Time time_on_way(double at) const;
  double break_y(size_t i) const;
  double break_height(size_t i) const;
  double y_per_event(Time t) const;
  Time time_per_event(double y) const;

  std::shared_ptr<const Instants> instants_;
  Shape shape_;
  const Silence* unfolded_ = nullptr;  // of instants_
  struct Way;
  std::shared_ptr<const Way> way_;  // null: at rest
  double px_per_ns_ = 0;
  double length_ = 0;
  bool squeezed_ = false;
};

}  // namespace finwait
