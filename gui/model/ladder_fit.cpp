#include "gui/model/ladder_fit.hpp"

#include <algorithm>
#include <cmath>

#include "gui/model/lab_runs.hpp"
#include "gui/model/ladder.hpp"
#include "gui/model/ladder_interval.hpp"

namespace finwait {
namespace {

constexpr double kFill = 0.84;      // of the window, by what is measured
constexpr double kLeastZoom = 1e-12;
constexpr int kHalvings = 60;

class FitMaker {
 public:
  FitMaker(const Session& session, const LadderPlace& place) : s_(session), place_(place) {
    if (s_.lab.open) {
      flight_ = usual_flight(s_.lab.runs->runs.front());
      instants_ = std::make_shared<const Instants>(s_.lab.runs->events, flight_ * kSilence);
    } else {
      mode_ = s_.axis;
      flight_ = usual_flight(*s_.run);
      instants_ = s_.beside ? s_.beside->instants : s_.run->index.instants;
    }
  }

  LadderFit make() const {
    const auto measured = measured_interval(s_);
    if (!measured || measured->from == measured->to) {
      const double room = place_.height - kLadderFoot * place_.ui;
      return {zoom_of({instants_->start(), instants_->end()}, room), {}, {}};
    }
    const double above = place_.height * (1 - kFill) / 2;
    if (const Silence* silence = silence_of(*measured))
      return {1, Anchor{silence->from, above}, silence->from};
    return {zoom_of(*measured, place_.height * kFill), Anchor{measured->from, above}, {}};
  }

 private:
  TimeAxis axis(double zoom) const {
    TimeAxis::Shape shape =
        ladder_axis_shape(mode_, flight_, zoom, place_.height, place_.ui, place_.min_stretch);
    shape.whole_stretch = place_.whole_stretch;
    return TimeAxis::of(instants_, shape);
  }

  // No scale shows more of a folded silence.
  const Silence* silence_of(const Interval& i) const {
    if (mode_ != AxisMode::Compressed || s_.lab.open) return nullptr;
    const Silence* silence = instants_->silence_at(i.from);
    return silence != nullptr && i.to <= silence->to ? silence : nullptr;
  }

  // The higher the scale, the more pixels an interval has.
  double zoom_of(const Interval& i, double room) const {
    double low = std::log(kLeastZoom);
    double high = std::log(axis(1).finer());
    for (int step = 0; step < kHalvings; ++step) {
      const double middle = (low + high) / 2;
      const TimeAxis there = axis(std::exp(middle));
      (there.y(i.to) - there.y(i.from) > room ? high : low) = middle;
    }
    const double zoom = std::exp(low);
    return std::abs(zoom - 1) < 1e-6 ? 1 : zoom;
  }

  const Session& s_;
  const LadderPlace& place_;
  AxisMode mode_ = AxisMode::Compressed;
  Duration flight_;
  std::shared_ptr<const Instants> instants_;
};

}  // namespace

std::optional<LadderFit> make_ladder_fit(const Session& session, const LadderPlace& place) {
  if (!session.run || place.height <= 0) return std::nullopt;
  if (session.lab.open && !session.lab.runs) return std::nullopt;
  return FitMaker(session, place).make();
}

}  // namespace finwait
