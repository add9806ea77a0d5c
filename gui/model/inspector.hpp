// The inspector of one endpoint: its state, the TCB's numbers, running timers, sequence rulers and
// the latest socket calls.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gui/model/call_buttons.hpp"
#include "gui/model/geometry.hpp"
#include "gui/model/session.hpp"
#include "gui/model/values.hpp"

namespace finwait {

// A timer that runs: how much of it is left.
struct TimerBar {
  Rect rect;
  float left = 0;  // 1 full, 0 over
  Color color;
  Rect row;             // that can be clicked
  uint32_t record = 0;  // that set it; 0: none
};

// A part of a sequence ruler.
struct RulerPart {
  Rect rect;
  Color color;
  bool control = false;  // a FIN: one number of its own
};

struct Ruler {
  Rect rect;
  std::vector<RulerPart> parts;
  std::optional<Rect> focus;  // the octets of the segment that is pointed at
};

// Octets that this end wrote and nobody will ever read.
struct DiscardBin {
  Rect rect;
  Label label;
};

// A number that can be asked why it is what it is: what changed it last.
struct ValueSpot {
  Rect rect;
  Value value = Value::State;
  bool asked = false;  // the selection tells of it
};

// A row that tells of a call.
struct CallRow {
  Rect rect;
  uint32_t record = 0;
  bool selected = false;
};

struct InspectorModel {
  uint8_t host = 0;
  bool beside = false;  // of the branch that stands beside the one that is shown
  Rect panel;
  Point token;
  float token_radius = 0;
  State state = State::Closed;
  std::vector<Label> labels;
  std::vector<TimerBar> timers;
  std::vector<Ruler> rulers;
  std::optional<DiscardBin> bin;
  std::vector<ValueSpot> values;
  std::vector<CallRow> rows;
  std::vector<Rect> focus;  // rows that belong to the segment that is pointed at
  std::vector<CallButton> calls;
};

// Of two branches side by side it shows the one that the selection is in, and says which that is.
InspectorModel make_inspector_model(const Session& session, uint8_t host, const Rect& panel,
                                    const Type& type);

}  // namespace finwait
