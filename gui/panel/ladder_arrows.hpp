// The arrows of the packet timeline: segments that arrived, are on their way, or are lost.
#pragma once

#include <vector>

#include "gui/model/ladder.hpp"
#include "gui/panel/canvas.hpp"

namespace finwait {

void draw_ladder_arrows(Canvas& canvas, const std::vector<LadderArrow>& arrows);

}  // namespace finwait
