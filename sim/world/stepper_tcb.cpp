// Driving a TCB: the surroundings of each operation, and what becomes of its Outbox.
#include <algorithm>

#include "sim/tcp/operations.hpp"
#include "sim/world/stepper.hpp"

namespace finwait {

Step Stepper::make_step(uint32_t slot) {
  const Socket& s = socket(slot);
  const Profile& p = profile(s.host);
  Step step{w_.now_, p, w_.scratch_};
  step.stream = s.stream;
  step.time_wait = p.time_wait.ns >= 0 ? p.time_wait : script().msl * 2;
  step.receive_buffer = s.receive_buffer;
  const bool queue_matters = p.request_socket && s.parent != kNone;
  step.accept_queue_full =
      queue_matters && socket(s.parent).waiting >= accept_capacity(socket(s.parent));
  return step;
}

void Stepper::flush(uint32_t slot, size_t first_note) {
  Outbox& out = w_.scratch_;
  bool gone = false;
  Rule ended = Rule::None;
  for (size_t i = first_note; i < out.notes.size(); ++i) {
    const Note& note = out.notes[i];
    switch (note.kind) {
      case Note::Kind::Segment: transmit(slot, out.segments[note.segment]); break;
      case Note::Kind::State:
        on_state(slot, note);
        ended = note.rule;
        break;
      case Note::Kind::Timer: {
        const uint32_t id = record_timer(slot, note.timer, note.action, note.at);
        if (note.action == TimerAction::Set || note.action == TimerAction::Restarted)
          tcb(slot).timers.set_stamp(note.timer, id);
        break;
      }
      case Note::Kind::Text: on_text(slot, note); break;
      case Note::Kind::Discarded: account_flushed(slot, note); break;
      case Note::Kind::Signal:
        if (note.signal == Signal::Gone) gone = true;
        else on_signal(slot, note.signal);
        break;
    }
  }
  out.clear();
  if (gone) on_gone(slot, ended);
  else tell_after_sending(slot);
  schedule(slot);
  wake(slot);
}

void Stepper::on_state(uint32_t slot, const Note& note) {
  // T181: a child that displaced a TIME_WAIT gives way to it again.
  const bool ends = note.from == State::SynReceived &&
                    (note.to == State::Listen || note.to == State::Closed);
  const bool restores = ends && std::any_of(w_.displaced_.begin(), w_.displaced_.end(),
                                            [&](const World::Displaced& d) {
                                              return d.child == socket(slot).id;
                                            });
  if (restores) record_state(slot, note.from, State::TimeWait, Rule::T181);
  else record_state(slot, note.from, note.to, note.rule);
  Socket& s = socket(slot);
  if (note.from == State::SynReceived && note.to == State::FinWait1) s.connected = true;  // T026
  if (note.from == State::SynReceived && s.parent != kNone && socket(s.parent).half_open > 0)
    --socket(s.parent).half_open;
  if (note.to == State::Closed || note.to == State::Listen) {
    if (s.stream != kNoStream) w_.accounts_[s.stream - 1].killer = note.rule;
    if (s.peer_stream != kNoStream && s.peer_stream < kForgedStream)
      w_.accounts_[s.peer_stream - 1].reader_killer = note.rule;
  }
}

void Stepper::on_signal(uint32_t slot, Signal signal) {
  Socket& s = socket(slot);
  switch (signal) {
    case Signal::Connected:
      s.connected = true;
      std::erase_if(w_.displaced_, [&](const World::Displaced& d) { return d.child == s.id; });
      if (s.parent != kNone && !s.accepted) enqueue_child(slot);
      break;
    case Signal::Refused:  // an ICMP message has already said why (A037)
      if (s.pending == Errno::Ok) s.pending = Errno::EConnRefused;
      break;
    case Signal::Reset: s.pending = Errno::EConnReset; break;
    case Signal::BrokenPipe: s.pending = Errno::EPipe; break;
    case Signal::TimedOut:  // the ICMP message that came before knows more
      s.pending = s.soft_error != Errno::Ok ? s.soft_error : Errno::ETimedOut;
      break;
    case Signal::Readable: record_event(slot, EventKind::Readable, Errno::Ok); break;
    case Signal::EndOfStream: record_event(slot, EventKind::EndOfStream, Errno::Ok); break;
    case Signal::Urgent:
      record_event(slot, EventKind::Urgent, Errno::Ok);
      if (s.network_events && !(s.posted & kFdOob)) post(slot, kFdOob, Errno::Ok);  // A141
      break;
    case Signal::Acknowledged: s.soft_error = Errno::Ok; break;  // the way is open again
    case Signal::Gone: break;
  }
  note_failure(slot, signal);
  if (s.pending != Errno::Ok && s.open && signal != Signal::Acknowledged &&
      signal != Signal::Connected && signal != Signal::Readable)
    record_event(slot, EventKind::Error, s.pending);
}

void Stepper::on_text(uint32_t slot, const Note& note) {
  const Socket& s = socket(slot);
  if (note.stream == s.peer_stream && s.peer_stream != kNoStream) {
    if (s.peer_stream < kForgedStream) w_.accounts_[s.peer_stream - 1].received += note.len;
    return;
  }
  w_.foreign_.push_back({s.id, note.seq, note.len});
}

// The TCB is deleted: the socket may live on (a descriptor, unread data, waiting calls).
void Stepper::on_gone(uint32_t slot, Rule killer) {
  close_accounts(slot);
  Socket& s = socket(slot);
  for (size_t i = 0; i < w_.displaced_.size(); ++i) {
    if (w_.displaced_[i].child != s.id) continue;
    tcb(slot) = w_.displaced_[i].tcb;  // T181
    tcb(slot).timers = {};
    s.stream = kNoStream;  // that incarnation's octets are all accounted for
    s.peer_stream = kNoStream;
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

// Sees to it that the queue wakes this TCB at or before its earliest deadline.
void Stepper::schedule(uint32_t slot) {
  if (socket(slot).id == 0) return;
  const TimerTable& timers = tcb(slot).timers;
  if (!timers.any()) return;
  const Timer first = timers.first();
  const Time deadline = timers.at(first);
  const uint32_t stamp = timers.stamp(first);
  World::Wake& wake = w_.wakes_[slot];
  if (wake.t < deadline || (wake.t == deadline && wake.stamp <= stamp)) return;
  wake = {deadline, stamp};
  w_.queue_.push(deadline, Due::Timer, stamp, slot * 2);
}

bool Stepper::fire_timer(uint32_t slot) {
  Tcb& t = tcb(slot);
  const Timer timer = t.timers.first();
  w_.wakes_[slot] = {};
  w_.cause_ = t.timers.stamp(timer);
  Step step = make_step(slot);
  timeout(t, timer, step);
  // Everything that follows was caused by the timer's firing, which is the first note.
  flush_fired(slot);
  return true;
}

void Stepper::flush_fired(uint32_t slot) {
  const Note& fired = w_.scratch_.notes.front();
  w_.cause_ = record_timer(slot, fired.timer, TimerAction::Fired, fired.at);
  flush(slot, 1);
}

// A blocked call's deadline: linger, or poll's timeout.
bool Stepper::fire_alarm(uint32_t index, uint64_t order) {
  BlockedCall& call = w_.blocked_[index];
  if (call.serial == 0 || call.alarm != order) return false;
  if (call.call == CallKind::Close)
    w_.cause_ = record_timer(call.socket, Timer::Linger, TimerAction::Fired, w_.now_);
  else
    w_.cause_ = call.call_id;
  const CallResult result = expired(call);
  // What the expiry did (a reset) may have let the call return already.
  if (w_.blocked_[index].serial != 0 && w_.blocked_[index].alarm == order)
    finish_blocked(index, result);
  return true;
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
      schedule(slot);
      continue;
    }
    w_.queue_.pop();
  }
}

}  // namespace finwait
