#pragma once

#include "tests/conformance/observation.hpp"

namespace finwait {

// The case on profile `linux` of the simulator.
Observation run_simulated(const Case& c);

}  // namespace finwait
