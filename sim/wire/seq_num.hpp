// SeqNum: a 32-bit sequence number, compared modulo 2^32 (RFC 9293 section 3.4).
//
// `<` and `<=` hold within half the number space. This is not a total order: never sort or hash by
// it, and never compare with plain integers.
#pragma once

#include <cstdint>

namespace finwait {

struct SeqNum {
  uint32_t value = 0;

  constexpr bool operator==(const SeqNum&) const = default;
  // Strictly before: the way forward from *this to o is shorter than half the space.
  constexpr bool operator<(SeqNum o) const { return static_cast<int32_t>(o.value - value) > 0; }
  constexpr bool operator<=(SeqNum o) const { return static_cast<int32_t>(o.value - value) >= 0; }
  constexpr bool operator>(SeqNum o) const { return o < *this; }
  constexpr bool operator>=(SeqNum o) const { return o <= *this; }

  constexpr SeqNum operator+(uint32_t n) const { return {value + n}; }
  constexpr SeqNum operator-(uint32_t n) const { return {value - n}; }
  constexpr SeqNum& operator+=(uint32_t n) { return value += n, *this; }
  // The way forward from o to *this, modulo 2^32.
  constexpr uint32_t operator-(SeqNum o) const { return value - o.value; }
};

// The signed distance from `from` to `to`, for display of relative numbers.
constexpr int32_t distance(SeqNum from, SeqNum to) {
  return static_cast<int32_t>(to.value - from.value);
}

constexpr SeqNum later(SeqNum a, SeqNum b) { return a < b ? b : a; }
constexpr SeqNum earlier(SeqNum a, SeqNum b) { return a < b ? a : b; }

// True for start <= x < start + length (modulo 2^32); false for an empty window.
constexpr bool in_window(SeqNum x, SeqNum start, uint32_t length) { return x - start < length; }

}  // namespace finwait
