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
     {26.2f, 10},
     Align::Right},
    {Closed,
     SynSent,
     {0.62f, 1},
     {-0.05f, -1},
     {4, -0.5f},
     {3.5f, -2.5f},
     {75.2f, 9.4f},
     Align::Left},
    {Listen, SynReceived, {-0.2f, 1}, {-0.2f, -1}, {}, {}, {22.4f, 25.4f}, Align::Right},
    {Listen, SynSent, {1, 0}, {-1, 0}, {}, {}, {45.2f, 20.4f}, Align::Center},
    {Listen, Closed, {0.5f, -1}, {-0.2f, 1}, {3, -2}, {-1, 3}, {42, 12.4f}, Align::Left},
    {SynSent, SynReceived, {-0.7f, 1}, {1, -0.35f}, {}, {}, {53.2f, 29.9f}, Align::Left},
    {SynSent, Established, {0.2f, 1}, {0.6f, -1}, {}, {}, {71, 33.4f}, Align::Left},
    {SynSent, Closed, {-0.5f, -1}, {0.2f, 1}, {-3, -2}, {1, 3}, {58.8f, 12.4f}, Align::Right},
    {SynReceived, Established, {0.5f, 1}, {-0.5f, -1}, {}, {}, {41.4f, 36.2f}, Align::Left, true},
    {SynReceived, FinWait1, {-0.4f, 1}, {-0.4f, -1}, {}, {}, {20.5f, 48}, Align::Right},
    {SynReceived, Listen, {0.25f, -1}, {0.25f, 1}, {}, {}, {32.5f, 25.6f}, Align::Left},
    {Established, FinWait1, {-0.45f, 1}, {0.3f, -1}, {}, {}, {32.6f, 52.2f}, Align::Right},
    {Established, CloseWait, {0.45f, 1}, {-0.3f, -1}, {}, {}, {70.5f, 51}, Align::Left},
    {FinWait1, FinWait2, {-0.25f, 1}, {0.1f, -1}, {}, {}, {21.6f, 70.4f}, Align::Right, true},
    {FinWait1, Closing, {0.35f, 1}, {-0.3f, -1}, {}, {}, {42.4f, 69}, Align::Left},
    {FinWait2, TimeWait, {0.5f, 1}, {-0.6f, -1}, {}, {}, {27.2f, 88.6f}, Align::Right},
    {CloseWait, LastAck, {0, 1}, {0, -1}, {}, {}, {78, 70.8f}, Align::Left},
    {Closing, TimeWait, {0, 1}, {0, -1}, {}, {}, {50.5f, 87.6f}, Align::Left},
    {LastAck,
     Closed,
     {1, 0},
     {1, 0},
     {22, 13.3f},
     {43, -34.3f},
     {96.2f, 48.4f},
     Align::Right,
     true},
    {TimeWait,
     Closed,
     {-1, 0},
     {-1, 0},
     {-54.5f, 28.8f},
     {-45.6f, -35.3f},
     {2, 44},
     Align::Left},
}};

constexpr std::array<AbortShape, 5> kAborts = {{
    {SynReceived, {-1, 0}, {-1, 0}, {4, 31}, {6, -1}},
    {Established, {0, -1}, {0.04f, 1}, {50.3f, 33}, {50.3f, 18}},
    {FinWait1, {-1, 0}, {-1, 0}, {3, 30}, {6, -3}},
    {FinWait2, {-0.78f, -1}, {-1, 0}, {7, 45}, {3, -6}},
    {CloseWait, {0.73f, -1}, {1, 0}, {84, 38}, {108, -9}},
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

const AbortShape* abort_shape(State from, State to) {
  if (to != Closed) return nullptr;
  for (const AbortShape& shape : kAborts)
    if (shape.from == from) return &shape;
  return nullptr;
}

std::vector<std::string> edge_lines(const EdgeShape& shape, const Transition& t) {
  std::vector<std::string> lines{std::string(t.event)};
  const size_t of = t.event.find(" of ");
  if (shape.narrow && of != std::string_view::npos)
    lines = {std::string(t.event.substr(0, of)), std::string(t.event.substr(of + 1))};
  if (!t.action.empty()) lines.push_back("/ " + std::string(t.action));
  return lines;
}

}  // namespace finwait
