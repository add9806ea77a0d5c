// The running hash of a trace: explicit 64-bit words in, one 64-bit digest out.
//
// Only explicit fields are hashed, never raw struct bytes, so that the digest is the same for every
// compiler, build type and byte order. What it covers is documented at `World`; a change of that,
// or of the mixing here, is a new version ("h2:").
#pragma once

#include <cstdint>
#include <string>

namespace finwait {

class RunningHash {
 public:
  constexpr void fold(uint64_t word) {
    state_ = (state_ ^ word) * 0x9e3779b97f4a7c15u;
    state_ ^= state_ >> 29;
  }
  constexpr uint64_t value() const { return finish(state_); }
  constexpr bool operator==(const RunningHash&) const = default;

 private:
  static constexpr uint64_t finish(uint64_t x) {
    x = (x ^ (x >> 32)) * 0xd6e8feb86659fd93u;
    x = (x ^ (x >> 32)) * 0xd6e8feb86659fd93u;
    return x ^ (x >> 32);
  }
  uint64_t state_ = 0x6a09e667f3bcc908u;
};

// "h1:" and 16 lower-case hexadecimal digits.
std::string hash_text(uint64_t digest);

}  // namespace finwait
