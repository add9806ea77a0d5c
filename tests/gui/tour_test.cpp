// The first thirty seconds: from an open window to a lost segment and its consequence, by what the
// screen offers alone.
#include <doctest/doctest.h>

#include "tests/gui/fixture.hpp"
#include "tests/gui/text_checks.hpp"

namespace finwait {
namespace {

using test::Headless;

std::string said(const HintModel& m) {
  std::string all;
  for (const Label& l : m.labels) all += l.text + "\n";
  return all;
}

bool offers(const HintModel& m, HintAction action) {
  for (const HintButton& b : m.buttons)
    if (b.action == action) return true;
  return false;
}

void play_to_end(Session& s) {
  for (int i = 0; i < 5000 && s.playing; ++i) apply(s, command::Tick{0.1});
  CHECK_FALSE(s.playing);
}

void check_hint(const ScreenModel& m) {
  REQUIRE(m.hint.card.width() > 0);
  test::check_text(m.hint.card, m.hint.labels);
  for (const HintButton& b : m.hint.buttons) {
    CHECK(m.hint.card.contains(b.rect));
    CHECK((b.label.text.empty() || b.rect.contains(b.label.box)));
    for (const Label& l : m.hint.labels) CHECK_FALSE(l.box.overlaps(b.rect));
    for (const HintButton& o : m.hint.buttons) CHECK((&o == &b || !o.rect.overlaps(b.rect)));
  }
  CHECK_FALSE(m.hint.card.overlaps(m.ladder.panel));
  CHECK_FALSE(m.hint.card.overlaps(m.layout.diagram));
  test::check_text(m.ladder.body.inset(0, -m.ladder.strip / 2), m.ladder.labels);
}

}  // namespace

TEST_CASE("tour: a newcomer drops the last ACK and sees the FIN again and TIME_WAIT start over") {
  Headless w;
  apply(w.session, command::StartTour{});
  CHECK(w.session.playing);
  CHECK(said(w.screen(1600, 1000).hint).find("TIME_WAIT") != std::string::npos);
  for (int i = 0; i < 40; ++i) apply(w.session, command::Tick{0.1});
  w.click("hint-drop");
  CHECK(w.session.branches.size() == 2);
  play_to_end(w.session);
  const HintModel m = w.screen(1600, 1000).hint;
  const std::string text = said(m);
  INFO(text);
  CHECK(text.find("ACK 22 from client is lost; server stays in LAST_ACK.") != std::string::npos);
  CHECK(text.find("server heard nothing: after ") != std::string::npos);
  CHECK(text.find("FIN,ACK 21") != std::string::npos);
  CHECK(text.find("client is still in TIME_WAIT") != std::string::npos);
  CHECK(text.find("both ends are CLOSED") != std::string::npos);
  CHECK(offers(m, HintAction::Next));
  w.click("hint-next");
  CHECK(w.session.tour.experiment == 1);
  CHECK(w.session.branches.size() == 1);
}

TEST_CASE("tour: a sentence stands from its event on, not before") {
  Headless w;
  apply(w.session, command::StartTour{});
  apply(w.session, command::EditPacket{*tour_target(w.session), PacketEdit::Drop});
  const std::vector<TourStep> steps = tour_answer(w.session);
  REQUIRE(steps.size() == 4);
  for (const TourStep& step : steps) {
    REQUIRE(step.record > 0);
    const Record& r = w.session.run->trace().record(step.record);
    apply(w.session, command::SeekTime{r.t - Duration{1}});
    CHECK(said(w.screen(1920, 1080).hint).find(step.text) == std::string::npos);
    apply(w.session, command::SeekTime{r.t});
    CHECK(said(w.screen(1920, 1080).hint).find(step.text) != std::string::npos);
  }
}

TEST_CASE("tour: by the arrow and X; another segment is answered as well") {
  Headless w;
  apply(w.session, command::StartTour{});
  apply(w.session, command::ToEnd{});
  w.frames(2);
  w.click("packet-0");
  CHECK(w.session.selected == 0u);
  w.press(ImGuiKey_X);
  play_to_end(w.session);
  const std::string text = said(w.screen(1600, 1000).hint);
  INFO(text);
  CHECK(text.find("SYN 0 from client is lost; server stays in LISTEN.") != std::string::npos);
  CHECK(text.find("Nothing had to be sent again.") != std::string::npos);
}

TEST_CASE("tour: the second FIN is sent again, and the client waits for it in FIN_WAIT_2") {
  Headless w;
  apply(w.session, command::StartTour{});
  apply(w.session, command::NextExperiment{});
  apply(w.session, command::NextExperiment{});
  w.click("hint-drop");
  play_to_end(w.session);
  const std::string text = said(w.screen(1600, 1000).hint);
  INFO(text);
  CHECK(text.find("FIN,ACK 21 from server is lost; client stays in FIN_WAIT_2.") !=
        std::string::npos);
  CHECK(text.find("server heard nothing: after 1 s it sends FIN,ACK 21 again.") !=
        std::string::npos);
  CHECK(text.find("TIME_WAIT") == std::string::npos);
}

TEST_CASE("tour: who only looks on is told so, and can still do it") {
  Headless w;
  apply(w.session, command::StartTour{});
  CHECK(said(w.screen(1600, 1000).hint).find("for nothing") == std::string::npos);
  play_to_end(w.session);
  const HintModel m = w.screen(1600, 1000).hint;
  CHECK(said(m).find("TIME_WAIT waited 4 s for nothing") != std::string::npos);
  CHECK(offers(m, HintAction::Drop));
}

TEST_CASE("tour: the card points at its arrow as soon as that is sent") {
  Headless w;
  apply(w.session, command::StartTour{});
  w.session.playing = false;
  CHECK_FALSE(w.screen(1600, 1000).hint.pointer);
  apply(w.session, command::SeekTime{Time{} + milliseconds(880)});
  const ScreenModel m = w.screen(1600, 1000);
  REQUIRE(m.hint.pointer);
  const LadderArrow* under = m.ladder.arrow_at(*m.hint.pointer, 5);
  REQUIRE(under != nullptr);
  CHECK(under->packet == *tour_target(w.session));
}

TEST_CASE("tour: put away by Escape and by its cross, never offered again") {
  Headless w;
  apply(w.session, command::StartTour{});
  w.frames(2);
  w.press(ImGuiKey_Escape);
  CHECK_FALSE(w.session.tour.shown);
  CHECK(w.session.tour.seen);
  CHECK(w.screen(1600, 1000).hint.card == Rect{});
  apply(w.session, command::StartTour{});
  w.click("hint-close");
  CHECK_FALSE(w.session.tour.shown);
}

TEST_CASE("tour: hidden on other scenarios; the last experiment ends it") {
  Headless w;
  apply(w.session, command::StartTour{});
  w.load("linger-zero");
  CHECK_FALSE(is_tour_visible(w.session));
  w.load(std::string(tour_scenario()));
  CHECK(is_tour_visible(w.session));
  for (size_t i = 1; i <= kExperiments; ++i) {
    apply(w.session, command::NextExperiment{});
    CHECK(w.session.tour.experiment == i);
    CHECK(tour_target(w.session).has_value() == (i < kExperiments));
  }
  CHECK(w.session.tour.seen);
  check_hint(w.screen(1600, 1000));
}

TEST_CASE("tour: no text leaves the card, all languages and sizes, before, during and after") {
  Headless w;
  for (Language language : kAllLanguages) {
    apply(w.session, command::SetLanguage{language});
    for (size_t experiment = 0; experiment < kExperiments; ++experiment) {
      apply(w.session, command::StartTour{});
      for (size_t i = 0; i < experiment; ++i) apply(w.session, command::NextExperiment{});
      for (const bool changed : {false, true}) {
        if (changed)
          apply(w.session, command::EditPacket{*tour_target(w.session), PacketEdit::Drop});
        for (const uint64_t step : {uint64_t{0}, last_step(w.session) / 2, last_step(w.session)}) {
          apply(w.session, command::SeekStep{step});
          for (const auto& [width, height] :
               {std::pair{1280.f, 720.f}, {1600.f, 1000.f}, {1920.f, 1080.f}, {3840.f, 2160.f}}) {
            const auto wide = width;  // clang 14 captures no binding
            INFO("experiment " << experiment << " step " << step << " at " << wide);
            check_hint(w.screen(width, height));
          }
        }
      }
    }
  }
}

}  // namespace finwait
