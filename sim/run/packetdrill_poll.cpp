// poll() of several descriptors, and epoll, level-triggered and edge-triggered: all ask the same
// question of sockets.
#include <algorithm>

#include "sim/run/packetdrill_machine.hpp"
#include "sim/run/packetdrill_notation.hpp"

namespace finwait {
namespace {

// EPOLLEXCLUSIVE and EPOLLWAKEUP have no effect on who waits alone.
constexpr int64_t kEdgeTriggered = 0x80000000;
constexpr int64_t kOneShot = 0x40000000;

bool is_plain(int64_t events) { return (events & (kEdgeTriggered | kOneShot)) == 0; }

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
  if (*what != kDelete && !bits) {
    skip(event.line, "epoll_ctl with such events");
    stopped_ = true;
    return;
  }
  if (*what != kDelete) {
    Watch watch;
    watch.descriptor = *fd;
    watch.events = *bits;
    watches.push_back(watch);
  }
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
    if (!number || !bits) continue;
    Watch watch;
    watch.descriptor = *number;
    watch.events = *bits;
    out.push_back(watch);
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

// What Linux calls a wake-up since the last look: text or a connection came, the state changed, or
// there is room again where a write or a poll found none.
void DrillMachine::look(Watch& watch) {
  Descriptor& d = descriptors_[watch.descriptor];
  const uint32_t slot = slot_named(d.name);
  if (slot == kNone) return;
  const Tcb& t = world_.tcb(slot);
  const Socket& s = world_.sockets()[slot];
  const bool came = t.rcv.nxt != watch.received || s.waiting > watch.queued;
  const bool changed = t.state != watch.state || s.pending != Errno::Ok;
  const bool room = d.lacks_room && t.snd.una != watch.acknowledged &&
                    (ready_now(d.name, kPollOut) & kPollOut) != 0;
  if (room) d.lacks_room = false;
  const uint8_t asked = drill_poll_bits(watch.events);
  const bool copied = d.copied_count != watch.copied;
  if (changed || copied || (came && (asked & kPollIn)) || (room && (asked & kPollOut)))
    watch.armed = true;
  watch.copied = d.copied_count;
  watch.received = t.rcv.nxt;
  watch.acknowledged = t.snd.una;
  watch.state = t.state;
  watch.queued = s.waiting;
}

// What a set tells of one descriptor now.
uint8_t DrillMachine::found_of(Watch& watch) {
  Descriptor& d = descriptors_[watch.descriptor];
  const bool edge = (watch.events & kEdgeTriggered) != 0;
  end_zerocopies(d);
  if (!is_plain(watch.events)) look(watch);
  if (watch.over || (edge && !watch.armed)) return 0;
  const uint8_t asked = drill_poll_bits(watch.events);
  uint8_t found = ready_now(d.name, asked);
  if (!d.copied.empty()) found |= kPollErr;
  if ((asked & kPollOut) && !(found & kPollOut)) d.lacks_room = true;
  return found;
}

// How many are ready; `report`: compared with what the script says, and told once where that is
// what was asked for.
int64_t DrillMachine::collect(const DrillEvent& event, std::vector<Watch>& watches, bool report) {
  const bool epoll = event.call.name == "epoll_wait";
  const int64_t most = epoll ? argument(event, 2).value_or(1) : INT64_MAX;
  int64_t ready = 0;
  for (size_t i = 0; i < watches.size() && !stopped_ && ready < most; ++i) {
    if (!descriptor(event, watches[i].descriptor)) return 0;
    const uint8_t found = found_of(watches[i]);
    if (report && (found != 0 || !epoll))
      check_events(event, epoll ? static_cast<size_t>(ready) : i, found);
    ready += found != 0;
    if (!report) continue;
    watches[i].armed = false;
    watches[i].over = watches[i].over || (found != 0 && (watches[i].events & kOneShot) != 0);
  }
  return ready;
}

// Several descriptors, or edges. One descriptor is a call like any other.
void DrillMachine::poll_several(const DrillEvent& event, std::vector<Watch>& watches) {
  const auto timeout = argument(event, event.call.name == "epoll_wait" ? 3 : 2);
  if (!timeout) return;
  const Duration wait = milliseconds(std::min<int64_t>(*timeout, 1'000'000'000));
  const Time until = *timeout < 0 ? kNever : now_ + wait;
  while (*timeout != 0 && !stopped_ && collect(event, watches, false) == 0) {
    if (event.call.blocking) {
      skip(event.line, event.call.name + " that blocks for several descriptors or edges");
      stopped_ = true;
    }
    if (stopped_ || world_.next_time() == kNever || world_.next_time() > until || !step()) break;
    now_ = std::max(now_, world_.now());
  }
  if (!stopped_ && *timeout > 0 && collect(event, watches, false) == 0) advance_to(until);
  const int64_t ready = collect(event, watches, true);
  if (!stopped_) check_value(event, ready, Errno::Ok);
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
  std::vector<Watch> copies = asked(call);
  const auto set = first && call.name == "epoll_wait" ? epolls_.find(*first) : epolls_.end();
  std::vector<Watch>& watches = set == epolls_.end() ? copies : set->second;
  const auto d = watches.size() == 1 ? descriptors_.find(watches[0].descriptor)
                                     : descriptors_.end();
  const bool copies_later = d != descriptors_.end() && d->second.zerocopy;
  if (watches.size() == 1 && is_plain(watches[0].events) && !copies_later) return false;
  poll_several(event, watches);
  return true;
}

}  // namespace finwait
