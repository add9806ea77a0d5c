#include "tests/conformance/kernel_calls.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "tests/conformance/observation.hpp"
#include "tests/conformance/words.hpp"

namespace finwait {
namespace {

std::string errno_text(int number) {
  for (std::string_view name : errno_names())
    if (errno_number(*parse_errno(name)) == number) return std::string(name);
  return "errno " + std::to_string(number);
}

std::string outcome(ssize_t result) {
  return result < 0 ? errno_text(errno) : std::to_string(result);
}

sockaddr_in address_of(Address a) {
  sockaddr_in in{};
  in.sin_family = AF_INET;
  in.sin_port = htons(a.port);
  in.sin_addr.s_addr = htonl(a.ip);
  return in;
}

int bind_to(int fd, uint16_t port) {
  const sockaddr_in in = address_of({0, port});
  return bind(fd, reinterpret_cast<const sockaddr*>(&in), sizeof in);
}

// A port for connect(), whatever else uses it: the socket's own SO_REUSEADDR stays as it was.
void bind_anyway(int fd, uint16_t port) {
  int old = 0;
  socklen_t length = sizeof old;
  getsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &old, &length);
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  bind_to(fd, port);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &old, sizeof old);
}

std::string connect_call(const Entry& entry, int fd) {
  if (entry.port) bind_anyway(fd, *entry.port);
  const sockaddr_in in = address_of(*entry.to);
  return outcome(connect(fd, reinterpret_cast<const sockaddr*>(&in), sizeof in));
}

std::string listen_call(const Entry& entry, int fd) {
  if (entry.port && bind_to(fd, *entry.port) != 0 && errno != EINVAL) return errno_text(errno);
  return outcome(listen(fd, entry.backlog));
}

std::string send_call(const Entry& entry, int fd) {
  const std::string data = entry.bytes ? std::string(*entry.bytes, 'x') : entry.data;
  const int flags = MSG_NOSIGNAL | (entry.urgent ? MSG_OOB : 0) | (entry.more ? MSG_MORE : 0) |
                    (entry.end_of_record ? MSG_EOR : 0);
  return outcome(send(fd, data.data(), data.size(), flags));
}

std::string recv_call(const Entry& entry, int fd) {
  std::vector<char> buffer(entry.max.value_or(1 << 20));
  const int flags = (entry.urgent ? MSG_OOB : 0) | (entry.peek ? MSG_PEEK : 0);
  return outcome(recv(fd, buffer.data(), buffer.size(), flags));
}

std::string poll_call(const Entry& entry, int fd) {
  constexpr std::pair<uint8_t, short> kBits[] = {{kPollIn, POLLIN},
                                                 {kPollOut, POLLOUT},
                                                 {kPollErr, POLLERR},
                                                 {kPollHup, POLLHUP},
                                                 {kPollRdHup, POLLRDHUP}};
  const uint8_t asked = entry.events ? entry.events : uint8_t{0xff};
  pollfd wanted{fd, 0, 0};
  for (const auto& [ours, theirs] : kBits)
    if (asked & ours) wanted.events = static_cast<short>(wanted.events | theirs);
  const int timeout = entry.timeout ? static_cast<int>(entry.timeout->ns / 1000000) : -1;
  const int count = poll(&wanted, 1, timeout);
  if (count < 0) return errno_text(errno);
  uint8_t seen = 0;
  for (const auto& [ours, theirs] : kBits)
    if (wanted.revents & theirs) seen |= ours;
  return std::to_string(count) + " " + poll_text(seen);
}

