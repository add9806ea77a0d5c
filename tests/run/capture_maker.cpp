#include "tests/run/capture_maker.hpp"

#include <algorithm>

namespace finwait {
namespace {

void put8(std::string& out, uint32_t value) {
  out += static_cast<char>(value);
}
void put16(std::string& out, uint32_t value) {  // network order
  put8(out, value >> 8);
  put8(out, value);
}
void put32(std::string& out, uint32_t value) {
  put16(out, value >> 16);
  put16(out, value);
}

// Numbers of the file itself, in its byte order.
struct Order {
  bool big = false;
  void put(std::string& out, uint64_t value, int octets) const {
    for (int i = 0; i < octets; ++i)
      put8(out, static_cast<uint32_t>(value >> 8 * (big ? octets - 1 - i : i)));
  }
};

std::string tcp_options(const Options& o) {
  std::string out;
  if (o.mss) {
    put16(out, 0x0204);
    put16(out, o.mss);
  }
  if (o.window_scale) {
    put16(out, 0x0303);
    put8(out, o.window_scale - 1u);
  }
  if (o.timestamps) {
    put16(out, 0x080a);
    put32(out, o.ts_value);
    put32(out, o.ts_echo);
  }
  while (out.size() % 4 != 0) put8(out, 1);
  return out;
}

std::string tcp_octets(const Packet& p) {
  const Segment& s = p.segment;
  const std::string options = tcp_options(s.options);
  std::string out;
  put16(out, p.from.port);
  put16(out, p.to.port);
  put32(out, s.seq.value);
  put32(out, s.has(kAck) ? s.ack.value : 0);
  put8(out, static_cast<uint32_t>((20 + options.size()) / 4 << 4));
  put8(out, s.ctl);
  put16(out, s.wnd);
  put16(out, 0);
  put16(out, s.up);
  return out + options + std::string(s.text, '\0');
}

std::string framed(const std::string& packet, const CaptureForm& form) {
  std::string out;
  const uint32_t type = form.ipv6 ? 0x86dd : 0x0800;
  const auto tags = [&] {
    for (int i = 0; i < form.vlan_tags; ++i) {
      put16(out, i + 1 < form.vlan_tags ? 0x88a8 : 0x8100);
      put16(out, 7);
    }
    put16(out, type);
  };
  switch (form.link) {
    case LinkLayer::Ethernet:
      out.append(12, '\x02');
      tags();
      break;
    case LinkLayer::LinuxCooked:
      out.append(14, '\0');
      tags();
      break;
    case LinkLayer::LinuxCooked2:
      put16(out, type);
      out.append(18, '\0');
      break;
    case LinkLayer::Loopback: put32(out, form.ipv6 ? 0x1e000000 : 0x02000000); break;
    case LinkLayer::LoopbackOpenBsd: put32(out, form.ipv6 ? 24 : 2); break;
    case LinkLayer::Raw:
    case LinkLayer::Ipv4:
    case LinkLayer::Ipv6: break;
  }
  out += packet;
  if (form.link == LinkLayer::Ethernet && out.size() < 60) out.append(60 - out.size(), '\0');
  return out;
}

class Writer {
 public:
  explicit Writer(const CaptureForm& form) : form_(form), order_{form.big_endian} {
    if (form.blocks)
      begin_blocks();
    else
      begin_pcap();
  }

  void add(int64_t ns, uint32_t interface, const std::string& packet) {
    const std::string frame = framed(packet, form_);
    const std::string kept = form_.snap ? frame.substr(0, form_.snap) : frame;
    const int64_t unit = form_.nanoseconds ? 1 : 1000;
    if (!form_.blocks) {
      order_.put(out, static_cast<uint64_t>(ns / 1'000'000'000), 4);
      order_.put(out, static_cast<uint64_t>(ns % 1'000'000'000 / unit), 4);
      order_.put(out, kept.size(), 4);
      order_.put(out, frame.size(), 4);
      out += kept;
      return;
    }
    std::string body;
    const auto stamp = static_cast<uint64_t>(ns / unit);
    order_.put(body, interface, 4);
    order_.put(body, stamp >> 32, 4);
    order_.put(body, stamp & 0xffffffff, 4);
    order_.put(body, kept.size(), 4);
    order_.put(body, frame.size(), 4);
    body += kept;
    block(6, body);
  }

  std::string out;

 private:
  void begin_pcap() {
    order_.put(out, form_.nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4, 4);
    order_.put(out, 2, 2);
    order_.put(out, 4, 2);
    order_.put(out, 0, 8);
    order_.put(out, 65535, 4);
    order_.put(out, static_cast<uint64_t>(form_.link), 4);
  }

  void begin_blocks() {
    std::string body;
    order_.put(body, 0x1a2b3c4d, 4);
    order_.put(body, 1, 2);
    order_.put(body, 0, 2);
    order_.put(body, UINT64_MAX, 8);
    block(0x0a0d0d0a, body);
    for (int i = 0; i < 2; ++i) {
      body.clear();
      order_.put(body, static_cast<uint64_t>(form_.link), 2);
      order_.put(body, 0, 6);
      if (form_.nanoseconds) {
        order_.put(body, 9, 2);
        order_.put(body, 1, 2);
        put8(body, 9);
        body.append(3, '\0');
        order_.put(body, 0, 4);
      }
      block(1, body);
    }
    block(5, std::string(8, '\0'));  // statistics: skipped
  }

  void block(uint32_t type, std::string body) {
    while (body.size() % 4 != 0) put8(body, 0);
    order_.put(out, type, 4);
    order_.put(out, body.size() + 12, 4);
    out += body;
    order_.put(out, body.size() + 12, 4);
  }

  CaptureForm form_;
  Order order_;
};

constexpr int64_t kStart = 1'700'000'000'000'000'000;

}  // namespace

std::string ip_packet(const Packet& packet, bool ipv6) {
  const std::string tcp = tcp_octets(packet);
  std::string out;
  if (ipv6) {
    put32(out, 0x60000000);
    put16(out, static_cast<uint32_t>(tcp.size()) + 8);
    put16(out, 0x0040);  // a hop-by-hop header first
    for (uint32_t ip : {packet.from.ip, packet.to.ip}) {
      put32(out, 0x20010db8);
      put32(out, 0);
      put32(out, 0);
      put32(out, ip);
    }
    put8(out, 6);
    out.append(7, '\0');
    return out + tcp;
  }
  put16(out, 0x4600);  // with an option
  put16(out, static_cast<uint32_t>(24 + tcp.size()));
  put32(out, 0x00004000);
  put16(out, 0x4006);
  put16(out, 0);
  put32(out, packet.from.ip);
  put32(out, packet.to.ip);
  put32(out, 0x01010101);
  return out + tcp;
}

std::string capture_of(const Simulation& simulation, const CaptureForm& form) {
  Writer writer(form);
  const Trace& trace = simulation.trace();
  for (const Record& r : trace.records)
    if (r.kind == RecordKind::Sent || (form.both_ends && r.kind == RecordKind::Arrived))
      writer.add(kStart + r.t.ns, r.host, ip_packet(trace.packet(r.packet()), form.ipv6));
  return writer.out;
}

std::string capture_of(const std::vector<std::string>& packets, const CaptureForm& form) {
  Writer writer(form);
  int64_t ns = kStart;
  for (const std::string& packet : packets) writer.add(ns += 1'000'000, 0, packet);
  return writer.out;
}

}  // namespace finwait
