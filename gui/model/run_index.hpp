// RunIndex: a trace in the order in which pictures need it: trips of segments, states along the
// lifelines, calls and fired timers. Made once when a scenario is loaded; holds ids, no text.
//
// Pictures ask it only for what they show: whatever is in a range of time, or the flags of all
// that is there, costs some steps of a search, not a walk through the run.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "gui/model/instants.hpp"
#include "gui/model/pyramid.hpp"
#include "gui/model/timer_records.hpp"
#include "sim/world/script.hpp"
#include "sim/world/trace.hpp"

namespace finwait {

// One copy of a segment on its way.
struct Trip {
  enum class End : uint8_t { Unknown, Arrived, Dropped };

  Time sent;
  Time ended;  // arrival or drop; kNever when unknown
  uint32_t packet = 0;
  uint32_t end_record = 0;  // 0 when unknown
  uint16_t copy = 0;
  uint16_t retransmission = 0;  // the how many-th; 0: sent for the first time
  End end = End::Unknown;       // Unknown: still on the wire when the run ended
  DropReason reason = DropReason::Loss;
  uint8_t from : 4 = 0;  // host index
  uint8_t to : 4 = 0;
  bool twin = false;  // one of several copies
};
static_assert(sizeof(Trip) == 32, "there are as many as segments");

// What a trip looks like: its segment's kind, and what happened to it. Those of host 1 stand
// kTripFlags bits higher.
enum TripFlag : uint16_t {
  kTripAck = 1,
  kTripData = 2,
  kTripSyn = 4,
  kTripFin = 8,
  kTripRst = 16,
  kTripLost = 32,
  kTripAgain = 64,   // a retransmission
  kTripForged = 128,
};
constexpr int kTripFlags = 8;
constexpr uint16_t kTripAny = 255;

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
  Time t;
  Time since;           // TimerFired: when the timer was set. Result: when the call was made
  uint32_t record = 0;
  uint32_t result = 0;  // Call: the record of its result, if that came at once
  Kind kind = Kind::Call;
  uint8_t host = 0;
  bool automatic = false;  // a call that the program makes by itself
};

// A call that returned later than it was made.
struct LateResult {
  uint32_t call = 0;    // records
  uint32_t result = 0;
};

constexpr uint32_t kMostOwnCalls = 500;  // that are counted: see RunIndex::own_calls

// A copy that was on its way when its connection's successor began.
struct Outlived {
  uint32_t trip = 0;
  uint32_t record = 0;  // of the SYN that began the successor
};

struct RunIndex {
  // Defined in one place, so that whoever holds one does not compile all that is in it.
  RunIndex();
  RunIndex(const RunIndex&);
  RunIndex(RunIndex&&) noexcept;
  RunIndex& operator=(const RunIndex&);
  RunIndex& operator=(RunIndex&&) noexcept;
  ~RunIndex();

  std::vector<Trip> trips;  // by sending time, copies of a segment beside each other
  std::vector<Outlived> outlived;  // by trip
  FlagPyramid flags;        // of trips
  PeakPyramid ended;        // of trips
  std::array<std::vector<uint32_t>, 2> sent_by;  // by blocks of 64 trips: trips of a host before it
  std::array<std::vector<Span>, 2> spans;
  std::array<std::vector<Mark>, 2> marks;       // by time
  std::array<std::vector<uint32_t>, 2> fired;   // those of timers, indices in marks
  std::array<PeakPyramid, 2> fired_since;       // of `fired`: how early the timer was set
  std::array<std::vector<uint32_t>, 2> by_hand;  // marks that are neither automatic nor timers
  std::vector<LateResult> late_results;  // by call
  // By host and kind: the calls that its program made by itself, the first kMostOwnCalls + 1.
  std::array<std::vector<std::vector<uint32_t>>, 2> own_calls;
  TimerRecords timers;
  std::shared_ptr<const Instants> instants;
  Time end;  // of the run

  // The record since which a trip belongs to an earlier incarnation; 0: never.
  uint32_t outlived_at(uint32_t trip) const;
  // The span that holds t; the first one before all.
  const Span& span_at(uint8_t host, Time t) const;
  // The last span that began at or before a record.
  const Span& span_at_record(uint8_t host, uint32_t record) const;
  // The first of a packet's trips; trips.size() if it has none.
  size_t first_trip(uint32_t packet) const;
  // The first trip that is sent at or after t; searched from `from` on.
  size_t trip_from(Time t, size_t from = 0) const;
  // The first trip of [from, to) that ends at or after t, or never.
  size_t trip_until(Time t, size_t from, size_t to) const;
  // The record of a call's result, however much later it came; 0: it never did.
  uint32_t result_of(uint32_t call, uint8_t host) const;
  // How many trips of [from, to) a host sent.
  size_t sent_count(uint8_t host, size_t from, size_t to) const;
  // Octets that all this takes.
  size_t footprint() const;
};

RunIndex make_run_index(const Script& script, const Trace& trace, Time end);

// The time that a segment usually takes, for the scale of pictures: the longer link's delay.
Duration usual_flight(const Script& script);

}  // namespace finwait
