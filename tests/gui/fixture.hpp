// A whole window without a window: ImGui's core, the embedded fonts, and input by name of the thing
// that is clicked.
#pragma once

#include <imgui.h>

#include <string>
#include <vector>

#include "gui/panel/screen_panel.hpp"
#include "gui/panel/soft_renderer.hpp"

namespace finwait::test {

struct Context {
  Context();
  ~Context();
};

// ImGui, fonts and a session; frames are made by hand.
class Headless {
 public:
  explicit Headless(float width = 1600, float height = 1000);
  ~Headless();

  Session session;
  const Measure& measure() const { return state_.measure; }
  ScreenState& state() { return state_; }

  void load(const std::string& builtin);
  // Draws frames and carries out what came back, as the frame loop does.
  void frames(int count = 1);
  // Until the picture has arrived where its view went.
  void settle();
  void click(const std::string& name);
  void click_at(Point p);
  void right_click_at(Point p);
  void drag(Point from, Point to);
  void press(ImGuiKey key);
  void press_with_control(ImGuiKey key);
  void press_with_shift(ImGuiKey key);
  void type(const std::string& text);
  // The last frame as pixels.
  const SoftRenderer& picture(int width, int height);
  ScreenModel screen(float width, float height);

 private:
  Context context_;
  SoftRenderer renderer_;
  ScreenState state_;
};

// A session on a built-in scenario, without ImGui.
Session session_on(const std::string& builtin);

inline Time at_ms(int64_t ms) { return Time{} + milliseconds(ms); }
// The timeline at the mock's size.
inline LadderModel ladder(Headless& w) { return w.screen(1600, 1000).ladder; }

}  // namespace finwait::test
