// poll() and epoll of simulated sockets, for the plug-in.
#pragma once

#include <poll.h>
#include <sys/epoll.h>

#include "sim/capi/simulated_stack.hpp"

namespace finwait {

// As libc's: how many are ready, or -1 and errno. For one descriptor they wait; several are only
// looked at: where none is ready and the time-out is not 0 that is EINVAL. epoll is
// level-triggered; other ways are EINVAL.
int poll_sockets(SimulatedStack& stack, pollfd* fds, nfds_t count, int timeout_ms);
int change_epoll(SimulatedStack& stack, int set, int operation, int fd, const epoll_event* event);
int wait_epoll(SimulatedStack& stack, int set, epoll_event* events, int most, int timeout_ms);

}  // namespace finwait
