// Finds what lies at a height, without looking at all there is: things are noted in the rows of
// pixels that they reach into.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace finwait {

class RowFinder {
 public:
  // What lies above or below counts as lying in the first or last row.
  RowFinder(float top, float bottom)
      : top_(top), heads_(1 + static_cast<size_t>(std::max(0.f, bottom - top) / kRow), kEnd) {}

  // Thing number `thing` reaches from y0 to y1.
  void add(uint32_t thing, float y0, float y1) {
    for (size_t row = row_of(y0); row <= row_of(y1); ++row) {
      notes_.push_back({thing, heads_[row]});
      heads_[row] = static_cast<uint32_t>(notes_.size() - 1);
    }
  }

  // Whether something that may reach into y0 to y1 passes the test; it may be asked twice.
  template <class Test>  // bool test(uint32_t thing)
  bool any(float y0, float y1, const Test& test) const {
    for (size_t row = row_of(y0); row <= row_of(y1); ++row)
      for (uint32_t note = heads_[row]; note != kEnd; note = notes_[note].next)
        if (test(notes_[note].thing)) return true;
    return false;
  }

 private:
  static constexpr float kRow = 16;
  static constexpr uint32_t kEnd = UINT32_MAX;
  struct Note {
    uint32_t thing;
    uint32_t next;  // of the same row
  };

  size_t row_of(float y) const {
    const float row = std::clamp((y - top_) / kRow, 0.f, static_cast<float>(heads_.size() - 1));
    return static_cast<size_t>(row);
  }

  float top_;
  std::vector<uint32_t> heads_;  // of the rows' lists
  std::vector<Note> notes_;
};

}  // namespace finwait
