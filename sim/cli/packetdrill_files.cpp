#include "sim/cli/packetdrill_files.hpp"

#include "sim/base/text.hpp"
#include "sim/host/files.hpp"
#include "sim/report/packetdrill_writer.hpp"
#include "sim/run/packetdrill_scenario.hpp"

namespace finwait {
namespace {

// Which host --end names; without it the first one.
Result<uint8_t> end_of(const Script& script, const std::string& end) {
  const auto& hosts = script.hosts;
  if (end.empty() || end == hosts[0].name) return uint8_t{0};
  if (end == hosts[1].name) return uint8_t{1};
  const std::array<std::string_view, 2> names = {hosts[0].name, hosts[1].name};
  return Error{"", 0, 0,
               "--end: expected " + hosts[0].name + " or " + hosts[1].name + ", found '" +
                   printable(end, 40) + "'" + suggestion(end, names)};
}

// What our own player says to a script; "" when it holds.
std::string objection(const WrittenDrill& written) {
  const Result<DrillScript> script = read_packetdrill(written.text, "the script");
  if (!script) return script.error().text();
  DrillOptions options;
  options.profile = written.profile;
  options.settings = written.settings;
  const Result<DrillRun> run = run_packetdrill(script.value(), options);
  if (!run) return run.error().text();
  return run.value().skipped.empty() ? run.value().error : run.value().skipped[0].what;
}

std::string name_of(const std::string& path) {
  const std::string name = path == "-" ? "standard input" : path.substr(path.rfind('/') + 1);
  return name.substr(0, name.find(".pkt"));
}

}  // namespace

DrillOptions drill_options_of(const Arguments& a) {
  DrillOptions options;
  options.profile = a.profile;
  for (const Override& o : a.overrides) options.settings.emplace_back(o.path, o.value);
  if (a.tolerance_us) options.tolerance = microseconds(*a.tolerance_us);
  return options;
}

Result<DrillRun> play_script(const std::string& path, const DrillOptions& options) {
  const Result<std::string> text = read_file(path);
  if (!text) return text.error();
  return play_text(path, text.value(), options);
}

Result<DrillRun> play_text(const std::string& path, const std::string& text,
                           const DrillOptions& options) {
  const std::string name = path == "-" ? "standard input" : path;
  const Result<DrillScript> script = read_packetdrill(text, name);
  if (!script) return script.error();
  return run_packetdrill(script.value(), options);
}

Result<Scenario> read_script(const std::string& path, const Arguments& a, Exit& exit) {
  exit = Exit::BadInput;
  const Result<DrillRun> run = play_script(path, drill_options_of(a));
  if (!run) return run.error();
  exit = run.value().verdict == DrillRun::Verdict::Failed ? Exit::Failed : Exit::Skipped;
  if (run.value().verdict == DrillRun::Verdict::Failed) return Error{"", 0, 0, run.value().error};
  for (const DrillNote& note : run.value().skipped)
    return Error{path, note.line, 0, "not supported: " + note.what};
  const std::string name = name_of(path);
  const Result<Scenario> scenario = packetdrill_scenario(run.value(), name);
  if (!scenario) return scenario.error();
  exit = Exit::Good;
  return read_scenario(write_scenario(scenario.value()), name);
}

std::optional<Error> check_end(const Script& script, const Arguments& a) {
  const Result<uint8_t> host = end_of(script, a.end);
  return host ? std::nullopt : std::optional(host.error());
}

ScriptText script_text(const Simulation& simulation, const Arguments& a) {
  const Result<uint8_t> host = end_of(simulation.script(), a.end);
  if (!host) {
    write_err(host.error().text() + "\n");
    return {"", Exit::BadInput};
  }
  const auto connection = static_cast<uint32_t>(a.connection.value_or(1));
  const Result<WrittenDrill> written = write_drill(simulation, {host.value(), connection});
  if (!written) {
    write_err(written.error().text() + "\n");
    return {"", Exit::Skipped};
  }
  const std::string& file = simulation.scenario().file;
  for (const std::string& what : written.value().left_out)
    write_err(file + ": left out: " + what + "\n");
  const std::string wrong = objection(written.value());
  if (wrong.empty()) return {written.value().text, Exit::Good};
  write_err(file + ": not in packetdrill's language, so that the script does not hold: " + wrong +
            "\n");
  return {"// Does not hold in finwait packetdrill.\n" + written.value().text, Exit::Skipped};
}

}  // namespace finwait
