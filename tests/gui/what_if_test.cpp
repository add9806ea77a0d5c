// What if: the button in Why that makes the point of an event as a branch.
#include "gui/model/what_if.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/gui/fixture.hpp"

namespace finwait {
namespace {

using test::Headless;

// The first event whose first record is of this kind and, with a packet, that packet's.
void go_to(Session& s, RecordKind kind, std::optional<uint32_t> packet = {}) {
  const Trace& trace = s.run->trace();
  for (uint64_t step = 1; step < trace.step_ends.size(); ++step) {
    const uint32_t first = trace.step_ends[step - 1] + 1;
    if (first > trace.step_ends[step]) continue;
    const Record& r = trace.record(first);
    if (r.kind != kind || (packet && r.packet() != *packet)) continue;
    return apply(s, command::SeekStep{step});
  }
  FAIL("no such event");
}

// As the button does.
void take(Session& s) {
  const auto change = what_if(s);
  REQUIRE(change);
  for (const Command& command : change->commands) apply(s, command);
  CHECK(s.error == "");
  CHECK(s.branches.size() == 2);
}

}  // namespace

TEST_CASE("what if: nobody waits in TIME_WAIT: the FIN that comes again draws a RST") {
  Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::SeekTime{Time{} + milliseconds(820)});
  const auto change = what_if(w.session);
  REQUIRE(change);
  CHECK(change->text == "What if A had not waited?");
  const auto resets = [](const Run& run) {
    const auto& packets = run.trace().packets;
    return std::count_if(packets.begin(), packets.end(),
                         [](const Packet& p) { return p.segment.has(kRst); });
  };
  CHECK(resets(*w.session.run) == 0);
  w.frames(2);
  w.click("what-if");
  REQUIRE(w.session.branches.size() == 2);
  CHECK(resets(*w.session.run) == 1);
}

TEST_CASE("what if: what arrived is lost, and what was lost arrives") {
  Session s = test::session_on("lost-last-ack");
  go_to(s, RecordKind::Arrived, 0);
  CHECK(what_if(s)->text == "What if SYN 0 had been lost?");
  take(s);
  const RunIndex& index = s.run->index;
  CHECK(index.trips[index.first_trip(0)].end == Trip::End::Dropped);
  Session other = test::session_on("lost-last-ack");
  go_to(other, RecordKind::Dropped);
  take(other);
  for (const Trip& trip : other.run->index.trips) CHECK(trip.end != Trip::End::Dropped);
}

TEST_CASE("what if: a timer that fires never does, a call is not made") {
  Session s = test::session_on("lost-last-ack");
  go_to(s, RecordKind::Timer);
  const Trace& trace = s.run->trace();
  const Record fired = trace.record(trace.step_ends[s.cursor.step - 1] + 1);
  REQUIRE(fired.action() == TimerAction::Fired);
  take(s);
  for (const Record& r : s.run->trace().records)
    CHECK_FALSE((r.kind == RecordKind::Timer && r.action() == TimerAction::Fired &&
                 r.timer() == fired.timer() && r.t == fired.t));
  Session other = test::session_on("normal-close");
  go_to(other, RecordKind::Call);
  const auto calls = [](const Run& run) {
    const auto& records = run.trace().records;
    return std::count_if(records.begin(), records.end(),
                         [](const Record& r) { return r.kind == RecordKind::Call; });
  };
  const auto before = calls(*other.run);
  take(other);
  CHECK(calls(*other.run) < before);
}

TEST_CASE("what if: not while something is selected, at the start, or side by side") {
  Headless w;
  w.load("lost-last-ack");
  CHECK_FALSE(what_if(w.session));
  apply(w.session, command::SeekTime{Time{} + milliseconds(820)});
  CHECK(what_if(w.session));
  apply(w.session, command::Select{0});
  CHECK_FALSE(what_if(w.session));
  CHECK_FALSE(w.screen(1600, 1000).why.what_if);
  apply(w.session, command::Select{});
  apply(w.session, command::EditPacket{0, PacketEdit::Drop});
  apply(w.session, command::ToEnd{});
  CHECK(what_if(w.session));
  apply(w.session, command::ToggleBeside{});
  CHECK_FALSE(what_if(w.session));
}

TEST_CASE("what if: the button overlaps nothing and stays in its panel, in every language") {
  Headless w;
  size_t shown = 0;
  size_t events = 0;
  for (const char* name : {"lost-last-ack", "normal-close", "close-with-unread-data"})
    for (Language language : kAllLanguages) {
      w.load(name);
      apply(w.session, command::SetLanguage{language});
      for (uint64_t step = 1; step <= last_step(w.session); ++step) {
        apply(w.session, command::SeekStep{step});
        ++events;
        const WhyModel m = w.screen(1280, 720).why;
        if (!m.what_if) continue;
        ++shown;
        CHECK(m.panel.contains(m.what_if->rect));
        CHECK(m.what_if->rect.contains(m.what_if->label.box));
        for (const WhyChip& chip : m.chips) CHECK_FALSE(chip.rect.overlaps(m.what_if->rect));
        for (const Label& l : m.labels)
          CHECK_FALSE(l.box.inset(0, l.em * 0.18f).overlaps(m.what_if->rect));
      }
    }
  CHECK(shown * 2 > events);
}

}  // namespace finwait
