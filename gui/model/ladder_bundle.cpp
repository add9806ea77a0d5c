#include "gui/model/ladder_bundle.hpp"

#include <algorithm>
#include <cmath>

namespace finwait {
namespace {

constexpr float kApart = 4;      // design units between two arrows of a bundle
constexpr float kThickest = 16;  // a bundle
constexpr float kSame = 1.5f;    // pixels
constexpr size_t kMostSpread = 120;  // arrows in the window

// Where it is at the other lifeline, though it may have been lost on its way.
float far_end(const LadderArrow& a, float width) {
  const float way = std::max(1.f, std::abs(a.goal.x - a.from.x));
  return a.from.y + (a.goal.y - a.from.y) * width / way;
}

bool together(const LadderArrow& a, const LadderArrow& b, float width) {
  return !a.loop && !b.loop && a.from.x == b.from.x && std::abs(a.from.y - b.from.y) < kSame &&
         std::abs(far_end(a, width) - far_end(b, width)) < kSame;
}

void spread(std::vector<LadderArrow*>& bundle, uint32_t number, float ui) {
  const auto steps = static_cast<float>(bundle.size() - 1);
  const float apart = std::min(kApart, kThickest / steps) * ui;
  for (size_t i = 0; i < bundle.size(); ++i) {
    LadderArrow& a = *bundle[i];
    const float off = (static_cast<float>(i) - steps / 2) * apart;
    a.from.y += off;
    a.to.y += off;
    a.goal.y += off;
    if (a.reset) a.reset->y += off;
    a.bundle = number;
    a.above = static_cast<float>(i) * apart;
    a.below = (steps - static_cast<float>(i)) * apart;
    const auto alike = std::count_if(bundle.begin(), bundle.end(),
                                     [&](const LadderArrow* b) { return b->color == a.color; });
    a.alike = static_cast<uint32_t>(alike);
  }
}

}  // namespace

void spread_bundles(LadderModel& m, float ui) {
  if (m.arrows.size() > kMostSpread) return;
  const float width = m.x[1] - m.x[0] - m.strip - 6 * ui;
  uint32_t number = 0;
  for (size_t i = 0; i < m.arrows.size(); ++i) {
    if (m.arrows[i].bundle != 0) continue;
    std::vector<LadderArrow*> bundle{&m.arrows[i]};
    for (size_t k = i + 1; k < m.arrows.size(); ++k)
      if (m.arrows[k].bundle == 0 && together(m.arrows[i], m.arrows[k], width))
        bundle.push_back(&m.arrows[k]);
    if (bundle.size() > 1) spread(bundle, ++number, ui);
  }
}

// Those of a bundle that are of one kind have one dot together.
void place_dots(LadderModel& m) {
  struct Kind {
    uint32_t bundle;
    size_t dot;
  };
  std::vector<Kind> kinds;
  for (const LadderArrow& a : m.arrows) {
    if (!a.dot || a.loop || a.streak) continue;
    const auto same = std::find_if(kinds.begin(), kinds.end(), [&](const Kind& k) {
      return k.bundle == a.bundle && m.dots[k.dot].color == a.color;
    });
    if (a.bundle != 0 && same != kinds.end()) {
      m.dots[same->dot].to = a.to;
      continue;
    }
    if (a.bundle != 0) kinds.push_back({a.bundle, m.dots.size()});
    m.dots.push_back({a.to, a.to, a.color, a.life});
  }
}

}  // namespace finwait
