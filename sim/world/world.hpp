// World: all simulated state, a regular value. Copy it with `=`: the copy goes on by itself and
// does the same. It holds no pointers between its parts and no clock.
//
// step() takes the first of {due call, earliest timer, next arrival, woken call} in that order
// within one instant, calls exactly one operation of sim/tcp or of the socket layer, and records
// what happened. The running hash covers, whatever is kept or printed: time, host, 4-tuple,
// segment fields, state changes, calls, results and drops; not ids, rules, timers, bytes, texts.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "sim/base/hash.hpp"
#include "sim/base/shared_list.hpp"
#include "sim/world/event_queue.hpp"
#include "sim/world/flat_map.hpp"
#include "sim/world/key_counts.hpp"
#include "sim/world/socket.hpp"
#include "sim/world/trace.hpp"

namespace finwait {

struct Host {
  bool up = true;        // powered; a host that is down answers nothing
  bool cut = false;      // its cable is unplugged
  uint32_t isns_used = 0;
  uint32_t connections = 0;    // conn# numbers given out
  uint32_t boots = 0;          // reboots: a new secret for ISNs
  uint32_t newest = 0;         // id of the newest accepted or connected socket
  uint32_t next_ephemeral = 0;
  Address full_towards;        // no ephemeral port was free towards it, ...
  uint64_t full_since = 0;     // ... when World::freed_ was this; 0: never
  Time quiet_until{INT64_MIN};

  bool operator==(const Host&) const = default;
};

// A segment on the wire: one copy.
struct InFlight {
  Segment segment;
  Address from;
  Address to;
  uint64_t tuple = 0;     // tuple_key() of the socket that it is for
  uint32_t packet = 0;
  uint32_t sent = 0;      // id of its Sent record
  uint32_t stream = kNoStream;  // account to be told when the copy ends; kNoStream: no text
  uint16_t copy = 0;
  uint8_t sender = 0;
  bool used = false;      // else a free slot
  bool dropped = false;   // ends with `reason` instead of arriving
  DropReason reason = DropReason::Loss;
  uint32_t seq_base = 0;
  uint32_t ack_base = 0;
  uint32_t next_free = kNone;

  bool operator==(const InFlight&) const = default;
};

class World {
 public:
  // Defined in one place, so that whoever holds one does not compile all that is in it.
  World();
  World(const World&);
  World(World&&) noexcept;
  World& operator=(const World&);
  World& operator=(World&&) noexcept;
  ~World();
  // The world before anything happened: two hosts, calls due at their times.
  explicit World(std::shared_ptr<const Script> script);
  // Equal when everything that can matter for the future is: worlds with the same history are.
  bool operator==(const World&) const = default;

  // The next event. `trace` may be null: then nothing is kept, but the hash is the same.
  // False when nothing can ever happen any more.
  bool step(Trace* trace);
  // When the next event is; kNever when nothing can happen.
  Time next_time() const;

  const Script& script() const { return *script_; }
  Time now() const { return now_; }
  uint64_t steps() const { return steps_; }
  uint64_t hash() const { return hash_.value(); }
  uint64_t packets_sent() const { return packets_; }
  uint32_t records_made() const { return records_; }
  uint32_t sockets_made() const { return next_socket_id_ - 1; }

  const std::array<Host, 2>& hosts() const { return hosts_; }
  // Slots; a slot with id 0 is free. tcb(i) belongs to socket(i).
  const std::vector<Socket>& sockets() const { return sockets_; }
  const Tcb& tcb(uint32_t slot) const { return tcbs_[slot]; }
  // The slot of a socket id; kNone when it is gone.
  uint32_t slot_of(uint32_t id) const {
    const uint32_t slot = id - 1 < slots_.size() ? slots_[id - 1] : kNone;
    return slot != kNone && sockets_[slot].id == id ? slot : kNone;
  }
  // Copies on the wire, in no particular order; entries with packet 0 and next_free set are free.
  std::vector<InFlight> in_flight() const;
  // Calls that have not returned.
  std::vector<BlockedCall> blocked() const;

