// The TCP segment in a captured frame: Ethernet with VLAN tags, Linux cooked, loopback, raw; IPv4
// with options, IPv6 with extension headers; cut-off frames as far as the TCP header is there.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "sim/run/capture_file.hpp"
#include "sim/wire/segment.hpp"

namespace finwait {

// An end of a connection. IPv4 addresses stand in the last four octets.
struct CaptureEnd {
  std::array<uint8_t, 16> address{};
  uint16_t port = 0;
  bool ipv6 = false;

  bool operator==(const CaptureEnd&) const = default;
};
// "10.0.0.1:80", "[2001:db8::1]:80".
std::string capture_end_text(const CaptureEnd& end);

struct CapturedSegment {
  CaptureEnd from;
  CaptureEnd to;
  Segment segment;    // segment.text is not used
  uint32_t text = 0;  // octets, also those that were not captured
  bool sack = false;  // SACK blocks were there
  bool options_right = true;
};

enum class FrameKind : uint8_t {
  Tcp,
  Other,        // no TCP
  Fragment,     // of a TCP segment: not put together
  Cut,          // within a header
  Malformed,    // lengths that contradict each other
  UnknownLink,  // a link layer that is not read
};
FrameKind decode_frame(const CapturedFrame& frame, CapturedSegment& out);

}  // namespace finwait
