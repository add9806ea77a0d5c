// What the trace of a run can tell about the protocol.
#include <algorithm>
#include <array>
#include <optional>

#include "sim/explore/checks.hpp"

namespace finwait {
namespace {

// What one incarnation of a connection has sent: the numbers of its stream.
struct Sender {
  std::optional<SeqNum> syn;
  std::optional<SeqNum> fin;
  std::optional<SeqNum> edge;       // the right edge that it advertised last
  std::optional<SeqNum> acked;      // the highest acknowledgment that it got
  uint32_t widest = 0;              // the widest window that it was told
  int scale = -1;                   // offered on its SYN; -1: none
};

class TraceChecker {
 public:
  TraceChecker(const Trace& trace, const Script& script) : trace_(trace), script_(script) {
    states_.assign(trace.sockets.size() + 1, State::Closed);
    senders_.resize(trace.streams.size() + 1);
    forged_ = std::any_of(trace.packets.begin(), trace.packets.end(),
                          [](const Packet& p) { return p.forged; });
  }

  std::vector<Violation> run() {
    for (id_ = 1; id_ <= trace_.records.size(); ++id_) {
      const Record& r = trace_.record(id_);
      if (r.cause >= id_) complain("caused by a later record");
      if (id_ > 1 && r.t < trace_.record(id_ - 1).t) complain("earlier than the record before");
      switch (r.kind) {
        case RecordKind::Host: host(r); break;
        case RecordKind::State: state(r); break;
        case RecordKind::Sent: sent(r, trace_.packet(r.packet())); break;
        case RecordKind::Arrived: arrived(r, trace_.packet(r.packet())); break;
        case RecordKind::Socket:
        case RecordKind::Call:
        case RecordKind::Result:
        case RecordKind::Dropped:
        case RecordKind::Timer:
        case RecordKind::Event:
        case RecordKind::Bytes: break;
      }
    }
    return std::move(out_);
  }

 private:
  void complain(std::string text) {
    if (out_.size() < 20) out_.push_back({id_, std::move(text)});
  }

  void host(const Record& r) {
    if (r.host_action() == HostAction::PowerOff) down_[r.host] = true;
    if (r.host_action() == HostAction::Reboot) down_[r.host] = false;
  }

  void state(const Record& r) {
    State& now = states_[r.socket];
    const bool child = now == State::Closed && r.from() == State::Listen;
    if (now != r.from() && !child)
      complain(std::string(state_name(r.from())) + " left, but the state was " +
               std::string(state_name(now)));
    if (!legal_transition(r.from(), r.to()))
      complain("illegal change " + std::string(state_name(r.from())) + " to " +
               std::string(state_name(r.to())));
    // A child that gives way to its listener is gone.
    now = r.to() == State::Listen && r.from() == State::SynReceived ? State::Closed : r.to();
  }

  void sent(const Record& r, const Packet& p) {
    if (p.forged) return;
    if (down_[r.host]) complain("a segment from a host that is down");
    const Segment& seg = p.segment;
    if (seg.has(kRst) && r.cause != kNoCause) answer_of_reset(trace_.record(r.cause));
    if (p.socket == kNoSocket) {
      if (!seg.has(kRst)) complain("no connection, but no reset either");
      return;
    }
    const uint32_t stream = seg.payload.stream;
    if (stream == kNoStream || stream >= kForgedStream || seg.has(kRst)) return;
    numbers(senders_[stream], seg);
    if (!forged_) windows(senders_[stream], seg, scaled(p));
    blocks(seg);
  }

  // 3.5.2: a RST never answers a RST, nor an unacceptable segment in a synchronized state.
  void answer_of_reset(const Record& cause) {
    if (cause.kind != RecordKind::Arrived) return;
    if (trace_.packet(cause.packet()).segment.has(kRst)) complain("a RST in answer to a RST");
    if (!synchronized(cause.before()) || cause.before() == State::TimeWait) return;
    const auto unacceptable = static_cast<uint16_t>(Rule::T068);
    if (cause.rules[0] == unacceptable)
      complain("an unacceptable segment was answered with a RST");
  }

