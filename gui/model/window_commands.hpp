// Commands about the window rather than the run: axis, theme, language, palette, size, motion, the
// first thirty seconds, the close lab. session.hpp joins them with the others.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gui/model/lab.hpp"
#include "gui/model/ladder_view.hpp"
#include "gui/model/phrases.hpp"

namespace finwait {

// Panels that share a place where not all have room. The first is the state diagram, or the other
// of two branches side by side.
enum class SidePanel : uint8_t { Diagram, Why, InspectorA, InspectorB, Network };
constexpr int kSidePanels = 5;

}  // namespace finwait

namespace finwait::command {

struct ToggleNumbers {};
struct ToggleDiagrams {};  // one with both endpoints, or one each
// Here and below `here` is an instant and where in the window it is: the picture goes on from
// there. Without it, it jumps.
struct CycleAxis {
  std::optional<Anchor> here = {};
};
// Shows `to`, and the usual scale when that is shown already; without it, the usual scale.
struct Fit {
  std::optional<Anchor> here = {};
  std::optional<LadderFit> to = {};
};
// `from`: the pixels of the run above the timeline's window. `at`: the pixel of the run that stays
// where it is, and `t` the instant there, which tells it exactly, and stands for `here`.
struct Zoom {
  double factor = 1;
  double at = 0;
  double from = 0;
  std::optional<Time> t = {};
  std::optional<Anchor> here = {};  // if `t` is not where it goes to
};
struct Scroll {
  double from = 0;
  double by = 0;
};
// Zooms so far that what a click pointed at fills the timeline; Back returns from it.
struct ZoomInto {
  Zoom zoom;
};
// The silence that holds an instant is drawn as high as most of the window, from `px` below the
// window's top on; or it is folded again.
struct Unfold {
  Time t;
  double px = 0;
  std::optional<Anchor> here = {};
};
struct Back {
  std::optional<Anchor> here = {};
};
// The time between two instants; an empty interval ends it.
struct Measure {
  Time from;
  Time to;
};
struct MeasureHere {};  // from the cursor to wherever it goes; the second time up to where it is
struct ToggleTheme {};
struct ToggleKeys {};
struct TogglePresent {};
struct SetLanguage {
  Language language = Language::En;
};
struct CycleLanguage {};
// Where not all panels have room: which of them stands in the left half.
struct ShowSide {
  SidePanel panel = SidePanel::Diagram;
};
// The first line of Why's text that shows, from 0.
struct ScrollWhy {
  size_t top = 0;
};
struct NextSide {
  int by = 1;
};
struct OpenPalette {};
struct ClosePalette {};
struct Enlarge {
  int by = 1;
};  // 0: the usual size
struct ToggleMotion {};
struct ScaleSpeed {
  int by = 1;
};  // by a stop of the slider
struct SelectNext {
  int by = 1;
};  // segment, in the order of sending
struct SelectEvent {
  int by = 1;
};  // segment, call or timer that fired, in the order of happening
struct StartTour {};  // the first thirty seconds
struct NextExperiment {};
struct EndTour {};
// The close lab, on these systems or on the usual ones.
struct OpenLab {
  std::vector<std::string> systems = {};
};
struct CloseLab {};
struct ToggleLabSystem {
  std::string system;
};
struct ShowLabPage {
  LabPage page = LabPage::Script;
};
struct SelectLabCell {
  LabCell cell;
};
struct OpenLabCell {
  LabCell cell;
};  // of the matrix: its scenario
struct MoveLabCell {
  int rows = 0;
  int systems = 0;
};
struct ScrollLab {
  size_t top = 0;
};
struct ShowNotice {
  std::string text;
};
struct ShowError {
  std::string text;
};
struct Escape {};
struct Quit {
  bool anyway = false;  // without asking what is to become of branches that were not saved
};

}  // namespace finwait::command
