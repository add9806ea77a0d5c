// Labels of segments: none covers where an arrow ends, those that travel together have one, and
// what has no room is never cut where it would no longer tell what it says.
#include <doctest/doctest.h>

#include <algorithm>

#include "gui/model/lab_runs.hpp"
#include "gui/model/lab_screen.hpp"
#include "gui/model/present.hpp"
#include "tests/gui/fixture.hpp"
#include "tests/gui/text_checks.hpp"

namespace finwait {
namespace {

using test::describe;
using test::Headless;
using test::letters;

const std::vector<std::string> kFour = {"rfc9293", "linux", "freebsd", "windows"};

LabModel lab(Headless& w, float width, float height) {
  w.state().speak(w.session.phrases.language());
  return make_lab_model(w.session, make_screen_layout(width, height, 1), w.measure());
}

// The last pixels of every arrow are free of texts, its own included.
void check_ends(const LadderModel& m) {
  for (const LadderArrow& a : m.arrows) {
    const float whole = length(a.goal - a.from);
    if (a.loop || whole < 20 * m.ui) continue;
    const Point neck = between(a.goal, a.from, 10 * m.ui / whole);
    for (const Label& l : m.labels)
      if (crosses(letters(l), a.goal, neck)) FAIL_CHECK(describe(l) << " covers an arrow's end");
  }
}

size_t count_of(const LadderModel& m, const std::string& start) {
  return static_cast<size_t>(
      std::count_if(m.labels.begin(), m.labels.end(),
                    [&](const Label& l) { return l.text.rfind(start, 0) == 0; }));
}

}  // namespace

TEST_CASE("labels: in narrow ladders none covers an arrow's end, and none is lost for it") {
  Headless w;
  for (const char* name : {"simultaneous-close", "close-with-unread-data", "lost-fin",
                           "simultaneous-open", "lost-last-ack", "time-wait-assassination"}) {
    apply(w.session, command::CloseLab{});
    w.load(name);
    apply(w.session, command::OpenLab{kFour});
    REQUIRE(w.session.lab.runs);
    for (const auto& [width, height] : {std::pair{1280.f, 720.f}, {1600.f, 1000.f}}) {
      const LabModel m = lab(w, width, height);
      REQUIRE(m.ladders.size() == 4);
      for (const LabLadder& l : m.ladders) {
        const auto wide = width;  // clang 14 captures no binding
        INFO(name << " at " << wide << " on " << l.heading[0].text);
        check_ends(l.ladder);
        if (l.ladder.scroll > 0) continue;
        const bool open = std::string(name) == "simultaneous-open";
        CHECK(count_of(l.ladder, "SYN 0") >= 1);
        CHECK(count_of(l.ladder, "SYN,ACK") >= (open ? 2 : 1));
        if (std::string(name) == "simultaneous-close")
          CHECK(count_of(l.ladder, "FIN") >= count_of(l.ladder, "FIN_WAIT") + 2);
      }
    }
  }
}

TEST_CASE("labels: none covers an arrow's end, all scenarios, on the screen and on a slide") {
  constexpr size_t kMostLabelled = 80;  // of more only some have labels, without this care
  Headless w;
  for (const CatalogueEntry& entry : make_catalogue(Language::En)) {
    w.load(entry.name);
    apply(w.session, command::ToEnd{});
    const LadderModel screen = w.screen(1280, 720).ladder;
    const LadderModel slide =
        make_present_model(w.session, 1280, 720, w.measure(), w.state().axes).ladder;
    for (const LadderModel& m : {screen, slide}) {
      INFO(entry.name);
      if (m.arrows.size() <= kMostLabelled) check_ends(m);
      for (const Label& l : m.labels) CHECK(m.clip.contains(bounds(l)));
    }
  }
}

TEST_CASE("labels: many segments that travel together have one label and one dot") {
  Headless w;
  w.load("selective-acknowledgment");
  apply(w.session, command::SeekTime{test::at_ms(220)});
  const LadderModel m = w.screen(1280, 720).ladder;
  const auto flying = std::count_if(m.arrows.begin(), m.arrows.end(),
                                    [](const LadderArrow& a) { return a.dot; });
  CHECK(flying >= 7);
  CHECK(count_of(m, "ACK 1:1001 \u2026 (8)") == 1);
  CHECK(count_of(m, "ACK 1001:2001") == 0);
  CHECK(m.dots.size() == 1);
  CHECK(m.dots[0].rect.height() > 1.5f * m.dots[0].rect.width());
  // One that is pointed at has its own besides.
  apply(w.session, command::Select{m.arrows[m.arrows.size() - 2].packet});
  const LadderModel chosen = w.screen(1280, 720).ladder;
  CHECK(count_of(chosen, "ACK 6001:7001") == 1);
  CHECK(count_of(chosen, "ACK 1:1001 \u2026 (8)") == 1);
}

TEST_CASE("labels: the line of the present passes by, and they stay") {
  Headless w;
  w.load("lost-last-ack");
  std::vector<Point> seen;
  for (int64_t ms : {562, 570, 578, 590}) {
    apply(w.session, command::SeekTime{test::at_ms(ms)});
    const LadderModel m = w.screen(1280, 720).ladder;
    for (const Label& l : m.labels)
      if (l.text == "ACK 102")
        seen.push_back({l.box.center().x, l.box.center().y + static_cast<float>(m.scroll)});
  }
  REQUIRE(seen.size() == 4);
  for (const Point& p : seen) CHECK(length(p - seen[0]) < 1);
}

TEST_CASE("timeline: segments of several kinds that travel together: dots beside each other") {
  Headless w;
  w.load("http-server");
  apply(w.session, command::SeekTime{test::at_ms(70)});
  const LadderModel m = w.screen(1280, 720).ladder;
  REQUIRE(m.dots.size() == 3);  // ACK, PSH, FIN
  size_t halos = 0;
  for (size_t i = 0; i < 3; ++i) {
    halos += m.dots[i].halo.width() > 0;
    CHECK(m.dots[i].rect.height() >= 3 * m.ui);
    for (size_t k = i + 1; k < 3; ++k) CHECK_FALSE(m.dots[i].rect.overlaps(m.dots[k].rect));
  }
  CHECK(halos == 1);
  // Of what travels together a FIN is named first, also in large type.
  const PresentModel p =
      make_present_model(w.session, 1280, 720, w.measure(), w.state().axes);
  CHECK(count_of(p.ladder, "FIN,ACK 94") == 1);
}

TEST_CASE("labels: what flies keeps its label's place, whatever it passes") {
  Headless w;
  w.load("simultaneous-open");
  std::vector<std::vector<Label>> seen;
  for (int64_t ms : {51, 60, 75, 90, 99}) {
    apply(w.session, command::SeekTime{test::at_ms(ms)});
    std::vector<Label> labels;
    for (const Label& l : w.screen(1280, 720).ladder.labels)
      if (l.angle != 0) labels.push_back(l);
    REQUIRE(labels.size() == 4);
    seen.push_back(labels);
  }
  for (size_t i = 1; i < seen.size(); ++i)
    for (size_t k = 0; k < 4; ++k) CHECK(seen[i][k].box.center().x == seen[0][k].box.center().x);
}

TEST_CASE("labels: in narrow ladders a result is whole, its sign of doubt goes before a letter") {
  Headless w;
  for (const char* name : {"close-with-unread-data", "connection-refused", "linger-zero"}) {
    apply(w.session, command::CloseLab{});
    w.load(name);
    apply(w.session, command::OpenLab{kFour});
    REQUIRE(w.session.lab.runs);
    const LabModel m = lab(w, 1280, 720);
    size_t results = 0;
    for (const LabLadder& l : m.ladders)
      for (const Label& label : l.ladder.labels) {
        INFO(describe(label));
        const bool error = label.text.find("ECONN") != std::string::npos;
        results += error;
        CHECK(label.text.find("\u2026") == std::string::npos);
      }
    CHECK(results >= 3);
  }
}

namespace {

// The first name of an error, such as WSAECONNRESET.
std::string error_name(const std::string& text) {
  std::string run;
  for (const char c : text + " ") {
    if (c >= 'A' && c <= 'Z') {
      run += c;
      continue;
    }
    if (run.size() > 5 && (run.rfind("WSAE", 0) == 0 || run[0] == 'E') && c != '_') return run;
    run.clear();
  }
  return "";
}

}  // namespace

TEST_CASE("lab: the table never cuts the name of an error, whatever room it has") {
  Headless w;
  for (const char* name : {"close-with-unread-data", "connection-refused"})
    for (Language language : kAllLanguages)
      for (const LabPage page : {LabPage::Script, LabPage::Matrix})
        for (const auto& [width, scale] : {std::pair{1280.f, 1.f}, {1920.f, 2.f}}) {
          apply(w.session, command::CloseLab{});
          w.load(name);
          apply(w.session, command::SetLanguage{language});
          apply(w.session, command::OpenLab{kFour});
          apply(w.session, command::ShowLabPage{page});
          w.state().speak(language);
          const float high = width * 9 / 16;
          const auto wide = width;  // clang 14 captures no binding
          size_t errors = 0;
          for (size_t top = 0; top < 36; top += 4) {
            apply(w.session, command::ScrollLab{top});
            const LabModel m =
                make_lab_model(w.session, make_screen_layout(width, high, scale), w.measure());
            for (const LabTableCell& cell : m.table.cells) {
              const std::string& text = cell.text.text;
              const bool cut = text.ends_with("\u2026") && !text.ends_with(" \u2026");
              if (page == LabPage::Matrix && cut) FAIL_CHECK("cut: " << text);
              const std::string error = error_name(cell.whole.substr(0, cell.whole.find("\u00b7")));
              if (error.empty() || error == "ESTABLISHED") continue;
              ++errors;
              INFO(name << " at " << wide << ": " << cell.text.text << " of " << cell.whole);
              CHECK(cell.text.text.find(error) != std::string::npos);
            }
          }
          CHECK(errors > 0);
        }
}

TEST_CASE("timeline: a timer's text stands on the line that leads to what it caused") {
  Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::SeekTime{test::at_ms(850)});
  const LadderModel m = w.screen(1600, 1000).ladder;
  REQUIRE(m.leaders.size() == 1);
  const auto rto = std::find_if(m.labels.begin(), m.labels.end(),
                                [](const Label& l) { return l.text.rfind("RTO ", 0) == 0; });
  REQUIRE(rto != m.labels.end());
  CHECK(rto->box.center().y == doctest::Approx(m.leaders[0].tip.y).epsilon(0.001));
}

