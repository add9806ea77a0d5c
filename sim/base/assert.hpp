// SIM_ASSERT: an internal fault (our bug), never bad input. It is on in every build.
#pragma once

#include "sim/base/time.hpp"

namespace finwait {

// What the program was doing; printed when an assertion fails, so that it can be reproduced.
struct AssertContext {
  Time now;
  uint64_t step = 0;
  uint64_t seed = 0;
};

// The context of the world that runs now (one world runs on a thread at a time).
void set_assert_context(const AssertContext& context);

// Prints the condition, the place and the context, says how to report it, and ends the program with
// exit code 3.
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);

}  // namespace finwait

#define SIM_ASSERT(condition)                                          \
  do {                                                                 \
    if (!(condition)) [[unlikely]]                                     \
      ::finwait::assertion_failed(#condition, __FILE__, __LINE__);     \
  } while (false)
