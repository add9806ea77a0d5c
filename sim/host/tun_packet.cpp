#include "sim/host/tun_packet.hpp"

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

}  // namespace finwait
