// What the kernel itself says of its TCP sockets, as `ss` shows it: /proc/net/tcp. Linux only;
// elsewhere the list is empty.
#pragma once

#include <string_view>
#include <vector>

#include "sim/tcp/state.hpp"
#include "sim/world/script.hpp"

namespace finwait {

struct KernelSocket {
  Address local;
  Address remote;  // port 0: a listener
  State state = State::Closed;

  bool operator==(const KernelSocket&) const = default;
};

// The sockets of the calling thread's network namespace, half-open requests included.
std::vector<KernelSocket> read_kernel_sockets();

// The same from the text of /proc/net/tcp. Lines that cannot be read are left out.
std::vector<KernelSocket> parse_kernel_sockets(std::string_view text);

}  // namespace finwait
