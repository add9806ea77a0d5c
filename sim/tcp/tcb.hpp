// Tcb: the Transmission Control Block of one connection, with the RFC's names (RFC 9293 3.3.1).
//
// A plain value: flat, no pointers, copied with `=`. Functions of this floor take it by reference
// together with a `Step`; nothing else changes it.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string_view>

#include "sim/base/assert.hpp"
#include "sim/base/time.hpp"
#include "sim/tcp/state.hpp"
#include "sim/wire/segment.hpp"

namespace finwait {

enum class Timer : uint8_t {
  Retransmission,  // RFC 6298
  TimeWait,        // 2MSL, RFC 9293 3.6.1
  Persist,         // zero-window probes, 3.8.6.1
  Keepalive,       // 3.8.4
  FinWait2,        // after close() only (T141)
  DelayedAck,      // 3.8.6.3
  User,            // 3.10.8 USER TIMEOUT
  Override,        // sender's silly-window override, 3.8.6.2.1
  Linger,          // the socket layer's: a close() that waits (SO_LINGER). Not in a TimerTable
};
constexpr int kTimers = 8;  // those of a TimerTable
std::string_view timer_name(Timer timer);  // "retransmission", "time_wait", ...

// A set of timers: bit i stands for timer i.
template <class... Timers>
constexpr unsigned timer_set(Timers... of) {
  return (0u | ... | (1u << static_cast<unsigned>(of)));
}

// One optional deadline per timer. `stamp` is a number that grows with each setting: timers that
// expire at the same instant fire in the order in which they were set.
class TimerTable {
 public:
  bool operator==(const TimerTable&) const = default;
  bool any() const { return running_ != 0; }
  bool running(Timer t) const { return (running_ >> index(t) & 1) != 0; }
  bool any_of(unsigned timers) const { return (running_ & timers) != 0; }
  Time at(Timer t) const { return running(t) ? deadline_[index(t)] : kNever; }
  uint32_t stamp(Timer t) const { return stamp_[index(t)]; }
  // The timer that fires first. Not to be asked when none runs.
  Timer first() const {
    unsigned left = running_;
    auto best = static_cast<size_t>(std::countr_zero(left));
    for (left &= left - 1; left != 0; left &= left - 1) {
      const auto i = static_cast<size_t>(std::countr_zero(left));
      if (sooner(i, best)) best = i;
    }
    return static_cast<Timer>(best);
  }

  void set(Timer t, Time deadline) {
    running_ = static_cast<uint8_t>(running_ | 1u << index(t));
    deadline_[index(t)] = deadline;
  }
  void set_stamp(Timer t, uint32_t stamp) { stamp_[index(t)] = stamp; }
  void clear(Timer t) {
    running_ = static_cast<uint8_t>(running_ & ~(1u << index(t)));
    deadline_[index(t)] = {};
    stamp_[index(t)] = 0;
  }

 private:
  static constexpr size_t index(Timer t) { return static_cast<size_t>(t); }
  bool sooner(size_t a, size_t b) const {
    return deadline_[a] < deadline_[b] ||
           (deadline_[a] == deadline_[b] && stamp_[a] < stamp_[b]);
  }

  std::array<Time, kTimers> deadline_{};
  std::array<uint32_t, kTimers> stamp_{};
  uint8_t running_ = 0;  // bit i: timer i has a deadline
};

// Text that arrived beyond a hole: [start, end) in sequence space.
struct HeldText {
  SeqNum start;
  SeqNum end;
  uint32_t stream = kNoStream;

  bool operator==(const HeldText&) const = default;
};
constexpr int kMaxHeld = 8;

// Ends of the segments that are out and not acknowledged, so that a retransmission repeats a
// segment and not an arbitrary cut. What lies beyond the last mark was cut at MSS.
constexpr int kMaxMarks = 8;

// Ends of records (MSG_EOR) that are written and not acknowledged; a later one is not remembered.
constexpr int kMaxRecords = 12;

// Runs of what we sent that the peer reported to hold beyond a hole (RFC 6675's scoreboard).
constexpr int kMaxSacked = 8;

// Small counts have 16 bits: after a store of 8 a compiler must fetch everything else again.
struct Tcb {
  // How SYN_RECEIVED was reached (MUST-11).
  enum class Origin : uint8_t { Passive, Active };

