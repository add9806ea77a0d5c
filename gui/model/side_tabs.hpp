// Where not all panels have room, some share a place: a tab for each.
#pragma once

#include <vector>

#include "gui/model/geometry.hpp"
#include "gui/model/session.hpp"

namespace finwait {

struct SideTab {
  SidePanel panel = SidePanel::Diagram;
  Rect rect;
  Label name;
  bool front = false;
};

// None without room for them.
std::vector<SideTab> make_side_tabs(const Session& session, const Rect& row, const Type& type);

}  // namespace finwait
