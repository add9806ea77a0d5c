#include "sim/cli/outputs.hpp"

#include <algorithm>

#include "sim/base/text.hpp"
#include "sim/cli/arguments.hpp"
#include "sim/host/files.hpp"
#include "sim/report/jsonl.hpp"
#include "sim/report/ladder_picture.hpp"
#include "sim/report/machine_dot.hpp"
#include "sim/report/machine_picture.hpp"
#include "sim/report/markdown.hpp"
#include "sim/report/pcapng.hpp"
#include "sim/report/run_caption.hpp"
#include "sim/report/sequence_diagram.hpp"
#include "sim/report/svg.hpp"
#include "sim/run/builtin.hpp"

namespace finwait {
namespace {

// A host's name wins over a word. nullopt when it is neither.
std::optional<CapturePoint> capture_point(const Script& script, const std::string& text) {
  if (text == script.hosts[0].name) return CapturePoint::FirstHost;
  if (text == script.hosts[1].name) return CapturePoint::SecondHost;
  if (text.empty() || text == "senders") return CapturePoint::Senders;
  if (text == "both") return CapturePoint::BothEnds;
  return std::nullopt;
}

Picture picture_of(const Simulation& simulation, const Arguments& a) {
  switch (a.picture) {
    case PictureKind::Ladder: return ladder_picture(simulation, a.language);
    case PictureKind::Diagram: return machine_picture(simulation, a.language);
    case PictureKind::Both:
      return beside(ladder_picture(simulation, a.language),
                    machine_picture(simulation, a.language));
  }
  return {};
}

struct Target {
  std::string option;  // "" of a file without one
  std::string path;
};

// The files that are written; standard output is none.
std::vector<Target> targets_of(const Arguments& a) {
  std::vector<Target> all;
  for (const OutFormInfo& info : kOutForms)
    all.push_back({info.option, a.out[static_cast<size_t>(info.form)]});
  all.push_back({"--out-scenario", a.out_scenario});
  all.push_back({"--junit", a.junit});
  all.push_back({"--output", a.output});
  if (a.command == Subcommand::Convert) all.push_back({"", a.sources[1]});
  std::erase_if(all, [](const Target& t) { return t.path.empty() || t.path == "-"; });
  return all;
}

// The files that are read. A built-in scenario is none.
std::vector<std::string> files_read(const Arguments& a) {
  std::vector<std::string> all = a.sources;
  if (a.command == Subcommand::Convert) all.resize(1);
  std::erase_if(all, [](const std::string& source) {
    return source == "-" || (source.find_first_of("/.") == source.npos && find_builtin(source));
  });
  return all;
}

Error bad_target(const Target& target, const std::string& why) {
  if (target.option.empty()) return {target.path, 0, 0, "expected another file than " + why};
  return {"", 0, 0,
          target.option + ": expected another file than " + why + ", found '" +
              printable(target.path, 80) + "'"};
}

std::string picture_text(const Simulation& simulation, const Arguments& a) {
  return svg_text(picture_of(simulation, a), a.theme, run_caption(simulation, a.language));
}

}  // namespace

const OutFormInfo* form_of_file(std::string_view path) {
  for (const OutFormInfo& info : kOutForms)
    if (path.ends_with(info.extension)) return &info;
  return nullptr;
}

std::string readable_extensions() {
  return ".toml, .pkt, .pcap, .pcapng";
}

std::string writable_extensions() {
  std::string out = ".toml, " + std::string(kScriptExtension);
  for (const OutFormInfo& info : kOutForms) out += ", " + std::string(info.extension);
  return out + ", " + std::string(kPdfExtension);
}

std::string near_extension(std::string_view path, bool to_write) {
  std::vector<std::string_view> known = {".toml", kScriptExtension, ".pcapng"};
  if (!to_write) known.insert(known.end(), {".pcap", ".cap"});
  for (const OutFormInfo& info : kOutForms)
    if (to_write) known.push_back(info.extension);
  if (to_write) known.push_back(kPdfExtension);
  const size_t slash = path.rfind('/');
  const size_t dot = path.rfind('.');
  const bool none = dot == std::string_view::npos || (slash != path.npos && dot < slash);
  if (none) return "";
  return suggestion(path.substr(dot), known);
}

bool writes_to_standard_output(const OutPaths& paths) {
  return std::find(paths.begin(), paths.end(), "-") != paths.end();
}

std::string output_text(OutForm form, const Simulation& simulation,
                        const std::vector<Outcome>& outcomes, const Arguments& a) {
  const std::optional<CapturePoint> point = capture_point(simulation.script(), a.pcapng_at);
  switch (form) {
    case OutForm::Jsonl: return jsonl_text(simulation, outcomes, {FINWAIT_VERSION, a.language});
    case OutForm::Pcapng:
      return pcapng_octets(simulation,
                           {FINWAIT_VERSION, point.value_or(CapturePoint::Senders), a.language});
    case OutForm::Mermaid: return mermaid_text(simulation, a.language);
    case OutForm::Plantuml: return plantuml_text(simulation, a.language);
    case OutForm::Dot: return machine_dot(simulation, a.language);
    case OutForm::Markdown: return markdown_text(simulation, outcomes, a.language);
    case OutForm::Svg: return picture_text(simulation, a);
  }
  return {};
}

std::optional<Error> check_targets(const Arguments& a) {
  const std::vector<Target> targets = targets_of(a);
  const std::vector<std::string> sources = files_read(a);
  for (size_t i = 0; i < targets.size(); ++i) {
    for (const std::string& source : sources)
      if (same_file(source, targets[i].path)) return bad_target(targets[i], "the one that is read");
    for (size_t k = 0; k < i; ++k)
      if (same_file(targets[k].path, targets[i].path))
        return bad_target(targets[i], "that of " + targets[k].option);
  }
  return std::nullopt;
}

bool can_write(const Arguments& a) {
  bool good = true;
  for (const Target& target : targets_of(a)) {
    const auto error = check_writable(target.path);
    if (error) write_err(error->text() + "\n");
    good = good && !error;
  }
  return good;
}

std::optional<Error> check_capture_point(const Scenario& scenario, const Arguments& a) {
  if (capture_point(scenario.script, a.pcapng_at)) return std::nullopt;
  const auto& hosts = scenario.script.hosts;
  const std::array<std::string_view, 4> words = {"senders", "both", hosts[0].name, hosts[1].name};
  return Error{"", 0, 0,
               "--pcapng-at: expected senders, both, " + hosts[0].name + " or " + hosts[1].name +
                   ", found '" + printable(a.pcapng_at, 40) + "'" + suggestion(a.pcapng_at, words)};
}

}  // namespace finwait
