#include "gui/model/ladder_bundle.hpp"

#include <algorithm>
#include <cmath>

namespace finwait {
namespace {

constexpr float kApart = 5;      // design units between two arrows of a bundle
constexpr float kThickest = 18;  // a bundle
constexpr float kDot = 5;        // radius
constexpr float kBetweenDots = 1;
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

void place_dots(LadderModel& m) {
  for (const LadderArrow& a : m.arrows) {
    if (!a.dot || a.loop || a.streak) continue;
    const float half = kDot * m.ui;
    const Rect own{a.to.x - half, a.to.y - half, a.to.x + half, a.to.y + half};
    const float high = a.bundle == 0 ? 0 : a.above + a.below;
    const Rect halo{a.to.x - 2 * half, a.to.y - a.above - 2 * half, a.to.x + 2 * half,
                    a.to.y - a.above + high + 2 * half};
    const auto before = std::find_if(m.dots.rbegin(), m.dots.rend(), [&](const LadderDot& d) {
      return a.bundle != 0 && d.bundle == a.bundle;
    });
    if (before == m.dots.rend()) {
      m.dots.push_back({own, halo, a.color, a.bundle, a.life});
      continue;
    }
    if (before->color == a.color) {
      before->rect.y1 = own.y1;
      continue;
    }
    // It ends in the middle between them, where another kind begins.
    const float border = (before->rect.y1 - half + a.to.y) / 2;
    before->rect.y1 = border - kBetweenDots * m.ui / 2;
    const Rect below{own.x0, border + kBetweenDots * m.ui / 2, own.x1, own.y1};
    m.dots.push_back({below, {}, a.color, a.bundle, a.life});
  }
}

}  // namespace finwait
