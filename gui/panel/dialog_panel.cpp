#include "gui/panel/panels.hpp"

#include <imgui_stdlib.h>  // needs imgui.h before it

namespace finwait {
namespace {

// Whether a text is what was typed, with more behind it: then typing goes on there.
bool completes(const std::string& text, const std::string& typed) {
  if (typed.empty() || text.size() <= typed.size()) return false;
  const size_t folder = typed.find_last_of("/\\");
  const size_t same = folder == std::string::npos ? 0 : folder + 1;
  return text.compare(0, same, typed, 0, same) == 0;
}

constexpr int kFramesToFocus = 3;  // until ImGui has marked what a new field holds

// Takes the mark away and goes to the end, for so many frames.
int go_to_end(ImGuiInputTextCallbackData* field) {
  auto* frames = static_cast<int*>(field->UserData);
  if (*frames == 0) return 0;
  --*frames;
  field->ClearSelection();
  field->CursorPos = field->BufTextLen;
  return 0;
}

void edit_field(Canvas& c, const Session& s, const DialogModel& m, DialogState& state,
                Commands& out) {
  c.fill(m.field, c.theme().field, c.px(6));
  c.frame(m.field, c.theme().accent, c.px(6), c.px(1.2f));
  c.place("dialog-field", m.field);
  ImGui::PushFont(c.fonts().mono, imgui_size(Face::Mono, 13.5f * c.ui()));
  int* to_end = ImGui::GetStateStorage()->GetIntRef(ImGui::GetID("to end"));
  // A field of its own whenever the text was changed from outside: ImGui keeps what it edits.
  ImGui::PushID(static_cast<int>(s.dialog.serial));
  if (state.serial != s.dialog.serial) {
    state.serial = s.dialog.serial;
    *to_end = completes(s.dialog.typed, state.text) ? kFramesToFocus : 0;
    state.text = s.dialog.typed;
    state.focus = true;
  }
  const float high = ImGui::GetFrameHeight();
  ImGui::SetCursorScreenPos({m.field.x0 + c.px(4), m.field.center().y - high / 2});
  ImGui::SetNextItemWidth(m.field.width() - c.px(8));
  if (state.focus) ImGui::SetKeyboardFocusHere();
  const bool changed =
      ImGui::InputTextWithHint("##typed", m.placeholder.c_str(), &state.text,
                               ImGuiInputTextFlags_CallbackAlways, go_to_end, to_end);
  if (ImGui::IsKeyPressed(ImGuiKey_Tab)) out.push_back(command::CompleteInDialog{});
  const bool idle = !ImGui::IsItemActive() && !ImGui::IsAnyItemActive();
  state.focus = idle;  // the field has the keyboard unless something is being clicked
  ImGui::PopID();
  ImGui::PopFont();
  if (changed) out.push_back(command::TypeInDialog{state.text});
}

void draw_lines(Canvas& c, const DialogModel& m, Commands& out) {
  for (const DialogLine& line : m.lines) {
    const Canvas::Press press = c.hit("row-" + std::to_string(line.row), line.rect);
    if (press.hovered || line.chosen)
      c.fill(line.rect, mix(c.theme().card, c.theme().ink, line.chosen ? 0.14f : 0.07f), c.px(6));
    if (line.chosen)  // a second sign beside the brightness
      c.fill({line.rect.x0, line.rect.y0 + c.px(5), line.rect.x0 + c.px(3),
              line.rect.y1 - c.px(5)},
             c.theme().accent, c.px(1.5f));
    c.label(line.text);
    c.label(line.detail);
    if (press.clicked) out.push_back(command::ChooseInDialog{line.row});
  }
}

void read_dialog_keys(const DialogModel& m, Commands& out) {
  const auto page = static_cast<int>(m.lines.size());
  const auto move = [&](ImGuiKey key, int by) {
    if (ImGui::IsKeyPressed(key)) out.push_back(command::MoveInDialog{by});
  };
  move(ImGuiKey_DownArrow, 1);
  move(ImGuiKey_UpArrow, -1);
  move(ImGuiKey_PageDown, page);
  move(ImGuiKey_PageUp, -page);
  const float wheel = ImGui::GetIO().MouseWheel;
  if (wheel != 0) out.push_back(command::MoveInDialog{wheel > 0 ? -1 : 1});
  if (ImGui::IsKeyPressed(ImGuiKey_Enter, false) ||
      ImGui::IsKeyPressed(ImGuiKey_KeypadEnter, false))
    out.push_back(command::ChooseInDialog{});
  if (ImGui::IsKeyPressed(ImGuiKey_Escape, false)) out.push_back(command::Escape{});
}

}  // namespace

Commands draw_dialog(Canvas& canvas, const Session& s, const DialogModel& m, DialogState& state) {
  Commands out;
  if (!m.open) return out;
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(size);
  ImGui::SetNextWindowFocus();
  ImGui::Begin("##dialog", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoNav |
                   ImGuiWindowFlags_NoBackground);
  Canvas c = canvas.on(ImGui::GetWindowDrawList());
  c.fill({0, 0, size.x, size.y}, c.theme().background.fade(0.6f));
  c.card(m.box);
  c.label(m.title);
  c.label(m.folder);
  c.label(m.heading);
  if (m.field.width() > 0) edit_field(c, s, m, state, out);
  draw_lines(c, m, out);
  c.label(m.hint);
  const Canvas::Press box = c.hit("dialog", m.box);
  const Canvas::Press veil = c.hit("dialog-veil", {0, 0, size.x, size.y});
  if (veil.clicked && !box.hovered) out.push_back(command::CloseDialog{});
  read_dialog_keys(m, out);
  ImGui::End();
  return out;
}

}  // namespace finwait
