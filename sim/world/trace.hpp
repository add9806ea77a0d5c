// Trace: the append-only record of what happened. Everything that people and tools see (ladder,
// JSON Lines, captures, the window) is derived from it when somebody reads; it holds no text.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/net/link.hpp"
#include "sim/tcp/outbox.hpp"
#include "sim/world/script.hpp"

namespace finwait {

constexpr uint32_t kNoSocket = 0;  // socket ids count from 1
constexpr uint32_t kNoCause = 0;   // record ids count from 1
constexpr uint32_t kAutoCall = 0xffffffff;  // Record::entry of a call that nobody wrote

enum class HostAction : uint8_t { Crash, Reboot, PowerOff, Cut, Heal };
std::string_view host_action_name(HostAction action);

enum class EventKind : uint8_t {
  Readable, EndOfStream, Writable, Urgent, Error, PollHup,
  FdRead, FdWrite, FdOob, FdAccept, FdConnect, FdClose,  // Winsock's, posted (A136-A141)
  SigPipe,                                               // send() said EPIPE (A050)
};
std::string_view event_name(EventKind kind);

// What became of a range of written octets (the byte ledger).
enum class ByteFate : uint8_t { Read, Discarded, Foreign };

enum class RecordKind : uint8_t {
  Host,     // action
  Socket,   // a socket comes to be: see Trace::sockets
  Call,     // call, entry, offset (send: position of its first octet in the stream)
  Result,   // call, error, value, call_id, rule; poll: events; getsockopt, get*name: detail
  Sent,     // packet
  Arrived,  // packet, copy, before, after, rules
  Dropped,  // packet, copy, reason, rule
  State,    // from, to, rule
  Timer,    // timer, action, at
  Event,    // event, error
  Bytes,    // fate, offset, length, rule; socket: whose user wrote them (Foreign: who read them)
};

// One thing that happened: 48 bytes. The id of records[i] is i + 1.
struct Record {
  Time t;
  uint32_t cause = kNoCause;   // id of the record that led to it
  uint32_t socket = kNoSocket;
  RecordKind kind = RecordKind::Host;
  uint8_t host = 0;
  uint8_t a = 0;
  uint8_t b = 0;
  Rule rule = Rule::None;
  uint16_t copy = 0;
  uint32_t x = 0;
  uint32_t y = 0;
  union {
    int64_t z = 0;
    std::array<uint16_t, 8> rules;  // Arrived: the rows taken, in order; 0 ends them
  };

  HostAction host_action() const { return static_cast<HostAction>(a); }
  CallKind call() const { return static_cast<CallKind>(a); }
  Errno error() const { return static_cast<Errno>(b); }
  uint32_t entry() const { return x; }     // Call
  uint32_t offset() const { return y; }    // Call (send), Bytes
  uint32_t call_id() const { return x; }   // Result: the record of the call
  int64_t value() const { return z; }      // Result; Call (send): octets
  // Result of getsockopt: the value (SO_ERROR: an Errno; tcpi_state: a State; else a number);
  // of getsockname and getpeername: the port (the address is that of the socket).
  int32_t detail() const { return static_cast<int32_t>(y); }
  uint8_t poll_events() const { return static_cast<uint8_t>(copy); }  // Result of poll
  uint32_t packet() const { return x; }    // Sent, Arrived, Dropped
  State before() const { return static_cast<State>(a); }  // Arrived
  State after() const { return static_cast<State>(b); }
  DropReason reason() const { return static_cast<DropReason>(a); }
  State from() const { return static_cast<State>(a); }  // State
  State to() const { return static_cast<State>(b); }
  Timer timer() const { return static_cast<Timer>(a); }
  TimerAction action() const { return static_cast<TimerAction>(b); }
  Time at() const { return {z}; }
  EventKind event() const { return static_cast<EventKind>(a); }
  ByteFate fate() const { return static_cast<ByteFate>(a); }
  int64_t length() const { return z; }     // Bytes
};

// A segment that was put on the wire. Index = packet id.
struct Packet {
  Segment segment;
  Address from;
  Address to;
  uint32_t sent = 0;      // id of its Sent record
  uint32_t socket = kNoSocket;  // the sender's; none for forged ones and resets from CLOSED
  uint32_t seq_base = 0;  // relative SEQ = seq - seq_base
  uint32_t ack_base = 0;
  uint8_t host = 0;       // the sender
  bool retransmission = false;
  bool forged = false;
  Rule rule = Rule::None;  // why it was sent
  int32_t entry = -1;      // forged: the timeline entry

  int64_t seq() const { return relative(segment.seq, seq_base); }
  int64_t ack() const { return relative(segment.ack, ack_base); }

 private:
  // Raw numbers stay positive; relative ones count in both directions.
  static int64_t relative(SeqNum n, uint32_t base) {
    return base == 0 ? int64_t{n.value} : int64_t{distance(SeqNum{base}, n)};
  }
};

// Where a send() call's literal octets lie in its stream.
struct SendMark {
  uint32_t stream = kNoStream;
  uint32_t offset = 0;
  uint32_t entry = 0;  // timeline index

  auto operator<=>(const SendMark&) const = default;
};

// A socket, a listener or a child: from the moment it came to be.
struct SocketInfo {
  int32_t name = -1;       // index in Script::names, or -1: "listener" or "conn#number"
  uint32_t repeat = 0;     // NAME@k of a repeated entry; 0: none
  uint32_t number = 0;     // conn#number; 0 for listeners and unconnected sockets
  uint8_t host = 0;
  bool listener = false;
  Address local;
  Address remote;
  uint32_t parent = kNoSocket;  // the listener of a child
  uint32_t record = 0;          // id of its Socket record
  uint32_t stream = kNoStream;  // what its user writes (latest incarnation)
  uint32_t iss = 0;
  uint32_t irs = 0;
  bool irs_known = false;
  std::vector<SendMark> sends;  // in order; only calls that wrote literal data
};

struct Trace {
  List<Record> records;
  List<Packet> packets;
  std::vector<SocketInfo> sockets;   // index = socket id - 1
  List<uint32_t> streams;            // index = stream - 1: the socket whose user writes it
  List<uint32_t> step_ends = {0};  // records.size() after each step; index = step

  const Record& record(uint32_t id) const { return records[id - 1]; }
  const SocketInfo& socket(uint32_t id) const { return sockets[id - 1]; }
  const Packet& packet(uint32_t id) const { return packets[id]; }
  // The step (from 1) in which a record was made; 0 for what the start made.
  uint32_t step_of(uint32_t record_id) const;
  // The last step at or before t.
  uint32_t step_at(Time t) const;
};

// "listener", "conn#2", "main@3".
std::string socket_name(const Trace& trace, const Script& script, uint32_t socket);

// The octets of a packet's text: what the sender's user wrote, or a forged segment's data.
std::string payload_text(const Trace& trace, const Script& script, const Packet& packet);
// Octets [offset, offset+length) of a stream. Unknown positions read as the counting pattern.
std::string stream_text(const Trace& trace, const Script& script, uint32_t stream,
                        uint32_t offset, uint32_t length);
// The octet of the counting pattern at a position: '0'-'9' and letters in turn.
char pattern_octet(uint32_t position);

}  // namespace finwait
