#include "sim/report/ladder_picture.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>

#include "sim/report/describe.hpp"
#include "sim/report/ladder_canvas.hpp"
#include "sim/report/ladder_rows.hpp"
#include "sim/report/run_caption.hpp"

namespace finwait {
namespace {

constexpr int kColumns = 36;  // of the texts of one side; longer ones are broken
constexpr int kText = 13;     // pixels
constexpr int kLine = 18;
constexpr int kSmall = 11;
constexpr int kEdge = 18;   // around everything
constexpr int kGap = 16;    // between a lifeline and its texts
constexpr int kArrow = 36;  // of a row with an arrow: label, then the slope
constexpr int kSlope = 8;
constexpr int kFold = 34;  // a silence
constexpr int kLeastSpan = 400;

// Behind the head: a reset is not told by its colour alone.
PictureCross reset_sign(Spot start, Spot end) {
  constexpr int kBehind = 20;
  const int way = end.x < start.x ? -1 : 1;
  const int whole = std::max(1, std::abs(end.x - start.x));
  return {{end.x - way * kBehind, end.y - (end.y - start.y) * kBehind / whole}, Ink::Rst, 5};
}

struct LifePart {
  int from = 0;
  Lifeline life;
};

class LadderPainter {
 public:
  LadderPainter(const Simulation& simulation, Language language)
      : simulation_(simulation),
        script_(simulation.script()),
        trace_(simulation.trace()),
        language_(language),
        rows_(ladder_rows(script_, trace_, language, kColumns)) {}

  Picture paint();

 private:
  void measure();
  void put_head();
  void put_row(const LadderRow& row, bool with_time);
  void put_silence(Duration length);
  void put_side(const LadderRow& row, uint8_t host, int bottom);
  void put_arrow(const LadderRow& row, int bottom);
  void put_loop(const RowArrow& arrow, Spot start, Spot end);
  void put_line(const RowArrow& arrow, Spot start, Spot end, bool lost);
  void put_open_starts();
  void put_lives(int end);
  void put_life(uint8_t host, const LifePart& part, int end);
  void put_foot();
  void live(uint8_t host, const Lifeline& life, int y);
  std::string label_of(const RowArrow& arrow) const;
  void label(Spot at, Align align, int size, Ink ink, const std::string& text, bool bold = false) {
    if (!text.empty()) p_.labels.push_back({at, align, size, bold, ink, text});
  }
  int height_of(const LadderRow& row) const;

