// The commands that print tables: bytes, compare.
#include <array>

#include "sim/base/text.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/sources.hpp"
#include "sim/host/files.hpp"
#include "sim/report/bytes_table.hpp"
#include "sim/report/close_matrix.hpp"
#include "sim/report/compare_table.hpp"

namespace finwait {
namespace {

bool has_one_scenario(const Arguments& a, const std::string& command) {
  if (a.sources.size() == 1) return true;
  write_err("finwait: " + command + ": expected one scenario, found " +
            std::to_string(a.sources.size()) + "\n");
  return false;
}

Exit complain(const std::string& message) {
  write_err(message + "\n");
  return Exit::BadInput;
}

// The hosts whose system changes; empty when --host names none of them.
std::vector<std::string> changed_hosts(const Script& script, const std::string& only) {
  std::vector<std::string> names;
  for (const HostConfig& host : script.hosts)
    if (only.empty() || only == host.name) names.push_back(host.name);
  return names;
}

std::string unknown_host(const Script& script, const std::string& found) {
  const std::array<std::string_view, 2> names = {script.hosts[0].name, script.hosts[1].name};
  return "finwait: --host: expected " + script.hosts[0].name + " or " + script.hosts[1].name +
         ", found '" + printable(found, 40) + "'" + suggestion(found, names);
}

// An error about a profile that --profiles named, which the reader found where it was put.
std::string in_words_of_profiles(const std::string& error, const std::string& profile) {
  const size_t end = error.find(".profile=" + profile + ": ");
  if (!error.starts_with("--set hosts.") || end == std::string::npos) return error;
  return "finwait: --profiles: " + error.substr(error.find(": ", end) + 2);
}

// The scenario with another system on some hosts, run to its end.
Result<Simulation> run_on(const SourceText& text, std::vector<Override> overrides,
                          const std::vector<std::string>& hosts, const std::string& profile) {
  for (const std::string& host : hosts)
    overrides.push_back({"hosts." + host + ".profile", profile});
  Result<Scenario> scenario = read_scenario(text.text, text.name, overrides);
  if (!scenario) return scenario.error();
  Simulation simulation(scenario.take());
  simulation.run();
  return simulation;
}

std::vector<std::string> systems_of(const Arguments& a) {
  if (!a.profiles.empty()) return a.profiles;
  if (a.matrix) return {profile_names().begin(), profile_names().end()};
  return {compared_profile_names().begin(), compared_profile_names().end()};
}

Exit print_table(const std::string& text, const Arguments& a) {
  if (a.output.empty()) {
    write_out(text);
    return Exit::Good;
  }
  const auto error = write_file(a.output, text);
  return error ? complain(error->text()) : Exit::Good;
}

std::string form_of(const ComparedRuns& runs, const Arguments& a) {
  const bool file = !a.output.empty() && a.output != "-";
  switch (a.table_format) {
    case TableFormat::Table:
      return compare_text(runs,
                          {terminal_width(), file ? ColourMode::None : colour_mode(a.colour)});
    case TableFormat::Json: return compare_json(runs);
    case TableFormat::Markdown: return compare_markdown(runs);
    case TableFormat::Html: return compare_html(runs);
  }
  return {};
}

Exit print_matrix(const Arguments& a) {
  // The systems are tried on a scenario that is known to be good, so that errors are about them.
  const std::vector<std::string> systems = systems_of(a);
  for (const std::string& system : systems) {
    const SourceText text{"matrix", close_scenario(0, std::string(profile_names().front()))};
    Result<Simulation> run = run_on(text, {}, {"client"}, system);
    if (!run) return complain(in_words_of_profiles(run.error().text(), system));
  }
  const bool own_words =  // a report, or for machines
      a.table_format == TableFormat::Markdown || a.table_format == TableFormat::Json;
  const Result<CloseMatrix> matrix =
      close_matrix(systems, own_words ? Language::En : a.language);
  if (!matrix) return complain(matrix.error().text());
  if (a.table_format == TableFormat::Markdown)
    return print_table(close_matrix_markdown(matrix.value()), a);
  if (a.table_format == TableFormat::Json) return print_table(close_matrix_json(matrix.value()), a);
  return print_table(form_of(as_comparison(matrix.value()), a), a);
}

}  // namespace

Exit bytes_command(const Arguments& a) {
  if (!has_one_scenario(a, "bytes")) return Exit::BadInput;
  std::vector<Scenario> scenarios = load_all(a);
  if (scenarios.size() != 1) return Exit::BadInput;
  Simulation simulation(std::move(scenarios[0]));
  simulation.run();
  if (a.table_format == TableFormat::Json)
    write_out(bytes_json(simulation, a.language));
  else
    write_out(bytes_text(simulation, {terminal_width(), colour_mode(a.colour), a.language}));
  return Exit::Good;
}

Exit compare_command(const Arguments& a) {
  if (a.matrix) return print_matrix(a);
  if (!has_one_scenario(a, "compare")) return Exit::BadInput;
  const Result<SourceText> text = load_text(a.sources[0]);
  if (!text) return complain(text.error().text());
  const Result<Scenario> scenario =
      read_scenario(text.value().text, text.value().name, a.overrides);
  if (!scenario) return complain(scenario.error().text());
  const Script& script = scenario.value().script;
  const std::vector<std::string> hosts = changed_hosts(script, a.host);
  if (hosts.empty()) return complain(unknown_host(script, a.host));
  const std::vector<std::string> systems = systems_of(a);
  std::vector<Simulation> runs;
  for (const std::string& system : systems) {
    Result<Simulation> run = run_on(text.value(), a.overrides, hosts, system);
    if (!run) return complain(in_words_of_profiles(run.error().text(), system));
    runs.push_back(run.take());
  }
  const Language language =
      a.table_format == TableFormat::Json ? Language::En : a.language;  // for machines
  return print_table(form_of(compare_systems(systems, runs, a.language, language), a), a);
}

}  // namespace finwait
