// A captured connection as script and trace, so that whatever draws a run draws it, too.
#pragma once

#include "sim/run/capture_story.hpp"
#include "sim/world/trace.hpp"

namespace finwait {

struct CaptureTrace {
  Script script;  // host 0: who opened; the calls that must have been made
  Trace trace;    // times count from the first segment
};
CaptureTrace capture_trace(const CaptureStory& story);

}  // namespace finwait
