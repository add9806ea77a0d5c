// Two branches side by side: the reducer's part. Internal to gui/model.
#pragma once

#include "gui/model/session.hpp"

namespace finwait::session {

// After any command: what stands beside the branch that is shown is compared with it.
void keep_beside(Session& s);
void on(Session& s, const command::ToggleBeside& c);
void on(Session& s, const command::CompareWith& c);
void on(Session& s, const command::HopBeside& c);
void on(Session& s, const command::SwapBeside& c);
void on(Session& s, const command::SelectBeside& c);
void on(Session& s, const command::HoverBeside& c);
void on(Session& s, const command::EditBeside& c);
void on(Session& s, const command::InspectOther& c);
// The selection is in the branch that is shown.
void inspect_shown(Session& s);

}  // namespace finwait::session
