// What a fired timer points at.
#pragma once

#include "gui/model/ladder.hpp"

namespace finwait {

// The record of the first segment, or else of the state, that a fired timer caused at once; 0 if it
// did neither.
uint32_t effect_of_timer(const Trace& trace, uint32_t record);

// Adds LadderModel::leaders for its brackets; after the texts, none of which they cross.
void place_leaders(const LadderInput& input, LadderModel& model);

}  // namespace finwait
