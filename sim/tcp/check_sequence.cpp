// RFC 9293 3.10.7.4, first: the sequence number, and PAWS before it (RFC 7323).
#include <algorithm>

#include "sim/tcp/arrival.hpp"
#include "sim/tcp/operations.hpp"

namespace finwait {
namespace {

constexpr Duration kPawsIdle = seconds(int64_t{24} * 24 * 3600);  // RFC 7323 5.5

// Table of 3.4: T064-T067. With `left` the earliest acceptable number.
bool acceptable(const Segment& seg, SeqNum left, SeqNum nxt, uint32_t wnd) {
  const uint32_t width = (nxt - left) + wnd;
  if (seg.len() == 0) return wnd == 0 ? seg.seq == nxt : in_window(seg.seq, left, width);
  if (wnd == 0) return false;
  return in_window(seg.seq, left, width) || in_window(seg.end() - 1, left, width);
}

bool is_bare_fin(const Segment& seg) { return seg.has(kFin) && seg.text == 0; }

// Linux (T067): whether something waits for the user, the end of the stream included.
bool has_unread(const Tcb& tcb) {
  return tcb.rcv.unread > 0 || (tcb.rcv.fin_unread && !tcb.closed_by_user);
}

// T176, T182: Linux tests against the start of the last advertised window, and a segment without
// text may lie at its end. A SYN that was received before does not become acceptable by that.
bool acceptable_linux(const Tcb& tcb, const Segment& seg) {
  if (seg.has(kSyn) && !seg.has(kRst) && seg.seq < tcb.rcv.nxt) return false;
  const SeqNum edge = tcb.right_edge();
  if (seg.seq == edge) return seg.text == 0 && !seg.has(kSyn);
  // What begins in the window and runs past its end is taken whole, but for a user who is behind.
  if (seg.text_seq() + seg.text > edge && has_unread(tcb)) return false;
  return tcb.rcv.wup <= seg.end() && seg.seq < edge;
}

bool is_acceptable(const Tcb& tcb, const Segment& seg, const Step& step) {
  // A request socket and a time-wait socket have no such memory.
  const bool full = tcb.state != State::TimeWait &&
                    !(tcb.state == State::SynReceived && tcb.origin == Tcb::Origin::Passive);
  if (step.profile.window_from_last_ack && full) return acceptable_linux(tcb, seg);
  // FreeBSD tests against its buffer, of which the field can say 65535 octets only.
  uint32_t wnd = tcb.rcv.wnd;
  if (step.profile.window_beyond_field && full && step.buffer() > tcb.rcv.unread)
    wnd = std::max(wnd, step.buffer() - tcb.rcv.unread);
  return acceptable(seg, tcb.rcv.nxt, tcb.rcv.nxt, wnd);
}

// Linux: text or a FIN that had arrived before says that the peer lacks our ACKs. A SYN does not.
void note_old(Arrival& a) {
  Tcb& tcb = a.tcb;
  if (a.seg.len() == 0 || a.seg.has(kSyn) || !(a.seg.seq < tcb.rcv.nxt)) return;
  enter_quick_mode(tcb, a.step);
  note_duplicate(tcb, a.seg.seq, earlier(a.seg.end(), tcb.rcv.nxt), a.step);
}

// Linux: a bare ACK may have been overtaken on its way. It counts if it says nothing new and is
// little older than what overtook it, else it is dropped; one left of RCV.NXT without an answer.
enum class OldAck : uint8_t { Taken, Ignored, Answered };
OldAck judge_old_ack(const Arrival& a, int32_t age) {
  const Tcb& tcb = a.tcb;
  if (!a.seg.has(kAck) || a.seg.len() > 0) return OldAck::Answered;
  if (a.seg.seq != tcb.rcv.nxt)
    return a.seg.seq < tcb.rcv.nxt ? OldAck::Ignored : OldAck::Answered;
  const int64_t replay = (tcb.rto * 12 / 10).ns / milliseconds(1).ns;  // ticks of its clock
  const bool news = a.seg.ack != tcb.snd.una || may_update_window(a) || -int64_t{age} > replay;
  return news ? OldAck::Answered : OldAck::Taken;
}

// RFC 7323 5.5: after so long a silence TS.Recent says nothing.
bool ts_recent_expired(const Arrival& a) { return a.step.now - a.tcb.ts_recent_at > kPawsIdle; }

// T145 (RFC 7323 5.3, R1): an old timestamp. True: the segment was answered and dropped. Linux
// lets a segment pass that is one tick older. One without a timestamp is dropped silently (3.2).
bool paws_rejects(Arrival& a) {
  Tcb& tcb = a.tcb;
  if (!tcb.timestamps || a.seg.has(kRst)) return false;
  if (!a.seg.options.timestamps) {
    if (a.step.profile.timestamps_required) a.step.out.take(Rule::T145);
    return a.step.profile.timestamps_required;
  }
  const auto age = static_cast<int32_t>(a.seg.options.ts_value - tcb.ts_recent);
  const bool lenient = a.step.profile.window_from_last_ack;
  if (age >= (lenient ? -1 : 0) || ts_recent_expired(a)) return false;
  const OldAck old = lenient ? judge_old_ack(a, age) : OldAck::Answered;
  if (old == OldAck::Taken) return false;
  if (old == OldAck::Ignored) {
    a.step.out.take(Rule::T145);
    return true;
  }
  if (lenient) note_old(a);
  send_limited_ack(tcb, a.seg, Rule::T145, a.step);
  return true;
}

// G3: TIME_WAIT and the peer's FIN once more, which lies left of the window.
bool is_fin_again(const Arrival& a) {
  return a.tcb.state == State::TimeWait && a.seg.has(kFin | kAck) && !a.seg.has(kRst) &&
         !a.seg.has(kSyn) && a.seg.end() == a.tcb.rcv.nxt;
}

// G4: the SYN,ACK that completes a simultaneous open, whose SYN was already received. Linux wants
// it empty.
bool is_crossed_syn_ack(const Arrival& a) {
  if (a.step.profile.simultaneous_ack && a.seg.len() > 1) return false;
  return a.tcb.state == State::SynReceived && a.tcb.origin == Tcb::Origin::Active &&
         a.seg.has(kSyn | kAck) && !a.seg.has(kRst) && a.seg.seq == a.tcb.irs &&
         a.seg.ack == a.tcb.snd.nxt;
}

// 4.4BSD cuts off what is old, owes an ACK, and goes on with the ACK field. Without that, T183 on
// both sides would answer each other for ever.
bool is_old_duplicate(const Arrival& a) {
  return a.step.profile.old_segment_acks && synchronized(a.tcb.state) &&
         a.tcb.state != State::TimeWait && !a.seg.has(kRst) && !a.seg.has(kSyn) &&
         a.seg.end() <= a.tcb.rcv.nxt;
}

void answer_fin_again(Arrival& a) {
  if (a.seg.ack > a.tcb.snd.nxt) {
    send_limited_ack(a.tcb, a.seg, Rule::T101, a.step);
    return;
  }
  send_ack(a.tcb, Rule::T111, a.step);
  restart_time_wait(a.tcb, a.step);
}

void unacceptable(Arrival& a) {
  Tcb& tcb = a.tcb;
  const Profile& p = a.step.profile;
  if (a.seg.has(kRst)) {
    if (!reset_before_fin(a)) a.step.out.take(Rule::T069);
    return;
  }
  const bool again = a.seg.ctl == kSyn && a.seg.seq == tcb.irs;
  if (p.half_open_resend && again && tcb.state == State::SynReceived &&
      tcb.origin == Tcb::Origin::Passive) {  // T151
    a.step.out.take(Rule::T151);
    if (!within_ack_limit(tcb, a.step)) return;
    resend_syn(tcb, a.step);
    start_retransmission_timer(tcb, a.step);
    return;
  }
  note_old(a);
  // BSD looks for a SYN before it looks at the window: its answer is a challenge (T183).
  const bool challenge = p.closing_fin_again && a.seg.has(kSyn);
  send_limited_ack(tcb, a.seg, challenge ? Rule::T090 : Rule::T068, a.step);
}

}  // namespace

void remember_timestamp(Arrival& a) {
  Tcb& tcb = a.tcb;
  if (!tcb.timestamps || !a.seg.options.timestamps || a.seg.has(kRst)) return;
  const auto age = static_cast<int32_t>(a.seg.options.ts_value - tcb.ts_recent);
  if ((age < 0 && !ts_recent_expired(a)) || !(a.seg.seq <= tcb.last_ack_sent)) return;
  // Linux learns from what its ACK field lets through: not from a SYN, which draws a challenge, nor
  // from an ACK of what has not been sent, or was acknowledged before.
  const bool taken = !a.seg.has(kAck) || (tcb.snd.una <= a.seg.ack && a.seg.ack <= tcb.snd.nxt);
  if (a.step.profile.acked_bytes_bound && (a.seg.has(kSyn) || !taken)) return;
  tcb.ts_recent = a.seg.options.ts_value;
  tcb.ts_recent_at = a.step.now;
}

bool reset_before_fin(Arrival& a) {
  Tcb& tcb = a.tcb;
  const bool closing = tcb.state == State::CloseWait || tcb.state == State::Closing ||
                       tcb.state == State::LastAck;
  if (!a.step.profile.reset_before_fin || !closing || a.seg.seq != tcb.rcv.nxt - 1) return false;
  a.step.out.take(Rule::T172);
  const bool pipe = tcb.state == State::CloseWait && a.step.profile.reset_as_pipe;
  abort_with(tcb, pipe ? Signal::BrokenPipe : Signal::Reset, Rule::T172, a.step);
  return true;
}

void trim(Segment& seg, SeqNum nxt, SeqNum edge) {
  if (seg.seq < nxt) {
    uint32_t cut = nxt - seg.seq;
    if (seg.has(kSyn)) {
      seg.ctl = static_cast<uint8_t>(seg.ctl & ~kSyn);
      --cut;
    }
    const uint32_t text = std::min<uint32_t>(cut, seg.text);
    seg.text = static_cast<uint16_t>(seg.text - text);
    seg.payload.offset += text;
    if (cut > text) seg.ctl = static_cast<uint8_t>(seg.ctl & ~kFin);
    seg.seq = nxt;
  }
  const SeqNum text_end = seg.text_seq() + seg.text;
  if (text_end > edge) {
    seg.text = static_cast<uint16_t>(seg.text - std::min<uint32_t>(text_end - edge, seg.text));
    seg.ctl = static_cast<uint8_t>(seg.ctl & ~kFin);
  } else if (seg.has(kFin) && text_end == edge) {
    seg.ctl = static_cast<uint8_t>(seg.ctl & ~kFin);
  }
}

void trim_to_window(Arrival& a) {
  const Tcb& tcb = a.tcb;
  const bool whole = a.step.profile.window_from_last_ack;  // Linux cuts nothing off the end
  trim(a.seg, tcb.rcv.nxt, whole ? later(tcb.right_edge(), a.seg.end()) : tcb.right_edge());
}

// First: the sequence number.
bool check_sequence(Arrival& a) {
  Tcb& tcb = a.tcb;
  if (a.step.profile.ackless_dropped && tcb.state != State::TimeWait &&
      (a.seg.ctl & (kAck | kRst | kSyn)) == 0) {
    a.step.out.take(Rule::T177);
    return false;
  }
  if (paws_rejects(a)) return false;
  if (is_fin_again(a)) {
    answer_fin_again(a);
    return false;
  }
  if (is_crossed_syn_ack(a)) {
    a.crossed = true;
    trim_to_window(a);
    if (a.step.profile.simultaneous_ack) a.owe(AckDue::Now, Rule::T094);
    return true;
  }
  // Linux: a FIN needs no room.
  const bool fits = a.step.profile.window_from_last_ack && is_bare_fin(a.seg);
  if (tcb.rcv.wnd == 0 && a.seg.len() > 0 && a.seg.seq == tcb.rcv.nxt && !a.seg.has(kSyn) &&
      !fits) {
    a.step.out.take(Rule::T070);
    a.zero_window = true;
    a.owe(AckDue::Now, Rule::T070);
    return true;
  }
  if (!is_acceptable(tcb, a.seg, a.step)) {
    if (is_old_duplicate(a)) {
      a.owe(AckDue::Now, Rule::T068);
      a.seg.text = 0;
      a.seg.ctl = static_cast<uint8_t>(a.seg.ctl & ~(kFin | kUrg | kPsh));
      return true;
    }
    unacceptable(a);
    return false;
  }
  remember_timestamp(a);
  const bool linux = a.step.profile.window_from_last_ack && tcb.state != State::TimeWait;
  if (a.step.profile.window_from_last_ack && a.seg.len() > 0 && a.seg.end() <= tcb.rcv.nxt) {
    a.step.out.take(Rule::T176);  // nothing new in it, but its ACK field counts
    a.nothing_new = true;
  }
  a.beyond = linux && a.seg.len() > 0 && tcb.rcv.wnd > 0 && a.seg.seq == tcb.right_edge();
  a.old_text = a.seg.text > 0 && a.seg.text_seq() < tcb.rcv.nxt;
  if (!a.seg.has(kRst)) trim_to_window(a);
  return true;
}

}  // namespace finwait
