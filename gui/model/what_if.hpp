// What if: the one change that makes the point of the event under the cursor. A segment that
// arrived might have been lost, one that was lost might have arrived, a timer or a call might not
// have been, and TIME_WAIT might not have waited for the FIN that came again.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gui/model/session.hpp"

namespace finwait {

struct WhatIf {
  std::string text;
  std::vector<Command> commands;  // that make it a branch
};

// Nothing where the event has no such change, or while something is selected: then it is told what
// can be done to that.
std::optional<WhatIf> what_if(const Session& session);

}  // namespace finwait
