// A comparison of systems in four forms. The first system is the reference: what differs from it
// is marked with "≠" and names the rule behind it.
#pragma once

#include <string>

#include "sim/report/compared_runs.hpp"
#include "sim/report/painted_line.hpp"

namespace finwait {

struct CompareOptions {
  int width = 80;  // columns; never more are used
  ColourMode colour = ColourMode::None;
};

// For a terminal: one column per system, or one line per system where there is no room for columns.
std::string compare_text(const ComparedRuns& runs, const CompareOptions& options);

std::string compare_markdown(const ComparedRuns& runs);

// One object: file, title, systems, differences, rows.
std::string compare_json(const ComparedRuns& runs);

// One page that needs no other file.
std::string compare_html(const ComparedRuns& runs);

}  // namespace finwait
