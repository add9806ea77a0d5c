// RunIndex: a trace in the order in which pictures need it: trips of segments, states along the
// lifelines, calls and fired timers. Made once when a scenario is loaded; holds ids, no text.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/world/script.hpp"
#include "sim/world/trace.hpp"

namespace finwait {

// One copy of a segment on its way.
struct Trip {
  enum class End : uint8_t { Unknown, Arrived, Dropped };

  uint32_t packet = 0;
  uint16_t copy = 0;
  uint8_t from = 0;  // host index
  uint8_t to = 0;
  End end = End::Unknown;  // Unknown: still on the wire when the run ended
  DropReason reason = DropReason::Loss;
  bool twin = false;            // one of several copies
  uint16_t retransmission = 0;  // the how many-th; 0: sent for the first time
  Time sent;
  Time ended;  // arrival or drop; kNever when unknown
  uint32_t sent_record = 0;
  uint32_t end_record = 0;  // 0 when unknown
};

// A host's lifeline has one state at a time: that of its newest connection, or of its listener
// while there is no connection.
struct Span {
  uint32_t socket = kNoSocket;
  uint32_t record = 0;  // the State record that began it; 0: the run's start
  State state = State::Closed;
  Time from;
  Time to = kNever;
};

// Something at a lifeline that is neither a segment nor a state.
struct Mark {
  enum class Kind : uint8_t { Call, Result, TimerFired, Host, Told };
  Kind kind = Kind::Call;
  uint8_t host = 0;
  bool automatic = false;  // a call that the program makes by itself
  Time t;
  uint32_t record = 0;
  Time since;           // TimerFired: when the timer was set. Result: when the call was made
  uint32_t result = 0;  // Call: the record of its result, if that came at once
};

struct RunIndex {
  std::vector<Trip> trips;  // by sending time
  std::array<std::vector<Span>, 2> spans;
  std::array<std::vector<Mark>, 2> marks;  // by time
  std::vector<Time> step_times;            // index = step; the first is the start
  std::vector<uint32_t> first_trip;        // by packet; trips.size() if it has none
  Duration longest_trip{};
  Time end;  // of the run

  // The span that holds t; the first one before all.
  const Span& span_at(uint8_t host, Time t) const;
  // The last span that began at or before a record.
  const Span& span_at_record(uint8_t host, uint32_t record) const;
};

RunIndex make_run_index(const Script& script, const Trace& trace, Time end);

}  // namespace finwait
