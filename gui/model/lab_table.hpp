// The table of the close lab: of one script's runs, or of the matrix.
#pragma once

#include "gui/model/lab_runs.hpp"
#include "gui/model/lab_screen.hpp"

namespace finwait {

// The height at which all of its rows show.
float lab_table_height(const Session& session, float ui);
LabTable make_lab_table(const Session& session, const Rect& panel, const Type& type);

}  // namespace finwait
