// IPv4 packets with a TCP segment inside: from and to octets, with checksums.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "sim/wire/segment.hpp"
#include "sim/world/script.hpp"

namespace finwait {

// A packet as it was read: the segment (its payload position is not known) and its octets of text.
struct TunPacket {
  Address from;
  Address to;
  Segment segment;
  std::vector<uint8_t> text;
};

// nullopt for anything but a whole, unfragmented IPv4 packet with TCP in it.
std::optional<TunPacket> read_packet(std::span<const uint8_t> octets);

// The octets of `segment`; `text` is cut or filled with zeros to segment.text octets.
std::vector<uint8_t> write_packet(Address from, Address to, const Segment& segment,
                                  std::string_view text);

// An ICMP error message about `packet`, an IPv4 packet with at least its header, sent back to where
// that came from.
std::vector<uint8_t> write_icmp(uint32_t from, uint8_t type, uint8_t code,
                                std::span<const uint8_t> packet);

}  // namespace finwait
