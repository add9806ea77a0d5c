#include "gui/model/edits.hpp"

#include <algorithm>

#include "gui/model/branches.hpp"
#include "gui/model/calls.hpp"

namespace finwait {
namespace {

// What the program made by itself of such calls; more than kMostOwnCalls are not written down.
const std::vector<uint32_t>& own_calls(const RunIndex& index, const Record& call) {
  return index.own_calls[call.host & 1][call.a];
}

// The program makes no calls of this kind by itself any more: those that it made stand in the
// timeline, each at its instant. There they come before the arrival that brings what they wait
// for, and return with it. The index of the entry for `record` comes back.
uint32_t write_down(Scenario& scenario, const Trace& trace, const RunIndex& index,
                    uint32_t record) {
  const Record& meant = trace.record(record);
  HostConfig& host = scenario.script.hosts[meant.host];
  (meant.call() == CallKind::Accept ? host.auto_accept : host.auto_read) = false;
  uint32_t entry = 0;
  for (const uint32_t id : own_calls(index, meant)) {
    const Record& r = trace.record(id);
    if (id == record) entry = static_cast<uint32_t>(scenario.script.timeline.size());
    Entry& step = scenario.script.timeline.emplace_back();
    step.host = r.host;
    step.call = r.call();
    step.at = r.t;
    // accept() takes the newest listener; a name would go to the child.
    const auto name = r.call() == CallKind::Accept
                          ? std::nullopt
                          : socket_reference(scenario.script, trace, r.socket);
    if (name && !name->empty()) step.socket = scenario.script.add_name(*name);
  }
  return entry;
}

// The entry of the timeline that made the call; if it was the program, it is written down first.
uint32_t entry_of(Scenario& scenario, const Trace& trace, const RunIndex& index,
                  uint32_t record) {
  const Record& r = trace.record(record);
  return r.entry() == kAutoCall ? write_down(scenario, trace, index, record) : r.entry();
}

}  // namespace

bool can_edit_call(const Simulation& simulation, const RunIndex& index, uint32_t record) {
  const Record& r = simulation.trace().record(record);
  if (r.kind != RecordKind::Call) return false;
  if (r.entry() == kAutoCall) return own_calls(index, r).size() <= kMostOwnCalls;
  const Entry& entry = simulation.script().timeline[r.entry()];
  return entry.repeat == 1 && !entry.each;
}

Scenario without_call(const Simulation& simulation, const RunIndex& index, uint32_t record) {
  Scenario scenario = without_expectations(simulation.scenario());
  const uint32_t entry = entry_of(scenario, simulation.trace(), index, record);
  scenario.script.timeline.erase(scenario.script.timeline.begin() + entry);
  return scenario;
}

ChangedScenario with_call_at(const Simulation& simulation, const RunIndex& index, uint32_t record,
                             Time at) {
  ChangedScenario changed{without_expectations(simulation.scenario()), 0};
  changed.entry = entry_of(changed.scenario, simulation.trace(), index, record);
  Entry& entry = changed.scenario.script.timeline[changed.entry];
  entry.at = std::max(at, Time{});
  entry.when = {};
  entry.after = {};
  entry.after_result = false;
  return changed;
}

Duration call_grid(const Script& script) {
  const Duration flight = max(script.links[0].delay, script.links[1].delay);
  const int64_t wish = std::max<int64_t>(flight.ns / 4, 1000);
  int64_t best = 1000;
  for (int64_t decade = 1000; decade <= wish; decade *= 10)
    for (int64_t digit : {1, 2, 5})
      if (decade * digit <= wish) best = decade * digit;
  return {best};
}

Time on_grid(const Script& script, Time t) {
  const int64_t grid = call_grid(script).ns;
  return {std::max<int64_t>((t.ns + grid / 2) / grid * grid, 0)};
}

bool can_edit_timer(const Simulation& simulation, const RunIndex& index, uint32_t record,
                    TimerEdit edit, Time now) {
  const Trace& trace = simulation.trace();
  const Record& r = trace.record(record);
  if (r.kind != RecordKind::Timer || r.action() == TimerAction::Cleared) return false;
  if (r.timer() == Timer::Linger || !socket_reference(simulation.script(), trace, r.socket))
    return false;
  const TimerSpan span = index.timers.span(trace, record);
  if (span.set == 0) return false;
  if (edit == TimerEdit::NeverFires && span.fired != 0) return true;
  const Time end = span.ended != 0 ? trace.record(span.ended).t : kNever;
  return trace.record(span.set).t <= now && instant_after(simulation, index, now) < end;
}

Scenario with_timer_edit(const Simulation& simulation, const RunIndex& index, uint32_t record,
                         TimerEdit edit, Time now) {
  const Trace& trace = simulation.trace();
  const Record& r = trace.record(record);
  const TimerSpan span = index.timers.span(trace, record);
  Entry entry;
  entry.host = r.host;
  entry.call = edit == TimerEdit::NeverFires ? CallKind::StopTimer : CallKind::FireTimer;
  entry.timer = r.timer();
  // Calls come before timers: at the very instant at which it would fire it is not too late.
  const bool at_end = edit == TimerEdit::NeverFires && span.fired != 0;
  const Time at = at_end ? trace.record(span.fired).t : instant_after(simulation, index, now);
  return with_call(simulation.scenario(), std::move(entry),
                   socket_reference(simulation.script(), trace, r.socket).value_or(""), at);
}

}  // namespace finwait
