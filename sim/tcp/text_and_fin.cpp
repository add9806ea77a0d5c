// RFC 9293 3.10.7.4, sixth to eighth: urgent data, the segment text and the FIN.
#include <algorithm>

#include "sim/tcp/arrival.hpp"

namespace finwait {
namespace {

bool receives_text(State state) {
  return is_one_of(state, state_set(State::Established, State::FinWait1, State::FinWait2));
}

// After close() nobody will read: new text in FIN_WAIT_1 or FIN_WAIT_2 is answered with a reset
// (T118 b). Linux does so after shutdown(SHUT_RDWR), too, and for a FIN beyond a hole (T153, T154).
bool resets_late_text(Arrival& a) {
  Tcb& tcb = a.tcb;
  const bool quirk = a.step.profile.late_text_resets;
  const bool closing = tcb.state == State::FinWait1 || tcb.state == State::FinWait2;
  const bool nobody_reads = tcb.closed_by_user || (quirk && tcb.rcv.shut);
  if (!closing || !nobody_reads || a.zero_window) return false;
  const bool fin_beyond_hole = quirk && a.seg.has(kFin) && a.seg.seq > tcb.rcv.nxt;
  if (a.seg.text == 0 && !fin_beyond_hole) return false;
  const Rule strict = a.step.profile.closed_text_resets ? Rule::T164 : Rule::T118;
  const Rule rule = !quirk ? strict : tcb.closed_by_user ? Rule::T153 : Rule::T154;
  a.step.out.take(rule);
  a.step.out.send(reset_for(a.seg), rule);
  abort_with(tcb, Signal::Reset, rule, a.step);
  return true;
}

void hold(Arrival& a) {
  Tcb& tcb = a.tcb;
  a.step.out.take(Rule::T072);
  note_held_again(tcb, a.seg, a.step);
  hold_text(tcb, a.seg);
  if (a.seg.has(kFin)) {
    tcb.rcv.held_fin = true;
    tcb.rcv.held_fin_seq = a.seg.text_seq() + a.seg.text;
  }
  note_block(tcb, a.seg.text_seq());
  a.owe(AckDue::Now, Rule::T072);
}

bool later_fin_is_illegal(State state) {
  return is_one_of(state, state_set(State::CloseWait, State::Closing, State::LastAck));
}

Rule second_fin_rule(State state) {
  return state == State::CloseWait ? Rule::T126 : state == State::Closing ? Rule::T127 : Rule::T128;
}

// T120: the FIN is reached.
void process_fin(Arrival& a) {
  Tcb& tcb = a.tcb;
  tcb.rcv.nxt += 1;
  // Linux: the right edge stays where it was, so that the FIN takes an octet of the window.
  if (a.step.profile.window_from_last_ack && tcb.rcv.wnd > 0) --tcb.rcv.wnd;
  tcb.rcv.fin = true;
  tcb.rcv.fin_unread = true;
  tcb.rcv.held_fin = false;
  tcb.rcv.again = {};  // Linux forgets what it would have reported of duplicates
  a.step.out.signal(Signal::EndOfStream);
  const bool at_once = a.step.profile.delayed_ack.ns == 0 || a.step.profile.fin_ack_at_once;
  switch (tcb.state) {
    case State::Established:
      set_state(tcb, State::CloseWait, Rule::T122, a.step);
      if (a.step.profile.quickack) tcb.late_reply = true;
      a.owe(at_once ? AckDue::Now : AckDue::Delayed, Rule::T122);
      return;
    case State::FinWait1:
      set_state(tcb, State::Closing, Rule::T124, a.step);
      a.owe(at_once ? AckDue::Now : AckDue::Delayed, Rule::T124);
      if (!a.step.profile.quickack) return;
      send_ack(tcb, Rule::T124, a.step);  // Linux: before what the same segment lets out
      a.due = AckDue::None;
      return;
    case State::FinWait2:
      enter_time_wait(tcb, Rule::T125, a.step);
      a.owe(AckDue::Now, Rule::T125);
      return;
    case State::Closed:
    case State::Listen:
    case State::SynSent:
    case State::SynReceived:
    case State::CloseWait:
    case State::Closing:
    case State::LastAck:
    case State::TimeWait: SIM_ASSERT(false);
  }
}

// T180: Linux answers text that runs past a FIN it has already seen with a reset. T164: FreeBSD
// any new text after close().
bool resets_text_past_fin(Arrival& a) {
  Tcb& tcb = a.tcb;
  const bool closed = a.step.profile.closed_text_resets && tcb.closed_by_user &&
                      tcb.state != State::CloseWait && !a.zero_window;
  if (!closed && !(a.step.profile.late_text_resets && a.old_text)) return false;
  const Rule rule = closed ? Rule::T164 : Rule::T180;
  a.step.out.take(rule);
  a.step.out.send(reset_for(a.seg), rule);
  const bool pipe = tcb.state == State::CloseWait && a.step.profile.reset_as_pipe;  // as T158
  abort_with(tcb, pipe ? Signal::BrokenPipe : Signal::Reset, rule, a.step);
  return true;
}

// T168: text that nobody will read, on a system that says so.
bool resets_shut_text(Arrival& a) {
  Tcb& tcb = a.tcb;
  if (a.step.profile.shut_text != ShutText::Reset || !tcb.rcv.shut || a.zero_window) return false;
  if (a.seg.text == 0) return false;
  a.step.out.take(Rule::T168);
  a.step.out.send(reset_for(a.seg), Rule::T168);
  abort_with(tcb, Signal::Reset, Rule::T118, a.step);
  return true;
}

// What of the segment had arrived before: T176, T094.
void note_old_part(Arrival& a) {
  Tcb& tcb = a.tcb;
  const bool crossed = a.crossed && a.step.profile.simultaneous_ack;
  if (a.nothing_new || a.old_text || crossed)
    note_duplicate(tcb, a.whole.seq, earlier(a.whole.end(), tcb.rcv.nxt), a.step);
  if (a.nothing_new || (crossed && a.seg.text == 0)) enter_quick_mode(tcb, a.step);
  if (a.nothing_new) a.owe(AckDue::Now, Rule::T068);
}

}  // namespace

// Sixth: URG. SEG.UP counts from where the segment began, old text and SYN included.
bool check_urg(Arrival& a) {
  if (!a.seg.has(kUrg)) return true;
  const bool open = receives_text(a.tcb.state);
  a.step.out.take(open ? Rule::T113 : Rule::T114);
  if (open) note_urgent(a.tcb, a.whole.seq + a.seg.up, a.step);
  return true;
}

void process_text(Arrival& a) {
  Tcb& tcb = a.tcb;
  if (a.nothing_new || a.old_text || a.crossed) note_old_part(a);
  if (!receives_text(tcb.state)) {
    if (a.seg.text > 0 && later_fin_is_illegal(tcb.state) && !resets_text_past_fin(a))
      a.step.out.take(Rule::T116);
    return;
  }
  const bool may_reset = tcb.closed_by_user || tcb.rcv.shut;
  if (may_reset && (resets_late_text(a) || resets_shut_text(a))) return;
  if (a.beyond) {  // T182
    enter_quick_mode(tcb, a.step);
    a.owe(AckDue::Now, Rule::T068);
  }
  if (a.zero_window || a.beyond) {
    a.seg.text = 0;
    a.seg.ctl = static_cast<uint8_t>(a.seg.ctl & ~kFin);
    return;
  }
  if (a.seg.text == 0) {  // Linux times the text that comes again with a new FIN
    if (a.old_text && a.seg.has(kFin) && a.step.profile.quickack)
      text_received(tcb, a.seg, a.step);
    return;
  }
  if (a.seg.text_seq() > tcb.rcv.nxt) {
    hold(a);
    return;
  }
  a.step.out.take(Rule::T115);
  // Linux: the FIN empties the queue of what is held, so nothing says that a gap was closed.
  const bool ends = a.step.profile.quickack && a.seg.has(kFin);
  const bool gap = (tcb.rcv.held_count > 0 || tcb.rcv.held_fin) && !ends;
  if (ends) {  // what is held lies behind the end
    tcb.rcv.held_count = 0;
    tcb.rcv.held_fin = false;
  }
  text_received(tcb, a.seg, a.step);
  if (tcb.rcv.held_count > 0) note_held_again(tcb, a.seg, a.step);
  accept_text(tcb, a.seg.text_seq(), a.seg.text, a.seg.payload.stream, a.step);
  if (tcb.rcv.shut && a.step.profile.shut_text == ShutText::Discard)
    discard_unread(tcb, Rule::A084, a.step);
  a.owe(when_to_ack(tcb, gap, a.step), Rule::T115);
  a.step.out.signal(Signal::Readable);
}

void check_fin(Arrival& a) {
  Tcb& tcb = a.tcb;
  if (tcb.state == State::Closed || tcb.state == State::Listen) return;
  const SeqNum fin_seq = a.seg.text_seq() + a.seg.text;
  if (receives_text(tcb.state)) {
    if (a.seg.has(kFin) && fin_seq == tcb.rcv.nxt) process_fin(a);
    else if (held_fin_is_next(tcb)) process_fin(a);
    else if (a.seg.has(kFin) && a.seg.text == 0) hold(a);
    return;
  }
  if (a.seg.has(kFin) && later_fin_is_illegal(tcb.state) && fin_seq >= tcb.rcv.nxt)
    a.step.out.take(second_fin_rule(tcb.state));
}

}  // namespace finwait
