// From words on the command line to scenarios: files, standard input, names of built-in ones.
#pragma once

#include <string>
#include <vector>

#include "sim/cli/arguments.hpp"
#include "sim/run/scenario.hpp"

namespace finwait {

// The text of a scenario, and what error messages call it.
struct SourceText {
  std::string name;
  std::string text;
};

// Finds `source`: "-" is standard input; a word with '/' or '.' is a file; any other is a built-in
// scenario, else a file.
Result<SourceText> load_text(const std::string& source);
// The same, read.
Result<Scenario> load_scenario(const std::string& source, const std::vector<Override>& overrides);

// Loads all; says on standard error what is wrong with each that cannot be read. Then the result
// is shorter than `sources`.
std::vector<Scenario> load_all(const Arguments& arguments);

}  // namespace finwait
