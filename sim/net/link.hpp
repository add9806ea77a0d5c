// The network: one Link per direction, and the verdict on every copy of every segment.
//
// A Link holds no generator: its decisions are drawn from the seed and from the segment's content
// (sim/base/random.hpp), so that the same segment has the same fate whatever else happened.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "sim/base/random.hpp"
#include "sim/base/time.hpp"
#include "sim/wire/segment.hpp"

namespace finwait {

// One direction of the wire.
struct LinkConfig {
  Duration delay = milliseconds(50);  // one way
  Duration jitter{};                  // uniform in [0, jitter], added to delay
  Ratio loss;
  Ratio duplicate;
  Ratio corrupt;       // the checksum fails: the copy dies at the receiver (N09)
  Ratio reorder;       // so many copies are held back by reorder_by
  Duration reorder_by{};  // 0: one delay
  bool keep_order = false;  // jitter never lets a segment overtake another
  uint64_t bits_per_second = 0;  // bottleneck; 0: none
  uint32_t queue = 64;           // segments that wait at the bottleneck; more are dropped

  bool operator==(const LinkConfig&) const = default;
};

// Whether anything is left to chance.
constexpr bool draws(const LinkConfig& c) {
  return !c.loss.never() || !c.duplicate.never() || !c.corrupt.never() || !c.reorder.never() ||
         c.jitter.ns > 0;
}

// Why a copy never reached a TCP.
enum class DropReason : uint8_t {
  Loss,      // the link's loss ratio
  Fault,     // a fault rule
  Expired,   // older than MSL (N01)
  Queue,     // the bottleneck's queue was full
  Checksum,  // corrupted (N09)
  NoHost,    // nobody has the address, or its host has no power
  Cut,       // the host's cable is unplugged
};
std::string_view drop_reason_name(DropReason reason);  // "loss", "fault", ...

enum class FaultAction : uint8_t { Drop, Delay, Duplicate, Reorder, Corrupt, Hold };

// One rule of a scenario's `faults`. Unset members match everything. Numbers are relative, as
// they are written.
struct FaultRule {
  FaultAction action = FaultAction::Drop;
  uint8_t from = 2;  // host index; 2: either
  std::optional<uint8_t> flags;  // exactly these
  uint8_t has = 0;               // at least these
  Time after{INT64_MIN};         // sent at or after
  Time before = kNever;          // sent before
  std::optional<int64_t> seq;
  std::optional<int64_t> ack;
  std::optional<uint32_t> len;
  int32_t socket = -1;      // index in Script::names; -1: any
  uint32_t number = 0;      // written as "conn#number"; 0: by name
  int32_t runs_of = -1;     // written as "NAME@run": the index of NAME; -1: it is not
  uint32_t run = 0;
  uint32_t nth = 0;         // only the nth match, from 1; 0: see count
  uint32_t count = 0;       // the first so many matches; 0: all
  uint32_t copies = 1;      // Duplicate: additional copies
  std::optional<Duration> by;      // Delay, Duplicate, Reorder: on top of the link's delay
  std::optional<Duration> arrive;  // Delay, Duplicate: after sending, instead of the link's delay
  Time until;                      // Hold: leaves the wire then
  int line = 0;                    // in the scenario file

  bool operator==(const FaultRule&) const = default;
};

// A segment as the network sees it.
struct Sending {
  const Segment& segment;
  uint64_t tuple = 0;     // a number that stands for addresses and ports, direction included
  uint32_t incarnation = 0;  // of the sender's connection
  uint32_t repeat = 0;    // how many copies of the very same segment were sent before
  uint8_t from = 0;       // host index
  int32_t socket = -1;    // name index of the sender's socket
  uint32_t number = 0;    // conn#number of the sender's socket; 0: none
  uint32_t run = 0;       // NAME@run of the sender's socket; 0: none
  int64_t seq = 0;        // relative
  int64_t ack = 0;
};

// One copy on its way: where and when it ends.
struct Flight {
  Time arrives;
  bool dropped = false;
  DropReason reason = DropReason::Loss;
  int32_t rule = -1;  // index of the fault rule that decided; -1: none

  bool operator==(const Flight&) const = default;
};

// The state of one direction.
struct Link {
  Time busy_until{INT64_MIN};  // bottleneck: when the last accepted segment has left it
  Time last_arrival{INT64_MIN};  // for keep_order
  std::vector<Time> departures;  // bottleneck: segments that still wait, in order

  bool operator==(const Link&) const = default;
};

// The verdicts on every copy of one segment, the original first. Appends to `out`; counts every
// rule's matches in `matches` (one per rule), whether or not it fires.
void send_on_link(Link& link, const LinkConfig& config, Duration msl, uint64_t seed, Time now,
                  const Sending& sending, const std::vector<FaultRule>& rules,
                  std::vector<uint32_t>& matches, std::vector<Flight>& out);

}  // namespace finwait
