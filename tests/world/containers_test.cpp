// EventQueue and FlatMap against plain models, with random operations.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <vector>

#include "sim/base/random.hpp"
#include "sim/world/event_queue.hpp"
#include "sim/world/flat_map.hpp"

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
