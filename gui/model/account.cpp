// Sentences about one event or one segment (gui/model/why.hpp).
#include <algorithm>

#include "gui/model/lost_before.hpp"
#include "gui/model/outcome.hpp"
#include "gui/model/story.hpp"
#include "gui/model/why.hpp"
#include "gui/model/words.hpp"
#include "sim/base/text.hpp"
#include "sim/world/api_words.hpp"

namespace finwait {
namespace {

Phrase host_sentence(HostAction action) {
  switch (action) {
    case HostAction::Crash: return Phrase::HostCrashes;
    case HostAction::Reboot: return Phrase::HostReboots;
    case HostAction::PowerOff: return Phrase::HostPowersOff;
    case HostAction::Cut: return Phrase::HostCut;
    case HostAction::Heal: return Phrase::HostHealed;
  }
  return Phrase::Nothing;
}

Phrase drop_phrase(DropReason reason) {
  switch (reason) {
    case DropReason::Loss: return Phrase::DropLoss;
    case DropReason::Fault: return Phrase::DropFault;
    case DropReason::Expired: return Phrase::DropExpired;
    case DropReason::Queue: return Phrase::DropQueue;
    case DropReason::Checksum: return Phrase::DropChecksum;
    case DropReason::NoHost: return Phrase::DropNoHost;
    case DropReason::Cut: return Phrase::DropCut;
  }
  return Phrase::Nothing;
}

class AccountMaker {
 public:
  AccountMaker(const Session& session, const Inspected& in)
      : s_(session),
        in_(in),
        run_(in.run),
        say_(session.phrases),
        trace_(run_.trace()),
        source_{run_.script(), trace_, session.phrases} {}

  Account step() {
    const auto [first, last] = records();
    if (first > last)
      return {say_(Phrase::Start), {say_(Phrase::AtStart), say_(Phrase::AtStartEdit)}, {}, {}};
    for (uint32_t id = first; id <= last; ++id) add(trace_.record(id));
    because(trace_.record(first).cause, first);
    finish();
    outcome(first, last);
    const bool over = in_.step == last_step(s_) && s_.branches.size() == 1;
    if (over) a_.hint = say_(Phrase::TryDrop);
    return std::move(a_);
  }

  // A call with its result, a timer with its times, or what else happened.
  Account record(uint32_t id) {
    const Record& r = trace_.record(id);
    if (r.kind == RecordKind::Timer) return timer_account(id);
    if (r.kind == RecordKind::Sent) return packet(r.packet());
    if (r.kind == RecordKind::Result) return record(r.call_id());
    if (r.kind == RecordKind::Call) return call_account(id);
    add(r);
    because(r.cause, id);
    finish();
    return std::move(a_);
  }

  Account packet(uint32_t id) {
    const Packet& p = trace_.packet(id);
    a_.headline = say_(Phrase::SegmentFrom, {arrow_label(p), letter(p.host)});
    const RunIndex& index = run_.index;
    for (size_t i = index.first_trip(id); i < index.trips.size() && index.trips[i].packet == id;
         ++i)
      copy(index.trips[i], p);
    put_rule(p.rule, false);
    finish();
    for (size_t i = index.first_trip(id); i < index.trips.size() && index.trips[i].packet == id;
         ++i)
      if (index.trips[i].end_record != 0) outcome_of_record(index.trips[i].end_record);
    a_.hint = lost_text(in_, id, say_);
    return std::move(a_);
  }

 private:
  static std::string letter(uint8_t host) { return std::string(host_letter(host & 1)); }

  Account call_account(uint32_t id) {
    const Record& r = trace_.record(id);
    add(r);
    const uint32_t result = run_.index.result_of(id, r.host);
    if (result != 0 && result <= in_.record_limit) add(trace_.record(result));
    a_.headline = say_(Phrase::Calls, {letter(r.host), call_label(source_, r)});
    if (r.entry() == kAutoCall && can_edit_call(run_.simulation, run_.index, id))
      a_.facts.push_back(say_(Phrase::ProgramDoes));
    because(r.cause, id);
    finish();
    outcome_of_record(id);
    return std::move(a_);
  }

