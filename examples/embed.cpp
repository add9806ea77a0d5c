// The engine inside a C++ program: a scenario is run, and the states of one host are printed.
#include <cstdio>

#include "sim/run/builtin.hpp"
#include "sim/run/simulation.hpp"

int main() {
  using namespace finwait;
  Result<Scenario> scenario = read_scenario(find_builtin("lost-last-ack")->text, "example");
  if (!scenario) return std::fprintf(stderr, "%s\n", scenario.error().text().c_str()), 1;
  Simulation simulation(scenario.take());
  simulation.run();
  for (const Record& r : simulation.trace().records) {
    if (r.kind != RecordKind::State || r.host != 0) continue;
    std::printf("%7.3f s  %s\n", static_cast<double>(r.t.ns) / 1e9,
                std::string(state_name(r.to())).c_str());
  }
  std::printf("%s\n", hash_text(simulation.hash()).c_str());
}
