// The run's segments in packetdrill's notation, one a line:
//
//     0.000000 client > S 0:0(0) win 65535 <mss 1460>
//     0.040000 server > S. 0:0(0) ack 1 win 65535 <mss 1460>
//     0.540000 client > . 20:20(0) ack 102 win 65535 // lost (fault)
//
// Time in seconds when the segment was sent, who sent it (a host, or a stranger's address), flags
// and relative numbers as packetdrill writes them, the window as it stands on the wire, options.
// A comment says what a script would not: lost, retransmission, forged, how many copies arrived,
// and which ports where there are several connections. The line without time, window and options
// is what `segments` of a scenario's `expect` compares.
#pragma once

#include <string>

#include "sim/run/simulation.hpp"

namespace finwait {

std::string packetdrill_text(const Simulation& simulation);

}  // namespace finwait
