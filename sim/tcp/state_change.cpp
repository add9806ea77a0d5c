// Changes of state and timers: the one place where a Tcb's state is written.
#include "sim/tcp/machine.hpp"

namespace finwait {

std::string_view timer_name(Timer timer) {
  switch (timer) {
    case Timer::Retransmission: return "retransmission";
    case Timer::TimeWait: return "time_wait";
    case Timer::Persist: return "persist";
    case Timer::Keepalive: return "keepalive";
    case Timer::FinWait2: return "fin_wait_2";
    case Timer::DelayedAck: return "delayed_ack";
    case Timer::User: return "user";
    case Timer::Override: return "override";
    case Timer::Linger: return "linger";
  }
  return "";
}

void set_state(Tcb& tcb, State to, Rule rule, Step& step) {
  SIM_ASSERT(legal_transition(tcb.state, to));
  step.out.take(rule);
  step.out.state(tcb.state, to, rule);
  tcb.state = to;
}

void set_timer(Tcb& tcb, Timer timer, Time deadline, Step& step) {
  SIM_ASSERT(deadline >= step.now);
  const TimerAction action = tcb.timers.running(timer) ? TimerAction::Restarted : TimerAction::Set;
  tcb.timers.set(timer, deadline);
  step.out.timer(timer, action, deadline);
}

void stop_timer(Tcb& tcb, Timer timer, Step& step) {
  tcb.timers.clear(timer);
  step.out.timer(timer, TimerAction::Cleared, step.now);
}

void clear_all_timers(Tcb& tcb, Step& step) {
  for (int i = 0; i < kTimers && tcb.timers.any(); ++i)
    clear_timer(tcb, static_cast<Timer>(i), step);
}

void delete_tcb(Tcb& tcb, State to, Rule rule, Step& step) {
  clear_all_timers(tcb, step);
  set_state(tcb, to, rule, step);
  step.out.signal(Signal::Gone);
}

void abort_with(Tcb& tcb, Signal signal, Rule rule, Step& step) {
  step.out.signal(signal);
  delete_tcb(tcb, State::Closed, rule, step);
}

void enter_time_wait(Tcb& tcb, Rule rule, Step& step) {
  // Linux counts challenge ACKs (T162) anew for the small socket that takes over.
  const bool small = tcb.state == State::FinWait2 && tcb.closed_by_user;
  if (step.profile.time_wait_socket && !small) tcb.challenged = false;
  // 3.10.7.4: "start the time-wait timer, turn off the other timers".
  clear_all_timers(tcb, step);
  set_state(tcb, State::TimeWait, rule, step);
  set_timer(tcb, Timer::TimeWait, step.now + step.time_wait, step);
  step.out.signal(Signal::Acknowledged);
}

void enter_established(Tcb& tcb, Rule rule, Step& step) {
  set_state(tcb, State::Established, rule, step);
  // RFC 6298 (5.7): the SYN was lost, so data starts with a timeout of at least 3 s.
  if (tcb.syn_resends > 0 && tcb.srtt.ns == 0 && step.profile.rto_initial < seconds(3))
    tcb.rto = max(step.profile.rto_initial, seconds(3));
  tcb.retries = 0;
  clear_timer(tcb, Timer::User, step);  // connect_timeout
  if (step.profile.request_socket && tcb.origin == Tcb::Origin::Passive) tcb.challenged = false;
  open_congestion_window(tcb, step);
  step.out.signal(Signal::Connected);
  if (tcb.keepalive) set_timer(tcb, Timer::Keepalive, step.now + tcb.keepalive_idle, step);
}

void guard_orphan(Tcb& tcb, Step& step) {
  const bool shut = step.profile.fin_wait_2_when_shut && tcb.rcv.shut;
  if (tcb.state != State::FinWait2 || !(tcb.closed_by_user || shut)) return;
  if (step.profile.time_wait_socket) tcb.challenged = false;  // T162: a small socket takes over
  // Keep-alive goes on, but the small socket has none.
  if (tcb.closed_by_user && step.profile.time_wait_socket)
    clear_timer(tcb, Timer::Keepalive, step);
  if (tcb.fin_wait_2_timeout.ns > 0 && !tcb.timers.running(Timer::FinWait2))
    set_timer(tcb, Timer::FinWait2, step.now + tcb.fin_wait_2_timeout, step);
}

void check_invariants(const Tcb& tcb) {
  if (tcb.state == State::Closed || tcb.state == State::Listen) {
    for (int i = 0; i < kTimers; ++i) SIM_ASSERT(!tcb.timers.running(static_cast<Timer>(i)));
    return;
  }
  SIM_ASSERT(tcb.snd.una <= tcb.snd.nxt);
  SIM_ASSERT(tcb.snd.nxt <= tcb.snd.max);
  SIM_ASSERT(tcb.snd.fin_sent ? tcb.snd.nxt == tcb.snd.end + 1 : tcb.snd.nxt <= tcb.snd.end);
  SIM_ASSERT(!tcb.snd.fin_sent || tcb.snd.fin_queued);
  SIM_ASSERT(tcb.scaling || tcb.snd.scale == 0);
  SIM_ASSERT(tcb.rcv.held_count <= kMaxHeld);
  SIM_ASSERT(tcb.snd.mark_count <= kMaxMarks);
  for (size_t i = 1; i < tcb.snd.mark_count; ++i)
    SIM_ASSERT(tcb.snd.marks[i - 1] < tcb.snd.marks[i]);
  SIM_ASSERT(tcb.snd.push_marks >> tcb.snd.mark_count == 0);
  SIM_ASSERT(tcb.sack || tcb.snd.sacked_count == 0);
  for (size_t i = 0; i < tcb.snd.sacked_count; ++i) {
    const SackBlock& block = tcb.snd.sacked[i];
    SIM_ASSERT(block.start < block.end && block.end <= tcb.snd.max);
    SIM_ASSERT((i == 0 ? tcb.snd.una : tcb.snd.sacked[i - 1].end + 1) <= block.start);
  }
  if (tcb.state != State::TimeWait) {
    SIM_ASSERT(!tcb.timers.running(Timer::TimeWait));
    return;
  }
  SIM_ASSERT(tcb.timers.running(Timer::TimeWait));
  for (int i = 0; i < kTimers; ++i) {
    const Timer timer = static_cast<Timer>(i);
    SIM_ASSERT(timer == Timer::TimeWait || !tcb.timers.running(timer));
  }
}

}  // namespace finwait