  struct Range {
    uint32_t first;
    uint32_t last;
  };
  Range records() const {
    const auto& ends = trace_.step_ends;
    const uint64_t step = in_.step;
    if (step == 0 || step >= ends.size()) return {1, step < ends.size() ? ends[step] : 0};
    return {ends[step - 1] + 1, ends[step]};
  }

  Account timer_account(uint32_t id) {
    const Record& r = trace_.record(id);
    const TimerSpan span = run_.index.timers.span(trace_, id);
    const std::string timer = say_(timer_phrase(r.timer()));
    a_.headline = say_(Phrase::TimerSelected, {letter(r.host), timer});
    if (span.set != 0) {
      const Record& set = trace_.record(span.set);
      a_.facts.push_back(say_(Phrase::TimerWasSet, {time_text(set.t - Time{})}));
      put_rule(set.rule, false);
      because(set.cause, span.set);
    }
    if (span.fired != 0)
      a_.facts.push_back(
          say_(Phrase::TimerRunsOut, {time_text(trace_.record(span.fired).t - Time{})}));
    finish();
    return std::move(a_);
  }

  // What led to an event that did not begin by itself: the call or arrival before it.
  void because(uint32_t cause, uint32_t before) {
    if (cause == kNoCause || cause >= before) return;
    const Record& r = trace_.record(cause);
    const Record& event = trace_.record(before);
    if (event.kind == RecordKind::Timer) {  // what set it is another story
      if (r.kind == RecordKind::Timer) a_.cause = say_(Phrase::WasSetAt, {time_text(r.t - Time{})});
      return;
    }
    if (r.kind != RecordKind::Arrived && r.kind != RecordKind::Call &&
        r.kind != RecordKind::State && r.kind != RecordKind::Timer)
      return because(r.cause, cause);
    AccountMaker earlier(s_, in_);
    earlier.add(r);
    const std::string what = earlier.a_.facts.empty() ? earlier.a_.headline : earlier.a_.facts[0];
    if (what.empty()) return because(r.cause, cause);
    a_.cause = say_(Phrase::FollowsFrom, {time_text(r.t - Time{}), what});
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
    headline(90, say_(host_sentence(r.host_action()), {letter(r.host)}));
  }

  void call(const Record& r) {
    const std::string text = say_(Phrase::Calls, {letter(r.host), call_label(source_, r)});
    const bool automatic = r.entry() == kAutoCall;
    headline(automatic ? 5 : 30, text);
    if (!automatic) a_.facts.push_back(text);
    put_rule(r.rule, false);
  }

  void result(const Record& r) {
    const std::string name(call_word(source_.script.hosts[r.host], r.call()));
    const bool fails = r.error() != Errno::Ok;
    const std::string text = say_(fails ? Phrase::CallFails : Phrase::CallReturns,
                                  {letter(r.host), name, result_text(source_, r)});
    changes_ = changes_ || fails;
    headline(fails ? 60 : 4, text);
    a_.facts.push_back(text);
    put_rule(r.rule, fails);
  }

  // What the system tells the program without being asked: FD_CLOSE, SIGPIPE.
  void told(const Record& r) {
    if (!reaches_program(r.event())) return;
    const std::string text = say_(
        Phrase::Told, {letter(r.host), event_word(source_.script.hosts[r.host], r)});
    headline(20, text);
    a_.facts.push_back(text);
  }

  void sent(const Record& r) {
    const Packet& p = trace_.packet(r.packet());
    const std::string text =
        p.forged ? say_(Phrase::ForgedSent, {arrow_label(p)})
                 : say_(p.retransmission ? Phrase::SendsAgain : Phrase::Sends,
                        {letter(p.host), arrow_label(p)});
    headline(p.forged ? 35 : 8, text);
    a_.facts.push_back(text);
    why_again(r.packet());
    put_rule(p.rule, false);
  }

