// Tail-loss probes (RFC 8985 7; setting `tail_loss_probe`, off by default): with SACK, what was
// sent last is sent once more before RTO, so that its acknowledgment tells of losses before it.
// Linux does so; the ladders of retransmissions that the facts give (B.2) were measured without.
#include <algorithm>

#include "sim/tcp/machine.hpp"

namespace finwait {
namespace {

constexpr Duration kShortest = milliseconds(8);  // two ticks of a kernel's clock

// Nothing is known to be missing, and the RTO has not expired.
bool may_probe(const Tcb& tcb) {
  return tcb.in_flight() > 0 && !tcb.in_recovery && !tcb.after_timeout &&
         tcb.snd.sacked_count == 0 && tcb.dup_acks == 0 && tcb.retries == 0;
}

// Where the segment starts that was sent last.
SeqNum last_cut(const Tcb& tcb, const Step& step) {
  const size_t count = tcb.snd.mark_count;
  const SeqNum from = count >= 2 ? tcb.snd.marks[count - 2] : tcb.snd.una;
  const uint32_t most = send_mss(tcb, step) + (tcb.snd.fin_sent ? 1 : 0);
  return tcb.snd.nxt - from > most ? tcb.snd.nxt - most : from;
}

}  // namespace

bool set_loss_probe(Tcb& tcb, bool progress, Step& step) {
  if (!may_probe(tcb)) return false;
  const bool single = tcb.snd.mark_count <= 1;
  Duration wait = seconds(1);
  if (tcb.srtt.ns > 0) wait = tcb.srtt * 2 + (single ? step.profile.rto_min : kShortest);
  const Duration left = progress ? tcb.rto : tcb.head_since + tcb.rto - step.now;
  if (left.ns > 0) wait = min(wait, left);
  set_timer(tcb, Timer::Retransmission, step.now + wait, step);
  tcb.probe_armed = true;
  return true;
}

void send_loss_probe(Tcb& tcb, Step& step) {
  tcb.probe_armed = false;
  if (!tcb.probe_out) {  // one at a time
    const bool waiting = tcb.unsent() > 0 || (tcb.snd.fin_queued && !tcb.snd.fin_sent);
    tcb.probe_is_new = waiting && output(tcb, step, true);
    if (!tcb.probe_is_new) {
      // It is no retransmission as far as giving up is concerned.
      const bool before = tcb.retransmitted;
      const Time since = tcb.resent_at;
      resend_from(tcb, last_cut(tcb, step), step);
      tcb.retransmitted = before;
      tcb.resent_at = since;
    }
    tcb.probe_out = true;
    tcb.probe_end = tcb.snd.nxt;
  }
  start_retransmission_timer(tcb, step);
}

void cancel_loss_probe(Tcb& tcb, Step& step) {
  if (!tcb.probe_armed) return;
  tcb.probe_armed = false;
  set_timer(tcb, Timer::Retransmission, std::max(step.now, tcb.head_since + tcb.rto), step);
}

void judge_loss_probe(Tcb& tcb, const Segment& seg, bool progress) {
  if (seg.ack < tcb.probe_end) return;
  const bool duplicate = seg.options.sack_count > 0 && seg.options.sack[0].end <= seg.ack;
  if (tcb.probe_is_new || duplicate || seg.ack > tcb.probe_end || !progress)
    tcb.probe_out = false;
}

}  // namespace finwait
