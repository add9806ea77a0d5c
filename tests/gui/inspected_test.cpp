// Two branches side by side: whatever can be chosen in the shown one can be chosen in the other,
// and inspectors, Why, keys and the clipboard follow the selection.
#include <doctest/doctest.h>

#include <algorithm>

#include "gui/model/copied_text.hpp"
#include "gui/model/inspected.hpp"
#include "tests/gui/fixture.hpp"
#include "tests/gui/text_checks.hpp"

namespace finwait {
namespace {

uint32_t last_packet(const Run& run) {
  return static_cast<uint32_t>(run.trace().packets.size()) - 1;
}

// The last ACK is lost in the shown branch, the original stands beside it; both at their ends.
void compare_last_ack(test::Headless& w) {
  w.load("normal-close");
  apply(w.session, command::EditPacket{last_packet(*w.session.run), PacketEdit::Drop});
  apply(w.session, command::ToggleBeside{});
  apply(w.session, command::ToEnd{});
  REQUIRE(w.session.beside);
  w.frames(2);
}

bool says(const std::vector<Label>& labels, const std::string& text) {
  return std::any_of(labels.begin(), labels.end(),
                     [&](const Label& l) { return l.text.find(text) != std::string::npos; });
}

uint32_t record_of(const Run& run, RecordKind kind, uint8_t host) {
  const Trace& trace = run.trace();
  uint32_t found = 0;
  for (uint32_t id = 1; id <= trace.records.size(); ++id)
    if (trace.record(id).kind == kind && trace.record(id).host == host) found = id;
  return found;
}

std::string hit_of(test::Headless& w, const std::string& prefix) {
  for (const auto& hit : w.state().hits)
    if (hit.first.starts_with(prefix)) return hit.first;
  return "";
}

}  // namespace

TEST_CASE("inspected: calls, results, timers and states of the branch beside are chosen") {
  test::Headless w;
  compare_last_ack(w);
  const Session& s = w.session;
  for (const char* kind : {"beside-mark-", "beside-result-", "beside-fired-", "beside-bracket-",
                           "beside-state-", "beside-strip-"}) {
    apply(w.session, command::Select{});
    w.frames(2);
    const std::string name = hit_of(w, kind);
    INFO(kind);
    REQUIRE(name != "");
    w.click(name);
    REQUIRE(s.beside->selected_record);
    CHECK(std::to_string(*s.beside->selected_record) == name.substr(name.rfind('-') + 1));
    CHECK_FALSE(s.selected_record);
    CHECK(inspected(s).beside);
    const ScreenModel m = w.screen(1600, 1000);
    CHECK(says(m.why.labels, "in \u201coriginal\u201d"));
    CHECK(s.backstory.beside);
    CHECK(std::any_of(m.beside.marks.begin(), m.beside.marks.end(),
                      [](const LadderMark& mark) { return mark.selected; }));
    CHECK(std::none_of(m.ladder.marks.begin(), m.ladder.marks.end(),
                       [](const LadderMark& mark) { return mark.selected; }));
  }
}

TEST_CASE("inspected: the inspectors show the branch of the selection, and say which") {
  test::Headless w;
  compare_last_ack(w);
  const Session& s = w.session;
  apply(w.session, command::SeekTime{s.beside->divergence.at + milliseconds(60)});
  const uint8_t closer = s.run->index.spans[0].back().state == State::Closed ? 0 : 1;
  const auto inspector = [&](uint8_t host) { return w.screen(1600, 1000).inspectors[host]; };
  const std::array<State, 2> shown = {inspector(0).state, inspector(1).state};
  CHECK_FALSE(says(inspector(0).labels, "original"));
  const uint32_t state = record_of(s.beside->run, RecordKind::State, closer);
  apply(w.session, command::SelectBeside{{}, state});
  CHECK(inspector(0).beside);
  CHECK(says(inspector(0).labels, "original"));
  CHECK(says(inspector(1).labels, "original"));
  // Here the last ACK is lost and its receiver waits in LAST_ACK; there it has arrived.
  CHECK(shown != std::array<State, 2>{inspector(0).state, inspector(1).state});
  for (uint8_t host = 0; host < 2; ++host) {
    const Inspected in = branch_beside(s);
    CHECK(inspector(host).state == in.run.index.span_at_record(host, in.record_limit).state);
  }
  CHECK(s.beside->run.simulation.cursor() == branch_beside(s).step);
  apply(w.session, command::SeekTime{Time{} + milliseconds(200)});
  CHECK(s.beside->run.simulation.cursor() == s.beside->run.trace().step_at(s.cursor.now));
  apply(w.session, command::Select{});
  CHECK_FALSE(inspector(0).beside);
  CHECK_FALSE(says(inspector(0).labels, "original"));
}

TEST_CASE("inspected: the branch's name has its place in every inspector, size and language") {
  test::Headless w;
  for (Language language : kAllLanguages) {
    apply(w.session, command::SetLanguage{language});
    compare_last_ack(w);
    for (const auto& size : {std::pair{1280.f, 720.f}, {1600.f, 1000.f}, {3840.f, 2160.f}})
      for (bool beside : {false, true}) {
        const Command look = beside ? Command{command::SelectBeside{}} : Command{command::Select{}};
        apply(w.session, look);
        for (const InspectorModel& m : w.screen(size.first, size.second).inspectors)
          test::check_text(m.panel, m.labels);
      }
  }
}

TEST_CASE("inspected: keys act on the branch that is inspected; J goes to the other") {
  test::Headless w;
  compare_last_ack(w);
  const Session& s = w.session;
  w.press(ImGuiKey_J);
  CHECK(s.beside->inspected);
  w.press(ImGuiKey_UpArrow);
  REQUIRE(s.beside->selected);
  CHECK_FALSE(s.selected);
  CHECK(*s.beside->selected == last_packet(s.beside->run));
  w.press(ImGuiKey_J);
  CHECK_FALSE(s.beside->inspected);
  CHECK_FALSE(s.beside->selected);
  w.press(ImGuiKey_J);
  w.press(ImGuiKey_Enter);
  CHECK((s.beside->selected || s.beside->selected_record));
  w.press_with_control(ImGuiKey_LeftArrow);
  CHECK(s.beside->inspected);
  REQUIRE(s.beside->selected_record);
  const Time cause = s.beside->run.trace().record(*s.beside->selected_record).t;
  CHECK(cause <= s.cursor.now);
  w.press_with_control(ImGuiKey_LeftArrow);
  CHECK(s.beside->run.trace().record(*s.beside->selected_record).t <= cause);
}

TEST_CASE("inspected: calls and timers of the branch beside are edited there, as its branches") {
  test::Headless w;
  compare_last_ack(w);
  const Session& s = w.session;
  const uint32_t close = [&] {
    const Trace& trace = s.beside->run.trace();
    for (uint32_t id = 1; id <= trace.records.size(); ++id)
      if (trace.record(id).kind == RecordKind::Call &&
          trace.record(id).call() == CallKind::Close)
        return id;
    return 0u;
  }();
  REQUIRE(close != 0);
  apply(w.session, command::SelectBeside{{}, close});
  w.frames(2);
  w.press(ImGuiKey_X);
  REQUIRE(s.branches.size() == 3);
  CHECK(s.branches[2].parent == 0);  // of the original, not of the shown branch
  CHECK(s.branch == 2);
  CHECK(s.beside->branch == 0);
  apply(w.session, command::ShowBranch{1});
  apply(w.session, command::CompareWith{0});
  apply(w.session, command::ToEnd{});
  apply(w.session, command::SelectBeside{{}, close});
  w.frames(2);
  w.click("edit-later");
  REQUIRE(s.branches.size() == 4);
  CHECK(s.branches[3].parent == 0);
  // What is no call cannot be switched off: everything stays as it was.
  apply(w.session, command::ShowBranch{1});
  apply(w.session, command::CompareWith{0});
  const Time now = s.cursor.now;
  const uint32_t state = record_of(s.beside->run, RecordKind::State, 0);
  apply(w.session, command::EditBeside{command::EditCall{state, CallEdit::SwitchOff}});
  CHECK(s.branches.size() == 4);
  CHECK(s.branch == 1);
  CHECK(s.cursor.now == now);
}

TEST_CASE("inspected: calls by hand in the branch beside, by button and by the lifeline's menu") {
  test::Headless w;
  compare_last_ack(w);
  const Session& s = w.session;
  apply(w.session, command::SeekTime{Time{} + milliseconds(200)});
  apply(w.session, command::SelectBeside{});
  w.frames(2);
  REQUIRE(s.beside->calls[0].size() == 9);
  w.click("call-a-8");
  REQUIRE(s.branches.size() == 3);
  CHECK(s.branches[2].parent == 0);
  CHECK(s.branches[2].name == "A: abort() at 200 ms");
  apply(w.session, command::ToEnd{});
  w.frames(2);
  const LadderModel left = w.screen(1600, 1000).beside;
  w.right_click_at({left.x[1], left.body.y0 + 60});
  REQUIRE(s.menu);
  CHECK(s.menu->beside);
  CHECK(left.panel.contains(w.screen(1600, 1000).call_menu.rect));
  w.click("menu-" + std::to_string(s.menu->chosen));
  REQUIRE(s.branches.size() == 4);
  CHECK(s.branches[3].parent == 0);
}

TEST_CASE("inspected: what is copied is what is selected, in either branch") {
  test::Headless w;
  compare_last_ack(w);
  const Session& s = w.session;
  const uint32_t ack = last_packet(s.beside->run);
  const auto copied = [&] { return copied_text(s, CopyWhat::Selected).text; };
  apply(w.session, command::SelectBeside{ack});
  const std::string arrived = copied();
  apply(w.session, command::Select{ack});
  const std::string lost = copied();
  CHECK(arrived.find("lost") == std::string::npos);
  CHECK(lost.find("lost") != std::string::npos);
  const uint32_t state = record_of(s.beside->run, RecordKind::State, 1);
  apply(w.session, command::SelectBeside{{}, state});
  const Trace& theirs = s.beside->run.trace();
  CHECK(copied().find(std::string(state_name(theirs.record(state).to()))) != std::string::npos);
  const uint32_t result = record_of(s.beside->run, RecordKind::Result, 0);
  apply(w.session, command::SelectBeside{{}, result});
  CHECK(copied() == record_line(s.phrases, s.beside->run, theirs.record(result).call_id()));
  CHECK(copied().find("\u2192") != std::string::npos);
  w.press_with_control(ImGuiKey_C);
  REQUIRE(s.errands.size() == 1);
  CHECK(s.errands[0].kind == Errand::Kind::Copy);
  // Nothing selected: the ladder of the branch that is inspected.
  apply(w.session, command::SelectBeside{});
  const std::string ladder = copied();
  apply(w.session, command::Select{});
  CHECK(ladder != copied());
}

}  // namespace finwait
