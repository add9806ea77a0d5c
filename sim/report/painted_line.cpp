#include "sim/report/painted_line.hpp"

#include <algorithm>
#include <array>

#include "sim/report/display_width.hpp"

namespace finwait {
namespace {

struct Colour {
  std::string_view indexed;  // of the 256 colours
  std::string_view true_colour;
};

// By Ink.
constexpr std::array<Colour, 9> kColours = {{{"", ""},
                                             {"1", "1"},
                                             {"38;5;245", "38;2;138;143;152"},
                                             {"38;5;32", "38;2;45;143;208"},
                                             {"38;5;36", "38;2;26;168;121"},
                                             {"38;5;247", "38;2;155;160;168"},
                                             {"38;5;172", "38;2;217;137;0"},
                                             {"1;38;5;203", "1;38;2;240;80;64"},
                                             {"38;5;169", "38;2;200;105;163"}}};

}  // namespace

Ink segment_ink(const Segment& segment) {
  if (segment.has(kRst)) return Ink::Rst;
  if (segment.has(kSyn)) return Ink::Syn;
  if (segment.has(kFin)) return Ink::Fin;
  return segment.text > 0 ? Ink::Data : Ink::Ack;
}

Ink state_ink(State state) {
  switch (state) {
    case State::Closed: return Ink::Ack;
    case State::Listen:
    case State::SynSent:
    case State::SynReceived: return Ink::Syn;
    case State::Established: return Ink::Data;
    case State::FinWait1:
    case State::FinWait2:
    case State::CloseWait:
    case State::Closing:
    case State::LastAck: return Ink::Fin;
    case State::TimeWait: return Ink::TimeWait;
  }
  return Ink::Plain;
}

std::string painted(std::string_view text, Ink ink, ColourMode mode) {
  const Colour& colour = kColours[static_cast<size_t>(ink)];
  const std::string_view code =
      mode == ColourMode::Truecolour ? colour.true_colour : colour.indexed;
  if (mode == ColourMode::None || code.empty() || text.empty()) return std::string(text);
  return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

void PaintedLine::put(int column, std::string_view text, Ink ink) {
  if (!text.empty()) pieces_.push_back({column, std::string(text), ink});
}

void PaintedLine::put_before(int column, std::string_view text, Ink ink) {
  put(column - display_width(text), text, ink);
}

std::string PaintedLine::text(ColourMode mode) const {
  std::vector<Piece> sorted = pieces_;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Piece& a, const Piece& b) { return a.column < b.column; });
  std::string out;
  int column = 0;
  for (const Piece& piece : sorted) {
    if (piece.column > column) out.append(static_cast<size_t>(piece.column - column), ' ');
    column = std::max(column, piece.column) + display_width(piece.text);
    out += painted(piece.text, piece.ink, mode);
  }
  while (mode == ColourMode::None && !out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

}  // namespace finwait
