// JSON Schemas (draft 7, which editors know) of scenario files and of the lines of `--format
// jsonl`. The words in them (calls, states, settings, ...) are those that the reader knows. Schemas
// say what a file may hold; what belongs together (which argument goes with which call) the reader
// checks.
#pragma once

#include <string>

namespace finwait {

// assets/scenario.schema.json.
std::string scenario_schema();

// assets/trace.schema.json: of one line.
std::string trace_schema();

}  // namespace finwait
