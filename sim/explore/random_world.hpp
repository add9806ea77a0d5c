// Random scenarios: small worlds made from a seed, in which everything that a scenario file can
// say happens: mixed profiles, odd settings, bad links, fault rules, calls at awkward moments,
// crashes, cut cables, forged segments.
#pragma once

#include <cstdint>

#include "sim/run/scenario.hpp"

namespace finwait {

// The same seed always gives the same scenario; it is also the seed of its world. The scenario is
// bounded by `until` and `limit`, and can be written by write_scenario and read back.
Scenario random_scenario(uint64_t seed);

}  // namespace finwait
