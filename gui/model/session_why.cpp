// Why: the walk along causes, and what is known of the event that is explained.
#include "gui/model/session_parts.hpp"

namespace finwait::session {
namespace {

// In a longer run the steps before the one under the cursor are far from a checkpoint: while it
// plays nothing is looked up.
constexpr uint64_t kLongRun = 20000;

void go_to(Session& s, uint64_t step) {
  s.playing = false;
  s.view.follow = true;
  s.selected.reset();
  s.selected_record.reset();
  if (s.beside) s.beside->selected.reset();
  seek_time(s, time_of_step(s, step));
  apply(s, command::SeekStep{step});
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
  const Trace& trace = s.run->trace();
  const uint64_t step = s.cursor.step;
  if (by > 0) {
    if (const uint32_t effect = effect_of_step(trace, step)) go_to(s, trace.step_of(effect));
    return;
  }
  if (step == 0) return;
  const auto chain = causes_of(trace, trace.step_ends[step - 1] + 1);
  if (!chain.empty()) go_to(s, trace.step_of(chain.front()));
}

void renew_backstory(Session& s) {
  const Trace& trace = s.run->trace();
  const auto other = selected_beside(s);
  const uint64_t step = other               ? step_of_selected(s.beside->run, *other)
                        : s.selected        ? step_of_selected(*s.run, *s.selected)
                        : s.selected_record ? trace.step_of(*s.selected_record)
                                            : s.cursor.step;
  const Backstory& known = s.backstory;
  if (known.generation == s.generation && known.step == step && known.beside == other.has_value())
    return;
  if (s.playing && last_step(s) > kLongRun) return;
  s.backstory = backstory_of_step(other ? s.beside->run.simulation : s.run->simulation, step);
  s.backstory.generation = s.generation;
  s.backstory.beside = other.has_value();
}

}  // namespace finwait::session
