// The state machine as a DOT graph for Graphviz: the edges of RFC 9293 Figure 5 and those that the
// run took beside them. Visited states are filled, taken edges are thick, coloured by the state
// that they lead to, and say how often each host went that way.
#pragma once

#include <string>

#include "sim/run/simulation.hpp"

namespace finwait {

// One digraph; several may stand in one file.
std::string machine_dot(const Simulation& simulation, Language language);

}  // namespace finwait
