// How the timeline is drawn where it is not the window's usual one.
#pragma once

namespace finwait {

// How much room the timeline gives to what stands around it, in design units.
struct LadderStyle {
  float heading = 84;  // above the lifelines: title and hosts
  bool title = true;
  float left = 138;   // texts at the left lifeline, instants included
  float right = 122;  // at the right one
};

}  // namespace finwait
