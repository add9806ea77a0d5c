// The byte ledger as it is told: a record for every octet that is discarded, when that is certain.
#include <algorithm>

#include "sim/world/stepper.hpp"

namespace finwait {

void Stepper::record_discarded(uint32_t stream, uint8_t host, uint64_t offset, uint64_t length,
                               Rule rule) {
  StreamAccount& account = w_.accounts_.edit(stream - 1);
  record_bytes(account.writer, host, ByteFate::Discarded, offset, length, rule);
  account.told += length;
}

// Text beyond a hole goes with the reader's TCB. Where the hole is not yet called discarded, it is
// told together with the hole.
void Stepper::tell_held(uint32_t slot) {
  const uint32_t stream = socket(slot).peer_stream;
  const StreamAccount& account = w_.accounts_.edit(stream - 1);  // as record_discarded() does
  const Tcb& t = tcb(slot);
  if (account.told_to <= account.received) return;
  for (size_t i = 0; i < t.rcv.held_count; ++i) {
    const HeldText& held = t.rcv.held[i];
    if (held.stream == stream)
      record_discarded(stream, socket(slot).host, held.start - (t.irs + 1), held.end - held.start,
                       account.reader_killer);
  }
}

// Records what was sent and will never arrive, as far as the trace does not tell of it yet. A range
// counts octets of the stream; where foreign text took their place, it is as long as what is
// lacking.
void Stepper::tell_lost(uint32_t stream, uint8_t host) {
  StreamAccount& account = w_.accounts_.edit(stream - 1);
  const Ledger ledger = w_.ledger(stream);
  if (ledger.discarded <= account.told) return;
  uint64_t left = ledger.discarded - account.told;
  const Rule rule = account.reader_gone ? account.reader_killer : account.killer;
  uint64_t from = std::max(account.received, account.told_to);
  account.told_to = ledger.written - ledger.unsent;
  const bool listens = account.reader != 0 && !account.reader_gone;
  const uint32_t reader = listens ? w_.slot_of(account.reader) : kNone;
  const size_t holes = reader == kNone ? 0 : tcb(reader).rcv.held_count;
  for (size_t i = 0; i < holes && left > 0; ++i) {
    const HeldText& held = tcb(reader).rcv.held[i];
    const uint64_t start = held.start - (tcb(reader).irs + 1);
    const uint64_t hole = start > from ? std::min(start - from, left) : 0;
    record_discarded(stream, host, from, hole, rule);
    left -= hole;
    from = std::max<uint64_t>(from, held.end - (tcb(reader).irs + 1));
  }
  record_discarded(stream, host, from, left, rule);
}

// The ledger, when a TCB is deleted: what its user wrote goes no further, and what the peer's user
// wrote is no longer received.
void Stepper::close_accounts(uint32_t slot) {
  Socket& s = socket(slot);
  // A socket whose connect() failed may live on as a listener; its old stream is settled.
  if (s.stream != kNoStream && !w_.accounts_[s.stream - 1].writer_gone) {
    StreamAccount& account = w_.accounts_.edit(s.stream - 1);
    const Tcb& t = tcb(slot);
    account.written = t.snd.end - (t.iss + 1);
    account.sent = earlier(t.snd.max, t.snd.end) - (t.iss + 1);
    account.writer_gone = true;
    record_discarded(s.stream, s.host, account.sent, account.written - account.sent,
                     account.killer);
    tell_discarded(s.stream, s.host);
  }
  if (s.peer_stream == kNoStream || s.peer_stream >= kForgedStream) return;
  StreamAccount& account = w_.accounts_.edit(s.peer_stream - 1);
  if (s.connected) {
    tell_held(slot);
    account.reader_gone = true;
    tell_discarded(s.peer_stream, s.host);
  } else {  // half-open: the peer's next SYN may still find another reader
    account.reader = 0;
    s.peer_stream = kNoStream;
  }
}

}  // namespace finwait
