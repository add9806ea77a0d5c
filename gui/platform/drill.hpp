// A packetdrill script as a scenario that a window can play.
#pragma once

#include <string>

#include "sim/base/result.hpp"

namespace finwait {

// The scenario file's text: what the script injects and calls, at the times at which it did. That
// the script fails does not hinder; what cannot be simulated at all is an error.
Result<std::string> drill_scenario(const std::string& text, const std::string& name);

}  // namespace finwait
