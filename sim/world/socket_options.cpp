// setsockopt, getsockopt, names and readiness: facts C.9 and C.10.
#include <algorithm>

#include "sim/tcp/operations.hpp"
#include "sim/world/stepper.hpp"

namespace finwait {
namespace {

int32_t thousandths(Duration d) { return static_cast<int32_t>(d.ns / milliseconds(1).ns); }

// Which row is about reading an option.
Rule getting_rule(Option option) {
  switch (option) {
    case Option::SoLinger: return Rule::A122;
    case Option::SoReuseAddr: return Rule::A123;
    case Option::SoKeepAlive:
    case Option::TcpKeepIdle:
    case Option::TcpKeepIntvl:
    case Option::TcpKeepCnt: return Rule::A126;
    case Option::SoError: return Rule::A129;
    case Option::SoRcvBuf:
    case Option::SoSndBuf: return Rule::A128;
    case Option::TcpNoDelay: return Rule::A125;
    case Option::TcpUserTimeout: return Rule::A127;
    case Option::TcpLinger2: return Rule::A095;
    case Option::TcpInfoState: return Rule::A131;
    case Option::SoDontLinger: return Rule::A117;
    case Option::SoExclusiveAddrUse: return Rule::A124;
    case Option::SoRcvTimeO:
    case Option::SoSndTimeO: return Rule::A130;
    case Option::SoNoSigPipe: return Rule::A050;
    case Option::TcpCork:
    case Option::TcpNoPush: return Rule::A161;
    case Option::TcpKeepInit: return Rule::A165;
  }
  return Rule::None;
}

// Options of one system; on others there are none such.
bool is_foreign(Option option, const SocketRules& rules) {
  switch (option) {
    case Option::SoDontLinger:
    case Option::SoExclusiveAddrUse: return !rules.winsock_options;
    case Option::TcpUserTimeout: return !rules.user_timeout_option;
    case Option::TcpCork: return !rules.cork_option;
    case Option::TcpNoPush:
    case Option::TcpKeepInit: return !rules.bsd_options;
    default: return false;
  }
}

// Linux refuses more than that (MAX_TCP_KEEPIDLE, ...KEEPCNT), and cuts TCP_LINGER2.
constexpr Duration kLongestKeepalive = seconds(32767);
constexpr int64_t kMostKeepalives = 127;
constexpr Duration kLongestLinger2 = seconds(120);

// A126: Winsock refuses SO_KEEPALIVE for a connection that is no more.
CallResult set_dead_keepalive(const Socket& s) {
  const bool timed_out = s.failure != Errno::EConnReset;
  return CallResult::fail(timed_out ? Errno::ENetReset : Errno::ENotConn, Rule::A126);
}

}  // namespace

// Hands the socket's options to a fresh TCB that is about to open.
void Stepper::apply_options(uint32_t slot) {
  const Socket& s = socket(slot);
  Tcb& t = tcb(slot);
  t.nodelay = s.nodelay;
  t.corked = s.corked;
  t.keepalive = s.keepalive;
  t.user_timeout = s.user_timeout;
  t.keepalive_idle = s.keepalive_idle;
  t.keepalive_interval = s.keepalive_interval;
  t.keepalive_count = s.keepalive_count;
}

// A child has its listener's options.
void Stepper::inherit_options(uint32_t slot, uint32_t listener) {
  const Socket& l = socket(listener);
  Socket& s = socket(slot);
  s.reuse_address = l.reuse_address;
  s.linger_on = l.linger_on;
  s.linger_seconds = l.linger_seconds;
  s.keepalive = l.keepalive;
  s.nodelay = l.nodelay;
  s.corked = l.corked;
  s.receive_buffer = l.receive_buffer;
  s.send_buffer = l.send_buffer;
  s.user_timeout = l.user_timeout;
  s.keepalive_idle = l.keepalive_idle;
  s.keepalive_interval = l.keepalive_interval;
  s.keepalive_count = l.keepalive_count;
  s.linger2 = l.linger2;
  s.receive_timeout = l.receive_timeout;
  s.send_timeout = l.send_timeout;
  s.exclusive = l.exclusive;
  s.specific = l.specific;
  s.no_sigpipe = l.no_sigpipe;
  apply_options(slot);
}

// A128: Linux takes twice as much, half of it for its own records, and never less than a minimum.
uint32_t Stepper::buffer_size(uint8_t host, int64_t asked, uint32_t least) const {
  const auto octets = static_cast<uint32_t>(asked);
  return profile(host).buffers_doubled ? std::max(octets, least / 2) : octets;
}

// Options that only some systems have, and those that concern the socket alone.
std::optional<CallResult> Stepper::set_socket_option(const Entry& entry, Socket& s) {
  const SocketRules& rules = profile(s.host);
  const Duration time = entry.duration.ns > 0 ? entry.duration : milliseconds(entry.value);
  if (is_foreign(*entry.option, rules))
    return CallResult::fail(Errno::ENoProtoOpt, getting_rule(*entry.option));
  switch (*entry.option) {
    case Option::SoLinger:
      s.linger_on = entry.onoff != 0;
      s.linger_seconds = static_cast<uint32_t>(entry.linger);
      return CallResult::ok();
    case Option::SoReuseAddr: s.reuse_address = entry.value != 0; return CallResult::ok();
    case Option::SoNoSigPipe: s.no_sigpipe = entry.value != 0; return CallResult::ok();
    case Option::SoRcvTimeO: s.receive_timeout = time; return CallResult::ok(0, Rule::A130);
    case Option::SoSndTimeO: s.send_timeout = time; return CallResult::ok(0, Rule::A130);
    case Option::SoDontLinger:
      s.linger_on = entry.value == 0;
      return CallResult::ok(0, Rule::A117);
    case Option::SoExclusiveAddrUse:
      s.exclusive = entry.value != 0;
      return CallResult::ok(0, Rule::A124);
    case Option::SoKeepAlive: {
      const bool dead = s.connected && s.failure != Errno::Ok;
      if (dead && rules.dead_keepalive_fails) return set_dead_keepalive(s);
      return std::nullopt;
    }
    case Option::SoError:
    case Option::TcpInfoState: return CallResult::fail(Errno::ENoProtoOpt);
    case Option::SoRcvBuf:
    case Option::SoSndBuf:
    case Option::TcpNoDelay:
    case Option::TcpUserTimeout:
    case Option::TcpKeepIdle:
    case Option::TcpKeepIntvl:
    case Option::TcpKeepCnt:
    case Option::TcpLinger2:
    case Option::TcpCork:
    case Option::TcpNoPush:
    case Option::TcpKeepInit: return std::nullopt;
  }
  return std::nullopt;
}

CallResult Stepper::call_setsockopt(const Entry& entry, uint32_t slot) {
  Socket& s = socket(slot);
  if (const auto result = set_socket_option(entry, s)) return *result;
  Tcb& t = tcb(slot);
  const bool live = s.connect_asked && t.state != State::Closed;
  const Duration time = entry.duration.ns > 0 ? entry.duration : seconds(entry.value);
  const bool linux = profile(s.host).cork_option;
  const CallResult invalid = CallResult::fail(Errno::EInval, Rule::A126);
  Step step = make_step(slot);
  switch (*entry.option) {
    case Option::SoKeepAlive:
      s.keepalive = entry.value != 0;
      if (live) set_keepalive(t, s.keepalive, step);
      break;
    case Option::SoRcvBuf: s.receive_buffer = buffer_size(s.host, entry.value, 2304); break;
    case Option::SoSndBuf: s.send_buffer = buffer_size(s.host, entry.value, 4608); break;
    case Option::TcpNoDelay:
      s.nodelay = entry.value != 0;
      if (live) set_nodelay(t, s.nodelay, step);
      break;
    case Option::TcpUserTimeout:
      s.user_timeout = entry.duration.ns > 0 ? entry.duration : milliseconds(entry.value);
      if (live) set_user_timeout(t, s.user_timeout, step);
      break;
    case Option::TcpKeepIdle:
      if (time.ns <= 0 || (linux && time > kLongestKeepalive)) return invalid;
      s.keepalive_idle = time;
      if (live) set_keepalive_idle(t, time, step);
      t.keepalive_idle = time;
      break;
    case Option::TcpKeepIntvl:
      if (time.ns <= 0 || (linux && time > kLongestKeepalive)) return invalid;
      s.keepalive_interval = t.keepalive_interval = time;
      break;
    case Option::TcpKeepCnt:
      if (entry.value < 1 || (linux && entry.value > kMostKeepalives)) return invalid;
      s.keepalive_count = t.keepalive_count = static_cast<int32_t>(entry.value);
      break;
    case Option::TcpLinger2: s.linger2 = linux ? min(time, kLongestLinger2) : time; break;
    case Option::TcpCork:
    case Option::TcpNoPush:
      s.corked = entry.value != 0;
      if (live) set_cork(t, s.corked, step);
      if (live) flush(slot);
      return CallResult::ok(0, Rule::A161);
    case Option::TcpKeepInit:
      if (time.ns <= 0) return CallResult::fail(Errno::EInval, Rule::A165);
      s.connect_timeout = time;
      if (live) set_connect_timeout(t, time, step);
      if (live) flush(slot);
      return CallResult::ok(0, Rule::A165);
    case Option::SoLinger:
    case Option::SoReuseAddr:
    case Option::SoError:
    case Option::TcpInfoState:
    case Option::SoDontLinger:
    case Option::SoExclusiveAddrUse:
    case Option::SoRcvTimeO:
    case Option::SoSndTimeO:
    case Option::SoNoSigPipe: break;  // set_socket_option()
  }
  if (live) flush(slot);
  return CallResult::ok();
}

CallResult Stepper::call_getsockopt(const Entry& entry, uint32_t slot) {
  Socket& s = socket(slot);
  const Profile& p = profile(s.host);
  if (is_foreign(*entry.option, p))
    return CallResult::fail(Errno::ENoProtoOpt, getting_rule(*entry.option));
  const auto whole = [](Duration d) { return static_cast<int32_t>(d.ns / seconds(1).ns); };
  const auto told = [&](uint32_t octets) {
    return static_cast<int32_t>(p.buffers_doubled ? 2 * octets : octets);
  };
  CallResult result = CallResult::ok(0, getting_rule(*entry.option));
  switch (*entry.option) {
    case Option::SoDontLinger: result.detail = !s.linger_on; break;
    case Option::SoExclusiveAddrUse: result.detail = s.exclusive; break;
    case Option::SoNoSigPipe: result.detail = s.no_sigpipe; break;
    case Option::SoRcvTimeO: result.detail = thousandths(s.receive_timeout); break;
    case Option::SoSndTimeO: result.detail = thousandths(s.send_timeout); break;
    case Option::SoLinger:
      result.detail = s.linger_on ? static_cast<int32_t>(s.linger_seconds) : 0;
      break;
    case Option::SoReuseAddr: result.detail = s.reuse_address; break;
    case Option::SoKeepAlive: result.detail = s.keepalive; break;
    case Option::SoError:
      if (s.pending == Errno::Ok && p.icmp_told) std::swap(s.pending, s.soft_error);
      result.detail = static_cast<int32_t>(take_pending(slot));
      break;
    case Option::SoRcvBuf:
      result.detail = told(s.receive_buffer ? s.receive_buffer : p.receive_buffer);
      break;
    case Option::SoSndBuf:
      result.detail = told(s.send_buffer ? s.send_buffer : p.send_buffer);
      break;
    case Option::TcpNoDelay: result.detail = s.nodelay; break;
    case Option::TcpCork:
    case Option::TcpNoPush: result.detail = s.corked; break;
    case Option::TcpKeepInit:
      result.detail = whole(s.connect_timeout.ns ? s.connect_timeout : p.connect_timeout);
      break;
    case Option::TcpUserTimeout:
      result.detail = thousandths(s.user_timeout);
      break;
    case Option::TcpKeepIdle:
      result.detail = whole(s.keepalive_idle.ns ? s.keepalive_idle : p.keepalive_idle);
      break;
    case Option::TcpKeepIntvl:
      result.detail = whole(s.keepalive_interval.ns ? s.keepalive_interval : p.keepalive_interval);
      break;
    case Option::TcpKeepCnt:
      result.detail = s.keepalive_count ? s.keepalive_count : p.keepalive_count;
      break;
    case Option::TcpLinger2:
      result.detail = whole(s.linger2.ns ? s.linger2 : p.fin_wait_2_timeout);
      break;
    case Option::TcpInfoState:  // A131: Linux shows CLOSE for an open socket in TIME_WAIT
      result.detail = static_cast<int32_t>(
          tcb(slot).state == State::TimeWait && p.time_wait_socket ? State::Closed
                                                                   : tcb(slot).state);
      break;
  }
  return result;
}

CallResult Stepper::call_name(uint32_t slot, bool peer) {
  const Socket& s = socket(slot);
  const State state = tcb(slot).state;
  const bool apart = state == State::TimeWait && profile(s.host).time_wait_socket;
  const bool none = state == State::Closed || state == State::SynSent || state == State::Listen;
  if (peer && (none || apart))
    return CallResult::fail(Errno::ENotConn);
  CallResult result = CallResult::ok();
  result.detail = peer ? s.remote.port : s.local.port;
  return result;
}

// A133, A134: as Linux reports it.
uint8_t Stepper::poll_events(uint32_t slot) const {
  const Socket& s = socket(slot);
  const Tcb& t = tcb(slot);
  if (s.listening) return s.waiting > 0 ? uint8_t{kPollIn} : uint8_t{0};
  const bool opening = t.state == State::SynSent || t.state == State::SynReceived;
  uint8_t events = 0;
  if (!s.connect_asked || opening) {
    if (s.pending != Errno::Ok) events |= kPollErr;
    if (s.shut_read) events |= kPollIn | kPollRdHup;
    if (s.shut_read && s.shut_write) events |= kPollHup;
    if (!opening) events |= kPollOut | kPollHup;
    return events;
  }
  const bool dead = t.state == State::Closed || t.state == State::TimeWait;
  const bool end = t.rcv.fin || s.shut_read || dead;
  if (t.rcv.unread > 0 || end) events |= kPollIn;
  if (end) events |= kPollRdHup;
  if (dead || (end && s.shut_write)) events |= kPollHup;
  if (s.pending != Errno::Ok) events |= kPollErr;
  const uint32_t limit = s.send_buffer ? s.send_buffer : profile(s.host).send_buffer;
  const uint32_t queued = t.snd.end - t.snd.una;
  if (s.shut_write || dead || queued < limit) events |= kPollOut;
  return events;
}

// What of the events that poll() or select() asks for there is now.
uint8_t Stepper::ready_events(const Entry& entry, uint32_t slot) const {
  const uint8_t wanted = entry.events ? entry.events : uint8_t{0xff};
  if (entry.call == CallKind::Select) return select_sets(slot) & wanted;
  return poll_events(slot) & (wanted | kPollErr | kPollHup);
}

CallResult Stepper::call_poll(const Entry& entry, uint32_t slot) {
  const uint8_t now = ready_events(entry, slot);
  if (now == 0 && !(entry.timeout && entry.timeout->ns == 0)) return CallResult::block();
  const bool winsock = profile(socket(slot).host).connect_fails_in_exceptfds;
  const bool select = entry.call == CallKind::Select;
  CallResult result =
      CallResult::ok(now ? 1 : 0, select ? (winsock ? Rule::A135 : Rule::A133) : Rule::A134);
  result.events = now;
  return result;
}

}  // namespace finwait
