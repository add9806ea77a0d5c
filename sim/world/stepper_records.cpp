// Recording: every record of the trace, and the running hash that is folded with it.
#include "sim/world/stepper.hpp"

namespace finwait {

uint32_t Stepper::record_call(uint8_t host, uint32_t slot, CallKind call, uint32_t entry,
                              uint32_t offset, int64_t octets) {
  if (slot != kNone) return write_call(socket(slot), call, entry, offset, octets);
  Record& r = record(RecordKind::Call, host, kNoSocket);
  r.a = static_cast<uint8_t>(call);
  r.x = entry;
  r.y = offset;
  r.z = octets;
  fold(RecordKind::Call, host, uint64_t{r.a} << 32 | static_cast<uint32_t>(octets));
  return last_record();
}

void Stepper::record_result(uint8_t host, uint32_t slot, CallKind call, uint32_t call_id,
                            const CallResult& result) {
  if (slot != kNone) {
    write_result(socket(slot), slot, call, call_id, result);
    return;
  }
  Record& r = record(RecordKind::Result, host, kNoSocket);
  r.a = static_cast<uint8_t>(call);
  r.b = static_cast<uint8_t>(result.error);
  r.x = call_id;
  r.copy = result.events;
  r.rule = result.rule;
  r.y = static_cast<uint32_t>(result.detail);
  r.z = result.value;
  fold(RecordKind::Result, host,
       uint64_t{r.a} << 40 | uint64_t{r.b} << 32 | static_cast<uint32_t>(result.value));
  check_triggers(Trigger::Kind::Result, host, slot, static_cast<uint64_t>(call), &result);
}

void Stepper::record_bytes(uint32_t socket_id, uint8_t host, ByteFate fate, uint64_t offset,
                           uint64_t length, Rule rule) {
  if (length == 0) return;
  Record& r = record(RecordKind::Bytes, host, socket_id);
  r.a = static_cast<uint8_t>(fate);
  r.rule = rule;
  r.y = static_cast<uint32_t>(offset);
  r.z = static_cast<int64_t>(length);
}

void Stepper::record_host(uint8_t host, HostAction action) {
  record(RecordKind::Host, host, kNoSocket).a = static_cast<uint8_t>(action);
  fold(RecordKind::Host, host, static_cast<uint8_t>(action));
  w_.cause_ = last_record();
}

void Stepper::record_dropped(const InFlight& flight, uint8_t host, DropReason reason, Rule rule) {
  Record& r = record(RecordKind::Dropped, host, kNoSocket);
  r.cause = flight.sent;
  r.a = static_cast<uint8_t>(reason);
  r.x = flight.packet;
  r.copy = flight.copy;
  r.rule = rule;
  fold(RecordKind::Dropped, host,
       uint64_t{r.a} << 32 ^ segment_word(flight.segment) ^
           tuple_key(host, flight.from, flight.to));
}

}  // namespace finwait
