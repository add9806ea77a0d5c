// How the timeline is drawn where it is not the window's usual one.
#pragma once

#include <cstdint>

namespace finwait {

// What is on its way: a dot on its arrow; when the time runs quickly a streak; when it runs more
// quickly still nothing, and only the lifelines grow.
enum class Motion : uint8_t { Dots, Streaks, None };
constexpr double kStreakSpeed = 8;  // simulated to real time
constexpr double kStripSpeed = 64;

// How much room the timeline gives to what stands around it, in design units.
struct LadderStyle {
  float heading = 84;  // above the lifelines: title and hosts
  bool title = true;
  float left = 120;   // texts at the left lifeline, instants included
  float right = 119;  // at the right one: "recv → ECONNRESET" just fits
  // By which factor its usual scale may shrink for the whole run to show.
  double min_stretch = 1;
  // The same, for a run that then shows from its beginning to its end.
  double whole_stretch = 1;
};

}  // namespace finwait
