// Time travel: wherever the cursor goes, the world there is the one that a straight run has.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "sim/run/builtin.hpp"
#include "sim/run/simulation.hpp"

using namespace finwait;

namespace {

Scenario load(const BuiltinFile& file) {
  auto read = read_scenario(file.text, std::string(file.name));
  REQUIRE_MESSAGE(read.ok(), (read.ok() ? "" : read.error().text()));
  return read.take();
}

bool may_go_on(const Scenario& scenario, const World& world) {
  const Time next = world.next_time();
  return world.packets_sent() < scenario.script.limit && next != kNever &&
         !(scenario.until && next > *scenario.until);
}

// The hash before the first step and after each, from a world that keeps no trace.
std::vector<uint64_t> straight(const Scenario& scenario) {
  World world(std::make_shared<const Script>(scenario.script));
  std::vector<uint64_t> hashes = {world.hash()};
  while (may_go_on(scenario, world)) {
    world.step(nullptr);
    hashes.push_back(world.hash());
  }
  return hashes;
}

// Looks at every step when there are few, else at about 300 of them.
uint64_t stride(size_t steps) { return steps < 2000 ? 1 : steps / 300; }

bool same_records(const Trace& a, const Trace& b) {
  if (a.records.size() != b.records.size() || a.packets.size() != b.packets.size()) return false;
  for (size_t i = 0; i < a.records.size(); ++i) {
    const Record& x = a.records[i];
    const Record& y = b.records[i];
    if (x.t != y.t || x.cause != y.cause || x.socket != y.socket || x.kind != y.kind ||
        x.a != y.a || x.b != y.b || x.rule != y.rule || x.x != y.x || x.y != y.y || x.z != y.z)
      return false;
  }
  for (size_t i = 0; i < a.sockets.size(); ++i)
    if (a.sockets[i].sends != b.sockets[i].sends || a.sockets[i].irs != b.sockets[i].irs)
      return false;
  return a.step_ends == b.step_ends && a.streams == b.streams;
}

}  // namespace

TEST_CASE("time travel: a run without a trace has the same hash as one with") {
  for (const BuiltinFile& file : builtin_scenarios()) {
    INFO(std::string(file.name));
    const Scenario scenario = load(file);
    Simulation run(scenario);
    run.run();
    const std::vector<uint64_t> hashes = straight(scenario);
    CHECK(run.computed_steps() + 1 == hashes.size());
    CHECK(run.hash() == hashes.back());
  }
}

