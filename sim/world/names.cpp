// Names of calls, options, errors and the other words that files and traces use.
#include <array>

#include "sim/base/text.hpp"
#include "sim/world/trace.hpp"

namespace finwait {
namespace {

constexpr std::array<std::string_view, kCalls> kCallNames = {
    "socket", "bind",       "listen",     "accept", "connect",     "send",
    "recv",   "shutdown",   "close",      "abort",  "setsockopt",  "getsockopt",
    "poll",   "getsockname", "getpeername", "dup",   "exit",        "crash",
    "reboot", "power_off",  "cut",        "heal",   "inject",      "icmp",
    "WSASendDisconnect",    "WSARecvDisconnect",    "WSAAsyncSelect", "WSAEventSelect",
    "select", "settimeout", "signal", "detach", "stop_timer", "fire_timer"};

constexpr std::array<std::string_view, 21> kOptionNames = {
    "SO_LINGER",   "SO_REUSEADDR",     "SO_KEEPALIVE", "SO_ERROR",      "SO_RCVBUF",
    "SO_SNDBUF",   "TCP_NODELAY",      "TCP_USER_TIMEOUT", "TCP_KEEPIDLE", "TCP_KEEPINTVL",
    "TCP_KEEPCNT", "TCP_LINGER2",      "tcpi_state",
    "SO_DONTLINGER", "SO_EXCLUSIVEADDRUSE", "SO_RCVTIMEO",  "SO_SNDTIMEO",   "SO_NOSIGPIPE",
    "TCP_CORK",    "TCP_NOPUSH",       "TCP_KEEPINIT"};

template <class Enum, size_t N>
std::optional<Enum> find_name(const std::array<std::string_view, N>& names, std::string_view name) {
  for (size_t i = 0; i < N; ++i)
    if (names[i] == name) return static_cast<Enum>(i);
  return std::nullopt;
}

}  // namespace

std::string_view call_name(CallKind kind) { return kCallNames[static_cast<size_t>(kind)]; }
std::optional<CallKind> parse_call(std::string_view name) {
  return find_name<CallKind>(kCallNames, name);
}
std::span<const std::string_view> call_names() { return kCallNames; }

std::string_view option_name(Option option) { return kOptionNames[static_cast<size_t>(option)]; }
std::optional<Option> parse_option(std::string_view name) {
  return find_name<Option>(kOptionNames, name);
}
std::span<const std::string_view> option_names() { return kOptionNames; }

std::string flags_text(const Entry& entry) {
  std::string out;
  const auto add = [&](bool set, std::string_view name) {
    if (set) out.append(out.empty() ? "" : ",").append(name);
  };
  add(entry.urgent, "MSG_OOB");
  add(entry.no_signal, "MSG_NOSIGNAL");
  add(entry.more, "MSG_MORE");
  add(entry.end_of_record, "MSG_EOR");
  add(entry.peek, "MSG_PEEK");
  return out;
}

std::string_view host_action_name(HostAction action) {
  constexpr std::array<std::string_view, 5> kNames = {"crash", "reboot", "power_off", "cut",
                                                      "heal"};
  return kNames[static_cast<size_t>(action)];
}

std::string_view event_name(EventKind kind) {
  constexpr std::array<std::string_view, 13> kNames = {
      "readable", "end_of_stream", "writable",  "urgent",     "error",    "POLLHUP", "FD_READ",
      "FD_WRITE", "FD_OOB",        "FD_ACCEPT", "FD_CONNECT", "FD_CLOSE", "SIGPIPE"};
  return kNames[static_cast<size_t>(kind)];
}

std::string address_text(Address a) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8)
    out += std::to_string(a.ip >> shift & 255) + (shift ? "." : "");
  return a.port ? out + ":" + std::to_string(a.port) : out;
}

std::optional<RunName> parse_run_name(std::string_view text) {
  const size_t at = text.rfind('@');
  if (at == std::string_view::npos) return std::nullopt;
  const auto run = parse_unsigned(text.substr(at + 1));
  if (!run || *run == 0 || *run > UINT32_MAX) return std::nullopt;
  return RunName{text.substr(0, at), static_cast<uint32_t>(*run)};
}

int32_t Script::find_name(std::string_view name) const {
  for (size_t i = 0; i < names.size(); ++i)
    if (names[i] == name) return static_cast<int32_t>(i);
  return -1;
}

int32_t Script::add_name(std::string_view name) {
  const int32_t known = find_name(name);
  if (known >= 0) return known;
  names.emplace_back(name);
  return static_cast<int32_t>(names.size()) - 1;
}

std::string_view system_text(const HostConfig& host) {
  if (host.scripted) return kScriptProfile;
  return host.outside ? kKernelProfile : profile_text(host.profile.name);
}

std::string host_title(const HostConfig& host) {
  const std::string_view system = system_text(host);
  return host.name == system ? host.name : host.name + " (" + std::string(system) + ")";
}

}  // namespace finwait
