// The reducer's part for files: dialogs, what is opened, written and read again. Internal to
// gui/model/session*.cpp.
#pragma once

#include "gui/model/leave.hpp"

namespace finwait::session {

void on(Session& s, const command::OpenDialog& c);
void on(Session& s, const command::TypeInDialog& c);
void on(Session& s, const command::CompleteInDialog& c);
void on(Session& s, const command::MoveInDialog& c);
void on(Session& s, const command::ChooseInDialog& c);
void on(Session& s, const command::CloseDialog& c);
void on(Session& s, const command::OpenFile& c);
void on(Session& s, const command::Save& c);
void on(Session& s, const command::Copy& c);
void on(Session& s, const command::ShowFolder& c);
void on(Session& s, const command::ShowTypedPath& c);
void on(Session& s, const command::ShowConnections& c);
void on(Session& s, const command::AskToReplace& c);
void on(Session& s, const command::Reload& c);
void on(Session& s, const command::ShowProgress& c);

// -- session_leave.cpp

void on(Session& s, const command::BranchSaved& c);
void on(Session& s, const command::Quit& c);
void answer(Session& s, LeaveAnswer answer);
// What Undo is to lead back to, if the scenario that is shown is left now.
std::optional<LeftScenario> leaving(const Session& s);
// It was left, and another one is shown.
void left(Session& s, std::optional<LeftScenario> scenario, const std::string& title);
std::string shown_title(const Session& s);
// Back to the scenario that was left last with its branches, and forth again.
void back_to_scenario(Session& s);
void on_to_scenario(Session& s);

// A file that was opened: the first of the recent ones from now on.
void remember(Session& s, const std::string& path);

}  // namespace finwait::session
