// Segments of a packetdrill script: numbers of the script and of the endpoint, injection,
// comparison.
#include <algorithm>
#include <array>

#include "sim/base/text.hpp"
#include "sim/run/packetdrill_machine.hpp"
#include "sim/run/packetdrill_notation.hpp"

namespace finwait {
namespace {

constexpr uint8_t kPeer = 1;

using Kind = DrillOption::Kind;

// The field of the original's error messages that differs, and both values.
std::string differs(std::string_view field, uint32_t expected, uint32_t actual) {
  return "live packet field " + std::string(field) + ": expected: " + std::to_string(expected) +
         " vs actual: " + std::to_string(actual);
}

}  // namespace

// The TCB of the connection under test; kNone when there is none.
uint32_t DrillMachine::flow_slot() const {
  uint32_t best = kNone;
  for (uint32_t slot = 0; slot < world_.sockets().size(); ++slot) {
    const Socket& s = world_.sockets()[slot];
    if (s.id == 0 || s.host != 0) continue;
    const bool listener = flow_.stage == Flow::Stage::Listening;
    if (listener ? s.listening : s.local == flow_.local && s.remote == flow_.remote) best = slot;
  }
  return best;
}

// Whom an inbound segment is from: the first one to a listener begins a connection.
bool DrillMachine::prepare_inbound(const DrillEvent& event) {
  const DrillPacket& p = event.packet;
  if (flow_.stage == Flow::Stage::None) {
    fail(event.line, "no matching socket for script packet");
    return false;
  }
  if (flow_.stage == Flow::Stage::Listening) {
    const Address local = flow_.local;
    old_flows_.push_back(flow_);
    flow_ = {};
    flow_.stage = Flow::Stage::Contacted;
    flow_.local = local;
    flow_.remote = {flags_.remote.ip, p.source_port ? p.source_port : next_port_++};
    flow_.remote_isn = static_cast<uint32_t>(p.segment.seq);
  } else if (flow_.stage == Flow::Stage::SynSent && (p.segment.ctl & kSyn)) {
    flow_.remote_isn = static_cast<uint32_t>(p.segment.seq);
    if (p.segment.ctl & kAck) flow_.stage = Flow::Stage::Open;
  }
  return true;
}

Options DrillMachine::inbound_options(const DrillEvent& event) {
  Options out;
  for (const DrillOption& o : event.packet.options) {
    if (o.kind == Kind::Mss) out.mss = static_cast<uint16_t>(o.value);
    if (o.kind == Kind::Scale) out.window_scale = static_cast<uint8_t>(std::min(o.value, 14u) + 1);
    if (o.kind == Kind::SackPermitted) out.sack_permitted = true;
    if (o.kind == Kind::Sack && out.sack_count == 0)
      for (const auto& block : o.blocks)
        out.sack[out.sack_count++] = {SeqNum{block.first + flow_.live_isn},
                                      SeqNum{block.second + flow_.live_isn}};
    if (o.kind != Kind::Timestamps) continue;
    out.timestamps = true;
    out.ts_value = o.value;
    out.ts_echo = o.echo;
    if (!(event.packet.segment.ctl & kAck)) continue;
    const auto known = flow_.timestamps.find(o.echo);
    if (known != flow_.timestamps.end()) {
      out.ts_echo = known->second;
    } else if (flags_.scaled_echo && flow_.timed) {
      out.ts_echo = o.echo - flow_.first_script_value + flow_.first_live_value;
    } else {
      fail(event.line, "unable to infer live TS ecr for script TS ecr " + std::to_string(o.echo) +
                           "; no matching or preceding outbound TS val");
    }
  }
  return out;
}

// Linux's windows follow from the memory that queued packets take, which is not simulated; it shows
// in large packets and in text that begins in the window that was told and goes beyond it.
void DrillMachine::weigh(const DrillEvent& event) {
  const WrittenSegment& w = event.packet.segment;
  recovered_ = recovered_ || recovers();
  if (w.text > shared_->hosts[0].profile.mss) counts_memory_ = true;
  const uint32_t slot = flow_slot();
  if (w.text == 0 || slot == kNone || (w.ctl & kSyn)) return;
  const SeqNum start{static_cast<uint32_t>(w.seq) + flow_.remote_isn};
  const Tcb& t = world_.tcb(slot);
  const bool inside = synchronized(t.state) && start < t.right_edge();
  if (inside && start + static_cast<uint32_t>(w.text) > t.right_edge() && doubts_.empty())
    doubt(event.line, "text beyond the window: what Linux's buffer still takes");
}

void DrillMachine::inject(const DrillEvent& event) {
  if (!prepare_inbound(event)) return;
  weigh(event);
  const WrittenSegment& w = event.packet.segment;
  const bool syn = (w.ctl & kSyn) != 0;
  Entry entry;
  entry.host = kPeer;
  entry.call = CallKind::Inject;
  entry.raw = true;
  entry.arrive = Duration{};
  entry.src = flow_.remote;
  entry.to = flow_.local;
  if (event.packet.source_port) entry.src->port = event.packet.source_port;
  if (event.packet.destination_port) entry.to->port = event.packet.destination_port;
  entry.segment = w;
  entry.segment.any_options = false;
  entry.segment.seq = static_cast<uint32_t>(w.seq) + (syn ? 0 : flow_.remote_isn);
  if (w.ctl & kAck)
    entry.segment.ack =
        static_cast<uint32_t>(w.ack.value_or(0)) + flow_.live_isn - (syn ? flow_.script_isn : 0);
  else
    entry.segment.ack.reset();
  entry.segment.options = inbound_options(event);
  if (!failed_) perform(entry);
}

// RFC 5927 4.1: a message must quote what is in flight; FreeBSD (tcp_ctlinput()) leaves SND.MAX
// out, Linux (tcp_v4_err()) does not.
bool DrillMachine::quotes_flight(const DrillIcmp& icmp, const Tcb& tcb) const {
  const bool bsd = shared_->hosts[0].profile.icmp_by_code;
  const SeqNum quoted{icmp.quoted + flow_.live_isn};
  return tcb.snd.una <= quoted && (quoted < tcb.snd.max || (!bsd && quoted == tcb.snd.max));
}

void DrillMachine::inject_icmp(const DrillEvent& event) {
  const uint32_t slot = flow_slot();
  if (slot == kNone) return;  // about a connection that is gone: ignored
  const Tcb& tcb = world_.tcb(slot);
  const bool bsd = shared_->hosts[0].profile.icmp_by_code;
  const std::optional<IcmpKind> kind = bsd ? event.icmp.bsd : event.icmp.kind;
  if (!kind || !quotes_flight(event.icmp, tcb)) return;
  if (*kind == IcmpKind::FragmentationNeeded) {
    // FreeBSD: only what is less than the MSS that it assumes until the peer told its own.
    const uint32_t assumed = flags_.ipv6 ? 1220 + 60 : 536 + 40;
    const bool ignored = bsd && tcb.state == State::SynSent && event.icmp.mtu >= assumed;
    if (ignored) return;
    skip(event.line, "path MTU discovery (ICMP frag_needed)");
    spoiled_ = true;
    return;
  }
  Entry entry;
  entry.host = 0;
  entry.call = CallKind::Icmp;
  entry.icmp = *kind;
  const Socket& s = world_.sockets()[slot];
  entry.socket = s.name >= 0 ? s.name : shared_->add_name("conn#" + std::to_string(s.number));
  perform(entry);
}

// The next segment that the endpoint has sent on the connection under test, if there is one.
std::optional<DrillMachine::Seen> DrillMachine::take_sent() {
  for (; next_record_ < trace_.records.size(); ++next_record_) {
    const Record& r = trace_.records[next_record_];
    if (r.kind != RecordKind::Sent || r.host != 0) continue;
    const Packet& packet = trace_.packet(r.packet());
    if (packet.forged) continue;
    const bool opening =
        flow_.stage == Flow::Stage::Connecting || flow_.stage == Flow::Stage::SynSent;
    if (opening && packet.segment.has(kSyn) && !packet.segment.has(kAck) &&
        packet.to == flow_.remote) {
      flow_.local = packet.from;
      flow_.live_isn = packet.segment.seq.value;
    }
    const bool same_host = packet.to.ip == flow_.remote.ip;
    if (!same_host || packet.to.port != flow_.remote.port) {
      const bool known = std::any_of(old_flows_.begin(), old_flows_.end(), [&](const Flow& f) {
        return f.local == packet.from && f.remote == packet.to;
      });
      if (!known) continue;
    }
    ++next_record_;
    return Seen{packet, r.t, packet.segment.text, false};
  }
  return std::nullopt;
}

// Waits, in virtual time, until the endpoint sends.
std::optional<DrillMachine::Seen> DrillMachine::next_seen(const DrillEvent& event) {
  for (;;) {
    if (const auto seen = take_sent()) return seen;
    if (world_.next_time() == kNever || !step()) {
      fail(event.line,
           "expected outbound packet " + event.packet.text + ", but nothing more is ever sent");
      return std::nullopt;
    }
    look_at_waiting();
    if (stopped_) return std::nullopt;
  }
}

// Segments in order that leave at the same time count as one of the expected length: its fields are
// those of the last but for the number. All before the last have the same length. Where Linux ends
// its packets, each with PSH, is known roughly: PSH of one of them is enough.
void DrillMachine::merge(const DrillEvent& event, Seen& seen) {
  if (flags_.strict_segments) return;
  constexpr uint8_t kMay = kPsh | kFin;
  uint32_t length = seen.text;
  while (seen.text > 0 && seen.text < event.packet.segment.text) {
    while (world_.next_time() <= std::max(now_, seen.t) && step()) {
    }
    const size_t back = next_record_;
    const auto more = take_sent();
    const bool fits = more && more->packet.segment.text > 0 &&
                      more->packet.from == seen.packet.from && more->packet.to == seen.packet.to &&
                      more->packet.segment.seq == seen.packet.segment.seq + seen.text &&
                      ((more->packet.segment.ctl ^ seen.packet.segment.ctl) & ~kMay) == 0;
    const bool ends = fits && seen.text + more->text >= event.packet.segment.text;
    if (!fits || (!ends && more->text != length)) {
      next_record_ = back;
      return;
    }
    const SeqNum first = seen.packet.segment.seq;
    seen.pushed = seen.pushed || seen.packet.segment.has(kPsh);
    seen.text += more->text;
    seen.packet = more->packet;
    seen.packet.segment.seq = first;
  }
}

void DrillMachine::expect(const DrillEvent& event, Duration base) {
  const WrittenSegment& want = event.packet.segment;
  if (flow_.stage == Flow::Stage::None || flow_.stage == Flow::Stage::Listening) {
    fail(event.line, "no matching socket for script packet");
    return;
  }
  const bool syn = (want.ctl & kSyn) != 0;
  const bool ack = (want.ctl & kAck) != 0;
  if (flow_.stage == Flow::Stage::Connecting && syn && !ack) {
    flow_.stage = Flow::Stage::SynSent;
    flow_.script_isn = static_cast<uint32_t>(want.seq);
  }
  auto seen = next_seen(event);
  if (!seen) return;
  now_ = std::max(now_, seen->t);
  if (flow_.stage == Flow::Stage::Contacted && syn && ack) {
    flow_.stage = Flow::Stage::Open;
    flow_.script_isn = static_cast<uint32_t>(want.seq);
    flow_.live_isn = seen->packet.segment.seq.value;
  }
  if (event.packet.any_seq) {  // another incarnation, perhaps
    flow_.script_isn = 0;
    flow_.live_isn = seen->packet.segment.seq.value;
  }
  merge(event, *seen);
  compare(event, *seen, base);
}

// packetdrill's map_outbound: the endpoint's numbers as the script would write them.
WrittenSegment DrillMachine::in_script_numbers(const Seen& seen) const {
  const Segment& live = seen.packet.segment;
  const bool syn = live.has(kSyn);
  WrittenSegment out;
  out.ctl = live.ctl;
  out.seq = uint32_t{live.seq.value - flow_.live_isn + (syn ? flow_.script_isn : 0)};
  if (live.has(kAck)) out.ack = uint32_t{live.ack.value - (syn ? 0 : flow_.remote_isn)};
  out.text = seen.text;
  out.win = live.wnd;
  if (live.has(kUrg)) out.urg = live.up;
  return out;
}

std::string DrillMachine::seen_text(const Seen& seen) const {
  const std::vector<DrillOption> options =
      drill_options(seen.packet.segment.options, shared_->hosts[0].profile.name, flow_.remote_isn);
  return "> " + segment_text(in_script_numbers(seen), true, false) +
         (options.empty() ? "" : " " + drill_options_text(options));
}

bool DrillMachine::compare_fields(const WrittenSegment& want, const WrittenSegment& have,
                                  bool pushed, std::string& why) const {
  struct Flag {
    uint8_t bit;
    std::string_view name;
  };
  constexpr std::array<Flag, 6> kFlags = {{{kFin, "tcp_fin"},
                                           {kSyn, "tcp_syn"},
                                           {kRst, "tcp_rst"},
                                           {kPsh, "tcp_psh"},
                                           {kAck, "tcp_ack"},
                                           {kUrg, "tcp_urg"}}};
  for (const Flag& f : kFlags)
    if ((want.ctl ^ (pushed ? have.ctl | (want.ctl & kPsh) : have.ctl)) & f.bit) {
      why = differs(f.name, (want.ctl & f.bit) != 0, (have.ctl & f.bit) != 0);
      return false;
    }
  const auto check = [&](std::string_view name, int64_t expected, int64_t actual) {
    if (expected == actual) return true;
    why = differs(name, static_cast<uint32_t>(expected), static_cast<uint32_t>(actual));
    return false;
  };
  return check("tcp_seq", want.seq, have.seq) && check("tcp_payload", want.text, have.text) &&
         check("tcp_ack_seq", want.ack.value_or(0), have.ack.value_or(0)) &&
         (!want.win || check("tcp_window", *want.win, have.win.value_or(0))) &&
         check("tcp_urg_ptr", want.urg.value_or(0), have.urg.value_or(0));
}

// The script's TSval stands for ours from now on.
void DrillMachine::learn_timestamps(const DrillPacket& want, const Segment& live) {
  if (!live.options.timestamps) return;
  for (const DrillOption& o : want.options) {
    if (o.kind != Kind::Timestamps || o.any) continue;
    flow_.timestamps[o.value] = live.options.ts_value;
    if (flow_.timed) continue;
    flow_.timed = true;
    flow_.first_script_value = o.value;
    flow_.first_live_value = live.options.ts_value;
  }
}

bool DrillMachine::compare_options(const DrillPacket& want, const Seen& seen, std::string& why) {
  if (want.segment.any_options) return true;
  const std::vector<DrillOption> have =
      drill_options(seen.packet.segment.options, shared_->hosts[0].profile.name, flow_.remote_isn);
  bool same = have.size() == want.options.size();
  for (size_t i = 0; same && i < have.size(); ++i) {
    const DrillOption& a = want.options[i];
    const DrillOption& b = have[i];
    same = a.kind == b.kind && a.blocks == b.blocks &&
           (a.kind == Kind::Timestamps || a.value == b.value);
    const bool timed = a.kind == Kind::Timestamps && !a.any && flags_.timestamp_tick_us != 0;
    if (!same || !timed) continue;
    const uint32_t value = flow_.first_script_value + (b.value - flow_.first_live_value);
    const int64_t off = static_cast<int32_t>(value - a.value);
    if ((off < 0 ? -off : off) * flags_.timestamp_tick_us * 1000 <= flags_.tolerance.ns) continue;
    why = "bad outbound TCP timestamp value " + std::to_string(value);
    return false;
  }
  if (!same) why = "bad outbound TCP options";
  return same;
}

void DrillMachine::compare(const DrillEvent& event, const Seen& seen, Duration base) {
  if (seen.packet.from != flow_.local || seen.packet.to != flow_.remote) {
    fail(event.line, "packet is not for expected socket");
    return;
  }
  learn_timestamps(event.packet, seen.packet.segment);
  std::string why;
  const bool same =
      compare_fields(event.packet.segment, in_script_numbers(seen), seen.pushed, why) &&
      compare_options(event.packet, seen, why);
  const std::string both = "\n  script packet: " + event.packet.text +
                           "\n  actual packet: " + seen_text(seen) + " at " + seconds_text(seen.t);
  if (!same) {
    if (counts_memory_ && why.find("tcp_window") != std::string::npos)
      doubt(event.line, "the window, which Linux makes of the memory that packets take");
    fail(event.line, "error handling packet: " + why + both);
    return;
  }
  const Duration from = base + event.time.at;
  const Duration to = event.time.ranged() ? base + event.time.end : from;
  const bool late_ack = counts_memory_ && seen.text == 0 && seen.t - Time{} > to;
  const size_t known = doubts_.size();
  if (late_ack)
    doubt(event.line, "when Linux acknowledges, by the memory that is left for its window");
  if (!on_time(event.time.kind, from, to, seen.t, "outbound packet", event.line))
    out_.error += both;
  else
    doubts_.resize(known);
}

}  // namespace finwait
