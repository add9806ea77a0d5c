// The receiving side: window management and reassembly (RFC 9293 3.8.6, 3.10.7.4 seventh step).
#include <algorithm>

#include "sim/tcp/machine.hpp"

namespace finwait {
namespace {

void remove_held(Tcb& tcb, int index) {
  for (int i = index; i + 1 < tcb.rcv.held_count; ++i) {
    const auto k = static_cast<size_t>(i);
    tcb.rcv.held[k] = tcb.rcv.held[k + 1];
  }
  --tcb.rcv.held_count;
}

// Inserts a range that touches no other, keeping the order. When there is no room the range that
// lies furthest away is given up: the peer will send it again.
void insert_held(Tcb& tcb, const HeldText& text) {
  size_t at = 0;
  while (at < tcb.rcv.held_count && tcb.rcv.held[at].start < text.start) ++at;
  if (tcb.rcv.held_count == kMaxHeld) {
    if (at == kMaxHeld) return;
    --tcb.rcv.held_count;
  }
  for (size_t i = tcb.rcv.held_count; i > at; --i) tcb.rcv.held[i] = tcb.rcv.held[i - 1];
  tcb.rcv.held[at] = text;
  ++tcb.rcv.held_count;
}

// One past what the user has read.
SeqNum consumed(const Tcb& tcb) { return tcb.rcv.nxt - (tcb.rcv.fin ? 1 : 0) - tcb.rcv.unread; }

// Linux offers whole segments, as large as it knows them to be when it makes the offer: a SYN does
// not know of timestamps yet, a SYN,ACK does. A buffer that a scenario chose is left alone.
uint32_t usable_buffer(const Tcb& tcb, const Step& step) {
  const uint32_t buffer = step.buffer();
  if (!step.profile.buffers_doubled || buffer > kLargestField) return buffer;
  const uint32_t mss = step.profile.mss;
  const bool known = tcb.timestamps && tcb.origin == Tcb::Origin::Passive;
  const uint32_t segment = known ? mss - std::min<uint32_t>(mss / 2, 12) : mss;
  if (step.receive_buffer) return buffer > segment ? buffer - buffer % segment : buffer;
  const bool chosen = buffer != kLargestField - kLargestField % mss;
  return chosen ? buffer : kLargestField - kLargestField % segment;
}

uint32_t field_limit(const Tcb& tcb) {
  return tcb.scaling ? kLargestField << tcb.rcv.scale : kLargestField;
}

}  // namespace

uint32_t special_window(const Tcb& tcb, const Step& step) {
  return std::min(usable_buffer(tcb, step), field_limit(tcb));
}

// FreeBSD: whatever the field can say of the free space.
void widen_receive_window(Tcb& tcb, const Step& step) {
  uint32_t space = step.buffer() > tcb.rcv.unread ? step.buffer() - tcb.rcv.unread : 0;
  if (space < step.buffer() / 4 && space < effective_mss(tcb, step)) space = 0;
  tcb.rcv.wnd = std::max(tcb.rcv.wnd, std::min(space, field_limit(tcb)));
}

void hold_text(Tcb& tcb, const Segment& seg) {
  HeldText text{seg.text_seq(), seg.text_seq() + seg.text, seg.payload.stream};
  if (text.start == text.end) return;
  // What is already held keeps its octets: the new text only fills what it adds.
  for (int i = 0; i < tcb.rcv.held_count; ++i) {
    HeldText& other = tcb.rcv.held[static_cast<size_t>(i)];
    if (other.end < text.start || text.end < other.start) continue;
    if (other.stream != text.stream) {
      if (other.start <= text.start && text.start < other.end) text.start = other.end;
      if (text.start < other.start && other.start < text.end) text.end = other.start;
      if (text.end <= text.start) return;
      continue;
    }
    text.start = earlier(text.start, other.start);
    text.end = later(text.end, other.end);
    remove_held(tcb, i--);
  }
  insert_held(tcb, text);
}

void accept_text(Tcb& tcb, SeqNum seq, uint32_t len, uint32_t stream, Step& step) {
  SIM_ASSERT(seq == tcb.rcv.nxt);
  SIM_ASSERT(len <= tcb.rcv.wnd || step.profile.window_from_last_ack);
  tcb.rcv.nxt += len;
  tcb.rcv.wnd -= std::min(len, tcb.rcv.wnd);
  tcb.rcv.unread += len;
  tcb.unacked_text += len;
  step.out.text(seq, len, stream);
  if (tcb.rcv.held_count > 0 || tcb.rcv.held_fin) accept_held(tcb, step);
}

bool accept_held(Tcb& tcb, Step& step) {
  bool reached = false;
  while (tcb.rcv.held_count > 0 && tcb.rcv.held[0].start <= tcb.rcv.nxt) {
    const HeldText text = tcb.rcv.held[0];
    remove_held(tcb, 0);
    reached = true;
    if (text.end <= tcb.rcv.nxt) continue;
    const SeqNum start = tcb.rcv.nxt;
    const uint32_t room = step.profile.window_from_last_ack ? UINT32_MAX : tcb.rcv.wnd;
    const uint32_t len = std::min(text.end - start, room);
    tcb.rcv.nxt += len;
    tcb.rcv.wnd -= std::min(len, tcb.rcv.wnd);
    tcb.rcv.unread += len;
    tcb.unacked_text += len;
    step.out.text(start, len, text.stream);
  }
  // Text has come that lies beyond it: there was no such FIN.
  if (tcb.rcv.held_fin && tcb.rcv.held_fin_seq < tcb.rcv.nxt) tcb.rcv.held_fin = false;
  return reached;
}

void discard_unread(Tcb& tcb, Rule rule, Step& step) {
  if (tcb.rcv.unread == 0) return;
  step.out.take(rule);
  step.out.discarded(consumed(tcb), tcb.rcv.unread, rule);
  tcb.rcv.unread = 0;
  leave_urgent_mode(tcb);
}

// MUST-32: told, too, when the end of urgent data moves on while some is still to come.
void note_urgent(Tcb& tcb, SeqNum up, Step& step) {
  if (!(up > consumed(tcb)) || (tcb.rcv.urgent && up <= tcb.rcv.up)) return;
  tcb.rcv.up = up;
  tcb.rcv.urgent = true;
  step.out.signal(Signal::Urgent);
}

void leave_urgent_mode(Tcb& tcb) {
  if (tcb.rcv.urgent && tcb.rcv.up <= consumed(tcb)) tcb.rcv.urgent = false;
}

void queue_with_syn(Tcb& tcb, const Segment& syn, bool fin) {
  Segment rest = syn;
  trim(rest, tcb.rcv.nxt, tcb.right_edge());  // T071
  hold_text(tcb, rest);
  if (syn.has(kUrg)) tcb.rcv.up = later(tcb.rcv.up, syn.seq + syn.up);
  if (!fin || !rest.has(kFin)) return;
  tcb.rcv.held_fin = true;
  tcb.rcv.held_fin_seq = rest.text_seq() + rest.text;
}

bool held_fin_is_next(const Tcb& tcb) {
  return tcb.rcv.held_fin && tcb.rcv.held_fin_seq == tcb.rcv.nxt;
}

}  // namespace finwait
