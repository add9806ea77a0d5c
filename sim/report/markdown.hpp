// A run as a page of Markdown (CommonMark with GitHub's tables): title, summary, the ladder in a
// code block, calls and results, changes of state with their clauses, where every octet went, the
// expectations, seed and hash.
#pragma once

#include <string>
#include <vector>

#include "sim/report/verdict.hpp"
#include "sim/run/simulation.hpp"

namespace finwait {

// Several may stand in one file.
std::string markdown_text(const Simulation& simulation, const std::vector<Outcome>& outcomes,
                          Language language);

}  // namespace finwait
