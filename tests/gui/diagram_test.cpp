// The state diagram under the hand: a node or an edge leads to the event that came there last.
#include "gui/model/diagram.hpp"

#include <doctest/doctest.h>

#include "tests/gui/fixture.hpp"
#include "tests/gui/text_checks.hpp"

namespace finwait {
namespace {

using test::Headless;

DiagramEdge edge_of(const DiagramModel& m, State from, State to) {
  for (const DiagramEdge& e : m.edges)
    if (e.from == from && e.to == to) return e;
  FAIL("no such edge");
  return {};
}

DiagramModel diagram(Headless& w) {
  return w.screen(1600, 1000).diagram;
}

void check_shows(const Session& s, uint32_t record) {
  REQUIRE(record != 0);
  CHECK(s.cursor.step == s.run->trace().step_of(record));
  CHECK_FALSE(s.selected);
}

void check_edges_clear(const DiagramModel& m) {
  constexpr int kSteps = 40;
  for (const DiagramEdge& e : m.edges) {
    if (!e.drawn && !e.taken) continue;
    for (Label l : m.labels) {
      l.box = l.box.inset(0, l.em * 0.22f);  // the letters
      for (int i = 0; i < kSteps; ++i)
        if (crosses(l, on_curve(e.curve, static_cast<float>(i) / kSteps),
                    on_curve(e.curve, static_cast<float>(i + 1) / kSteps))) {
          FAIL_CHECK(state_name(e.from) << " -> " << state_name(e.to) << " runs through "
                                        << test::describe(l));
          break;
        }
    }
    for (const DiagramNode& n : m.nodes)
      for (int i = 4; i < kSteps - 4 && n.state != e.from && n.state != e.to; ++i)
        if (n.rect.contains(on_curve(e.curve, static_cast<float>(i) / kSteps)))
          FAIL_CHECK(state_name(e.from) << " -> " << state_name(e.to) << " runs through "
                                        << state_name(n.state));
  }
}

}  // namespace

TEST_CASE("diagram: no edge runs through a text or a state, aborts neither, at every size") {
  Headless w;
  for (const char* name : {"lost-last-ack", "close-with-unread-data", "data-after-close",
                           "linger-timeout-windows", "rst-in-simultaneous-open"}) {
    w.load(name);
    for (const bool end : {false, true}) {
      if (end)
        apply(w.session, command::ToEnd{});
      else
        apply(w.session, command::SeekTime{Time{} + milliseconds(850)});
      for (const Point size : {Point{1280, 720}, {1600, 1000}, {1920, 1080}, {3840, 2160}}) {
        INFO(name << " at " << size.x << "x" << size.y);
        check_edges_clear(w.screen(size.x, size.y).diagram);
      }
    }
  }
}

namespace {

// Tokens and rings cover no text, no other state, and stay in the panel.
void check_signs(const DiagramModel& m) {
  for (const DiagramToken& t : m.tokens) {
    const Rect box = around(t.center, 1.8f * t.radius, 1.8f * t.radius);
    CHECK(m.panel.contains(box));
    for (const Label& l : m.labels)
      if (test::letters(l).box.overlaps(box)) FAIL_CHECK("a token covers " << test::describe(l));
    for (const DiagramNode& n : m.nodes) {
      if (!n.current && n.rect.overlaps(box)) FAIL_CHECK("a token covers " << state_name(n.state));
      if (test::letters(n.name).box.overlaps(box)) FAIL_CHECK("a token covers " << n.name.text);
    }
  }
  for (const DiagramRing& r : m.rings) {
    const Rect box = around(r.center, 2.2f * r.radius, 2.2f * r.radius);
    CHECK(m.panel.inset(2).contains(box, 0));
    for (const Label& l : m.labels)
      if (test::letters(l).box.overlaps(box)) FAIL_CHECK("a ring covers " << test::describe(l));
    for (const DiagramRing& o : m.rings)
      if (&o != &r) CHECK(length(o.center - r.center) > o.radius + r.radius);
  }
  test::check_text(m.panel, m.labels);
}

}  // namespace

TEST_CASE("diagram: tokens and rings cover nothing, in every state of both ends") {
  Headless w;
  for (const char* name : {"simultaneous-open", "simultaneous-close", "lost-last-ack",
                           "half-close", "close-wait-leak", "rst-in-simultaneous-open"}) {
    w.load(name);
    for (uint64_t step = 0; step <= last_step(w.session); ++step) {
      apply(w.session, command::SeekStep{step});
      for (const Point size : {Point{1280, 720}, {1600, 1000}, {1920, 1080}}) {
        INFO(name << " step " << step << " at " << size.x << "x" << size.y);
        check_signs(w.screen(size.x, size.y).diagram);
      }
    }
  }
}

TEST_CASE("diagram: a click on a state leads to the event that entered it") {
  Headless w;
  w.load("normal-close");
  apply(w.session, command::ToEnd{});
  apply(w.session, command::Select{0});
  w.frames(2);
  const Visits entered = diagram(w).nodes[static_cast<size_t>(State::Established)].entered;
  REQUIRE(entered[0] != 0);
  REQUIRE(entered[1] > entered[0]);
  w.click("state-ESTABLISHED");
  check_shows(w.session, entered[1]);
  w.click("state-ESTABLISHED");
  check_shows(w.session, entered[0]);
}

TEST_CASE("diagram: a click on an edge leads to the event that took it") {
  Headless w;
  w.load("normal-close");
  apply(w.session, command::ToEnd{});
  w.frames(2);
  const DiagramModel m = diagram(w);
  const DiagramEdge taken = edge_of(m, State::FinWait2, State::TimeWait);
  w.click_at(on_curve(taken.curve, 0.5f));
  check_shows(w.session, taken.taken_by[0]);
  const uint64_t before = w.session.cursor.step;
  const DiagramEdge other = edge_of(m, State::FinWait1, State::Closing);
  CHECK(other.taken_by == Visits{});
  w.click_at(on_curve(other.curve, 0.5f));
  CHECK(w.session.cursor.step == before);
}

TEST_CASE("diagram: the ring of TIME_WAIT says what started it over") {
  Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::SeekTime{Time{} + milliseconds(850)});
  size_t found = 0;
  for (const Label& l : diagram(w).labels) found += l.text == "restarted: the FIN came again";
  CHECK(found == 1);
}

TEST_CASE("diagram: the edge under the mouse is the one that is drawn there") {
  Headless w;
  w.load("normal-close");
  apply(w.session, command::ToEnd{});
  const DiagramModel m = diagram(w);
  for (const DiagramEdge& e : m.edges) {
    if (!e.drawn) continue;
    const DiagramEdge* under = edge_at(m, on_curve(e.curve, 0.5f), 8);
    REQUIRE(under != nullptr);
    CHECK(under->from == e.from);
    CHECK(under->to == e.to);
  }
  CHECK(edge_at(m, {m.panel.x0 + 2, m.panel.y1 - 2}, 8) == nullptr);
}

TEST_CASE("diagram: two of them lead to their own hosts' events, by keyboard, too") {
  Headless w;
  w.load("normal-close");
  apply(w.session, command::ToEnd{});
  apply(w.session, command::ToggleDiagrams{});
  w.frames(2);
  const Visits entered = diagram(w).nodes[static_cast<size_t>(State::Established)].entered;
  CHECK(entered[1] == 0);
  for (int i = 0; i < 60 && w.state().focus.name != "state-a-ESTABLISHED"; ++i)
    w.press(ImGuiKey_Tab);
  w.press(ImGuiKey_Enter);
  check_shows(w.session, entered[0]);
}

}  // namespace finwait
