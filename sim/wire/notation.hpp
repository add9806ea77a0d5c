// Segments as text: packetdrill's notation and the names of flags.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/base/result.hpp"
#include "sim/wire/segment.hpp"

namespace finwait {

// "SYN,ACK" in the order FIN SYN RST PSH ACK URG as people say it: SYN,ACK; FIN,ACK; PSH,ACK.
// "none" for an empty set.
std::string flag_names(uint8_t ctl);
// Reads flag_names' form, any order, any case. nullopt for an unknown name.
std::optional<uint8_t> parse_flag_names(std::string_view text);

// packetdrill's letters in its order: "S.", "FP.", "R", "." for a pure ACK, "-" for none.
std::string flag_letters(uint8_t ctl);
std::optional<uint8_t> parse_flag_letters(std::string_view text);

// A segment written with relative numbers, as scenario files write it; those of its SACK blocks,
// too, count from where `ack` counts.
struct WrittenSegment {
  uint8_t ctl = 0;
  int64_t seq = 0;
  uint32_t text = 0;
  std::optional<int64_t> ack;
  std::optional<uint32_t> win;
  std::optional<uint32_t> urg;
  Options options;
  bool any_options = true;  // no <...> was written: options are not compared

  bool operator==(const WrittenSegment&) const = default;
};

// Reads "S. 0:0(0) ack 1 win 1000 <mss 1460,nop,wscale 7,TS val 1 ecr 2>",
// ". 1:1(0) ack 1 <sack 1001:2001 3001:4001>". The text length in parentheses must agree with
// seq:end. On error the message says what was expected; `column` counts from 1 within `text`.
Result<WrittenSegment> parse_segment(std::string_view text);

// "mss 1460,sackOK,TS val 1 ecr 0,wscale 7,sack 1001:2001"; "" without options.
std::string options_text(const Options& options);
// "sack 1001:2001 3001:4001"
std::string sack_text(const Options& options);

// "S. 0:0(0) ack 1 win 1000 <mss 1460>" from relative numbers.
std::string segment_text(const WrittenSegment& segment, bool with_window, bool with_options);

}  // namespace finwait
