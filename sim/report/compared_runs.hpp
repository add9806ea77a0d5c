// One script on several systems: what came of it on each, row by row, and which rules made the
// difference. `finwait compare` prints it.
#pragma once

#include <string>
#include <vector>

#include "sim/run/simulation.hpp"

namespace finwait {

// A part of what a cell says, with the rule behind it.
struct ComparedPiece {
  std::string text;
  Rule rule = Rule::None;
  std::string meaning = "";  // what is compared, when words alone are no difference; "": the text
  uint32_t record = 0;       // of the trace, that it tells; 0: no single one

  const std::string& compared() const { return meaning.empty() ? text : meaning; }
};

struct ComparedCell {
  std::string text;
  bool differs = false;    // from the first system
  Rule rule = Rule::None;  // of the first piece that differs; without a difference, of the last
  uint32_t record = 0;     // of the same piece
  std::vector<ComparedPiece> pieces = {};
};

struct ComparedRow {
  std::string group;                // "states", "segments", "calls", "bytes", "end", translated
  std::string label;                // "client conn#1"
  std::vector<ComparedCell> cells;  // by system

  bool differs() const;
};

struct ComparedRuns {
  std::string file;
  std::string title;
  Language language = Language::En;  // of everything but the title
  std::vector<std::string> systems;  // names of profiles
  std::vector<ComparedRow> rows;

  size_t differences() const;  // rows with a differing cell
};

// `runs` are over, and differ in nothing but the profiles of their hosts; at least one. `title` is
// the title's language, `language` that of all else (machines read English).
ComparedRuns compare_systems(const std::vector<std::string>& systems,
                             const std::vector<Simulation>& runs, Language title,
                             Language language = Language::En);

}  // namespace finwait
