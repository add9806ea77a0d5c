// For every eye and hand: contrast, size, less motion, everything by keyboard, nothing spins.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <vector>

#include "gui/model/palette.hpp"
#include "tests/gui/fixture.hpp"
#include "tests/gui/text_checks.hpp"

namespace finwait {
namespace {

using test::Headless;

constexpr std::array<ThemeName, kThemes> kAllThemes = {ThemeName::Dark, ThemeName::Light,
                                                       ThemeName::Contrast};

void check_pair(Color text, Color ground, double least, const char* what) {
  INFO(what << ": " << contrast(text, ground));
  CHECK(contrast(text, ground) >= least);
}

}  // namespace

TEST_CASE("access: text stands out in every theme, and more so with high contrast") {
  CHECK(contrast(rgb(0x000000), rgb(0xffffff)) == doctest::Approx(21));
  CHECK(contrast(rgb(0x777777), rgb(0xffffff)) == doctest::Approx(4.48).epsilon(0.01));
  for (ThemeName name : kAllThemes) {
    const Theme& t = theme_of(name);
    CHECK(t.name == name);
    const double least = name == ThemeName::Contrast ? 7 : 4.5;
    INFO("theme " << static_cast<int>(name));
    for (const Color text : {t.ink, t.soft, t.dim, t.accent}) {
      check_pair(text, t.card, least, "general text on card");
      check_pair(text, t.background, least, "general text on background");
      check_pair(text, t.field, least, "general text on field");
    }
    for (const Color sign : {t.syn, t.data, t.ack, t.fin, t.rst, t.time_wait, t.listen}) {
      check_pair(letters_color(t, sign), t.card, least, "letters of flags and states on card");
      check_pair(sign, t.card, 3, "lines of flags and states on card");
    }
    check_pair(t.token_ink, t.token, least, "letters of the endpoints");
    check_pair(t.ink, mix(t.card, t.fin, 0.24f), least, "a cell that differs");
    check_pair(t.ink, mix(t.card, t.accent, 0.10f), least, "the card of hints");
  }
}

TEST_CASE("access: flags and TIME_WAIT have the colours of the design") {
  const Theme& dark = theme_of(ThemeName::Dark);
  const Theme& light = theme_of(ThemeName::Light);
  CHECK(dark.syn == rgb(0x56b4e9));
  CHECK(light.syn == rgb(0x0072b2));
  CHECK(dark.data == rgb(0x2fc28b));
  CHECK(light.data == rgb(0x00855f));
  CHECK(dark.fin == rgb(0xe69f00));
  CHECK(light.fin == rgb(0xb86e00));
  CHECK(dark.rst == rgb(0xff5d4d));
  CHECK(light.rst == rgb(0xd23c1e));
  CHECK(dark.time_wait == rgb(0xcc79a7));
  CHECK(light.time_wait == rgb(0xa8457d));
}

TEST_CASE("access: states keep their colours apart from one another in every theme") {
  for (ThemeName name : kAllThemes) {
    const Theme& t = theme_of(name);
    std::set<uint32_t> colours;
    for (const Color c : {t.syn, t.data, t.ack, t.fin, t.rst, t.time_wait})
      colours.insert(static_cast<uint32_t>(c.r) << 16 | static_cast<uint32_t>(c.g) << 8 | c.b);
    CHECK(colours.size() == 6);
  }
}

TEST_CASE("access: the theme's key and button go through all three") {
  Headless w;
  w.load("lost-last-ack");
  w.press(ImGuiKey_H);
  CHECK(w.session.theme == ThemeName::Light);
  w.click("theme");
  CHECK(w.session.theme == ThemeName::Contrast);
  w.press(ImGuiKey_H);
  CHECK(w.session.theme == ThemeName::Dark);
}

TEST_CASE("access: size by Ctrl and plus, minus, 0; larger type than fits gives up panels") {
  Headless w(1920, 1080);
  w.load("lost-last-ack");
  const float usual = w.screen(1920, 1080).layout.ui;
  ImGui::GetIO().AddKeyEvent(ImGuiMod_Ctrl, true);
  w.press(ImGuiKey_Equal);
  CHECK(w.session.scale == 1.25f);
  for (int i = 0; i < 9; ++i) w.press(ImGuiKey_Equal);
  CHECK(w.session.scale == 3);
  const ScreenLayout large = w.screen(1920, 1080).layout;
  CHECK(large.compact);
  CHECK(large.ui > usual * 1.3f);
  w.press(ImGuiKey_Minus);
  CHECK(w.session.scale == 2.5f);
  w.press(ImGuiKey_0);
  CHECK(w.session.scale == 1);
  ImGui::GetIO().AddKeyEvent(ImGuiMod_Ctrl, false);
  w.frames();
  CHECK_FALSE(w.screen(1920, 1080).layout.compact);
}

TEST_CASE("access: at every size of type no text leaves its place, all scenarios") {
  Headless w;
  size_t number = 0;
  for (const CatalogueEntry& entry : make_catalogue(Language::En)) {
    w.load(entry.name);
    apply(w.session, command::SetLanguage{kAllLanguages[number % kAllLanguages.size()]});
    w.session.theme = kAllThemes[number % kThemes];
    for (const float scale : {1.5f, 2.f, 3.f}) {
      w.session.scale = scale;
      for (const auto& [width, height] :
           {std::pair{1280.f, 720.f}, {1600.f, 1000.f}, {1920.f, 1080.f}, {3840.f, 2160.f}}) {
        if ((number + static_cast<size_t>(width)) % 2 == 0) apply(w.session, command::ToEnd{});
        const auto wide = width;  // clang 14 captures no binding
        INFO(entry.name << " at " << wide << ", scale " << scale);
        const ScreenModel m = w.screen(width, height);
        test::check_text(m.diagram.panel, m.diagram.labels);
        test::check_text(m.ladder.panel, m.ladder.heading);
        test::check_text(m.ladder.body.inset(0, -m.ladder.strip / 2), m.ladder.labels);
        test::check_text(m.transport.panel, m.transport.labels);
        test::check_text(m.layout.screen,
                         {m.top.brand, m.top.title, m.top.language_name, m.top.theme_name,
                          m.top.lab_name, m.top.present_name, m.top.keys_name});
      }
    }
    ++number;
  }
}

TEST_CASE("access: with reduced motion edges do not light up and segments jump") {
  Headless w;
  w.load("lost-last-ack");
  w.press(ImGuiKey_M);
  REQUIRE(w.session.reduce_motion);
  apply(w.session, command::Step{1});
  CHECK_FALSE(is_moving(w.session));
  for (const DiagramEdge& e : w.screen(1600, 1000).diagram.edges) CHECK(e.lit == 1);
  apply(w.session, command::TogglePlay{});
  std::set<int64_t> instants;
  for (int i = 0; i < 3000 && w.session.playing; ++i) {
    apply(w.session, command::Tick{0.05});
    instants.insert(w.session.cursor.now.ns);
  }
  CHECK_FALSE(w.session.playing);
  CHECK(w.session.cursor.now == w.session.run->index.end);
  const std::vector<Time> steps = w.session.run->index.instants->times();
  for (const int64_t ns : instants)
    CHECK((ns == w.session.run->index.end.ns ||
           std::find(steps.begin(), steps.end(), Time{ns}) != steps.end()));
  CHECK(instants.size() > 10);
  w.press(ImGuiKey_M);
  CHECK_FALSE(w.session.reduce_motion);
}

TEST_CASE("access: nothing moves when nothing plays, and the picture stays the same") {
  Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::SeekTime{Time{} + milliseconds(805)});
  apply(w.session, command::Tick{kLitSeconds * 1.01});
  CHECK_FALSE(is_moving(w.session));
  const auto before = w.picture(1280, 720).pixels();
  apply(w.session, command::Tick{5});
  CHECK(w.picture(1280, 720).pixels() == before);
  apply(w.session, command::TogglePlay{});
  CHECK(is_moving(w.session));
}

