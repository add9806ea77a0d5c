// The interval that is measured in the timeline: how long it is, between which instants.
#pragma once

#include "gui/model/ladder.hpp"
#include "gui/model/session.hpp"

namespace finwait {

// From the earlier end to the later one; an open end is the cursor. Nullopt while none is measured.
std::optional<Interval> measured_interval(const Session& session);

// Adds LadderInput::measured. Its pill stands between the lifelines where it covers no text; where
// there is no such place, what it covers is left out.
void place_interval(const LadderInput& input, LadderModel& model);

}  // namespace finwait
