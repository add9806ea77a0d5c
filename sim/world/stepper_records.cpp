// Recording: every record of the trace is made here, and the running hash is folded.
#include "sim/world/stepper.hpp"
#include "sim/world/tuple.hpp"

namespace finwait {

// The next record, in its place in the trace; its id is then w_.records_.
Record& Stepper::add(RecordKind kind, uint8_t host, uint32_t slot) {
  Record& r = trace_ ? trace_->records.emplace_back() : unkept_;
  ++w_.records_;
  r.t = w_.now_;
  r.cause = w_.cause_;
  r.kind = kind;
  r.host = host;
  r.socket = slot == kNone ? kNoSocket : socket(slot).id;
  return r;
}

void Stepper::fold(RecordKind kind, uint8_t host, uint32_t slot, uint64_t what) {
  w_.hash_.fold(static_cast<uint64_t>(w_.now_.ns));
  w_.hash_.fold((uint64_t{static_cast<uint8_t>(kind)} << 56 | uint64_t{host} << 48) ^ what);
  if (slot != kNone) w_.hash_.fold(tuple_key(host, socket(slot).local, socket(slot).remote));
}

uint32_t Stepper::record_call(uint8_t host, uint32_t slot, CallKind call, uint32_t entry,
                              uint32_t offset, int64_t octets) {
  Record& r = add(RecordKind::Call, host, slot);
  r.a = static_cast<uint8_t>(call);
  r.x = entry;
  r.y = offset;
  r.z = octets;
  fold(RecordKind::Call, host, slot, uint64_t{r.a} << 32 | static_cast<uint32_t>(octets));
  return w_.records_;
}

void Stepper::record_result(uint8_t host, uint32_t slot, CallKind call, uint32_t call_id,
                            const CallResult& result) {
  Record& r = add(RecordKind::Result, host, slot);
  r.a = static_cast<uint8_t>(call);
  r.b = static_cast<uint8_t>(result.error);
  r.x = call_id;
  r.copy = result.events;
  r.rule = result.rule;
  r.y = static_cast<uint32_t>(result.detail);
  r.z = result.value;
  fold(RecordKind::Result, host, slot,
       uint64_t{r.a} << 40 | uint64_t{r.b} << 32 | static_cast<uint32_t>(result.value));
  check_triggers(Trigger::Kind::Result, host, slot, static_cast<uint64_t>(call), &result);
}

uint32_t Stepper::record_state(uint32_t slot, State from, State to, Rule rule) {
  Record& r = add(RecordKind::State, socket(slot).host, slot);
  r.a = static_cast<uint8_t>(from);
  r.b = static_cast<uint8_t>(to);
  r.rule = rule;
  fold(RecordKind::State, r.host, slot, uint64_t{r.a} << 8 | r.b);
  const uint32_t id = w_.records_;
  check_triggers(Trigger::Kind::State, r.host, slot, static_cast<uint64_t>(to), nullptr);
  return id;
}

uint32_t Stepper::record_timer(uint32_t slot, Timer timer, TimerAction action, Time at) {
  Record& r = add(RecordKind::Timer, socket(slot).host, slot);
  r.a = static_cast<uint8_t>(timer);
  r.b = static_cast<uint8_t>(action);
  r.z = at.ns;
  if (action == TimerAction::Fired) r.cause = w_.cause_;
  return w_.records_;
}

void Stepper::record_event(uint32_t slot, EventKind kind, Errno error) {
  Record& r = add(RecordKind::Event, socket(slot).host, slot);
  r.a = static_cast<uint8_t>(kind);
  r.b = static_cast<uint8_t>(error);
}

void Stepper::record_bytes(uint32_t socket_id, uint8_t host, ByteFate fate, uint64_t offset,
                           uint64_t length, Rule rule) {
  if (length == 0) return;
  Record& r = add(RecordKind::Bytes, host, kNone);
  r.socket = socket_id;
  r.a = static_cast<uint8_t>(fate);
  r.rule = rule;
  r.y = static_cast<uint32_t>(offset);
  r.z = static_cast<int64_t>(length);
}

void Stepper::record_host(uint8_t host, HostAction action) {
  Record& r = add(RecordKind::Host, host, kNone);
  r.a = static_cast<uint8_t>(action);
  fold(RecordKind::Host, host, kNone, r.a);
  w_.cause_ = w_.records_;
}

void Stepper::record_dropped(const InFlight& flight, uint8_t host, DropReason reason, Rule rule) {
  Record& r = add(RecordKind::Dropped, host, kNone);
  r.cause = flight.sent;
  r.a = static_cast<uint8_t>(reason);
  r.x = flight.packet;
  r.copy = flight.copy;
  r.rule = rule;
  fold(RecordKind::Dropped, host, kNone,
       uint64_t{r.a} << 32 ^ segment_word(flight.segment) ^
           tuple_key(host, flight.from, flight.to));
}

}  // namespace finwait
