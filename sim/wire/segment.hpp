// Segment: one TCP segment, typed. Any combination of flags can be expressed, nonsense included,
// because a laboratory must be able to send it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "sim/wire/seq_num.hpp"

namespace finwait {

// The control bits (RFC 9293 section 3.1), as a set.
enum Ctl : uint8_t {
  kFin = 0x01,
  kSyn = 0x02,
  kRst = 0x04,
  kPsh = 0x08,
  kAck = 0x10,
  kUrg = 0x20,
};
static_assert(kFin == 1 && kSyn == 1 << 1);  // so Segment::syn() and fin() read them
constexpr uint8_t kAllCtl = 0x3f;

// Where the octets of a segment come from: a position in an immutable text that is never copied.
// `stream` names the incarnation of a connection whose user wrote them (or a forged segment's
// text); `offset` counts from the first octet written there.
struct Payload {
  uint32_t stream = 0;
  uint32_t offset = 0;

  constexpr bool operator==(const Payload&) const = default;
};
constexpr uint32_t kNoStream = 0;
// Streams from here on are texts of forged segments: kForgedStream + index of the scenario entry.
constexpr uint32_t kForgedStream = 0x80000000u;

// Octets that the sender of an ACK holds beyond a hole (RFC 2018): [start, end) in the sequence
// space of the segments that it acknowledges.
struct SackBlock {
  SeqNum start;
  SeqNum end;

  constexpr bool operator==(const SackBlock&) const = default;
};
constexpr int kMaxSackBlocks = 4;  // as many as the header has room for

// TCP options that FinWait negotiates (kinds 2, 3, 4, 5, 8). Absent ones are zero.
struct Options {
  uint16_t mss = 0;          // kind 2; octets; 0 = absent
  uint8_t window_scale = 0;  // kind 3; the shift count plus one; 0 = absent
  bool sack_permitted = false;
  bool timestamps = false;   // kind 8
  uint8_t sack_count = 0;    // kind 5; that many of `sack`, the most recent first
  uint32_t ts_value = 0;
  uint32_t ts_echo = 0;
  std::array<SackBlock, kMaxSackBlocks> sack{};

  constexpr bool operator==(const Options&) const = default;
};

// The same options with the numbers of their SACK blocks moved: from relative to absolute ones
// with the initial number, and back with its negative.
constexpr Options moved(Options options, uint32_t by) {
  for (size_t i = 0; i < options.sack_count; ++i) {
    options.sack[i].start += by;
    options.sack[i].end += by;
  }
  return options;
}

// SEG.* of RFC 9293 section 3.3.1. `wnd` is the field as it stands on the wire (unscaled).
struct Segment {
  SeqNum seq;
  SeqNum ack;
  uint16_t wnd = 0;
  uint16_t up = 0;
  uint16_t text = 0;  // octets of text
  uint8_t ctl = 0;
  Payload payload;
  Options options;

  constexpr bool operator==(const Segment&) const = default;
  constexpr bool has(uint8_t flags) const { return (ctl & flags) == flags; }
  // SEG.LEN: text plus one for SYN plus one for FIN.
  constexpr uint32_t len() const { return text + syn() + fin(); }
  // The first sequence number after the segment.
  constexpr SeqNum end() const { return seq + len(); }
  // The sequence number of the first octet of text (a SYN comes before it).
  constexpr SeqNum text_seq() const { return seq + syn(); }
  // What SYN and FIN take of the sequence space: 1 or 0.
  constexpr uint32_t syn() const { return ctl >> 1 & 1u; }
  constexpr uint32_t fin() const { return ctl & 1u; }
};

}  // namespace finwait
