#include "tests/conformance/report.hpp"

namespace finwait {
namespace {

std::string verdict_word(const Case& c, const Verdict& v) {
  if (v.identical()) return "identical";
  if (!c.counted) return "differs (not counted)";
  return c.differs.empty() ? "**differs**" : "differs, explained";
}

std::string joined(const std::vector<std::string>& lines, const char* between) {
  std::string out;
  for (const std::string& line : lines) out += (out.empty() ? "" : between) + line;
  return out;
}

// A table cell: `|` would end it.
std::string cell(std::string text) {
  for (size_t i = 0; (i = text.find('|', i)) != std::string::npos; i += 2) text.insert(i, "\\");
  return text;
}

void add_difference(std::string& out, const Case& c, const Verdict& v) {
  out += "\n**" + c.name + ":** " + (c.differs.empty() ? "not explained." : c.differs) + "\n\n";
  for (const std::string& line : v.differences) out += "- `" + line + "`\n";
}

void add_file(std::string& out, const std::vector<Case>& cases,
              const std::vector<Verdict>& verdicts, size_t first, size_t last) {
  out += "\n## " + cases[first].file + "\n\n| case | rows | verdict | run |\n|---|---|---|---|\n";
  for (size_t i = first; i < last; ++i)
    out += "| " + cell(cases[i].name) + " | " + cases[i].rows + " | " +
           verdict_word(cases[i], verdicts[i]) + " | " +
           run_cell(cases[i], verdicts[i].simulated) + " |\n";
  for (size_t i = first; i < last; ++i)
    if (!verdicts[i].identical()) add_difference(out, cases[i], verdicts[i]);
}

}  // namespace

std::string run_cell(const Case& c, const Observation& simulated) {
  return "`" + cell(joined(story(c, simulated), "`<br>`")) + "`";
}

Tally tally(const std::vector<Case>& cases, const std::vector<Verdict>& verdicts) {
  Tally t;
  for (size_t i = 0; i < cases.size(); ++i) {
    if (!cases[i].counted) {
      ++t.uncounted;
      continue;
    }
    ++t.cases;
    if (verdicts[i].identical()) ++t.identical;
    else if (!cases[i].differs.empty()) ++t.explained;
    else ++t.unexplained;
  }
  return t;
}

std::string report_page(const std::vector<Case>& cases, const std::vector<Verdict>& verdicts,
                        const std::string& kernel) {
  const Tally t = tally(cases, verdicts);
  const size_t percent = t.cases ? t.identical * 1000 / t.cases : 0;
  std::string out =
      "# Conformance with a real kernel\n\n"
      "Made by `./dev conformance` (as root, on Linux); do not edit. Each case is a scenario. It "
      "is run twice:\non this kernel (" + kernel + "), driven over a TUN device in a network "
      "namespace of its own, and on profile\n`linux` of the simulator. Segments (flags, SEQ, ACK, "
      "length), states, results of calls and times are\ncompared: times within 10 ms or a tick of "
      "the kernel's timer (4 ms); a long timer of the kernel may be\nlate by 15 %, because its "
      "timer wheel is coarse. A case that differs is run again, up to three times,\nbecause the "
      "machine may have been busy. Times shown are the simulator's.\n\n";
  out += std::to_string(t.cases) + " cases, " + std::to_string(t.identical) + " identical (" +
         std::to_string(percent / 10) + "." + std::to_string(percent % 10) + " %), " +
         std::to_string(t.explained) + " differ for a reason given below, " +
         std::to_string(t.unexplained) + " without one";
  out += t.uncounted ? "; " + std::to_string(t.uncounted) + " more are shown and not counted.\n"
                     : ".\n";
  for (size_t first = 0; first < cases.size();) {
    size_t last = first;
    while (last < cases.size() && cases[last].file == cases[first].file) ++last;
    add_file(out, cases, verdicts, first, last);
    first = last;
  }
  return out;
}

}  // namespace finwait
