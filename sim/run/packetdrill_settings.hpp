// What surrounds a packetdrill script: its --flags, and the settings of the system that it makes
// by shell commands. Commands are understood, not run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/run/packetdrill_run.hpp"

namespace finwait {

// The script's --flags.
struct DrillFlags {
  Duration tolerance = milliseconds(4);
  int64_t tolerance_percent = 0;
  int64_t timestamp_tick_us = 0;  // 0: TSval is not compared
  bool strict_segments = false;
  bool scaled_echo = false;  // --tcp_ts_ecr_scaled
  bool ipv6 = false;
  uint16_t bind_port = 8080;
  uint16_t connect_port = 8080;
  Address local{0xc0a80001, 0};   // 192.168.0.1
  Address remote{0xc0000201, 0};  // 192.0.2.1
  uint32_t mtu = 1500;
};

// Err: a flag's value makes no sense. Flags about packetdrill itself are noted, those that nobody
// knows are skipped: who knows what the script means by them.
Result<DrillFlags> drill_flags(const DrillScript& script, DrillRun& run);

// "sockstat | grep -c TIME_WAIT | grep 1": so many connections are in that state.
struct DrillCount {
  State state = State::Closed;
  int64_t expected = 0;
};

// What a command means here.
struct DrillCommand {
  std::vector<std::string> ignored;  // of no effect on a simulated endpoint
  std::vector<std::string> unknown;  // not understood: not supported
  std::vector<DrillCount> counts;
  Duration sleep;
};

// Applies what a command sets to the profile.
DrillCommand drill_command(std::string_view text, Profile& profile);

// The profile of a system as a packetdrill script meets it: options are offered as that system
// does, SACK included. Err: a setting that makes no sense.
Result<Profile> drill_profile(const DrillOptions& options);

// FreeBSD rounds a connection's receive buffer up to whole segments; other systems do not.
void round_buffer(Profile& profile);
uint32_t whole_segments(uint32_t octets, uint32_t mss);

}  // namespace finwait
