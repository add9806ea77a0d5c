// Focus: everything that belongs to the segment under the mouse, or to the selected one: the call
// or timer that sent it, what its arrival did. Every pane lights its part of it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "gui/model/inspected.hpp"

namespace finwait {

struct Focus {
  std::optional<uint32_t> packet;
  std::vector<uint32_t> records;  // sorted

  bool has(uint32_t record) const;
};

// Empty while nothing is pointed at. Only what the cursor has seen.
Focus focus_of(const Session& session);
// In one of two branches.
Focus focus_of(const Inspected& in);

}  // namespace finwait
