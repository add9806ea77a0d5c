#include "sim/world/outside.hpp"

#include <algorithm>

namespace finwait {

// What an `inject` entry of such a host says: a state that was observed, a segment, or both.
void Outside::event(const Entry& entry, uint32_t index) {
  const Address local =
      entry.src.value_or(Address{s_.script().hosts[entry.host].address, entry.port.value_or(0)});
  const Address remote = entry.to.value_or(Address{s_.script().hosts[1 - entry.host].address, 0});
  const uint32_t shadow = shadow_of(entry, local, remote);
  world_.cause_ = kNoCause;
  if (entry.state) observe(shadow, *entry.state);
  if (!(entry.segment == WrittenSegment{})) send(shadow, entry, index);
}

// The shadow of this connection; a new one where a SYN opens another incarnation.
uint32_t Outside::shadow_of(const Entry& entry, Address local, Address remote) {
  const uint32_t slot = s_.find_tuple(entry.host, local, remote);
  if (slot == kNone) return make_shadow(entry.host, local, remote);
  const bool syn = (entry.segment.ctl & kSyn) != 0;
  const bool known = s_.socket(slot).connect_asked;
  const bool opens = entry.state == State::SynSent || entry.state == State::SynReceived;
  const bool other = syn && s_.tcb(slot).iss != SeqNum{static_cast<uint32_t>(entry.segment.seq)};
  if (!known || !(other || (opens && s_.socket(slot).observed == State::Closed))) return slot;
  s_.forget_tuple(slot);
  return make_shadow(entry.host, local, remote);
}

uint32_t Outside::make_shadow(uint8_t host, Address local, Address remote) {
  const uint32_t slot = s_.new_socket(host, -1, 0);
  Socket& s = s_.socket(slot);
  s.local = local;
  s.remote = remote;
  s.moved();
  s.bound = true;
  s_.give_number(slot);
  s_.open_stream(slot);
  s_.register_tuple(slot);
  Tcb& t = s_.tcb(slot);
  t.snd.end = t.snd.max = t.iss + 1;
  s_.describe(slot);
  return slot;
}

void Outside::observe(uint32_t shadow, State state) {
  const State before = s_.socket(shadow).observed;
  if (before == state) return;
  s_.socket(shadow).observed = state;
  s_.record_state(s_.socket(shadow), shadow, before, state, Rule::None);
}

// The two ends learn each other's ISN and stream as soon as both are there.
void Outside::meet(uint32_t shadow) {
  Socket& s = s_.socket(shadow);
  const uint32_t other = s_.find_tuple(s.host == 0 ? 1 : 0, s.remote, s.local);
  if (other == kNone || s_.socket(other).stream == kNoStream) return;
  s_.tcb(shadow).irs = s_.tcb(other).iss;
  s.peer_stream = s_.socket(other).stream;
  world_.accounts_.edit(s.peer_stream - 1).reader = s.id;
}

// What the kernel has acknowledged counts as read: nobody here knows when its program reads.
void Outside::count_acknowledged(uint32_t shadow, const Segment& seg) {
  const uint32_t stream = s_.socket(shadow).peer_stream;
  if (!seg.has(kAck) || stream == kNoStream || world_.accounts_[stream - 1].reader_gone) return;
  StreamAccount& account = world_.accounts_.edit(stream - 1);
  const int64_t octets = distance(s_.tcb(shadow).irs + 1, seg.ack);
  const Ledger ledger = world_.ledger(stream);
  const auto sent = static_cast<int64_t>(ledger.written - ledger.unsent);  // its FIN is no octet
  const int64_t received = std::min(octets, sent);
  if (received <= static_cast<int64_t>(account.received)) return;
  account.received = account.read = static_cast<uint64_t>(received);
}

// Where the octets of a segment lie in the kernel's stream, and whether they were sent before.
void Outside::count_text(uint32_t shadow, Packet& packet, uint32_t index) {
  Socket& s = s_.socket(shadow);
  Tcb& t = s_.tcb(shadow);
  Segment& seg = packet.segment;
  if (seg.has(kSyn)) {
    packet.retransmission = s.connect_asked;
    s.connect_asked = true;
    t.iss = seg.seq;
    if (!packet.retransmission) t.snd.end = t.snd.max = t.iss + 1;
  }
  packet.seq_base = s.connect_asked ? t.iss.value : 0;
  packet.ack_base = t.irs.value;
  seg.payload = {s.stream, 0};
  if (seg.text == 0) {
    packet.retransmission |= seg.has(kFin) && seg.end() <= t.snd.nxt && t.snd.fin_sent;
  } else if (!s.connect_asked || distance(t.iss, seg.text_seq()) <= 0) {
    seg.payload = {kForgedStream + index, 0};  // the connection is older than this world
    return;
  } else {
    seg.payload.offset = seg.text_seq() - (t.iss + 1);
    const SeqNum end = seg.text_seq() + seg.text;
    packet.retransmission |= seg.text_seq() < t.snd.end;
    if (s_.trace_ && seg.text_seq() == t.snd.end)
      s_.trace_->sockets[s.id - 1].sends.push_back({s.stream, seg.payload.offset, index});
    t.snd.end = t.snd.max = later(t.snd.end, end);
  }
  t.snd.fin_sent |= seg.has(kFin);
  t.snd.nxt = later(t.snd.end, seg.end());
}

void Outside::send(uint32_t shadow, const Entry& entry, uint32_t index) {
  const WrittenSegment& w = entry.segment;
  Packet& packet = s_.new_packet();
  packet = {};
  packet.host = entry.host;
  packet.from = s_.socket(shadow).local;
  packet.to = s_.socket(shadow).remote;
  packet.socket = s_.socket(shadow).id;
  Segment& seg = packet.segment;
  seg.ctl = w.ctl;
  seg.seq = SeqNum{static_cast<uint32_t>(w.seq)};
  if (w.ack) seg.ack = SeqNum{static_cast<uint32_t>(*w.ack)};
  seg.wnd = static_cast<uint16_t>(w.win.value_or(65535));
  seg.up = static_cast<uint16_t>(w.urg.value_or(0));
  seg.text = static_cast<uint16_t>(w.text);
  seg.options = w.options;
  meet(shadow);
  count_acknowledged(shadow, seg);
  count_text(shadow, packet, index);
  s_.put_on_wire(packet, shadow, std::nullopt);
}

// A segment reaches the kernel. Its answer, if any, is another entry.
void Outside::arrive(uint8_t host, const InFlight& flight, uint32_t arrival) {
  uint32_t shadow = s_.find_tuple(host, flight.to, flight.from);
  if (shadow == kNone && flight.segment.has(kSyn))
    shadow = make_shadow(host, flight.to, flight.from);
  if (shadow != kNone) meet(shadow);
  s_.note_arrival(arrival, shadow, State::Closed);
}

}  // namespace finwait
