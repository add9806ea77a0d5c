#include "sim/world/api_words.hpp"

#include <algorithm>
#include <array>

namespace finwait {
namespace {

// A dialect: whose words, and whose numbers stand behind Python's OSError.
struct Dialect {
  Api api;
  bool winsock_below;
};
constexpr std::array<Dialect, 4> kDialects = {{{Api::Posix, false},
                                               {Api::Winsock, true},
                                               {Api::Python, false},
                                               {Api::Python, true}}};

// What Winsock says where POSIX has a word of its own for the call, and the other way round.
std::string_view posix_word(CallKind call, Errno error) {
  if (error == Errno::EShutdown && call == CallKind::Send) return errno_name(Errno::EPipe);
  return errno_name(error);
}

std::string_view winsock_word(CallKind call, Errno error) {
  const bool goes_on = call == CallKind::Connect && error == Errno::EInProgress;  // A029
  return winsock_name(goes_on ? Errno::EAgain : error);
}

std::string error_in(Dialect dialect, CallKind call, Errno error) {
  switch (dialect.api) {
    case Api::Posix: return std::string(posix_word(call, error));
    case Api::Winsock: return std::string(winsock_word(call, error));
    case Api::Python: break;
  }
  const std::string name(python_class(error));
  if (name != "OSError") return name;
  const std::string_view below =
      dialect.winsock_below ? winsock_word(call, error) : posix_word(call, error);
  return name + "(" + std::string(below) + ")";
}

// Python's None: calls that say nothing but that it was done.
bool returns_none(CallKind call) {
  switch (call) {
    case CallKind::Bind:
    case CallKind::Listen:
    case CallKind::Connect:
    case CallKind::Shutdown:
    case CallKind::Close:
    case CallKind::SetSockOpt:
    case CallKind::Signal:
    case CallKind::SetTimeout: return true;
    case CallKind::Socket:
    case CallKind::Accept:
    case CallKind::Send:
    case CallKind::Recv:
    case CallKind::Abort:
    case CallKind::GetSockOpt:
    case CallKind::Poll:
    case CallKind::GetSockName:
    case CallKind::GetPeerName:
    case CallKind::Dup:
    case CallKind::Exit:
    case CallKind::Crash:
    case CallKind::Reboot:
    case CallKind::PowerOff:
    case CallKind::Cut:
    case CallKind::Heal:
    case CallKind::Inject:
    case CallKind::Icmp:
    case CallKind::WsaSendDisconnect:
    case CallKind::WsaRecvDisconnect:
    case CallKind::WsaAsyncSelect:
    case CallKind::WsaEventSelect:
    case CallKind::Detach:
    case CallKind::StopTimer:
    case CallKind::FireTimer:
    case CallKind::Select: return false;
  }
  return false;
}

std::string result_in(Dialect dialect, CallKind call, Errno error, int64_t value) {
  if (error != Errno::Ok) return error_in(dialect, call, error);
  if (dialect.api == Api::Python && value == 0) {
    if (call == CallKind::Recv) return "b''";  // A152
    if (returns_none(call)) return "None";
  }
  return std::to_string(value);
}

Dialect dialect_of(const HostConfig& host) {
  return {host.api, default_api(host.profile) == Api::Winsock};
}

// "OSError(ENOTCONN)" without the parenthesis.
std::string_view class_of(std::string_view text) { return text.substr(0, text.find('(')); }

}  // namespace

Api default_api(const Profile& profile) {
  return profile.name == ProfileName::Windows ? Api::Winsock : Api::Posix;
}

std::string_view call_word(const HostConfig& host, CallKind call, Wording wording) {
  switch (wording) {
    case Wording::CreateServer: return "create_server";
    case Wording::With: return "__exit__";
    case Wording::Collected: return "__del__";
    case Wording::Usual: break;
  }
  if (host.api == Api::Winsock && call == CallKind::Close) return "closesocket";
  if (host.api == Api::Python && call == CallKind::Dup) return "makefile";
  return call_name(call);
}

std::string_view shutdown_word(Api api, ShutdownHow how) {
  const bool winsock = api == Api::Winsock;
  switch (how) {
    case ShutdownHow::Read: return winsock ? "SD_RECEIVE" : "SHUT_RD";
    case ShutdownHow::Write: return winsock ? "SD_SEND" : "SHUT_WR";
    case ShutdownHow::Both: return winsock ? "SD_BOTH" : "SHUT_RDWR";
    case ShutdownHow::Invalid: return "3";
  }
  return {};
}

std::string error_word(const HostConfig& host, CallKind call, Errno error) {
  return error == Errno::Ok ? std::string() : error_in(dialect_of(host), call, error);
}

std::string_view option_error_word(const HostConfig& host, Errno error) {
  const Dialect dialect = dialect_of(host);
  const bool winsock = dialect.api == Api::Winsock ||
                       (dialect.api == Api::Python && dialect.winsock_below);
  return winsock ? winsock_name(error) : errno_name(error);
}

std::string event_word(const HostConfig& host, const Record& event) {
  const std::string name(event_name(event.event()));
  if (event.error() == Errno::Ok) return name;
  return name + " " + std::string(option_error_word(host, event.error()));
}

std::string result_word(const HostConfig& host, CallKind call, Errno error, int64_t value) {
  return result_in(dialect_of(host), call, error, value);
}

bool means_result(std::string_view expected, CallKind call, Errno error, int64_t value) {
  for (const Dialect& dialect : kDialects)
    if (result_in(dialect, call, error, value) == expected) return true;
  if (error == Errno::Ok) return false;
  if (expected == python_class(error)) return true;
  return expected == "EWOULDBLOCK" && errno_name(error) == "EAGAIN";
}

bool is_result_word(std::string_view text) {
  if (text == "pending" || text == "None" || text == "b''" || parse_errno(text)) return true;
  const auto classes = python_classes();
  if (std::find(classes.begin(), classes.end(), class_of(text)) == classes.end()) return false;
  if (class_of(text) == text) return true;
  const bool closed = text.back() == ')';
  return closed && parse_errno(text.substr(text.find('(') + 1,
                                           text.size() - text.find('(') - 2)).has_value();
}

}  // namespace finwait
