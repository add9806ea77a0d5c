// Why: the chain of causes, the numbers that were compared, the near misses.
#include <doctest/doctest.h>

#include <algorithm>

#include "gui/model/backstory.hpp"
#include "gui/model/words.hpp"
#include "tests/gui/fixture.hpp"
#include "tests/gui/why_text.hpp"

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

std::string chain(const WhyModel& m) {
  std::string text;
  for (const CauseChip& chip : m.causes) text += (text.empty() ? "" : " < ") + chip.label.text;
  return text;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("why: the FIN that comes again, its causes, its numbers, and life without TIME_WAIT") {
  test::Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::SeekTime{at_ms(820)});
  const WhyModel m = w.screen(1600, 1000).why;
  CHECK(chain(m).starts_with("B RTO < B ACK 101 < "));
  const std::string text = test::whole_why(w);
  CHECK(has(text, "Had A gone to CLOSED at once, A would have sent RST."));
  CHECK(has(text, "SEG.SEQ 101 < RCV.NXT 102"));
  CHECK(has(text, "SEG.ACK = SND.UNA = SND.NXT = 20"));
}

TEST_CASE("why: close() tells what it found, and what unread octets would have made of it") {
  test::Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::SeekTime{at_ms(500)});
  // The step of the call itself.
  const Trace& trace = w.session.run->trace();
  for (uint32_t id = 1; id <= trace.records.size(); ++id)
    if (trace.record(id).kind == RecordKind::Call && trace.record(id).call() == CallKind::Close)
      apply(w.session, command::SeekStep{trace.step_of(id)});
  CHECK(has(texts(w.screen(1600, 1000).why),
            "Had an octet been unread, B would have sent RST,ACK and entered CLOSED."));
  apply(w.session, command::SetLanguage{Language::ZhHans});
  CHECK(has(texts(w.screen(1600, 1000).why), "B 会发送 RST,ACK 并进入 CLOSED。"));
}

TEST_CASE("why: a selected segment has the backstory of its arrival") {
  test::Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::ToEnd{});
  const RunIndex& index = w.session.run->index;
  for (const Trip& trip : index.trips)
    if (trip.retransmission > 0) apply(w.session, command::Select{trip.packet});
  REQUIRE(w.session.selected);
  CHECK(has(texts(w.screen(1600, 1000).why), "Had A gone to CLOSED at once"));
  const uint64_t hash = w.session.run->simulation.hash();
  apply(w.session, command::Select{});
  CHECK(w.session.run->simulation.hash() == hash);
}

TEST_CASE("why: a click on a cause goes there; Ctrl and the arrow keys walk causes and effects") {
  test::Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::SeekTime{at_ms(820)});
  w.click("cause-0");
  CHECK(w.session.cursor.now == at_ms(780));
  w.press_with_control(ImGuiKey_LeftArrow);
  CHECK(w.session.cursor.now == at_ms(500));
  w.press_with_control(ImGuiKey_RightArrow);
  CHECK(w.session.cursor.now == at_ms(780));
  w.press_with_control(ImGuiKey_RightArrow);
  CHECK(w.session.cursor.now == at_ms(820));
  apply(w.session, command::ToStart{});
  w.press_with_control(ImGuiKey_LeftArrow);
  CHECK(w.session.cursor.step == 0);
}

TEST_CASE("why: causes lead back in time, in every scenario") {
  for (const CatalogueEntry& entry : make_catalogue(Language::En)) {
    const Session s = test::session_on(entry.name);
    const Trace& trace = s.run->trace();
    for (uint32_t id = 1; id <= trace.records.size(); ++id) {
      uint32_t last = id;
      for (uint32_t cause : causes_of(trace, id)) {
        REQUIRE(cause < last);
        REQUIRE(trace.record(cause).t <= trace.record(last).t);
        last = cause;
      }
    }
  }
}

TEST_CASE("why: a segment that comes again says what was lost before") {
  const auto told = [](const char* name, const std::string& wanted) {
    Session s = test::session_on(name);
    for (uint64_t step = 0; step <= last_step(s); ++step) {
      apply(s, command::SeekStep{step});
      const std::vector<std::string> facts = account_of_step(s).facts;
      if (std::find(facts.begin(), facts.end(), wanted) != facts.end()) return true;
    }
    return false;
  };
  CHECK(told("lost-last-ack",
             "The earlier ACK 102 from A was lost at 560 ms, so B could not know that this had "
             "arrived before."));
  CHECK(told("lost-fin", "The copy that A sent before was lost at 325 ms."));
}

}  // namespace finwait
