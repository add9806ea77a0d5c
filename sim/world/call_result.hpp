// What a socket call came to. Internal to this floor.
#pragma once

#include <cstdint>

#include "sim/tcp/rule.hpp"
#include "sim/world/errno.hpp"

namespace finwait {

// Two machine words, so that it is handed up through the calls in registers.
struct CallResult {
  static constexpr int64_t kBlocks = INT64_MIN;  // the call has not returned

  int64_t value = 0;
  int32_t detail = 0;      // Record::detail
  Rule rule = Rule::None;  // the row that decided
  Errno error = Errno::Ok;
  uint8_t events = 0;      // Record::poll_events

  bool done() const { return value != kBlocks; }
  static CallResult ok(int64_t value = 0, Rule rule = Rule::None) {
    return {value, 0, rule, Errno::Ok, 0};
  }
  static CallResult fail(Errno e, Rule rule = Rule::None) { return {-1, 0, rule, e, 0}; }
  static CallResult block() { return {kBlocks, 0, Rule::None, Errno::Ok, 0}; }
};
static_assert(sizeof(CallResult) == 16);

}  // namespace finwait
