// Commands that change the past by calls and timers, and the menu that offers calls.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "gui/model/branches.hpp"
#include "gui/model/calls.hpp"
#include "gui/model/edits.hpp"
#include "gui/model/values.hpp"

namespace finwait {

// The calls of a host at an instant, opened at its lifeline.
struct CallMenu {
  uint8_t host = 0;
  bool beside = false;  // in the branch that stands beside the one that is shown
  Time at;
  std::vector<OfferedCall> calls;
  size_t chosen = 0;  // by the keyboard
};

namespace command {
// Changes a segment's fate: everything after it is computed anew, as a branch.
struct EditPacket {
  uint32_t packet = 0;
  PacketEdit edit = PacketEdit::Drop;
};
// It arrives then; everything after the earlier of both instants is computed anew.
struct MovePacket {
  uint32_t packet = 0;
  Time at;
};
// What changed a value of the inspectors last: it is selected, so that Why tells.
struct AskWhy {
  uint8_t host = 0;
  Value value = Value::State;
};
// Clicks drop segments, and switch calls and timers off, until it is left.
struct ToggleDropMode {};
struct SelectHere {};  // what the event under the cursor did, one thing after the other
// The menu of a host's calls, at the cursor if no instant is given.
struct OpenCalls {
  uint8_t host = 0;
  std::optional<Time> at;
  bool beside = false;  // in the branch that stands beside the one that is shown
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
  std::optional<uint32_t> record = {};
};
struct HoverBeside {
  std::optional<uint32_t> packet;
};
struct EditTimer {
  uint32_t record = 0;
  TimerEdit edit = TimerEdit::NeverFires;
};
using PastEdit =
    std::variant<EditPacket, MovePacket, EditCall, MoveCall, EditTimer, MakeCall>;
struct EditBeside {  // a branch of the one beside, which stays beside it
  PastEdit edit;
};
struct InspectOther {};  // the inspectors, Why and the keys go to the other of two branches
}  // namespace command

}  // namespace finwait
