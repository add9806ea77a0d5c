#include "tests/gui/fixture.hpp"

#include <doctest/doctest.h>

namespace finwait::test {

Context::Context() {
  ImGui::CreateContext();
  ImGui::GetIO().IniFilename = nullptr;
  ImGui::GetIO().LogFilename = nullptr;
}

Context::~Context() {
  ImGui::DestroyContext();
}

Headless::Headless(float width, float height) {
  ImGui::GetIO().DisplaySize = {width, height};
  ImGui::GetIO().DeltaTime = 1.f / 60;
  // The fonts are ready after the first frame.
  ImGui::NewFrame();
  ImGui::Render();
  renderer_.update_textures(ImGui::GetDrawData());
}

Headless::~Headless() {
  renderer_.shut_down();
}

void Headless::load(const std::string& builtin) {
  apply(session, command::LoadBuiltin{builtin});
  REQUIRE(session.error == "");
}

void Headless::frames(int count) {
  for (; count > 0; --count) {
    apply(session, command::Tick{1.0 / 60});
    ImGui::NewFrame();
    for (const Command& command : draw_screen(session, state_)) apply(session, command);
    ImGui::Render();
    renderer_.update_textures(ImGui::GetDrawData());
  }
}

void Headless::settle() {
  apply(session, command::Tick{1});
  frames(2);
}

void Headless::click(const std::string& name) {
  frames();
  const auto hit = state_.hits.find(name);
  INFO(name);
  REQUIRE(hit != state_.hits.end());
  click_at(hit->second.center());
}

void Headless::click_at(Point p) {
  ImGuiIO& io = ImGui::GetIO();
  io.AddMousePosEvent(p.x, p.y);
  frames();
  io.AddMouseButtonEvent(0, true);
  frames();
  io.AddMouseButtonEvent(0, false);
  frames(2);
}

void Headless::right_click_at(Point p) {
  ImGuiIO& io = ImGui::GetIO();
  io.AddMousePosEvent(p.x, p.y);
  frames();
  io.AddMouseButtonEvent(1, true);
  frames();
  io.AddMouseButtonEvent(1, false);
  frames(2);
}

void Headless::drag(Point from, Point to) {
  ImGuiIO& io = ImGui::GetIO();
  io.AddMousePosEvent(from.x, from.y);
  frames();
  io.AddMouseButtonEvent(0, true);
  frames();
  for (float part : {0.3f, 0.7f, 1.f}) {
    const Point at = between(from, to, part);
    io.AddMousePosEvent(at.x, at.y);
    frames();
  }
  io.AddMouseButtonEvent(0, false);
  frames(2);
}

void Headless::press(ImGuiKey key) {
  ImGui::GetIO().AddKeyEvent(key, true);
  frames();
  ImGui::GetIO().AddKeyEvent(key, false);
  frames();
}

void Headless::press_with_control(ImGuiKey key) {
  ImGui::GetIO().AddKeyEvent(ImGuiMod_Ctrl, true);
  press(key);
  ImGui::GetIO().AddKeyEvent(ImGuiMod_Ctrl, false);
  frames();
}

void Headless::press_with_shift(ImGuiKey key) {
  ImGui::GetIO().AddKeyEvent(ImGuiMod_Shift, true);
  press(key);
  ImGui::GetIO().AddKeyEvent(ImGuiMod_Shift, false);
  frames();
}

void Headless::type(const std::string& text) {
  ImGui::GetIO().AddInputCharactersUTF8(text.c_str());
  frames(2);
}

const SoftRenderer& Headless::picture(int width, int height) {
  ImGui::GetIO().DisplaySize = {static_cast<float>(width), static_cast<float>(height)};
  frames(2);
  const Color c = theme_of(session.theme).background;
  renderer_.render(ImGui::GetDrawData(), width, height, Canvas::to_imgui(c));
  return renderer_;
}

ScreenModel Headless::screen(float width, float height) {
  state_.speak(session.phrases.language());
  const ScreenLayout layout = make_screen_layout(width, height, state_.scale * session.scale);
  return make_screen_model(session, layout, state_.measure, state_.axes);
}

Session session_on(const std::string& builtin) {
  Session session;
  apply(session, command::LoadBuiltin{builtin});
  REQUIRE(session.error == "");
  return session;
}

}  // namespace finwait::test
