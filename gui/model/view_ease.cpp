#include "gui/model/view_ease.hpp"

#include <algorithm>
#include <cmath>

namespace finwait {
namespace {

// How far the picture has come: it starts fast and arrives slowly.
double part_since(double since, double clock) {
  const double time = std::clamp((clock - since) / kEaseSeconds, 0.0, 1.0);
  return 1 - std::pow(1 - time, 3);
}

double part_at(const LadderView& view, double clock) {
  return view.ease ? part_since(view.ease->since, clock) : 1;
}

double between(double a, double b, double part) {
  return a + (b - a) * part;
}

}  // namespace

bool is_easing(const LadderView& view, double clock) {
  return view.ease && clock - view.ease->since < kEaseSeconds;
}

double shown_zoom(const LadderView& view, double clock) {
  if (!is_easing(view, clock)) return view.zoom;
  return view.ease->zoom * std::pow(view.zoom / view.ease->zoom, part_at(view, clock));
}

ShownScale scale_of(const LadderView& view, double clock) {
  return {shown_zoom(view, clock), view.zoom};
}

OpenFold shown_fold(const Session& s) {
  if (!is_easing(s.view, s.clock)) return {s.unfolded, 1};
  const OpenFold& from = s.view.ease->fold;
  const double part = part_at(s.view, s.clock);
  if (!s.unfolded) return {from.silence, between(from.part, 0, part)};
  const bool same = from.silence == s.unfolded;
  return {s.unfolded, between(same ? from.part : 0, 1, part)};
}

AxisWay shown_axis(const Session& s) {
  if (!s.axis_change || s.clock - s.axis_change->since >= kEaseSeconds) return {s.axis, 1};
  return {s.axis_change->from, part_since(s.axis_change->since, s.clock)};
}

std::optional<LadderEase> ladder_ease(const LadderView& view, double clock) {
  if (!is_easing(view, clock)) return std::nullopt;
  const double zoom = shown_zoom(view, clock);
  // In step with what fits into the window: then one instant keeps its place all the way.
  const double from = 1 / view.ease->zoom;
  const double to = 1 / view.zoom;
  const bool same = std::abs(to - from) < 1e-6 * from;
  const double come = same ? part_at(view, clock) : (1 / zoom - from) / (to - from);
  return LadderEase{view.ease->here, come, view.follow ? 1 : zoom / view.zoom};
}

}  // namespace finwait
