#include "sim/run/near_miss.hpp"

#include <algorithm>

#include "sim/tcp/operations.hpp"

namespace finwait {
namespace {

// The first record of the step that `before` is about to take; null at the end.
const Record* first_record(const World& before, const Trace& trace) {
  const uint64_t step = before.steps() + 1;
  if (step >= trace.step_ends.size()) return nullptr;
  const uint32_t first = trace.step_ends[step - 1] + 1;
  return first <= trace.step_ends[step] ? &trace.record(first) : nullptr;
}

uint32_t acting_slot(const World& before, const Record* r) {
  if (r == nullptr || r->socket == kNoSocket) return kNone;
  const bool acts = r->kind == RecordKind::Arrived || r->kind == RecordKind::Call ||
                    r->kind == RecordKind::Timer;
  return acts ? before.slot_of(r->socket) : kNone;
}

// One input to a TCB that stands beside the world.
class Experiment {
 public:
  Experiment(const World& before, uint32_t slot, Time now)
      : socket_(before.sockets()[slot]),
        profile_(before.script().hosts[socket_.host].profile),
        now_(now),
        tcb(before.tcb(slot)) {}

  Reaction arrives(const Segment& seg) {
    Step s = step();
    segment_arrives(tcb, seg, s);
    return reaction();
  }

  Reaction meets_nobody(const Segment& seg) {
    Step s = step();
    closed_segment_arrives(seg, s);
    tcb.state = State::Closed;
    return reaction();
  }

  // close(), as the socket layer does it.
  Reaction close(bool linger_zero) {
    Step s = step();
    if (linger_zero) {
      tcb.closed_by_user = true;
      abort_call(tcb, Rule::None, s);
    } else {
      close_socket(tcb, s);
    }
    return reaction();
  }

  // What the user was told when the connection was reset; Ok: nothing.
  Errno told() const {
    for (const Note& note : out_.notes) {
      if (note.kind != Note::Kind::Signal) continue;
      if (note.signal == Signal::Reset) return Errno::EConnReset;
      if (note.signal == Signal::BrokenPipe) return Errno::EPipe;
      if (note.signal == Signal::Refused) return Errno::EConnRefused;
    }
    return Errno::Ok;
  }

 private:
  Step step() {
    Step s{now_, profile_, out_};
    s.stream = socket_.stream;
    s.receive_buffer = socket_.receive_buffer;
    s.time_wait = seconds(1);  // any: the reaction does not tell how long
    return s;
  }

  Reaction reaction() const {
    Reaction r;
    r.after = tcb.state == State::Listen ? State::Closed : tcb.state;
    for (size_t i = 0; i < out_.segments.size(); ++i) r.sent.push_back(out_.segments[i].segment);
    return r;
  }

  const Socket& socket_;
  const Profile& profile_;
  Time now_;
  Outbox out_;

 public:
  Tcb tcb;
};

class Search {
 public:
  Search(const World& before, const Trace& trace, const Record& event, uint32_t slot)
      : before_(before),
        trace_(trace),
        event_(event),
        slot_(slot),
        socket_(before.sockets()[slot]),
        tcb_(before.tcb(slot)) {}

  std::vector<NearMiss> find() {
    if (event_.kind == RecordKind::Arrived) arrival();
    if (event_.kind == RecordKind::Call && event_.call() == CallKind::Close) closing();
    return std::move(found_);
  }

 private:
  Experiment experiment() const { return {before_, slot_, event_.t}; }

  void add(Change change, const Reaction& actual, Reaction would) {
    if (would == actual) return;
    found_.push_back({change, socket_.host, tcb_.state, std::move(would)});
  }

  void arrival() {
    if (tcb_.state == State::Closed || tcb_.state == State::Listen) return;
    const Segment& seg = trace_.packet(event_.packet()).segment;
    const Reaction actual = experiment().arrives(seg);
    if (tcb_.state == State::TimeWait) gone(seg, actual);
    if (seg.has(kRst)) reset_elsewhere(seg, actual);
    if (seg.has(kAck) && tcb_.snd.fin_sent && !tcb_.fin_acked()) fin_acknowledged(seg, actual);
    if (seg.text > 0) user_gone(seg, actual);
  }

