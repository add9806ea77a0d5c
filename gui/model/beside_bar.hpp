// The bar below two branches that stand side by side: where they part, and what differs.
#pragma once

#include <vector>

#include "gui/model/geometry.hpp"
#include "gui/model/session.hpp"

namespace finwait {

// What a branch does at the first difference; a click goes there.
struct DifferenceRow {
  Rect rect;
  uint32_t record = 0;
  bool beside = false;
};

struct BesideBar {
  bool open = false;
  Rect panel;
  Rect back;  // buttons
  Label back_name;
  Rect swap;
  Label swap_name;
  std::vector<Label> labels;
  std::vector<DifferenceRow> rows;
};

// What each branch does is told side by side in a flat panel, one above the other in a high one.
BesideBar make_beside_bar(const Session& session, const Rect& panel, const Type& type);

// "original", or what the branch changed.
std::string branch_name(const Session& session, size_t branch);

}  // namespace finwait
