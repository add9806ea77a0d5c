// Two branches side by side: the first difference, what is lit after it, and the layout.
#include <doctest/doctest.h>

#include "gui/model/beside.hpp"
#include "sim/run/builtin.hpp"
#include "tests/gui/fixture.hpp"
#include "tests/gui/text_checks.hpp"

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

// Three branches, of which the second one stands beside the third.
void three_branches(Session& s) {
  apply(s, command::EditPacket{2, PacketEdit::Drop});
  apply(s, command::ShowBranch{0});
  apply(s, command::EditPacket{3, PacketEdit::Delay});
  apply(s, command::CompareWith{1});
  apply(s, command::ToEnd{});
}

void check_half(const LadderModel& m, const ScreenLayout& l) {
  CHECK(l.screen.contains(m.panel));
  for (const Label& label : m.heading)
    if (!m.panel.contains(bounds(label), 1)) FAIL_CHECK(label.text << " leaves its panel");
  for (size_t i = 0; i < m.labels.size(); ++i) {
    const Rect drawn = m.body.inset(0, -m.strip / 2);
    if (!drawn.contains(bounds(m.labels[i]), 1)) FAIL_CHECK(m.labels[i].text << " leaves");
    for (size_t k = i + 1; k < m.labels.size(); ++k)
      if (overlap(test::letters(m.labels[i]), test::letters(m.labels[k])))
        FAIL_CHECK(m.labels[i].text << " covers " << m.labels[k].text);
  }
}

void check_chips(const LadderModel& m, const std::vector<BranchChip>& chips) {
  for (const BranchChip& chip : chips) {
    CHECK(m.panel.contains(chip.rect));
    CHECK(chip.rect.contains(chip.label.box));
    for (const Label& l : m.heading) CHECK_FALSE(chip.rect.overlaps(l.box));
    for (const BranchChip& other : chips)
      CHECK((&other == &chip || !other.rect.overlaps(chip.rect)));
  }
}

void check_bar(const BesideBar& bar) {
  test::check_text(bar.panel, bar.labels);
  for (const Rect& button : {bar.back, bar.swap}) {
    CHECK(bar.panel.contains(button));
    for (const Label& l : bar.labels) CHECK_FALSE(l.box.overlaps(button));
  }
  CHECK_FALSE(bar.back.overlaps(bar.swap));
}

// Why stays, unless the text is too large for it in any case.
void check_why(const WhyModel& m, bool compact) {
  if (compact) return;
  REQUIRE(m.labels.size() >= 2);
  std::vector<Label> labels = m.labels;
  for (const WhyChip& chip : m.chips) labels.push_back(chip.label);
  for (const CauseChip& chip : m.causes) labels.push_back(chip.label);
  for (const EditButton& button : m.edits) labels.push_back(button.label);
  test::check_text(m.panel, labels);
}

