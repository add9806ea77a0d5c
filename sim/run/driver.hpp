// Driver: a World that a program drives from outside, call by call and segment by segment, beside
// or instead of a scenario's timeline. What the C interface and the plug-in for packetdrill are
// made of.
//
// Every call becomes an entry of the script, so that the trace reads as one of a scenario does. A
// call happens at now(); what follows from it happens when time passes, be it by run_until(now()).
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/world/trace.hpp"
#include "sim/world/world.hpp"

namespace finwait {

// What a call that has returned came to.
struct CallOutcome {
  Record result;          // of kind Result
  uint32_t accepted = 0;  // accept: the id of the socket that it gave
  uint32_t offset = 0;    // recv: of the octets, in what the socket received
};

class Driver {
 public:
  using Outcome = CallOutcome;
  static constexpr uint32_t kNoCall = 0;

  explicit Driver(Script script);
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;

  const Script& script() const { return *script_; }
  const World& world() const { return world_; }
  const Trace& trace() const { return trace_; }
  Time now() const { return world_.now(); }

  // One event. False: nothing can happen any more, or the script's limit of segments is reached.
  bool step();
  // All events up to `t`, those at `t` included; then it is `t`, unless the limit was reached.
  void run_until(Time t);
  bool limit_reached() const { return world_.packets_sent() >= script_->limit; }

  // Makes a call, or puts a segment on the wire, now. The id of the call; kNoCall when its host has
  // no power or may not connect yet (RFC 9293 section 3.4.3).
  uint32_t perform(Entry entry);
  // The same on a socket by its id: host and name are filled in. Unlike a timeline, a closed socket
  // is never opened again under its name (EBADF), nor does another listener accept instead.
  uint32_t call(uint32_t socket, Entry entry);
  // A new socket of a host; its id. kNoSocket: it has no power, or no descriptor is left.
  uint32_t open(uint8_t host);
  // Whether a following call blocks. False: the socket was closed.
  bool set_blocking(uint32_t socket, bool blocking);
  bool is_call(uint32_t call) const { return calls_.count(call) != 0; }
  // Null: the call has not returned.
  const Outcome* outcome(uint32_t call) const;
  // The octets that a recv() gave. Text of forged segments is as it was injected; what a peer in
  // this world wrote is as it was written.
  std::string received(uint32_t call) const;

  // The next packet (Trace::packets) that this host sent and that was not taken before; what went
  // to the host itself is left out.
  std::optional<uint32_t> take_sent(uint8_t host);

 private:
  // How far a socket was read, and whose text it reads.
  struct Reading {
    uint32_t irs = 0;
    uint32_t offset = 0;
    uint32_t stream = kNoStream;
  };
  struct Call {
    std::optional<Outcome> outcome;
    Reading reading;  // recv: where its octets lie
  };

  int32_t fresh_name();
  int32_t name_of(uint32_t socket);
  uint32_t refuse(CallKind call, Errno error, Rule rule);
  void look();
  void note_result(const Record& result);
  Reading& reading_of(uint32_t socket);

  std::shared_ptr<Script> script_;  // grows; the World reads it
  World world_;
  Trace trace_;
  size_t looked_ = 0;                 // records that look() has seen
  std::map<uint32_t, Call> calls_;    // by the id of their Call record
  std::map<uint32_t, Reading> readings_;  // by socket id
  std::map<uint32_t, bool> blocking_;  // by socket id, for its next call
  std::vector<uint32_t> forged_;      // packets with text
  std::array<size_t, 2> taken_{};     // packets that take_sent() has passed
  uint32_t names_made_ = 0;
  uint32_t refused_ = 0;              // their ids count down
};

// An entry for Driver::perform() that puts a segment with absolute numbers before the host that has
// the address `to`, at once; `sender` is the other host. `text` may be shorter than the segment
// says.
Entry injection(const Segment& segment, Address from, Address to, std::string_view text,
                uint8_t sender);

}  // namespace finwait
