// Shrinking: from a scenario that shows something to a small one that still does.
#pragma once

#include <functional>

#include "sim/run/scenario.hpp"

namespace finwait {

// Leaves out timeline entries, fault rules, settings and properties of the links, one after the
// other and as many at once as possible, while `shows` stays true. `shows(scenario)` must be true
// at the start.
Scenario shrink(Scenario scenario, const std::function<bool(const Scenario&)>& shows);

}  // namespace finwait
