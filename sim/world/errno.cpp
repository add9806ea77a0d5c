// The table of errors: POSIX name and Linux's number, Winsock's name and number, Python's class.
#include "sim/world/errno.hpp"

#include <array>

namespace finwait {
namespace {

struct ErrnoEntry {
  std::string_view name;
  int number;  // Linux
  std::string_view winsock;
  int winsock_number;
  std::string_view python;
};

constexpr std::array<ErrnoEntry, 29> kErrnos = {{
    {"", 0, "", 0, ""},
    {"EADDRINUSE", 98, "WSAEADDRINUSE", 10048, "OSError"},
    {"EADDRNOTAVAIL", 99, "WSAEADDRNOTAVAIL", 10049, "OSError"},
    {"EAGAIN", 11, "WSAEWOULDBLOCK", 10035, "BlockingIOError"},
    {"EALREADY", 114, "WSAEALREADY", 10037, "BlockingIOError"},
    {"EBADF", 9, "WSAENOTSOCK", 10038, "OSError"},  // A058: a handle that is closed
    {"ECONNABORTED", 103, "WSAECONNABORTED", 10053, "ConnectionAbortedError"},
    {"ECONNREFUSED", 111, "WSAECONNREFUSED", 10061, "ConnectionRefusedError"},
    {"ECONNRESET", 104, "WSAECONNRESET", 10054, "ConnectionResetError"},
    {"EDESTADDRREQ", 89, "WSAEDESTADDRREQ", 10039, "OSError"},
    {"EHOSTUNREACH", 113, "WSAEHOSTUNREACH", 10065, "OSError"},
    {"EINPROGRESS", 115, "WSAEINPROGRESS", 10036, "BlockingIOError"},
    {"EINVAL", 22, "WSAEINVAL", 10022, "OSError"},
    {"EISCONN", 106, "WSAEISCONN", 10056, "OSError"},
    {"ENETUNREACH", 101, "WSAENETUNREACH", 10051, "OSError"},
    {"ENOPROTOOPT", 92, "WSAENOPROTOOPT", 10042, "OSError"},
    {"ENOTCONN", 107, "WSAENOTCONN", 10057, "OSError"},
    {"EOPNOTSUPP", 95, "WSAEOPNOTSUPP", 10045, "OSError"},
    {"EPIPE", 32, "WSAESHUTDOWN", 10058, "BrokenPipeError"},
    {"ETIMEDOUT", 110, "WSAETIMEDOUT", 10060, "TimeoutError"},
    {"EACCES", 13, "WSAEACCES", 10013, "PermissionError"},
    {"ESHUTDOWN", 108, "WSAESHUTDOWN", 10058, "BrokenPipeError"},
    {"ENETRESET", 102, "WSAENETRESET", 10052, "OSError"},
    {"ECANCELED", 125, "WSA_OPERATION_ABORTED", 995, "OSError"},
    {"EMFILE", 24, "WSAEMFILE", 10024, "OSError"},
    {"ENOBUFS", 105, "WSAENOBUFS", 10055, "OSError"},
    {"ENOTSOCK", 88, "WSAENOTSOCK", 10038, "OSError"},
    {"EINTR", 4, "WSAEINTR", 10004, "InterruptedError"},
    {"EPROTO", 71, "WSAEINVAL", 10022, "OSError"},
}};

constexpr std::array<std::string_view, 3> kApis = {"posix", "winsock", "python"};

// What Python raises (facts C, head); OSError itself last.
constexpr std::array<std::string_view, 9> kPythonClasses = {
    "BlockingIOError",        "BrokenPipeError", "ConnectionAbortedError", "ConnectionRefusedError",
    "ConnectionResetError",   "InterruptedError", "PermissionError",       "TimeoutError",
    "OSError"};

template <std::string_view ErrnoEntry::*kName>
constexpr std::array<std::string_view, kErrnos.size() - 1> make_names() {
  std::array<std::string_view, kErrnos.size() - 1> names{};
  for (size_t i = 1; i < kErrnos.size(); ++i) names[i - 1] = kErrnos[i].*kName;
  return names;
}
constexpr auto kErrnoNames = make_names<&ErrnoEntry::name>();
constexpr auto kWinsockNames = make_names<&ErrnoEntry::winsock>();

const ErrnoEntry& entry_of(Errno e) { return kErrnos[static_cast<size_t>(e)]; }

}  // namespace

std::string_view api_text(Api api) { return kApis[static_cast<size_t>(api)]; }
std::span<const std::string_view> api_names() { return kApis; }
std::optional<Api> parse_api(std::string_view name) {
  for (size_t i = 0; i < kApis.size(); ++i)
    if (kApis[i] == name) return static_cast<Api>(i);
  return std::nullopt;
}

std::string_view errno_name(Errno e) { return entry_of(e).name; }
std::string_view winsock_name(Errno e) { return entry_of(e).winsock; }
std::string_view python_class(Errno e) { return entry_of(e).python; }
int errno_number(Errno e) { return entry_of(e).number; }
int winsock_number(Errno e) { return entry_of(e).winsock_number; }

std::optional<Errno> parse_errno(std::string_view name) {
  if (name == "EWOULDBLOCK") return Errno::EAgain;
  if (name == "WSAESHUTDOWN") return Errno::EShutdown;
  for (size_t i = 1; i < kErrnos.size(); ++i)
    if (kErrnos[i].name == name || kErrnos[i].winsock == name) return static_cast<Errno>(i);
  return std::nullopt;
}
std::span<const std::string_view> errno_names() { return kErrnoNames; }
std::span<const std::string_view> winsock_names() { return kWinsockNames; }
std::span<const std::string_view> python_classes() { return kPythonClasses; }

}  // namespace finwait
