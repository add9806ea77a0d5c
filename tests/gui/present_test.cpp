// Presenter mode: type for the last row, nothing covers anything, keys of a clicker.
#include <doctest/doctest.h>

#include <algorithm>

#include "gui/model/ladder_fit.hpp"
#include "gui/model/present.hpp"
#include "gui/model/story.hpp"
#include "gui/model/top_bar.hpp"
#include "tests/gui/fixture.hpp"
#include "tests/gui/text_checks.hpp"

namespace finwait {
namespace {

using test::Headless;

PresentModel present(Headless& w, float width, float height) {
  w.state().speak(w.session.phrases.language());
  return make_present_model(w.session, width, height, w.measure(), w.state().axes);
}

std::vector<Label> all_labels(const PresentModel& m) {
  std::vector<Label> all = m.diagram.labels;
  for (const DiagramNode& n : m.diagram.nodes) all.push_back(n.name);
  for (const auto* more : {&m.ladder.heading, &m.ladder.labels, &m.sentence, &m.detail})
    all.insert(all.end(), more->begin(), more->end());
  all.push_back(m.event);
  if (m.clause) all.push_back(m.clause->label);
  for (const PresentControl& c : m.controls)
    if (!c.name.text.empty()) all.push_back(c.name);
  return all;
}

void check_nodes(const DiagramModel& m) {
  for (const DiagramNode& n : m.nodes) {
    CHECK(m.panel.contains(n.rect));
    CHECK(n.rect.contains(n.name.box, 1));
    for (const DiagramNode& o : m.nodes)
      if (&o != &n && o.rect.overlaps(n.rect))
        FAIL_CHECK(state_name(n.state) << " covers " << state_name(o.state));
    for (const Label& l : m.labels)
      if (test::letters(l).box.overlaps(n.rect))
        FAIL_CHECK(test::describe(l) << " covers " << state_name(n.state));
  }
}

// No token stands on the name of a state.
void check_tokens(const DiagramModel& m) {
  for (const DiagramToken& t : m.tokens) {
    const Rect token = around(t.center, 2 * t.radius, 2 * t.radius);
    CHECK(m.panel.contains(token));
    for (const DiagramNode& n : m.nodes) {
      const Rect name = test::letters(n.name).box;
      const Point near{std::clamp(t.center.x, name.x0, name.x1),
                       std::clamp(t.center.y, name.y0, name.y1)};
      const bool on = t.host == 0 ? length(near - t.center) < t.radius : token.overlaps(name);
      if (on) FAIL_CHECK("the token of host " << +t.host << " covers " << state_name(n.state));
    }
  }
}

void check_progress(const PresentModel& m) {
  REQUIRE(m.progress.width() > 0);
  CHECK(m.knob >= m.progress.x0 - 1);
  CHECK(m.knob <= m.progress.x1 + 1);
  CHECK_FALSE(m.progress.overlaps(m.event.box));
  for (const PresentControl& c : m.controls) CHECK_FALSE(m.progress.overlaps(c.rect));
}

void check_present(const PresentModel& m) {
  test::check_text(m.screen, all_labels(m));
  test::check_inside(m.diagram.panel, m.diagram.labels);
  test::check_inside(m.ladder.body.inset(0, -m.ladder.strip / 2), m.ladder.labels);
  test::check_inside(m.caption, m.sentence);
  test::check_inside(m.caption, m.detail);
  if (m.clause) CHECK(m.caption.contains(m.clause->rect));
  check_nodes(m.diagram);
  check_tokens(m.diagram);
  check_progress(m);
  CHECK_FALSE(m.diagram.panel.overlaps(m.ladder.panel));
  CHECK_FALSE(m.diagram.panel.overlaps(m.caption));
  CHECK(m.ladder.x[1] - m.ladder.x[0] > 0.3f * m.ladder.panel.width());
}

float smallest(const PresentModel& m) {
  float em = 1000;
  for (const Label& l : all_labels(m)) em = std::min(em, l.em);
  return em;
}

}  // namespace

TEST_CASE("present: the ring's time says which it is, in every language") {
  Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::SeekTime{Time{milliseconds(805).ns}});
  for (const Language language : kAllLanguages) {
    apply(w.session, command::SetLanguage{language});
    for (const auto& [width, height] : {std::pair{1280.f, 720.f}, {1920.f, 1080.f}}) {
      const DiagramModel m = present(w, width, height).diagram;
      REQUIRE(m.rings.size() == 1);
      const bool named = std::any_of(m.labels.begin(), m.labels.end(), [](const Label& l) {
        return l.text.rfind("2MSL ", 0) == 0;
      });
      CHECK(named);
    }
  }
}

