// Moving segments: one arrives earlier or later, by keys and by dragging its arrow's head.
#include <doctest/doctest.h>

#include <algorithm>

#include "gui/model/branches.hpp"
#include "gui/model/edits.hpp"
#include "gui/model/why.hpp"
#include "sim/run/builtin.hpp"
#include "tests/gui/fixture.hpp"

namespace finwait {
namespace {

using test::Headless;
using test::session_on;

Time arrival(const Session& s, uint32_t packet) {
  return s.run->index.trips[s.run->index.first_trip(packet)].ended;
}

uint64_t hash_of(Simulation whole) {
  whole.run();
  return whole.hash();
}

void press_with_alt(Headless& w, ImGuiKey key) {
  ImGui::GetIO().AddKeyEvent(ImGuiMod_Alt, true);
  w.press(key);
  ImGui::GetIO().AddKeyEvent(ImGuiMod_Alt, false);
  w.frames(1);
}

// A segment that has arrived is chosen, so that its head can be dragged.
void select_arrived(Headless& w) {
  w.load("lost-last-ack");
  apply(w.session, command::SeekTime{test::at_ms(330)});
  apply(w.session, command::Select{3});
  w.frames(2);
  REQUIRE(w.state().hits.count("grip") == 1);
}

}  // namespace

TEST_CASE("arrival: any segment that arrived does so when it is told, saved and replayed") {
  for (const BuiltinFile& file : builtin_scenarios()) {
    const Run run(read_scenario(file.text, std::string(file.name)).take());
    const size_t count = std::min<size_t>(run.trace().packets.size(), 12);
    for (uint32_t id = 0; id < count; ++id) {
      const auto before = movable_arrival(run.simulation, run.index, id);
      if (!before) continue;
      const Trip& trip = run.index.trips[run.index.first_trip(id)];
      for (const Time at : {trip.sent + milliseconds(3), *before + milliseconds(70)}) {
        INFO(file.name, " ", id, " ", at.ns);
        const Run moved(with_arrival(run.simulation, run.index, id, at));
        const Trip& now = moved.index.trips[moved.index.first_trip(id)];
        const bool outlived = at - trip.sent > run.script().msl;
        if (!outlived) CHECK(now.ended == at);
        const auto text = write_scenario(recorded(moved.simulation));
        Simulation again(read_scenario(text, "saved").take());
        CHECK(hash_of(again) == hash_of(moved.simulation));
      }
    }
  }
}

TEST_CASE("arrival: Alt and arrows push the selected segment; one branch, whatever the pushes") {
  Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::ToEnd{});
  apply(w.session, command::Select{4});
  w.frames(2);
  const Time before = arrival(w.session, 4);
  const Duration grid = call_grid(w.session.run->script());
  press_with_alt(w, ImGuiKey_DownArrow);
  REQUIRE(w.session.branches.size() == 2);
  CHECK(arrival(w.session, 4) == before + grid);
  press_with_alt(w, ImGuiKey_DownArrow);
  press_with_alt(w, ImGuiKey_DownArrow);
  CHECK(w.session.branches.size() == 2);
  CHECK(arrival(w.session, 4) == before + grid * 3);
  CHECK(w.session.selected == 4u);
  CHECK(w.session.run->script().faults.size() ==
        session_on("lost-last-ack").run->script().faults.size() + 1);
  press_with_alt(w, ImGuiKey_UpArrow);
  CHECK(arrival(w.session, 4) == before + grid * 2);
}

TEST_CASE("arrival: the head of the selected arrow is dragged to another instant") {
  Headless w;
  select_arrived(w);
  const Point head = w.state().hits.at("grip").center();
  const Time before = arrival(w.session, 3);
  w.drag(head, {head.x, head.y + 40});
  w.frames(2);
  REQUIRE(w.session.branches.size() == 2);
  CHECK(arrival(w.session, 3) > before);
  CHECK(w.session.branches[1].name.find("arrives at") != std::string::npos);
}

TEST_CASE("arrival: a segment that was delayed can be delayed once more") {
  Session s = session_on("lost-last-ack");
  const Time usual = arrival(s, 4);
  apply(s, command::EditPacket{4, PacketEdit::Delay});
  const Time late = arrival(s, 4);
  CHECK(late > usual);
  apply(s, command::EditPacket{4, PacketEdit::Delay});
  CHECK(arrival(s, 4) - late == late - usual);
}

TEST_CASE("arrival: nothing moves that was lost") {
  Session s = session_on("lost-last-ack");
  for (uint32_t id = 0; id < s.run->trace().packets.size(); ++id) {
    const Trip& trip = s.run->index.trips[s.run->index.first_trip(id)];
    if (trip.end == Trip::End::Arrived) continue;
    apply(s, command::MovePacket{id, Time{5'000'000'000}});
    CHECK(s.branches.size() == 1);
  }
}

TEST_CASE("arrival: of a lost segment it is said that there is nothing to move, and what helps") {
  Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::ToEnd{});
  uint32_t lost = 0;
  for (const Trip& trip : w.session.run->index.trips)
    if (trip.end == Trip::End::Dropped) lost = trip.packet;
  apply(w.session, command::Select{lost});
  w.frames(2);
  const std::string told = "It was lost, so it has no arrival to move: “Deliver” lets it arrive.";
  CHECK(account_of_packet(w.session, lost).hint == told);
  press_with_alt(w, ImGuiKey_DownArrow);
  CHECK(w.session.notice == told);
  CHECK(w.session.branches.size() == 1);
  REQUIRE(w.state().hits.count("lost-end") == 1);  // where its cross stands: a tip
  CHECK(w.state().hits.count("grip") == 0);
  w.click("edit-deliver");
  CHECK(w.session.branches.size() == 2);
  CHECK(account_of_packet(w.session, 0).hint == "");
}

TEST_CASE("arrival: Tab passes the head by, which has keys of its own") {
  Headless w;
  select_arrived(w);
  const auto& order = w.state().focus.order;
  CHECK(order.size() > 20);
  CHECK(std::count(order.begin(), order.end(), "grip") == 0);
}

}  // namespace finwait
