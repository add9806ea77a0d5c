// The page assets/reference/time-wait.md: how many connections a second TIME_WAIT leaves to a
// client, and what it protects from. Every number on it comes from a world that was run.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sim/base/time.hpp"

namespace finwait {

// A client that opens a connection to one server every `every`, closes it at once and first, and
// has only so many ephemeral ports.
struct PortDemand {
  std::string_view profile;  // of both hosts
  uint32_t ports = 200;
  Duration every = seconds(1);
  Duration lasts = seconds(180);  // how long it goes on
  bool tw_reuse = false;          // connect() may take a port from TIME_WAIT; with timestamps
};

struct PortSupply {
  uint32_t opened = 0;         // connections in all
  uint32_t opened_steady = 0;  // of them, in the last two thirds of the time
  uint32_t refused = 0;        // EADDRNOTAVAIL
  Time first_refused = kNever;
};

PortSupply run_port_demand(const PortDemand& demand);

// Markdown, up to the last newline.
std::string time_wait_page();

}  // namespace finwait
