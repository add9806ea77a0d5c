// Socket: what a program holds. One per descriptor that was made, per listener and per child of a
// listener (from its SYN on, before anybody accepted it).
#pragma once

#include <cstdint>

#include "sim/tcp/rule.hpp"
#include "sim/tcp/tcb.hpp"
#include "sim/world/errno.hpp"
#include "sim/world/script.hpp"

namespace finwait {

constexpr uint32_t kNone = 0xffffffff;  // "no index"

struct Socket {
  uint32_t id = 0;        // never reused; the trace's name for it. 0: a free slot
  int32_t name = -1;      // index in Script::names; -1: not named
  uint32_t repeat = 0;    // NAME@repeat; 0: none
  uint32_t number = 0;    // conn#number; 0: no connection yet, or a listener
  uint8_t host = 0;
  bool open = false;      // a descriptor exists
  bool bound = false;
  bool listening = false;
  bool shut_read = false;
  bool shut_write = false;
  bool nonblocking = false;
  bool reuse_address = false;
  bool linger_on = false;
  bool connect_asked = false;   // connect() was called
  bool port_given = false;      // connect() or listen() chose the local port: not the program's
  bool connected = false;       // the connection was established at some time
  bool connect_reported = false;  // a later connect() gets EISCONN
  bool disconnecting = false;   // Linux: shut down while it opened; connect() is refused
  bool close_put_off = false;   // Linux: closed under a blocked call, whose return closes it
  bool accepted = false;        // handed over by accept()
  bool queued = false;          // in its listener's accept queue
  bool reader_done = false;     // the automatic reader saw the end or an error
  bool wake_queued = false;     // a wake-up for the automatic program is in the queue
  bool keepalive = false;
  bool nodelay = false;
  bool corked = false;          // TCP_CORK, TCP_NOPUSH
  bool specific = false;        // bound to one address, not to all (A011)
  bool exclusive = false;       // SO_EXCLUSIVEADDRUSE
  bool no_sigpipe = false;      // SO_NOSIGPIPE
  bool timeout_raises = false;  // Python's settimeout(): for every call (A071)
  bool detached = false;        // Python: nobody calls through the object any more (A150)
  bool was_shut = false;        // shutdown(SHUT_RD) closed the listener (A026)
  bool news = true;             // something that SocketInfo tells has changed
  uint8_t network_events = 0;   // NetworkEvents that the program asked for
  uint8_t posted = 0;           // of all of them: posted, and not enabled again since
  Errno pending = Errno::Ok;    // SO_ERROR, reported once
  State observed = State::Closed;  // of a real kernel's connection: what it said last
  Errno soft_error = Errno::Ok; // of an ICMP message that did not abort (SHLD-25)
  Errno failure = Errno::Ok;    // what ended the connection, reported or not
  uint32_t references = 0;      // descriptors (dup)
  uint16_t backlog = 0;
  uint16_t half_open = 0;       // listener: children in SYN_RECEIVED
  uint16_t waiting = 0;         // listener: children in the accept queue
  uint32_t linger_seconds = 0;
  uint32_t woken_by = 0;        // record that wakes the automatic program
  uint32_t receive_buffer = 0;  // SO_RCVBUF; 0: the profile's
  uint32_t send_buffer = 0;
  Duration user_timeout;
  Duration keepalive_idle;
  Duration keepalive_interval;
  int32_t keepalive_count = 0;
  Duration linger2;             // TCP_LINGER2
  Duration connect_timeout;     // TCP_KEEPINIT; 0: the profile's
  Duration receive_timeout;     // SO_RCVTIMEO; 0: none
  Duration send_timeout;
  Address local;                // whoever changes one of the two calls moved()
  Address remote;
  uint64_t tuple = 0;           // tuple_key() of them; 0: not computed since they changed
  uint64_t peer_tuple = 0;      // the same of the peer's socket
  uint32_t same_name = kNone;   // an older socket of the host with the same name
  uint32_t parent = kNone;      // child: its listener's slot, while that lives
  uint32_t next_queued = kNone; // accept queue, in order of establishment
  uint32_t first_queued = kNone;  // listener: head of the queue
  uint32_t last_queued = kNone;
  uint32_t first_waiter = kNone;  // calls that block on this socket, in order
  uint32_t stream = kNoStream;  // what its user writes
  uint32_t peer_stream = kNoStream;  // what the peer's user writes, learned from its SYN
  SeqNum last_sent;             // SEG.SEQ of the segment that left last: an ICMP message quotes it

  bool operator==(const Socket&) const = default;
  void moved() {
    tuple = peer_tuple = 0;
    news = true;
  }
};

// A call that has not returned.
struct BlockedCall {
  uint32_t entry = 0;       // timeline index
  uint32_t call_id = 0;     // record of the call
  uint32_t socket = kNone;  // slot
  CallKind call = CallKind::Socket;
  Time since;
  Time deadline = kNever;   // poll's timeout, linger
  uint32_t length = 0;      // octets still to be sent, or the most to receive
  uint32_t done = 0;        // octets already taken over
  uint32_t next = kNone;
  uint32_t round = 0;       // which repetition of the entry
  uint64_t alarm = 0;       // order of the queue entry for `deadline`
  uint32_t serial = 0;      // 0: a free slot
  uint32_t woken_by = 0;    // record
  bool wake_queued = false;

  bool operator==(const BlockedCall&) const = default;
};

// The byte ledger of one stream: what one user wrote in one incarnation, judged at the receiver.
struct StreamAccount {
  uint32_t writer = 0;        // socket ids
  uint32_t reader = 0;
  uint64_t written = 0;
  uint64_t sent = 0;          // octets below the highest sequence number ever sent
  uint64_t received = 0;      // in order, acknowledged
  uint64_t held = 0;          // beyond a hole
  uint64_t read = 0;
  uint64_t flushed = 0;       // received, and thrown away unread while the reader's TCB lived
  uint64_t foreign = 0;       // octets of other streams that this stream's writer's peer read
  uint32_t copies = 0;        // copies with text still on the wire
  bool writer_gone = false;   // no TCB of the writer's any more
  bool reader_gone = false;    // no TCB of the reader's any more
  bool reader_closed = false;  // and nobody can read what it still holds
  Rule killer = Rule::None;   // the rule that ended the writer's TCB
  Rule reader_killer = Rule::None;  // the rule that ended the reader's
  uint64_t told = 0;          // discarded octets that the trace tells of
  uint64_t told_to = 0;       // end of the last range on the wire that it calls discarded

  bool operator==(const StreamAccount&) const = default;
};

// The identity: written = unsent + in_flight + held + unread + read + discarded.
struct Ledger {
  uint64_t written = 0;
  uint64_t unsent = 0;
  uint64_t in_flight = 0;
  uint64_t held = 0;
  uint64_t unread = 0;
  uint64_t read = 0;
  uint64_t discarded = 0;
  uint64_t foreign = 0;  // read by this stream's reader, but never written in it
};

}  // namespace finwait
