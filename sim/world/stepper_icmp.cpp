// ICMP messages about a connection (RFC 9293 3.9.2.2, T184, A037).
#include "sim/tcp/operations.hpp"
#include "sim/world/stepper.hpp"

namespace finwait {
namespace {

IcmpError icmp_error(IcmpKind kind) {
  switch (kind) {
    case IcmpKind::NetUnreachable:
    case IcmpKind::HostUnreachable: return IcmpError::Route;
    case IcmpKind::ProtocolUnreachable:
    case IcmpKind::PortUnreachable: return IcmpError::Hard;
    case IcmpKind::FragmentationNeeded: return IcmpError::TooBig;
    case IcmpKind::SourceRouteFailed: return IcmpError::SourceRoute;
    case IcmpKind::TimeExceeded: return IcmpError::Undelivered;
    case IcmpKind::ParameterProblem: return IcmpError::Malformed;
    case IcmpKind::NetProhibited:
    case IcmpKind::HostProhibited:
    case IcmpKind::PacketFiltered: return IcmpError::Prohibited;
  }
  return IcmpError::Route;
}

// FreeBSD's icmp_errmap(): a prohibition is a refusal.
Errno bsd_errno(IcmpKind kind) {
  const IcmpError error = icmp_error(kind);
  if (error == IcmpError::Hard || error == IcmpError::Prohibited) return Errno::EConnRefused;
  return error == IcmpError::Malformed ? Errno::ENoProtoOpt : Errno::EHostUnreach;
}

// A037; Linux has a word for each.
Errno icmp_errno(IcmpKind kind, bool own_words) {
  if (kind == IcmpKind::NetUnreachable || kind == IcmpKind::NetProhibited)
    return Errno::ENetUnreach;
  if (kind == IcmpKind::PortUnreachable) return Errno::EConnRefused;
  if (!own_words) return Errno::EHostUnreach;
  switch (kind) {
    case IcmpKind::ProtocolUnreachable: return Errno::ENoProtoOpt;
    case IcmpKind::PortUnreachable: return Errno::EConnRefused;
    case IcmpKind::SourceRouteFailed: return Errno::EOpNotSupp;
    case IcmpKind::ParameterProblem: return Errno::EProto;
    case IcmpKind::NetUnreachable:
    case IcmpKind::HostUnreachable:
    case IcmpKind::FragmentationNeeded:
    case IcmpKind::NetProhibited:
    case IcmpKind::HostProhibited:
    case IcmpKind::PacketFiltered:
    case IcmpKind::TimeExceeded: return Errno::EHostUnreach;
  }
  return Errno::EHostUnreach;
}

}  // namespace

namespace {

// The message quotes what was sent last. Linux ignores one about numbers that are acknowledged by
// now, or that a reset took from the peer; a request is only about its SYN,ACK, and what is left of
// a closed socket listens to none.
bool is_stale(const Socket& s, const Tcb& tcb) {
  if (tcb.state == State::TimeWait || (tcb.state == State::FinWait2 && tcb.closed_by_user))
    return true;
  if (tcb.state == State::SynReceived && tcb.origin == Tcb::Origin::Passive)
    return s.last_sent != tcb.iss;
  return s.last_sent < tcb.snd.una || s.last_sent > tcb.snd.nxt;
}

}  // namespace

CallResult Stepper::icmp(const Entry& entry, uint32_t slot) {
  if (slot == kNone || tcb(slot).state == State::Closed || tcb(slot).state == State::Listen)
    return CallResult::fail(Errno::ENotConn);
  const Profile& p = profile(entry.host);
  const Errno error =
      p.icmp_by_code ? bsd_errno(entry.icmp) : icmp_errno(entry.icmp, p.icmp_ends_opening);
  if (p.icmp_ends_opening && is_stale(socket(slot), tcb(slot))) return CallResult::ok();
  Step step = make_step(slot);
  const IcmpVerdict verdict = icmp_arrives(tcb(slot), icmp_error(entry.icmp), step);
  if (verdict == IcmpVerdict::Aborted) socket(slot).pending = error;
  else if (verdict == IcmpVerdict::Noted && (p.icmp_told || p.icmp_kept))
    socket(slot).soft_error = error;
  flush(slot);
  return CallResult::ok();
}

}  // namespace finwait
