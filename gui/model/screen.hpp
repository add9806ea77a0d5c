// The whole screen: where each panel stands, and every panel's model for one frame.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "gui/model/axis_cache.hpp"
#include "gui/model/diagram.hpp"
#include "gui/model/inspector.hpp"
#include "gui/model/ladder.hpp"
#include "gui/model/session.hpp"
#include "gui/model/top_bar.hpp"
#include "gui/model/transport.hpp"
#include "gui/model/why.hpp"

namespace finwait {

// Pixels of the panels. `ui` is the size of a design unit: 1 at 1600x1000.
struct ScreenLayout {
  float ui = 1;
  Rect screen;
  Rect top;
  Rect diagram;
  Rect why;
  Rect ladder;
  std::array<Rect, 2> inspectors;
  Rect transport;
};

// `scale` multiplies the size that the window's size suggests, as far as everything still fits.
ScreenLayout make_screen_layout(float width, float height, float scale);

// A branch in the timeline's heading; a click shows it.
struct BranchChip {
  size_t branch = 0;
  bool shown = false;
  Rect rect;
  Label label;
};

struct ScreenModel {
  ScreenLayout layout;
  TopBarModel top;
  DiagramModel diagram;  // of A, if there is a second one
  std::optional<DiagramModel> second_diagram;
  WhyModel why;
  LadderModel ladder;  // empty without a run
  CallMenuModel call_menu;
  Label axis_name;     // of the timeline's axis, a button
  Rect axis_button;
  std::vector<BranchChip> branches;  // none while there is only one
  std::array<InspectorModel, 2> inspectors;
  TransportModel transport;
};

ScreenModel make_screen_model(const Session& session, const ScreenLayout& layout,
                              const Measure& measure, AxisCache& axes);

// Of these only the timeline and the transport bar, what grows with the run.
ScreenModel make_timeline_models(const Session& session, const ScreenLayout& layout,
                                 const Measure& measure, AxisCache& axes);

}  // namespace finwait