  // The ledger of every stream that was ever opened, by stream number (from 1).
  uint32_t stream_count() const { return static_cast<uint32_t>(accounts_.size()); }
  Ledger ledger(uint32_t stream) const;
  const StreamAccount& account(uint32_t stream) const { return accounts_[stream - 1]; }

  // Runs a call now, in addition to the timeline (a person in front of the window). The entry must
  // live in the script (see Simulation); index into Script::timeline.
  void run_entry(uint32_t entry, Trace* trace);
  // Takes in an entry that was appended to the script (a packet from outside): it runs at its time,
  // which must be later than now(), as if it had always been in the timeline.
  void add_entry(uint32_t entry);

  // Time passes to `t`; nothing may be due before it. For drivers that act between steps.
  void advance(Time t);

  // About how many octets a copy takes.
  size_t footprint() const;
  // From here on copies have in common with this world what has settled: connections long gone,
  // segments long sent.
  void share();

  // Asserts what must hold between steps: TCB invariants, legal states, the ledger's identity.
  void check() const;

 private:
  friend class Stepper;
  friend class Outside;

  // The heap entry that will wake a slot's TCB: at or before its earliest deadline.
  struct Wake {
    Time t = kNever;
    uint32_t stamp = 0;

    bool operator==(const Wake&) const = default;
  };
  // T181: the TIME_WAIT that a new SYN displaced, kept until the child is established.
  struct Displaced {
    uint32_t child = 0;  // socket id
    Tcb tcb;

    bool operator==(const Displaced&) const = default;
  };
  // Text of another incarnation that a socket received (see Ledger::foreign).
  struct ForeignText {
    uint32_t reader = 0;  // socket id
    SeqNum start;
    uint32_t length = 0;

    bool operator==(const ForeignText&) const = default;
  };
  // An entry that waits for the previous call of its socket to return.
  struct Deferred {
    uint32_t entry = 0;
    uint32_t round = 0;

    bool operator==(const Deferred&) const = default;
  };

  std::shared_ptr<const Script> script_;
  Time now_;
  uint64_t steps_ = 0;
  uint64_t packets_ = 0;
  uint64_t order_ = 0;        // of insertion into the queue
  uint32_t records_ = 0;      // id of the last record
  uint32_t cause_ = kNoCause; // id of the record that is being acted on
  uint32_t next_socket_id_ = 1;
  uint32_t next_serial_ = 1;
  RunningHash hash_;
  std::array<Host, 2> hosts_;
  std::array<Link, 2> links_;
  std::array<Link, 2> loopbacks_;
  std::array<bool, 2> plain_links_{};   // a constant delay and nothing else
  std::array<Duration, 2> time_wait_{};  // 2 MSL as it applies to a host
  std::vector<uint32_t> rule_matches_;  // per fault rule
  std::vector<uint8_t> trigger_done_;   // per timeline entry
  std::vector<uint32_t> triggers_;      // entries with `when`
  FlatMap each_done_;                   // of those with `each`: entry and living socket -> 1
  std::vector<Socket> sockets_;
  std::vector<Tcb> tcbs_;
  std::vector<Wake> wakes_;             // outlive the socket in the slot
  SharedList<uint32_t, 4096> slots_;    // index = socket id - 1: the slot it has or had
  std::vector<uint32_t> free_sockets_;
  std::vector<uint32_t> listeners_;     // slots
  std::vector<uint32_t> fresh_;         // ids of sockets that may not be used yet
  SharedList<StreamAccount, 256> accounts_;
  std::vector<Displaced> displaced_;
  std::vector<ForeignText> foreign_;
  std::vector<Deferred> deferred_;
  List<InFlight> flights_;
  uint32_t free_flight_ = kNone;
  std::vector<BlockedCall> blocked_;
  uint32_t free_blocked_ = kNone;
  EventQueue queue_;
  FlatMap tuples_;   // 4-tuple of a TCB -> slot
  uint64_t freed_ = 1;  // how often a 4-tuple or a listener's port was let go
  FlatMap names_;    // host, name and repeat -> slot of the newest such socket
  KeyCounts repeats_;  // segment content: how often it was sent, where a link draws
  // Empty between steps; kept for their memory.
  Outbox scratch_;
  std::vector<Flight> fates_;
};

}  // namespace finwait
