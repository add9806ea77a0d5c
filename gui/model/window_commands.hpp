// Commands about the window rather than the run: palette, size, motion, the first thirty seconds,
// the close lab. session.hpp joins them with the others.
#pragma once

#include <string>
#include <vector>

#include "gui/model/lab.hpp"

namespace finwait::command {

struct OpenPalette {};
struct ClosePalette {};
struct Enlarge {
  int by = 1;
};  // 0: the usual size
struct ToggleMotion {};
struct ScaleSpeed {
  int by = 1;
};  // by a stop of the slider
struct SelectNext {
  int by = 1;
};  // segment, in the order of sending
struct StartTour {};  // the first thirty seconds
struct NextExperiment {};
struct EndTour {};
// The close lab, on these systems or on the usual ones.
struct OpenLab {
  std::vector<std::string> systems = {};
};
struct CloseLab {};
struct ToggleLabSystem {
  std::string system;
};
struct ShowLabPage {
  LabPage page = LabPage::Script;
};
struct SelectLabCell {
  LabCell cell;
};
struct OpenLabCell {
  LabCell cell;
};  // of the matrix: its scenario
struct MoveLabCell {
  int rows = 0;
  int systems = 0;
};
struct ScrollLab {
  size_t top = 0;
};

}  // namespace finwait::command
