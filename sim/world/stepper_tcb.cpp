// Driving a TCB: the surroundings of each operation, and what becomes of its Outbox.
#include <algorithm>

#include "sim/tcp/operations.hpp"
#include "sim/world/stepper.hpp"

namespace finwait {

// T170, on systems where that matters to a child that is being opened.
bool Stepper::accept_queue_full(const Socket& child) const {
  const Socket& listener = socket(child.parent);
  return profile(child.host).request_socket && listener.waiting >= accept_capacity(listener);
}

void Stepper::flush(uint32_t slot, size_t first_note) {
  Outbox& out = w_.scratch_;
  Socket& s = socket(slot);  // nothing below makes a socket
  Tcb& t = tcb(slot);
  bool gone = false;
  Rule ended = Rule::None;
  Time soonest = kNever;  // of the timers that were set
  uint32_t texts = 0;     // not 0: text was sent
  const Note* const end = out.notes.end();
  for (const Note* note = out.notes.begin() + first_note; note != end; ++note) {
    if (note->kind == Note::Kind::Timer) {
      soonest = std::min(soonest, on_timer(s, t, *note));
    } else if (note->kind == Note::Kind::State) {
      on_state(s, slot, *note);
      ended = note->rule;
    } else if (note->kind == Note::Kind::Segment) {
      const OutSegment& segment = out.segments[note->segment];
      texts |= segment.segment.text;
      transmit(s, t, slot, segment);
    } else if (note->kind == Note::Kind::Signal) {
      if (note->signal == Signal::Gone) gone = true;
      else on_signal(s, slot, note->signal);
    } else if (note->kind == Note::Kind::Text) {
      on_text(s, *note);
    } else {
      account_flushed(slot, *note);
    }
  }
  out.clear();
  if (gone) on_gone(slot, ended);
  else if (texts != 0) tell_after_sending(s);
  if (s.id == 0) return;
  // A timer that was stopped, or set to later, leaves a wake-up that comes too early: see prune().
  if (soonest < w_.wakes_[slot].t) schedule(slot, t.timers);
  wake(s, slot);
}

// The deadline that a timer was set to; else kNever.
SIM_INLINE Time Stepper::on_timer(const Socket& s, Tcb& t, const Note& note) {
  const uint32_t id = record_timer(s, note.timer, note.action, note.at);
  if (note.action != TimerAction::Set && note.action != TimerAction::Restarted) return kNever;
  t.timers.set_stamp(note.timer, id);
  return note.at;
}

SIM_INLINE void Stepper::on_state(Socket& s, uint32_t slot, const Note& note) {
  State to = note.to;
  Rule rule = note.rule;
  if (note.from == State::SynReceived) {
    // T181: a child that displaced a TIME_WAIT gives way to it again.
    const bool ends = to == State::Listen || to == State::Closed;
    const bool restores = ends && std::any_of(w_.displaced_.begin(), w_.displaced_.end(),
                                              [&](const World::Displaced& d) {
                                                return d.child == s.id;
                                              });
    if (restores) {
      to = State::TimeWait;
      rule = Rule::T181;
    }
    if (to == State::FinWait1) s.connected = true;  // T026
    if (s.parent != kNone && socket(s.parent).half_open > 0) --socket(s.parent).half_open;
  }
  if (note.from == State::SynSent) s.news = true;  // IRS
  record_state(s, slot, note.from, to, rule);
  if (note.to == State::Closed || note.to == State::Listen) {
    if (s.stream != kNoStream) w_.accounts_.edit(s.stream - 1).killer = note.rule;
    if (s.peer_stream != kNoStream && s.peer_stream < kForgedStream)
      w_.accounts_.edit(s.peer_stream - 1).reader_killer = note.rule;
  }
}

SIM_INLINE void Stepper::on_signal(Socket& s, uint32_t slot, Signal signal) {
  switch (signal) {
    case Signal::Acknowledged: s.soft_error = Errno::Ok; return;  // the way is open again
    case Signal::Gone: return;
    case Signal::Readable: record_event(s, EventKind::Readable, Errno::Ok); return;
    case Signal::Connected:
      s.connected = true;
      if (!w_.displaced_.empty())
        std::erase_if(w_.displaced_, [&](const World::Displaced& d) { return d.child == s.id; });
      if (s.parent != kNone && !s.accepted) enqueue_child(slot);
      return;
    case Signal::Refused:  // an ICMP message has already said why (A037)
      if (s.pending == Errno::Ok) s.pending = Errno::EConnRefused;
      break;
    case Signal::Reset: s.pending = Errno::EConnReset; break;
    case Signal::BrokenPipe: s.pending = Errno::EPipe; break;
    case Signal::TimedOut:  // the ICMP message that came before knows more
      s.pending = s.soft_error != Errno::Ok ? s.soft_error : Errno::ETimedOut;
      break;
    case Signal::EndOfStream: record_event(s, EventKind::EndOfStream, Errno::Ok); break;
    case Signal::Urgent:
      record_event(s, EventKind::Urgent, Errno::Ok);
      if (s.network_events && !(s.posted & kFdOob)) post(slot, kFdOob, Errno::Ok);  // A141
      break;
  }
  note_failure(slot, signal);
  if (s.pending != Errno::Ok && s.open) record_event(s, EventKind::Error, s.pending);
}

void Stepper::on_text(const Socket& s, const Note& note) {
  if (note.stream == s.peer_stream && s.peer_stream != kNoStream) {
    if (s.peer_stream < kForgedStream) w_.accounts_.edit(s.peer_stream - 1).received += note.len;
    return;
  }
  w_.foreign_.push_back({s.id, note.seq, note.len});
}

// The TCB is deleted: the socket may live on (a descriptor, unread data, waiting calls).
SIM_INLINE void Stepper::on_gone(uint32_t slot, Rule killer) {
  close_accounts(slot);
  Socket& s = socket(slot);
  for (size_t i = 0; i < w_.displaced_.size(); ++i) {
    if (w_.displaced_[i].child != s.id) continue;
    tcb(slot) = w_.displaced_[i].tcb;  // T181
    tcb(slot).timers = {};
    s.stream = kNoStream;  // that incarnation's octets are all accounted for
    s.peer_stream = kNoStream;
    s.news = true;
    w_.displaced_.erase(w_.displaced_.begin() + static_cast<std::ptrdiff_t>(i));
    Step step = make_step(slot);
    restart_time_wait(tcb(slot), step);
    flush(slot);
    return;
  }
  if (tcb(slot).state == State::Listen) tcb(slot).state = State::Closed;
  forget_tuple(slot);
  wake(slot);
  release_if_dead(slot, killer);
}

bool Stepper::fire_timer(uint32_t slot) {
  Tcb& t = tcb(slot);
  const Timer timer = t.timers.first();
  w_.wakes_[slot] = {};
  w_.cause_ = t.timers.stamp(timer);
  Step step = make_step(slot);
  timeout(t, timer, step);
  // Everything that follows was caused by the timer's firing, which is the first note.
  const Note& fired = w_.scratch_.notes.front();
  w_.cause_ = record_timer(socket(slot), fired.timer, TimerAction::Fired, fired.at);
  flush(slot, 1);
  if (socket(slot).id != 0) schedule(slot, t.timers);
  return true;
}

// A blocked call's deadline: linger, or poll's timeout.
bool Stepper::fire_alarm(uint32_t index, uint64_t order) {
  BlockedCall& call = w_.blocked_[index];
  if (call.serial == 0 || call.alarm != order) return false;
  if (call.call == CallKind::Close)
    w_.cause_ = record_timer(socket(call.socket), Timer::Linger, TimerAction::Fired, w_.now_);
  else
    w_.cause_ = call.call_id;
  const CallResult result = expired(call);
  // What the expiry did (a reset) may have let the call return already.
  if (w_.blocked_[index].serial != 0 && w_.blocked_[index].alarm == order)
    finish_blocked(index, result);
  return true;
}

// The laboratory's hand: a timer that runs never fires, or fires now. Set anew it is as ever. No
// state TIME_WAIT is without its timer (3.6.1), so that one goes on for ever.
void Stepper::touch_timer(const Entry& entry, uint32_t index) {
  const uint32_t slot = resolve(entry, 0);
  const auto number = static_cast<int64_t>(entry.timer);
  w_.cause_ = record_call(entry.host, slot, entry.call, index, 0, number);
  if (slot == kNone || !tcb(slot).timers.running(entry.timer)) return;
  TimerTable& timers = tcb(slot).timers;
  const uint32_t stamp = timers.stamp(entry.timer);
  if (entry.call == CallKind::FireTimer) {
    timers.set(entry.timer, w_.now_);
  } else if (entry.timer == Timer::TimeWait) {
    timers.set(entry.timer, kNever);
  } else {
    timers.clear(entry.timer);
    record_timer(socket(slot), entry.timer, TimerAction::Cleared, w_.now_);
    return;
  }
  timers.set_stamp(entry.timer, stamp);
  schedule(slot, timers);
}

bool Stepper::is_current(const EventQueue::Event& event) const {
  switch (event.kind()) {
    case Due::Call:
    case Due::Arrival: return true;
    case Due::Woken: {
      const uint32_t index = event.index() / 2;
      if (event.index() % 2 == 0)
        return index < w_.blocked_.size() && w_.blocked_[index].serial != 0 &&
               w_.blocked_[index].wake_queued;
      return w_.sockets_[index].id != 0 && w_.sockets_[index].wake_queued;
    }
    case Due::Timer: {
      const uint32_t index = event.index() / 2;
      if (event.index() % 2 == 1)
        return w_.blocked_[index].serial != 0 && w_.blocked_[index].alarm == event.order();
      const World::Wake& wake = w_.wakes_[index];
      return wake.t == event.t && wake.stamp == event.order();
    }
  }
  return false;
}

// Removes what is no longer meant from the head of the queue, so that its top is the next event.
void Stepper::prune() {
  while (!w_.queue_.empty()) {
    const EventQueue::Event top = w_.queue_.top();
    if (top.kind() == Due::Call || top.kind() == Due::Arrival) return;
    const bool tcb_timer = top.kind() == Due::Timer && top.index() % 2 == 0;
    const uint32_t slot = top.index() / 2;
    if (is_current(top)) {
      if (!tcb_timer) return;
      const TimerTable& timers = tcb(slot).timers;
      if (socket(slot).id != 0 && timers.any()) {
        const Timer first = timers.first();
        if (timers.at(first) == top.t && timers.stamp(first) == top.order()) return;
      }
      w_.wakes_[slot] = {};
      w_.queue_.pop();
      if (socket(slot).id != 0) schedule(slot, timers);
      continue;
    }
    w_.queue_.pop();
  }
}

}  // namespace finwait
