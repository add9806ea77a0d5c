// SocketRules: what a system's socket calls do and say where systems differ, as values. Each stands
// for rows of facts C; the defaults are those of POSIX as profile rfc9293 has it. A scenario may
// set any of them by the name it has here (`set = { linger_expiry = "reset" }`).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace finwait {

enum class ProfileName : uint8_t;

// A close() that lingers and whose time runs out (A112).
enum class LingerExpiry : uint8_t { Background, Reset, Error };
// A close() that would linger on a non-blocking socket (A113).
enum class LingerNonblocking : uint8_t { Blocks, Returns, WouldBlock };
// accept() of a connection that was reset while it waited (A024).
enum class ResetInQueue : uint8_t { Accepted, Aborted, Reset };
// How many connections may wait for accept() (A019): backlog + 1; 3 backlog / 2 + 1; backlog.
enum class BacklogRule : uint8_t { PlusOne, ThreeHalves, Exact };
// shutdown() of a listening socket (A026, A082, A083): SHUT_RD leaves LISTEN; accept() says
// ECONNABORTED from then on; refused.
enum class ListenerShutdown : uint8_t { Closes, WakesAccept, NotConnected };
// recv() after our own shutdown(SHUT_RD) (A066, A084): what is buffered and what comes later can
// still be read; what is buffered is flushed, then 0; an error.
enum class ShutRead : uint8_t { Reads, Flushes, Fails };
// close() while a recv() of another thread blocks (A069, A105).
enum class CloseUnderCall : uint8_t { Aborts, GoesOn };

struct SocketRules {
  // -- socket, bind, listen, accept
  uint32_t descriptors = 0;            // A002: what a process may have open; 0: no limit
  bool low_ports_reserved = true;      // A014: ports below 1024 need privilege
  bool privileged = true;              // A014: the program has it
  bool time_wait_holds_port = true;    // A006: TIME_WAIT alone makes bind() say EADDRINUSE
  bool reuse_needs_both = true;        // A008: the old socket must have had SO_REUSEADDR too
  bool reuse_hijacks = false;          // A005, A010: SO_REUSEADDR takes a port that has a listener
  bool specific_beside_wildcard = false;  // A011: one address may be bound beside all of them
  bool listen_needs_bind = false;      // A016: listen() on an unbound socket is WSAEINVAL
  bool listen_again_counts = true;     // A017: listen() again changes the backlog
  bool listen_connected_isconn = false;  // A018: WSAEISCONN, not EINVAL
  BacklogRule backlog_rule = BacklogRule::PlusOne;
  ResetInQueue reset_in_queue = ResetInQueue::Accepted;
  bool inherits_nonblocking = false;   // A025: the accepted socket has its listener's mode
  ListenerShutdown listener_shutdown = ListenerShutdown::Closes;
  bool listener_send_pipe = true;      // A027: send() on a listener is EPIPE, not ENOTCONN

  // -- connect
  bool connect_reports_success = true;  // A031: a later connect() returns 0 once before EISCONN
  bool connect_restarts = false;   // A034, A035: after a failed connect() the socket is fresh
  bool connect_forgets = false;    // A034: connect() again starts at once, whatever is pending
  bool connect_listening_inval = false;  // A039: WSAEINVAL, not EISCONN
  bool time_wait_addrinuse = false;  // A040: the four-tuple in TIME_WAIT is EADDRINUSE
  bool opening_not_connected = false;  // A043, A044: send() and recv() before ESTABLISHED
  bool opening_send_waits = false; // A043: send() waits for ESTABLISHED; the RFC queues (T011)
  bool fresh_send_pipe = false;    // A045: send() without a connection is EPIPE, not ENOTCONN

  // -- send, recv
  bool shutdown_error = false;     // A050: WSAESHUTDOWN, not EPIPE
  bool dead_send_not_connected = false;  // A051: WSAENOTCONN, not EPIPE
  bool send_pipe_before_error = false;   // A053, A054: after a RST send() is EPIPE at once
  bool errors_repeat = false;      // A064: a dead connection's error is told every time
  bool keepalive_netreset = false; // A055, A068: WSAENETRESET in progress, then WSAECONNRESET
  bool timeout_is_timedout = false;  // A057, A130: an expired call is WSAETIMEDOUT, not EAGAIN
  bool reset_loses_unread = false; // A063: after a RST nothing that is buffered can be read
  bool end_before_error = false;   // A065: after the peer's FIN recv() says 0, whatever is pending
  ShutRead shut_read = ShutRead::Reads;
  bool recv_zero_inval = false;    // A072: recv() of 0 octets is WSAEINVAL

  // -- shutdown, close
  bool early_shutdown_cancels = false;  // A080: shutdown() in SYN_SENT cancels the connect
  bool reset_shutdown_tells = false;  // A077: shutdown() after a RST says so, not ENOTCONN
  LingerExpiry linger_expiry = LingerExpiry::Background;
  LingerNonblocking linger_nonblocking = LingerNonblocking::Blocks;
  bool linger_reset_tells = false;  // A114: a RST while close() lingers is its error
  CloseUnderCall close_under_call = CloseUnderCall::Aborts;

  // -- options
  bool winsock_options = false;    // SO_DONTLINGER, SO_EXCLUSIVEADDRUSE (A117, A124)
  bool user_timeout_option = true; // A127: TCP_USER_TIMEOUT exists
  bool cork_option = false;        // A161-A163: TCP_CORK, MSG_MORE and MSG_EOR mean something
  bool bsd_options = false;        // A161, A163, A165: TCP_NOPUSH, TCP_KEEPINIT; MSG_EOR is EINVAL
  bool dead_keepalive_fails = false;  // A126: SO_KEEPALIVE on a dead connection is an error
  bool buffers_doubled = false;    // A128
  bool connect_fails_in_exceptfds = false;  // A135: select() tells a failed connect there alone

  bool operator==(const SocketRules&) const = default;
};

// The documented values of a system.
SocketRules socket_rules_of(ProfileName name);

// A setting that is on or off.
struct SocketFlag {
  std::string_view name;
  bool SocketRules::*member;
};
std::span<const SocketFlag> socket_flags();

// A setting that is one of a few words.
struct SocketWord {
  std::string_view name;
  std::string_view expected;  // for error messages
};
std::span<const SocketWord> socket_words();
// False when the name or the value is none.
[[nodiscard]] bool set_socket_word(SocketRules& rules, std::string_view name,
                                   std::string_view value);
std::string_view socket_word(const SocketRules& rules, std::string_view name);

}  // namespace finwait
