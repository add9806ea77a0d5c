// The hand on the timeline: measuring, folds that open, W A S D, the close lab's ladders.
#include <doctest/doctest.h>

#include <algorithm>

#include "gui/model/lab_screen.hpp"
#include "gui/model/palette.hpp"
#include "gui/model/words.hpp"
#include "gui/panel/offscreen.hpp"
#include "tests/gui/fixture.hpp"

namespace finwait {
namespace {

using test::at_ms;
using test::Headless;
using test::ladder;

void drag_with_shift(Headless& w, Point from, Point to) {
  ImGui::GetIO().AddKeyEvent(ImGuiMod_Shift, true);
  w.drag(from, to);
  ImGui::GetIO().AddKeyEvent(ImGuiMod_Shift, false);
  w.frames();
}

void wheel(Headless& w, Point at, float by) {
  ImGui::GetIO().AddMousePosEvent(at.x, at.y);
  w.frames();
  ImGui::GetIO().AddMouseWheelEvent(0, by);
  w.frames(2);
}

// What the mouse is over has a window of its own then.
bool has_tooltip(Headless& w, Point p) {
  ImGui::GetIO().AddMousePosEvent(5, 5);
  w.frames(2);
  const int before = ImGui::GetDrawData()->CmdListsCount;
  ImGui::GetIO().AddMousePosEvent(p.x, p.y);
  w.frames(3);
  return ImGui::GetDrawData()->CmdListsCount > before;
}

// Many segments in a short time.
Origin much_data() {
  return {"much", R"(format = 1
network = { delay = "20ms", msl = "1s" }
hosts.client = { profile = "linux" }
hosts.server = { profile = "linux" }
timeline = [
  { at = "0ms", host = "server", call = "listen", port = 80 },
  { at = "0ms", host = "client", call = "connect", to = "server:80" },
  { at = "100ms", host = "client", call = "send", bytes = 900000 },
]
)",
          {},
          ""};
}

LadderBreak longest_break(const LadderModel& m) {
  REQUIRE(!m.breaks.empty());
  for (const LadderBreak& b : m.breaks)
    if (b.pill.width() > 0) return b;
  FAIL("no break has a pill");
  return {};
}

}  // namespace

TEST_CASE("measuring: Shift and drag tells the time between the events that are near") {
  Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::ToEnd{});
  w.frames(2);
  const LadderModel m = ladder(w);
  const LadderArrow first = m.arrows[m.arrows.size() - 3];
  const LadderArrow last = m.arrows.back();
  const float x = m.body.center().x;
  drag_with_shift(w, {x, first.from.y + 3}, {x, last.from.y - 3});
  const Trace& trace = w.session.run->trace();
  const Time from = trace.record(trace.packet(first.packet).sent).t;
  const Time to = trace.record(trace.packet(last.packet).sent).t;
  REQUIRE(w.session.measured);
  CHECK(w.session.measured->from == from);
  CHECK(w.session.measured->to == to);
  const LadderModel measured = ladder(w);
  REQUIRE(measured.interval);
  CHECK(measured.interval->length.text == "\u0394t " + time_text(to - from));
  CHECK(measured.interval->y1 - measured.interval->y0 ==
        doctest::Approx(last.from.y - first.from.y).epsilon(0.02));
  CHECK(measured.scroll == m.scroll);  // it measured, it did not move
  w.press(ImGuiKey_Escape);
  CHECK_FALSE(w.session.measured);
  CHECK_FALSE(ladder(w).interval);
}

TEST_CASE("measuring: upwards, too; never past the cursor; a click measures nothing") {
  Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::SeekTime{at_ms(300)});
  w.frames(2);
  const LadderModel m = ladder(w);
  REQUIRE(m.now_y);
  const float x = m.body.center().x;
  drag_with_shift(w, {x, m.body.y1 - 2}, {x, m.body.y0 + 2});
  REQUIRE(w.session.measured);
  CHECK(w.session.measured->from == at_ms(300));
  CHECK(w.session.measured->to == Time{});
  CHECK(ladder(w).interval->length.text == "\u0394t 300 ms");
  apply(w.session, command::Measure{at_ms(5), at_ms(5)});
  CHECK_FALSE(w.session.measured);
}