struct KernelOption {
  int level;
  int name;
};
KernelOption kernel_option(Option option) {
  switch (option) {
    case Option::SoLinger: return {SOL_SOCKET, SO_LINGER};
    case Option::SoReuseAddr: return {SOL_SOCKET, SO_REUSEADDR};
    case Option::SoKeepAlive: return {SOL_SOCKET, SO_KEEPALIVE};
    case Option::SoError: return {SOL_SOCKET, SO_ERROR};
    case Option::SoRcvBuf: return {SOL_SOCKET, SO_RCVBUF};
    case Option::SoSndBuf: return {SOL_SOCKET, SO_SNDBUF};
    case Option::TcpNoDelay: return {IPPROTO_TCP, TCP_NODELAY};
    case Option::TcpUserTimeout: return {IPPROTO_TCP, TCP_USER_TIMEOUT};
    case Option::TcpKeepIdle: return {IPPROTO_TCP, TCP_KEEPIDLE};
    case Option::TcpKeepIntvl: return {IPPROTO_TCP, TCP_KEEPINTVL};
    case Option::TcpKeepCnt: return {IPPROTO_TCP, TCP_KEEPCNT};
    case Option::TcpLinger2: return {IPPROTO_TCP, TCP_LINGER2};
    case Option::TcpInfoState: return {IPPROTO_TCP, TCP_INFO};
    case Option::TcpCork: return {IPPROTO_TCP, TCP_CORK};
    case Option::SoRcvTimeO: return {SOL_SOCKET, SO_RCVTIMEO};
    case Option::SoSndTimeO: return {SOL_SOCKET, SO_SNDTIMEO};
    case Option::SoDontLinger:
    case Option::SoExclusiveAddrUse:
    case Option::SoNoSigPipe:
    case Option::TcpNoPush:
    case Option::TcpKeepInit: break;  // not Linux's
  }
  return {0, 0};
}

std::string set_option(const Entry& entry, int fd) {
  const KernelOption o = kernel_option(*entry.option);
  if (*entry.option == Option::SoLinger) {
    const linger value{static_cast<int>(entry.onoff), static_cast<int>(entry.linger)};
    return outcome(setsockopt(fd, o.level, o.name, &value, sizeof value));
  }
  const int value = static_cast<int>(entry.value);
  return outcome(setsockopt(fd, o.level, o.name, &value, sizeof value));
}

std::string get_option(const Entry& entry, int fd) {
  const KernelOption o = kernel_option(*entry.option);
  if (*entry.option == Option::SoLinger) {
    linger value{};
    socklen_t length = sizeof value;
    if (getsockopt(fd, o.level, o.name, &value, &length) != 0) return errno_text(errno);
    return "0 " + std::to_string(value.l_onoff ? value.l_linger : 0);
  }
  if (*entry.option == Option::TcpInfoState) {
    tcp_info info{};
    socklen_t length = sizeof info;
    if (getsockopt(fd, o.level, o.name, &info, &length) != 0) return errno_text(errno);
    return "0 " + std::string(state_name(kernel_state(info.tcpi_state)));
  }
  int value = 0;
  socklen_t length = sizeof value;
  if (getsockopt(fd, o.level, o.name, &value, &length) != 0) return errno_text(errno);
  if (*entry.option == Option::SoError && value != 0) return "0 " + errno_text(value);
  return "0 " + std::to_string(value);
}

std::string name_call(const Case& c, int fd, bool peer) {
  sockaddr_in in{};
  socklen_t length = sizeof in;
  auto* address = reinterpret_cast<sockaddr*>(&in);
  const int rc = peer ? getpeername(fd, address, &length) : getsockname(fd, address, &length);
  if (rc != 0) return errno_text(errno);
  return "0 " + std::to_string(shown_port(c, ntohs(in.sin_port)));
}

int kernel_how(ShutdownHow how) {
  return how == ShutdownHow::Read ? SHUT_RD : how == ShutdownHow::Write ? SHUT_WR : SHUT_RDWR;
}

}  // namespace

State kernel_state(int number) {
  constexpr State kByNumber[] = {State::Closed,    State::Established, State::SynSent,
                               State::SynReceived, State::FinWait1,  State::FinWait2,
                               State::TimeWait,  State::Closed,      State::CloseWait,
                               State::LastAck,   State::Listen,      State::Closing,
                               State::SynReceived};
  return number >= 0 && number <= 12 ? kByNumber[number] : State::Closed;
}

KernelProgram::~KernelProgram() {
  for (const auto& [name, fds] : descriptors_)
    for (int fd : fds) {
      const linger now{1, 0};
      setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
      close(fd);
    }
}

