// What pictures of a run need in every frame and what changes with the run or the window alone: the
// time axes, and the scrubber's marks.
#pragma once

#include <cstdint>
#include <optional>

#include "gui/model/geometry.hpp"
#include "gui/model/ladder_style.hpp"
#include "gui/model/scrub_marks.hpp"
#include "gui/model/session.hpp"

namespace finwait {

// Made anew only when what they depend on changes. The session must have a run.
class AxisCache {
 public:
  // Of the timeline in a panel.
  const TimeAxis& ladder(const Session& session, const Rect& panel, float ui,
                         const LadderStyle& style = {});
  // The scrubber's: its length is scaled to the scrubber's width.
  const TimeAxis& scrub(const Session& session);
  const ScrubMarks& scrub_marks(const Session& session, float width);

 private:
  struct Key {
    AxisMode mode = AxisMode::Compressed;
    AxisWay way = {};
    double zoom = 0;
    float ui = 0;
    Rect panel;
    uint64_t beside = 0;  // what shares the axis; 0: nothing
    OpenFold fold = {};
    bool operator==(const Key&) const = default;
  };
  void renew(const Session& session);

  uint64_t generation_ = 0;
  Key ladder_key_;
  float marks_width_ = 0;
  std::optional<TimeAxis> ladder_;
  std::optional<TimeAxis> scrub_;
  std::optional<ScrubMarks> marks_;
};

}  // namespace finwait
