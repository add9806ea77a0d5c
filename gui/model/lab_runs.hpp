// Finished runs of one script on several systems, and the commands of the close lab.
#pragma once

#include <string>
#include <vector>

#include "gui/model/session.hpp"
#include "sim/base/result.hpp"
#include "sim/report/compared_runs.hpp"

namespace finwait {

struct LabRuns {
  std::vector<std::string> systems;
  std::vector<Run> runs;     // by system
  ComparedRuns table;
  Language language = Language::En;  // of the table
  std::vector<Time> events;  // of all runs together
  Time end;                  // of the longest
};

// All hosts of the script on each of the systems; an error says which of them cannot run it.
Result<LabRuns> make_lab_runs(const Origin& origin, const std::vector<std::string>& systems,
                              const Phrases& phrases);

// The last record of a run at or before an instant.
uint32_t record_limit_at(const Run& run, Time now);

// Tells the lab's tables in the window's language.
void translate_lab(Session& session);

// What a command means while the lab is open; false if it means the same as always.
bool apply_in_lab(Session& session, const Command& command);

}  // namespace finwait
