// Script: everything about a world that never changes while it runs: hosts, links, the calls of
// the timeline, fault rules. A scenario file is a Script with a title and expectations.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/net/link.hpp"
#include "sim/tcp/profile.hpp"
#include "sim/tcp/state.hpp"
#include "sim/tcp/tcb.hpp"
#include "sim/wire/notation.hpp"
#include "sim/world/errno.hpp"

namespace finwait {

enum class CallKind : uint8_t {
  Socket, Bind, Listen, Accept, Connect, Send, Recv, Shutdown, Close, Abort,
  SetSockOpt, GetSockOpt, Poll, GetSockName, GetPeerName, Dup, Exit,
  Crash, Reboot, PowerOff, Cut, Heal,  // for the host itself
  Inject, Icmp,                        // on the wire
  WsaSendDisconnect, WsaRecvDisconnect, WsaAsyncSelect, WsaEventSelect,  // Winsock alone
  Select,
  SetTimeout,                          // Python alone
  Signal,                              // interrupts the calls that block (A041)
  Detach,                              // Python alone (A150)
  StopTimer, FireTimer,                // a hand on a connection's timer
};
constexpr int kCalls = 34;
// Python's other ways to make a call: create_server() listens (A156), leaving a `with` block and
// garbage collection close (A148, A149).
enum class Wording : uint8_t { Usual, CreateServer, With, Collected };
// The laboratory's: no program makes them, no system knows them.
constexpr bool is_for_timer(CallKind kind) {
  return kind == CallKind::StopTimer || kind == CallKind::FireTimer;
}
// crash, ..., inject, icmp, stop_timer: not a program's call on a socket.
constexpr bool is_for_host(CallKind kind) {
  return (kind >= CallKind::Crash && kind <= CallKind::Icmp) || is_for_timer(kind);
}
std::string_view call_name(CallKind kind);  // "setsockopt", "power_off", ...
std::optional<CallKind> parse_call(std::string_view name);
std::span<const std::string_view> call_names();

enum class ShutdownHow : uint8_t { Read, Write, Both, Invalid };

// Socket options.
enum class Option : uint8_t {
  SoLinger, SoReuseAddr, SoKeepAlive, SoError, SoRcvBuf, SoSndBuf,
  TcpNoDelay, TcpUserTimeout, TcpKeepIdle, TcpKeepIntvl, TcpKeepCnt, TcpLinger2,
  TcpInfoState,  // getsockopt only: the name of the state
  SoDontLinger, SoExclusiveAddrUse,  // Winsock (A117, A124)
  SoRcvTimeO, SoSndTimeO,            // A130
  SoNoSigPipe,                       // BSD (A050)
  TcpCork,                           // Linux (A161)
  TcpNoPush, TcpKeepInit,            // BSD (A161, A165)
};
std::string_view option_name(Option option);  // "SO_LINGER", ..., "tcpi_state"
std::optional<Option> parse_option(std::string_view name);
std::span<const std::string_view> option_names();

// What an ICMP error message says. Codes 2-4 of "unreachable" are hard errors (T184).
enum class IcmpKind : uint8_t {
  NetUnreachable, HostUnreachable, ProtocolUnreachable, PortUnreachable,
  FragmentationNeeded, SourceRouteFailed, TimeExceeded, ParameterProblem,
  NetProhibited, HostProhibited, PacketFiltered,  // RFC 1812 5.2.7.1: codes 9, 10 and 13
};

// poll() events, as Linux names them.
enum PollEvents : uint8_t {
  kPollIn = 1, kPollOut = 2, kPollErr = 4, kPollHup = 8, kPollRdHup = 16,
};
// What select() tells: in readfds, in writefds, in exceptfds.
enum SelectSets : uint8_t { kReadSet = 1, kWriteSet = 2, kExceptSet = 32 };

// What WSAAsyncSelect() and WSAEventSelect() ask for; winsock2.h's numbers.
enum NetworkEvents : uint8_t {
  kFdRead = 1, kFdWrite = 2, kFdOob = 4, kFdAccept = 8, kFdConnect = 16, kFdClose = 32,
};

struct Address {
  uint32_t ip = 0;  // host order; 0: unspecified
  uint16_t port = 0;
  bool operator==(const Address&) const = default;
};
std::string address_text(Address a);  // "10.0.0.2:80"
// A multicast or broadcast address (224.0.0.0 and beyond): no host's.
constexpr bool is_group(uint32_t ip) { return ip >= 0xe0000000u; }

// What must happen before an entry runs, when it has no time of its own.
struct Trigger {
  enum class Kind : uint8_t { None, State, Result, Segment };
  Kind kind = Kind::None;
  uint8_t host = 0;      // Segment: the sender
  int32_t socket = -1;   // name index; -1: any
  State state = State::Closed;
  CallKind call = CallKind::Socket;
  std::optional<std::string> result;  // as written: "0", "ECONNRESET"; any if absent
  uint8_t ctl = 0;                    // Segment: exactly these flags
  bool on_arrival = false;            // Segment: when it arrives, not when it is sent

