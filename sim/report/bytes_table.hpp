// `finwait bytes`: where every octet of a run is at its end, and what killed those that are lost.
#pragma once

#include <string>

#include "sim/report/painted_line.hpp"
#include "sim/run/simulation.hpp"

namespace finwait {

struct BytesOptions {
  int width = 80;  // columns; never more are used
  ColourMode colour = ColourMode::None;
  Language language = Language::En;
};

// For each direction a table, a strip with one symbol per fate, and for each range that was
// discarded the rule, what killed it, and whether the writer was ever told.
std::string bytes_text(const Simulation& simulation, const BytesOptions& options);

// The same as one JSON object: file, title, end, streams.
std::string bytes_json(const Simulation& simulation, Language language);

}  // namespace finwait
