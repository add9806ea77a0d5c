// A link to the exact moment: the words of a command line that opens the window again at this
// branch, instant and selection.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gui/model/session.hpp"

namespace finwait {

struct MomentLink {
  size_t branch = 0;  // that it leads to
  // What opens the scenario and makes the branch from it: "lost-last-ack", "--drop", "12". None
  // where only a file of the branch can: after changes of calls or timers, and of a live run.
  std::optional<std::vector<std::string>> origin;
  std::vector<std::string> moment;  // "--at", "540ms", "--select", "12"
};

// Of a session with a run. Two branches that stand side by side both come back if one was made from
// the other by a change of a segment; else the one that the selection is in comes alone.
MomentLink link_of(const Session& session);

// As a shell reads it: what it would take for its own is quoted.
std::string shell_line(const std::vector<std::string>& words);

}  // namespace finwait
