// Which sending of the same segment a trip is.
#pragma once

#include <vector>

#include "gui/model/run_index.hpp"

namespace finwait {

// Sets Trip::retransmission. `trips` in the order of sending, one for each packet that was sent.
void number_repeats(const Trace& trace, std::vector<Trip>& trips);

}  // namespace finwait
