// Signs of the timeline: what a right click on a segment does, old duplicates, what a fired timer
// points at, the button of the numbers.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "gui/model/ladder_leader.hpp"
#include "sim/run/builtin.hpp"
#include "tests/gui/fixture.hpp"

namespace finwait {
namespace {

using test::at_ms;
using test::Headless;
using test::ladder;

LadderArrow arrow_of(const LadderModel& m, uint32_t packet) {
  for (const LadderArrow& a : m.arrows)
    if (a.packet == packet) return a;
  FAIL("packet " << packet << " has no arrow");
  return {};
}

}  // namespace

TEST_CASE("signs: a right click on a segment drops it; undo returns") {
  Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::ToEnd{});
  w.frames(2);
  const LadderArrow fin = arrow_of(ladder(w), 5);
  w.right_click_at(between(fin.from, fin.to, 0.45f));
  REQUIRE(w.session.branches.size() == 2);
  CHECK_FALSE(w.session.menu);
  const RunIndex& index = w.session.run->index;
  CHECK(index.trips[index.first_trip(5)].end == Trip::End::Dropped);
  w.press_with_control(ImGuiKey_Z);
  CHECK(w.session.branch == 0);
}

TEST_CASE("signs: near a lifeline a right click means its calls; a forged segment stays") {
  Headless w;
  w.load("blind-rst");
  apply(w.session, command::ToEnd{});
  w.frames(2);
  const LadderModel m = ladder(w);
  for (const LadderArrow& a : m.arrows) {
    if (!a.forged) continue;
    w.right_click_at(between(a.from, a.to, 0.5f));
    CHECK(w.session.branches.size() == 1);
    break;
  }
  w.right_click_at({m.x[0] + 10, m.arrows[0].from.y + 2});
  CHECK(w.session.branches.size() == 1);
  REQUIRE(w.session.menu);
  CHECK(w.session.menu->host == 0);
}

TEST_CASE("signs: a right click drops a segment of the branch beside, too") {
  Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::ToEnd{});
  apply(w.session, command::EditPacket{3, PacketEdit::Drop});
  apply(w.session, command::ToEnd{});
  apply(w.session, command::ToggleBeside{});
  REQUIRE(w.session.beside);
  w.frames(2);
  const LadderModel m = w.screen(1600, 1000).beside;
  const auto in_sight = [&](const LadderArrow& a) {
    return m.body.contains(between(a.from, a.to, 0.45f));
  };
  const auto found = std::find_if(m.arrows.begin(), m.arrows.end(), in_sight);
  REQUIRE(found != m.arrows.end());
  const LadderArrow a = *found;
  w.right_click_at(between(a.from, a.to, 0.45f));
  REQUIRE(w.session.branches.size() == 3);
  const RunIndex& index = w.session.run->index;
  CHECK(index.trips[index.first_trip(a.packet)].end == Trip::End::Dropped);
}

TEST_CASE("signs: an old duplicate is hatched as soon as its connection has a successor") {
  Headless w;
  w.load("old-data-accepted");
  const RunIndex& index = w.session.run->index;
  REQUIRE(index.outlived.size() == 1);
  const Trip old = index.trips[index.outlived[0].trip];
  CHECK(old.sent == at_ms(300));
  CHECK(old.ended > at_ms(2800));
  CHECK(w.session.run->trace().record(index.outlived[0].record).t == at_ms(2000));
  const auto shown_at = [&](int64_t ms) {
    apply(w.session, command::SeekTime{at_ms(ms)});
    const LadderModel m = ladder(w);
    std::vector<LadderArrow> hatched;
    for (const LadderArrow& a : m.arrows)
      if (a.hatched) hatched.push_back(a);
    return hatched;
  };
  CHECK(shown_at(1900).empty());
  const std::vector<LadderArrow> flying = shown_at(2500);
  REQUIRE(flying.size() == 1);
  REQUIRE(flying[0].life);
  CHECK(*flying[0].life == doctest::Approx(1 - 2.2 / 10));
  const std::vector<LadderArrow> arrived = shown_at(3000);
  REQUIRE(arrived.size() == 1);
  CHECK_FALSE(arrived[0].life);
}

TEST_CASE("signs: only what outlives its connection is an old duplicate; nothing forged is") {
  std::set<std::string> with;
  for (const BuiltinFile& file : builtin_scenarios()) {
    const Session s = test::session_on(std::string(file.name));
    for (const Outlived& o : s.run->index.outlived) {
      const Trip& trip = s.run->index.trips[o.trip];
      CHECK_FALSE(s.run->trace().packet(trip.packet).forged);
      CHECK(s.run->index.outlived_at(o.trip) != 0);
      CHECK(trip.sent < s.run->trace().record(o.record).t);
      with.insert(std::string(file.name));
    }
  }
  CHECK(with.count("old-data-accepted") == 1);
  CHECK(with.count("simultaneous-open") == 0);
  CHECK(with.count("duplicated-segments") == 0);
}

