// Plays a packetdrill script against a simulated endpoint, in virtual time. The script is the peer
// and the program at once: it injects segments and makes calls, and compares what the endpoint
// sends and what the calls return. The rules of the comparison are those of packetdrill:
//
// - an outbound segment must be the next one of the connection under test; its flags (PSH, too),
//   SEQ, ACK, length, urgent pointer, window (where written) and options (kinds in their order, and
//   values; TSval only with --tcp_ts_tick_usecs) are compared, then its time, within the tolerance;
// - consecutive segments in order count as one of the expected length, unless --strict_segments;
// - a relative time counts from when the event before it was over;
// - the local ISN counts as the script writes it; after the SYN numbers are relative;
// - a call returns at once, or, when it blocks (t...t2), at t2 within the tolerance.
//
// What the endpoint sends after the last event does not matter.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/run/packetdrill_script.hpp"
#include "sim/run/scenario.hpp"
#include "sim/world/trace.hpp"

namespace finwait {

struct DrillOptions {
  ProfileName profile = ProfileName::Linux;
  std::vector<std::pair<std::string, std::string>> settings;  // of the profile, after the system's
  std::optional<Duration> tolerance;                          // instead of the script's, or of 4 ms
};

struct DrillRun {
  enum class Verdict : uint8_t {
    Passed,
    Failed,
    Skipped,  // something is not supported, and nothing else went wrong
  };
  Verdict verdict = Verdict::Passed;
  std::string error;               // Failed: "file:line: what was expected, what happened"
  std::vector<DrillNote> skipped;  // not supported
  std::vector<DrillNote> notes;    // left out, of no effect here
  Scenario scenario;               // host 0: the endpoint; host 1: the script
  Trace trace;
  Time end;
};

// Runs the script. Err: a setting or a --flag of the script makes no sense.
Result<DrillRun> run_packetdrill(const DrillScript& script, const DrillOptions& options);

}  // namespace finwait
