#include "tests/fuzz/reader_input.hpp"

#include <algorithm>

#include "sim/report/capture_text.hpp"
#include "sim/run/capture_scenario.hpp"
#include "sim/run/packetdrill_run.hpp"
#include "sim/run/packetdrill_scenario.hpp"

namespace finwait {
namespace {

std::string check_error(const Error& error) {
  const std::string text = error.text();
  if (text.find('\n') != std::string::npos) return "an error of several lines: " + text;
  if (!text.starts_with("input:")) return "an error without the input's name: " + text;
  return error.message.empty() ? "an error without a message" : "";
}

}  // namespace

std::string try_packetdrill(std::string_view text) {
  const Result<DrillScript> script = read_packetdrill(text, "input");
  if (!script) return check_error(script.error());
  const Result<DrillRun> run = run_packetdrill(script.value(), {});
  if (!run) return check_error(run.error());
  const bool failed = run.value().verdict == DrillRun::Verdict::Failed;
  if (failed != !run.value().error.empty()) return "a failure without an error";
  const bool skipped = run.value().verdict == DrillRun::Verdict::Skipped;
  if (skipped && run.value().skipped.empty()) return "skipped, and nothing is named";
  const Result<Scenario> scenario = packetdrill_scenario(run.value(), "of a script");
  if (failed || skipped || !scenario) return {};
  const Result<Scenario> again = read_scenario(write_scenario(scenario.value()), "input");
  return again ? "" : "its scenario cannot be read: " + again.error().text();
}

std::string try_capture(std::string_view octets) {
  size_t at = 0;
  const auto source = [&](char* out, size_t size) {
    const size_t count = std::min(size, octets.size() - at);
    std::copy_n(octets.data() + at, count, out);
    at += count;
    return count;
  };
  CaptureFile file(source, "input");
  CaptureTable table;
  const auto error = read_capture(file, table, {});
  if (capture_list(table).empty() || table.size() > table.counts().tcp) return "a wrong list";
  capture_jsonl(table);
  if (table.size() > 0) {
    const CaptureStory& story = table.story(0);
    if (story.segments().size() > story.packets()) return "more segments than packets";
    capture_ladder(story, {});
    capture_story_jsonl(story);
    const std::string toml = write_scenario(capture_scenario(story, "from a capture"));
    const Result<Scenario> again = read_scenario(toml, "input");
    if (!again) return "its scenario cannot be read: " + again.error().text();
  }
  return error ? check_error(*error) : "";
}

}  // namespace finwait
