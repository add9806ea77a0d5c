// Two branches side by side: where their runs part, and what differs from then on.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gui/model/run_index.hpp"
#include "gui/model/story.hpp"
#include "sim/run/simulation.hpp"

namespace finwait {

// What one of two runs does that the other does not.
struct Differing {
  std::vector<bool> trips;                 // by RunIndex::trips
  std::array<std::vector<bool>, 2> spans;  // by host, as RunIndex::spans
  uint32_t record = 0;                     // the first differing thing; 0: nothing more happens
};

struct Divergence {
  bool same = true;
  Time at;                        // the first difference
  std::array<Differing, 2> side;  // of the branch that is shown, and of the other
};

// Calls, results, segments, losses, states and fired timers are compared, in their order.
Divergence make_divergence(const Simulation& shown, const RunIndex& shown_index,
                           const Simulation& other, const RunIndex& other_index);

// The segment of `theirs` that is sent when, by whom and as what a segment of `mine` is.
std::optional<uint32_t> twin_of(const Trace& mine, uint32_t packet, const Trace& theirs);

// A record in a few words: "A: close()", "B: FIN,ACK 101", "A: FIN_WAIT_1 -> TIME_WAIT".
std::string record_words(const Source& source, const Record& record);

}  // namespace finwait
