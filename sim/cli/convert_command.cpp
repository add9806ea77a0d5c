#include "sim/base/text.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/packetdrill_files.hpp"
#include "sim/cli/sources.hpp"
#include "sim/host/files.hpp"
#include "sim/host/octet_source.hpp"
#include "sim/host/pdf.hpp"
#include "sim/run/capture_scenario.hpp"
#include "sim/run/capture_table.hpp"

namespace finwait {
namespace {

bool is_capture(const std::string& path) {
  for (const std::string_view extension : {".pcap", ".pcapng", ".cap", ".pcap.gz", ".pcapng.gz"})
    if (path.ends_with(extension)) return true;
  return false;
}

// The story of a capture's only connection, or of the one that --connection asks for.
Result<Scenario> read_capture_scenario(const std::string& path, const Arguments& a) {
  Result<OctetSource> opened = OctetSource::open(path);
  if (!opened) return opened.error();
  OctetSource source = opened.take();
  CaptureFile file([&](char* out, size_t size) { return source.read(out, size); }, path);
  const size_t index = a.connection.value_or(1) - 1;
  CaptureTable table(index);
  const auto error = read_capture(file, table, [](uint64_t) { return true; });
  if (source.error()) return *source.error();
  if (error) return *error;
  if (table.size() == 0) return Error{path, 0, 0, "there is no TCP connection in it"};
  if (index >= table.size())
    return Error{path, 0, 0,
                 "expected --connection 1 to " + std::to_string(table.size()) + ", found " +
                     std::to_string(index + 1)};
  if (!a.connection && table.size() != 1)
    return Error{path, 0, 0,
                 "expected one TCP connection, found " + std::to_string(table.size()) +
                     " (--connection N takes one; finwait capture lists them)"};
  const std::string name = path.substr(path.rfind('/') + 1);
  const std::string title = capture_story_title(path, index);
  return read_scenario(write_scenario(capture_scenario(table.story(index), title)), name,
                       a.overrides);
}

bool has_extension(const std::string& path) {
  return path.find('.', path.rfind('/') + 1) != std::string::npos;
}

// What is neither the name of a built-in scenario nor a file that can be read.
Error bad_source(const std::string& source) {
  return {source, 0, 0,
          "expected a file to read with one of " + readable_extensions() +
              ", or the name of a built-in scenario" + near_extension(source, false)};
}

// `exit`: with what the program ends when there is an error.
Result<Scenario> read_source(const Arguments& a, Exit& exit) {
  const std::string& source = a.sources[0];
  exit = Exit::BadInput;
  if (is_capture(source)) return read_capture_scenario(source, a);
  if (source.ends_with(kScriptExtension)) return read_script(source, a, exit);
  if (source != "-" && has_extension(source) && !source.ends_with(".toml"))
    return bad_source(source);
  return load_scenario(source, a.overrides);
}

Exit complain(const Error& error, Exit exit = Exit::BadInput) {
  write_err(error.text() + "\n");
  return exit;
}

std::string converted(Simulation& simulation, const OutFormInfo& form, const Arguments& a) {
  return output_text(form.form, simulation, check_expectations(simulation), a);
}

Exit write(const std::string& target, const std::string& text, Exit exit) {
  if (const auto error = write_file(target, text)) return complain(*error);
  return exit;
}

Exit write_pdf(const std::string& target, const std::string& svg) {
  if (const auto problem = pdf_problem(target)) return complain(*problem, Exit::Skipped);
  const Result<std::string> octets = pdf_octets(target, svg);
  return octets ? write(target, octets.value(), Exit::Good) : complain(octets.error());
}

}  // namespace

Exit convert_command(const Arguments& a) {
  const std::string& target = a.sources[1];
  const bool as_pdf = target.ends_with(kPdfExtension);
  const OutFormInfo* form = form_of_file(as_pdf ? ".svg" : target);
  const bool as_scenario = target.ends_with(".toml");
  const bool as_script = target.ends_with(kScriptExtension);
  if (!form && !as_scenario && !as_script)
    return complain({target, 0, 0,
                     "expected a file to write with one of " + writable_extensions() +
                         near_extension(target, true)});
  if (const auto error = check_writable(target)) return complain(*error);
  Exit exit = Exit::Good;
  Result<Scenario> scenario = read_source(a, exit);
  if (!scenario) return complain(scenario.error(), exit);
  if (const auto error = check_capture_point(scenario.value(), a)) return complain(*error);
  if (const auto error = check_end(scenario.value().script, a)) return complain(*error);
  if (as_scenario) return write(target, write_scenario(scenario.value()), Exit::Good);
  Simulation simulation(scenario.take());
  simulation.run();
  if (as_pdf) return write_pdf(target, converted(simulation, *form, a));
  if (!as_script) return write(target, converted(simulation, *form, a), Exit::Good);
  const ScriptText script = script_text(simulation, a);
  return script.text.empty() ? script.exit : write(target, script.text, script.exit);
}

}  // namespace finwait
