#include "sim/capi/packetdrill_options.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/time.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace finwait {
namespace {

int refuse(int error) {
  errno = error;
  return -1;
}

struct Known {
  int level;
  int name;
  Option option;
};
constexpr std::array kKnown = {
    Known{SOL_SOCKET, SO_LINGER, Option::SoLinger},
    Known{SOL_SOCKET, SO_REUSEADDR, Option::SoReuseAddr},
    Known{SOL_SOCKET, SO_KEEPALIVE, Option::SoKeepAlive},
    Known{SOL_SOCKET, SO_ERROR, Option::SoError},
    Known{SOL_SOCKET, SO_RCVBUF, Option::SoRcvBuf},
    Known{SOL_SOCKET, SO_SNDBUF, Option::SoSndBuf},
    Known{SOL_SOCKET, SO_RCVTIMEO, Option::SoRcvTimeO},
    Known{SOL_SOCKET, SO_SNDTIMEO, Option::SoSndTimeO},
    Known{IPPROTO_TCP, TCP_NODELAY, Option::TcpNoDelay},
    Known{IPPROTO_TCP, TCP_USER_TIMEOUT, Option::TcpUserTimeout},
    Known{IPPROTO_TCP, TCP_KEEPIDLE, Option::TcpKeepIdle},
    Known{IPPROTO_TCP, TCP_KEEPINTVL, Option::TcpKeepIntvl},
    Known{IPPROTO_TCP, TCP_KEEPCNT, Option::TcpKeepCnt},
    Known{IPPROTO_TCP, TCP_LINGER2, Option::TcpLinger2},
    Known{IPPROTO_TCP, TCP_CORK, Option::TcpCork},
};

std::optional<Option> option_for(int level, int name) {
  for (const Known& k : kKnown)
    if (k.level == level && k.name == name) return k.option;
  return std::nullopt;
}

// The same as `finwait packetdrill` takes without effect.
bool is_without_effect(int level, int name) {
  constexpr std::array kSocket = {SO_REUSEPORT, SO_PRIORITY,  SO_MARK,     SO_RCVLOWAT,
                                  SO_BUSY_POLL, SO_DEBUG,     SO_ZEROCOPY, SO_NO_CHECK,
                                  SO_TIMESTAMP};
  if (level == SOL_SOCKET)
    return std::find(kSocket.begin(), kSocket.end(), name) != kSocket.end();
  if (level == IPPROTO_IP) return name == IP_TOS || name == IP_TTL;
  return level == IPPROTO_TCP && name == TCP_CONGESTION;
}

bool is_time(Option option) { return option == Option::SoRcvTimeO || option == Option::SoSndTimeO; }

template <class T>
int give(const T& from, void* value, socklen_t* length) {
  const size_t fits = std::min<size_t>(*length, sizeof from);
  std::memcpy(value, &from, fits);
  *length = static_cast<socklen_t>(fits);
  return 0;
}

// Linux's numbers of the states.
uint8_t linux_state(State state) {
  switch (state) {
    case State::Established: return TCP_ESTABLISHED;
    case State::SynSent: return TCP_SYN_SENT;
    case State::SynReceived: return TCP_SYN_RECV;
    case State::FinWait1: return TCP_FIN_WAIT1;
    case State::FinWait2: return TCP_FIN_WAIT2;
    case State::TimeWait: return TCP_TIME_WAIT;
    case State::Closed: return TCP_CLOSE;
    case State::CloseWait: return TCP_CLOSE_WAIT;
    case State::LastAck: return TCP_LAST_ACK;
    case State::Listen: return TCP_LISTEN;
    case State::Closing: return TCP_CLOSING;
  }
  return TCP_CLOSE;
}

// What `finwait packetdrill` tells of a connection, too.
int give_info(const SimulatedStack::Look& look, void* value, socklen_t* length) {
  const Tcb& t = look.tcb;
  const auto us = [](Duration d) { return static_cast<uint32_t>(d.ns / 1000); };
  const uint32_t mss =
      std::max(1u, std::min(uint32_t{t.peer_mss}, look.mss) - (t.timestamps ? 12u : 0u));
  tcp_info info{};
  info.tcpi_state = linux_state(t.state);
  info.tcpi_ca_state = t.after_timeout ? TCP_CA_Loss : t.in_recovery ? TCP_CA_Recovery : 0;
  info.tcpi_retransmits = info.tcpi_backoff = static_cast<uint8_t>(t.retries);
  info.tcpi_probes = static_cast<uint8_t>(t.probes);
  info.tcpi_options = static_cast<uint8_t>((t.timestamps ? TCPI_OPT_TIMESTAMPS : 0) |
                                           (t.sack ? TCPI_OPT_SACK : 0) |
                                           (t.scaling ? TCPI_OPT_WSCALE : 0));
  info.tcpi_snd_wscale = (t.scaling ? t.snd.scale : 0) & 15;
  info.tcpi_rcv_wscale = (t.scaling ? t.rcv.scale : 0) & 15;
  info.tcpi_rto = us(t.rto);
  info.tcpi_rtt = us(t.srtt);
  info.tcpi_rttvar = us(t.rttvar);
  info.tcpi_snd_mss = mss;
  info.tcpi_advmss = look.mss - (t.timestamps ? 12 : 0);
  info.tcpi_unacked = (t.in_flight() + mss - 1) / mss;
  info.tcpi_snd_cwnd = t.cwnd / mss;
  info.tcpi_snd_ssthresh = t.ssthresh >= 0x3fffffff ? INT32_MAX : t.ssthresh / mss;
  return give(info, value, length);
}

// What a socket is; nullopt: another question.
std::optional<int> about(const Socket& s, int name) {
  switch (name) {
    case SO_TYPE: return SOCK_STREAM;
    case SO_DOMAIN: return AF_INET;
    case SO_PROTOCOL: return IPPROTO_TCP;
    case SO_ACCEPTCONN: return s.listening;
    default: return std::nullopt;
  }
}

}  // namespace

