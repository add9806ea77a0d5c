// Two runs side by side: `finwait diff`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/report/ladder.hpp"

namespace finwait {

// One thing that happened, as one line of text: "server  FIN,ACK 101 ack 20".
struct StoryLine {
  Time t;
  uint32_t record = 0;
  std::string text;

  bool operator==(const StoryLine& o) const { return t == o.t && text == o.text; }
};

// Calls, results, segments, drops, state changes and fired timers, in order.
std::vector<StoryLine> story_of(const Simulation& simulation);

// Index of the first line in which two stories differ; nullopt when they are the same.
std::optional<size_t> first_divergence(const std::vector<StoryLine>& a,
                                       const std::vector<StoryLine>& b);

// The first divergence with what led to it, then the ladders: side by side where the width allows
// for both, else one after the other. `same` says whether the runs were equal.
struct Comparison {
  bool same = true;
  std::string text;
};
Comparison compare_runs(const Simulation& a, const Simulation& b, const LadderOptions& options);

}  // namespace finwait
