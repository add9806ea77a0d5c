// RFC 9293 3.9.2.2: ICMP messages about what we sent (T184).
#include <algorithm>

#include "sim/tcp/machine.hpp"
#include "sim/tcp/operations.hpp"

namespace finwait {
namespace {

// Linux (RFC 6069): the way is blocked, not full, so the last doubling of RTO is taken back.
void revert_back_off(Tcb& tcb, Step& step) {
  if (tcb.retries == 0 || !tcb.timers.running(Timer::Retransmission)) return;
  const Time sent = tcb.timers.at(Timer::Retransmission) - tcb.rto;
  tcb.rto = tcb.rto / 2;
  set_timer(tcb, Timer::Retransmission, std::max(step.now, sent + tcb.rto), step);
}

// Linux: whatever it says ends a connection that opens. A request that is half open goes without a
// word, and only when the way to the peer is the trouble.
IcmpVerdict ends_opening(Tcb& tcb, IcmpError error, Step& step) {
  if (error == IcmpError::TooBig) return IcmpVerdict::Ignored;
  const bool request = tcb.state == State::SynReceived && tcb.origin == Tcb::Origin::Passive;
  if (!request) {
    abort_with(tcb, Signal::Refused, Rule::T184, step);
    return IcmpVerdict::Aborted;
  }
  if (error == IcmpError::Route || error == IcmpError::Undelivered || error == IcmpError::Malformed)
    delete_tcb(tcb, State::Listen, Rule::T184, step);
  return IcmpVerdict::Noted;
}

// FreeBSD (syncache_unreach()): the second message ends a request once its SYN,ACK went out four
// times. No user is told.
IcmpVerdict unreach_request(Tcb& tcb, Step& step) {
  constexpr uint8_t kRetries = 3;
  if (tcb.unreached && tcb.retries >= kRetries)
    delete_tcb(tcb, State::Listen, Rule::T184, step);
  else
    tcb.unreached = true;
  return IcmpVerdict::Ignored;
}

// FreeBSD (tcp_ctlinput()): a refusal, a prohibition or a spent TTL ends SYN_SENT, and only that
// (tcp_drop_syn_sent()). Others, or all where icmp_may_rst is off, are noted (tcp_notify()): the
// second one after four retransmissions of a SYN ends the attempt. In ESTABLISHED a way that is
// blocked is nothing to note.
IcmpVerdict icmp_by_code(Tcb& tcb, IcmpError error, Step& step) {
  constexpr uint8_t kRetries = 4;
  if (error == IcmpError::TooBig) return IcmpVerdict::Ignored;
  const bool request = tcb.state == State::SynReceived && tcb.origin == Tcb::Origin::Passive;
  if (request) return step.profile.icmp_kept ? unreach_request(tcb, step) : IcmpVerdict::Ignored;
  const bool ends =
      error == IcmpError::Hard || error == IcmpError::Prohibited || error == IcmpError::Undelivered;
  const bool drops = ends && step.profile.icmp_may_reset;
  if (drops && tcb.state != State::SynSent) return IcmpVerdict::Ignored;
  const bool opening = tcb.state == State::SynSent || tcb.state == State::SynReceived;
  const bool second = opening && tcb.unreached && tcb.retries >= kRetries;
  if (drops || (second && step.profile.icmp_kept)) {
    abort_with(tcb, Signal::Refused, Rule::T184, step);
    return IcmpVerdict::Aborted;
  }
  const bool way = error == IcmpError::Route || error == IcmpError::SourceRoute ||
                   error == IcmpError::Undelivered;
  if (tcb.state == State::Established && way) return IcmpVerdict::Ignored;
  tcb.unreached = true;
  return IcmpVerdict::Noted;
}

}  // namespace

IcmpVerdict icmp_arrives(Tcb& tcb, IcmpError error, Step& step) {
  step.out.take(Rule::T184);
  if (step.profile.icmp_by_code) return icmp_by_code(tcb, error, step);
  const bool opening = tcb.state == State::SynSent || tcb.state == State::SynReceived;
  const IcmpVerdict noted =
      error == IcmpError::TooBig ? IcmpVerdict::Ignored : IcmpVerdict::Noted;
  if (opening && !step.profile.icmp_may_reset) return noted;
  if (opening && step.profile.icmp_ends_opening) return ends_opening(tcb, error, step);
  if (error == IcmpError::Route && step.profile.icmp_reverts_back_off) revert_back_off(tcb, step);
  // SHLD-26 asks for an abort on codes 2-4; systems abort only while the connection opens.
  const bool hard = error == IcmpError::Hard || error == IcmpError::TooBig;
  if (!hard || !(opening || step.profile.icmp_aborts)) return noted;
  abort_with(tcb, Signal::Refused, Rule::T184, step);
  return IcmpVerdict::Aborted;
}

}  // namespace finwait
