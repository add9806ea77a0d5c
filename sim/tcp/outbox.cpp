#include "sim/tcp/outbox.hpp"

namespace finwait {

void Outbox::send(const Segment& segment, Rule rule, bool retransmission) {
  announce(rule, retransmission).segment = segment;
}

void Outbox::text(SeqNum seq, uint32_t len, uint32_t stream) {
  Note& note = notes.extend_unset();
  note.kind = Note::Kind::Text;
  note.seq = seq;
  note.len = len;
  note.stream = stream;
}

void Outbox::discarded(SeqNum seq, uint32_t len, Rule rule) {
  Note& note = notes.extend_unset();
  note.kind = Note::Kind::Discarded;
  note.seq = seq;
  note.len = len;
  note.rule = rule;
}

}  // namespace finwait
