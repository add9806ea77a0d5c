// The reducer's part for live runs. Internal to gui/model/session*.cpp.
#pragma once

#include "gui/model/session.hpp"

namespace finwait::session {

void on(Session& s, const command::BeginLive& c);
void on(Session& s, const command::GrowLive& c);
void on(Session& s, const command::EndLive& c);
void on(Session& s, const command::StopLive& c);

}  // namespace finwait::session
