#include "gui/model/backstory.hpp"

#include <algorithm>

#include "gui/model/words.hpp"
#include "sim/wire/notation.hpp"
#include "sim/world/api_words.hpp"

namespace finwait {
namespace {

constexpr size_t kMostCauses = 64;
constexpr size_t kFarthestEffect = 1000000;  // records that are looked through for one

// Numbers relative to the two initial ones, joined by the relations that hold between them.
class Guard {
 public:
  Guard(const Source& source, const Tcb& tcb) : say_(source.phrases), t_(tcb) {}

  std::string arrival(const Segment& seg) {
    const bool heard = t_.state != State::SynSent;
    if (heard) sequence(seg);
    if (seg.has(kAck)) acknowledgment(seg.ack);
    return std::move(text_);
  }

  std::string closing() {
    part(say_(Phrase::Unread) + " " + std::to_string(t_.rcv.unread));
    part(say_(Phrase::Unsent) + " " + std::to_string(t_.unsent()));
    part(say_(Phrase::InFlight) + " " + std::to_string(t_.in_flight()));
    return std::move(text_);
  }

  std::string timer(Timer timer) {
    if (timer == Timer::Retransmission) {
      part("SND.UNA " + sent(t_.snd.una) + " < SND.NXT " + sent(t_.snd.nxt));
      part("RTO " + time_text(t_.rto));
    }
    if (timer == Timer::Persist)
      part("SND.WND = " + std::to_string(t_.snd.wnd) + " < " +
           std::to_string(t_.snd.end - t_.snd.una));
    return std::move(text_);
  }

 private:
  static std::string relative(SeqNum from, SeqNum n) { return std::to_string(distance(from, n)); }
  std::string sent(SeqNum n) const { return relative(t_.iss, n); }

  void part(const std::string& text) { text_ += (text_.empty() ? "" : "  \u00b7  ") + text; }

  // First of the eight steps: where the segment lies in the receive window.
  void sequence(const Segment& seg) {
    const std::string next = relative(t_.irs, t_.rcv.nxt);
    const std::string seq = relative(t_.irs, seg.seq);
    if (seg.seq == t_.rcv.nxt) return part("SEG.SEQ = RCV.NXT = " + next);
    if (seg.seq < t_.rcv.nxt) return part("SEG.SEQ " + seq + " < RCV.NXT " + next);
    const SeqNum edge = t_.right_edge();
    part("RCV.NXT " + next + " < SEG.SEQ " + seq + (seg.seq < edge ? " < " : " \u2265 ") +
         "RCV.NXT+RCV.WND " + relative(t_.irs, edge));
  }

  // Fifth: which of the numbers that were sent it acknowledges.
  void acknowledgment(SeqNum ack) {
    const std::string una = sent(t_.snd.una);
    const std::string nxt = sent(t_.snd.nxt);
    if (ack == t_.snd.una && ack == t_.snd.nxt)
      return part("SEG.ACK = SND.UNA = SND.NXT = " + nxt);
    if (ack == t_.snd.una) return part("SEG.ACK = SND.UNA = " + una + " < SND.NXT " + nxt);
    if (ack < t_.snd.una) return part("SEG.ACK " + sent(ack) + " < SND.UNA " + una);
    if (ack == t_.snd.nxt) return part("SND.UNA " + una + " < SEG.ACK = SND.NXT = " + nxt);
    if (ack < t_.snd.nxt)
      return part("SND.UNA " + una + " < SEG.ACK " + sent(ack) + " < SND.NXT " + nxt);
    part("SEG.ACK " + sent(ack) + " > SND.NXT " + nxt);
  }