  const Simulation& simulation_;
  const Script& script_;
  const Trace& trace_;
  const Language language_;
  const std::vector<LadderRow> rows_;
  int places_ = 3;
  int time_end_ = 0;        // the right edge of times
  std::array<int, 2> x_{};  // of the lifelines
  int y_ = 0;               // top of the next row
  std::array<std::vector<LifePart>, 2> lives_;
  std::map<uint32_t, std::pair<RowArrow, Spot>> starts_;  // by packet: not yet at its end
  Picture p_;
};

int LadderPainter::height_of(const LadderRow& row) const {
  const size_t texts = std::max(row.sides[0].size(), row.sides[1].size());
  const bool label = row.arrow && !(row.arrow->part == ArrowPart::End && row.arrow->copy == 0);
  return std::max(kLine * static_cast<int>(texts), label ? kArrow : kLine) + 6;
}

// Columns as wide as what stands in them.
void LadderPainter::measure() {
  const Time last = rows_.empty() ? Time{} : rows_.back().t;
  places_ = ladder_geometry(script_, last, kWidestLadder).places;
  std::array<int, 2> sides = {110, 110};
  int span = kLeastSpan;
  for (const LadderRow& row : rows_) {
    for (size_t host = 0; host < 2; ++host)
      for (const SideText& text : row.sides[host])
        sides[host] = std::max(sides[host], text_width(text.text, kText, text.state));
    if (row.arrow)
      span = std::max(span, text_width(arrow_label(trace_, *row.arrow, language_), kText) + 60);
  }
  time_end_ = kEdge + text_width(ladder_time(last, places_), kSmall) + 4;
  x_[0] = time_end_ + 12 + sides[0] + kGap;
  x_[1] = x_[0] + span;
  p_.width = x_[1] + kGap + sides[1] + kEdge;
}

void LadderPainter::put_head() {
  const Scenario& scenario = simulation_.scenario();
  const int room = p_.width - 2 * kEdge;
  y_ = kEdge;
  const auto put = [&](const std::string& text, int size, bool bold, Ink ink) {
    for (const std::string& line : broken_text(text, size, bold, room)) {
      label({kEdge, y_ + size}, Align::Left, size, ink, line, bold);
      y_ += size * 3 / 2;
    }
  };
  const std::vector<std::string> caption = run_caption(simulation_, language_);
  put(caption.front(), 18, true, Ink::Strong);
  if (caption.size() > 3) put(caption[1], kText, false, Ink::Faint);
  y_ += 14;
  int lowest = y_;
  for (size_t host = 0; host < 2; ++host) {
    const HostConfig& config = scenario.script.hosts[host];
    const int outside = host == 0 ? x_[0] - kEdge : p_.width - kEdge - x_[1];
    const int width = 2 * std::min(outside, (x_[1] - x_[0]) / 2 - 8);
    int y = y_;
    for (const std::string& line :
         broken_text(host_title(config), 14, true, width))
      label({x_[host], y += kLine}, Align::Center, 14, Ink::Strong, line, true);
    lowest = std::max(lowest, y);
  }
  y_ = lowest + 12;
  for (uint8_t host = 0; host < 2; ++host) lives_[host].push_back({y_, {}});
}

void LadderPainter::live(uint8_t host, const Lifeline& life, int y) {
  std::vector<LifePart>& parts = lives_[host];
  if (parts.back().life.life == life.life && parts.back().life.ink == life.ink) return;
  parts.push_back({y, life});
}

// Texts stand above each other, the last one next to where the arrow begins or ends.
void LadderPainter::put_side(const LadderRow& row, uint8_t host, int bottom) {
  const std::vector<SideText>& texts = row.sides[host];
  int y = bottom - 6 - kLine * static_cast<int>(texts.size());
  for (const SideText& text : texts) {
    y += kLine;
    const Spot at{host == 0 ? x_[0] - kGap : x_[1] + kGap, y};
    label(at, host == 0 ? Align::Right : Align::Left, kText, text.ink, text.text, text.state);
    if (!text.state) continue;
    const Spot c{x_[host], y - 4};
    p_.boxes.push_back({{c.x - 6, c.y - 6, c.x + 6, c.y + 6}, text.ink, 6});
  }
}

// Says as much as there is room for.
std::string LadderPainter::label_of(const RowArrow& arrow) const {
  std::string text = arrow_label(trace_, arrow, language_);
  const int room = x_[1] - x_[0] - 60;
  for (const auto& forms : segment_extras(trace_, script_, trace_.packet(arrow.packet))) {
    for (const std::string& form : forms) {
      if (text_width(text + "  " + form, kText) > room) continue;
      text += "  " + form;
      break;
    }
  }
  return text;
}

void LadderPainter::put_line(const RowArrow& arrow, Spot start, Spot end, bool lost) {
  const Packet& packet = trace_.packet(arrow.packet);
  if (packet.forged) start.x += (end.x - start.x) / 12;  // it comes from somewhere else
  if (lost) end = {start.x + (end.x - start.x) * 3 / 4, start.y + (end.y - start.y) * 3 / 4};
  PictureLine line;
  line.spots = {start, end};
  line.ink = segment_ink(packet.segment);
  line.width = 2;
  line.head = !lost;
  line.doubled = packet.segment.has(kRst);
  if (packet.retransmission) line.dashes = Dashes::Dashed;
  if (packet.forged || arrow.copy > 0) line.dashes = Dashes::Dotted;
  p_.lines.push_back(std::move(line));
  if (lost) p_.crosses.push_back({end});
  if (packet.segment.has(kRst) && !lost) p_.crosses.push_back(reset_sign(start, end));
}

// To oneself: out, down and back.
void LadderPainter::put_loop(const RowArrow& arrow, Spot start, Spot end) {
  const int out = start.x + (arrow.from == 0 ? 60 : -60);
  PictureLine line;
  line.spots = {start, {out, start.y}, {out, end.y}, {start.x, end.y}};
  line.ink = segment_ink(trace_.packet(arrow.packet).segment);
  line.width = 2;
  line.head = !arrow.lost;
  p_.lines.push_back(std::move(line));
  if (arrow.lost) p_.crosses.push_back({{out, end.y}});
}

void LadderPainter::put_arrow(const LadderRow& row, int bottom) {
  const RowArrow& arrow = *row.arrow;
  const int sign = arrow.from == 0 ? 1 : -1;
  const Spot start{x_[arrow.from] + sign * 4, bottom - 10 - kSlope};
  const Spot end{x_[1 - arrow.from] - sign * 5, bottom - 10};
  const auto sent = starts_.find(arrow.packet);
  const bool second = arrow.part == ArrowPart::End && arrow.copy == 0 && sent != starts_.end();
  if (!second)
    label({(x_[0] + x_[1]) / 2, bottom - kArrow + 9}, Align::Center, kText,
          segment_ink(trace_.packet(arrow.packet).segment), label_of(arrow));
  if (arrow.part == ArrowPart::Start) {
    starts_[arrow.packet] = {arrow, start};
    return;
  }
  const Spot from = second ? sent->second.second : start;
  if (second) starts_.erase(sent);
  if (arrow.loop)
    put_loop(arrow, from, {from.x, std::max(end.y, from.y + kSlope)});
  else
    put_line(arrow, from, end, arrow.lost);
}

void LadderPainter::put_row(const LadderRow& row, bool with_time) {
  const int bottom = y_ + height_of(row);
  if (with_time)
    label({time_end_, bottom - 6}, Align::Right, kSmall, Ink::Faint, ladder_time(row.t, places_));
  for (uint8_t host = 0; host < 2; ++host) {
    live(host, row.lifelines[host], bottom - 10);
    put_side(row, host, bottom);
  }
  if (row.arrow) put_arrow(row, bottom);
  y_ = bottom;
}

void LadderPainter::put_silence(Duration length) {
  const int middle = y_ + kFold / 2;
  for (const int x : x_) {
    for (const int dy : {-3, 3})
      p_.lines.push_back({{{x - 9, middle + dy + 3},
                           {x - 3, middle + dy - 3},
                           {x + 3, middle + dy + 3},
                           {x + 9, middle + dy - 3}},
                          Ink::Faint,
                          1});
  }
  label({(x_[0] + x_[1]) / 2, middle + 4}, Align::Center, kText, Ink::Faint,
        word(Word::Idle, language_, people_duration(length)));
  y_ += kFold;
}

// What is still on its way when the run ends.
void LadderPainter::put_open_starts() {
  for (const auto& entry : starts_) {
    const RowArrow& arrow = entry.second.first;
    const Spot start = entry.second.second;
    const int way = (x_[1 - arrow.from] - start.x) * 5 / 6;
    PictureLine line;
    line.spots = {start, {start.x + way, std::max(y_, start.y + kSlope)}};
    line.ink = segment_ink(trace_.packet(arrow.packet).segment);
    line.width = 2;
    line.dashes = Dashes::Dotted;
    p_.lines.push_back(std::move(line));
  }
}

void LadderPainter::put_life(uint8_t host, const LifePart& part, int end) {
  const int x = x_[host];
  if (part.from >= end) return;
  const auto line = [&](Ink ink, int width, Dashes dashes) {
    p_.lines.insert(p_.lines.begin(), PictureLine{{{x, part.from}, {x, end}}, ink, width, dashes});
  };
  switch (part.life.life) {
    case Life::None: return line(Ink::Faint, 1, Dashes::Dashed);
    case Life::Listening: return line(part.life.ink, 2, Dashes::None);
    case Life::Down: return line(Ink::Rst, 1, Dashes::Dotted);
    case Life::Open:
      p_.boxes.insert(p_.boxes.begin(), {{x - 3, part.from, x + 3, end}, part.life.ink, 0});
  }
}

void LadderPainter::put_lives(int end) {
  for (uint8_t host = 0; host < 2; ++host)
    for (size_t i = lives_[host].size(); i-- > 0;) {
      const bool last = i + 1 == lives_[host].size();
      put_life(host, lives_[host][i], last ? end : lives_[host][i + 1].from);
    }
}

void LadderPainter::put_foot() {
  y_ += 14;
  for (const std::string& line :
       broken_text(run_origin(simulation_), kSmall, false, p_.width - 2 * kEdge))
    label({kEdge, y_ += 16}, Align::Left, kSmall, Ink::Faint, line);
  p_.height = y_ + kEdge;
}

Picture LadderPainter::paint() {
  measure();
  put_head();
  for (size_t i = 0; i < rows_.size(); ++i) {
    const Duration since = i == 0 ? Duration{} : rows_[i].t - rows_[i - 1].t;
    if (since >= kSilence) put_silence(since);
    put_row(rows_[i], i == 0 || rows_[i].t != rows_[i - 1].t);
  }
  y_ += 10;
  put_lives(y_);
  put_open_starts();
  put_foot();
  return std::move(p_);
}

}  // namespace

Picture ladder_picture(const Simulation& simulation, Language language) {
  return LadderPainter(simulation, language).paint();
}

}  // namespace finwait