bool KernelProgram::may_block(CallKind call) {
  return call == CallKind::Accept || call == CallKind::Connect || call == CallKind::Send ||
         call == CallKind::Recv || call == CallKind::Poll || call == CallKind::Close;
}

int KernelProgram::make(int32_t name) {
  if (home_.enter()) return -1;
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd >= 0) descriptors_[name].push_back(fd);
  return fd;
}

// As the simulator resolves it: accept takes the newest listener.
int KernelProgram::find(const Entry& entry) {
  int32_t name = entry.socket;
  if (entry.call == CallKind::Accept) {
    const bool listens = std::find(listeners_.begin(), listeners_.end(), name) != listeners_.end();
    if (!listens && !listeners_.empty()) name = listeners_.back();
  }
  const auto it = descriptors_.find(name);
  return it == descriptors_.end() || it->second.empty() ? -1 : it->second.back();
}

int KernelProgram::find_or_make(const Entry& entry) {
  if (entry.call == CallKind::Socket) return make(entry.socket);
  const int fd = find(entry);
  const bool makes = entry.call == CallKind::Bind || entry.call == CallKind::Listen ||
                     entry.call == CallKind::Connect;
  return fd >= 0 || !makes ? fd : make(entry.socket);
}

std::string KernelProgram::accept_call(const Entry& entry, int fd) {
  const int child = accept4(fd, nullptr, nullptr, SOCK_CLOEXEC);
  if (child < 0) return errno_text(errno);
  const std::lock_guard lock(mutex_);
  descriptors_[entry.socket].push_back(child);
  return "0";
}

// The descriptor is taken off the list first: another thread must not use its number again.
std::string KernelProgram::close_call(const Entry& entry, int fd) {
  {
    const std::lock_guard lock(mutex_);
    auto& descriptors = descriptors_[entry.socket];
    descriptors.pop_back();
    if (descriptors.empty()) std::erase(listeners_, entry.socket);
  }
  if (entry.call == CallKind::Abort) {
    const linger now{1, 0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  }
  return outcome(close(fd));
}

std::string KernelProgram::exit_call() {
  const std::lock_guard lock(mutex_);
  for (auto& [name, fds] : descriptors_) {
    for (int fd : fds) close(fd);
    fds.clear();
  }
  return "0";
}

std::string KernelProgram::call(const Entry& entry) {
  if (entry.call == CallKind::Exit) return exit_call();
  int fd;
  {
    const std::lock_guard lock(mutex_);
    fd = find_or_make(entry);
    if (fd >= 0 && entry.call == CallKind::Listen) listeners_.push_back(entry.socket);
    if (fd >= 0 && entry.call == CallKind::Dup) descriptors_[entry.socket].push_back(dup(fd));
  }
  if (fd < 0) return "EBADF";
  if (entry.nonblocking) {
    int on = *entry.nonblocking ? 1 : 0;
    ioctl(fd, FIONBIO, &on);
  }
  switch (entry.call) {
    case CallKind::Socket:
    case CallKind::Dup: return "0";
    case CallKind::Bind: return outcome(bind_to(fd, entry.port.value_or(0)));
    case CallKind::Listen: return listen_call(entry, fd);
    case CallKind::Accept: return accept_call(entry, fd);
    case CallKind::Connect: return connect_call(entry, fd);
    case CallKind::Send: return send_call(entry, fd);
    case CallKind::Recv: return recv_call(entry, fd);
    case CallKind::Shutdown: return outcome(shutdown(fd, kernel_how(entry.how)));
    case CallKind::Close:
    case CallKind::Abort: return close_call(entry, fd);
    case CallKind::SetSockOpt: return set_option(entry, fd);
    case CallKind::GetSockOpt: return get_option(entry, fd);
    case CallKind::Poll: return poll_call(entry, fd);
    case CallKind::GetSockName: return name_call(case_, fd, false);
    case CallKind::GetPeerName: return name_call(case_, fd, true);
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
    case CallKind::Select:
    case CallKind::Signal:
    case CallKind::Detach:
    case CallKind::StopTimer:
    case CallKind::FireTimer:
    case CallKind::SetTimeout: break;
  }
  return "not a call of a program";
}

}  // namespace finwait
