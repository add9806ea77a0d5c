// RFC 9293 3.10.7.1 to 3.10.7.3: SEGMENT ARRIVES in CLOSED, LISTEN and SYN-SENT.
#include <algorithm>

#include "sim/tcp/arrival.hpp"
#include "sim/tcp/operations.hpp"

namespace finwait {
namespace {

constexpr Duration kQuickResend = milliseconds(10);   // T156
constexpr Duration kLongestDelay = milliseconds(200);  // of an ACK, on Linux

// 3.10.7.3, first: an ACK must be for our SYN. False: the segment is done with.
bool syn_sent_check_ack(Tcb& tcb, const Segment& seg, Step& step) {
  if (!seg.has(kAck)) return true;
  if (tcb.iss < seg.ack && seg.ack <= tcb.snd.nxt) return true;
  if (seg.has(kRst)) {
    step.out.take(Rule::T054);
  } else {
    step.out.take(Rule::T053);
    step.out.send(reset_for(seg), Rule::T053);
  }
  if (step.profile.syn_resend_on_bad_ack && tcb.retries == 0) {  // T156
    step.out.take(Rule::T156);
    set_timer(tcb, Timer::Retransmission,
              std::min(step.now + kQuickResend, tcb.timers.at(Timer::Retransmission)), step);
  }
  return false;
}

// T166: the SYN goes out again when the first RTO, not doubled, is over. A timer that a hand has
// stopped starts anew.
void retry_refused_syn(Tcb& tcb, Step& step) {
  step.out.take(Rule::T166);
  const bool runs = tcb.timers.running(Timer::Retransmission);
  const Time sent = runs ? tcb.timers.at(Timer::Retransmission) - tcb.rto : step.now;
  tcb.rto = step.profile.rto_initial;
  set_timer(tcb, Timer::Retransmission, std::max(step.now, sent + tcb.rto), step);
}

// Second: RST. Without an acceptable ACK it is ignored; its SEQ is not checked (G8).
bool syn_sent_check_rst(Tcb& tcb, const Segment& seg, Step& step) {
  if (!seg.has(kRst)) return true;
  if (!seg.has(kAck)) step.out.take(Rule::T056);
  else if (step.profile.refused_retry && !exhausted(tcb, step)) retry_refused_syn(tcb, step);
  else abort_with(tcb, Signal::Refused, Rule::T055, step);
  return false;
}

// Fourth, the SYN acknowledges ours: ESTABLISHED.
void syn_sent_established(Tcb& tcb, const Segment& seg, Step& step) {
  tcb.snd.una = seg.ack;
  if (tcb.timing) take_rtt_sample(tcb, step.now - tcb.timed_at, step);
  tcb.timing = false;
  clear_timer(tcb, Timer::Retransmission, step);
  enter_established(tcb, Rule::T057, step);
  Arrival a{tcb, seg, step};
  if (tcb.sender_waits && step.profile.delayed_ack.ns > 0) {  // its text will carry the ACK
    enter_quick_mode(tcb, step);
    tcb.ack_scheduled = true;
    set_timer(tcb, Timer::DelayedAck, step.now + kLongestDelay, step);
  } else {
    a.owe(AckDue::Now, Rule::T057);
  }
  const bool more = seg.text > 0 || seg.has(kFin) || seg.has(kUrg);
  if (more && !step.profile.syn_data_dropped) {  // T058: continue at the sixth step
    step.out.take(Rule::T058);
    trim(a.seg, tcb.rcv.nxt, tcb.right_edge());  // T071
    check_urg(a);
    process_text(a);
    check_fin(a);
  } else if (more) {
    step.out.take(Rule::T157);
  }
  finish(tcb, a.due, a.ack_rule, step);
}

// Fourth, a SYN alone: a simultaneous open.
void syn_sent_simultaneous(Tcb& tcb, const Segment& seg, Step& step) {
  // T060: kept until ESTABLISHED. FreeBSD forgets the FIN (the state-event suite): the peer has to
  // send it again.
  if (!step.profile.syn_data_dropped) queue_with_syn(tcb, seg, !step.profile.old_segment_acks);
  set_state(tcb, State::SynReceived, Rule::T059, step);
  step.out.send(build_syn(tcb, kSyn | kAck, step), Rule::T059);
  if (step.profile.whole_segments) tcb.timed_at = step.now;  // Linux: RTT is that of the SYN,ACK
  sent_with_ack(tcb, step);
}

void syn_sent_arrives(Tcb& tcb, const Segment& seg, Step& step) {
  if (!syn_sent_check_ack(tcb, seg, step)) return;
  if (!syn_sent_check_rst(tcb, seg, step)) return;
  // Third, security: omitted. Fourth: SYN. Fifth: neither SYN nor RST, drop.
  if (!seg.has(kSyn)) {
    step.out.take(seg.has(kAck) ? Rule::T061 : Rule::T062);  // a FIN does not matter (T063)
    return;
  }
  tcb.irs = seg.seq;
  tcb.rcv.nxt = seg.seq + 1;
  tcb.rcv.wup = tcb.rcv.nxt;
  tcb.rcv.up = tcb.rcv.nxt;
  learn_options(tcb, seg, step);
  remember_window(tcb, seg, 0);
  if (seg.has(kAck)) syn_sent_established(tcb, seg, step);
  else syn_sent_simultaneous(tcb, seg, step);
}

}  // namespace

void closed_segment_arrives(const Segment& seg, Step& step) {
  if (seg.has(kRst)) {
    step.out.take(Rule::T042);
    return;
  }
  const Rule rule = seg.has(kAck) ? Rule::T044 : Rule::T043;
  step.out.take(rule);
  step.out.send(reset_for(seg), rule);
}

ListenVerdict listen_segment_arrives(const Segment& seg, Step& step) {
  if (seg.has(kRst)) {  // first
    step.out.take(Rule::T045);
    return ListenVerdict::Drop;
  }
  if (seg.has(kAck) && seg.has(kSyn) && step.profile.listen_syn_ack_silent) {
    step.out.take(Rule::T183);
    return ListenVerdict::Drop;
  }
  if (seg.has(kAck)) {  // second
    step.out.take(Rule::T046);
    step.out.send(reset_for(seg), Rule::T046);
    return ListenVerdict::Drop;
  }
  if (!seg.has(kSyn)) {  // fourth
    step.out.take(Rule::T051);
    return ListenVerdict::Drop;
  }
  if (seg.has(kFin) && step.profile.syn_fin_dropped) {
    step.out.take(Rule::T150);
    return ListenVerdict::Drop;
  }
  return ListenVerdict::MakeChild;
}

void overflow_segment_arrives(const Segment& seg, Step& step) {
  step.out.take(Rule::T052);
  if (!step.profile.overflow_reset) return;
  step.out.take(Rule::T167);
  step.out.send(reset_for(seg), Rule::T167);
}

void remember_window(Tcb& tcb, const Segment& seg, uint8_t shift) {
  tcb.snd.wnd = uint32_t{seg.wnd} << shift;
  tcb.snd.max_wnd = std::max(tcb.snd.max_wnd, tcb.snd.wnd);
  tcb.snd.wl1 = seg.seq;
  tcb.snd.wl2 = seg.ack;
}

void learn_options(Tcb& tcb, const Segment& syn, Step& step) {
  const Options& o = syn.options;
  tcb.peer_mss = o.mss ? o.mss : 536;  // MUST-15
  tcb.scaling = o.window_scale > 0 && step.profile.window_scale >= 0;
  tcb.snd.scale = static_cast<uint8_t>(
      tcb.scaling ? std::min<int>(o.window_scale - 1, 14) : 0);
  tcb.sack = o.sack_permitted && step.profile.sack;
  tcb.timestamps = o.timestamps && step.profile.timestamps;
  if (tcb.timestamps) {
    tcb.ts_recent = o.ts_value;
    tcb.ts_recent_at = step.now;
  }
}

void segment_arrives_unsynchronized(Tcb& tcb, const Segment& seg, Step& step) {
  tcb.last_received = step.now;
  syn_sent_arrives(tcb, seg, step);
}

}  // namespace finwait
