// Editing the past by calls and timers: what the engine says of a call before it is made comes
// true when it is made, and every change saves as a scenario that replays to its hash.
#include <doctest/doctest.h>

#include <set>

#include "gui/model/edits.hpp"
#include "sim/run/builtin.hpp"
#include "tests/gui/fixture.hpp"

namespace finwait {
namespace {

Simulation played(Scenario scenario) {
  Simulation simulation(std::move(scenario));
  simulation.run();
  return simulation;
}

// As `finwait run` does with the file that the window saves.
uint64_t hash_when_saved(const Simulation& run) {
  auto read = read_scenario(write_scenario(recorded(run)), "saved");
  if (!read) FAIL(read.error().text());
  return played(read.take()).hash();
}

Run run_of(const BuiltinFile& file) {
  return Run(read_scenario(file.text, std::string(file.name)).take());
}

// The record of the call that an entry made; null if it was not made.
const Record* call_made(const Trace& trace, size_t entry, uint32_t& id) {
  for (id = 1; id <= trace.records.size(); ++id) {
    const Record& r = trace.record(id);
    if (r.kind == RecordKind::Call && r.entry() == entry) return &r;
  }
  return nullptr;
}

const Record* result_of(const Trace& trace, uint32_t call) {
  for (uint32_t id = call + 1; id <= trace.records.size(); ++id) {
    const Record& r = trace.record(id);
    if (r.kind == RecordKind::Result && r.call_id() == call) return &r;
  }
  return nullptr;
}

void check_answer(const Simulation& branch, const OfferedCall& call, Time at) {
  uint32_t id = 0;
  const Record* made = call_made(branch.trace(), branch.script().timeline.size() - 1, id);
  if (call.answer.nobody) {
    CHECK(made == nullptr);
    return;
  }
  if (made == nullptr) {  // the host waits after a reboot, or the run was over
    CHECK((call.entry.call == CallKind::Connect || branch.end() != EndReason::Quiet));
    return;
  }
  const Record* result = result_of(branch.trace(), id);
  const bool at_once = result != nullptr && result->t == at;
  if (call.answer.blocks) return;
  REQUIRE(at_once);
  CHECK(result->error() == call.answer.error);
  CHECK(result->value() == call.answer.value);
  CHECK(result->rule == call.answer.rule);
}

// The states, segments and times before `t` are the same.
void check_same_before(const Simulation& a, const Simulation& b, Time t) {
  const auto story = [&](const Simulation& s) {
    std::vector<std::array<int64_t, 4>> out;
    for (const Record& r : s.trace().records) {
      if (r.t >= t) break;
      if (r.kind == RecordKind::State)
        out.push_back({r.t.ns, r.host, static_cast<int64_t>(r.from()),
                       static_cast<int64_t>(r.to())});
      if (r.kind == RecordKind::Sent) {
        const Packet& p = s.trace().packet(r.packet());
        out.push_back({r.t.ns, p.segment.ctl, p.seq(), p.ack()});
      }
    }
    return out;
  };
  CHECK(story(a) == story(b));
}

std::vector<uint32_t> calls_in(const Run& run) {
  std::vector<uint32_t> calls;
  for (uint32_t id = 1; id <= run.trace().records.size(); ++id)
    if (can_edit_call(run.simulation, run.index, id)) calls.push_back(id);
  return calls;
}

bool fires_at(const Trace& trace, const Record& timer, Time t) {
  for (const Record& r : trace.records)
    if (r.kind == RecordKind::Timer && r.action() == TimerAction::Fired && r.t == t &&
        r.host == timer.host && r.timer() == timer.timer())
      return true;
  return false;
}

bool says_ok(const Session& s) {
  return s.error.empty();
}

}  // namespace

TEST_CASE("past: a call made by hand returns what the engine said it would, in every scenario") {
  std::set<CallKind> possible;
  std::set<CallKind> refused;
  for (const BuiltinFile& file : builtin_scenarios()) {
    Run run = run_of(file);
    const std::vector<Time> times = run.index.instants->times();
    for (size_t part = 0; part < 4; ++part) {
      const Time now = times[(times.size() - 1) * part / 4];
      for (uint8_t host = 0; host < 2; ++host) {
        const auto calls = offered_calls_at(run.simulation, run.index, host, now);
        for (size_t i = part % 2; i < calls.size(); i += 2) {
          const Time at = instant_after(run.simulation, run.index, now);
          const Scenario changed =
              with_call(run.simulation.scenario(), calls[i].entry, calls[i].socket, at);
          INFO(file.name << " at " << now.ns << " ns " << int{host} << ": " << calls[i].name);
          const Simulation branch = played(changed);
          check_answer(branch, calls[i], at);
          check_same_before(run.simulation, branch, at);
          if (i < 2) CHECK(hash_when_saved(branch) == branch.hash());
          (calls[i].possible() ? possible : refused).insert(calls[i].entry.call);
        }
      }
    }
  }
  CHECK(possible.size() == 8);  // every kind of call was possible somewhere, and somewhere not
  CHECK(refused.size() >= 7);
}

TEST_CASE("past: calls switched off and moved, in every scenario, saved and replayed") {
  size_t by_program = 0;
  for (const BuiltinFile& file : builtin_scenarios()) {
    const Run run = run_of(file);
    const std::vector<uint32_t> calls = calls_in(run);
    for (size_t i = 0; i < calls.size(); i += std::max<size_t>(1, calls.size() / 4)) {
      const Record& r = run.trace().record(calls[i]);
      INFO(file.name << " record " << calls[i]);
      if (r.entry() == kAutoCall) ++by_program;
      const Simulation without = played(without_call(run.simulation, run.index, calls[i]));
      check_same_before(run.simulation, without, r.t);
      CHECK(hash_when_saved(without) == without.hash());
      const Time at = r.t + call_grid(run.script());
      const ChangedScenario moved = with_call_at(run.simulation, run.index, calls[i], at);
      const Simulation later = played(moved.scenario);
      check_same_before(run.simulation, later, r.t);
      CHECK(hash_when_saved(later) == later.hash());
      uint32_t id = 0;
      const Record* made = call_made(later.trace(), moved.entry, id);
      const bool over = later.end() != EndReason::Quiet;
      const bool late = made != nullptr && made->t >= at;  // after a reboot it waits still longer
      const bool down = made == nullptr && !later.world().hosts()[r.host].up;
      CHECK((late || over || down));
    }
  }
  CHECK(by_program > 20);
}

TEST_CASE("past: timers that never fire and timers fired at once, saved and replayed") {
  size_t stopped = 0;
  size_t fired = 0;
  for (const BuiltinFile& file : builtin_scenarios()) {
    const Run run = run_of(file);
    size_t seen = 0;
    for (uint32_t id = 1; id <= run.trace().records.size() && seen < 6; ++id) {
      const Record& r = run.trace().record(id);
      if (r.kind != RecordKind::Timer || r.action() == TimerAction::Cleared) continue;
      INFO(file.name << " record " << id);
      const Time now = r.action() == TimerAction::Fired ? run.index.end : r.t;
      if (can_edit_timer(run.simulation, run.index, id, TimerEdit::NeverFires, now)) {
        const Simulation branch =
            played(with_timer_edit(run.simulation, run.index, id, TimerEdit::NeverFires, now));
        CHECK(hash_when_saved(branch) == branch.hash());
        if (r.action() == TimerAction::Fired) {
          CHECK_FALSE(fires_at(branch.trace(), r, r.t));
          check_same_before(run.simulation, branch, r.t);
        }
        ++stopped;
        ++seen;
      }
      if (can_edit_timer(run.simulation, run.index, id, TimerEdit::FireNow, now)) {
        const Scenario changed =
            with_timer_edit(run.simulation, run.index, id, TimerEdit::FireNow, now);
        const Simulation branch = played(changed);
        CHECK(fires_at(branch.trace(), r, *changed.script.timeline.back().at));
        CHECK(hash_when_saved(branch) == branch.hash());
        ++fired;
        ++seen;
      }
    }
  }
  CHECK(stopped > 50);
  CHECK(fired > 50);
}

TEST_CASE("past: TIME_WAIT without its timer lasts for ever; fired at once it is over") {
  Session s = test::session_on("normal-close");
  uint32_t timer = 0;
  for (uint32_t id = 1; id <= s.run->trace().records.size(); ++id) {
    const Record& r = s.run->trace().record(id);
    if (r.kind == RecordKind::Timer && r.timer() == Timer::TimeWait &&
        r.action() == TimerAction::Set)
      timer = id;
  }
  REQUIRE(timer != 0);
  apply(s, command::SeekTime{s.run->trace().record(timer).t});
  apply(s, command::EditTimer{timer, TimerEdit::NeverFires});
  REQUIRE(s.branches.size() == 2);
  CHECK(s.branches[1].name == "A: 2MSL never fires");
  apply(s, command::ToEnd{});
  CHECK(s.run->index.spans[0].back().state == State::TimeWait);
  apply(s, command::Undo{});
  apply(s, command::SeekTime{s.run->trace().record(timer).t});
  apply(s, command::EditTimer{timer, TimerEdit::FireNow});
  REQUIRE(s.branches.size() == 3);
  CHECK(s.run->index.spans[0].back().state == State::Closed);
  CHECK(s.run->index.end < Time{} + seconds(2));
}

TEST_CASE("past: the same call pushed on and on stays one branch, and selected") {
  Session s = test::session_on("normal-close");
  const std::vector<uint32_t> calls = calls_in(*s.run);
  uint32_t call = 0;
  for (uint32_t id : calls)
    if (s.run->trace().record(id).call() == CallKind::Close) call = id;
  REQUIRE(call != 0);
  const Time before = s.run->trace().record(call).t;
  apply(s, command::Select{{}, call});
  for (int i = 0; i < 3; ++i) {
    REQUIRE(s.selected_record);
    apply(s, command::EditCall{*s.selected_record, CallEdit::Later});
  }
  CHECK(s.branches.size() == 2);
  REQUIRE(s.selected_record);
  const Time after = s.run->trace().record(*s.selected_record).t;
  CHECK(after > before + call_grid(s.run->script()) * 2);
  CHECK(after.ns % call_grid(s.run->script()).ns == 0);
  apply(s, command::EditCall{*s.selected_record, CallEdit::SwitchOff});
  CHECK(s.branches.size() == 3);
  CHECK(says_ok(s));
}

TEST_CASE("past: one selection; Enter walks through what the event under the cursor did") {
  Session s = test::session_on("normal-close");
  apply(s, command::Select{2u});
  apply(s, command::Select{{}, 5u});
  CHECK_FALSE(s.selected);
  CHECK(s.selected_record == 5u);
  apply(s, command::SeekStep{2});
  apply(s, command::SelectHere{});
  REQUIRE(s.selected_record);
  CHECK(s.run->trace().record(*s.selected_record).call() == CallKind::Connect);
  apply(s, command::SelectHere{});
  REQUIRE(s.selected_record);
  CHECK(s.run->trace().record(*s.selected_record).to() == State::SynSent);
  apply(s, command::SelectHere{});
  CHECK(s.selected == 0u);  // the SYN
  CHECK_FALSE(s.selected_record);
  apply(s, command::SelectHere{});
  CHECK(s.selected_record);
  apply(s, command::Escape{});
  CHECK_FALSE(s.selected_record);
}

TEST_CASE("panels: calls by hand: the inspector's buttons, the menu by key and by right click") {
  test::Headless w;
  w.load("normal-close");
  apply(w.session, command::SeekTime{Time{} + milliseconds(200)});
  w.frames(2);
  const auto& calls = w.session.calls[0];
  REQUIRE(calls.size() == 9);
  CHECK(calls[8].name == "abort()");
  CHECK_FALSE(calls[0].possible());  // connect(): EISCONN
  w.click("call-a-0");
  CHECK(w.session.branches.size() == 1);
  w.click("call-a-8");
  REQUIRE(w.session.branches.size() == 2);
  CHECK(w.session.branches[1].name == "A: abort() at 200 ms");
  w.press(ImGuiKey_LeftBracket);
  apply(w.session, command::SeekTime{Time{} + milliseconds(200)});
  w.press(ImGuiKey_C);
  REQUIRE(w.session.menu);
  CHECK(w.session.menu->host == 0);
  const size_t chosen = w.session.menu->chosen;
  w.press(ImGuiKey_DownArrow);
  CHECK(w.session.menu->chosen == chosen + 1);
  w.press(ImGuiKey_Escape);
  CHECK_FALSE(w.session.menu);
  w.press(ImGuiKey_C);
  w.press(ImGuiKey_Enter);
  CHECK_FALSE(w.session.menu);
  CHECK(w.session.branches.size() == 3);
  w.press(ImGuiKey_LeftBracket);
  w.press(ImGuiKey_LeftBracket);
  apply(w.session, command::ToEnd{});
  w.frames(2);
  const ScreenModel m = w.screen(1600, 1000);
  const Point there{m.ladder.x[1], m.ladder.body.y0 + 90};
  w.right_click_at(there);
  REQUIRE(w.session.menu);
  CHECK(w.session.menu->host == 1);
  CHECK(w.session.menu->at < w.session.cursor.now);
  w.frames(2);
  w.click("menu-" + std::to_string(w.session.menu->chosen));
  CHECK(w.session.branches.size() == 4);
}

TEST_CASE("panels: a call is chosen by a click, pushed by Alt and arrows, dragged, switched off") {
  test::Headless w;
  w.load("normal-close");
  apply(w.session, command::ToEnd{});
  w.frames(2);
  const ScreenModel m = w.screen(1600, 1000);
  const auto is_scripted = [&](const LadderMark& mark) {
    const Record& r = w.session.run->trace().record(mark.record);
    return mark.sign == LadderMark::Sign::Call && r.entry() != kAutoCall && r.t > Time{};
  };
  const auto found = std::find_if(m.ladder.marks.begin(), m.ladder.marks.end(), is_scripted);
  REQUIRE(found != m.ladder.marks.end());
  w.click_at(found->rect.center());
  CHECK(w.session.selected_record == found->record);
  w.frames(2);
  CHECK(w.state().hits.count("edit-off") == 1);
  ImGui::GetIO().AddKeyEvent(ImGuiMod_Alt, true);
  w.press(ImGuiKey_DownArrow);
  ImGui::GetIO().AddKeyEvent(ImGuiMod_Alt, false);
  CHECK(w.session.branches.size() == 2);
  w.press(ImGuiKey_X);
  CHECK(w.session.branches.size() == 3);
  apply(w.session, command::ShowBranch{0});
  apply(w.session, command::ToEnd{});
  w.frames(2);
  const Point down = found->rect.center();
  w.drag(down, {down.x, down.y + 60});
  CHECK(w.session.branches.size() == 4);
  CHECK(w.session.branches[3].moved);
}

TEST_CASE("layout: calls and their menu, in every scenario, size and language") {
  test::Headless w;
  for (Language language : kAllLanguages) {
    apply(w.session, command::SetLanguage{language});
    for (const BuiltinFile& file : builtin_scenarios()) {
      w.load(std::string(file.name));
      apply(w.session, command::SeekStep{last_step(w.session) / 2});
      apply(w.session, command::OpenCalls{static_cast<uint8_t>(file.name.size() % 2), {}});
      for (const auto& [width, height] : {std::pair{1280.f, 720.f}, {1920.f, 1080.f}}) {
        const auto wide = width;  // clang 14 captures no binding
        INFO(file.name << " at " << wide);
        const ScreenModel m = w.screen(width, height);
        for (const InspectorModel& inspector : m.inspectors)
          for (const CallButton& b : inspector.calls) {
            CHECK(inspector.panel.contains(b.rect));
            CHECK(b.rect.contains(b.label.box));
            CHECK(b.reason != "");
            for (const Label& l : inspector.labels) CHECK_FALSE(b.rect.overlaps(l.box.inset(0, 2)));
            for (const CallButton& o : inspector.calls)
              CHECK((&o == &b || !o.rect.overlaps(b.rect)));
          }
        if (!m.call_menu.open) continue;
        CHECK(m.ladder.panel.contains(m.call_menu.rect));
        CHECK(m.call_menu.rect.contains(m.call_menu.title.box));
        for (const CallMenuRow& row : m.call_menu.rows) {
          CHECK(m.call_menu.rect.contains(row.rect));
          CHECK(row.rect.contains(row.name.box));
          CHECK_FALSE(row.name.box.overlaps(row.result.box));
        }
        for (const Label& l : m.call_menu.reason) CHECK(m.call_menu.rect.contains(l.box));
      }
    }
  }
}

}  // namespace finwait
