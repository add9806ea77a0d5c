#include "tests/fuzz/scenario_input.hpp"

#include <memory>
#include <vector>

#include "sim/run/scenario.hpp"
#include "sim/world/world.hpp"

namespace finwait {
namespace {

constexpr int kSteps = 300;

std::vector<Override> overrides_in(std::string_view text) {
  constexpr std::string_view kMark = "#set ";
  if (text.substr(0, kMark.size()) != kMark) return {};
  const std::string_view line = text.substr(kMark.size(), text.find('\n') - kMark.size());
  const size_t equals = line.find('=');
  if (equals == std::string_view::npos) return {};
  return {{std::string(line.substr(0, equals)), std::string(line.substr(equals + 1))}};
}

bool is_clear(const Error& error) {
  return !error.message.empty() && error.message.find('\n') == std::string::npos &&
         error.text().size() < 4000;
}

// Only a world whose sizes a machine can hold within a moment.
bool is_small(const Script& script) {
  uint64_t octets = 0;
  for (const Entry& e : script.timeline) octets += uint64_t{e.length()} * e.repeat;
  for (const FaultRule& r : script.faults) octets += r.copies;
  return octets < 100000;
}

void run(const Scenario& scenario) {
  if (!is_small(scenario.script)) return;
  World world(std::make_shared<const Script>(scenario.script));
  Trace trace;
  for (int i = 0; i < kSteps && world.step(&trace); ++i) world.check();
}

}  // namespace

std::string try_scenario(std::string_view text) {
  const Result<Scenario> first = read_scenario(text, "input", overrides_in(text));
  if (!first) return is_clear(first.error()) ? "" : "unclear error: " + first.error().text();
  const std::string written = write_scenario(first.value());
  const Result<Scenario> second = read_scenario(written, "written");
  if (!second) return "does not read back: " + second.error().text() + "\n" + written;
  if (write_scenario(second.value()) != written) return "is written differently:\n" + written;
  run(first.value());
  return "";
}

}  // namespace finwait
