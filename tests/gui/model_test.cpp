// Models of the panels, without ImGui.
#include <doctest/doctest.h>

#include <algorithm>

#include "gui/model/words.hpp"
#include "tests/gui/fixture.hpp"

namespace finwait {
namespace {

using test::at_ms;

using test::session_on;

// Every letter six tenths of an em wide.
const Measure kMeasure = [](Face, float em, std::string_view text) {
  return static_cast<float>(text.size()) * em * 0.6f;
};

ScreenModel screen_of(const Session& s, AxisCache& axes) {
  return make_screen_model(s, make_screen_layout(1600, 1000, 1), kMeasure, axes);
}

bool has_text(const std::vector<Label>& labels, std::string_view text) {
  return std::any_of(labels.begin(), labels.end(),
                     [&](const Label& l) { return l.text.find(text) != std::string::npos; });
}

std::vector<Time> instants(std::initializer_list<int64_t> all) {
  std::vector<Time> times;
  for (int64_t ms : all) times.push_back(at_ms(ms));
  return times;
}

}  // namespace

TEST_CASE("words: numbers and times for people") {
  CHECK(time_text({}) == "0");
  CHECK(time_text(milliseconds(540)) == "540 ms");
  CHECK(time_text(microseconds(1500)) == "1.50 ms");
  CHECK(time_text(nanoseconds(42)) == "42 ns");
  CHECK(time_text(seconds(30)) == "30 s");
  CHECK(time_text(milliseconds(59980)) == "59.98 s");
  CHECK(time_text(seconds(3723)) == "62 min 3 s");
  CHECK(time_text(seconds(600)) == "10 min");
  CHECK(time_text(seconds(7200)) == "120 min");
  CHECK(time_text(seconds(36000)) == "10 h");
  CHECK(instant_text(at_ms(1100)) == "1.1 s");
  CHECK(instant_text(at_ms(60820)) == "60.82 s");
  CHECK(fixed_text(-0.05, 1) == "-0.1");
  CHECK(fixed_text(1234.5, 0) == "1235");
  CHECK(grouped_text(1234567) == "1 234 567");
  CHECK(speed_text(0.05) == "1 : 20");
  CHECK(speed_text(1) == "1 : 1");
  CHECK(speed_text(1000) == "1000 : 1");
}

TEST_CASE("geometry: labels are fitted, wrapped and told apart") {
  const Type type{kMeasure, 1};
  CHECK(fit_text(kMeasure, Face::Mono, 10, "abcdef", 36) == "abcdef");
  CHECK(fit_text(kMeasure, Face::Mono, 10, "\u00e9\u00e9\u00e9\u00e9", 40) == "\u00e9\u2026");
  CHECK(wrap_text(kMeasure, Face::Text, 10, "one two three", 48) ==
        std::vector<std::string>{"one two", "three"});
  Label a = make_label(type, {0, 0}, Align::Left, Face::Mono, 10, {}, "aaaaaaaaaa");
  Label b = make_label(type, {0, 14}, Align::Left, Face::Mono, 10, {}, "bbbbbbbbbb");
  CHECK_FALSE(overlap(a, b));
  b.angle = 0.5f;
  CHECK(overlap(a, b));
  CHECK(crosses(a, {30, -20}, {30, 20}));
  CHECK_FALSE(crosses(a, {80, -20}, {80, 20}));
  CHECK(distance_to_segment({5, 5}, {0, 0}, {10, 0}) == doctest::Approx(5));
}

TEST_CASE("time axis: linear fills the room and is to scale") {
  TimeAxis::Shape shape;
  shape.mode = AxisMode::Linear;
  shape.typical = milliseconds(10);
  shape.room = 500;
  const TimeAxis axis(instants({0, 10, 1000}), shape);
  CHECK(axis.length() == doctest::Approx(500));
  CHECK(axis.y(at_ms(500)) == doctest::Approx(250));
  CHECK(axis.time(250).ns == at_ms(500).ns);
  CHECK(axis.break_count() == 0);
}

TEST_CASE("time axis: compressed folds silences and keeps the rest to one scale") {
  TimeAxis::Shape shape;
  shape.typical = milliseconds(40);
  shape.typical_px = 30;
  shape.break_px = 44;
  const TimeAxis axis(instants({0, 40, 80, 60000, 60040}), shape);
  REQUIRE(axis.break_count() == 1);
  CHECK(axis.break_number(0).from == at_ms(80));
  CHECK(axis.break_number(0).to == at_ms(60000));
  CHECK(axis.y(at_ms(40)) == doctest::Approx(30));
  CHECK(axis.length() == doctest::Approx(30 + 30 + 44 + 30));
  CHECK(axis.break_at(at_ms(100)).has_value());
  CHECK_FALSE(axis.break_at(at_ms(60001)).has_value());
}

TEST_CASE("time axis: per event gives every instant the same room; y and time are inverse") {
  TimeAxis::Shape shape;
  shape.mode = AxisMode::PerEvent;
  shape.event_px = 26;
  const TimeAxis axis(instants({0, 1, 1000, 1001}), shape);
  CHECK(axis.length() == doctest::Approx(78));
  for (double y : {0.0, 13.0, 40.0, 77.0})
    CHECK(axis.y(axis.time(y)) == doctest::Approx(y).epsilon(0.001));
}

TEST_CASE("ladder: slope is the true delay, and a lost ACK ends in a cross") {
  Session s = session_on("lost-last-ack");
  apply(s, command::ToEnd{});
  AxisCache axes;
  const LadderModel m = screen_of(s, axes).ladder;
  CHECK(m.arrows.size() == 13);
  const auto lost =
      std::count_if(m.arrows.begin(), m.arrows.end(), [](const LadderArrow& a) { return a.cross; });
  CHECK(lost == 1);
  const float slope = m.arrows[0].to.y - m.arrows[0].from.y;
  for (const LadderArrow& a : m.arrows) {
    const float whole = (m.x[1] - m.x[0]) - m.strip - 6;
    const float part = std::abs(a.to.x - a.from.x) / whole;
    CHECK((a.to.y - a.from.y) / part == doctest::Approx(slope).epsilon(0.02));
  }
  CHECK(m.breaks.size() == 1);
  CHECK(has_text(m.labels, "59.96 s idle"));
  CHECK(has_text(m.labels, "FIN,ACK 101 (retransmission)"));
}

TEST_CASE("ladder: nothing of the future is shown; what flies has a dot on its line") {
  Session s = session_on("lost-last-ack");
  AxisCache axes;
  CHECK(screen_of(s, axes).ladder.arrows.empty());
  apply(s, command::SeekTime{at_ms(20)});
  const LadderModel m = screen_of(s, axes).ladder;
  REQUIRE(m.arrows.size() == 1);
  const LadderArrow& a = m.arrows[0];
  CHECK(a.dot);
  CHECK_FALSE(a.head);
  CHECK(a.to.x == doctest::Approx((a.from.x + a.goal.x) / 2).epsilon(0.01));
  REQUIRE(m.now_y);
  CHECK(a.to.y == doctest::Approx(*m.now_y).epsilon(0.01));
  for (const LadderStrip& strip : m.strips) CHECK(strip.rect.y1 <= *m.now_y + 0.5f);
}

TEST_CASE("ladder: resets are doubled, forged segments dotted, retransmissions dashed") {
  AxisCache axes;
  Session s = session_on("blind-rst");
  apply(s, command::ToEnd{});
  const LadderModel forged = screen_of(s, axes).ladder;
  CHECK(std::count_if(forged.arrows.begin(), forged.arrows.end(),
                      [](const LadderArrow& a) { return a.forged && a.doubled; }) == 3);
  AxisCache others;
  Session t = session_on("lost-syn");
  apply(t, command::ToEnd{});
  const LadderModel again = screen_of(t, others).ladder;
  CHECK(std::any_of(again.arrows.begin(), again.arrows.end(),
                    [](const LadderArrow& a) { return a.dashed; }));
}

TEST_CASE("ladder: an arrow is found by the point under the mouse") {
  Session s = session_on("lost-last-ack");
  apply(s, command::ToEnd{});
  AxisCache axes;
  const LadderModel m = screen_of(s, axes).ladder;
  const LadderArrow& a = m.arrows[3];
  CHECK(m.arrow_at(between(a.from, a.to, 0.3f), 6) == &a);
  CHECK(m.arrow_at({m.panel.x0, m.panel.y0}, 6) == nullptr);
}

TEST_CASE("diagram: tokens, visited states, the latest edge brightest") {
  Session s = session_on("lost-last-ack");
  apply(s, command::SeekTime{at_ms(600)});
  apply(s, command::Tick{1});
  AxisCache axes;
  const DiagramModel m = screen_of(s, axes).diagram;
  REQUIRE(m.tokens.size() == 2);
  CHECK(m.nodes[static_cast<size_t>(State::TimeWait)].current);
  CHECK(m.nodes[static_cast<size_t>(State::LastAck)].current);
  CHECK(m.nodes[static_cast<size_t>(State::FinWait1)].visited);
  CHECK_FALSE(m.nodes[static_cast<size_t>(State::Closing)].visited);
  for (const DiagramEdge& e : m.edges) {
    const bool latest = e.from == State::FinWait2 && e.to == State::TimeWait;
    CHECK((e.recent >= 1) == latest);
  }
}

TEST_CASE("diagram: every edge of Figure 5 is drawn once, others only when they were taken") {
  Session s = session_on("lost-last-ack");
  AxisCache axes;
  for (const Transition& t : kTransitions) {
    const DiagramModel m = screen_of(s, axes).diagram;
    const auto found = std::count_if(m.edges.begin(), m.edges.end(), [&](const DiagramEdge& e) {
      return e.from == t.from && e.to == t.to;
    });
    INFO(state_name(t.from) << " to " << state_name(t.to));
    CHECK(found == (t.event.empty() ? 0 : 1));
  }
  Session r = session_on("linger-zero");
  apply(r, command::ToEnd{});
  AxisCache others;
  const DiagramModel m = screen_of(r, others).diagram;
  CHECK(std::any_of(m.edges.begin(), m.edges.end(), [](const DiagramEdge& e) {
    return e.from == State::Established && e.to == State::Closed && !e.drawn && e.taken;
  }));
}

TEST_CASE("diagram: the 2MSL ring drains and says when it was restarted") {
  Session s = session_on("lost-last-ack");
  apply(s, command::SeekTime{at_ms(30540)});
  AxisCache axes;
  const DiagramModel m = screen_of(s, axes).diagram;
  REQUIRE(m.rings.size() == 1);
  CHECK(m.rings[0].host == 0);
  CHECK(m.rings[0].left == doctest::Approx(0.505).epsilon(0.01));
  CHECK(has_text(m.labels, "restarted"));
  apply(s, command::SeekTime{at_ms(600)});
  CHECK_FALSE(has_text(screen_of(s, axes).diagram.labels, "restarted"));
}

TEST_CASE("diagram: an edge lights up along its length") {
  Session s = session_on("normal-close");
  apply(s, command::Step{1});
  apply(s, command::Tick{kLitSeconds / 2});
  AxisCache axes;
  const auto lit_part = [&] {
    float part = 1;
    for (const DiagramEdge& e : screen_of(s, axes).diagram.edges) part = std::min(part, e.lit);
    return part;
  };
  CHECK(lit_part() == doctest::Approx(0.75));
  apply(s, command::Tick{1});
  CHECK(lit_part() == 1);
}

TEST_CASE("inspector: the TCB relative to its ISNs, timers, rulers") {
  Session s = session_on("lost-last-ack");
  apply(s, command::SeekTime{at_ms(805)});
  AxisCache axes;
  const ScreenModel m = screen_of(s, axes);
  const InspectorModel& a = m.inspectors[0];
  const InspectorModel& b = m.inspectors[1];
  CHECK(a.state == State::TimeWait);
  CHECK(b.state == State::LastAck);
  CHECK(has_text(a.labels, "client \u00b7 Linux"));
  CHECK(has_text(a.labels, "acknowledged 1:19"));
  CHECK(has_text(b.labels, "read 1:19"));
  REQUIRE(a.timers.size() == 1);
  CHECK(a.timers[0].left > 0.99f);
  REQUIRE(b.timers.size() == 1);
  CHECK(has_text(b.labels, "retransmit"));
  apply(s, command::ToEnd{});
  CHECK(has_text(screen_of(s, axes).inspectors[0].labels, "no TCB"));
}

TEST_CASE("why: the headline is what weighs most, the rule is the one of the change") {
  Session s = session_on("lost-last-ack");
  apply(s, command::SeekTime{at_ms(539)});
  apply(s, command::Step{1});
  const Account enters = account_of_step(s);
  CHECK(enters.headline == "A goes from FIN_WAIT_2 to TIME_WAIT.");
  REQUIRE_FALSE(enters.rules.empty());
  apply(s, command::SeekTime{at_ms(565)});
  CHECK(account_of_step(s).headline == "ACK 102 from A is lost.");
  apply(s, command::SeekTime{at_ms(830)});
  const Account again = account_of_step(s);
  CHECK(again.headline == "A stays in TIME_WAIT and starts 2 MSL again.");
  REQUIRE_FALSE(again.rules.empty());
  CHECK(again.rules[0] == Rule::T111);
  apply(s, command::ToStart{});
  CHECK(account_of_step(s).headline != "");
}

TEST_CASE("ladder: what no source confirms of a system has its mark") {
  Session s = session_on("fin-wait-2-freebsd");
  const Source source{s.run->script(), s.run->trace(), s.phrases};
  std::string closing;
  for (const Mark& mark : s.run->index.marks[0])
    if (mark_label(source, mark).starts_with("shutdown")) closing = mark_label(source, mark);
  CHECK(closing == "shutdown(SHUT_RDWR) ?");
  test::Headless w;
  w.load("disconnect-windows");
  apply(w.session, command::ToEnd{});
  const LadderModel ladder = w.screen(1920, 1080).ladder;
  CHECK(std::any_of(ladder.labels.begin(), ladder.labels.end(),
                    [](const Label& l) { return l.text == "CLOSED ?"; }));
}

TEST_CASE("why and ladder: what the system tells a program") {
  Session s = session_on("graceful-end-windows");
  const auto& marks = s.run->index.marks[0];
  const Source source{s.run->script(), s.run->trace(), s.phrases};
  std::string told;
  for (const Mark& mark : marks)
    if (mark.kind == Mark::Kind::Told) told += mark_label(source, mark) + " ";
  CHECK(told == "FD_WRITE FD_READ FD_CLOSE ");
  apply(s, command::SeekTime{at_ms(500)});
  const std::vector<std::string> facts = account_of_step(s).facts;
  const std::string close = "A\u2019s program is told FD_CLOSE.";
  CHECK(std::find(facts.begin(), facts.end(), close) != facts.end());
}

TEST_CASE("why: a selected segment tells its own story") {
  Session s = session_on("lost-last-ack");
  apply(s, command::Select{10u});  // the last ACK
  const Account a = account_of_packet(s, 10);
  CHECK(a.headline == "ACK 102 from A");
  REQUIRE(a.facts.size() == 2);
  CHECK(a.facts[0] == "No acknowledgment comes, so B sends FIN,ACK 101 again at 780 ms.");
  CHECK(a.facts[1] == "Sent at 540 ms, dropped at 560 ms (taken by a fault rule).");
}

TEST_CASE("why: every event of every built-in scenario has a headline") {
  for (const CatalogueEntry& e : make_catalogue(Language::En)) {
    Session s = session_on(e.name);
    for (uint64_t step = 0; step <= last_step(s); ++step) {
      apply(s, command::SeekStep{step});
      INFO(e.name << " step " << step);
      CHECK(account_of_step(s).headline.size() > 8);
    }
  }
}

TEST_CASE("transport: knob, ticks and bands stand where the scrubber seeks to") {
  Session s = session_on("lost-last-ack");
  apply(s, command::SeekTime{at_ms(500)});
  AxisCache axes;
  const TransportModel m = screen_of(s, axes).transport;
  CHECK(std::abs(scrub_time(m, axes.scrub(s), m.knob).ns / 1000 - 500000) < 50);
  CHECK(m.ticks.size() >= 12);
  CHECK(std::count_if(m.ticks.begin(), m.ticks.end(), [](const ScrubTick& t) { return t.lost; }) ==
        1);
  for (const ScrubBand& b : m.bands) CHECK(m.scrub.contains(b.rect, 2));
  CHECK(slider_speed(m.speed, m.speed.x0) == doctest::Approx(kSlowest));
  CHECK(slider_speed(m.speed, m.speed.x1) == doctest::Approx(kFastest));
  CHECK(slider_speed(m.speed, m.speed.center().x) == doctest::Approx(1));
}

TEST_CASE("top bar: chips show the network and how a file would write it") {
  Session s = session_on("lost-last-ack");
  apply(s, command::SetValue{{"network.loss", "3%"}});
  AxisCache axes;
  const TopBarModel m = screen_of(s, axes).top;
  REQUIRE(m.chips.size() == 7);
  CHECK(m.chips[0].value.text == "40 ms");
  CHECK(m.chips[0].edit == "40ms");
  CHECK(m.chips[2].value.text == "3%");
  CHECK(m.chips[5].edit == "30s");
  CHECK(m.chips[6].value.text == "7");
}

}  // namespace finwait