int get_socket_option(SimulatedStack& stack, int fd, int level, int name, void* value,
                      socklen_t* length) {
  if (!value || !length) return refuse(EFAULT);
  SimulatedStack::Look look;
  if (!stack.look(fd, look)) return -1;
  const Socket& s = look.socket;
  if (level == SOL_SOCKET && name == SO_LINGER)
    return give(linger{s.linger_on, static_cast<int>(s.linger_seconds)}, value, length);
  if (level == SOL_SOCKET)
    if (const auto answer = about(s, name)) return give(*answer, value, length);
  if (level == IPPROTO_TCP && name == TCP_INFO) return give_info(look, value, length);
  const auto option = option_for(level, name);
  if (!option) return refuse(ENOPROTOOPT);
  Entry entry;
  entry.call = CallKind::GetSockOpt;
  entry.option = option;
  Record result;
  if (stack.call(fd, std::move(entry), nullptr, &result) < 0) return -1;
  const int detail = result.detail();
  if (is_time(*option))
    return give(timeval{detail / 1000, detail % 1000 * 1000}, value, length);
  return give(*option == Option::SoError ? errno_number(static_cast<Errno>(detail)) : detail, value,
              length);
}

int set_socket_option(SimulatedStack& stack, int fd, int level, int name, const void* value,
                      socklen_t length) {
  SimulatedStack::Look look;
  if (!stack.look(fd, look)) return -1;
  if (is_without_effect(level, name)) return 0;
  const auto option = option_for(level, name);
  if (!option || *option == Option::SoError) return refuse(ENOPROTOOPT);
  Entry entry;
  entry.call = CallKind::SetSockOpt;
  entry.option = option;
  const size_t needed = *option == Option::SoLinger ? sizeof(linger)
                        : is_time(*option)          ? sizeof(timeval)
                                                    : sizeof(int);
  if (!value || length < needed) return refuse(EINVAL);
  if (*option == Option::SoLinger) {
    linger given{};
    std::memcpy(&given, value, sizeof given);
    entry.onoff = given.l_onoff;
    entry.linger = std::max(0, given.l_linger);
  } else if (is_time(*option)) {
    timeval given{};
    std::memcpy(&given, value, sizeof given);
    entry.value = given.tv_sec * 1000 + given.tv_usec / 1000;
  } else {
    int given = 0;
    std::memcpy(&given, value, sizeof given);
    entry.value = given;
  }
  return static_cast<int>(stack.call(fd, std::move(entry)));
}

}  // namespace finwait