TEST_CASE("lab: the cursor is in sight when it opens, and what differs first, too") {
  size_t seen = 0;
  for (const char* name : {"lost-last-ack", "close-with-unread-data", "lost-fin",
                           "simultaneous-close", "fin-wait-2-forever"})
    for (const auto& [width, height] :
         {std::pair{1280.f, 720.f}, {1600.f, 1000.f}, {1920.f, 1080.f}}) {
      Headless w(width, height);
      w.load(name);
      apply(w.session, command::OpenLab{kFour});
      if (!w.session.lab.first_look) continue;
      ++seen;
      const Time first = *w.session.lab.first_look;
      const Time end = w.session.lab.runs->end;
      w.frames(3);
      const LabModel m = lab(w, width, height);
      const auto wide = width;  // clang 14 captures no binding
      INFO(name << " at " << wide);
      CHECK_FALSE(m.goes_to);  // it is there
      const LadderModel& l = m.ladders[0].ladder;
      for (const Time t : {first, w.session.lab.now}) {
        const double y = m.axis->y(t) - l.scroll;
        CHECK(y >= 0);
        CHECK(y <= l.body.height() + 0.5);
      }
      const bool whole = m.axis->length() + kLadderFoot * l.ui <= l.body.height();
      if (whole) CHECK(w.session.lab.now == end);
      apply(w.session, command::ToEnd{});
      w.frames(2);
      CHECK(w.session.lab.now == end);
    }
  CHECK(seen >= 9);
}

