// Builders: every segment that a Tcb sends is made here.
#include <algorithm>

#include "sim/tcp/machine.hpp"

namespace finwait {
namespace {

constexpr uint32_t kDefaultMss = 536;
constexpr uint32_t kSmallestMss = 48;  // Linux: a packet of 68 octets without its headers

// The window field: RCV.WND, scaled except on a SYN (RFC 7323 2.2).
uint16_t window_field(const Tcb& tcb, bool syn) {
  const uint32_t shift = tcb.scaling && !syn ? tcb.rcv.scale : 0;
  return static_cast<uint16_t>(std::min<uint32_t>(tcb.rcv.wnd >> shift, 65535));
}

}  // namespace

uint32_t timestamp_now(const Tcb& tcb, const Step& step) {
  const Duration clock = step.profile.timestamp_clock;
  const int64_t tick = clock.ns > 0 ? clock.ns : milliseconds(1).ns;
  const uint32_t base = clock.ns > 0 ? 0 : tcb.ts_offset;
  return base + static_cast<uint32_t>(step.now.ns / tick);
}

uint32_t beside_options(const Tcb& tcb, uint32_t mss) {
  const uint32_t options =
      (tcb.timestamps ? 12 : 0) + (tcb.sack ? sack_option_length(tcb) : 0);
  return mss > options ? mss - options : 1;
}

uint32_t send_mss(const Tcb& tcb, const Step& step) {
  const uint32_t mss = effective_mss(tcb, step);
  if (!step.profile.whole_segments) return mss;
  const uint32_t most = tcb.snd.max_wnd > kDefaultMss ? tcb.snd.max_wnd / 2 : tcb.snd.max_wnd;
  if (most == 0 || mss <= most) return mss;
  return std::max(most, kSmallestMss);
}

Segment build(const Tcb& tcb, SeqNum seq, uint8_t ctl, uint32_t text, const Step& step) {
  Segment seg;
  seg.seq = seq;
  seg.ctl = ctl;
  seg.text = static_cast<uint16_t>(text);
  seg.wnd = window_field(tcb, (ctl & kSyn) != 0);
  seg.payload = {step.stream, text ? seq - (tcb.iss + 1) : 0};
  if (ctl & kAck) seg.ack = tcb.rcv.nxt;
  if (tcb.snd.urgent && tcb.snd.up > seq && !(ctl & (kRst | kSyn))) {
    seg.ctl |= kUrg;
    seg.up = static_cast<uint16_t>(std::min<uint32_t>(tcb.snd.up - seq, 65535));
  }
  if (tcb.timestamps) {  // RFC 7323 3.2: a RST SHOULD have it, too
    seg.options.timestamps = true;
    seg.options.ts_value = timestamp_now(tcb, step);
    seg.options.ts_echo = (ctl & kAck) ? tcb.ts_recent : 0;
  }
  if (tcb.sack && (ctl & (kAck | kRst | kSyn)) == kAck) report_blocks(tcb, seg.options);
  return seg;
}

Segment build_syn(const Tcb& tcb, uint8_t ctl, const Step& step) {
  Segment seg = build(tcb, tcb.iss, ctl, 0, step);
  const bool answer = (ctl & kAck) != 0;
  seg.options.mss = static_cast<uint16_t>(step.profile.mss);
  if (step.profile.window_scale >= 0 && (!answer || tcb.scaling))
    seg.options.window_scale = static_cast<uint8_t>(tcb.rcv.scale + 1);
  if (step.profile.timestamps && !answer) {
    seg.options.timestamps = true;
    seg.options.ts_value = timestamp_now(tcb, step);
  }
  seg.options.sack_permitted = step.profile.sack && (!answer || tcb.sack);
  return seg;
}

void sent_with_ack(Tcb& tcb, Step& step) {
  tcb.rcv.wup = tcb.rcv.nxt;
  tcb.last_ack_sent = tcb.rcv.nxt;
  count_ack_sent(tcb, step);
  clear_timer(tcb, Timer::DelayedAck, step);
  tcb.rcv.again = {};
}

namespace {

// T183: what BSD sends in CLOSING is its FIN, but for a challenge.
bool is_fin_again(const Tcb& tcb, Rule rule, const Step& step) {
  return step.profile.closing_fin_again && tcb.state == State::Closing && tcb.snd.fin_sent &&
         rule != Rule::T076 && rule != Rule::T090;
}

// SND.NXT; where the peer's window has shrunk behind it, Linux keeps what carries no text inside:
// at SND.UNA+SND.WND. With window scaling the peer may have rounded by less than our own unit.
SeqNum empty_seq(const Tcb& tcb, const Step& step) {
  const SeqNum edge = tcb.snd.una + tcb.snd.wnd;
  const bool small = tcb.state == State::TimeWait ||  // a socket that remembers no window
                     (tcb.state == State::SynReceived && tcb.origin == Tcb::Origin::Passive);
  if (!step.profile.whole_segments || small || tcb.snd.nxt <= edge) return tcb.snd.nxt;
  const uint32_t unit = tcb.scaling ? uint32_t{1} << tcb.rcv.scale : 0;
  return tcb.snd.nxt - edge < unit ? tcb.snd.nxt : edge;
}

}  // namespace

void send_ack(Tcb& tcb, Rule rule, Step& step) {
  step.out.take(rule);
  update_receive_window(tcb, step);
  if (is_fin_again(tcb, rule, step)) {
    step.out.take(Rule::T183);
    step.out.send(build(tcb, tcb.snd.nxt - 1, kFin | kAck, 0, step), Rule::T183, true);
    tcb.timing = false;  // Karn
  } else {
    step.out.send_built([&] { return build(tcb, empty_seq(tcb, step), kAck, 0, step); }, rule);
  }
  sent_with_ack(tcb, step);
}

bool within_ack_limit(Tcb& tcb, Step& step) {
  const Duration interval = step.profile.challenge_ack_interval;
  if (interval.ns == 0) return true;
  if (tcb.challenged && step.now - tcb.challenged_at < interval) {
    step.out.take(Rule::T162);
    return false;
  }
  tcb.challenged = true;
  tcb.challenged_at = step.now;
  return true;
}

void send_limited_ack(Tcb& tcb, const Segment& seg, Rule rule, Step& step) {
  step.out.take(rule);
  const bool challenge = rule == Rule::T076 || rule == Rule::T090 || rule == Rule::T096 ||
                         rule == Rule::T101;
  const bool limited = challenge || seg.len() == 0 || seg.has(kSyn) || seg.has(kRst);
  if (limited && !within_ack_limit(tcb, step)) return;
  send_ack(tcb, rule, step);
}

Segment reset_for(const Segment& seg) {
  Segment rst;
  rst.ctl = kRst;
  if (seg.has(kAck)) {
    rst.seq = seg.ack;
  } else {
    rst.ctl |= kAck;
    rst.ack = seg.end();
  }
  return rst;
}

void send_abort_reset(Tcb& tcb, Rule rule, Step& step) {
  const uint8_t ctl = step.profile.reset_with_ack ? uint8_t{kRst | kAck} : uint8_t{kRst};
  step.out.send(build(tcb, empty_seq(tcb, step), ctl, 0, step), rule);
}

}  // namespace finwait
