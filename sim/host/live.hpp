// A simulated host that real programs talk to: one of the two hosts of a scenario is this machine's
// kernel, in a network namespace of its own that a TUN device joins to the simulated link.
//
// The World stays as it is: deterministic and without a clock. This loop reads the real clock,
// lets the World step up to now, and appends every packet that the kernel sends, and every change
// of state that it shows, to the scenario as an `inject` entry. So the recorded scenario replays
// the run without a kernel, with the same hash.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/result.hpp"
#include "sim/host/namespace.hpp"
#include "sim/host/program.hpp"
#include "sim/run/scenario.hpp"
#include "sim/world/trace.hpp"

namespace finwait {

// Makes a scenario ready: `kernel` names the host that is the real kernel; "" means the one with
// profile "kernel", else the one that connects. Calls of that host go, since real programs make
// them. Expectations stay where the file itself says "kernel"; else they were written for two
// simulated hosts and go, too. Returns how many went.
Result<size_t> give_to_kernel(Scenario& scenario, const std::string& kernel);

// How many entries of the simulated host wait for a result of the kernel's calls: nobody here sees
// those. Triggers on the kernel's states and segments work.
size_t waiting_in_vain(const Scenario& scenario);

// The index of the host that is outside; give_to_kernel has made sure that there is one.
uint8_t kernel_host(const Scenario& scenario);

// "10.0.0.2", or "10.0.0.2:8080" where the simulated host listens on another port than 80.
std::string where_it_listens(const Script& script, uint8_t host);

// What starts a program beside a run: "nsenter --net=... curl http://10.0.0.2/". The namespace is
// the calling thread's.
std::string entering_command(const Script& script, uint8_t kernel);

struct LiveOptions {
  Scenario scenario;  // from give_to_kernel
  // The program to run inside; the run ends with it. Empty: until Ctrl-C, `until`, or until the
  // simulated host has nothing left to do.
  std::vector<std::string> program;
  Program::Output program_output = Program::Output::Own;
  // Instead of a program, a function on a thread of its own (tests). It may open sockets in the
  // namespace; the clock starts when it is called.
  std::function<void(const Namespace&)> player;
  // Called when everything is ready, before the clock starts.
  std::function<void()> ready;
  // Called with each record of the trace, soon after it happened.
  std::function<void(const Trace&, const Script&, const Record&)> watch;
  // Called every 5 ms at least: all until `now` has happened, after so many steps. The script's
  // timeline only grows: with `until` = now it replays the run so far.
  std::function<void(const Script&, Time now, uint64_t steps)> grown;
  // Asked as often; true ends the run as Ctrl-C does.
  std::function<bool()> stop;
};

struct LiveResult {
  // With every packet and state of the kernel. `until` is the end, unless only TIME_WAIT was left:
  // that runs on to its end here, without a clock.
  Scenario recorded;
  uint64_t hash = 0;        // of the live run
  std::optional<int> exit_code;  // of the program
  bool stopped_program = false;  // it was asked to end, as nothing was left to do
  bool interrupted = false;
  uint64_t packets_in = 0;  // TCP packets that the kernel sent
  uint64_t packets_out = 0;
  uint64_t ignored = 0;     // packets that were no TCP over IPv4
};

// Runs until it is over. An error says why it cannot be done on this machine. The calling thread is
// in the namespace afterwards; namespace and device go away with the run.
Result<LiveResult> run_live(LiveOptions options);

}  // namespace finwait
