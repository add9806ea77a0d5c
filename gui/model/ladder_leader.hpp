// What a fired timer points at.
#pragma once

#include "gui/model/ladder.hpp"

namespace finwait {

// The record of the first segment, or else of the state, that a fired timer caused at once; 0 if it
// did neither.
uint32_t effect_of_timer(const Trace& trace, uint32_t record);

// The line of the present, broken where texts stand.
void place_now_line(LadderModel& model, float ui);
// The same with the lines of silences.
void break_silences(LadderModel& model, float ui);
// Adds LadderModel::leaders for its brackets; after the texts, none of which they cross.
void place_leaders(const LadderInput& input, LadderModel& model);

}  // namespace finwait
