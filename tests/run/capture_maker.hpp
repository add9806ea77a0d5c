// Captures made from runs, in every form that the reader must know.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/run/capture_packet.hpp"
#include "sim/run/simulation.hpp"

namespace finwait {

struct CaptureForm {
  bool blocks = false;  // pcapng
  bool big_endian = false;
  bool nanoseconds = true;
  LinkLayer link = LinkLayer::Raw;
  int vlan_tags = 0;
  bool ipv6 = false;
  uint32_t snap = 0;       // 0: whole packets
  bool both_ends = false;  // also where each segment arrives, on that host's interface
};

// One IP packet with its TCP segment; the text is zeros.
std::string ip_packet(const Packet& packet, bool ipv6);

// The segments of a run as their senders' interfaces saw them.
std::string capture_of(const Simulation& simulation, const CaptureForm& form = {});

// A capture of these IP packets, a millisecond apart.
std::string capture_of(const std::vector<std::string>& packets, const CaptureForm& form = {});

}  // namespace finwait
