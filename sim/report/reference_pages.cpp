#include "sim/report/reference_pages.hpp"

#include <algorithm>

#include "sim/report/rule_words.hpp"
#include "sim/tcp/clauses.hpp"
#include "sim/tcp/rule.hpp"

namespace finwait {
namespace {

constexpr size_t kNamesPerFile = 3;  // more test cases of one file are counted, not named

// The end of a segment such as <SEQ=ISS><CTL=SYN> that begins at `from`; `from` if none does.
size_t end_of_segment(std::string_view text, size_t from) {
  size_t end = from;
  while (end + 1 < text.size() && text[end] == '<' && text[end + 1] >= 'A' && text[end + 1] <= 'Z')
    end = std::min(text.find('>', end), text.size() - 1) + 1;
  return end;
}

// Text as the cell of a table: segments as code, nothing that Markdown takes for its own.
std::string cell(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size();) {
    const size_t end = end_of_segment(text, i);
    if (end > i) {
      out += "`" + std::string(text.substr(i, end - i)) + "`";
      i = end;
      continue;
    }
    if (text[i] == '|')
      out += "\\|";
    else if (text[i] == '<')
      out += "&lt;";
    else
      out += text[i];
    ++i;
  }
  return out;
}

std::string row(std::initializer_list<std::string> cells) {
  std::string out = "|";
  for (const std::string& text : cells) out += " " + text + (text.empty() ? "|" : " |");
  return out + "\n";
}

std::string head(std::initializer_list<std::string> cells) {
  std::string rule = "|";
  for (size_t i = 0; i < cells.size(); ++i) rule += "---|";
  return row(cells) + rule + "\n";
}

std::span<const TestPlace> places_of(const TestIndex& tests, std::string_view what) {
  const auto found = tests.find(what);
  return found == tests.end() ? std::span<const TestPlace>{} : found->second;
}

// "lost-last-ack" of "assets/scenarios/lost-last-ack.toml".
std::string scenario_name(const std::string& path) {
  const size_t start = path.rfind('/') + 1;
  return path.substr(start, path.rfind('.') - start);
}

// The places of one file, which stand together: the file and the names of its test cases.
std::string in_file(std::span<const TestPlace> places) {
  const std::string& file = places.front().file;
  const bool lesson = file.starts_with("assets/lessons/");
  if (places.front().test.empty()) return (lesson ? "lesson " : "scenario ") + scenario_name(file);
  if (places.size() > kNamesPerFile) return file + ", " + std::to_string(places.size()) + " tests";
  std::string out = file + ": ";
  for (const TestPlace& place : places)
    out += (&place == &places.front() ? "" : "; ") + ("“" + cell(place.test) + "”");
  return out;
}

std::string where_tested(std::span<const TestPlace> places) {
  std::string out;
  while (!places.empty()) {
    size_t count = 1;
    while (count < places.size() && places[count].file == places.front().file) ++count;
    if (!out.empty()) out += "<br>";
    out += in_file(places.first(count));
    places = places.subspan(count);
  }
  return out;
}

std::string clause_of(const RuleInfo& info) {
  if (info.rfc.empty()) return std::string(info.section);
  std::string out = "RFC " + std::string(info.rfc) + " " + std::string(info.section);
  if (!info.step.empty()) out += ", " + std::string(info.step);
  return out;
}

std::string rule_row(const RuleInfo& info, const TestIndex& tests) {
  const std::string name = rule_name(info.rule);
  const std::string where = info.modelled ? where_tested(places_of(tests, name)) : "not modelled";
  return row({name, clause_of(info), cell(info.title), cell(info.text),
              evidence_words(info.rule, Language::En), where});
}

std::string rule_table(char letter, const TestIndex& tests) {
  std::string out =
      head({"Rule", "Clause", "When", "What is done", "How it is known", "Where it is tested"});
  for (const RuleInfo& info : all_rules())
    if (rule_name(info.rule).front() == letter) out += rule_row(info, tests);
  return out;
}

std::string section_table(const TestIndex& tests) {
  std::string out = head({"Section", "Tests"});
  for (const auto& [what, places] : tests)
    if (what.front() >= '0' && what.front() <= '9') out += row({what, where_tested(places)});
  return out;
}

// Each rule with the number of tests and scenarios that name it.
std::string rules_of(const Clause& clause, const TestIndex& tests) {
  std::string out;
  for (Rule rule : clause.rules) {
    if (rule == Rule::None) break;
    const std::string name = rule_name(rule);
    const size_t count = places_of(tests, name).size();
    out += (out.empty() ? "" : ", ") + name;
    if (count > 0) out += " (" + std::to_string(count) + ")";
  }
  return out;
}

std::string clause_row(const Clause& clause, const TestIndex& tests) {
  std::string text = cell(clause.text);
  if (clause.status != ClauseStatus::Met)
    return row({std::string(clause.id), std::string(clause.section), text, cell(clause.reason)});
  if (!clause.reason.empty()) text += " *" + cell(clause.reason) + "*";
  return row({std::string(clause.id), std::string(clause.section), text, rules_of(clause, tests),
              where_tested(places_of(tests, clause.id))});
}

size_t count_of(ClauseStatus status) {
  const auto clauses = all_clauses();
  return static_cast<size_t>(std::count_if(clauses.begin(), clauses.end(),
                                           [&](auto& clause) { return clause.status == status; }));
}

std::string clause_table(ClauseStatus status, const TestIndex& tests) {
  std::string out = status == ClauseStatus::Met
                        ? head({"Clause", "Section", "What it requires", "Rules", "Tests"})
                        : head({"Clause", "Section", "What it requires", "Why"});
  for (const Clause& clause : all_clauses())
    if (clause.status == status) out += clause_row(clause, tests);
  return out;
}

constexpr std::string_view kGenerated = "<!-- Made by `./dev docs`; do not edit. -->\n\n";

}  // namespace

