#include "sim/report/compare_table.hpp"

#include <algorithm>

#include "sim/report/display_width.hpp"
#include "sim/report/json_rule.hpp"
#include "sim/report/markup.hpp"
#include "sim/report/rule_words.hpp"
#include "sim/report/rules_text.hpp"
#include "sim/report/words.hpp"

namespace finwait {
namespace {

constexpr std::string_view kSign = "≠ ";
constexpr int kGap = 2;               // columns between columns
constexpr int kNarrowestColumn = 18;  // with less room the systems stand below each other
constexpr int kWidestColumn = 48;
constexpr int kNarrowest = 24;

// The rule with its clause and how it is known of the system.
std::string rule_words(Rule rule, const std::string& system, Language language) {
  std::string out = rule_name(rule) + ", " + clause_text(rule_info(rule));
  const auto name = parse_profile(system);
  return name ? out + " (" + std::string(evidence_word(evidence_of(rule, *name), language)) + ")"
              : out;
}

// Whether the rule stands below a cell: where the cell differs, and where nobody has verified it.
bool names_rule(const ComparedCell& cell, const std::string& system) {
  if (cell.rule == Rule::None) return false;
  const auto name = parse_profile(system);
  return cell.differs || (name && evidence_of(cell.rule, *name) == Evidence::Unverified);
}

struct CellLine {
  std::string text;
  Ink ink = Ink::Plain;
};

// The lines of a cell: what it says, and the rule below.
std::vector<CellLine> cell_lines(const ComparedRuns& runs, const ComparedCell& cell,
                                 const std::string& system, int width) {
  std::vector<CellLine> lines;
  const std::string text = (cell.differs ? std::string(kSign) : "") + cell.text;
  for (std::string& line : wrap_width(text, width))
    lines.push_back({std::move(line), cell.differs ? Ink::Fin : Ink::Plain});
  if (!names_rule(cell, system)) return lines;
  for (std::string& line : wrap_width(rule_words(cell.rule, system, runs.language), width))
    lines.push_back({std::move(line), Ink::Faint});
  return lines;
}

// The layout for a terminal of a given width.
struct Layout {
  int label = 0;
  int column = 0;
  bool stacked = false;
  int at(size_t system) const { return label + kGap + static_cast<int>(system) * (column + kGap); }
};

Layout layout_of(const ComparedRuns& runs, int width) {
  Layout layout;
  for (const ComparedRow& row : runs.rows)
    layout.label = std::max(layout.label, display_width(row.label));
  layout.label = std::min(layout.label, std::max(12, width / 4));
  const auto systems = static_cast<int>(runs.systems.size());
  layout.column = std::min(kWidestColumn, (width - layout.label) / systems - kGap);
  layout.stacked = layout.column < kNarrowestColumn;
  if (!layout.stacked) return layout;
  layout.label = 0;
  for (const std::string& system : runs.systems)
    layout.label = std::max(layout.label, kGap + display_width(system));
  layout.label = std::min(layout.label, width / 2);
  layout.column = width - layout.label - kGap;
  return layout;
}

void add_columns(std::string& out, const ComparedRuns& runs, const ComparedRow& row,
                 const Layout& layout, ColourMode colour) {
  const std::vector<std::string> labels = wrap_width(row.label, layout.label);
  std::vector<std::vector<CellLine>> cells;
  size_t height = labels.size();
  for (size_t c = 0; c < row.cells.size(); ++c) {
    cells.push_back(cell_lines(runs, row.cells[c], runs.systems[c], layout.column));
    height = std::max(height, cells.back().size());
  }
  for (size_t i = 0; i < height; ++i) {
    PaintedLine line;
    if (i < labels.size()) line.put(0, labels[i], Ink::Faint);
    for (size_t c = 0; c < cells.size(); ++c)
      if (i < cells[c].size()) line.put(layout.at(c), cells[c][i].text, cells[c][i].ink);
    out += line.text(colour) + "\n";
  }
}

void add_stacked(std::string& out, const ComparedRuns& runs, const ComparedRow& row,
                 const Layout& layout, const CompareOptions& options) {
  for (const std::string& line : wrap_width(row.label, options.width))
    out += painted(line, Ink::Faint, options.colour) + "\n";
  for (size_t c = 0; c < row.cells.size(); ++c) {
    std::string name = fit_width(runs.systems[c], layout.label - kGap);
    for (const CellLine& cell : cell_lines(runs, row.cells[c], runs.systems[c], layout.column)) {
      PaintedLine line;
      line.put(kGap, name);
      line.put(layout.at(0), cell.text, cell.ink);
      out += line.text(options.colour) + "\n";
      name.clear();
    }
  }
}

void add_wrapped(std::string& out, const std::string& text, Ink ink,
                 const CompareOptions& options) {
  for (const std::string& line : wrap_width(text, options.width))
    out += painted(line, ink, options.colour) + "\n";
}

std::string summary(const ComparedRuns& runs) {
  const size_t differing = runs.differences();
  if (runs.systems.size() < 2) return std::string(word(Word::OneSystem, runs.language));
  if (differing == 0) return std::string(word(Word::NoRowDiffers, runs.language));
  return word(Word::RowsDiffer, runs.language, std::to_string(differing),
              std::to_string(runs.rows.size()), runs.systems.front());
}

// Text for the cell of a Markdown table.
std::string markdown(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '|' || c == '\\' || c == '*' || c == '_' || c == '`' || c == '#') out += '\\';
    if (c == '<')
      out += "&lt;";
    else if (c == '&')
      out += "&amp;";
    else
      out += c;
  }
  return out;
}

