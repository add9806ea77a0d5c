#include "sim/host/tun_packet.hpp"

#include <algorithm>

#include "sim/wire/packet_bytes.hpp"

namespace finwait {

std::optional<TunPacket> read_packet(std::span<const uint8_t> octets) {
  const std::string_view in(reinterpret_cast<const char*>(octets.data()), octets.size());
  const Result<DecodedPacket> packet = decode_packet(in);
  if (!packet || !packet.value().whole) return std::nullopt;
  const DecodedPacket& p = packet.value();
  TunPacket out;
  out.from = {p.header.source, p.header.source_port};
  out.to = {p.header.destination, p.header.destination_port};
  out.segment = p.segment;
  out.text.assign(p.text.begin(), p.text.end());
  return out;
}

std::vector<uint8_t> write_packet(Address from, Address to, const Segment& segment,
                                  std::string_view text) {
  Segment sent = segment;
  if (!sent.has(kAck)) sent.ack = {};
  PacketHeader header;
  header.source = from.ip;
  header.destination = to.ip;
  header.source_port = from.port;
  header.destination_port = to.port;
  const std::string octets = encode_packet(header, sent, text);
  return {octets.begin(), octets.end()};
}

namespace {

void put16(std::vector<uint8_t>& out, uint32_t value) {
  out.push_back(static_cast<uint8_t>(value >> 8));
  out.push_back(static_cast<uint8_t>(value));
}

void put32(std::vector<uint8_t>& out, uint32_t value) {
  put16(out, value >> 16);
  put16(out, value & 0xffff);
}

// The ones' complement sum of what begins at `from`, stored at `at` (RFC 1071).
void store_checksum(std::vector<uint8_t>& packet, size_t from, size_t at) {
  uint32_t total = 0;
  for (size_t i = from; i < packet.size(); i += 2)
    total += uint32_t{packet[i]} << 8 | (i + 1 < packet.size() ? packet[i + 1] : 0u);
  while (total >> 16) total = (total & 0xffff) + (total >> 16);
  packet[at] = static_cast<uint8_t>(~total >> 8 & 0xff);
  packet[at + 1] = static_cast<uint8_t>(~total & 0xff);
}

}  // namespace

std::vector<uint8_t> write_icmp(uint32_t from, uint8_t type, uint8_t code,
                                std::span<const uint8_t> packet) {
  constexpr size_t kIpHeader = 20;
  constexpr size_t kIcmpHeader = 8;
  const std::span<const uint8_t> quoted = packet.first(std::min<size_t>(packet.size(), 40));
  std::vector<uint8_t> out;
  put16(out, 0x4500);
  put16(out, static_cast<uint32_t>(kIpHeader + kIcmpHeader + quoted.size()));
  put32(out, 0x00004000);
  put16(out, 64 << 8 | 1);
  put16(out, 0);
  put32(out, from);
  out.insert(out.end(), packet.begin() + 12, packet.begin() + 16);
  store_checksum(out, 0, 10);
  put16(out, uint32_t{type} << 8 | code);
  put16(out, 0);
  put32(out, 1400);  // the MTU, where fragmentation was needed
  out.insert(out.end(), quoted.begin(), quoted.end());
  store_checksum(out, kIpHeader, kIpHeader + 2);
  return out;
}

}  // namespace finwait
