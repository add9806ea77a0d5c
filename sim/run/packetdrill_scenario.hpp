// A packetdrill script that was played as a scenario that replays it: the endpoint is a host, the
// other one has the profile "script": segments are put on the wire in its name.
#pragma once

#include "sim/run/packetdrill_run.hpp"

namespace finwait {

// What the calls returned, the segments and the states become expectations. Of a run that passed.
// Err: no scenario does the same, because the script changes settings while it runs.
Result<Scenario> packetdrill_scenario(const DrillRun& run, const std::string& title);

}  // namespace finwait
