// What the reducer's files share. Internal to gui/model/session*.cpp.
#pragma once

#include <functional>
#include <string>

#include "gui/model/session.hpp"

namespace finwait::session {

// When a step happens; past the end, the last one.
Time time_of_step(const Session& s, uint64_t step);
// To an instant at or after a step, before the next one.
void move_to(Session& s, uint64_t step, Time now);
// To an instant of the run, or to its start or end if it lies outside.
void seek_time(Session& s, Time t);
// -- session_runs.cpp

using Then = std::function<void(Session&, Run&)>;  // may take the run
// Reads and computes a scenario; `then` gets its run: at once, or, if that takes long, when
// somebody else has computed it (see computing.hpp). False if it cannot be read: the last good run
// stays.
bool make_run(Session& s, const Origin& origin, Then then);
// The same, and shows it before `then`.
bool play(Session& s, const Origin& origin, const std::function<void(Session&)>& then);
// Shows a scenario as a new branch of the one that is shown.
bool grow(Session& s, Origin origin, std::string name, Time at,
          const std::function<void(Session&)>& then);
// Puts away what is being computed; false if nothing is, but for more of what is shown.
bool cancel_wanted(Session& s);
// Whether it was computed to its end.
bool is_whole(const Run& run);
// Everything is computed at once for a while: what follows needs it.
class AllAtOnce {
 public:
  explicit AllAtOnce(Session& s) : s_(s), patience_(s.patience) { s.patience = UINT64_MAX; }
  ~AllAtOnce() { s_.patience = patience_; }
  AllAtOnce(const AllAtOnce&) = delete;
  AllAtOnce& operator=(const AllAtOnce&) = delete;

 private:
  Session& s_;
  uint64_t patience_;
};
void on(Session& s, const command::TakeRun& c);
void on(Session& s, const command::Load& c);
void on(Session& s, const command::LoadBuiltin& c);
void on(Session& s, const command::SetValue& c);
void on(Session& s, const command::EditPacket& c);
void on(Session& s, const command::Undo& c);
void on(Session& s, const command::Redo& c);
void on(Session& s, const command::HopBranch& c);
void on(Session& s, const command::ShowBranch& c);

// -- session_why.cpp

// See command::FollowCause.
void follow_cause(Session& s, int by);
// Moves the world of the shown run to a step, with the backstory of that.
void travel(Session& s, uint64_t step);
// Brings Session::backstory up to date with the cursor and the selection.
void renew_backstory(Session& s);
void on(Session& s, const command::AskWhy& c);
void on(Session& s, const command::ScrollWhy& c);
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
