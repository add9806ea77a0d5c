// What a window onto the timeline shows, and the interval that is measured in it.
#pragma once

#include <optional>

#include "gui/model/time_axis.hpp"

namespace finwait {

// Scale and place of a timeline.
struct LadderView {
  double zoom = 1;
  bool follow = true;  // it scrolls with the cursor
  double scroll = 0;   // pixels of the run above the window, while it does not follow
  std::optional<Anchor> anchor;  // tells better than `scroll`, after zooming
};

// An interval that is measured; without an end it reaches to the cursor.
struct Measured {
  Time from;
  std::optional<Time> to;
};

struct Interval {
  Time from;
  Time to;
};

}  // namespace finwait