TEST_CASE("present: no text is smaller than 24 pixels at 1080p, nor than that in proportion") {
  Headless w;
  for (Language language : kAllLanguages) {
    apply(w.session, command::SetLanguage{language});
    for (const CatalogueEntry& entry : make_catalogue(language)) {
      w.load(entry.name);
      const uint64_t last = last_step(w.session);
      for (uint64_t step : {uint64_t{0}, last / 3, last * 2 / 3, last}) {
        apply(w.session, command::SeekStep{step});
        for (const auto& [width, height, least] :
             {std::tuple{1920.f, 1080.f, 24.f}, {1280.f, 720.f, 16.f}}) {
          const auto wide = width;  // clang 14 captures no binding
          INFO(entry.name << " step " << step << " at " << wide);
          const PresentModel m = present(w, width, height);
          check_present(m);
          CHECK(smallest(m) >= least - 0.01f);
        }
      }
    }
  }
}

TEST_CASE("present: other sizes, and an edge that lights up") {
  Headless w;
  w.load("lost-last-ack");
  for (int64_t ms : {0, 60, 190, 555, 805, 30000, 60900}) {
    apply(w.session, command::SeekTime{Time{} + milliseconds(ms)});
    for (const auto& [width, height] :
         {std::pair{1600.f, 1000.f}, {3840.f, 2160.f}, {1024.f, 768.f}})
      check_present(present(w, width, height));
  }
}

TEST_CASE("present: the sentence is what Why says of the event") {
  Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::SeekTime{Time{} + milliseconds(325)});
  std::string said;
  for (const Label& l : present(w, 1920, 1080).sentence) said += (said.empty() ? "" : " ") + l.text;
  CHECK(said == account_of_step(w.session).headline);
  CHECK(said.find("FIN") != std::string::npos);
}

TEST_CASE("present: the clause that says so stands beside the sentence") {
  Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::SeekTime{Time{} + milliseconds(325)});
  for (const auto& [width, height] : {std::pair{1280.f, 720.f}, {1920.f, 1080.f}}) {
    const PresentModel m = present(w, width, height);
    REQUIRE(m.clause);
    CHECK(m.clause->label.text.starts_with("RFC 9293 "));
    CHECK(m.clause->rect.contains(m.clause->label.box));
    CHECK(m.screen.contains(m.clause->rect));
    for (const auto* labels : {&m.sentence, &m.detail})
      for (const Label& l : *labels) CHECK_FALSE(m.clause->rect.overlaps(l.box));
  }
}

TEST_CASE("present: the step of a clause is counted in Chinese") {
  RuleInfo info = rule_info(Rule::None);
  info.rfc = "9293";
  info.section = "3.10.7.4";
  info.step = "eighth";
  CHECK(chip_clause(Phrases(Language::En), info) == "RFC 9293 3.10.7.4, eighth");
  CHECK(chip_clause(Phrases(Language::ZhHans), info) == "RFC 9293 3.10.7.4，第 8 步");
  info.step = "fifth";
  CHECK(chip_clause(Phrases(Language::ZhHant), info) == "RFC 9293 3.10.7.4，第 5 步");
  info.step = "";
  CHECK(chip_clause(Phrases(Language::ZhHans), info) == "RFC 9293 3.10.7.4");
}

TEST_CASE("present: P enters, a clicker's keys step, Escape and P leave") {
  Headless w(1920, 1080);
  w.load("lost-last-ack");
  w.frames(2);
  w.press(ImGuiKey_P);
  CHECK(w.session.present);
  w.press(ImGuiKey_PageDown);
  w.press(ImGuiKey_PageDown);
  w.press(ImGuiKey_PageUp);
  CHECK(w.session.cursor.step == 1);
  w.press(ImGuiKey_Escape);
  CHECK_FALSE(w.session.present);
  w.press(ImGuiKey_P);
  w.press(ImGuiKey_P);
  CHECK_FALSE(w.session.present);
}

