// Panels on ImGui's core without a window: synthetic clicks and keys reach the session.
#include <doctest/doctest.h>

#include "gui/model/keys_sheet.hpp"
#include "gui/model/phrases.hpp"
#include "gui/model/screen.hpp"
#include "tests/gui/fixture.hpp"
#include "tests/gui/text_checks.hpp"

namespace finwait {
namespace {

using test::at_ms;
using test::Headless;

// One character of UTF-8; how many bytes it took.
int decode(const char* at, const char* end, unsigned& c) {
  const auto first = static_cast<unsigned char>(*at);
  const int size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  c = size == 1 ? first : first & (0xFFu >> (size + 1));
  for (int i = 1; i < size && at + i < end; ++i)
    c = c << 6 | (static_cast<unsigned char>(at[i]) & 0x3Fu);
  return size;
}

}  // namespace

TEST_CASE("panels: the transport's buttons") {
  Headless w;
  w.load("lost-last-ack");
  w.click("step");
  CHECK(w.session.cursor.step == 1);
  w.click("step");
  w.click("step-back");
  CHECK(w.session.cursor.step == 1);
  w.click("to-end");
  CHECK(w.session.cursor.step == last_step(w.session));
  w.click("to-start");
  CHECK(w.session.cursor.step == 0);
  w.click("play");
  CHECK(w.session.playing);
  w.click("play");
  CHECK_FALSE(w.session.playing);
  CHECK(w.session.cursor.now > Time{});
}

TEST_CASE("panels: keys") {
  Headless w;
  w.load("lost-last-ack");
  w.frames(2);
  w.press(ImGuiKey_RightArrow);
  w.press(ImGuiKey_RightArrow);
  w.press(ImGuiKey_LeftArrow);
  CHECK(w.session.cursor.step == 1);
  w.press(ImGuiKey_End);
  CHECK(w.session.cursor.step == last_step(w.session));
  w.press(ImGuiKey_Home);
  CHECK(w.session.cursor.step == 0);
  w.press(ImGuiKey_Space);
  CHECK(w.session.playing);
  w.press(ImGuiKey_Space);
  w.press(ImGuiKey_T);
  CHECK(w.session.axis == AxisMode::Linear);
  w.press(ImGuiKey_H);
  CHECK(w.session.theme == ThemeName::Light);
  apply(w.session, command::Zoom{4, 0, 0});
  w.press(ImGuiKey_F);
  CHECK(w.session.view.zoom == 1);
  w.type("?");
  CHECK(w.session.show_keys);
  w.press(ImGuiKey_Escape);
  CHECK_FALSE(w.session.show_keys);
}

TEST_CASE("panels: Ctrl+Q quits") {
  Headless w;
  w.load("lost-last-ack");
  ImGui::GetIO().AddKeyEvent(ImGuiMod_Ctrl, true);
  w.press(ImGuiKey_Q);
  CHECK(w.session.quit);
}

TEST_CASE("panels: a click on the scrubber seeks, the speed slider sets the speed") {
  Headless w;
  w.load("lost-last-ack");
  w.frames(2);
  const Rect scrub = w.state().hits.at("scrub");
  w.click_at({scrub.x0 + scrub.width() * 0.5f, scrub.y0 + 20});
  CHECK(w.session.cursor.now > at_ms(300));
  CHECK(w.session.cursor.now < at_ms(600));
  const Rect speed = w.state().hits.at("speed");
  w.click_at({speed.x1 - 1, speed.center().y});
  CHECK(w.session.speed == doctest::Approx(kFastest));
}

TEST_CASE("panels: theme, keys and axis buttons") {
  Headless w;
  w.load("lost-last-ack");
  w.click("theme");
  CHECK(w.session.theme == ThemeName::Light);
  w.click("axis");
  CHECK(w.session.axis == AxisMode::Linear);
  w.click("keys");
  CHECK(w.session.show_keys);
  w.click_at({5, 5});
  CHECK_FALSE(w.session.show_keys);
}

TEST_CASE("panels: a chip is edited in place") {
  Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::ToEnd{});
  w.click("network.delay");
  w.frames(3);
  w.type("15ms");
  w.press(ImGuiKey_Enter);
  w.frames(2);
  CHECK(w.session.run->script().links[0].delay == milliseconds(15));
  CHECK(w.session.cursor.step == 0);
  CHECK(w.state().top.editing == "");
}

