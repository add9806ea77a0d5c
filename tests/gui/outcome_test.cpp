// Why's first sentence: which call fails because of an event, who sends again, where both ends are;
// and the text that has more lines than room.
#include <doctest/doctest.h>

#include <algorithm>

#include "gui/model/inspected.hpp"
#include "gui/model/outcome.hpp"
#include "tests/gui/fixture.hpp"
#include "tests/gui/text_checks.hpp"
#include "tests/gui/why_text.hpp"

namespace finwait {
namespace {

using test::at_ms;
using test::Headless;

// What Why begins with at the first step at which the headline is this.
std::string outcome_at(Session& s, const std::string& headline) {
  for (uint64_t step = 0; step <= last_step(s); ++step) {
    apply(s, command::SeekStep{step});
    const Account account = account_of_step(s);
    if (account.headline != headline) continue;
    std::string text;
    for (size_t i = 0; i < account.outcome; ++i) text += account.facts[i] + "|";
    return text;
  }
  return "no such headline";
}

std::string lines_of(const WhyModel& m) {
  std::string text;
  for (const Label& l : m.labels) text += l.text + "\n";
  return text;
}

WhyModel small_why(Headless& w) { return w.screen(1280, 720).why; }

}  // namespace

TEST_CASE("outcome: a reset that is sent names the call that fails at the other end, and when") {
  Session s = test::session_on("close-with-unread-data");
  const std::string closes = "A goes from ESTABLISHED to CLOSED.";
  CHECK(outcome_at(s, closes) ==
        "As a result B’s recv() fails at 550 ms: ECONNRESET.|"
        "Now A is in CLOSED and B in ESTABLISHED.|");
  CHECK(outcome_at(s, "B goes from ESTABLISHED to CLOSED.") ==
        "B’s recv() fails: ECONNRESET.|Both ends are in CLOSED now.|");
  apply(s, command::SetLanguage{Language::ZhHans});
  apply(s, command::SeekTime{at_ms(500)});
  const Account account = account_of_step(s);
  REQUIRE(account.outcome == 2);
  CHECK(account.facts[0] == "结果，B 的 recv() 在 550 ms 失败：ECONNRESET。");
  apply(s, command::SetLanguage{Language::ZhHant});
  CHECK(account_of_step(s).facts[0] == "結果，B 的 recv() 在 550 ms 失敗：ECONNRESET。");
}

TEST_CASE("outcome: an error that waits for the next call is told where the connection ends") {
  Session s = test::session_on("data-after-close");
  bool told = false;
  for (uint64_t step = 0; step <= last_step(s); ++step) {
    apply(s, command::SeekStep{step});
    const auto facts = account_of_step(s).facts;
    told = told || (!facts.empty() && facts[0].find("fails at 700 ms: ECONNRESET") !=
                                          std::string::npos);
  }
  CHECK(told);
}

TEST_CASE("outcome: a connection that ends after close() tells nobody") {
  Session s = test::session_on("last-ack-gives-up");
  CHECK(outcome_at(s, "B goes from LAST_ACK to CLOSED.")
            .starts_with("No call tells B’s program of it.|"));
}

TEST_CASE("outcome: what was lost names what is sent again for it") {
  Session s = test::session_on("lost-last-ack");
  CHECK(outcome_at(s, "ACK 102 from A is lost.")
            .starts_with("No acknowledgment comes, so B sends FIN,ACK 101 again at 780 ms.|"));
  CHECK(outcome_at(s, "A stays in TIME_WAIT and starts 2 MSL again.") == "");  // they stay
  CHECK(outcome_at(s, "B goes from CLOSE_WAIT to LAST_ACK.") ==
        "Now A is in FIN_WAIT_2 and B in LAST_ACK.|");
}

TEST_CASE("outcome: each that is told follows from its event, in every scenario") {
  size_t failures = 0;
  for (const CatalogueEntry& entry : make_catalogue(Language::En)) {
    const Session s = test::session_on(entry.name);
    const Trace& trace = s.run->trace();
    const auto steps = std::min<size_t>(trace.step_ends.size(), 400);
    for (size_t step = 1; step < steps; ++step) {
      const uint32_t first = trace.step_ends[step - 1] + 1;
      const EventOutcome out = outcome_of(*s.run, first, trace.step_ends[step]);
      INFO(entry.name << " step " << step);
      if (out.failure != 0) {
        ++failures;
        REQUIRE(out.failure >= first);
        CHECK(trace.record(out.failure).kind == RecordKind::Result);
        CHECK(trace.record(out.failure).error() != Errno::Ok);
        CHECK(!out.unseen);
      }
      if (out.repeats) {
        CHECK(trace.packet(out.again).retransmission);
        CHECK(trace.packet(out.again).sent > first);
      }
    }
  }
  CHECK(failures > 40);
}

TEST_CASE("why: life without TIME_WAIT says what the reset would have meant to the other end") {
  Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::SeekTime{at_ms(820)});
  const std::string text = test::whole_why(w);
  CHECK(text.find("That would have reset B’s connection in LAST_ACK, which its program had closed: "
                  "nobody would be told.") != std::string::npos);
}

