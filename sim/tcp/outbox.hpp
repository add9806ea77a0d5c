// Outbox: everything that one input to a Tcb produced. Nothing else leaves this floor.
#pragma once

#include <array>
#include <cstdint>

#include "sim/base/list.hpp"
#include "sim/tcp/profile.hpp"
#include "sim/tcp/rule.hpp"
#include "sim/tcp/tcb.hpp"
#include "sim/wire/segment.hpp"

namespace finwait {

// What the user of the connection is told (RFC 9293 3.9.1, the "signals").
enum class Signal : uint8_t {
  Connected,     // ESTABLISHED
  Refused,       // "connection refused"
  Reset,         // "connection reset"
  BrokenPipe,    // Linux: reset in CLOSE_WAIT (T158)
  TimedOut,      // R1/R2, user timeout, keep-alive
  Readable,      // text was delivered
  EndOfStream,   // the peer's FIN was reached
  Acknowledged,  // room in the send queue, or the FIN was acknowledged
  Urgent,
  Gone,          // the TCB is deleted
};

enum class TimerAction : uint8_t { Set, Restarted, Fired, Cleared };

// One thing that happened; `kind` says which fields are meant. The others hold anything.
struct Note {
  enum class Kind : uint8_t { Segment, State, Timer, Text, Signal, Discarded };
  Kind kind = Kind::Segment;
  State from = State::Closed;  // State
  State to = State::Closed;
  Timer timer = Timer::Retransmission;  // Timer
  TimerAction action = TimerAction::Set;
  Signal signal = Signal::Gone;  // Signal
  Rule rule = Rule::None;        // State, Discarded
  uint32_t segment = 0;          // Segment: index in Outbox::segments
  SeqNum seq{};                  // Text: delivered in order to the receive buffer;
                                 // Discarded: taken out of it again, unread
  uint32_t len = 0;
  uint32_t stream = kNoStream;
  Time at{};  // Timer: the deadline

  bool operator==(const Note&) const = default;
};

struct OutSegment {
  Segment segment;
  Rule rule = Rule::None;  // why it was sent
  bool retransmission = false;

  bool operator==(const OutSegment&) const = default;
};

// The rows taken, in order, each once: at most as many as the trace keeps of one input.
class RuleList {
 public:
  bool operator==(const RuleList&) const = default;
  void take(Rule rule) {
    const uint64_t bit = uint64_t{1} << (static_cast<unsigned>(rule) % 64);
    if ((taken_ & bit) != 0 && has(rule)) return;  // none with that bit: it is not there
    taken_ |= bit;
    if (count_ < rules_.size()) rules_[count_++] = rule;
  }
  void clear() { *this = {}; }
  // Rule::None behind the last.
  const std::array<Rule, 8>& all() const { return rules_; }
  const Rule* begin() const { return rules_.data(); }
  const Rule* end() const { return rules_.data() + count_; }
  size_t size() const { return count_; }

 private:
  bool has(Rule rule) const {
    for (size_t i = 0; i < count_; ++i)
      if (rules_[i] == rule) return true;
    return false;
  }

  std::array<Rule, 8> rules_{};
  uint64_t taken_ = 0;  // bit i: a rule whose number is i modulo 64 was taken
  uint32_t count_ = 0;
};

class Outbox {
 public:
  List<OutSegment> segments;
  List<Note> notes;  // in the order in which things happened
  RuleList rules;

  bool operator==(const Outbox&) const = default;
  void clear() {
    segments.clear();
    notes.clear();
    rules.clear();
  }
  bool empty() const { return notes.empty(); }

  void take(Rule rule) { rules.take(rule); }
  void send(const Segment& segment, Rule rule, bool retransmission = false);
  // The same of the segment that `build()` returns, which is built in its place.
  template <class Build>
  const Segment& send_built(Build build, Rule rule) {
    OutSegment& out = announce(rule, false);
    ::new (static_cast<void*>(&out.segment)) Segment(build());
    return out.segment;
  }
  void state(State from, State to, Rule rule) {
    Note& note = notes.extend_unset();
    note.kind = Note::Kind::State;
    note.from = from;
    note.to = to;
    note.rule = rule;
  }
  void timer(Timer timer, TimerAction action, Time at) {
    Note& note = notes.extend_unset();
    note.kind = Note::Kind::Timer;
    note.timer = timer;
    note.action = action;
    note.at = at;
  }
  void signal(Signal signal) {
    Note& note = notes.extend_unset();
    note.kind = Note::Kind::Signal;
    note.signal = signal;
  }
  void text(SeqNum seq, uint32_t len, uint32_t stream);
  void discarded(SeqNum seq, uint32_t len, Rule rule);

 private:
  // The place of the next segment, and the note that tells of it.
  OutSegment& announce(Rule rule, bool retransmission) {
    Note& note = notes.extend_unset();
    note.kind = Note::Kind::Segment;
    note.segment = static_cast<uint32_t>(segments.size());
    OutSegment& out = segments.extend_unset();
    out.rule = rule;
    out.retransmission = retransmission;
    return out;
  }
};

// The surroundings of one input: the instant, the system's values, where results go, and the two
// things that only the host knows.
struct Step {
  Time now;
  const Profile& profile;
  Outbox& out;
  uint32_t stream = kNoStream;      // the payload stream that this Tcb's user writes
  Duration time_wait{};             // 2MSL as it applies here
  bool accept_queue_full = false;   // T170
  uint32_t receive_buffer = 0;      // SO_RCVBUF; 0: the profile's

  uint32_t buffer() const { return receive_buffer ? receive_buffer : profile.receive_buffer; }
};

}  // namespace finwait
