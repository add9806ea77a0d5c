#include "sim/tcp/outbox.hpp"

namespace finwait {

void Outbox::send(const Segment& segment, Rule rule, bool retransmission) {
  Note note{Note::Kind::Segment};
  note.segment = static_cast<uint32_t>(segments.size());
  append(notes, note);
  append(segments, OutSegment{segment, rule, retransmission});
}

void Outbox::state(State from, State to, Rule rule) {
  Note note{Note::Kind::State};
  note.from = from;
  note.to = to;
  note.rule = rule;
  append(notes, note);
}

void Outbox::timer(Timer timer, TimerAction action, Time at) {
  Note note{Note::Kind::Timer};
  note.timer = timer;
  note.action = action;
  note.at = at;
  append(notes, note);
}

void Outbox::text(SeqNum seq, uint32_t len, uint32_t stream) {
  Note note{Note::Kind::Text};
  note.seq = seq;
  note.len = len;
  note.stream = stream;
  append(notes, note);
}

void Outbox::signal(Signal signal) {
  Note note{Note::Kind::Signal};
  note.signal = signal;
  append(notes, note);
}

void Outbox::discarded(SeqNum seq, uint32_t len, Rule rule) {
  Note note{Note::Kind::Discarded};
  note.seq = seq;
  note.len = len;
  note.rule = rule;
  append(notes, note);
}

}  // namespace finwait
