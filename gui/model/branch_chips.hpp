// Branches in a timeline's heading, to choose from.
#pragma once

#include <optional>
#include <vector>

#include "gui/model/geometry.hpp"
#include "gui/model/session.hpp"

namespace finwait {

// A branch in the timeline's heading; a click shows it.
struct BranchChip {
  size_t branch = 0;
  bool shown = false;
  Rect rect;
  Label label;
};

// Where they stand: from the right end of a row.
struct ChipRow {
  float left = 0;
  float right = 0;
  float y = 0;
};

// The branch that is `shown` there, and its neighbours as far as there is room; none while there
// is nothing to choose. `without`: one that is not to be chosen.
std::vector<BranchChip> make_branch_chips(const Session& session, size_t shown,
                                          std::optional<size_t> without, const ChipRow& row,
                                          const Type& type);

}  // namespace finwait
