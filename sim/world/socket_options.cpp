// setsockopt, getsockopt, names and readiness: facts C.9 and C.10.
#include <algorithm>

#include "sim/tcp/operations.hpp"
#include "sim/world/stepper.hpp"

namespace finwait {

// Hands the socket's options to a TCB that is about to open.
void Stepper::apply_options(uint32_t slot) {
  const Socket& s = socket(slot);
  Tcb& t = tcb(slot);
  t = {};
  t.nodelay = s.nodelay;
  t.keepalive = s.keepalive;
  t.user_timeout = s.user_timeout;
  t.keepalive_idle = s.keepalive_idle;
  t.keepalive_interval = s.keepalive_interval;
  t.keepalive_count = s.keepalive_count;
}

// A child has its listener's options.
void Stepper::inherit_options(uint32_t slot, uint32_t listener) {
  const Socket l = socket(listener);
  Socket& s = socket(slot);
  s.reuse_address = l.reuse_address;
  s.linger_on = l.linger_on;
  s.linger_seconds = l.linger_seconds;
  s.keepalive = l.keepalive;
  s.nodelay = l.nodelay;
  s.receive_buffer = l.receive_buffer;
  s.send_buffer = l.send_buffer;
  s.user_timeout = l.user_timeout;
  s.keepalive_idle = l.keepalive_idle;
  s.keepalive_interval = l.keepalive_interval;
  s.keepalive_count = l.keepalive_count;
  s.linger2 = l.linger2;
  apply_options(slot);
}

// A128: Linux takes twice as much, half of it for its own records, and never less than a minimum.
uint32_t Stepper::buffer_size(uint8_t host, int64_t asked, uint32_t least) const {
  const auto octets = static_cast<uint32_t>(asked);
  return profile(host).buffers_doubled ? std::max(octets, least / 2) : octets;
}

CallResult Stepper::call_setsockopt(const Entry& entry, uint32_t slot) {
  Socket& s = socket(slot);
  Tcb& t = tcb(slot);
  const bool live = s.connect_asked && t.state != State::Closed;
  const Duration time = entry.duration.ns > 0 ? entry.duration : seconds(entry.value);
  Step step = make_step(slot);
  switch (*entry.option) {
    case Option::SoLinger:
      s.linger_on = entry.onoff != 0;
      s.linger_seconds = static_cast<uint32_t>(entry.linger);
      break;
    case Option::SoReuseAddr: s.reuse_address = entry.value != 0; break;
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
      if (time.ns <= 0) return CallResult::fail(Errno::EInval);
      s.keepalive_idle = time;
      if (live) set_keepalive_idle(t, time, step);
      t.keepalive_idle = time;
      break;
    case Option::TcpKeepIntvl:
      if (time.ns <= 0) return CallResult::fail(Errno::EInval);
      s.keepalive_interval = t.keepalive_interval = time;
      break;
    case Option::TcpKeepCnt:
      if (entry.value < 1) return CallResult::fail(Errno::EInval);
      s.keepalive_count = t.keepalive_count = static_cast<int32_t>(entry.value);
      break;
    case Option::TcpLinger2: s.linger2 = time; break;
    case Option::SoError:
    case Option::TcpInfoState: return CallResult::fail(Errno::ENoProtoOpt);
  }
  if (live) flush(slot);
  return CallResult::ok();
}

CallResult Stepper::call_getsockopt(const Entry& entry, uint32_t slot) {
  const Socket& s = socket(slot);
  const Profile& p = profile(s.host);
  const auto whole = [](Duration d) { return static_cast<int32_t>(d.ns / seconds(1).ns); };
  const auto told = [&](uint32_t octets) {
    return static_cast<int32_t>(p.buffers_doubled ? 2 * octets : octets);
  };
  CallResult result = CallResult::ok();
  switch (*entry.option) {
    case Option::SoLinger:
      result.detail = s.linger_on ? static_cast<int32_t>(s.linger_seconds) : 0;
      break;
    case Option::SoReuseAddr: result.detail = s.reuse_address; break;
    case Option::SoKeepAlive: result.detail = s.keepalive; break;
    case Option::SoError: result.detail = static_cast<int32_t>(take_pending(slot)); break;
    case Option::SoRcvBuf:
      result.detail = told(s.receive_buffer ? s.receive_buffer : p.receive_buffer);
      break;
    case Option::SoSndBuf:
      result.detail = told(s.send_buffer ? s.send_buffer : p.send_buffer);
      break;
    case Option::TcpNoDelay: result.detail = s.nodelay; break;
    case Option::TcpUserTimeout:
      result.detail = static_cast<int32_t>(s.user_timeout.ns / milliseconds(1).ns);
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

}  // namespace finwait
