// A run as a packetdrill script for one of its ends: what that end's program called, what it sent
// (expected), what reached it (injected), its states as asserts on tcp_info. The other end is there
// as the wire shows it: what was lost on the way to the end is not injected.
//
// packetdrill tests one connection of one host with one call at a time. What a run has besides
// (other connections, a crash, dup(), a segment from somebody else, ...) is listed in `left_out`
// and stands as a comment in the script.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sim/run/simulation.hpp"

namespace finwait {

struct DrillRequest {
  uint8_t host = 0;
  uint32_t connection = 1;  // conn#N of that host
};

struct WrittenDrill {
  std::string text;
  ProfileName profile = ProfileName::Linux;                   // what plays it: --profile,
  std::vector<std::pair<std::string, std::string>> settings;  // --set NAME=VALUE
  std::vector<std::string> left_out;                          // not in packetdrill's language
};

// Err: there is nothing to test: no such connection, a host without a socket, a kernel outside.
Result<WrittenDrill> write_drill(const Simulation& simulation, const DrillRequest& request);

}  // namespace finwait
