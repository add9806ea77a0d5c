#include "gui/platform/drill.hpp"

#include "sim/run/packetdrill_run.hpp"

namespace finwait {
namespace {

// The descriptor's mode goes with every call of a script; scenarios say it with fewer.
bool takes_mode(CallKind call) {
  return call <= CallKind::Abort;
}

}  // namespace

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
  Scenario scenario = run.value().scenario;
  for (Entry& entry : scenario.script.timeline)
    if (!takes_mode(entry.call)) entry.nonblocking.reset();
  return write_scenario(scenario);
}

}  // namespace finwait
