// The reducer: every command, and what it leaves alone.
#include <doctest/doctest.h>

#include "sim/base/text.hpp"
#include "tests/gui/fixture.hpp"

namespace finwait {
namespace {

using test::at_ms;

using test::session_on;

std::string host_state(const Session& s, uint8_t host) {
  return std::string(state_name(s.run->index.span_at_record(host, record_limit(s)).state));
}

}  // namespace

TEST_CASE("session: good news go with the next thing that is done, not with a glance") {
  Session s = test::session_on("lost-last-ack");
  apply(s, command::ShowNotice{"written"});
  apply(s, command::Hover{0});
  apply(s, command::Tick{0.1});
  CHECK(s.notice == "written");
  apply(s, command::Step{1});
  CHECK(s.notice == "");
  apply(s, command::ShowError{"broken"});
  apply(s, command::Step{1});
  CHECK(s.error == "broken");
}

TEST_CASE("session: a loaded scenario is played to its end and stands at its start") {
  const Session s = session_on("lost-last-ack");
  CHECK(s.cursor.step == 0);
  CHECK(s.run->simulation.cursor() == 0);
  CHECK(s.run->simulation.end() == EndReason::Quiet);
  CHECK(s.run->index.end > at_ms(60000));
  CHECK(last_step(s) == s.run->simulation.computed_steps());
}

TEST_CASE("session: steps go forward and back by one event") {
  Session s = session_on("lost-last-ack");
  apply(s, command::Step{1});
  CHECK(s.cursor.step == 1);
  apply(s, command::Step{-1});
  CHECK(s.cursor.step == 0);
  apply(s, command::Step{-1});
  CHECK(s.cursor.step == 0);
  apply(s, command::ToEnd{});
  apply(s, command::Step{1});
  CHECK(s.cursor.step == last_step(s));
  CHECK(s.run->simulation.cursor() == last_step(s));
}

TEST_CASE("session: stepping back from between two events goes to the earlier one") {
  Session s = session_on("lost-last-ack");
  apply(s, command::SeekTime{at_ms(700)});
  const uint64_t step = s.cursor.step;
  apply(s, command::Step{-1});
  CHECK(s.cursor.step == step);
  CHECK(s.cursor.now < at_ms(700));
}

TEST_CASE("session: seeking shows the states of that instant, in either direction") {
  Session s = session_on("lost-last-ack");
  apply(s, command::SeekTime{at_ms(600)});
  CHECK(host_state(s, 0) == "TIME_WAIT");
  CHECK(host_state(s, 1) == "LAST_ACK");
  apply(s, command::SeekTime{at_ms(90)});
  CHECK(host_state(s, 0) == "ESTABLISHED");
  CHECK(host_state(s, 1) == "SYN_RECEIVED");
  apply(s, command::ToEnd{});
  CHECK(host_state(s, 0) == "CLOSED");
}

TEST_CASE("session: the world at the cursor has the hash of a straight run") {
  Session s = session_on("simultaneous-close");
  Simulation straight(s.run->simulation.scenario());
  for (uint64_t step = 1; step <= last_step(s); ++step) {
    straight.step();
    apply(s, command::SeekStep{step});
    CHECK(s.run->simulation.hash() == straight.hash());
  }
}

TEST_CASE("session: playing moves the cursor by real time and speed, and ends at the end") {
  Session s = session_on("lost-last-ack");
  apply(s, command::SetSpeed{0.05});
  apply(s, command::TogglePlay{});
  CHECK(s.playing);
  CHECK(is_moving(s));
  apply(s, command::Tick{0.1});
  CHECK(s.cursor.now == at_ms(5));
  for (int i = 0; i < 4000 && s.playing; ++i) apply(s, command::Tick{0.05});
  CHECK_FALSE(s.playing);
  CHECK(s.cursor.now == s.run->index.end);
  CHECK(s.cursor.step == last_step(s));
}

TEST_CASE("session: a folded silence passes in a second and does not hide what follows") {
  Session s = session_on("lost-last-ack");
  apply(s, command::SeekTime{at_ms(870)});
  apply(s, command::TogglePlay{});
  double seconds = 0;
  while (s.cursor.step < last_step(s) && seconds < 5) {
    apply(s, command::Tick{0.02});
    seconds += 0.02;
  }
  CHECK(seconds < 1.2);
  CHECK(host_state(s, 0) == "CLOSED");
}

TEST_CASE("session: play at the end starts over") {
  Session s = session_on("normal-close");
  apply(s, command::ToEnd{});
  apply(s, command::TogglePlay{});
  CHECK(s.playing);
  CHECK(s.cursor.now == Time{});
}

TEST_CASE("session: grabbing the scrubber and stepping pause") {
  Session s = session_on("normal-close");
  apply(s, command::TogglePlay{});
  apply(s, command::SeekTime{at_ms(50)});
  CHECK_FALSE(s.playing);
  apply(s, command::TogglePlay{});
  apply(s, command::Step{1});
  CHECK_FALSE(s.playing);
}

TEST_CASE("session: an edited value restarts from the beginning with it") {
  Session s = session_on("lost-last-ack");
  apply(s, command::ToEnd{});
  apply(s, command::SetValue{{"network.delay", "20ms"}});
  CHECK(s.error == "");
  CHECK(s.cursor.step == 0);
  CHECK(s.run->script().links[0].delay == milliseconds(20));
  apply(s, command::SetValue{{"network.loss", "10%"}});
  CHECK(s.run->script().links[0].delay == milliseconds(20));
  CHECK(ratio_text(s.run->script().links[1].loss) == "10%");
}

TEST_CASE("session: a bad value or a bad file leaves the last good run") {
  Session s = session_on("lost-last-ack");
  apply(s, command::SeekTime{at_ms(500)});
  apply(s, command::SetValue{{"network.loss", "much"}});
  CHECK(s.error.find("network.loss") != std::string::npos);
  CHECK(s.cursor.now == at_ms(500));
  apply(s, command::SetValue{{"network.delay", "10ms"}});
  CHECK(s.error == "");
  apply(s, command::Load{{"broken.toml", "format = 1\ntitle =\n", {}}});
  CHECK(s.error.rfind("broken.toml:2:", 0) == 0);
  REQUIRE(s.run);
  CHECK(s.origin().name == "lost-last-ack");
  apply(s, command::Escape{});
  CHECK(s.error == "");
}

TEST_CASE("session: what was lit burns down in a quarter of a second") {
  Session s = session_on("normal-close");
  apply(s, command::Step{1});
  CHECK(is_moving(s));
  apply(s, command::Tick{0.3});
  CHECK_FALSE(is_moving(s));
}

TEST_CASE("session: time axis, theme, keys, selection, zoom") {
  Session s = session_on("normal-close");
  apply(s, command::CycleAxis{});
  CHECK(s.axis == AxisMode::Linear);
  apply(s, command::CycleAxis{});
  apply(s, command::CycleAxis{});
  CHECK(s.axis == AxisMode::Compressed);
  apply(s, command::ToggleTheme{});
  CHECK(s.theme == ThemeName::Light);
  apply(s, command::Select{3u});
  CHECK(s.selected == 3u);
  apply(s, command::ToggleKeys{});
  apply(s, command::Escape{});
  CHECK_FALSE(s.show_keys);
  CHECK(s.selected == 3u);
  apply(s, command::Escape{});
  CHECK_FALSE(s.selected);
  apply(s, command::Zoom{2, 100, 40});
  CHECK(s.view.zoom == 2);
  CHECK(s.view.scroll == 140);
  CHECK_FALSE(s.view.follow);
  apply(s, command::Fit{});
  CHECK(s.view.zoom == 1);
  CHECK(s.view.follow);
}

TEST_CASE("session: commands without a run do nothing") {
  Session s;
  for (const Command& c : std::vector<Command>{
           command::TogglePlay{}, command::Step{1}, command::ToStart{}, command::ToEnd{},
           command::SeekStep{3}, command::SeekTime{at_ms(1)}, command::Tick{1}})
    apply(s, c);
  CHECK_FALSE(s.run);
  CHECK_FALSE(s.playing);
}

TEST_CASE("session: every built-in scenario loads and seeks to every step") {
  for (const CatalogueEntry& e : make_catalogue(Language::En)) {
    INFO(e.name);
    CHECK(e.title != "");
    CHECK(e.summary != "");
    Session s = session_on(e.name);
    for (uint64_t step = last_step(s) + 1; step-- > 0;) apply(s, command::SeekStep{step});
    CHECK(s.run->simulation.cursor() == 0);
  }
}

TEST_CASE("session: bookmarks are set at the cursor, taken away there, and walked") {
  test::Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::SeekTime{Time{500000000}});
  w.press(ImGuiKey_B);
  apply(w.session, command::SeekTime{Time{100000000}});
  w.press(ImGuiKey_B);
  CHECK(w.session.bookmarks == std::vector<Time>{Time{100000000}, Time{500000000}});
  CHECK(w.screen(1600, 1000).transport.bookmarks.size() == 2);
  apply(w.session, command::ToStart{});
  w.press(ImGuiKey_Period);
  CHECK(w.session.cursor.now == Time{100000000});
  w.press(ImGuiKey_Period);
  w.press(ImGuiKey_Period);
  CHECK(w.session.cursor.now == Time{500000000});
  w.press(ImGuiKey_Comma);
  CHECK(w.session.cursor.now == Time{100000000});
  w.press(ImGuiKey_B);
  CHECK(w.session.bookmarks.size() == 1);
  w.load("normal-close");
  CHECK(w.session.bookmarks.empty());
}

TEST_CASE("session: sequence numbers are relative, or those of the wire") {
  test::Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::ToEnd{});
  const auto says = [&](const std::string& part) {
    for (const Label& l : w.screen(1600, 1000).ladder.labels)
      if (l.text.find(part) != std::string::npos) return true;
    return false;
  };
  const std::string iss = std::to_string(w.session.run->trace().packet(0).segment.seq.value);
  CHECK(says("SYN 0"));
  CHECK_FALSE(says(iss));
  w.press(ImGuiKey_N);
  CHECK(says("SYN " + iss));
}

}  // namespace finwait
