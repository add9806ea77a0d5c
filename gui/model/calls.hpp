// The socket calls that a person can make by hand: what each would come to, asked of the engine on
// a copy of its world, and the scenario in which it is made.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gui/model/phrases.hpp"
#include "gui/model/run_index.hpp"
#include "sim/run/simulation.hpp"
#include "sim/world/call_answer.hpp"

namespace finwait {

struct OfferedCall {
  Entry entry;         // without a time; its socket by the name below
  std::string socket;  // as a scenario says it: "conn#1"; "": the entry says it all
  std::string name;    // "shutdown(SHUT_WR)"
  std::string sign;    // what a small button says: "SHUT_WR"
  CallAnswer answer;

  // Whether it does what it says, at once or later.
  bool possible() const;
};

// The calls of a host's program on the connection that its lifeline shows, at the simulation's
// cursor. None for a real kernel's host, and none in worlds too large to be copied for a question.
std::vector<OfferedCall> offered_calls(const Simulation& simulation, const RunIndex& index,
                                       uint8_t host);
// The same after everything that happens up to `t`. The cursor is moved and put back.
std::vector<OfferedCall> offered_calls_at(Simulation& simulation, const RunIndex& index,
                                          uint8_t host, Time t);

// When a call made at `now` runs: after everything at that instant, before whatever comes next.
Time instant_after(const Simulation& simulation, const RunIndex& index, Time now);

// How a scenario names a socket: by its name, "conn#2", "listener"; nullopt when it cannot.
std::optional<std::string> socket_reference(const Script& script, const Trace& trace,
                                            uint32_t socket);

// The scenario with one more step at its end, without what was expected of the run as it was.
Scenario with_call(const Scenario& scenario, Entry entry, const std::string& socket, Time at);

// Why the call can or cannot be made: its result, and the rule that decides with its evidence.
std::string call_reason(const Phrases& phrases, const HostConfig& host, const OfferedCall& call);

}  // namespace finwait
