// Comparing what was sent with lines in packetdrill's notation.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/run/scenario.hpp"
#include "sim/world/trace.hpp"

namespace finwait {

// The first difference.
struct SegmentMismatch {
  bool ok = true;
  std::string expected;  // "4th segment: client > F. 1:1(0) ack 1"
  std::string found;     // "server > . 1:1(0) ack 2", "no more segments"
  uint32_t record = 0;   // id of the Sent record that differs, or of the last one
};

// All Sent records in their order against the lines; "..." stands for any number of them.
SegmentMismatch match_segments(const Trace& trace, const Script& script,
                               const std::vector<Expectation::Line>& lines);

// Whom a segment comes from: a host's name, or an address.
std::string sender_name(const Script& script, const Packet& packet);

// "client > S 0:0(0)" as expectations write it, with window and options where asked for.
std::string sent_text(const Script& script, const Packet& packet, bool with_window,
                      bool with_options);

}  // namespace finwait
