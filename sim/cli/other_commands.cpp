#include <algorithm>

#include "sim/base/text.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/sources.hpp"
#include "sim/host/files.hpp"
#include "sim/report/comparison.hpp"
#include "sim/report/display_width.hpp"
#include "sim/report/lesson_text.hpp"
#include "sim/report/rules_text.hpp"
#include "sim/report/schema.hpp"
#include "sim/run/builtin.hpp"

namespace finwait {
namespace {

Exit complain(const std::string& message) {
  write_err("finwait: " + message + "\n");
  return Exit::BadInput;
}

std::string title_of(const BuiltinFile& file, Language language) {
  const Result<Scenario> scenario = read_scenario(file.text, std::string(file.name));
  return scenario ? scenario.value().title.in(language) : std::string();
}

// "my-first-try" as a title: "My first try".
std::string title_from(const std::string& name) {
  std::string title = name.substr(name.rfind('/') + 1);
  std::replace(title.begin(), title.end(), '-', ' ');
  std::replace(title.begin(), title.end(), '_', ' ');
  if (!title.empty() && title[0] >= 'a' && title[0] <= 'z')
    title[0] = static_cast<char>(title[0] - 'a' + 'A');
  return title;
}

}  // namespace

LadderOptions ladder_options(const Arguments& a) {
  return {terminal_width(), colour_mode(a.colour), a.language};
}

Exit list_command(const Arguments& a) {
  if (a.lessons) {
    write_out(lesson_list(ladder_options(a)));
    return Exit::Good;
  }
  size_t widest = 0;
  for (const BuiltinFile& file : builtin_scenarios()) widest = std::max(widest, file.name.size());
  const ColourMode colour = colour_mode(a.colour);
  std::string out;
  for (const BuiltinFile& file : builtin_scenarios()) {
    out += painted(file.name, Ink::Strong, colour);
    out.append(widest + 2 - file.name.size(), ' ');
    out += title_of(file, a.language) + "\n";
  }
  write_out(out);
  return Exit::Good;
}

Exit new_command(const Arguments& a) {
  if (a.sources.empty() || a.sources[0] == "-") {
    write_out(scenario_template("A new scenario"));
    return Exit::Good;
  }
  std::string name = a.sources[0];
  if (name.ends_with(".toml")) name.resize(name.size() - 5);
  const auto control = [](unsigned char c) { return c < 32 || c == 127; };
  if (name.substr(name.rfind('/') + 1).find_first_not_of('.') == name.npos || !is_utf8(name) ||
      std::any_of(name.begin(), name.end(), control))
    return complain("new: expected a name such as my-first, found '" + printable(name, 80) + "'");
  const std::string path = name + ".toml";
  if (file_exists(path)) return complain(path + " exists; it is not overwritten");
  const auto error = create_file(path, scenario_template(title_from(name)));
  if (error) return complain(error->text());
  write_err("wrote " + path + "; run it with: finwait run " + path + "\n");
  return Exit::Good;
}

Exit check_command(const Arguments& a) {
  size_t passed = 0;
  std::string out;
  for (const std::string& source : a.sources) {
    const Result<Scenario> scenario = load_scenario(source, a.overrides);
    if (!scenario) {
      write_err(scenario.error().text() + "\n");
      continue;
    }
    ++passed;
    if (a.sources.size() == 1) out += source + ": valid\n";
  }
  const size_t failed = a.sources.size() - passed;
  if (a.sources.size() > 1)
    out += std::to_string(passed) + " passed, " + std::to_string(failed) + " failed\n";
  write_out(out);
  return failed == 0 ? Exit::Good : Exit::BadInput;
}

Exit rules_command(const Arguments& a) {
  const RulesOptions options{terminal_width(), colour_mode(a.colour), a.language};
  if (a.sources.empty()) {
    write_out(rules_text(options));
    return Exit::Good;
  }
  const auto rule = parse_rule(a.sources[0]);
  if (!rule || *rule == Rule::None)
    return complain("rules: expected a rule's id such as T111, found '" +
                    printable(a.sources[0], 40) + "' (finwait rules lists them)");
  write_out(rule_text(*rule, options));
  return Exit::Good;
}

Exit schema_command(const Arguments& a) {
  const std::string what = a.sources.empty() ? "scenario" : a.sources[0];
  if (what != "scenario" && what != "trace")
    return complain("schema: expected scenario or trace, found '" + printable(what, 40) + "'");
  write_out(what == "trace" ? trace_schema() : scenario_schema());
  return Exit::Good;
}

Exit diff_command(const Arguments& a) {
  std::vector<Scenario> scenarios = load_all(a);
  if (scenarios.size() != 2) return Exit::BadInput;
  Simulation first(std::move(scenarios[0]));
  Simulation second(std::move(scenarios[1]));
  first.run();
  second.run();
  const Comparison comparison = compare_runs(first, second, ladder_options(a));
  write_out(comparison.text);
  return comparison.same ? Exit::Good : Exit::Failed;
}

}  // namespace finwait
