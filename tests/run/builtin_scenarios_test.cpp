// Every built-in scenario runs, and every one of its expectations holds.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

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

TEST_CASE("built-in scenarios: every scenario of the reference data is one of them") {
  std::ifstream in(FINWAIT_SOURCE_DIR "/tests/data/scenarios.json");
  const nlohmann::json reference = nlohmann::json::parse(in);
  CHECK(reference.size() == 60);
  for (const auto& scenario : reference) {
    const std::string id = scenario.at("id");
    CAPTURE(id);
    // A file's first line names it: "# S12", "# S12, on Linux".
    CHECK(std::any_of(builtin_scenarios().begin(), builtin_scenarios().end(), [&](const auto& f) {
      const std::string_view line = f.text.substr(0, f.text.find('\n'));
      const size_t at = line.find(id);
      if (!line.starts_with("# S") || at == std::string_view::npos) return false;
      const size_t end = at + id.size();
      return end == line.size() || line[end] == ',' || line[end] == ' ';
    }));
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
