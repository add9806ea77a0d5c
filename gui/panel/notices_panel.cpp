#include <algorithm>
#include <array>

#include "gui/model/words.hpp"
#include "gui/panel/panels.hpp"

namespace finwait {
namespace {

struct KeyLine {
  const char* keys;
  Word what;
};

constexpr std::array<KeyLine, 12> kKeys = {{
    {"Space", Word::KeyPlay},
    {"\u2190  \u2192", Word::KeyStep},
    {"Home  End", Word::KeyEnds},
    {"T", Word::KeyAxis},
    {"F", Word::KeyFit},
    {"D", Word::KeyTheme},
    {"wheel", Word::KeyZoom},
    {"drag", Word::KeyPan},
    {"Esc", Word::KeyEscape},
    {"?", Word::KeyHelp},
    {"Ctrl+Q", Word::KeyQuit},
    {"file", Word::KeyDrop},
}};

void draw_keys(Canvas& c, const ScreenLayout& layout) {
  const Measure measure = make_measure(c.fonts());
  const Type type{measure, c.ui()};
  const Theme& theme = c.theme();
  const float line = c.px(28);
  const Rect sheet =
      around(layout.screen.center(), c.px(480), line * static_cast<float>(kKeys.size()) + c.px(76));
  c.fill(layout.screen, theme.background.fade(0.72f));
  c.card(sheet);
  const float x = sheet.x0 + c.px(24);
  float y = sheet.y0 + c.px(32);
  c.label(make_label(type, {x, y}, Align::Left, Face::Bold, 17, theme.ink,
                     std::string(word(Word::KeysTitle))));
  y += c.px(8);
  for (const KeyLine& key : kKeys) {
    y += line;
    c.label(make_label(type, {x, y}, Align::Left, Face::Mono, 13, theme.accent, key.keys));
    c.label(make_label(type, {x + c.px(116), y}, Align::Left, Face::Text, 14, theme.ink,
                       std::string(word(key.what))));
  }
}

void draw_error(Canvas& c, const std::string& error, const ScreenLayout& layout, Commands& out) {
  const Measure measure = make_measure(c.fonts());
  const Type type{measure, c.ui()};
  const Theme& theme = c.theme();
  const float wide = std::min(c.px(980), layout.screen.width() - c.px(64));
  const auto lines = wrap_text(measure, Face::Mono, 13 * c.ui(), error, wide - c.px(60));
  const float high = c.px(20) * static_cast<float>(lines.size()) + c.px(48);
  const float x0 = layout.screen.center().x - wide / 2;
  const Rect box{x0, layout.top.y1 + c.px(8), x0 + wide, layout.top.y1 + c.px(8) + high};
  c.fill(box, mix(theme.card, theme.rst, 0.12f), c.px(8));
  c.frame(box, theme.rst, c.px(8), c.px(1.4f));
  c.cross({box.x0 + c.px(22), box.y0 + c.px(23)}, c.px(5), theme.rst, c.px(2.2f));
  float y = box.y0 + c.px(23);
  for (const std::string& line : lines) {
    c.label(fit_label(type, {box.x0 + c.px(42), y}, Align::Left, Face::Mono, 13, theme.ink, line,
                      wide - c.px(60)));
    y += c.px(20);
  }
  c.label(make_label(type, {box.x0 + c.px(42), y}, Align::Left, Face::Text, 12, theme.soft,
                     std::string(word(Word::Dismiss))));
  if (c.hit("error", box).clicked) out.push_back(command::Escape{});
}

}  // namespace

Commands draw_notices(Canvas& canvas, const Session& s, const ScreenLayout& layout) {
  Commands out;
  Canvas c = canvas.on(ImGui::GetForegroundDrawList());
  if (!s.error.empty()) draw_error(c, s.error, layout, out);
  if (s.show_keys) {
    draw_keys(c, layout);
    if (c.hit("key sheet", layout.screen).clicked) out.push_back(command::ToggleKeys{});
  }
  return out;
}

}  // namespace finwait
