// FlatMap: 64-bit keys to 32-bit values, open addressing, deterministic for every platform.
// Keys are well-mixed numbers (hashes) and never zero. It is a plain value.
#pragma once

#include <cstdint>
#include <vector>

namespace finwait {

class FlatMap {
 public:
  static constexpr uint32_t kMissing = 0xffffffff;

  uint32_t find(uint64_t key) const {
    if (cells_.empty()) return kMissing;
    for (size_t i = home(key);; i = (i + 1) & mask()) {
      if (cells_[i].key == key) return cells_[i].value;
      if (cells_[i].key == 0) return kMissing;
    }
  }

  // Inserts or replaces.
  void set(uint64_t key, uint32_t value) {
    if (2 * (used_ + 1) > cells_.size()) grow();
    for (size_t i = home(key);; i = (i + 1) & mask()) {
      if (cells_[i].key != 0 && cells_[i].key != key) continue;
      if (cells_[i].key == 0) ++used_;
      cells_[i] = {key, value};
      return;
    }
  }

  void erase(uint64_t key) {
    if (cells_.empty()) return;
    size_t i = home(key);
    while (cells_[i].key != key) {
      if (cells_[i].key == 0) return;
      i = (i + 1) & mask();
    }
    // Close the gap: whatever was pushed past it moves back.
    for (size_t k = (i + 1) & mask(); cells_[k].key != 0; k = (k + 1) & mask()) {
      const size_t start = home(cells_[k].key);
      if (((k - start) & mask()) < ((k - i) & mask())) continue;
      cells_[i] = cells_[k];
      i = k;
    }
    cells_[i] = {};
    --used_;
  }

  size_t size() const { return used_; }
  size_t footprint() const { return cells_.size() * sizeof(Cell); }
  bool operator==(const FlatMap&) const = default;

 private:
  struct Cell {
    uint64_t key = 0;
    uint32_t value = 0;
    bool operator==(const Cell&) const = default;
  };
  size_t mask() const { return cells_.size() - 1; }
  size_t home(uint64_t key) const { return static_cast<size_t>(key >> 17) & mask(); }
  void grow() {
    std::vector<Cell> old(cells_.empty() ? 16 : cells_.size() * 2);
    old.swap(cells_);
    used_ = 0;
    for (const Cell& c : old)
      if (c.key != 0) set(c.key, c.value);
  }

  std::vector<Cell> cells_;
  size_t used_ = 0;
};

}  // namespace finwait
