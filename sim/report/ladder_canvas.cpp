#include "sim/report/ladder_canvas.hpp"

#include <algorithm>
#include <string_view>

#include "sim/report/describe.hpp"
#include "sim/report/display_width.hpp"

namespace finwait {
namespace {

// Columns of line that must remain when more is said than what makes the segment.
constexpr int kLineBesideText = 4;
constexpr int kLineBesideWindow = 16;

// Where the arrow runs within its columns, from 0, and what its line is made of.
struct Shaft {
  int start = 0;
  int end = 0;  // one past the last column
  std::string_view line;
};

std::string_view line_of(const Packet& packet) {
  if (packet.segment.has(kRst)) return "═";
  if (packet.retransmission) return "╌";
  if (packet.forged) return "┈";
  return "─";
}

std::string note_of(const Packet& packet, const RowArrow& arrow, Language language) {
  if (arrow.copy > 0) return std::string(word(Word::Duplicate, language));
  if (packet.forged) return std::string(word(Word::Forged, language));
  if (packet.retransmission) return std::string(word(Word::Retransmission, language));
  return {};
}

bool points_right(const RowArrow& arrow) {
  return (arrow.from == 0);
}

// A forged segment does not begin at the lifeline; a lost one ends on the way; a part of an arrow
// leaves room for the way that is not drawn. `tight`: a lost one goes as far as it can.
Shaft shaft_of(const Packet& packet, const RowArrow& arrow, int columns, bool tight) {
  Shaft s{0, columns, line_of(packet)};
  int tail = packet.forged && arrow.part != ArrowPart::End ? 2 : 0;
  int cut = 0;
  if (arrow.part == ArrowPart::Start) cut = columns / 6;
  if (arrow.lost) cut = tight ? 3 : columns / 4;
  if (arrow.part == ArrowPart::End) tail = columns / 6;
  if (arrow.loop) tail = 0, cut = columns / 6;
  if (!points_right(arrow)) std::swap(tail, cut);
  s.start = tail;
  s.end = columns - cut;
  return s;
}

struct Ends {
  std::string left;
  std::string right;
};

// What stands at the two ends of the line: a head, a cross, or nothing.
Ends ends_of(const RowArrow& arrow) {
  const bool right = points_right(arrow);
  if (arrow.loop && arrow.part == ArrowPart::Start) return right ? Ends{"", "╮"} : Ends{"╭", ""};
  if (arrow.loop) return right ? Ends{"◀", "╯"} : Ends{"╰", "▶"};
  if (arrow.part == ArrowPart::Start) return right ? Ends{"", "┄┄"} : Ends{"┄┄", ""};
  const std::string head = arrow.lost ? "✗" : right ? "▶" : "◀";
  const std::string tail = arrow.part == ArrowPart::End ? "┄┄" : "";
  return right ? Ends{tail, head} : Ends{head, tail};
}

// `label` in the middle of the shaft, with at least `least` columns of line; empty when it does not
// fit.
std::string draw(const Shaft& shaft, const Ends& ends, const std::string& label, int columns,
                 int least) {
  const int inside = shaft.end - shaft.start - display_width(ends.left) - display_width(ends.right);
  const bool spaced = inside - display_width(label) - 2 >= 2;
  const std::string middle = label.empty() || !spaced ? label : " " + label + " ";
  const int lines = inside - display_width(middle);
  if (lines < (label.empty() ? 0 : least)) return {};
  const int before = lines / 2;
  std::string out(static_cast<size_t>(shaft.start), ' ');
  out += ends.left + repeated(shaft.line, before) + middle;
  out += repeated(shaft.line, lines - before) + ends.right;
  out.append(static_cast<size_t>(columns - shaft.end), ' ');
  return out;
}

// Says more where there is room: `best` is the arrow with the label alone.
std::string with_extras(std::string best, std::string label,
                        const std::vector<std::vector<std::string>>& extras, const Shaft& shaft,
                        const Ends& ends, int columns) {
  for (const std::vector<std::string>& forms : extras) {
    for (const std::string& extra : forms) {
      const int least = extra.starts_with("win") ? kLineBesideWindow : kLineBesideText;
      const std::string longer = draw(shaft, ends, label + " " + extra, columns, least);
      if (longer.empty()) continue;
      label += " " + extra;
      best = longer;
      break;
    }
  }
  return best;
}

std::string centred(const std::string& text, int columns) {
  const int room = std::max(0, columns - display_width(text));
  return std::string(static_cast<size_t>(room / 2), ' ') + text +
         std::string(static_cast<size_t>(room - room / 2), ' ');
}

// A label on lines of its own, broken before "ack" if it must be.
std::vector<std::string> label_lines(const std::string& label, int columns) {
  const size_t ack = label.find(" ack ");
  if (display_width(label) <= columns || ack == std::string::npos)
    return wrap_width(label, columns);
  std::vector<std::string> lines = wrap_width(label.substr(0, ack), columns);
  for (std::string& line : wrap_width(label.substr(ack + 1), columns))
    lines.push_back(std::move(line));
  return lines;
}

Duration shortest_delay(const Script& script) {
  return min(script.links[0].delay, script.links[1].delay);
}

}  // namespace

LadderGeometry ladder_geometry(const Script& script, Time last, int width) {
  width = std::clamp(width, kNarrowestLadder, kWidestLadder);
  LadderGeometry g;
  const Duration delay = shortest_delay(script);
  g.places = delay >= milliseconds(1) || delay.ns == 0 ? 3 : 6;
  g.time_end = std::max(6, display_width(ladder_time(last, g.places))) + 1;
  const int rest = width - g.time_end - 5;
  g.margin = std::clamp(rest * 30 / 100, 9, 30);
  g.left = g.time_end + 1 + g.margin + 1;
  g.right = width - g.margin - 2;
  return g;
}

std::string ladder_time(Time t, int places) {
  const int64_t unit = places == 3 ? 1000000 : 1000;
  const int64_t per_second = 1000000000 / unit;
  const int64_t value = t.ns / unit;
  const std::string fraction = std::to_string(value % per_second + per_second).substr(1);
  return std::to_string(value / per_second) + "." + fraction;
}

std::string arrow_label(const Trace& trace, const RowArrow& arrow, Language language) {
  const Packet& packet = trace.packet(arrow.packet);
  const std::string note = note_of(packet, arrow, language);
  return (arrow.tag.empty() ? "" : arrow.tag + " ") + segment_label(packet) +
         (note.empty() ? "" : " (" + note + ")");
}

ArrowText arrow_text(const Script& script, const Trace& trace, const RowArrow& arrow,
                     Language language, int columns) {
  const Packet& packet = trace.packet(arrow.packet);
  const Ends ends = ends_of(arrow);
  const std::string note = note_of(packet, arrow, language);
  const std::string name = (arrow.tag.empty() ? "" : arrow.tag + " ") + segment_label(packet);
  std::string label = arrow_label(trace, arrow, language);
  ArrowText out;
  out.ink = segment_ink(packet.segment);
  Shaft shaft = shaft_of(packet, arrow, columns, false);
  if (arrow.loop && arrow.part == ArrowPart::End) label.clear();  // it stands above
  std::string best = draw(shaft, ends, label, columns, 2);
  if (best.empty()) {
    shaft = shaft_of(packet, arrow, columns, true);
    best = draw(shaft, ends, label, columns, 2);
  }
  if (best.empty()) {
    for (const std::string& line : label_lines(name, columns))
      out.lines.push_back(centred(line, columns));
    out.lines.push_back(draw(shaft, ends, note, columns, 2));
    if (out.lines.back().empty()) out.lines.back() = draw(shaft, ends, "", columns, 0);
    return out;
  }
  if (!label.empty())
    best = with_extras(best, label, segment_extras(trace, script, packet), shaft, ends, columns);
  out.lines.push_back(best);
  return out;
}

}  // namespace finwait
