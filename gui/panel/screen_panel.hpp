// The whole window: one call per frame.
#pragma once

#include "gui/panel/panels.hpp"

namespace finwait {

// What lives as long as the window and belongs to no scenario.
struct ScreenState {
  explicit ScreenState(const Fonts& f) : fonts(f), measure(make_measure(f)) {}

  Fonts fonts;
  Measure measure;
  float scale = 1;
  AxisCache axes;
  TopBarState top;
  double drag_from = 0;
  Hits hits;  // of the last frame
};

// Paints the window between ImGui::NewFrame and ImGui::Render; what the user did comes back.
Commands draw_screen(const Session& session, ScreenState& state);

}  // namespace finwait
