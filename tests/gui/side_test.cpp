// Where not all panels have room: nothing becomes unreachable, by mouse or by keyboard.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "tests/gui/fixture.hpp"
#include "tests/gui/text_checks.hpp"

namespace finwait {
namespace {

using test::Headless;

constexpr std::array<float, 4> kScales = {1, 1.5f, 2, 3};
constexpr std::array<const char*, kSidePanels> kTabs = {"tab-diagram", "tab-why", "tab-a", "tab-b",
                                                        "tab-network"};

// Whether a panel is on the screen, and in its place.
bool shows(const ScreenModel& m, SidePanel panel) {
  switch (panel) {
    case SidePanel::Diagram: return m.diagram.nodes.size() == kStates || m.beside.body.width() > 0;
    case SidePanel::Why: return !m.why.labels.empty();
    case SidePanel::InspectorA: return !m.inspectors[0].labels.empty();
    case SidePanel::InspectorB: return !m.inspectors[1].labels.empty();
    case SidePanel::Network: return m.top.chips.size() == 7;
  }
  return false;
}

void check_network(const ScreenModel& m) {
  const Rect& place = m.layout.network.width() > 0 ? m.layout.network : m.layout.top;
  for (const NetworkChip& chip : m.top.chips) {
    CHECK(place.contains(chip.rect));
    CHECK(chip.rect.contains(chip.name.box));
    CHECK(chip.rect.contains(chip.value.box));
    CHECK_FALSE(chip.name.box.overlaps(chip.value.box));
  }
}

void check_tabs(const ScreenModel& m) {
  CHECK(m.tabs.empty() == !m.layout.compact);
  for (const SideTab& tab : m.tabs) {
    CHECK(m.layout.screen.contains(tab.rect));
    CHECK(tab.rect.contains(tab.name.box));
    CHECK(tab.name.text.size() > 1);
    for (const Rect& panel : {m.layout.top, m.layout.diagram, m.layout.why, m.layout.network,
                              m.layout.inspectors[0], m.layout.inspectors[1], m.layout.ladder,
                              m.layout.beside, m.layout.beside_bar})
      CHECK_FALSE(tab.rect.overlaps(panel));
    for (const SideTab& other : m.tabs)
      CHECK((&other == &tab || !other.rect.overlaps(tab.rect)));
  }
}

void check_texts(const ScreenModel& m) {
  test::check_text(m.diagram.panel, m.diagram.labels);
  test::check_text(m.ladder.panel, m.ladder.heading);
  test::check_text(m.ladder.body.inset(0, -m.ladder.strip / 2), m.ladder.labels);
  test::check_text(m.transport.panel, m.transport.labels);
  for (const InspectorModel& i : m.inspectors) {
    std::vector<Label> labels = i.labels;
    for (const CallButton& call : i.calls) labels.push_back(call.label);
    test::check_text(i.panel, labels);
  }
  std::vector<Label> why = m.why.labels;
  for (const WhyChip& chip : m.why.chips) why.push_back(chip.label);
  for (const CauseChip& chip : m.why.causes) why.push_back(chip.label);
  test::check_text(m.why.panel, why);
  std::vector<Label> top = {m.top.brand, m.top.title, m.top.language_name, m.top.theme_name};
  test::check_text(m.layout.top, top);
  check_network(m);
  check_tabs(m);
}

}  // namespace

TEST_CASE("side: at every scale every panel can be reached by its tab, and by V and Shift+V") {
  for (const bool two : {false, true})
    for (const float scale : kScales) {
      INFO("scale " << scale << (two ? ", two branches" : ""));
      Headless w(1280, 720);
      w.load("lost-last-ack");
      if (two) {
        apply(w.session, command::EditPacket{2, PacketEdit::Drop});
        apply(w.session, command::ToggleBeside{});
      }
      w.session.scale = scale;
      w.frames(2);
      const bool compact = w.screen(1280, 720).layout.compact;
      CHECK(compact == (scale > 1));
      int seen = 0;
      for (int i = 0; i < kSidePanels; ++i) {
        const auto panel = static_cast<SidePanel>(i);
        if (compact) w.click(kTabs[static_cast<size_t>(i)]);
        const ScreenModel m = w.screen(1280, 720);
        if (panel != SidePanel::Diagram || !two || compact) CHECK(shows(m, panel));
        for (const SideTab& tab : m.tabs) CHECK(tab.front == (tab.panel == panel));
        seen += 1;
      }
      CHECK(seen == kSidePanels);
      if (!compact) continue;
      for (const int by : {1, -1}) {
        ImGui::GetIO().AddKeyEvent(ImGuiMod_Shift, by < 0);
        std::vector<bool> shown(kSidePanels, false);
        for (int i = 0; i < kSidePanels; ++i) {
          w.press(ImGuiKey_V);
          shown[static_cast<size_t>(w.session.side)] = shows(w.screen(1280, 720), w.session.side);
        }
        CHECK(std::count(shown.begin(), shown.end(), true) == kSidePanels);
        CHECK(w.session.side == SidePanel::Network);  // all the way round
      }
      ImGui::GetIO().AddKeyEvent(ImGuiMod_Shift, false);
    }
}

TEST_CASE("side: no text leaves its panel, whichever is in front, in every language") {
  Headless w;
  for (const Language language : kAllLanguages) {
    apply(w.session, command::SetLanguage{language});
    for (const char* name : {"lost-last-ack", "simultaneous-close", "close-with-unread-data"}) {
      w.load(name);
      for (const uint64_t step : {last_step(w.session) / 2, last_step(w.session)}) {
        apply(w.session, command::SeekStep{step});
        for (int i = 0; i < kSidePanels; ++i) {
          apply(w.session, command::ShowSide{static_cast<SidePanel>(i)});
          for (const auto& size : {std::pair{1280.f, 720.f}, {960.f, 600.f}, {1920.f, 1080.f}})
            for (const float scale : kScales) {
              INFO(name << ", panel " << i << " at " << size.first << ", scale " << scale);
              w.state().scale = scale;
              check_texts(w.screen(size.first, size.second));
            }
        }
      }
    }
  }
}

TEST_CASE("side: with larger type Why tells all that it has to say") {
  Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::ShowSide{SidePanel::Why});
  for (uint64_t step = 0; step <= last_step(w.session); ++step) {
    apply(w.session, command::SeekStep{step});
    for (const float scale : {1.5f, 2.f, 3.f}) {
      w.state().scale = scale;
      for (const Label& l : w.screen(1280, 720).why.labels)
        if (l.face == Face::Text) CHECK(l.text.find(" \u2026") == std::string::npos);
    }
  }
}

