// Calls that block, what wakes them, and the automatic program (reads = "auto", accepts = "auto").
#include <algorithm>

#include "sim/world/stepper.hpp"

namespace finwait {

void Stepper::block(const Entry& entry, uint32_t index, uint32_t round, uint32_t slot,
                    uint32_t call_id, uint32_t done) {
  uint32_t place = w_.free_blocked_;
  if (place == kNone) {
    place = static_cast<uint32_t>(w_.blocked_.size());
    w_.blocked_.emplace_back();
  } else {
    w_.free_blocked_ = w_.blocked_[place].next;
  }
  BlockedCall& b = w_.blocked_[place];
  b = {};
  b.entry = index;
  b.round = round;
  b.call_id = call_id;
  b.socket = slot;
  b.call = entry.call;
  b.since = w_.now_;
  b.length = entry.call == CallKind::Recv ? entry.max.value_or(UINT32_MAX) : entry.length();
  b.done = done;
  b.serial = w_.next_serial_++;
  b.next = kNone;
  uint32_t* tail = &socket(slot).first_waiter;
  while (*tail != kNone) tail = &w_.blocked_[*tail].next;
  *tail = place;
  b.deadline = call_deadline(entry, slot);
  if (entry.call == CallKind::Close)
    record_timer(socket(slot), Timer::Linger, TimerAction::Set, b.deadline);
  if (b.deadline == kNever) return;
  b.alarm = w_.records_;
  w_.queue_.push(b.deadline, Due::Timer, b.alarm, place * 2 + 1);
}

bool Stepper::ready(const BlockedCall& call) const {
  const Socket& s = socket(call.socket);
  const Tcb& t = tcb(call.socket);
  const bool opening = t.state == State::SynSent || t.state == State::SynReceived;
  switch (call.call) {
    case CallKind::Accept: return s.first_queued != kNone || !s.listening || s.was_shut;
    case CallKind::Connect: return s.connected || !opening;
    case CallKind::Recv:
      return !opening && (t.rcv.unread > 0 || t.rcv.fin || s.shut_read ||
                          s.pending != Errno::Ok || !alive(call.socket));
    case CallKind::Send: {
      if (opening) return false;
      const uint32_t limit = s.send_buffer ? s.send_buffer : profile(s.host).send_buffer;
      return s.shut_write || s.pending != Errno::Ok || !alive(call.socket) ||
             t.snd.end - t.snd.una < limit;
    }
    case CallKind::Close: return !lingering(call.socket);
    case CallKind::Poll:
    case CallKind::Select:
      return ready_events(script().timeline[call.entry], call.socket) != 0;
    case CallKind::Socket:
    case CallKind::Bind:
    case CallKind::Listen:
    case CallKind::Shutdown:
    case CallKind::Abort:
    case CallKind::SetSockOpt:
    case CallKind::GetSockOpt:
    case CallKind::GetSockName:
    case CallKind::GetPeerName:
    case CallKind::Dup:
    case CallKind::Exit:
    case CallKind::Crash:
    case CallKind::Reboot:
    case CallKind::PowerOff:
    case CallKind::Cut:
    case CallKind::Heal:
    case CallKind::Inject:
    case CallKind::Icmp:
    case CallKind::WsaSendDisconnect:
    case CallKind::WsaRecvDisconnect:
    case CallKind::WsaAsyncSelect:
    case CallKind::WsaEventSelect:
    case CallKind::SetTimeout:
    case CallKind::Signal:
    case CallKind::Detach:
    case CallKind::StopTimer:
    case CallKind::FireTimer: break;  // these never block
  }
  return false;
}

void Stepper::wake_waiters(uint32_t slot) {
  uint32_t accepts = socket(slot).waiting;  // one accept() for each connection that waits
  for (uint32_t i = socket(slot).first_waiter; i != kNone; i = w_.blocked_[i].next) {
    BlockedCall& call = w_.blocked_[i];
    if (call.call == CallKind::Accept && socket(slot).listening && !socket(slot).was_shut) {
      if (accepts == 0) continue;
      --accepts;
    }
    if (call.wake_queued || !ready(call)) continue;
    call.wake_queued = true;
    call.woken_by = w_.cause_;
    w_.queue_.push(w_.now_, Due::Woken, w_.order_++, i * 2);
  }
  if (!socket(slot).wake_queued && program_has_work(socket(slot), slot)) wake_program(slot);
}

void Stepper::wake_program(uint32_t slot) {
  Socket& s = socket(slot);
  s.wake_queued = true;
  s.woken_by = w_.cause_;
  w_.queue_.push(w_.now_, Due::Woken, w_.order_++, slot * 2 + 1);
}

CallResult Stepper::resume(const BlockedCall& call, uint32_t& done) {
  const Entry& entry = script().timeline[call.entry];
  switch (call.call) {
    case CallKind::Accept: {
      const uint32_t repeat = entry.repeat > 1 ? call.round + 1 : 0;
      return call_accept(call.socket, entry.socket, repeat);
    }
    case CallKind::Connect: return connect_outcome(call.socket);
    case CallKind::Recv: return call_recv(call.socket, call.length, entry.peek);
    case CallKind::Send: return call_send(entry, call.socket, call.length, done);
    case CallKind::Close: return linger_over(call.socket);
    case CallKind::Poll:
    case CallKind::Select: return call_poll(entry, call.socket);
    case CallKind::Socket:
    case CallKind::Bind:
    case CallKind::Listen:
    case CallKind::Shutdown:
    case CallKind::Abort:
    case CallKind::SetSockOpt:
    case CallKind::GetSockOpt:
    case CallKind::GetSockName:
    case CallKind::GetPeerName:
    case CallKind::Dup:
    case CallKind::Exit:
    case CallKind::Crash:
    case CallKind::Reboot:
    case CallKind::PowerOff:
    case CallKind::Cut:
    case CallKind::Heal:
    case CallKind::Inject:
    case CallKind::Icmp:
    case CallKind::WsaSendDisconnect:
    case CallKind::WsaRecvDisconnect:
    case CallKind::WsaAsyncSelect:
    case CallKind::WsaEventSelect:
    case CallKind::SetTimeout:
    case CallKind::Signal:
    case CallKind::Detach:
    case CallKind::StopTimer:
    case CallKind::FireTimer: break;  // these never block
  }
  SIM_ASSERT(false);
}

// The call returns: its result, its place in the list, whoever waited for it.
void Stepper::finish_blocked(uint32_t index, const CallResult& result) {
  const BlockedCall call = w_.blocked_[index];
  uint32_t* link = &socket(call.socket).first_waiter;
  while (*link != index) link = &w_.blocked_[*link].next;
  *link = call.next;
  w_.blocked_[index] = {};
  w_.blocked_[index].next = w_.free_blocked_;
  w_.free_blocked_ = index;
  signal_pipe(call.socket, script().timeline[call.entry], result);
  record_result(socket(call.socket).host, call.socket, call.call, call.call_id, result);
  enable_events(call.socket, call.call, result);
  if (!w_.deferred_.empty()) run_deferred(call.socket);
  if (socket(call.socket).close_put_off && socket(call.socket).first_waiter == kNone) {
    socket(call.socket).close_put_off = false;
    close_last(call.socket, false);
    if (socket(call.socket).id == 0) return;  // and that was the end of it
  }
  describe(call.socket);
  wake(call.socket);
  release_if_dead(call.socket);
}

// The descriptor goes away under its blocked calls: they return with `error`, or never.
void Stepper::abandon_blocked(uint32_t slot, std::optional<Errno> error) {
  uint32_t* link = &socket(slot).first_waiter;
  while (*link != kNone) {
    const uint32_t index = *link;
    const BlockedCall call = w_.blocked_[index];
    if (error)
      record_result(socket(slot).host, slot, call.call, call.call_id,
                    CallResult::fail(*error, Rule::A069));
    *link = w_.blocked_[index].next;
    w_.blocked_[index] = {};
    w_.blocked_[index].next = w_.free_blocked_;
    w_.free_blocked_ = index;
  }
  if (error && !w_.deferred_.empty()) run_deferred(slot);
}

bool Stepper::run_woken(uint32_t index) {
  const BlockedCall copy = w_.blocked_[index];
  w_.blocked_[index].wake_queued = false;
  w_.cause_ = copy.woken_by;
  uint32_t done = copy.done;
  const CallResult result = resume(copy, done);
  if (result.done()) finish_blocked(index, result);
  else w_.blocked_[index].done = done;
  return true;
}

bool Stepper::run_program(uint32_t slot) {
  Socket& s = socket(slot);
  s.wake_queued = false;
  w_.cause_ = s.woken_by;
  if (!program_has_work(s, slot)) return true;
  const CallKind kind = s.listening ? CallKind::Accept : CallKind::Recv;
  const uint32_t id = write_call(s, kind, kAutoCall, 0, 0);
  w_.cause_ = id;
  const CallResult result =
      kind == CallKind::Accept ? call_accept(slot, -1, 0) : call_recv(slot, UINT32_MAX);
  if (kind == CallKind::Recv) s.reader_done = result.error != Errno::Ok || result.value == 0;
  write_result(s, slot, kind, id, result);
  enable_events(slot, kind, result);
  wake(s, slot);
  release_if_dead(slot);
  return true;
}

}  // namespace finwait