TEST_CASE("access: quick time makes streaks, quicker time leaves the lifelines alone") {
  Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::SeekTime{Time{} + milliseconds(20)});
  const auto flying = [&](double speed) {
    w.session.speed = speed;
    w.session.playing = true;
    std::string signs;
    for (const LadderArrow& a : w.screen(1600, 1000).ladder.arrows)
      signs += a.dot ? "dot " : a.streak ? "streak " : "";
    return signs;
  };
  CHECK(flying(1) == "dot ");
  CHECK(flying(8) == "dot ");
  CHECK(flying(10) == "streak ");
  CHECK(flying(64) == "streak ");
  CHECK(flying(100) == "");
  w.session.playing = false;  // paused: everything shows again
  CHECK(w.screen(1600, 1000).ladder.arrows.size() == 1);
}

TEST_CASE("access: Tab comes to everything that can be clicked, and Enter clicks it") {
  Headless w;
  w.load("lost-last-ack");
  w.frames(2);
  std::set<std::string> reached;
  for (int i = 0; i < 60; ++i) {
    w.press(ImGuiKey_Tab);
    reached.insert(w.state().focus.name);
  }
  for (const std::string& name : w.state().focus.order) CHECK(reached.count(name) == 1);
  for (const char* name : {"picker", "network.delay", "language", "theme", "lab", "present", "keys",
                           "axis", "play", "step", "scrub"})
    CHECK(reached.count(name) == 1);
  w.state().focus.name = "step";
  w.press(ImGuiKey_Enter);
  CHECK(w.session.cursor.step == 1);
  w.state().focus.name = "present";
  w.press(ImGuiKey_Enter);
  CHECK(w.session.present);
  w.press(ImGuiKey_Escape);
  CHECK(w.state().focus.name == "");
}

