// The operations of RFC 9293 section 3.10: user calls, SEGMENT ARRIVES, timeouts.
//
// Sans-IO: each takes a Tcb and a Step; what happened is in step.out. The caller (World) owns
// hosts, ports, listeners and the clock.
#pragma once

#include <optional>

#include "sim/tcp/outbox.hpp"
#include "sim/tcp/tcb.hpp"

namespace finwait {

// -- 3.10.1 OPEN ------------------------------------------------------------------------------

// Active OPEN from CLOSED (T002): chooses nothing itself; sends SYN, enters SYN_SENT.
void open_active(Tcb& tcb, SeqNum iss, uint32_t ts_offset, Step& step);

// Passive OPEN (T001): a listening TCB, LISTEN. It has no peer and no timers.
void open_passive(Tcb& tcb, Step& step);

// What a listener does with a segment (3.10.7.2, T045-T051).
enum class ListenVerdict : uint8_t { Drop, MakeChild };
ListenVerdict listen_segment_arrives(const Segment& seg, Step& step);

// A SYN that finds no room in the listener's queues (T052, T167).
void overflow_segment_arrives(const Segment& seg, Step& step);

// The child of a listener (T048): remembers the SYN, sends SYN,ACK, enters SYN_RECEIVED.
// `child` must be fresh (state LISTEN). `iss` was chosen by the host.
void open_child(Tcb& child, const Segment& syn, SeqNum iss, uint32_t ts_offset, Step& step);

// -- 3.10.2 to 3.10.6 ---------------------------------------------------------------------------

// What a write says besides its octets.
struct Write {
  bool urgent = false;      // MSG_OOB
  bool more = false;        // MSG_MORE: less than a segment waits for the next write (A162)
  bool end_of_record = false;  // MSG_EOR: no later write joins its last segment (A163)
};

// SEND: `octets` more were written by the user (the caller checked state and room).
void send_call(Tcb& tcb, uint32_t octets, const Write& write, Step& step);

// RECEIVE: the user took `octets` out of the receive buffer; may send a window update.
void receive_call(Tcb& tcb, uint32_t octets, Step& step);

// CLOSE of the sending direction only (shutdown(SHUT_WR)): T026-T031.
void close_call(Tcb& tcb, Step& step);

// shutdown(SHUT_RD): the user will read no more. Nothing is sent, unless the system resets the
// connection because text waits (A084, T168).
void shut_read_call(Tcb& tcb, Step& step);

// close(): CLOSE, and the user is gone. Unread data makes it a reset where the profile says so
// (T118).
void close_socket(Tcb& tcb, Step& step);

// ABORT: T033-T040.
void abort_call(Tcb& tcb, Rule rule, Step& step);

// The TCB vanishes without a word: a crash, or a half-open request whose listener is gone (A101).
void delete_quietly(Tcb& tcb, Rule rule, Step& step);

// The user changed an option that timers depend on.
void set_keepalive(Tcb& tcb, bool on, Step& step);
// TCP_KEEPIDLE (A126): the idle time counts from the last segment, so the probe may be due at once.
void set_keepalive_idle(Tcb& tcb, Duration idle, Step& step);
void set_nodelay(Tcb& tcb, bool on, Step& step);
void set_cork(Tcb& tcb, bool on, Step& step);  // A161
// TCP_KEEPINIT (A165): from now on, while the connection opens.
void set_connect_timeout(Tcb& tcb, Duration timeout, Step& step);
void set_user_timeout(Tcb& tcb, Duration timeout, Step& step);

// -- 3.10.7 SEGMENT ARRIVES ------------------------------------------------------------------

// No connection and no listener: T042-T044.
void closed_segment_arrives(const Segment& seg, Step& step);

// Any state but CLOSED and LISTEN.
void segment_arrives(Tcb& tcb, const Segment& seg, Step& step);

// TIME_WAIT and a SYN that may start a new incarnation (T144, RFC 6191): true if it qualifies.
// Whether a listener exists is the caller's business.
bool time_wait_accepts_syn(const Tcb& tcb, const Segment& seg, const Step& step);
// T163: true where any new SYN ends TIME_WAIT, whatever it meets then.
bool time_wait_gives_way(const Tcb& tcb, const Segment& seg, const Step& step);

// What an ICMP message says about a segment of ours (3.9.2.2, T184).
enum class IcmpError : uint8_t {
  Route,        // net or host unreachable
  Hard,         // protocol or port unreachable
  TooBig,       // fragmentation needed
  SourceRoute,  // source route failed
  Undelivered,  // time exceeded
  Malformed,    // parameter problem
  Prohibited,   // by an administrator
};
// Noted: an error that the user may be told of later.
enum class IcmpVerdict : uint8_t { Ignored, Noted, Aborted };
IcmpVerdict icmp_arrives(Tcb& tcb, IcmpError error, Step& step);

// -- 3.10.8 timeouts -------------------------------------------------------------------------

// The timer's deadline is now. Clears it, then acts.
void timeout(Tcb& tcb, Timer timer, Step& step);

// TIME_WAIT again after T181: the restored TCB restarts 2MSL.
void restart_time_wait(Tcb& tcb, Step& step);

}  // namespace finwait