  State state = State::Closed;
  Origin origin = Origin::Active;

  struct Send {
    SeqNum una;           // SND.UNA: oldest unacknowledged number
    SeqNum nxt;           // SND.NXT: next to be sent
    SeqNum max;           // highest ever sent plus one; beyond nxt only by a window probe's octet
    SeqNum end;           // one past the last octet that the user has written
    uint32_t wnd = 0;     // SND.WND, scaled
    uint32_t max_wnd = 0; // MAX.SND.WND
    SeqNum wl1;           // SEG.SEQ of the last window update
    SeqNum wl2;           // SEG.ACK of the last window update
    SeqNum up;            // SND.UP
    SeqNum pushed;        // end of the last write that was not to be continued (MSG_MORE)
    SeqNum small;         // end of the last segment below MSS (Linux's Nagle)
    SeqNum high_rxt;      // HighRxt: one past what recovery has sent again
    bool urgent = false;  // SND.UP lies ahead of SND.UNA
    bool fin_queued = false;  // CLOSE was called: a FIN follows the last octet
    bool fin_sent = false;
    uint8_t scale = 0;        // the peer's window scale
    uint16_t mark_count = 0;
    uint16_t push_marks = 0;  // bit i: the segment that ends at mark i carries PSH
    uint8_t record_count = 0;
    uint8_t sacked_count = 0;
    std::array<SeqNum, kMaxMarks> marks{};
    std::array<SackBlock, kMaxSacked> sacked{};  // in order, apart, between una and max
    std::array<SeqNum, kMaxRecords> records{};

    bool operator==(const Send&) const = default;
  } snd;

  struct Receive {
    SeqNum nxt;           // RCV.NXT
    uint32_t wnd = 0;     // RCV.WND: from nxt to the right edge that was advertised
    SeqNum up;            // RCV.UP
    SeqNum wup;           // RCV.NXT when the last ACK left (Linux: RCV.WUP)
    uint32_t unread = 0;  // RCV.USER: octets acknowledged that the user has not read
    bool urgent = false;
    bool fin = false;         // the peer's FIN has been processed
    bool fin_unread = false;  // and the user has not been told of the end yet
    bool held_fin = false;    // a FIN lies beyond a hole, at held_fin_seq
    bool shut = false;        // the user will read no more (SHUT_RD)
    uint8_t scale = 0;        // our window scale; applied when `scaling`
    uint8_t held_count = 0;
    uint8_t recent_count = 0;
    SeqNum held_fin_seq;
    SackBlock again;  // octets that came twice, for the next ACK (RFC 2883); empty: none
    std::array<HeldText, kMaxHeld> held{};
    std::array<SeqNum, kMaxSackBlocks> recent{};  // numbers in the blocks to report (RFC 2018 4)

    bool operator==(const Receive&) const = default;
  } rcv;

