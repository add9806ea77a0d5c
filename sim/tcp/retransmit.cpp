// Retransmission, round-trip time and the timers that guard unacknowledged data (RFC 6298,
// RFC 9293 3.8.1, 3.8.3, 3.8.6.1).
#include <algorithm>

#include "sim/tcp/machine.hpp"

namespace finwait {
namespace {

constexpr Duration kGranularity = milliseconds(1);  // G of RFC 6298

Duration absolute(Duration d) { return d.ns < 0 ? Duration{-d.ns} : d; }

// A duration that is not negative, divided by a power of two.
Duration part_of(Duration d, uint64_t divisor) {
  return {static_cast<int64_t>(static_cast<uint64_t>(d.ns) / divisor)};
}

// Linux turns a number of retransmissions into a time: an RTO doubling up to RTO_MAX.
Duration linux_time_limit(int32_t retries, Duration rto, const Profile& profile) {
  Duration total{};
  for (int32_t i = 0; i <= retries; ++i) {
    total = total + rto;
    rto = min(rto * 2, profile.rto_max);
  }
  return total;
}

// Linux's timers are late by some per cent: what is that near to a limit counts as reached.
Duration nearly(Duration limit) { return limit - limit / 32; }

bool syn_exhausted(const Tcb& tcb, int32_t retries, const Step& step) {
  if (retries >= 0) return tcb.retries >= retries;
  return step.now - tcb.head_since >= step.profile.syn_give_up;
}

// Our own SYN: on Linux the time that the doubling retransmissions would take is a limit, too.
bool active_syn_exhausted(const Tcb& tcb, const Step& step) {
  const Profile& p = step.profile;
  if (p.syn_retries < 0) return syn_exhausted(tcb, -1, step);
  const bool linear = tcb.state == State::SynSent || !p.retry_time;
  if (syn_exhausted(tcb, p.syn_retries + (linear ? p.syn_linear_timeouts : 0), step)) return true;
  return p.retry_time && tcb.retries > 0 &&
         step.now - tcb.resent_at >= linux_time_limit(p.syn_retries, p.rto_initial, p);
}

// Whether Linux's user timeout limits retransmissions: not those of a request (seen on 6.18).
bool has_timed_retries(const Tcb& tcb, const Step& step) {
  const bool request = tcb.state == State::SynReceived && tcb.origin == Tcb::Origin::Passive;
  return step.profile.retry_time && tcb.user_timeout.ns > 0 &&
         !(request && step.profile.request_socket);
}

// Linux puts small segments together again, but takes no part of one: the end of the last that
// fits before `limit`.
SeqNum end_of_whole_cuts(const Tcb& tcb, SeqNum from, SeqNum limit) {
  SeqNum end = from;
  size_t i = 0;
  for (; i < tcb.snd.mark_count && tcb.snd.marks[i] <= limit; ++i)
    end = later(end, tcb.snd.marks[i]);
  const bool known = i < tcb.snd.mark_count;
  return known && end != from ? end : limit;
}

bool ends_cut(const Tcb& tcb, SeqNum end) {
  for (size_t i = 0; i < tcb.snd.mark_count; ++i)
    if (tcb.snd.marks[i] == end) return true;
  return false;
}

// The end of the segment that starts at `from`, as it was cut when it was first sent.
SeqNum end_of_cut(const Tcb& tcb, SeqNum from, const Step& step) {
  SeqNum limit = earlier(from + send_mss(tcb, step), tcb.snd.nxt);
  // Linux sends again what a shrunk window has room for; where it has none, the whole segment.
  const SeqNum edge = tcb.snd.una + tcb.snd.wnd;
  if (step.profile.whole_segments && edge > from) limit = earlier(limit, edge);
  // Everything that fits, and the FIN does not count against MSS. Linux adds nothing to a segment
  // that is full, not even a FIN that left on its own.
  const bool alone = step.profile.whole_segments && limit - from >= send_mss(tcb, step) &&
                     ends_cut(tcb, limit);
  if (tcb.snd.fin_sent && limit == tcb.snd.end && !alone) limit = tcb.snd.nxt;
  limit = earlier(limit, next_block(tcb, from));  // RFC 6675: only the hole
  for (size_t i = tcb.snd.record_count; i > 0; --i)  // A163
    if (tcb.snd.records[i - 1] > from && tcb.snd.records[i - 1] != tcb.snd.end)
      limit = earlier(limit, tcb.snd.records[i - 1]);
  if (step.profile.coalesce_resend)
    return step.profile.whole_segments ? end_of_whole_cuts(tcb, from, limit) : limit;
  for (size_t i = 0; i < tcb.snd.mark_count; ++i)
    if (tcb.snd.marks[i] > from) return earlier(tcb.snd.marks[i], limit);
  if (tcb.snd.mark_count == kMaxMarks) return limit;
  return limit;
}

bool ends_with_push(const Tcb& tcb, SeqNum end) {
  for (size_t i = 0; i < tcb.snd.mark_count; ++i)
    if (tcb.snd.marks[i] == end) return (tcb.snd.push_marks >> i) & 1;
  return end == tcb.snd.end && tcb.snd.pushed == end;
}

}  // namespace

void take_rtt_sample(Tcb& tcb, Duration r, Step& step) {
  SIM_ASSERT(r.ns >= 0);
  tcb.unreached = false;
  const Profile& p = step.profile;
  if (tcb.srtt.ns == 0) {
    tcb.srtt = max(r, nanoseconds(1));  // (2.2)
    tcb.rttvar = part_of(r, 2);
  } else {  // (2.3): RTTVAR first, with the old SRTT
    tcb.rttvar = tcb.rttvar - part_of(tcb.rttvar, 4) + part_of(absolute(tcb.srtt - r), 4);
    tcb.srtt = tcb.srtt - part_of(tcb.srtt, 8) + part_of(r, 8);
  }
  const Duration spread = max(kGranularity, tcb.rttvar * 4);
  const Duration rto = p.variance_floor ? tcb.srtt + max(p.rto_min, spread)
                                        : max(p.rto_min, tcb.srtt + spread);
  tcb.rto = min(rto + p.rto_slop, p.rto_max);  // (2.4), (2.5)
}

// Linux and macOS double the RTO of a SYN only after the linear timeouts (facts B.2). The first RTO
// of FreeBSD's SYN has no slop in it, those after it have.
void back_off(Tcb& tcb, const Step& step) {
  const Profile& p = step.profile;
  const int32_t doublings =
      tcb.retries - (tcb.state == State::SynSent ? p.syn_linear_timeouts : 0);
  if (doublings <= 0 || doublings > p.rto_doublings) return;
  const bool opening = tcb.state == State::SynSent && p.syn_linear_timeouts == 0;
  const Duration slop = tcb.srtt.ns > 0 || opening ? p.rto_slop : Duration{};
  const bool has_slop = tcb.srtt.ns > 0 || doublings > 1;
  tcb.rto = min((tcb.rto - (has_slop ? min(slop, tcb.rto) : Duration{})) * 2 + slop, p.rto_max);
}

void start_retransmission_timer(Tcb& tcb, Step& step) {
  tcb.probe_armed = false;
  set_timer(tcb, Timer::Retransmission, step.now + tcb.rto, step);
}

void remember_cut(Tcb& tcb, SeqNum end, bool push) {
  if (tcb.snd.mark_count == kMaxMarks) return;
  const size_t i = tcb.snd.mark_count++;
  tcb.snd.marks[i] = end;
  const unsigned bit = 1u << i;
  if (push) tcb.snd.push_marks = static_cast<uint16_t>(tcb.snd.push_marks | bit);
}

namespace {

void forget_records(Tcb& tcb) {
  size_t gone = 0;
  while (gone < tcb.snd.record_count && tcb.snd.records[gone] <= tcb.snd.una) ++gone;
  for (size_t i = gone; i < tcb.snd.record_count; ++i)
    tcb.snd.records[i - gone] = tcb.snd.records[i];
  tcb.snd.record_count = static_cast<uint8_t>(tcb.snd.record_count - gone);
}

}  // namespace

void forget_cuts(Tcb& tcb) {
  if (tcb.snd.record_count > 0) forget_records(tcb);
  const size_t count = tcb.snd.mark_count;
  if (count > 0 && tcb.snd.marks[count - 1] <= tcb.snd.una) {  // all of them: they are in order
    tcb.snd.mark_count = 0;
    tcb.snd.push_marks = 0;
    return;
  }
  size_t gone = 0;
  while (gone < tcb.snd.mark_count && tcb.snd.marks[gone] <= tcb.snd.una) ++gone;
  if (gone == 0) return;
  for (size_t i = gone; i < tcb.snd.mark_count; ++i) tcb.snd.marks[i - gone] = tcb.snd.marks[i];
  tcb.snd.mark_count = static_cast<uint16_t>(tcb.snd.mark_count - gone);
  tcb.snd.push_marks = static_cast<uint16_t>(tcb.snd.push_marks >> gone);
}

void merge_cuts(Tcb& tcb, SeqNum from, SeqNum end) {
  size_t kept = 0;
  unsigned push = 0;
  for (size_t i = 0; i < tcb.snd.mark_count; ++i) {
    if (from < tcb.snd.marks[i] && tcb.snd.marks[i] < end) continue;
    push |= (tcb.snd.push_marks >> i & 1u) << kept;
    tcb.snd.marks[kept++] = tcb.snd.marks[i];
  }
  tcb.snd.mark_count = static_cast<uint16_t>(kept);
  tcb.snd.push_marks = static_cast<uint16_t>(push);
}

uint32_t cuts_between(const Tcb& tcb, SeqNum from, SeqNum to, uint32_t mss) {
  uint32_t count = 0;
  SeqNum last = from;
  for (size_t i = 0; i < tcb.snd.mark_count && last < to; ++i) {
    if (tcb.snd.marks[i] <= from) continue;
    const uint32_t length = tcb.snd.marks[i] - last;  // of full ones, where marks are missing
    last = tcb.snd.marks[i];
    if (last <= to) count += length <= mss + 1 ? 1 : (length + mss - 2) / mss;
  }
  return last < to ? count + (to - last + mss - 1) / mss : count;
}

SeqNum resend_from(Tcb& tcb, SeqNum from, Step& step) {
  if (from == tcb.iss) {  // T026 left SYN_RECEIVED before its SYN,ACK was acknowledged
    resend_syn(tcb, step);
    return from + 1;
  }
  const SeqNum end = end_of_cut(tcb, from, step);
  const bool fin = tcb.snd.fin_sent && end == tcb.snd.end + 1;
  const SeqNum text_end = fin ? tcb.snd.end : end;
  uint8_t ctl = kAck;
  if (fin) ctl |= kFin;
  if (text_end != from && (ends_with_push(tcb, end) || ends_with_push(tcb, text_end))) ctl |= kPsh;
  update_receive_window(tcb, step);
  step.out.send(build(tcb, from, ctl, text_end - from, step), Rule::T131, true);
  note_reply(tcb, text_end - from, step);
  tcb.last_sent = step.now;
  if (step.profile.whole_segments) merge_cuts(tcb, from, end);
  if (!tcb.retransmitted) tcb.resent_at = step.now;
  tcb.retransmitted = true;
  tcb.timing = false;  // Karn: the next acknowledgment would be ambiguous
  sent_with_ack(tcb, step);
  return end;
}

void resend_syn(Tcb& tcb, Step& step) {
  const uint8_t ctl = tcb.state == State::SynSent ? uint8_t{kSyn} : uint8_t{kSyn | kAck};
  step.out.send(build_syn(tcb, ctl, step), Rule::T131, true);
  if (tcb.syn_resends < UINT8_MAX) ++tcb.syn_resends;
  tcb.timing = false;
}

bool exhausted(const Tcb& tcb, const Step& step) {
  const Profile& p = step.profile;
  if (tcb.state == State::SynSent ||
      (tcb.state == State::SynReceived && tcb.origin == Tcb::Origin::Active))
    return active_syn_exhausted(tcb, step);
  if (tcb.state == State::SynReceived) return syn_exhausted(tcb, p.synack_retries, step);
  // MUST-21: what the user has set is R2; of Linux's probes it is one more limit.
  const bool set = tcb.user_timeout.ns > 0 && !(p.retry_time && tcb.probe_pending);
  if (set && (p.retry_time || p.data_retries < 0)) return false;
  const bool orphan = tcb.closed_by_user && p.orphan_retries >= 0;
  const int32_t retries = orphan ? p.orphan_retries : p.data_retries;
  if (retries < 0) return step.now - tcb.head_since >= p.data_give_up;
  if (!p.retry_time) return tcb.retries >= retries;
  // Linux counts window probes, and for text the time since the first retransmission.
  if (tcb.probe_pending) return tcb.retries >= retries;
  const Duration limit = linux_time_limit(retries, p.rto_min, p);
  return tcb.retries > 0 && step.now - tcb.resent_at >= nearly(limit);
}

bool probes_exhausted(const Tcb& tcb, const Step& step) {
  const Profile& p = step.profile;
  const Duration silence = step.now - tcb.last_received;
  const bool closed = tcb.state != State::Established && tcb.state != State::CloseWait;
  if (closed && p.persist_closed.ns > 0 && silence >= p.persist_closed) return true;
  if (tcb.probes == 0 || !exhausted(tcb, step)) return false;
  if (p.persist_idle.ns == 0) return true;
  // BSD: the sum of all its back-offs, if that is less.
  Duration sum{};
  Duration wait = tcb.rto;
  for (int32_t i = 0; i <= p.data_retries; ++i) {
    sum = min(sum + wait, p.persist_idle);
    if (i < p.rto_doublings) wait = min(wait * 2, p.persist_idle);
  }
  return silence >= sum;
}

bool user_timeout_passed(const Tcb& tcb, const Step& step) {
  const bool again = tcb.probe_pending ? tcb.probes > 0 : tcb.retries > 0;
  return has_timed_retries(tcb, step) && again &&
         step.now - tcb.resent_at >= nearly(tcb.user_timeout);
}

// Linux has no timer of its own for it: the retransmission that would come too late comes then.
Duration until_user_timeout(const Tcb& tcb, Duration wait, const Step& step) {
  if (!has_timed_retries(tcb, step)) return wait;
  const Duration left = tcb.user_timeout - (step.now - tcb.resent_at);
  return min(wait, max(left, kGranularity));
}

void renew_user_timer(Tcb& tcb, bool progress, Step& step) {
  if (tcb.user_timeout.ns == 0) {
    clear_timer(tcb, Timer::User, step);
    return;
  }
  // MUST-37: while the window is closed and every probe was answered nobody is kept waiting.
  const bool answered =
      tcb.probe_pending && tcb.retries == 0 && !step.profile.user_timeout_on_probe;
  const bool timed = !step.profile.retry_time;
  const bool waiting = timed && may_send_data(tcb.state) && !answered &&
                       (tcb.in_flight() > 0 || tcb.unsent() > 0);
  if (!waiting) {
    clear_timer(tcb, Timer::User, step);
  } else if (progress || !tcb.timers.running(Timer::User)) {
    set_timer(tcb, Timer::User, step.now + tcb.user_timeout, step);
  }
}

void guard_opening(Tcb& tcb, Step& step) {
  const Profile& p = step.profile;
  Duration most = tcb.origin == Tcb::Origin::Active ? p.connect_timeout : Duration{};
  const bool own = !p.retry_time && tcb.user_timeout.ns > 0;
  if (own && (most.ns == 0 || tcb.user_timeout < most)) most = tcb.user_timeout;
  if (most.ns == 0) clear_timer(tcb, Timer::User, step);
  else set_timer(tcb, Timer::User, std::max(step.now, tcb.head_since + most), step);
}

void update_persist_timer(Tcb& tcb, Step& step) {
  // 3.8.6.1: data waits, the window is closed and nothing in flight will draw an ACK.
  // Linux: or too small for what waits, a FIN included.
  const bool whole = step.profile.whole_segments;
  const bool fin = whole && tcb.snd.fin_queued && !tcb.snd.fin_sent;
  const bool waiting = tcb.snd.una == tcb.snd.nxt && (whole || tcb.snd.wnd == 0) &&
                       may_send_data(tcb.state) && (tcb.unsent() > 0 || fin);
  if (!waiting) {
    clear_timer(tcb, Timer::Persist, step);
    if (tcb.probe_pending) tcb.probes = 0;
    tcb.probe_pending = false;
    return;
  }
  if (tcb.timers.running(Timer::Persist)) return;
  if (!tcb.probe_pending) {
    tcb.probe_pending = true;
    tcb.probes = 0;
    tcb.head_since = step.now;
  }
  Duration wait = tcb.rto;  // SHLD-29: first after one RTO, SHLD-30: then exponentially
  const Profile& p = step.profile;
  const Duration longest = p.persist_max.ns > 0 ? p.persist_max : p.rto_max;
  // Linux: no more doublings than retransmissions.
  const bool capped = p.retry_time && p.data_retries >= 0;
  const int doublings = capped ? std::min<int>(tcb.probes, p.data_retries) : tcb.probes;
  for (int i = 0; i < doublings && wait < longest; ++i) wait = wait * 2;
  wait = min(max(wait, p.persist_min), longest);
  if (tcb.probes > 0) wait = until_user_timeout(tcb, wait, step);
  set_timer(tcb, Timer::Persist, step.now + wait, step);
}

}  // namespace finwait