TEST_CASE("lab: ladders of many systems in large type: pills between the lifelines, states whole") {
  Headless w;
  for (const char* name : {"close-with-unread-data", "lost-last-ack", "linger-timeout-linux"}) {
    apply(w.session, command::CloseLab{});
    w.load(name);
    apply(w.session, command::OpenLab{kFour});
    w.state().speak(Language::En);
    const LabModel m =
        make_lab_model(w.session, make_screen_layout(1920, 1080, 2), w.measure());
    for (const LabLadder& l : m.ladders)
      for (const LadderBreak& b : l.ladder.breaks) {
        CHECK(b.pill.width() > 0);
        const bool right = b.pill.x0 > l.ladder.x[1] + l.ladder.strip / 2;
        CHECK(b.pill.x0 > l.ladder.x[0] + l.ladder.strip / 2);
        CHECK((right || b.pill.x1 < l.ladder.x[1] - l.ladder.strip / 2));
      }
    for (const LabTableCell& cell : m.table.cells) {
      const size_t cut = cell.text.text.find("_\u2026");
      INFO(cell.text.text << " of " << cell.whole);
      CHECK(cut == std::string::npos);
      if (cell.whole.find("SYN_SENT \u2192 ") == 0)
        CHECK((cell.text.text.ends_with(" \u2026") ||
               cell.text.text.find(cell.whole.substr(cell.whole.rfind(' ') + 1)) !=
                   std::string::npos));
    }
  }
}

