// A host that a script plays: it injects segments, takes what comes, and answers nothing by itself.
#pragma once

#include <cstdint>

#include "sim/world/trace.hpp"

namespace finwait {

// Makes of a run's trace, in which `host` is powered off and its segments are forged, what a
// ladder can draw: the host received what was sent to it, and its segments are its own.
void show_scripted_peer(Trace& trace, uint8_t host);

}  // namespace finwait
