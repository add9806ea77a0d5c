#include <algorithm>
#include <iterator>

#include "gui/model/words.hpp"
#include "gui/panel/panels.hpp"

namespace finwait {
namespace {

// A key by its name on the keyboard, or something else by its phrase.
struct KeyLine {
  std::string_view key;
  Phrase name;
  Phrase what;
};

constexpr float kKeyColumn = 480;  // design units
constexpr float kKeyLine = 28;

constexpr KeyLine kKeys[] = {
    {"Space", Phrase::Nothing, Phrase::KeyPlay},
    {"\u2190  \u2192", Phrase::Nothing, Phrase::KeyStep},
    {"Ctrl+\u2190  Ctrl+\u2192", Phrase::Nothing, Phrase::KeyCause},
    {"Home  End", Phrase::Nothing, Phrase::KeyEnds},
    {"T", Phrase::Nothing, Phrase::KeyAxis},
    {"N", Phrase::Nothing, Phrase::KeyNumbers},
    {"2", Phrase::Nothing, Phrase::KeyDiagrams},
    {"V  Shift+V", Phrase::Nothing, Phrase::KeySide},
    {"B  ,  .", Phrase::Nothing, Phrase::KeyBookmarks},
    {"F", Phrase::Nothing, Phrase::KeyFit},
    {"W A S D", Phrase::Nothing, Phrase::KeyTravel},
    {"", Phrase::KeyNameMeasure, Phrase::KeyMeasure},
    {"I", Phrase::Nothing, Phrase::KeyMeasureHere},
    {"Backspace", Phrase::Nothing, Phrase::KeyBack},
    {"H", Phrase::Nothing, Phrase::KeyTheme},
    {"L", Phrase::Nothing, Phrase::KeyLanguage},
    {"Enter", Phrase::Nothing, Phrase::KeySelectHere},
    {"", Phrase::KeyNameClick, Phrase::KeyAskWhy},
    {"P", Phrase::Nothing, Phrase::KeyPresent},
    {"K", Phrase::Nothing, Phrase::KeyLab},
    {"Ctrl+K", Phrase::Nothing, Phrase::KeyPalette},
    {"Tab  Shift+Tab", Phrase::Nothing, Phrase::KeyFocus},
    {"\u2191  \u2193", Phrase::Nothing, Phrase::KeySegments},
    {"<  >", Phrase::Nothing, Phrase::KeyEvents},
    {"-  +", Phrase::Nothing, Phrase::KeySpeed},
    {"Ctrl++ - 0", Phrase::Nothing, Phrase::KeyScale},
    {"M", Phrase::Nothing, Phrase::KeyMotion},
    {"X", Phrase::Nothing, Phrase::KeyDropSegment},
    {"X", Phrase::Nothing, Phrase::KeyDropMode},
    {"Alt+\u2191  Alt+\u2193", Phrase::Nothing, Phrase::KeyMoveCall},
    {"C", Phrase::Nothing, Phrase::KeyCalls},
    {"", Phrase::KeyNameRight, Phrase::KeyCallsHere},
    {"Ctrl+Z  Ctrl+Y", Phrase::Nothing, Phrase::KeyUndo},
    {"[  ]", Phrase::Nothing, Phrase::KeyBranches},
    {"Ctrl+O", Phrase::Nothing, Phrase::KeyOpen},
    {"|  Shift+B", Phrase::Nothing, Phrase::KeyCompare},
    {"{  }", Phrase::Nothing, Phrase::KeyCompareWith},
    {"", Phrase::KeyNameRight, Phrase::KeyCompareClick},
    {"\\", Phrase::Nothing, Phrase::KeyCompareSwap},
    {"J", Phrase::Nothing, Phrase::KeyInspectOther},
    {"R  Ctrl+S", Phrase::Nothing, Phrase::KeySave},
    {"Ctrl+Shift+S", Phrase::Nothing, Phrase::KeySaveAs},
    {"Ctrl+E", Phrase::Nothing, Phrase::KeyMenu},
    {"Ctrl+C", Phrase::Nothing, Phrase::KeyCopy},
    {"Ctrl+Shift+C", Phrase::Nothing, Phrase::KeyCopyReport},
    {"Ctrl+I", Phrase::Nothing, Phrase::KeyCopyScreen},
    {"Ctrl+Shift+I", Phrase::Nothing, Phrase::KeyCopyPicture},
    {"Ctrl+L", Phrase::Nothing, Phrase::KeyCopyLink},
    {"", Phrase::KeyNameWheel, Phrase::KeyZoom},
    {"", Phrase::KeyNameDrag, Phrase::KeyPan},
    {"Esc", Phrase::Nothing, Phrase::KeyEscape},
    {"?", Phrase::Nothing, Phrase::KeyHelp},
    {"Ctrl+D", Phrase::Nothing, Phrase::KeyStopLive},
    {"Ctrl+Q", Phrase::Nothing, Phrase::KeyQuit},
    {"", Phrase::KeyNameFile, Phrase::KeyDrop},
};

void draw_key(Canvas& c, const Type& type, const Phrases& say, const KeyLine& key, Point at) {
  const std::string name = key.key.empty() ? say(key.name) : std::string(key.key);
  c.label(make_label(type, at, Align::Left, Face::Mono, 13, c.theme().accent, name));
  c.label(fit_label(type, {at.x + c.px(138), at.y}, Align::Left, Face::Text, 14, c.theme().ink,
                    say(key.what), c.px(kKeyColumn - 150)));
}

constexpr size_t kRows = (std::size(kKeys) + 1) / 2;
constexpr float kSheetWidth = 2 * kKeyColumn + 48;
constexpr float kSheetHeight = kKeyLine * kRows + 76;

// In two columns, and no larger than the window.
void draw_keys(const Canvas& canvas, const Phrases& say, const ScreenLayout& layout) {
  Canvas c = canvas.scaled(std::min({layout.ui, layout.screen.width() / (kSheetWidth + 12),
                                     layout.screen.height() / (kSheetHeight + 12)}));
  const Measure measure = make_measure(c.fonts());
  const Type type{measure, c.ui()};
  const float line = c.px(kKeyLine);
  const Rect sheet = around(layout.screen.center(), c.px(kSheetWidth), c.px(kSheetHeight));
  c.place("key sheet card", sheet);
  c.fill(layout.screen, c.theme().background.fade(0.72f));
  c.card(sheet);
  const Point start{sheet.x0 + c.px(24), sheet.y0 + c.px(32)};
  c.label(make_label(type, start, Align::Left, Face::Bold, 17, c.theme().ink,
                     say(Phrase::KeysTitle)));
  for (size_t i = 0; i < std::size(kKeys); ++i) {
    const float x = start.x + (i < kRows ? 0 : c.px(kKeyColumn));
    draw_key(c, type, say, kKeys[i],
             {x, start.y + c.px(8) + line * static_cast<float>(i % kRows + 1)});
  }
}

// An error, what takes its time, or good news.
void draw_message(Canvas& c, const Session& s, const ScreenLayout& layout, Commands& out) {
  const bool bad = !s.error.empty();
  const bool busy = !bad && !s.progress.empty();
  const std::string& text = bad ? s.error : busy ? s.progress : s.notice;
  const Measure measure = make_measure(c.fonts());
  const Type type{measure, c.ui()};
  const Theme& theme = c.theme();
  const float wide = std::min(c.px(980), layout.screen.width() - c.px(64));
  const auto lines = wrap_text(measure, Face::Mono, 13 * c.ui(), text, wide - c.px(60));
  const float high = c.px(20) * static_cast<float>(lines.size()) + c.px(48);
  const float x0 = layout.screen.center().x - wide / 2;
  const Rect box{x0, layout.top.y1 + c.px(8), x0 + wide, layout.top.y1 + c.px(8) + high};
  const Color edge = bad ? theme.rst : theme.accent;
  const Point sign{box.x0 + c.px(22), box.y0 + c.px(23)};
  c.fill(box, mix(theme.card, edge, 0.12f), c.px(8));
  c.frame(box, edge, c.px(8), c.px(1.4f));
  if (bad)
    c.cross(sign, c.px(5), edge, c.px(2.2f));
  else
    c.disc(sign, c.px(4), edge);
  float y = box.y0 + c.px(23);
  for (const std::string& line : lines) {
    c.label(fit_label(type, {box.x0 + c.px(42), y}, Align::Left, Face::Mono, 13, theme.ink, line,
                      wide - c.px(60)));
    y += c.px(20);
  }
  if (busy) return c.place("progress", box);
  c.label(make_label(type, {box.x0 + c.px(42), y}, Align::Left, Face::Text, 12, theme.soft,
                     s.phrases(Phrase::Dismiss)));
  if (c.hit(bad ? "error" : "notice", box).clicked) out.push_back(command::Escape{});
}

}  // namespace

Commands draw_notices(Canvas& canvas, const Session& s, const ScreenLayout& layout) {
  Commands out;
  Canvas c = canvas.on(ImGui::GetForegroundDrawList());
  const bool quiet = s.error.empty() && s.notice.empty() && s.progress.empty();
  if (!quiet) draw_message(c, s, layout, out);
  if (s.show_keys) {
    draw_keys(c, s.phrases, layout);
    if (c.hit("key sheet", layout.screen).clicked) out.push_back(command::ToggleKeys{});
  }
  return out;
}

}  // namespace finwait
