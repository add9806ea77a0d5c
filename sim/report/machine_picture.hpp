// The state diagram as a picture, in the geometry of RFC 9293 Figure 5 that the window has, with
// the visited states filled, the taken edges lit, and those that the figure does not draw bowed.
#pragma once

#include "sim/report/picture.hpp"
#include "sim/run/simulation.hpp"

namespace finwait {

Picture machine_picture(const Simulation& simulation, Language language);

}  // namespace finwait
