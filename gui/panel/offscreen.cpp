#include "gui/panel/offscreen.hpp"

#include <algorithm>
#include <cmath>

namespace finwait {
namespace {

// The context for as long as something is done in it.
class Using {
 public:
  explicit Using(ImGuiContext* own) : before_(ImGui::GetCurrentContext()) {
    ImGui::SetCurrentContext(own);
  }
  ~Using() { ImGui::SetCurrentContext(before_); }

 private:
  ImGuiContext* before_;
};

Rect at_origin(const Rect& r) {
  return {0, 0, std::round(r.width()), std::round(r.height())};
}

void draw_part(const Session& s, ScreenState& state, const ScreenLayout& layout, PicturePart part) {
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(ImGui::GetIO().DisplaySize);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0);
  ImGui::Begin("FinWait", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoBackground);
  ImGui::PopStyleVar(3);
  Canvas canvas(state.fonts, theme_of(s.theme), layout.ui, state.hits, state.focus,
                ImGui::GetWindowDrawList());
  const ScreenModel model = make_screen_model(s, layout, state.measure, state.axes, Hints::None);
  if (part == PicturePart::Ladder)
    draw_ladder(canvas, model, s, state.axes, state.hold);
  else
    paint_diagram(canvas, model.diagram);
  if (part == PicturePart::Diagram && model.second_diagram)
    paint_diagram(canvas, *model.second_diagram);
  ImGui::End();
}

}  // namespace

Offscreen::Context::Context() : before(ImGui::GetCurrentContext()), own(ImGui::CreateContext()) {
  ImGui::SetCurrentContext(own);
  ImGui::GetIO().IniFilename = nullptr;
  ImGui::GetIO().LogFilename = nullptr;
}

Offscreen::Context::~Context() {
  ImGui::DestroyContext(own);
}

Offscreen::Offscreen(float scale) {
  state_.scale = scale;
  ImGui::SetCurrentContext(context_.before);
}

Offscreen::~Offscreen() {
  const Using mine(context_.own);
  renderer_.shut_down();
}

Pixels Offscreen::rendered(const Session& s, const ScreenLayout& layout, PicturePart part) {
  const auto width = static_cast<int>(layout.screen.x1);
  const auto height = static_cast<int>(layout.screen.y1);
  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = {layout.screen.x1, layout.screen.y1};
  io.DeltaTime = 1.f / 60;
  for (int i = 0; i < 2; ++i) {  // so that everything has its size and its glyphs
    ImGui::NewFrame();
    if (part == PicturePart::Screen)
      draw_screen(s, state_);
    else
      draw_part(s, state_, layout, part);
    ImGui::Render();
    if (i == 0) renderer_.update_textures(ImGui::GetDrawData());
  }
  renderer_.render(ImGui::GetDrawData(), width, height,
                   Canvas::to_imgui(theme_of(s.theme).background));
  return {width, height, renderer_.pixels()};
}

ScreenLayout Offscreen::part_layout(const Session& s, PicturePart part, int width, int height) {
  ScreenLayout layout =
      make_screen_layout(static_cast<float>(width), static_cast<float>(height),
                         state_.scale * s.scale);
  layout.tabs = {};
  if (part == PicturePart::Diagram) {
    layout.screen = layout.diagram = at_origin(layout.diagram);
    return layout;
  }
  layout.screen = layout.ladder = at_origin(layout.ladder);
  const LadderModel model =
      make_screen_model(s, layout, state_.measure, state_.axes, Hints::None).ladder;
  const float margins = model.panel.height() - model.body.height();
  const float wanted = std::ceil(static_cast<float>(model.content) + margins);
  const float high = std::min(std::max(layout.screen.y1, wanted), float{kMostPixels});
  layout.screen.y1 = layout.ladder.y1 = high;
  return layout;
}

Pixels Offscreen::screen(const Session& s, int width, int height) {
  const Using mine(context_.own);
  const auto layout =
      make_screen_layout(static_cast<float>(width), static_cast<float>(height),
                         state_.scale * s.scale);
  return rendered(s, layout, PicturePart::Screen);
}

Pixels Offscreen::part(const Session& s, PicturePart part, int width, int height) {
  if (part == PicturePart::Screen) return screen(s, width, height);
  const Using mine(context_.own);
  state_.speak(s.phrases.language());
  return rendered(s, part_layout(s, part, width, height), part);
}

}  // namespace finwait
