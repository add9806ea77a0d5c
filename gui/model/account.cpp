// Sentences about one event or one segment (gui/model/why.hpp).
#include <algorithm>

#include "gui/model/story.hpp"
#include "gui/model/why.hpp"
#include "gui/model/words.hpp"
#include "sim/base/text.hpp"
#include "sim/world/api_words.hpp"

namespace finwait {
namespace {

std::string host_action_phrase(HostAction action) {
  switch (action) {
    case HostAction::Crash: return "crashes: it forgets every connection";
    case HostAction::Reboot: return "starts again, with no connections";
    case HostAction::PowerOff: return "is switched off";
    case HostAction::Cut: return "is cut off from the network";
    case HostAction::Heal: return "is back on the network";
  }
  return "";
}

class AccountMaker {
 public:
  explicit AccountMaker(const Session& session)
      : s_(session),
        trace_(session.run->trace()),
        source_{session.run->script(), session.run->trace()} {}

  Account step() {
    const auto [first, last] = records();
    if (first > last)
      return {std::string(word(Word::Start)), {std::string(word(Word::AtStart))}, {}, {}};
    for (uint32_t id = first; id <= last; ++id) add(trace_.record(id));
    because(trace_.record(first).cause, first);
    finish();
    return std::move(a_);
  }

  Account packet(uint32_t id) {
    const Packet& p = trace_.packet(id);
    a_.headline = segment_label(p) + " from " + letter(p.host);
    const RunIndex& index = s_.run->index;
    for (size_t i = index.first_trip[id]; i < index.trips.size() && index.trips[i].packet == id;
         ++i)
      copy(index.trips[i], p);
    put_rule(p.rule, false);
    finish();
    return std::move(a_);
  }

 private:
  static std::string letter(uint8_t host) { return std::string(host_letter(host & 1)); }

  struct Range {
    uint32_t first;
    uint32_t last;
  };
  Range records() const {
    const auto& ends = trace_.step_ends;
    const uint64_t step = s_.cursor.step;
    if (step == 0 || step >= ends.size()) return {1, step < ends.size() ? ends[step] : 0};
    return {ends[step - 1] + 1, ends[step]};
  }

  // What led to an event that did not begin by itself: the call or arrival before it.
  void because(uint32_t cause, uint32_t before) {
    if (cause == kNoCause || cause >= before) return;
    const Record& r = trace_.record(cause);
    const Record& event = trace_.record(before);
    if (event.kind == RecordKind::Timer) {  // what set it is another story
      if (r.kind == RecordKind::Timer) a_.cause = "It was set at " + time_text(r.t - Time{}) + ".";
      return;
    }
    if (r.kind != RecordKind::Arrived && r.kind != RecordKind::Call &&
        r.kind != RecordKind::State && r.kind != RecordKind::Timer)
      return because(r.cause, cause);
    AccountMaker earlier(s_);
    earlier.add(r);
    const std::string what = earlier.a_.facts.empty() ? earlier.a_.headline : earlier.a_.facts[0];
    if (what.empty()) return because(r.cause, cause);
    a_.cause = "This follows from " + time_text(r.t - Time{}) + ": " + what;
    for (Rule rule : earlier.a_.rules) put_rule(rule, false);
    put_rule(r.rule, false);
  }

  // The weightiest thing names the event.
  void headline(int weight, std::string text) {
    if (weight <= weight_) return;
    weight_ = weight;
    a_.headline = std::move(text);
  }

  void put_rule(Rule rule, bool telling) {
    if (rule == Rule::None) return;
    const auto found = std::find(a_.rules.begin(), a_.rules.end(), rule);
    if (found == a_.rules.end())
      a_.rules.insert(telling ? a_.rules.begin() : a_.rules.end(), rule);
    else if (telling)
      std::rotate(a_.rules.begin(), found, found + 1);
  }

  void put_rules(const Record& arrived) {
    for (uint16_t rule : arrived.rules) {
      if (rule == 0) return;
      // The last one taken tells most, but for the window update that nearly every ACK brings.
      put_rule(static_cast<Rule>(rule), static_cast<Rule>(rule) != Rule::T102);
    }
  }

  void add(const Record& r) {
    switch (r.kind) {
      case RecordKind::Host: return host(r);
      case RecordKind::Call: return call(r);
      case RecordKind::Result: return result(r);
      case RecordKind::Sent: return sent(r);
      case RecordKind::Arrived: return arrived(r);
      case RecordKind::Dropped: return dropped(r);
      case RecordKind::State: return state(r);
      case RecordKind::Timer: return timer(r);
      case RecordKind::Event: return told(r);
      case RecordKind::Socket:
      case RecordKind::Bytes: return;
    }
  }

  void host(const Record& r) {
    headline(90, letter(r.host) + " " + host_action_phrase(r.host_action()) + ".");
  }

  void call(const Record& r) {
    const std::string text = letter(r.host) + " calls " + call_label(source_, r) + ".";
    const bool automatic = r.entry() == kAutoCall;
    headline(automatic ? 5 : 30, text);
    if (!automatic) a_.facts.push_back(text);
    put_rule(r.rule, false);
  }