TEST_CASE("side: a small window gives up panels for legible type, and all can be reached") {
  Headless w(960, 600);
  w.load("normal-close");
  w.frames(2);
  const ScreenModel m = w.screen(960, 600);
  CHECK(m.layout.compact);
  CHECK(m.layout.ui > 0.8f);
  for (int i = 0; i < kSidePanels; ++i) {
    w.click(kTabs[static_cast<size_t>(i)]);
    CHECK(shows(w.screen(960, 600), static_cast<SidePanel>(i)));
  }
}

TEST_CASE("side: the network is edited in its panel; a number asked why brings Why to the front") {
  Headless w(1280, 720);
  w.load("lost-last-ack");
  w.session.scale = 2;
  apply(w.session, command::ToEnd{});
  w.click("tab-network");
  w.click("network.delay");
  CHECK(w.state().top.editing == "network.delay");
  w.frames(3);
  w.type("10ms");
  w.press(ImGuiKey_Enter);
  w.frames(2);
  CHECK(w.session.branches.size() == 2);
  apply(w.session, command::ToEnd{});
  w.click("tab-a");
  w.click("why-a-state");
  CHECK(w.session.side == SidePanel::Why);
  CHECK_FALSE(w.screen(1280, 720).why.labels.empty());
}

TEST_CASE("side: by Tab and Enter, too") {
  Headless w(1280, 720);
  w.load("lost-last-ack");
  w.session.scale = 2;
  w.frames(2);
  for (int i = 0; i < 60 && w.state().focus.name != "tab-b"; ++i) w.press(ImGuiKey_Tab);
  REQUIRE(w.state().focus.name == "tab-b");
  w.press(ImGuiKey_Enter);
  CHECK(w.session.side == SidePanel::InspectorB);
}

TEST_CASE("side: the sheet of keys fits every window") {
  for (const Rect& screen : {Rect{0, 0, 1280, 720}, {0, 0, 960, 600}, {0, 0, 1600, 1000}})
    for (const float scale : kScales) {
      Headless w(screen.x1, screen.y1);
      w.load("normal-close");
      w.session.scale = scale;
      apply(w.session, command::ToggleKeys{});
      w.frames(2);
      const Rect sheet = w.state().hits.at("key sheet card");
      CHECK(screen.contains(sheet));
    }
}

}  // namespace finwait
