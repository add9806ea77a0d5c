// The real clock, for people who want to know how long something took; no run depends on it.
#pragma once

#include <cstdint>

namespace finwait {

// Milliseconds since some moment; never goes back.
int64_t real_milliseconds();
// The same in nanoseconds.
int64_t real_nanoseconds();

}  // namespace finwait
