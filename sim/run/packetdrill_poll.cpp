// poll() of several descriptors, and epoll, level-triggered: both ask the same question of sockets.
#include "sim/run/packetdrill_machine.hpp"
#include "sim/run/packetdrill_notation.hpp"

namespace finwait {
namespace {

// EPOLLET, EPOLLONESHOT, EPOLLEXCLUSIVE, EPOLLWAKEUP.
constexpr int64_t kOtherWays = 0xf0000000;

}  // namespace

uint8_t drill_poll_bits(int64_t linux_bits) {
  uint8_t out = 0;
  if (linux_bits & 1) out |= kPollIn;
  if (linux_bits & 4) out |= kPollOut;
  if (linux_bits & 8) out |= kPollErr;
  if (linux_bits & 16) out |= kPollHup;
  if (linux_bits & 0x2000) out |= kPollRdHup;
  return out;
}

// What poll() says now of one socket.
uint8_t DrillMachine::ready_now(int32_t name, uint8_t events) {
  Entry entry;
  entry.host = 0;
  entry.call = CallKind::Poll;
  entry.socket = name;
  entry.events = events ? events : kPollErr | kPollHup;
  entry.timeout = Duration{};
  const Record* result = result_of(call_of(perform(std::move(entry))));
  return result ? result->poll_events() : uint8_t{0};
}

// epoll_ctl(5, EPOLL_CTL_ADD, 4, {events=EPOLLIN, fd=4})
void DrillMachine::call_epoll_ctl(const DrillEvent& event) {
  const auto set = argument(event, 0);
  const auto what = argument(event, 1);
  const auto fd = argument(event, 2);
  if (!set || !what || !fd || !descriptor(event, *fd)) return;
  std::vector<Watch>& watches = epolls_[*set];
  constexpr int64_t kDelete = 2;
  std::erase_if(watches, [&](const Watch& w) { return w.descriptor == *fd; });
  const std::vector<DrillValue>& all = event.call.arguments;
  const DrillValue* events = all.size() > 3 ? all[3].field("events") : nullptr;
  const auto bits = events ? drill_number(*events) : std::nullopt;
  if (*what != kDelete && (!bits || (*bits & kOtherWays) != 0)) {
    skip(event.line, "epoll_ctl with other than level-triggered events");
    stopped_ = true;
    return;
  }
  if (*what != kDelete) watches.push_back({*fd, *bits});
  check_value(event, 0, Errno::Ok);
}

// What a poll() or epoll_wait() asks: descriptors, and the events of each.
std::vector<DrillMachine::Watch> DrillMachine::asked(const DrillCall& call) const {
  std::vector<Watch> out;
  if (call.arguments.empty()) return out;
  if (call.name == "epoll_wait") {
    const auto set = epolls_.find(drill_number(call.arguments[0]).value_or(-1));
    return set == epolls_.end() ? out : set->second;
  }
  for (const DrillValue& item : call.arguments[0].items) {
    const DrillValue* fd = item.field("fd");
    const DrillValue* events = item.field("events");
    const auto number = fd ? drill_number(*fd) : std::nullopt;
    const auto bits = events ? drill_number(*events) : std::nullopt;
    if (number && bits) out.push_back({*number, *bits});
  }
  return out;
}

// The events that the script expects of the i-th descriptor that is ready; null: it does not say.
const DrillValue* DrillMachine::expected_events(const DrillCall& call, size_t i) const {
  const bool epoll = call.name == "epoll_wait";
  const size_t at = epoll ? 1 : 0;
  if (call.arguments.size() <= at) return nullptr;
  const DrillValue& value = call.arguments[at];
  if (epoll && value.kind == DrillValue::Kind::Struct)
    return i == 0 ? value.field("events") : nullptr;
  return i < value.items.size() ? value.items[i].field(epoll ? "events" : "revents") : nullptr;
}

void DrillMachine::check_events(const DrillEvent& event, size_t i, uint8_t found) {
  const DrillValue* events = expected_events(event.call, i);
  const auto wanted = events ? drill_number(*events) : std::nullopt;
  if (wanted && drill_poll_bits(*wanted) != found)
    fail(event.line, "runtime error in " + event.call.name + " call: expected revents " +
                         drill_text(*events) + ", but got " + drill_poll_words(found));
}

// Several descriptors, answered at once. One descriptor is a call like any other.
void DrillMachine::poll_several(const DrillEvent& event, const std::vector<Watch>& watches) {
  const bool epoll = event.call.name == "epoll_wait";
  int64_t ready = 0;
  for (size_t i = 0; i < watches.size() && !stopped_; ++i) {
    const Descriptor* d = descriptor(event, watches[i].descriptor);
    if (!d) return;
    const uint8_t found = ready_now(d->name, drill_poll_bits(watches[i].events));
    if (found != 0 || !epoll) check_events(event, epoll ? static_cast<size_t>(ready) : i, found);
    ready += found != 0;
  }
  const auto timeout = argument(event, epoll ? 3 : 2);
  if (stopped_ || !timeout) return;
  if (ready == 0 && *timeout != 0) {
    skip(event.line, event.call.name + " that waits for several descriptors");
    stopped_ = true;
    return;
  }
  check_value(event, ready, Errno::Ok);
}

// False: not one of these, or a poll of one descriptor.
bool DrillMachine::local_poll(const DrillEvent& event) {
  const DrillCall& call = event.call;
  const auto first = call.arguments.empty() ? std::nullopt : drill_number(call.arguments[0]);
  if (call.name == "epoll_create" || call.name == "epoll_create1") {
    epolls_[drill_number(call.result).value_or(-1)];
    return true;
  }
  if (call.name == "epoll_ctl") {
    call_epoll_ctl(event);
    return true;
  }
  if (call.name == "close" && first && epolls_.count(*first) != 0) {
    epolls_.erase(*first);
    check_value(event, 0, Errno::Ok);
    return true;
  }
  if (call.name != "poll" && call.name != "epoll_wait") return false;
  const std::vector<Watch> watches = asked(call);
  if (watches.size() == 1) return false;
  poll_several(event, watches);
  return true;
}

}  // namespace finwait
