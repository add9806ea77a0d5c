// Where Linux keeps less than a TCB: the request socket of a passive SYN_RECEIVED, and the
// time-wait socket of TIME_WAIT and of an orphaned FIN_WAIT_2 (facts A.12: T152, T155, T160, T161,
// T178). Each is a short procedure of its own in place of steps of 3.10.7.4.
#include "sim/tcp/arrival.hpp"
#include "sim/tcp/operations.hpp"

namespace finwait {
namespace {

// Linux's test of a segment against a window [left, left+wnd].
bool in_small_window(const Segment& seg, SeqNum left, uint32_t wnd) {
  if (seg.seq == left) return true;
  if (seg.end() > left && seg.seq < left + wnd) return true;
  return seg.seq == left + wnd && seg.len() == 0;
}

bool stale_timestamp(const Tcb& tcb, const Segment& seg) {
  return tcb.timestamps && seg.options.timestamps &&
         static_cast<int32_t>(seg.options.ts_value - tcb.ts_recent) < 0;
}

void remember_timestamp(Tcb& tcb, const Segment& seg, const Step& step) {
  if (!tcb.timestamps || !seg.options.timestamps) return;
  tcb.ts_recent = seg.options.ts_value;
  tcb.ts_recent_at = step.now;
}

}  // namespace

bool request_socket_check(Arrival& a) {
  Tcb& tcb = a.tcb;
  const Segment& seg = a.seg;
  Step& step = a.step;
  if (seg.ctl == kSyn && seg.seq == tcb.irs) {  // T151, in step 1, whatever text comes with it
    a.seg.text = 0;
    return true;
  }
  if (seg.has(kAck) && seg.ack != tcb.snd.nxt && !seg.has(kRst)) {  // T098, before step 1
    step.out.take(seg.has(kSyn) ? Rule::T161 : Rule::T098);
    step.out.send(reset_for(seg), Rule::T098);
    return false;
  }
  const bool stale = stale_timestamp(tcb, seg);
  if (stale || !in_small_window(seg, tcb.rcv.nxt, tcb.rcv.wnd)) {
    if (seg.has(kRst)) step.out.take(stale ? Rule::T145 : Rule::T069);
    else send_limited_ack(tcb, seg, seg.has(kSyn) ? Rule::T161 : Rule::T068, step);
    return false;
  }
  const bool old_syn = seg.seq == tcb.irs;
  if (seg.has(kSyn | kAck) && old_syn && !seg.has(kRst)) {  // T161: with something behind it
    send_limited_ack(tcb, seg, Rule::T090, step);
    return false;
  }
  if (seg.has(kSyn) && !old_syn && !seg.has(kRst)) {  // T160, T161: an embryonic reset
    const Rule rule = seg.has(kAck) ? Rule::T161 : Rule::T160;
    step.out.take(rule);
    step.out.send(reset_for(seg), rule);
    delete_tcb(tcb, State::Listen, rule, step);
    return false;
  }
  return true;
}

// T152: neither SEG.ACK nor more than one number of the window matters any more.
void time_wait_socket_arrives(Arrival& a) {
  Tcb& tcb = a.tcb;
  const Segment& seg = a.seg;
  Step& step = a.step;
  const bool stale = stale_timestamp(tcb, seg);
  if (!stale && seg.seq == tcb.rcv.nxt && (seg.len() == 0 || seg.has(kRst))) {
    if (seg.has(kRst)) {
      if (step.profile.rfc1337) {
        step.out.take(Rule::T146);
        return;
      }
      step.out.take(Rule::T075);
      delete_tcb(tcb, State::Closed, Rule::T085, step);
      return;
    }
    step.out.take(seg.has(kAck) ? Rule::T112 : Rule::T095);
    step.out.take(Rule::T152);
    remember_timestamp(tcb, seg, step);
    restart_time_wait(tcb, step);
    return;
  }
  if (seg.has(kRst)) {
    step.out.take(stale ? Rule::T145 : Rule::T069);
    step.out.take(Rule::T152);
    return;
  }
  const Rule rule = stale                                ? Rule::T145
                    : seg.ctl == kSyn                    ? Rule::T092
                    : seg.has(kFin) && seg.end() == tcb.rcv.nxt ? Rule::T111
                                                         : Rule::T152;
  if (stale || seg.has(kAck)) restart_time_wait(tcb, step);
  // A SYN that would open a connection, if only somebody listened, counts for no limit.
  if (!stale && time_wait_accepts_syn(tcb, seg, step)) send_ack(tcb, Rule::T092, step);
  else send_limited_ack(tcb, seg, rule, step);
}

// T178: after close() Linux keeps only a small FIN_WAIT_2.
void orphan_socket_arrives(Arrival& a) {
  Tcb& tcb = a.tcb;
  const Segment& seg = a.seg;
  Step& step = a.step;
  if (stale_timestamp(tcb, seg) || !in_small_window(seg, tcb.rcv.nxt, tcb.rcv.wnd)) {
    send_limited_ack(tcb, seg, seg.has(kRst) ? Rule::T178 : Rule::T068, step);
    return;
  }
  if (seg.has(kRst)) {
    step.out.take(seg.seq == tcb.rcv.nxt ? Rule::T075 : Rule::T178);
    delete_tcb(tcb, State::Closed, Rule::T081, step);
    return;
  }
  const bool new_syn = seg.has(kSyn) && seg.seq >= tcb.rcv.nxt;
  const bool new_number = seg.len() > 0 && seg.end() > tcb.rcv.nxt;
  if (!new_syn && (!seg.has(kAck) || !new_number)) {
    const bool exact = seg.ack == tcb.snd.nxt;
    step.out.take(!seg.has(kAck) ? Rule::T095 : exact ? Rule::T100 : Rule::T178);
    return;
  }
  const bool next_fin = seg.has(kFin) && seg.end() == tcb.rcv.nxt + 1;
  if (new_syn || !next_fin) {
    const Rule rule = new_syn ? Rule::T178 : Rule::T153;
    step.out.take(rule);
    step.out.send(reset_for(seg), rule);
    delete_tcb(tcb, State::Closed, rule, step);
    return;
  }
  tcb.rcv.nxt = seg.end();
  tcb.rcv.fin = true;
  remember_timestamp(tcb, seg, step);
  enter_time_wait(tcb, Rule::T125, step);
  send_ack(tcb, Rule::T125, step);
}

}  // namespace finwait
