// finwait.h: segments out and in.
#include <algorithm>

#include "sim/capi/worlds.hpp"
#include "sim/wire/packet_bytes.hpp"

using namespace finwait;

namespace {

finwait_segment describe(const Trace& trace, uint32_t id) {
  const Packet& packet = trace.packet(id);
  const Segment& seg = packet.segment;
  finwait_segment out{};
  out.time_ns = trace.record(packet.sent).t.ns;
  out.packet = id;
  out.source = packet.from.ip;
  out.source_port = packet.from.port;
  out.destination = packet.to.ip;
  out.destination_port = packet.to.port;
  out.seq = seg.seq.value;
  out.ack = seg.ack.value;
  out.window = seg.wnd;
  out.urgent = seg.up;
  out.length = seg.text;
  out.flags = seg.ctl;
  out.retransmission = packet.retransmission;
  out.mss = seg.options.mss;
  out.window_scale = seg.options.window_scale;
  out.sack_permitted = seg.options.sack_permitted;
  out.timestamps = seg.options.timestamps;
  out.ts_value = seg.options.ts_value;
  out.ts_echo = seg.options.ts_echo;
  return out;
}

Segment segment_of(const finwait_segment& in) {
  Segment seg;
  seg.seq.value = in.seq;
  seg.ack.value = in.ack;
  seg.wnd = in.window;
  seg.up = in.urgent;
  seg.text = in.length;
  seg.ctl = in.flags & kAllCtl;
  seg.options.mss = in.mss;
  seg.options.window_scale = std::min<uint8_t>(in.window_scale, 15);
  seg.options.sack_permitted = in.sack_permitted != 0;
  seg.options.timestamps = in.timestamps != 0;
  seg.options.ts_value = in.ts_value;
  seg.options.ts_echo = in.ts_echo;
  return seg;
}

finwait_status inject(DrivenWorld& world, const Segment& seg, Address from, Address to,
                      std::string_view text) {
  const Script& script = world.driver.script();
  const bool known = to.ip == script.hosts[0].address || to.ip == script.hosts[1].address;
  if (!known || from.port == 0 || to.port == 0)
    return fail(FINWAIT_BAD_ARGUMENT, "expected two ports and a host's address as the destination,"
                                      " found " + address_text(from) + " to " + address_text(to));
  world.driver.perform(injection(seg, from, to, text, to.ip == script.hosts[0].address ? 1 : 0));
  return FINWAIT_OK;
}

}  // namespace

finwait_status finwait_next_segment(finwait_world world, int host, int64_t until_ns,
                                    finwait_segment* segment) {
  if (!segment) return fail(FINWAIT_BAD_ARGUMENT, "segment is a null pointer");
  if (host != 0 && host != 1)
    return fail(FINWAIT_BAD_ARGUMENT, "expected host 0 or 1, found " + std::to_string(host));
  return with_world(world, [&](DrivenWorld& w) {
    const Time until{std::min(until_ns, kMaxDuration.ns)};
    for (;;) {
      if (const auto id = w.driver.take_sent(static_cast<uint8_t>(host))) {
        *segment = describe(w.driver.trace(), *id);
        return FINWAIT_OK;
      }
      if (w.driver.world().next_time() > until || !w.driver.step()) break;
    }
    if (until > w.driver.now() && w.driver.world().next_time() != kNever)
      w.driver.run_until(until);
    if (w.driver.limit_reached()) return fail(FINWAIT_LIMIT, "the limit of segments is reached");
    return FINWAIT_NOTHING;
  });
}

finwait_status finwait_packet(finwait_world world, uint32_t packet, void* buffer, size_t size,
                              size_t* length) {
  return with_world(world, [&](DrivenWorld& w) {
    const Trace& trace = w.driver.trace();
    if (packet >= trace.packets.size())
      return fail(FINWAIT_BAD_HANDLE, "no packet " + std::to_string(packet) + " in this world");
    const Packet& p = trace.packet(packet);
    PacketHeader header;
    header.source = p.from.ip;
    header.destination = p.to.ip;
    header.source_port = p.from.port;
    header.destination_port = p.to.port;
    copy_out(encode_packet(header, p.segment, payload_text(trace, w.driver.script(), p)), buffer,
             size, length);
    return FINWAIT_OK;
  });
}

finwait_status finwait_inject(finwait_world world, const finwait_segment* segment,
                              const void* data) {
  if (!segment) return fail(FINWAIT_BAD_ARGUMENT, "segment is a null pointer");
  return with_world(world, [&](DrivenWorld& w) {
    const std::string_view text(static_cast<const char*>(data), data ? segment->length : 0u);
    return inject(w, segment_of(*segment), {segment->source, segment->source_port},
                  {segment->destination, segment->destination_port}, text);
  });
}

finwait_status finwait_inject_packet(finwait_world world, const void* packet, size_t size) {
  if (!packet) return fail(FINWAIT_BAD_ARGUMENT, "packet is a null pointer");
  return with_world(world, [&](DrivenWorld& w) {
    const auto read = decode_packet({static_cast<const char*>(packet), size});
    if (!read) return fail(FINWAIT_BAD_INPUT, read.error().text());
    const DecodedPacket& p = read.value();
    if (!p.whole || !p.options_right || !p.ip_checksum_right || !p.tcp_checksum_right)
      return fail(FINWAIT_BAD_INPUT, "expected a whole packet with right checksums and options");
    return inject(w, p.segment, {p.header.source, p.header.source_port},
                  {p.header.destination, p.header.destination_port}, p.text);
  });
}
