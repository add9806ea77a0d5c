// The files that a run can be written as, and how each is made.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/result.hpp"
#include "sim/run/expectations.hpp"
#include "sim/run/simulation.hpp"

namespace finwait {

struct Arguments;

enum class OutForm : uint8_t { Jsonl, Pcapng, Mermaid, Plantuml, Dot, Markdown, Svg };

struct OutFormInfo {
  OutForm form;
  const char* option;          // of `finwait run`
  const char* what;            // for its help
  std::string_view extension;  // of `finwait convert`
  bool joins;                  // several runs can stand in one file
};
inline constexpr std::array<OutFormInfo, 7> kOutForms = {{
    {OutForm::Jsonl, "--out-jsonl", "also write the trace as JSON Lines", ".jsonl", true},
    {OutForm::Pcapng, "--out-pcapng", "also write a capture for Wireshark", ".pcapng", true},
    {OutForm::Mermaid, "--out-mermaid", "also write a Mermaid sequence diagram", ".mmd", false},
    {OutForm::Plantuml, "--out-plantuml", "also write a PlantUML sequence diagram", ".puml", true},
    {OutForm::Dot, "--out-dot", "also write the state machine for Graphviz", ".dot", true},
    {OutForm::Markdown, "--out-markdown", "also write a report in Markdown", ".md", true},
    {OutForm::Svg, "--out-svg", "also write a picture", ".svg", false},
}};

// A packetdrill script: of one end of a run, so that it is no OutForm of any run.
inline constexpr std::string_view kScriptExtension = ".pkt";
// The picture once more, made by rsvg-convert.
inline constexpr std::string_view kPdfExtension = ".pdf";

// Paths by OutForm; "" where the form was not asked for, "-" for standard output.
using OutPaths = std::array<std::string, kOutForms.size()>;

// The form of a file by its extension; nullptr when there is none.
const OutFormInfo* form_of_file(std::string_view path);

// For messages and help: what `finwait convert` reads, and what it writes.
std::string readable_extensions();
std::string writable_extensions();
// ", did you mean '.mmd'?" for a path whose extension is near to one; "" when none is.
std::string near_extension(std::string_view path, bool to_write);

// Whether one of them is standard output.
bool writes_to_standard_output(const OutPaths& paths);

// A finished run in one of the forms.
std::string output_text(OutForm form, const Simulation& simulation,
                        const std::vector<Outcome>& outcomes, const Arguments& arguments);

// Two outputs in one file, or an output in a file that is read; nullopt: there is none.
std::optional<Error> check_targets(const Arguments& arguments);

// Whether every output can be written, found out before anything runs and without changing what is
// there. Says on standard error which cannot.
bool can_write(const Arguments& arguments);

// What is wrong with --pcapng-at for a scenario; nullopt: nothing.
std::optional<Error> check_capture_point(const Scenario& scenario, const Arguments& arguments);

}  // namespace finwait
