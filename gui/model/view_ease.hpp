// A timeline's view changes at once; the picture follows in a moment, quickly at first and then
// ever more slowly. What is pointed at stays where it is all the way.
#pragma once

#include "gui/model/session.hpp"

namespace finwait {

constexpr double kEaseSeconds = 0.18;

bool is_easing(const LadderView& view, double clock);
// The scale as it is drawn now; later, LadderView::zoom.
double shown_zoom(const LadderView& view, double clock);
struct ShownScale {
  double shown = 1;
  double wanted = 1;
};
ShownScale scale_of(const LadderView& view, double clock);
// The silence that is drawn in more than its folded height now.
OpenFold shown_fold(const Session& session);
// From which time axis the picture comes, and how far it has come to the session's own.
AxisWay shown_axis(const Session& session);
// nullopt when the picture has arrived.
std::optional<LadderEase> ladder_ease(const LadderView& view, double clock);

}  // namespace finwait
