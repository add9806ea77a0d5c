// Segments as the octets of an IPv4 packet, and back: what captures hold. The simulation itself
// never makes octets; only writers and readers of captures do.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sim/base/result.hpp"
#include "sim/wire/segment.hpp"

namespace finwait {

// What an IPv4 packet (RFC 791) that carries a segment says beside the segment. Addresses and
// ports are in host order. No IP options, no fragments.
struct PacketHeader {
  uint32_t source = 0;
  uint32_t destination = 0;
  uint16_t source_port = 0;
  uint16_t destination_port = 0;
  uint16_t identification = 0;
  uint8_t time_to_live = 64;

  constexpr bool operator==(const PacketHeader&) const = default;
};

// The packet: IPv4 header (20 octets, DF), TCP header with the options of the segment in the order
// of Linux (MSS, SACK-permitted, timestamps, window scale; padded with NOPs), text. Both checksums
// are right. A packet of more than 65535 octets says the length 0, as captures of segmentation
// offload do. `text` has segment.text octets; what is missing is sent as zeros.
std::string encode_packet(const PacketHeader& header, const Segment& segment,
                          std::string_view text);
// The same with these octets for the options: a multiple of 4, at most 40.
std::string encode_packet(const PacketHeader& header, const Segment& segment,
                          std::string_view text, std::string_view options);

// The packet with one bit changed on its way, in the last octet of the text or, without text, in
// the TCP checksum: TCP's checksum is wrong afterwards, all else can be read.
void corrupt_packet(std::string& packet);

// The Internet checksum (RFC 1071): the ones' complement of the ones' complement sum of 16-bit
// words. 0 over octets that contain their own right checksum. `sum` starts the sum (a pseudo
// header, say).
uint16_t internet_checksum(std::string_view octets, uint32_t sum = 0);

// What a capture's octets say.
struct DecodedPacket {
  PacketHeader header;
  Segment segment;        // payload is not set; options that FinWait does not know are left out
  std::string_view text;  // what was captured of the text: a part of the octets decoded
  bool whole = true;      // all of the text was captured
  bool ip_checksum_right = true;
  bool tcp_checksum_right = true;  // true when it cannot be known, because not all was captured
  bool options_right = true;       // false: an option's length makes no sense; the rest is ignored
};

// Reads an IPv4 packet that carries TCP. `octets` may be cut short in the text. An error says what
// was expected instead: it is no IPv4, no TCP, a fragment, or cut within a header.
Result<DecodedPacket> decode_packet(std::string_view octets);

}  // namespace finwait
