// The geometry of a ladder in columns, and how its arrows are drawn.
#pragma once

#include <string>
#include <vector>

#include "sim/report/ladder.hpp"
#include "sim/report/ladder_rows.hpp"

namespace finwait {

// Columns from 0:  time | left texts | left lifeline | arrows | right lifeline | right texts
struct LadderGeometry {
  int time_end = 0;  // the time ends before this column
  int margin = 0;    // columns for the texts of one side
  int left = 0;      // column of the left lifeline
  int right = 0;     // column of the right lifeline
  int places = 3;    // decimals of the time

  int span() const { return right - left - 1; }  // columns for arrows
};
LadderGeometry ladder_geometry(const Script& script, Time last, int width);

// The time of a row: "0.040", right-aligned by the caller.
std::string ladder_time(Time t, int places);

// What an arrow says at least: ":5000 FIN,ACK 19 ack 1 (retransmission)".
std::string arrow_label(const Trace& trace, const RowArrow& arrow, Language language);

// An arrow as text. `lines` are drawn one below the other, all of the same ink; only the last has
// the arrow itself when the label did not fit into it.
struct ArrowText {
  std::vector<std::string> lines;  // each exactly `columns` wide
  Ink ink = Ink::Plain;
};
ArrowText arrow_text(const Script& script, const Trace& trace, const RowArrow& arrow,
                     Language language, int columns);

}  // namespace finwait
