#include "sim/cli/sources.hpp"

#include <set>

#include "sim/host/files.hpp"
#include "sim/run/builtin.hpp"

namespace finwait {
Result<SourceText> load_text(const std::string& source) {
  const bool looks_like_file = source == "-" || source.find_first_of("/.") != std::string::npos;
  const BuiltinFile* builtin = looks_like_file ? nullptr : find_builtin(source);
  if (builtin) return SourceText{source, std::string(builtin->text)};
  if (!looks_like_file && !file_exists(source))
    return Error{source, 0, 0,
                 "expected a file or the name of a built-in scenario, found neither" +
                     suggest_builtin(source)};
  Result<std::string> text = read_file(source);
  if (!text) return text.error();
  return SourceText{source == "-" ? "standard input" : source, text.take()};
}

Result<Scenario> load_scenario(const std::string& source, const std::vector<Override>& overrides) {
  const Result<SourceText> text = load_text(source);
  if (!text) return text.error();
  return read_scenario(text.value().text, text.value().name, overrides);
}

std::vector<Scenario> load_all(const Arguments& arguments) {
  std::vector<Scenario> scenarios;
  std::set<std::string> said;  // what is wrong with --set is wrong for each of them
  for (const std::string& source : arguments.sources) {
    Result<Scenario> scenario = load_scenario(source, arguments.overrides);
    if (scenario)
      scenarios.push_back(scenario.take());
    else if (said.insert(scenario.error().text()).second)
      write_err(scenario.error().text() + "\n");
  }
  return scenarios;
}

}  // namespace finwait
