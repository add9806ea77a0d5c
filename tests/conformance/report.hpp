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

// What was seen of a kernel before there was this program, and the cases that show it.
struct ObservedCase {
  std::string name;                // "closing: close with unread data"
  std::vector<std::string> facts;  // lines of its run, in order: "0.100 > R. 1:1(0) ack 101"
};
struct ObservedRow {
  std::string text;
  std::vector<ObservedCase> cases;
};
// A table of such rows: "ROW", then its cases, each on a line that begins with two spaces, then
// what was observed, on lines that begin with four; # is a comment. A case that is not there is
// an error.
Result<std::vector<ObservedRow>> read_observed_rows(std::string_view text, const std::string& file,
                                                    const std::vector<Case>& cases);

// Whether a case has the name, or is one of several states of it.
bool is_named(const Case& c, const std::string& name);

// Markdown. Times are the simulator's, so that the page changes only when behaviour does.
std::string report_page(const std::vector<Case>& cases, const std::vector<Verdict>& verdicts,
                        const std::vector<ObservedRow>& rows, const std::string& kernel);

}  // namespace finwait
