#include "sim/report/rules_text.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "sim/report/display_width.hpp"
#include "sim/report/rule_words.hpp"
#include "sim/report/words.hpp"

namespace finwait {
namespace {

constexpr int kIdColumns = 6;
constexpr int kClauseColumns = 28;
constexpr std::string_view kBreak = "<br>";

// The last cell of the row of a rule in the page; empty when there is none.
std::string_view last_cell(std::string_view page, const std::string& id) {
  const size_t row = page.find("\n| " + id + " |");
  if (row == std::string_view::npos) return {};
  std::string_view line = page.substr(row + 1);
  line = line.substr(0, line.find('\n'));
  const size_t end = line.rfind('|');
  const size_t start = line.rfind("| ", end - 1);
  if (end <= start + 2) return {};
  line = line.substr(start + 2, end - start - 2);
  while (line.ends_with(' ')) line.remove_suffix(1);
  return line;
}

// Text of a cell without what Markdown needs.
std::string plain(std::string_view cell) {
  std::string out(cell);
  const auto replace = [&](std::string_view what, std::string_view with) {
    for (size_t at = out.find(what); at != std::string::npos; at = out.find(what, at + with.size()))
      out.replace(at, what.size(), with);
  };
  replace("&lt;", "<");
  replace("\\|", "|");
  replace("`", "");
  return out;
}

std::vector<std::string> places(const std::string& id) {
  const auto bytes = embedded_rules_page();
  const std::string_view page(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  std::string_view cell = last_cell(page, id);
  std::vector<std::string> out;
  while (!cell.empty()) {
    const size_t end = std::min(cell.find(kBreak), cell.size());
    out.push_back(plain(cell.substr(0, end)));
    cell.remove_prefix(std::min(end + kBreak.size(), cell.size()));
  }
  return out;
}

void add_field(std::string& out, std::string_view name, std::string_view text,
               const RulesOptions& options) {
  constexpr int kNameColumns = 10;
  std::string head(name);
  head.append(static_cast<size_t>(kNameColumns - display_width(name)), ' ');
  for (const std::string& line : wrap_width(text, std::max(30, options.width - kNameColumns))) {
    out += painted(head, Ink::Faint, options.colour) + line + "\n";
    head.assign(kNameColumns, ' ');
  }
}

}  // namespace

std::string clause_text(const RuleInfo& info) {
  if (info.rfc.empty()) return std::string(info.section);
  std::string out = "RFC " + std::string(info.rfc) + " " + std::string(info.section);
  if (!info.step.empty()) out += ", " + std::string(info.step);
  return out;
}

std::string rules_text(const RulesOptions& options) {
  const RuleWords words(options.language);
  std::string out;
  const int room = std::max(20, options.width - kIdColumns - kClauseColumns);
  for (const RuleInfo& info : all_rules()) {
    PaintedLine line;
    line.put(0, rule_name(info.rule), Ink::Strong);
    line.put(kIdColumns, fit_width(clause_text(info), kClauseColumns - 2), Ink::Faint);
    line.put(kIdColumns + kClauseColumns, fit_width(words.title(info.rule), room),
             info.modelled ? Ink::Plain : Ink::Faint);
    out += line.text(options.colour) + "\n";
  }
  return out;
}

std::string rule_text(Rule rule, const RulesOptions& options) {
  const RuleInfo& info = rule_info(rule);
  const RuleWords words(options.language);
  const auto say = [&](Word w) { return word(w, options.language); };
  std::string out = painted(rule_name(rule), Ink::Strong, options.colour) + "\n";
  add_field(out, say(Word::FieldClause), clause_text(info), options);
  add_field(out, say(Word::FieldWhen), words.title(rule), options);
  add_field(out, say(Word::FieldDone), words.text(rule), options);
  add_field(out, say(Word::FieldKnown), evidence_words(rule, options.language), options);
  if (!info.modelled) {
    add_field(out, say(Word::FieldTested), say(Word::NotModelled), options);
    return out;
  }
  std::string_view name = say(Word::FieldTested);
  for (const std::string& place : places(rule_name(rule))) {
    add_field(out, name, place, options);
    name = "";
  }
  if (!name.empty()) add_field(out, name, say(Word::NoTest), options);
  return out;
}

}  // namespace finwait
