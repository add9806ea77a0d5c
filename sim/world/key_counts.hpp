// KeyCounts: how often each of ever more things was met. Keys are never zero, and differ in any of
// their bits; nothing is ever forgotten. Open addressing, deterministic for every platform; copies
// share what they have in common (see SharedList).
//
// Each key has a neighbourhood: those of one lie beside each other. Where things of a neighbourhood
// are met shortly after one another, copies have much more in common.
#pragma once

#include <cstdint>
#include <utility>

#include "sim/base/shared_list.hpp"

namespace finwait {

class KeyCounts {
 public:
  // Counts one more; says how many there were before. A key's neighbourhood is always the same.
  uint32_t count(uint64_t key, uint32_t region) {
    if (2 * (used_ + 1) > cells_.size()) grow();
    const size_t i = place_of(key, region);
    Cell& cell = cells_.edit(i);
    if (cell.key == 0) ++used_;
    cell.key = key;
    cell.region = region;
    return cell.times++;
  }

  size_t size() const { return used_; }
  size_t footprint() const { return cells_.footprint(); }
  // See SharedList::share().
  void share() { cells_.share(); }
  bool operator==(const KeyCounts&) const = default;

 private:
  struct Cell {
    uint64_t key = 0;
    uint32_t times = 0;
    uint32_t region = 0;
    bool operator==(const Cell&) const = default;
  };
  // Small chunks: the first key that is counted in one copies it. A neighbourhood begins in one.
  static constexpr size_t kChunk = 64;
  using Cells = SharedList<Cell, kChunk>;

  // Where a key is, or is to be.
  size_t place_of(uint64_t key, uint32_t region) const {
    const size_t mask = cells_.size() - 1;
    const uint64_t chunk = (region + uint64_t{1}) * 0x9e3779b97f4a7c15u >> 32;
    const uint64_t inside = (key ^ key >> 32) * 0x9e3779b97f4a7c15u >> 32;
    size_t i = static_cast<size_t>(chunk * kChunk + inside % kChunk) & mask;
    while (cells_[i].key != 0 && cells_[i].key != key) i = (i + 1) & mask;
    return i;
  }
  void grow() {
    const size_t wider = cells_.size() == 0 ? 16 : 2 * cells_.size();
    Cells old;
    std::swap(old, cells_);
    while (cells_.size() < wider) cells_.extend();
    for (size_t i = 0; i < old.size(); ++i)
      if (const Cell cell = old[i]; cell.key != 0)
        cells_.edit(place_of(cell.key, cell.region)) = cell;
  }

  Cells cells_;
  size_t used_ = 0;
};

}  // namespace finwait
