// What a scenario expects, judged after its run.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/run/simulation.hpp"

namespace finwait {

// One expectation and what became of it.
struct Outcome {
  int line = 0;    // in the scenario file
  int column = 0;
  bool ok = true;
  std::string what;      // "result of connect by client", "state of server at 0.600"
  std::string expected;  // "TIME_WAIT"
  std::string found;     // the same when it held
  uint32_t near_record = 0;  // id of the record to look at; 0: none
};

// Every expectation in the order of the file: first those of the timeline's entries (`result`,
// `blocks`, `events`, `value`), then those of `expect`. Takes the simulation to its end.
//
// - A result is "pending" while the call has not returned. Every run of a repeated entry counts.
// - The state at a time is that after everything that happened at that very instant. A socket that
//   does not exist yet, or no more, is CLOSED.
// - Without `socket`, the host's only connection is meant; before there is one, its only listener.
// - Segments are all that were sent, forged ones included, in their order. Sequence numbers are
//   compared modulo 2^32, windows and options only where they are written.
// - Bytes are the ledger's totals over all that the host's programs wrote.
std::vector<Outcome> check_expectations(Simulation& simulation);

}  // namespace finwait