TEST_CASE("measuring: by keyboard from the cursor to the cursor") {
  Headless w;
  w.load("lost-last-ack");
  w.frames(2);
  w.press(ImGuiKey_RightArrow);
  w.press(ImGuiKey_I);
  const Time from = w.session.cursor.now;
  for (int i = 0; i < 4; ++i) w.press(ImGuiKey_RightArrow);
  const Time to = w.session.cursor.now;
  REQUIRE(to > from);
  REQUIRE(ladder(w).interval);
  CHECK(ladder(w).interval->length.text == "\u0394t " + time_text(to - from));
  w.press(ImGuiKey_I);
  w.press(ImGuiKey_RightArrow);
  w.press(ImGuiKey_RightArrow);
  CHECK(ladder(w).interval->length.text == "\u0394t " + time_text(to - from));
  w.press(ImGuiKey_I);
  CHECK(w.session.measured->from == w.session.cursor.now);
  CHECK_FALSE(w.session.measured->to);
  w.press(ImGuiKey_Escape);
  CHECK_FALSE(w.session.measured);
}

TEST_CASE("measuring: the result covers no text and leaves no panel, all scenarios") {
  Headless w;
  size_t number = 0;
  constexpr std::array<std::pair<float, float>, 3> kSizes = {
      {{1280.f, 720.f}, {1600.f, 1000.f}, {3840.f, 2160.f}}};
  for (const CatalogueEntry& entry : make_catalogue(Language::En)) {
    w.load(entry.name);
    apply(w.session, command::ToEnd{});
    const Time end = w.session.run->index.end;
    const auto part = 1 + static_cast<int64_t>(number % 3);
    apply(w.session, command::Measure{Time{}, Time{end.ns / part}});
    const auto& [width, height] = kSizes[number++ % kSizes.size()];
    const LadderModel m = w.screen(width, height).ladder;
    const std::string& name = entry.name;
    INFO(name);
    REQUIRE(m.interval);
    CHECK(m.body.contains(m.interval->pill));
    CHECK(m.interval->pill.contains(m.interval->length.box));
    CHECK(m.interval->pill.contains(m.interval->ends.box));
    Label pill;
    pill.box = m.interval->pill;
    for (const Label& l : m.labels) CHECK_FALSE(overlap(l, pill));
  }
}

TEST_CASE("time axis: an unfolded silence is as high as it is told, the rest keeps its scale") {
  const auto times = [](std::initializer_list<int64_t> all) {
    std::vector<Time> out;
    for (int64_t ms : all) out.push_back(at_ms(ms));
    return out;
  };
  TimeAxis::Shape shape;
  shape.typical = milliseconds(40);
  shape.typical_px = 30;
  shape.break_px = 44;
  const auto events = times({0, 40, 80, 60000, 60040, 120000, 120040});
  const TimeAxis folded(events, shape);
  shape.unfolded = at_ms(70000);
  shape.unfolded_px = 500;
  const TimeAxis axis(events, shape);
  REQUIRE(axis.break_count() == 2);
  CHECK_FALSE(axis.break_number(0).unfolded);
  CHECK(axis.break_number(1).unfolded);
  CHECK(axis.break_number(1).y1 - axis.break_number(1).y0 == doctest::Approx(500));
  CHECK(axis.length() == doctest::Approx(folded.length() + 500 - 44));
  CHECK(axis.y(at_ms(60040)) == doctest::Approx(folded.y(at_ms(60040))));
  CHECK(axis.y(at_ms(120040)) - axis.y(at_ms(120000)) == doctest::Approx(30));
  for (double y : {10.0, 80.0, 200.0, 450.0, 620.0, 650.0})
    CHECK(axis.y(axis.time(y)) == doctest::Approx(y).epsilon(0.001));
  CHECK(axis.event_near(axis.y(at_ms(60040)) + 6, 9, at_ms(200000)) == at_ms(60040));
  CHECK_FALSE(axis.event_near(axis.y(at_ms(90000)), 9, at_ms(200000)));
  CHECK_FALSE(axis.event_near(axis.y(at_ms(60040)), 9, at_ms(50000)));
}

TEST_CASE("folds: a silence tells what it is, a click unfolds it, another folds it again") {
  Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::ToEnd{});
  w.frames(2);
  const LadderModel before = ladder(w);
  const LadderBreak b = longest_break(before);
  CHECK(has_tooltip(w, b.pill.center()));
  const std::string name = "fold-" + std::to_string(b.number);
  w.click(name);
  REQUIRE(w.session.unfolded);
  w.settle();
  const LadderModel open = ladder(w);
  const auto shown = std::find_if(open.breaks.begin(), open.breaks.end(),
                                  [&](const LadderBreak& x) { return x.number == b.number; });
  REQUIRE(shown != open.breaks.end());
  CHECK(shown->unfolded);
  CHECK(shown->y1 - shown->y0 > 0.5f * open.body.height());
  CHECK(open.body.contains(shown->pill));
  CHECK(shown->y0 >= open.body.y0);
  // Its instants are written beside it.
  const auto ticks = std::count_if(open.labels.begin(), open.labels.end(), [&](const Label& l) {
    const float y = l.box.center().y;
    return y > shown->y0 && y < shown->y1 && l.text.ends_with(" s") && l.box.x1 < open.x[0];
  });
  CHECK(ticks >= 3);
  w.click(name);
  CHECK_FALSE(w.session.unfolded);
  CHECK(w.session.view.follow);
  w.settle();
  CHECK(ladder(w).scroll == before.scroll);
}

