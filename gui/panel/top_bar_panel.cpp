#include "gui/model/words.hpp"
#include "gui/panel/panels.hpp"

#include <imgui_stdlib.h>  // needs imgui.h before it

namespace finwait {
namespace {

constexpr const char* kList = "scenario list";

void push_text(Canvas& c, Face face, float em) {
  ImGui::PushFont(c.fonts().of(face), imgui_size(face, em * c.ui()));
}

// The field that stands in a chip's place while its value is edited.
void edit_chip(Canvas& c, const NetworkChip& chip, TopBarState& state, Commands& out) {
  push_text(c, Face::Mono, 12.5f);
  ImGui::SetCursorScreenPos(Canvas::to_imgui(Point{chip.value_rect.x0, chip.value_rect.y0 + 1}));
  ImGui::SetNextItemWidth(chip.value_rect.width() - 2);
  if (state.focus) ImGui::SetKeyboardFocusHere();
  const bool fresh = state.focus;
  state.focus = false;
  const bool done =
      ImGui::InputText("##chip", &state.text,
                       ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_AutoSelectAll);
  if (done && state.text != chip.edit) out.push_back(command::SetValue{{chip.path, state.text}});
  const bool left = !fresh && ImGui::IsItemDeactivated();
  if (done || left) state.editing.clear();
  ImGui::PopFont();
}

void draw_chip(Canvas& c, const NetworkChip& chip, TopBarState& state, Commands& out) {
  const bool editing = state.editing == chip.path;
  const Canvas::Press press = editing ? Canvas::Press{} : c.hit(chip.path, chip.rect);
  c.fill(chip.rect, c.theme().card, c.px(6));
  c.frame(chip.rect, press.hovered || editing ? c.theme().accent : c.theme().card_edge, c.px(6), 1);
  c.label(chip.name);
  if (editing) return edit_chip(c, chip, state, out);
  c.label(chip.value);
  if (!press.clicked) return;
  state.editing = chip.path;
  state.text = chip.edit;
  state.focus = true;
}

bool matches(const CatalogueEntry& e, const std::string& filter) {
  const auto lower = [](std::string text) {
    for (char& ch : text)
      if (ch >= 'A' && ch <= 'Z') ch = static_cast<char>(ch - 'A' + 'a');
    return text;
  };
  return lower(e.name + " " + e.title + " " + e.summary).find(lower(filter)) != std::string::npos;
}

void choose(const CatalogueEntry& e, Commands& out) {
  out.push_back(command::LoadBuiltin{e.name});
  ImGui::CloseCurrentPopup();
}

void draw_entry(Canvas& c, const CatalogueEntry& e, Commands& out) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float wide = ImGui::GetContentRegionAvail().x;
  const float high = c.px(42);
  if (ImGui::Selectable(("##" + e.name).c_str(), false, 0, {wide, high})) choose(e, out);
  const Measure measure = make_measure(c.fonts());
  const Type type{measure, c.ui()};
  Canvas on = c.on(ImGui::GetWindowDrawList());  // the list is a window of its own
  const Label name = make_label(type, {at.x + wide - c.px(8), at.y + c.px(13)}, Align::Right,
                                Face::Mono, 11.5f, c.theme().dim, e.name);
  on.label(name);
  on.label(fit_label(type, {at.x + c.px(8), at.y + c.px(13)}, Align::Left, Face::Bold, 13.5f,
                     c.theme().ink, e.title, name.box.x0 - at.x - c.px(16)));
  on.label(fit_label(type, {at.x + c.px(8), at.y + c.px(31)}, Align::Left, Face::Text, 12.5f,
                     c.theme().soft, e.summary, wide - c.px(16)));
}

void draw_list(Canvas& c, const Rect& picker, TopBarState& state, Commands& out) {
  ImGui::SetNextWindowPos({picker.x0, picker.y1 + c.px(4)});
  ImGui::SetNextWindowSize({c.px(620), c.px(640)});
  push_text(c, Face::Text, 14);
  if (ImGui::BeginPopup(kList)) {
    if (ImGui::IsWindowAppearing()) ImGui::SetKeyboardFocusHere();
    ImGui::SetNextItemWidth(-1);
    bool enter = ImGui::InputTextWithHint("##filter", state.hint.c_str(),
                                          &state.filter, ImGuiInputTextFlags_EnterReturnsTrue);
    ImGui::BeginChild("##entries");
    for (const CatalogueEntry& e : state.catalogue) {
      if (!matches(e, state.filter)) continue;
      draw_entry(c, e, out);
      if (enter) choose(e, out);  // the first one
      enter = false;
    }
    ImGui::EndChild();
    if (ImGui::IsKeyPressed(ImGuiKey_Escape)) ImGui::CloseCurrentPopup();
    ImGui::EndPopup();
  }
  ImGui::PopFont();
}

// What the scenario is about.
void tell_about(Canvas& c, const TopBarModel& m) {
  if (m.about.empty()) return;
  const Measure measure = make_measure(c.fonts());
  ImGui::BeginTooltip();
  for (const std::string& line : wrap_text(measure, Face::Text, c.px(13), m.about, c.px(460)))
    tooltip_line(c, Face::Text, 13, c.theme().ink, line);
  ImGui::EndTooltip();
}

void draw_picker(Canvas& c, const TopBarModel& m, const Session& s, TopBarState& state,
                 Commands& out) {
  const Canvas::Press press = c.hit("picker", m.picker);
  if (press.hovered || ImGui::IsPopupOpen(kList)) c.button_box(m.picker, press);
  c.label(m.title);
  c.label(m.title_below);
  if (press.hovered && !ImGui::IsPopupOpen(kList)) tell_about(c, m);
  const Point p{m.picker.x1 - c.px(14), m.picker.center().y};
  c.triangle({p.x - c.px(4.5f), p.y - c.px(2.5f)}, {p.x + c.px(4.5f), p.y - c.px(2.5f)},
             {p.x, p.y + c.px(3.5f)}, c.theme().soft);
  if (press.clicked) {
    if (state.catalogue.empty() || state.language != s.phrases.language()) {
      state.language = s.phrases.language();
      state.catalogue = make_catalogue(state.language);
      state.hint = s.phrases(Phrase::FindScenario);
    }
    state.filter.clear();
    ImGui::OpenPopup(kList);
  }
  draw_list(c, m.picker, state, out);
}

// The brand is the menu's button; three bars say so.
void draw_menu_button(Canvas& c, const TopBarModel& m, Commands& out) {
  const Canvas::Press press = c.hit("menu", m.menu);
  if (press.hovered) c.button_box(m.menu, press);
  c.label(m.brand);
  const float x = m.menu.x1 - c.px(9);
  for (float y : {-4.f, 0.f, 4.f})
    c.line({x - c.px(4.5f), m.menu.center().y + c.px(y)},
           {x + c.px(4.5f), m.menu.center().y + c.px(y)}, c.theme().soft, c.px(1.4f));
  if (press.clicked) out.push_back(command::OpenDialog{DialogKind::Menu});
}

// It stands out: a frame in the colour of what ends things.
void draw_live_button(Canvas& c, const TopBarModel& m, Commands& out) {
  const Canvas::Press press = c.hit("live", *m.live);
  c.button_box(*m.live, press);
  c.frame(*m.live, c.theme().rst, c.px(8), c.px(1.4f));
  c.label(m.live_name);
  if (press.clicked) out.push_back(command::StopLive{});
}

}  // namespace

