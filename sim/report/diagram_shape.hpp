// Where the state diagram's nodes, edges and texts stand, on a sheet of 100 by 100; on the screen
// and in pictures alike.
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

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
  bool narrow = false;  // the event in two lines
};

// How an edge runs that the figure does not draw, from a state to CLOSED: a reset, or giving up.
struct AbortShape {
  State from;
  Point leave;  // as in EdgeShape
  Point enter;
  Point control_from;  // on the sheet
  Point control_to;
};

// The edges that Figure 5 draws, as kTransitions has them.
std::span<const EdgeShape> edge_shapes();
// Null: it has no way of its own. They keep clear of the texts.
const AbortShape* abort_shape(State from, State to);

// An edge's text, line by line: the event, and what is sent, if anything, last.
std::vector<std::string> edge_lines(const EdgeShape& shape, const Transition& transition);

}  // namespace finwait
