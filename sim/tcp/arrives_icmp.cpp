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
bool ends_opening(Tcb& tcb, IcmpError error, Step& step) {
  if (error == IcmpError::TooBig) return false;
  const bool request = tcb.state == State::SynReceived && tcb.origin == Tcb::Origin::Passive;
  if (!request) {
    abort_with(tcb, Signal::Refused, Rule::T184, step);
    return true;
  }
  if (error == IcmpError::Route || error == IcmpError::Undelivered || error == IcmpError::Malformed)
    delete_tcb(tcb, State::Listen, Rule::T184, step);
  return false;
}

// FreeBSD (tcp_drop_syn_sent()): a refusal, a prohibition or a spent TTL, in SYN_SENT alone.
bool ends_syn_sent(const Tcb& tcb, IcmpError error) {
  const bool ends =
      error == IcmpError::Hard || error == IcmpError::Prohibited || error == IcmpError::Undelivered;
  return ends && tcb.state == State::SynSent;
}

}  // namespace

bool icmp_arrives(Tcb& tcb, IcmpError error, Step& step) {
  step.out.take(Rule::T184);
  const bool opening = tcb.state == State::SynSent || tcb.state == State::SynReceived;
  if (opening && !step.profile.icmp_may_reset) return false;
  if (step.profile.icmp_by_code) {
    if (!ends_syn_sent(tcb, error)) return false;
    abort_with(tcb, Signal::Refused, Rule::T184, step);
    return true;
  }
  if (opening && step.profile.icmp_ends_opening) return ends_opening(tcb, error, step);
  if (error == IcmpError::Route && step.profile.icmp_reverts_back_off) revert_back_off(tcb, step);
  // SHLD-26 asks for an abort on codes 2-4; systems abort only while the connection opens.
  const bool hard = error == IcmpError::Hard || error == IcmpError::TooBig;
  if (!hard || !(opening || step.profile.icmp_aborts)) return false;
  abort_with(tcb, Signal::Refused, Rule::T184, step);
  return true;
}

}  // namespace finwait
