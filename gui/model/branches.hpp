// Editing the past: what a change of one segment makes of a scenario, and a run that becomes a
// scenario file with expectations. The engine is deterministic, so a change leaves everything
// before it as it was.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "gui/model/run_index.hpp"
#include "sim/run/simulation.hpp"

namespace finwait {

enum class PacketEdit : uint8_t { Drop, Delay, Duplicate, Corrupt, Deliver };
constexpr int kPacketEdits = 5;

// Whether the edit would change anything: a segment that a fault took can be delivered, one that
// arrived can be lost. A forged segment is not touched by faults.
bool can_edit(const Simulation& simulation, const RunIndex& index, uint32_t packet,
              PacketEdit edit);

// The scenario with a fault rule, before all others, that hits exactly this segment.
Scenario with_edit(const Simulation& simulation, const RunIndex& index, uint32_t packet,
                   PacketEdit edit);

// When the segment arrived, if that can be moved.
std::optional<Time> movable_arrival(const Simulation& simulation, const RunIndex& index,
                                    uint32_t packet);
// The same with a rule that lets exactly this segment arrive at another time, after it was sent.
Scenario with_arrival(const Simulation& simulation, const RunIndex& index, uint32_t packet,
                      Time at);

// Without what the author expected of the run as it was.
Scenario without_expectations(Scenario scenario);

// The finished run as a scenario: the states that each connection entered, and how the run ended,
// are what it expects.
Scenario recorded(const Simulation& simulation);

}  // namespace finwait
