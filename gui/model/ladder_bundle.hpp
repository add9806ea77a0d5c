// Segments that leave together and arrive together: their arrows lie side by side, not on each
// other, so that one sees how many they are and can choose each.
#pragma once

#include "gui/model/ladder.hpp"

namespace finwait {

// Shifts the arrows of each bundle apart and tells them how far it reaches.
void spread_bundles(LadderModel& model, float ui);
// Adds LadderModel::dots.
void place_dots(LadderModel& model);

}  // namespace finwait