TEST_CASE("signs: a fired timer points at the segment that it sent, or at the state") {
  Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::ToEnd{});
  const LadderModel m = ladder(w);
  std::set<RecordKind> kinds;
  for (const LadderLeader& l : m.leaders) {
    const Record& effect = w.session.run->trace().record(l.effect);
    CHECK(effect.cause == l.record);
    kinds.insert(effect.kind);
    if (effect.kind != RecordKind::Sent) continue;
    CHECK(arrow_of(m, effect.packet()).from.y == doctest::Approx(l.tip.y));
    CHECK_FALSE(l.strong);
    apply(w.session, command::Select{effect.packet()});
    const LadderModel selected = ladder(w);
    CHECK(std::any_of(selected.leaders.begin(), selected.leaders.end(),
                      [&](const LadderLeader& s) { return s.strong && s.record == l.record; }));
  }
  CHECK(kinds == std::set<RecordKind>{RecordKind::Sent, RecordKind::State});
}

TEST_CASE("signs: leaders end at their lifeline, cross no text, tell no future") {
  Headless w;
  size_t leaders = 0;
  for (const BuiltinFile& file : builtin_scenarios()) {
    w.load(std::string(file.name));
    for (const uint64_t part : {1, 2}) {
      apply(w.session, command::SeekStep{last_step(w.session) * part / 2});
      const LadderModel m = ladder(w);
      INFO(file.name);
      for (const LadderLeader& l : m.leaders) {
        ++leaders;
        CHECK(l.effect <= record_limit(w.session));
        const float x0 = std::min(l.from.x, l.tip.x);
        const float x1 = std::max(l.from.x, l.tip.x);
        CHECK(x1 - x0 < 200);
        CHECK(m.body.contains({x0, l.tip.y - 1, x1, l.tip.y}));
        for (const auto& piece : l.pieces) {
          CHECK((piece[0] >= x0 && piece[0] <= piece[1] && piece[1] <= x1));
          const bool head = piece[0] == l.tip.x || piece[1] == l.tip.x;
          const bool tail = piece[0] == l.from.x || piece[1] == l.from.x;
          CHECK((head || tail || piece[1] - piece[0] >= 24));
          for (const Label& text : m.labels)
            CHECK_FALSE(bounds(text).overlaps({piece[0], l.tip.y, piece[1], l.tip.y + 0.5f}));
        }
      }
    }
  }
  CHECK(leaders > 60);
}

TEST_CASE("signs: the numbers' button, by mouse and by keyboard, in every language and size") {
  Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::ToEnd{});
  const auto has_raw = [&] {
    const LadderModel m = ladder(w);
    const std::string raw = arrow_label(w.session.run->trace().packet(0), true);
    return std::any_of(m.labels.begin(), m.labels.end(), [&](const Label& l) {
      return l.text.find(raw) != std::string::npos;
    });
  };
  CHECK_FALSE(has_raw());
  w.click("numbers");
  CHECK(w.session.absolute);
  CHECK(has_raw());
  for (int i = 0; i < 200 && w.state().focus.name != "numbers"; ++i) w.press(ImGuiKey_Tab);
  REQUIRE(w.state().focus.name == "numbers");
  w.press(ImGuiKey_Enter);
  CHECK_FALSE(w.session.absolute);
  apply(w.session, command::EditPacket{3, PacketEdit::Drop});
  for (const bool branched : {false, true})
    for (const Language language : kAllLanguages)
      for (const auto& [width, height] : {std::pair{1280.f, 720.f}, {1600.f, 1000.f}}) {
        apply(w.session, command::ShowBranch{branched ? size_t{1} : size_t{0}});
        apply(w.session, command::SetLanguage{language});
        const ScreenModel m = w.screen(width, height);
        CHECK(m.ladder.panel.contains(m.numbers_button));
        CHECK(m.numbers_button.contains(m.numbers_name.box));
        CHECK_FALSE(m.numbers_button.overlaps(m.axis_button));
        for (const Label& l : m.ladder.heading) CHECK_FALSE(l.box.overlaps(m.numbers_button));
        for (const BranchChip& chip : m.branches)
          CHECK_FALSE(chip.rect.overlaps(m.numbers_button));
      }
}

TEST_CASE("signs: a RST has a cross behind its head, not where the lost ones have theirs") {
  Headless w;
  for (const char* name : {"blind-rst", "close-with-unread-data", "linger-zero"}) {
    w.load(name);
    apply(w.session, command::ToEnd{});
    const LadderModel m = ladder(w);
    size_t resets = 0;
    for (const LadderArrow& a : m.arrows) {
      const Segment& segment = w.session.run->trace().packet(a.packet).segment;
      CHECK(a.doubled == segment.has(kRst));
      if (!a.doubled || a.cross) {
        CHECK_FALSE(a.reset);
        continue;
      }
      ++resets;
      REQUIRE(a.reset);
      CHECK(distance_to_segment(*a.reset, a.from, a.to) < 0.1f);
      CHECK(length(*a.reset - a.to) == doctest::Approx(18 * m.ui));
      Label sign;
      sign.box = around(*a.reset, 8, 8);
      for (const Label& l : m.labels) CHECK_FALSE(overlap(l, sign));
    }
    CHECK(resets > 0);
    size_t ticks = 0;
    for (const ScrubTick& t : w.screen(1600, 1000).transport.ticks) ticks += t.reset;
    CHECK(ticks > 0);
  }
}

}  // namespace finwait
