// The ladder as printed in a terminal: time at the left, the two ends as lifelines, an arrow per
// segment, calls and states at the end they belong to, silences folded.
//
//       time              client (linux)                        server (linux)
//      0.300  shutdown(WR) → 0 ┃                                       ┃
//                   FIN_WAIT_1 ●───────────── FIN,ACK 19 ack 1 ───────▶┃
//      0.340                   ┃◀──────────── ACK 1 ack 20 ────────────● CLOSE_WAIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/report/painted_line.hpp"
#include "sim/run/simulation.hpp"

namespace finwait {

struct LadderOptions {
  int width = 80;  // columns; at least 40 and at most 120 are used
  ColourMode colour = ColourMode::None;
  Language language = Language::En;
};
constexpr int kNarrowestLadder = 40;
constexpr int kWidestLadder = 120;

// One line of a drawn ladder. `t` and `record` say which part of the trace it belongs to.
struct LadderLine {
  Time t;
  uint32_t record = 0;
  std::string text;  // without newline
};

// Title, summary, a lesson's claim, and network, one line each, broken where they are too long.
std::string ladder_heading(const Scenario& scenario, const LadderOptions& options);

// The names above the lifelines.
std::string ladder_head(const Scenario& scenario, const Trace& trace, const LadderOptions& options);

// The rows alone.
std::vector<LadderLine> ladder_lines(const Script& script, const Trace& trace,
                                     const LadderOptions& options);

// Why and when the run ended, what became of the bytes, calls that still wait, the hash.
std::string ladder_ending(const Simulation& simulation, const LadderOptions& options);

// All of it.
std::string ladder_text(const Simulation& simulation, const LadderOptions& options);

}  // namespace finwait
