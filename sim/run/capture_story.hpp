// What one captured connection tells about its two ends: their states, the calls that must have
// been made, round-trip time, losses, and the first step that RFC 9293 does not allow.
//
// An end proves by what it sends: its ACK shows what it has received, its FIN that it was told to
// close. What a pure ACK or a reset brings about at its receiver is presumed when it is seen, and
// taken back when that end goes on as if it had never come.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/run/capture_packet.hpp"
#include "sim/tcp/state.hpp"

namespace finwait {

struct StoryChange {
  int64_t ns = 0;
  uint32_t packet = 0;  // number of the segment in the connection, from 0
  State to = State::Closed;
  bool presumed = false;  // nothing that this end sent proves it
};

enum class StoryCallKind : uint8_t { Listen, Connect, Send, Close, Abort };
struct StoryCall {
  int64_t ns = 0;
  uint32_t packet = 0;  // the segment that shows it
  StoryCallKind kind = StoryCallKind::Connect;
  uint32_t octets = 0;  // Send
};

// One end as far as the wire shows it.
struct StoryEnd {
  CaptureEnd end;
  State state = State::Closed;
  bool sent = false;  // anything at all
  bool iss_known = false;
  bool syn_missed = false;  // its SYN,ACK was not captured; `iss` is what the peer's ACK says
  bool fin = false;
  bool fin_with_ack = false;  // the peer's FIN segment also acknowledged ours
  bool has_acked = false;
  bool scaling_offered = false;
  bool window_known = false;
  bool aborted = false;
  bool hears_on = false;  // text came for it behind its FIN: it called shutdown(), not close()
  uint8_t scale = 0;
  SeqNum iss;
  SeqNum max;      // one past the highest number that it has sent
  SeqNum fin_seq;  // of the FIN itself
  SeqNum acked;    // the highest ACK that it has sent: what it has received
  SeqNum edge;     // the right edge that it has offered
  uint64_t segments = 0;
  uint64_t text = 0;           // octets, each counted once
  uint64_t again = 0;          // retransmitted segments
  uint64_t lost = 0;           // of them, those that replace a lost one
  std::optional<int64_t> rtt;  // from this end's segment to its acknowledgement; the least
  SeqNum timed;                // a segment whose acknowledgement is waited for
  int64_t timed_ns = 0;
  bool timing = false;
  std::vector<StoryChange> changes;
};

// A step that RFC 9293 does not allow.
struct StoryFault {
  uint64_t packet = 0;
  int64_t ns = 0;
  uint8_t from = 0;
  std::string what;
  std::string clause;  // "RFC 9293 3.8.6"
  std::optional<SeqNum> unseen{};  // an ACK of numbers that the capture may have missed
};

// A segment with what became of it; kept in detail only.
struct StorySegment {
  int64_t ns = 0;
  uint8_t from = 0;
  bool again = false;
  bool lost = false;  // as what followed shows
  uint32_t text = 0;
  Segment segment;
};

constexpr size_t kMostSegments = 200'000;
enum class StoryDetail : uint8_t { Summary, Everything };

class CaptureStory {
 public:
  // The ends in the order of the first segment; turned round when that is a SYN,ACK.
  CaptureStory(const CapturedSegment& first, StoryDetail detail);

  void take(const CapturedSegment& segment, int64_t ns);

  // 0: who opened the connection, as far as known.
  const StoryEnd& end(size_t which) const { return ends_[which]; }
  uint64_t packets() const { return packets_; }
  int64_t first_ns() const { return first_ns_; }
  int64_t last_ns() const { return last_ns_; }
  // From the SYN to the ACK that completes the opening: one whole round trip.
  std::optional<int64_t> opening_ns() const { return opening_; }
  std::optional<int64_t> rtt_ns() const;
  bool from_the_start() const { return from_start_; }
  const std::optional<StoryFault>& fault() const { return fault_; }
  // In detail only; not more than kMostSegments.
  const std::vector<StorySegment>& segments() const { return segments_; }
  const std::array<std::vector<StoryCall>, 2>& calls() const { return calls_; }
  // 0 or 1: which end sent it.
  uint8_t sender_of(const CapturedSegment& segment) const;
  // Whether this segment begins another connection between the same ends.
  bool is_new_incarnation(const CapturedSegment& segment) const;
  // Whether nothing that was taken before says what it says.
  bool is_news(const CapturedSegment& segment) const;

 private:
  void check(const CapturedSegment& segment, uint8_t from);
  void forget_half_open(const CapturedSegment& segment, uint8_t from);
  void check_numbers(const CapturedSegment& segment, uint8_t from);
  void forgive(SeqNum seq, uint8_t from);
  void miss_syn(uint8_t from);
  void note_fault(uint8_t from, std::string what, std::string clause);
  void take_syn(const CapturedSegment& segment, uint8_t from);
  void take_back(const CapturedSegment& segment, uint8_t from);
  void prove(const CapturedSegment& segment, uint8_t from);
  void take_own_fin(const CapturedSegment& segment, uint8_t from);
  void take_own_reset(const CapturedSegment& segment, uint8_t from);
  void presume(const CapturedSegment& segment, uint8_t from);
  void presume_reset(const CapturedSegment& segment, uint8_t from);
  void count(const CapturedSegment& segment, uint8_t from);
  void remember(const CapturedSegment& segment, uint8_t from);
  void mark_lost(const CapturedSegment& segment, uint8_t from);
  void time_it(const CapturedSegment& segment, uint8_t from);
  void go(uint8_t which, State to, bool presumed);
  void call(uint8_t which, StoryCallKind kind, uint32_t octets = 0);
  void pop(uint8_t which);

  std::array<StoryEnd, 2> ends_;
  StoryDetail detail_;
  uint64_t packets_ = 0;
  bool again_ = false;  // the segment at hand was sent before
  int64_t now_ = 0;
  int64_t first_ns_ = 0;
  int64_t last_ns_ = 0;
  int64_t syn_ns_ = 0;
  bool from_start_ = false;
  std::optional<int64_t> opening_;
  std::optional<StoryFault> fault_;
  std::vector<StorySegment> segments_;
  std::array<std::vector<StoryCall>, 2> calls_;
};

}  // namespace finwait