TEST_CASE("folds: by keyboard, and back by Backspace or by the button") {
  Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::ToEnd{});
  w.frames(2);
  const std::string name = "fold-" + std::to_string(longest_break(ladder(w)).number);
  for (int i = 0; i < 80 && w.state().focus.name != name; ++i) w.press(ImGuiKey_Tab);
  REQUIRE(w.state().focus.name == name);
  w.press(ImGuiKey_Enter);
  CHECK(w.session.unfolded);
  w.press(ImGuiKey_Backspace);
  CHECK_FALSE(w.session.unfolded);
  CHECK_FALSE(w.session.view_before);
  w.press(ImGuiKey_Enter);
  w.click("back");
  CHECK_FALSE(w.session.unfolded);
  CHECK(w.state().hits.count("back") == 0);
  w.press(ImGuiKey_T);  // linear: no silence is folded
  apply(w.session, command::Unfold{at_ms(5000), 0});
  CHECK_FALSE(w.session.unfolded);
}

TEST_CASE("folds: a crowd of segments tells how many, a click zooms in on them, and back") {
  Headless w;
  apply(w.session, command::Load{much_data()});
  REQUIRE(w.session.error == "");
  apply(w.session, command::ToEnd{});
  apply(w.session, command::CycleAxis{});
  w.frames(2);
  const LadderModel before = ladder(w);
  REQUIRE(!before.crowds.empty());
  const Rect place = w.state().hits.at("crowd-0");
  CHECK(has_tooltip(w, place.center()));
  w.click("crowd-0");
  CHECK(w.session.view.zoom >= 2);
  w.settle();
  const LadderModel near = ladder(w);
  const LadderFold& fold = before.folds[before.crowds[0].first_fold];
  const Time sent = w.session.run->index.trips[fold.first].sent;
  const TimeAxis& axis = w.state().axes.ladder(w.session, near.panel, 1);
  const double y = axis.y(sent) - near.scroll;
  CHECK(y >= 0);
  CHECK(y < 0.2 * near.body.height());
  CHECK(w.state().hits.count("back") == 1);
  w.press(ImGuiKey_Backspace);
  CHECK(w.session.view.zoom == 1);
  w.settle();
  CHECK(ladder(w).scroll == before.scroll);
}

TEST_CASE("folds: the button that leads back covers neither the axis nor a branch") {
  Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::ToEnd{});
  apply(w.session, command::EditPacket{3, PacketEdit::Drop});
  apply(w.session, command::ToEnd{});
  apply(w.session, command::ZoomInto{{3, 100, 0, at_ms(100)}});
  for (Language language : kAllLanguages) {
    apply(w.session, command::SetLanguage{language});
    const ScreenModel m = w.screen(1280, 720);
    REQUIRE(m.back_button.width() > 1);
    CHECK_FALSE(m.back_button.overlaps(m.axis_button));
    for (const BranchChip& chip : m.branches) CHECK_FALSE(chip.rect.overlaps(m.back_button));
    for (const Label& l : m.ladder.heading) CHECK_FALSE(l.box.overlaps(m.back_button));
  }
}

TEST_CASE("travel: W and S change the scale, A and D go back and forth") {
  Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::ToEnd{});
  w.frames(2);
  w.press(ImGuiKey_W);
  CHECK(w.session.view.zoom == doctest::Approx(1.4));
  w.press(ImGuiKey_W);
  w.settle();
  const double there = ladder(w).scroll;
  w.press(ImGuiKey_A);
  const double earlier = ladder(w).scroll;
  CHECK(earlier < there);
  w.press(ImGuiKey_D);
  CHECK(ladder(w).scroll == doctest::Approx(there));
  CHECK(w.session.theme == ThemeName::Dark);
  w.press(ImGuiKey_S);
  w.press(ImGuiKey_S);
  CHECK(w.session.view.zoom == doctest::Approx(1));
  apply(w.session, command::TogglePresent{});
  w.press(ImGuiKey_W);
  CHECK(w.session.view.zoom > 1.3);
  w.press_with_control(ImGuiKey_S);  // that saves
  CHECK(w.session.view.zoom > 1.3);
}

