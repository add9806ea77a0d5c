// KeyCounts: how often each of ever more things was met. Keys are never zero, and differ in any of
// their bits; nothing is ever forgotten. Open addressing, deterministic for every platform; copies
// share what they have in common (see SharedList).
#pragma once

#include <cstdint>
#include <utility>

#include "sim/base/shared_list.hpp"

namespace finwait {

class KeyCounts {
 public:
  // Counts one more; says how many there were before.
  uint32_t count(uint64_t key) {
    if (2 * (used_ + 1) > cells_.size()) grow();
    const size_t i = place_of(key);
    Cell& cell = cells_.edit(i);
    if (cell.key == 0) ++used_;
    cell.key = key;
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
    bool operator==(const Cell&) const = default;
  };
  // Small chunks: keys lie anywhere, and the first that is counted in one copies it.
  using Cells = SharedList<Cell, 64>;

  // Where a key is, or is to be.
  size_t place_of(uint64_t key) const {
    const size_t mask = cells_.size() - 1;
    const uint64_t mixed = (key ^ key >> 32) * 0x9e3779b97f4a7c15u;
    size_t i = static_cast<size_t>(mixed >> 32) & mask;
    while (cells_[i].key != 0 && cells_[i].key != key) i = (i + 1) & mask;
    return i;
  }
  void grow() {
    const size_t wider = cells_.size() == 0 ? 16 : 2 * cells_.size();
    Cells old;
    std::swap(old, cells_);
    while (cells_.size() < wider) cells_.extend();
    for (size_t i = 0; i < old.size(); ++i)
      if (const Cell cell = old[i]; cell.key != 0) cells_.edit(place_of(cell.key)) = cell;
  }

  Cells cells_;
  size_t used_ = 0;
};

}  // namespace finwait