  void result(const Record& r) {
    const std::string name(call_word(source_.script.hosts[r.host], r.call()));
    std::string text = letter(r.host) + "\u2019s " + name + "() ";
    if (r.error() != Errno::Ok)
      text += "fails: " + result_text(source_, r) + ".";
    else
      text += "returns " + result_text(source_, r) + ".";
    headline(r.error() != Errno::Ok ? 60 : 4, text);
    a_.facts.push_back(text);
    put_rule(r.rule, r.error() != Errno::Ok);
  }

  // What the system tells the program without being asked: FD_CLOSE, SIGPIPE.
  void told(const Record& r) {
    if (!reaches_program(r.event())) return;
    const std::string text = letter(r.host) + "\u2019s program is told " +
                             event_word(source_.script.hosts[r.host], r) + ".";
    headline(20, text);
    a_.facts.push_back(text);
  }

  void sent(const Record& r) {
    const Packet& p = trace_.packet(r.packet());
    std::string text = letter(p.host) + " sends " + segment_label(p);
    if (p.retransmission) text += " again";
    if (p.forged) text = "A forged " + segment_label(p) + " is put on the wire";
    text += ".";
    headline(p.forged ? 35 : 8, text);
    a_.facts.push_back(text);
    put_rule(p.rule, false);
  }

  void arrived(const Record& r) {
    const Packet& p = trace_.packet(r.packet());
    const Duration age = r.t - trace_.record(p.sent).t;
    const std::string what = segment_label(p);
    headline(10, letter(r.host) + " receives " + what + ".");
    a_.facts.push_back(what + " from " + letter(p.host) + " arrives at " + letter(r.host) +
                       " after " + time_text(age) + " on the wire.");
    put_rules(r);
  }

  void dropped(const Record& r) {
    const Packet& p = trace_.packet(r.packet());
    const std::string what = segment_label(p) + " from " + letter(p.host);
    const bool lost = r.reason() == DropReason::Loss || r.reason() == DropReason::Fault;
    const std::string reason(drop_reason_name(r.reason()));
    headline(50, what + (lost ? " is lost." : " is dropped: " + reason + "."));
    std::string fact = what + " was sent at " + time_text(trace_.record(p.sent).t - Time{});
    fact += r.reason() == DropReason::Fault  ? "; a fault rule of the scenario takes it."
            : r.reason() == DropReason::Loss ? "; the link loses it."
                                             : "; reason: " + reason + ".";
    a_.facts.push_back(fact);
    put_rule(r.rule, true);
  }

  void state(const Record& r) {
    const std::string from(state_name(r.from()));
    const std::string to(state_name(r.to()));
    headline(r.to() == State::Listen ? 40 : 80,
             letter(r.host) + " goes from " + from + " to " + to + ".");
    telling_ = r.rule;
  }

  void timer(const Record& r) {
    const std::string who = letter(r.host) + "\u2019s " + timer_phrase(r.timer()).substr(4);
    if (r.action() == TimerAction::Fired) {
      const bool minor = r.timer() == Timer::DelayedAck;
      headline(minor ? 20 : 55, who + " fires.");
      a_.facts.push_back(who + " fires.");
      put_rule(r.rule, false);
    }
    if (r.timer() == Timer::TimeWait && r.action() == TimerAction::Restarted)
      headline(70, letter(r.host) + " stays in TIME_WAIT and starts 2 MSL again.");
  }

  void copy(const Trip& trip, const Packet& p) {
    std::string text = "Sent at " + time_text(trip.sent - Time{});
    const std::string remark = trip_remark(trip, p);
    if (!remark.empty()) text += " (" + remark + ")";
    if (trip.end == Trip::End::Arrived) {
      const Record& r = trace_.record(trip.end_record);
      text += ", arrived at " + letter(r.host) + " at " + time_text(trip.ended - Time{});
      if (r.before() != r.after())
        text += ": " + std::string(state_name(r.before())) + " \u2192 " +
                std::string(state_name(r.after()));
      put_rules(r);
    } else if (trip.end == Trip::End::Dropped) {
      text += ", dropped at " + time_text(trip.ended - Time{}) + " (" +
              std::string(drop_reason_name(trip.reason)) + ")";
    }
    a_.facts.push_back(text + ".");
  }

  // A fact that only repeats the headline is left out.
  void finish() {
    put_rule(telling_, true);
    std::erase(a_.facts, a_.headline);
    if (a_.headline.empty()) a_.headline = std::string(word(Word::Nothing));
  }

  const Session& s_;
  const Trace& trace_;
  Source source_;
  int weight_ = 0;
  Rule telling_ = Rule::None;
  Account a_;
};

}  // namespace

Account account_of_step(const Session& session) {
  return AccountMaker(session).step();
}

Account account_of_packet(const Session& session, uint32_t packet) {
  return AccountMaker(session).packet(packet);
}

}  // namespace finwait
