#include "gui/model/keys_sheet.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace finwait {
namespace {

// A key by its name on the keyboard, or something else by its phrase.
struct KeyLine {
  std::string_view key;
  Phrase name;
  Phrase what;
};

struct KeyGroup {
  Phrase title;
  std::span<const KeyLine> lines;
};

constexpr KeyLine kPlay[] = {
    {"Space", Phrase::Nothing, Phrase::KeyPlay},
    {"\u2190  \u2192", Phrase::Nothing, Phrase::KeyStep},
    {"Home  End", Phrase::Nothing, Phrase::KeyEnds},
    {"Ctrl+\u2190  Ctrl+\u2192", Phrase::Nothing, Phrase::KeyCause},
    {"-  +", Phrase::Nothing, Phrase::KeySpeed},
    {"B  ,  .", Phrase::Nothing, Phrase::KeyBookmarks},
    {"\u2191  \u2193", Phrase::Nothing, Phrase::KeySegments},
    {"<  >", Phrase::Nothing, Phrase::KeyEvents},
    {"Enter", Phrase::Nothing, Phrase::KeySelectHere},
    {"Shift+\u2191 \u2193", Phrase::Nothing, Phrase::KeyWhy},
    {"", Phrase::KeyNameClick, Phrase::KeyAskWhy},
    {"Tab  Shift+Tab", Phrase::Nothing, Phrase::KeyFocus},
};

constexpr KeyLine kChange[] = {
    {"X", Phrase::Nothing, Phrase::KeyDropSegment},
    {"X", Phrase::Nothing, Phrase::KeyDropMode},
    {"", Phrase::KeyNameRight, Phrase::KeyCallsHere},
    {"C", Phrase::Nothing, Phrase::KeyCalls},
    {"Alt+\u2191  Alt+\u2193", Phrase::Nothing, Phrase::KeyMoveCall},
    {"Ctrl+Z  Ctrl+Y", Phrase::Nothing, Phrase::KeyUndo},
};

constexpr KeyLine kTimeline[] = {
    {"T", Phrase::Nothing, Phrase::KeyAxis},
    {"N", Phrase::Nothing, Phrase::KeyNumbers},
    {"F", Phrase::Nothing, Phrase::KeyFit},
    {"W A S D", Phrase::Nothing, Phrase::KeyTravel},
    {"", Phrase::KeyNameWheel, Phrase::KeyZoom},
    {"", Phrase::KeyNameDrag, Phrase::KeyPan},
    {"", Phrase::KeyNameMeasure, Phrase::KeyMeasure},
    {"I", Phrase::Nothing, Phrase::KeyMeasureHere},
    {"Backspace", Phrase::Nothing, Phrase::KeyBack},
    {"2", Phrase::Nothing, Phrase::KeyDiagrams},
    {"V  Shift+V", Phrase::Nothing, Phrase::KeySide},
};

constexpr KeyLine kBranches[] = {
    {"[  ]", Phrase::Nothing, Phrase::KeyBranches},
    {"|  Shift+B", Phrase::Nothing, Phrase::KeyCompare},
    {"{  }", Phrase::Nothing, Phrase::KeyCompareWith},
    {"", Phrase::KeyNameRight, Phrase::KeyCompareClick},
    {"\\", Phrase::Nothing, Phrase::KeyCompareSwap},
    {"J", Phrase::Nothing, Phrase::KeyInspectOther},
};

constexpr KeyLine kWindow[] = {
    {"Ctrl+K", Phrase::Nothing, Phrase::KeyPalette},
    {"P", Phrase::Nothing, Phrase::KeyPresent},
    {"K", Phrase::Nothing, Phrase::KeyLab},
    {"H", Phrase::Nothing, Phrase::KeyTheme},
    {"L", Phrase::Nothing, Phrase::KeyLanguage},
    {"Ctrl++ - 0", Phrase::Nothing, Phrase::KeyScale},
    {"M", Phrase::Nothing, Phrase::KeyMotion},
    {"Esc", Phrase::Nothing, Phrase::KeyEscape},
    {"?", Phrase::Nothing, Phrase::KeyHelp},
    {"Ctrl+Q", Phrase::Nothing, Phrase::KeyQuit},
};

constexpr KeyLine kFiles[] = {
    {"Ctrl+O", Phrase::Nothing, Phrase::KeyOpen},
    {"", Phrase::KeyNameFile, Phrase::KeyDrop},
    {"R  Ctrl+S", Phrase::Nothing, Phrase::KeySave},
    {"Ctrl+Shift+S", Phrase::Nothing, Phrase::KeySaveAs},
    {"Ctrl+E", Phrase::Nothing, Phrase::KeyMenu},
    {"Ctrl+C", Phrase::Nothing, Phrase::KeyCopy},
    {"Ctrl+Shift+C", Phrase::Nothing, Phrase::KeyCopyReport},
    {"Ctrl+I", Phrase::Nothing, Phrase::KeyCopyScreen},
    {"Ctrl+Shift+I", Phrase::Nothing, Phrase::KeyCopyPicture},
    {"Ctrl+L", Phrase::Nothing, Phrase::KeyCopyLink},
    {"Ctrl+D", Phrase::Nothing, Phrase::KeyStopLive},
};

constexpr std::array<KeyGroup, 6> kGroups = {{
    {Phrase::KeysPlay, kPlay},
    {Phrase::KeysChange, kChange},
    {Phrase::KeysTimeline, kTimeline},
    {Phrase::KeysBranches, kBranches},
    {Phrase::KeysWindow, kWindow},
    {Phrase::KeysFiles, kFiles},
}};

constexpr float kKey = 124;   // design units: from a key to what it does
constexpr float kText = 330;
constexpr float kColumn = kKey + kText + 14;
constexpr float kMargin = 24;
constexpr float kHead = 58;   // title
constexpr float kMostLine = 28;
constexpr float kLeastLine = 22;
constexpr float kGap = 0.6f;  // lines above a group
constexpr size_t kMostColumns = 3;

// In lines, with its title.
float height_of(const KeyGroup& group) {
  return static_cast<float>(group.lines.size()) + 1 + kGap;
}

// The groups go down a column until the next would be lower than `most` lines; how many columns.
size_t columns_at(float most) {
  size_t columns = 1;
  float y = 0;
  for (const KeyGroup& group : kGroups) {
    if (y > 0 && y + height_of(group) > most) {
      ++columns;
      y = 0;
    }
    y += height_of(group);
  }
  return columns;
}

float lines_in(size_t columns) {
  float most = 0;
  for (const KeyGroup& group : kGroups) most = std::max(most, height_of(group));
  while (columns_at(most) > columns) most += kGap;
  return most;
}

float width_of(size_t columns) {
  return static_cast<float>(columns) * kColumn + 2 * kMargin - 14;
}

float height_at(size_t columns, float line) {
  return kHead + kMargin / 2 + line * lines_in(columns);
}

// Of the window's scale, for so many columns to fit.
float scale_at(size_t columns, float width, float height) {
  return std::min({1.f, width / (width_of(columns) + 12),
                   height / (height_at(columns, kLeastLine) + 12)});
}

class SheetMaker {
 public:
  SheetMaker(const Rect& screen, const Phrases& phrases, const Theme& theme, const Type& type)
      : say_(phrases), theme_(theme), type_(type) {
    const float width = screen.width() / type.ui;
    const float height = screen.height() / type.ui;
    size_t columns = 1;
    for (size_t more = 2; more <= kMostColumns; ++more)
      if (scale_at(more, width, height) >= scale_at(columns, width, height)) columns = more;
    const float scale = scale_at(columns, width, height);
    ui_ = type_.ui = type.ui * scale;
    most_ = lines_in(columns);
    const float line =
        std::min(kMostLine, (height / scale - 12 - height_at(columns, 0)) / most_);
    line_ = line * ui_;
    m_.box = around(screen.center(), width_of(columns) * ui_, height_at(columns, line) * ui_);
  }

