// F: the whole run in the window, or what is measured; then the usual scale again. T: from one time
// axis to the next in a moment.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "gui/model/lab_screen.hpp"
#include "gui/model/view_ease.hpp"
#include "tests/gui/fixture.hpp"
#include "tests/gui/text_checks.hpp"

namespace finwait {
namespace {

using test::at_ms;
using test::Headless;
using test::ladder;

double y_in_window(Headless& w, Time t) {
  const LadderModel m = ladder(w);
  return w.state().axes.ladder(w.session, m.panel, m.ui).y(t) - m.scroll;
}

void at_end_of(Headless& w, const std::string& builtin) {
  w.load(builtin);
  apply(w.session, command::ToEnd{});
  w.settle();
}

void press(Headless& w, ImGuiKey key) {
  w.press(key);
  w.settle();
}

void check_whole_run(const LadderModel& m) {
  CHECK(m.content <= m.body.height() - kLadderFoot * m.ui + 0.5);
  CHECK(m.content >= m.body.height() - kLadderFoot * m.ui - 0.5);
  CHECK(m.scroll == 0);
  test::check_text(m.body.inset(0, -m.strip / 2), m.labels);
}

}  // namespace

TEST_CASE("fit: F shows the whole run on every axis, and then the usual scale again") {
  Headless w;
  int different = 0;
  for (const char* name : {"lost-last-ack", "normal-close", "close-wait-leak"}) {
    at_end_of(w, name);
    for (int mode = 0; mode < kAxisModes; ++mode) {
      INFO(name << ", axis " << mode);
      const LadderModel usual = ladder(w);
      press(w, ImGuiKey_F);
      check_whole_run(ladder(w));
      different += w.session.view.zoom != 1;
      press(w, ImGuiKey_F);
      CHECK(w.session.view.zoom == 1);
      CHECK(w.session.view.follow);
      CHECK(ladder(w).content == doctest::Approx(usual.content));
      CHECK(ladder(w).scroll == doctest::Approx(usual.scroll));
      press(w, ImGuiKey_T);
    }
  }
  CHECK(different > 2);
}

TEST_CASE("fit: from any scale and place F leads to the whole run first") {
  Headless w;
  at_end_of(w, "lost-last-ack");
  for (const double zoom : {40.0, 0.5}) {
    apply(w.session, command::Zoom{zoom, 300, 100, at_ms(500)});
    apply(w.session, command::Scroll{500, 20});
    w.settle();
    press(w, ImGuiKey_F);
    check_whole_run(ladder(w));
    press(w, ImGuiKey_F);
    CHECK(w.session.view.zoom == 1);
  }
  apply(w.session, command::ToStart{});  // what has not happened yet has its room, too
  press(w, ImGuiKey_F);
  check_whole_run(ladder(w));
  CHECK(y_in_window(w, Time{}) == doctest::Approx(0));
}

TEST_CASE("fit: what is measured fills the window") {
  Headless w;
  at_end_of(w, "lost-last-ack");
  for (int mode = 0; mode < kAxisModes; ++mode) {
    INFO("axis " << mode);
    apply(w.session, command::Measure{at_ms(540), at_ms(600)});
    press(w, ImGuiKey_F);
    const LadderModel m = ladder(w);
    const double from = y_in_window(w, at_ms(540));
    const double to = y_in_window(w, at_ms(600));
    CHECK(from > 0);
    CHECK(to < m.body.height());
    CHECK((to - from > 0.8 * m.body.height() || m.finer == doctest::Approx(1)));
    apply(w.session, command::Scroll{m.scroll, 50});  // moved away: F leads there again
    press(w, ImGuiKey_F);
    CHECK(y_in_window(w, at_ms(540)) == doctest::Approx(from));
    press(w, ImGuiKey_F);
    CHECK(w.session.view.zoom == 1);
    CHECK(w.session.view.follow);
    apply(w.session, command::Escape{});
    REQUIRE_FALSE(w.session.measured);
    press(w, ImGuiKey_T);
  }
}

TEST_CASE("fit: of a measured part of a silence the silence is unfolded") {
  Headless w;
  at_end_of(w, "lost-last-ack");
  const auto& silences = w.session.run->index.instants->silences();
  REQUIRE_FALSE(silences.empty());
  const Silence longest = *std::max_element(
      silences.begin(), silences.end(),
      [](const Silence& a, const Silence& b) { return a.to - a.from < b.to - b.from; });
  const Duration third{(longest.to - longest.from).ns / 3};
  apply(w.session, command::Measure{longest.from + third, longest.to});
  press(w, ImGuiKey_F);
  CHECK(w.session.unfolded == longest.from);
  const LadderModel m = ladder(w);
  CHECK(y_in_window(w, longest.from) > 0);
  CHECK(y_in_window(w, longest.to) < m.body.height());
  press(w, ImGuiKey_F);
  CHECK_FALSE(w.session.unfolded);
  CHECK(w.session.view.follow);
}

TEST_CASE("fit: the button, the palette's command, and the close lab do the same") {
  Headless w;
  at_end_of(w, "lost-last-ack");
  w.click("fit");
  w.settle();
  check_whole_run(ladder(w));
  w.click("fit");
  CHECK(w.session.view.zoom == 1);
  w.press_with_control(ImGuiKey_K);
  w.type("fit the whole");
  press(w, ImGuiKey_Enter);
  w.settle();
  check_whole_run(ladder(w));
  press(w, ImGuiKey_K);
  REQUIRE(w.session.lab.open);
  const auto lab = [&] {
    return make_lab_model(w.session, make_screen_layout(1600, 1000, 1), w.measure());
  };
  press(w, ImGuiKey_F);
  const LabModel whole = lab();
  const LadderModel& first = whole.ladders[0].ladder;
  CHECK(first.content <= first.body.height());
  CHECK(first.content > 0.8 * first.body.height());
  press(w, ImGuiKey_F);
  CHECK(w.session.lab.view.zoom == 1);
}

TEST_CASE("axis: T goes over to the next axis in a moment, and every instant goes one way") {
  Headless w;
  at_end_of(w, "lost-last-ack");
  const Time t = at_ms(540);
  for (int mode = 0; mode < kAxisModes; ++mode) {
    INFO("from axis " << mode);
    const auto place = [&] {
      const LadderModel m = ladder(w);
      return w.state().axes.ladder(w.session, m.panel, m.ui).y(t);
    };
    const double from = place();
    w.press(ImGuiKey_T);
    std::vector<double> all = {place()};
    while (is_moving(w.session)) {
      apply(w.session, command::Tick{1.0 / 60});
      all.push_back(place());
      const LadderModel m = ladder(w);
      test::check_text(m.body.inset(0, -m.strip / 2), m.labels);
      REQUIRE(all.size() < 30);
    }
    CHECK(all.size() > 6);
    const double way = all.back() - from;
    CHECK(std::abs(all.front() - from) < std::abs(way));
    for (size_t i = 1; i < all.size(); ++i) CHECK((all[i] - all[i - 1]) * way >= 0);
    CHECK(shown_axis(w.session).part == 1);
  }
  CHECK(w.session.axis == AxisMode::Compressed);
}

TEST_CASE("axis: on the way an instant and its place lead to each other") {
  const std::vector<Time> events = {at_ms(0), at_ms(10), at_ms(35), at_ms(60000), at_ms(60020)};
  TimeAxis::Shape shape;
  shape.typical = milliseconds(10);
  TimeAxis::Shape other = shape;
  other.mode = AxisMode::PerEvent;
  const TimeAxis a(events, shape);
  const TimeAxis b(events, other);
  const TimeAxis axis = TimeAxis::between(a, b, 0.3);
  CHECK(axis.length() == doctest::Approx(a.length() * 0.7 + b.length() * 0.3));
  double before = -1;
  for (int64_t ms : {0, 5, 10, 30, 35, 900, 30000, 60000, 60011, 60020}) {
    const double y = axis.y(at_ms(ms));
    CHECK(y > before);
    before = y;
    CHECK(y == doctest::Approx(a.y(at_ms(ms)) * 0.7 + b.y(at_ms(ms)) * 0.3));
    CHECK(std::abs((axis.time(y) - at_ms(ms)).ns) < 2000);
  }
  REQUIRE(axis.break_count() == 1);
  const TimeAxis::Break silence = axis.break_number(0);
  CHECK(silence.y0 == doctest::Approx(axis.y(at_ms(35))));
  CHECK(silence.y1 == doctest::Approx(axis.y(at_ms(60000))));
  CHECK(axis.break_below(silence.y0 + 1) == 0);
  CHECK(axis.break_below(silence.y1 + 1) == 1);
}

TEST_CASE("axis: with reduced motion, and with another run, it is there at once") {
  Headless w;
  at_end_of(w, "lost-last-ack");
  w.press(ImGuiKey_T);
  REQUIRE(is_moving(w.session));
  apply(w.session, command::ToggleMotion{});
  CHECK_FALSE(is_moving(w.session));
  CHECK(shown_axis(w.session).part == 1);
  w.press(ImGuiKey_T);
  CHECK_FALSE(is_moving(w.session));
  CHECK(shown_axis(w.session).part == 1);
  apply(w.session, command::ToggleMotion{});
  w.press(ImGuiKey_T);
  REQUIRE(is_moving(w.session));
  apply(w.session, command::LoadBuiltin{"normal-close"});
  CHECK(shown_axis(w.session).part == 1);
}

}  // namespace finwait
