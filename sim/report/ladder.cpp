#include "sim/report/ladder.hpp"

#include <algorithm>

#include "sim/report/display_width.hpp"
#include "sim/report/ladder_canvas.hpp"
#include "sim/report/ladder_rows.hpp"

namespace finwait {
namespace {

std::string_view lifeline_glyph(Life life) {
  switch (life) {
    case Life::None: return "┊";
    case Life::Listening: return "│";
    case Life::Open: return "┃";
    case Life::Down: return "×";
  }
  return " ";
}

class Painter {
 public:
  Painter(const Script& script, const Trace& trace, const LadderOptions& options, Time last)
      : script_(script),
        trace_(trace),
        options_(options),
        g_(ladder_geometry(script, last, options.width)) {}

  const LadderGeometry& geometry() const { return g_; }
  std::vector<LadderLine> paint(const std::vector<LadderRow>& rows);

 private:
  void paint_row(const LadderRow& row, bool with_time);
  void paint_silence(const LadderRow& before, const LadderRow& after);
  void put_lifelines(PaintedLine& line, const LadderRow& row, bool nodes) const;
  void put_side(PaintedLine& line, const std::vector<SideText>& texts, bool left) const;
  void add(const PaintedLine& line, const LadderRow& row) {
    lines_.push_back({row.t, row.record, line.text(options_.colour)});
  }

  const Script& script_;
  const Trace& trace_;
  const LadderOptions& options_;
  const LadderGeometry g_;
  std::vector<LadderLine> lines_;
};

bool has_state(const std::vector<SideText>& texts) {
  return std::any_of(texts.begin(), texts.end(), [](const SideText& t) { return t.state; });
}

void Painter::put_lifelines(PaintedLine& line, const LadderRow& row, bool nodes) const {
  for (size_t host = 0; host < 2; ++host) {
    const Lifeline& life = row.lifelines[host];
    const bool node = nodes && has_state(row.sides[host]);
    const Ink ink = node ? row.sides[host].back().ink : life.ink;
    line.put(host == 0 ? g_.left : g_.right, node ? "●" : lifeline_glyph(life.life), ink);
  }
}

// The state stands next to the lifeline; the other texts read from left to right.
void Painter::put_side(PaintedLine& line, const std::vector<SideText>& texts, bool left) const {
  std::vector<const SideText*> order;
  for (const SideText& t : texts) order.push_back(&t);
  if (!left) std::stable_partition(order.begin(), order.end(), [](auto* t) { return t->state; });
  int width = 0;
  for (const SideText* t : order) width += display_width(t->text) + (width > 0 ? 2 : 0);
  int column = left ? g_.left - 1 - width : g_.right + 2;
  for (const SideText* t : order) {
    line.put(column, t->text, t->ink);
    column += display_width(t->text) + 2;
  }
}

void Painter::paint_row(const LadderRow& row, bool with_time) {
  ArrowText arrow;
  if (row.arrow) arrow = arrow_text(script_, trace_, *row.arrow, options_.language, g_.span());
  const size_t count = std::max<size_t>(1, arrow.lines.size());
  for (size_t i = 0; i < count; ++i) {
    PaintedLine line;
    const bool last = i + 1 == count;
    if (i == 0 && with_time)
      line.put_before(g_.time_end, ladder_time(row.t, g_.places), Ink::Faint);
    put_lifelines(line, row, last);
    if (last) put_side(line, row.sides[0], true);
    if (last) put_side(line, row.sides[1], false);
    if (row.arrow) line.put(g_.left + 1, arrow.lines[i], arrow.ink);
    add(line, row);
  }
}

void Painter::paint_silence(const LadderRow& before, const LadderRow& after) {
  PaintedLine line;
  const std::string label =
      word(Word::Idle, options_.language, people_duration(after.t - before.t));
  const int dots = std::min(4, (g_.span() - display_width(label) - 4) / 4);
  const std::string side = repeated("· ", std::max(0, dots));
  const std::string text =
      side + label + (side.empty() ? "" : " ") + side.substr(0, side.empty() ? 0 : side.size() - 1);
  put_lifelines(line, before, false);
  const std::string fitted = fit_width(text, g_.span());
  line.put(g_.left + 1 + (g_.span() - display_width(fitted)) / 2, fitted, Ink::Faint);
  lines_.push_back({before.t, before.record, line.text(options_.colour)});
}

std::vector<LadderLine> Painter::paint(const std::vector<LadderRow>& rows) {
  for (size_t i = 0; i < rows.size(); ++i) {
    const bool first = i == 0;
    if (!first && rows[i].t - rows[i - 1].t >= kSilence) paint_silence(rows[i - 1], rows[i]);
    paint_row(rows[i], first || rows[i].t != rows[i - 1].t);
  }
  return std::move(lines_);
}

Time last_time(const Trace& trace) {
  return trace.records.empty() ? Time{} : trace.records.back().t;
}

}  // namespace

std::vector<LadderLine> ladder_lines(const Script& script, const Trace& trace,
                                     const LadderOptions& options) {
  Painter painter(script, trace, options, last_time(trace));
  return painter.paint(ladder_rows(script, trace, options.language, painter.geometry().margin));
}

}  // namespace finwait