TEST_CASE("access: Shift+Tab goes back; a click lets go; a chip is edited by Enter") {
  Headless w;
  w.load("lost-last-ack");
  w.frames(2);
  w.press(ImGuiKey_Tab);
  const std::string first = w.state().focus.name;
  w.press(ImGuiKey_Tab);
  ImGui::GetIO().AddKeyEvent(ImGuiMod_Shift, true);
  w.press(ImGuiKey_Tab);
  ImGui::GetIO().AddKeyEvent(ImGuiMod_Shift, false);
  CHECK(w.state().focus.name == first);
  w.click_at({5, 5});
  CHECK(w.state().focus.name == "");
  w.state().focus.name = "network.delay";
  w.press(ImGuiKey_Enter);
  CHECK(w.state().top.editing == "network.delay");
}

TEST_CASE("access: segments and speed by keyboard") {
  Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::ToEnd{});
  w.press(ImGuiKey_UpArrow);
  REQUIRE(w.session.selected);
  const uint32_t last = *w.session.selected;
  w.press(ImGuiKey_UpArrow);
  CHECK(*w.session.selected + 1 == last);
  w.press(ImGuiKey_DownArrow);
  CHECK(*w.session.selected == last);
  apply(w.session, command::SetSpeed{1});
  w.type("+");
  CHECK(w.session.speed == doctest::Approx(2));
  w.type("-");
  w.type("-");
  CHECK(w.session.speed == doctest::Approx(0.5));
  apply(w.session, command::SetSpeed{kFastest});
  w.type("+");
  CHECK(w.session.speed == doctest::Approx(kFastest));
}

