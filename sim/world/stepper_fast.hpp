// The parts of Stepper that every event runs through, so that they are compiled into their callers.
// Internal to this floor; included at the end of stepper.hpp.
#pragma once

#include "sim/world/stepper.hpp"

namespace finwait {

inline bool Stepper::alive(uint32_t slot) const {
  const State state = tcb(slot).state;
  return state != State::Closed && state != State::Listen && state != State::TimeWait;
}

// A new record, to be completed in its place; where no trace is kept, one that is forgotten.
// Its id is that of last_record().
inline Record& Stepper::record(RecordKind kind, uint8_t host, uint32_t socket_id) {
  Record& r = trace_ ? trace_->records.extend() : (spare_record_.value = {});
  r.t = w_.now_;
  r.cause = w_.cause_;
  r.socket = socket_id;
  r.kind = kind;
  r.host = host;
  ++w_.records_;
  return r;
}

inline void Stepper::fold(RecordKind kind, uint8_t host, uint64_t what) {
  w_.hash_.fold(static_cast<uint64_t>(w_.now_.ns));
  w_.hash_.fold((uint64_t{static_cast<uint8_t>(kind)} << 56 | uint64_t{host} << 48) ^ what);
}

SIM_INLINE uint32_t Stepper::write_call(Socket& s, CallKind call, uint32_t entry, uint32_t offset,
                                        int64_t octets) {
  Record& r = record(RecordKind::Call, s.host, s.id);
  r.a = static_cast<uint8_t>(call);
  r.x = entry;
  r.y = offset;
  r.z = octets;
  fold(RecordKind::Call, s.host, uint64_t{r.a} << 32 | static_cast<uint32_t>(octets));
  w_.hash_.fold(tuple_of(s));
  return last_record();
}

SIM_INLINE void Stepper::write_result(Socket& s, uint32_t slot, CallKind call, uint32_t call_id,
                                      const CallResult& result) {
  Record& r = record(RecordKind::Result, s.host, s.id);
  r.a = static_cast<uint8_t>(call);
  r.b = static_cast<uint8_t>(result.error);
  r.x = call_id;
  r.copy = result.events;
  r.rule = result.rule;
  r.y = static_cast<uint32_t>(result.detail);
  r.z = result.value;
  fold(RecordKind::Result, s.host,
       uint64_t{r.a} << 40 | uint64_t{r.b} << 32 | static_cast<uint32_t>(result.value));
  w_.hash_.fold(tuple_of(s));
  check_triggers(Trigger::Kind::Result, s.host, slot, static_cast<uint64_t>(call), &result);
}

SIM_INLINE void Stepper::record_state(Socket& s, uint32_t slot, State from, State to, Rule rule) {
  Record& r = record(RecordKind::State, s.host, s.id);
  r.a = static_cast<uint8_t>(from);
  r.b = static_cast<uint8_t>(to);
  r.rule = rule;
  fold(RecordKind::State, s.host, uint64_t{r.a} << 8 | r.b);
  w_.hash_.fold(tuple_of(s));
  check_triggers(Trigger::Kind::State, s.host, slot, static_cast<uint64_t>(to), nullptr);
}

inline uint32_t Stepper::record_timer(const Socket& s, Timer timer, TimerAction action, Time at) {
  Record& r = record(RecordKind::Timer, s.host, s.id);
  r.a = static_cast<uint8_t>(timer);
  r.b = static_cast<uint8_t>(action);
  r.z = at.ns;
  return last_record();
}

inline void Stepper::record_event(const Socket& s, EventKind kind, Errno error) {
  Record& r = record(RecordKind::Event, s.host, s.id);
  r.a = static_cast<uint8_t>(kind);
  r.b = static_cast<uint8_t>(error);
}

// Brings the trace's SocketInfo up to date.
inline void Stepper::describe(uint32_t slot) {
  Socket& s = socket(slot);
  if (!s.news) return;
  s.news = false;
  if (trace_) describe_in_trace(s, tcb(slot));
}

inline uint64_t Stepper::tuple_of(Socket& s) {
  if (s.tuple == 0) s.tuple = tuple_key(s.host, s.local, s.remote);
  return s.tuple;
}

// The key of the socket that hears what this one sends.
inline uint64_t Stepper::peer_tuple_of(Socket& s) const {
  if (s.peer_tuple == 0) s.peer_tuple = tuple_key(host_of(s.remote.ip), s.remote, s.local);
  return s.peer_tuple;
}

// The TCB with this 4-tuple; kNone when there is none.
inline uint32_t Stepper::find_tuple(uint8_t host, Address local, Address remote) const {
  return find_tuple(tuple_key(host, local, remote));
}

inline uint32_t Stepper::find_tuple(uint64_t key) const {
  const uint32_t slot = w_.tuples_.find(key);
  return slot != FlatMap::kMissing && tuple_of(w_.sockets_[slot]) == key ? slot : kNone;
}

// A slot is free when nobody holds a descriptor, no TCB lives, no call waits. `killer`: the rule
// that drops what nobody has read.
inline void Stepper::release_if_dead(uint32_t slot, Rule killer) {
  const Socket& s = socket(slot);
  const bool held = s.id == 0 || s.open || s.queued || s.first_waiter != kNone;
  if (!held && tcb(slot).state == State::Closed) release(slot, killer);
}

inline Step Stepper::make_step(const Socket& s) {
  Step step{w_.now_, profile(s.host), w_.scratch_};
  step.stream = s.stream;
  step.time_wait = w_.time_wait_[s.host];
  step.receive_buffer = s.receive_buffer;
  if (s.parent != kNone) step.accept_queue_full = accept_queue_full(s);
  return step;
}

SIM_INLINE void Stepper::run_due_entry(uint32_t index, uint32_t round, Turn turn) {
  const Entry& entry = script().timeline[index];
  if (turn == Turn::First && round + 1 < entry.repeat)
    push_entry(w_.now_ + entry.every, index, round + 1, Turn::First);
  run_entry(index, round);
}

// Sees to it that the queue wakes this TCB at or before its earliest deadline.
inline void Stepper::schedule(uint32_t slot, const TimerTable& timers) {
  if (!timers.any()) return;
  const Timer first = timers.first();
  World::Wake& wake = w_.wakes_[slot];
  const World::Wake wanted{timers.at(first), timers.stamp(first)};
  if (wake.t < wanted.t || (wake.t == wanted.t && wake.stamp <= wanted.stamp)) return;
  wake = wanted;
  w_.queue_.push(wanted.t, Due::Timer, wanted.stamp, slot * 2);
}

// What a user writes for a reader that is no more is lost as it leaves.
inline void Stepper::tell_after_sending(const Socket& s) {
  if (s.stream != kNoStream && w_.accounts_[s.stream - 1].reader_gone)
    tell_discarded(s.stream, s.host);
}

inline void Stepper::tell_discarded(uint32_t stream, uint8_t host) {
  const StreamAccount& a = w_.accounts_[stream - 1];
  // While the reader's TCB lives, what it lacks may still come.
  const bool may_come = !a.reader_gone && (!a.writer_gone || a.copies > 0);
  const bool all_read = a.writer_gone && a.read == a.written;
  if (!may_come && !all_read) tell_lost(stream, host);
}

inline void Stepper::check_triggers(Trigger::Kind kind, uint8_t host, uint32_t slot,
                                    uint64_t what, const CallResult* result) {
  if (!w_.triggers_.empty()) find_triggered(kind, host, slot, what, result);
}

// The calls that enable an event again: recv, accept, and a send that found no room.
inline void Stepper::enable_events(uint32_t slot, CallKind call, const CallResult& result) {
  if (socket(slot).posted != 0) enable_posted(slot, call, result);
}

inline void Stepper::wake(const Socket& s, uint32_t slot) {
  if (s.id == 0) return;
  if (s.network_events != 0) post_events(slot);
  if (s.first_waiter != kNone) wake_waiters(slot);
  else if (!s.wake_queued && program_has_work(s, slot)) wake_program(slot);
}

// The automatic program accepts at once and reads until the end or an error.
inline bool Stepper::program_has_work(const Socket& s, uint32_t slot) const {
  if (s.listening)
    return s.first_queued != kNone && !s.was_shut && script().hosts[s.host].auto_accept;
  if (!s.open || !s.connected || s.reader_done || s.first_waiter != kNone) return false;
  const Tcb& t = tcb(slot);
  const bool work = t.rcv.unread > 0 || t.rcv.fin || s.pending != Errno::Ok || !alive(slot);
  return work && script().hosts[s.host].auto_read;
}

}  // namespace finwait
