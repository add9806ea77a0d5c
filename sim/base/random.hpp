// Deterministic pseudo-random numbers.
//
// Two uses: (1) `Xoshiro256` makes random scenarios from a seed; (2) `draw` makes the World's own
// decisions (loss, jitter, initial sequence numbers). A World holds no generator: each draw is a
// function of the seed and of *what* is being decided, so that dropping one segment by hand does
// not reshuffle the fate of all others.
#pragma once

#include <array>
#include <cstdint>

namespace finwait {

// SplitMix64: one step. Advances `state`, returns the next number.
// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators" (2014).
constexpr uint64_t splitmix64(uint64_t& state) {
  state += 0x9e3779b97f4a7c15u;
  uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

// xoshiro256** 1.0 (Blackman, Vigna 2018), seeded through SplitMix64.
class Xoshiro256 {
 public:
  explicit constexpr Xoshiro256(uint64_t seed) {
    for (uint64_t& word : s_) word = splitmix64(seed);
  }
  explicit constexpr Xoshiro256(const std::array<uint64_t, 4>& state) : s_(state) {}

  constexpr uint64_t next() {
    const uint64_t result = rotl(s_[1] * 5, 7) * 9;
    const uint64_t t = s_[1] << 17;
    s_[2] ^= s_[0];
    s_[3] ^= s_[1];
    s_[1] ^= s_[2];
    s_[0] ^= s_[3];
    s_[2] ^= t;
    s_[3] = rotl(s_[3], 45);
    return result;
  }

  // A number in [0, bound); bound >= 1. The bias is below 2^-32 for bounds below 2^32.
  constexpr uint64_t below(uint64_t bound) { return next() % bound; }

  // True with probability numerator/denominator.
  constexpr bool chance(uint64_t numerator, uint64_t denominator) {
    return below(denominator) < numerator;
  }

 private:
  static constexpr uint64_t rotl(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }
  std::array<uint64_t, 4> s_;
};

// A number that depends on nothing but the seed and the words: the same question always has the
// same answer. Uses SplitMix64's finalizer as the mixing function.
template <class... Words>
constexpr uint64_t draw(uint64_t seed, Words... words) {
  uint64_t state = seed;
  uint64_t out = splitmix64(state);
  ((state ^= static_cast<uint64_t>(words) + (out << 1), out = splitmix64(state)), ...);
  return out;
}

// A probability as an exact ratio, 0 <= numerator <= denominator.
struct Ratio {
  uint32_t numerator = 0;
  uint32_t denominator = 1;

  constexpr bool operator==(const Ratio&) const = default;
  constexpr bool never() const { return numerator == 0; }
  // Decides with a uniformly distributed 64-bit number.
  constexpr bool hit(uint64_t random) const {
    return (random >> 32) * denominator < (uint64_t{numerator} << 32);
  }
};

}  // namespace finwait
