// No frame allocates without bound: every allocation of this program is counted, ImGui's included.
// What a frame asks for must not grow from frame to frame, nor with the length of the run.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <new>

#include "tests/gui/fixture.hpp"

namespace {

struct Count {
  uint64_t calls = 0;
  uint64_t octets = 0;
  int64_t living = 0;  // calls that were not given back
};
Count total;

void* counted(size_t size) {
  ++total.calls;
  ++total.living;
  total.octets += size;
  return std::malloc(size == 0 ? 1 : size);
}

void given_back(void* memory) {
  if (memory == nullptr) return;
  --total.living;
  std::free(memory);
}

}  // namespace

void* operator new(size_t size) {
  void* memory = counted(size);
  if (memory == nullptr) std::abort();
  return memory;
}
void* operator new(size_t size, const std::nothrow_t&) noexcept {
  return counted(size);
}
void operator delete(void* memory) noexcept {
  given_back(memory);
}
void operator delete(void* memory, size_t) noexcept {
  given_back(memory);
}
void operator delete(void* memory, const std::nothrow_t&) noexcept {
  given_back(memory);
}

namespace finwait {
namespace {

using test::Headless;

constexpr int kWarmUp = 100;  // frames, until caches and ImGui's buffers are as large as they get
constexpr int kLater = 900;

// A connection on which the client sends so many times, an octet each.
std::string scenario_of(int sends) {
  return "format = 1\nnetwork = { delay = \"5ms\" }\n"
         "hosts.client = { profile = \"linux\" }\n"
         "hosts.server = { profile = \"linux\" }\n"
         "timeline = [\n"
         "  { at = \"0ms\", host = \"server\", call = \"listen\", port = 80 },\n"
         "  { at = \"0ms\", host = \"client\", call = \"connect\", to = \"server:80\" },\n"
         "  { at = \"100ms\", host = \"client\", call = \"send\", data = \"x\", repeat = " +
         std::to_string(sends) + ", every = \"20ms\" },\n]\n";
}

// A window on such a run, ImGui's allocations counted, too.
struct Counted {
  Headless h;

  explicit Counted(int sends) {
    apply(h.session, command::Load{{"long", scenario_of(sends), {}, ""}});
    REQUIRE(h.session.error == "");
  }

  Count of_frames(int count) {
    const Count before = total;
    h.frames(count);
    return {total.calls - before.calls, total.octets - before.octets,
            total.living - before.living};
  }
};

void count_imgui_too() {
  ImGui::SetAllocatorFunctions([](size_t size, void*) { return counted(size); },
                               [](void* memory, void*) { given_back(memory); });
}

// The one that allocates most of the next frames.
Count most_of(Counted& c, int frames) {
  Count most;
  for (; frames > 0; --frames) {
    const Count one = c.of_frames(1);
    most.calls = std::max(most.calls, one.calls);
    most.octets = std::max(most.octets, one.octets);
  }
  return most;
}

}  // namespace

TEST_CASE("allocations: a paused frame asks for the same as a thousand frames later") {
  count_imgui_too();
  Counted c(50);
  apply(c.h.session, command::SeekTime{Time{} + milliseconds(500)});
  c.h.frames(kWarmUp);
  const Count first = c.of_frames(1);
  c.h.frames(kLater);
  const Count later = c.of_frames(1);
  CHECK(first.calls > 0);
  CHECK(later.calls == first.calls);
  CHECK(later.octets == first.octets);
  CHECK(first.living == 0);
  CHECK(later.living == 0);
}

TEST_CASE("allocations: a paused frame asks for no more of a hundred times longer run") {
  count_imgui_too();
  std::array<Count, 2> frames;
  for (const int i : {0, 1}) {
    Counted c(i == 0 ? 50 : 5000);
    CHECK(c.h.session.run->trace().packets.size() > (i == 0 ? 90u : 9000u));
    apply(c.h.session, command::SeekTime{Time{} + milliseconds(900)});
    c.h.frames(kWarmUp);
    frames[static_cast<size_t>(i)] = c.of_frames(1);
  }
  CHECK(frames[1].calls <= 2 * frames[0].calls);
  CHECK(frames[1].octets <= 2 * frames[0].octets);
}

TEST_CASE("allocations: frames of a run that is played are bounded, whatever its length") {
  count_imgui_too();
  std::array<Count, 2> early;
  for (const int i : {0, 1}) {
    Counted c(i == 0 ? 50 : 5000);
    apply(c.h.session, command::SeekTime{Time{} + milliseconds(200)});
    apply(c.h.session, command::TogglePlay{});
    c.h.frames(kWarmUp);
    Count& first = early[static_cast<size_t>(i)];
    first = most_of(c, 50);
    const int64_t before = total.living;
    const Count later = most_of(c, 50);
    CHECK(c.h.session.playing);
    CHECK(later.calls <= 2 * first.calls);
    CHECK(later.octets <= 2 * first.octets);
    CHECK(total.living - before < 200);
  }
  CHECK(early[1].calls <= 2 * early[0].calls);
  CHECK(early[1].octets <= 2 * early[0].octets);
}

}  // namespace finwait
