// What a window onto the timeline shows, and the interval that is measured in it.
#pragma once

#include <optional>

#include "gui/model/time_axis.hpp"

namespace finwait {

// Of a silence that is drawn in more than its folded height: which, and how far it is open.
struct OpenFold {
  std::optional<Time> silence;  // its start, or any instant in it
  double part = 1;              // 0: folded; 1: in full height
  bool operator==(const OpenFold&) const = default;
};

// What was shown when a view changed: the picture goes on from there (see view_ease.hpp).
struct ViewEase {
  double since = 0;  // on the session's clock
  double zoom = 1;
  Anchor here;  // an instant, and where in the window it was
  OpenFold fold;
};

// Another time axis: the picture goes on from the one before.
struct AxisChange {
  double since = 0;  // on the session's clock
  AxisMode from = AxisMode::Compressed;
};
// Between two axes; part 1: at the second.
struct AxisWay {
  AxisMode from = AxisMode::Compressed;
  double part = 1;
  bool operator==(const AxisWay&) const = default;
};

// Scale and place of a timeline.
struct LadderView {
  double zoom = 1;
  bool follow = true;  // it scrolls with the cursor
  double scroll = 0;   // pixels of the run above the window, while it does not follow
  std::optional<Anchor> anchor;  // tells better than `scroll`, after zooming
  std::optional<ViewEase> ease;  // where the picture comes from
};

// Of a window: the scale at which something fits into it, and where that begins.
struct LadderFit {
  double zoom = 1;
  std::optional<Anchor> top;   // none: the whole run
  std::optional<Time> unfold;  // a silence that has to be drawn in full height
};

// How the picture stands between two places.
struct LadderEase {
  Anchor here;       // in the place that it comes from
  double come = 1;   // 0: all there; 1: all in the view's own place
  double scale = 1;  // the scale that is shown, to the view's own
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
