// Socket options between libc's numbers and the world's, for the plug-in.
#pragma once

#include <sys/socket.h>

#include "sim/capi/simulated_stack.hpp"

namespace finwait {

// getsockopt() and setsockopt(): 0, or -1 and errno. Options without effect on what is simulated
// are taken and forgotten. TCP_INFO tells the state, and what is unacknowledged.
int get_socket_option(SimulatedStack& stack, int fd, int level, int name, void* value,
                      socklen_t* length);
int set_socket_option(SimulatedStack& stack, int fd, int level, int name, const void* value,
                      socklen_t length);

}  // namespace finwait
