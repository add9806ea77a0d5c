#include <algorithm>
#include <vector>

#include "sim/base/text.hpp"
#include "sim/report/bytes_table.hpp"
#include "sim/report/jsonl.hpp"
#include "sim/report/junit.hpp"
#include "sim/report/ladder_picture.hpp"
#include "sim/report/machine_dot.hpp"
#include "sim/report/machine_picture.hpp"
#include "sim/report/markdown.hpp"
#include "sim/report/packetdrill.hpp"
#include "sim/report/packetdrill_writer.hpp"
#include "sim/report/pcapng.hpp"
#include "sim/report/run_caption.hpp"
#include "sim/report/sequence_diagram.hpp"
#include "sim/report/svg.hpp"
#include "sim/report/verdict.hpp"
#include "sim/run/packetdrill_script.hpp"
#include "tests/fuzz/reader_input.hpp"

namespace finwait {
namespace {

constexpr int kSteps = 200;
constexpr Language kLanguage = Language::ZhHant;  // the longest way to a text

bool is_small(const Script& script) {
  uint64_t octets = 0;
  for (const Entry& e : script.timeline) octets += uint64_t{e.length()} * e.repeat;
  for (const FaultRule& r : script.faults) octets += r.copies;
  return octets < 20000;
}

bool is_control(unsigned char c) {
  return (c < 32 && c != '\n') || c == 127;
}

// "" when the text can be shown and kept.
std::string check_text(const char* form, const std::string& text) {
  if (!is_utf8(text)) return std::string(form) + " is no UTF-8";
  const auto odd = std::find_if(text.begin(), text.end(), is_control);
  if (odd == text.end()) return {};
  return std::string(form) + " has a control character: " +
         printable(text.substr(static_cast<size_t>(odd - text.begin())), 40);
}

// The first complaint of all forms.
std::string check_forms(Simulation& run) {
  std::vector<Outcome> outcomes;
  if (run.end() != EndReason::Running) outcomes = check_expectations(run);
  const auto caption = run_caption(run, kLanguage);
  const std::pair<const char*, std::string> texts[] = {
      {"ladder", ladder_text(run, {40, ColourMode::None, kLanguage})},
      {"verdict", verdict_text(run, outcomes, {80, ColourMode::None, kLanguage})},
      {"jsonl", jsonl_text(run, outcomes, {"0", kLanguage})},
      {"packetdrill", packetdrill_text(run)},
      {"bytes", bytes_text(run, {80, ColourMode::None, kLanguage})},
      {"bytes as JSON", bytes_json(run, kLanguage)},
      {"Mermaid", mermaid_text(run, kLanguage)},
      {"PlantUML", plantuml_text(run, kLanguage)},
      {"DOT", machine_dot(run, kLanguage)},
      {"Markdown", markdown_text(run, outcomes, kLanguage)},
      {"JUnit", junit_text({{run.scenario().file, "", outcomes, 0}})},
      {"ladder's SVG", svg_text(ladder_picture(run, kLanguage), PictureTheme::Light, caption)},
      {"machine's SVG", svg_text(machine_picture(run, kLanguage), PictureTheme::Dark, caption)}};
  for (const auto& [form, text] : texts)
    if (std::string wrong = check_text(form, text); !wrong.empty()) return wrong;
  return {};
}

}  // namespace

std::string try_outputs(std::string_view text) {
  const Result<Scenario> scenario = read_scenario(text, "input");
  if (!scenario || !is_small(scenario.value().script)) return {};
  Simulation run(scenario.value());
  for (int i = 0; i < kSteps && run.step();) ++i;
  if (std::string wrong = check_forms(run); !wrong.empty()) return wrong;
  const auto points = {CapturePoint::Senders, CapturePoint::BothEnds};
  for (const CapturePoint point : points) {
    const std::string wrong = try_capture(pcapng_octets(run, {"0", point, kLanguage}));
    if (!wrong.empty()) return "its capture: " + wrong;
  }
  for (const uint8_t host : {uint8_t{0}, uint8_t{1}}) {
    const Result<WrittenDrill> drill = write_drill(run, {host, 1});
    if (!drill) continue;
    const Result<DrillScript> script = read_packetdrill(drill.value().text, "script");
    if (!script) return "its script cannot be read: " + script.error().text();
  }
  return {};
}

}  // namespace finwait
