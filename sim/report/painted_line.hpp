// One line of a terminal: pieces of text at columns, each with a meaning; colours are chosen only
// when the line is written.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/tcp/state.hpp"
#include "sim/wire/segment.hpp"

namespace finwait {

// What a piece of text means. The colours are Okabe and Ito's, safe for colour-blind eyes, in
// shades that can be read on a dark and on a light background.
enum class Ink : uint8_t {
  Plain,
  Strong,    // titles
  Faint,     // times, what programs do by themselves, notes
  Syn,       // blue; also the states before ESTABLISHED
  Data,      // green; also ESTABLISHED
  Ack,       // grey
  Fin,       // orange; also the states of closing
  Rst,       // red; also failures
  TimeWait,  // purple
};

enum class ColourMode : uint8_t { None, Indexed, Truecolour };

// The ink of a segment by its flags, and of a state.
Ink segment_ink(const Segment& segment);
Ink state_ink(State state);

// The text between the escape sequences of its ink; the text itself without colour.
std::string painted(std::string_view text, Ink ink, ColourMode mode);

class PaintedLine {
 public:
  // Puts `text` at `column` (from 0); pieces must not overlap. Empty texts are ignored.
  void put(int column, std::string_view text, Ink ink = Ink::Plain);
  // So that the text ends before `column`.
  void put_before(int column, std::string_view text, Ink ink = Ink::Plain);
  // The line without spaces at its end, and without a newline.
  std::string text(ColourMode mode) const;

 private:
  struct Piece {
    int column;
    std::string text;
    Ink ink;
  };
  std::vector<Piece> pieces_;
};

}  // namespace finwait
