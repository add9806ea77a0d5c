#include "gui/model/session_past.hpp"

#include <algorithm>

#include "gui/model/inspected.hpp"
#include "gui/model/session_parts.hpp"
#include "gui/model/story.hpp"
#include "gui/model/words.hpp"

namespace finwait::session {
namespace {

// A microsecond after an instant is that instant for people.
std::string instant(Time t) {
  constexpr int64_t kGrain = 10000;
  return instant_text({t.ns / kGrain * kGrain});
}

Source source_of(const Session& s) {
  return {s.run->script(), s.run->trace(), s.phrases};
}

// Goes on with a changed scenario as a branch; the cursor stands where the change is.
bool branch_off(Session& s, const Scenario& changed, std::string name, Time at,
                const std::function<void(Session&)>& then = {}) {
  Origin origin{s.origin().name, write_scenario(changed), {}};
  return grow(s, std::move(origin), std::move(name), at, [at, then](Session& grown) {
    seek_time(grown, at);
    grown.playing = true;
    if (then) then(grown);
  });
}

void make_call(Session& s, OfferedCall call, Time at) {
  if (!call.possible()) return;
  const std::string letter(host_letter(call.entry.host));
  const std::string name = s.phrases(Phrase::BranchCall, {letter, call.name, instant(at)});
  const Scenario changed =
      with_call(s.run->simulation.scenario(), std::move(call.entry), call.socket, at);
  branch_off(s, changed, name, at);
}

const Record* record_of_call(const Session& s, uint32_t record) {
  if (!s.run || record == 0 || record > s.run->trace().records.size()) return nullptr;
  if (!can_edit_call(s.run->simulation, s.run->index, record)) return nullptr;
  return &s.run->trace().record(record);
}

// The call that an entry made, in the run that is shown.
std::optional<uint32_t> call_of_entry(const Session& s, uint32_t entry) {
  for (const auto& marks : s.run->index.marks)
    for (const Mark& mark : marks)
      if (mark.kind == Mark::Kind::Call && s.run->trace().record(mark.record).entry() == entry)
        return mark.record;
  return std::nullopt;
}

// One more key's push at the same call does not make one more branch.
bool moves_again(const Session& s, uint32_t entry) {
  const Branch& shown = s.branches[s.branch];
  const bool leaf = s.branch + 1 == s.branches.size();
  return leaf && s.branch > 0 && shown.moved == entry;
}

void move_call(Session& s, uint32_t record, Time at) {
  const Record* r = record_of_call(s, record);
  at = std::max(at, Time{});
  if (r == nullptr || r->t == at) return;
  const Time before = r->t;
  const std::string what = call_label(source_of(s), *r);
  const std::string name =
      s.phrases(Phrase::BranchCall, {host_letter(r->host & 1), what, instant(at)});
  const Time since = std::min(before, at);
  const ChangedScenario changed = with_call_at(s.run->simulation, s.run->index, record, at);
  const auto show = [entry = changed.entry, to = std::max(at, before)](Session& moved) {
    moved.branches[moved.branch].moved = entry;
    seek_time(moved, to);
    moved.playing = false;
    moved.selected_record = call_of_entry(moved, entry);
  };
  if (!moves_again(s, changed.entry)) {
    branch_off(s, changed.scenario, name, since, show);
    return;
  }
  // In the place of the branch that is shown.
  const size_t left = s.branch;
  const Time first = std::min(since, s.branches[left].at);
  s.branch = s.branches[left].parent;  // whose branch it becomes
  branch_off(s, changed.scenario, name, first, [left, show](Session& moved) {
    moved.branches.erase(moved.branches.begin() + static_cast<std::ptrdiff_t>(left));
    moved.branch = moved.branches.size() - 1;
    show(moved);
  });
  if (s.branch == s.branches[left].parent) s.branch = left;
}

// One more key's push at the same segment does not make one more branch, either.
void move_packet(Session& s, uint32_t packet, Time at) {
  const Run& run = *s.run;
  const auto before = movable_arrival(run.simulation, run.index, packet);
  const Time sent = run.trace().record(run.trace().packet(packet).sent).t;
  at = std::max(at, sent + Duration{1000});
  if (!before || *before == at) return;
  const std::string name = s.phrases(
      Phrase::BranchArrives, {arrow_label(run.trace().packet(packet)), instant(at)});
  const Scenario changed = with_arrival(run.simulation, run.index, packet, at);
  const auto show = [packet, to = std::max(at, *before)](Session& moved) {
    moved.branches[moved.branch].pushed = packet;
    seek_time(moved, to);
    moved.playing = false;
    moved.selected = packet;
  };
  const size_t left = s.branch;
  const Time since = std::min(*before, at);
  if (left == 0 || left + 1 != s.branches.size() || s.branches[left].pushed != packet) {
    branch_off(s, changed, name, since, show);
    return;
  }
  s.branch = s.branches[left].parent;  // whose branch it becomes
  branch_off(s, changed, name, since, [left, show](Session& moved) {
    moved.branches.erase(moved.branches.begin() + static_cast<std::ptrdiff_t>(left));
    moved.branch = moved.branches.size() - 1;
    show(moved);
  });
  if (s.branch == s.branches[left].parent) s.branch = left;
}

bool can_be_selected(const Record& r) {
  if (r.kind == RecordKind::Timer) return r.action() == TimerAction::Fired;
  return r.kind == RecordKind::Call || r.kind == RecordKind::Sent || r.kind == RecordKind::State;
}

}  // namespace

void offer_calls(Session& s) {
  const uint64_t step = s.run->trace().step_at(s.cursor.now);
  if (s.offered_in == s.generation && s.offered_at == step) return;
  s.offered_in = s.generation;
  s.offered_at = step;
  Simulation& simulation = s.run->simulation;
  const uint64_t cursor = simulation.cursor();
  if (step != cursor) simulation.seek(step);
  for (uint8_t host = 0; host < 2; ++host)
    s.calls[host] = offered_calls(simulation, s.run->index, host);
  if (step != cursor) simulation.seek(cursor);
}

void on(Session& s, const command::OpenCalls& c) {
  if (!s.run) return;
  const bool beside = s.beside && (c.at ? c.beside : s.beside->inspected);
  const Time at = c.at.value_or(inspected(s).now);
  s.menu.reset();
  Run& run = beside ? s.beside->run : *s.run;
  auto calls = offered_calls_at(run.simulation, run.index, c.host, at);
  if (calls.empty()) return;
  s.playing = false;
  const auto first = std::find_if(calls.begin(), calls.end(),
                                  [](const OfferedCall& call) { return call.possible(); });
  const auto chosen = first == calls.end() ? 0 : static_cast<size_t>(first - calls.begin());
  s.menu = CallMenu{c.host, beside, at, std::move(calls), chosen};
}

void on(Session& s, const command::MoveInMenu& c) {
  if (!s.menu) return;
  const auto count = static_cast<int>(s.menu->calls.size());
  const int chosen = (static_cast<int>(s.menu->chosen) + c.by % count + count) % count;
  s.menu->chosen = static_cast<size_t>(chosen);
}

void on(Session& s, const command::PointInMenu& c) {
  if (s.menu && c.which < s.menu->calls.size()) s.menu->chosen = c.which;
}

void on(Session& s, const command::ChooseCall& c) {
  if (!s.run || !s.menu || c.which >= s.menu->calls.size()) return;
  const OfferedCall call = s.menu->calls[c.which];
  if (!call.possible()) return;
  const Time at = s.menu->at;
  const bool beside = s.menu->beside && s.beside;
  s.menu.reset();
  if (!beside) return make_call(s, call, instant_after(s.run->simulation, s.run->index, at));
  const AllAtOnce steps(s);
  const size_t parent = s.beside->branch;
  apply(s, command::ShowBranch{parent});
  make_call(s, call, instant_after(s.run->simulation, s.run->index, at));
  apply(s, command::CompareWith{parent});
}

void on(Session& s, const command::MakeCall& c) {
  if (!s.run || c.which >= s.calls[c.host & 1].size()) return;
  const OfferedCall call = s.calls[c.host & 1][c.which];
  make_call(s, call, instant_after(s.run->simulation, s.run->index, s.cursor.now));
}

void on(Session& s, const command::ToggleDropMode&) {
  s.drop_mode = !s.drop_mode && s.run && !s.present && !s.lab.open;
}

// The first thing of the event under the cursor that can be edited, then the next one.
void on(Session& s, const command::SelectHere&) {
  if (!s.run) return;
  const Inspected in = inspected(s);
  if (in.step == 0) return;
  const Trace& trace = in.run.trace();
  const uint32_t first = trace.step_ends[in.step - 1] + 1;
  const uint32_t last = trace.step_ends[in.step];
  const auto selected = [&](uint32_t id) {
    const Record& r = trace.record(id);
    return r.kind == RecordKind::Sent ? in.packet == r.packet() : in.record == id;
  };
  uint32_t from = first;
  for (uint32_t id = first; id <= last; ++id)
    if (selected(id)) from = id + 1;
  for (uint32_t i = 0; i <= last - first; ++i) {
    const uint32_t id = first + (from - first + i) % (last - first + 1);
    const Record& r = trace.record(id);
    if (!can_be_selected(r)) continue;
    const Command select = r.kind == RecordKind::Sent ? select_in(in, r.packet())
                                                      : select_in(in, {}, id);
    return apply(s, select);
  }
}

void on(Session& s, const command::MovePacket& c) {
  if (!s.run || !movable_arrival(s.run->simulation, s.run->index, c.packet)) return;
  move_packet(s, c.packet, on_grid(s.run->script(), c.at));
}

void on(Session& s, const command::EditCall& c) {
  const Record* r = record_of_call(s, c.record);
  if (r == nullptr) return;
  const Duration grid = call_grid(s.run->script());
  if (c.edit == CallEdit::Earlier)
    return move_call(s, c.record, on_grid(s.run->script(), Time{r->t.ns - grid.ns}));
  if (c.edit == CallEdit::Later)
    return move_call(s, c.record, on_grid(s.run->script(), r->t + grid));
  const std::string name = s.phrases(
      Phrase::BranchOff, {host_letter(r->host & 1), call_label(source_of(s), *r), instant(r->t)});
  const Time at = r->t;
  branch_off(s, without_call(s.run->simulation, s.run->index, c.record), name, at);
}

void on(Session& s, const command::MoveCall& c) {
  if (record_of_call(s, c.record) != nullptr)
    move_call(s, c.record, on_grid(s.run->script(), c.at));
}

void on(Session& s, const command::EditTimer& c) {
  if (!s.run || c.record == 0 || c.record > s.run->trace().records.size()) return;
  const Run& run = *s.run;
  const Time now = s.cursor.now;
  if (!can_edit_timer(run.simulation, run.index, c.record, c.edit, now)) return;
  const Record& r = run.trace().record(c.record);
  const Scenario changed = with_timer_edit(run.simulation, run.index, c.record, c.edit, now);
  const Time at = *changed.script.timeline.back().at;
  const std::string letter(host_letter(r.host & 1));
  const std::string& timer = s.phrases(timer_label(r.timer()));
  const std::string name = c.edit == TimerEdit::NeverFires
                               ? s.phrases(Phrase::BranchTimerNever, {letter, timer})
                               : s.phrases(Phrase::BranchTimerNow, {letter, timer, instant(at)});
  branch_off(s, changed, name, at);
}

}  // namespace finwait::session
