// What the close lab shows: which systems, their ladders side by side under one cursor, and the
// table of what came of it on each; or the matrix of every way of closing.
#pragma once

#include <string>
#include <vector>

#include "gui/model/ladder.hpp"
#include "gui/model/screen.hpp"

namespace finwait {

struct LabButton {
  Rect rect;
  Label label;
  bool on = false;
};

struct LabToggle {
  std::string system;
  LabButton button;
  bool possible = true;  // false: it would leave too few or too many
};

struct LabLadder {
  Rect panel;
  std::vector<Label> heading;  // the system, how many rows differ
  LadderModel ladder;
};

struct LabTableCell {
  LabCell cell;
  Rect rect;
  Label text;  // with "≠" in front where it differs, "?" behind where no source confirms it
  std::string whole;
  std::string rule;  // "T111  RFC 9293 3.10.7.4: ..."; "" without one
  bool differs = false;
  bool selected = false;
};

struct LabTable {
  Rect panel;
  Rect body;                  // the rows
  std::vector<Label> labels;  // of columns, groups and rows
  std::vector<LabTableCell> cells;
  std::vector<Rect> rows;  // the visible ones, for stripes
  size_t top = 0;          // first visible row
  size_t shown = 0;
  size_t count = 0;
  Rect bar;  // where in the table one is; empty when all of it shows
  Label legend;
  Label range;  // "rows 1 to 12 of 35"
};

struct LabModel {
  ScreenLayout layout;
  Label title;
  Label scenario;
  LabButton close;
  std::vector<LabButton> pages;  // by LabPage
  std::vector<LabToggle> toggles;
  std::vector<LabLadder> ladders;
  std::optional<TimeAxis> axis;  // of all ladders
  LabTable table;
  // The cursor: buttons as in the transport bar, and a line with a knob. Empty with the matrix.
  Rect controls;
  std::array<Rect, kTransportButtons> buttons{};
  bool playing = false;
  Rect scrub;
  float knob = 0;
  Label now;
  std::optional<Time> goes_to;  // the cursor, after the first look
};

LabModel make_lab_model(const Session& session, const ScreenLayout& layout, const Measure& measure);

// The instant under a place of the scrubber.
Time lab_time(const Session& session, const LabModel& model, float x);

}  // namespace finwait