TEST_CASE("lab: in narrow ladders a state has its name though a timer ended with it") {
  Headless w;
  w.load("time-wait-assassination");
  apply(w.session, command::OpenLab{kFour});
  const LadderModel m = lab(w, 1280, 720).ladders[2].ladder;  // FreeBSD ignores the RST
  CHECK(std::any_of(m.labels.begin(), m.labels.end(), [&](const Label& l) {
    return l.text == "CLOSED" && l.box.x1 < m.x[0] && l.box.y0 > *m.now_y - 3;
  }));
  CHECK(count_of(m, "2MSL") + count_of(m, "4 s") == 1);
}

TEST_CASE("lab: an address stands whole above a narrow ladder") {
  Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::OpenLab{kFour});
  for (const LabLadder& l : lab(w, 1920, 1080).ladders)
    for (const Label& label : l.ladder.heading)
      CHECK(label.text.find("\u2026") == std::string::npos);
}

TEST_CASE("timeline: instants keep a gap to the texts at the lifeline") {
  Headless w;
  const Theme& theme = theme_of(ThemeName::Dark);
  for (const char* name : {"simultaneous-close", "lost-last-ack", "keepalive-death"})
    for (const auto& [width, scale] : {std::pair{1280.f, 1.f}, {1920.f, 2.f}, {1600.f, 1.f}}) {
      w.load(name);
      w.state().scale = scale;
      apply(w.session, command::SeekTime{test::at_ms(430)});
      const LadderModel m = w.screen(width, width * 9 / 16).ladder;
      for (const Label& tick : m.labels) {
        if (tick.color != theme.dim || tick.box.x0 > m.body.x0 + 12 * m.ui) continue;
        Label wide = letters(tick);
        wide.box.x1 += 4 * m.ui;
        for (const Label& other : m.labels) {
          if (&other == &tick) continue;
          if (overlap(wide, letters(other)))
            FAIL_CHECK(describe(tick) << " is too near to " << describe(other));
        }
      }
    }
  w.state().scale = 1;
}

}  // namespace finwait
