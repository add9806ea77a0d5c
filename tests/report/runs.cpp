#include "tests/report/runs.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "sim/run/builtin.hpp"

namespace finwait {

Simulation run_builtin(std::string_view name, const std::vector<Override>& overrides) {
  const BuiltinFile* file = find_builtin(name);
  REQUIRE(file != nullptr);
  Result<Scenario> scenario = read_scenario(file->text, std::string(name), overrides);
  REQUIRE_MESSAGE(scenario.ok(), scenario.error().text());
  Simulation simulation(scenario.take());
  simulation.run();
  return simulation;
}

Simulation run_text(std::string_view toml) {
  Result<Scenario> scenario = read_scenario(toml, "test");
  REQUIRE_MESSAGE(scenario.ok(), scenario.error().text());
  Simulation simulation(scenario.take());
  simulation.run();
  return simulation;
}

void check_golden(const std::string& name, const std::string& text) {
  const std::string path = std::string(FINWAIT_SOURCE_DIR) + "/tests/golden/" + name;
  if (std::getenv("FINWAIT_UPDATE_GOLDEN")) std::ofstream(path, std::ios::binary) << text;
  std::ifstream in(path, std::ios::binary);
  const std::string pinned{std::istreambuf_iterator<char>(in), {}};
  CHECK_MESSAGE(text == pinned, name << ": differs; see check_golden");
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace finwait
