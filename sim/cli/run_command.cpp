#include "sim/base/hash.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/packetdrill_files.hpp"
#include "sim/cli/sources.hpp"
#include "sim/host/clock.hpp"
#include "sim/host/files.hpp"
#include "sim/report/jsonl.hpp"
#include "sim/report/junit.hpp"
#include "sim/report/lesson_text.hpp"
#include "sim/report/packetdrill.hpp"
#include "sim/report/verdict.hpp"

namespace finwait {
namespace {

// What several runs add up to.
struct Totals {
  size_t passed = 0;
  size_t failed = 0;
  OutPaths files;  // the texts, not the paths
  std::vector<JunitSuite> suites;
  bool reader_gone = false;
  Exit script = Exit::Good;  // what came of a packetdrill script that was asked for
};

Format format_of(const Arguments& a) {
  if (a.format) return *a.format;
  return a.hash || writes_to_standard_output(a.out) || a.junit == "-" ? Format::None
                                                                      : Format::Ladder;
}

// Whether standard output belongs to a machine, so that people are told on standard error.
bool machine_reads(const Arguments& a) {
  const Format format = format_of(a);
  return format == Format::Jsonl || format == Format::Packetdrill || a.hash ||
         writes_to_standard_output(a.out) || a.junit == "-";
}

bool limit_expected(const Scenario& scenario) {
  for (const Expectation& e : scenario.expect)
    if (e.kind == Expectation::Kind::End && e.end == end_reason_name(EndReason::Limit)) return true;
  return false;
}

// The script of one end. `exit`: Skipped, once there was none.
std::string script_of(const Simulation& simulation, const Arguments& a, Exit& exit) {
  const ScriptText script = script_text(simulation, a);
  if (script.exit != Exit::Good) exit = script.exit;
  return script.text;
}

std::string machine_text(const Simulation& simulation, const std::vector<Outcome>& outcomes,
                         const Arguments& a, Totals& totals) {
  switch (format_of(a)) {
    case Format::Jsonl: return jsonl_text(simulation, outcomes, {FINWAIT_VERSION, a.language});
    case Format::Packetdrill:
      return a.end.empty() ? packetdrill_text(simulation) : script_of(simulation, a, totals.script);
    case Format::Ladder:
    case Format::None: return {};
  }
  return {};
}

std::string hash_line(const Simulation& simulation, const Arguments& a) {
  if (!a.hash) return {};
  const std::string name = a.sources.size() > 1 ? "  " + simulation.scenario().file : "";
  return hash_text(simulation.hash()) + name + "\n";
}

// The verdict for people, without a ladder before it.
std::string spoken_verdict(const Simulation& simulation, const std::vector<Outcome>& outcomes,
                           const LadderOptions& options) {
  return failures(outcomes) == 0 ? std::string() : verdict_text(simulation, outcomes, options);
}

bool print(const Simulation& simulation, const std::vector<Outcome>& outcomes, const Arguments& a,
           Totals& totals) {
  LadderOptions options = ladder_options(a);
  if (format_of(a) == Format::Ladder) {
    const bool settled = failures(outcomes) == 0;
    return write_out(
        ladder_text(simulation, options) + verdict_text(simulation, outcomes, options) +
        lesson_conclusion(simulation.scenario(), settled, options) + hash_line(simulation, a));
  }
  if (machine_reads(a)) options.colour = ColourMode::None;
  write_err(spoken_verdict(simulation, outcomes, options));
  return write_out(machine_text(simulation, outcomes, a, totals)) &&
         write_out(hash_line(simulation, a));
}

// One scenario from its start to its verdict.
void run_one(Scenario scenario, const Arguments& a, Totals& totals) {
  const int64_t started = real_milliseconds();
  Simulation simulation(std::move(scenario));
  simulation.run();
  std::vector<Outcome> outcomes;
  if (!a.no_expect) outcomes = check_expectations(simulation);
  const bool limited =
      simulation.end() == EndReason::Limit && !limit_expected(simulation.scenario());
  const bool good = failures(outcomes) == 0 && !limited;
  ++(good ? totals.passed : totals.failed);
  if (!totals.reader_gone) totals.reader_gone = !print(simulation, outcomes, a, totals);
  if (limited)
    write_err(simulation.scenario().file + ": stopped at the limit of " +
              std::to_string(simulation.script().limit) + " segments\n");
  for (const OutFormInfo& info : kOutForms) {
    const auto form = static_cast<size_t>(info.form);
    if (!a.out[form].empty()) totals.files[form] += output_text(info.form, simulation, outcomes, a);
  }
  if (!a.junit.empty())
    totals.suites.push_back({simulation.scenario().file, limited ? "stopped at the limit" : "",
                             std::move(outcomes), real_milliseconds() - started});
}

// The files that were asked for; false when one cannot be written.
bool write_files(const Arguments& a, const Totals& totals) {
  bool good = true;
  const auto write = [&](const std::string& path, const std::string& text) {
    const auto error = path.empty() ? std::nullopt : write_file(path, text);
    if (error) write_err(error->text() + "\n");
    good = good && !error;
  };
  for (size_t form = 0; form < a.out.size(); ++form) write(a.out[form], totals.files[form]);
  write(a.junit, a.junit.empty() ? "" : junit_text(totals.suites));
  return good;
}

}  // namespace

Exit run_command(const Arguments& a) {
  std::vector<Scenario> scenarios = load_all(a);
  if (scenarios.size() != a.sources.size()) return Exit::BadInput;
  for (const Scenario& scenario : scenarios) {
    auto error = check_capture_point(scenario, a);
    if (!error) error = check_end(scenario.script, a);
    if (!error) continue;
    write_err(error->text() + "\n");
    return Exit::BadInput;
  }
  if (!can_write(a)) return Exit::BadInput;
  Totals totals;
  for (size_t i = 0; i < scenarios.size(); ++i) {
    if (i > 0 && format_of(a) == Format::Ladder && !totals.reader_gone) write_out("\n");
    run_one(std::move(scenarios[i]), a, totals);
  }
  if (!write_files(a, totals)) return Exit::BadInput;
  const std::string summary =
      std::to_string(totals.passed) + " passed, " + std::to_string(totals.failed) + " failed\n";
  if (a.sources.size() > 1) {
    if (machine_reads(a))
      write_err(summary);
    else
      write_out(summary);
  }
  return totals.failed == 0 ? totals.script : Exit::Failed;
}

}  // namespace finwait