  const Phrases& say_;
  const Tcb& t_;
  std::string text_;
};

Phrase condition(Change change) {
  switch (change) {
    case Change::Unread: return Phrase::IfUnread;
    case Change::NothingUnread: return Phrase::IfNothingUnread;
    case Change::LingerZero: return Phrase::IfLingerZero;
    case Change::LingerOff: return Phrase::IfLingerOff;
    case Change::Gone: return Phrase::IfGone;
    case Change::Exact: return Phrase::IfExact;
    case Change::Ahead: return Phrase::IfAhead;
    case Change::FinAcked: return Phrase::IfFinAcked;
    case Change::FinNotAcked: return Phrase::IfFinNotAcked;
    case Change::UserGone: return Phrase::IfUserGone;
    case Change::UserReads: return Phrase::IfUserReads;
  }
  return Phrase::Nothing;
}

std::string flags_of(const std::vector<Segment>& sent) {
  std::string text;
  for (const Segment& seg : sent) text += (text.empty() ? "" : ", ") + flag_names(seg.ctl);
  return text;
}

bool leads(const Record& r) {
  switch (r.kind) {
    case RecordKind::Arrived:
    case RecordKind::Host: return true;
    case RecordKind::Call: return r.entry() != kAutoCall;
    case RecordKind::Timer: return r.action() == TimerAction::Fired;
    case RecordKind::Socket:
    case RecordKind::Result:
    case RecordKind::Sent:
    case RecordKind::Dropped:
    case RecordKind::State:
    case RecordKind::Event:
    case RecordKind::Bytes: return false;
  }
  return false;
}

const Record* first_of_step(const Trace& trace, uint64_t step) {
  if (step == 0 || step >= trace.step_ends.size()) return nullptr;
  const uint32_t first = trace.step_ends[step - 1] + 1;
  return first <= trace.step_ends[step] ? &trace.record(first) : nullptr;
}

}  // namespace

Backstory backstory_of_step(Simulation& simulation, uint64_t step) {
  const uint64_t cursor = simulation.cursor();
  Backstory e = backstory_on_the_way(simulation, step);
  simulation.seek(cursor);
  return e;
}

Backstory backstory_on_the_way(Simulation& simulation, uint64_t step) {
  Backstory e;
  e.step = step;
  if (step == 0) {
    simulation.seek(0);
    return e;
  }
  simulation.seek(step - 1);
  if (const Tcb* tcb = acting_tcb(simulation.world(), simulation.trace())) e.tcb = *tcb;
  e.near = near_misses(simulation.world(), simulation.trace());
  simulation.seek(step);
  return e;
}

std::string guard_text(const Source& source, const Backstory& e) {
  const Record* r = first_of_step(source.trace, e.step);
  if (r == nullptr || !e.tcb) return "";
  Guard guard(source, *e.tcb);
  if (r->kind == RecordKind::Arrived && e.tcb->state != State::Listen)
    return guard.arrival(source.trace.packet(r->packet()).segment);
  if (r->kind == RecordKind::Call &&
      (r->call() == CallKind::Close || r->call() == CallKind::Shutdown))
    return guard.closing();
  if (r->kind == RecordKind::Timer && r->action() == TimerAction::Fired)
    return guard.timer(r->timer());
  return "";
}

std::string near_miss_text(const Source& source, const NearMiss& miss) {
  const Phrases& say = source.phrases;
  const std::string who(host_letter(miss.host & 1));
  const std::string flags = flags_of(miss.would.sent);
  const std::string after(state_name(miss.would.after));
  // A connection that is gone enters nothing.
  const bool moves = miss.would.after != miss.before && miss.change != Change::Gone;
  const Phrase what = moves ? (flags.empty() ? Phrase::WouldEnter : Phrase::WouldSendEnter)
                            : (flags.empty() ? Phrase::WouldIgnore : Phrase::WouldSend);
  const std::string text = say(condition(miss.change), {who}) + say(what, {who, flags, after});
  if (!miss.peer) return text;
  const PeerReset& peer = *miss.peer;
  const std::string other(host_letter(peer.host & 1));
  if (peer.told == Errno::Ok)
    return text + say(Phrase::WouldResetUnseen, {other, state_name(peer.in)});
  const HostConfig& config = source.script.hosts[peer.host];
  const std::string error = error_word(config, CallKind::Recv, peer.told);
  return text + say(Phrase::WouldReset, {other, state_name(peer.in), error});
}

std::vector<uint32_t> causes_of(const Trace& trace, uint32_t record) {
  std::vector<uint32_t> chain;
  uint32_t id = trace.record(record).cause;
  while (id != kNoCause && id < record && chain.size() < kMostCauses) {
    const Record& r = trace.record(id);
    if (leads(r)) chain.push_back(id);
    if (r.cause >= id) break;
    id = r.cause;
  }
  return chain;
}

uint32_t effect_of_step(const Trace& trace, uint64_t step) {
  if (step >= trace.step_ends.size()) return 0;
  const uint32_t first = step == 0 ? 1 : trace.step_ends[step - 1] + 1;
  const uint32_t last = trace.step_ends[step];
  const size_t end = std::min(trace.records.size(), last + kFarthestEffect);
  for (uint32_t id = last + 1; id <= end; ++id) {
    const Record& r = trace.record(id);
    if (r.cause >= first && r.cause <= last) return id;
  }
  return 0;
}

std::string cause_text(const Source& source, uint32_t record) {
  const Record& r = source.trace.record(record);
  std::string text(host_letter(r.host & 1));
  text += " ";
  switch (r.kind) {
    case RecordKind::Arrived:
      return text + arrow_label(source.trace.packet(r.packet()));
    case RecordKind::Call: return text + call_label(source, r);
    default: {
      Mark mark;
      mark.kind = r.kind == RecordKind::Timer ? Mark::Kind::TimerFired : Mark::Kind::Host;
      mark.record = record;
      return text + mark_label(source, mark);
    }
  }
}

}  // namespace finwait
