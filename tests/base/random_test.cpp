// The generators against published vectors, and draws that depend on content alone.
#include "sim/base/random.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace finwait;

TEST_CASE("SplitMix64: the numbers of its authors' reference code") {
  uint64_t state = 1234567;
  for (const uint64_t expected :
       {6457827717110365317u, 3203168211198807973u, 9817491932198370423u, 4593380528125082431u,
        16408922859458223821u})
    CHECK(splitmix64(state) == expected);
  state = 0;
  for (const uint64_t expected :
       {0xe220a8397b1dcdafu, 0x6e789e6aa1b965f4u, 0x06c45d188009454fu, 0xf88bb8a8724c81ecu})
    CHECK(splitmix64(state) == expected);
}

TEST_CASE("xoshiro256**: the numbers of its authors' reference code from state 1 2 3 4") {
  Xoshiro256 random(std::array<uint64_t, 4>{1, 2, 3, 4});
  for (const uint64_t expected :
       {uint64_t{11520}, uint64_t{0}, uint64_t{1509978240}, uint64_t{1215971899390074240},
        uint64_t{1216172134540287360}, uint64_t{607988272756665600}, 16172922978634559625u,
        uint64_t{8476171486693032832}, 10595114339597558777u, uint64_t{2904607092377533576}})
    CHECK(random.next() == expected);
}

TEST_CASE("xoshiro256** seeded: SplitMix64 fills the state") {
  uint64_t state = 7;
  std::array<uint64_t, 4> words{};
  for (uint64_t& word : words) word = splitmix64(state);
  Xoshiro256 seeded(7);
  Xoshiro256 filled(words);
  for (int i = 0; i < 10; ++i) CHECK(seeded.next() == filled.next());
}

TEST_CASE("below() and chance() stay in their bounds") {
  Xoshiro256 random(1);
  for (int i = 0; i < 1000; ++i) {
    CHECK(random.below(7) < 7);
    CHECK(random.below(1) == 0);
    CHECK(random.chance(1, 1));
    CHECK_FALSE(random.chance(0, 5));
  }
}

TEST_CASE("draw: the same question has the same answer, any other another") {
  CHECK(draw(1, 2, 3) == draw(1, 2, 3));
  CHECK(draw(1, 2, 3) != draw(1, 3, 2));
  CHECK(draw(1, 2, 3) != draw(2, 2, 3));
  CHECK(draw(1, 2) != draw(1, 2, 0));
  CHECK(draw(1, 0) != draw(1, 1));
}

TEST_CASE("Ratio: never, always, and about as often as it says") {
  CHECK(Ratio{0, 1}.never());
  int hits = 0;
  for (uint64_t i = 0; i < 10000; ++i) {
    CHECK_FALSE(Ratio{0, 5}.hit(draw(1, i)));
    CHECK(Ratio{1, 1}.hit(draw(1, i)));
    if (Ratio{1, 4}.hit(draw(1, i))) ++hits;
  }
  CHECK(hits > 2300);
  CHECK(hits < 2700);
}