TEST_CASE("time travel: hash(seek(k)) == hash(straight to k), forward") {
  for (const BuiltinFile& file : builtin_scenarios()) {
    INFO(std::string(file.name));
    const Scenario scenario = load(file);
    const std::vector<uint64_t> hashes = straight(scenario);
    Simulation run(scenario);
    size_t wrong = 0;
    for (uint64_t k = 0; k < hashes.size(); k += stride(hashes.size())) {
      run.seek(k);
      if (run.cursor() != k || run.hash() != hashes[k]) ++wrong;
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("time travel: hash(seek(k)) == hash(straight to k), backward") {
  for (const BuiltinFile& file : builtin_scenarios()) {
    INFO(std::string(file.name));
    const Scenario scenario = load(file);
    const std::vector<uint64_t> hashes = straight(scenario);
    Simulation run(scenario);
    run.run();
    size_t wrong = 0;
    for (uint64_t k = hashes.size(); k-- > 0;) {
      if (k % stride(hashes.size()) != 0) continue;
      run.seek(k);
      if (run.cursor() != k || run.hash() != hashes[k]) ++wrong;
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("time travel: hash(seek(k)) == hash(straight to k), any order, past the end") {
  for (const BuiltinFile& file : builtin_scenarios()) {
    INFO(std::string(file.name));
    const Scenario scenario = load(file);
    const std::vector<uint64_t> hashes = straight(scenario);
    Simulation run(scenario);
    Xoshiro256 random(7);
    size_t wrong = 0;
    for (int i = 0; i < 200; ++i) {
      const uint64_t k = random.below(hashes.size());
      run.seek(k);
      if (run.cursor() != k || run.hash() != hashes[k]) ++wrong;
    }
    run.seek(hashes.size() + 1000);
    CHECK(run.cursor() == hashes.size() - 1);
    CHECK(run.hash() == hashes.back());
    CHECK(wrong == 0);
  }
}

TEST_CASE("time travel: run_until stops after the last step at or before the instant") {
  for (const BuiltinFile& file : builtin_scenarios()) {
    INFO(std::string(file.name));
    const Scenario scenario = load(file);
    Simulation whole(scenario);
    whole.run();
    Simulation run(scenario);
    Xoshiro256 random(8);
    for (int i = 0; i < 20; ++i) {
      const auto span = static_cast<uint64_t>(whole.end_time().ns) + 2;
      const Time t{static_cast<int64_t>(random.below(span))};
      run.run_until(t);
      CHECK(run.world().now() <= t);
      const bool more = run.cursor() < whole.computed_steps();
      CHECK((!more || run.world().next_time() > t));
    }
  }
}

TEST_CASE("time travel: a fork goes on as the trunk did, and leaves the trunk alone") {
  for (const BuiltinFile& file : builtin_scenarios()) {
    INFO(std::string(file.name));
    const Scenario scenario = load(file);
    Simulation trunk(scenario);
    trunk.run();
    const uint64_t end_hash = trunk.hash();
    const uint64_t steps = trunk.computed_steps();
    for (const uint64_t k : {uint64_t{0}, steps / 3, steps / 2, steps}) {
      trunk.seek(k);
      Simulation branch = trunk.fork();
      CHECK(branch.cursor() == k);
      CHECK(branch.computed_steps() == k);
      branch.run();
      CHECK(branch.hash() == end_hash);
      CHECK(branch.end() == trunk.end());
      CHECK(same_records(branch.trace(), trunk.trace()));
      CHECK(trunk.cursor() == k);
    }
  }
}

TEST_CASE("time travel: copies of a World are independent") {
  for (const BuiltinFile& file : builtin_scenarios()) {
    INFO(std::string(file.name));
    const Scenario scenario = load(file);
    const std::vector<uint64_t> hashes = straight(scenario);
    World world(std::make_shared<const Script>(scenario.script));
    const uint64_t half = (hashes.size() - 1) / 2;
    for (uint64_t k = 0; k < half; ++k) world.step(nullptr);
    World copy = world;
    while (may_go_on(scenario, copy)) copy.step(nullptr);
    CHECK(copy.hash() == hashes.back());
    CHECK(world.hash() == hashes[half]);
    while (may_go_on(scenario, world)) world.step(nullptr);
    CHECK(world.hash() == hashes.back());
  }
}

namespace {

// Connections that come and go, one after the other; the first one lives as long as all others and
// is written to ever again.
Scenario many_lives(int count) {
  const std::string each = ", repeat = " + std::to_string(count) + ", every = \"10ms\" },\n";
  const auto client = [](int at, const std::string& socket, const std::string& call) {
    return "  { at = \"" + std::to_string(at) + "ms\", host = \"client\", socket = \"" + socket +
           "\", call = \"" + call;
  };
  const std::string connect = "connect\", to = \"server:80\"";
  auto read = read_scenario(
      "format = 1\nnetwork = { delay = \"1ms\", msl = \"20ms\" }\n"
      "hosts.client = { profile = \"rfc9293\" }\nhosts.server = { profile = \"rfc9293\" }\n"
      "timeline = [\n  { at = \"0ms\", host = \"server\", call = \"listen\", port = 80 },\n" +
          client(0, "first", connect) + " },\n" + client(20, "first", "send\", bytes = 10") + each +
          client(10, "c", connect) + each + client(14, "c", "send\", bytes = 7") + each +
          client(16, "c", "close\"") + each +
          "  { when = { host = \"server\", state = \"CLOSE_WAIT\" }, each = true, host = "
          "\"server\", call = \"close\" },\n]\n",
      "lives");
  REQUIRE_MESSAGE(read.ok(), (read.ok() ? "" : read.error().text()));
  return read.take();
}

}  // namespace

TEST_CASE("time travel: among many connections that are gone, every world is the straight one") {
  const Scenario scenario = many_lives(600);
  std::vector<World> straight_worlds;
  World world(std::make_shared<const Script>(scenario.script));
  for (; may_go_on(scenario, world); world.step(nullptr))
    if (world.steps() % 331 == 0) straight_worlds.push_back(world);
  REQUIRE(straight_worlds.size() > 20);
  REQUIRE(world.stream_count() >= 1200);
  Simulation run(scenario);
  run.run();
  CHECK(run.hash() == world.hash());
  const auto same = [](const World& a, const World& b) {  // they have two scripts
    if (a.hash() != b.hash() || a.stream_count() != b.stream_count()) return false;
    for (uint32_t stream = 1; stream <= a.stream_count(); ++stream)
      if (!(a.account(stream) == b.account(stream))) return false;
    for (uint32_t id = 1; id <= a.sockets_made(); ++id)
      if (a.slot_of(id) != b.slot_of(id)) return false;
    return true;
  };
  Xoshiro256 random(9);
  size_t wrong = 0;
  for (int i = 0; i < 60; ++i) {
    const World& there = straight_worlds[random.below(straight_worlds.size())];
    run.seek(there.steps());
    if (!same(run.world(), there)) ++wrong;
    World copy = run.world();
    for (int k = 0; k < 500 && may_go_on(scenario, copy); ++k) copy.step(nullptr);
    if (!same(run.world(), there)) ++wrong;  // whatever its copies do
  }
  CHECK(wrong == 0);
  run.seek(world.steps());
  CHECK(same(run.world(), world));
}

TEST_CASE("time travel: a copy of the world costs what lives, not what ever lived") {
  Simulation few(many_lives(60));
  few.run();
  Simulation many(many_lives(1800));
  many.run();
  few.seek(few.computed_steps() / 2);
  many.seek(many.computed_steps() / 2);
  CHECK(many.world().stream_count() > 25 * few.world().stream_count());
  CHECK(3 * many.world().footprint() < 4 * few.world().footprint());
}

TEST_CASE("time travel: the invariants hold after every step of every built-in scenario") {
  for (const BuiltinFile& file : builtin_scenarios()) {
    INFO(std::string(file.name));
    const Scenario scenario = load(file);
    World world(std::make_shared<const Script>(scenario.script));
    world.check();
    while (may_go_on(scenario, world)) {
      world.step(nullptr);
      world.check();
    }
  }
}
