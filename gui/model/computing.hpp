// Runs that take longer than a frame to compute. The reducer computes what it can at once
// (Session::patience); a longer run is asked for, and whoever has threads computes it beside the
// window and hands it over. Until then the window shows the run's beginning, or what it showed.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "sim/run/scenario.hpp"

namespace finwait {

struct Run;
struct Session;

// A run that is to be computed; one at a time: a later wish takes the place of an earlier one.
struct Wanted {
  uint64_t ticket = 0;  // differs for each
  std::shared_ptr<const Scenario> scenario;
  // Shows it as what it is; the run is taken. Empty: it takes the place of its beginning, which is
  // shown.
  std::function<void(Session&, Run&)> then;
};

namespace command {
// The run that was asked for, to its end, or more of its beginning. It is taken out of `run`; one
// that nobody wants any more is left there.
struct TakeRun {
  uint64_t ticket = 0;
  std::shared_ptr<Run> run;
};
}  // namespace command

}  // namespace finwait
