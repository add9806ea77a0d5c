// Every built-in scenario runs, and every one of its expectations holds.
#include <doctest/doctest.h>

#include <string>

#include "sim/run/builtin.hpp"
#include "sim/run/expectations.hpp"

using namespace finwait;

TEST_CASE("built-in scenarios: every expectation holds") {
  for (const BuiltinFile& file : builtin_scenarios()) {
    const std::string name(file.name);
    CAPTURE(name);
    auto scenario = read_scenario(file.text, name + ".toml");
    if (!scenario.ok()) FAIL(scenario.error().text());
    Simulation simulation(scenario.take());
    CHECK(simulation.run() != EndReason::Running);
    simulation.world().check();
    const std::vector<Outcome> outcomes = check_expectations(simulation);
    CHECK(outcomes.size() >= 3);
    for (const Outcome& o : outcomes) {
      CAPTURE(o.line);
      CAPTURE(o.what);
      CHECK(o.found == o.expected);
      CHECK(o.ok);
    }
  }
}

TEST_CASE("built-in scenarios: titles and summaries in three languages") {
  for (const BuiltinFile& file : builtin_scenarios()) {
    const std::string name(file.name);
    CAPTURE(name);
    auto scenario = read_scenario(file.text, name);
    REQUIRE(scenario.ok());
    for (const LocalText* text : {&scenario.value().title, &scenario.value().summary}) {
      CHECK(!text->en.empty());
      CHECK(!text->zh_hans.empty());
      CHECK(!text->zh_hant.empty());
      CHECK(text->zh_hans != text->en);
    }
  }
}
