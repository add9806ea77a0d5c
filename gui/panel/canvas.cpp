#include "gui/panel/canvas.hpp"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <cstdio>

#include "gui/model/diagram.hpp"
#include "gui/model/story.hpp"
#include "gui/panel/fonts.hpp"

namespace finwait {
namespace {

// (ascent + descent) / em of the fonts' hhea tables.
constexpr float kInterHeight = 1.2102f;
constexpr float kMonoHeight = 1.32f;
constexpr float kNotoHeight = 1.448f;

constexpr float kPi = 3.14159265f;

constexpr float kSize = 17;          // any: the fonts are baked at the sizes they are used in

ImFont* add(std::span<const unsigned char> bytes, const char* name, float size = kSize,
            bool merge = false) {
  ImFontConfig config;
  config.FontDataOwnedByAtlas = false;
  config.OversampleH = 2;
  config.OversampleV = 1;
  config.MergeMode = merge;
  std::snprintf(config.Name, sizeof config.Name, "%s", name);
  // ImGui does not write to the bytes, but its interface predates const.
  auto* data = const_cast<unsigned char*>(bytes.data());
  return ImGui::GetIO().Fonts->AddFontFromMemoryTTF(data, static_cast<int>(bytes.size()), size,
                                                    &config);
}

// A face for letters whose height is `height` em, and behind it one for what it lacks. An
// ideograph is then as wide as the em.
ImFont* add(std::span<const unsigned char> letters, float height,
            std::span<const unsigned char> chinese, const char* name) {
  ImFont* font = add(letters, name);
  add(chinese, "Noto Sans CJK", kSize * kNotoHeight / height, true);
  return font;
}

void turn(ImDrawList* list, int first, Point center, float angle) {
  const float cosine = std::cos(angle);
  const float sine = std::sin(angle);
  for (int i = first; i < list->VtxBuffer.Size; ++i) {
    ImVec2& p = list->VtxBuffer[i].pos;
    const float x = p.x - center.x;
    const float y = p.y - center.y;
    p = {center.x + x * cosine - y * sine, center.y + x * sine + y * cosine};
  }
}

}  // namespace

ImFont* Fonts::of(Face face) const {
  switch (face) {
    case Face::Text: return text;
    case Face::Bold: return bold;
    case Face::Mono: return mono;
  }
  return text;
}

Fonts load_fonts(Language language) {
  const bool traditional = language == Language::ZhHant;
  const auto regular = traditional ? font_noto_tc() : font_noto_sc();
  const auto bold = traditional ? font_noto_tc_bold() : font_noto_sc_bold();
  Fonts fonts;
  fonts.text = add(font_inter(), kInterHeight, regular, "Inter");
  fonts.bold = add(font_inter_semibold(), kInterHeight, bold, "Inter SemiBold");
  // Characters of other people's scenarios.
  add(regular, "Noto Sans CJK", kSize * kNotoHeight / kInterHeight, true);
  fonts.mono = add(font_jetbrains_mono(), kMonoHeight, regular, "JetBrains Mono");
  return fonts;
}

float imgui_size(Face face, float em) {
  return std::max(6.f, std::round(em * (face == Face::Mono ? kMonoHeight : kInterHeight)));
}

Measure make_measure(const Fonts& fonts) {
  return [fonts](Face face, float em, std::string_view text) {
    if (text.empty()) return 0.f;
    return fonts.of(face)
        ->CalcTextSizeA(imgui_size(face, em), FLT_MAX, 0, text.data(), text.data() + text.size())
        .x;
  };
}

void Canvas::fill(const Rect& r, Color color, float rounding) {
  list_->AddRectFilled({r.x0, r.y0}, {r.x1, r.y1}, to_imgui(color), rounding);
}

void Canvas::frame(const Rect& r, Color color, float rounding, float thickness) {
  // 1.92.8 exchanged the last two arguments.
#if IMGUI_VERSION_NUM >= 19280
  list_->AddRect({r.x0, r.y0}, {r.x1, r.y1}, to_imgui(color), rounding, thickness);
#else
  list_->AddRect({r.x0, r.y0}, {r.x1, r.y1}, to_imgui(color), rounding, 0, thickness);
#endif
}

void Canvas::card(const Rect& r) {
  fill(r, theme_.card, px(8));
  frame(r, theme_.card_edge, px(8), 1);
}

void Canvas::line(Point a, Point b, Color color, float thickness) {
  list_->AddLine(to_imgui(a), to_imgui(b), to_imgui(color), thickness);
}

void Canvas::dashes(Point a, Point b, Color color, float thickness, float on, float off) {
  const float whole = length(b - a);
  constexpr int kMostDashes = 2000;  // of what is longer nobody sees the rest
  for (int i = 0; i < kMostDashes; ++i) {
    const float at = static_cast<float>(i) * (on + off);
    if (at >= whole) return;
    line(between(a, b, at / whole), between(a, b, std::min(1.f, (at + on) / whole)), color,
         thickness);
  }
}

void Canvas::polyline(std::span<const Point> points, Color color, float thickness) {
  std::vector<ImVec2> all;
  for (Point p : points) all.push_back(to_imgui(p));
#if IMGUI_VERSION_NUM >= 19280
  list_->AddPolyline(all.data(), static_cast<int>(all.size()), to_imgui(color), thickness);
#else
  list_->AddPolyline(all.data(), static_cast<int>(all.size()), to_imgui(color), 0, thickness);
#endif
}

void Canvas::curve(const std::array<Point, 4>& c, float part, Color color, float thickness) {
  constexpr int kPieces = 32;
  std::vector<Point> points;
  for (int i = 0; i <= kPieces; ++i)
    points.push_back(on_curve(c, part * static_cast<float>(i) / kPieces));
  polyline(points, color, thickness);
}

void Canvas::arrow_head(Point from, Point tip, Color color, float size) {
  const Point way = tip - from;
  const float whole = length(way);
  if (whole <= 0) return;
  const Point d = way * (1 / whole);
  const Point n{-d.y, d.x};
  const Point base = tip - d * size;
  triangle(tip, base + n * (size * 0.42f), base - n * (size * 0.42f), color);
}

void Canvas::triangle(Point a, Point b, Point c, Color color) {
  list_->AddTriangleFilled(to_imgui(a), to_imgui(b), to_imgui(c), to_imgui(color));
}

void Canvas::disc(Point center, float radius, Color color) {
  list_->AddCircleFilled(to_imgui(center), radius, to_imgui(color));
}

void Canvas::circle(Point center, float radius, Color color, float thickness) {
  list_->AddCircle(to_imgui(center), radius, to_imgui(color), 0, thickness);
}

void Canvas::ring(Point center, float radius, float part, Color color, float thickness) {
  if (part <= 0) return;
  std::vector<Point> points;
  const int pieces = std::max(2, static_cast<int>(48 * part));
  for (int i = 0; i <= pieces; ++i) {
    const float angle = -kPi / 2 + 2 * kPi * part * static_cast<float>(i) / pieces;
    points.push_back({center.x + radius * std::cos(angle), center.y + radius * std::sin(angle)});
  }
  polyline(points, color, thickness);
}

void Canvas::cross(Point c, float size, Color color, float thickness) {
  line({c.x - size, c.y - size}, {c.x + size, c.y + size}, color, thickness);
  line({c.x - size, c.y + size}, {c.x + size, c.y - size}, color, thickness);
}

void Canvas::label(const Label& l) {
  if (l.text.empty()) return;
  ImFont* font = fonts_.of(l.face);
  const float size = imgui_size(l.face, l.em);
  const float y = l.box.center().y - size / 2;
  const int first = list_->VtxBuffer.Size;
  // A font that is not the current one would be baked at the wrong density.
  ImGui::PushFont(font, size);
  const ImU32 color = to_imgui(letters_color(theme_, l.color));
  list_->AddText(font, size, {std::round(l.box.x0), std::round(y)}, color, l.text.data(),
                 l.text.data() + l.text.size());
  ImGui::PopFont();
  if (l.angle != 0) turn(list_, first, l.box.center(), l.angle);
}

void Canvas::labels(const std::vector<Label>& all) {
  for (const Label& l : all) label(l);
}

void Canvas::token(uint8_t host, Point center, float radius) {
  const Color halo = theme_.token.fade(0.25f);
  const float side = radius * 0.9f;
  if (host == 0) {
    disc(center, radius * 1.4f, halo);
    disc(center, radius, theme_.token);
  } else {
    fill(around(center, side * 2.8f, side * 2.8f), halo, radius * 0.6f);
    fill(around(center, side * 2, side * 2), theme_.token, radius * 0.4f);
  }
  const Measure measure = make_measure(fonts_);
  const Type type{measure, 1};
  label(make_label(type, center, Align::Center, Face::Bold, radius * 1.15f, theme_.token_ink,
                   std::string(host_letter(host))));
}

// At whole pixels: OpenGL and the rasteriser cut there alike.
void Canvas::clip(const Rect& r) {
  list_->PushClipRect({std::floor(r.x0), std::floor(r.y0)}, {std::ceil(r.x1), std::ceil(r.y1)},
                      true);
}

void Canvas::unclip() {
  list_->PopClipRect();
}

Canvas::Press Canvas::grip(const std::string& name, const Rect& r) {
  hits_[name] = r;
  if (r.width() < 1 || r.height() < 1) return {};
  ImGui::SetCursorScreenPos({r.x0, r.y0});
  Press press;
  press.clicked = ImGui::InvisibleButton(name.c_str(), {r.width(), r.height()});
  press.hovered = ImGui::IsItemHovered();
  press.held = ImGui::IsItemActive();
  return press;
}

Canvas::Press Canvas::hit(const std::string& name, const Rect& r) {
  if (r.width() < 1 || r.height() < 1) {
    hits_[name] = r;
    return {};
  }
  Press press = grip(name, r);
  if (focus_.name == name) take_focus(r, press);
  focus_.order.push_back(name);
  return press;
}

// The ring is painted above everything, so that nothing hides it.
void Canvas::take_focus(const Rect& r, Press& press) {
  Canvas above = on(ImGui::GetForegroundDrawList());
  above.frame(r.inset(-px(3)), theme_.background, px(8), px(4));
  above.frame(r.inset(-px(3)), theme_.accent, px(8), px(2.2f));
  if (!focus_.press) return;
  press.clicked = true;
  focus_.press = false;
}

void KeyboardFocus::move(int by) {
  if (order.empty()) return;
  const auto at = std::find(order.begin(), order.end(), name);
  const size_t count = order.size();
  if (at == order.end())
    name = by > 0 ? order.front() : order.back();
  else
    name = order[(static_cast<size_t>(at - order.begin()) + (by > 0 ? 1 : count - 1)) % count];
}

void Canvas::button_box(const Rect& r, const Press& press) {
  const Color face = press.held      ? mix(theme_.field, theme_.ink, 0.16f)
                     : press.hovered ? mix(theme_.field, theme_.ink, 0.08f)
                                     : theme_.field;
  fill(r, face, px(6));
  frame(r, press.hovered ? theme_.accent : theme_.field_edge, px(6), 1);
}

}  // namespace finwait
