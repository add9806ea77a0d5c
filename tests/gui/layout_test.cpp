// Every built-in scenario on every size: no text leaves its panel, no text covers another.
#include <doctest/doctest.h>

#include "sim/report/diagram_shape.hpp"
#include "tests/gui/fixture.hpp"
#include "tests/gui/text_checks.hpp"

namespace finwait {
namespace {

using test::check_inside;
using test::check_text;
using test::describe;
using test::letters;

struct Size {
  float width;
  float height;
};
constexpr std::array<Size, 4> kSizes = {{{1280, 720}, {1600, 1000}, {1920, 1080}, {3840, 2160}}};

void check_diagram(const DiagramModel& m) {
  check_text(m.panel, m.labels);
  for (const DiagramNode& n : m.nodes) {
    CHECK(m.panel.contains(n.rect));
    CHECK(n.rect.contains(n.name.box, 4));
    for (const Label& l : m.labels)
      if (letters(l).box.overlaps(n.rect))
        FAIL_CHECK(describe(l) << " covers " << state_name(n.state));
    for (const DiagramNode& o : m.nodes) CHECK((&o == &n || !o.rect.overlaps(n.rect)));
  }
}

void check_ladder(const LadderModel& m) {
  check_text(m.panel, m.heading);
  check_text(m.body.inset(0, -m.strip / 2), m.labels);  // a rim of it is drawn, too
  for (const LadderArrow& a : m.arrows) {
    CHECK(a.from.x >= m.x[0] - 1);
    CHECK(a.from.x <= m.x[1] + 1);
    CHECK(a.to.y >= a.from.y - 0.01f);
  }
}

void check_top(const TopBarModel& m, const Rect& screen) {
  std::vector<Label> labels = {m.brand,         m.title,      m.title_below,
                               m.language_name, m.theme_name, m.keys_name};
  if (m.title_below.text.empty()) labels.erase(labels.begin() + 2);
  for (const Label& l : {m.title, m.title_below})  // it names the lesson: nothing of it is lost
    if (l.text.find("\u2026") != std::string::npos) FAIL_CHECK("cut: " << describe(l));
  std::vector<Rect> boxes = {m.picker, m.language, m.theme, m.keys};
  CHECK(m.language.contains(m.language_name.box));
  CHECK(m.theme.contains(m.theme_name.box));
  for (const NetworkChip& chip : m.chips) {
    labels.push_back(chip.name);
    labels.push_back(chip.value);
    boxes.push_back(chip.rect);
    CHECK(chip.rect.contains(chip.name.box));
    CHECK(chip.rect.contains(chip.value.box));
  }
  check_text(screen, labels);
  for (size_t i = 0; i < boxes.size(); ++i)
    for (size_t k = i + 1; k < boxes.size(); ++k) CHECK_FALSE(boxes[i].overlaps(boxes[k]));
}

void check_screen(const ScreenModel& m) {
  check_top(m.top, m.layout.screen);
  check_diagram(m.diagram);
  if (m.second_diagram) check_diagram(*m.second_diagram);
  check_ladder(m.ladder);
  check_text(m.transport.panel, m.transport.labels);
  for (const InspectorModel& i : m.inspectors) check_text(i.panel, i.labels);
  std::vector<Label> why = m.why.labels;
  for (const WhyChip& chip : m.why.chips) why.push_back(chip.label);
  if (m.why.scroll) {
    if (m.why.scroll->button.width() > 0) why.push_back(m.why.scroll->name);
    CHECK(m.why.panel.contains(m.why.scroll->track));
    CHECK(m.why.scroll->track.contains(m.why.scroll->thumb, 1));
  }
  for (const CauseChip& chip : m.why.causes) {
    why.push_back(chip.label);
    CHECK(chip.rect.contains(chip.label.box, 1));
    for (const CauseChip& other : m.why.causes)
      CHECK((&other == &chip || !other.rect.overlaps(chip.rect)));
  }
  check_text(m.why.panel, why);
}

// A dozen places of a run: each of its first steps, then some, then the end.
std::vector<uint64_t> places(uint64_t last) {
  std::vector<uint64_t> steps;
  for (uint64_t step = 0; step <= last; step += std::max<uint64_t>(1, last / 11))
    steps.push_back(step);
  steps.push_back(last);
  return steps;
}

}  // namespace

TEST_CASE("layout: no text leaves its panel or covers another, all scenarios, all sizes") {
  test::Headless window;
  for (const CatalogueEntry& entry : make_catalogue(Language::En)) {
    window.load(entry.name);
    for (uint64_t step : places(last_step(window.session))) {
      apply(window.session, command::SeekStep{step});
      for (const Size& size : kSizes) {
        INFO(entry.name << " step " << step << " at " << size.width << "x" << size.height);
        check_screen(window.screen(size.width, size.height));
      }
    }
  }
}

TEST_CASE("layout: a timeline that fits shows the run's first instant and call, at every height") {
  test::Headless window;
  window.load("lost-last-ack");
  apply(window.session, command::ToEnd{});
  for (float height = 880; height < 1300; height += 4) {
    INFO("height " << height);
    const LadderModel m = window.screen(1920, height).ladder;
    const auto shows = [&](const std::string& text) {
      return std::any_of(m.labels.begin(), m.labels.end(),
                         [&](const Label& l) { return l.text == text; });
    };
    if (m.content + kLadderFoot > m.body.height()) continue;
    CHECK(shows("connect()"));
    CHECK(shows("0"));
  }
}

TEST_CASE("layout: in Chinese, all scenarios, the smallest and the usual size") {
  test::Headless window;
  for (Language language : {Language::ZhHans, Language::ZhHant}) {
    apply(window.session, command::SetLanguage{language});
    for (const CatalogueEntry& entry : make_catalogue(language)) {
      window.load(entry.name);
      const uint64_t last = last_step(window.session);
      for (uint64_t step : {uint64_t{0}, last / 4, last / 2, last * 3 / 4, last}) {
        apply(window.session, command::SeekStep{step});
        for (const Size& size : {kSizes[0], kSizes[2]}) {
          INFO(entry.name << " step " << step << " at " << size.width << "x" << size.height);
          check_screen(window.screen(size.width, size.height));
        }
      }
    }
  }
}

TEST_CASE("layout: between events, on every time axis, zoomed and at every scale") {
  test::Headless window;
  for (const char* name : {"lost-last-ack", "simultaneous-close", "msl-in-the-network"}) {
    window.load(name);
    for (int mode = 0; mode < kAxisModes; ++mode) {
      apply(window.session, command::CycleAxis{});
      for (int64_t ms : {10, 190, 555, 805, 1700}) {
        apply(window.session, command::SeekTime{Time{} + milliseconds(ms)});
        for (float scale : {1.f, 1.5f, 2.f}) {
          window.state().scale = scale;
          INFO(name << " at " << ms << " ms, axis " << mode << ", scale " << scale);
          check_screen(window.screen(1920, 1080));
        }
      }
    }
    window.state().scale = 1;
    apply(window.session, command::Zoom{3, 400, 0});
    check_screen(window.screen(1600, 1000));
  }
}

TEST_CASE("layout: the panels fill the screen and do not overlap") {
  for (const Size& size : kSizes) {
    const ScreenLayout l = make_screen_layout(size.width, size.height, 1);
    const std::vector<Rect> panels = {l.top,           l.diagram,       l.why,      l.ladder,
                                      l.inspectors[0], l.inspectors[1], l.transport};
    for (size_t i = 0; i < panels.size(); ++i) {
      CHECK(l.screen.contains(panels[i]));
      for (size_t k = i + 1; k < panels.size(); ++k) CHECK_FALSE(panels[i].overlaps(panels[k]));
    }
  }
}

TEST_CASE("layout: the texts of the diagram stay clear of its lines") {
  test::Headless window;
  window.load("normal-close");
  for (const Size& size : kSizes) {
    const DiagramModel m = window.screen(size.width, size.height).diagram;
    for (const DiagramEdge& e : m.edges) {
      if (!e.drawn) continue;
      for (const Label& l : m.labels)
        for (int i = 0; i < 40; ++i) {
          const Point a = on_curve(e.curve, static_cast<float>(i) / 40);
          const Point b = on_curve(e.curve, static_cast<float>(i + 1) / 40);
          if (!crosses(letters(l), a, b)) continue;
          FAIL_CHECK(size.width << ": " << describe(l) << " on the edge from " << state_name(e.from)
                                << " to " << state_name(e.to));
          break;
        }
    }
    for (const DiagramEdge& e : m.edges)
      for (const DiagramNode& n : m.nodes) {
        if (n.state == e.from || n.state == e.to) continue;
        for (int i = 0; i <= 40; ++i)
          if (n.rect.contains(on_curve(e.curve, static_cast<float>(i) / 40))) {
            FAIL_CHECK(state_name(e.from)
                       << " to " << state_name(e.to) << " runs through " << state_name(n.state));
            break;
          }
      }
  }
}

TEST_CASE("layout: two diagrams, one for each endpoint, find room for all states") {
  test::Headless window;
  window.session.two_diagrams = true;
  for (const char* name : {"lost-last-ack", "simultaneous-close", "self-connect", "linger-zero"}) {
    window.load(name);
    for (uint64_t step : places(last_step(window.session))) {
      apply(window.session, command::SeekStep{step});
      for (const Size& size : kSizes) {
        INFO(name << " " << step << " " << size.width);
        const ScreenModel m = window.screen(size.width, size.height);
        REQUIRE(m.second_diagram);
        check_screen(m);
        CHECK(m.diagram.tokens.size() == 1);
        CHECK(m.second_diagram->tokens.size() == 1);
        CHECK(m.second_diagram->tokens[0].host == 1);
      }
    }
  }
}

}  // namespace finwait