  void arrived(const Record& r) {
    const Packet& p = trace_.packet(r.packet());
    const Duration age = r.t - trace_.record(p.sent).t;
    const std::string what = arrow_label(p);
    headline(10, say_(Phrase::Receives, {letter(r.host), what}));
    a_.facts.push_back(
        say_(Phrase::Arrives, {what, letter(p.host), letter(r.host), time_text(age)}));
    why_again(r.packet());
    put_rules(r);
  }

  // What was lost before a segment that is sent again.
  void why_again(uint32_t id) {
    const std::optional<LostBefore> lost = lost_before(trace_, run_.index, id);
    if (!lost) return;
    const Packet& p = trace_.packet(lost->packet);
    a_.facts.push_back(say_(lost->answer ? Phrase::AnswerWasLost : Phrase::CopyWasLost,
                            {arrow_label(p), letter(p.host), time_text(lost->at - Time{}),
                             letter(trace_.packet(id).host)}));
  }

  void dropped(const Record& r) {
    const Packet& p = trace_.packet(r.packet());
    const std::string what = arrow_label(p);
    const std::string when = time_text(trace_.record(p.sent).t - Time{});
    const bool lost = r.reason() == DropReason::Loss || r.reason() == DropReason::Fault;
    const std::string& reason = say_(drop_phrase(r.reason()));
    headline(50, lost ? say_(Phrase::IsLost, {what, letter(p.host)})
                      : say_(Phrase::IsDropped, {what, letter(p.host), reason}));
    const Phrase fact = r.reason() == DropReason::Fault  ? Phrase::TakenByFault
                        : r.reason() == DropReason::Loss ? Phrase::LostByLink
                                                         : Phrase::DroppedBecause;
    a_.facts.push_back(say_(fact, {what, letter(p.host), when, reason}));
    put_rule(r.rule, true);
  }

  void state(const Record& r) {
    const std::string from(state_name(r.from()));
    const std::string to(state_name(r.to()));
    changes_ = true;
    headline(r.to() == State::Listen ? 40 : 80, say_(Phrase::Goes, {letter(r.host), from, to}));
    telling_ = r.rule;
  }

  void timer(const Record& r) {
    if (r.action() == TimerAction::Fired) {
      const bool minor = r.timer() == Timer::DelayedAck;
      const std::string text =
          say_(Phrase::TimerFires, {letter(r.host), say_(timer_phrase(r.timer()))});
      headline(minor ? 20 : 55, text);
      a_.facts.push_back(text);
      put_rule(r.rule, false);
    }
    if (r.timer() == Timer::TimeWait && r.action() == TimerAction::Restarted)
      headline(70, say_(Phrase::StaysInTimeWait, {letter(r.host)}));
  }

  void copy(const Trip& trip, const Packet& p) {
    std::string sent = time_text(trip.sent - Time{});
    const std::string remark = trip_remark(say_, trip, p);
    if (!remark.empty()) sent = say_(Phrase::WithRemark, {sent, remark});
    const std::string ended = time_text(trip.ended - Time{});
    if (trip.end == Trip::End::Arrived) {
      const Record& r = trace_.record(trip.end_record);
      a_.facts.push_back(say_(r.before() == r.after() ? Phrase::TripArrived : Phrase::TripChanged,
                              {sent, letter(r.host), ended, state_name(r.before()),
                               state_name(r.after())}));
      put_rules(r);
    } else if (trip.end == Trip::End::Dropped) {
      a_.facts.push_back(
          say_(Phrase::TripDropped, {sent, ended, say_(drop_phrase(trip.reason))}));
    } else {
      a_.facts.push_back(say_(Phrase::TripFlying, {sent}));
    }
  }

