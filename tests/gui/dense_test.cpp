// Windows onto so much that not all of it can be drawn or named: what is left out is left out
// evenly, few marks stand for many, and the picture is whole.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "gui/model/ladder_stack.hpp"
#include "gui/model/row_finder.hpp"
#include "sim/base/random.hpp"
#include "tests/bench/window_runs.hpp"
#include "tests/gui/fixture.hpp"

namespace finwait {
namespace {

float any_float(Xoshiro256& random, float low, float high) {
  return low + (high - low) * static_cast<float>(random.below(10001)) / 10000;
}

// Connections one after the other, in the middle of the run.
LadderModel lives_at(test::Headless& w, double zoom) {
  if (!w.session.run) apply(w.session, command::Load{{"lives", bench::lives(20000), {}}});
  REQUIRE(w.session.run);
  apply(w.session, command::SeekTime{Time{w.session.run->index.end.ns / 2}});
  apply(w.session, command::Tick{1});
  w.session.view.zoom = zoom;
  return w.screen(1920, 1080).ladder;
}

// The heights of the texts beside a lifeline, from above downwards, and the edges of what is drawn.
std::vector<float> texts_beside(const LadderModel& m, uint8_t host) {
  std::vector<float> found{m.body.y0, *m.now_y};
  for (const Label& l : m.labels) {
    const float gap = host == 0 ? m.x[0] - l.box.x1 : l.box.x0 - m.x[1];
    if (gap > 0 && gap < 20 && l.box.center().y < *m.now_y) found.push_back(l.box.center().y);
  }
  std::sort(found.begin(), found.end());
  return found;
}

float widest_gap(const std::vector<float>& heights) {
  float widest = 0;
  for (size_t i = 1; i < heights.size(); ++i)
    widest = std::max(widest, heights[i] - heights[i - 1]);
  return widest;
}

// Whether a point of the segment lies in the quad, by trying many; `slack` pixels generously.
bool meets(const Quad& q, Point a, Point b, float slack) {
  const Point w = (q[1] - q[0]) * (1 / length(q[1] - q[0]));
  const Point h = (q[3] - q[0]) * (1 / length(q[3] - q[0]));
  const Point middle = between(q[0], q[2], 0.5f);
  for (int i = 0; i <= 4000; ++i) {
    const Point d = between(a, b, static_cast<float>(i) / 4000) - middle;
    if (std::abs(d.x * w.x + d.y * w.y) < length(q[1] - q[0]) / 2 + slack &&
        std::abs(d.x * h.x + d.y * h.y) < length(q[3] - q[0]) / 2 + slack)
      return true;
  }
  return false;
}

Label any_label(Xoshiro256& random) {
  Label l;
  l.box = around({any_float(random, 0, 100), any_float(random, 0, 100)},
                 any_float(random, 5, 80), any_float(random, 5, 20));
  if (random.below(4) != 0) l.angle = any_float(random, -0.6f, 0.6f);
  return l;
}

}  // namespace

TEST_CASE("geometry: what crosses a label and what overlaps it is what trying many points finds") {
  Xoshiro256 random(4);
  int crossing = 0;
  for (int i = 0; i < 600; ++i) {
    const Quad q = corners(any_label(random));
    const Point a{any_float(random, -20, 120), any_float(random, -20, 120)};
    const Point b{any_float(random, -20, 120), any_float(random, -20, 120)};
    if (meets(q, a, b, -0.3f)) CHECK(crosses(q, a, b));
    if (!meets(q, a, b, 0.3f)) CHECK_FALSE(crosses(q, a, b));
    crossing += crosses(q, a, b);
    // Two labels overlap if a side of one crosses the other, or one lies in the other.
    const Quad other = corners(any_label(random));
    bool sides = false;
    for (size_t k = 0; k < 4; ++k)
      sides = sides || meets(q, other[k], other[(k + 1) % 4], -0.3f) ||
              meets(other, q[k], q[(k + 1) % 4], -0.3f);
    if (sides) CHECK(overlap(q, other));
    CHECK(overlap(q, other) == overlap(other, q));
  }
  CHECK(crossing > 100);
  CHECK(crossing < 500);
}

TEST_CASE("rows: what reaches into a height is found, above and below the rows, too") {
  Xoshiro256 random(9);
  RowFinder finder(100, 900);
  std::vector<std::array<float, 2>> things;
  for (uint32_t i = 0; i < 300; ++i) {
    const float y = any_float(random, -50, 1050);
    things.push_back({y, y + any_float(random, 0, 60)});
    finder.add(i, things[i][0], things[i][1]);
  }
  for (int i = 0; i < 200; ++i) {
    const float y0 = any_float(random, -50, 1050);
    const float y1 = y0 + any_float(random, 0, 40);
    std::vector<bool> asked(things.size());
    finder.any(y0, y1, [&](uint32_t k) { return asked[k] = true, false; });
    for (size_t k = 0; k < things.size(); ++k)
      if (things[k][0] <= y1 && things[k][1] >= y0) CHECK(asked[k]);
    if (y0 > 120 && y1 < 880) CHECK(std::count(asked.begin(), asked.end(), true) < 100);
  }
}

TEST_CASE("stack: of far more lines than there is room for, the important ones stay, all along") {
  std::vector<StackedLine> lines;
  for (int i = 0; i < 400; ++i) {
    const bool state = i % 8 == 0;
    lines.push_back({static_cast<float>(i) * 2, 16, state ? 3.f : 1.f, state ? 0 : 1 + i % 3});
  }
  const StackBounds bounds{0, 800, 50};
  const auto y = stack_lines(lines, bounds);
  std::vector<float> kept{0, 800};
  size_t states = 0;
  std::optional<float> before;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (!y[i]) continue;
    CHECK(std::abs(*y[i] - lines[i].wish) <= bounds.away);
    CHECK((*y[i] >= 7.9f && *y[i] <= 792.1f));
    if (before) CHECK(*y[i] >= *before + 15.9f);
    before = y[i];
    kept.push_back(*y[i]);
    states += lines[i].rank == 0;
  }
  std::sort(kept.begin(), kept.end());
  CHECK(widest_gap(kept) < 40);
  CHECK(states >= 40);  // of 50
}

