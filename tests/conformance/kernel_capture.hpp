// What `finwait capture` infers from the packets of two real kernels, beside the states that the
// kernels really had.
#pragma once

#include <map>
#include <string>

#include "tests/conformance/observation.hpp"

namespace finwait {

struct CaptureTally {
  size_t captures = 0;  // one at each end of each case
  size_t right = 0;     // states of connections, each inferred from both captures
  size_t untold = 0;    // not, but a packet that tells never came to where the capture was taken
  size_t wrong = 0;
  std::vector<std::string> differences;  // of the wrong ones, a line each
};

// Adds both captures of a run of two kernels; nothing for other cases.
void judge_captures(const Case& c, const Observation& kernel, CaptureTally& tally);

}  // namespace finwait
