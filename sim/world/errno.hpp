// Results of socket calls: errors, and what each interface calls them.
//
// The world keeps one Errno for what went wrong. POSIX, Winsock and Python have their own words
// for it (facts C, head): "ECONNRESET", "WSAECONNRESET", "ConnectionResetError".
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace finwait {

// New ones go to the end: the running hash covers their numbers.
enum class Errno : uint8_t {
  Ok,
  EAddrInUse,
  EAddrNotAvail,
  EAgain,
  EAlready,
  EBadf,
  EConnAborted,
  EConnRefused,
  EConnReset,
  EDestAddrReq,
  EHostUnreach,
  EInProgress,
  EInval,
  EIsConn,
  ENetUnreach,
  ENoProtoOpt,
  ENotConn,
  EOpNotSupp,
  EPipe,
  ETimedOut,
  EAcces,
  EShutdown,         // Winsock's word for EPIPE: after our own shutdown()
  ENetReset,         // Winsock: keep-alive gave up while a call was in progress (A055)
  EOperationAborted, // Winsock: the handle was closed under the call (A105)
  EMFile,
  ENoBufs,
  ENotSock,
  EIntr,             // a signal interrupted the call (A041)
  EProto,            // Linux: an ICMP parameter problem
};

// What a program speaks to the sockets through.
enum class Api : uint8_t { Posix, Winsock, Python };

std::string_view api_text(Api api);  // "posix", "winsock", "python"
std::span<const std::string_view> api_names();
std::optional<Api> parse_api(std::string_view name);

// "ECONNRESET"; "" for Ok.
std::string_view errno_name(Errno e);
// "WSAECONNRESET", "WSA_OPERATION_ABORTED"; "" for Ok.
std::string_view winsock_name(Errno e);
// The class that Python raises: "ConnectionResetError", "OSError"; "" for Ok.
std::string_view python_class(Errno e);
// Linux's number; 0 for Ok.
int errno_number(Errno e);
// Winsock's: 10054; 0 for Ok.
int winsock_number(Errno e);

// Reads the POSIX name, or Winsock's.
std::optional<Errno> parse_errno(std::string_view name);
std::span<const std::string_view> errno_names();
std::span<const std::string_view> winsock_names();
std::span<const std::string_view> python_classes();

}  // namespace finwait
