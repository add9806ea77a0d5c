#include "tests/conformance/report.hpp"

#include <algorithm>

namespace finwait {
namespace {

std::string verdict_word(const Case& c, const Verdict& v) {
  if (!c.counted) return "not counted";
  if (v.identical()) return "identical";
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
  const std::string why = !c.counted ? c.why_uncounted : c.differs;
  out += "\n**" + c.name + ":** " + (why.empty() ? "not explained." : why) + "\n\n";
  if (!c.counted) return;  // how it goes on in the kernel is not the same every time
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
    if (!verdicts[i].identical() || !cases[i].counted) add_difference(out, cases[i], verdicts[i]);
}

void add_groups(std::string& out, const std::vector<Case>& cases,
                const std::vector<Verdict>& verdicts) {
  out += "\n| group | cases | identical | explained | not explained | not counted |\n"
         "|---|---|---|---|---|---|\n";
  for (size_t first = 0, last; first < cases.size(); first = last) {
    for (last = first; last < cases.size() && cases[last].file == cases[first].file;) ++last;
    const auto part = [&](const auto& all) {
      const auto from = all.begin() + static_cast<std::ptrdiff_t>(first);
      return std::vector(from, from + static_cast<std::ptrdiff_t>(last - first));
    };
    const Tally t = tally(part(cases), part(verdicts));
    out += "| " + cases[first].file;
    for (size_t n : {t.cases, t.identical, t.explained, t.unexplained, t.uncounted})
      out += " | " + std::to_string(n);
    out += " |\n";
  }
}

// "identical", or of how many cases how many are.
std::string verdict_on(const std::string& name, const std::vector<Case>& cases,
                       const std::vector<Verdict>& verdicts) {
  size_t all = 0, identical = 0;
  for (size_t i = 0; i < cases.size(); ++i) {
    if (!is_named(cases[i], name)) continue;
    ++all;
    if (verdicts[i].identical()) ++identical;
  }
  if (all == identical) return all == 1 ? "identical" : "identical in all " + std::to_string(all);
  return std::to_string(identical) + " of " + std::to_string(all) + " identical";
}

void add_rows(std::string& out, const std::vector<ObservedRow>& rows,
              const std::vector<Case>& cases, const std::vector<Verdict>& verdicts) {
  if (rows.empty()) return;
  out += "\n## What was observed before\n\nOn Linux 6.18, by hand, and the cases that show the "
         "same.\n\n| observation | cases |\n|---|---|\n";
  for (const ObservedRow& row : rows) {
    std::string shown;
    for (const ObservedCase& one : row.cases)
      shown += (shown.empty() ? "" : "<br>") + one.name + " (" +
               verdict_on(one.name, cases, verdicts) + ")";
    out += "| " + cell(row.text) + " | " + cell(shown) + " |\n";
  }
}

}  // namespace

bool is_named(const Case& c, const std::string& name) {
  const std::string full = c.file + ": " + c.name;
  return full == name || full.starts_with(name + ": ");
}

Result<std::vector<ObservedRow>> read_observed_rows(std::string_view text, const std::string& file,
                                                    const std::vector<Case>& cases) {
  std::vector<ObservedRow> rows;
  const auto bad = [&](int line, const std::string& message) {
    Error error;
    error.file = file;
    error.line = line;
    error.message = message;
    return error;
  };
  for (int number = 1; !text.empty(); ++number) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string line(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line[0] == '#') continue;
    if (!line.starts_with("  ")) {
      if (!rows.empty() && rows.back().cases.empty()) return bad(number, "expected a case");
      rows.push_back({line, {}});
      continue;
    }
    if (line.starts_with("    ")) {
      if (rows.empty() || rows.back().cases.empty())
        return bad(number, "expected a case before what was observed");
      rows.back().cases.back().facts.push_back(line.substr(4));
      continue;
    }
    const std::string name = line.substr(2);
    const bool known = std::any_of(cases.begin(), cases.end(),
                                   [&](const Case& c) { return is_named(c, name); });
    if (rows.empty()) return bad(number, "expected an observation before its cases");
    if (!known) return bad(number, "no case '" + name + "'");
    rows.back().cases.push_back({name, {}});
  }
  return rows;
}

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
                        const std::vector<ObservedRow>& rows, const std::string& kernel) {
  const Tally t = tally(cases, verdicts);
  const size_t percent = t.cases ? t.identical * 1000 / t.cases : 0;
  std::string out =
      "# Conformance with a real kernel\n\n"
      "Made by `./dev conformance` (as root, on Linux); do not edit. Each case is a scenario. It "
      "is run twice:\non this kernel (" + kernel + "), driven over a TUN device in a network "
      "namespace of its own, and on profile\n`linux` of the simulator. Segments (flags, SEQ, ACK, "
      "length), states, results of calls and times are\ncompared: times within 10 ms or a tick of "
      "the kernel's timer (4 ms); a long timer of the kernel may be\nlate by 15 %, because its "
      "timer wheel is coarse. A case that differs is run again, up to four times,\nbecause the "
      "machine may have been busy. Times shown are the simulator's.\n\n";
  out += std::to_string(t.cases) + " cases, " + std::to_string(t.identical) + " identical (" +
         std::to_string(percent / 10) + "." + std::to_string(percent % 10) + " %), " +
         std::to_string(t.explained) + " differ for a reason given below, " +
         std::to_string(t.unexplained) + " without one";
  out += t.uncounted ? "; " + std::to_string(t.uncounted) + " more are shown and not counted.\n"
                     : ".\n";
  add_groups(out, cases, verdicts);
  add_rows(out, rows, cases, verdicts);
  for (size_t first = 0; first < cases.size();) {
    size_t last = first;
    while (last < cases.size() && cases[last].file == cases[first].file) ++last;
    add_file(out, cases, verdicts, first, last);
    first = last;
  }
  return out;
}

}  // namespace finwait
