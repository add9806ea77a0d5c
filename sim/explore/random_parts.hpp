// The parts of which random_scenario makes a world. Internal to this floor.
#pragma once

#include <initializer_list>
#include <string>

#include "sim/world/script.hpp"

namespace finwait {

// Draws from one generator.
class Dice {
 public:
  explicit Dice(uint64_t seed) : random_(seed) {}

  uint64_t below(uint64_t bound) { return random_.below(bound); }
  bool one_in(uint64_t n) { return random_.below(n) == 0; }
  uint64_t pick(std::initializer_list<uint64_t> values) {
    return values.begin()[below(values.size())];
  }
  Duration ms(int64_t low, int64_t high) {
    return milliseconds(low + static_cast<int64_t>(below(static_cast<uint64_t>(high - low + 1))));
  }

 private:
  Xoshiro256 random_;
};

// What may go wrong in a world. A quarter of all worlds is calm: nothing does, and then every
// octet must arrive.
struct Mood {
  bool calm = false;
  bool lossy = false;
  bool crashes = false;
  bool forged = false;
  bool odd_settings = false;
};

HostConfig random_host(Dice& dice, const Mood& mood, size_t index, std::string name);
void make_random_network(Dice& dice, const Mood& mood, Script& script);

}  // namespace finwait
