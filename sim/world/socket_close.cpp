// shutdown, close, SO_LINGER: facts C.6 to C.8.
#include "sim/tcp/operations.hpp"
#include "sim/world/stepper.hpp"

namespace finwait {
namespace {

// T035-T039: the row of ABORT in a state.
Rule abort_rule(State state) {
  switch (state) {
    case State::SynReceived: return Rule::T035;
    case State::Established: return Rule::T036;
    case State::FinWait1: return Rule::T037;
    case State::FinWait2: return Rule::T038;
    case State::CloseWait: return Rule::T039;
    case State::Closed:
    case State::Listen:
    case State::SynSent:
    case State::Closing:
    case State::LastAck:
    case State::TimeWait: break;  // abort_call() knows better
  }
  return Rule::T039;
}

}  // namespace

// -- shutdown

CallResult Stepper::shutdown_listener(uint32_t slot, ShutdownHow how) {
  Socket& s = socket(slot);
  const ListenerShutdown rule = profile(s.host).listener_shutdown;
  const bool writes_only = how == ShutdownHow::Write;
  if (rule == ListenerShutdown::NotConnected || (writes_only && rule != ListenerShutdown::Closes))
    return CallResult::fail(Errno::ENotConn, writes_only ? Rule::A082 : Rule::A083);
  if (writes_only) return CallResult::ok(0, Rule::A082);
  s.was_shut = true;
  if (rule == ListenerShutdown::WakesAccept) return CallResult::ok(0, Rule::A083);
  stop_listening(slot);
  drop_children(slot);
  Step step = make_step(slot);
  delete_quietly(tcb(slot), Rule::A083, step);
  Socket& left = socket(slot);
  left.bound = !left.port_given;  // a port that listen() chose is let go
  if (left.port_given) {
    left.local.port = 0;
    left.moved();
  }
  left.port_given = left.shut_read = left.shut_write = false;
  w_.fresh_.push_back(left.id);
  flush(slot);
  return CallResult::ok(0, Rule::A083);
}

// A076-A078: there is no connection to shut down, not yet or not any more.
CallResult Stepper::shutdown_too_late(uint32_t slot) {
  const Socket& s = socket(slot);
  if (!s.connect_asked) return CallResult::fail(Errno::ENotConn, Rule::A078);
  const bool failed = s.failure != Errno::Ok && s.connected;
  if (failed && profile(s.host).reset_shutdown_tells)
    return CallResult::fail(s.failure, Rule::A077);
  return CallResult::fail(Errno::ENotConn, failed ? Rule::A077 : Rule::A076);
}

// A080: Linux cancels the connect.
CallResult Stepper::shutdown_opening(uint32_t slot) {
  Socket& s = socket(slot);
  if (!profile(s.host).early_shutdown_cancels)
    return CallResult::fail(Errno::ENotConn, Rule::A080);
  Step step = make_step(slot);
  close_call(tcb(slot), step);
  s.pending = Errno::EConnReset;
  flush(slot);
  if (s.first_waiter == kNone) failed_connect(slot, {});
  return CallResult::ok(0, Rule::A080);
}

// A084: nothing is sent for it, but Windows resets the connection when data waits (T168).
void Stepper::shut_receiving(uint32_t slot) {
  socket(slot).shut_read = true;
  Step step = make_step(slot);
  shut_read_call(tcb(slot), step);
  flush(slot);
}

CallResult Stepper::call_shutdown(uint32_t slot, ShutdownHow how) {
  Socket& s = socket(slot);
  const Profile& p = profile(s.host);
  if (how == ShutdownHow::Invalid) return CallResult::fail(Errno::EInval, Rule::A079);
  if (s.listening) return shutdown_listener(slot, how);
  const State state = tcb(slot).state;
  const bool over = !s.connect_asked || !alive(slot);
  if (over && p.early_shutdown_cancels) {  // Linux: refused, but remembered
    s.disconnecting =
        s.disconnecting || (s.connected && s.connect_asked && !s.connect_reported);
    s.shut_read = s.shut_read || how != ShutdownHow::Write;
    s.shut_write = s.shut_write || how != ShutdownHow::Read;
  }
  if (over) return shutdown_too_late(slot);
  if (state == State::SynSent) return shutdown_opening(slot);
  if (p.connect_restarts) {
    s.disconnecting = s.disconnecting || (state == State::SynReceived && s.connect_asked);
    s.connect_reported = true;
  }
  Rule rule = how == ShutdownHow::Read ? Rule::A084 : Rule::A085;
  if (how == ShutdownHow::Write)
    rule = s.shut_write                    ? Rule::A075
           : state == State::CloseWait     ? Rule::A074
           : state == State::SynReceived   ? Rule::A081
                                           : Rule::A073;
  if (how != ShutdownHow::Write) {
    shut_receiving(slot);
    if (!alive(slot)) return CallResult::ok(0, Rule::T168);
  }
  if (how != ShutdownHow::Read && !s.shut_write && alive(slot)) {
    s.shut_write = true;
    Step step = make_step(slot);
    close_call(tcb(slot), step);
    flush(slot);
  }
  return CallResult::ok(0, rule);
}

// A090, A091: Winsock's shutdown() with disconnect data, which TCP cannot carry.
CallResult Stepper::call_disconnect(const Entry& entry, uint32_t slot) {
  const bool sends = entry.call == CallKind::WsaSendDisconnect;
  const Rule rule = sends ? Rule::A090 : Rule::A091;
  if (!entry.data.empty()) return CallResult::fail(Errno::ENoProtoOpt, rule);
  CallResult result = call_shutdown(slot, sends ? ShutdownHow::Write : ShutdownHow::Read);
  if (result.error == Errno::Ok) result.rule = rule;
  return result;
}

// -- SO_LINGER

// SO_LINGER waits until the FIN is acknowledged: the state leaves these (A111).
bool Stepper::lingering(uint32_t slot) const {
  const State state = tcb(slot).state;
  return state == State::FinWait1 || state == State::Closing || state == State::LastAck ||
         state == State::CloseWait;
}

// Whether close() would have to wait for the peer.
bool Stepper::would_linger(uint32_t slot) const {
  const Socket& s = socket(slot);
  const Tcb& t = tcb(slot);
  if (!s.linger_on || s.linger_seconds == 0 || s.listening) return false;
  const UnreadClose way = profile(s.host).unread_close;
  const bool held = way == UnreadClose::ResetHeld && t.rcv.held_count > 0;
  const bool resets = way != UnreadClose::Fin && (t.rcv.unread > 0 || held);
  if (resets && alive(slot)) return false;
  return lingering(slot) || t.state == State::Established || t.state == State::SynReceived;
}

// A112: the time is over and the peer has not acknowledged.
CallResult Stepper::linger_expired(uint32_t slot) {
  const Socket& s = socket(slot);
  switch (profile(s.host).linger_expiry) {
    case LingerExpiry::Background:
      return CallResult::ok(0, s.nonblocking ? Rule::A113 : Rule::A112);
    case LingerExpiry::Error: return CallResult::fail(Errno::EAgain, Rule::A112);
    case LingerExpiry::Reset: break;
  }
  Step step = make_step(slot);
  abort_call(tcb(slot), Rule::T169, step);
  flush(slot);
  return CallResult::ok(0, Rule::A112);
}

// The peer has acknowledged the FIN (A111), or a reset or a timeout came first (A114).
CallResult Stepper::linger_over(uint32_t slot) const {
  const Socket& s = socket(slot);
  const Rule waited = s.nonblocking ? Rule::A113 : Rule::A111;
  if (s.failure == Errno::Ok) return CallResult::ok(0, waited);
  const SocketRules& rules = profile(s.host);
  const bool swallowed = script().hosts[s.host].api == Api::Python;  // A159
  if (!rules.linger_reset_tells || swallowed)
    return CallResult::ok(0, swallowed && rules.linger_reset_tells ? Rule::A159 : Rule::A114);
  return CallResult::fail(s.failure, Rule::A114);
}

// -- close

// Which row says what close() does now.
Rule Stepper::closing_rule(uint32_t slot, bool abort) const {
  const Socket& s = socket(slot);
  const Tcb& t = tcb(slot);
  if (s.listening) return Rule::A101;
  switch (t.state) {
    case State::SynSent: return abort ? Rule::A110 : Rule::A099;
    case State::Closed:
    case State::TimeWait:
    case State::LastAck:
    case State::Closing: return Rule::A103;
    case State::Listen: return Rule::A101;
    case State::SynReceived: return abort ? Rule::A110 : Rule::A100;
    case State::Established:
    case State::FinWait1:
    case State::FinWait2:
    case State::CloseWait: break;
  }
  if (abort) return Rule::A110;
  if (t.rcv.unread > 0) {
    if (s.linger_on) return Rule::A115;
    if (s.shut_write) return Rule::A086;
    return t.snd.wnd == 0 && t.unsent() > 0 ? Rule::A098 : Rule::A096;
  }
  if (t.state == State::CloseWait) return t.unsent() > 0 ? Rule::A094 : Rule::A097;
  if (t.state == State::FinWait2) return Rule::A095;
  return Rule::A093;
}

CallResult Stepper::call_close(uint32_t slot, bool abort) {
  Socket& s = socket(slot);
  const LingerNonblocking rule = profile(s.host).linger_nonblocking;
  const bool last = s.references <= 1;
  if (!abort && last && s.nonblocking && rule == LingerNonblocking::WouldBlock &&
      would_linger(slot))
    return CallResult::fail(Errno::EAgain, Rule::A113);  // nothing is started
  const bool python = script().hosts[s.host].api == Api::Python;
  if (!abort && --s.references > 0) return CallResult::ok(0, python ? Rule::A146 : Rule::A092);
  s.references = 0;
  s.open = false;
  if (put_close_off(slot, abort)) return CallResult::ok(0, Rule::A105);
  abandon_blocked(slot, Errno::EConnAborted);
  return close_last(slot, abort);
}

// A105: while a call of another thread is under way, Linux closes when that returns. A connect()
// ends with it (A099).
bool Stepper::put_close_off(uint32_t slot, bool abort) {
  Socket& s = socket(slot);
  if (profile(s.host).close_under_call != CloseUnderCall::GoesOn) return false;
  bool busy = false;
  for (uint32_t i = s.first_waiter; i != kNone; i = w_.blocked_[i].next)
    busy = busy || w_.blocked_[i].call != CallKind::Connect;
  if (!busy) return false;
  s.close_put_off = true;
  s.linger_on = s.linger_on || abort;
  if (abort) s.linger_seconds = 0;
  return true;
}

CallResult Stepper::close_last(uint32_t slot, bool abort) {
  Socket& s = socket(slot);
  Tcb& t = tcb(slot);
  // Linux: TCP_LINGER2 below 0 leaves no FIN_WAIT_2 behind.
  const bool no_orphan = s.linger2.ns < 0 && profile(s.host).time_wait_socket;
  const bool hard = abort || (s.linger_on && s.linger_seconds == 0) ||
                    (no_orphan && t.state == State::FinWait2);
  const Rule rule = closing_rule(slot, hard);
  if (s.listening) {  // A101
    stop_listening(slot);
    drop_children(slot);
    Step step = make_step(slot);
    abort ? abort_call(t, Rule::T033, step) : close_call(t, step);
    flush(slot);
    return CallResult::ok(0, rule);
  }
  // Linux: the socket has left TIME_WAIT long ago; nothing of it can be aborted.
  const bool apart = t.state == State::TimeWait && profile(s.host).time_wait_socket;
  if (t.state == State::Closed || apart) return CallResult::ok(0, rule);
  const bool waits = !hard && would_linger(slot);
  const bool returns = s.nonblocking &&
                       profile(s.host).linger_nonblocking == LingerNonblocking::Returns;
  Step step = make_step(slot);
  if (hard) {  // A110
    t.closed_by_user = true;
    abort_call(t, abort_rule(t.state), step);
  } else {
    if (s.linger2.ns > 0 || no_orphan) t.fin_wait_2_timeout = s.linger2;
    close_socket(t, step);
  }
  flush(slot);
  if (!waits || s.id == 0 || !lingering(slot)) return CallResult::ok(0, waits ? Rule::A111 : rule);
  return returns ? CallResult::ok(0, Rule::A113) : CallResult::block();  // A111
}

// A106: the system closes what the process had open.
CallResult Stepper::call_exit(uint8_t host) {
  forget_deferred(host);
  for (uint32_t slot = 0; slot < w_.sockets_.size(); ++slot) {
    Socket& s = socket(slot);
    if (s.id == 0 || s.host != host || !(s.open || s.close_put_off)) continue;
    s.close_put_off = false;
    abandon_blocked(slot, std::nullopt);
    s.references = 0;
    s.open = false;
    s.linger_on = s.linger_on && s.linger_seconds == 0;
    close_last(slot, false);
    release_if_dead(slot);
  }
  return CallResult::ok(0, Rule::A106);
}

}  // namespace finwait
