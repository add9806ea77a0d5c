// The words that both runs use for the same things.
#pragma once

#include <string>
#include <vector>

#include "tests/conformance/case_table.hpp"

namespace finwait {

// "POLLIN,POLLHUP"; "none".
std::string poll_text(uint8_t events);
// "80-5000 ESTABLISHED"; a listener has no remote port.
std::string state_line(const Case& c, uint16_t local, uint16_t remote, State state);
// Sorted, with "; " between; "nothing" when there is none.
std::string joined_states(std::vector<std::string> lines);

}  // namespace finwait
