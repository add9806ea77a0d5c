#pragma once

#include "tests/conformance/observation.hpp"

namespace finwait {

// Moves the calling thread, and with it the threads that it starts afterwards, away from the
// machine's own network. Why the machine cannot be asked (no Linux, not root, no TUN), or "".
std::string prepare_kernel();

// The case on this machine's own kernel, in real time, in network namespaces made for it.
Observation run_on_kernel(const Case& c);

}  // namespace finwait