void check_screen(const ScreenModel& m) {
  REQUIRE(m.beside_bar.open);
  const std::vector<Rect> panels = {m.layout.top,           m.ladder.panel,
                                    m.beside.panel,         m.beside_bar.panel,
                                    m.layout.why,
                                    m.layout.inspectors[0], m.layout.inspectors[1],
                                    m.layout.transport};
  for (size_t i = 0; i < panels.size(); ++i) {
    CHECK(m.layout.screen.contains(panels[i]));
    for (size_t k = i + 1; k < panels.size(); ++k) CHECK_FALSE(panels[i].overlaps(panels[k]));
  }
  check_half(m.ladder, m.layout);
  check_half(m.beside, m.layout);
  check_bar(m.beside_bar);
  check_why(m.why, m.layout.compact);
  check_chips(m.ladder, m.branches);
  check_chips(m.beside, m.others);
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

TEST_CASE("layout: a choice of branches beside, something selected there, at every size") {
  test::Headless w;
  for (Language language : kAllLanguages) {
    apply(w.session, command::SetLanguage{language});
    for (const char* name : {"normal-close", "lost-last-ack", "simultaneous-close"}) {
      w.load(name);
      three_branches(w.session);
      REQUIRE(w.session.beside);
      for (bool selected : {false, true}) {
        if (selected) apply(w.session, command::SelectBeside{uint32_t{4}});
        for (const auto& size :
             {std::pair{1280.f, 720.f}, {1600.f, 1000.f}, {1920.f, 1080.f}, {3840.f, 2160.f}})
          for (float scale : {1.f, 2.f}) {
            INFO(name << " at " << size.first << ", scale " << scale);
            w.state().scale = scale;
            const ScreenModel m = w.screen(size.first, size.second);
            check_screen(m);
            if (scale == 1) REQUIRE_FALSE(m.layout.compact);
            if (scale == 1) CHECK(m.others.size() == 2);
            CHECK((!selected || m.layout.compact || m.why.edits.size() >= 2));
          }
      }
    }
  }
}

TEST_CASE("beside: a segment has its twin in the other run, up to where they part and beyond") {
  for (const char* name :
       {"normal-close", "simultaneous-close", "duplicated-segments", "lost-last-ack"}) {
    INFO(name);
    Session s = test::session_on(name);
    REQUIRE(branch_and_compare(s));
    const Trace& mine = s.run->trace();
    const Trace& theirs = s.beside->run.trace();
    size_t found = 0;
    for (uint32_t id = 0; id < mine.packets.size(); ++id) {
      const auto twin = twin_of(mine, id, theirs);
      const Time sent = mine.record(mine.packet(id).sent).t;
      if (sent < s.beside->divergence.at) CHECK(twin.has_value());
      if (!twin) continue;
      ++found;
      CHECK(arrow_label(theirs.packet(*twin)) == arrow_label(mine.packet(id)));
      CHECK(theirs.record(theirs.packet(*twin).sent).t == sent);
      CHECK(twin_of(theirs, *twin, mine) == id);
    }
    CHECK(found > 3);
  }
}

TEST_CASE("panels: any branch may stand beside: by its chip, by keys, by a right click") {
  test::Headless w;
  w.load("normal-close");
  three_branches(w.session);
  w.frames(2);
  const Session& s = w.session;
  REQUIRE(s.beside);
  CHECK(s.branch == 2);
  CHECK(s.beside->branch == 1);
  CHECK(w.state().hits.count("beside-branch-2") == 0);  // not beside itself
  w.click("beside-branch-0");
  CHECK(s.beside->branch == 0);
  w.type("}");
  CHECK(s.beside->branch == 1);
  w.type("{");
  CHECK(s.beside->branch == 0);
  CHECK(s.branch == 2);
  w.right_click_at(w.state().hits.at("branch-1").center());
  CHECK(s.beside->branch == 1);
  w.right_click_at(w.state().hits.at("track-0").center());
  CHECK(s.beside->branch == 0);
  CHECK(s.branch == 2);
  w.click("compare-swap");
  CHECK(s.branch == 0);
  CHECK(s.beside->branch == 2);
  w.type("\\");
  CHECK(s.branch == 2);
  w.click("compare-end");
  w.right_click_at(w.state().hits.at("branch-1").center());
  REQUIRE(s.beside);
  CHECK(s.beside->branch == 1);
}

TEST_CASE("panels: the mouse on a segment beside lights its twin; a click lets Why tell of it") {
  test::Headless w;
  w.load("normal-close");
  const Session& s = w.session;
  const uint32_t ack = last_packet(s);
  apply(w.session, command::EditPacket{ack, PacketEdit::Drop});
  apply(w.session, command::ToggleBeside{});
  apply(w.session, command::ToEnd{});
  w.frames(2);
  const std::string name = "packet-" + std::to_string(ack);
  const Point there = w.state().hits.at("beside-" + name).center();
  ImGui::GetIO().AddMousePosEvent(there.x, there.y);
  w.frames(2);
  CHECK(s.beside->hovered == ack);
  CHECK_FALSE(s.hovered);
  const auto strong = [&](const LadderModel& m) {
    for (const LadderArrow& a : m.arrows)
      if (a.strong) return std::optional(a.packet);
    return std::optional<uint32_t>();
  };
  CHECK(strong(w.screen(1600, 1000).ladder) == ack);
  apply(w.session, command::Select{uint32_t{0}});
  w.click_at(there);
  CHECK(s.beside->selected == ack);
  CHECK_FALSE(s.selected);
  const WhyModel why = w.screen(1600, 1000).why;
  const auto says = [&](const std::string& text) {
    return std::any_of(why.labels.begin(), why.labels.end(),
                       [&](const Label& l) { return l.text.find(text) != std::string::npos; });
  };
  CHECK(says("in \u201coriginal\u201d"));
  CHECK(says("LAST_ACK"));  // there it arrived
  CHECK(s.backstory.beside);
  w.click("edit-swap");
  CHECK(s.branch == 0);
  CHECK(s.selected == ack);
  CHECK_FALSE(s.beside->selected);
}

TEST_CASE("beside: whichever of the two the inspectors show, they and Why say its name") {
  test::Headless w;
  w.load("normal-close");
  apply(w.session, command::EditPacket{last_packet(w.session), PacketEdit::Drop});
  const auto says = [&](const std::vector<Label>& labels, const std::string& name) {
    const std::string text = "in \u201c" + name + "\u201d";
    return std::any_of(labels.begin(), labels.end(),
                       [&](const Label& l) { return l.text == text; });
  };
  const auto check = [&](const std::string& name) {
    const ScreenModel m = w.screen(1600, 1000);
    CHECK(says(m.why.labels, name));
    for (const InspectorModel& i : m.inspectors) CHECK(says(i.labels, name));
  };
  const std::string mine = branch_name(w.session, 1);
  CHECK_FALSE(says(w.screen(1600, 1000).why.labels, mine));  // alone it needs none
  apply(w.session, command::ToggleBeside{});
  check(mine);
  w.press(ImGuiKey_J);
  check("original");
  w.press(ImGuiKey_J);
  check(mine);
}

TEST_CASE("panels: what is selected beside is dropped there, as a branch of that branch") {
  test::Headless w;
  w.load("normal-close");
  const Session& s = w.session;
  three_branches(w.session);
  w.frames(2);
  w.click("beside-packet-5");
  REQUIRE(s.beside->selected == 5u);
  w.press(ImGuiKey_X);
  REQUIRE(s.branches.size() == 4);
  CHECK(s.branches[3].parent == 1);
  CHECK(s.branch == 3);
  CHECK(s.beside->branch == 1);
  apply(w.session, command::ToEnd{});
  w.frames(2);
  w.click("beside-packet-5");
  w.click("edit-duplicate");
  CHECK(s.branches.size() == 5);
  CHECK(s.branches[4].parent == 1);
  w.click("beside");
  CHECK_FALSE(s.beside->selected);
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
