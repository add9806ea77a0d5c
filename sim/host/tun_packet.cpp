#include "sim/host/tun_packet.hpp"

#include <algorithm>

namespace finwait {
namespace {

constexpr size_t kIpHeader = 20;
constexpr size_t kTcpHeader = 20;
constexpr uint8_t kTcp = 6;

using Octets = std::vector<uint8_t>;

void put16(Octets& out, uint32_t value) {
  out.push_back(static_cast<uint8_t>(value >> 8));
  out.push_back(static_cast<uint8_t>(value));
}

void put32(Octets& out, uint32_t value) {
  put16(out, value >> 16);
  put16(out, value & 0xffff);
}

uint32_t get16(std::span<const uint8_t> in, size_t at) {
  return uint32_t{in[at]} << 8 | in[at + 1];
}

uint32_t get32(std::span<const uint8_t> in, size_t at) {
  return get16(in, at) << 16 | get16(in, at + 2);
}

// The ones' complement sum of 16-bit words (RFC 1071), not yet complemented.
uint32_t sum(std::span<const uint8_t> in, uint32_t start) {
  uint32_t total = start;
  for (size_t i = 0; i < in.size(); i += 2)
    total += uint32_t{in[i]} << 8 | (i + 1 < in.size() ? in[i + 1] : 0u);
  while (total >> 16) total = (total & 0xffff) + (total >> 16);
  return total;
}

void store_checksum(Octets& packet, size_t at, uint32_t total) {
  const uint32_t check = ~total & 0xffff;
  packet[at] = static_cast<uint8_t>(check >> 8);
  packet[at + 1] = static_cast<uint8_t>(check);
}

Octets option_octets(const Options& o) {
  Octets out;
  if (o.mss) {
    out.insert(out.end(), {2, 4});
    put16(out, o.mss);
  }
  if (o.sack_permitted) out.insert(out.end(), {4, 2, 1, 1});
  if (o.timestamps) {
    out.insert(out.end(), {1, 1, 8, 10});
    put32(out, o.ts_value);
    put32(out, o.ts_echo);
  }
  if (o.window_scale)
    out.insert(out.end(), {1, 3, 3, static_cast<uint8_t>(o.window_scale - 1)});
  if (o.sack_count == 0) return out;
  out.insert(out.end(), {1, 1, 5, static_cast<uint8_t>(2 + 8 * o.sack_count)});
  for (size_t i = 0; i < o.sack_count; ++i) {
    put32(out, o.sack[i].start.value);
    put32(out, o.sack[i].end.value);
  }
  return out;
}

void read_blocks(std::span<const uint8_t> option, Options& o) {
  for (size_t at = 2; at + 8 <= option.size() && o.sack_count < kMaxSackBlocks; at += 8)
    o.sack[o.sack_count++] = {SeqNum{get32(option, at)}, SeqNum{get32(option, at + 4)}};
}

void read_option(std::span<const uint8_t> option, Options& o) {
  const size_t len = option.size();
  if (option[0] == 2 && len == 4) o.mss = static_cast<uint16_t>(get16(option, 2));
  if (option[0] == 3 && len == 3) o.window_scale = static_cast<uint8_t>(option[2] + 1);
  if (option[0] == 4 && len == 2) o.sack_permitted = true;
  if (option[0] == 5) read_blocks(option, o);
  if (option[0] != 8 || len != 10) return;
  o.timestamps = true;
  o.ts_value = get32(option, 2);
  o.ts_echo = get32(option, 6);
}

Options read_options(std::span<const uint8_t> in) {
  Options o;
  while (!in.empty() && in[0] != 0) {
    const size_t len = in[0] == 1 || in.size() < 2 ? 1 : in[1];
    if (len == 0 || len > in.size()) break;
    if (in[0] != 1) read_option(in.first(len), o);
    in = in.subspan(len);
  }
  return o;
}

}  // namespace

std::optional<TunPacket> read_packet(std::span<const uint8_t> in) {
  if (in.size() < kIpHeader + kTcpHeader || in[0] >> 4 != 4 || in[9] != kTcp) return std::nullopt;
  const size_t ip = size_t{in[0] & 15u} * 4;
  const size_t total = std::min<size_t>(get16(in, 2), in.size());
  if ((get16(in, 6) & 0x3fff) != 0 || total < ip + kTcpHeader) return std::nullopt;
  const std::span<const uint8_t> tcp = in.subspan(ip, total - ip);
  const size_t header = size_t{tcp[12]} / 16 * 4;
  if (header < kTcpHeader || header > tcp.size()) return std::nullopt;
  TunPacket p;
  p.from = {get32(in, 12), static_cast<uint16_t>(get16(tcp, 0))};
  p.to = {get32(in, 16), static_cast<uint16_t>(get16(tcp, 2))};
  p.segment.seq = {get32(tcp, 4)};
  p.segment.ack = {get32(tcp, 8)};
  p.segment.ctl = tcp[13] & kAllCtl;
  p.segment.wnd = static_cast<uint16_t>(get16(tcp, 14));
  p.segment.up = static_cast<uint16_t>(get16(tcp, 18));
  p.segment.options = read_options(tcp.subspan(kTcpHeader, header - kTcpHeader));
  p.text.assign(tcp.begin() + static_cast<std::ptrdiff_t>(header), tcp.end());
  p.segment.text = static_cast<uint16_t>(p.text.size());
  return p;
}

std::vector<uint8_t> write_packet(Address from, Address to, const Segment& seg,
                                  std::string_view text) {
  const Octets options = option_octets(seg.options);
  const size_t tcp_length = kTcpHeader + options.size() + seg.text;
  Octets out;
  put16(out, 0x4500);
  put16(out, static_cast<uint32_t>(kIpHeader + tcp_length));
  put32(out, 0x00004000);  // never fragmented
  put16(out, 64 << 8 | kTcp);
  put16(out, 0);
  put32(out, from.ip);
  put32(out, to.ip);
  store_checksum(out, 10, sum(out, 0));
  put16(out, from.port);
  put16(out, to.port);
  put32(out, seg.seq.value);
  put32(out, seg.has(kAck) ? seg.ack.value : 0);
  put16(out, static_cast<uint32_t>((kTcpHeader + options.size()) / 4) << 12 | seg.ctl);
  put16(out, seg.wnd);
  put16(out, 0);
  put16(out, seg.up);
  out.insert(out.end(), options.begin(), options.end());
  for (size_t i = 0; i < seg.text; ++i)
    out.push_back(i < text.size() ? static_cast<uint8_t>(text[i]) : uint8_t{'.'});
  const std::span<const uint8_t> all = out;
  const uint32_t pseudo = kTcp + static_cast<uint32_t>(tcp_length);
  const uint32_t addresses = sum(all.subspan(12, 8), 0);
  store_checksum(out, kIpHeader + 16, sum(all.subspan(kIpHeader), pseudo + addresses));
  return out;
}

}  // namespace finwait