  void numbers(Sender& s, const Segment& seg) {
    if (seg.has(kSyn)) {
      if (s.syn && *s.syn != seg.seq) complain("a second SYN with another number");
      s.syn = seg.seq;
      if (seg.options.window_scale) s.scale = seg.options.window_scale - 1;
    }
    if (!s.syn) return;
    if (seg.text > 0 && seg.payload.offset != seg.text_seq() - (*s.syn + 1))
      complain("text that is not at its place in the stream");
    const SeqNum end = seg.text_seq() + seg.text;
    if (seg.has(kFin)) {
      if (s.fin && *s.fin != end) complain("the FIN has another number than before");
      s.fin = end;
    }
    if (seg.text > 0 && s.fin && end > *s.fin) complain("text after the FIN");
  }

  static bool is_duplicate_report(const Segment& seg) {
    const Options& o = seg.options;
    if (o.sack_count == 0) return false;
    if (o.sack[0].start < seg.ack) return true;
    return o.sack_count > 1 && o.sack[0].start >= o.sack[1].start && o.sack[0].end <= o.sack[1].end;
  }

  // RFC 2018: what is reported lies beyond the acknowledgment, and each octet once.
  void blocks(const Segment& seg) {
    const Options& o = seg.options;
    // The first may report what came twice (RFC 2883).
    for (size_t i = is_duplicate_report(seg) ? 1 : 0; i < o.sack_count; ++i) {
      if (o.sack[i].start <= seg.ack || o.sack[i].end <= o.sack[i].start)
        complain("a SACK block that says nothing");
      for (size_t k = is_duplicate_report(seg) ? 1 : 0; k < i; ++k)
        if (o.sack[i].start < o.sack[k].end && o.sack[k].start < o.sack[i].end)
          complain("two SACK blocks that overlap");
    }
    if (o.sack_count > (o.timestamps ? 3 : 4)) complain("more SACK blocks than there is room for");
  }

  // The window that this segment advertises, and the one that it must fit into.
  void windows(Sender& s, const Segment& seg, bool agreed) {
    const int scale = agreed ? s.scale : 0;
    const uint32_t slack = (1u << scale) - 1;
    if (seg.has(kAck)) {
      const SeqNum edge = seg.ack + (uint32_t{seg.wnd} << (seg.has(kSyn) ? 0 : scale));
      if (!seg.has(kSyn) && s.edge && edge + slack < *s.edge)
        complain("the right window edge moved left");
      s.edge = s.edge ? later(*s.edge, edge) : edge;
    }
    const SeqNum end = seg.text_seq() + seg.text;
    const bool probe = seg.text == 1;
    if (seg.text > 0 && s.acked && end > *s.acked + s.widest && !probe)
      complain("text beyond the window that the peer advertised");
  }

  void arrived(const Record& r, const Packet& p) {
    if (r.socket == kNoSocket || forged_ || p.forged) return;
    const Segment& seg = p.segment;
    if (!synchronized(r.after()) || seg.has(kRst)) return;
    const uint32_t mine = trace_.socket(r.socket).stream;
    const uint32_t theirs = seg.payload.stream;
    if (mine == kNoStream || theirs == kNoStream || !seg.has(kAck)) return;
    Sender& s = senders_[mine];
    const int scale = scaled(p) && !seg.has(kSyn) ? senders_[theirs].scale : 0;
    s.acked = s.acked ? later(*s.acked, seg.ack) : seg.ack;
    s.widest = std::max(s.widest, uint32_t{seg.wnd} << scale);
  }

  // RFC 7323: windows are scaled when both ends offer it.
  bool scaled(const Packet& p) const {
    const auto offers = [&](Address a) {
      for (const HostConfig& h : script_.hosts)
        if (h.address == a.ip) return h.profile.window_scale >= 0;
      return false;
    };
    return offers(p.from) && offers(p.to);
  }

  const Trace& trace_;
  const Script& script_;
  uint32_t id_ = 0;
  bool forged_ = false;
  std::array<bool, 2> down_{};
  std::vector<State> states_;     // by socket id
  std::vector<Sender> senders_;   // by stream
  std::vector<Violation> out_;
};

}  // namespace

std::vector<Violation> check_trace(const Trace& trace, const Script& script) {
  return TraceChecker(trace, script).run();
}

}  // namespace finwait