TEST_CASE("why: text without room scrolls by keys, wheel and button; nothing is lost") {
  Headless w(1280, 720);
  w.load("lost-last-ack");
  apply(w.session, command::SeekTime{at_ms(820)});
  w.frames(2);
  const WhyModel first = small_why(w);
  REQUIRE(first.scroll);
  CHECK(first.scroll->top == 0);
  CHECK(first.scroll->last > 0);
  for (const Label& l : first.labels) CHECK(l.text.find("…") == std::string::npos);
  CHECK(first.panel.contains(first.scroll->button));
  for (const WhyChip& chip : first.chips)
    CHECK_FALSE(chip.rect.overlaps(first.scroll->button));
  w.press_with_shift(ImGuiKey_DownArrow);
  CHECK(w.session.why_place.top == 1);
  w.press_with_shift(ImGuiKey_UpArrow);
  CHECK(w.session.why_place.top == 0);
  CHECK_FALSE(w.session.selected);  // which the plain keys do
  ImGui::GetIO().AddMousePosEvent(first.panel.center().x, first.panel.center().y);
  ImGui::GetIO().AddMouseWheelEvent(0, -1);
  w.frames(2);
  CHECK(w.session.why_place.top == 2);
  for (int i = 0; i < 9 && small_why(w).scroll->top < first.scroll->last; ++i) w.click("why-more");
  const WhyModel end = small_why(w);
  CHECK(end.scroll->top == end.scroll->last);
  CHECK(lines_of(end).find("This follows from 780 ms") != std::string::npos);
  w.click("why-more");  // back to the top
  CHECK(lines_of(small_why(w)) == lines_of(first));
  w.press_with_shift(ImGuiKey_DownArrow);
  apply(w.session, command::Step{-1});  // another event begins at its top
  CHECK((!small_why(w).scroll || small_why(w).scroll->top == 0));
}

TEST_CASE("why: every line of every event shows at some place, and stays in its panel") {
  Headless w(1280, 720);
  for (Language language : kAllLanguages) {
    apply(w.session, command::SetLanguage{language});
    w.state().speak(language);
    for (const char* name :
         {"lost-last-ack", "simultaneous-close", "answer-without-reading"}) {
      w.load(name);
      for (uint64_t step = 0; step <= last_step(w.session); ++step) {
        apply(w.session, command::SeekStep{step});
        INFO(name << " step " << step);
        const WhyModel m = small_why(w);
        test::check_inside(m.panel, m.labels);
        if (!m.scroll) continue;
        CHECK(m.scroll->shown > 0);
        apply(w.session, command::ScrollWhy{m.scroll->last});
        const WhyModel end = small_why(w);
        test::check_inside(end.panel, end.labels);
        CHECK(end.scroll->top + end.scroll->shown > m.scroll->shown);
        CHECK(lines_of(end) != lines_of(m));
      }
    }
  }
}

}  // namespace finwait
