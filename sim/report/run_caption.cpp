#include "sim/report/run_caption.hpp"

#include "sim/base/hash.hpp"

namespace finwait {
namespace {

std::string one_line(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  while (text.ends_with(' ')) text.pop_back();
  return text;
}

std::string host_text(const HostConfig& host) {
  const std::string address = address_text({host.address, 0});
  return host.name + " " + address.substr(0, address.rfind(':')) + " (" +
         std::string(system_text(host)) + ")";
}

}  // namespace

std::vector<std::string> run_caption(const Simulation& simulation, Language language) {
  const Scenario& scenario = simulation.scenario();
  std::vector<std::string> lines;
  lines.push_back(one_line(scenario.title.in(language)));
  const std::string summary = one_line(scenario.summary.in(language));
  if (!summary.empty()) lines.push_back(summary);
  const auto& hosts = simulation.script().hosts;
  lines.push_back(host_text(hosts[0]) + ", " + host_text(hosts[1]));
  lines.push_back(run_origin(simulation));
  return lines;
}

std::string scenario_name(const Scenario& scenario) {
  std::string name = scenario.file.substr(scenario.file.find_last_of("/\\") + 1);
  if (name.ends_with(".toml")) name.resize(name.size() - 5);
  return one_line(name);
}

std::string run_origin(const Simulation& simulation) {
  return scenario_name(simulation.scenario()) + ", seed " +
         std::to_string(simulation.script().seed) + ", " + hash_text(simulation.hash());
}

}  // namespace finwait
