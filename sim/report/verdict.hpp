// What became of the expectations, as people and tools read it.
#pragma once

#include <string>
#include <vector>

#include "sim/report/ladder.hpp"
#include "sim/run/expectations.hpp"

namespace finwait {

size_t failures(const std::vector<Outcome>& outcomes);

// "✔ every expectation holds (8)", or each one that failed: what was expected, what was found, and
// the ladder around it.
std::string verdict_text(const Simulation& simulation, const std::vector<Outcome>& outcomes,
                         const LadderOptions& options);

}  // namespace finwait
