#include "sim/cli/commands.hpp"
#include "sim/cli/packetdrill_files.hpp"
#include "sim/cli/sources.hpp"
#include "sim/host/files.hpp"

namespace finwait {
namespace {

std::string place(const std::string& path, const DrillNote& note) {
  return path + (note.line > 0 ? ":" + std::to_string(note.line) : "") + ": ";
}

// The ladder of the run, as far as it went.
void draw(const DrillRun& run, const Arguments& a) {
  const LadderOptions options = ladder_options(a);
  std::string out = ladder_head(run.scenario, run.trace, options);
  for (const LadderLine& line : ladder_lines(run.scenario.script, run.trace, options))
    out += line.text + "\n";
  write_out(out);
}

Exit report(const std::string& path, const DrillRun& run, const Arguments& a) {
  if (a.draw && !run.trace.records.empty()) draw(run, a);
  for (const DrillNote& note : run.notes)
    write_err(place(path, note) + "of no effect here: " + note.what + "\n");
  for (const DrillNote& note : run.skipped)
    write_err(place(path, note) + "not supported: " + note.what + "\n");
  switch (run.verdict) {
    case DrillRun::Verdict::Passed: return Exit::Good;
    case DrillRun::Verdict::Failed: write_err(run.error + "\n"); return Exit::Failed;
    case DrillRun::Verdict::Skipped: return Exit::Skipped;
  }
  return Exit::Fault;
}

// Nothing is played when one of them cannot be read.
bool read_all(const std::vector<std::string>& paths, std::vector<std::string>& texts) {
  bool good = true;
  for (const std::string& path : paths) {
    Result<std::string> text = read_file(path);
    if (text) texts.push_back(text.take());
    else write_err(text.error().text() + "\n");
    good = good && text;
  }
  return good;
}

// Of several scripts: 2 before 1 before 5.
int weight(Exit exit) {
  switch (exit) {
    case Exit::Good: return 0;
    case Exit::Interrupted: return 1;
    case Exit::Skipped: return 2;
    case Exit::Failed: return 3;
    case Exit::BadInput: return 4;
    case Exit::Fault: return 5;
  }
  return 5;
}

}  // namespace

Exit packetdrill_command(const Arguments& a) {
  const DrillOptions options = drill_options_of(a);
  std::vector<std::string> texts;
  if (!read_all(a.sources, texts)) return Exit::BadInput;
  Exit worst = Exit::Good;
  size_t passed = 0;
  size_t failed = 0;
  size_t skipped = 0;
  for (size_t i = 0; i < texts.size(); ++i) {
    const std::string& path = a.sources[i];
    const Result<DrillRun> run = play_text(path, texts[i], options);
    if (!run) write_err(run.error().text() + "\n");
    const Exit exit = run ? report(path, run.value(), a) : Exit::BadInput;
    if (weight(exit) > weight(worst)) worst = exit;
    ++(exit == Exit::Good ? passed : exit == Exit::Skipped ? skipped : failed);
    if (a.sources.size() > 1 && exit == Exit::Good) write_out(path + ": passed\n");
    if (a.sources.size() > 1 && exit == Exit::Skipped) write_out(path + ": skipped\n");
    if (a.sources.size() > 1 && exit != Exit::Good && exit != Exit::Skipped)
      write_out(path + ": failed\n");
  }
  if (a.sources.size() > 1)
    write_out(std::to_string(passed) + " passed, " + std::to_string(failed) + " failed" +
              (skipped ? ", " + std::to_string(skipped) + " skipped" : "") + "\n");
  return worst;
}

}  // namespace finwait
