// System calls of a packetdrill script: which call of the simulated host they are, and what they
// must return.
#include <algorithm>

#include "sim/base/text.hpp"
#include "sim/run/packetdrill_machine.hpp"
#include "sim/run/packetdrill_notation.hpp"

namespace finwait {
namespace {

constexpr Duration kPatience = seconds(1);  // for a blocking call that is in the way of the next

bool is_any(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Octets of [{..., 10}, {..., 20}].
std::optional<int64_t> iovec_length(const DrillValue& list) {
  int64_t sum = 0;
  for (const DrillValue& part : list.items) {
    if (part.items.size() != 2 || part.items[1].kind != DrillValue::Kind::Number)
      return std::nullopt;
    sum += part.items[1].number;
  }
  return sum;
}

// Flags of Linux's numbers that are simulated, or have no effect here.
constexpr int64_t kDontWait = 0x40;
constexpr int64_t kSendFlags = kDontWait | 0x4000 | 1 | 0x4000000 | 0x8000 | 0x80;
constexpr int64_t kRecvFlags = kDontWait | 0x4000 | 2 | 0x20;  // MSG_TRUNC: read, and not copied

// The one control message that is understood: {cmsg_level=SOL_TCP, cmsg_type=TCP_CM_INQ, ...}.
bool is_unread_message(const DrillValue& control) {
  if (control.items.size() != 1) return false;
  const DrillValue* type = control.items[0].field("cmsg_type");
  return type && type->text == "TCP_CM_INQ" && control.items[0].field("cmsg_data");
}

void take_flags(int64_t bits, Entry& entry) {
  const bool sends = entry.call == CallKind::Send;
  entry.urgent = (bits & 1) != 0;
  entry.more = sends && (bits & 0x8000) != 0;
  entry.end_of_record = sends && (bits & 0x80) != 0;
  entry.peek = !sends && (bits & 2) != 0;
  if (bits & kDontWait) entry.nonblocking = true;
}

}  // namespace

DrillMachine::Descriptor* DrillMachine::descriptor(const DrillEvent& event, int64_t number) {
  const auto found = descriptors_.find(number);
  if (found != descriptors_.end()) return &found->second;
  fail(event.line, "unable to find socket with script fd " + std::to_string(number));
  return nullptr;
}

std::optional<int64_t> DrillMachine::argument(const DrillEvent& event, size_t index) {
  const std::vector<DrillValue>& all = event.call.arguments;
  const auto number = index < all.size() ? drill_number(all[index]) : std::nullopt;
  if (number) return number;
  const std::string found = index < all.size() ? drill_text(all[index]) : "nothing";
  const bool word = index < all.size() && all[index].kind != DrillValue::Kind::Any;
  if (word)
    skip(event.line, "the argument " + found + " of " + event.call.name);
  else
    fail(event.line, event.call.name + ": expected a number, found " + found);
  stopped_ = true;
  return std::nullopt;
}

int32_t DrillMachine::new_name(int64_t number) {
  const int used = ++times_used_[number];
  return shared_->add_name("fd" + std::to_string(number) +
                           (used > 1 ? "-" + std::to_string(used) : ""));
}

uint32_t DrillMachine::slot_named(int32_t name) const {
  uint32_t best = kNone;
  for (uint32_t slot = 0; slot < world_.sockets().size(); ++slot) {
    const Socket& s = world_.sockets()[slot];
    if (s.id != 0 && s.host == 0 && s.name == name) best = slot;
  }
  return best;
}

// "...", or {sa_family = AF_INET, sin_port = htons(80), sin_addr = inet_addr("1.2.3.4")}.
std::optional<Address> DrillMachine::address_of(const DrillEvent& event, const DrillValue& value,
                                                Address standard) {
  if (value.kind == DrillValue::Kind::Any) return standard;
  const DrillValue* port = value.field(flags_.ipv6 ? "sin6_port" : "sin_port");
  if (value.kind == DrillValue::Kind::Struct && port && port->items.size() == 1) {
    const auto number = drill_number(port->items[0]);
    if (number && *number >= 0 && *number <= 65535) {
      standard.port = static_cast<uint16_t>(*number);
      return standard;
    }
  }
  skip(event.line, "the address " + drill_text(value));
  stopped_ = true;
  return std::nullopt;
}

// socket, bind, listen, accept, connect. False: not one of these.
bool DrillMachine::translate_opening(const DrillEvent& event, Entry& entry) {
  const DrillCall& call = event.call;
  const auto first_or_any = [&](size_t i) {
    return i < call.arguments.size() ? call.arguments[i] : DrillValue{};
  };
  if (call.name == "bind") {
    entry.call = CallKind::Bind;
    const auto address = address_of(event, first_or_any(1), {0, flags_.bind_port});
    if (address) entry.port = address->port;
  } else if (call.name == "listen") {
    entry.call = CallKind::Listen;
    const auto backlog = argument(event, 1);
    entry.backlog = static_cast<int32_t>(std::clamp<int64_t>(backlog.value_or(1), 0, 65535));
    if (!entry.port) entry.port = flags_.bind_port;
  } else if (is_any(call.name, {"accept", "accept4"})) {
    entry.call = CallKind::Accept;
    entry.socket = new_name(drill_number(call.result).value_or(-1));
  } else if (call.name == "connect") {
    entry.call = CallKind::Connect;
    const auto to = address_of(event, first_or_any(1), {flags_.remote.ip, flags_.connect_port});
    if (to) entry.to = Address{flags_.remote.ip, to->port};
    entry.to_text = "script:" + std::to_string(to ? to->port : 0);
  } else {
    return false;
  }
  return true;
}

// read, write and their relatives; shutdown, close. False: not one of these.
bool DrillMachine::translate_data(const DrillEvent& event, Entry& entry) {
  const DrillCall& call = event.call;
  const bool reads = is_any(call.name, {"read", "recv", "recvfrom", "readv", "recvmsg"});
  const bool writes = is_any(call.name, {"write", "send", "sendto", "writev", "sendmsg"});
  if (call.name == "shutdown") {
    entry.call = CallKind::Shutdown;
    const auto how = argument(event, 1);
    entry.how = static_cast<ShutdownHow>(std::clamp<int64_t>(how.value_or(0), 0, 2));
    return true;
  }
  if (call.name == "close") {
    entry.call = CallKind::Close;
    return true;
  }
  if (!reads && !writes) return false;
  entry.call = reads ? CallKind::Recv : CallKind::Send;
  std::optional<int64_t> length;
  std::optional<int64_t> flags;
  const bool vector = call.name == "readv" || call.name == "writev";
  const bool message = call.name.ends_with("msg");
  if (message && call.arguments.size() > 1) {
    const DrillValue* control = call.arguments[1].field("msg_control");
    const DrillValue* parts = call.arguments[1].field("msg_iov");
    const bool plain = !control || control->items.empty() || is_unread_message(*control);
    if (parts && plain) length = iovec_length(*parts);
    flags = argument(event, 2);
  } else if (vector && call.arguments.size() > 1) {
    length = iovec_length(call.arguments[1]);
  } else if (!message) {
    length = argument(event, 2);
    if (call.arguments.size() > 3) flags = argument(event, 3);
  }
  if (stopped_) return true;
  const int64_t bits = flags.value_or(0);
  const int64_t known = reads ? kRecvFlags : kSendFlags;
  if (!length || *length < 0 || (bits & ~known) != 0) {
    skip(event.line, call.name + " with such arguments");
    stopped_ = true;
    return true;
  }
  const auto octets = static_cast<uint32_t>(std::min<int64_t>(*length, 1 << 30));
  (reads ? entry.max : entry.bytes) = octets;
  take_flags(bits, entry);
  return true;
}

// poll([{fd=3, events=POLLIN, revents=POLLIN}], 1, timeout), epoll_wait(5, {...}, 1, timeout): of
// one descriptor.
bool DrillMachine::translate_poll(const DrillEvent& event, Entry& entry) {
  const DrillCall& call = event.call;
  const bool epoll = call.name == "epoll_wait";
  if (call.name != "poll" && !epoll) return false;
  entry.call = CallKind::Poll;
  const std::vector<Watch> watches = asked(call);
  const auto timeout = argument(event, epoll ? 3 : 2);
  if (watches.size() != 1 || !timeout) {
    stopped_ = true;
    return true;
  }
  if (const Descriptor* d = descriptor(event, watches[0].descriptor)) entry.socket = d->name;
  entry.events = drill_poll_bits(watches[0].events);
  if (entry.events == 0) entry.events = kPollErr | kPollHup;
  if (*timeout >= 0) entry.timeout = milliseconds(std::min<int64_t>(*timeout, 1'000'000'000));
  return true;
}

// The entry that the call is. False: nothing is to be performed (an error, or not supported).
bool DrillMachine::translate(const DrillEvent& event, Entry& entry) {
  const DrillCall& call = event.call;
  entry.host = 0;
  if (translate_poll(event, entry)) return !stopped_;
  if (!is_any(call.name, {"bind", "listen", "accept", "accept4", "connect", "read", "recv",
                          "recvfrom", "readv", "recvmsg", "write", "send", "sendto", "writev",
                          "sendmsg", "shutdown", "close", "setsockopt", "getsockopt"})) {
    skip(event.line, "the call " + call.name);
    stopped_ = true;
    return false;
  }
  const auto number = argument(event, 0);
  Descriptor* d = number ? descriptor(event, *number) : nullptr;
  if (!d) return false;
  entry.socket = d->name;
  entry.nonblocking = d->nonblocking;
  if (!translate_opening(event, entry) && !translate_data(event, entry))
    translate_option(event, entry);
  return !stopped_;
}

// What the call means for the connection under test, before it is made.
void DrillMachine::begin(const DrillEvent& event, Entry& entry) {
  const auto number = entry.call == CallKind::Poll ? std::optional<int64_t>(-1)
                                                   : drill_number(event.call.arguments[0]);
  const bool bound = flow_.stage == Flow::Stage::Listening;
  if (entry.call == CallKind::Connect && (bound || flow_.descriptor != *number)) {
    if (flow_.stage != Flow::Stage::None) old_flows_.push_back(flow_);
    flow_ = {};
    flow_.descriptor = *number;
    flow_.stage = Flow::Stage::Connecting;
    flow_.local = {flags_.local.ip, 0};
    flow_.remote = *entry.to;
  } else if (entry.call == CallKind::Connect && flow_.stage == Flow::Stage::None) {
    flow_.stage = Flow::Stage::Connecting;
  }
}

const Record* DrillMachine::result_of(uint32_t call_id) const {
  for (size_t i = call_id; i < trace_.records.size(); ++i) {
    const Record& r = trace_.records[i];
    if (r.kind == RecordKind::Result && r.call_id() == call_id) return &r;
  }
  return nullptr;
}

// The record of the call that an entry, performed last, is; 0: there is none.
uint32_t DrillMachine::call_of(uint32_t entry) const {
  for (size_t i = trace_.records.size(); i > 0; --i)
    if (trace_.records[i - 1].kind == RecordKind::Call && trace_.records[i - 1].entry() == entry)
      return static_cast<uint32_t>(i);
  return 0;
}

// write(4, NULL, 1000): nothing can be copied, EFAULT. False: another call.
bool DrillMachine::null_buffer(const DrillEvent& event) {
  const DrillCall& call = event.call;
  const bool reads = is_any(call.name, {"read", "recv", "recvfrom"});
  if (!reads && !is_any(call.name, {"write", "send", "sendto"})) return false;
  const bool null = call.arguments.size() > 2 && call.arguments[1].text == "NULL" &&
                    drill_number(call.arguments[2]).value_or(0) > 0;
  if (!null) return false;
  const auto number = argument(event, 0);
  const Descriptor* d = number ? descriptor(event, *number) : nullptr;
  if (!d) return true;
  const uint32_t slot = slot_named(d->name);
  const State state = slot == kNone ? State::Closed : world_.tcb(slot).state;
  const bool copies = reads ? slot != kNone && world_.tcb(slot).rcv.unread > 0
                            : state == State::Established || state == State::CloseWait;
  if (!copies) {
    skip(event.line, call.name + " with NULL where there is nothing to copy");
    stopped_ = true;
  } else if (call.error != "EFAULT" && call.result.kind != DrillValue::Kind::Any) {
    fail(event.line, "runtime error in " + call.name + " call: expected result " +
                         drill_text(call.result) + ", but got -1 EFAULT");
  }
  return true;
}

void DrillMachine::call(const DrillEvent& event) {
  if (local_poll(event) || local_call(event) || null_buffer(event) || stopped_) return;
  Entry entry;
  if (!translate(event, entry)) return;
  begin(event, entry);
  const uint32_t call_id = call_of(perform(entry));
  if (event.call.blocking) {
    const Time end =
        Time{} + event.call.end + (event.time.relative() ? last_ - Time{} : Duration{});
    waiting_ = Waiting{&event, call_id, end};
    return;
  }
  while (!result_of(call_id) && world_.next_time() != kNever && step()) {
  }
  now_ = std::max(now_, world_.now());
  if (const Record* result = result_of(call_id))
    returned(event, Record(*result));
  else
    fail(event.line, event.call.name + ": expected " + drill_text(event.call.result) +
                         ", but the call never returns");
}

// Whether the call that blocks has returned meanwhile.
void DrillMachine::look_at_waiting() {
  const Record* found = waiting_ ? result_of(waiting_->call_id) : nullptr;
  if (!found || stopped_) return;
  const Record result = *found;
  const Waiting waiting = *waiting_;
  waiting_.reset();
  if (on_time(DrillTime::Kind::Absolute, waiting.end - Time{}, waiting.end - Time{}, result.t,
              "system call return", waiting.event->line))
    returned(*waiting.event, result);
}

// The next call, or the end, waits for the one that blocks.
void DrillMachine::await(bool at_end) {
  const Waiting waiting = *waiting_;
  const Time until = std::max(now_, waiting.end) + kPatience;
  while (waiting_ && !stopped_ && world_.next_time() <= until && step()) look_at_waiting();
  if (!waiting_ || stopped_) return;
  if (is_any(waiting.event->call.name, {"write", "send", "sendto", "writev", "sendmsg"}))
    doubt(waiting.event->line, "how much Linux's send buffer takes, by the memory of its packets");
  fail(waiting.event->line,
       waiting.event->call.name +
           (at_end ? ": the call that blocks has not returned at the end of the script"
                   : ": the call that blocks has not returned when the next one is due"));
}

bool DrillMachine::check_value(const DrillEvent& event, int64_t value, Errno error) {
  const DrillCall& call = event.call;
  const std::string in = "runtime error in " + call.name + " call: ";
  if (call.result.kind == DrillValue::Kind::Any) return true;
  const auto expected = drill_number(call.result);
  const std::string actual =
      error == Errno::Ok ? std::to_string(value) : "-1 " + std::string(errno_name(error));
  if (!expected) {
    skip(event.line, "the result " + drill_text(call.result));
    return true;
  }
  const std::string wanted = drill_text(call.result) + (call.error.empty() ? "" : " " + call.error);
  const std::string error_wanted = call.error == "EWOULDBLOCK" ? "EAGAIN" : call.error;
  const bool same = *expected < 0 ? error != Errno::Ok &&
                                        (error_wanted.empty() || error_wanted == errno_name(error))
                                  : error == Errno::Ok && value == *expected;
  const bool writes = is_any(call.name, {"write", "send", "sendto", "writev", "sendmsg"});
  if (!same && writes && *expected > 0 && value > 0 && error == Errno::Ok)
    doubt(event.line, "how much Linux's send buffer takes, by the memory of its packets");
  if (!same) fail(event.line, in + "expected result " + wanted + ", but got " + actual);
  return same;
}

// A descriptor that the call made, or the state that it brought about.
void DrillMachine::adopt(const DrillEvent& event) {
  const std::string& name = event.call.name;
  const int64_t result = drill_number(event.call.result).value_or(-1);
  const auto number =
      event.call.arguments.empty() ? std::nullopt : drill_number(event.call.arguments[0]);
  if (is_any(name, {"accept", "accept4"})) {
    const int64_t flags =
        event.call.arguments.size() > 3 ? drill_number(event.call.arguments[3]).value_or(0) : 0;
    Descriptor d;
    d.name = shared_->timeline.back().socket;
    for (const Entry& entry : shared_->timeline)
      if (entry.call == CallKind::Accept) d.name = entry.socket;
    d.nonblocking = (flags & 0x800) != 0;
    d.zerocopy = number && descriptors_[*number].zerocopy;
    descriptors_[result] = d;
  } else if ((name == "listen" || name == "bind") && number) {
    const uint32_t slot = slot_named(descriptors_[*number].name);
    if (flow_.stage != Flow::Stage::None) old_flows_.push_back(flow_);
    flow_ = {};
    flow_.stage = Flow::Stage::Listening;
    flow_.descriptor = *number;
    flow_.local = {flags_.local.ip,
                   slot == kNone ? flags_.bind_port : world_.sockets()[slot].local.port};
  } else if (name == "close" && number) {
    descriptors_.erase(*number);
  }
}

// A write that took less than it was given: Linux tells an edge-triggered epoll when there is room.
void DrillMachine::note_room(const DrillEvent& event, const Record& result) {
  if (result.call() != CallKind::Send) return;
  const auto d = descriptors_.find(drill_number(event.call.arguments[0]).value_or(-1));
  if (d == descriptors_.end()) return;
  const Entry& entry = shared_->timeline[trace_.record(result.call_id()).entry()];
  if (result.error() == Errno::EAgain || (result.error() == Errno::Ok &&
                                          result.value() < int64_t{entry.length()}))
    d->second.lacks_room = true;
}

void DrillMachine::returned(const DrillEvent& event, const Record& result) {
  // A descriptor may have any number; what counts is that there is one.
  const bool makes = is_any(event.call.name, {"accept", "accept4"});
  const auto expected = drill_number(event.call.result);
  const int64_t value = makes && result.error() == Errno::Ok && expected && *expected >= 0
                            ? *expected
                            : result.value();
  note_room(event, result);
  note_zerocopy(event, result);
  note_stamped(event, result);
  if (!check_value(event, value, result.error())) return;
  check_details(event, result);
  if (result.call() == CallKind::Recv) check_unread(event);
  if (result.error() == Errno::Ok && !failed_) adopt(event);
  const bool found = event.call.name == "poll" || result.poll_events() != 0;
  if (result.call() == CallKind::Poll && !failed_ && found)
    check_events(event, 0, result.poll_events());
}

}  // namespace finwait
