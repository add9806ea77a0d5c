// Colours of the three themes (Okabe-Ito, safe for colour-blind eyes). A colour is never the only
// sign: lines differ by dashes, crosses and labels too.
#pragma once

#include <cstdint>

#include "sim/tcp/state.hpp"
#include "sim/wire/segment.hpp"

namespace finwait {

struct Color {
  uint8_t r = 0;
  uint8_t g = 0;
  uint8_t b = 0;
  uint8_t a = 255;

  constexpr bool operator==(const Color&) const = default;
  // The same colour, `opacity` (0 to 1) as strong as it was.
  constexpr Color fade(float opacity) const {
    return {r, g, b, static_cast<uint8_t>(static_cast<float>(a) * opacity + 0.5f)};
  }
};
constexpr Color rgb(uint32_t hex) {
  return {static_cast<uint8_t>(hex >> 16), static_cast<uint8_t>(hex >> 8),
          static_cast<uint8_t>(hex)};
}
// `a` at 0, `b` at 1.
Color mix(Color a, Color b, float t);

enum class ThemeName : uint8_t { Dark, Light, Contrast };
constexpr int kThemes = 3;

struct Theme {
  ThemeName name = ThemeName::Dark;
  Color background;
  Color card;  // the panels
  Color card_edge;
  Color field;  // chips, buttons, bars
  Color field_edge;
  Color ink;   // text that matters
  Color soft;  // text that explains
  Color dim;   // what has not happened, axes
  Color line;  // edges of the diagram that were never taken
  Color syn;
  Color data;
  Color ack;
  Color fin;
  Color fin_text;  // the same for letters, where its orange is too pale for them
  Color rst;
  Color time_wait;
  Color listen;
  Color closed;
  Color token;  // the endpoints, told apart by letter and shape
  Color token_ink;
  Color accent;  // what can be clicked
};

const Theme& theme_of(ThemeName name);
// How well one colour can be read on another: 1 to 21, as WCAG 2 computes it.
double contrast(Color a, Color b);
// A colour of lines and strips as letters have it.
Color letters_color(const Theme& theme, Color color);
Color state_color(const Theme& theme, State state);
// By the most telling flag: RST, SYN, FIN, text, ACK.
Color segment_color(const Theme& theme, const Segment& segment);

}  // namespace finwait
