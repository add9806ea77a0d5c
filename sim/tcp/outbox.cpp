#include "sim/tcp/outbox.hpp"

namespace finwait {

void Outbox::send(const Segment& segment, Rule rule, bool retransmission) {
  Note& note = add(Note::Kind::Segment);
  note.segment = static_cast<uint32_t>(segments.size());
  segments.push_back({segment, rule, retransmission});
}

void Outbox::state(State from, State to, Rule rule) {
  Note& note = add(Note::Kind::State);
  note.from = from;
  note.to = to;
  note.rule = rule;
}

void Outbox::timer(Timer timer, TimerAction action, Time at) {
  Note& note = add(Note::Kind::Timer);
  note.timer = timer;
  note.action = action;
  note.at = at;
}

void Outbox::text(SeqNum seq, uint32_t len, uint32_t stream) {
  Note& note = add(Note::Kind::Text);
  note.seq = seq;
  note.len = len;
  note.stream = stream;
}

void Outbox::signal(Signal signal) { add(Note::Kind::Signal).signal = signal; }

Note& Outbox::add(Note::Kind kind) {
  Note& note = notes.emplace_back();
  note.kind = kind;
  return note;
}

}  // namespace finwait
