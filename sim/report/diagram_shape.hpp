// Where the state diagram's nodes, edges and texts stand, on a sheet of 100 by 100; on the screen
// and in pictures alike.
#pragma once

#include <array>
#include <span>

#include "sim/report/point.hpp"
#include "sim/tcp/state.hpp"

namespace finwait {

constexpr float kNodeWidth = 124;  // design units
constexpr float kNodeHeight = 33;

// Middle of a state's node.
Point node_place(State state);

// Which way an edge leaves its node and enters the other, in parts of the node's half width and
// half height from the middle, and how far it bulges (parts of the sheet, to the right of its way).
struct EdgeShape {
  State from;
  State to;
  Point leave;
  Point enter;
  Point bulge_from;  // added to the first control point, parts of the sheet
  Point bulge_to;
  Point label;  // anchor of the text on the sheet; x < 0: no text
  Align align = Align::Left;
};

// The edges that Figure 5 draws, as kTransitions has them.
std::span<const EdgeShape> edge_shapes();

}  // namespace finwait
