#include "gui/model/ladder_text.hpp"

#include <algorithm>

#include "gui/model/words.hpp"
#include "sim/report/describe.hpp"

namespace finwait {
namespace {

constexpr float kTickEm = 11;
constexpr size_t kMostBreaks = 200;  // between which instants are written
constexpr float kPillPad = 12;   // of a silence, around its text

// 1, 2 or 5 times a power of ten, at least `d`.
Duration round_up(Duration d) {
  for (int64_t decade = 1;; decade *= 10)
    for (int64_t digit : {1, 2, 5})
      if (decade * digit >= d.ns) return {decade * digit};
}

}  // namespace

float LadderTexts::y_of(Time t) const {
  return m_.body.y0 + static_cast<float>(in_.axis.y(t) - m_.scroll);
}

void LadderTexts::place() {
  times_ = shown_times(in_, m_);
  note_ways();
  if (!are_many()) find_ends();
  place_now();
  place_divergence();
  place_breaks();
  for (uint8_t host = 0; host < 2; ++host) place_beside(host);
  for (LadderCrowd& crowd : m_.crowds) place_crowd(crowd);
  place_arrows();
  place_ticks();
}

void LadderTexts::add(Label label) {
  const Rect box = bounds(label);
  add(std::move(label), box);
}

// `box`: the room that nothing else may take.
void LadderTexts::add(Label label, const Rect& box) {
  box_rows_.add(static_cast<uint32_t>(boxes_.size()), box.y0, box.y1);
  boxes_.push_back(box);
  corners_.push_back(corners(label));
  m_.labels.push_back(std::move(label));
}

bool LadderTexts::is_free(const Label& label) const {
  return is_free(corners(label), label.angle != 0);
}

bool LadderTexts::is_free(const Quad& corners, bool turned) const {
  const Rect box = bounds(corners);
  if (!Rect{m_.body.x0, m_.clip.y0, m_.body.x1, m_.clip.y1}.contains(box)) return false;
  return !box_rows_.any(box.y0, box.y1, [&](uint32_t i) {
    if (!box.overlaps(boxes_[i])) return false;
    return (!turned && m_.labels[i].angle == 0) || overlap(corners, corners_[i]);
  });
}

void LadderTexts::place_now() {
  if (!m_.now_y) return;
  const float ui = in_.type.ui;
  const std::string text = instant_text(in_.now);
  const float half = in_.type.size(kTickEm) * kLine / 2;
  const bool above = *m_.now_y - 2 * half >= m_.body.y0;
  const float wish = *m_.now_y + (above ? -half : half);
  const float y = std::clamp(wish, m_.body.y0 + half, m_.body.y1 - half);
  add(make_label(in_.type, {m_.body.x0 + kBracketColumn * ui, y}, Align::Left, Face::Mono, kTickEm,
                 in_.theme.ink, text));
}

// At the end of its line where there is room.
void LadderTexts::place_divergence() {
  if (!m_.divergence_y) return;
  const float ui = in_.type.ui;
  const float half = kTickEm * ui * kLine / 2 + 1;
  const float x[2] = {m_.body.x1 - kBracketColumn * ui, m_.body.x0 + kBracketColumn * ui};
  for (const bool left : {false, true})
    for (float side : {-half, half}) {
      const Label label = make_label(in_.type, {x[left], *m_.divergence_y + side},
                                     left ? Align::Left : Align::Right, Face::Mono, kTickEm,
                                     in_.theme.accent, "\u2260 " + instant_text(*in_.divergence));
      if (!is_free(label)) continue;
      add(label);
      return;
    }
}

void LadderTexts::place_breaks() {
  for (LadderBreak& drawn : m_.breaks) {
    const TimeAxis::Break b = in_.axis.break_number(drawn.number);
    const std::string time = time_text(std::min(b.to, in_.now) - b.from);
    drawn.idle = is_idle(b);
    std::vector<std::string> texts = {time};
    if (drawn.idle) texts.insert(texts.begin(), in_.source.phrases(Phrase::Idle, {time}));
    const float half = in_.type.size(12) * kLine;
    const float low = std::max(m_.body.y0 + half, m_.body.y1 - half);
    const float wish = (drawn.y0 + (b.unfolded ? drawn.y1 : y_of(b.to))) / 2;
    const float y = b.unfolded ? std::clamp(wish, m_.body.y0 + half, low) : wish;
    std::any_of(texts.begin(), texts.end(), [&](const std::string& text) {
      for (float part : {0.5f, 0.25f, 0.75f, 0.15f, 0.85f, 0.38f, 0.62f})
        if (try_break(drawn, {m_.x[0] + (m_.x[1] - m_.x[0]) * part, y}, text)) return true;
      return false;
    });
    if (drawn.pill.width() > 0) continue;
    // Where the lifelines are too near to each other, to their right.
    const float half_pill = in_.type.width(Face::Text, 12, time) / 2 + kPillPad * in_.type.ui;
    try_break(drawn, {m_.x[1] + m_.strip + half_pill, y}, time);
  }
}

// Nothing happens in a break, but something may be on its way.
bool LadderTexts::is_idle(const TimeAxis::Break& b) const {
  const float y = (y_of(b.from) + y_of(b.to)) / 2;
  return std::none_of(m_.arrows.begin(), m_.arrows.end(), [&](const LadderArrow& a) {
    return std::min(a.from.y, a.to.y) < y && std::max(a.from.y, a.to.y) > y;
  });
}

bool LadderTexts::try_break(LadderBreak& drawn, Point middle, const std::string& text) {
  const float ui = in_.type.ui;
  Label label = make_label(in_.type, middle, Align::Center, Face::Text, 12, in_.theme.soft, text);
  const Rect pill = label.box.inset(-kPillPad * ui, -3 * ui);
  Label whole = label;  // nothing else may touch the pill
  whole.box = pill;
  const float inner = m_.strip;  // clear of the lifelines and their zigzags
  const bool between_them = pill.x0 >= m_.x[0] + inner && pill.x1 <= m_.x[1] - inner;
  if (!between_them && pill.x0 < m_.x[1] + inner - 0.5f) return false;
  if (!m_.body.contains(pill) || !is_free(whole)) return false;
  const Quad room = corners(whole);
  const bool crossed = way_rows_.any(pill.y0, pill.y1, [&](uint32_t i) {
    return pill.overlaps(ways_[i].inset(-1)) && crosses(room, m_.arrows[i].from, m_.arrows[i].to);
  });
  if (crossed) return false;
  drawn.pill = pill;
  label.box = {label.box.x0, pill.y0, label.box.x1, pill.y1};
  add(label);
  return true;
}

std::string LadderTexts::counted(Phrase phrase, size_t count) const {
  return in_.source.phrases(phrase, {grouped_text(count)});
}

// How many segments lie here, over them, nearer to their sender.
void LadderTexts::place_crowd(LadderCrowd& crowd) {
  const float ui = in_.type.ui;
  const std::string text = counted(Phrase::ManySegments, crowd.count);
  Label label = make_label(in_.type, {}, Align::Center, Face::Mono, kArrowEm, in_.theme.ink, text);
  const float wide = label.box.width();
  for (float along : {0.3f, 0.4f, 0.2f, 0.5f})
    for (float part : {0.5f, 0.3f, 0.7f, 0.1f, 0.9f}) {
      const Point at = between_crowd(crowd, part, along);
      label.box = around(at, wide, label.box.height());
      Label whole = label;
      whole.box = label.box.inset(-6 * ui, -1 * ui);
      if (!is_free(whole)) continue;
      crowd.pill = whole.box;
      add(std::move(label), whole.box);
      return;
    }
}

// A point on one of its folds: `part` says on which, `along` how far from its sender.
Point LadderTexts::between_crowd(const LadderCrowd& crowd, float part, float along) const {
  const auto range = static_cast<float>(crowd.last_fold - crowd.first_fold);
  size_t i = crowd.first_fold + static_cast<size_t>(range * part);
  while (m_.folds[i].host != crowd.host) --i;
  const auto& p = m_.folds[i].corners;
  return between(between(p[0], p[1], 0.5f), between(p[2], p[3], 0.5f), along);
}

void LadderTexts::place_ticks() {
  if (in_.axis.break_count() == 0 && m_.content <= 0) return;
  const Time top = in_.axis.time(m_.scroll);
  const Time bottom = std::min(in_.now, in_.axis.time(m_.scroll + m_.body.height()));
  Time from = top;
  const size_t first = in_.axis.break_below(m_.scroll);
  for (size_t i = first; i < in_.axis.break_count() && i < first + kMostBreaks; ++i) {
    const TimeAxis::Break b = in_.axis.break_number(i);
    if (b.from >= bottom) break;
    if (b.to <= top) continue;
    place_piece(from, b.from);
    if (b.unfolded) place_piece(b.from, std::min(b.to, bottom));
    if (b.to <= bottom) try_tick(b.to);
    from = b.to;
  }
  place_piece(from, bottom);
}

// Round instants at a distance that leaves room for their labels.
void LadderTexts::place_piece(Time from, Time to) {
  const double px = in_.axis.y(to) - in_.axis.y(from);
  if (to <= from || px <= 1) return;
  const double ns = static_cast<double>((to - from).ns);
  const Duration step = round_up({static_cast<int64_t>(ns / px * 54 * in_.type.ui)});
  Time t{(from.ns + step.ns - 1) / step.ns * step.ns};
  for (int i = 0; t <= to && i < 200; t = t + step, ++i) try_tick(t);
}

bool LadderTexts::try_tick(Time t) {
  const float ui = in_.type.ui;
  const float half = in_.type.size(kTickEm) * kLine / 2;
  const Point at{m_.body.x0 + kBracketColumn * ui,
                 std::max(y_of(t), m_.clip.y0 + half)};
  const Label label = fit_label(in_.type, at, Align::Left, Face::Mono, kTickEm, in_.theme.dim,
                                instant_text(t), kTimeColumn * ui);
  Label wide = label;  // a gap to the texts at the lifeline
  wide.box.x1 += 5 * ui;
  if (!is_free(wide)) return false;
  add(label);
  return true;
}

}  // namespace finwait
