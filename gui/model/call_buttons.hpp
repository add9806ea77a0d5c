// The calls that are possible now as buttons of the inspector, and as a menu at a lifeline.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gui/model/geometry.hpp"
#include "gui/model/ladder.hpp"
#include "gui/model/session.hpp"

namespace finwait {

struct CallButton {
  Rect rect;
  Label label;
  size_t which = 0;  // in Session::calls, or in the menu
  bool possible = false;
  std::string reason;  // why it can or cannot be made, for the tooltip
};

// At the bottom of an inspector, in as many rows as they need.
std::vector<CallButton> make_call_buttons(const Session& session, uint8_t host, const Rect& panel,
                                          const Type& type);

struct CallMenuRow {
  Rect rect;
  Label name;
  Label result;  // what it would return
  bool possible = false;
  bool chosen = false;
};

struct CallMenuModel {
  bool open = false;
  Rect rect;
  Label title;
  std::vector<CallMenuRow> rows;
  std::vector<Label> reason;  // of the chosen row
};

// Beside the lifeline, at the menu's instant where that is in the window.
CallMenuModel make_call_menu_model(const Session& session, const LadderModel& ladder,
                                   const TimeAxis& axis, const Type& type);

}  // namespace finwait
