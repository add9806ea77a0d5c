#include "gui/model/lab_table.hpp"

#include <algorithm>
#include <array>

#include "gui/model/story.hpp"
#include "sim/report/close_matrix.hpp"
#include "sim/report/words.hpp"
#include "sim/tcp/profile.hpp"

namespace finwait {
namespace {

constexpr float kLine = 23;     // a row, design units
constexpr float kHeading = 34;  // the names of the systems
constexpr float kFooter = 30;   // legend

// A cell before it is laid out.
struct CellText {
  std::vector<std::string> wordings;  // from the most telling to the shortest
  std::string whole;
  Rule rule = Rule::None;
  bool differs = false;
};

constexpr std::string_view kTo = " \u2192 ";

std::vector<std::string> split_way(const std::string& text) {
  std::vector<std::string> all;
  size_t from = 0;
  for (size_t at = text.find(kTo); at != text.npos; at = text.find(kTo, from)) {
    all.push_back(text.substr(from, at - from));
    from = at + kTo.size();
  }
  all.push_back(text.substr(from));
  return all;
}

// A way through states is told by where it leaves that of the first system, else by where it ends.
std::vector<std::string> shorter_ways(const std::string& text, const std::string& first) {
  std::vector<std::string> all = {text};
  const std::vector<std::string> way = split_way(text);
  const std::vector<std::string> other = split_way(first);
  size_t same = 0;
  while (same + 1 < way.size() && same < other.size() && way[same] == other[same]) ++same;
  const size_t most = text == first ? way.size() - 1 : same;
  for (size_t left_out = 1; left_out <= most; ++left_out) {
    std::string shorter = "\u2026";
    for (size_t i = left_out; i < way.size(); ++i) shorter += std::string(kTo) + way[i];
    all.push_back(std::move(shorter));
  }
  if (text == first || way.size() < same + 2) return all;
  const std::string leaves = "\u2026" + std::string(kTo) + way[same] + std::string(kTo) + "\u2026";
  if (way.size() > same + 2) all.push_back(leaves + std::string(kTo) + way.back());
  all.push_back(leaves);
  return all;
}

class TableMaker {
 public:
  TableMaker(const Session& session, const Rect& panel, const Type& type)
      : s_(session),
        type_(type),
        theme_(theme_of(session.theme)),
        ui_(type.ui),
        matrix_(session.lab.page == LabPage::Matrix) {
    m_.panel = panel;
    m_.body = {panel.x0 + 12 * ui_, panel.y0 + kHeading * ui_, panel.x1 - 20 * ui_,
               panel.y1 - kFooter * ui_};
  }

  LabTable make() {
    m_.count = row_count(s_);
    if (m_.count == 0) return std::move(m_);
    const auto& systems = names();
    columns();
    column_ = (m_.body.x1 - left_) / static_cast<float>(systems.size());
    m_.shown = std::min(m_.count, static_cast<size_t>(m_.body.height() / (kLine * ui_)));
    m_.top = std::min(s_.lab.top, m_.count - m_.shown);
    headings(systems);
    for (size_t i = 0; i < m_.shown; ++i) row(m_.top + i, i);
    footer(systems);
    return std::move(m_);
  }

  static size_t row_count(const Session& s) {
    if (s.lab.page == LabPage::Matrix) return s.lab.matrix ? s.lab.matrix->rows.size() : 0;
    return s.lab.runs ? s.lab.runs->table.rows.size() : 0;
  }

  static float height(const Session& s, float ui) {
    return (kHeading + kFooter + kLine * static_cast<float>(row_count(s)) + 1) * ui;
  }

 private:
  // The first two are as wide as their texts, the systems share the rest.
  void columns() {
    float groups = 0;
    float rows = 0;
    for (size_t i = 0; i < m_.count; ++i) {
      groups = std::max(groups, type_.width(Face::Text, 12, group(i)));
      rows = std::max(rows, type_.width(Face::Text, 12.5f, name(i)));
    }
    groups_ = std::min(groups + 24 * ui_, 200 * ui_);
    left_ = m_.body.x0 + groups_ + std::min(rows + 24 * ui_, 234 * ui_);
  }

