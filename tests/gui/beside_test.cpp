// Two branches side by side: the first difference, what is lit after it, and the layout.
#include <doctest/doctest.h>

#include "gui/model/beside.hpp"
#include "sim/run/builtin.hpp"
#include "tests/gui/fixture.hpp"

namespace finwait {
namespace {

uint32_t last_packet(const Session& s) {
  return static_cast<uint32_t>(s.run->trace().packets.size()) - 1;
}

// Drops the last segment that can be dropped, and puts the branch beside its parent.
bool branch_and_compare(Session& s) {
  for (uint32_t packet = last_packet(s) + 1; packet-- > 0;) {
    if (!can_edit(s.run->simulation, s.run->index, packet, PacketEdit::Drop)) continue;
    apply(s, command::EditPacket{packet, PacketEdit::Drop});
    apply(s, command::ToggleBeside{});
    apply(s, command::ToEnd{});
    return s.branches.size() == 2;
  }
  return false;
}

size_t count(const std::vector<bool>& flags) {
  return static_cast<size_t>(std::count(flags.begin(), flags.end(), true));
}

// The boxes are lines, a little higher than the letters: they may touch.
Label letters(Label l) {
  l.box = l.box.inset(0, l.em * 0.18f);
  return l;
}

void check_half(const LadderModel& m, const ScreenLayout& l) {
  CHECK(l.screen.contains(m.panel));
  for (const Label& label : m.heading)
    if (!m.panel.contains(bounds(label), 1)) FAIL_CHECK(label.text << " leaves its panel");
  for (size_t i = 0; i < m.labels.size(); ++i) {
    if (!m.body.contains(bounds(m.labels[i]), 1)) FAIL_CHECK(m.labels[i].text << " leaves");
    for (size_t k = i + 1; k < m.labels.size(); ++k)
      if (overlap(letters(m.labels[i]), letters(m.labels[k])))
        FAIL_CHECK(m.labels[i].text << " covers " << m.labels[k].text);
  }
}

void check_screen(const ScreenModel& m) {
  REQUIRE(m.beside_bar.open);
  const std::vector<Rect> panels = {m.layout.top,           m.ladder.panel,
                                    m.beside.panel,         m.beside_bar.panel,
                                    m.layout.inspectors[0], m.layout.inspectors[1],
                                    m.layout.transport};
  for (size_t i = 0; i < panels.size(); ++i) {
    CHECK(m.layout.screen.contains(panels[i]));
    for (size_t k = i + 1; k < panels.size(); ++k) CHECK_FALSE(panels[i].overlaps(panels[k]));
  }
  check_half(m.ladder, m.layout);
  check_half(m.beside, m.layout);
  for (const Label& l : m.beside_bar.labels) {
    CHECK(m.beside_bar.panel.contains(l.box));
    CHECK_FALSE(l.box.overlaps(m.beside_bar.back));
  }
  for (const BranchChip& chip : m.branches) CHECK_FALSE(chip.rect.overlaps(m.beside_button));
  CHECK(m.ladder.panel.contains(m.beside_button));
}

}  // namespace

TEST_CASE("beside: the dropped last ACK: the first difference is its loss") {
  Session s = test::session_on("normal-close");
  const size_t packets = s.run->trace().packets.size();
  apply(s, command::EditPacket{static_cast<uint32_t>(packets) - 1, PacketEdit::Drop});
  apply(s, command::ToggleBeside{});
  REQUIRE(s.beside);
  CHECK(s.beside->branch == 0);
  const Divergence& d = s.beside->divergence;
  CHECK_FALSE(d.same);
  REQUIRE(d.side[0].record != 0);
  const Record& r = s.run->trace().record(d.side[0].record);
  CHECK(r.kind == RecordKind::Dropped);
  CHECK(d.at == r.t);
  // The ACK, the FIN again and its ACK here; there the ACK that arrived.
  CHECK(count(d.side[0].trips) == 3);
  CHECK(count(d.side[1].trips) == 1);
  apply(s, command::ToggleBeside{});
  CHECK_FALSE(s.beside);
}

TEST_CASE("beside: nothing before the first difference is lit, in every scenario") {
  for (const BuiltinFile& file : builtin_scenarios()) {
    INFO(file.name);
    Session s = test::session_on(std::string(file.name));
    if (s.run->trace().packets.empty() || !branch_and_compare(s)) continue;
    REQUIRE(s.beside);
    const Divergence& d = s.beside->divergence;
    if (d.same) continue;
    const auto check = [&](const Run& run, const Differing& side) {
      for (size_t i = 0; i < run.index.trips.size(); ++i)
        if (side.trips[i]) CHECK(run.index.trips[i].ended >= d.at);
      for (size_t host = 0; host < 2; ++host)
        for (size_t i = 0; i < run.index.spans[host].size(); ++i)
          if (side.spans[host][i]) CHECK(run.index.spans[host][i].from >= d.at);
    };
    check(*s.run, d.side[0]);
    check(s.beside->run, d.side[1]);
    CHECK(record_words({s.run->script(), s.run->trace(), s.phrases},
                       s.run->trace().record(1)) != "");
  }
}

TEST_CASE("beside: the other branch stays while branches are hopped, or trades places") {
  Session s = test::session_on("normal-close");
  apply(s, command::ToggleBeside{});
  CHECK_FALSE(s.beside);  // there is only one
  apply(s, command::EditPacket{2, PacketEdit::Drop});
  apply(s, command::EditPacket{3, PacketEdit::Drop});
  apply(s, command::ToggleBeside{});
  REQUIRE(s.beside);
  CHECK(s.branch == 2);
  CHECK(s.beside->branch == 1);
  apply(s, command::ShowBranch{0});
  CHECK(s.beside->branch == 1);
  apply(s, command::ShowBranch{1});
  CHECK(s.beside->branch == 0);
  apply(s, command::ShowBranch{2});
  CHECK(s.beside->branch == 0);
  apply(s, command::Undo{});
  CHECK(s.branch == 1);
  apply(s, command::LoadBuiltin{"lost-last-ack"});
  CHECK_FALSE(s.beside);
}

TEST_CASE("beside: one axis for both: the same instant at the same height") {
  test::Headless w;
  w.load("normal-close");
  REQUIRE(branch_and_compare(w.session));
  for (AxisMode mode : {AxisMode::Compressed, AxisMode::Linear, AxisMode::PerEvent}) {
    w.session.axis = mode;
    const ScreenModel m = w.screen(1600, 1000);
    REQUIRE(!m.beside.arrows.empty());
    CHECK(m.beside.scroll == m.ladder.scroll);
    REQUIRE(m.ladder.divergence_y);
    CHECK(*m.ladder.divergence_y == *m.beside.divergence_y);
    for (size_t i = 0; i < 3; ++i)
      CHECK(m.beside.arrows[i].from.y == doctest::Approx(m.ladder.arrows[i].from.y));
    const auto lit = [](const LadderModel& l) {
      return std::count_if(l.arrows.begin(), l.arrows.end(),
                           [](const LadderArrow& a) { return a.differs; });
    };
    CHECK(lit(m.ladder) >= 1);
  }
}

TEST_CASE("layout: two branches side by side, in every scenario, size and language") {
  test::Headless w;
  for (Language language : kAllLanguages) {
    apply(w.session, command::SetLanguage{language});
    for (const BuiltinFile& file : builtin_scenarios()) {
      w.load(std::string(file.name));
      if (w.session.run->trace().packets.empty() || !branch_and_compare(w.session)) continue;
      for (const auto& size : {std::pair{1280.f, 720.f}, {1920.f, 1080.f}, {3840.f, 2160.f}}) {
        if (language != Language::En && size.first > 1300) continue;
        INFO(file.name << " at " << size.first);
        check_screen(w.screen(size.first, size.second));
      }
    }
  }
}

TEST_CASE("panels: a branch beside its parent by the button and by Shift+B, and back") {
  test::Headless w;
  w.load("normal-close");
  apply(w.session, command::EditPacket{2, PacketEdit::Drop});
  w.click("compare");
  REQUIRE(w.session.beside);
  w.frames(2);
  w.click("compare-end");
  CHECK_FALSE(w.session.beside);
  w.type("|");
  CHECK(w.session.beside);
  ImGui::GetIO().AddKeyEvent(ImGuiMod_Shift, true);
  w.press(ImGuiKey_B);
  ImGui::GetIO().AddKeyEvent(ImGuiMod_Shift, false);
  CHECK_FALSE(w.session.beside);
}

}  // namespace finwait
