// What the scrubber shows of a whole run, pixel by pixel: made once for a run and a width.
#pragma once

#include <cstdint>
#include <vector>

#include "gui/model/run_index.hpp"
#include "gui/model/time_axis.hpp"

namespace finwait {

// Distances from the scrubber's left end, in pixels.
struct ScrubMarks {
  struct Tick {
    float x = 0;
    uint16_t flag = 0;  // a TripFlag: the weightiest in this pixel
  };
  struct Band {
    uint8_t host = 0;
    State state = State::Closed;
    float x0 = 0;
    float x1 = 0;
  };
  std::vector<Tick> ticks;
  std::vector<Band> bands;
  std::vector<float> folds;  // of silences
};

// No segment is left out: each pixel knows the flags of all that were sent in it.
ScrubMarks make_scrub_marks(const RunIndex& index, const TimeAxis& axis, float width);

// Where t lies on the scrubber.
double scrub_x(const TimeAxis& axis, float width, Time t);

}  // namespace finwait
