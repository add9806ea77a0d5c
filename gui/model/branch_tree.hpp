// The tree of timelines that the user makes of a scenario, and scenarios that were left with one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gui/model/past_commands.hpp"
#include "sim/run/scenario.hpp"

namespace finwait {

// Where the scenario came from, so that it can be read again with other values.
struct Origin {
  std::string name;  // of a built-in scenario, or the file's
  std::string text;
  std::vector<Override> overrides;
  std::string path{};  // of the file that was opened; "" of a built-in scenario
};

// One of the timelines that the user made from the first by changes of the past.
struct Branch {
  Origin origin;
  std::string name;                    // "" of the first
  size_t parent = 0;                   // index in Session::branches; the first is its own
  Time at;                             // where it parts from its parent
  Time end = {};                       // of its run
  std::optional<uint32_t> moved = {};  // the entry of the timeline that it made at another time
  std::optional<uint32_t> pushed = {};  // the segment that it lets arrive at another time
  std::optional<command::EditPacket> edit = {};  // of its parent, that made it
  bool by_value = false;                         // another value of the scenario made it
  bool saved = false;                            // a file holds it
};

// A scenario with branches, from which the user went on to another one.
struct LeftScenario {
  std::vector<Branch> branches;
  size_t branch = 0;
  Time now;
};

}  // namespace finwait