  KeysSheet make() {
    const float left = m_.box.x0 + kMargin * ui_;
    m_.labels.push_back(make_label(type_, {left, m_.box.y0 + 32 * ui_}, Align::Left, Face::Bold, 17,
                                   theme_.ink, say_(Phrase::KeysTitle)));
    float x = left;
    float y = 0;
    for (const KeyGroup& g : kGroups) {
      if (y > 0 && y + height_of(g) > most_) {
        x += kColumn * ui_;
        y = 0;
      }
      group(g, x, y);
      y += height_of(g);
    }
    return std::move(m_);
  }

 private:
  // From `y` lines below the title on.
  void group(const KeyGroup& group, float x, float y) {
    const float top = m_.box.y0 + (kHead - 10) * ui_ + (y + kGap) * line_;
    Point at{x, top + line_ / 2};
    m_.labels.push_back(fit_label(type_, at, Align::Left, Face::Bold, 13.5f, theme_.soft,
                                  say_(group.title), (kColumn - 14) * ui_));
    for (const KeyLine& key : group.lines) {
      at.y += line_;
      const std::string name = key.key.empty() ? say_(key.name) : std::string(key.key);
      m_.labels.push_back(fit_label(type_, at, Align::Left, Face::Mono, 13, theme_.accent, name,
                                    (kKey - 8) * ui_));
      m_.labels.push_back(fit_label(type_, {at.x + kKey * ui_, at.y}, Align::Left, Face::Text, 14,
                                    theme_.ink, say_(key.what), kText * ui_));
    }
  }

  const Phrases& say_;
  const Theme& theme_;
  Type type_;
  float ui_ = 1;
  float most_ = 0;
  float line_ = 0;
  KeysSheet m_;
};

}  // namespace

KeysSheet make_keys_sheet(const Rect& screen, const Phrases& phrases, const Theme& theme,
                          const Type& type) {
  return SheetMaker(screen, phrases, theme, type).make();
}

}  // namespace finwait
