// finwait-gui: the visualizer. Reads the command line, opens a scenario, and either writes one
// picture or runs the frame loop.
#include <imgui.h>

#include <cstdio>
#include <variant>

#include "gui/panel/screen_panel.hpp"
#include "gui/panel/soft_renderer.hpp"
#include "gui/platform/command_line.hpp"
#include "gui/platform/files.hpp"
#include "gui/platform/window.hpp"
#include "sim/base/hash.hpp"

namespace finwait {
namespace {

constexpr int kBadInput = 2;
constexpr int kFault = 3;

int complain(const std::string& text) {
  std::fprintf(stderr, "finwait-gui: %s\n", text.c_str());
  return kBadInput;
}

struct ImGuiContextOwner {
  ImGuiContextOwner() {
    ImGui::CreateContext();
    ImGui::GetIO().IniFilename = nullptr;
    ImGui::GetIO().LogFilename = nullptr;
  }
  ~ImGuiContextOwner() { ImGui::DestroyContext(); }
};

// One frame without a window, so that everything has its size and its glyphs.
void frame_offscreen(Session& session, ScreenState& state, const CommandLine& o) {
  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = {static_cast<float>(o.width), static_cast<float>(o.height)};
  io.DeltaTime = 1.f / 60;
  ImGui::NewFrame();
  draw_screen(session, state);
  ImGui::Render();
}

void print_places(const ScreenState& state) {
  for (const auto& [name, r] : state.hits) {
    const Point c = r.center();
    std::printf("%s %d %d\n", name.c_str(), static_cast<int>(c.x), static_cast<int>(c.y));
  }
}

int offscreen(Session& session, const CommandLine& o) {
  const ImGuiContextOwner context;
  SoftRenderer renderer;
  ScreenState state;
  state.scale = o.scale;
  if (o.at)
    apply(session, command::SeekTime{*o.at});
  else if (!o.places)
    apply(session, command::ToEnd{});
  apply(session, command::Tick{1});  // what lit up has burnt down
  const Color c = theme_of(session.theme).background;
  for (int i = 0; i < 2; ++i) {
    frame_offscreen(session, state, o);
    if (i == 0) renderer.update_textures(ImGui::GetDrawData());
  }
  renderer.render(ImGui::GetDrawData(), o.width, o.height, Canvas::to_imgui(c));
  if (o.places) print_places(state);
  renderer.shut_down();
  if (o.screenshot.empty()) return 0;
  const auto written = write_png(o.screenshot, o.width, o.height, renderer.pixels());
  return written ? 0 : complain(written.error().text());
}

std::string window_title(const Session& s) {
  if (!s.run) return "FinWait";
  const std::string title = s.run->simulation.scenario().title.in(s.phrases.language());
  return "FinWait \u2013 " + (title.empty() ? s.origin().name : title) + " \u2013 " +
         s.phrases(Phrase::EventStatus,
                   {std::to_string(s.cursor.step), std::to_string(last_step(s))});
}

void open_dropped(const std::string& path, Session& session) {
  auto origin = read_origin(path);
  if (origin)
    apply(session, command::Load{origin.take()});
  else
    apply(session, command::ShowError{origin.error().text()});
}

// Beside the working directory's other files, under a name that none of them has.
void save_branch(Session& session) {
  if (!session.run) return;
  Simulation whole = session.run->simulation;
  whole.run();
  const auto saved = save_scenario(session.origin().name, recorded(whole));
  if (saved)
    apply(session, command::ShowNotice{session.phrases(
                       Phrase::Saved, {saved.value(), hash_text(whole.hash())})});
  else
    apply(session,
          command::ShowError{session.phrases(Phrase::NotSaved, {saved.error().text()})});
}

int in_window(Session& session, const CommandLine& o) {
  const ImGuiContextOwner context;
  Window window(o.width, o.height, "FinWait");
  if (!window.ok()) {
    complain(window.problem() + " (--screenshot OUT.png needs no display)");
    return kFault;
  }
  ScreenState state;
  state.scale = o.scale;
  if (o.at)
    apply(session, command::SeekTime{*o.at});
  else
    apply(session, command::TogglePlay{});
  while (!window.wants_to_close() && !session.quit) {
    apply(session, command::Tick{window.wait(is_moving(session))});
    for (const std::string& path : window.take_dropped()) open_dropped(path, session);
    window.begin_frame();
    for (const Command& command : draw_screen(session, state)) {
      if (std::holds_alternative<command::Save>(command)) save_branch(session);
      apply(session, command);
    }
    window.end_frame(theme_of(session.theme).background);
    window.set_title(window_title(session));
  }
  return 0;
}

int run(int count, char** words) {
  const auto options = read_command_line(count, words);
  if (!options) return complain(options.error().message);
  const CommandLine& o = options.value();
  if (o.help) return std::fputs(kHelp, stdout), 0;
  if (o.version) return std::printf("finwait-gui %s\n", FINWAIT_VERSION), 0;
  auto origin = read_origin(o.scenario);
  if (!origin) return complain(origin.error().text());
  Session session;
  session.theme = o.theme;
  apply(session, command::SetLanguage{o.language});
  apply(session, command::Load{origin.take()});
  if (!session.run) return complain(session.error);
  return o.places || !o.screenshot.empty() ? offscreen(session, o) : in_window(session, o);
}

}  // namespace
}  // namespace finwait

int main(int count, char** words) {
  return finwait::run(count, words);
}
