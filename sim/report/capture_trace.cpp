#include "sim/report/capture_trace.hpp"

#include <algorithm>

namespace finwait {
namespace {

constexpr uint32_t kAddresses[] = {0x0a000001, 0x0a000002};

class TraceMaker {
 public:
  explicit TraceMaker(const CaptureStory& story) : story_(story) {}

  CaptureTrace make() {
    set_up();
    for (uint32_t i = 0; i < story_.segments().size(); ++i) take(i);
    return std::move(out_);
  }

 private:
  void set_up() {
    constexpr std::string_view kNames[] = {"client", "server"};
    for (uint8_t host = 0; host < 2; ++host) {
      out_.script.hosts[host].name = kNames[host];
      out_.script.hosts[host].address = kAddresses[host];
      out_.script.links[host].delay = {};
    }
    for (uint8_t host = 0; host < 2; ++host) {
      SocketInfo info;
      info.number = 1;
      info.host = host;
      info.local = address(host);
      info.remote = address(1 - host);
      Record r = record(RecordKind::Socket, 0, host);
      keep(r);
      info.record = static_cast<uint32_t>(out_.trace.records.size());
      out_.trace.sockets.push_back(std::move(info));
    }
  }

  Address address(size_t host) const { return {kAddresses[host], story_.end(host).end.port}; }

  Record record(RecordKind kind, int64_t ns, uint8_t host) const {
    Record r;
    r.kind = kind;
    r.host = host;
    r.t = Time{std::max<int64_t>(0, ns - (ns == 0 ? 0 : story_.first_ns()))};
    r.socket = host + 1u;
    return r;
  }

  void keep(const Record& r) { out_.trace.records.push_back(r); }

  void take(uint32_t index) {
    const StorySegment& s = story_.segments()[index];
    const auto to = static_cast<uint8_t>(1 - s.from);
    calls(index, s.from);
    send(s);
    states(index, s.from);
    calls(index, to);
    states(index, to);
  }

  void calls(uint32_t index, uint8_t host) {
    for (const StoryCall& call : story_.calls()[host]) {
      if (call.packet != index) continue;
      Entry entry;
      entry.host = host;
      entry.bytes = call.octets;
      switch (call.kind) {
        case StoryCallKind::Listen:
          entry.call = CallKind::Listen;
          entry.port = story_.end(host).end.port;
          break;
        case StoryCallKind::Connect:
          entry.call = CallKind::Connect;
          entry.to = address(1 - host);
          entry.to_text = out_.script.hosts[1 - host].name + ":" + std::to_string(entry.to->port);
          break;
        case StoryCallKind::Send: entry.call = CallKind::Send; break;
        case StoryCallKind::Close:
          entry.call = story_.end(host).hears_on ? CallKind::Shutdown : CallKind::Close;
          break;
        case StoryCallKind::Abort: entry.call = CallKind::Abort; break;
      }
      Record r = record(RecordKind::Call, call.ns, host);
      r.a = static_cast<uint8_t>(entry.call);
      r.x = static_cast<uint32_t>(out_.script.timeline.size());
      r.z = call.octets;
      out_.script.timeline.push_back(std::move(entry));
      keep(r);
    }
  }

  void send(const StorySegment& s) {
    const StoryEnd& me = story_.end(s.from);
    const StoryEnd& peer = story_.end(1 - s.from);
    Packet packet;
    packet.segment = s.segment;
    packet.segment.text = static_cast<uint16_t>(std::min(s.text, 65535u));
    packet.from = address(s.from);
    packet.to = address(1 - s.from);
    packet.socket = s.from + 1u;
    packet.host = s.from;
    packet.retransmission = s.again;
    if (me.iss_known) packet.seq_base = me.iss.value;
    if (peer.iss_known) packet.ack_base = peer.iss.value;
    const auto id = static_cast<uint32_t>(out_.trace.packets.size());
    Record sent = record(RecordKind::Sent, s.ns, s.from);
    sent.x = id;
    keep(sent);
    packet.sent = static_cast<uint32_t>(out_.trace.records.size());
    out_.trace.packets.push_back(packet);
    Record end = record(s.lost ? RecordKind::Dropped : RecordKind::Arrived, s.ns,
                        static_cast<uint8_t>(1 - s.from));
    end.x = id;
    end.cause = packet.sent;
    if (s.lost)
      end.a = static_cast<uint8_t>(DropReason::Loss);
    else
      end.b = 1;  // before and after differ: it is not shown as ignored
    keep(end);
  }

  void states(uint32_t index, uint8_t host) {
    const std::vector<StoryChange>& changes = story_.end(host).changes;
    for (size_t i = 0; i < changes.size(); ++i) {
      if (changes[i].packet != index) continue;
      Record r = record(RecordKind::State, changes[i].ns, host);
      r.a = static_cast<uint8_t>(i == 0 ? State::Closed : changes[i - 1].to);
      r.b = static_cast<uint8_t>(changes[i].to);
      keep(r);
    }
  }

  const CaptureStory& story_;
  CaptureTrace out_;
};

}  // namespace

CaptureTrace capture_trace(const CaptureStory& story) {
  return TraceMaker(story).make();
}

}  // namespace finwait
