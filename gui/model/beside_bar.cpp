#include "gui/model/beside_bar.hpp"

#include <algorithm>

#include "gui/model/words.hpp"

namespace finwait {
namespace {

constexpr float kPad = 14;
constexpr float kHigh = 100;  // from which on there is room for one above the other
constexpr float kEm = 13.5f;
constexpr float kIndent = 10;  // of a row, beside the mark of its branch
constexpr size_t kMostLines = 2;  // of what a branch does, one above the other

struct Told {
  std::string branch;
  std::string what;
};

std::string what(const Session& s, const Run& run, uint32_t record) {
  if (record == 0) return s.phrases(Phrase::NothingMore);
  return record_words({run.script(), run.trace(), s.phrases}, run.trace().record(record));
}

class BarMaker {
 public:
  BarMaker(const Session& session, const Rect& panel, const Type& type)
      : s_(session), type_(type), theme_(theme_of(session.theme)), ui_(type.ui) {
    bar_.open = true;
    bar_.panel = panel;
    left_ = panel.x0 + kPad * ui_;
    right_ = panel.x1 - kPad * ui_;
  }

  BesideBar make() {
    const Divergence& d = s_.beside->divergence;
    const float y = bar_.panel.y0 + 22 * ui_;
    float x = right_;
    button(Phrase::CompareEnd, x, y, bar_.back, bar_.back_name);
    button(Phrase::CompareSwap, x, y, bar_.swap, bar_.swap_name);
    const std::string headline = d.same ? s_.phrases(Phrase::NoDifference)
                                        : s_.phrases(Phrase::FirstDifference, {instant_text(d.at)});
    bar_.labels.push_back(fit_label(type_, {left_, y}, Align::Left, Face::Bold, 15, theme_.ink,
                                    headline, x - left_ - 4 * ui_));
    if (d.same) return std::move(bar_);
    // The other branch stands on the left, the one that is shown on the right.
    const Told theirs{branch_name(s_, s_.beside->branch),
                      what(s_, s_.beside->run, d.side[1].record)};
    const Told mine{branch_name(s_, s_.branch), what(s_, *s_.run, d.side[0].record)};
    const size_t first = bar_.labels.size();
    size_t second = first + 2;
    if (bar_.panel.height() > kHigh * ui_) {
      const float below = paragraph(theirs, y + 30 * ui_);
      second = bar_.labels.size();
      paragraph(mine, below + 8 * ui_);
    } else {
      columns(theirs, mine);
    }
    row(first, second, d.side[1].record, true);
    row(second, bar_.labels.size(), d.side[0].record, false);
    return std::move(bar_);
  }

 private:
  // The labels [first, end) tell of a record.
  void row(size_t first, size_t end, uint32_t record, bool beside) {
    if (record == 0 || first >= end) return;
    Rect rect = bar_.labels[first].box;
    for (size_t i = first; i < end; ++i) {
      const Rect& box = bar_.labels[i].box;
      rect = {std::min(rect.x0, box.x0), std::min(rect.y0, box.y0), std::max(rect.x1, box.x1),
              std::max(rect.y1, box.y1)};
    }
    bar_.rows.push_back({rect.inset(-kIndent * ui_, 0), record, beside});
  }

  // From the right; `x` is left behind it.
  void button(Phrase name, float& x, float y, Rect& rect, Label& label) {
    label = make_label(type_, {x - 12 * ui_, y}, Align::Right, Face::Text, 12.5f, theme_.ink,
                       s_.phrases(name));
    rect = label.box.inset(-12 * ui_, -4 * ui_);
    x = rect.x0 - 8 * ui_;
  }

  void line(Point at, Face face, Color color, const std::string& text, float room) {
    bar_.labels.push_back(fit_label(type_, at, Align::Left, face, kEm, color, text, room));
  }

  // The branch, and below it what it does.
  float paragraph(const Told& told, float y) {
    const float x = left_ + kIndent * ui_;
    const float room = right_ - x;
    line({x, y}, Face::Text, theme_.soft, told.branch, room);
    y += 19 * ui_;
    const auto lines = wrap_text(type_.measure, Face::Text, type_.size(kEm), told.what, room);
    for (size_t i = 0; i < std::min(lines.size(), kMostLines); ++i) {
      const bool cut = i + 1 == kMostLines && lines.size() > kMostLines;
      line({x, y}, Face::Text, theme_.ink, cut ? lines[i] + " \u2026" : lines[i], room);
      y += 19 * ui_;
    }
    return y;
  }

  void columns(const Told& theirs, const Told& mine) {
    const float half = (bar_.panel.width() - 3 * kPad * ui_) / 2;
    const float y = bar_.panel.y0 + 48 * ui_;
    float x = left_;
    for (const Told* told : {&theirs, &mine}) {
      line({x, y}, Face::Text, theme_.soft, told->branch, half * 0.4f);
      const float from = bar_.labels.back().box.x1 + 10 * ui_;
      line({from, y}, Face::Text, theme_.ink, told->what, x + half - from);
      x += half + kPad * ui_;
    }
  }

  const Session& s_;
  const Type& type_;
  const Theme& theme_;
  float ui_;
  float left_ = 0;
  float right_ = 0;
  BesideBar bar_;
};

}  // namespace

std::string branch_name(const Session& s, size_t branch) {
  return branch == 0 ? s.phrases(Phrase::BranchOriginal) : s.branches[branch].name;
}

BesideBar make_beside_bar(const Session& s, const Rect& panel, const Type& type) {
  if (!s.run || !s.beside) return {};
  return BarMaker(s, panel, type).make();
}

}  // namespace finwait
