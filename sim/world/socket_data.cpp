// send, recv, shutdown, close: facts C.4 to C.8.
#include <algorithm>

#include "sim/tcp/operations.hpp"
#include "sim/world/stepper.hpp"

namespace finwait {
namespace {

bool is_opening(State state) { return state == State::SynSent || state == State::SynReceived; }

}  // namespace

CallResult Stepper::call_send(uint32_t slot, uint32_t wanted, uint32_t& done, bool urgent) {
  Socket& s = socket(slot);
  const Profile& p = profile(s.host);
  if (s.pending != Errno::Ok && !is_opening(tcb(slot).state)) {  // A053-A055
    if (done > 0) return CallResult::ok(done);
    const Rule rule = s.pending == Errno::ETimedOut ? Rule::A055 : Rule::A054;
    return CallResult::fail(take_pending(slot), rule);
  }
  if (is_opening(tcb(slot).state) && p.opening_send_waits) {  // the RFC queues (T011, T012)
    tcb(slot).sender_waits = !s.nonblocking;
    return s.nonblocking ? CallResult::fail(Errno::EAgain, Rule::A043) : CallResult::block();
  }
  if (s.shut_write)
    return done ? CallResult::ok(done) : CallResult::fail(Errno::EPipe, Rule::A050);
  if (!s.connect_asked) {
    const bool pipe = p.fresh_send_pipe || s.listening;
    const Rule rule = s.listening ? Rule::A027 : Rule::A045;
    return CallResult::fail(pipe ? Errno::EPipe : Errno::ENotConn, rule);
  }
  if (!alive(slot))
    return done ? CallResult::ok(done) : CallResult::fail(Errno::EPipe, Rule::A051);
  if (wanted == 0) return CallResult::ok(0, Rule::A056);
  Tcb& t = tcb(slot);
  const uint32_t limit = s.send_buffer ? s.send_buffer : profile(s.host).send_buffer;
  const uint32_t queued = t.snd.end - later(t.snd.una, t.iss + 1);
  const uint32_t room = limit > queued ? limit - queued : 0;
  const uint32_t taken = std::min(wanted - done, room);
  if (taken > 0) {
    done += taken;
    Step step = make_step(slot);
    send_call(t, taken, urgent, step);
    flush(slot);
  }
  if (done == wanted) return CallResult::ok(done, Rule::A046);
  if (s.nonblocking)
    return done ? CallResult::ok(done, Rule::A048) : CallResult::fail(Errno::EAgain, Rule::A048);
  return CallResult::block();  // A047
}

CallResult Stepper::call_recv(uint32_t slot, uint32_t most) {
  Socket& s = socket(slot);
  Tcb& t = tcb(slot);
  if (t.rcv.unread > 0 && !is_opening(t.state)) {  // A059, A063
    const uint32_t octets = std::min(most, t.rcv.unread);
    const SeqNum start = t.rcv.nxt - (t.rcv.fin ? 1 : 0) - t.rcv.unread;
    account_read(slot, start, octets);
    Step step = make_step(slot);
    receive_call(t, octets, step);
    flush(slot);
    return CallResult::ok(octets, Rule::A059);
  }
  if (t.rcv.fin && s.pending == Errno::Ok) return CallResult::ok(0, Rule::A062);
  if (t.rcv.fin && profile(s.host).end_before_error)
    return CallResult::ok(0, Rule::A065);
  if (s.pending != Errno::Ok) {
    const Rule rule = s.pending == Errno::ETimedOut ? Rule::A067 : Rule::A064;
    return CallResult::fail(take_pending(slot), rule);
  }
  if (s.shut_read) return CallResult::ok(0, Rule::A066);
  if (!s.connect_asked) return CallResult::fail(Errno::ENotConn, Rule::A070);
  if (!alive(slot)) return CallResult::ok(0, Rule::A064);
  return s.nonblocking ? CallResult::fail(Errno::EAgain, Rule::A061) : CallResult::block();  // A060
}

// How many of the octets [start, start+octets) in the receive buffer the peer's user never wrote.
uint32_t Stepper::foreign_among(uint32_t slot, SeqNum start, uint32_t octets) const {
  uint32_t foreign = 0;
  for (const World::ForeignText& f : w_.foreign_) {
    if (f.reader != socket(slot).id) continue;
    const SeqNum from = later(f.start, start);
    const SeqNum to = earlier(f.start + f.length, start + octets);
    if (from < to) foreign += to - from;
  }
  return foreign;
}

// The ledger: of what was read, what the peer's user wrote and what is foreign.
void Stepper::account_read(uint32_t slot, SeqNum start, uint32_t octets) {
  const Socket& s = socket(slot);
  const uint32_t foreign = foreign_among(slot, start, octets);
  record_bytes(s.id, s.host, ByteFate::Foreign, 0, foreign, Rule::None);
  if (s.peer_stream == kNoStream || s.peer_stream >= kForgedStream) return;
  StreamAccount& account = w_.accounts_[s.peer_stream - 1];
  record_bytes(account.writer, s.host, ByteFate::Read, account.read + account.flushed,
               octets - foreign, Rule::None);
  account.read += octets - foreign;
  account.foreign += foreign;
}

// The same of what the TCB threw away unread (A084, T164).
void Stepper::account_flushed(uint32_t slot, const Note& note) {
  const Socket& s = socket(slot);
  if (s.peer_stream == kNoStream || s.peer_stream >= kForgedStream) return;
  StreamAccount& account = w_.accounts_[s.peer_stream - 1];
  const uint32_t own = note.len - foreign_among(slot, note.seq, note.len);
  record_discarded(s.peer_stream, s.host, account.read + account.flushed, own, note.rule);
  account.flushed += own;
}

CallResult Stepper::shutdown_listener(uint32_t slot, ShutdownHow how) {
  if (how == ShutdownHow::Write) return CallResult::ok(0, Rule::A082);
  stop_listening(slot);                                    // A083
  drop_children(slot);
  Step step = make_step(slot);
  delete_quietly(tcb(slot), Rule::A083, step);
  socket(slot).bound = true;
  w_.fresh_.push_back(socket(slot).id);
  flush(slot);
  return CallResult::ok();
}

CallResult Stepper::call_shutdown(uint32_t slot, ShutdownHow how) {
  Socket& s = socket(slot);
  if (s.listening) return shutdown_listener(slot, how);
  const bool over = !s.connect_asked || !alive(slot);
  if (over && profile(s.host).early_shutdown_cancels) {  // Linux: refused, but remembered
    s.shut_read = s.shut_read || how != ShutdownHow::Write;
    s.shut_write = s.shut_write || how != ShutdownHow::Read;
  }
  if (over)
    return CallResult::fail(Errno::ENotConn, s.connect_asked ? Rule::A077 : Rule::A078);
  if (tcb(slot).state == State::SynSent) {
    if (!profile(s.host).early_shutdown_cancels)
      return CallResult::fail(Errno::ENotConn, Rule::A080);
    Step step = make_step(slot);
    close_call(tcb(slot), step);
    s.pending = Errno::EConnReset;
    flush(slot);
    if (s.first_waiter == kNone) failed_connect(slot, {});
    return CallResult::ok(0, Rule::A080);
  }
  s.connect_reported = s.connect_reported || profile(s.host).connect_restarts;
  if (how != ShutdownHow::Write) {  // A084: nothing is sent
    s.shut_read = true;
    Step step = make_step(slot);
    shut_read_call(tcb(slot), step);
    flush(slot);
    if (!alive(slot)) return CallResult::ok(0, Rule::T168);
  }
  if (how != ShutdownHow::Read && !s.shut_write) {  // A073; A075: again, nothing
    s.shut_write = true;
    Step step = make_step(slot);
    close_call(tcb(slot), step);
    flush(slot);
  }
  return CallResult::ok();
}

// SO_LINGER waits until the FIN is acknowledged: the state leaves these (A111).
bool Stepper::lingering(uint32_t slot) const {
  const State state = tcb(slot).state;
  return state == State::FinWait1 || state == State::Closing || state == State::LastAck ||
         state == State::CloseWait;
}

CallResult Stepper::call_close(uint32_t slot, bool abort) {
  Socket& s = socket(slot);
  if (!abort && --s.references > 0) return CallResult::ok(0, Rule::A092);
  s.references = 0;
  s.open = false;
  abandon_blocked(slot, Errno::EConnAborted);
  return close_last(slot, abort);
}

CallResult Stepper::close_last(uint32_t slot, bool abort) {
  Socket& s = socket(slot);
  Tcb& t = tcb(slot);
  if (s.listening) {  // A101
    stop_listening(slot);
    drop_children(slot);
    Step step = make_step(slot);
    abort ? abort_call(t, Rule::T033, step) : close_call(t, step);
    flush(slot);
    return CallResult::ok();
  }
  // Linux: the socket has left TIME_WAIT long ago; nothing of it can be aborted.
  const bool apart = t.state == State::TimeWait && profile(s.host).time_wait_socket;
  if (t.state == State::Closed || apart) return CallResult::ok();
  Step step = make_step(slot);
  const bool hard = abort || (s.linger_on && s.linger_seconds == 0);
  if (hard) {  // A110
    static constexpr Rule kRules[] = {Rule::T035, Rule::T036, Rule::T037, Rule::T038, Rule::T039};
    const State state = t.state;
    const size_t row = state == State::SynReceived   ? 0
                       : state == State::Established ? 1
                       : state == State::FinWait1    ? 2
                       : state == State::FinWait2    ? 3
                                                     : 4;
    t.closed_by_user = true;
    abort_call(t, kRules[row], step);
  } else {
    if (s.linger2.ns > 0) t.fin_wait_2_timeout = s.linger2;
    close_socket(t, step);
  }
  flush(slot);
  if (!hard && s.id != 0 && s.linger_on && lingering(slot)) return CallResult::block();  // A111
  return CallResult::ok();
}

// A106: the system closes what the process had open.
CallResult Stepper::call_exit(uint8_t host) {
  forget_deferred(host);
  for (uint32_t slot = 0; slot < w_.sockets_.size(); ++slot) {
    Socket& s = socket(slot);
    if (s.id == 0 || s.host != host || !s.open) continue;
    abandon_blocked(slot, std::nullopt);
    s.references = 0;
    s.open = false;
    s.linger_on = s.linger_on && s.linger_seconds == 0;
    close_last(slot, false);
    release_if_dead(slot);
  }
  return CallResult::ok();
}

}  // namespace finwait
