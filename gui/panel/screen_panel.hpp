// The whole window: one call per frame.
#pragma once

#include <array>

#include "gui/panel/panels.hpp"

namespace finwait {

// What lives as long as the window and belongs to no scenario.
struct ScreenState {
  ScreenState() { speak(Language::En); }
  // Takes the fonts for a language; they are loaded when they are needed first.
  void speak(Language language);

  Fonts fonts;
  Measure measure;
  float scale = 1;  // of the display; the user's own is the session's
  AxisCache axes;
  TopBarState top;
  DialogState dialog;
  LadderHold hold;
  KeyboardFocus focus;
  PaletteState palette;
  Hits hits;  // of the last frame

 private:
  std::array<Fonts, 2> loaded_;  // Simplified characters first, Traditional ones first
};

// Paints the window between ImGui::NewFrame and ImGui::Render; what the user did comes back.
Commands draw_screen(const Session& session, ScreenState& state);

}  // namespace finwait
