#include "sim/report/packetdrill.hpp"

#include "sim/report/describe.hpp"
#include "sim/report/ladder_canvas.hpp"
#include "sim/report/ladder_index.hpp"

namespace finwait {
namespace {

constexpr int kTimePlaces = 6;

std::string sender_name(const Script& script, const Packet& packet) {
  for (const HostConfig& host : script.hosts)
    if (host.address == packet.from.ip) return host.name;
  const std::string text = address_text(packet.from);
  return text.substr(0, text.rfind(':'));
}

WrittenSegment written(const Packet& packet) {
  const Segment& s = packet.segment;
  WrittenSegment out;
  out.ctl = s.ctl;
  out.seq = packet.seq();
  out.text = s.text;
  if (s.has(kAck)) out.ack = packet.ack();
  out.win = s.wnd;
  if (s.has(kUrg)) out.urg = s.up;
  out.options = moved(s.options, -packet.ack_base);
  return out;
}

// How many copies of each packet were made beyond the original, and what befell it.
struct Fate {
  uint32_t duplicates = 0;
  bool dropped = false;
  DropReason reason = DropReason::Loss;
};

std::vector<Fate> fates_of(const Trace& trace) {
  std::vector<Fate> fates(trace.packets.size());
  for (const Record& r : trace.records) {
    const bool dropped = r.kind == RecordKind::Dropped;
    if (r.kind != RecordKind::Arrived && !dropped) continue;
    Fate& fate = fates[r.packet()];
    if (r.copy > 0)
      fate.duplicates += !dropped;
    else if (dropped)
      fate.dropped = true, fate.reason = r.reason();
  }
  return fates;
}

std::string comment_of(const Packet& packet, const Fate& fate, const std::string& tag) {
  std::string out;
  const auto add = [&](std::string_view text) {
    if (!text.empty()) (out += out.empty() ? " // " : ", ") += text;
  };
  add(tag);
  if (packet.forged) add("forged");
  if (packet.retransmission) add("retransmission");
  if (fate.dropped) add(drop_words(fate.reason, Language::En));
  if (fate.duplicates > 0) add("duplicated");
  return out;
}

}  // namespace

std::string packetdrill_text(const Simulation& simulation) {
  const Trace& trace = simulation.trace();
  const LadderIndex index(simulation.script(), trace);
  const std::vector<Fate> fates = fates_of(trace);
  std::string out;
  for (const Record& r : trace.records) {
    if (r.kind != RecordKind::Sent) continue;
    const Packet& packet = trace.packet(r.packet());
    out += ladder_time(r.t, kTimePlaces) + " " + sender_name(simulation.script(), packet) + " > ";
    out += segment_text(written(packet), true, true);
    out += comment_of(packet, fates[r.packet()], index.arrow_tag(packet)) + "\n";
  }
  return out;
}

}  // namespace finwait
