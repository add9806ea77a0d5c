// Every value of the inspectors can be asked why: what changed it last is found and selected.
#include <doctest/doctest.h>

#include <algorithm>

#include "gui/model/inspected.hpp"
#include "gui/model/values.hpp"
#include "sim/run/builtin.hpp"
#include "tests/gui/fixture.hpp"

namespace finwait {
namespace {

constexpr Time at_ms(int64_t ms) {
  return Time{ms * 1000000};
}

std::string texts(const WhyModel& m) {
  std::string text;
  for (const Label& l : m.labels) text += l.text + " ";
  return text;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// The same by playing the whole run once, forwards.
ValueChange change_by_playing(const Run& run, uint32_t socket, Value value, uint64_t until) {
  Simulation again = run.simulation;
  ValueChange found;
  again.seek(0);
  auto before = value_of(again.world(), again.trace(), socket, value);
  for (uint64_t step = 1; step <= until; ++step) {
    again.seek(step);
    const auto after = value_of(again.world(), again.trace(), socket, value);
    if (after != before) found = {step, 0, before, after};
    before = after;
  }
  return found;
}

}  // namespace

TEST_CASE("values: the last change of each is what playing from the start finds, and is seen") {
  for (const char* name :
       {"lost-last-ack", "simultaneous-close", "zero-window", "close-with-unread-data"}) {
    INFO(name);
    Session s = test::session_on(name);
    for (uint64_t part : {1, 2, 3}) {
      apply(s, command::SeekStep{last_step(s) * part / 3});
      for (uint8_t host = 0; host < 2; ++host) {
        const uint32_t socket = s.run->index.span_at_record(host, record_limit(s)).socket;
        if (socket == kNoSocket) continue;
        for (int i = 0; i < kValues; ++i) {
          const auto value = static_cast<Value>(i);
          INFO(value_key(value));
          const uint64_t cursor = s.run->simulation.cursor();
          const ValueChange c = last_change(s.run->simulation, socket, value);
          CHECK(s.run->simulation.cursor() == cursor);
          const ValueChange wanted = change_by_playing(*s.run, socket, value, s.cursor.step);
          CHECK(c.step == wanted.step);
          CHECK(c.before == wanted.before);
          CHECK(c.after == wanted.after);
          if (c.step == 0) continue;
          CHECK(s.run->trace().step_of(c.record) == c.step);
          CHECK(c.after ==
                value_of(s.run->simulation.world(), s.run->trace(), socket, value));
        }
      }
    }
  }
}

TEST_CASE("values: a click on a number selects what changed it; Why says from what to what") {
  test::Headless w;
  w.load("lost-last-ack");
  const Session& s = w.session;
  apply(w.session, command::SeekTime{at_ms(520)});
  w.frames(2);
  w.click("why-a-rcv.nxt");
  REQUIRE(s.selected_record);
  const Record& arrived = s.run->trace().record(*s.selected_record);
  CHECK(arrived.kind == RecordKind::Arrived);
  CHECK(arrived.host == 0);
  REQUIRE(s.asked);
  CHECK(has(texts(w.screen(1600, 1000).why), "RCV.NXT of A went from "));
  w.frames(2);
  w.click("why-a-snd.nxt");
  REQUIRE(s.selected);
  CHECK(s.run->trace().packet(*s.selected).host == 0);
  CHECK(has(texts(w.screen(1600, 1000).why), "SND.NXT of A went from "));
  w.click("why-b-iss");
  CHECK(has(texts(w.screen(1600, 1000).why), "ISS of B has been "));
  w.click("why-b-state");
  REQUIRE(s.selected_record);
  CHECK(s.run->trace().record(*s.selected_record).kind == RecordKind::State);
  w.click("why-a-acked");
  CHECK(s.asked->value == Value::Acknowledged);
  apply(w.session, command::SetLanguage{Language::ZhHans});
  CHECK(has(texts(w.screen(1600, 1000).why), "\u7531"));  // from
  apply(w.session, command::Select{});
  CHECK_FALSE(s.asked);
}

TEST_CASE("values: every number that is shown can be clicked, in every scenario") {
  test::Headless w;
  size_t discarded = 0;
  for (const BuiltinFile& file : builtin_scenarios()) {
    INFO(file.name);
    w.load(std::string(file.name));
    apply(w.session, command::SeekStep{last_step(w.session) * 2 / 3});
    for (uint64_t at : {last_step(w.session) * 2 / 3, last_step(w.session)}) {
      apply(w.session, command::SeekStep{at});
      const ScreenModel m = w.screen(1600, 1000);
      for (const InspectorModel& inspector : m.inspectors) {
        for (const ValueSpot& spot : inspector.values) {
          CHECK(inspector.panel.contains(spot.rect));
          discarded += spot.value == Value::Discarded ? 1 : 0;
          for (const CallButton& b : inspector.calls) CHECK_FALSE(b.rect.overlaps(spot.rect));
          for (const TimerBar& t : inspector.timers) CHECK_FALSE(t.rect.overlaps(spot.rect));
        }
        size_t parts = 0;
        for (const Ruler& r : inspector.rulers) parts += r.parts.size();
        const bool kernel = w.session.run->script().hosts[inspector.host].outside;
        if (!inspector.rulers.empty() && !kernel) CHECK(inspector.values.size() >= 8 + 1);
        if (!kernel) CHECK(inspector.values.size() + 4 >= parts);
      }
    }
  }
  CHECK(discarded > 0);
}

TEST_CASE("values: what went into the bin says which call or reset threw it away") {
  test::Headless w;
  const Session& s = w.session;
  for (const BuiltinFile& file : builtin_scenarios()) {
    w.load(std::string(file.name));
    apply(w.session, command::ToEnd{});
    w.frames(2);
    for (const char* name : {"why-a-discarded", "why-b-discarded"}) {
      if (w.state().hits.count(name) == 0) continue;
      INFO(file.name << " " << name);
      w.click(name);
      REQUIRE(s.asked);
      CHECK(s.asked->change.after.value_or(0) > 0);
      CHECK((s.selected || s.selected_record));
      CHECK(has(texts(w.screen(1600, 1000).why), "octets discarded of "));
      return;
    }
  }
  FAIL("no scenario discards anything");
}

TEST_CASE("values: of the branch beside, too; and the row that tells the first difference") {
  test::Headless w;
  w.load("normal-close");
  const Session& s = w.session;
  const auto ack = static_cast<uint32_t>(s.run->trace().packets.size()) - 1;
  apply(w.session, command::EditPacket{ack, PacketEdit::Drop});
  apply(w.session, command::ToggleBeside{});
  apply(w.session, command::SeekTime{s.beside->divergence.at + milliseconds(60)});
  apply(w.session, command::SelectBeside{});
  w.frames(2);
  w.click("why-a-state");
  REQUIRE(s.beside->selected_record);
  REQUIRE(s.asked);
  CHECK(s.asked->branch == 0);
  CHECK(has(texts(w.screen(1600, 1000).why), "the state of A went from "));
  w.click("differs");
  CHECK(s.selected_record == s.beside->divergence.side[0].record);
  CHECK_FALSE(s.beside->inspected);
  CHECK(s.cursor.now == s.run->trace().record(s.beside->divergence.side[0].record).t);
  w.click("differs-beside");
  CHECK(s.beside->inspected);
  CHECK((s.beside->selected || s.beside->selected_record));
}

TEST_CASE("values: a call's row and the 2MSL ring tell what they are of") {
  test::Headless w;
  w.load("lost-last-ack");
  const Session& s = w.session;
  apply(w.session, command::SeekTime{at_ms(850)});
  w.frames(2);
  const ScreenModel m = w.screen(1600, 1000);
  REQUIRE(!m.diagram.rings.empty());
  w.click(m.diagram.rings[0].host == 0 ? "ring-a" : "ring-b");
  REQUIRE(s.selected_record);
  CHECK(s.run->trace().record(*s.selected_record).kind == RecordKind::Timer);
  CHECK(s.run->trace().record(*s.selected_record).timer() == Timer::TimeWait);
  apply(w.session, command::SeekTime{at_ms(300)});
  const ScreenModel calls = w.screen(1600, 1000);
  REQUIRE(!calls.inspectors[0].rows.empty());
  const uint32_t record = calls.inspectors[0].rows.back().record;
  w.click("call-row-" + std::to_string(record));
  CHECK(s.selected_record == record);
}

}  // namespace finwait
