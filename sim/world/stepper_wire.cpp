// The wire: segments leaving, fates, arrivals and demultiplexing.
#include <algorithm>

#include "sim/tcp/operations.hpp"
#include "sim/world/outside.hpp"
#include "sim/world/stepper.hpp"
#include "sim/world/tuple.hpp"

namespace finwait {

uint8_t Stepper::host_of(uint32_t ip) const {
  for (uint8_t h = 0; h < 2; ++h)
    if (script().hosts[h].address == ip) return h;
  return 2;
}

// A segment that a TCB sends.
void Stepper::transmit(Socket& s, const Tcb& t, uint32_t slot, const OutSegment& out) {
  s.last_sent = out.segment.seq;
  Packet& packet = new_packet();
  packet.segment = out.segment;
  packet.from = s.local;
  packet.to = s.remote;
  packet.socket = s.id;
  packet.host = s.host;
  packet.seq_base = t.iss.value;
  packet.ack_base = t.irs.value;
  packet.retransmission = out.retransmission;
  packet.forged = false;
  packet.rule = out.rule;
  packet.entry = -1;
  put(packet, out.segment, slot, {tuple_of(s), peer_tuple_of(s)}, std::nullopt);
}

// A reset from CLOSED or LISTEN: its numbers are relative to those it answers.
void Stepper::reply_without_tcb(const InFlight& flight, const OutSegment& out) {
  Packet& packet = new_packet();
  packet = {};
  packet.segment = out.segment;
  packet.from = flight.to;
  packet.to = flight.from;
  packet.host = host_of(flight.to.ip);
  packet.seq_base = out.segment.has(kAck) ? 0 : flight.ack_base;
  packet.ack_base = flight.seq_base;
  packet.rule = out.rule;
  put_on_wire(packet, kNone, std::nullopt);
}

uint32_t Stepper::repeats_of(const Packet& packet) {
  const uint64_t tuple = tuple_key(packet.host, packet.from, packet.to);
  const uint64_t key = tuple ^ segment_word(packet.segment) * 0x94d049bb133111ebu;
  // Of one direction what is sent, or acknowledged, within some octets is sent shortly after one
  // another.
  constexpr int kNearBits = 13;
  const uint32_t octets = packet.segment.seq.value + packet.segment.ack.value;
  return w_.repeats_.count(key | 1, static_cast<uint32_t>(tuple >> 32) + (octets >> kNearBits));
}

Ends Stepper::ends_of(const Packet& packet) const {
  return {tuple_key(packet.host, packet.from, packet.to),
          tuple_key(host_of(packet.to.ip), packet.to, packet.from)};
}

void Stepper::put_on_wire(Packet& packet, uint32_t slot, std::optional<Duration> arrive) {
  put(packet, packet.segment, slot, ends_of(packet), arrive);
}

// `seg`: what packet.segment is a copy of, perhaps that itself.
SIM_INLINE void Stepper::put(Packet& packet, const Segment& seg, uint32_t slot, Ends ends,
                             std::optional<Duration> arrive) {
  const uint32_t id = static_cast<uint32_t>(w_.packets_++);
  Record& r = record(RecordKind::Sent, packet.host, packet.socket);
  r.x = id;
  r.rule = packet.rule;
  packet.sent = last_record();
  w_.hash_.fold(static_cast<uint64_t>(w_.now_.ns));
  w_.hash_.fold(segment_word(seg) + options_word(seg.options));
  w_.hash_.fold(ends.sender ^ (packet.forged ? 2u : 0u));
  check_triggers(Trigger::Kind::Segment, packet.host, kNone, seg.ctl, nullptr);

  const bool plain = w_.plain_links_[packet.host] && !w_.hosts_[packet.host].cut;
  if (plain || packet.forged || script().hosts[packet.host].scripted)
    launch(packet, seg, id, ends.receiver,
           w_.now_ + arrive.value_or(script().links[packet.host].delay));
  else
    meet_fate(packet, id, slot, ends);
}

// A cable that may be unplugged, a link on which something may happen: the verdict on each copy.
void Stepper::meet_fate(const Packet& packet, uint32_t id, uint32_t slot, Ends ends) {
  if (w_.hosts_[packet.host].cut) {
    launch_copy(packet, id, ends.receiver, 0, {w_.now_, true, DropReason::Cut, -1});
    return;
  }
  const LinkConfig& config = script().links[packet.host];
  Sending sending{packet.segment, ends.sender};
  sending.incarnation = packet.segment.payload.stream;
  sending.repeat = draws(config) ? repeats_of(packet) : 0;
  sending.from = packet.host;
  sending.socket = slot == kNone ? -1 : socket(slot).name;
  sending.number = slot == kNone ? 0 : socket(slot).number;
  sending.run = slot == kNone ? 0 : socket(slot).repeat;
  sending.seq = packet.seq();
  sending.ack = packet.ack();
  const bool own = packet.from.ip == packet.to.ip;
  Link& link = own ? w_.loopbacks_[packet.host] : w_.links_[packet.host];
  w_.fates_.clear();
  send_on_link(link, config, script().msl, script().seed, w_.now_, sending, script().faults,
               w_.rule_matches_, w_.fates_);
  for (size_t copy = 0; copy < w_.fates_.size(); ++copy)
    launch_copy(packet, id, ends.receiver, static_cast<uint16_t>(copy), w_.fates_[copy]);
  w_.fates_.clear();
}

// The segment itself, on its way to its destination.
SIM_INLINE InFlight& Stepper::launch(const Packet& packet, const Segment& seg, uint32_t id,
                                     uint64_t receiver, Time arrives) {
  uint32_t index = w_.free_flight_;
  if (index == kNone) {
    index = static_cast<uint32_t>(w_.flights_.size());
    w_.flights_.extend();
  } else {
    w_.free_flight_ = w_.flights_[index].next_free;
  }
  InFlight& f = w_.flights_[index];
  f.segment = seg;
  f.from = packet.from;
  f.to = packet.to;
  f.tuple = receiver;
  f.packet = id;
  f.sent = packet.sent;
  f.copy = 0;
  f.sender = packet.host;
  f.dropped = false;
  f.reason = DropReason::Loss;
  f.seq_base = packet.seq_base;
  f.ack_base = packet.ack_base;
  f.used = true;
  const uint32_t stream = seg.payload.stream;
  f.stream = seg.text && stream < kForgedStream ? stream : kNoStream;
  if (f.stream) ++w_.accounts_.edit(f.stream - 1).copies;
  w_.queue_.push(arrives, Due::Arrival, w_.order_++, index);
  return f;
}

void Stepper::launch_copy(const Packet& packet, uint32_t id, uint64_t receiver, uint16_t copy,
                          const Flight& fate) {
  InFlight& f = launch(packet, packet.segment, id, receiver, fate.arrives);
  f.copy = copy;
  f.dropped = fate.dropped;
  f.reason = fate.reason;
}

void Stepper::arrive(uint32_t index) {
  // Its place is free from here on, but it holds until a segment is launched.
  InFlight& flight = w_.flights_[index];
  flight.used = false;
  flight.next_free = w_.free_flight_;
  w_.free_flight_ = index;
  const uint32_t stream = flight.stream;
  const uint8_t sender = flight.sender;
  if (stream) --w_.accounts_.edit(stream - 1).copies;
  const uint8_t host = host_of(flight.to.ip);
  if (flight.dropped) {
    record_dropped(flight, sender, flight.reason, Rule::None);
  } else if (host == 2 || !w_.hosts_[host].up || w_.now_ < w_.hosts_[host].quiet_until ||
             is_group(flight.from.ip)) {  // 3.4.3: a TCP that keeps quiet; MUST-63
    record_dropped(flight, host == 2 ? sender : host, DropReason::NoHost, Rule::None);
  } else if (w_.hosts_[host].cut) {
    record_dropped(flight, host, DropReason::Cut, Rule::None);
  } else {
    deliver(host, flight);
  }
  if (stream == kNoStream) return;
  if (w_.cause_ == kNoCause) w_.cause_ = w_.records_;  // the drop
  tell_discarded(stream, sender);
}

// Demultiplexing (facts A): the connection, then a listener, then the CLOSED rules.
SIM_INLINE void Stepper::deliver(uint8_t host, const InFlight& flight) {
  const Segment& seg = flight.segment;
  Record& r = record(RecordKind::Arrived, host, kNoSocket);
  r.cause = flight.sent;
  r.x = flight.packet;
  r.copy = flight.copy;
  fold(RecordKind::Arrived, host, segment_word(seg) ^ flight.tuple);
  w_.cause_ = last_record();
  check_triggers(Trigger::Kind::Segment, flight.sender, kNone, seg.ctl | kArrival, nullptr);

  if (script().hosts[host].outside) {
    Outside(*this).arrive(host, flight, last_record());
    return;
  }
  if (script().hosts[host].scripted) {  // it takes what comes
    r.a = static_cast<uint8_t>(State::Closed);
    r.b = static_cast<uint8_t>(State::Established);  // another one: it is not ignored
    return;
  }
  const uint32_t slot = find_tuple(flight.tuple);
  if (slot == kNone || (seg.has(kSyn) && tcb(slot).state == State::TimeWait)) {
    deliver_opening(host, slot, flight, last_record());
    return;
  }
  Socket& s = socket(slot);
  Tcb& t = tcb(slot);
  const State before = t.state;
  Step step = make_step(s);
  segment_arrives(t, seg, step);
  if (seg.has(kSyn)) learn_peer(slot, seg);
  complete_arrival(r, s.id, before, t.state);
  flush(slot);
}

// What may find no connection, or a listener beside one that is in TIME_WAIT.
void Stepper::deliver_opening(uint8_t host, uint32_t slot, InFlight flight, uint32_t arrival) {
  const uint32_t listener = find_listener(host, flight.to);
  if (slot == kNone) arrive_unconnected(host, listener, flight, arrival);
  else arrive_at_time_wait(slot, listener, flight, arrival);
}

// The Arrived record's states before and after, and the rules in the order taken.
void Stepper::complete_arrival(Record& r, uint32_t socket_id, State before, State after) {
  r.socket = socket_id;
  r.a = static_cast<uint8_t>(before);
  r.b = static_cast<uint8_t>(after);
  for (size_t i = 0; i < r.rules.size(); ++i)
    r.rules[i] = static_cast<uint16_t>(w_.scratch_.rules.all()[i]);
}

void Stepper::note_arrival(uint32_t arrival, uint32_t slot, State before) {
  if (!trace_ || arrival > trace_->records.size()) return;
  const uint32_t id = slot == kNone ? kNoSocket : socket(slot).id;
  const State after = slot == kNone ? before : tcb(slot).state;
  complete_arrival(trace_->records[arrival - 1], id, before, after);
}

void Stepper::arrive_unconnected(uint8_t host, uint32_t listener, const InFlight& flight,
                                        uint32_t arrival) {
  if (listener != kNone) {
    arrive_at_listener(listener, flight, arrival);
    return;
  }
  Step step{w_.now_, profile(host), w_.scratch_};
  closed_segment_arrives(flight.segment, step);
  note_arrival(arrival, kNone, State::Closed);
  answer_without_tcb(flight);
}

void Stepper::answer_without_tcb(const InFlight& flight) {
  for (size_t i = 0; i < w_.scratch_.segments.size(); ++i)
    reply_without_tcb(flight, OutSegment(w_.scratch_.segments[i]));
  w_.scratch_.clear();
}

// A SYN, which may open the next incarnation.
void Stepper::arrive_at_time_wait(uint32_t slot, uint32_t listener, const InFlight& flight,
                                  uint32_t arrival) {
  Tcb& t = tcb(slot);
  const State before = t.state;
  Step step = make_step(slot);
  if (listener != kNone && time_wait_accepts_syn(t, flight.segment, step)) {
    reopen(slot, listener, flight, arrival);
    return;
  }
  if (time_wait_gives_way(t, flight.segment, step)) {  // T163: and nobody waits for this SYN
    delete_quietly(t, Rule::T163, step);
    flush(slot);
    w_.scratch_.take(Rule::T163);
    arrive_unconnected(host_of(flight.to.ip), listener, flight, arrival);
    return;
  }
  segment_arrives(t, flight.segment, step);
  learn_peer(slot, flight.segment);
  note_arrival(arrival, slot, before);
  flush(slot);
}

// T091: a SYN ends TIME_WAIT early and opens the next incarnation.
void Stepper::reopen(uint32_t slot, uint32_t listener, const InFlight& flight, uint32_t arrival) {
  const Tcb old = tcb(slot);
  Step step = make_step(slot);
  if (listener_is_full(listener)) {
    overflow_segment_arrives(flight.segment, step);
    note_arrival(arrival, slot, State::TimeWait);
    answer_without_tcb(flight);
    return;
  }
  delete_quietly(tcb(slot), Rule::T091, step);
  flush(slot);
  const SeqNum iss = old.snd.nxt + 65537;  // T155: larger than any number used before
  make_child(listener, flight, arrival, iss, State::TimeWait);
  const uint32_t child = find_tuple(socket(listener).host, flight.to, flight.from);
  const Profile& p = profile(socket(listener).host);
  if (child != kNone && !p.time_wait_socket && !p.compressed_time_wait)
    w_.displaced_.push_back({socket(child).id, old});
}

bool Stepper::listener_is_full(uint32_t listener) const {
  const Socket& l = socket(listener);
  const Profile& p = profile(l.host);
  if (l.waiting >= accept_capacity(l)) return true;  // T052
  if (p.syn_backlog >= 0) return l.half_open >= p.syn_backlog;
  return p.request_socket && l.half_open > l.backlog;
}

void Stepper::arrive_at_listener(uint32_t listener, const InFlight& flight, uint32_t arrival) {
  const uint8_t host = socket(listener).host;
  Step step{w_.now_, profile(host), w_.scratch_};
  if (listen_segment_arrives(flight.segment, step) == ListenVerdict::Drop) {
    note_arrival(arrival, listener, State::Listen);
    answer_without_tcb(flight);
  } else if (listener_is_full(listener)) {
    overflow_segment_arrives(flight.segment, step);
    note_arrival(arrival, listener, State::Listen);
    answer_without_tcb(flight);
  } else {
    make_child(listener, flight, arrival, std::nullopt, State::Listen);
  }
}

void Stepper::make_child(uint32_t listener, const InFlight& flight, uint32_t arrival,
                         std::optional<SeqNum> iss, State before) {
  const uint8_t host = socket(listener).host;
  const uint32_t slot = new_socket(host, -1, 0);
  Socket& s = socket(slot);
  s.local = flight.to;
  s.remote = flight.from;
  s.moved();
  s.bound = true;
  s.parent = listener;
  s.connect_asked = true;
  inherit_options(slot, listener);
  ++socket(listener).half_open;
  give_number(slot);
  open_stream(slot);
  register_tuple(slot);
  const bool listed = w_.hosts_[host].isns_used < script().hosts[host].isns.size();
  const SeqNum chosen = iss && !listed ? *iss : choose_isn(slot, std::nullopt);
  Tcb& t = tcb(slot);
  t.state = State::Listen;
  Step step = make_step(slot);
  if (before == State::TimeWait) step.out.take(Rule::T091);
  if (before == State::TimeWait && step.profile.compressed_time_wait) step.out.take(Rule::T163);
  open_child(t, flight.segment, chosen, timestamp_offset(slot), step);
  learn_peer(slot, flight.segment);
  describe(slot);
  note_arrival(arrival, slot, before);
  flush(slot);
}

// The peer's SYN says whose octets will follow.
void Stepper::learn_peer(uint32_t slot, const Segment& seg) {
  Socket& s = socket(slot);
  if (!seg.has(kSyn) || s.peer_stream != kNoStream) return;
  const Tcb& t = tcb(slot);
  const bool learned = t.state != State::SynSent && t.state != State::Closed && t.irs == seg.seq;
  if (!learned || seg.payload.stream == kNoStream) return;
  if (seg.payload.stream < kForgedStream) {
    // An old SYN may open a connection again: its octets already have their reader.
    uint32_t& reader = w_.accounts_.edit(seg.payload.stream - 1).reader;
    if (reader != 0) return;
    reader = s.id;
  }
  s.peer_stream = seg.payload.stream;
  s.news = true;
  describe(slot);
}

// A forged segment: as if from that host, or from `src`. A script's own are not forged.
void Stepper::inject(const Entry& entry, uint32_t index) {
  Packet& packet = new_packet();
  packet = {};
  packet.host = entry.host;
  packet.forged = !script().hosts[entry.host].scripted;
  packet.entry = static_cast<int32_t>(index);
  aim(entry, packet);
  const uint8_t target = host_of(packet.to.ip);
  const uint32_t victim = target < 2 ? find_tuple(target, packet.to, packet.from) : kNone;
  if (victim != kNone) {
    const Tcb& t = tcb(victim);
    packet.seq_base = t.state == State::SynSent ? expected_isn(entry.host) : t.irs.value;
    packet.ack_base = t.iss.value;
  }
  const WrittenSegment& w = entry.segment;
  Segment& seg = packet.segment;
  seg.ctl = w.ctl;
  const SeqNum seq_zero{entry.raw ? 0 : packet.seq_base};
  const SeqNum ack_zero{entry.raw ? 0 : packet.ack_base};
  seg.seq = seq_zero + static_cast<uint32_t>(w.seq);
  if (w.ack) seg.ack = ack_zero + static_cast<uint32_t>(*w.ack);
  seg.wnd = static_cast<uint16_t>(w.win.value_or(65535));
  seg.up = static_cast<uint16_t>(w.urg.value_or(0));
  seg.text = static_cast<uint16_t>(w.text);
  seg.options = moved(w.options, ack_zero.value);
  seg.payload = {kForgedStream + index, 0};
  put_on_wire(packet, kNone, entry.arrive);
}

// The number that host's next TCB will start from, where the scenario lists it.
uint32_t Stepper::expected_isn(uint8_t host) const {
  const std::vector<uint32_t>& listed = script().hosts[host].isns;
  const uint32_t used = w_.hosts_[host].isns_used;
  return used < listed.size() ? listed[used] : 0;
}

// Where a forged segment pretends to come from and goes to: what the entry says, else along the
// connection that the other host has.
void Stepper::aim(const Entry& entry, Packet& packet) const {
  const uint8_t other = entry.host == 0 ? 1 : 0;
  packet.from = entry.src.value_or(Address{script().hosts[entry.host].address, 0});
  if (entry.port) packet.from.port = *entry.port;
  packet.to = entry.to.value_or(Address{script().hosts[other].address, 0});
  const uint32_t named = entry.socket >= 0 ? find_named(entry.host, entry.socket, 0) : kNone;
  if (named != kNone) {
    packet.from = socket(named).local;
    packet.to = socket(named).remote;
    return;
  }
  if (packet.from.port != 0 && packet.to.port != 0) return;
  // The newest connection between the two hosts that fits what was said; else what ended last.
  const auto along = [&](const Socket& s) {
    const bool mine = s.host == entry.host && s.remote.ip == packet.to.ip;
    const bool theirs = s.host != entry.host && s.local.ip == packet.to.ip;
    if (s.remote.port == 0 || s.listening || !(mine || theirs)) return false;
    const Address from = mine ? s.local : s.remote;
    const Address to = mine ? s.remote : s.local;
    if (entry.port && from.port != *entry.port) return false;
    if (entry.to && entry.to->port != 0 && to.port != entry.to->port) return false;
    packet.from.port = from.port;
    packet.to.port = to.port;
    return true;
  };
  uint32_t best = 0;
  for (const Socket& s : w_.sockets_)
    if (s.id > best && along(s)) best = s.id;
  for (size_t i = w_.free_sockets_.size(); best == 0 && i-- > 0;)
    best = along(w_.sockets_[w_.free_sockets_[i]]) ? 1 : 0;
}

}  // namespace finwait
