#include "sim/run/capture_packet.hpp"

#include <algorithm>

#include "sim/wire/octets.hpp"

namespace finwait {
namespace {

constexpr uint8_t kTcp = 6;
enum : uint16_t {
  kIpv4 = 0x0800,
  kIpv6 = 0x86dd,
  kVlan = 0x8100,
  kVlanOuter = 0x88a8,
  kQinQ = 0x9100
};

// What follows the link layer: its protocol, and how many octets were before it.
struct Payload3 {
  uint16_t protocol = 0;
  size_t offset = 0;
  FrameKind kind = FrameKind::Tcp;
};

Payload3 by_version(std::string_view in, size_t offset) {
  if (in.size() <= offset) return {0, 0, FrameKind::Cut};
  const uint8_t version = get8(in, offset) >> 4;
  if (version == 4) return {kIpv4, offset, FrameKind::Tcp};
  if (version == 6) return {kIpv6, offset, FrameKind::Tcp};
  return {0, 0, FrameKind::Other};
}

Payload3 after_vlan(std::string_view in, uint16_t protocol, size_t offset) {
  while (protocol == kVlan || protocol == kVlanOuter || protocol == kQinQ) {
    if (in.size() < offset + 4) return {0, 0, FrameKind::Cut};
    protocol = get16(in, offset + 2);
    offset += 4;
  }
  const bool ip = protocol == kIpv4 || protocol == kIpv6;
  return {protocol, offset, ip ? FrameKind::Tcp : FrameKind::Other};
}

Payload3 after_link(const CapturedFrame& frame) {
  const std::string_view in = frame.octets;
  switch (frame.link) {
    case LinkLayer::Ethernet:
      return in.size() < 14 ? Payload3{0, 0, FrameKind::Cut} : after_vlan(in, get16(in, 12), 14);
    case LinkLayer::LinuxCooked:
      return in.size() < 16 ? Payload3{0, 0, FrameKind::Cut} : after_vlan(in, get16(in, 14), 16);
    case LinkLayer::LinuxCooked2:
      return in.size() < 20 ? Payload3{0, 0, FrameKind::Cut} : after_vlan(in, get16(in, 0), 20);
    case LinkLayer::Loopback:
    case LinkLayer::LoopbackOpenBsd: return by_version(in, 4);
    case LinkLayer::Raw:
    case LinkLayer::Ipv4:
    case LinkLayer::Ipv6: return by_version(in, 0);
  }
  // 12 and 14 are raw IP, too, on some systems.
  const auto number = static_cast<uint16_t>(frame.link);
  if (number == 12 || number == 14) return by_version(in, 0);
  return {0, 0, FrameKind::UnknownLink};
}

void read_option(uint8_t kind, std::string_view value, CapturedSegment& out) {
  Options& o = out.segment.options;
  if (kind == 2 && value.size() == 2) o.mss = get16(value, 0);
  if (kind == 3 && value.size() == 1)
    o.window_scale = static_cast<uint8_t>(std::min<int>(get8(value, 0), 14) + 1);
  if (kind == 4 && value.empty()) o.sack_permitted = true;
  if (kind == 5) out.sack = true;
  if (kind == 8 && value.size() == 8) {
    o.timestamps = true;
    o.ts_value = get32(value, 0);
    o.ts_echo = get32(value, 4);
  }
}

void read_options(std::string_view in, CapturedSegment& out) {
  for (size_t at = 0; at < in.size();) {
    const uint8_t kind = get8(in, at);
    if (kind == 0) return;
    if (kind == 1) {
      ++at;
      continue;
    }
    const size_t length = at + 1 < in.size() ? get8(in, at + 1) : 0;
    if (length < 2 || at + length > in.size()) {
      out.options_right = false;
      return;
    }
    read_option(kind, in.substr(at + 2, length - 2), out);
    at += length;
  }
}

// `total`: octets of header and text, as IP says; `in` may hold fewer.
FrameKind read_tcp(std::string_view in, size_t total, CapturedSegment& out) {
  if (in.size() < 20) return total < 20 ? FrameKind::Malformed : FrameKind::Cut;
  const size_t header = size_t{get8(in, 12)} / 16 * 4;
  if (header < 20 || header > total) return FrameKind::Malformed;
  out.from.port = get16(in, 0);
  out.to.port = get16(in, 2);
  Segment& seg = out.segment;
  seg.seq = {get32(in, 4)};
  seg.ack = {get32(in, 8)};
  seg.ctl = get8(in, 13) & kAllCtl;
  seg.wnd = get16(in, 14);
  seg.up = get16(in, 18);
  out.text = static_cast<uint32_t>(total - header);
  read_options(in.substr(20, std::min(header, in.size()) - 20), out);
  return FrameKind::Tcp;
}

// No system hands its card more at once (Linux: GSO_MAX_SIZE, 8 x 65535); a record that claims more
// is wrong.
constexpr size_t kLongestOffload = size_t{1} << 20;

FrameKind read_ipv4(std::string_view in, size_t original, CapturedSegment& out) {
  if (in.size() < 20) return FrameKind::Cut;
  const size_t header = size_t{get8(in, 0)} % 16 * 4;
  size_t total = get16(in, 2);
  if (total == 0) total = original;  // segmentation offload
  if (get8(in, 0) / 16 != 4 || header < 20 || total < header || total > kLongestOffload)
    return FrameKind::Malformed;
  if (get8(in, 9) != kTcp) return FrameKind::Other;
  if ((get16(in, 6) & 0x3fff) != 0) return FrameKind::Fragment;
  if (in.size() < header) return FrameKind::Cut;
  std::copy(in.begin() + 12, in.begin() + 16, out.from.address.begin() + 12);
  std::copy(in.begin() + 16, in.begin() + 20, out.to.address.begin() + 12);
  return read_tcp(in.substr(header, total - header), total - header, out);
}

FrameKind read_ipv6(std::string_view in, size_t original, CapturedSegment& out) {
  if (in.size() < 40) return FrameKind::Cut;
  size_t total = size_t{get16(in, 4)} + 40;
  if (total == 40) total = original;
  uint8_t next = get8(in, 6);
  size_t at = 40;
  while (next == 0 || next == 43 || next == 44 || next == 51 || next == 60) {
    if (in.size() < at + 8) return FrameKind::Cut;
    if (next == 44 && (get16(in, at + 2) & 0xfff9) != 0) return FrameKind::Fragment;
    const size_t length = next == 44   ? 8
                          : next == 51 ? (size_t{get8(in, at + 1)} + 2) * 4
                                       : (size_t{get8(in, at + 1)} + 1) * 8;
    next = get8(in, at);
    at += length;
  }
  if (next != kTcp) return FrameKind::Other;
  if (total < at || total > kLongestOffload) return FrameKind::Malformed;
  if (in.size() < at) return FrameKind::Cut;
  out.from.ipv6 = out.to.ipv6 = true;
  std::copy(in.begin() + 8, in.begin() + 24, out.from.address.begin());
  std::copy(in.begin() + 24, in.begin() + 40, out.to.address.begin());
  return read_tcp(in.substr(at, total - at), total - at, out);
}

std::string hex(uint16_t value) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (int shift = 12; shift >= 0; shift -= 4)
    if (value >> shift || shift == 0) out += kDigits[static_cast<size_t>(value >> shift & 15)];
  return out;
}

// RFC 5952: the longest run of zeros becomes "::".
std::string ipv6_text(const std::array<uint8_t, 16>& a) {
  std::array<uint16_t, 8> words{};
  for (size_t i = 0; i < 8; ++i) words[i] = static_cast<uint16_t>(a[2 * i] << 8 | a[2 * i + 1]);
  size_t best = 8;
  size_t longest = 1;
  for (size_t i = 0; i < 8; ++i) {
    size_t run = 0;
    while (i + run < 8 && words[i + run] == 0) ++run;
    if (run > longest) best = i, longest = run;
  }
  std::string out;
  for (size_t i = 0; i < 8; ++i) {
    if (i == best) {
      out += "::";
      i += longest - 1;
      continue;
    }
    if (!out.empty() && out.back() != ':') out += ":";
    out += hex(words[i]);
  }
  return out;
}

}  // namespace

std::string capture_end_text(const CaptureEnd& end) {
  if (end.ipv6) return "[" + ipv6_text(end.address) + "]:" + std::to_string(end.port);
  std::string out;
  for (size_t i = 12; i < 16; ++i) out += (i > 12 ? "." : "") + std::to_string(end.address[i]);
  return out + ":" + std::to_string(end.port);
}

FrameKind decode_frame(const CapturedFrame& frame, CapturedSegment& out) {
  const Payload3 inner = after_link(frame);
  if (inner.kind != FrameKind::Tcp) return inner.kind;
  out = {};
  const std::string_view in = frame.octets.substr(inner.offset);
  const size_t original = frame.original > inner.offset ? frame.original - inner.offset : 0;
  return inner.protocol == kIpv4 ? read_ipv4(in, original, out) : read_ipv6(in, original, out);
}

}  // namespace finwait