  bool operator==(const Trigger&) const = default;
};

// One line of the timeline.
struct Entry {
  std::optional<Time> at;  // else `when`
  Trigger when;
  Duration after{};        // added to the trigger
  bool each = false;       // with a trigger: once for each socket, which the call is then made on
  bool after_result = false;  // waits until the socket's previous call has returned
  uint32_t repeat = 1;
  Duration every{};
  uint8_t host = 0;
  CallKind call = CallKind::Socket;
  Wording wording = Wording::Usual;
  int32_t socket = -1;     // index in Script::names; -1: not named

  // Arguments; which ones count depends on the call.
  std::optional<uint16_t> port;        // local
  std::optional<Address> to;           // resolved; port 0 when none was written
  std::string to_text;                 // as written: "server:80"
  std::optional<uint32_t> isn;
  int32_t backlog = 128;
  std::string data;                    // octets of send and inject; else `bytes` of a pattern
  std::optional<uint32_t> bytes;
  std::optional<uint32_t> max;         // recv
  ShutdownHow how = ShutdownHow::Write;
  std::optional<Option> option;
  int64_t onoff = 1;
  int64_t linger = 0;                  // seconds
  int64_t value = 1;
  Duration duration{};                 // TCP_USER_TIMEOUT and the like as a time
  uint8_t events = 0;                  // poll, select: asked for; 0: all; or NetworkEvents
  std::optional<Duration> timeout;     // poll, select; settimeout: none is "None"
  std::optional<bool> nonblocking;     // switches the socket's mode before the call
  bool urgent = false;                 // flags = "MSG_OOB"
  bool no_signal = false;              // flags = "MSG_NOSIGNAL"
  bool more = false;                   // flags = "MSG_MORE"
  bool end_of_record = false;          // flags = "MSG_EOR"
  bool peek = false;                   // recv: flags = "MSG_PEEK"
  std::optional<uint32_t> address;     // bind: that one address; else all of the host's
  WrittenSegment segment;              // inject
  bool raw = false;                    // inject: absolute numbers
  std::optional<Address> src;          // inject: from anyone
  std::optional<Duration> arrive;      // inject: instead of the link's delay
  std::optional<State> state;          // inject of a real kernel: its connection's state, observed
  IcmpKind icmp = IcmpKind::HostUnreachable;
  Timer timer = Timer::Retransmission;  // stop_timer, fire_timer

  // Expectations of the entry itself.
  std::optional<std::string> result;   // "0", "18", "ECONNRESET", "pending"
  std::optional<Duration> blocks;
  std::optional<uint8_t> expect_events;
  std::optional<std::string> expect_value;
  int line = 0;    // in the scenario file; 0 for what a program made
  int column = 0;

  uint32_t length() const {
    return bytes ? *bytes : static_cast<uint32_t>(data.size());
  }
  bool operator==(const Entry&) const = default;
};
// The flags of a send or recv, as a file writes them: "MSG_OOB,MSG_MORE"; "" for none.
std::string flags_text(const Entry& entry);

struct HostConfig {
  std::string name;
  // A real kernel, outside this world (`profile = "kernel"`): it has no TCP here. What it sends
  // comes in as `inject` entries and crosses the link; what reaches it is recorded, no more.
  bool outside = false;
  // A host without TCP, in whose place a script speaks (`profile = "script"`): what it sends are
  // `inject` entries; what reaches it is recorded, and nothing answers.
  bool scripted = false;
  Profile profile;
  Api api = Api::Posix;
  uint32_t address = 0;
  std::vector<uint32_t> isns;  // explicit ISNs, one per new TCB, in order
  bool auto_read = true;
  bool auto_accept = true;

  bool simulated() const { return !outside && !scripted; }
  bool operator==(const HostConfig&) const = default;
};

// `profile = "kernel"`: HostConfig::outside.
inline constexpr std::string_view kKernelProfile = "kernel";
// `profile = "script"`: HostConfig::scripted.
inline constexpr std::string_view kScriptProfile = "script";
// What a file calls the host's system: "linux", "kernel", "script".
std::string_view system_text(const HostConfig& host);
// "client (linux)"; a script that is called so has nothing to add: "script".
std::string host_title(const HostConfig& host);

// "c@3": the socket of the third run of a repeated entry.
struct RunName {
  std::string_view name;
  uint32_t run = 0;  // from 1
};
std::optional<RunName> parse_run_name(std::string_view text);

struct Script {
  uint64_t seed = 1;
  Duration msl = seconds(120);
  std::array<HostConfig, 2> hosts;
  std::array<LinkConfig, 2> links;  // by sending host
  std::vector<FaultRule> faults;
  std::vector<Entry> timeline;
  std::vector<std::string> names;   // of sockets, as the file writes them
  uint32_t limit = 100000;          // segments

  int32_t find_name(std::string_view name) const;
  int32_t add_name(std::string_view name);
  bool operator==(const Script&) const = default;
};

}  // namespace finwait
