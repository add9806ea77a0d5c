#include "sim/base/text.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/sources.hpp"
#include "sim/host/files.hpp"
#include "sim/host/octet_source.hpp"
#include "sim/run/capture_scenario.hpp"
#include "sim/run/capture_table.hpp"

namespace finwait {
namespace {

bool is_capture(const std::string& path) {
  for (const std::string_view extension : {".pcap", ".pcapng", ".cap", ".pcap.gz", ".pcapng.gz"})
    if (path.ends_with(extension)) return true;
  return false;
}

// The story of a capture's first connection; of others `finwait capture` makes scenarios.
Result<Scenario> read_capture_scenario(const std::string& path,
                                       const std::vector<Override>& overrides) {
  Result<OctetSource> opened = OctetSource::open(path);
  if (!opened) return opened.error();
  OctetSource source = opened.take();
  CaptureFile file([&](char* out, size_t size) { return source.read(out, size); }, path);
  CaptureTable table(0);
  const auto error = read_capture(file, table, [](uint64_t) { return true; });
  if (source.error()) return *source.error();
  if (error) return *error;
  if (table.size() != 1)
    return Error{path, 0, 0,
                 "expected one TCP connection, found " + std::to_string(table.size()) +
                     " (finwait capture --connection N --format toml makes a scenario of one)"};
  const std::string name = path.substr(path.rfind('/') + 1);
  return read_scenario(write_scenario(capture_scenario(table.story(0), name)), name, overrides);
}

bool has_extension(const std::string& path) {
  return path.find('.', path.rfind('/') + 1) != std::string::npos;
}

Result<Scenario> read_source(const Arguments& a) {
  const std::string& source = a.sources[0];
  if (is_capture(source)) return read_capture_scenario(source, a.overrides);
  if (source != "-" && has_extension(source) && !source.ends_with(".toml"))
    return Error{source, 0, 0,
                 "expected a file to read with one of " + readable_extensions() +
                     ", or the name of a built-in scenario"};
  return load_scenario(source, a.overrides);
}

Exit complain(const Error& error) {
  write_err(error.text() + "\n");
  return Exit::BadInput;
}

std::string converted(Scenario scenario, const OutFormInfo& form, const Arguments& a) {
  Simulation simulation(std::move(scenario));
  simulation.run();
  return output_text(form.form, simulation, check_expectations(simulation), a);
}

}  // namespace

Exit convert_command(const Arguments& a) {
  const std::string& target = a.sources[1];
  const OutFormInfo* form = form_of_file(target);
  const bool as_scenario = target.ends_with(".toml");
  if (!form && !as_scenario)
    return complain(
        {target, 0, 0, "expected a file to write with one of " + writable_extensions()});
  Result<Scenario> scenario = read_source(a);
  if (!scenario) return complain(scenario.error());
  if (const auto error = check_capture_point(scenario.value(), a)) return complain(*error);
  const std::string text =
      as_scenario ? write_scenario(scenario.value()) : converted(scenario.take(), *form, a);
  if (const auto error = write_file(target, text)) return complain(*error);
  return Exit::Good;
}

}  // namespace finwait
