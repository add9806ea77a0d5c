// Recording: every record of the trace is made here, and the running hash is folded.
#include "sim/world/stepper.hpp"
#include "sim/world/tuple.hpp"

namespace finwait {

// What every record starts with. A record is made whole and then kept: nobody changes it but
// note_arrival, which completes that of an arrival.
Record Stepper::blank(RecordKind kind, uint8_t host, uint32_t slot) const {
  Record r;
  r.t = w_.now_;
  r.cause = w_.cause_;
  r.kind = kind;
  r.host = host;
  r.socket = slot == kNone ? kNoSocket : socket(slot).id;
  return r;
}

// Its id.
uint32_t Stepper::keep(const Record& record) {
  if (trace_) append(trace_->records, record);
  return ++w_.records_;
}

void Stepper::fold(RecordKind kind, uint8_t host, uint64_t what) {
  w_.hash_.fold(static_cast<uint64_t>(w_.now_.ns));
  w_.hash_.fold((uint64_t{static_cast<uint8_t>(kind)} << 56 | uint64_t{host} << 48) ^ what);
}

void Stepper::fold(RecordKind kind, uint8_t host, uint32_t slot, uint64_t what) {
  fold(kind, host, what);
  if (slot != kNone) w_.hash_.fold(tuple_of(slot));
}

uint32_t Stepper::record_call(uint8_t host, uint32_t slot, CallKind call, uint32_t entry,
                              uint32_t offset, int64_t octets) {
  Record r = blank(RecordKind::Call, host, slot);
  r.a = static_cast<uint8_t>(call);
  r.x = entry;
  r.y = offset;
  r.z = octets;
  fold(RecordKind::Call, host, slot, uint64_t{r.a} << 32 | static_cast<uint32_t>(octets));
  return keep(r);
}

void Stepper::record_result(uint8_t host, uint32_t slot, CallKind call, uint32_t call_id,
                            const CallResult& result) {
  Record r = blank(RecordKind::Result, host, slot);
  r.a = static_cast<uint8_t>(call);
  r.b = static_cast<uint8_t>(result.error);
  r.x = call_id;
  r.copy = result.events;
  r.rule = result.rule;
  r.y = static_cast<uint32_t>(result.detail);
  r.z = result.value;
  fold(RecordKind::Result, host, slot,
       uint64_t{r.a} << 40 | uint64_t{r.b} << 32 | static_cast<uint32_t>(result.value));
  keep(r);
  check_triggers(Trigger::Kind::Result, host, slot, static_cast<uint64_t>(call), &result);
}

uint32_t Stepper::record_state(uint32_t slot, State from, State to, Rule rule) {
  const uint8_t host = socket(slot).host;
  Record r = blank(RecordKind::State, host, slot);
  r.a = static_cast<uint8_t>(from);
  r.b = static_cast<uint8_t>(to);
  r.rule = rule;
  fold(RecordKind::State, host, slot, uint64_t{r.a} << 8 | r.b);
  const uint32_t id = keep(r);
  check_triggers(Trigger::Kind::State, host, slot, static_cast<uint64_t>(to), nullptr);
  return id;
}

uint32_t Stepper::record_timer(uint32_t slot, Timer timer, TimerAction action, Time at) {
  Record r = blank(RecordKind::Timer, socket(slot).host, slot);
  r.a = static_cast<uint8_t>(timer);
  r.b = static_cast<uint8_t>(action);
  r.z = at.ns;
  return keep(r);
}

void Stepper::record_event(uint32_t slot, EventKind kind, Errno error) {
  Record r = blank(RecordKind::Event, socket(slot).host, slot);
  r.a = static_cast<uint8_t>(kind);
  r.b = static_cast<uint8_t>(error);
  keep(r);
}

void Stepper::record_bytes(uint32_t socket_id, uint8_t host, ByteFate fate, uint64_t offset,
                           uint64_t length, Rule rule) {
  if (length == 0) return;
  Record r = blank(RecordKind::Bytes, host, kNone);
  r.socket = socket_id;
  r.a = static_cast<uint8_t>(fate);
  r.rule = rule;
  r.y = static_cast<uint32_t>(offset);
  r.z = static_cast<int64_t>(length);
  keep(r);
}

void Stepper::record_host(uint8_t host, HostAction action) {
  Record r = blank(RecordKind::Host, host, kNone);
  r.a = static_cast<uint8_t>(action);
  fold(RecordKind::Host, host, r.a);
  w_.cause_ = keep(r);
}

void Stepper::record_dropped(const InFlight& flight, uint8_t host, DropReason reason, Rule rule) {
  Record r = blank(RecordKind::Dropped, host, kNone);
  r.cause = flight.sent;
  r.a = static_cast<uint8_t>(reason);
  r.x = flight.packet;
  r.copy = flight.copy;
  r.rule = rule;
  fold(RecordKind::Dropped, host,
       uint64_t{r.a} << 32 ^ segment_word(flight.segment) ^
           tuple_key(host, flight.from, flight.to));
  keep(r);
}

}  // namespace finwait
