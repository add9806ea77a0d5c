#include "gui/model/axis_cache.hpp"

#include "gui/model/ladder.hpp"
#include "gui/model/view_ease.hpp"

namespace finwait {
namespace {

TimeAxis::Shape scrub_axis_shape(Duration usual_flight) {
  TimeAxis::Shape shape;
  shape.typical = usual_flight;
  shape.typical_px = 30;
  shape.break_px = 40;
  return shape;
}

}  // namespace

void AxisCache::renew(const Session& s) {
  if (generation_ == s.generation) return;
  generation_ = s.generation;
  ladder_.reset();
  marks_.reset();
  scrub_ = TimeAxis::of(s.run->index.instants, scrub_axis_shape(usual_flight(*s.run)));
}

const TimeAxis& AxisCache::ladder(const Session& s, const Rect& panel, float ui,
                                  const LadderStyle& style) {
  renew(s);
  const Key key{s.axis, shown_axis(s), shown_zoom(s.view, s.clock), ui, panel,
                s.beside ? s.beside->branch + 1 : 0, shown_fold(s)};
  if (!ladder_ || !(key == ladder_key_)) {
    ladder_key_ = key;
    const auto& instants = s.beside ? s.beside->instants : s.run->index.instants;
    const auto axis = [&](AxisMode mode) {
      TimeAxis::Shape shape =
          ladder_axis_shape(mode, usual_flight(*s.run), key.zoom, panel, ui, style);
      shape.whole_stretch = style.whole_stretch;
      shape.unfolded = key.fold.silence;
      shape.unfolded_px = shape.break_px + key.fold.part * (shape.unfolded_px - shape.break_px);
      return TimeAxis::of(instants, shape);
    };
    ladder_ = axis(key.mode);
    if (key.way.part < 1)
      ladder_ = TimeAxis::between(axis(key.way.from), std::move(*ladder_), key.way.part);
  }
  return *ladder_;
}

const TimeAxis& AxisCache::scrub(const Session& s) {
  renew(s);
  return *scrub_;
}

const ScrubMarks& AxisCache::scrub_marks(const Session& s, float width) {
  renew(s);
  if (!marks_ || marks_width_ != width) {
    marks_width_ = width;
    marks_ = make_scrub_marks(s.run->index, *scrub_, width);
  }
  return *marks_;
}

}  // namespace finwait
