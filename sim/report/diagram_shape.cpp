#include "sim/report/diagram_shape.hpp"

namespace finwait {
namespace {

using enum State;

constexpr std::array<EdgeShape, 20> kShapes = {{
    {Closed,
     Listen,
     {-0.62f, 1},
     {0.05f, -1},
     {-4, -0.5f},
     {-3.5f, -2.5f},
     {26.4f, 10.4f},
     Align::Right},
    {Closed,
     SynSent,
     {0.62f, 1},
     {-0.05f, -1},
     {4, -0.5f},
     {3.5f, -2.5f},
     {75.2f, 9.9f},
     Align::Left},
    {Listen, SynReceived, {-0.2f, 1}, {-0.2f, -1}, {}, {}, {23.5f, 25.2f}, Align::Right},
    {Listen, SynSent, {1, 0}, {-1, 0}, {}, {}, {51, 20.2f}, Align::Center},
    {Listen, Closed, {0.5f, -1}, {-0.2f, 1}, {3, -2}, {-1, 3}, {42, 12.6f}, Align::Left},
    {SynSent, SynReceived, {-0.7f, 1}, {1, -0.35f}, {}, {}, {53.5f, 30.2f}, Align::Left},
    {SynSent, Established, {0.2f, 1}, {0.6f, -1}, {}, {}, {71.5f, 33.4f}, Align::Left},
    {SynSent, Closed, {-0.5f, -1}, {0.2f, 1}, {-3, -2}, {1, 3}, {59, 12.6f}, Align::Right},
    {SynReceived, Established, {0.5f, 1}, {-0.5f, -1}, {}, {}, {40.4f, 37.8f}, Align::Left},
    {SynReceived, FinWait1, {-0.4f, 1}, {-0.4f, -1}, {}, {}, {20.5f, 48}, Align::Right},
    {SynReceived, Listen, {0.25f, -1}, {0.25f, 1}, {}, {}, {32.5f, 25.6f}, Align::Left},
    {Established, FinWait1, {-0.45f, 1}, {0.3f, -1}, {}, {}, {33, 52.8f}, Align::Right},
    {Established, CloseWait, {0.45f, 1}, {-0.3f, -1}, {}, {}, {68.4f, 52.8f}, Align::Left},
    {FinWait1, FinWait2, {-0.25f, 1}, {0.1f, -1}, {}, {}, {22, 70.6f}, Align::Right},
    {FinWait1, Closing, {0.35f, 1}, {-0.3f, -1}, {}, {}, {41.5f, 69.2f}, Align::Left},
    {FinWait2, TimeWait, {0.2f, 1}, {-0.6f, -1}, {}, {}, {26.5f, 89}, Align::Right},
    {CloseWait, LastAck, {0, 1}, {0, -1}, {}, {}, {78, 70.8f}, Align::Left},
    {Closing, TimeWait, {0, 1}, {0, -1}, {}, {}, {50.5f, 87.6f}, Align::Left},
    {LastAck, Closed, {1, 0}, {1, 0}, {22, 13.3f}, {43, -34.3f}, {95.5f, 47.5f}, Align::Right},
    {TimeWait,
     Closed,
     {-1, 0},
     {-1, 0},
     {-54.5f, 28.8f},
     {-45.6f, -35.3f},
     {2.5f, 44},
     Align::Left},
}};

}  // namespace

Point node_place(State state) {
  switch (state) {
    case Closed: return {50, 3.5f};
    case Listen: return {27, 17.2f};
    case SynSent: return {75, 17.2f};
    case SynReceived: return {27, 33.5f};
    case Established: return {50.5f, 46.5f};
    case FinWait1: return {28, 62};
    case CloseWait: return {75, 62};
    case FinWait2: return {21.5f, 79.5f};
    case Closing: return {48, 79.5f};
    case LastAck: return {75, 79.5f};
    case TimeWait: return {48, 96};
  }
  return {};
}

std::span<const EdgeShape> edge_shapes() {
  return kShapes;
}

}  // namespace finwait
