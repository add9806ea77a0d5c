#include "sim/capi/packetdrill_poll.hpp"

#include <cerrno>

namespace finwait {
namespace {

static_assert(POLLIN == EPOLLIN && POLLOUT == EPOLLOUT && POLLERR == EPOLLERR);
static_assert(POLLHUP == EPOLLHUP && POLLRDHUP == EPOLLRDHUP);

int refuse(int error) {
  errno = error;
  return -1;
}

uint8_t from_linux(uint32_t bits) {
  uint8_t out = 0;
  if (bits & POLLIN) out |= kPollIn;
  if (bits & POLLOUT) out |= kPollOut;
  if (bits & POLLRDHUP) out |= kPollRdHup;
  return out ? out : uint8_t{kPollErr | kPollHup};
}

uint32_t to_linux(uint8_t events) {
  uint32_t out = 0;
  if (events & kPollIn) out |= POLLIN;
  if (events & kPollOut) out |= POLLOUT;
  if (events & kPollErr) out |= POLLERR;
  if (events & kPollHup) out |= POLLHUP;
  if (events & kPollRdHup) out |= POLLRDHUP;
  return out;
}

// What is asked of one socket, and what there is.
struct Ask {
  int fd = -1;
  uint32_t events = 0;
  uint32_t found = 0;
};

int ask(SimulatedStack& stack, std::vector<Ask>& asks, int timeout_ms) {
  int ready = 0;
  for (Ask& one : asks) {
    Entry entry;
    entry.call = CallKind::Poll;
    entry.events = from_linux(one.events);
    if (asks.size() > 1) entry.timeout = Duration{};
    else if (timeout_ms >= 0) entry.timeout = milliseconds(timeout_ms);
    Record result;
    const int64_t value = stack.call(one.fd, std::move(entry), nullptr, &result);
    if (value < 0 && errno != EBADF) return -1;
    one.found = value < 0 ? uint32_t{POLLNVAL} : value > 0 ? to_linux(result.poll_events()) : 0;
    ready += one.found != 0;
  }
  return ready == 0 && asks.size() > 1 && timeout_ms != 0 ? refuse(EINVAL) : ready;
}

}  // namespace

int poll_sockets(SimulatedStack& stack, pollfd* fds, nfds_t count, int timeout_ms) {
  if (!fds || count == 0) return refuse(EINVAL);
  std::vector<Ask> asks(count);
  for (size_t i = 0; i < count; ++i)
    asks[i] = {fds[i].fd, static_cast<uint16_t>(fds[i].events), 0};
  const int ready = ask(stack, asks, timeout_ms);
  for (size_t i = 0; i < count && ready >= 0; ++i)
    fds[i].revents = static_cast<short>(asks[i].found);
  return ready;
}

int change_epoll(SimulatedStack& stack, int set, int operation, int fd, const epoll_event* event) {
  if (operation == EPOLL_CTL_DEL) return stack.change_epoll(set, operation, {fd, 0, 0});
  constexpr uint32_t kOtherWays = EPOLLET | EPOLLONESHOT | EPOLLEXCLUSIVE;
  const bool known = operation == EPOLL_CTL_ADD || operation == EPOLL_CTL_MOD;
  if (!known || !event || (event->events & kOtherWays) != 0) return refuse(EINVAL);
  return stack.change_epoll(set, operation, {fd, event->events, event->data.u64});
}

int wait_epoll(SimulatedStack& stack, int set, epoll_event* events, int most, int timeout_ms) {
  std::vector<SimulatedStack::Watch> watches;
  if (!stack.watches_of(set, watches)) return refuse(EBADF);
  if (!events || most <= 0 || (watches.empty() && timeout_ms != 0)) return refuse(EINVAL);
  std::vector<Ask> asks;
  for (const SimulatedStack::Watch& w : watches) asks.push_back(Ask{w.fd, w.events, 0});
  if (ask(stack, asks, timeout_ms) < 0) return -1;
  int ready = 0;
  for (size_t i = 0; i < asks.size() && ready < most; ++i) {
    if (asks[i].found == 0) continue;
    events[ready].events = asks[i].found;
    events[ready++].data.u64 = watches[i].data;
  }
  return ready;
}

}  // namespace finwait
