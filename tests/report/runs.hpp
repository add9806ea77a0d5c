// Finished runs of built-in scenarios, for tests of what is made from them.
#pragma once

#include <string>
#include <string_view>

#include "sim/run/simulation.hpp"

namespace finwait {

// The built-in scenario `name` with overrides, run to its end; fails the test if it cannot be read.
Simulation run_builtin(std::string_view name, const std::vector<Override>& overrides = {});

// A scenario from text, run to its end.
Simulation run_text(std::string_view toml);

// Compares with tests/golden/NAME. After a wanted change run the test with FINWAIT_UPDATE_GOLDEN=1
// in the environment: it writes the file anew.
void check_golden(const std::string& name, const std::string& text);

// Lines without their newlines.
std::vector<std::string> lines_of(std::string_view text);

}  // namespace finwait
