// send, recv: facts C.4 and C.5.
#include <algorithm>

#include "sim/tcp/operations.hpp"
#include "sim/world/stepper.hpp"

namespace finwait {
namespace {

bool is_opening(State state) { return state == State::SynSent || state == State::SynReceived; }

// A162, A163: flags that a system does not take.
std::optional<CallResult> flags_refused(const Entry& entry, const SocketRules& rules) {
  if (!entry.more && !entry.end_of_record) return std::nullopt;
  const Rule rule = entry.more ? Rule::A162 : Rule::A163;
  if (rules.winsock_options) return CallResult::fail(Errno::EOpNotSupp, rule);
  if (entry.end_of_record && rules.bsd_options) return CallResult::fail(Errno::EInval, rule);
  return std::nullopt;
}

}  // namespace

// Why nothing can be sent, if that is so; `done` octets of the call were taken over before.
std::optional<CallResult> Stepper::send_refused(uint32_t slot, uint32_t done) {
  Socket& s = socket(slot);
  const Profile& p = profile(s.host);
  const bool opening = is_opening(tcb(slot).state);
  const Errno error = opening ? Errno::Ok : error_of(slot);
  const auto after = [&](CallResult result) { return done ? CallResult::ok(done) : result; };
  if (error != Errno::Ok && (s.connected || s.connect_asked)) {  // A053-A055
    if (done > 0) return CallResult::ok(done);
    const Rule reset = error == Errno::EHostUnreach ? Rule::T184
                       : tcb(slot).rcv.fin          ? Rule::A053
                                                    : Rule::A054;
    if (error == Errno::EConnReset && p.send_pipe_before_error)
      return CallResult::fail(Errno::EPipe, reset);
    const bool timeout = error == Errno::ETimedOut || error == Errno::ENetReset;
    return CallResult::fail(take_error(slot), timeout ? Rule::A055 : reset);
  }
  if (s.shut_write)
    return after(CallResult::fail(p.shutdown_error ? Errno::EShutdown : Errno::EPipe, Rule::A050));
  if (s.listening)
    return CallResult::fail(p.listener_send_pipe ? Errno::EPipe : Errno::ENotConn, Rule::A027);
  if (!s.connect_asked || (!s.connected && !opening && p.errors_repeat)) {
    if (s.pending != Errno::Ok) return CallResult::fail(take_pending(slot), Rule::A033);
    return CallResult::fail(p.fresh_send_pipe ? Errno::EPipe : Errno::ENotConn, Rule::A045);
  }
  if (!alive(slot))
    return after(CallResult::fail(p.dead_send_not_connected ? Errno::ENotConn : Errno::EPipe,
                                  Rule::A051));
  return std::nullopt;
}

CallResult Stepper::call_send(const Entry& entry, uint32_t slot, uint32_t wanted,
                              uint32_t& done) {
  Socket& s = socket(slot);
  const Profile& p = profile(s.host);
  if (const auto refused = flags_refused(entry, p)) return *refused;
  if (is_opening(tcb(slot).state) && p.opening_not_connected)
    return CallResult::fail(Errno::ENotConn, Rule::A043);
  if (is_opening(tcb(slot).state) && p.opening_send_waits) {  // the RFC queues (T011, T012)
    tcb(slot).sender_waits = !s.nonblocking;
    return s.nonblocking ? CallResult::fail(Errno::EAgain, Rule::A043) : CallResult::block();
  }
  if (const auto refused = send_refused(slot, done)) return *refused;
  if (wanted == 0) return CallResult::ok(0, Rule::A056);
  Tcb& t = tcb(slot);
  const uint32_t limit = s.send_buffer ? s.send_buffer : profile(s.host).send_buffer;
  const uint32_t queued = t.snd.end - later(t.snd.una, t.iss + 1);
  const uint32_t room = limit > queued ? limit - queued : 0;
  const uint32_t taken = std::min(wanted - done, room);
  const bool holds = entry.more && p.cork_option;
  const Rule rule = holds                            ? Rule::A162
                    : t.state == State::CloseWait    ? Rule::A049
                                                     : Rule::A046;
  if (taken > 0) {
    done += taken;
    Step step = make_step(slot);
    const bool ends = entry.end_of_record && p.cork_option && done == wanted;
    send_call(t, taken, {entry.urgent, holds, ends}, step);
    flush(slot);
  }
  if (done == wanted) return CallResult::ok(done, rule);
  if (s.nonblocking)
    return done ? CallResult::ok(done, Rule::A048) : CallResult::fail(Errno::EAgain, Rule::A048);
  return CallResult::block();  // A047
}

// A050: EPIPE comes with a signal, unless the program asked for none. Python ignores it (A158).
void Stepper::signal_pipe(uint32_t slot, const Entry& entry, const CallResult& result) {
  const Socket& s = socket(slot);
  if (entry.call != CallKind::Send || result.error != Errno::EPipe) return;
  if (script().hosts[s.host].api != Api::Posix || entry.no_signal || s.no_sigpipe) return;
  record_event(s, EventKind::SigPipe, Errno::Ok);
}

CallResult Stepper::call_recv(uint32_t slot, uint32_t most, bool peek) {
  Socket& s = socket(slot);
  Tcb& t = tcb(slot);
  const Profile& p = profile(s.host);
  if (s.listening) return CallResult::fail(Errno::ENotConn, Rule::A027);
  if (s.shut_read && p.shut_read == ShutRead::Fails)
    return CallResult::fail(Errno::EShutdown, Rule::A066);
  const bool there = t.rcv.unread > 0 && !is_opening(t.state);
  const Errno error = error_of(slot);
  if (there && error == Errno::EConnReset && p.reset_loses_unread)
    return CallResult::fail(take_error(slot), Rule::A063);
  if (most == 0 && p.recv_zero_inval) return CallResult::fail(Errno::EInval, Rule::A072);
  if (!there) return recv_nothing(slot);
  if (most == 0) return CallResult::ok(0, Rule::A072);
  const uint32_t octets = std::min(most, t.rcv.unread);
  if (peek) return CallResult::ok(octets, Rule::A164);
  const SeqNum start = t.rcv.nxt - (t.rcv.fin ? 1 : 0) - t.rcv.unread;
  account_read(slot, start, octets);
  Step step = make_step(slot);
  receive_call(t, octets, step);
  flush(slot);
  return CallResult::ok(octets, error == Errno::EConnReset ? Rule::A063 : Rule::A059);
}

// recv() with an empty buffer: the end of the stream, an error, or waiting.
CallResult Stepper::recv_nothing(uint32_t slot) {
  Socket& s = socket(slot);
  Tcb& t = tcb(slot);
  const Profile& p = profile(s.host);
  const bool opening = is_opening(t.state);
  const Errno error = error_of(slot);
  t.rcv.fin_unread = false;
  if (t.rcv.fin && error == Errno::Ok) return CallResult::ok(0, Rule::A062);
  if (t.rcv.fin && p.end_before_error) return CallResult::ok(0, Rule::A065);
  if (error != Errno::Ok) {
    const bool keepalive = s.connected && error == Errno::ENetReset;
    const Rule rule = keepalive                    ? Rule::A068
                      : error == Errno::ETimedOut  ? Rule::A067
                      : !s.connected               ? Rule::A033
                      : t.rcv.fin                  ? Rule::A065
                                                   : Rule::A064;
    return CallResult::fail(take_error(slot), rule);
  }
  if (s.shut_read) return CallResult::ok(0, s.shut_write ? Rule::A085 : Rule::A066);
  if (!s.connect_asked || (!s.connected && !opening && p.errors_repeat))
    return CallResult::fail(Errno::ENotConn, s.connect_asked ? Rule::A070 : Rule::A045);
  if (opening && p.opening_not_connected) return CallResult::fail(Errno::ENotConn, Rule::A044);
  if (!alive(slot)) return CallResult::ok(0, Rule::A064);
  if (!s.nonblocking) return CallResult::block();  // A060
  return CallResult::fail(Errno::EAgain, opening ? Rule::A044 : Rule::A061);
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
  StreamAccount& account = w_.accounts_.edit(s.peer_stream - 1);
  record_bytes(account.writer, s.host, ByteFate::Read, account.read + account.flushed,
               octets - foreign, Rule::None);
  account.read += octets - foreign;
  account.foreign += foreign;
}

// The same of what the TCB threw away unread (A084, T164).
void Stepper::account_flushed(uint32_t slot, const Note& note) {
  const Socket& s = socket(slot);
  if (s.peer_stream == kNoStream || s.peer_stream >= kForgedStream) return;
  StreamAccount& account = w_.accounts_.edit(s.peer_stream - 1);
  const uint32_t own = note.len - foreign_among(slot, note.seq, note.len);
  record_discarded(s.peer_stream, s.host, account.read + account.flushed, own, note.rule);
  account.flushed += own;
}

}  // namespace finwait