TEST_CASE("present: below the sentence what Why adds, but nothing that is for the user to do") {
  Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::SeekTime{Time{} + milliseconds(325)});
  const Account account = account_of_step(w.session);
  const PresentModel m = present(w, 1920, 1080);
  REQUIRE(!m.detail.empty());
  CHECK(m.detail[0].text.starts_with(account.facts[0]));
  CHECK(m.detail[0].em < m.sentence[0].em);
  apply(w.session, command::ToEnd{});
  for (const Label& l : present(w, 1920, 1080).detail)
    CHECK(l.text.find(w.session.phrases(Phrase::TryDrop)) == std::string::npos);
}

TEST_CASE("present: a dot for each event, a line for many; a click on it goes there") {
  Headless w(1920, 1080);
  w.load("lost-last-ack");
  apply(w.session, command::TogglePresent{});
  w.frames(2);
  CHECK(present(w, 1920, 1080).dots.size() == last_step(w.session) + 1);
  w.click("progress");
  CHECK(w.session.cursor.step == (last_step(w.session) + 1) / 2);
  w.load("http-server");
  if (last_step(w.session) > 200) CHECK(present(w, 1920, 1080).dots.empty());
}

TEST_CASE("present: the scale shrinks for more of the run to show, but not for ever") {
  Headless w;
  w.load("lost-last-ack");
  const PresentModel m = present(w, 1920, 1080);
  const LadderStyle usual{.heading = 54, .title = false, .left = 138, .right = 100};
  const double before = AxisCache().ladder(w.session, m.ladder.panel, m.ladder_ui, usual).length();
  CHECK(m.ladder.content < before * 0.8);
  CHECK(m.ladder.content > before * present_ladder_style().whole_stretch);
  // One that does not fit all the same keeps a scale that is easier to read.
  size_t too_long = 0;
  for (const CatalogueEntry& entry : make_catalogue(Language::En)) {
    w.load(entry.name);
    const PresentModel n = present(w, 1920, 1080);
    if (n.ladder.content <= n.ladder.body.height()) continue;
    ++too_long;
    INFO(entry.name);
    const double whole = AxisCache().ladder(w.session, n.ladder.panel, n.ladder_ui, usual).length();
    CHECK(n.ladder.content > whole * present_ladder_style().min_stretch * 0.99);
  }
  CHECK(too_long > 0);
}

TEST_CASE("present: a life that fits on the slide is there from its first segment to its last") {
  Headless w;
  for (const char* name : {"lost-last-ack", "normal-close", "simultaneous-close"}) {
    w.load(name);
    apply(w.session, command::ToEnd{});
    INFO(name);
    const PresentModel m = present(w, 1920, 1080);
    CHECK(m.ladder.scroll == 0);
    CHECK(m.ladder.arrows.size() == w.session.run->index.trips.size());
    check_present(m);
    // To fit is what it does already.
    const auto fit = make_ladder_fit(
        w.session, {m.ladder.body.height(), m.ladder.ui, m.ladder.min_stretch,
                    m.ladder.whole_stretch});
    REQUIRE(fit);
    CHECK(fit->zoom == doctest::Approx(1).epsilon(0.02));
  }
}

TEST_CASE("present: the usual hosts have the language's words beside their names") {
  Headless w;
  w.load("lost-last-ack");
  const auto named = [&](const std::string& text) {
    const PresentModel m = present(w, 1920, 1080);
    return std::any_of(m.ladder.heading.begin(), m.ladder.heading.end(),
                       [&](const Label& l) { return l.text == text; });
  };
  CHECK(named("client"));
  apply(w.session, command::SetLanguage{Language::ZhHans});
  CHECK(named("client 客户端"));
  CHECK(named("server 服务器"));
  apply(w.session, command::SetLanguage{Language::ZhHant});
  CHECK(named("client 用戶端"));
  CHECK(host_text(w.session.phrases, "alice") == "alice");
}

TEST_CASE("present: by mouse: enter, step, play, theme, leave") {
  Headless w(1920, 1080);
  w.load("lost-last-ack");
  w.click("present");
  CHECK(w.session.present);
  w.click("step");
  w.click("step");
  w.click("step-back");
  CHECK(w.session.cursor.step == 1);
  w.click("play");
  CHECK(w.session.playing);
  w.click("play");
  w.click("theme");
  CHECK(w.session.theme == ThemeName::Light);
  w.click("leave");
  CHECK_FALSE(w.session.present);
}

}  // namespace finwait
