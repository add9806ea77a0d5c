// The whole screen: where each panel stands, and every panel's model for one frame.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "gui/model/axis_cache.hpp"
#include "gui/model/beside_bar.hpp"
#include "gui/model/branch_chips.hpp"
#include "gui/model/diagram.hpp"
#include "gui/model/hint.hpp"
#include "gui/model/inspector.hpp"
#include "gui/model/ladder.hpp"
#include "gui/model/session.hpp"
#include "gui/model/side_tabs.hpp"
#include "gui/model/top_bar.hpp"
#include "gui/model/transport.hpp"
#include "gui/model/why.hpp"

namespace finwait {

// Pixels of the panels. `ui` is the size of a design unit: 1 at 1600x1000.
struct ScreenLayout {
  float ui = 1;
  // Larger than everything fits: diagram, Why, inspectors and network share one place.
  bool compact = false;
  Rect screen;
  Rect top;
  Rect diagram;
  Rect why;
  Rect ladder;
  std::array<Rect, 2> inspectors;
  Rect transport;
  Rect beside;      // of another branch; only when two stand side by side
  Rect beside_bar;
  Rect tabs;     // only if compact
  Rect network;  // only if compact, and in front
};

// `scale` multiplies the size that the window's size suggests, as far as everything still fits.
ScreenLayout make_screen_layout(float width, float height, float scale);

// Two timelines of the same size in the place of diagram and timeline; below them a bar, and Why.
ScreenLayout with_beside(ScreenLayout layout);
// The panel that is in front, of those that share a place; the others have no room.
ScreenLayout with_front(ScreenLayout layout, SidePanel front);
// How what is on its way is shown at the session's speed.
Motion motion_of(const Session& session);

struct ScreenModel {
  // Defined in one place, so that whoever holds one does not compile all that is in it.
  ScreenModel();
  ScreenModel(const ScreenModel&);
  ScreenModel(ScreenModel&&) noexcept;
  ScreenModel& operator=(const ScreenModel&);
  ScreenModel& operator=(ScreenModel&&) noexcept;
  ~ScreenModel();

  ScreenLayout layout;
  TopBarModel top;
  DiagramModel diagram;  // of A, if there is a second one
  std::optional<DiagramModel> second_diagram;
  WhyModel why;
  HintModel hint;      // above the timeline; usually nothing
  LadderModel ladder;  // empty without a run
  CallMenuModel call_menu;
  Label back_name;     // while a click has zoomed into something: returns
  Rect back_button;
  Label numbers_name;  // relative or absolute, a button
  Rect numbers_button;
  Rect fit_button;     // has a sign
  Label axis_name;     // of the timeline's axis, a button
  Rect axis_button;
  LadderModel beside;   // the other branch, and what differs
  BesideBar beside_bar;
  Label beside_name;    // puts the branch beside its parent; only with branches
  Rect beside_button;
  Label save_name;      // empty where there is no room
  Rect save_button;
  Label drop_name;  // while clicks drop: says so, and a click ends it
  Rect drop_banner;
  std::vector<BranchChip> branches;  // none while there is only one
  std::vector<BranchChip> others;    // for the place beside it; none while there is no choice
  std::array<InspectorModel, 2> inspectors;
  std::vector<SideTab> tabs;  // where panels share a place
  TransportModel transport;
};

// `hints`: with the first thirty seconds' card; a picture of the timeline alone has none.
enum class Hints : uint8_t { Shown, None };
ScreenModel make_screen_model(const Session& session, const ScreenLayout& layout,
                              const Measure& measure, AxisCache& axes,
                              Hints hints = Hints::Shown);

// Of these only the timelines and the transport bar, what grows with the run.
ScreenModel make_timeline_models(const Session& session, const ScreenLayout& layout,
                                 const Measure& measure, AxisCache& axes);

}  // namespace finwait
