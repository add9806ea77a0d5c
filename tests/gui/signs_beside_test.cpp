// What stands at and between the lifelines: in the order in which it happened, beside each other
// where it happened together, and never struck through.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "gui/model/ladder_stack.hpp"
#include "tests/gui/fixture.hpp"
#include "tests/gui/text_checks.hpp"

namespace finwait {
namespace {

using test::Headless;
using test::letters;

LadderModel ladder_at_end(Headless& w, const char* name) {
  w.load(name);
  apply(w.session, command::ToEnd{});
  return w.screen(1600, 1000).ladder;
}

// The texts at one lifeline between two heights, from above downwards.
std::vector<std::string> texts_beside(const LadderModel& m, uint8_t host, float y0, float y1) {
  std::vector<Label> found;
  for (const Label& l : m.labels) {
    const float gap = host == 0 ? m.x[0] - l.box.x1 : l.box.x0 - m.x[1];
    const bool here = gap > 0 && gap < 20;
    const float y = l.box.center().y;
    if (here && l.angle == 0 && y > y0 && y < y1) found.push_back(l);
  }
  std::sort(found.begin(), found.end(),
            [](const Label& a, const Label& b) { return a.box.y0 < b.box.y0; });
  std::vector<std::string> texts;
  for (const Label& l : found) texts.push_back(l.text);
  return texts;
}

size_t slanted(const LadderModel& m) {
  return static_cast<size_t>(std::count_if(m.labels.begin(), m.labels.end(),
                                           [](const Label& l) { return l.angle != 0; }));
}

}  // namespace

TEST_CASE("stack: lines keep their order, do not overlap, and stay where they can be") {
  const std::vector<StackedLine> lines = {{10, 10, 1, 1}, {100, 10, 3, 0}, {100, 10, 1, 1},
                                          {100, 10, 1, 2}, {104, 10, 1, 1}, {300, 10, 1, 1}};
  const auto y = stack_lines(lines, {0, 400, 40});
  for (size_t i = 0; i < y.size(); ++i) {
    REQUIRE(y[i]);
    if (i > 0) CHECK(*y[i] >= *y[i - 1] + 9.99f);
  }
  CHECK(*y[0] == doctest::Approx(10));
  CHECK(*y[5] == doctest::Approx(300));
  CHECK(std::abs(*y[1] - 100) < std::abs(*y[4] - 104));  // the heavier one moves less
}

TEST_CASE("stack: of what finds no room the least important goes") {
  const std::vector<StackedLine> lines = {{5, 10, 1, 3}, {5, 10, 3, 0}, {5, 10, 1, 2}};
  const auto y = stack_lines(lines, {0, 22, 30});
  CHECK_FALSE(y[0]);
  CHECK(y[1]);
  CHECK(y[2]);
  const auto near = stack_lines(lines, {-100, 100, 4});
  CHECK_FALSE(near[0]);
  CHECK(near[1]);
}

TEST_CASE("timeline: what happens at one instant is written in the order of its happening") {
  Headless w;
  const LadderModel m = ladder_at_end(w, "http-server");
  float y = 0;  // where the server comes to FIN_WAIT_1, 60 ms
  for (const LadderStrip& s : m.strips)
    if (s.host == 1 && s.state == State::FinWait1) y = s.rect.y0;
  REQUIRE(y > 0);
  const std::vector<std::string> wanted = {"ESTABLISHED",   "accept()", "recv() \u2192 18",
                                           "send(93)", "close()",  "FIN_WAIT_1"};
  CHECK(texts_beside(m, 1, y - 60, y + 70) == wanted);
}

TEST_CASE("timeline: segments that travel together lie side by side") {
  Headless w;
  const LadderModel m = ladder_at_end(w, "selective-acknowledgment");
  uint32_t largest = 0;
  for (const LadderArrow& a : m.arrows) largest = std::max(largest, a.bundle);
  REQUIRE(largest > 0);
  size_t most = 0;
  for (uint32_t bundle = 1; bundle <= largest; ++bundle) {
    const LadderArrow* before = nullptr;
    size_t count = 0;
    for (const LadderArrow& a : m.arrows) {
      if (a.bundle != bundle) continue;
      if (before != nullptr) CHECK(a.from.y >= before->from.y + 1.5f);
      if (before != nullptr) CHECK(a.above > before->above);
      before = &a;
      ++count;
    }
    CHECK(count > 1);
    most = std::max(most, count);
  }
  CHECK(most == 8);
}

TEST_CASE("timeline: every segment that travels alone has a label") {
  Headless w;
  for (const char* name : {"lost-last-ack", "simultaneous-open", "simultaneous-close",
                           "old-duplicate-syn", "time-wait-assassination"}) {
    const LadderModel m = ladder_at_end(w, name);
    INFO(name);
    const auto steep = std::count_if(m.arrows.begin(), m.arrows.end(), [](const LadderArrow& a) {
      return std::abs(a.goal.y - a.from.y) > 0.7f * std::abs(a.goal.x - a.from.x);
    });
    CHECK(slanted(m) + static_cast<size_t>(steep) == m.arrows.size());
  }
}

TEST_CASE("timeline: neither the line of the present nor a silence's runs through a text") {
  Headless w;
  for (const char* name : {"http-server", "endless-ack-exchange", "msl-in-the-network"}) {
    w.load(name);
    for (int64_t ms : {0, 40, 70, 500, 640, 860}) {
      apply(w.session, command::SeekTime{Time{} + milliseconds(ms)});
      const LadderModel m = w.screen(1280, 720).ladder;
      INFO(name << " at " << ms << " ms");
      for (Label l : m.labels) {
        l.box = l.box.inset(1, l.em * 0.25f);
        for (const auto& piece : m.now_pieces)
          CHECK_FALSE(crosses(l, {piece[0], *m.now_y}, {piece[1], *m.now_y}));
        for (const LadderBreak& b : m.breaks)
          for (const auto& piece : b.pieces) {
            const float y = b.pill.center().y;
            CHECK_FALSE(crosses(l, {piece[0], y}, {piece[1], y}));
          }
      }
    }
  }
}

TEST_CASE("inspector: no heading of calls without a call, however low the window is") {
  Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::SeekTime{Time{} + milliseconds(850)});
  for (const InspectorModel& m : w.screen(1280, 720).inspectors) CHECK_FALSE(m.rows.empty());
}

}  // namespace finwait
