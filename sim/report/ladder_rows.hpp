// The rows of a ladder, before anybody decides how wide it is drawn: which texts stand at which
// lifeline, which arrows go across, in the order of time.
//
// One row is one arrow, or what happened at one end at one instant. An arrow is one row, drawn when
// the segment is sent, unless something happened at the other end before it arrived: then it
// begins in one row and ends in another, so that crossing segments are seen to cross.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/report/painted_line.hpp"
#include "sim/report/words.hpp"
#include "sim/world/trace.hpp"

namespace finwait {

constexpr Duration kSilence = seconds(1);  // longer ones are folded and labelled

// A text at a lifeline. A state stands next to it, calls and timers farther out.
struct SideText {
  std::string text;
  Ink ink = Ink::Plain;
  bool state = false;
  bool closed = false;  // nothing may follow in the same row
};

enum class ArrowPart : uint8_t { Whole, Start, End };

struct RowArrow {
  uint32_t packet = 0;
  uint16_t copy = 0;
  uint8_t from = 0;   // host index
  bool loop = false;  // to the sender's own address
  ArrowPart part = ArrowPart::Whole;
  bool lost = false;  // Whole and End: ends with a cross
  std::string tag;    // which connection, when there are several: ":5000"
};

// How a lifeline is drawn.
enum class Life : uint8_t { None, Listening, Open, Down };

struct Lifeline {
  Life life = Life::None;
  Ink ink = Ink::Faint;
};

struct LadderRow {
  Time t;
  uint32_t record = 0;                         // the first record that the row shows
  std::array<std::vector<SideText>, 2> sides;  // by host; in the order of time
  std::optional<RowArrow> arrow;
  std::array<Lifeline, 2> lifelines;  // after what the row shows
};

// `margin`: columns that the texts of one side may take; longer texts are broken.
std::vector<LadderRow> ladder_rows(const Script& script, const Trace& trace, Language language,
                                   int margin);

}  // namespace finwait
