// The state diagram in the geometry of RFC 9293 Figure 5: active close on the left, passive close
// on the right, TIME_WAIT at the bottom. Edges and their texts come from kTransitions.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "gui/model/geometry.hpp"
#include "gui/model/run_index.hpp"
#include "gui/model/session.hpp"

namespace finwait {

// The records of the state changes by which each host last came this way; 0: it did not.
using Visits = std::array<uint32_t, 2>;

struct DiagramNode {
  State state = State::Closed;
  Rect rect;
  bool visited = false;
  bool current = false;
  float pulse = 0;  // CLOSE_WAIT waits for its user: 0 to 1 and back, while time passes
  Color outline;
  Label name;
  Visits entered{};
};

// One cubic curve; `lit` counts from where it starts.
struct DiagramEdge {
  State from = State::Closed;
  State to = State::Closed;
  std::array<Point, 4> curve{};
  bool drawn = true;  // Figure 5 has it; others appear only when they were taken
  bool taken = false;
  float recent = 0;  // 1: taken last, fading to 0 over the last three
  float lit = 1;     // how far the light has come along it
  bool focused = false;  // the segment that is pointed at took it
  Color color;       // of the light
  Visits taken_by{};
};

struct DiagramToken {
  uint8_t host = 0;
  Point center;
  float radius = 0;
};

// The 2MSL timer of a host in TIME_WAIT.
struct DiagramRing {
  uint8_t host = 0;
  Point center;
  float radius = 0;
  float left = 0;  // 1 full, 0 over
  uint32_t record = 0;  // that set the timer
};

struct DiagramModel {
  Rect panel;
  std::string name;  // before those of its nodes, where there are two diagrams
  std::vector<DiagramNode> nodes;  // by State
  std::vector<DiagramEdge> edges;
  std::vector<DiagramToken> tokens;
  std::vector<DiagramRing> rings;
  std::vector<Label> labels;  // of edges, rings, the title
};

// Where the endpoints stand at the node of their state: on the middle of its sides, or, where its
// name fills it, on its upper corners.
enum class DiagramTokens : uint8_t { Sides, Corners };

// How much is said: presenter mode has large type and few words; one of two diagrams is half as
// high, and has no texts at the edges.
struct DiagramStyle {
  bool title = true;
  bool all_texts = true;      // of edges; else of the one that was taken last, where it is free
  std::optional<uint8_t> only = {};  // of this endpoint alone
  DiagramTokens tokens = DiagramTokens::Sides;
  float node_width = 0;       // design units; 0: as the figure has it
};

DiagramModel make_diagram_model(const Session& session, const Rect& panel, const Type& type,
                                const DiagramStyle& style = {});

// The edge nearest to a point, of those that are drawn and come within `reach`; null: none.
const DiagramEdge* edge_at(const DiagramModel& model, Point p, float reach);
// The record that a click leads to: of the visits the last one, or the one before it if the cursor
// stands there already; 0: none.
uint32_t visit_to_show(const Session& session, const Visits& visits);

// A point of a cubic curve, t from 0 to 1.
Point on_curve(const std::array<Point, 4>& curve, float t);

}  // namespace finwait
