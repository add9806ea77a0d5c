// RFC 9293 3.10.8: timeouts, and the timers that 3.8 adds.
#include <algorithm>

#include "sim/tcp/machine.hpp"
#include "sim/tcp/operations.hpp"

namespace finwait {
namespace {

// The rule by which a connection is given up in this state (3.8.3).
Rule give_up_rule(const Tcb& tcb) {
  switch (tcb.state) {
    case State::SynSent: return Rule::T134;
    case State::SynReceived:
      return tcb.origin == Tcb::Origin::Passive ? Rule::T135 : Rule::T136;
    case State::FinWait1:
    case State::Closing:
    case State::LastAck: return Rule::T137;
    case State::Established:
    case State::CloseWait:
    case State::Closed:
    case State::Listen:
    case State::FinWait2:
    case State::TimeWait: return Rule::T133;
  }
  return Rule::T133;
}

// T165: a peer whose SYN has been received is told. A half-open request is no TCB yet on BSD.
void send_last_reset(Tcb& tcb, Step& step) {
  const bool request = tcb.state == State::SynReceived && tcb.origin == Tcb::Origin::Passive;
  if (!step.profile.give_up_reset || tcb.state == State::SynSent || request) return;
  step.out.take(Rule::T165);
  send_abort_reset(tcb, Rule::T165, step);
}

void time_out(Tcb& tcb, Rule rule, Step& step) {
  send_last_reset(tcb, step);
  abort_with(tcb, Signal::TimedOut, rule, step);
}

void give_up(Tcb& tcb, Step& step) { time_out(tcb, give_up_rule(tcb), step); }

// T131: the head of the queue goes out again, RTO doubles (RFC 6298 5.4 to 5.6).
void retransmission_timeout(Tcb& tcb, Step& step) {
  if (tcb.probe_armed) return send_loss_probe(tcb, step);
  tcb.probe_out = false;
  if (user_timeout_passed(tcb, step)) {
    abort_with(tcb, Signal::TimedOut, Rule::T130, step);
    return;
  }
  if (exhausted(tcb, step)) {
    give_up(tcb, step);
    return;
  }
  step.out.take(Rule::T131);
  if (tcb.retries < 255) ++tcb.retries;
  back_off(tcb, step);
  if (!synchronized(tcb.state)) {
    resend_syn(tcb, step);
  } else {
    congestion_timeout(tcb, step);
    tcb.resend = resend_from(tcb, tcb.snd.una, step);
  }
  set_timer(tcb, Timer::Retransmission, step.now + until_user_timeout(tcb, tcb.rto, step), step);
}

// T138: one octet at SND.NXT counts as sent (B.4); Linux sends none, at SND.UNA-1.
void persist_timeout(Tcb& tcb, Step& step) {
  if (user_timeout_passed(tcb, step)) {
    abort_with(tcb, Signal::TimedOut, Rule::T130, step);
    return;
  }
  if (probes_exhausted(tcb, step)) {
    give_up(tcb, step);
    return;
  }
  step.out.take(Rule::T138);
  if (tcb.probes == 0) tcb.resent_at = step.now;
  // Linux: a window that is only too small for the next segment gets a part of it.
  if (step.profile.whole_segments && tcb.in_flight() < tcb.snd.wnd) {
    output(tcb, step, true);
    return;
  }
  // Where only a FIN waits there is no octet to send.
  if (step.profile.persist_style == PersistStyle::OneOctet && tcb.unsent() > 0) {
    step.out.send(build(tcb, tcb.snd.nxt, kAck, 1, step), Rule::T138);
    tcb.snd.max = later(tcb.snd.max, tcb.snd.nxt + 1);
  } else {
    // Linux: while urgent data waits, one at SND.UNA tells of it first.
    if (step.profile.whole_segments && tcb.snd.urgent)
      step.out.send(build(tcb, tcb.snd.una, kAck, 0, step), Rule::T138);
    step.out.send(build(tcb, tcb.snd.una - 1, kAck, 0, step), Rule::T138);
  }
  sent_with_ack(tcb, step);
  if (tcb.probes < 255) ++tcb.probes;
  if (tcb.retries < 255) ++tcb.retries;  // those without an answer; see check_ack
  update_persist_timer(tcb, step);
  update_user_timer(tcb, false, step);
}

// T139, T140: a probe when nothing has been heard for the idle time.
void keepalive_timeout(Tcb& tcb, Step& step) {
  const bool probed = tcb.state == State::Established || tcb.state == State::CloseWait ||
                      tcb.state == State::FinWait2;
  const bool busy = tcb.in_flight() > 0 || tcb.unsent() > 0;
  const Duration quiet = step.now - tcb.last_received;
  if (!probed || busy || quiet < tcb.keepalive_idle) {  // MUST-26: only when idle
    const Duration wait = probed && !busy ? tcb.keepalive_idle - quiet : tcb.keepalive_idle;
    if (!busy) tcb.probes = 0;
    set_timer(tcb, Timer::Keepalive, step.now + wait, step);
    return;
  }
  // Linux: TCP_USER_TIMEOUT takes the place of the number of probes.
  const bool timed = step.profile.retry_time && tcb.user_timeout.ns > 0;
  if (timed ? tcb.probes > 0 && quiet >= tcb.user_timeout : tcb.probes >= tcb.keepalive_count) {
    step.out.take(Rule::T140);
    if (step.profile.give_up_reset) send_last_reset(tcb, step);
    else if (step.profile.keepalive_reset) send_abort_reset(tcb, Rule::T140, step);
    abort_with(tcb, Signal::TimedOut, Rule::T140, step);
    return;
  }
  step.out.take(Rule::T139);
  if (tcb.probes < 255) ++tcb.probes;
  step.out.send(build(tcb, tcb.snd.nxt - 1, kAck, 0, step), Rule::T139);
  sent_with_ack(tcb, step);
  set_timer(tcb, Timer::Keepalive, step.now + tcb.keepalive_interval, step);
}

// T141. FreeBSD looks again while segments arrive.
void fin_wait_2_timeout(Tcb& tcb, Step& step) {
  const bool heard = step.now - tcb.last_received < tcb.fin_wait_2_timeout;
  if (step.profile.fin_wait_2_rechecks && heard)
    set_timer(tcb, Timer::FinWait2, step.now + tcb.keepalive_interval, step);
  else
    delete_tcb(tcb, State::Closed, Rule::T141, step);
}

}  // namespace

void timeout(Tcb& tcb, Timer timer, Step& step) {
  SIM_ASSERT(tcb.timers.at(timer) <= step.now);
  tcb.timers.clear(timer);
  step.out.timer(timer, TimerAction::Fired, step.now);
  switch (timer) {
    case Timer::Retransmission: retransmission_timeout(tcb, step); return;
    case Timer::TimeWait: delete_tcb(tcb, State::Closed, Rule::T132, step); return;
    case Timer::Persist: persist_timeout(tcb, step); return;
    case Timer::Keepalive: keepalive_timeout(tcb, step); return;
    case Timer::FinWait2: fin_wait_2_timeout(tcb, step); return;
    case Timer::DelayedAck: delayed_ack_timeout(tcb, step); return;
    case Timer::User: {  // T130, G9: no RST, but on BSD; or connect_timeout
      const bool opening = !synchronized(tcb.state) && step.profile.connect_timeout.ns > 0;
      time_out(tcb, opening ? give_up_rule(tcb) : Rule::T130, step);
      return;
    }
    case Timer::Override:
      step.out.take(Rule::T143);
      output(tcb, step, true);
      return;
    case Timer::Linger: SIM_ASSERT(false);
  }
}

void restart_time_wait(Tcb& tcb, Step& step) {
  SIM_ASSERT(tcb.state == State::TimeWait);
  set_timer(tcb, Timer::TimeWait, step.now + step.time_wait, step);
}

}  // namespace finwait