TEST_CASE("panels: a chip whose value is left as it was makes no branch") {
  Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::ToEnd{});
  const uint64_t step = w.session.cursor.step;
  w.click("network.loss");
  w.frames(3);
  w.press(ImGuiKey_Enter);
  w.frames(2);
  CHECK(w.state().top.editing == "");
  CHECK(w.session.branches.size() == 1);
  CHECK(w.session.cursor.step == step);
}

TEST_CASE("panels: the sheet of keys cuts no text off") {
  Headless w;
  for (Language language : kAllLanguages) {
    apply(w.session, command::SetLanguage{language});
    w.frames(1);
    const Measure& measure = w.measure();
    for (size_t i = 0; i < kPhrases; ++i) {
      const auto phrase = static_cast<Phrase>(i);
      const std::string key(phrase_key(phrase));
      if (!key.starts_with("key-") || key.starts_with("key-name-")) continue;
      INFO(key);
      CHECK(measure(Face::Text, 14, w.session.phrases(phrase)) <= 330);
    }
  }
}

TEST_CASE("panels: the sheet of keys fits at every size, in every language") {
  Headless w;
  for (Language language : kAllLanguages) {
    apply(w.session, command::SetLanguage{language});
    w.state().speak(language);
    for (const auto& [width, height] :
         {std::pair{1280.f, 720.f}, {1600.f, 1000.f}, {1024.f, 768.f}, {3840.f, 2160.f}}) {
      const ScreenLayout layout = make_screen_layout(width, height, 1);
      const Type type{w.measure(), layout.ui};
      const KeysSheet sheet =
          make_keys_sheet(layout.screen, w.session.phrases, theme_of(ThemeName::Dark), type);
      CHECK(layout.screen.contains(sheet.box));
      test::check_text(sheet.box, sheet.labels);
      CHECK(sheet.labels.size() > 100);
      for (const Label& l : sheet.labels) CHECK_FALSE(l.text.ends_with("\u2026"));
    }
  }
}

TEST_CASE("panels: keys typed into a chip do not move the cursor; Escape leaves it unchanged") {
  Headless w;
  w.load("lost-last-ack");
  w.click("seed");
  w.frames(3);
  w.press(ImGuiKey_RightArrow);
  w.press(ImGuiKey_Space);
  CHECK(w.session.cursor.step == 0);
  CHECK_FALSE(w.session.playing);
  w.press(ImGuiKey_Escape);
  w.frames(3);
  CHECK(w.state().top.editing == "");
  CHECK(w.session.run->script().seed == 7);
}

TEST_CASE("panels: a bad value is told and put away by Escape") {
  Headless w;
  w.load("lost-last-ack");
  w.click("network.loss");
  w.frames(3);
  w.type("lots");
  w.press(ImGuiKey_Enter);
  w.frames(2);
  CHECK(w.session.error != "");
  w.click("error");
  CHECK(w.session.error == "");
}

TEST_CASE("panels: the list opens another scenario") {
  Headless w;
  w.load("lost-last-ack");
  w.click("picker");
  w.frames(3);
  w.type("linger-zero");
  w.press(ImGuiKey_Enter);
  w.frames(2);
  CHECK(w.session.origin().name == "linger-zero");
}

TEST_CASE("panels: Escape closes the list, and the keys work again") {
  Headless w;
  w.load("lost-last-ack");
  w.click("picker");
  w.frames(3);
  w.press(ImGuiKey_Escape);
  w.frames(2);
  w.press(ImGuiKey_RightArrow);
  CHECK(w.session.cursor.step == 1);
  CHECK(w.session.origin().name == "lost-last-ack");
}

TEST_CASE("panels: hovering and clicking an arrow selects its segment") {
  Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::ToEnd{});
  w.frames(2);
  const LadderModel m = w.screen(1600, 1000).ladder;
  const LadderArrow& a = m.arrows[3];
  const Point p = between(a.from, a.to, 0.85f);
  ImGui::GetIO().AddMousePosEvent(p.x, p.y);
  w.frames(3);
  CHECK(w.session.hovered == a.packet);
  w.click_at(p);
  CHECK(w.session.selected == a.packet);
  w.press(ImGuiKey_Escape);
  CHECK_FALSE(w.session.selected);
}

TEST_CASE("panels: the wheel zooms the timeline, dragging moves it") {
  Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::ToEnd{});
  w.frames(2);
  const Point p = w.state().hits.at("ladder").center();
  ImGuiIO& io = ImGui::GetIO();
  io.AddMousePosEvent(p.x, p.y);
  w.frames();
  io.AddMouseWheelEvent(0, 3);
  w.frames(2);
  CHECK(w.session.view.zoom > 1.5);
  w.settle();
  const double before = w.screen(1600, 1000).ladder.scroll;
  io.AddMouseButtonEvent(0, true);
  w.frames();
  io.AddMousePosEvent(p.x, p.y - 60);
  w.frames(2);
  io.AddMouseButtonEvent(0, false);
  w.frames();
  CHECK(w.session.view.scroll == doctest::Approx(before + 60).epsilon(0.05));
}

