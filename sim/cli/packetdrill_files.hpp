// packetdrill scripts as files that `finwait convert` and `finwait run` read and write.
#pragma once

#include <string>

#include "sim/cli/arguments.hpp"
#include "sim/run/packetdrill_run.hpp"
#include "sim/run/simulation.hpp"

namespace finwait {

// How the endpoint of a script is played: --profile, --set, --tolerance_usecs.
DrillOptions drill_options_of(const Arguments& arguments);

// Reads and plays a script. Err: it cannot be read, or is no script.
Result<DrillRun> play_script(const std::string& path, const DrillOptions& options);
// The same with a text that has been read.
Result<DrillRun> play_text(const std::string& path, const std::string& text,
                           const DrillOptions& options);

// A script as a scenario. Err: besides, it failed or asks for something that is not supported;
// `exit` says which.
Result<Scenario> read_script(const std::string& path, const Arguments& arguments, Exit& exit);

// What is wrong with --end for a scenario; nullopt: nothing.
std::optional<Error> check_end(const Script& script, const Arguments& arguments);

// --end, --connection of a run. `text` is empty when there is nothing to write. What is left out
// was told on standard error. Skipped: no script, or one that our own player does not confirm.
struct ScriptText {
  std::string text;
  Exit exit = Exit::Good;
};
ScriptText script_text(const Simulation& simulation, const Arguments& arguments);

}  // namespace finwait
