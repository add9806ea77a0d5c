// The page of the documentation that shows every case.
#pragma once

#include <string>
#include <vector>

#include "tests/conformance/observation.hpp"

namespace finwait {

struct Verdict {
  Observation kernel;
  Observation simulated;
  std::vector<std::string> differences;
  int attempts = 0;

  bool identical() const { return differences.empty(); }
};

// Counts of what counts.
struct Tally {
  size_t cases = 0;
  size_t identical = 0;
  size_t explained = 0;
  size_t unexplained = 0;
  size_t uncounted = 0;
};
Tally tally(const std::vector<Case>& cases, const std::vector<Verdict>& verdicts);

// The run as a cell of the page's tables.
std::string run_cell(const Case& c, const Observation& simulated);

// Markdown. Times are the simulator's, so that the page changes only when behaviour does.
std::string report_page(const std::vector<Case>& cases, const std::vector<Verdict>& verdicts,
                        const std::string& kernel);

}  // namespace finwait
