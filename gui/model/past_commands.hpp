// Commands that change the past by calls and timers, and the menu that offers calls.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "gui/model/branches.hpp"
#include "gui/model/calls.hpp"
#include "gui/model/edits.hpp"

namespace finwait {

// The calls of a host at an instant, opened at its lifeline.
struct CallMenu {
  uint8_t host = 0;
  Time at;
  std::vector<OfferedCall> calls;
  size_t chosen = 0;  // by the keyboard
};

namespace command {
struct SelectHere {};  // what the event under the cursor did, one thing after the other
// The menu of a host's calls, at the cursor if no instant is given.
struct OpenCalls {
  uint8_t host = 0;
  std::optional<Time> at;
};
struct MoveInMenu {
  int by = 1;
};
struct PointInMenu {
  size_t which = 0;
};
struct ChooseCall {  // of the menu
  size_t which = 0;
};
// One of Session::calls, at the cursor. What follows is computed anew, as a branch.
struct MakeCall {
  uint8_t host = 0;
  size_t which = 0;
};
struct EditCall {
  uint32_t record = 0;
  CallEdit edit = CallEdit::SwitchOff;
};
struct MoveCall {
  uint32_t record = 0;
  Time at;
};
// The branch beside its parent, or alone again.
struct ToggleBeside {};
struct CompareWith {  // any other branch beside the one that is shown
  size_t branch = 0;
};
struct HopBeside {  // the next other branch
  int by = 1;
};
struct SwapBeside {};  // shows the one beside; what is selected there stays so
struct SelectBeside {
  std::optional<uint32_t> packet;  // of the run beside
};
struct HoverBeside {
  std::optional<uint32_t> packet;
};
struct EditBeside {  // a branch of the one beside, which stays beside it
  uint32_t packet = 0;
  PacketEdit edit = PacketEdit::Drop;
};
struct EditTimer {
  uint32_t record = 0;
  TimerEdit edit = TimerEdit::NeverFires;
};
}  // namespace command

}  // namespace finwait
