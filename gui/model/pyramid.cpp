#include "gui/model/pyramid.hpp"

namespace finwait {
namespace {

constexpr size_t blocks_of(size_t count) {
  return (count + kPyramidFan - 1) / kPyramidFan;
}

}  // namespace

FlagPyramid::FlagPyramid(std::vector<uint16_t> flags) : items_(std::move(flags)) {
  const std::vector<uint16_t>* below = &items_;
  while (below->size() > kPyramidFan) {
    std::vector<uint16_t> level(blocks_of(below->size()));
    for (size_t i = 0; i < below->size(); ++i)
      level[i / kPyramidFan] = static_cast<uint16_t>(level[i / kPyramidFan] | (*below)[i]);
    levels_.push_back(std::move(level));
    below = &levels_.back();
  }
}

uint16_t FlagPyramid::any(size_t from, size_t to) const {
  unsigned all = 0;
  const std::vector<uint16_t>* level = &items_;
  for (size_t k = 0;; ++k) {
    const bool last = k == levels_.size() || to - from < 2 * kPyramidFan;
    while (from < to && (last || from % kPyramidFan != 0)) all |= (*level)[from++];
    while (from < to && to % kPyramidFan != 0) all |= (*level)[--to];
    if (from >= to) return static_cast<uint16_t>(all);
    from /= kPyramidFan;
    to /= kPyramidFan;
    level = &levels_[k];
  }
}

size_t FlagPyramid::first(size_t from, size_t to, uint16_t flags) const {
  for (size_t i = from; i < to;) {
    if (items_[i] & flags) return i;
    size_t step = 1;
    for (const auto& level : levels_) {
      const size_t wide = step * kPyramidFan;
      if (i % wide != 0 || (level[i / wide] & flags)) break;
      step = wide;
    }
    i += step;
  }
  return to;
}

size_t FlagPyramid::footprint() const {
  size_t count = items_.size();
  for (const auto& level : levels_) count += level.size();
  return count * sizeof(uint16_t);
}

void PeakPyramid::add_levels(std::vector<int64_t> peaks) {
  levels_.push_back(std::move(peaks));
  while (levels_.back().size() > kPyramidFan) {
    const std::vector<int64_t>& below = levels_.back();
    std::vector<int64_t> level(blocks_of(below.size()), INT64_MIN);
    for (size_t i = 0; i < below.size(); ++i)
      level[i / kPyramidFan] = std::max(level[i / kPyramidFan], below[i]);
    levels_.push_back(std::move(level));
  }
}

size_t PeakPyramid::lower_block(size_t i, int64_t least) const {
  size_t step = 1;
  for (const auto& level : levels_) {
    const size_t wide = step * kPyramidFan;
    if (i % wide != 0 || level[i / wide] >= least) break;
    step = wide;
  }
  return step;
}

size_t PeakPyramid::footprint() const {
  size_t count = 0;
  for (const auto& level : levels_) count += level.size();
  return count * sizeof(int64_t);
}

}  // namespace finwait
