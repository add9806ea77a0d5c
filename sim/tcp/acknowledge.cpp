// When received text is acknowledged: RFC 9293 3.8.6.3, and Linux's way (profile switch
// `quickack`). Linux keeps an estimate of the time between segments (its "ato"), a budget of
// quick ACKs, and knows an interactive connection, whose ACKs wait for a reply to ride on.
#include <algorithm>

#include "sim/tcp/machine.hpp"

namespace finwait {
namespace {

constexpr uint8_t kMaxQuickAcks = 16;
constexpr Duration kLongestDelay = milliseconds(200);
constexpr uint32_t kSmallestSegment = 88;
constexpr uint32_t kDefaultSegment = 536;

// The largest segment seen, from a careful first guess on.
void measure_segment(Tcb& tcb, const Segment& seg, const Step& step) {
  const uint32_t guess = std::min({effective_mss(tcb, step), largest_window(tcb, step) / 2,
                                   kDefaultSegment});
  if (tcb.full_segment == 0) tcb.full_segment = std::max(guess, kSmallestSegment);
  if (seg.text >= tcb.full_segment) {
    tcb.full_segment = std::min<uint32_t>(seg.text, step.profile.mss);
    tcb.pushed = tcb.pushed || seg.has(kPsh);
    return;
  }
  tcb.pushed_twice = tcb.pushed;
  tcb.pushed = true;
}

void refill_quick_acks(Tcb& tcb, const Step& step) {
  const uint32_t full = std::max(tcb.full_segment, kSmallestSegment);
  const uint32_t window = largest_window(tcb, step);
  const uint32_t mss = step.profile.mss;  // Linux's first window is whole segments
  const uint32_t fit = (window > mss ? window - window % mss : window) / (2 * full);
  const uint32_t some = fit == 0 ? 2 : std::min<uint32_t>(fit, kMaxQuickAcks);
  tcb.quick_acks = std::max(tcb.quick_acks, static_cast<uint16_t>(some));
}

// Whether our window would reach as far as it did when we last told of it.
bool window_keeps_up(const Tcb& tcb, const Step& step) {
  if (tcb.rcv.unread == 0) return true;
  const uint32_t told = tcb.rcv.wnd + (tcb.rcv.nxt - tcb.rcv.wup);
  const uint32_t buffer = largest_window(tcb, step);
  return buffer > tcb.rcv.unread && buffer - tcb.rcv.unread >= told;
}

bool more_than_a_segment(const Tcb& tcb) {
  return tcb.rcv.nxt - tcb.rcv.wup > std::max(tcb.full_segment, kSmallestSegment);
}

}  // namespace

void estimate_ack_delay(Tcb& tcb, const Segment& seg, Step& step) {
  measure_segment(tcb, seg, step);
  const Duration shortest = step.profile.delayed_ack;
  const Duration gap = step.now - tcb.last_text;
  if (tcb.ack_delay.ns == 0) {
    refill_quick_acks(tcb, step);
    tcb.ack_delay = shortest;
  } else if (gap <= shortest / 2) {
    tcb.ack_delay = tcb.ack_delay / 2 + shortest / 2;
  } else if (gap < tcb.ack_delay) {
    tcb.ack_delay = min(tcb.ack_delay / 2 + gap, tcb.rto);
  } else if (gap > tcb.rto) {
    refill_quick_acks(tcb, step);
  }
}

void enter_quick_mode(Tcb& tcb, const Step& step) {
  if (!counts_quick_acks(step)) return;
  refill_quick_acks(tcb, step);
  tcb.late_reply = false;
  tcb.ack_delay = step.profile.delayed_ack;
}

// MUST-58/59: an acknowledgment at once for every second full-sized segment and for a gap that
// closes; else within delayed_ack.
AckDue when_to_ack(const Tcb& tcb, bool gap, const Step& step) {
  if (step.profile.delayed_ack.ns == 0 || gap) return AckDue::Now;
  if (counts_quick_acks(step)) return AckDue::Delayed;  // schedule_ack decides
  return tcb.unacked_text >= 2 * effective_mss(tcb, step) ? AckDue::Now : AckDue::Delayed;
}

void note_reply(Tcb& tcb, uint32_t text, const Step& step) {
  if (text > 0 && counts_quick_acks(step) && step.now - tcb.last_text < tcb.ack_delay)
    tcb.late_reply = true;
}

// The ACK that is owed and that nothing has carried: now, or when its timer fires.
void schedule_ack(Tcb& tcb, AckDue due, Rule rule, Step& step) {
  Duration delay = step.profile.delayed_ack;
  if (due == AckDue::Delayed && counts_quick_acks(step)) {
    const bool quick = tcb.quick_acks > 0 && !tcb.late_reply;
    const bool full = more_than_a_segment(tcb) && window_keeps_up(tcb, step);
    delay = tcb.ack_delay;
    if (delay > step.profile.delayed_ack) {
      const bool short_limit = tcb.late_reply || tcb.pushed;
      Duration most = short_limit ? kLongestDelay : kLongestDelay * 5 / 2;
      if (tcb.srtt.ns > 0) most = min(most, max(tcb.srtt, step.profile.delayed_ack));
      delay = min(delay, most);
    }
    const Time old = tcb.timers.at(Timer::DelayedAck);
    const bool soon = old != kNever && old <= step.now + delay / 4;
    // The FIN of a connection that never received text has no delay.
    if (quick || full || soon || delay.ns == 0) due = AckDue::Now;
  }
  if (due == AckDue::Now) {
    send_ack(tcb, rule, step);
    return;
  }
  tcb.ack_scheduled = true;
  if (!tcb.timers.running(Timer::DelayedAck) ||
      step.now + delay < tcb.timers.at(Timer::DelayedAck))
    set_timer(tcb, Timer::DelayedAck, step.now + min(delay, kLongestDelay), step);
}

void delayed_ack_timeout(Tcb& tcb, Step& step) {
  if (counts_quick_acks(step) && tcb.late_reply) {  // no reply came: it is not interactive
    tcb.late_reply = false;
    tcb.ack_delay = step.profile.delayed_ack;
  } else if (counts_quick_acks(step)) {
    tcb.ack_delay = min(tcb.ack_delay * 2, tcb.rto);
  }
  send_ack(tcb, Rule::T142, step);
}

void count_ack_sent(Tcb& tcb, const Step& step) {
  if (tcb.ack_scheduled && tcb.quick_acks > 0 && --tcb.quick_acks == 0)
    tcb.ack_delay = step.profile.delayed_ack;
  tcb.ack_scheduled = false;
  tcb.pushed = false;
  tcb.pushed_twice = false;
  tcb.unacked_text = 0;
}

bool reading_acknowledges(const Tcb& tcb, const Step& step) {
  if (!step.profile.quickack || !tcb.ack_scheduled) return false;
  const bool pushed = tcb.pushed_twice || (tcb.pushed && !tcb.late_reply);
  return more_than_a_segment(tcb) || (pushed && tcb.rcv.unread == 0);
}

}  // namespace finwait
