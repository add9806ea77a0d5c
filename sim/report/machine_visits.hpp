// Which states and edges of the machine a run went through.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "sim/run/simulation.hpp"

namespace finwait {

struct MachineVisits {
  std::array<bool, kStates> states{};
  // How often each host took each edge, in the order of kTransitions.
  std::array<std::array<uint32_t, 2>, kTransitions.size()> edges{};

  bool visited(State s) const { return states[static_cast<size_t>(s)]; }
  bool taken(size_t edge) const { return edges[edge][0] + edges[edge][1] > 0; }
};
MachineVisits machine_visits(const Trace& trace);

// "rcv FIN / ACK"; "" for an edge that Figure 5 does not draw.
std::string edge_text(const Transition& edge);

}  // namespace finwait
