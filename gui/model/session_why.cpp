// Why: the walk along causes, and what is known of the event that is explained.
#include <algorithm>

#include "gui/model/inspected.hpp"
#include "gui/model/session_parts.hpp"

namespace finwait::session {
namespace {

// In a longer run the steps before the one under the cursor are far from a checkpoint: while it
// plays nothing is looked up.
constexpr uint64_t kLongRun = 20000;

void go_to(Session& s, uint64_t step) {
  s.playing = false;
  s.view.follow = true;
  apply(s, command::Select{});
  seek_time(s, time_of_step(s, step));
  apply(s, command::SeekStep{step});
}

// Steps are those of the run that is shown: in the other one the record is chosen.
void go_beside(Session& s, const Trace& trace, uint32_t record) {
  s.playing = false;
  s.view.follow = true;
  const Time t = trace.record(record).t;
  seek_time(s, t);
  apply(s, command::SelectBeside{{}, record});
}

uint64_t step_of_selected(const Run& run, uint32_t packet) {
  const RunIndex& index = run.index;
  for (size_t i = index.first_trip(packet);
       i < index.trips.size() && index.trips[i].packet == packet; ++i)
    if (index.trips[i].end == Trip::End::Arrived)
      return run.trace().step_of(index.trips[i].end_record);
  return 0;
}

}  // namespace

void follow_cause(Session& s, int by) {
  if (!s.run) return;
  const Inspected in = inspected(s);
  const Trace& trace = in.run.trace();
  uint32_t from = 0;  // the record that the walk begins at
  if (in.beside && in.packet) from = trace.packet(*in.packet).sent;
  if (in.beside && in.record) from = *in.record;
  const uint64_t step = from == 0 ? in.step : trace.step_of(from);
  uint32_t to = 0;
  if (by > 0) {
    to = effect_of_step(trace, step);
  } else if (step > 0) {
    const auto chain = causes_of(trace, from == 0 ? trace.step_ends[step - 1] + 1 : from);
    if (!chain.empty()) to = chain.front();
  }
  if (to == 0) return;
  if (in.beside)
    go_beside(s, trace, to);
  else
    go_to(s, trace.step_of(to));
}

void renew_backstory(Session& s) {
  const Inspected in = inspected(s);
  const uint64_t step = in.packet   ? step_of_selected(in.run, *in.packet)
                        : in.record ? in.run.trace().step_of(*in.record)
                                    : in.step;
  const Backstory& known = s.backstory;
  if (known.generation == s.generation && known.step == step && known.branch == in.branch &&
      known.beside == in.beside)
    return;
  if (s.playing && last_step(s) > kLongRun) return;
  const bool beside = in.beside;
  const size_t branch = in.branch;
  s.backstory = backstory_of_step(beside ? s.beside->run.simulation : s.run->simulation, step);
  s.backstory.generation = s.generation;
  s.backstory.branch = branch;
  s.backstory.beside = beside;
}

// A jump in a large world costs most of a frame, and Why asks for the step before: one jump there
// and a step are enough.
void travel(Session& s, uint64_t step) {
  Simulation& simulation = s.run->simulation;
  const bool other = s.selected || s.selected_record || (s.beside && s.beside->inspected);
  const bool rests = s.playing && last_step(s) > kLongRun;
  if (other || rests || simulation.cursor() == step) return simulation.seek(step);
  s.backstory = backstory_on_the_way(simulation, step);
  s.backstory.generation = s.generation;
  s.backstory.branch = s.branch;
  s.backstory.beside = false;
}

// The record is found by playing again: only when somebody asks.
void on(Session& s, const command::AskWhy& c) {
  if (!s.run) return;
  const Inspected in = inspected(s);
  const uint32_t socket = in.run.index.span_at_record(c.host, in.record_limit).socket;
  if (socket == kNoSocket) return;
  Run& run = in.beside ? s.beside->run : *s.run;
  const ValueChange change = last_change(run.simulation, socket, c.value);
  if (change.record == 0) {
    s.notice = s.phrases(Phrase::ValueKept,
                         {value_name(s.phrases, c.value), host_letter(c.host),
                          std::to_string(std::min(in.step, kFarthestChange))});
    return;
  }
  const Record& r = run.trace().record(change.record);
  const size_t branch = in.branch;
  const bool sent = r.kind == RecordKind::Sent;
  const Command select = sent ? select_in(in, r.packet()) : select_in(in, {}, change.record);
  s.playing = false;
  apply(s, select);
  s.asked = AskedValue{c.host, c.value, change, s.generation, branch};
  s.side = SidePanel::Why;  // there the answer stands
}

void on(Session& s, const command::ScrollWhy& c) {
  if (!s.run) return;
  const Inspected in = inspected(s);
  s.why_place = {s.generation, in.step, in.branch, in.packet, in.record, c.top};
}

}  // namespace finwait::session
