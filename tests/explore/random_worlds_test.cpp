// Random worlds: whatever happens in them, the checks of sim/explore hold.
//
// FINWAIT_SOAK=N   how many worlds the soak runs (./dev soak)
// FINWAIT_SEED=N   the seed of the one world of "random worlds: one seed", or where the soak begins
#include <doctest/doctest.h>

#include <cstdlib>
#include <iostream>
#include <set>
#include <string>

#if defined(__unix__) && !defined(__EMSCRIPTEN__)
#include <sys/wait.h>
#include <unistd.h>
#define FINWAIT_HAS_FORK 1
#endif

#include "sim/explore/checks.hpp"
#include "sim/explore/random_world.hpp"
#include "sim/explore/shrink.hpp"

using namespace finwait;

namespace {

uint64_t number_from(const char* variable, uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

bool is_bad(const Scenario& scenario) { return !run_checked(scenario).violations.empty(); }

// In a process of its own, so that an assertion counts as a violation and does not end the test.
bool is_bad_or_asserts(const Scenario& scenario) {
#ifdef FINWAIT_HAS_FORK
  const pid_t child = fork();
  if (child == 0) {
    if (!std::freopen("/dev/null", "w", stderr)) _exit(9);
    _exit(is_bad(scenario) ? 9 : 0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return !WIFEXITED(status) || WEXITSTATUS(status) != 0;
#else
  return is_bad(scenario);
#endif
}

// What a person needs to see the failure again.
void tell(uint64_t seed, const Scenario& scenario, bool (*shows)(const Scenario&)) {
  std::cout << "seed " << seed << " fails; again, and then shrunken:\n"
            << "  FINWAIT_SEED=" << seed
            << " build/bin/sim_tests --no-skip -tc='random worlds: one seed'\n";
  const Scenario small = shrink(scenario, shows);
  std::cout << write_scenario(small) << std::flush;
  if (shows == is_bad_or_asserts && !is_bad_or_asserts(small)) return;
  for (const Violation& v : run_checked(small).violations)
    std::cout << "record " << v.record << ": " << v.text << "\n";
}

struct Totals {
  uint64_t steps = 0;
  uint64_t packets = 0;
  uint64_t quiet = 0;
  uint64_t failed = 0;
};

Totals run_worlds(uint64_t first, uint64_t count) {
  Totals totals;
  for (uint64_t seed = first; seed < first + count; ++seed) {
    const Scenario scenario = random_scenario(seed);
    const CheckedRun run = run_checked(scenario);
    totals.steps += run.steps;
    totals.packets += run.packets;
    totals.quiet += run.end == EndReason::Quiet;
    if (run.violations.empty()) continue;
    if (++totals.failed <= 3) {
      tell(seed, scenario, is_bad);
    } else {
      std::cout << "seed " << seed << " fails: " << run.violations.front().text << std::endl;
    }
  }
  return totals;
}

}  // namespace

TEST_CASE("random worlds: 10,000 of them keep every rule") {
  const Totals totals = run_worlds(1, 10000);
  CHECK(totals.failed == 0);
  CHECK(totals.steps > 500000);  // they are not empty
  CHECK(totals.quiet > 1000);
}

TEST_CASE("random worlds: every system takes part, and what only some of them do happens") {
  std::set<ProfileName> systems;
  std::set<uint16_t> rules;
  std::set<CallKind> calls;
  for (uint64_t seed = 1; seed <= 3000; ++seed) {
    Simulation run(random_scenario(seed));
    run.run();
    for (const HostConfig& host : run.script().hosts) systems.insert(host.profile.name);
    for (const Record& record : run.trace().records) {
      rules.insert(static_cast<uint16_t>(record.rule));
      if (record.kind == RecordKind::Result) calls.insert(record.call());
      if (record.kind == RecordKind::Arrived)
        rules.insert(record.rules.begin(), record.rules.end());
    }
  }
  CHECK(systems.size() == profile_names().size());
  for (int i = 0; i < kCalls; ++i) {  // every call of every interface returns in some world
    const auto call = static_cast<CallKind>(i);
    CHECK_MESSAGE((is_for_host(call) || calls.count(call) == 1), call_name(call));
  }
  for (const Rule rule : {Rule::T151, Rule::T153, Rule::T163, Rule::T164, Rule::T164m, Rule::T165,
                          Rule::T166, Rule::T167, Rule::T168, Rule::T183, Rule::A084, Rule::A024,
                          Rule::A090, Rule::A091, Rule::A112, Rule::A113, Rule::A114, Rule::T169})
    CHECK_MESSAGE(rules.count(static_cast<uint16_t>(rule)) == 1, rule_name(rule));
}

TEST_CASE("random worlds: the same seed, the same world") {
  for (uint64_t seed = 1; seed <= 50; ++seed)
    CHECK(run_checked(random_scenario(seed)).hash == run_checked(random_scenario(seed)).hash);
}

TEST_CASE("random worlds: without a trace, and by way of the past, the same hash") {
  for (uint64_t seed = 1; seed <= 300; ++seed) {
    INFO(seed);
    const Scenario scenario = random_scenario(seed);
    Simulation run(scenario);
    run.run();
    World world(std::make_shared<const Script>(scenario.script));
    while (world.steps() < run.computed_steps()) world.step(nullptr);
    CHECK(world.hash() == run.hash());
    const uint64_t end = run.hash();
    const uint64_t steps = run.computed_steps();
    for (const uint64_t k : {steps / 2, steps / 3, steps}) {
      run.seek(k);
      CHECK(run.cursor() == k);
    }
    CHECK(run.hash() == end);
  }
}

TEST_CASE("random worlds: written as a file and read back they run the same") {
  for (uint64_t seed = 1; seed <= 500; ++seed) {
    const Scenario scenario = random_scenario(seed);
    const std::string text = write_scenario(scenario);
    INFO(text);
    auto read = read_scenario(text, "random");
    REQUIRE_MESSAGE(read.ok(), (read.ok() ? "" : read.error().text()));
    Simulation made(scenario);
    Simulation reread(read.take());
    made.run();
    reread.run();
    CHECK(made.hash() == reread.hash());
  }
}

TEST_CASE("soak: random worlds, as many as FINWAIT_SOAK says" * doctest::skip()) {
  const uint64_t first = number_from("FINWAIT_SEED", 1);
  const Totals totals = run_worlds(first, number_from("FINWAIT_SOAK", 100000));
  std::cout << totals.steps << " steps, " << totals.packets << " segments, " << totals.quiet
            << " worlds ended quiet\n";
  CHECK(totals.failed == 0);
}

TEST_CASE("random worlds: one seed" * doctest::skip()) {
  const uint64_t seed = number_from("FINWAIT_SEED", 1);
  const Scenario scenario = random_scenario(seed);
  if (is_bad_or_asserts(scenario)) tell(seed, scenario, is_bad_or_asserts);
  CHECK(run_checked(scenario).violations.empty());
}
