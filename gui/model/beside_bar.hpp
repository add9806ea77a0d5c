// The bar below two branches that stand side by side: where they part, and what differs.
#pragma once

#include <vector>

#include "gui/model/geometry.hpp"
#include "gui/model/session.hpp"

namespace finwait {

struct BesideBar {
  bool open = false;
  Rect panel;
  Rect back;  // a button
  Label back_name;
  std::vector<Label> labels;
};

BesideBar make_beside_bar(const Session& session, const Rect& panel, const Type& type);

// "original", or what the branch changed.
std::string branch_name(const Session& session, size_t branch);

}  // namespace finwait
