// Editing the past: a change hits one segment and nothing before it; branches, undo, saving.
#include "gui/model/branches.hpp"

#include <doctest/doctest.h>

#include "sim/run/builtin.hpp"
#include "sim/run/expectations.hpp"
#include "tests/gui/fixture.hpp"

namespace finwait {
namespace {

// The last segment with exactly these flags from a host; the trace's size if there is none.
uint32_t last_with(const Run& run, uint8_t host, uint8_t ctl) {
  const Trace& trace = run.trace();
  for (auto id = static_cast<uint32_t>(trace.packets.size()); id-- > 0;)
    if (trace.packet(id).host == host && trace.packet(id).segment.ctl == ctl) return id;
  return static_cast<uint32_t>(trace.packets.size());
}

Simulation played(Scenario scenario) {
  Simulation simulation(std::move(scenario));
  simulation.run();
  return simulation;
}

Scenario reread(const Scenario& scenario) {
  auto read = read_scenario(write_scenario(scenario), "again");
  if (!read) FAIL(read.error().text());
  return read.take();
}

// Whether the copies of a segment met the fate that the edit gives, if the run lasted so long.
bool has_fate(const Run& run, uint32_t packet, PacketEdit edit, const Trip& before) {
  const Trip& now = run.index.trips[run.index.first_trip(packet)];
  if (now.end == Trip::End::Unknown) return true;
  const bool taken = now.end == Trip::End::Dropped && now.reason == DropReason::Fault;
  switch (edit) {
    case PacketEdit::Drop: return taken;
    case PacketEdit::Corrupt: return now.end != Trip::End::Arrived;
    case PacketEdit::Delay: return now.ended != before.ended || before.end != Trip::End::Arrived;
    case PacketEdit::Duplicate: return now.twin || run.simulation.end() != EndReason::Quiet;
    case PacketEdit::Deliver: return !taken;
  }
  return false;
}

// The number of records before the segment was sent.
uint32_t records_before(const Run& run, uint32_t packet) {
  return run.trace().packet(packet).sent;
}

void check_same_past(const Run& a, const Run& b, uint32_t packet) {
  const uint32_t end = records_before(a, packet);
  REQUIRE(b.trace().records.size() >= end);
  for (uint32_t id = 1; id <= end; ++id) {
    const Record& x = a.trace().record(id);
    const Record& y = b.trace().record(id);
    if (x.kind == y.kind && x.t == y.t && x.host == y.host) continue;
    FAIL_CHECK("record " << id << " is another one");
    return;
  }
}

}  // namespace

TEST_CASE("branches: the lost last ACK: the FIN comes again and TIME_WAIT starts over") {
  Session s = test::session_on("normal-close");
  const uint32_t ack = last_with(*s.run, 0, kAck);
  const size_t before = s.run->trace().packets.size();
  apply(s, command::EditPacket{ack, PacketEdit::Drop});
  REQUIRE(s.branches.size() == 2);
  CHECK(s.branch == 1);
  CHECK(s.branches[1].name == "ACK 22 lost");
  CHECK(s.playing);
  CHECK(s.cursor.now == s.run->trace().record(s.run->trace().packet(ack).sent).t);
  CHECK(s.run->trace().packets.size() == before + 2);  // the FIN again, and its ACK
  bool restarted = false;
  for (const Record& r : s.run->trace().records)
    if (r.kind == RecordKind::Timer && r.timer() == Timer::TimeWait &&
        r.action() == TimerAction::Restarted)
      restarted = true;
  CHECK(restarted);
}

TEST_CASE("branches: each edit hits its segment and leaves what was before, in every scenario") {
  for (const BuiltinFile& file : builtin_scenarios()) {
    const Run run(read_scenario(file.text, std::string(file.name)).take());
    const auto count = static_cast<uint32_t>(run.trace().packets.size());
    for (uint32_t packet = 0; packet < count; packet += std::max(1u, count / 5)) {
      for (int i = 0; i < kPacketEdits; ++i) {
        const auto edit = static_cast<PacketEdit>(i);
        if (!can_edit(run.simulation, run.index, packet, edit)) continue;
        INFO(file.name << " packet " << packet << " edit " << i);
        const Run edited(reread(with_edit(run.simulation, run.index, packet, edit)));
        check_same_past(run, edited, packet);
        const Trip& before = run.index.trips[run.index.first_trip(packet)];
        CHECK(has_fate(edited, packet, edit, before));
      }
    }
  }
}

TEST_CASE("branches: a recorded run replays to its hash, with expectations that hold") {
  for (const BuiltinFile& file : builtin_scenarios()) {
    INFO(file.name);
    const Simulation first = played(read_scenario(file.text, std::string(file.name)).take());
    Simulation second = played(reread(recorded(first)));
    CHECK(second.hash() == first.hash());
    const std::vector<Outcome> outcomes = check_expectations(second);
    CHECK(outcomes.size() > 1);
    for (const Outcome& o : outcomes)
      if (!o.ok) FAIL_CHECK(o.what << ": expected " << o.expected << ", found " << o.found);
  }
}

TEST_CASE("branches: undo, redo and hopping keep the instant; a value makes a branch, too") {
  const auto whole_hash = [](const Session& session) {
    Simulation run = session.run->simulation;
    run.run();
    return run.hash();
  };
  Session s = test::session_on("normal-close");
  const uint64_t original = whole_hash(s);
  apply(s, command::EditPacket{last_with(*s.run, 0, kAck), PacketEdit::Drop});
  apply(s, command::SeekTime{Time{} + milliseconds(700)});
  const uint64_t dropped = whole_hash(s);
  CHECK(dropped != original);
  apply(s, command::Undo{});
  CHECK(s.branch == 0);
  CHECK(s.cursor.now == Time{} + milliseconds(700));
  apply(s, command::Undo{});  // nothing more
  CHECK(s.branch == 0);
  apply(s, command::Redo{});
  CHECK(s.branch == 1);
  CHECK(whole_hash(s) == dropped);
  apply(s, command::Redo{});
  CHECK(s.branch == 1);
  apply(s, command::SetValue{{"network.delay", "10ms"}});
  CHECK(s.branches.size() == 3);
  CHECK(s.branches[2].parent == 1);
  CHECK(s.branches[2].name == "delay = 10ms");
  apply(s, command::HopBranch{1});
  CHECK(s.branch == 0);
  apply(s, command::HopBranch{-1});
  CHECK(s.branch == 2);
  apply(s, command::ShowBranch{0});
  CHECK(whole_hash(s) == original);
  apply(s, command::ShowBranch{9});
  CHECK(s.branch == 0);
}

TEST_CASE("branches: what faults cannot touch is not offered") {
  Session s = test::session_on("lost-last-ack");
  const uint32_t lost = [&] {
    for (uint32_t id = 0;; ++id)
      if (can_edit(s.run->simulation, s.run->index, id, PacketEdit::Deliver)) return id;
  }();
  CHECK_FALSE(can_edit(s.run->simulation, s.run->index, lost, PacketEdit::Drop));
  apply(s, command::EditPacket{lost, PacketEdit::Drop});  // is refused
  CHECK(s.branches.size() == 1);
  apply(s, command::EditPacket{lost, PacketEdit::Deliver});
  REQUIRE(s.branches.size() == 2);
  CHECK_FALSE(can_edit(s.run->simulation, s.run->index, lost, PacketEdit::Deliver));
}

TEST_CASE("panels: a click selects a segment, X drops it, the branch has a chip") {
  test::Headless w;
  w.load("normal-close");
  apply(w.session, command::ToEnd{});
  w.frames(2);
  const uint32_t ack = last_with(*w.session.run, 0, kAck);
  const ScreenModel m = w.screen(1600, 1000);
  for (const LadderArrow& a : m.ladder.arrows)
    if (a.packet == ack) w.click_at(between(a.from, a.to, 0.5f));
  CHECK(w.session.selected == ack);
  w.frames(2);
  CHECK(w.state().hits.count("edit-drop") == 1);
  CHECK(w.state().hits.count("edit-deliver") == 0);
  w.press(ImGuiKey_X);
  REQUIRE(w.session.branches.size() == 2);
  w.frames(2);
  CHECK(w.state().hits.count("branch-0") == 1);
  w.click("branch-0");
  CHECK(w.session.branch == 0);
  w.press(ImGuiKey_RightBracket);
  CHECK(w.session.branch == 1);
}

TEST_CASE("layout: branches and edit buttons stand apart, in every language and size") {
  test::Headless w;
  for (Language language : kAllLanguages) {
    apply(w.session, command::SetLanguage{language});
    w.load("normal-close");
    for (int i = 0; i < 6; ++i) {
      apply(w.session, command::EditPacket{static_cast<uint32_t>(i), PacketEdit::Delay});
      apply(w.session, command::ToEnd{});
      apply(w.session, command::Select{static_cast<uint32_t>(i)});
      for (const auto& [width, height] : {std::pair{1280.f, 720.f}, {1920.f, 1080.f}}) {
        const ScreenModel m = w.screen(width, height);
        REQUIRE(m.branches.size() >= 2);
        bool shown = false;
        for (const BranchChip& chip : m.branches) {
          shown = shown || chip.shown;
          CHECK(m.ladder.panel.contains(chip.rect));
          CHECK(chip.rect.contains(chip.label.box));
          CHECK_FALSE(chip.rect.overlaps(m.axis_button));
          for (const Label& l : m.ladder.heading) CHECK_FALSE(chip.rect.overlaps(l.box));
        }
        CHECK(shown);
        CHECK(m.why.edits.size() == 4);
        for (const EditButton& b : m.why.edits) {
          CHECK(m.why.panel.contains(b.rect));
          for (const Label& l : m.why.labels) CHECK_FALSE(b.rect.overlaps(l.box));
          for (const WhyChip& chip : m.why.chips) CHECK_FALSE(b.rect.overlaps(chip.rect));
        }
      }
    }
  }
}

}  // namespace finwait