  const std::vector<std::string>& names() const {
    return matrix_ ? s_.lab.matrix->systems : s_.lab.runs->systems;
  }

  void add(Label label) {
    if (!label.text.empty()) m_.labels.push_back(std::move(label));
  }

  void headings(const std::vector<std::string>& systems) {
    const float y = m_.panel.y0 + 18 * ui_;
    for (size_t i = 0; i < systems.size(); ++i)
      add(fit_label(type_, {left_ + column_ * static_cast<float>(i) + 8 * ui_, y}, Align::Left,
                    Face::Bold, 13, theme_.ink, systems[i], column_ - 12 * ui_));
  }

  std::string group(size_t row) const {
    if (matrix_) return s_.lab.matrix->rows[row].closing;
    return s_.lab.runs->table.rows[row].group;
  }

  std::string name(size_t row) const {
    if (matrix_) return s_.lab.matrix->rows[row].situation;
    return s_.lab.runs->table.rows[row].label;
  }

  CellText cell(size_t row, size_t system) const {
    if (!matrix_) {
      const ComparedRow& all = s_.lab.runs->table.rows[row];
      const ComparedCell& c = all.cells[system];
      CellText out{shorter_ways(c.text, all.cells.front().text), c.text, c.rule, c.differs};
      const std::string result = result_of(system, c.record);
      if (!result.empty()) out.wordings.push_back(result);
      return out;
    }
    const CloseCell& c = s_.lab.matrix->rows[row].cells[system];
    const std::string to(kTo);
    const std::string what = c.segment + " \u00b7 ";
    const std::string end = c.end == c.soon ? c.soon : c.soon + to + c.end;
    const std::string last = c.end == c.soon ? c.soon : "\u2026" + to + c.end;
    const std::string result = c.result + " \u00b7 ";
    const std::string text = result + what + end;
    // The name of an error is what matters, else where it leads.
    const bool error = !c.result.empty() && (c.result[0] < '0' || c.result[0] > '9');
    const std::string short_end = error ? result + "\u2026" : "\u2026 " + what + end;
    const std::string shortest = error ? c.result : "\u2026 " + what + last;
    std::string whole = text + " \u00b7 " + word(Word::PeerSays, s_.phrases.language(), c.peer);
    const CloseCell& first = s_.lab.matrix->rows[row].cells.front();
    const bool same = c.plain == first.plain && c.segment == first.segment &&
                      c.soon == first.soon && c.end == first.end && c.discarded == first.discarded;
    CellText out{{text, result + what + last, short_end, shortest}, std::move(whole), c.rule,
                 !same};
    if (!error) {
      const std::string between = c.end == c.soon ? " \u00b7 " : to;
      out.wordings.push_back(c.segment + between + c.end);
      out.wordings.push_back("\u2026" + between + c.end);
      out.wordings.push_back(c.end);
    }
    return out;
  }

  // What a call returned, without when; "" if the record is of something else.
  std::string result_of(size_t system, uint32_t record) const {
    const Run& run = s_.lab.runs->runs[system];
    if (record == 0 || run.trace().record(record).kind != RecordKind::Result) return "";
    return result_text({run.script(), run.trace(), s_.phrases}, run.trace().record(record));
  }

  void row(size_t row, size_t line) {
    const float y0 = m_.body.y0 + kLine * ui_ * static_cast<float>(line);
    const Rect rect{m_.body.x0, y0, m_.body.x1, y0 + kLine * ui_};
    m_.rows.push_back(rect);
    const float y = rect.center().y;
    const bool first = line == 0 || group(row) != group(row - 1);
    if (first)
      add(fit_label(type_, {rect.x0 + 4 * ui_, y}, Align::Left, Face::Text, 12, theme_.soft,
                    group(row), groups_ - 8 * ui_));
    add(fit_label(type_, {rect.x0 + groups_, y}, Align::Left, Face::Text, 12.5f, theme_.ink,
                  name(row), left_ - rect.x0 - groups_ - 8 * ui_));
    for (size_t i = 0; i < names().size(); ++i) m_.cells.push_back(make_cell({row, i}, rect));
  }