TEST_CASE("panels: a window without a run still draws, with its error") {
  Headless w;
  apply(w.session, command::Load{{"x.toml", "nonsense", {}}});
  w.frames(2);
  CHECK(w.session.error != "");
  CHECK(w.state().hits.count("error") == 1);
}

namespace {

void check_glyphs(ImFont* font, const std::string& text) {
  const char* at = text.data();
  const char* end = text.data() + text.size();
  while (at < end) {
    unsigned c = 0;
    at += decode(at, end, c);
    if (c < 32) continue;
    INFO("'" << text << "': U+" << c);
    CHECK(font->IsGlyphInFont(static_cast<ImWchar>(c)));
  }
}

void check_glyphs(const Fonts& fonts, const std::string& text) {
  for (ImFont* font : {fonts.text, fonts.bold, fonts.mono}) check_glyphs(font, text);
}

}  // namespace

TEST_CASE("fonts: every character of every catalogue, scenario and lesson has a glyph") {
  Headless w;
  for (Language language : kAllLanguages) {
    w.state().speak(language);
    const Phrases phrases(language);
    for (size_t i = 0; i < kPhrases; ++i)
      check_glyphs(w.state().fonts, phrases(static_cast<Phrase>(i)));
    for (const RuleInfo& info : all_rules())
      check_glyphs(w.state().fonts.text,
                   phrases.rule_title(info.rule) + phrases.rule_text(info.rule));
    for (const auto& files : {builtin_scenarios(), builtin_lessons()})
      for (const BuiltinFile& file : files) {
        const Scenario scenario = read_scenario(file.text, std::string(file.name)).take();
        std::vector<LocalText> texts = {scenario.title, scenario.summary};
        if (scenario.lesson) texts.push_back(scenario.lesson->claim);
        for (const LocalText& text : texts) check_glyphs(w.state().fonts.text, text.in(language));
      }
  }
  for (const char* sign : {"\u2192", "\u2026", "\u201c\u201d", "\u2013"})
    check_glyphs(w.state().fonts.mono, sign);
}

TEST_CASE("fonts: scenarios of others are read in Chinese, too") {
  Headless w;
  w.state().speak(Language::ZhHans);
  check_glyphs(w.state().fonts, "龙凤呈祥，缺角鳄鱼的蓝莓。");
  w.state().speak(Language::ZhHant);
  check_glyphs(w.state().fonts, "龍鳳呈祥，缺角鱷魚的藍莓。");
}

TEST_CASE("fonts: sizes are those of the em") {
  Headless w;
  CHECK(w.measure()(Face::Mono, 25, "0000000000") == doctest::Approx(150).epsilon(0.01));
}

TEST_CASE("pictures: the same picture twice, in both themes, at several sizes") {
  Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::SeekTime{at_ms(805)});
  apply(w.session, command::Tick{1});
  for (ThemeName theme : {ThemeName::Dark, ThemeName::Light}) {
    w.session.theme = theme;
    for (const auto& [width, height] : {std::pair{1280, 720}, {1600, 1000}, {1920, 1080}}) {
      const std::vector<uint32_t> first = w.picture(width, height).pixels();
      const std::vector<uint32_t> second = w.picture(width, height).pixels();
      CHECK(first.size() == static_cast<size_t>(width * height));
      CHECK(first == second);
      CHECK(first[5] == Canvas::to_imgui(theme_of(theme).background));
    }
  }
}

}  // namespace finwait

namespace finwait {

TEST_CASE("panels: the language changes by key and by button, and the picture with it") {
  Headless w;
  w.load("lost-last-ack");
  w.frames();
  CHECK(w.session.phrases.language() == Language::En);
  w.press(ImGuiKey_L);
  CHECK(w.session.phrases.language() == Language::ZhHans);
  CHECK(w.screen(1600, 1000).diagram.labels[0].text == "\u72b6\u6001\u56fe");
  w.click("language");
  CHECK(w.session.phrases.language() == Language::ZhHant);
  CHECK(w.screen(1600, 1000).diagram.labels[0].text == "\u72c0\u614b\u5716");
  w.click("language");
  CHECK(w.screen(1600, 1000).diagram.labels[0].text == "State diagram");
}

}  // namespace finwait
