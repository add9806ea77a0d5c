// The transport bar: buttons, speed on a logarithmic slider, and the scrubber with a tick for every
// segment and the states of both lifelines below it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "gui/model/geometry.hpp"
#include "gui/model/axis_cache.hpp"

namespace finwait {

enum class TransportButton : uint8_t { ToStart, StepBack, Play, StepForward, ToEnd };
constexpr int kTransportButtons = 5;

struct ScrubTick {
  float x = 0;
  Color color;
  bool lost = false;
  bool reset = false;  // drawn double
};

struct ScrubBand {  // the state of a lifeline
  Rect rect;
  Color color;
};

// A branch as a line in the scrubber, from where it parts from its parent to its end.
struct ScrubTrack {
  size_t branch = 0;
  std::string name;
  Rect row;  // where a click shows it
  float from = 0;
  float to = 0;
  float y = 0;
  float parent_y = 0;  // of the track that it forks from, or of the first row's top
  bool shown = false;
};

struct TransportModel {
  Rect panel;
  std::array<Rect, kTransportButtons> buttons{};
  bool playing = false;
  Rect speed;            // the slider's track
  float speed_knob = 0;  // x
  Rect scrub;            // where a click seeks
  float line_y = 0;
  float knob = 0;  // x of the cursor
  float tick_top = 0;
  float tick_bottom = 0;
  std::vector<ScrubTick> ticks;
  std::vector<ScrubBand> bands;
  std::vector<float> bookmarks;    // x
  std::vector<ScrubTrack> tracks;  // none while there is only one branch
  std::vector<float> folds;        // x of folded silences
  std::vector<Label> labels;
};

TransportModel make_transport_model(const Session& session, AxisCache& axes, const Rect& panel,
                                    const Type& type);

// The track under a height; null above and below them.
const ScrubTrack* track_at(const TransportModel& model, float y);

// The instant under x (`axis` is AxisCache::scrub), and the speed at a slider position.
Time scrub_time(const TransportModel& model, const TimeAxis& axis, float x);
double slider_speed(const Rect& track, float x);

}  // namespace finwait
