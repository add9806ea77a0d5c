// What a run showed, of a real kernel or of the simulator, reduced to the same words; and how two
// such runs are compared.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "tests/conformance/case_table.hpp"

namespace finwait {

// A segment that a host under test sent. Numbers relative to the connection's ISNs.
struct SeenSegment {
  Time t;
  uint8_t host = 0;
  uint16_t local = 0;   // ports; 0 stands for every ephemeral one
  uint16_t remote = 0;
  WrittenSegment segment;
};

// A call and what came of it.
struct SeenResult {
  uint32_t entry = 0;
  bool returned = false;
  Time called;
  Time at;           // of the return
  std::string text;  // "0", "18", "ECONNRESET", "1 POLLIN,POLLOUT"
};

// The states of all connections and listeners of a host, as lines such as "80-5000 ESTABLISHED",
// sorted. For the simulator: every set of states within the tolerance.
struct SeenStates {
  Time t;
  uint8_t host = 0;
  std::vector<std::string> choices;
  Time began;  // of a kernel: when the look really was
  Time ended;
};

// A packet as it passed a host's device, in either direction.
struct CapturedPacket {
  Time t;
  std::vector<uint8_t> octets;
};

struct Observation {
  std::string failure;  // why nothing could be observed; "" normally
  std::vector<SeenSegment> segments;
  std::vector<SeenResult> results;
  std::vector<SeenStates> states;
  std::array<std::vector<CapturedPacket>, 2> captured;  // of real kernels, by host; in order
};

// A moment at which states are looked at: not before `from`, at `at`, not after `to`.
struct Probe {
  Time from;
  Time at;
  Time to;
};
// Shortly after every event that nothing follows at once, and where the case asks.
std::vector<Probe> probes_of(const Case& c);

// Which hosts are under test.
bool is_real(const Case& c, uint8_t host);
// 0 for an ephemeral port that the case does not mention.
uint16_t shown_port(const Case& c, uint16_t port);

// The differences, one line each; empty when the runs are identical within the tolerance.
std::vector<std::string> differences(const Case& c, const Observation& kernel,
                                     const Observation& simulated);

// The run as lines in order of time, for people.
std::vector<std::string> story(const Case& c, const Observation& seen);

}  // namespace finwait