constexpr std::string_view kStyle =
    "body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}\n"
    "table{border-collapse:collapse;width:100%}\n"
    "th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid #8884}\n"
    "th[scope=row]{font-weight:normal;color:#808792}\n"
    "tbody th[colspan]{padding-top:1.2rem}\n"
    ".differs{background:#d9890022}\n"
    "small{display:block;color:#808792}\n"
    "@media(prefers-color-scheme:dark){body{background:#16181d;color:#dfe2e7}}\n";

std::string html_cell(const ComparedCell& cell, const std::string& system, const RuleWords& rules) {
  std::string out = cell.differs ? "<td class=\"differs\">≠ " : "<td>";
  out += xml_text_of(cell.text);
  if (names_rule(cell, system))
    out += "<small title=\"" + xml_text_of(rules.text(cell.rule)) + "\">" +
           xml_text_of(rule_words(cell.rule, system, rules.language())) + "</small>";
  return out + "</td>";
}

}  // namespace

std::string compare_text(const ComparedRuns& runs, const CompareOptions& asked) {
  CompareOptions options = asked;
  options.width = std::max(kNarrowest, asked.width);
  const Layout layout = layout_of(runs, options.width);
  std::string out;
  add_wrapped(out, single_line(runs.title), Ink::Strong, options);
  out += "\n";
  if (!layout.stacked) {
    PaintedLine head;
    for (size_t c = 0; c < runs.systems.size(); ++c)
      head.put(layout.at(c), fit_width(runs.systems[c], layout.column), Ink::Strong);
    out += head.text(options.colour) + "\n";
  }
  std::string group;
  for (const ComparedRow& row : runs.rows) {
    if (row.group != group) {
      out += group.empty() ? "" : "\n";
      add_wrapped(out, row.group, Ink::Strong, options);
      group = row.group;
    }
    if (layout.stacked)
      add_stacked(out, runs, row, layout, options);
    else
      add_columns(out, runs, row, layout, options.colour);
  }
  out += "\n";
  add_wrapped(out, summary(runs), runs.differences() > 0 ? Ink::Fin : Ink::Data, options);
  return out;
}

std::string compare_markdown(const ComparedRuns& runs) {
  std::string out = "# " + markdown(single_line(runs.title)) + "\n\n| |";
  for (const std::string& system : runs.systems) out += " " + markdown(system) + " |";
  out += "\n|---|";
  for (size_t i = 0; i < runs.systems.size(); ++i) out += "---|";
  out += "\n";
  for (const ComparedRow& row : runs.rows) {
    out += "| " + markdown(row.group + ": " + row.label) + " |";
    for (size_t c = 0; c < row.cells.size(); ++c) {
      const ComparedCell& cell = row.cells[c];
      out += cell.differs ? " ≠ **" + markdown(cell.text) + "**" : " " + markdown(cell.text);
      if (names_rule(cell, runs.systems[c]))
        out += "<br>" + markdown(rule_words(cell.rule, runs.systems[c], runs.language));
      out += " |";
    }
    out += "\n";
  }
  return out + "\n" + markdown(summary(runs)) + "\n";
}

std::string compare_json(const ComparedRuns& runs) {
  std::string out;
  JsonWriter json(out);
  json.open_object().text("file", runs.file).text("title", runs.title);
  json.key("systems").open_array();
  for (const std::string& system : runs.systems) json.text(system);
  json.close_array().number("differences", uint64_t{runs.differences()});
  json.key("rows").open_array();
  for (const ComparedRow& row : runs.rows) {
    json.open_object().text("group", row.group).text("label", row.label);
    json.flag("differs", row.differs()).key("cells").open_array();
    for (size_t c = 0; c < row.cells.size(); ++c) {
      json.open_object().text("system", runs.systems[c]).text("text", row.cells[c].text);
      json.flag("differs", row.cells[c].differs);
      put_rule(json, "rule", row.cells[c].rule,
               parse_profile(runs.systems[c]).value_or(ProfileName::Rfc9293));
      json.close_object();
    }
    json.close_array().close_object();
  }
  json.close_array().close_object();
  return out + "\n";
}

std::string compare_html(const ComparedRuns& runs) {
  const RuleWords rules(runs.language);
  std::string out = "<!DOCTYPE html>\n<html lang=\"" + std::string(language_tag(runs.language)) +
                    "\">\n<head>\n<meta charset=\"utf-8\"/>\n<title>";
  out +=
      xml_text_of(runs.title) + "</title>\n<style>\n" + std::string(kStyle) + "</style>\n</head>\n";
  out += "<body>\n<h1>" + xml_text_of(runs.title) + "</h1>\n<table>\n<thead>\n<tr><th></th>";
  for (const std::string& system : runs.systems) out += "<th>" + xml_text_of(system) + "</th>";
  out += "</tr>\n</thead>\n<tbody>\n";
  std::string group;
  for (const ComparedRow& row : runs.rows) {
    if (row.group != group)
      out += "<tr><th colspan=\"" + std::to_string(runs.systems.size() + 1) + "\">" +
             xml_text_of(row.group) + "</th></tr>\n";
    group = row.group;
    out += "<tr><th scope=\"row\">" + xml_text_of(row.label) + "</th>";
    for (size_t c = 0; c < row.cells.size(); ++c)
      out += html_cell(row.cells[c], runs.systems[c], rules);
    out += "</tr>\n";
  }
  return out + "</tbody>\n</table>\n<p>" + xml_text_of(summary(runs)) + "</p>\n</body>\n</html>\n";
}

}  // namespace finwait
