// Results of socket calls: error names of POSIX and Winsock with their numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace finwait {

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
};

// "ECONNRESET"; "" for Ok.
std::string_view errno_name(Errno e);
// Linux's number; 0 for Ok.
int errno_number(Errno e);
std::optional<Errno> parse_errno(std::string_view name);
std::span<const std::string_view> errno_names();

}  // namespace finwait
