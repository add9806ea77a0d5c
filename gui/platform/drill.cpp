#include "gui/platform/drill.hpp"

#include "sim/run/packetdrill_scenario.hpp"

namespace finwait {

Result<std::string> drill_scenario(const std::string& text, const std::string& name) {
  const Result<DrillScript> script = read_packetdrill(text, name);
  if (!script) return script.error();
  const Result<DrillRun> run = run_packetdrill(script.value(), {});
  if (!run) return run.error();
  if (run.value().trace.records.empty()) {
    const auto& why = run.value().skipped;
    return Error{name, why.empty() ? 0 : why[0].line, 0,
                 "not supported: " + (why.empty() ? std::string("this script") : why[0].what)};
  }
  const auto scenario = packetdrill_scenario(run.value(), name);
  if (!scenario) return scenario.error();
  return write_scenario(scenario.value());
}

}  // namespace finwait
