// What a program sees of a call and its result, in the words of its interface.
#pragma once

#include <string>
#include <string_view>

#include "sim/world/trace.hpp"

namespace finwait {

// The interface that programs on a system speak unless the scenario says otherwise.
Api default_api(const Profile& profile);

// "close", on Winsock "closesocket"; Python's makefile() is a dup() (A146), "__exit__" and
// "__del__" are its close() by itself.
std::string_view call_word(const HostConfig& host, CallKind call,
                           Wording wording = Wording::Usual);

// "SHUT_WR", "SD_SEND".
std::string_view shutdown_word(Api api, ShutdownHow how);

// "ECONNRESET", "WSAECONNRESET", "ConnectionResetError", "OSError(ENOTCONN)". Some words depend on
// the call: a connect() that goes on is EINPROGRESS, on Winsock WSAEWOULDBLOCK (A029).
std::string error_word(const HostConfig& host, CallKind call, Errno error);

// What getsockopt(SO_ERROR) says: "ECONNREFUSED", "WSAECONNREFUSED".
std::string_view option_error_word(const HostConfig& host, Errno error);

// What is told to a program without its calling: Winsock's notifications, SIGPIPE.
constexpr bool reaches_program(EventKind kind) { return kind >= EventKind::FdRead; }
// "FD_READ", "FD_CLOSE WSAECONNRESET", "SIGPIPE".
std::string event_word(const HostConfig& host, const Record& event);

// A whole result: "0", "18", an error's word; in Python also "None" and "b''".
std::string result_word(const HostConfig& host, CallKind call, Errno error, int64_t value);

// Whether `expected`, written in the words of any interface, means this result.
bool means_result(std::string_view expected, CallKind call, Errno error, int64_t value);

// Whether a text is a result in anybody's words ("pending" included).
bool is_result_word(std::string_view text);

}  // namespace finwait
