// Entries of the timeline: when they run, which socket they mean, and the calls for the host.
#include <algorithm>
#include <bit>

#include "sim/base/text.hpp"
#include "sim/tcp/operations.hpp"
#include "sim/world/api_words.hpp"
#include "sim/world/outside.hpp"
#include "sim/world/stepper.hpp"
#include "sim/world/tuple.hpp"

namespace finwait {
namespace {

bool may_be_default_name(std::string_view name) {
  return name.find('@') != std::string_view::npos ||
         (name.size() > 5 && (name.starts_with("conn#") || name == "listener"));
}

// A literal name that a file may use for an unnamed socket.
bool matches_default_name(const Socket& s, std::string_view name) {
  if (name == "listener") return s.listening && s.name < 0;
  if (name.substr(0, 5) != "conn#") return false;
  return s.number != 0 && parse_unsigned(name.substr(5)) == s.number;
}

// A002: what the host's programs have open.
uint64_t descriptors_of(const std::vector<Socket>& sockets, uint8_t host) {
  uint64_t sum = 0;
  for (const Socket& s : sockets)
    if (s.id != 0 && s.host == host && s.open) sum += s.references;
  return sum;
}

}  // namespace

void Stepper::start() {
  const std::vector<Entry>& timeline = script().timeline;
  w_.rule_matches_.assign(script().faults.size(), 0);
  w_.trigger_done_.assign(timeline.size(), 0);
  for (uint32_t i = 0; i < timeline.size(); ++i) {
    if (timeline[i].at) push_entry(*timeline[i].at, i, 0, Turn::First);
    else w_.triggers_.push_back(i);
  }
  for (uint8_t host = 0; host < 2; ++host) {
    const LinkConfig& link = script().links[host];
    const Duration own = profile(host).time_wait;
    w_.time_wait_[host] = own.ns >= 0 ? own : script().msl * 2;
    w_.plain_links_[host] = script().faults.empty() && !draws(link) && !link.keep_order &&
                            link.bits_per_second == 0 && link.delay <= script().msl;
  }
}

void Stepper::push_entry(Time at, uint32_t index, uint32_t round, Turn turn) {
  w_.queue_.push(at, Due::Call, uint64_t{index} << 1 | static_cast<uint8_t>(turn), round);
}

void Stepper::run_entry(uint32_t index, uint32_t round) {
  const Entry& entry = script().timeline[index];
  if (is_for_host(entry.call)) {
    host_call(entry, index);
    return;
  }
  if (entry.after_result) {
    const uint32_t slot = resolve(entry, round);
    if (slot != kNone && socket(slot).first_waiter != kNone) {
      w_.deferred_.push_back({index, round});
      return;
    }
  }
  const Host& host = w_.hosts_[entry.host];
  if (!host.up) return;
  if (entry.call == CallKind::Connect && w_.now_ < host.quiet_until) {
    push_entry(host.quiet_until, index, round, Turn::Again);  // 3.4.3: quiet after a reboot
    return;
  }
  perform(entry, index, round);
}

void Stepper::exit_program(const Entry& entry, uint32_t index) {
  w_.cause_ = record_call(entry.host, kNone, entry.call, index, 0, 0);
  const uint32_t id = w_.cause_;
  record_result(entry.host, kNone, entry.call, id, call_exit(entry.host));
}

// A call on a socket that is not there.
void Stepper::call_nothing(const Entry& entry, uint32_t index) {
  w_.cause_ = record_call(entry.host, kNone, entry.call, index, 0, entry.length());
  record_result(entry.host, kNone, entry.call, w_.cause_, closed_descriptor(entry));
}

// The position in the stream of the first octet that a send() is about to write.
uint32_t Stepper::offset_of_send(const Entry& entry, uint32_t slot, uint32_t index) {
  const Tcb& t = tcb(slot);
  if (t.state == State::Listen) return 0;
  const Socket& s = socket(slot);
  const uint32_t offset = t.snd.end - (t.iss + 1);
  if (trace_ && !entry.data.empty() && s.stream != kNoStream)
    trace_->sockets[s.id - 1].sends.push_back({s.stream, offset, index});
  return offset;
}

void Stepper::perform(const Entry& entry, uint32_t index, uint32_t round) {
  if (entry.call == CallKind::Exit) {
    exit_program(entry, index);
    return;
  }
  const uint32_t next_id = w_.next_socket_id_;
  const uint32_t slot = resolve_or_make(entry, round);
  const bool made = w_.next_socket_id_ != next_id;
  if (slot == kNone) {
    call_nothing(entry, index);
    return;
  }
  const uint32_t offset =
      entry.call == CallKind::Send ? offset_of_send(entry, slot, index) : 0;
  Socket& s = socket(slot);  // no call makes another
  const uint32_t socket_id = s.id;
  const uint32_t id = write_call(s, entry.call, index, offset, entry.length());
  w_.cause_ = id;
  if (entry.nonblocking) s.nonblocking = *entry.nonblocking;
  uint32_t done = 0;
  const bool lacks = profile(entry.host).descriptors != 0 && lacks_descriptor(entry, slot, made);
  const CallResult result = lacks ? CallResult::fail(Errno::EMFile, Rule::A002)
                                  : call(entry, slot, round, done);
  if (!result.done()) {
    block(entry, index, round, slot, id, done);
    wake(slot);
    return;
  }
  if (s.id != socket_id) {  // it ended the socket
    record_result(entry.host, kNone, entry.call, id, result);
    return;
  }
  if (result.error == Errno::EPipe) signal_pipe(slot, entry, result);
  write_result(s, slot, entry.call, id, result);
  enable_events(slot, entry.call, result);
  describe(slot);
  wake(s, slot);
  release_if_dead(slot);
}

// Nothing stands behind the descriptor any more; Python's second close() is no error.
CallResult Stepper::closed_descriptor(const Entry& entry) const {
  const bool python = script().hosts[entry.host].api == Api::Python;
  if (entry.call == CallKind::Close && python) return CallResult::ok(0, Rule::A104);
  return CallResult::fail(Errno::EBadf, python                            ? Rule::A151
                                        : entry.call == CallKind::Send    ? Rule::A058
                                                                          : Rule::A104);
}

CallResult Stepper::call(const Entry& entry, uint32_t slot, uint32_t round, uint32_t& done) {
  const uint32_t repeat = entry.repeat > 1 ? round + 1 : 0;
  const bool made_by_call = entry.call == CallKind::Socket;
  if (!socket(slot).open && !made_by_call) return closed_descriptor(entry);
  if (socket(slot).detached)
    return entry.call == CallKind::Close ? CallResult::ok(0, Rule::A150)
                                         : CallResult::fail(Errno::EBadf, Rule::A150);
  switch (entry.call) {
    case CallKind::Socket: return CallResult::ok(0, Rule::A001);
    case CallKind::Bind: return call_bind(slot, entry.port.value_or(0), entry.address);
    case CallKind::Listen: return call_listen(entry, slot);
    case CallKind::Accept: return call_accept(slot, entry.socket, repeat);
    case CallKind::Connect: return call_connect(entry, slot);
    case CallKind::Send: return call_send(entry, slot, entry.length(), done);
    case CallKind::Recv: return call_recv(slot, entry.max.value_or(UINT32_MAX), entry.peek);
    case CallKind::Shutdown: return call_shutdown(slot, entry.how);
    case CallKind::Close: {
      const CallResult closed = call_close(slot, false);
      const bool by_itself = entry.wording == Wording::With || entry.wording == Wording::Collected;
      const Rule rule = entry.wording == Wording::With ? Rule::A148 : Rule::A149;
      return by_itself && closed.error == Errno::Ok && closed.done() ? CallResult::ok(0, rule)
                                                                    : closed;
    }
    case CallKind::Abort: return call_close(slot, true);
    case CallKind::SetSockOpt: return call_setsockopt(entry, slot);
    case CallKind::GetSockOpt: return call_getsockopt(entry, slot);
    case CallKind::GetSockName: return call_name(slot, false);
    case CallKind::GetPeerName: return call_name(slot, true);
    case CallKind::Dup: ++socket(slot).references; return CallResult::ok(0, Rule::A147);
    case CallKind::Poll:
    case CallKind::Select: return call_poll(entry, slot);
    case CallKind::WsaSendDisconnect:
    case CallKind::WsaRecvDisconnect: return call_disconnect(entry, slot);
    case CallKind::WsaAsyncSelect:
    case CallKind::WsaEventSelect: return call_event_select(entry, slot);
    case CallKind::SetTimeout: return call_set_timeout(entry, slot);
    case CallKind::Signal: return call_signal(slot);
    case CallKind::Detach: socket(slot).detached = true; return CallResult::ok(0, Rule::A150);
    case CallKind::Exit:
    case CallKind::Crash:
    case CallKind::Reboot:
    case CallKind::PowerOff:
    case CallKind::Cut:
    case CallKind::Heal:
    case CallKind::Inject:
    case CallKind::Icmp:
    case CallKind::StopTimer:
    case CallKind::FireTimer: break;
  }
  SIM_ASSERT(false);
}

// A002: socket(), accept() and dup() need a descriptor; who asks for one too many gets none. The
// automatic program is not held to it: it would try for ever.
bool Stepper::lacks_descriptor(const Entry& entry, uint32_t slot, bool made) {
  Socket& s = socket(slot);
  if (!s.open) return false;
  const uint32_t limit = profile(s.host).descriptors;
  const uint64_t used = descriptors_of(w_.sockets_, s.host);
  if (entry.call == CallKind::Accept || entry.call == CallKind::Dup) return used >= limit;
  if (!made || used <= limit) return false;
  s.open = false;
  s.references = 0;
  return true;
}

// A041: a signal interrupts what blocks on the socket; a connect goes on all the same. Python
// makes the call again by itself, and Winsock knows no signals.
CallResult Stepper::call_signal(uint32_t slot) {
  const Api api = script().hosts[socket(slot).host].api;
  std::vector<uint32_t> interrupted;
  for (uint32_t i = socket(slot).first_waiter; i != kNone; i = w_.blocked_[i].next)
    if (w_.blocked_[i].call != CallKind::Close) interrupted.push_back(i);
  if (api != Api::Posix) return CallResult::ok(0, Rule::A041);
  for (uint32_t i : interrupted) {
    const uint32_t done = w_.blocked_[i].call == CallKind::Send ? w_.blocked_[i].done : 0;
    finish_blocked(i, done > 0 ? CallResult::ok(done, Rule::A041)
                               : CallResult::fail(Errno::EIntr, Rule::A041));
  }
  return CallResult::ok(0, Rule::A041);
}

uint32_t Stepper::find_named(uint8_t host, int32_t name, uint32_t repeat) const {
  if (may_be_default_name(script().names[static_cast<size_t>(name)]))
    return find_by_default_name(host, name, repeat);
  const uint32_t slot = w_.names_.find(name_key(host, name, repeat));
  return slot == FlatMap::kMissing ? kNone : slot;
}

uint32_t Stepper::find_by_default_name(uint8_t host, int32_t name, uint32_t repeat) const {
  const std::string& text = script().names[static_cast<size_t>(name)];
  const auto run = parse_run_name(text);
  const int32_t runs_of = run ? script().find_name(run->name) : -1;
  uint32_t best = kNone;
  for (uint32_t slot = 0; slot < w_.sockets_.size(); ++slot) {
    const Socket& s = socket(slot);
    if (s.id == 0 || s.host != host) continue;
    const bool hit = s.name == name ? s.repeat == repeat
                     : runs_of >= 0 && s.name == runs_of ? s.repeat == run->run
                                                         : matches_default_name(s, text);
    if (hit && (best == kNone || s.id > socket(best).id)) best = slot;
  }
  return best;
}

// "The host's newest accepted or connected one, or the only one there is."
uint32_t Stepper::default_socket(uint8_t host) const {
  const uint32_t newest = w_.hosts_[host].newest;
  if (newest != 0) return w_.slot_of(newest);
  uint32_t only = kNone;
  for (uint32_t slot = 0; slot < w_.sockets_.size(); ++slot) {
    if (socket(slot).id == 0 || socket(slot).host != host || !socket(slot).open) continue;
    if (only != kNone) return kNone;
    only = slot;
  }
  return only;
}

// A socket that socket() made and nothing has been done with, or only bind(): the newest.
uint32_t Stepper::fresh_socket(uint8_t host) {
  std::erase_if(w_.fresh_, [&](uint32_t id) {
    const uint32_t slot = w_.slot_of(id);
    return slot == kNone || !socket(slot).open || socket(slot).listening ||
           socket(slot).connect_asked;
  });
  uint32_t best = 0;
  for (uint32_t id : w_.fresh_)
    if (socket(w_.slot_of(id)).host == host) best = std::max(best, id);
  return best == 0 ? kNone : w_.slot_of(best);
}

uint32_t Stepper::a_listener(uint8_t host) const {
  uint32_t best = kNone;
  for (uint32_t slot : w_.listeners_)
    if (socket(slot).host == host && (best == kNone || socket(slot).id > socket(best).id))
      best = slot;
  return best;
}

// The socket that an entry means; kNone when there is none.
uint32_t Stepper::resolve(const Entry& entry, uint32_t round) {
  if (entry.each && round != 0) {  // the socket of the trigger
    const uint32_t slot = w_.slot_of(round);
    return slot != kNone && socket(slot).host == entry.host ? slot : kNone;
  }
  const uint32_t repeat = entry.repeat > 1 ? round + 1 : 0;
  if (entry.call == CallKind::Accept) {
    const uint32_t named =
        entry.socket >= 0 ? find_named(entry.host, entry.socket, repeat) : kNone;
    // A name that an earlier accept() gave goes on to this one's, as `s = accept()` does; any other
    // says which socket listens (A022: or does not).
    const auto given = [&](const Socket& s) { return s.accepted && s.name == entry.socket; };
    if (named != kNone && socket(named).open && !given(socket(named))) return named;
    const uint32_t listener = a_listener(entry.host);
    return listener != kNone ? listener : default_socket(entry.host);
  }
  if (entry.socket >= 0) return find_named(entry.host, entry.socket, repeat);
  const bool opens = entry.call == CallKind::Connect || entry.call == CallKind::Listen ||
                     entry.call == CallKind::Bind;
  const bool options = entry.call == CallKind::SetSockOpt || entry.call == CallKind::Bind;
  const uint32_t fresh = opens || options ? fresh_socket(entry.host) : kNone;
  if (fresh != kNone || opens) return fresh;
  return default_socket(entry.host);
}

uint32_t Stepper::resolve_or_make(const Entry& entry, uint32_t round) {
  const bool makes = entry.call == CallKind::Socket || entry.call == CallKind::Bind ||
                     entry.call == CallKind::Listen || entry.call == CallKind::Connect;
  const uint32_t repeat = entry.repeat > 1 ? round + 1 : 0;
  uint32_t slot = entry.call == CallKind::Socket ? kNone : resolve(entry, round);
  // A name may be used again once its socket is closed.
  if (makes && slot != kNone && !socket(slot).open) slot = kNone;
  if (slot != kNone || !makes) return slot;
  slot = new_socket(entry.host, entry.socket, repeat);
  socket(slot).open = true;
  socket(slot).references = 1;
  // Of those whose turn never comes the dead are forgotten whenever the list has doubled.
  if (std::has_single_bit(w_.fresh_.size()))
    std::erase_if(w_.fresh_, [&](uint32_t id) { return w_.slot_of(id) == kNone; });
  w_.fresh_.push_back(socket(slot).id);
  return slot;
}

// Everything of a host is lost at once; nothing is sent (N14).
void Stepper::vanish(uint8_t host) {
  forget_deferred(host);
  std::erase_if(w_.displaced_, [&](const World::Displaced& d) {
    return socket(w_.slot_of(d.child)).host == host;
  });
  for (uint32_t slot = 0; slot < w_.sockets_.size(); ++slot) {
    Socket& s = socket(slot);
    if (s.id == 0 || s.host != host) continue;
    abandon_blocked(slot, std::nullopt);
    if (s.listening) stop_listening(slot);
    s.open = false;
    s.queued = false;
    s.parent = kNone;
    if (tcb(slot).state == State::Closed) {
      release_if_dead(slot, Rule::N014);
      continue;
    }
    Step step = make_step(slot);
    delete_quietly(tcb(slot), Rule::N014, step);
    flush(slot);
  }
  w_.hosts_[host].newest = 0;
}

void Stepper::host_call(const Entry& entry, uint32_t index) {
  Host& host = w_.hosts_[entry.host];
  switch (entry.call) {
    case CallKind::Crash:
      record_host(entry.host, HostAction::Crash);
      vanish(entry.host);
      return;
    case CallKind::Reboot:
      record_host(entry.host, HostAction::Reboot);
      vanish(entry.host);
      host.up = true;
      ++host.boots;
      host.quiet_until = w_.now_ + profile(entry.host).quiet_time;
      return;
    case CallKind::PowerOff:
      record_host(entry.host, HostAction::PowerOff);
      vanish(entry.host);
      host.up = false;
      return;
    case CallKind::Cut:
      record_host(entry.host, HostAction::Cut);
      host.cut = true;
      return;
    case CallKind::Heal:
      record_host(entry.host, HostAction::Heal);
      host.cut = false;
      return;
    case CallKind::Inject:
      if (script().hosts[entry.host].outside) {
        Outside(*this).event(entry, index);
        return;
      }
      w_.cause_ = record_call(entry.host, kNone, entry.call, index, 0, entry.length());
      inject(entry, index);
      return;
    case CallKind::Icmp: {
      const uint32_t slot = resolve(entry, 0);
      const uint32_t id = record_call(entry.host, slot, entry.call, index, 0, 0);
      w_.cause_ = id;
      record_result(entry.host, slot, entry.call, id, icmp(entry, slot));
      return;
    }
    case CallKind::StopTimer:
    case CallKind::FireTimer: return touch_timer(entry, index);
    case CallKind::Socket:
    case CallKind::Bind:
    case CallKind::Listen:
    case CallKind::Accept:
    case CallKind::Connect:
    case CallKind::Send:
    case CallKind::Recv:
    case CallKind::Shutdown:
    case CallKind::Close:
    case CallKind::Abort:
    case CallKind::SetSockOpt:
    case CallKind::GetSockOpt:
    case CallKind::Poll:
    case CallKind::GetSockName:
    case CallKind::GetPeerName:
    case CallKind::Dup:
    case CallKind::WsaSendDisconnect:
    case CallKind::WsaRecvDisconnect:
    case CallKind::WsaAsyncSelect:
    case CallKind::WsaEventSelect:
    case CallKind::Select:
    case CallKind::SetTimeout:
    case CallKind::Signal:
    case CallKind::Detach:
    case CallKind::Exit: SIM_ASSERT(false);
  }
}

// Entries with `when` run once, at the first thing that matches.
void Stepper::find_triggered(Trigger::Kind kind, uint8_t host, uint32_t slot, uint64_t what,
                             const CallResult* result) {
  for (uint32_t index : w_.triggers_) {
    const Entry& entry = script().timeline[index];
    const Trigger& when = entry.when;
    if (w_.trigger_done_[index] || when.kind != kind || when.host != host) continue;
    if (when.socket >= 0 &&
        (slot == kNone || find_named(host, when.socket, socket(slot).repeat) != slot))
      continue;
    if (kind == Trigger::Kind::State && static_cast<uint64_t>(when.state) != what) continue;
    if (kind == Trigger::Kind::Segment && (when.ctl | (when.on_arrival ? kArrival : 0u)) != what)
      continue;
    if (kind == Trigger::Kind::Result) {
      if (static_cast<uint64_t>(when.call) != what) continue;
      if (when.result && !means_result(*when.result, when.call, result->error, result->value))
        continue;
    }
    uint32_t round = 0;
    if (!entry.each) {
      w_.trigger_done_[index] = 1;
    } else if (slot == kNone) {
      continue;  // no socket to be the one that is meant
    } else {
      round = socket(slot).id;
      const uint64_t pair = each_key(index, round);
      if (w_.each_done_.find(pair) != FlatMap::kMissing) continue;
      w_.each_done_.set(pair, 1);
    }
    push_entry(w_.now_ + entry.after, index, round, Turn::First);
  }
}

// The threads that would have made these calls are gone.
void Stepper::forget_deferred(uint8_t host) {
  std::erase_if(w_.deferred_, [&](const World::Deferred& d) {
    return script().timeline[d.entry].host == host;
  });
}

// Entries that waited for this socket's call (`after_result`).
void Stepper::run_deferred(uint32_t slot) {
  for (size_t i = 0; i < w_.deferred_.size();) {
    const World::Deferred d = w_.deferred_[i];
    const Entry& entry = script().timeline[d.entry];
    if (resolve(entry, d.round) != slot || socket(slot).first_waiter != kNone) {
      ++i;
      continue;
    }
    w_.deferred_.erase(w_.deferred_.begin() + static_cast<std::ptrdiff_t>(i));
    push_entry(w_.now_, d.entry, d.round, Turn::Again);
  }
}

}  // namespace finwait
