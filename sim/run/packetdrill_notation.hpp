// TCP options, poll events and ICMP messages as packetdrill writes them. Scripts that are played
// and scripts that are written share it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/run/packetdrill_script.hpp"
#include "sim/tcp/profile.hpp"

namespace finwait {

// The options of a segment in the order in which a system puts them on the wire, with its padding.
// The numbers of SACK blocks count from `base`.
std::vector<DrillOption> drill_options(const Options& options, ProfileName system, uint32_t base);

// Their octets on the wire, filled up with NOPs to a multiple of 4.
std::string drill_option_octets(const std::vector<DrillOption>& options);

// "<mss 1460,nop,wscale 7>"; "<>" for none.
std::string drill_options_text(const std::vector<DrillOption>& options);

// "POLLIN|POLLRDHUP"; "0" for none.
std::string drill_poll_words(uint8_t events);

// "icmp unreachable host_unreachable"; and what type and code stand for: false if nobody knows.
std::string drill_icmp_text(IcmpKind kind);
bool parse_drill_icmp(std::string_view type, std::string_view code, DrillIcmp& out);

}  // namespace finwait
