// RFC 9293 3.10.1 to 3.10.6: the user's calls. Errors that need no TCB (no such connection, wrong
// direction) are the socket layer's; here the call is known to be possible.
#include <algorithm>

#include "sim/tcp/machine.hpp"
#include "sim/tcp/operations.hpp"

namespace finwait {
namespace {

// Values that a fresh TCB takes from the profile.
void start_tcb(Tcb& tcb, SeqNum iss, uint32_t ts_offset, Step& step) {
  const Profile& p = step.profile;
  tcb.iss = iss;
  tcb.ts_offset = ts_offset;
  tcb.snd.una = iss;
  tcb.snd.nxt = iss + 1;
  tcb.snd.max = iss + 1;
  tcb.snd.end = iss + 1;
  tcb.snd.small = iss + 1;
  tcb.recover = iss;
  tcb.snd.pushed = iss + 1;
  tcb.rcv.wnd = std::min<uint32_t>(largest_window(tcb, step), 65535);
  tcb.rcv.scale = static_cast<uint8_t>(p.window_scale < 0 ? 0 : p.window_scale);
  // Linux: a buffer that SO_RCVBUF fixed never needs more than its own size does.
  if (p.buffers_doubled && step.receive_buffer)
    while (tcb.rcv.scale > 0 && step.receive_buffer >> (tcb.rcv.scale - 1) <= 65535)
      --tcb.rcv.scale;
  tcb.rto = p.rto_initial;
  tcb.head_since = step.now;
  tcb.last_received = step.now;
  tcb.last_text = Time{-seconds(3600).ns};
  if (tcb.user_timeout.ns == 0) tcb.user_timeout = p.user_timeout;
  if (tcb.keepalive_idle.ns == 0) tcb.keepalive_idle = p.keepalive_idle;
  if (tcb.keepalive_interval.ns == 0) tcb.keepalive_interval = p.keepalive_interval;
  if (tcb.keepalive_count == 0) tcb.keepalive_count = p.keepalive_count;
  if (tcb.fin_wait_2_timeout.ns == 0) tcb.fin_wait_2_timeout = p.fin_wait_2_timeout;
}

void time_syn(Tcb& tcb, Step& step) {
  tcb.timing = true;
  tcb.resent_at = step.now;
  tcb.timed_at = step.now;
  tcb.timed_seq = tcb.snd.nxt;
  start_retransmission_timer(tcb, step);
}

// The FIN goes behind what was written before (T028, T030).
void queue_fin(Tcb& tcb) {
  SIM_ASSERT(!tcb.snd.fin_queued);
  tcb.snd.fin_queued = true;
}

void close_in_established(Tcb& tcb, Step& step) {
  queue_fin(tcb);
  set_state(tcb, State::FinWait1, Rule::T028, step);  // "in any case", at once
  output(tcb, step);
}

void close_in_close_wait(Tcb& tcb, Step& step) {
  queue_fin(tcb);
  // G6: the RFC changes state when the FIN leaves; Linux and BSD at the call.
  if (step.profile.early_last_ack) set_state(tcb, State::LastAck, Rule::T030, step);
  else step.out.take(Rule::T030);
  output(tcb, step);
}

void close_in_syn_received(Tcb& tcb, Step& step) {
  const bool waits = step.profile.shutdown_waits && !tcb.closed_by_user;  // A081
  if (tcb.snd.fin_queued && !(step.profile.shutdown_waits && tcb.closed_by_user)) return;
  if (!tcb.snd.fin_queued) queue_fin(tcb);
  if (tcb.unsent() > 0 || waits) {  // act after ESTABLISHED
    step.out.take(Rule::T027);
    return;
  }
  open_congestion_window(tcb, step);  // as ESTABLISHED would, which is left out here
  clear_timer(tcb, Timer::User, step);  // connect_timeout
  set_state(tcb, State::FinWait1, Rule::T026, step);
  output(tcb, step);
}

}  // namespace

void open_active(Tcb& tcb, SeqNum iss, uint32_t ts_offset, Step& step) {
  start_tcb(tcb, iss, ts_offset, step);
  tcb.origin = Tcb::Origin::Active;
  set_state(tcb, State::SynSent, Rule::T002, step);
  step.out.send_built([&] { return build_syn(tcb, kSyn, step); }, Rule::T002);
  time_syn(tcb, step);
  guard_opening(tcb, step);
}

void open_passive(Tcb& tcb, Step& step) { set_state(tcb, State::Listen, Rule::T001, step); }

void open_child(Tcb& child, const Segment& syn, SeqNum iss, uint32_t ts_offset, Step& step) {
  SIM_ASSERT(child.state == State::Listen);
  start_tcb(child, iss, ts_offset, step);
  child.origin = Tcb::Origin::Passive;
  // 3.10.7.2, third: RCV.NXT, IRS, ISS; SYN,ACK; SYN-RECEIVED.
  child.irs = syn.seq;
  child.rcv.nxt = syn.seq + 1;
  child.rcv.wup = child.rcv.nxt;
  child.last_ack_sent = child.rcv.nxt;
  child.rcv.up = child.rcv.nxt;
  remember_window(child, syn, 0);
  learn_options(child, syn, step);
  child.rcv.wnd = std::min<uint32_t>(largest_window(child, step), 65535);
  if (!step.profile.syn_data_dropped) queue_with_syn(child, syn, true);  // T049, T050
  set_state(child, State::SynReceived, Rule::T048, step);
  step.out.send_built([&] { return build_syn(child, kSyn | kAck, step); }, Rule::T048);
  time_syn(child, step);
  guard_opening(child, step);
}

void send_call(Tcb& tcb, uint32_t octets, const Write& write, Step& step) {
  if (tcb.unsent() == 0) tcb.push_now = false;
  tcb.snd.end += octets;
  if (write.urgent) {
    tcb.snd.up = tcb.snd.end;
    tcb.snd.urgent = true;
  }
  if (!write.more) tcb.snd.pushed = tcb.snd.end;
  if (write.end_of_record && tcb.snd.record_count < kMaxRecords)
    tcb.snd.records[tcb.snd.record_count++] = tcb.snd.end;
  const bool corked = tcb.corked;
  tcb.corked = corked || write.more;
  output(tcb, step);
  tcb.corked = corked;
}

void receive_call(Tcb& tcb, uint32_t octets, Step& step) {
  SIM_ASSERT(octets <= tcb.rcv.unread);
  tcb.rcv.unread -= octets;
  leave_urgent_mode(tcb);
  tcb.rcv.fin_unread = tcb.rcv.fin_unread && tcb.rcv.unread > 0;
  const bool can_receive = tcb.state == State::Established || tcb.state == State::FinWait1 ||
                           tcb.state == State::FinWait2;
  if (tcb.rcv.fin && tcb.state != State::TimeWait && reading_acknowledges(tcb, step))
    send_ack(tcb, Rule::T122, step);
  if (!can_receive || tcb.rcv.fin) return;
  const uint32_t before = tcb.rcv.wnd;
  update_receive_window(tcb, step);
  // A window that was closed is opened by a segment of its own (3.8.6.2.2); Linux acknowledges
  // what was pushed when it has been read, and tells of a window that doubled.
  // Closed is a window, too, of which the field's units tell nothing (RFC 7323 2.3).
  const uint32_t shift = tcb.scaling && !step.profile.quickack ? tcb.rcv.scale : 0;
  const bool opened = before >> shift == 0 && tcb.rcv.wnd >> shift > 0;
  const bool read_all = reading_acknowledges(tcb, step);
  const bool doubled = step.profile.quickack && tcb.rcv.wnd >= 2 * before &&
                       tcb.rcv.wnd - before >= 2 * effective_mss(tcb, step);
  if (opened || read_all || doubled) send_ack(tcb, Rule::T115, step);
}

void close_call(Tcb& tcb, Step& step) {
  switch (tcb.state) {
    case State::SynReceived: close_in_syn_received(tcb, step); return;
    case State::Established: close_in_established(tcb, step); return;
    case State::CloseWait:
      if (!tcb.snd.fin_queued) close_in_close_wait(tcb, step);
      return;
    case State::SynSent: delete_tcb(tcb, State::Closed, Rule::T025, step); return;
    case State::FinWait1:
    case State::FinWait2: step.out.take(Rule::T029); return;
    case State::Closing:
    case State::LastAck:
    case State::TimeWait: step.out.take(Rule::T031); return;
    case State::Listen: delete_tcb(tcb, State::Closed, Rule::T024, step); return;
    case State::Closed: step.out.take(Rule::T023); return;
  }
}

void shut_read_call(Tcb& tcb, Step& step) {
  tcb.rcv.shut = true;
  if (tcb.rcv.unread == 0) return;
  switch (step.profile.shut_text) {
    case ShutText::Keep: return;
    case ShutText::Discard: discard_unread(tcb, Rule::A084, step); return;
    case ShutText::Reset:
      step.out.take(Rule::T168);
      send_abort_reset(tcb, Rule::T168, step);
      abort_with(tcb, Signal::Reset, Rule::T168, step);
      return;
  }
}

void close_socket(Tcb& tcb, Step& step) {
  tcb.closed_by_user = true;
  tcb.rcv.shut = true;
  // In TIME_WAIT and CLOSED there is nobody left to tell.
  const bool counts = synchronized(tcb.state) && tcb.state != State::TimeWait;
  const UnreadClose way = step.profile.unread_close;
  const bool held = way == UnreadClose::ResetHeld && tcb.rcv.held_count > 0;
  if (counts && way != UnreadClose::Fin && (tcb.rcv.unread > 0 || held)) {
    // T118 (a): the peer must learn that data was lost (SHLD-3).
    const Rule rule = way == UnreadClose::ResetHeld ? Rule::T164m : Rule::T118;
    step.out.take(rule);
    send_abort_reset(tcb, rule, step);
    delete_tcb(tcb, State::Closed, rule, step);
    return;
  }
  if (counts) discard_unread(tcb, Rule::T164, step);
  close_call(tcb, step);
  guard_orphan(tcb, step);
}

void abort_call(Tcb& tcb, Rule rule, Step& step) {
  switch (tcb.state) {
    case State::Closed: step.out.take(Rule::T032); return;
    case State::Listen: delete_tcb(tcb, State::Closed, Rule::T033, step); return;
    case State::SynSent: delete_tcb(tcb, State::Closed, Rule::T034, step); return;
    case State::SynReceived:
    case State::Established:
    case State::FinWait1:
    case State::FinWait2:
    case State::CloseWait:
      send_abort_reset(tcb, rule, step);
      delete_tcb(tcb, State::Closed, rule, step);
      return;
    case State::Closing:
    case State::LastAck:
      // Linux says so when text or its FIN never left (A110), or text is unread (A115).
      if (step.profile.whole_segments && (!tcb.snd.fin_sent || tcb.rcv.unread > 0))
        send_abort_reset(tcb, rule, step);
      delete_tcb(tcb, State::Closed, Rule::T040, step);
      return;
    case State::TimeWait: delete_tcb(tcb, State::Closed, Rule::T040, step); return;
  }
}

void delete_quietly(Tcb& tcb, Rule rule, Step& step) {
  if (tcb.state != State::Closed) delete_tcb(tcb, State::Closed, rule, step);
}

void set_keepalive(Tcb& tcb, bool on, Step& step) {
  tcb.keepalive = on;
  if (!synchronized(tcb.state) || tcb.state == State::TimeWait) return;
  if (on) set_timer(tcb, Timer::Keepalive, step.now + tcb.keepalive_idle, step);
  else clear_timer(tcb, Timer::Keepalive, step);
}

void set_keepalive_idle(Tcb& tcb, Duration idle, Step& step) {
  tcb.keepalive_idle = idle;
  if (!tcb.keepalive || !synchronized(tcb.state) || tcb.state == State::TimeWait) return;
  set_timer(tcb, Timer::Keepalive, std::max(step.now, tcb.last_received + idle), step);
}

void set_nodelay(Tcb& tcb, bool on, Step& step) {
  tcb.nodelay = on;
  if (!on) return;
  tcb.push_now = step.profile.whole_segments;
  output(tcb, step);
}

void set_cork(Tcb& tcb, bool on, Step& step) {
  tcb.corked = on;
  if (on) return;
  tcb.push_now = step.profile.whole_segments && tcb.nodelay;
  output(tcb, step);
}

void set_connect_timeout(Tcb& tcb, Duration timeout, Step& step) {
  if (tcb.state == State::SynSent || tcb.state == State::SynReceived)
    set_timer(tcb, Timer::User, step.now + timeout, step);
}

void set_user_timeout(Tcb& tcb, Duration timeout, Step& step) {
  tcb.user_timeout = timeout;
  if (synchronized(tcb.state)) update_user_timer(tcb, true, step);
  else if (tcb.state == State::SynSent || tcb.state == State::SynReceived)
    guard_opening(tcb, step);
}

}  // namespace finwait
