// The reducer's part for files: dialogs, what is opened, written and read again. Internal to
// gui/model/session*.cpp.
#pragma once

#include "gui/model/session.hpp"

namespace finwait::session {

void on(Session& s, const command::OpenDialog& c);
void on(Session& s, const command::TypeInDialog& c);
void on(Session& s, const command::MoveInDialog& c);
void on(Session& s, const command::ChooseInDialog& c);
void on(Session& s, const command::CloseDialog& c);
void on(Session& s, const command::OpenFile& c);
void on(Session& s, const command::Save& c);
void on(Session& s, const command::Copy& c);
void on(Session& s, const command::ShowFolder& c);
void on(Session& s, const command::ShowConnections& c);
void on(Session& s, const command::AskToReplace& c);
void on(Session& s, const command::Reload& c);
void on(Session& s, const command::ShowProgress& c);

// A file that was opened: the first of the recent ones from now on.
void remember(Session& s, const std::string& path);

}  // namespace finwait::session