TEST_CASE("timeline: of states too many to be named, the names are spread over the window") {
  test::Headless w;
  for (double zoom : {0.12, 0.05, 0.01}) {
    const LadderModel m = lives_at(w, zoom);
    REQUIRE(m.now_y);
    REQUIRE(*m.now_y > m.body.center().y);
    INFO("zoom " << zoom);
    for (uint8_t host = 0; host < 2; ++host) CHECK(widest_gap(texts_beside(m, host)) < 5 * 17);
  }
}

TEST_CASE("timeline: many short connections are few marks, beginnings and ends among them") {
  test::Headless w;
  for (double zoom : {0.03, 0.01, 0.004}) {
    const LadderModel m = lives_at(w, zoom);
    INFO("zoom " << zoom);
    REQUIRE(m.folds.size() > 20);
    CHECK(m.arrows.size() < 450);
    CHECK(m.brackets.size() <= 120);
    CHECK(m.leaders.size() <= m.brackets.size());
    CHECK(m.strips.size() < 450);
    const auto shown = [&](uint16_t flag) {
      return std::any_of(m.arrows.begin(), m.arrows.end(), [&](const LadderArrow& a) {
        const unsigned flags = w.session.run->index.flags[a.trip];
        return ((flags | flags >> kTripFlags) & flag) != 0;
      });
    };
    CHECK(shown(kTripSyn));
    CHECK(shown(kTripFin));
  }
}

TEST_CASE("picture: a window full of marks is drawn with few triangles") {
  test::Headless w;
  lives_at(w, 0.01);
  w.picture(1920, 1080);
  CHECK(ImGui::GetDrawData()->TotalVtxCount < 65536);
  // Hundreds of segments on their way at the same time.
  apply(w.session, command::Load{{"bulk", bench::bulk(20000), {}}});
  apply(w.session, command::SeekTime{Time{w.session.run->index.end.ns / 3}});
  w.session.axis = AxisMode::Linear;
  w.session.view.zoom = 200;
  w.picture(1920, 1080);
  const LadderModel m = w.screen(1920, 1080).ladder;
  CHECK(std::count_if(m.arrows.begin(), m.arrows.end(), [](const LadderArrow& a) {
          return a.dot;
        }) > 150);
  CHECK(ImGui::GetDrawData()->TotalVtxCount < 65536);
}

TEST_CASE("picture: shapes with more corners than 16 bits count are drawn where they are") {
  test::Context context;
  SoftRenderer renderer;
  ImGui::GetIO().DisplaySize = {100, 100};
  ImGui::GetIO().DeltaTime = 1.f / 60;
  ImGui::NewFrame();
  ImDrawList* list = ImGui::GetForegroundDrawList();
  for (int i = 0; i < 20000; ++i) list->AddRectFilled({10, 10}, {20, 20}, IM_COL32(0, 0, 255, 255));
  list->AddRectFilled({50, 50}, {60, 60}, IM_COL32(255, 0, 0, 255));
  ImGui::Render();
  renderer.render(ImGui::GetDrawData(), 100, 100, IM_COL32(0, 0, 0, 255));
  const auto at = [&](size_t x, size_t y) { return renderer.pixels()[y * 100 + x]; };
  CHECK(at(15, 15) == IM_COL32(0, 0, 255, 255));
  CHECK(at(55, 55) == IM_COL32(255, 0, 0, 255));
  CHECK(at(35, 35) == IM_COL32(0, 0, 0, 255));
  renderer.shut_down();
}

}  // namespace finwait
