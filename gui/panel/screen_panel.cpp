#include "gui/panel/screen_panel.hpp"

namespace finwait {
namespace {

ImVec4 vec(Color c) {
  return ImGui::ColorConvertU32ToFloat4(Canvas::to_imgui(c));
}

// ImGui's own widgets (lists, fields, tooltips) in the theme's colours.
void apply_style(const Theme& theme, float ui) {
  ImGuiStyle& style = ImGui::GetStyle();
  style.WindowRounding = style.PopupRounding = 8 * ui;
  style.FrameRounding = style.ChildRounding = 6 * ui;
  style.WindowPadding = {10 * ui, 10 * ui};
  style.FramePadding = {6 * ui, 4 * ui};
  style.ItemSpacing = {6 * ui, 4 * ui};
  style.ScrollbarSize = 10 * ui;
  style.PopupBorderSize = 1;
  auto& c = style.Colors;
  c[ImGuiCol_Text] = vec(theme.ink);
  c[ImGuiCol_TextDisabled] = vec(theme.dim);
  c[ImGuiCol_PopupBg] = vec(theme.card);
  c[ImGuiCol_WindowBg] = vec(theme.background);
  c[ImGuiCol_ChildBg] = vec(theme.card);
  c[ImGuiCol_Border] = vec(theme.card_edge);
  c[ImGuiCol_FrameBg] = vec(theme.field);
  c[ImGuiCol_TextSelectedBg] = vec(theme.accent.fade(0.4f));
  c[ImGuiCol_InputTextCursor] = vec(theme.ink);
  c[ImGuiCol_HeaderHovered] = vec(theme.field);
  c[ImGuiCol_HeaderActive] = vec(mix(theme.field, theme.ink, 0.1f));
  c[ImGuiCol_ScrollbarBg] = vec(theme.card);
  c[ImGuiCol_ScrollbarGrab] = vec(theme.field_edge);
}

bool pressed(ImGuiKey key, bool repeat = false) {
  return ImGui::IsKeyPressed(key, repeat);
}

// '?' and '|' are characters, wherever the keyboard has them.
bool typed(ImWchar wanted) {
  for (ImWchar c : ImGui::GetIO().InputQueueCharacters)
    if (c == wanted) return true;
  return false;
}

// Tab goes from thing to thing, Enter clicks; a click elsewhere or Escape lets go.
void read_focus_keys(const Session& s, KeyboardFocus& focus) {
  const bool busy = ImGui::GetIO().WantTextInput || ImGui::GetIO().KeyCtrl ||
                    ImGui::IsPopupOpen(nullptr, ImGuiPopupFlags_AnyPopup) ||
                    s.dialog.kind != DialogKind::None;
  focus.press = false;
  if (ImGui::IsMouseClicked(ImGuiMouseButton_Left)) focus.name.clear();
  if (busy) return;
  if (pressed(ImGuiKey_Tab, true)) focus.move(ImGui::GetIO().KeyShift ? -1 : 1);
  if (pressed(ImGuiKey_Escape)) focus.name.clear();
  focus.press = pressed(ImGuiKey_Enter) && !focus.name.empty();
}

// Also when it was let go in the same frame, as scripts that type do.
bool is_control_held() {
  return ImGui::GetIO().KeyCtrl || ImGui::IsKeyReleased(ImGuiKey_LeftCtrl) ||
         ImGui::IsKeyReleased(ImGuiKey_RightCtrl);
}

void read_control_keys(Commands& out) {
  if (pressed(ImGuiKey_Q)) out.push_back(command::Quit{});
  if (pressed(ImGuiKey_LeftArrow, true)) out.push_back(command::FollowCause{-1});
  if (pressed(ImGuiKey_RightArrow, true)) out.push_back(command::FollowCause{1});
  const bool shift = ImGui::GetIO().KeyShift || ImGui::IsKeyReleased(ImGuiKey_LeftShift) ||
                     ImGui::IsKeyReleased(ImGuiKey_RightShift);
  if (pressed(ImGuiKey_D)) out.push_back(command::StopLive{});
  if (pressed(ImGuiKey_O)) out.push_back(command::OpenDialog{DialogKind::Open});
  if (pressed(ImGuiKey_E)) out.push_back(command::OpenDialog{DialogKind::Menu});
  if (pressed(ImGuiKey_S) && shift)
    out.push_back(command::OpenDialog{DialogKind::SaveAs});
  else if (pressed(ImGuiKey_S))
    out.push_back(command::Save{});
  if (pressed(ImGuiKey_C) && !ImGui::GetIO().WantTextInput)
    out.push_back(command::Copy{shift ? CopyWhat::Report : CopyWhat::Selected});
  if (pressed(ImGuiKey_I))
    out.push_back(command::Copy{shift ? CopyWhat::LadderPicture : CopyWhat::ScreenPicture});
  if (pressed(ImGuiKey_L)) out.push_back(command::Copy{CopyWhat::Link});
  if (pressed(ImGuiKey_K) || (pressed(ImGuiKey_P) && shift)) out.push_back(command::OpenPalette{});
  if (pressed(ImGuiKey_Equal) || pressed(ImGuiKey_KeypadAdd)) out.push_back(command::Enlarge{1});
  if (pressed(ImGuiKey_Minus) || pressed(ImGuiKey_KeypadSubtract))
    out.push_back(command::Enlarge{-1});
  if (pressed(ImGuiKey_0) || pressed(ImGuiKey_Keypad0)) out.push_back(command::Enlarge{0});
  if (pressed(ImGuiKey_Y) || (pressed(ImGuiKey_Z) && shift))
    out.push_back(command::Redo{});
  else if (pressed(ImGuiKey_Z))
    out.push_back(command::Undo{});
}

// While the menu of calls is open, the keys that move in it are its own.
bool read_menu_keys(const Session& s, Commands& out) {
  if (!s.menu) return false;
  if (pressed(ImGuiKey_UpArrow, true)) out.push_back(command::MoveInMenu{-1});
  if (pressed(ImGuiKey_DownArrow, true)) out.push_back(command::MoveInMenu{1});
  if (pressed(ImGuiKey_Enter)) out.push_back(command::ChooseCall{s.menu->chosen});
  if (pressed(ImGuiKey_Escape)) out.push_back(command::Escape{});
  return true;
}

// What is done to the thing that is selected.
void read_edit_keys(const Session& s, bool focused, Commands& out) {
  if (!s.run) return;
  const Inspected in = inspected(s);
  const bool drop = pressed(ImGuiKey_X);
  const auto edit = [&](command::PastEdit change) { out.push_back(edit_in(in, change)); };
  if (drop && !in.packet && !in.record) out.push_back(command::ToggleDropMode{});
  if (drop && in.packet) edit(command::EditPacket{*in.packet, PacketEdit::Drop});
  if (pressed(ImGuiKey_Enter) && !focused) out.push_back(command::SelectHere{});
  if (in.packet && ImGui::GetIO().KeyAlt) {
    const int by = (pressed(ImGuiKey_DownArrow, true) ? 1 : 0) -
                   (pressed(ImGuiKey_UpArrow, true) ? 1 : 0);
    const auto at = movable_arrival(in.run.simulation, in.run.index, *in.packet);
    const std::string lost = by == 0 ? "" : lost_text(in, *in.packet, s.phrases);
    if (at && by != 0)
      edit(command::MovePacket{*in.packet, *at + call_grid(in.run.script()) * by});
    else if (!lost.empty())
      out.push_back(command::ShowNotice{lost});
  }
  if (!in.record) return;
  const uint32_t record = *in.record;
  const bool timer = in.run.trace().record(record).kind == RecordKind::Timer;
  if (drop && timer) edit(command::EditTimer{record, TimerEdit::NeverFires});
  if (drop && !timer) edit(command::EditCall{record, CallEdit::SwitchOff});
  if (!ImGui::GetIO().KeyAlt) return;
  if (pressed(ImGuiKey_UpArrow, true)) edit(command::EditCall{record, CallEdit::Earlier});
  if (pressed(ImGuiKey_DownArrow, true)) edit(command::EditCall{record, CallEdit::Later});
}

// Two branches side by side.
void read_beside_keys(Commands& out) {
  if (typed('|') || (pressed(ImGuiKey_B) && ImGui::GetIO().KeyShift))
    out.push_back(command::ToggleBeside{});
  if (typed('{')) out.push_back(command::HopBeside{-1});
  if (typed('}')) out.push_back(command::HopBeside{1});
  if (typed('\\')) out.push_back(command::SwapBeside{});
  if (pressed(ImGuiKey_J)) out.push_back(command::InspectOther{});
}

void read_lab_keys(const Session& s, bool focused, Commands& out) {
  const bool shift = ImGui::GetIO().KeyShift;
  if (pressed(ImGuiKey_DownArrow, true)) out.push_back(command::MoveLabCell{1, 0});
  if (pressed(ImGuiKey_UpArrow, true)) out.push_back(command::MoveLabCell{-1, 0});
  if (shift && pressed(ImGuiKey_RightArrow, true)) out.push_back(command::MoveLabCell{0, 1});
  if (shift && pressed(ImGuiKey_LeftArrow, true)) out.push_back(command::MoveLabCell{0, -1});
  if (pressed(ImGuiKey_M)) {
    const bool matrix = s.lab.page == LabPage::Matrix;
    out.push_back(command::ShowLabPage{matrix ? LabPage::Script : LabPage::Matrix});
  }
  if (pressed(ImGuiKey_Enter) && s.lab.selected && !focused)
    out.push_back(command::OpenLabCell{*s.lab.selected});
}

// As in other programs that show time: W and S change the scale, A and D go back and forth.
void read_travel_keys(LadderHold& hold, Commands& out) {
  hold.zoom = (pressed(ImGuiKey_W, true) ? 1 : 0) - (pressed(ImGuiKey_S, true) ? 1 : 0);
  hold.pan = (pressed(ImGuiKey_D, true) ? 1 : 0) - (pressed(ImGuiKey_A, true) ? 1 : 0);
  if (pressed(ImGuiKey_F)) out.push_back(command::Fit{});
  if (pressed(ImGuiKey_I)) out.push_back(command::MeasureHere{});
  if (pressed(ImGuiKey_Backspace)) out.push_back(command::Back{});
}

void read_keys(const Session& s, bool focused, LadderHold& hold, Commands& out) {
  hold.zoom = hold.pan = hold.why = 0;
  if (s.dialog.kind != DialogKind::None) return;  // it has keys of its own
  if (is_control_held()) read_control_keys(out);
  if (ImGui::GetIO().WantTextInput || is_control_held()) return;
  if (read_menu_keys(s, out)) return;
  if (pressed(ImGuiKey_Escape)) out.push_back(command::Escape{});
  if (ImGui::IsPopupOpen(nullptr, ImGuiPopupFlags_AnyPopup)) return;
  if (pressed(ImGuiKey_Space)) out.push_back(command::TogglePlay{});
  const bool plain = !ImGui::GetIO().KeyShift;
  if (plain && pressed(ImGuiKey_RightArrow, true)) out.push_back(command::Step{1});
  if (plain && pressed(ImGuiKey_LeftArrow, true)) out.push_back(command::Step{-1});
  if (pressed(ImGuiKey_Home)) out.push_back(command::ToStart{});
  if (pressed(ImGuiKey_End)) out.push_back(command::ToEnd{});
  if (pressed(ImGuiKey_T)) out.push_back(command::CycleAxis{});
  if (pressed(ImGuiKey_N)) out.push_back(command::ToggleNumbers{});
  if (pressed(ImGuiKey_2)) out.push_back(command::ToggleDiagrams{});
  if (pressed(ImGuiKey_V)) out.push_back(command::NextSide{plain ? 1 : -1});
  if (pressed(ImGuiKey_B) && !ImGui::GetIO().KeyShift) out.push_back(command::ToggleBookmark{});
  if (plain && pressed(ImGuiKey_Comma)) out.push_back(command::ToBookmark{-1});
  if (plain && pressed(ImGuiKey_Period)) out.push_back(command::ToBookmark{1});
  read_travel_keys(hold, out);
  if (pressed(ImGuiKey_H)) out.push_back(command::ToggleTheme{});
  if (!s.lab.open) read_edit_keys(s, focused, out);
  if (pressed(ImGuiKey_C) && !s.lab.open)
    out.push_back(command::OpenCalls{ImGui::GetIO().KeyShift ? uint8_t{1} : uint8_t{0}, {}});
  read_beside_keys(out);
  if (pressed(ImGuiKey_R)) out.push_back(command::Save{});
  if (plain && pressed(ImGuiKey_LeftBracket)) out.push_back(command::HopBranch{-1});
  if (plain && pressed(ImGuiKey_RightBracket)) out.push_back(command::HopBranch{1});
  if (pressed(ImGuiKey_K)) {
    if (s.lab.open)
      out.push_back(command::CloseLab{});
    else
      out.push_back(command::OpenLab{});
  }
  if (s.lab.open) read_lab_keys(s, focused, out);
  if (pressed(ImGuiKey_P)) out.push_back(command::TogglePresent{});
  if (pressed(ImGuiKey_PageDown, true)) out.push_back(command::Step{1});
  if (pressed(ImGuiKey_PageUp, true)) out.push_back(command::Step{-1});
  if (pressed(ImGuiKey_M) && !s.lab.open) out.push_back(command::ToggleMotion{});
  const bool vertical = !s.lab.open && !ImGui::GetIO().KeyAlt;
  const bool segments = vertical && plain;
  if (vertical && !plain)
    hold.why = (pressed(ImGuiKey_DownArrow, true) ? 1 : 0) -
               (pressed(ImGuiKey_UpArrow, true) ? 1 : 0);
  if (segments && pressed(ImGuiKey_DownArrow, true)) out.push_back(command::SelectNext{1});
  if (segments && pressed(ImGuiKey_UpArrow, true)) out.push_back(command::SelectNext{-1});
  if (!s.lab.open && typed('>')) out.push_back(command::SelectEvent{1});
  if (!s.lab.open && typed('<')) out.push_back(command::SelectEvent{-1});
  if (typed('+')) out.push_back(command::ScaleSpeed{1});
  if (typed('-')) out.push_back(command::ScaleSpeed{-1});
  if (pressed(ImGuiKey_L)) out.push_back(command::CycleLanguage{});
  if (typed('?')) out.push_back(command::ToggleKeys{});
}

void append(Commands& out, Commands more) {
  out.insert(out.end(), more.begin(), more.end());
}

void draw_panels(Canvas& c, const Session& s, const ScreenLayout& layout, ScreenState& state,
                 Commands& out) {
  append(out, draw_notices(c, s, layout));  // first, so that they get the mouse
  append(out, draw_palette(c, s, layout, state.palette));
  if (s.lab.open && s.run) {
    append(out, draw_lab(c, s, make_lab_model(s, layout, state.measure), state.hold));
    return;
  }
  if (s.present && s.run) {
    const Rect& screen = layout.screen;
    append(out, draw_present(c,
                             make_present_model(s, screen.width(), screen.height(), state.measure,
                                                state.axes),
                             s, state.axes, state.hold));
    return;
  }
  const ScreenModel m = make_screen_model(s, layout, state.measure, state.axes);
  append(out, draw_call_menu(c, m.call_menu, layout.screen));
  append(out, draw_top_bar(c, m.top, s, state.top));
  append(out, draw_side_tabs(c, m.tabs, s));
  append(out, draw_drop_banner(c, m));
  if (s.beside) {
    append(out, draw_beside(c, m, s, state.axes, state.hold));
  } else if (m.layout.diagram.width() > 0) {
    append(out, draw_diagram(c, m.diagram, s));
    if (m.second_diagram) append(out, draw_diagram(c, *m.second_diagram, s));
  }
  append(out, draw_why(c, m.why, state.hold.why));
  if (s.run) {
    const TimeAxis& axis = state.axes.ladder(s, m.layout.ladder, m.layout.ui);
    const Inspected shown = shown_branch(s);
    const FoldedRun folded{*s.run, s.phrases, axis, "", scale_of(s.view, s.clock)};
    append(out, draw_ladder_marks(c, m.ladder, axis, shown, s));
    append(out, draw_ladder_folds(c, m.ladder, folded, state.hold));
    append(out, draw_ladder_states(c, m.ladder, shown));
  }
  append(out, draw_ladder(c, m, s, state.axes, state.hold));
  append(out, draw_hint(c, m.hint));
  for (const InspectorModel& inspector : m.inspectors) {
    append(out, draw_inspector(c, inspector));
    append(out, draw_call_buttons(c, inspector));
    append(out, draw_values(c, inspector, s));
  }
  const TimeAxis none({}, {});
  append(out, draw_transport(c, m.transport, s.run ? state.axes.scrub(s) : none, s));
}

// From where the timeline stands, whoever asked.
void start_from(const LadderHold& hold, const Session& s, Commands& commands) {
  for (Command& command : commands) {
    if (auto* fit = std::get_if<command::Fit>(&command))
      *fit = {hold.middle, make_ladder_fit(s, hold.place)};
    if (auto* axis = std::get_if<command::CycleAxis>(&command)) axis->here = hold.middle;
    if (auto* back = std::get_if<command::Back>(&command)) back->here = hold.middle;
  }
}

}  // namespace

void ScreenState::speak(Language language) {
  Fonts& set = loaded_[language == Language::ZhHant ? 1 : 0];
  if (set.text == nullptr) set = load_fonts(language);
  if (fonts.text == set.text) return;
  fonts = set;
  measure = make_measure(fonts);
}

Commands draw_screen(const Session& s, ScreenState& state) {
  Commands out;
  state.speak(s.phrases.language());
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  const ScreenLayout layout = make_screen_layout(size.x, size.y, state.scale * s.scale);
  const Theme& theme = theme_of(s.theme);
  apply_style(theme, layout.ui);
  read_focus_keys(s, state.focus);
  read_keys(s, !state.focus.name.empty(), state.hold, out);
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(size);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0);
  ImGui::Begin("FinWait", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBringToFrontOnFocus |
                   ImGuiWindowFlags_NoNav);
  ImGui::PopStyleVar(3);
  state.hits.clear();
  state.hold.over_fold = false;
  state.focus.order.clear();
  Canvas canvas(state.fonts, theme, layout.ui, state.hits, state.focus,
                ImGui::GetWindowDrawList());
  draw_panels(canvas, s, layout, state, out);
  ImGui::End();
  const Type type{state.measure, layout.ui};
  append(out, draw_dialog(canvas, s, make_dialog_model(s, layout, type), state.dialog));
  start_from(state.hold, s, out);
  return out;
}

}  // namespace finwait