  // What came of a step stands before how it came about: who is told, or sends again, and in which
  // states both ends are if that is new.
  void outcome(uint32_t first, uint32_t last) {
    consequences(first, last);
    if (!changes_ && a_.outcome == 0) return;
    const State a = run_.index.span_at_record(0, last).state;
    const State b = run_.index.span_at_record(1, last).state;
    const std::string in_a(state_name(a));
    const std::string in_b(state_name(b));
    put_outcome(a == b ? say_(Phrase::NowBoth, {in_a})
                       : say_(Phrase::NowStates, {"A", in_a, "B", in_b}));
  }

  // Of what is selected the states go without saying: they are not those of the cursor.
  void outcome_of_record(uint32_t id) {
    const uint32_t step = trace_.step_of(id);
    if (step == 0 || a_.outcome > 0) return;
    consequences(trace_.step_ends[step - 1] + 1, trace_.step_ends[step]);
  }

  void consequences(uint32_t first, uint32_t last) {
    const EventOutcome out = outcome_of(run_, first, last);
    if (out.failure != 0)
      fails(trace_.record(out.failure), trace_.record(out.failure).t == trace_.record(last).t);
    if (out.unseen) put_outcome(say_(Phrase::NobodyLearns, {letter(out.host)}));
    if (!out.repeats) return;
    const Packet& again = trace_.packet(out.again);
    const std::string when = time_text(trace_.record(again.sent).t - Time{});
    put_outcome(
        say_(Phrase::SentAgainFor, {letter(again.host), arrow_label(again), when}));
  }

  // In the step itself it is one of the facts already; at the same instant no time is told.
  void fails(const Record& r, bool here) {
    const std::string name(call_word(source_.script.hosts[r.host], r.call()));
    const std::string error = result_text(source_, r);
    const std::string plain = say_(Phrase::CallFails, {letter(r.host), name, error});
    std::erase(a_.facts, plain);
    if (a_.headline == plain) return;
    put_outcome(here ? plain
                     : say_(Phrase::LeadsToFailure,
                            {letter(r.host), name, error, time_text(r.t - Time{})}));
  }

  void put_outcome(std::string text) {
    a_.facts.insert(a_.facts.begin() + static_cast<std::ptrdiff_t>(a_.outcome), std::move(text));
    ++a_.outcome;
  }

  // A fact that only repeats the headline is left out.
  void finish() {
    put_rule(telling_, true);
    std::erase(a_.facts, a_.headline);
    if (a_.headline.empty()) a_.headline = say_(Phrase::Nothing);
  }

  const Session& s_;
  const Inspected& in_;
  const Run& run_;
  const Phrases& say_;
  const Trace& trace_;
  Source source_;
  int weight_ = 0;
  bool changes_ = false;  // a state, or a call fails
  Rule telling_ = Rule::None;
  Account a_;
};

}  // namespace

Account account_of_step(const Session& session, const Inspected& in) {
  return AccountMaker(session, in).step();
}

Account account_of_packet(const Session& session, const Inspected& in, uint32_t packet) {
  return AccountMaker(session, in).packet(packet);
}

Account account_of_record(const Session& session, const Inspected& in, uint32_t record) {
  return AccountMaker(session, in).record(record);
}

std::string lost_text(const Inspected& in, uint32_t packet, const Phrases& say) {
  const Run& run = in.run;
  const size_t trip = run.index.first_trip(packet);
  if (trip >= run.index.trips.size() || run.index.trips[trip].end != Trip::End::Dropped) return "";
  if (!can_edit(run.simulation, run.index, packet, PacketEdit::Deliver)) return "";
  return say(Phrase::LostTip, {say(Phrase::EditDeliver)});
}

Account account_of_step(const Session& session) {
  return account_of_step(session, shown_branch(session));
}

Account account_of_packet(const Session& session, uint32_t packet) {
  return account_of_packet(session, shown_branch(session), packet);
}

}  // namespace finwait
