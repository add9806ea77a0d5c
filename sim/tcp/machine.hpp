// The parts that the operations of section 3.10 share; those of SEGMENT ARRIVES are in arrival.hpp.
// Internal to this floor.
#pragma once

#include <algorithm>

#include "sim/tcp/outbox.hpp"
#include "sim/tcp/tcb.hpp"

namespace finwait {

// Whether and when an acknowledgment is owed.
enum class AckDue : uint8_t { None, Delayed, Now };

// -- state and timers (state_change.cpp)

// The only way to change a state; asserts that the change is legal.
void set_state(Tcb& tcb, State to, Rule rule, Step& step);
void set_timer(Tcb& tcb, Timer timer, Time deadline, Step& step);
void stop_timer(Tcb& tcb, Timer timer, Step& step);  // one that runs
inline void clear_timer(Tcb& tcb, Timer timer, Step& step) {
  if (tcb.timers.running(timer)) stop_timer(tcb, timer, step);
}
void clear_all_timers(Tcb& tcb, Step& step);
// State `to` (CLOSED, or LISTEN for a child that ends), no timers, the user is told.
void delete_tcb(Tcb& tcb, State to, Rule rule, Step& step);
// "connection reset" and the like: tells the user first.
void abort_with(Tcb& tcb, Signal signal, Rule rule, Step& step);
void enter_time_wait(Tcb& tcb, Rule rule, Step& step);
void enter_established(Tcb& tcb, Rule rule, Step& step);
// FIN_WAIT_2 of a socket that is closed gets its timer (T141) where the profile has one; on BSD
// also one that nobody will read from.
void guard_orphan(Tcb& tcb, Step& step);

// -- building segments (build.cpp)

uint32_t timestamp_now(const Tcb& tcb, const Step& step);
// What of `mss` the options of every segment leave for text.
uint32_t beside_options(const Tcb& tcb, uint32_t mss);
// Eff.snd.MSS (3.7.1): what fits in one segment towards the peer.
inline uint32_t effective_mss(const Tcb& tcb, const Step& step) {
  const uint32_t mss = std::min<uint32_t>(tcb.peer_mss, step.profile.mss);
  return tcb.timestamps || tcb.sack ? beside_options(tcb, mss) : mss;
}
// The same for what we cut ourselves: Linux sends at most half of the largest window at once.
uint32_t send_mss(const Tcb& tcb, const Step& step);
Segment build(const Tcb& tcb, SeqNum seq, uint8_t ctl, uint32_t text, const Step& step);
Segment build_syn(const Tcb& tcb, uint8_t ctl, const Step& step);
// <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>
void send_ack(Tcb& tcb, Rule rule, Step& step);
// T162: whether challenge_ack_interval lets one more answer leave.
bool within_ack_limit(Tcb& tcb, Step& step);
// <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>, within that limit. A segment that carries text or FIN is
// always answered, unless the answer is a challenge (RFC 5961).
void send_limited_ack(Tcb& tcb, const Segment& seg, Rule rule, Step& step);
// <SEQ=SEG.ACK><CTL=RST>, or <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK> for a segment without ACK.
Segment reset_for(const Segment& seg);
// <SEQ=SND.NXT><CTL=RST> with the profile's ACK flag.
void send_abort_reset(Tcb& tcb, Rule rule, Step& step);
// Bookkeeping for everything that leaves with an ACK.
void sent_with_ack(Tcb& tcb, Step& step);

// -- sending (output.cpp)

constexpr bool may_send_data(State state) {
  return is_one_of(state, state_set(State::Established, State::CloseWait, State::FinWait1,
                                    State::Closing, State::LastAck));
}
// Text that has not been sent, or a FIN.
inline bool something_waits(const Tcb& tcb) {
  return !tcb.snd.fin_sent && (tcb.snd.nxt != tcb.snd.end || tcb.snd.fin_queued);
}
// Whether a timer runs, or has to, that tells when to try again or to give up.
inline bool guards_sending(const Tcb& tcb) {
  constexpr unsigned kGuards = timer_set(Timer::Override, Timer::Persist, Timer::User);
  return tcb.timers.any_of(kGuards) || tcb.probe_pending || tcb.user_timeout.ns != 0;
}
bool send_what_waits(Tcb& tcb, Step& step, bool override_timer);
// Sends what the windows and 3.8.6.2.1 allow, FIN included; true if anything left.
inline bool output(Tcb& tcb, Step& step, bool override_timer = false) {
  return may_send_data(tcb.state) && (something_waits(tcb) || guards_sending(tcb)) &&
         send_what_waits(tcb, step, override_timer);
}
// The end of processing an input: output(), then the acknowledgment that is still owed.
void finish(Tcb& tcb, AckDue due, Rule rule, Step& step);

// -- retransmission (retransmit.cpp, RFC 6298)

void take_rtt_sample(Tcb& tcb, Duration sample, Step& step);
void start_retransmission_timer(Tcb& tcb, Step& step);
// Sends the segment at `from` again, as it was cut the first time; returns its end.
SeqNum resend_from(Tcb& tcb, SeqNum from, Step& step);
void resend_syn(Tcb& tcb, Step& step);
void remember_cut(Tcb& tcb, SeqNum end, bool push);
void forget_cuts(Tcb& tcb);
// What lay between was put together to one segment.
void merge_cuts(Tcb& tcb, SeqNum from, SeqNum end);
// True when R2, the retry count or the profile's time limit is reached.
bool exhausted(const Tcb& tcb, const Step& step);
// The same for window probes.
bool probes_exhausted(const Tcb& tcb, const Step& step);
// RTO after a retransmission (RFC 6298 5.5).
void back_off(Tcb& tcb, const Step& step);
void renew_user_timer(Tcb& tcb, bool progress, Step& step);
inline void update_user_timer(Tcb& tcb, bool progress, Step& step) {
  if (tcb.user_timeout.ns != 0 || tcb.timers.running(Timer::User))
    renew_user_timer(tcb, progress, step);
}
// The user timeout of Linux (profile switch `retry_time`), judged when another timer fires.
bool user_timeout_passed(const Tcb& tcb, const Step& step);
Duration until_user_timeout(const Tcb& tcb, Duration wait, const Step& step);
void update_persist_timer(Tcb& tcb, Step& step);
// The same before ESTABLISHED, counted from the first SYN; for connect(), also `connect_timeout`.
void guard_opening(Tcb& tcb, Step& step);

// -- congestion control (congestion.cpp, RFC 5681 and 6582)

void open_congestion_window(Tcb& tcb, const Step& step);
// The restart window of a connection that has sent nothing for longer than RTO (RFC 5681 4.1).
void restart_after_idle(Tcb& tcb, const Step& step);
uint32_t send_limit(const Tcb& tcb, const Step& step);
// Linux counts segments: whether the congestion window lets one more of them out.
bool admits_segment(const Tcb& tcb, const Step& step);
// How many of ours end in (from, to], as they were cut.
uint32_t cuts_between(const Tcb& tcb, SeqNum from, SeqNum to, uint32_t mss);
void congestion_new_ack(Tcb& tcb, uint32_t acked, Step& step);
void congestion_duplicate_ack(Tcb& tcb, Step& step);
// RFC 7661 in Linux's way: how much of the congestion window is used, after sending.
void note_usage(Tcb& tcb, bool sent, const Step& step);
void congestion_timeout(Tcb& tcb, const Step& step);

// -- selective acknowledgments (sack.cpp, RFC 2018 and 6675)

// Receiver. Text or a FIN beyond a hole has arrived: its block is reported first from now on.
void note_block(Tcb& tcb, SeqNum in_it);
// The octets that the option takes in the header of an ACK now, padding included.
uint32_t sack_option_length(const Tcb& tcb);
void report_blocks(const Tcb& tcb, Options& options);

// Sender. Takes the blocks of an ACK; true when one tells something new.
bool take_blocks(Tcb& tcb, const Segment& seg);
inline bool update_scoreboard(Tcb& tcb, const Segment& seg) {
  return tcb.sack && take_blocks(tcb, seg);
}
void forget_blocks(Tcb& tcb);
inline void forget_acknowledged_blocks(Tcb& tcb) {
  if (tcb.snd.sacked_count > 0) forget_blocks(tcb);
  if (tcb.snd.high_rxt < tcb.snd.una) tcb.snd.high_rxt = tcb.snd.una;
}
// At a timeout: the receiver may have discarded what it reported (RFC 2018 8).
void forget_scoreboard(Tcb& tcb, const Step& step);
// Where the first block beyond `from` starts; SND.NXT when there is none.
SeqNum next_block(const Tcb& tcb, SeqNum from);
// `from`, or the end of the block that it lies in.
SeqNum skip_block(const Tcb& tcb, SeqNum from);
// How many octets were reported between SND.UNA and `seq`.
uint32_t sacked_before(const Tcb& tcb, SeqNum seq);
// IsLost() of RFC 6675: enough was reported beyond it.
bool is_lost(const Tcb& tcb, SeqNum seq, uint32_t mss);
// What is believed to be on its way (RFC 6675, SetPipe).
uint32_t pipe(const Tcb& tcb, uint32_t mss);
// NextSeg() (1) and (3): where to send again from; SND.NXT when there is nothing to.
SeqNum next_hole(const Tcb& tcb, uint32_t mss, bool lost_only);

// Receiver (RFC 2883, profile switch `dsack`). These octets had arrived before; the next ACK tells.
void note_duplicate(Tcb& tcb, SeqNum start, SeqNum end, const Step& step);
// The same for what of a segment's text is held already.
void note_held_again(Tcb& tcb, const Segment& seg, const Step& step);

// -- tail-loss probes (loss_probe.cpp, RFC 8985 7)

// Sets the retransmission timer to the time of a probe; false when RTO is to be used.
bool set_loss_probe(Tcb& tcb, bool progress, Step& step);
inline bool schedule_loss_probe(Tcb& tcb, bool progress, Step& step) {
  return step.profile.tail_loss_probe && tcb.sack && set_loss_probe(tcb, progress, step);
}
// That time has come.
void send_loss_probe(Tcb& tcb, Step& step);
// Something is missing: RTO, or recovery, will see to it.
void cancel_loss_probe(Tcb& tcb, Step& step);
void judge_loss_probe(Tcb& tcb, const Segment& seg, bool progress);
inline void loss_probe_acknowledged(Tcb& tcb, const Segment& seg, bool progress) {
  if (tcb.probe_out) judge_loss_probe(tcb, seg, progress);
}

// -- when to acknowledge (acknowledge.cpp)

inline bool counts_quick_acks(const Step& step) {
  return step.profile.quickack && step.profile.delayed_ack.ns > 0;
}
void estimate_ack_delay(Tcb& tcb, const Segment& seg, Step& step);
// Text in order has arrived in `seg` (before it is accepted).
inline void text_received(Tcb& tcb, const Segment& seg, Step& step) {
  if (counts_quick_acks(step)) estimate_ack_delay(tcb, seg, step);
  tcb.last_text = step.now;
}
// Linux: the peer lacks our ACKs, so they go out at once for a while.
void enter_quick_mode(Tcb& tcb, const Step& step);
// Linux: text sent soon after text was received makes a connection interactive.
void note_reply(Tcb& tcb, uint32_t text, const Step& step);
AckDue when_to_ack(const Tcb& tcb, bool gap, const Step& step);
void schedule_ack(Tcb& tcb, AckDue due, Rule rule, Step& step);
void delayed_ack_timeout(Tcb& tcb, Step& step);
void count_ack_sent(Tcb& tcb, const Step& step);
// Linux: the user has read, and that sends an ACK that was waiting.
bool reading_acknowledges(const Tcb& tcb, const Step& step);

// -- receiving (receive.cpp)

constexpr uint32_t kLargestField = 65535;
// What a system offers that has rules of its own about that, and where windows are scaled.
uint32_t special_window(const Tcb& tcb, const Step& step);
inline uint32_t largest_window(const Tcb& tcb, const Step& step) {
  if (tcb.scaling || step.profile.buffers_doubled) return special_window(tcb, step);
  return std::min(step.buffer(), kLargestField);
}
// RCV.WND where the receiver's silly-window rule is another.
void widen_receive_window(Tcb& tcb, const Step& step);
// RCV.WND by that rule (3.8.6.2.2): RCV.NXT+RCV.WND stays fixed until RCV.BUFF-RCV.USER-RCV.WND is
// worth it. The right edge never moves left.
inline void update_receive_window(Tcb& tcb, const Step& step) {
  if (step.profile.window_beyond_field) return widen_receive_window(tcb, step);
  const uint32_t buffer = largest_window(tcb, step);
  const uint32_t used = tcb.rcv.unread + tcb.rcv.wnd;
  if (buffer <= used) return;
  const uint32_t worth = std::min(buffer / 2, effective_mss(tcb, step));
  if (buffer - used >= worth) tcb.rcv.wnd += buffer - used;
}
// Keeps text that lies beyond a hole; merges neighbours.
void hold_text(Tcb& tcb, const Segment& seg);
// Hands over text at RCV.NXT and whatever held text follows it.
void accept_text(Tcb& tcb, SeqNum seq, uint32_t len, uint32_t stream, Step& step);
// The latter alone. True if held text was reached.
bool accept_held(Tcb& tcb, Step& step);
bool held_fin_is_next(const Tcb& tcb);
// Throws away what the user has not read.
void discard_unread(Tcb& tcb, Rule rule, Step& step);
// RCV.UP; the user is told when urgent data lies ahead of what has been read and that is news.
void note_urgent(Tcb& tcb, SeqNum up, Step& step);
// The user has read, or was spared, everything before RCV.UP: no more "urgent mode" (MUST-33).
void leave_urgent_mode(Tcb& tcb);
// SND.WND, SND.WL1 and SND.WL2 from a segment whose window field counts `shift` bits.
void remember_window(Tcb& tcb, const Segment& seg, uint8_t shift);
void learn_options(Tcb& tcb, const Segment& syn, Step& step);
// T071: cuts what lies outside [nxt, edge).
void trim(Segment& seg, SeqNum nxt, SeqNum edge);
// Text, FIN and urgent pointer of a SYN, which wait for ESTABLISHED (T049, T050, T060).
void queue_with_syn(Tcb& tcb, const Segment& syn, bool fin);

}  // namespace finwait
