#include "gui/model/session_live.hpp"

#include "gui/model/session_parts.hpp"

namespace finwait::session {
namespace {

// The run is made anew with what was added. All before is as it was, so that what is selected,
// marked or open stays. Other branches stay on the screen.
void grow_first_branch(Session& s, const Scenario& scenario) {
  const bool at_end = s.cursor.now >= s.run->index.end;
  s.branches[0].origin.text = write_scenario(scenario);
  if (s.branch != 0) return;
  s.run.emplace(scenario);
  s.branches[0].end = s.run->index.end;
  ++s.generation;
  if (at_end)
    seek_time(s, s.run->index.end);
  else
    move_to(s, s.cursor.step, s.cursor.now);
}

}  // namespace

void on(Session& s, const command::BeginLive& c) {
  Scenario begin = *c.scenario;
  begin.until = Time{};
  apply(s, command::Load{{c.name, write_scenario(begin), {}, ""}});
  if (!s.error.empty()) return;
  s.live = Live{*c.scenario};
  seek_time(s, s.run->index.end);
}

void on(Session& s, const command::GrowLive& c) {
  if (!s.live || !s.run) return;
  Scenario& scenario = s.live->scenario;
  auto& timeline = scenario.script.timeline;
  timeline.insert(timeline.end(), c.entries.begin(), c.entries.end());
  scenario.until = c.now;
  grow_first_branch(s, scenario);
}

void on(Session& s, const command::EndLive& c) {
  if (!s.live || !s.run) return;
  s.live.reset();
  grow_first_branch(s, *c.recorded);
}

void on(Session& s, const command::StopLive&) {
  if (s.live) s.errands.push_back({.kind = Errand::Kind::StopLive});
}

}  // namespace finwait::session
