#include "gui/model/ladder_leader.hpp"

#include <algorithm>
#include <cmath>

namespace finwait {
namespace {

constexpr float kAir = 3;  // design units between a leader and a text
constexpr float kCrumb = 24;
constexpr float kLetters = 2;  // that a line of text is higher than its letters, at each side

// From where to where a text lies at a height, or nothing.
std::optional<std::array<float, 2>> cut_at(const Label& label, float y) {
  const std::array<Point, 4> p = corners(label);
  std::optional<std::array<float, 2>> cut;
  for (size_t i = 0; i < 4; ++i) {
    const Point a = p[i];
    const Point b = p[(i + 1) % 4];
    if (std::max(a.y, b.y) < y - 1 || std::min(a.y, b.y) > y + 1) continue;
    const float flat = std::abs(b.y - a.y);
    for (float at : {y - 1, y + 1}) {
      const float part = flat < 0.01f ? 0 : std::clamp((at - a.y) / (b.y - a.y), 0.f, 1.f);
      for (const float x : {between(a, b, part).x, flat < 0.01f ? b.x : between(a, b, part).x})
        cut = cut ? std::array<float, 2>{std::min((*cut)[0], x), std::max((*cut)[1], x)}
                  : std::array<float, 2>{x, x};
    }
  }
  return cut;
}

// Where lines find no way, because texts stand there. `slack`: what a line of text is higher than
// what is kept clear of it.
class TextFences {
 public:
  explicit TextFences(const LadderModel& m, float slack = 0) : labels_(m.labels), slack_(slack) {
    for (const Label& label : labels_) boxes_.push_back(bounds(label));
  }

  // The parts of [x0, x1] at a height where no text stands.
  std::vector<std::array<float, 2>> free_pieces(float y, float x0, float x1, float air) const {
    std::vector<std::array<float, 2>> texts;
    for (size_t i = 0; i < boxes_.size(); ++i) {
      if (boxes_[i].y0 > y + kNear || boxes_[i].y1 < y - kNear) continue;
      Label label = labels_[i];
      label.box = label.box.inset(0, slack_);
      if (const auto cut = cut_at(label, y)) texts.push_back({(*cut)[0] - air, (*cut)[1] + air});
    }
    std::sort(texts.begin(), texts.end());
    std::vector<std::array<float, 2>> pieces;
    for (const auto& text : texts) {
      if (text[0] > x0) pieces.push_back({x0, std::min(text[0], x1)});
      x0 = std::max(x0, text[1]);
      if (x0 >= x1) return pieces;
    }
    pieces.push_back({x0, x1});
    return pieces;
  }

 private:
  static constexpr float kNear = 2;  // pixels
  const std::vector<Label>& labels_;
  float slack_;
  std::vector<Rect> boxes_;
};

bool is_pointed_at(const LadderInput& in, const LadderLeader& leader) {
  if (in.selected_record == leader.record) return true;
  const Record& effect = in.source.trace.record(leader.effect);
  if (effect.kind != RecordKind::Sent) return false;
  return in.selected == effect.packet() || in.hovered == effect.packet();
}

}  // namespace

uint32_t effect_of_timer(const Trace& trace, uint32_t record) {
  const uint32_t step = trace.step_of(record);
  const auto end = static_cast<uint32_t>(
      step < trace.step_ends.size() ? trace.step_ends[step] : trace.records.size());
  uint32_t state = 0;
  for (uint32_t id = record + 1; id <= end; ++id) {
    const Record& r = trace.record(id);
    if (r.cause != record) continue;
    if (r.kind == RecordKind::Sent) return id;
    if (r.kind == RecordKind::State && state == 0) state = id;
  }
  return state;
}

void place_now_line(LadderModel& m, float ui) {
  if (!m.now_y) return;
  const TextFences fences(m, kLetters * ui);
  m.now_pieces = fences.free_pieces(*m.now_y, m.body.x0, m.body.x1, kAir * ui);
}

void break_silences(LadderModel& m, float ui) {
  const TextFences fences(m, kLetters * ui);
  const float x0 = m.x[0] + m.strip + 4 * ui;
  const float x1 = m.x[1] - m.strip - 4 * ui;
  for (LadderBreak& b : m.breaks)
    if (b.pill.width() > 0)
      b.pieces = fences.free_pieces(b.pill.center().y, x0, x1, kAir * ui);
}

void place_leaders(const LadderInput& in, LadderModel& m) {
  const TextFences fences(m);
  for (const LadderBracket& b : m.brackets) {
    if (b.y1 < m.body.y0 || b.y1 > m.body.y1) continue;
    const uint32_t effect = effect_of_timer(in.source.trace, b.record);
    if (effect == 0 || effect > in.record_limit) continue;
    LadderLeader leader;
    leader.record = b.record;
    leader.effect = effect;
    leader.from = {b.x + b.tick, b.y1};
    leader.tip = {m.x[b.host] + (b.host == 0 ? -1.f : 1.f) * (m.strip / 2 + 1), b.y1};
    const auto [x0, x1] = std::minmax(leader.from.x, leader.tip.x);
    leader.pieces = fences.free_pieces(b.y1, x0, x1, kAir * in.type.ui);
    // Crumbs between two texts look like dirt; the one with the head stays.
    std::erase_if(leader.pieces, [&](const std::array<float, 2>& piece) {
      const auto ends_at = [&](float x) { return piece[0] == x || piece[1] == x; };
      const bool between = !ends_at(leader.tip.x) && !ends_at(leader.from.x);
      return between && piece[1] - piece[0] < kCrumb * in.type.ui;
    });
    leader.color = b.color;
    leader.strong = is_pointed_at(in, leader);
    m.leaders.push_back(std::move(leader));
  }
}

}  // namespace finwait
