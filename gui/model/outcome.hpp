// What came of an event: the call that fails because of it, the segment that is sent again because
// another one was lost. Read off the trace, which knows what happened later.
#pragma once

#include <cstdint>

#include "gui/model/session.hpp"

namespace finwait {

struct EventOutcome {
  uint32_t failure = 0;     // the record of the result; 0: no call fails because of it
  bool unseen = false;      // the connection of `host` ends, and no call of its program says so
  uint8_t host = 0;
  bool repeats = false;     // `again` is sent because what was lost here is not acknowledged
  uint32_t again = 0;       // a packet
};

// Of the records [first, last], which one step made.
EventOutcome outcome_of(const Run& run, uint32_t first, uint32_t last);

}  // namespace finwait
