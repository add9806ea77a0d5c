// The scale at which the whole run, or what is measured, fits into the timeline.
#pragma once

#include <optional>

#include "gui/model/session.hpp"

namespace finwait {

// Where a timeline was drawn: the height of its body, the pixels of a design unit, and how far its
// scale shrinks by itself.
struct LadderPlace {
  float height = 0;
  float ui = 1;
  double min_stretch = 1;
  double whole_stretch = 1;
};

// What is measured, if something is, else the whole run; of the timelines of the close lab while it
// is open. nullopt without a run.
std::optional<LadderFit> make_ladder_fit(const Session& session, const LadderPlace& place);

}  // namespace finwait
