#pragma once

#include "tests/conformance/observation.hpp"

namespace finwait {

// Why this machine cannot be asked (no Linux, not root, no TUN); "" when it can.
std::string why_no_kernel();

// The case on this machine's own kernel, in real time, in network namespaces made for it.
// The calling thread ends up in another namespace: use one thread per call.
Observation run_on_kernel(const Case& c);

}  // namespace finwait
