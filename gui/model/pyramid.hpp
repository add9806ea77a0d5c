// Pyramids over a long list: an aggregate of every 16 elements, of every 16 of those, and so on.
// They answer "what is in this range" without touching each of its elements.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace finwait {

constexpr size_t kPyramidFan = 16;

// The OR of flag bits; 2.13 octets an element.
class FlagPyramid {
 public:
  FlagPyramid() = default;
  explicit FlagPyramid(std::vector<uint16_t> flags);

  size_t size() const { return items_.size(); }
  uint16_t operator[](size_t i) const { return items_[i]; }
  // All flags of [from, to).
  uint16_t any(size_t from, size_t to) const;
  // The first element of [from, to) with one of these flags; `to` if there is none.
  size_t first(size_t from, size_t to, uint16_t flags) const;
  size_t footprint() const;

 private:
  std::vector<uint16_t> items_;
  std::vector<std::vector<uint16_t>> levels_;
};

// The greatest of values that are kept elsewhere; half an octet an element.
class PeakPyramid {
 public:
  PeakPyramid() = default;
  template <class Value>  // int64_t value(size_t i)
  PeakPyramid(size_t count, const Value& value) {
    std::vector<int64_t> peaks((count + kPyramidFan - 1) / kPyramidFan, INT64_MIN);
    for (size_t i = 0; i < count; ++i)
      peaks[i / kPyramidFan] = std::max(peaks[i / kPyramidFan], int64_t{value(i)});
    add_levels(std::move(peaks));
  }

  // The first element of [from, to) whose value is at least `least`; `to` if there is none.
  template <class Value>
  size_t next(size_t from, size_t to, int64_t least, const Value& value) const {
    for (size_t i = from; i < to;) {
      const size_t step = lower_block(i, least);
      if (step == 1 && value(i) >= least) return i;
      i += step;
    }
    return to;
  }
  size_t footprint() const;

 private:
  void add_levels(std::vector<int64_t> peaks);
  // How many elements the largest block has that starts at i and stays below `least`; else 1.
  size_t lower_block(size_t i, int64_t least) const;

  std::vector<std::vector<int64_t>> levels_;
};

// The first of [from, size) for which `is_beyond` holds, given that it then holds for all behind:
// the nearer to `from`, the fewer questions.
template <class Beyond>  // bool is_beyond(size_t i)
size_t gallop(size_t from, size_t size, const Beyond& is_beyond) {
  size_t low = from;  // everything before it is not beyond
  for (size_t step = 1; low < size; step *= 2) {
    const size_t at = std::min(low + step, size) - 1;
    if (is_beyond(at)) {
      size = at;
      break;
    }
    low = at + 1;
  }
  while (low < size) {
    const size_t middle = low + (size - low) / 2;
    if (is_beyond(middle))
      size = middle;
    else
      low = middle + 1;
  }
  return low;
}

}  // namespace finwait
