// What the reducer's files share. Internal to gui/model/session*.cpp.
#pragma once

#include <string>

#include "gui/model/session.hpp"

namespace finwait::session {

// When a step happens; past the end, the last one.
Time time_of_step(const Session& s, uint64_t step);
// To an instant at or after a step, before the next one.
void move_to(Session& s, uint64_t step, Time now);
// To an instant of the run, or to its start or end if it lies outside.
void seek_time(Session& s, Time t);
// Reads and plays a scenario; if that fails, the last good run stays and false comes back.
bool play(Session& s, const Origin& origin);
// Shows a scenario as a new branch of the one that is shown; false if it cannot be read.
bool grow(Session& s, Origin origin, std::string name, Time at);

// -- session_why.cpp

// See command::FollowCause.
void follow_cause(Session& s, int by);
// Brings Session::backstory up to date with the cursor and the selection.
void renew_backstory(Session& s);
void on(Session& s, const command::AskWhy& c);
// session_ladder.cpp
// From here on the picture of a view that is about to change goes on from where it is.
void ease(const Session& s, LadderView& view, const std::optional<Anchor>& here);
void zoom(const Session& s, LadderView& view, const command::Zoom& c);
void scroll(const Session& s, LadderView& view, const command::Scroll& c);
void fit(const Session& s, LadderView& view, const command::Fit& c);
void on(Session& s, const command::CycleAxis& c);
void on(Session& s, const command::Fit& c);
void on(Session& s, const command::Zoom& c);
void on(Session& s, const command::Scroll& c);
void on(Session& s, const command::ZoomInto& c);
void on(Session& s, const command::Unfold& c);
void on(Session& s, const command::Back& c);
void on(Session& s, const command::Measure& c);
void on(Session& s, const command::MeasureHere& c);
// session_access.cpp
void on(Session& s, const command::Enlarge& c);
void on(Session& s, const command::ToggleMotion& c);
void on(Session& s, const command::ScaleSpeed& c);
void on(Session& s, const command::SelectNext& c);
void on(Session& s, const command::SelectEvent& c);
void on(Session& s, const command::ShowSide& c);
void on(Session& s, const command::NextSide& c);
void on(Session& s, const command::OpenPalette& c);
void on(Session& s, const command::ClosePalette& c);
// session_tour.cpp
void on(Session& s, const command::StartTour& c);
void on(Session& s, const command::NextExperiment& c);
void on(Session& s, const command::EndTour& c);
// session_lab.cpp
void on(Session& s, const command::OpenLab& c);
void on(Session& s, const command::CloseLab& c);
void on(Session& s, const command::ToggleLabSystem& c);
void on(Session& s, const command::ShowLabPage& c);
void on(Session& s, const command::SelectLabCell& c);
void on(Session& s, const command::OpenLabCell& c);
void on(Session& s, const command::MoveLabCell& c);
void on(Session& s, const command::ScrollLab& c);

}  // namespace finwait::session
