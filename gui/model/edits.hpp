// Editing the past: calls and timers. A call is switched off or made at another time, a timer that
// runs never fires or fires at once; what a program did by itself becomes steps that are written
// down. (Segments: branches.hpp.)
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "gui/model/run_index.hpp"
#include "sim/run/simulation.hpp"

namespace finwait {

enum class CallEdit : uint8_t { SwitchOff, Earlier, Later };
constexpr int kCallEdits = 3;
enum class TimerEdit : uint8_t { NeverFires, FireNow };
constexpr int kTimerEdits = 2;

// A changed scenario, and which of its timeline's entries is the one that was moved.
struct ChangedScenario {
  Scenario scenario;
  uint32_t entry = 0;
};

// Whether a Call record can be taken out or moved: one that stands in the timeline for itself (not
// one of many repetitions), or one of not too many that the program made by itself.
bool can_edit_call(const Simulation& simulation, const RunIndex& index, uint32_t record);
Scenario without_call(const Simulation& simulation, const RunIndex& index, uint32_t record);
ChangedScenario with_call_at(const Simulation& simulation, const RunIndex& index, uint32_t record,
                             Time at);
// The distance by which keys and buttons move a call: a round part of a flight.
Duration call_grid(const Script& script);
// A time on the grid, for dragging; never before the start.
Time on_grid(const Script& script, Time t);

// Whether the timer of a Timer record (Fired; Set or Restarted while it runs) can be edited when
// the cursor stands at `now`.
bool can_edit_timer(const Simulation& simulation, const RunIndex& index, uint32_t record,
                    TimerEdit edit, Time now);
Scenario with_timer_edit(const Simulation& simulation, const RunIndex& index, uint32_t record,
                         TimerEdit edit, Time now);

}  // namespace finwait
