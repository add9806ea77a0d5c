#include "gui/model/beside_bar.hpp"

#include "gui/model/words.hpp"

namespace finwait {
namespace {

constexpr float kPad = 14;

std::string what(const Session& s, const Run& run, uint32_t record) {
  if (record == 0) return s.phrases(Phrase::NothingMore);
  return record_words({run.script(), run.trace(), s.phrases}, run.trace().record(record));
}

}  // namespace

std::string branch_name(const Session& s, size_t branch) {
  return branch == 0 ? s.phrases(Phrase::BranchOriginal) : s.branches[branch].name;
}

BesideBar make_beside_bar(const Session& s, const Rect& panel, const Type& type) {
  BesideBar bar;
  if (!s.run || !s.beside) return bar;
  const Theme& theme = theme_of(s.theme);
  const float ui = type.ui;
  const Divergence& d = s.beside->divergence;
  bar.open = true;
  bar.panel = panel;
  const float y = panel.y0 + 22 * ui;
  bar.back_name = make_label(type, {panel.x1 - 26 * ui, y}, Align::Right, Face::Text, 12.5f,
                             theme.ink, s.phrases(Phrase::CompareEnd));
  bar.back = bar.back_name.box.inset(-12 * ui, -4 * ui);
  const float left = panel.x0 + kPad * ui;
  const std::string headline =
      d.same ? s.phrases(Phrase::NoDifference)
             : s.phrases(Phrase::FirstDifference, {instant_text(d.at)});
  bar.labels.push_back(fit_label(type, {left, y}, Align::Left, Face::Bold, 15, theme.ink, headline,
                                 bar.back.x0 - left - 10 * ui));
  if (d.same) return bar;
  // The other branch stands on the left, the one that is shown on the right.
  const float half = (panel.width() - 3 * kPad * ui) / 2;
  const float x[2] = {left + half + kPad * ui, left};
  const size_t branch[2] = {s.branch, s.beside->branch};
  const Run* run[2] = {&*s.run, &s.beside->run};
  for (size_t side = 0; side < 2; ++side) {
    const std::string text =
        branch_name(s, branch[side]) + " \u2013 " + what(s, *run[side], d.side[side].record);
    bar.labels.push_back(fit_label(type, {x[side], panel.y0 + 48 * ui}, Align::Left, Face::Text,
                                   13.5f, theme.ink, text, half));
  }
  return bar;
}

}  // namespace finwait
