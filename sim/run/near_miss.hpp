// Near misses: what one changed condition would have made of an event. The answer is the protocol's
// own: the same operation of sim/tcp runs once more, on a changed copy of the TCB as it stood
// before the event.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/run/simulation.hpp"

namespace finwait {

// The condition that is changed.
enum class Change : uint8_t {
  Unread,         // close(): one octet had been received and not read
  NothingUnread,  // close(): everything received had been read
  LingerZero,     // close(): SO_LINGER were on with 0 s
  LingerOff,      // close(): SO_LINGER were off
  Gone,           // the segment had met no connection any more
  Exact,          // SEG.SEQ were RCV.NXT
  Ahead,          // SEG.SEQ were RCV.NXT+1
  FinAcked,       // the segment acknowledged our FIN
  FinNotAcked,    // it did not
  UserGone,       // the receiving program had called close(), not only shutdown(SHUT_WR)
  UserReads,      // the receiving program still read
};
constexpr int kChanges = 11;

// What a TCP does about one input.
struct Reaction {
  State after = State::Closed;
  std::vector<Segment> sent;

  bool operator==(const Reaction& other) const;  // in states and flags, not in numbers
};

// A connection that the reset in such a reaction would have ended, as the other end stands then.
struct PeerReset {
  uint8_t host = 0;
  State in = State::Closed;     // until then
  Errno told = Errno::Ok;       // what its next call would return; Ok: its program had closed it
};

struct NearMiss {
  Change change = Change::Unread;
  uint8_t host = 0;  // who would have reacted
  State before = State::Closed;
  Reaction would;
  std::optional<PeerReset> peer = {};  // of Gone
};

// Those of the step that follows `before`'s cursor whose reaction differs from what happened. The
// trace is that of the whole run. Looks at the first thing in the step: a segment that arrives at a
// connection, or close().
std::vector<NearMiss> near_misses(const World& before, const Trace& trace);

// The TCB that the step's first record acts on, as it stands in `before`; null if there is none.
const Tcb* acting_tcb(const World& before, const Trace& trace);

}  // namespace finwait
