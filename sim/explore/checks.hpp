// Checks: what must be true of every run, whatever the scenario. Apart from the code that they
// judge: they read the trace, the World's public state and the ledger.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/run/simulation.hpp"

namespace finwait {

// Something that must never happen.
struct Violation {
  uint32_t record = 0;  // id of the trace record where it shows; 0: the end of the run
  std::string text;
};

// What the trace alone can tell: states change only along kTransitions; no RST answers a RST; no
// synchronized state answers an unacceptable segment with a RST; a host that is down sends
// nothing; one SYN and one FIN per incarnation and direction, text where its numbers say; nothing
// is sent past the window that the peer advertised; the right window edge never moves left.
std::vector<Violation> check_trace(const Trace& trace, const Script& script);

// What must hold when nothing can happen any more: every connection is closed or in a state that
// the RFC allows for ever, no call waits for something that is there.
std::vector<Violation> check_quiet(const World& world);

// Every octet is accounted for: what was taken from writers is read, or a rule that may lose data
// ended one of the connection's sides.
std::vector<Violation> check_ledger(const World& world, const Trace& trace);

// Where nothing was lost, reset, crashed or given up, everything that was written is read.
std::vector<Violation> check_calm(const World& world, const Trace& trace);

struct CheckedRun {
  EndReason end = EndReason::Running;
  uint64_t steps = 0;
  uint64_t packets = 0;
  uint64_t hash = 0;
  std::vector<Violation> violations;
};

// Runs a scenario to its end. After every step the World's own invariants are asserted and the
// ledger may only grow; then the checks above.
CheckedRun run_checked(const Scenario& scenario);

}  // namespace finwait
