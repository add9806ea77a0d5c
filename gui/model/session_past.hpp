// The reducer's part for changes of the past by calls and timers. Internal to gui/model.
#pragma once

#include "gui/model/session.hpp"

namespace finwait::session {

// Asks anew which calls are possible, after the cursor has moved.
void offer_calls(Session& s);

void on(Session& s, const command::OpenCalls& c);
void on(Session& s, const command::MoveInMenu& c);
void on(Session& s, const command::PointInMenu& c);
void on(Session& s, const command::ChooseCall& c);
void on(Session& s, const command::MakeCall& c);
void on(Session& s, const command::SelectHere& c);
void on(Session& s, const command::ToggleDropMode& c);
void on(Session& s, const command::MovePacket& c);
void on(Session& s, const command::EditCall& c);
void on(Session& s, const command::MoveCall& c);
void on(Session& s, const command::EditTimer& c);

}  // namespace finwait::session
