// connect: facts C.3.
#include "sim/tcp/operations.hpp"
#include "sim/world/stepper.hpp"

namespace finwait {

// Whether connect() finds the 4-tuple taken: a TIME_WAIT that it may reuse is not in its way.
bool Stepper::tuple_taken(uint8_t host, Address local, Address remote) const {
  const uint32_t other = find_tuple(host, local, remote);
  return (other != kNone && !may_reuse(other, true)) || find_listener(host, local) != kNone;
}

// The next free ephemeral port; 0 when all are taken (towards that remote, if one is given).
uint16_t Stepper::ephemeral_port(uint32_t slot, std::optional<Address> remote) {
  const Socket& s = socket(slot);
  const Profile& p = profile(s.host);
  Host& host = w_.hosts_[s.host];
  const uint32_t count = p.ephemeral_last - p.ephemeral_first + 1;
  // What was full stays so until something is let go; but time makes a TIME_WAIT reusable.
  const bool still_full = remote && !p.tw_reuse && host.full_since == w_.freed_ &&
                          host.full_towards == *remote;
  if (still_full) return 0;
  for (uint32_t i = 0; i < count; ++i) {
    const uint32_t step = (host.next_ephemeral + i) % count;
    const Address local{s.local.ip, static_cast<uint16_t>(p.ephemeral_first + step)};
    const bool taken = remote ? tuple_taken(s.host, local, *remote)
                              : port_conflict(slot, local.port).error != Errno::Ok;
    if (taken) continue;
    host.next_ephemeral = (step + 1) % count;
    return local.port;
  }
  if (remote) {
    host.full_towards = *remote;
    host.full_since = w_.freed_;
  }
  return 0;
}

// SO_ERROR: reported once, by whichever call comes first.
Errno Stepper::take_pending(uint32_t slot) {
  const Errno error = socket(slot).pending;
  socket(slot).pending = Errno::Ok;
  return error;
}

// What send() and recv() report: what is pending; where errors repeat, what ended the connection.
Errno Stepper::error_of(uint32_t slot) const {
  const Socket& s = socket(slot);
  if (s.pending != Errno::Ok || !profile(s.host).errors_repeat) return s.pending;
  return s.connected && tcb(slot).state == State::Closed ? s.failure : Errno::Ok;
}

Errno Stepper::take_error(uint32_t slot) {
  const Errno error = error_of(slot);
  socket(slot).pending = Errno::Ok;
  return error;
}

// What connect() says when the attempt is over; blocks while it is not.
CallResult Stepper::connect_outcome(uint32_t slot) {
  Socket& s = socket(slot);
  if (s.connected) {
    s.connect_reported = true;
    s.disconnecting = false;
    return CallResult::ok(0, s.local == s.remote ? Rule::A042 : Rule::A028);
  }
  const Errno error = take_pending(slot);
  const bool refused = error == Errno::EConnRefused || error == Errno::EConnReset;
  const Rule rule = error == Errno::ETimedOut ? Rule::A036 : refused ? Rule::A033 : Rule::A037;
  if (error != Errno::Ok) return failed_connect(slot, CallResult::fail(error, rule));
  if (tcb(slot).state == State::Closed)
    return failed_connect(slot, CallResult::fail(Errno::EConnAborted, Rule::A035));
  return CallResult::block();
}

// Linux: who has been told that the attempt failed holds a fresh socket again (A034, A035).
// Whoever waits on it in another thread gets EPIPE.
CallResult Stepper::failed_connect(uint32_t slot, const CallResult& result) {
  Socket& s = socket(slot);
  if (!profile(s.host).connect_restarts) return result;
  s.connect_asked = s.connected = false;
  s.shut_read = s.shut_write = false;
  if (s.port_given) {
    s.bound = s.port_given = false;
    s.local.port = 0;
    s.moved();
  }
  std::vector<uint32_t> others;
  for (uint32_t i = s.first_waiter; i != kNone; i = w_.blocked_[i].next)
    if (w_.blocked_[i].call == CallKind::Recv || w_.blocked_[i].call == CallKind::Send)
      others.push_back(i);
  for (uint32_t i : others) finish_blocked(i, CallResult::fail(Errno::EPipe, Rule::A034));
  return result;
}

CallResult Stepper::call_connect(const Entry& entry, uint32_t slot) {
  Socket& s = socket(slot);
  const Profile& p = profile(s.host);
  if (s.listening)
    return CallResult::fail(p.connect_listening_inval ? Errno::EInval : Errno::EIsConn,
                            Rule::A039);
  if (s.disconnecting) return CallResult::fail(Errno::EInval, Rule::A081);
  if (s.connected) {
    const bool tells = p.connect_reports_success && s.nonblocking;
    if (tells && !s.connect_reported && tcb(slot).state != State::Closed) {
      s.connect_reported = true;
      return CallResult::ok(0, Rule::A031);
    }
    const bool over = tcb(slot).state == State::Closed && tcb(slot).rcv.unread == 0;
    if (p.connect_restarts && s.connect_asked && !s.connect_reported && over) {
      // Linux: it has ended before anybody was told that it was made.
      const Errno lost = take_pending(slot);
      return failed_connect(
          slot, CallResult::fail(lost == Errno::Ok ? Errno::EConnAborted : lost, Rule::A034));
    }
    const bool dead = tcb(slot).state == State::Closed && s.shut_write;
    return CallResult::fail(Errno::EIsConn, dead ? Rule::A089 : Rule::A038);
  }
  const bool restarts = p.connect_restarts;
  if (s.connect_asked && tcb(slot).state != State::Closed) {
    if (restarts && !s.nonblocking) return CallResult::block();  // joins the attempt
    return CallResult::fail(Errno::EAlready, Rule::A030);
  }
  if (s.connect_asked && restarts) return connect_outcome(slot);  // A034, A035
  const Errno pending = take_pending(slot);
  const bool tells = !p.connect_forgets && !restarts;  // Linux: of an attempt that is over, no more
  if (pending != Errno::Ok && tells) return CallResult::fail(pending, Rule::A034);
  const Errno error = start_connect(entry, slot);
  if (error != Errno::Ok) return CallResult::fail(error, Rule::A040);
  if (s.nonblocking) return CallResult::fail(Errno::EInProgress, Rule::A029);
  return CallResult::block();
}

Errno Stepper::start_connect(const Entry& entry, uint32_t slot) {
  Socket& s = socket(slot);
  const bool in_use = profile(s.host).time_wait_addrinuse;  // A040
  const Errno taken = in_use ? Errno::EAddrInUse : Errno::EAddrNotAvail;
  if (is_group(entry.to->ip)) return Errno::ENetUnreach;  // MUST-46
  s.remote = *entry.to;
  s.moved();
  const bool chosen = s.port_given || (!s.bound && !entry.port);  // the port, by connect()
  if (entry.port && !s.bound) {
    s.local.port = *entry.port;
  } else if (!s.bound) {
    s.port_given = true;
    s.local.port = ephemeral_port(slot, s.remote);
    if (s.local.port == 0) return taken;
  }
  const uint32_t other = find_tuple(s.host, s.local, s.remote);
  if (other != kNone && !may_reuse(other, chosen)) return taken;  // T007, A040
  std::optional<SeqNum> after;
  if (other != kNone) {
    after = tcb(other).snd.nxt + 65537;
    Step step = make_step(other);
    delete_quietly(tcb(other), Rule::T144, step);
    flush(other);
  }
  Socket& mine = socket(slot);
  mine.bound = true;
  mine.connect_asked = true;
  mine.failure = Errno::Ok;
  mine.posted = 0;
  if (mine.number != 0) tcb(slot) = {};  // not its first connection
  give_number(slot);
  open_stream(slot);
  register_tuple(slot);
  w_.hosts_[mine.host].newest = mine.id;
  std::optional<uint32_t> wanted = entry.isn;
  const bool listed = w_.hosts_[mine.host].isns_used < script().hosts[mine.host].isns.size();
  if (!wanted && !listed && after) wanted = after->value;
  const SeqNum iss = choose_isn(slot, wanted);
  apply_options(slot);
  Step step = make_step(slot);
  open_active(tcb(slot), iss, timestamp_offset(slot), step);
  const Duration most = socket(slot).connect_timeout;
  if (most.ns > 0) set_connect_timeout(tcb(slot), most, step);
  describe(slot);
  flush(slot);
  return Errno::Ok;
}

// B.2: connect() over our own TIME_WAIT, which timestamps make safe: on Linux at once from a port
// that the program has bound; from one that connect() chooses by tw_reuse, and after a second.
bool Stepper::may_reuse(uint32_t slot, bool chosen) const {
  const Tcb& t = tcb(slot);
  const Profile& p = profile(socket(slot).host);
  if (t.state != State::TimeWait || !t.timestamps) return false;
  if (p.time_wait_socket && !chosen) return true;
  return p.tw_reuse && w_.now_ - t.ts_recent_at >= seconds(1);
}

}  // namespace finwait
