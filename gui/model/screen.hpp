// The whole screen: where each panel stands, and every panel's model for one frame.
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "gui/model/diagram.hpp"
#include "gui/model/inspector.hpp"
#include "gui/model/ladder.hpp"
#include "gui/model/session.hpp"
#include "gui/model/top_bar.hpp"
#include "gui/model/transport.hpp"
#include "gui/model/why.hpp"

namespace finwait {

// Pixels of the panels. `ui` is the size of a design unit: 1 at 1600x1000.
struct ScreenLayout {
  float ui = 1;
  Rect screen;
  Rect top;
  Rect diagram;
  Rect why;
  Rect ladder;
  std::array<Rect, 2> inspectors;
  Rect transport;
};

// `scale` multiplies the size that the window's size suggests, as far as everything still fits.
ScreenLayout make_screen_layout(float width, float height, float scale);

// Time axes of the run; made anew only when what they depend on changes.
class AxisCache {
 public:
  const TimeAxis& ladder(const Session& session, const ScreenLayout& layout);
  const TimeAxis& scrub(const Session& session);

 private:
  struct Key {
    uint64_t generation = 0;
    AxisMode mode = AxisMode::Compressed;
    double zoom = 0;
    float ui = 0;
    Rect panel;
    bool operator==(const Key&) const = default;
  };
  void renew(const Session& session);

  uint64_t generation_ = 0;
  std::vector<Time> events_;
  Key ladder_key_;
  std::unique_ptr<TimeAxis> ladder_;
  std::unique_ptr<TimeAxis> scrub_;
};

// A branch in the timeline's heading; a click shows it.
struct BranchChip {
  size_t branch = 0;
  bool shown = false;
  Rect rect;
  Label label;
};

struct ScreenModel {
  ScreenLayout layout;
  TopBarModel top;
  DiagramModel diagram;
  WhyModel why;
  LadderModel ladder;  // empty without a run
  Label axis_name;     // of the timeline's axis, a button
  Rect axis_button;
  std::vector<BranchChip> branches;  // none while there is only one
  std::array<InspectorModel, 2> inspectors;
  TransportModel transport;
};

ScreenModel make_screen_model(const Session& session, const ScreenLayout& layout,
                              const Measure& measure, AxisCache& axes);

}  // namespace finwait
