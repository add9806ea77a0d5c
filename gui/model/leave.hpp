// Leaving a scenario or the window: the branches that no file holds yet.
#pragma once

#include <string>
#include <vector>

#include "gui/model/session.hpp"

namespace finwait {

// What the question before the window closes can be answered with, in the order of its rows.
enum class LeaveAnswer : uint8_t { SaveAll, CloseAnyway, Stay };
constexpr size_t kLeaveAnswers = 3;

// The branches, of this scenario and of those that were left before, that a change of the past made
// and that would be lost. One that others were made from is in their files: the last ones count. A
// newcomer's single experiment does not.
std::vector<const Branch*> unsaved_branches(const Session& session);
// Their names in one line.
std::string unsaved_names(const Session& session);

}  // namespace finwait
