// Congestion control: slow start, congestion avoidance, fast retransmit and fast recovery
// (RFC 5681, NewReno RFC 6582; with SACK RFC 6675), as far as opens, closes and timers show it.
#include <algorithm>

#include "sim/tcp/machine.hpp"

namespace finwait {
namespace {

constexpr uint32_t kUnlimited = 0x3fffffff;

bool controlled(const Step& step) { return step.profile.congestion == Congestion::Reno; }

uint32_t initial_window(const Tcb& tcb, const Step& step) {
  const uint32_t mss = effective_mss(tcb, step);
  const uint32_t standard = mss > 2190 ? 2 : mss > 1095 ? 3 : 4;  // RFC 5681 3.1
  const uint32_t segments = step.profile.initial_window ? step.profile.initial_window : standard;
  return std::min(segments * mss, kUnlimited);
}

uint32_t half_of_flight(const Tcb& tcb, uint32_t mss) {
  return std::max(tcb.in_flight() / 2, 2 * mss);  // RFC 5681 (4)
}

// After an RTO: what was in flight goes out again as the window opens (slow start).
void resend_after_timeout(Tcb& tcb, Step& step) {
  tcb.resend = skip_block(tcb, later(tcb.resend, tcb.snd.una));
  const auto fits = [&] {
    if (step.profile.whole_segments) return admits_segment(tcb, step);
    return tcb.resend - tcb.snd.una - sacked_before(tcb, tcb.resend) < tcb.cwnd;
  };
  while (tcb.resend < tcb.recover && fits())
    tcb.resend = skip_block(tcb, resend_from(tcb, tcb.resend, step));
  if (tcb.snd.una >= tcb.recover) tcb.after_timeout = false;
}

// Slow start: at most a segment for each ACK (RFC 5681 3.1); Linux counts all it acknowledges.
void grow(Tcb& tcb, uint32_t acked, uint32_t mss, const Step& step) {
  const uint32_t most = step.profile.whole_segments ? std::max(acked - acked % mss, mss) : mss;
  const bool slow_start = tcb.cwnd < tcb.ssthresh;
  if (step.profile.cwnd_validated) {
    const bool limits = tcb.cwnd_filled || (slow_start && tcb.cwnd < 2 * tcb.most_out);
    if (!limits) return;
  }
  if (slow_start) tcb.cwnd += std::min(acked, most);
  else tcb.cwnd += std::max(static_cast<uint32_t>(uint64_t{mss} * mss / tcb.cwnd), 1u);
  tcb.cwnd = std::min(tcb.cwnd, kUnlimited);
}

// RFC 6675 5 (C): holes as far as the pipe has room; what was not yet reported lost only when there
// is no new text to send. New text leaves in output().
void repair_holes(Tcb& tcb, uint32_t mss, Step& step) {
  while (tcb.cwnd >= pipe(tcb, mss) + mss) {
    const bool new_text = tcb.unsent() > 0 && tcb.snd.wnd > tcb.in_flight();
    const SeqNum hole = next_hole(tcb, mss, new_text);
    if (hole == tcb.snd.nxt) return;
    tcb.snd.high_rxt = resend_from(tcb, hole, step);
  }
}

void enter_recovery(Tcb& tcb, uint32_t mss, Step& step) {
  // What limited transmit sent beyond the window does not count (RFC 5681 3.2 step 2).
  tcb.ssthresh = std::max(std::min(tcb.in_flight(), tcb.cwnd) / 2, 2 * mss);
  tcb.recover = tcb.snd.nxt;
  tcb.in_recovery = true;
  tcb.snd.high_rxt = resend_from(tcb, tcb.snd.una, step);
  tcb.cwnd = tcb.sack ? tcb.ssthresh : tcb.ssthresh + 3 * mss;
  if (tcb.sack) repair_holes(tcb, mss, step);
}

// RFC 5681 3.2 step 1 (RFC 3042): a segment of new text for each of the first two duplicates.
uint32_t limited_transmit(const Tcb& tcb, const Step& step) {
  if (tcb.dup_acks == 0 || tcb.after_timeout) return 0;
  return std::min<uint32_t>(tcb.dup_acks, 2) * effective_mss(tcb, step);
}

}  // namespace

// RFC 5681 3.1: a SYN that was sent again leaves one segment; on Linux one that was so twice.
void open_congestion_window(Tcb& tcb, const Step& step) {
  const bool lost = tcb.syn_resends > (step.profile.whole_segments ? 1 : 0);
  tcb.cwnd = lost ? effective_mss(tcb, step) : initial_window(tcb, step);
  tcb.ssthresh = kUnlimited;
  tcb.usage_end = tcb.snd.una;
}

uint32_t send_limit(const Tcb& tcb, const Step& step) {
  if (!controlled(step)) return tcb.snd.wnd;
  if (!tcb.in_recovery) return std::min(tcb.snd.wnd, tcb.cwnd + limited_transmit(tcb, step));
  if (!tcb.sack) return std::min(tcb.snd.wnd, tcb.cwnd);
  // Of what lies between SND.UNA and SND.NXT only the pipe counts against the congestion window.
  const int64_t room = int64_t{tcb.cwnd} - pipe(tcb, effective_mss(tcb, step));
  const int64_t limit = std::max<int64_t>(tcb.in_flight() + room, 0);
  return static_cast<uint32_t>(std::min<int64_t>(limit, tcb.snd.wnd));
}

bool admits_segment(const Tcb& tcb, const Step& step) {
  if (!controlled(step) || tcb.in_recovery || tcb.in_flight() == 0) return true;
  const uint32_t mss = effective_mss(tcb, step);
  uint32_t out = cuts_between(tcb, tcb.snd.una, tcb.snd.nxt, mss);
  if (tcb.after_timeout)  // what was lost and has not been sent again is nowhere
    out -= std::min(out, cuts_between(tcb, tcb.resend, tcb.recover, mss));
  const SeqNum end = tcb.after_timeout ? tcb.resend : tcb.snd.nxt;
  // What has arrived beyond a hole, by what SACK says or each duplicate ACK, is on its way no more.
  const uint32_t arrived =
      (tcb.sack ? sacked_before(tcb, end) + mss - 1 : limited_transmit(tcb, step)) / mss;
  return out - std::min(out, arrived) < tcb.cwnd / mss;
}

void note_usage(Tcb& tcb, bool sent, const Step& step) {
  if (!step.profile.cwnd_validated || !controlled(step)) return;
  const uint32_t mss = effective_mss(tcb, step);
  const uint32_t out = (tcb.in_flight() + mss - 1) / mss * mss;
  const bool full = out >= tcb.cwnd || !admits_segment(tcb, step);
  if (!sent && !full) return;
  const bool more = !tcb.cwnd_filled && out > tcb.most_out;
  if (tcb.snd.una < tcb.usage_end && !full && !more) return;
  tcb.cwnd_filled = full;
  tcb.most_out = out;
  tcb.usage_end = tcb.snd.nxt;
}

// Linux halves its window for each RTO that passed, and remembers three quarters of it.
void restart_after_idle(Tcb& tcb, const Step& step) {
  if (!step.profile.idle_restart || !controlled(step) || tcb.in_flight() > 0) return;
  Duration idle = step.now - tcb.last_sent;
  if (idle <= tcb.rto) return;
  const uint32_t restart = std::min(initial_window(tcb, step), tcb.cwnd);
  if (step.profile.whole_segments) {
    const uint32_t mss = effective_mss(tcb, step);
    tcb.ssthresh = std::max(tcb.ssthresh, tcb.cwnd / 4 * 3);
    for (idle = idle - tcb.rto; idle.ns > 0 && tcb.cwnd > restart; idle = idle - tcb.rto)
      tcb.cwnd = tcb.cwnd / mss / 2 * mss;
    tcb.cwnd = std::max(tcb.cwnd, restart);
  } else {
    tcb.cwnd = restart;
  }
}

void congestion_new_ack(Tcb& tcb, uint32_t acked, Step& step) {
  tcb.dup_acks = 0;
  if (!controlled(step)) return;
  const uint32_t mss = effective_mss(tcb, step);
  if (tcb.in_recovery) {
    if (tcb.snd.una >= tcb.recover) {  // RFC 6582 3.2 step 3, full acknowledgment
      tcb.cwnd = std::min(tcb.ssthresh, std::max(tcb.in_flight(), mss) + mss);
      tcb.in_recovery = false;
    } else if (tcb.sack) {
      repair_holes(tcb, mss, step);
    } else {  // partial: resend the next hole, deflate; add a segment back for one acknowledged
      resend_from(tcb, tcb.snd.una, step);
      tcb.cwnd = std::max(tcb.cwnd - std::min(tcb.cwnd, acked) + (acked >= mss ? mss : 0), mss);
    }
    return;
  }
  if (tcb.snd.una > tcb.recover) tcb.recover = tcb.snd.una - 1;
  grow(tcb, acked, mss, step);
  if (tcb.after_timeout) resend_after_timeout(tcb, step);
}

void congestion_duplicate_ack(Tcb& tcb, Step& step) {
  if (!controlled(step) || tcb.after_timeout) return;
  const uint32_t mss = effective_mss(tcb, step);
  if (tcb.dup_acks < 255) ++tcb.dup_acks;
  if (tcb.in_recovery && tcb.sack) repair_holes(tcb, mss, step);
  else if (tcb.in_recovery) tcb.cwnd = std::min(tcb.cwnd + mss, kUnlimited);
  // RFC 6582 3.2 step 1: not again for what was sent before the last recovery ended.
  else if (tcb.sack ? tcb.dup_acks == 3 || is_lost(tcb, tcb.snd.una, mss)
                    : tcb.dup_acks == 3 && tcb.snd.una > tcb.recover)
    enter_recovery(tcb, mss, step);
}

void congestion_timeout(Tcb& tcb, const Step& step) {
  tcb.dup_acks = 0;
  tcb.in_recovery = false;
  forget_scoreboard(tcb, step);
  if (!controlled(step)) return;
  const uint32_t mss = effective_mss(tcb, step);
  if (tcb.retries <= 1) tcb.ssthresh = half_of_flight(tcb, mss);
  tcb.cwnd = mss;
  tcb.recover = tcb.snd.nxt;
  tcb.after_timeout = true;
}

}  // namespace finwait
