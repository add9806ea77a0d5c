// What stands behind an event: the numbers that its rule compared, what would have happened had one
// of them been different, and the chain of causes that led to it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gui/model/story.hpp"
#include "sim/run/near_miss.hpp"

namespace finwait {

// As it was just before a step. Made when the step comes under the cursor.
struct Backstory {
  uint64_t generation = 0;  // of the run
  uint64_t step = 0;        // 0: none
  size_t branch = 0;        // whose run it is
  bool beside = false;      // that one stands beside the one that is shown
  std::optional<Tcb> tcb;   // that the step's first record acts on
  std::vector<NearMiss> near;
};

// Moves the simulation's cursor and puts it back.
Backstory backstory_of_step(Simulation& simulation, uint64_t step);
// Leaves the cursor at the step.
Backstory backstory_on_the_way(Simulation& simulation, uint64_t step);

// "SEG.SEQ = RCV.NXT = 101 · SND.UNA 19 < SEG.ACK = SND.NXT = 20"; "" where nothing was compared.
std::string guard_text(const Source& source, const Backstory& backstory);
// "Had an octet been unread, B would have sent RST,ACK and entered CLOSED.", and what a reset would
// have meant to the other end.
std::string near_miss_text(const Source& source, const NearMiss& miss);

// The records that led to a record, the nearest first: arrivals, calls, fired timers, what happened
// to a host.
std::vector<uint32_t> causes_of(const Trace& trace, uint32_t record);
// The first later record that such a chain leads back to a record of a step; 0: none.
uint32_t effect_of_step(const Trace& trace, uint64_t step);
// "B RTO 780 ms", "A ACK 101", "B close()".
std::string cause_text(const Source& source, uint32_t record);

}  // namespace finwait
