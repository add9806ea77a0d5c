#include "gui/model/theme.hpp"

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
    .dim = rgb(0x66717f),
    .line = rgb(0x465160),
    .syn = rgb(0x56b4e9),
    .data = rgb(0x2fc28b),
    .ack = rgb(0xa3aebb),
    .fin = rgb(0xe69f00),
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
    .dim = rgb(0x808b9a),
    .line = rgb(0xb4bfcc),
    .syn = rgb(0x0072b2),
    .data = rgb(0x00855f),
    .ack = rgb(0x667281),
    .fin = rgb(0xb86e00),
    .rst = rgb(0xd23c1e),
    .time_wait = rgb(0xa8457d),
    .listen = rgb(0x737e8d),
    .closed = rgb(0xc6ced9),
    .token = rgb(0x26304a),
    .token_ink = rgb(0xffffff),
    .accent = rgb(0x0072b2),
};

uint8_t mix(uint8_t a, uint8_t b, float t) {
  return static_cast<uint8_t>(static_cast<float>(a) * (1 - t) + static_cast<float>(b) * t + 0.5f);
}

}  // namespace

Color mix(Color a, Color b, float t) {
  return {mix(a.r, b.r, t), mix(a.g, b.g, t), mix(a.b, b.b, t), mix(a.a, b.a, t)};
}

const Theme& theme_of(ThemeName name) {
  return name == ThemeName::Dark ? kDark : kLight;
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
