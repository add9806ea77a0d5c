// Zooming and unfolding take a moment, on a clock made by hand: what is pointed at keeps its place,
// everything goes one way, and then the window sleeps.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "gui/model/lab_screen.hpp"
#include "gui/model/view_ease.hpp"
#include "tests/gui/fixture.hpp"
#include "tests/gui/text_checks.hpp"

namespace finwait {
namespace {

using test::Headless;

constexpr double kFrame = 1.0 / 60;

// The timeline as it stands in one frame, and where one instant is in it.
struct Shot {
  double zoom = 0;
  double y = 0;        // of the instant, below the window's top
  double content = 0;  // height of the whole run
  double scroll = 0;
};

Shot shot(Headless& w, Time t) {
  const LadderModel m = w.screen(1600, 1000).ladder;
  const TimeAxis& axis = w.state().axes.ladder(w.session, m.panel, 1);
  return {shown_zoom(w.session.view, w.session.clock), axis.y(t) - m.scroll, m.content, m.scroll};
}

// All frames until nothing moves; there are some, and not too many.
std::vector<Shot> film(Headless& w, Time t) {
  std::vector<Shot> all = {shot(w, t)};
  double seconds = 0;
  while (is_moving(w.session)) {
    apply(w.session, command::Tick{kFrame});
    all.push_back(shot(w, t));
    seconds += kFrame;
    REQUIRE(seconds < 1);
  }
  CHECK(seconds >= 0.12);
  CHECK(seconds <= 0.25);
  return all;
}

void check_one_way(const std::vector<Shot>& all, double Shot::*what) {
  const double way = all.back().*what < all.front().*what ? -1 : 1;
  for (size_t i = 1; i < all.size(); ++i)
    CHECK((all[i].*what - all[i - 1].*what) * way >= -1e-3);
}

// At the end of a run, and nothing lights up any more.
void at_end_of(Headless& w, const std::string& builtin) {
  w.load(builtin);
  apply(w.session, command::ToEnd{});
  apply(w.session, command::Tick{1});
  w.frames(2);
  REQUIRE_FALSE(is_moving(w.session));
}

Time instant_at(Headless& w, double y) {
  const LadderModel m = w.screen(1600, 1000).ladder;
  return w.state().axes.ladder(w.session, m.panel, 1).time(y + m.scroll);
}

LadderBreak visible_fold(const LadderModel& m) {
  for (const LadderBreak& b : m.breaks)
    if (b.pill.width() > 0) return b;
  FAIL("no silence has its length written");
  return {};
}

void turn_wheel(Headless& w, Point at, float by) {
  ImGui::GetIO().AddMousePosEvent(at.x, at.y);
  w.frames();
  ImGui::GetIO().AddMouseWheelEvent(0, by);
  w.frames();
}

}  // namespace

TEST_CASE("ease: the wheel zooms in a moment, and what is under the pointer stays there") {
  Headless w;
  at_end_of(w, "lost-last-ack");
  const LadderModel m = w.screen(1600, 1000).ladder;
  const Point p{(m.x[0] + m.x[1]) / 2, m.body.y0 + 300};
  const Time t = instant_at(w, 300);
  const Shot before = shot(w, t);
  turn_wheel(w, p, 4);
  const double wanted = w.session.view.zoom;
  CHECK(wanted == doctest::Approx(std::pow(1.2, 4)));
  const std::vector<Shot> all = film(w, t);
  CHECK(all.front().zoom == doctest::Approx(before.zoom));  // no frame has passed since
  for (const Shot& s : all) CHECK(std::abs(s.y - 300) < 0.5);
  check_one_way(all, &Shot::zoom);
  CHECK(all.back().zoom == wanted);
  CHECK(all.size() > 6);
}

TEST_CASE("ease: turns of the wheel add up while the picture is on its way") {
  Headless w;
  at_end_of(w, "lost-last-ack");
  const LadderModel m = w.screen(1600, 1000).ladder;
  const Point p{(m.x[0] + m.x[1]) / 2, m.body.y0 + 300};
  const Time t = instant_at(w, 300);
  for (int i = 0; i < 5; ++i) {
    turn_wheel(w, p, 1);
    CHECK(std::abs(shot(w, t).y - 300) < 0.5);
  }
  CHECK(shown_zoom(w.session.view, w.session.clock) < w.session.view.zoom);
  CHECK(w.session.view.zoom == doctest::Approx(std::pow(1.2, 5)));
  for (int i = 0; i < 200; ++i) turn_wheel(w, p, 3);  // to single nanoseconds, and not beyond
  w.settle();
  const LadderModel near = w.screen(1600, 1000).ladder;
  CHECK(near.finer == doctest::Approx(1));
  turn_wheel(w, p, -1);
  w.settle();
  CHECK(w.screen(1600, 1000).ladder.finer == doctest::Approx(1.2));
}

TEST_CASE("ease: F leads to the whole run and back in a moment, from wherever the window was") {
  for (const double zoom : {3.0, 500.0, 0.2}) {
    Headless w;
    at_end_of(w, "lost-last-ack");
    const Time t{w.session.run->index.end.ns / 3};
    const LadderModel m = w.screen(1600, 1000).ladder;
    const double y = w.state().axes.ladder(w.session, m.panel, 1).y(t);
    const double there = std::clamp(zoom, m.coarser, m.finer);
    apply(w.session, command::Zoom{there, y, y - 200, t});
    apply(w.session, command::Scroll{y - 200, 5});
    w.settle();
    const bool whole = there == m.coarser;  // already: F leads back at once
    for (int press = whole ? 1 : 0; press < 2; ++press) {
      const Shot before = shot(w, t);
      w.press(ImGuiKey_F);
      CHECK(w.session.view.follow);
      const std::vector<Shot> all = film(w, t);
      check_one_way(all, &Shot::zoom);
      CHECK(all.back().zoom == w.session.view.zoom);
      CHECK(all.back().scroll == doctest::Approx(shot(w, t).scroll));
      const double all_way = std::log(all.back().zoom / before.zoom);
      if (all_way != 0) CHECK(std::log(all.front().zoom / before.zoom) / all_way < 0.5);
    }
    CHECK(w.session.view.zoom == 1);
  }
}

TEST_CASE("ease: a silence opens and closes by and by, and its beginning keeps its place") {
  Headless w;
  at_end_of(w, "lost-last-ack");
  const LadderModel m = w.screen(1600, 1000).ladder;
  const size_t fold = visible_fold(m).number;
  const std::string name = "fold-" + std::to_string(fold);
  const Time from = w.state().axes.ladder(w.session, m.panel, 1).break_number(fold).from;
  const Shot before = shot(w, from);
  w.click(name);  // the last of its frames come after the click
  REQUIRE(w.session.unfolded);
  const std::vector<Shot> opening = film(w, from);
  CHECK(opening.front().content > before.content);
  CHECK(opening.front().content < opening.back().content - 50);
  check_one_way(opening, &Shot::content);
  check_one_way(opening, &Shot::y);
  const Shot open = shot(w, from);
  w.settle();
  CHECK(shot(w, from).y == doctest::Approx(open.y));
  w.press(ImGuiKey_Backspace);
  CHECK_FALSE(w.session.unfolded);
  const std::vector<Shot> closing = film(w, from);
  check_one_way(closing, &Shot::content);
  CHECK(closing.back().content == doctest::Approx(before.content));
  CHECK(closing.back().y == doctest::Approx(before.y));
  CHECK(closing.back().scroll == doctest::Approx(before.scroll));
}

TEST_CASE("ease: the hand takes hold of the picture where it is") {
  Headless w;
  at_end_of(w, "lost-last-ack");
  const LadderModel m = w.screen(1600, 1000).ladder;
  turn_wheel(w, {(m.x[0] + m.x[1]) / 2, m.body.y0 + 300}, 4);
  apply(w.session, command::Tick{0.05});
  const Shot on_way = shot(w, Time{});
  apply(w.session, command::Scroll{on_way.scroll, 10});
  CHECK_FALSE(is_moving(w.session));
  const Shot held = shot(w, Time{});
  CHECK(held.zoom == doctest::Approx(on_way.zoom));
  CHECK(held.y == doctest::Approx(on_way.y - 10));
}

TEST_CASE("ease: with reduced motion the picture jumps") {
  Headless w;
  at_end_of(w, "lost-last-ack");
  apply(w.session, command::ToggleMotion{});
  const LadderModel m = w.screen(1600, 1000).ladder;
  turn_wheel(w, {(m.x[0] + m.x[1]) / 2, m.body.y0 + 300}, 4);
  CHECK_FALSE(is_moving(w.session));
  CHECK(shown_zoom(w.session.view, w.session.clock) == w.session.view.zoom);
  w.press(ImGuiKey_F);
  CHECK_FALSE(is_moving(w.session));
  w.frames();
  w.click("fold-" + std::to_string(visible_fold(m).number));
  CHECK(w.session.unfolded);
  CHECK_FALSE(is_moving(w.session));
}

TEST_CASE("ease: to turn motion off, or another run, ends it at once") {
  Headless w;
  at_end_of(w, "lost-last-ack");
  const LadderModel m = w.screen(1600, 1000).ladder;
  const Point p{(m.x[0] + m.x[1]) / 2, m.body.y0 + 300};
  turn_wheel(w, p, 4);
  REQUIRE(is_moving(w.session));
  apply(w.session, command::ToggleMotion{});
  CHECK_FALSE(is_moving(w.session));
  apply(w.session, command::ToggleMotion{});
  turn_wheel(w, p, 4);
  REQUIRE(is_moving(w.session));
  apply(w.session, command::LoadBuiltin{"normal-close"});
  CHECK_FALSE(is_moving(w.session));
}

TEST_CASE("ease: the close lab's ladders, too") {
  Headless w;
  w.load("lost-last-ack");
  w.press(ImGuiKey_K);
  REQUIRE(w.session.lab.open);
  w.frames(2);
  const auto model = [&] {
    return make_lab_model(w.session, make_screen_layout(1600, 1000, 1), w.measure());
  };
  const LabModel before = model();
  const LadderModel& first = before.ladders[0].ladder;
  const Point p{first.body.center().x, first.body.y0 + 150};
  const Time t = before.axis->time(150 + first.scroll);
  turn_wheel(w, p, 3);
  REQUIRE(is_moving(w.session));
  double content = first.content;
  while (is_moving(w.session)) {
    apply(w.session, command::Tick{kFrame});
    const LabModel now = model();
    CHECK(now.ladders[0].ladder.content > content);
    content = now.ladders[0].ladder.content;
    CHECK(std::abs(now.axis->y(t) - now.ladders[0].ladder.scroll - 150) < 0.5);
  }
}

TEST_CASE("ease: on the way no text covers another or leaves its panel") {
  Headless w;
  for (const std::string name : {"lost-last-ack", "simultaneous-close", "close-wait-leak"}) {
    at_end_of(w, name);
    const LadderModel m = w.screen(1600, 1000).ladder;
    turn_wheel(w, {(m.x[0] + m.x[1]) / 2, m.body.y0 + 200}, 5);
    const auto check = [&] {
      const LadderModel now = w.screen(1600, 1000).ladder;
      test::check_text(now.body.inset(0, -now.strip / 2), now.labels);
      for (const LadderBreak& b : now.breaks)
        for (const Label& l : now.labels)
          if (b.pill.width() > 0 && b.pill.overlaps(l.box) && !b.pill.contains(l.box, 1))
            FAIL_CHECK("on a pill: " << test::describe(l));
    };
    for (; is_moving(w.session); apply(w.session, command::Tick{kFrame})) check();
    w.press(ImGuiKey_F);
    for (; is_moving(w.session); apply(w.session, command::Tick{kFrame})) check();
    if (m.breaks.empty()) continue;
    w.frames();
    if (w.state().hits.count("fold-" + std::to_string(m.breaks.back().number)) == 0) continue;
    w.click("fold-" + std::to_string(m.breaks.back().number));
    for (; is_moving(w.session); apply(w.session, command::Tick{kFrame})) check();
  }
}

}  // namespace finwait