TEST_CASE("access: < and > go through segments, calls and timers in their order") {
  Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::ToEnd{});
  const Trace& trace = w.session.run->trace();
  std::vector<uint32_t> seen;
  std::set<RecordKind> kinds;
  for (size_t i = 0; i < trace.records.size(); ++i) {
    w.type("<");
    const auto& s = w.session;
    const uint32_t id = s.selected ? trace.packet(*s.selected).sent : s.selected_record.value_or(0);
    REQUIRE(id != 0);
    if (!seen.empty() && id == seen.back()) break;  // the first of all
    if (!seen.empty()) REQUIRE(id < seen.back());
    seen.push_back(id);
    kinds.insert(trace.record(id).kind);
  }
  CHECK(kinds == std::set{RecordKind::Call, RecordKind::Sent, RecordKind::Timer});
  const auto sent = static_cast<size_t>(
      std::count_if(seen.begin(), seen.end(), [&](uint32_t id) {
        return trace.record(id).kind == RecordKind::Sent;
      }));
  CHECK(sent == trace.packets.size());
  for (size_t i = seen.size() - 1; i-- > 0;) {
    w.type(">");
    const auto& s = w.session;
    CHECK((s.selected ? trace.packet(*s.selected).sent : s.selected_record.value_or(0)) == seen[i]);
  }
  // Nothing that has not happened yet; and Shift does not go to a bookmark.
  apply(w.session, command::ToStart{});
  apply(w.session, command::Select{});
  apply(w.session, command::ToggleBookmark{});
  apply(w.session, command::Step{4});
  const uint64_t step = w.session.cursor.step;
  ImGui::GetIO().AddKeyEvent(ImGuiMod_Shift, true);
  w.press(ImGuiKey_Comma);
  ImGui::GetIO().AddKeyEvent(ImGuiMod_Shift, false);
  w.type(">");
  CHECK(w.session.cursor.step == step);
  const auto& s = w.session;
  const uint32_t id = s.selected ? trace.packet(*s.selected).sent : s.selected_record.value_or(0);
  CHECK(id != 0);
  CHECK(id <= record_limit(s));
}

TEST_CASE("access: the palette lists what can be done, found by words in any language") {
  Session s = test::session_on("lost-last-ack");
  for (Language language : kAllLanguages) {
    apply(s, command::SetLanguage{language});
    const auto all = make_palette(s);
    CHECK(all.size() > 20);
    std::set<std::string> names;
    for (const PaletteEntry& e : all) names.insert(e.name);
    CHECK(names.size() == all.size());
    const auto found = filter_palette(all, "  PRESENTER mode");
    REQUIRE(found.size() == 1);
    CHECK(found[0].key == "P");
    CHECK(filter_palette(all, found[0].name).size() == 1);
    CHECK(filter_palette(all, "no such thing").empty());
  }
  const size_t before = make_palette(s).size();
  apply(s, command::Select{0});
  CHECK(make_palette(s).size() > before);
}

TEST_CASE("access: every command of the palette can be carried out") {
  const Session start = test::session_on("lost-last-ack");
  Session base = start;
  apply(base, command::ToEnd{});
  apply(base, command::Select{2});
  for (const PaletteEntry& e : make_palette(base)) {
    Session s = base;
    INFO(e.name);
    apply(s, e.command);
    CHECK(s.error == "");
    CHECK(s.run);
  }
}

TEST_CASE("access: the palette by Ctrl+K: filter, Enter; by mouse; Escape closes") {
  Headless w;
  w.load("lost-last-ack");
  w.frames(2);
  const auto open = [&] {
    ImGui::GetIO().AddKeyEvent(ImGuiMod_Ctrl, true);
    w.press(ImGuiKey_K);
    ImGui::GetIO().AddKeyEvent(ImGuiMod_Ctrl, false);
    w.frames(3);
    REQUIRE(w.session.show_palette);
  };
  open();
  w.type("to the end");
  w.press(ImGuiKey_Enter);
  w.frames(2);
  CHECK_FALSE(w.session.show_palette);
  CHECK(w.session.cursor.step == last_step(w.session));
  open();
  w.press(ImGuiKey_DownArrow);
  CHECK(w.state().palette.index == 1);
  w.press(ImGuiKey_Escape);
  w.frames(2);
  CHECK_FALSE(w.session.show_palette);
  open();
  w.type("sheet of keys");
  w.click("palette-0");
  CHECK(w.session.show_keys);
  CHECK_FALSE(w.session.show_palette);
}

}  // namespace finwait
