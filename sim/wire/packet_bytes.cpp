#include "sim/wire/packet_bytes.hpp"

#include <algorithm>

#include "sim/wire/octets.hpp"

namespace finwait {
namespace {

constexpr size_t kIpHeader = 20;
constexpr size_t kTcpHeader = 20;
constexpr size_t kIpChecksum = 10;               // its place in the packet
constexpr size_t kTcpChecksum = kIpHeader + 16;  // of a packet that we made
constexpr uint8_t kTcp = 6;                      // the protocol number

// Kinds of options (RFC 9293 section 3.2, RFC 7323, RFC 2018).
enum : uint8_t {
  kEnd = 0,
  kNop = 1,
  kMss = 2,
  kScale = 3,
  kSackPermitted = 4,
  kSack = 5,
  kTimestamps = 8
};

void put8(std::string& out, uint8_t value) {
  out += static_cast<char>(value);
}
void put16(std::string& out, uint32_t value) {
  put8(out, static_cast<uint8_t>(value >> 8));
  put8(out, static_cast<uint8_t>(value));
}
void put32(std::string& out, uint32_t value) {
  put16(out, value >> 16);
  put16(out, value);
}
void replace16(std::string& out, size_t at, uint16_t value) {
  out[at] = static_cast<char>(value >> 8);
  out[at + 1] = static_cast<char>(value);
}

void put_blocks(std::string& out, const Options& o) {
  out += "\x01\x01";
  put8(out, kSack);
  put8(out, static_cast<uint8_t>(2 + 8 * o.sack_count));
  for (size_t i = 0; i < o.sack_count; ++i) {
    put32(out, o.sack[i].start.value);
    put32(out, o.sack[i].end.value);
  }
}

void get_blocks(std::string_view value, Options& out) {
  out.sack_count = 0;
  for (size_t at = 0; at + 8 <= value.size() && out.sack_count < kMaxSackBlocks; at += 8)
    out.sack[out.sack_count++] = {SeqNum{get32(value, at)}, SeqNum{get32(value, at + 4)}};
}

std::string encode_options(const Options& o) {
  std::string out;
  if (o.mss) {
    put8(out, kMss);
    put8(out, 4);
    put16(out, o.mss);
  }
  // Two octets of SACK-permitted or padding stand before the timestamps, so that these are aligned.
  if (o.sack_permitted) {
    put8(out, kSackPermitted);
    put8(out, 2);
  }
  if (o.sack_permitted != o.timestamps) out += "\x01\x01";
  if (o.timestamps) {
    put8(out, kTimestamps);
    put8(out, 10);
    put32(out, o.ts_value);
    put32(out, o.ts_echo);
  }
  if (o.window_scale) {
    put8(out, kNop);
    put8(out, kScale);
    put8(out, 3);
    put8(out, static_cast<uint8_t>(o.window_scale - 1));
  }
  if (o.sack_count) put_blocks(out, o);
  return out;
}

// The sum of the pseudo header (RFC 9293 section 3.1).
uint32_t pseudo_header_sum(const PacketHeader& h, size_t tcp_length) {
  std::string pseudo;
  put32(pseudo, h.source);
  put32(pseudo, h.destination);
  put32(pseudo, kTcp);
  put32(pseudo, static_cast<uint32_t>(tcp_length));
  return static_cast<uint16_t>(~internet_checksum(pseudo));
}

void put_ip_header(std::string& out, const PacketHeader& h, size_t total) {
  put16(out, 0x4500);  // version 4, five words, no type of service
  put16(out, total > 0xffff ? 0 : static_cast<uint32_t>(total));
  put16(out, h.identification);
  put16(out, 0x4000);  // Don't Fragment
  put8(out, h.time_to_live);
  put8(out, kTcp);
  put16(out, 0);  // the checksum comes last
  put32(out, h.source);
  put32(out, h.destination);
  replace16(out, kIpChecksum, internet_checksum(out));
}

void put_tcp_header(std::string& out, const PacketHeader& h, const Segment& s,
                    std::string_view options) {
  put16(out, h.source_port);
  put16(out, h.destination_port);
  put32(out, s.seq.value);
  put32(out, s.ack.value);
  put8(out, static_cast<uint8_t>((kTcpHeader + options.size()) / 4 << 4));
  put8(out, s.ctl);
  put16(out, s.wnd);
  put16(out, 0);
  put16(out, s.up);
  out += options;
}

void decode_option(uint8_t kind, std::string_view value, Options& out) {
  if (kind == kMss && value.size() == 2) out.mss = get16(value, 0);
  if (kind == kScale && value.size() == 1)
    out.window_scale = static_cast<uint8_t>(std::min<int>(get8(value, 0), 14) + 1);
  if (kind == kSackPermitted && value.empty()) out.sack_permitted = true;
  if (kind == kSack && value.size() % 8 == 0) get_blocks(value, out);
  if (kind == kTimestamps && value.size() == 8) {
    out.timestamps = true;
    out.ts_value = get32(value, 0);
    out.ts_echo = get32(value, 4);
  }
}

// False when a length makes no sense.
bool decode_options(std::string_view in, Options& out) {
  while (!in.empty() && get8(in, 0) != kEnd) {
    if (get8(in, 0) == kNop) {
      in.remove_prefix(1);
      continue;
    }
    const size_t length = in.size() < 2 ? 0 : get8(in, 1);
    if (length < 2 || length > in.size()) return false;
    decode_option(get8(in, 0), in.substr(2, length - 2), out);
    in.remove_prefix(length);
  }
  return true;
}

Error malformed(const std::string& expected, const std::string& found) {
  return {"", 0, 0, "expected " + expected + ", found " + found};
}

// The IPv4 header's length; an error when it carries no whole segment.
Result<size_t> ip_header_length(std::string_view in) {
  if (in.size() < kIpHeader)
    return malformed("an IPv4 header of 20 octets", std::to_string(in.size()) + " octets");
  if (get8(in, 0) >> 4 != 4) return malformed("IPv4", "version " + std::to_string(in[0] >> 4 & 15));
  const size_t length = size_t{4} * (get8(in, 0) & 15);
  if (length < kIpHeader || length > in.size())
    return malformed("an IPv4 header within the packet", std::to_string(length) + " octets");
  if (get8(in, 9) != kTcp)
    return malformed("protocol 6 (TCP)", "protocol " + std::to_string(get8(in, 9)));
  if ((get16(in, 6) & 0x3fff) != 0) return malformed("a whole packet", "a fragment");
  return length;
}

}  // namespace

uint16_t internet_checksum(std::string_view octets, uint32_t sum) {
  uint64_t total = sum;
  for (size_t i = 0; i + 1 < octets.size(); i += 2) total += get16(octets, i);
  if (octets.size() % 2 != 0) total += uint64_t{get8(octets, octets.size() - 1)} << 8;
  while (total >> 16 != 0) total = (total & 0xffff) + (total >> 16);
  return static_cast<uint16_t>(~total);
}

std::string encode_packet(const PacketHeader& header, const Segment& segment,
                          std::string_view text) {
  return encode_packet(header, segment, text, encode_options(segment.options));
}

std::string encode_packet(const PacketHeader& header, const Segment& segment,
                          std::string_view text, std::string_view options) {
  const size_t tcp_length = kTcpHeader + options.size() + segment.text;
  std::string out;
  out.reserve(kIpHeader + tcp_length);
  put_ip_header(out, header, kIpHeader + tcp_length);
  put_tcp_header(out, header, segment, options);
  out += text.substr(0, segment.text);
  out.resize(kIpHeader + tcp_length, '\0');
  replace16(out, kTcpChecksum,
            internet_checksum(std::string_view(out).substr(kIpHeader),
                              pseudo_header_sum(header, tcp_length)));
  return out;
}

void corrupt_packet(std::string& packet) {
  const size_t tcp_header = size_t{4} * (get8(packet, kIpHeader + 12) >> 4);
  const bool text = packet.size() > kIpHeader + tcp_header;
  char& octet = text ? packet.back() : packet[kTcpChecksum + 1];
  octet = static_cast<char>(octet ^ 1);
}

Result<DecodedPacket> decode_packet(std::string_view in) {
  const Result<size_t> ip_header = ip_header_length(in);
  if (!ip_header) return ip_header.error();
  const size_t claimed = get16(in, 2) == 0 ? in.size() : get16(in, 2);  // 0: offloaded
  if (claimed < ip_header.value())
    return malformed("a length that covers the header", std::to_string(claimed) + " octets");
  const std::string_view tcp = in.substr(0, claimed).substr(ip_header.value());
  if (tcp.size() < kTcpHeader)
    return malformed("a TCP header of 20 octets", std::to_string(tcp.size()) + " octets");
  const size_t tcp_header = size_t{4} * (get8(tcp, 12) >> 4);
  if (tcp_header < kTcpHeader || tcp_header > tcp.size())
    return malformed("a TCP header within the packet", std::to_string(tcp_header) + " octets");

  DecodedPacket out;
  out.header = {get32(in, 12), get32(in, 16), get16(tcp, 0),
                get16(tcp, 2), get16(in, 4),  get8(in, 8)};
  Segment& s = out.segment;
  s.seq = {get32(tcp, 4)};
  s.ack = {get32(tcp, 8)};
  s.ctl = get8(tcp, 13) & kAllCtl;
  s.wnd = get16(tcp, 14);
  s.up = get16(tcp, 18);
  s.text = static_cast<uint16_t>(claimed - ip_header.value() - tcp_header);
  out.options_right = decode_options(tcp.substr(kTcpHeader, tcp_header - kTcpHeader), s.options);
  out.text = tcp.substr(tcp_header);
  out.whole = out.text.size() == s.text;
  out.ip_checksum_right = internet_checksum(in.substr(0, ip_header.value())) == 0;
  out.tcp_checksum_right =
      !out.whole || internet_checksum(tcp, pseudo_header_sum(out.header, tcp.size())) == 0;
  return out;
}

}  // namespace finwait