Commands draw_top_bar(Canvas& c, const TopBarModel& m, const Session& s, TopBarState& state) {
  Commands out;
  draw_menu_button(c, m, out);
  draw_picker(c, m, s, state, out);
  if (m.network.width() > 0) {
    c.card(m.network);
    c.label(m.network_title);
  }
  for (const NetworkChip& chip : m.chips) draw_chip(c, chip, state, out);
  if (m.live) draw_live_button(c, m, out);
  const Canvas::Press language = c.hit("language", m.language);
  c.button_box(m.language, language);
  c.label(m.language_name);
  if (language.clicked) out.push_back(command::CycleLanguage{});
  const Canvas::Press theme = c.hit("theme", m.theme);
  c.button_box(m.theme, theme);
  c.label(m.theme_name);
  if (theme.clicked) out.push_back(command::ToggleTheme{});
  const Canvas::Press lab = c.hit("lab", m.lab);
  c.button_box(m.lab, lab);
  c.label(m.lab_name);
  if (lab.clicked) out.push_back(command::OpenLab{});
  const Canvas::Press present = c.hit("present", m.present);
  c.button_box(m.present, present);
  c.label(m.present_name);
  if (present.clicked) out.push_back(command::TogglePresent{});
  const Canvas::Press keys = c.hit("keys", m.keys);
  c.button_box(m.keys, keys);
  c.label(m.keys_name);
  if (keys.clicked) out.push_back(command::ToggleKeys{});
  return out;
}

}  // namespace finwait
