#include "gui/model/ladder_leader.hpp"

#include <algorithm>

namespace finwait {
namespace {

constexpr float kAir = 3;  // design units between a leader and a text

// The parts of [x0, x1] at a height where no text stands.
std::vector<std::array<float, 2>> free_pieces(const LadderModel& m, float y, float x0, float x1,
                                              float air) {
  std::vector<std::array<float, 2>> texts;
  for (const Label& label : m.labels) {
    const Rect box = bounds(label);
    if (box.y0 < y + 1 && box.y1 > y - 1) texts.push_back({box.x0 - air, box.x1 + air});
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

void place_leaders(const LadderInput& in, LadderModel& m) {
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
    leader.pieces = free_pieces(m, b.y1, x0, x1, kAir * in.type.ui);
    leader.color = b.color;
    leader.strong = is_pointed_at(in, leader);
    m.leaders.push_back(std::move(leader));
  }
}

}  // namespace finwait
