// What a socket call came to. Internal to this floor.
#pragma once

#include "sim/tcp/rule.hpp"
#include "sim/world/errno.hpp"

namespace finwait {

// What a call came to. `done` false: it blocks.
struct CallResult {
  bool done = true;
  Errno error = Errno::Ok;
  int64_t value = 0;
  int32_t detail = 0;   // Record::detail
  uint8_t events = 0;   // Record::poll_events
  Rule rule = Rule::None;  // the row that decided

  static CallResult ok(int64_t value = 0, Rule rule = Rule::None) {
    return {true, Errno::Ok, value, 0, 0, rule};
  }
  static CallResult fail(Errno e, Rule rule = Rule::None) { return {true, e, -1, 0, 0, rule}; }
  static CallResult block() { return {false, Errno::Ok, 0, 0, 0, Rule::None}; }
};

}  // namespace finwait
