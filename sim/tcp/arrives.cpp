// RFC 9293 3.10.7.4: SEGMENT ARRIVES in SYN-RECEIVED and every synchronized state.
//
// Eight functions in the order of the eight steps; each returns true when the next step follows.
// The first is in check_sequence.cpp, the last three are in text_and_fin.cpp.
#include <algorithm>

#include "sim/tcp/arrival.hpp"
#include "sim/tcp/operations.hpp"

namespace finwait {
namespace {

// The reset that RFC 5961 lets through, by state: T077-T085.
void reset_by_state(Arrival& a) {
  Tcb& tcb = a.tcb;
  Step& step = a.step;
  const Profile& p = step.profile;
  switch (tcb.state) {
    case State::SynReceived:
      if (tcb.origin == Tcb::Origin::Passive) delete_tcb(tcb, State::Listen, Rule::T077, step);
      else abort_with(tcb, p.refused_as_reset ? Signal::Reset : Signal::Refused, Rule::T078, step);
      return;
    case State::Established: abort_with(tcb, Signal::Reset, Rule::T079, step); return;
    case State::FinWait1: abort_with(tcb, Signal::Reset, Rule::T080, step); return;
    case State::FinWait2: abort_with(tcb, Signal::Reset, Rule::T081, step); return;
    case State::CloseWait:
      abort_with(tcb, p.reset_as_pipe ? Signal::BrokenPipe : Signal::Reset, Rule::T082, step);
      return;
    case State::Closing: abort_with(tcb, Signal::Reset, Rule::T083, step); return;
    case State::LastAck: abort_with(tcb, Signal::Reset, Rule::T084, step); return;
    case State::TimeWait:
      if (step.profile.rfc1337) step.out.take(Rule::T146);
      else delete_tcb(tcb, State::Closed, Rule::T085, step);
      return;
    case State::Closed:
    case State::Listen:
    case State::SynSent: SIM_ASSERT(false);
  }
}

// Linux: a peer whose RCV.NXT is unknown to itself resets at the end of the last block that we
// have reported (SACK).
bool ends_reported_text(const Arrival& a) {
  const Tcb& tcb = a.tcb;
  if (!a.step.profile.window_from_last_ack || !tcb.sack || tcb.rcv.held_count == 0) return false;
  const SeqNum end = tcb.rcv.held[tcb.rcv.held_count - 1u].end;
  return a.seg.seq == end + (tcb.rcv.held_fin && tcb.rcv.held_fin_seq == end ? 1 : 0);
}

// Second: RST (RFC 5961 section 3).
bool check_rst(Arrival& a) {
  if (!a.seg.has(kRst)) return true;
  if (!a.step.profile.rfc5961) {
    a.step.out.take(Rule::T086);
    reset_by_state(a);
  } else if (a.seg.seq == a.tcb.rcv.nxt || ends_reported_text(a)) {
    a.step.out.take(Rule::T075);
    reset_by_state(a);
  } else if (!reset_before_fin(a)) {
    send_limited_ack(a.tcb, a.seg, Rule::T076, a.step);
  }
  return false;
}

// Third: security and compartment. Omitted (T087): no multilevel security here.
bool check_security(Arrival&) { return true; }

// Fourth: SYN (RFC 5961 section 4).
bool check_syn(Arrival& a) {
  if (!a.seg.has(kSyn)) return true;
  Tcb& tcb = a.tcb;
  if (tcb.state == State::SynReceived && tcb.origin == Tcb::Origin::Passive) {
    delete_tcb(tcb, State::Listen, Rule::T088, a.step);
    return false;
  }
  if (a.step.profile.rfc5961) {
    send_limited_ack(tcb, a.seg, Rule::T090, a.step);
    return false;
  }
  Segment rst = reset_for(a.seg);
  if (a.step.profile.reset_with_ack) rst = build(tcb, tcb.snd.nxt, kRst | kAck, 0, a.step);
  else if (!a.seg.has(kAck)) rst = build(tcb, tcb.snd.nxt, kRst, 0, a.step);
  a.step.out.send(rst, Rule::T093);
  abort_with(tcb, Signal::Reset, Rule::T093, a.step);
  return false;
}

// SND.WND from this segment. Linux's SND.WL1 is where the segment began, old text included.
void take_window(Arrival& a) {
  remember_window(a.tcb, a.seg, a.shift);
  if (a.step.profile.whole_segments) a.tcb.snd.wl1 = a.whole.seq;
}

// SYN_RECEIVED: does the ACK cover our SYN? (T097, T098)
bool check_ack_syn_received(Arrival& a) {
  Tcb& tcb = a.tcb;
  const bool good = tcb.snd.una < a.seg.ack && a.seg.ack <= tcb.snd.nxt;
  const bool old = a.step.profile.old_ack_opens && tcb.origin == Tcb::Origin::Active &&
                   a.seg.ack == tcb.snd.una;  // T179
  if (!good && !old) {
    a.step.out.take(Rule::T098);
    a.step.out.send(reset_for(a.seg), Rule::T098);
    return false;
  }
  if (old) a.step.out.take(Rule::T179);
  if (a.step.accept_queue_full && tcb.origin == Tcb::Origin::Passive) {  // T170
    a.step.out.take(Rule::T170);
    if (a.step.profile.abort_on_overflow) {
      a.step.out.send(reset_for(a.seg), Rule::T170);
      delete_tcb(tcb, State::Listen, Rule::T170, a.step);
    }
    return false;
  }
  const bool resent = tcb.syn_resends > 0;
  take_window(a);
  if (good) {
    tcb.snd.una = earlier(a.seg.ack, tcb.iss + 1);
    if (tcb.timing && !resent) take_rtt_sample(tcb, a.step.now - tcb.timed_at, a.step);
    tcb.timing = false;
    clear_timer(tcb, Timer::Retransmission, a.step);
  }
  enter_established(tcb, a.crossed ? Rule::T094 : Rule::T097, a.step);
  if (tcb.rcv.up > tcb.rcv.nxt) note_urgent(tcb, tcb.rcv.up, a.step);  // it came with the SYN
  if (accept_held(tcb, a.step)) {  // T049, T060
    trim_to_window(a);  // of this segment's text some is there by now
    a.step.out.signal(Signal::Readable);
    a.owe(a.step.profile.old_segment_acks ? AckDue::Delayed : AckDue::Now, Rule::T115);
  }
  if (tcb.snd.fin_queued) {  // T027
    set_state(tcb, State::FinWait1, Rule::T028, a.step);
    if (a.step.profile.shutdown_waits) output(tcb, a.step);  // A081: before the segment's text
  }
  return true;
}

// T096 (RFC 5961 section 5): an acknowledgment from long ago. Linux counts the octets that this
// TCB has seen acknowledged; a child's SYN was acknowledged before it was a TCB there.
bool ack_is_too_old(const Arrival& a) {
  const Tcb& tcb = a.tcb;
  if (tcb.snd.una <= a.seg.ack && a.seg.ack <= tcb.snd.max) return false;
  const uint32_t opened = tcb.origin == Tcb::Origin::Passive ? 1 : 0;
  const uint32_t bound = a.step.profile.acked_bytes_bound
                             ? std::min(tcb.snd.max_wnd, tcb.snd.una - tcb.iss - opened)
                             : tcb.snd.max_wnd;
  return a.seg.ack < tcb.snd.una - bound;
}

void update_send_window(Arrival& a) {
  Tcb& tcb = a.tcb;
  const uint32_t before = tcb.snd.wnd;
  take_window(a);
  if (tcb.snd.wnd != before) a.step.out.take(Rule::T102);
  if (tcb.snd.wnd > 0 && before == 0) tcb.retries = 0;
}

// Linux counts segments, not octets: the ACK of a part of the first one leaves the timer alone.
bool acknowledges_a_segment(const Tcb& tcb) {
  return tcb.snd.mark_count == 0 || tcb.snd.marks[0] <= tcb.snd.una;
}

// Linux's window grows by what was delivered: not again by what SACK, or without it a duplicate
// ACK for each segment, has told before. After a timeout it grows by a segment for each, however
// small.
uint32_t delivered(const Tcb& tcb, SeqNum before, uint32_t acked, const Step& step) {
  const uint32_t mss = effective_mss(tcb, step);
  if (tcb.after_timeout) return cuts_between(tcb, before, tcb.snd.una, mss) * mss;
  if (tcb.in_recovery) return acked;
  if (tcb.sack) return acked - std::min(sacked_before(tcb, tcb.snd.una), acked);
  return acked > mss ? acked - std::min(tcb.dup_acks * mss, acked - mss) : acked;
}

// T099: SND.UNA moves; timers and congestion window follow.
void take_new_ack(Arrival& a) {
  Tcb& tcb = a.tcb;
  Step& step = a.step;
  step.out.take(Rule::T099);
  const SeqNum before = tcb.snd.una;
  const uint32_t acked = a.seg.ack - before;
  tcb.snd.una = a.seg.ack;
  if (tcb.snd.nxt < tcb.snd.una) {  // a window probe's octet was accepted
    tcb.snd.nxt = tcb.snd.una;
    remember_cut(tcb, tcb.snd.nxt, false);
  }
  const bool counts = step.profile.whole_segments;
  const bool whole = !counts || acknowledges_a_segment(tcb);
  const uint32_t grown = counts ? delivered(tcb, before, acked, step) : acked;
  forget_cuts(tcb);
  forget_acknowledged_blocks(tcb);
  if (tcb.snd.urgent && tcb.snd.up <= tcb.snd.una) tcb.snd.urgent = false;
  if (tcb.timing && tcb.timed_seq <= a.seg.ack) {
    tcb.timing = false;
    take_rtt_sample(tcb, step.now - tcb.timed_at, step);
  }
  tcb.retransmitted = false;
  tcb.retries = 0;
  tcb.head_since = step.now;
  if (tcb.snd.una == tcb.snd.nxt) clear_timer(tcb, Timer::Retransmission, step);
  else if (whole && !schedule_loss_probe(tcb, true, step))
    start_retransmission_timer(tcb, step);  // RFC 6298 (5.3)
  congestion_new_ack(tcb, grown, step);
  update_user_timer(tcb, true, step);
  step.out.signal(Signal::Acknowledged);
}

bool is_duplicate_ack(const Arrival& a) {  // RFC 5681 section 2
  if (a.seg.ack != a.tcb.snd.una || a.tcb.in_flight() == 0 || a.seg.len() > 0) return false;
  // Linux: one that may update the window is none, such as the first behind the SYN,ACK.
  if (a.step.profile.whole_segments) return !may_update_window(a);
  return (uint32_t{a.seg.wnd} << a.shift) == a.tcb.snd.wnd;
}

// Linux: the acknowledgment that makes an orphan FIN_WAIT_2 (T178) ends with that, unless more
// comes with it.
bool consumed_by_orphan(const Arrival& a) {
  if (!a.step.profile.time_wait_socket || !a.tcb.closed_by_user) return false;
  return a.seg.text == 0 && !a.whole.has(kFin);
}

// "In addition to the processing for ESTABLISHED": T104-T112. True: the next step follows.
bool ack_by_state(Arrival& a) {
  Tcb& tcb = a.tcb;
  switch (tcb.state) {
    case State::FinWait1:
      if (!tcb.fin_acked()) {
        return true;  // T105
      }
      set_state(tcb, State::FinWait2, Rule::T104, a.step);
      if (tcb.closed_by_user && tcb.fin_wait_2_timeout.ns < 0) {  // TCP_LINGER2 below 0
        a.step.out.send(reset_for(a.seg), Rule::T141);
        delete_tcb(tcb, State::Closed, Rule::T141, a.step);
        return false;
      }
      guard_orphan(tcb, a.step);
      return !consumed_by_orphan(a);
    case State::Closing:
      if (tcb.fin_acked()) enter_time_wait(tcb, Rule::T107, a.step);
      else a.step.out.take(Rule::T108);
      return tcb.state == State::Closing &&
             (a.step.profile.late_text_resets || a.step.profile.closed_text_resets);
    case State::LastAck:
      if (tcb.fin_acked()) delete_tcb(tcb, State::Closed, Rule::T109, a.step);
      else a.step.out.take(Rule::T110);
      return tcb.state == State::LastAck;
    case State::TimeWait:
      if (a.seg.len() == 0) {
        a.step.out.take(Rule::T112);  // G13
        return false;
      }
      send_ack(tcb, Rule::T129, a.step);
      restart_time_wait(tcb, a.step);
      return false;
    case State::Established:
    case State::FinWait2:
    case State::CloseWait:
    case State::SynReceived:
    case State::Closed:
    case State::Listen:
    case State::SynSent: return true;
  }
  return true;
}

// Linux's header prediction: text in order in an open connection that says nothing else is taken
// before the ACK field is looked at. The first text of all is not: no memory is set aside for it.
bool text_is_predicted(const Arrival& a) {
  const Tcb& tcb = a.tcb;
  return a.step.profile.whole_segments && tcb.state == State::Established && a.seg.text > 0 &&
         (a.seg.ctl & ~kPsh) == kAck && a.whole.seq == tcb.rcv.nxt &&
         (uint32_t{a.seg.wnd} << a.shift) == tcb.snd.wnd && tcb.rcv.held_count == 0 &&
         !tcb.rcv.held_fin && !tcb.rcv.urgent && tcb.rcv.nxt != tcb.irs + 1;
}

// And with an ACK field that says nothing new the rest of step 5 is passed by.
bool is_predicted(const Arrival& a) {
  return a.seg.ack == a.tcb.snd.una && text_is_predicted(a);
}

// T096. Linux has taken text whose header was predicted by then; this ACK tells of it, too.
bool refuse_old_ack(Arrival& a) {
  const bool taken = text_is_predicted(a);
  if (taken) process_text(a);
  send_limited_ack(a.tcb, a.seg, Rule::T096, a.step);
  if (!taken || a.tcb.rcv.wup == a.tcb.rcv.nxt) a.due = AckDue::None;
  return false;
}

// MUST-37, SHLD-17: whoever answers with a closed window keeps the connection open.
void note_alive(Arrival& a) {
  Tcb& tcb = a.tcb;
  if (tcb.probe_pending || (tcb.snd.wnd == 0 && a.seg.wnd == 0)) {
    tcb.head_since = a.step.now;
    tcb.retries = 0;
    if (tcb.probe_pending && !a.step.profile.user_timeout_on_probe)
      update_user_timer(tcb, true, a.step);
  }
  // Linux: whatever it acknowledges, the way is open.
  if (a.step.profile.whole_segments && a.seg.ack == tcb.snd.una)
    a.step.out.signal(Signal::Acknowledged);
}

// The ACK field was refused and that was the answer: the ACK of T070 is not owed any more.
bool refused(Arrival& a) {
  a.due = AckDue::None;
  return false;
}

// Fifth: ACK.
SIM_INLINE bool check_ack(Arrival& a) {
  Tcb& tcb = a.tcb;
  const bool opening = tcb.state == State::SynReceived;
  if (!a.seg.has(kAck)) {
    a.step.out.take(Rule::T095);
    return false;
  }
  if (opening) {
    if (!check_ack_syn_received(a)) return refused(a);
  } else if (a.step.profile.rfc5961 && ack_is_too_old(a)) {
    return refuse_old_ack(a);
  }
  if (a.seg.ack > tcb.snd.max) {
    send_limited_ack(tcb, a.seg, Rule::T101, a.step);
    return refused(a);
  }
  if (tcb.state != State::TimeWait) {
    const bool told = update_scoreboard(tcb, a.seg);
    if (told) cancel_loss_probe(tcb, a.step);
    const bool window = may_update_window(a);
    const bool duplicate = tcb.sack ? told && a.seg.ack == tcb.snd.una : is_duplicate_ack(a);
    const bool predicted = is_predicted(a);
    if (!predicted) note_alive(a);
    loss_probe_acknowledged(tcb, a.seg, a.seg.ack > tcb.snd.una);
    if (a.seg.ack > tcb.snd.una) take_new_ack(a);
    else if (tcb.state != State::Closing && tcb.state != State::LastAck && a.seg.len() == 0 &&
             !opening)
      a.step.out.take(Rule::T100);
    if (window) update_send_window(a);
    // The next probe counts from here.
    if (tcb.probe_pending && a.step.profile.whole_segments && !predicted)
      clear_timer(tcb, Timer::Persist, a.step);
    if (duplicate) congestion_duplicate_ack(tcb, a.step);
  }
  return ack_by_state(a);
}

bool ended(const Tcb& tcb) {
  return is_one_of(tcb.state, state_set(State::Closed, State::Listen, State::TimeWait));
}

}  // namespace

// T102: from a segment that is not older than the last one used. On Linux, of one that begins at
// the same number, only a window that is larger, or closed.
bool may_update_window(const Arrival& a) {
  const Tcb& tcb = a.tcb;
  if (!(tcb.snd.una <= a.seg.ack)) return false;
  if (!a.step.profile.whole_segments)
    return tcb.snd.wl1 < a.seg.seq ||
           (tcb.snd.wl1 == a.seg.seq && tcb.snd.wl2 <= a.seg.ack);
  const uint32_t wnd = uint32_t{a.seg.wnd} << a.shift;
  if (tcb.snd.una < a.seg.ack || tcb.snd.wl1 < a.whole.seq) return true;
  return tcb.snd.wl1 == a.whole.seq && (wnd > tcb.snd.wnd || wnd == 0);
}

bool time_wait_accepts_syn(const Tcb& tcb, const Segment& seg, const Step& step) {
  if (tcb.state != State::TimeWait || !seg.has(kSyn) || seg.has(kAck) || seg.has(kRst))
    return false;
  const bool higher = seg.seq > tcb.rcv.nxt;  // T144: "SEQ > last SEQ"
  if (step.profile.compressed_time_wait) return higher;  // T163
  if (!tcb.timestamps) return higher || (seg.options.timestamps && step.profile.timestamps &&
                                         !step.profile.time_wait_socket);
  if (!seg.options.timestamps) return higher;
  const auto age = static_cast<int32_t>(seg.options.ts_value - tcb.ts_recent);
  return age > 0 || (age == 0 && higher);
}

bool time_wait_gives_way(const Tcb& tcb, const Segment& seg, const Step& step) {
  return step.profile.compressed_time_wait && tcb.state == State::TimeWait && seg.has(kSyn) &&
         !seg.has(kAck) && !seg.has(kRst) && seg.seq > tcb.rcv.nxt;
}

namespace {

// Where TIME_WAIT, and FIN_WAIT_2 after close(), judge a segment in their own way. True: it is
// done with.
bool arrives_after_close(Arrival& a) {
  const Tcb& tcb = a.tcb;
  const Profile& p = a.step.profile;
  if (tcb.state == State::FinWait2) {
    if (!p.time_wait_socket || !tcb.closed_by_user) return false;
    orphan_socket_arrives(a);
  } else if (p.time_wait_socket) {
    time_wait_socket_arrives(a);
  } else if (p.compressed_time_wait) {
    time_wait_record_arrives(a);
  } else if (a.seg.has(kSyn) && !a.seg.has(kAck) && !a.seg.has(kRst)) {
    send_limited_ack(a.tcb, a.seg, Rule::T092, a.step);  // T073: it did not qualify
  } else {
    return false;
  }
  return true;
}

// Whether the steps that have nothing to say about an expected segment are passed by.
enum class Headers : uint8_t { Predicted, Examined };

// First to fourth.
bool check_header(Arrival& a) {
  return check_sequence(a) && check_rst(a) && check_security(a) && check_syn(a);
}

// The eight steps of 3.10.7.4, and what was sent and is owed because of them.
SIM_INLINE void arrives_synchronized(Tcb& tcb, const Segment& seg, Step& step, Headers headers) {
  SIM_ASSERT(tcb.state >= State::SynReceived);
  Arrival a{tcb, seg, step};
  tcb.last_received = step.now;
  if (!tcb.probe_pending) tcb.probes = 0;
  const bool waiting = is_one_of(tcb.state, state_set(State::TimeWait, State::FinWait2));
  if (waiting && arrives_after_close(a)) return;
  const bool by_request = step.profile.request_socket && tcb.state == State::SynReceived &&
                          tcb.origin == Tcb::Origin::Passive;
  if (by_request && !request_socket_check(a)) return;
  const bool expected = headers == Headers::Predicted && is_expected(a);
  if (expected && tcb.timestamps) remember_timestamp(a);
  if ((expected || check_header(a)) && check_ack(a) && (expected || check_urg(a))) {
    if (!expected || a.seg.text > 0) process_text(a);
    if (!expected || a.seg.has(kFin) || tcb.rcv.held_fin) check_fin(a);
  }
  if (!ended(tcb)) finish(tcb, a.due, a.ack_rule, step);
  else if (tcb.state == State::TimeWait && a.due == AckDue::Now) send_ack(tcb, a.ack_rule, step);
}

}  // namespace

// SYN_SENT's part of 3.10.7 (arrives_unsynchronized.cpp).
void segment_arrives_unsynchronized(Tcb& tcb, const Segment& seg, Step& step);

void segment_arrives(Tcb& tcb, const Segment& seg, Step& step) {
  if (tcb.state == State::SynSent) segment_arrives_unsynchronized(tcb, seg, step);
  else arrives_synchronized(tcb, seg, step, Headers::Predicted);
}

void segment_arrives_step_by_step(Tcb& tcb, const Segment& seg, Step& step) {
  if (tcb.state == State::SynSent) segment_arrives_unsynchronized(tcb, seg, step);
  else arrives_synchronized(tcb, seg, step, Headers::Examined);
}

}  // namespace finwait
