// Socket options, fcntl and ioctl of a packetdrill script, and socket() itself.
#include <algorithm>
#include <array>

#include "sim/base/text.hpp"
#include "sim/run/packetdrill_machine.hpp"

namespace finwait {
namespace {

// Options that a program may set and that change nothing in what is modelled.
constexpr std::array<std::string_view, 20> kWithoutEffect = {
    "SO_REUSEPORT", "SO_PRIORITY",     "SO_MARK",           "SO_RCVLOWAT",  "IP_TOS",
    "IP_TTL",       "IPV6_TCLASS",     "IPV6_UNICAST_HOPS", "SO_BUSY_POLL", "TCP_CONGESTION",
    "IPV6_V6ONLY",  "SO_DEBUG",        "TCP_FUNCTION_BLK",  "SO_ZEROCOPY",  "SO_NO_CHECK",
    "SO_TIMESTAMP", "SO_INCOMING_CPU", "IP_FREEBIND",       "IP_MTU_DISCOVER",
    "IP_BIND_ADDRESS_NO_PORT"};

std::optional<Option> option_for(std::string_view name) {
  const auto option = parse_option(name);
  return option == Option::TcpInfoState ? std::nullopt : option;
}

// The N of [N], or N itself.
const DrillValue& inner(const DrillValue& value) {
  const bool list = value.kind == DrillValue::Kind::List && value.items.size() == 1;
  return list ? value.items[0] : value;
}

// The value that getsockopt() must find: a number, or an error's name.
bool same_value(const DrillValue& want, const Record& result, Option option) {
  if (want.kind == DrillValue::Kind::Any) return true;
  if (option == Option::SoError) {
    const auto error = static_cast<Errno>(result.detail());
    if (want.kind == DrillValue::Kind::Word) return want.text == errno_name(error);
    return drill_number(want) == errno_number(error);
  }
  return drill_number(want) == result.detail();
}

}  // namespace

bool DrillMachine::translate_option_value(const DrillEvent& event, const DrillValue& value,
                                          Entry& entry) {
  if (entry.option == Option::SoLinger) {
    const DrillValue* on = value.field("onoff");
    const DrillValue* time = value.field("linger");
    if (value.items.size() == 2 && (!on || !time)) on = &value.items[0], time = &value.items[1];
    const auto onoff = on ? drill_number(*on) : std::nullopt;
    const auto linger = time ? drill_number(*time) : std::nullopt;
    if (onoff && linger) {
      entry.onoff = *onoff;
      entry.linger = std::clamp<int64_t>(*linger, 0, INT32_MAX);
      return true;
    }
  } else if (const auto number = drill_number(value)) {
    entry.value = *number;
    return true;
  }
  skip(event.line, "the value " + drill_text(value) + " of an option");
  stopped_ = true;
  return false;
}

// setsockopt(3, SOL_SOCKET, SO_LINGER, {onoff=1, linger=0}, 8), getsockopt(3, ..., [0], [4])
bool DrillMachine::translate_option(const DrillEvent& event, Entry& entry) {
  const DrillCall& call = event.call;
  const bool sets = call.name == "setsockopt";
  if (!sets && call.name != "getsockopt") return false;
  entry.call = sets ? CallKind::SetSockOpt : CallKind::GetSockOpt;
  const std::string name = call.arguments.size() > 3 ? drill_text(call.arguments[2]) : "";
  entry.option = option_for(name);
  if (!entry.option) {
    skip(event.line, "the socket option " + (name.empty() ? "that is missing" : name));
    stopped_ = true;
    return true;
  }
  if (sets && entry.option == Option::SoRcvBuf) counts_memory_ = true;
  if (sets) translate_option_value(event, inner(call.arguments[3]), entry);
  return true;
}

// getsockopt() of what a socket is, and TCP_INFO: {tcpi_state=TCP_ESTABLISHED, ...}. False:
// another.
bool DrillMachine::local_question(const DrillEvent& event, const std::string& name) {
  const DrillValue& want = inner(event.call.arguments[3]);
  std::optional<int64_t> found;
  if (name == "SO_TYPE") found = drill_constant("SOCK_STREAM");
  if (name == "SO_PROTOCOL") found = drill_constant("IPPROTO_TCP");
  if (name == "SO_DOMAIN") found = drill_constant(flags_.ipv6 ? "AF_INET6" : "AF_INET");
  if (name == "SO_ACCEPTCONN") {
    const auto number = argument(event, 0);
    const Descriptor* d = number ? descriptor(event, *number) : nullptr;
    const uint32_t slot = d ? slot_named(d->name) : kNone;
    found = slot != kNone && world_.sockets()[slot].listening;
  }
  const bool info = name == "TCP_INFO" &&
                    (want.kind == DrillValue::Kind::Any || want.kind == DrillValue::Kind::Struct);
  if ((!found && !info) || !check_value(event, 0, Errno::Ok)) return found.has_value() || info;
  const auto differs = [&](const std::string& what, const DrillValue& value, int64_t actual) {
    const auto number = drill_number(value);
    if (number && *number != actual)
      fail(event.line, "runtime error in getsockopt call: bad getsockopt optval" + what +
                           ": expected: " + drill_text(value) +
                           " actual: " + std::to_string(actual));
  };
  if (found) differs("", want, *found);
  for (size_t i = 0; info && i < want.items.size(); ++i) {
    const auto value = tcp_info(want.names[i]);
    if (value)
      differs(" " + want.names[i], want.items[i], *value);
    else
      skip(event.line, "the field " + want.names[i] + " of TCP_INFO");
  }
  return true;
}

// Linux's TCP_INQ, SO_ZEROCOPY, SO_TIMESTAMPING and TCP_NOTSENT_LOWAT, which only calls of a script
// tell of. False: another.
bool DrillMachine::kept_option(const DrillEvent& event, const std::string& name) {
  const bool unread = name == "TCP_INQ";
  const bool uncopied = name == "SO_ZEROCOPY";
  const bool stamped = name == "SO_TIMESTAMPING";
  if (!unread && !uncopied && !stamped && name != "TCP_NOTSENT_LOWAT") return false;
  if (shared_->hosts[0].profile.name != ProfileName::Linux) return false;
  const auto number = argument(event, 0);
  Descriptor* d = number ? descriptor(event, *number) : nullptr;
  if (!d) return true;
  const auto value = drill_number(inner(event.call.arguments[3]));
  if (event.call.name == "getsockopt") {
    const int64_t kept = unread     ? int64_t{d->tells_unread}
                         : uncopied ? int64_t{d->zerocopy}
                         : stamped  ? d->stamping
                                    : int64_t{d->notsent_lowat};
    if (check_value(event, 0, Errno::Ok) && value && *value != kept)
      fail(event.line, "runtime error in getsockopt call: bad getsockopt optval: expected: " +
                           std::to_string(*value) + " actual: " + std::to_string(kept));
    return true;
  }
  if (!value) {
    skip(event.line, "the value " + drill_text(event.call.arguments[3]) + " of an option");
    return true;
  }
  if (*value < 0 || ((unread || uncopied) && *value > 1)) {
    check_value(event, -1, Errno::EInval);
    return true;
  }
  if (unread)
    d->tells_unread = *value != 0;
  else if (uncopied)
    d->zerocopy = *value != 0;
  else if (stamped)
    d->stamping = *value, d->stamped_octets = 0;
  else
    d->notsent_lowat = static_cast<uint32_t>(std::min<int64_t>(*value, UINT32_MAX));
  if (d->notsent_lowat != 0) doubt(event.line, "TCP_NOTSENT_LOWAT: how much Linux takes then");
  check_value(event, 0, Errno::Ok);
  return true;
}

// TCP_CM_INQ: what is still unread after a recvmsg(); the peer's FIN counts as an octet.
void DrillMachine::check_unread(const DrillEvent& event) {
  if (event.call.name != "recvmsg" || event.call.arguments.size() < 2) return;
  const DrillValue* control = event.call.arguments[1].field("msg_control");
  if (!control || control->items.size() != 1) return;
  const auto number = drill_number(event.call.arguments[0]);
  const Descriptor& d = descriptors_[number.value_or(-1)];
  const uint32_t slot = slot_named(d.name);
  if (slot == kNone) return;
  const Tcb& t = world_.tcb(slot);
  const int64_t actual = int64_t{t.rcv.unread} + (t.rcv.fin ? 1 : 0);
  const auto want = drill_number(*control->items[0].field("cmsg_data"));
  if (!d.tells_unread)
    fail(event.line, "runtime error in recvmsg call: expected a control message, but got none");
  else if (want != actual)
    fail(event.line, "runtime error in recvmsg call: bad TCP_CM_INQ: expected: " +
                         std::to_string(want.value_or(0)) + " actual: " + std::to_string(actual));
}

// Options that are not the TCP's affair: the call succeeds and does nothing.
bool DrillMachine::local_option(const DrillEvent& event) {
  const DrillCall& call = event.call;
  const bool asks = call.name == "getsockopt";
  const bool option = (asks || call.name == "setsockopt") && call.arguments.size() > 3;
  if (option && kept_option(event, drill_text(call.arguments[2]))) return true;
  if (asks && call.arguments.size() > 3)
    return local_question(event, drill_text(call.arguments[2]));
  if (call.name != "setsockopt" || call.arguments.size() < 4) return false;
  const std::string name = drill_text(call.arguments[2]);
  if (std::find(kWithoutEffect.begin(), kWithoutEffect.end(), name) == kWithoutEffect.end())
    return false;
  out_.notes.push_back({event.line, "setsockopt " + name});
  check_value(event, 0, Errno::Ok);
  return true;
}

void DrillMachine::check_details(const DrillEvent& event, const Record& result) {
  if (result.call() != CallKind::GetSockOpt || result.error() != Errno::Ok) return;
  const DrillValue& want = inner(event.call.arguments[3]);
  const auto option = option_for(drill_text(event.call.arguments[2]));
  if (*option == Option::SoLinger) {
    const auto d = drill_number(event.call.arguments[0]);
    const uint32_t slot = d ? slot_named(descriptors_[*d].name) : kNone;
    if (slot == kNone || want.items.size() != 2) return;
    const Socket& s = world_.sockets()[slot];
    const bool same = drill_number(want.items[0]) == int64_t{s.linger_on} &&
                      drill_number(want.items[1]) == int64_t{s.linger_seconds};
    if (!same)
      fail(event.line,
           "runtime error in getsockopt call: bad linger value: expected " + drill_text(want));
    return;
  }
  if (same_value(want, result, *option)) return;
  // FreeBSD rounds the buffer up to whole segments when the connection opens.
  const auto number = drill_number(want);
  const auto d = drill_number(event.call.arguments[0]);
  const uint32_t slot = d ? slot_named(descriptors_[*d].name) : kNone;
  const bool bsd = shared_->hosts[0].profile.name == ProfileName::FreeBsd;
  const bool before = slot != kNone && !world_.sockets()[slot].connected;
  if (bsd && before && *option == Option::SoRcvBuf && number && *number > 0 &&
      *number < INT32_MAX / 2 &&
      whole_segments(static_cast<uint32_t>(*number), shared_->hosts[0].profile.mss) ==
          static_cast<uint32_t>(result.detail()))
    return;
  const std::string actual = *option == Option::SoError
                                 ? std::string(errno_name(static_cast<Errno>(result.detail())))
                                 : std::to_string(result.detail());
  fail(event.line, "runtime error in getsockopt call: bad getsockopt optval: expected: " +
                       drill_text(want) + " actual: " + (actual.empty() ? "0" : actual));
}

void DrillMachine::call_fcntl(const DrillEvent& event) {
  const auto number = argument(event, 0);
  const auto what = argument(event, 1);
  Descriptor* d = number ? descriptor(event, *number) : nullptr;
  if (!d || !what) return;
  constexpr int64_t kGetFlags = 3;
  constexpr int64_t kSetFlags = 4;
  constexpr int64_t kNonblock = 0x800;
  constexpr int64_t kNonblockBsd = 4;
  if (*what == kSetFlags) {
    const auto flags = argument(event, 2);
    if (!flags) return;
    d->nonblocking = (*flags & kNonblock) != 0;
    check_value(event, 0, Errno::Ok);
  } else if (*what == kGetFlags) {
    const bool bsd = drill_number(event.call.result) == (2 | kNonblockBsd) && d->nonblocking;
    const int64_t mode = d->nonblocking ? (bsd ? kNonblockBsd : kNonblock) : 0;
    check_value(event, 2 | mode, Errno::Ok);
  } else {
    skip(event.line, "fcntl with such a command");
  }
}

// ioctl(3, SIOCINQ, [1000]) = 0
void DrillMachine::call_ioctl(const DrillEvent& event) {
  const auto number = argument(event, 0);
  const auto what = argument(event, 1);
  Descriptor* d = number ? descriptor(event, *number) : nullptr;
  if (!d || !what || event.call.arguments.size() < 3) return;
  constexpr int64_t kNonblocking = 0x5421;  // FIONBIO
  if (*what == kNonblocking) {
    d->nonblocking = drill_number(inner(event.call.arguments[2])).value_or(1) != 0;
    check_value(event, 0, Errno::Ok);
    return;
  }
  constexpr int64_t kInq = 0x541b;
  constexpr int64_t kOutq = 0x5411;
  const uint32_t slot = slot_named(d->name);
  if ((*what != kInq && *what != kOutq) || slot == kNone) {
    skip(event.line, "ioctl with such a request");
    return;
  }
  const Tcb& t = world_.tcb(slot);
  const int64_t queued = t.state == State::Closed ? 0 : t.snd.end - later(t.snd.una, t.iss + 1);
  const int64_t actual = *what == kInq ? int64_t{t.rcv.unread} : queued;
  if (!check_value(event, 0, Errno::Ok)) return;
  const auto want = drill_number(inner(event.call.arguments[2]));
  if (want && *want != actual)
    fail(event.line, "runtime error in ioctl call: expected " + std::to_string(*want) +
                         ", but got " + std::to_string(actual));
}

// Calls that do not reach the TCP. False: another one.
bool DrillMachine::local_call(const DrillEvent& event) {
  const DrillCall& call = event.call;
  if (call.name == "fcntl") {
    call_fcntl(event);
    return true;
  }
  if (call.name == "ioctl") {
    call_ioctl(event);
    return true;
  }
  if (local_option(event) || read_errqueue(event)) return true;
  if (call.name != "socket") return false;
  const auto type = argument(event, 1);
  const auto protocol = argument(event, 2);
  if (!type || !protocol) return true;
  constexpr int64_t kStream = 1;
  constexpr int64_t kTcp = 6;
  if ((*type & 0xf) != kStream || (*protocol != kTcp && *protocol != 0)) {
    skip(event.line, "sockets other than TCP's");
    stopped_ = true;
    return true;
  }
  const int64_t number = drill_number(call.result).value_or(-1);
  if (number < 0) {
    fail(event.line, "runtime error in socket call: expected result " + drill_text(call.result) +
                         ", but got a descriptor");
    return true;
  }
  Entry entry;
  entry.host = 0;
  entry.call = CallKind::Socket;
  entry.socket = new_name(number);
  perform(entry);
  Descriptor made;
  made.name = entry.socket;
  made.nonblocking = (*type & 0x800) != 0;
  descriptors_[number] = made;
  return true;
}

}  // namespace finwait