std::string rules_page(const TestIndex& tests) {
  std::string out(kGenerated);
  out += "# Rules\n\n";
  out +=
      "Every reply, drop, state change and result in a trace names the rule that justified it.\n";
  out += "How it is known: from an RFC, measured on a running system, from documentation\n";
  out += "or source, or unverified. The last column lists the tests and scenarios that name it.\n";
  out += "\n## T: transitions and timers\n\n" + rule_table('T', tests);
  out += "\n## A: socket calls\n\n" + rule_table('A', tests);
  out += "\n## N: the network\n\n" + rule_table('N', tests);
  out += "\n## Tests named after a section of RFC 9293\n\n" + section_table(tests);
  return out;
}

std::string clauses_page(const TestIndex& tests) {
  std::string out(kGenerated);
  out += "# Requirements of RFC 9293\n\n";
  out += "Of its " + std::to_string(all_clauses().size()) + " numbered requirements FinWait's ";
  out += "profile `rfc9293` meets " + std::to_string(count_of(ClauseStatus::Met)) + " and does ";
  out += "not model " + std::to_string(count_of(ClauseStatus::NotModelled)) + ";\n";
  out += std::to_string(count_of(ClauseStatus::OutOfScope)) + " are addressed to others. ";
  out += "Profiles of operating systems depart from some on purpose (see the rules).\n";
  out += "\n## Met\n\nBehind a rule stands how many tests and scenarios name it; ";
  out += "[rules.md](rules.md) lists them. The last column lists\n";
  out += "tests that name the requirement itself.\n\n" + clause_table(ClauseStatus::Met, tests);
  out += "\n## Not modelled\n\n" + clause_table(ClauseStatus::NotModelled, tests);
  out += "\n## Addressed to others\n\n" + clause_table(ClauseStatus::OutOfScope, tests);
  return out;
}

}  // namespace finwait
