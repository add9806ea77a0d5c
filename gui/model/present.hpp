// Presenter mode: the diagram, the timeline and one sentence, in type for the last row: no text is
// smaller than 24 pixels on a picture of 1920x1080, and what finds no room is left out.
#pragma once

#include <optional>
#include <vector>

#include "gui/model/axis_cache.hpp"
#include "gui/model/screen.hpp"

namespace finwait {

constexpr float kPresentEm = 24;  // the smallest type at 1080p

enum class PresentButton : uint8_t { StepBack, Play, StepForward, Theme, Leave };

struct PresentControl {
  PresentButton button = PresentButton::Play;
  Rect rect;
  Label name;  // "" where a sign says it
};

struct PresentModel {
  Rect screen;
  float unit = 1;  // pixels per pixel at 1080p
  float diagram_ui = 1;
  float ladder_ui = 1;
  bool playing = false;
  DiagramModel diagram;
  LadderModel ladder;
  Rect caption;
  std::vector<Label> sentence;  // what the current event is, one or two lines
  std::vector<Label> detail;    // what Why adds to it, as far as it has room
  std::optional<WhyChip> clause;  // that says so
  Label event;                    // "event 12 of 34"
  // How far the run has come: a knob on a line, with a dot for each event if they are few.
  Rect progress;
  float knob = 0;
  std::vector<float> dots;
  std::vector<PresentControl> controls;
};

// The session must have a run.
PresentModel make_present_model(const Session& session, float width, float height,
                                const Measure& measure, AxisCache& axes);
// The event under a place of the progress line.
uint64_t present_step(const Session& session, const PresentModel& model, float x);
// The style of its timeline, for AxisCache::ladder.
const LadderStyle& present_ladder_style();

}  // namespace finwait
