// Sending: segmentizing what the user has written (RFC 9293 3.7, 3.8.6.2.1) and the FIN behind it.
#include <algorithm>

#include "sim/tcp/machine.hpp"

namespace finwait {
namespace {

// One piece of what waits to be sent.
struct Cut {
  uint32_t text = 0;
  bool fin = false;
  bool push = false;
  bool small = true;  // below Eff.snd.MSS

  bool empty() const { return text == 0 && !fin; }
};

// 3.8.6.2.1: whether `text` octets may leave now. D is what is queued, U the usable window.
bool worth_sending(const Tcb& tcb, uint32_t queued, uint32_t text, uint32_t mss, const Step& step) {
  if (text >= mss) return true;
  const bool nagle = step.profile.nagle && !tcb.nodelay;
  const bool idle = tcb.snd.una == tcb.snd.nxt || !nagle;
  const bool all = text == queued;
  if (all && ((idle && !tcb.corked) || tcb.snd.fin_queued)) return true;
  if (all && tcb.snd.urgent) return true;
  return idle && text >= std::max<uint32_t>(tcb.snd.max_wnd / 2, 1);
}

// MSG_EOR: `text` octets from SND.NXT up to the end of the first record.
uint32_t within_record(const Tcb& tcb, uint32_t text) {
  for (size_t i = 0; i < tcb.snd.record_count; ++i)
    if (tcb.snd.records[i] > tcb.snd.nxt) return std::min(text, tcb.snd.records[i] - tcb.snd.nxt);
  return text;
}

// Linux's Nagle (Minshall's): a small segment waits only for another small one; a FIN never.
bool worth_sending_whole(const Tcb& tcb, uint32_t text, uint32_t mss, bool fin, const Step& step) {
  if (text >= mss || fin || tcb.snd.urgent || tcb.push_now) return true;
  if (tcb.corked) return false;
  const bool small_out = tcb.snd.una < tcb.snd.small && tcb.snd.small <= tcb.snd.nxt;
  return !(step.profile.nagle && !tcb.nodelay && tcb.in_flight() > 0 && small_out);
}

// The usable window U = SND.UNA + SND.WND - SND.NXT, with the congestion window; may be negative.
int64_t usable_window(const Tcb& tcb, const Step& step) {
  if (!step.profile.whole_segments || tcb.in_recovery)
    return int64_t{send_limit(tcb, step)} - int64_t{tcb.in_flight()};
  // Linux: small segments and a FIN count as much as full ones; what is lost goes first.
  if ((tcb.after_timeout && tcb.resend < tcb.recover) || !admits_segment(tcb, step)) return 0;
  return int64_t{tcb.snd.wnd} - int64_t{tcb.in_flight()};
}

// Linux: a segment leaves when the window has room for all of it, the FIN included. Only behind
// full ones that leave with it, or as a window probe, may it fill what room there is.
Cut next_whole_cut(const Tcb& tcb, bool probe, bool behind, const Step& step) {
  Cut cut;
  if (tcb.snd.fin_sent) return cut;
  const uint32_t queued = tcb.unsent();
  const uint32_t mss = send_mss(tcb, step);
  const int64_t usable = usable_window(tcb, step);
  const uint32_t text = within_record(tcb, std::min(queued, mss));
  const bool fin = text == queued && tcb.snd.fin_queued;
  if ((text == 0 && !fin) || usable <= 0) return cut;
  if (int64_t{text} + (fin ? 1 : 0) <= usable) {
    const bool last = text == queued;  // only that may wait for more
    if (!probe && last && !worth_sending_whole(tcb, text, mss, fin, step)) return cut;
    const bool ends = text < mss || last;  // of a write, or of a record
    cut = {text, fin, text > 0 && (probe || (ends && tcb.snd.pushed > tcb.snd.nxt)), text < mss};
  } else if (probe || behind) {
    const auto part = static_cast<uint32_t>(std::min<int64_t>(usable, text));
    if (!probe && !worth_sending_whole(tcb, part, mss, false, step)) return cut;
    cut = {part, false, probe, part < mss};
  }
  return cut;
}

// Linux hands several full segments to segmentation as one packet, as many as its pacing rate
// lets out in a millisecond, and at least two. Each such packet ends with PSH.
uint32_t segments_per_packet(const Tcb& tcb, uint32_t mss) {
  constexpr int64_t kLargest = 65536;
  if (tcb.srtt.ns == 0) return static_cast<uint32_t>(kLargest / mss);
  const int64_t factor = tcb.cwnd < tcb.ssthresh / 2 ? 20 : 12;  // tenths of cwnd a round trip
  int64_t octets = tcb.cwnd * factor * 100000000 / tcb.srtt.ns / 1024;
  const int64_t halvings = tcb.srtt.ns / 512000;  // near peers get more
  if (halvings < 17) octets += kLargest >> halvings;
  return static_cast<uint32_t>(std::max<int64_t>(std::min(octets, kLargest) / mss, 2));
}

// Whether this segment ends such a packet; `behind`: how many of it have left already.
bool ends_packet(const Tcb& tcb, const Cut& cut, uint32_t& behind, const Step& step) {
  const uint32_t mss = send_mss(tcb, step);
  const bool follows = cut.text == mss && tcb.unsent() > cut.text &&
                       usable_window(tcb, step) > int64_t{cut.text};
  ++behind;
  if (follows && behind < segments_per_packet(tcb, mss)) return false;
  const bool several = behind > 1;
  behind = 0;
  return several;
}

// What leaves next; nothing when text == 0 and !fin.
Cut next_cut(const Tcb& tcb, bool override_timer, const Step& step) {
  Cut cut;
  if (tcb.snd.fin_sent) return cut;
  const uint32_t queued = tcb.unsent();
  if (queued == 0) {
    // A FIN may be sent into a closed window when no data is left (facts B.4).
    cut.fin = tcb.snd.fin_queued;
    return cut;
  }
  const int64_t usable = usable_window(tcb, step);
  if (usable <= 0) return cut;
  const uint32_t mss = effective_mss(tcb, step);
  const uint32_t text = static_cast<uint32_t>(std::min({int64_t{queued}, usable, int64_t{mss}}));
  if (!override_timer && !worth_sending(tcb, queued, text, mss, step)) return cut;
  const bool last = text == queued;
  return {text, last && tcb.snd.fin_queued, last && tcb.snd.pushed > tcb.snd.nxt, text < mss};
}

void send_cut(Tcb& tcb, const Cut& cut, Step& step) {
  if (cut.fin && tcb.state == State::CloseWait) set_state(tcb, State::LastAck, Rule::T030, step);
  uint8_t ctl = kAck;
  if (cut.push) ctl |= kPsh;
  if (cut.fin) ctl |= kFin;
  if (tcb.snd.una == tcb.snd.nxt) tcb.head_since = step.now;
  update_receive_window(tcb, step);
  const Rule fin_rule = tcb.state == State::LastAck ? Rule::T030 : Rule::T028;
  step.out.send_built([&] { return build(tcb, tcb.snd.nxt, ctl, cut.text, step); },
                      cut.fin ? fin_rule : Rule::T013);
  const SeqNum end = tcb.snd.nxt + cut.text + (cut.fin ? 1u : 0u);
  const bool again = end <= tcb.snd.max;  // only the octet of a window probe
  tcb.snd.nxt = end;
  if (!again) tcb.snd.max = end;
  if (cut.fin) tcb.snd.fin_sent = true;
  remember_cut(tcb, end, cut.push);
  if (cut.small) tcb.snd.small = end;
  if (!tcb.timing && !again) {
    tcb.timing = true;
    tcb.timed_at = step.now;
    tcb.timed_seq = end;
  }
  note_reply(tcb, cut.text, step);
  tcb.last_sent = step.now;
  sent_with_ack(tcb, step);
  if (!schedule_loss_probe(tcb, false, step) && !tcb.timers.running(Timer::Retransmission))
    start_retransmission_timer(tcb, step);
}

// Data waits only because it is too little for 3.8.6.2.1 and nothing is in flight whose
// acknowledgment would release it: the override timer will.
bool needs_override(const Tcb& tcb, const Step& step) {
  return !step.profile.whole_segments && tcb.unsent() > 0 && !tcb.snd.fin_sent &&
         tcb.snd.una == tcb.snd.nxt && usable_window(tcb, step) > 0;
}

// Sends piece after piece; true if anything left.
SIM_INLINE bool send_cuts(Tcb& tcb, Step& step, bool override_timer) {
  const bool packets = step.profile.whole_segments && step.profile.congestion == Congestion::Reno;
  uint32_t behind = 0;
  bool sent = false;
  while (something_waits(tcb)) {
    const bool once = override_timer && !sent;
    Cut cut = step.profile.whole_segments ? next_whole_cut(tcb, once, sent, step)
                                          : next_cut(tcb, once, step);
    if (cut.empty()) break;
    if (!sent && cut.text > 0) restart_after_idle(tcb, step);
    if (packets && tcb.unsent() > 0 && ends_packet(tcb, cut, behind, step)) cut.push = true;
    send_cut(tcb, cut, step);
    sent = true;
  }
  note_usage(tcb, sent, step);
  return sent;
}

// The timers that tell when to try again, or when to give up, what waits or is out.
void update_sending_timers(Tcb& tcb, Step& step) {
  if (needs_override(tcb, step)) {
    const Duration wait =
        tcb.corked ? max(tcb.rto, step.profile.persist_min) : step.profile.sws_override;
    if (!tcb.timers.running(Timer::Override))
      set_timer(tcb, Timer::Override, step.now + wait, step);
  } else {
    clear_timer(tcb, Timer::Override, step);
  }
  update_persist_timer(tcb, step);
  update_user_timer(tcb, false, step);
}

}  // namespace

bool send_what_waits(Tcb& tcb, Step& step, bool override_timer) {
  const bool sent = something_waits(tcb) && send_cuts(tcb, step, override_timer);
  if (something_waits(tcb) || guards_sending(tcb)) update_sending_timers(tcb, step);
  return sent;
}

void finish(Tcb& tcb, AckDue due, Rule rule, Step& step) {
  tcb.ack_scheduled = tcb.ack_scheduled || due != AckDue::None;
  const bool sent = output(tcb, step);
  if (!sent && due != AckDue::None) schedule_ack(tcb, due, rule, step);
}

}  // namespace finwait
