// EventQueue, FlatMap, SharedList and KeyCounts against plain models, with random operations.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <vector>

#include "sim/base/random.hpp"
#include "sim/base/shared_list.hpp"
#include "sim/world/event_queue.hpp"
#include "sim/world/flat_map.hpp"
#include "sim/world/key_counts.hpp"

using namespace finwait;

TEST_CASE("EventQueue: the first by time, then kind, then order, however they were pushed") {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    Xoshiro256 random(seed);
    EventQueue queue;
    std::vector<EventQueue::Event> model;
    int64_t now = 0;
    for (uint64_t i = 0; i < 500; ++i) {
      if (model.empty() || random.below(5) < 3) {
        const auto kind = static_cast<Due>(random.below(4));
        const Time t{now + static_cast<int64_t>(random.below(kind == Due::Woken ? 1 : 20))};
        queue.push(t, kind, i, static_cast<uint32_t>(random.below(100)));
        model.push_back({t, uint64_t{static_cast<uint8_t>(kind)} << 62 | i << 24});
      } else {
        const auto first = std::min_element(model.begin(), model.end());
        const EventQueue::Event popped = queue.pop();
        REQUIRE(popped.t == first->t);
        REQUIRE(popped.kind() == first->kind());
        REQUIRE(popped.order() == first->order());
        now = popped.t.ns;
        model.erase(first);
      }
      REQUIRE(queue.size() == model.size());
      if (!model.empty())
        REQUIRE(queue.top().t == std::min_element(model.begin(), model.end())->t);
    }
  }
}

TEST_CASE("FlatMap: finds what was set and not erased") {
  for (uint64_t seed = 1; seed <= 100; ++seed) {
    Xoshiro256 random(seed);
    FlatMap map;
    std::map<uint64_t, uint32_t> model;
    for (uint32_t i = 0; i < 1000; ++i) {
      const uint64_t key = draw(seed, random.below(60)) | 1;
      if (random.chance(2, 5)) {
        map.erase(key);
        model.erase(key);
      } else {
        map.set(key, i);
        model[key] = i;
      }
      const uint64_t asked = draw(seed, random.below(60)) | 1;
      const auto found = model.find(asked);
      REQUIRE(map.find(asked) == (found == model.end() ? FlatMap::kMissing : found->second));
      REQUIRE(map.size() == model.size());
    }
  }
}

TEST_CASE("SharedList: however copies share, each is what was done to it") {
  using Shared = SharedList<uint64_t, 8>;
  struct Pair {
    Shared list;
    std::vector<uint64_t> model;
  };
  for (uint64_t seed = 1; seed <= 100; ++seed) {
    Xoshiro256 random(seed);
    std::vector<Pair> all(1);
    for (uint64_t i = 0; i < 400; ++i) {
      Pair& one = all[random.below(all.size())];
      const uint64_t size = one.model.size();
      switch (random.below(8)) {
        case 0: one.list.share(); break;
        case 1: {
          const Pair copy = one;
          if (all.size() < 6) all.push_back(copy);
          else all[random.below(all.size())] = copy;
          break;
        }
        case 2:
        case 3:
          if (size == 0) break;
          one.list.edit(i % size) = i;
          one.model[i % size] = i;
          break;
        default:
          one.list.extend() = i;
          one.model.push_back(i);
      }
    }
    for (const Pair& one : all) {
      REQUIRE(one.list.size() == one.model.size());
      for (size_t i = 0; i < one.model.size(); ++i) REQUIRE(one.list[i] == one.model[i]);
      for (const Pair& other : all)
        REQUIRE((one.list == other.list) == (one.model == other.model));
    }
  }
}

TEST_CASE("SharedList: a copy of what is shared costs little") {
  SharedList<uint64_t, 256> list;
  for (uint64_t i = 0; i < 25600; ++i) list.extend() = i;
  const size_t before = list.footprint();
  CHECK(before >= 25600 * sizeof(uint64_t));
  list.share();
  CHECK(list.footprint() < before / 20);
  list.edit(5) = 1;
  CHECK(list.footprint() >= 256 * sizeof(uint64_t));
}

TEST_CASE("KeyCounts: copies count on by themselves, also while it grows") {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    Xoshiro256 random(seed);
    KeyCounts tally;
    KeyCounts copy;
    std::map<uint64_t, uint32_t> model;
    std::map<uint64_t, uint32_t> model_of_copy;
    // All are neighbours, or some, or none.
    const uint64_t apart = seed % 3 == 0 ? UINT64_MAX : seed % 3;
    const auto near = [apart](uint64_t key) { return static_cast<uint32_t>(key % 40 % apart); };
    for (uint32_t i = 0; i < 3000; ++i) {
      if (i % 500 == 250) {
        tally.share();
        copy = tally;
        model_of_copy = model;
      }
      const uint64_t key = draw(seed, random.below(900)) | 1;
      REQUIRE(tally.count(key, near(key)) == model[key]++);
      REQUIRE(tally.size() == model.size());
      const uint64_t other = draw(seed, random.below(900)) | 1;
      REQUIRE(copy.count(other, near(other)) == model_of_copy[other]++);
    }
    CHECK(tally.size() > 500);
  }
}

TEST_CASE("KeyCounts: what is met together lies together: a copy costs no chunk for each key") {
  KeyCounts together;
  KeyCounts anywhere;
  for (uint32_t i = 0; i < 20000; ++i) {
    together.count(draw(1, i) | 1, i / 16);
    anywhere.count(draw(1, i) | 1, i);
  }
  together.share();
  anywhere.share();
  const size_t before = together.footprint();
  CHECK(anywhere.footprint() == before);
  for (uint32_t i = 20000; i < 20160; ++i) {
    together.count(draw(1, i) | 1, i / 16);
    anywhere.count(draw(1, i) | 1, i);
  }
  CHECK(together.footprint() - before < (anywhere.footprint() - before) / 5);
}
