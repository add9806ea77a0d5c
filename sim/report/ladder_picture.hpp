// The ladder as a picture: the same rows as in the terminal, one under the other, so that nothing
// covers anything else; time at the left, states as coloured strips, segments as sloped arrows (one
// that crosses others runs from the row where it is sent to that where it arrives), lost ones with
// a cross, silences folded and labelled.
#pragma once

#include "sim/report/picture.hpp"
#include "sim/run/simulation.hpp"

namespace finwait {

Picture ladder_picture(const Simulation& simulation, Language language);

}  // namespace finwait
