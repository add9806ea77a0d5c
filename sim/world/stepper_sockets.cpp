// Sockets coming to be and going: names, 4-tuples, listeners and their queues, ISNs.
#include "sim/tcp/operations.hpp"
#include "sim/world/stepper.hpp"
#include "sim/world/tuple.hpp"

namespace finwait {

// Sockets of one name form a chain, the newest first.
void Stepper::name_socket(uint32_t slot, int32_t name, uint32_t repeat) {
  Socket& s = socket(slot);
  if (s.name >= 0) forget_name(slot);
  s.name = name;
  s.repeat = repeat;
  s.news = true;
  if (name < 0) return;
  const uint64_t key = name_key(s.host, s.name, s.repeat);
  const uint32_t head = w_.names_.find(key);
  if (head == FlatMap::kMissing || socket(head).id < s.id) {
    s.same_name = head == FlatMap::kMissing ? kNone : head;
    w_.names_.set(key, slot);
    return;
  }
  uint32_t before = head;
  while (socket(before).same_name != kNone && socket(socket(before).same_name).id > s.id)
    before = socket(before).same_name;
  s.same_name = socket(before).same_name;
  socket(before).same_name = slot;
}

void Stepper::forget_name(uint32_t slot) {
  Socket& s = socket(slot);
  if (s.name < 0) return;
  const uint64_t key = name_key(s.host, s.name, s.repeat);
  const uint32_t head = w_.names_.find(key);
  if (head == slot && s.same_name == kNone) {
    w_.names_.erase(key);
  } else if (head == slot) {
    w_.names_.set(key, s.same_name);
  } else {
    uint32_t before = head;
    while (socket(before).same_name != slot) before = socket(before).same_name;
    socket(before).same_name = s.same_name;
  }
  s.name = -1;
  s.same_name = kNone;
}

uint32_t Stepper::new_socket(uint8_t host, int32_t name, uint32_t repeat) {
  uint32_t slot;
  if (w_.free_sockets_.empty()) {
    slot = static_cast<uint32_t>(w_.sockets_.size());
    w_.sockets_.emplace_back();
    w_.tcbs_.emplace_back();
    w_.wakes_.emplace_back();
  } else {
    slot = w_.free_sockets_.back();
    w_.free_sockets_.pop_back();
    socket(slot) = {};
    tcb(slot) = {};
  }
  Socket& s = socket(slot);
  s.id = w_.next_socket_id_++;
  s.host = host;
  name_socket(slot, name, repeat);
  s.local.ip = script().hosts[host].address;
  w_.slots_.extend() = slot;
  record(RecordKind::Socket, host, s.id);
  if (!trace_) return slot;
  SocketInfo& info = trace_->sockets.emplace_back();  // the rest when something is known
  info.record = last_record();
  info.name = s.name;
  info.repeat = s.repeat;
  info.host = host;
  info.local = s.local;
  return slot;
}

void Stepper::describe_in_trace(const Socket& s, const Tcb& t) {
  SocketInfo& info = trace_->sockets[s.id - 1];
  info.name = s.name;
  info.repeat = s.repeat;
  info.number = s.number;
  info.host = s.host;
  info.listener = s.listening || info.listener;
  const bool given_back = s.local.port == 0;  // the port of its segments is known all the same
  if (!given_back || info.local.port == 0) info.local = s.local;
  info.remote = s.remote;
  info.stream = s.stream;
  if (s.parent != kNone && s.parent < w_.sockets_.size()) info.parent = socket(s.parent).id;
  if (t.state == State::Closed || t.state == State::Listen) return;
  info.iss = t.iss.value;
  info.irs = t.irs.value;
  info.irs_known = t.state != State::SynSent;
}

void Stepper::give_number(uint32_t slot) {
  Socket& s = socket(slot);
  if (s.number == 0) s.number = ++w_.hosts_[s.host].connections;
  s.news = true;
}

void Stepper::open_stream(uint32_t slot) {
  Socket& s = socket(slot);
  w_.accounts_.extend().writer = s.id;
  s.stream = static_cast<uint32_t>(w_.accounts_.size());
  s.peer_stream = kNoStream;
  s.news = true;
  if (trace_) trace_->streams.push_back(s.id);
}

void Stepper::register_tuple(uint32_t slot) { w_.tuples_.set(tuple_of(socket(slot)), slot); }

void Stepper::forget_tuple(uint32_t slot) {
  const uint64_t key = tuple_of(socket(slot));
  if (w_.tuples_.find(key) != slot) return;
  w_.tuples_.erase(key);
  ++w_.freed_;
}

uint32_t Stepper::find_listener(uint8_t host, Address local) const {
  uint32_t found = kNone;  // one bound to the address itself before one of all (A011); where two
                           // share a port, the one that took it over (A005)
  for (uint32_t slot : w_.listeners_) {
    if (socket(slot).host != host || socket(slot).local.port != local.port) continue;
    if (found == kNone || socket(slot).specific >= socket(found).specific) found = slot;
  }
  return found;
}

void Stepper::stop_listening(uint32_t slot) {
  socket(slot).listening = false;
  socket(slot).news = true;
  std::erase(w_.listeners_, slot);
  ++w_.freed_;
}

void Stepper::release(uint32_t slot, Rule killer) {
  Socket& s = socket(slot);
  if (s.stream != kNoStream) w_.accounts_.edit(s.stream - 1).writer_gone = true;
  if (s.peer_stream != kNoStream && s.peer_stream < kForgedStream) {
    StreamAccount& account = w_.accounts_.edit(s.peer_stream - 1);
    const uint64_t taken = account.read + account.flushed;
    record_discarded(s.peer_stream, s.host, taken, account.received - taken, killer);
    account.reader_closed = true;
  }
  forget_name(slot);
  if (w_.each_done_.size() != 0)  // it triggers nothing any more
    for (uint32_t entry : w_.triggers_) w_.each_done_.erase(each_key(entry, s.id));
  s.id = 0;
  w_.free_sockets_.push_back(slot);
}

void Stepper::enqueue_child(uint32_t slot) {
  Socket& child = socket(slot);
  Socket& listener = socket(child.parent);
  child.queued = true;
  child.next_queued = kNone;
  if (listener.first_queued == kNone) listener.first_queued = slot;
  else socket(listener.last_queued).next_queued = slot;
  listener.last_queued = slot;
  ++listener.waiting;
  wake(child.parent);
}

uint32_t Stepper::dequeue_child(uint32_t listener) {
  Socket& l = socket(listener);
  const uint32_t slot = l.first_queued;
  if (slot == kNone) return kNone;
  l.first_queued = socket(slot).next_queued;
  if (l.first_queued == kNone) l.last_queued = kNone;
  --l.waiting;
  socket(slot).queued = false;
  return slot;
}

// A101: unaccepted connections are reset, half-open requests vanish without a word.
void Stepper::drop_children(uint32_t listener) {
  for (uint32_t slot = dequeue_child(listener); slot != kNone; slot = dequeue_child(listener)) {
    if (tcb(slot).state != State::Closed) {
      Step child = make_step(slot);
      abort_call(tcb(slot), Rule::A101, child);
      flush(slot);
    }
    release_if_dead(slot, Rule::A101);
  }
  for (uint32_t slot = 0; slot < w_.sockets_.size(); ++slot) {
    if (socket(slot).id == 0 || socket(slot).parent != listener) continue;
    socket(slot).parent = kNone;
    if (tcb(slot).state != State::SynReceived) continue;
    Step child = make_step(slot);
    delete_quietly(tcb(slot), Rule::A101, child);
    flush(slot);
  }
}

SeqNum Stepper::choose_isn(uint32_t slot, const std::optional<uint32_t>& wanted) {
  const Socket& s = socket(slot);
  Host& host = w_.hosts_[s.host];
  const std::vector<uint32_t>& listed = script().hosts[s.host].isns;
  if (wanted) return {*wanted};
  if (host.isns_used < listed.size()) return {listed[host.isns_used++]};
  // RFC 6528: ISN = M + F(4-tuple, secret), M a clock of 4 us; the seed is the secret.
  const auto m = static_cast<uint32_t>(w_.now_.ns / 4000);
  return {m + static_cast<uint32_t>(draw(script().seed, tuple_of(socket(slot)), host.boots))};
}

uint32_t Stepper::timestamp_offset(uint32_t slot) {
  return static_cast<uint32_t>(draw(script().seed, tuple_of(socket(slot)), 0x7323u) >> 8);
}

}  // namespace finwait
