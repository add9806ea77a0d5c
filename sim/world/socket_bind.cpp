// bind, listen, accept: facts C.1 and C.2.
#include <algorithm>

#include "sim/tcp/operations.hpp"
#include "sim/world/stepper.hpp"

namespace finwait {
namespace {

CallResult in_use(Rule rule) { return CallResult::fail(Errno::EAddrInUse, rule); }

// A124: who asked for the port alone keeps others out, and is kept out by whoever is there.
CallResult share_port_exclusively(const Socket& me, const Socket& other) {
  const bool taken_over = other.exclusive && me.reuse_address;
  return CallResult::fail(taken_over ? Errno::EAcces : Errno::EAddrInUse, Rule::A124);
}

}  // namespace

// Whether a socket may use a port that another has, and by which row.
CallResult Stepper::share_port(const Socket& me, uint32_t slot) const {
  const Socket& other = socket(slot);
  const Profile& p = profile(me.host);
  const bool both = other.reuse_address && me.reuse_address;
  if (tcb(slot).state == State::TimeWait) {
    if (!p.time_wait_holds_port) return CallResult::ok(0, Rule::A006);
    if (both) return CallResult::ok(0, Rule::A007);
    if (me.reuse_address)
      return p.reuse_needs_both ? in_use(Rule::A008) : CallResult::ok(0, Rule::A008);
    return in_use(Rule::A006);
  }
  if (other.exclusive || me.exclusive) return share_port_exclusively(me, other);
  if (!other.listening && other.connect_asked) {  // a child, or a connection of ours
    const bool allowed = both || (me.reuse_address && !p.reuse_needs_both);
    return allowed ? CallResult::ok(0, Rule::A009) : in_use(Rule::A009);
  }
  if (other.specific != me.specific)
    return p.specific_beside_wildcard ? CallResult::ok(0, Rule::A011) : in_use(Rule::A011);
  if (p.reuse_hijacks && me.reuse_address)
    return both ? CallResult::ok(0, Rule::A005) : CallResult::fail(Errno::EAcces, Rule::A005);
  if (other.listening) return in_use(both ? Rule::A005 : Rule::A004);
  return both ? CallResult::ok(0, Rule::A010) : in_use(Rule::A004);
}

// A004-A011, A124: who else uses the port, and is that allowed? The last who shares it says why.
CallResult Stepper::port_conflict(uint32_t slot, uint16_t port) const {
  const Socket& me = socket(slot);
  CallResult result = CallResult::ok(0, Rule::A003);
  for (uint32_t other = 0; other < w_.sockets_.size(); ++other) {
    const Socket& s = socket(other);
    if (other == slot || s.id == 0 || s.host != me.host || !s.bound || s.local.port != port)
      continue;
    result = share_port(me, other);
    if (result.error != Errno::Ok) return result;
  }
  return result;
}

CallResult Stepper::call_bind(uint32_t slot, uint16_t port, std::optional<uint32_t> address) {
  Socket& s = socket(slot);
  if (s.bound || s.connect_asked) return CallResult::fail(Errno::EInval, Rule::A012);
  if (address && *address != 0 && *address != script().hosts[s.host].address)
    return CallResult::fail(Errno::EAddrNotAvail, Rule::A013);
  const SocketRules& rules = profile(s.host);
  if (port != 0 && port < 1024 && rules.low_ports_reserved && !rules.privileged)
    return CallResult::fail(Errno::EAcces, Rule::A014);
  s.specific = address && *address != 0;
  if (port == 0) port = ephemeral_port(slot, std::nullopt);
  if (port == 0) return in_use(Rule::A004);
  const CallResult result = port_conflict(slot, port);
  if (result.error != Errno::Ok) return result;
  s.local.port = port;
  s.moved();
  s.bound = true;
  return result;
}

// Two listeners on one port: hijacked (A005, A010), or one of them bound to one address (A011).
bool Stepper::may_listen_beside(uint32_t slot) const {
  const Socket& me = socket(slot);
  const SocketRules& rules = profile(me.host);
  for (uint32_t other : w_.listeners_) {
    const Socket& s = socket(other);
    if (other == slot || s.host != me.host || s.local.port != me.local.port) continue;
    const bool hijacked = rules.reuse_hijacks && s.reuse_address && me.reuse_address;
    const bool beside = rules.specific_beside_wildcard && s.specific != me.specific;
    if (!hijacked && !beside) return false;
  }
  return true;
}

CallResult Stepper::call_listen(const Entry& entry, uint32_t slot) {
  Socket& s = socket(slot);
  const Profile& p = profile(s.host);
  if (s.connect_asked)
    return CallResult::fail(p.listen_connected_isconn ? Errno::EIsConn : Errno::EInval,
                            Rule::A018);
  const auto backlog = static_cast<uint16_t>(
      std::clamp<int64_t>(entry.backlog, 0, p.somaxconn));  // A019
  if (s.listening) {
    if (p.listen_again_counts) s.backlog = backlog;
    return CallResult::ok(0, Rule::A017);
  }
  s.backlog = backlog;
  const bool server = entry.wording == Wording::CreateServer;
  if (server && !p.winsock_options) s.reuse_address = true;  // A156
  const bool unbound = !s.bound && !entry.port;
  if (unbound && p.listen_needs_bind) return CallResult::fail(Errno::EInval, Rule::A016);
  if (!s.bound) {
    const CallResult bound = call_bind(slot, entry.port.value_or(0), std::nullopt);
    if (bound.error != Errno::Ok) return bound;
    s.port_given = unbound;
  }
  if (!may_listen_beside(slot)) return in_use(Rule::A010);
  s.listening = true;
  s.was_shut = false;
  s.news = true;
  w_.listeners_.push_back(slot);
  describe(slot);
  Step step = make_step(slot);
  open_passive(tcb(slot), step);
  flush(slot);
  return CallResult::ok(0, server ? Rule::A156 : unbound ? Rule::A016 : Rule::A015);
}

// A019: how many complete connections may wait.
uint32_t Stepper::accept_capacity(const Socket& listener) const {
  const uint32_t backlog = listener.backlog;
  switch (profile(listener.host).backlog_rule) {
    case BacklogRule::PlusOne: return backlog + 1;
    case BacklogRule::ThreeHalves: return backlog * 3 / 2 + 1;
    case BacklogRule::Exact: return std::max(backlog, 1u);
  }
  return backlog;
}

// A023, A024: a connection that was reset while it waited is handed over, or that is the error.
CallResult Stepper::accept_result(uint32_t listener, uint32_t child) {
  const SocketRules& rules = profile(socket(listener).host);
  if (tcb(child).state != State::Closed) return CallResult::ok(0, Rule::A023);
  switch (rules.reset_in_queue) {
    case ResetInQueue::Accepted: return CallResult::ok(0, Rule::A024);
    case ResetInQueue::Aborted: return CallResult::fail(Errno::EConnAborted, Rule::A024);
    case ResetInQueue::Reset: return CallResult::fail(Errno::EConnReset, Rule::A024);
  }
  return CallResult::ok();
}

CallResult Stepper::call_accept(uint32_t listener, int32_t name, uint32_t repeat) {
  const Socket& l = socket(listener);
  if (l.was_shut && l.listening) return CallResult::fail(Errno::EConnAborted, Rule::A026);
  if (!l.listening)
    return CallResult::fail(Errno::EInval, l.was_shut ? Rule::A026 : Rule::A022);
  const uint32_t child = dequeue_child(listener);
  if (child == kNone)
    return l.nonblocking ? CallResult::fail(Errno::EAgain, Rule::A021) : CallResult::block();
  const CallResult result = accept_result(listener, child);
  if (result.error != Errno::Ok) {
    release_if_dead(child, Rule::A024);
    return result;
  }
  Socket& s = socket(child);
  s.accepted = true;
  s.open = true;
  s.references = 1;
  const bool python = script().hosts[l.host].api == Api::Python;  // sets the mode itself
  s.nonblocking = l.nonblocking && profile(l.host).inherits_nonblocking && !python;  // A025
  s.network_events = l.network_events & ~kFdAccept;                                  // A142
  if (s.network_events != 0) s.nonblocking = true;
  // Else it says which listener.
  const bool new_name = name >= 0 && name != l.name &&
                        script().names[static_cast<size_t>(name)] != "listener";
  if (new_name) name_socket(child, name, repeat);
  w_.hosts_[s.host].newest = s.id;
  describe(child);
  wake(child);
  return result;
}

}  // namespace finwait