  bool is_doubtful(Rule rule, const std::string& system) const {
    const auto profile = parse_profile(system);
    return rule != Rule::None && profile && evidence_of(rule, *profile) == Evidence::Unverified;
  }

  LabTableCell make_cell(const LabCell& at, const Rect& rect) const {
    const CellText text = cell(at.row, at.system);
    LabTableCell out;
    out.cell = at;
    const float x = left_ + column_ * static_cast<float>(at.system);
    out.rect = {x + 1, rect.y0 + 1, x + column_ - 1, rect.y1 - 1};
    out.differs = text.differs;
    out.selected = s_.lab.selected == at;
    out.whole = text.whole;
    if (text.rule != Rule::None) {
      const RuleInfo& info = rule_info(text.rule);
      out.rule = rule_name(text.rule) + "  " + chip_clause(s_.phrases, info) + "  " +
                 s_.phrases.rule_title(text.rule);
    }
    const std::string doubt = is_doubtful(text.rule, names()[at.system]) ? " ?" : "";
    const std::string sign = text.differs ? "\u2260 " : "";
    const std::string shown = first_that_fits(text.wordings, sign, doubt);
    out.text = make_label(type_, {x + 8 * ui_, rect.center().y}, Align::Left, Face::Mono, 11.5f,
                          theme_.ink, shown);
    return out;
  }

  // The sign of doubt goes before a wording is cut.
  std::string first_that_fits(const std::vector<std::string>& wordings, const std::string& sign,
                              const std::string& doubt) const {
    const float room = column_ - 16 * ui_;
    for (const std::string& tail : {doubt, std::string()})
      for (const std::string& text : wordings)
        if (type_.width(Face::Mono, 11.5f, sign + text + tail) <= room) return sign + text + tail;
    return fit_text(type_.measure, Face::Mono, type_.size(11.5f), sign + wordings.back(), room);
  }

  void footer(const std::vector<std::string>& systems) {
    const float y = m_.panel.y1 - 15 * ui_;
    if (m_.shown < m_.count) {
      m_.range = make_label(type_, {m_.body.x1, y}, Align::Right, Face::Text, 12, theme_.soft,
                            s_.phrases(Phrase::LabRows, {std::to_string(m_.top + 1),
                                                         std::to_string(m_.top + m_.shown),
                                                         std::to_string(m_.count)}));
      const float step = m_.body.height() / static_cast<float>(m_.count);
      const float y0 = m_.body.y0 + step * static_cast<float>(m_.top);
      m_.bar = {m_.body.x1 + 8 * ui_, y0, m_.body.x1 + 13 * ui_,
                y0 + step * static_cast<float>(m_.shown)};
    }
    const float right = m_.range.text.empty() ? m_.body.x1 : m_.range.box.x0 - 16 * ui_;
    const Phrase legend = matrix_ ? Phrase::LabMatrixLegend : Phrase::LabLegend;
    m_.legend =
        fit_label(type_, {m_.body.x0 + 4 * ui_, y}, Align::Left, Face::Text, 12, theme_.soft,
                  s_.phrases(legend, {systems.front()}), right - m_.body.x0 - 4 * ui_);
  }

  const Session& s_;
  const Type& type_;
  const Theme& theme_;
  float ui_;
  bool matrix_;
  float groups_ = 0;
  float left_ = 0;
  float column_ = 0;
  LabTable m_;
};

}  // namespace

float lab_table_height(const Session& session, float ui) {
  return TableMaker::height(session, ui);
}

LabTable make_lab_table(const Session& session, const Rect& panel, const Type& type) {
  return TableMaker(session, panel, type).make();
}

}  // namespace finwait
