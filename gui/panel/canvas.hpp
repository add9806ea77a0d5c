// Canvas: what panels paint with. Turns the models' points, colours and labels into ImGui's draw
// list, and rectangles into things that can be clicked.
#pragma once

#include <imgui.h>

#include <array>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "gui/model/geometry.hpp"
#include "gui/model/session.hpp"

namespace finwait {

using Commands = std::vector<Command>;

struct Fonts {
  ImFont* text = nullptr;
  ImFont* bold = nullptr;
  ImFont* mono = nullptr;

  ImFont* of(Face face) const;
};

// Adds the embedded fonts to the current ImGui context: the same letters for every language, the
// Chinese characters as they are written where the language is.
Fonts load_fonts(Language language);
// ImGui counts a font's size from ascent to descent; ours is the em. Whole pixels stay crisp.
float imgui_size(Face face, float em);
// The width of text as ImGui will draw it.
Measure make_measure(const Fonts& fonts);

// Where things that can be clicked stand, by name; for tests and for scripts that drive the window.
using Hits = std::map<std::string, Rect>;

// What the keyboard is at: Tab goes through everything that can be clicked, in the order in which
// it is painted, and Enter clicks it.
struct KeyboardFocus {
  std::string name;                // "": the keyboard is at nothing
  std::vector<std::string> order;  // of the frame that is painted
  bool press = false;              // Enter came

  // To the next or previous thing of the last frame.
  void move(int by);
};

class Canvas {
 public:
  Canvas(const Fonts& fonts, const Theme& theme, float ui, Hits& hits, KeyboardFocus& focus,
         ImDrawList* list)
      : fonts_(fonts), theme_(theme), ui_(ui), hits_(hits), focus_(focus), list_(list) {}
  // The same on another list: of the current window, or above all windows.
  Canvas on(ImDrawList* list) const { return {fonts_, theme_, ui_, hits_, focus_, list}; }
  // The same with other pixels per design unit.
  Canvas scaled(float ui) const { return {fonts_, theme_, ui, hits_, focus_, list_}; }

  const Theme& theme() const { return theme_; }
  const Fonts& fonts() const { return fonts_; }
  float ui() const { return ui_; }
  float px(float design) const { return design * ui_; }

  void fill(const Rect& r, Color color, float rounding = 0);
  void frame(const Rect& r, Color color, float rounding, float thickness);
  // A panel's background.
  void card(const Rect& r);
  void line(Point a, Point b, Color color, float thickness);
  void dashes(Point a, Point b, Color color, float thickness, float on, float off);
  void polyline(std::span<const Point> points, Color color, float thickness);
  // A cubic curve from 0 to `part`.
  void curve(const std::array<Point, 4>& c, float part, Color color, float thickness);
  // A filled head whose tip is at `tip`, coming from `from`.
  void arrow_head(Point from, Point tip, Color color, float size);
  void triangle(Point a, Point b, Point c, Color color);
  void disc(Point center, float radius, Color color);
  void circle(Point center, float radius, Color color, float thickness);
  // An arc clockwise from the top; `part` 1 is the whole circle.
  void ring(Point center, float radius, float part, Color color, float thickness);
  void cross(Point center, float size, Color color, float thickness);
  void label(const Label& label);
  void labels(const std::vector<Label>& labels);
  // An endpoint's sign: A a disc, B a rounded square, with a halo.
  void token(uint8_t host, Point center, float radius);

  void clip(const Rect& r);
  void unclip();

  struct Press {
    bool hovered = false;
    bool held = false;
    bool clicked = false;
  };
  // Something that reacts to the mouse.
  Press hit(const std::string& name, const Rect& r);
  // The same, but the keyboard passes it by: Enter would have nothing to press there, and keys of
  // its own do what the mouse does.
  Press grip(const std::string& name, const Rect& r);
  // Tells tests and scripts where something stands that has no button of its own.
  void place(const std::string& name, const Rect& r) { hits_[name] = r; }
  // A button's box: brighter under the mouse.
  void button_box(const Rect& r, const Press& press);

  static ImVec2 to_imgui(Point p) { return {p.x, p.y}; }
  static ImU32 to_imgui(Color c) { return IM_COL32(c.r, c.g, c.b, c.a); }

 private:
  void take_focus(const Rect& r, Press& press);

  const Fonts& fonts_;
  const Theme& theme_;
  float ui_;
  Hits& hits_;
  KeyboardFocus& focus_;
  ImDrawList* list_;
};

}  // namespace finwait