  // TIME_WAIT answers a FIN that comes again; without it the answer is a reset (RFC 9293 3.10.7.1),
  // which ends the connection of whoever waits for that answer.
  void gone(const Segment& seg, const Reaction& actual) {
    const size_t known = found_.size();
    add(Change::Gone, actual, experiment().meets_nobody(seg));
    const uint32_t sender = before_.slot_of(trace_.packet(event_.packet()).socket);
    if (found_.size() == known || sender == kNone) return;
    const Socket& other = before_.sockets()[sender];
    const State in = before_.tcb(sender).state;
    for (const Segment& answer : found_.back().would.sent) {
      Experiment there(before_, sender, event_.t);
      if (!answer.has(kRst) || in == State::Closed) continue;
      if (there.arrives(answer).after != State::Closed) continue;
      const Errno told = other.open ? there.told() : Errno::Ok;
      if (!other.open || told != Errno::Ok) found_.back().peer = PeerReset{other.host, in, told};
    }
  }

  // RFC 5961 3.2: only the exact number resets.
  void reset_elsewhere(Segment seg, const Reaction& actual) {
    const bool exact = seg.seq == tcb_.rcv.nxt;
    seg.seq = exact ? tcb_.rcv.nxt + 1 : tcb_.rcv.nxt;
    add(exact ? Change::Ahead : Change::Exact, actual, experiment().arrives(seg));
  }

  void fin_acknowledged(Segment seg, const Reaction& actual) {
    const SeqNum fin = tcb_.snd.end;
    const bool acked = seg.ack == fin + 1;
    if (!acked && seg.ack != fin) return;
    seg.ack = acked ? fin : fin + 1;
    add(acked ? Change::FinNotAcked : Change::FinAcked, actual, experiment().arrives(seg));
  }

  // New text after our FIN: somebody must read it (RFC 9293 3.6.1, facts A096).
  void user_gone(const Segment& seg, const Reaction& actual) {
    const bool closing = tcb_.state == State::FinWait1 || tcb_.state == State::FinWait2;
    if (!closing) return;
    Experiment other = experiment();
    other.tcb.closed_by_user = !tcb_.closed_by_user;
    add(tcb_.closed_by_user ? Change::UserReads : Change::UserGone, actual, other.arrives(seg));
  }

  void closing() {
    const bool lives = socket_.open && !socket_.listening && socket_.references <= 1;
    const bool shuts = tcb_.state == State::Established || tcb_.state == State::CloseWait ||
                       tcb_.state == State::FinWait2;
    if (!lives || !shuts) return;
    const bool hard = socket_.linger_on && socket_.linger_seconds == 0;
    const Reaction actual = experiment().close(hard);
    Experiment other = experiment();
    const bool unread = tcb_.rcv.unread > 0;
    other.tcb.rcv.unread = unread ? 0 : 1;
    add(unread ? Change::NothingUnread : Change::Unread, actual, other.close(hard));
    add(hard ? Change::LingerOff : Change::LingerZero, actual, experiment().close(!hard));
  }

  const World& before_;
  const Trace& trace_;
  const Record& event_;
  uint32_t slot_;
  const Socket& socket_;
  const Tcb& tcb_;
  std::vector<NearMiss> found_;
};

}  // namespace

bool Reaction::operator==(const Reaction& other) const {
  const auto same = [](const Segment& a, const Segment& b) {
    return ((a.ctl ^ b.ctl) & ~kPsh) == 0;
  };
  return after == other.after &&
         std::equal(sent.begin(), sent.end(), other.sent.begin(), other.sent.end(), same);
}

std::vector<NearMiss> near_misses(const World& before, const Trace& trace) {
  const Record* event = first_record(before, trace);
  const uint32_t slot = acting_slot(before, event);
  if (slot == kNone || before.script().hosts[before.sockets()[slot].host].outside) return {};
  return Search(before, trace, *event, slot).find();
}

const Tcb* acting_tcb(const World& before, const Trace& trace) {
  const uint32_t slot = acting_slot(before, first_record(before, trace));
  return slot == kNone ? nullptr : &before.tcb(slot);
}

}  // namespace finwait
