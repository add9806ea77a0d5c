// A captured connection as a scenario that replays the same story: the calls that must have been
// made at the times when they show, the delay that the round trips had, the losses that followed
// from them.
#pragma once

#include "sim/run/capture_story.hpp"
#include "sim/run/scenario.hpp"

namespace finwait {

// `title`: of the scenario. The states that the capture showed become expectations where the
// scenario, run, indeed shows them. Only of a story kept in detail.
Scenario capture_scenario(const CaptureStory& story, const std::string& title);

}  // namespace finwait
