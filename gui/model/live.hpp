// A live run: real programs talk to a simulated host while the window shows it. The scenario grows
// by what the kernel did; with its end at "now" it replays the run so far, so that everything is
// shown, scrubbed and branched as ever. When it ends it is an ordinary scenario.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/run/scenario.hpp"

namespace finwait {

struct Live {
  Scenario scenario;  // as far as it has come
};

namespace command {
// `scenario`: with a kernel's host, before anything happened.
struct BeginLive {
  std::string name;
  std::shared_ptr<const Scenario> scenario;
};
// What was added to the timeline, and the time that it is. Who looks at the end follows it.
struct GrowLive {
  std::vector<Entry> entries;
  Time now;
};
// The whole run, as it is to be replayed from now on.
struct EndLive {
  std::shared_ptr<const Scenario> recorded;
};
struct StopLive {};  // asks the program to end it
}  // namespace command

}  // namespace finwait
