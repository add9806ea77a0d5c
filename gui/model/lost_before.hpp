// Why a segment is sent again: which copy, or which answer, was lost before.
#pragma once

#include <optional>

#include "gui/model/run_index.hpp"

namespace finwait {

struct LostBefore {
  uint32_t packet = 0;
  Time at;
  bool answer = false;  // the other end's acknowledgment, else an earlier copy of the segment
};

// Nothing: it is no retransmission, or what was lost is not among the segments shortly before it.
std::optional<LostBefore> lost_before(const Trace& trace, const RunIndex& index, uint32_t packet);

}  // namespace finwait
