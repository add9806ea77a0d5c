// A run as a pcapng capture that Wireshark opens: one section per run, one interface per host,
// times in nanoseconds since the run's start, raw IPv4.
//
// Comments say what octets cannot: of the section, title, seed and hash; of a packet, the state
// changes, calls and results that belong to it, and what became of it when it was lost. Each
// packet also has its number as epb_packetid, the same at both ends.
#pragma once

#include <string>

#include "sim/report/capture_frames.hpp"

namespace finwait {

struct PcapngOptions {
  std::string_view version;
  CapturePoint point = CapturePoint::Senders;
  Language language = Language::En;  // of the comments
};

// The octets of the file. Those of several runs, one after the other, are a valid file, too.
std::string pcapng_octets(const Simulation& simulation, const PcapngOptions& options);

}  // namespace finwait
