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

// Lines without their newlines.
std::vector<std::string> lines_of(std::string_view text);

}  // namespace finwait
