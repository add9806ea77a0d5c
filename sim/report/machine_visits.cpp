#include "sim/report/machine_visits.hpp"

namespace finwait {

MachineVisits machine_visits(const Trace& trace) {
  MachineVisits visits;
  for (const Record& r : trace.records) {
    if (r.kind != RecordKind::State) continue;
    visits.states[static_cast<size_t>(r.from())] = true;
    visits.states[static_cast<size_t>(r.to())] = true;
    for (size_t i = 0; i < kTransitions.size(); ++i)
      if (kTransitions[i].from == r.from() && kTransitions[i].to == r.to())
        ++visits.edges[i][r.host];
  }
  return visits;
}

std::string edge_text(const Transition& edge) {
  if (edge.event.empty()) return {};
  return std::string(edge.event) + (edge.action.empty() ? "" : " / " + std::string(edge.action));
}

}  // namespace finwait