  SeqNum iss;
  SeqNum irs;
  uint16_t peer_mss = 536;   // MUST-15: the default when the option is absent
  bool scaling = false;      // window scale agreed (RFC 7323)
  bool timestamps = false;   // timestamps agreed (RFC 7323)
  bool sack = false;         // selective acknowledgments agreed (RFC 2018)
  bool nodelay = false;      // TCP_NODELAY: Nagle off (MUST-17)
  bool corked = false;       // TCP_CORK, TCP_NOPUSH: less than a segment waits (A161)
  bool push_now = false;     // Linux: what is written leaves, corked or not, up to the next write
  bool keepalive = false;    // SO_KEEPALIVE (MUST-24)
  bool closed_by_user = false;    // close(): nobody will read or be told any more
  bool probe_pending = false;     // the persist timer runs because data waits
  uint8_t syn_resends = 0;        // RFC 6298 (5.7); no more than 255 are counted
  bool retransmitted = false;     // SND.UNA's segment was sent again (Karn)
  bool in_recovery = false;       // fast recovery (RFC 6582)
  bool after_timeout = false;     // slow start after an RTO, up to `recover`
  bool late_reply = false;        // Linux: interactive ("pingpong"), so no quick ACKs
  bool ack_scheduled = false;     // an ACK is owed that nothing has carried yet
  bool pushed = false;            // Linux: since our last ACK a segment ended a write of the peer
  bool pushed_twice = false;      // Linux: two did
  bool probe_armed = false;       // the retransmission timer stands for a tail-loss probe
  bool probe_out = false;         // one was sent, up to probe_end
  bool probe_is_new = false;      // of text that had not been sent
  bool cwnd_filled = false;       // Linux: the congestion window was full since usage_end began
  bool unreached = false;         // FreeBSD: an ICMP message was noted (T184)
  bool sender_waits = false;      // Linux: a send() waits for ESTABLISHED, and its text for our ACK
  uint16_t retries = 0;           // retransmissions of the same head; at most 255, as below
  uint16_t probes = 0;            // unanswered keep-alive or window probes
  uint16_t quick_acks = 0;        // quick ACKs left
  uint16_t dup_acks = 0;

  // Round-trip time (RFC 6298). `srtt` zero: no sample yet.
  Duration srtt;
  Duration rttvar;
  Duration rto;
  Time timed_at;        // when `timed_seq` was sent; valid while `timing`
  SeqNum timed_seq;
  bool timing = false;
  Time head_since;      // first transmission of SND.UNA's segment, or the last progress
  Time last_received;   // any segment of this connection; for keep-alive
  Time last_text;       // the last text; for interactive ACKs
  Time last_sent;       // when text or a FIN left last, for the restart window (RFC 5681 4.1)
  Time challenged_at;   // last rate-limited ACK (T162); valid when `challenged`
  bool challenged = false;
  uint32_t unacked_text = 0;   // octets received since our last ACK
  uint32_t full_segment = 0;   // Linux: the largest segment received ("rcv_mss")
  Duration ack_delay;          // Linux: how long an ACK may wait ("ato"); 0 before any text
  Time resent_at;              // Linux: first SYN, or first retransmission while `retransmitted`

  // RFC 7323
  uint32_t ts_recent = 0;
  uint32_t ts_offset = 0;  // added to our clock, drawn from the seed
  Time ts_recent_at;
  SeqNum last_ack_sent;

  // RFC 5681, 6582; octets
  uint32_t cwnd = 0;
  uint32_t ssthresh = 0;
  SeqNum recover;       // SND.NXT when the last recovery began (RFC 6582); never far behind SND.UNA
  uint32_t most_out = 0;   // Linux: the most that was out since usage_end was chosen
  SeqNum usage_end;        // SND.NXT then
  SeqNum probe_end;
  SeqNum resend;  // next to send again after an RTO

  Duration user_timeout;        // 0: none
  Duration keepalive_idle;
  Duration keepalive_interval;
  int32_t keepalive_count = 0;
  Duration fin_wait_2_timeout;

  TimerTable timers;

  bool operator==(const Tcb&) const = default;

  // Octets between SND.NXT and the end of what was written: queued, never sent.
  uint32_t unsent() const { return end_of_data() - snd.nxt; }
  // One past the last data octet that counts for SND.NXT comparisons.
  SeqNum end_of_data() const { return fin_out() ? snd.nxt : snd.end; }
  // The FIN has been sent, so SND.NXT lies past it.
  bool fin_out() const { return snd.fin_sent; }
  // Sent and not acknowledged, in sequence numbers.
  uint32_t in_flight() const { return snd.nxt - snd.una; }
  bool fin_acked() const { return snd.fin_sent && snd.una == snd.end + 1; }
  SeqNum right_edge() const { return rcv.nxt + rcv.wnd; }
};

// What must hold after every step (facts A.13); asserts.
void check_invariants(const Tcb& tcb);

}  // namespace finwait
