#include "gui/model/palette.hpp"
#include "gui/panel/panels.hpp"

#include <imgui_stdlib.h>  // needs imgui.h before it

#include <algorithm>

namespace finwait {
namespace {

constexpr const char* kName = "command palette";
constexpr float kRow = 30;  // design units

void open(const Session& s, PaletteState& state) {
  state = {};
  state.open = true;
  state.entries = make_palette(s);
  ImGui::OpenPopup(kName);
}

void choose(const PaletteEntry& entry, Commands& out) {
  out.push_back(command::ClosePalette{});
  out.push_back(entry.command);
  ImGui::CloseCurrentPopup();
}

void draw_row(Canvas& c, const PaletteEntry& entry, size_t i, PaletteState& state, Commands& out) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float wide = ImGui::GetContentRegionAvail().x;
  const float high = c.px(kRow);
  const bool chosen = i == state.index;
  if (ImGui::Selectable(("##" + std::to_string(i)).c_str(), chosen, 0, {wide, high}))
    choose(entry, out);
  if (chosen && state.moved) ImGui::SetScrollHereY();
  const Measure measure = make_measure(c.fonts());
  const Type type{measure, c.ui()};
  Canvas on = c.on(ImGui::GetWindowDrawList());
  const float y = at.y + high / 2;
  if (chosen)
    on.frame({at.x, at.y, at.x + wide, at.y + high}, c.theme().accent, c.px(5), c.px(1.4f));
  const Label key = make_label(type, {at.x + wide - c.px(10), y}, Align::Right, Face::Mono, 12.5f,
                               c.theme().accent, entry.key);
  on.label(key);
  on.label(fit_label(type, {at.x + c.px(10), y}, Align::Left, Face::Text, 14, c.theme().ink,
                     entry.name, key.box.x0 - at.x - c.px(24)));
  c.place("palette-" + std::to_string(i), {at.x, at.y, at.x + wide, at.y + high});
}

void draw_inside(Canvas& c, const Session& s, PaletteState& state, Commands& out) {
  if (ImGui::IsWindowAppearing()) ImGui::SetKeyboardFocusHere();
  ImGui::SetNextItemWidth(-1);
  const std::string before = state.filter;
  const bool enter =
      ImGui::InputTextWithHint("##filter", s.phrases(Phrase::FindCommand).c_str(), &state.filter,
                               ImGuiInputTextFlags_EnterReturnsTrue);
  const std::vector<PaletteEntry> shown = filter_palette(state.entries, state.filter);
  if (state.filter != before) state.index = 0;
  const size_t last = shown.empty() ? 0 : shown.size() - 1;
  const size_t was = state.index;
  if (ImGui::IsKeyPressed(ImGuiKey_DownArrow, true)) state.index = std::min(state.index + 1, last);
  if (ImGui::IsKeyPressed(ImGuiKey_UpArrow, true) && state.index > 0) --state.index;
  state.moved = was != state.index;
  if (enter && !shown.empty()) choose(shown[std::min(state.index, last)], out);
  ImGui::BeginChild("##commands");
  for (size_t i = 0; i < shown.size(); ++i) draw_row(c, shown[i], i, state, out);
  if (shown.empty()) ImGui::TextUnformatted(s.phrases(Phrase::NoCommand).c_str());
  ImGui::EndChild();
  if (!ImGui::IsKeyPressed(ImGuiKey_Escape)) return;
  out.push_back(command::ClosePalette{});
  ImGui::CloseCurrentPopup();
}

}  // namespace

Commands draw_palette(Canvas& c, const Session& s, const ScreenLayout& layout,
                      PaletteState& state) {
  Commands out;
  if (!s.show_palette) {
    state.open = false;
    return out;
  }
  if (!state.open) open(s, state);
  const float wide = std::min(c.px(560), layout.screen.width() - c.px(40));
  const float high = std::min(c.px(460), layout.screen.height() - c.px(140));
  ImGui::SetNextWindowPos({layout.screen.center().x - wide / 2, layout.top.y1 + c.px(16)});
  ImGui::SetNextWindowSize({wide, high});
  ImGui::PushFont(c.fonts().of(Face::Text), imgui_size(Face::Text, 14 * c.ui()));
  if (ImGui::BeginPopup(kName)) {
    draw_inside(c, s, state, out);
    ImGui::EndPopup();
  } else {
    out.push_back(command::ClosePalette{});  // a click beside it
  }
  ImGui::PopFont();
  return out;
}

}  // namespace finwait
