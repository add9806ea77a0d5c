// Where runs come from: scenarios that are opened, branches, and what is computed elsewhere because
// it takes longer than a frame.
#include <algorithm>

#include "gui/model/session_files.hpp"
#include "gui/model/session_parts.hpp"
#include "gui/model/story.hpp"
#include "sim/run/builtin.hpp"

namespace finwait {
namespace {

constexpr double kUsualFlightSeconds = 0.8;  // what a flight takes at the speed first chosen

Simulation played(Scenario scenario, uint64_t steps = UINT64_MAX) {
  Simulation simulation(std::move(scenario));
  while (steps-- > 0 && simulation.step()) {
  }
  return simulation;
}

// One flight should take most of a second, on the grid 1, 2, 5, 10, ...
double first_speed(const Run& run) {
  const double delay = static_cast<double>(run.script().links[0].delay.ns) / 1e9;
  const double wish = delay > 0 ? delay / kUsualFlightSeconds : 0.05;
  double best = kSlowest;
  for (double decade = kSlowest; decade <= kFastest; decade *= 10)
    for (double digit : {1.0, 2.0, 5.0})
      if (decade * digit <= wish * 1.001) best = decade * digit;
  return std::clamp(best, kSlowest, kFastest);
}

Phrase branch_phrase(PacketEdit edit) {
  switch (edit) {
    case PacketEdit::Drop: return Phrase::BranchDrop;
    case PacketEdit::Delay: return Phrase::BranchDelay;
    case PacketEdit::Duplicate: return Phrase::BranchDuplicate;
    case PacketEdit::Corrupt: return Phrase::BranchCorrupt;
    case PacketEdit::Deliver: return Phrase::BranchDeliver;
  }
  return Phrase::BranchOriginal;
}

}  // namespace

Run::Run(Scenario scenario) : Run(played(std::move(scenario))) {}

Run::Run(Simulation computed)
    : simulation(std::move(computed)),
      index(make_run_index(script(), trace(), simulation.end_time())) {}

namespace session {
namespace {

std::optional<Simulation> begin(Session& s, const Origin& origin) {
  auto scenario = read_scenario(origin.text, origin.name, origin.overrides);
  if (!scenario) {
    s.error = scenario.error().text();
    return std::nullopt;
  }
  return played(scenario.take(), s.patience);
}

void want(Session& s, const Scenario& scenario, Then then) {
  s.wanted = Wanted{++s.tickets, std::make_shared<const Scenario>(scenario), std::move(then)};
}

void start(Session& s, Run run) {
  s.run.emplace(std::move(run));
  s.wanted.reset();
  ++s.generation;
  s.lit = {};
  s.selected.reset();
  s.selected_record.reset();
  s.asked.reset();
  s.menu.reset();
  s.hovered.reset();
  s.view.follow = true;
  s.view.ease.reset();
  s.axis_change.reset();
  s.error.clear();
  move_to(s, 0, {});
}

// The same run, further. What is selected, marked or open stays; who looks at the end follows it.
void go_on_with(Session& s, Run run) {
  const Time end = s.run->index.end;
  const bool at_end = s.cursor.now >= end;
  const bool follows = at_end && !s.playing && end > Time{};
  s.run.emplace(std::move(run));
  s.branches[s.branch].end = s.run->index.end;
  ++s.generation;
  if (at_end)
    seek_time(s, follows ? s.run->index.end : end);
  else
    move_to(s, s.cursor.step, s.cursor.now);
}

}  // namespace

bool is_whole(const Run& run) {
  return run.simulation.end() != EndReason::Running;
}

bool make_run(Session& s, const Origin& origin, Then then) {
  auto begun = begin(s, origin);
  if (!begun) return false;
  if (begun->end() == EndReason::Running) {
    want(s, begun->scenario(), std::move(then));
    return true;
  }
  Run run(std::move(*begun));
  then(s, run);
  return true;
}

bool play(Session& s, const Origin& origin, const std::function<void(Session&)>& then) {
  return make_run(s, origin, [then](Session& at, Run& run) {
    start(at, std::move(run));
    then(at);
  });
}

bool grow(Session& s, Origin origin, std::string name, Time at,
          const std::function<void(Session&)>& then) {
  Branch branch{std::move(origin), std::move(name), s.branch, at};
  const Origin& of = branch.origin;
  return play(s, of, [branch, then](Session& grown) {
    grown.branches.push_back(branch);
    grown.branch = grown.branches.size() - 1;
    grown.branches.back().end = grown.run->index.end;
    grown.undone.clear();
    then(grown);
  });
}

bool cancel_wanted(Session& s) {
  if (!s.wanted || !s.wanted->then) return false;
  s.wanted.reset();
  if (s.run && !is_whole(*s.run)) want(s, s.run->simulation.scenario(), {});
  return true;
}

void on(Session& s, const command::TakeRun& c) {
  if (!s.wanted || s.wanted->ticket != c.ticket || !c.run) return;
  const Then then = s.wanted->then;
  const bool whole = is_whole(*c.run);
  if (then && !whole) return;
  if (whole) s.wanted.reset();
  if (then)
    then(s, *c.run);
  else if (s.run)
    go_on_with(s, std::move(*c.run));
}

// Its beginning is shown at once, however long it is.
void on(Session& s, const command::Load& c) {
  auto begun = begin(s, c.origin);
  if (!begun) return;
  auto scenario = leaving(s);
  const std::string title = shown_title(s);
  start(s, Run(std::move(*begun)));
  left(s, std::move(scenario), title);
  if (!is_whole(*s.run)) want(s, s.run->simulation.scenario(), {});
  s.branches = {{c.origin, "", 0, Time{}, s.run->index.end}};
  s.live.reset();
  s.drop_mode = false;
  s.bookmarks.clear();
  s.branch = 0;
  s.undone.clear();
  if (!s.own_speed) s.speed = first_speed(*s.run);
  s.measured.reset();
  on(s, command::Fit{});
  s.dialog.kind = DialogKind::None;
  remember(s, c.origin.path);
}

void on(Session& s, const command::LoadBuiltin& c) {
  if (const BuiltinFile* file = find_builtin(c.name))
    return on(s, command::Load{{c.name, std::string(file->text), {}, ""}});
  s.error = s.phrases(Phrase::NoBuiltin, {c.name});
}

void on(Session& s, const command::SetValue& c) {
  if (!s.run) return;
  Origin origin = s.origin();
  std::erase_if(origin.overrides, [&](const Override& o) { return o.path == c.value.path; });
  origin.overrides.push_back(c.value);
  const std::string key = c.value.path.substr(c.value.path.find('.') + 1);
  const std::string name = s.phrases(Phrase::BranchValue, {key, c.value.value});
  grow(s, std::move(origin), name, Time{},
       [](Session& grown) { grown.branches[grown.branch].by_value = true; });
}

// Goes on from the instant at which the segment was sent, with the new fate.
void on(Session& s, const command::EditPacket& c) {
  if (!s.run || c.packet >= s.run->trace().packets.size()) return;
  const Run& run = *s.run;
  if (!can_edit(run.simulation, run.index, c.packet, c.edit)) return;
  const Scenario edited = with_edit(run.simulation, run.index, c.packet, c.edit);
  const Packet& packet = run.trace().packet(c.packet);
  const Time sent = run.trace().record(packet.sent).t;
  const std::string name = s.phrases(branch_phrase(c.edit), {arrow_label(packet)});
  Origin origin{s.origin().name, write_scenario(edited), {}, s.origin().path};
  grow(s, std::move(origin), name, sent, [c, sent](Session& grown) {
    grown.branches[grown.branch].edit = c;
    grown.tour.branch = grown.branch;
    grown.tour.changed = c.packet;
    grown.tour.dropped = c.edit == PacketEdit::Drop;
    seek_time(grown, sent);
    grown.playing = true;
  });
}

namespace {

// Another branch at the same instant.
void show_branch(Session& s, size_t branch) {
  if (!s.run || branch >= s.branches.size()) return;
  if (branch == s.branch) {
    cancel_wanted(s);  // it was on the way to another one
    return;
  }
  play(s, s.branches[branch].origin, [branch, now = s.cursor.now](Session& shown) {
    shown.branch = branch;
    seek_time(shown, now);
  });
}

}  // namespace

void on(Session& s, const command::Undo&) {
  if (cancel_wanted(s)) return;
  if (s.branch == 0) return back_to_scenario(s);
  const size_t left = s.branch;
  show_branch(s, s.branches[left].parent);
  s.undone.push_back(left);
}

void on(Session& s, const command::Redo&) {
  if (s.undone.empty()) return on_to_scenario(s);
  const size_t branch = s.undone.back();
  s.undone.pop_back();
  show_branch(s, branch);
}

void on(Session& s, const command::HopBranch& c) {
  if (s.branches.size() < 2) return;
  const size_t count = s.branches.size();
  show_branch(s, (s.branch + (c.by < 0 ? count - 1 : 1)) % count);
}

void on(Session& s, const command::ShowBranch& c) {
  show_branch(s, c.branch);
}

}  // namespace session
}  // namespace finwait
