#include "gui/model/theme.hpp"

#include <algorithm>
#include <cmath>

namespace finwait {
namespace {

constexpr Theme kDark = {
    .name = ThemeName::Dark,
    .background = rgb(0x0d1117),
    .card = rgb(0x161c24),
    .card_edge = rgb(0x29313c),
    .field = rgb(0x1f2630),
    .field_edge = rgb(0x323c49),
    .ink = rgb(0xe9eef4),
    .soft = rgb(0x9ba7b5),
    .dim = rgb(0x86919f),
    .line = rgb(0x465160),
    .syn = rgb(0x56b4e9),
    .data = rgb(0x2fc28b),
    .ack = rgb(0xa3aebb),
    .fin = rgb(0xe69f00),
    .fin_text = rgb(0xe69f00),
    .rst = rgb(0xff5d4d),
    .time_wait = rgb(0xcc79a7),
    .listen = rgb(0x97a2b0),
    .closed = rgb(0x3a4451),
    .token = rgb(0xf0e442),
    .token_ink = rgb(0x14181e),
    .accent = rgb(0x56b4e9),
};

constexpr Theme kLight = {
    .name = ThemeName::Light,
    .background = rgb(0xf2f4f8),
    .card = rgb(0xffffff),
    .card_edge = rgb(0xdbe1ea),
    .field = rgb(0xeef1f6),
    .field_edge = rgb(0xd3dae4),
    .ink = rgb(0x131a26),
    .soft = rgb(0x556172),
    .dim = rgb(0x616c7b),
    .line = rgb(0xb4bfcc),
    .syn = rgb(0x0072b2),
    .data = rgb(0x00855f),
    .ack = rgb(0x667281),
    .fin = rgb(0xb86e00),
    .fin_text = rgb(0xa05f00),
    .rst = rgb(0xd23c1e),
    .time_wait = rgb(0xa8457d),
    .listen = rgb(0x667180),
    .closed = rgb(0xc6ced9),
    .token = rgb(0x26304a),
    .token_ink = rgb(0xffffff),
    .accent = rgb(0x0072b2),
};

// On black: text stands out at least 7 to 1, lines and frames are bright.
constexpr Theme kContrast = {
    .name = ThemeName::Contrast,
    .background = rgb(0x000000),
    .card = rgb(0x000000),
    .card_edge = rgb(0x9aa4b0),
    .field = rgb(0x16191d),
    .field_edge = rgb(0xc0c8d2),
    .ink = rgb(0xffffff),
    .soft = rgb(0xe4e8ed),
    .dim = rgb(0xbcc4ce),
    .line = rgb(0x8f99a5),
    .syn = rgb(0x6ec6ff),
    .data = rgb(0x42e0a8),
    .ack = rgb(0xd4dbe3),
    .fin = rgb(0xffb52e),
    .fin_text = rgb(0xffb52e),
    .rst = rgb(0xff8f80),
    .time_wait = rgb(0xf2a8d2),
    .listen = rgb(0xccd3db),
    .closed = rgb(0x8893a0),
    .token = rgb(0xf0e442),
    .token_ink = rgb(0x000000),
    .accent = rgb(0x6ec6ff),
};

// A channel's light, 0 to 1 (sRGB).
double linear(uint8_t channel) {
  const double c = channel / 255.0;
  return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

double luminance(Color c) {
  return 0.2126 * linear(c.r) + 0.7152 * linear(c.g) + 0.0722 * linear(c.b);
}

uint8_t mix(uint8_t a, uint8_t b, float t) {
  return static_cast<uint8_t>(static_cast<float>(a) * (1 - t) + static_cast<float>(b) * t + 0.5f);
}

}  // namespace

Color mix(Color a, Color b, float t) {
  return {mix(a.r, b.r, t), mix(a.g, b.g, t), mix(a.b, b.b, t), mix(a.a, b.a, t)};
}

const Theme& theme_of(ThemeName name) {
  switch (name) {
    case ThemeName::Dark: return kDark;
    case ThemeName::Light: return kLight;
    case ThemeName::Contrast: return kContrast;
  }
  return kDark;
}

double contrast(Color a, Color b) {
  const double x = luminance(a);
  const double y = luminance(b);
  return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

Color letters_color(const Theme& theme, Color color) {
  const Color fin = theme.fin;
  if (color.r != fin.r || color.g != fin.g || color.b != fin.b) return color;
  return {theme.fin_text.r, theme.fin_text.g, theme.fin_text.b, color.a};
}

Color state_color(const Theme& theme, State state) {
  switch (state) {
    case State::Closed: return theme.closed;
    case State::Listen: return theme.listen;
    case State::SynSent:
    case State::SynReceived: return theme.syn;
    case State::Established: return theme.data;
    case State::FinWait1:
    case State::FinWait2:
    case State::CloseWait:
    case State::Closing:
    case State::LastAck: return theme.fin;
    case State::TimeWait: return theme.time_wait;
  }
  return theme.closed;
}

Color segment_color(const Theme& theme, const Segment& segment) {
  if (segment.has(kRst)) return theme.rst;
  if (segment.has(kSyn)) return theme.syn;
  if (segment.has(kFin)) return theme.fin;
  return segment.text > 0 ? theme.data : theme.ack;
}

}  // namespace finwait