TEST_CASE("lab: wheel, drag, keys and F move all ladders alike, as in the timeline") {
  Headless w;
  w.load("lost-last-ack");
  w.press(ImGuiKey_K);
  REQUIRE(w.session.lab.open);
  w.frames(2);
  const auto model = [&] {
    return make_lab_model(w.session, make_screen_layout(1600, 1000, 1), w.measure());
  };
  const double usual = model().ladders[0].ladder.content;
  const Point p = w.state().hits.at("lab-ladder-1").center();
  const Time under = model().axis->time(p.y - model().ladders[1].ladder.body.y0 +
                                        model().ladders[1].ladder.scroll);
  wheel(w, p, 3);
  w.settle();
  CHECK(w.session.lab.view.zoom > 1.5);
  CHECK(w.session.view.zoom == 1);  // the timeline outside is left alone
  const LabModel near = model();
  for (const LabLadder& l : near.ladders) {
    CHECK(l.ladder.content > usual * 1.3);
    CHECK(l.ladder.scroll == doctest::Approx(near.ladders[0].ladder.scroll));
  }
  const LadderModel& second = near.ladders[1].ladder;
  CHECK(near.axis->y(under) - second.scroll == doctest::Approx(p.y - second.body.y0).epsilon(0.02));
  const double before = second.scroll;
  w.drag(p, {p.x, p.y + 50});
  CHECK(model().ladders[0].ladder.scroll == doctest::Approx(before - 50).epsilon(0.02));
  w.press(ImGuiKey_D);
  CHECK(model().ladders[0].ladder.scroll > before - 50);
  w.press(ImGuiKey_F);
  w.settle();
  CHECK(model().ladders[0].ladder.content < model().ladders[0].ladder.body.height());
  w.press(ImGuiKey_F);
  w.settle();
  CHECK(model().ladders[0].ladder.content == doctest::Approx(usual));
  CHECK(w.session.lab.view.follow);
  drag_with_shift(w, p, {p.x, p.y - 150});
  CHECK(w.session.measured);
  CHECK(model().ladders[0].ladder.interval);
  w.press(ImGuiKey_Escape);
  CHECK_FALSE(w.session.measured);
  CHECK(w.session.lab.open);
}

TEST_CASE("timeline: what the network doubles has two lines, both copies") {
  Headless w;
  w.load("normal-close");
  apply(w.session, command::EditPacket{3, PacketEdit::Duplicate});
  REQUIRE(w.session.error == "");
  apply(w.session, command::ToEnd{});
  size_t twins = 0;
  for (const LadderArrow& a : ladder(w).arrows) {
    CHECK(a.twin == (a.packet == 3));
    twins += a.twin ? 1 : 0;
  }
  CHECK(twins == 2);
}

TEST_CASE("diagram: CLOSE_WAIT says whose close() it waits for, in every language") {
  Headless w;
  w.load("close-wait-leak");
  apply(w.session, command::SeekTime{at_ms(30000)});
  for (Language language : kAllLanguages) {
    apply(w.session, command::SetLanguage{language});
    const DiagramModel m = w.screen(1600, 1000).diagram;
    const auto says = std::count_if(m.labels.begin(), m.labels.end(), [&](const Label& l) {
      return l.text == w.session.phrases(Phrase::WaitsForClose,
                                         {w.session.run->script().hosts[1].name});
    });
    CHECK(says == 1);
    for (const DiagramNode& n : m.nodes)
      if (n.state == State::CloseWait) CHECK(n.current);
  }
}

TEST_CASE("pictures: one of the timeline alone has no place for the experiment's card") {
  Session guided = test::session_on("lost-last-ack");
  apply(guided, command::StartTour{});
  apply(guided, command::ToEnd{});
  REQUIRE(is_tour_visible(guided));
  Session plain = guided;
  apply(plain, command::EndTour{});
  REQUIRE_FALSE(is_tour_visible(plain));
  Offscreen offscreen(1);
  const Pixels a = offscreen.part(plain, PicturePart::Ladder, 1280, 720);
  const Pixels b = offscreen.part(guided, PicturePart::Ladder, 1280, 720);
  CHECK(a.height == b.height);
  CHECK(a.pixels == b.pixels);
}

TEST_CASE("speed: one that was chosen stays for other scenarios, else it suits the run") {
  Session s = test::session_on("lost-last-ack");
  CHECK_FALSE(s.own_speed);
  apply(s, command::SetSpeed{0.5});
  apply(s, command::LoadBuiltin{"normal-close"});
  CHECK(s.speed == doctest::Approx(0.5));
  CHECK(s.own_speed);
}

}  // namespace finwait
