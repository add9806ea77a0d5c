// The words of packetdrill scripts that stand for numbers, and values as text.
#include <array>

#include "sim/run/packetdrill_script.hpp"

namespace finwait {
namespace {

struct Constant {
  std::string_view name;
  int64_t value;
};

// Linux's numbers, which scripts compare with in the rare case that they write one.
constexpr std::array kConstants = {
    Constant{"AF_INET", 2},
    Constant{"PF_INET", 2},
    Constant{"AF_INET6", 10},
    Constant{"PF_INET6", 10},
    Constant{"SOCK_STREAM", 1},
    Constant{"SOCK_DGRAM", 2},
    Constant{"SOCK_NONBLOCK", 0x800},
    Constant{"SOCK_CLOEXEC", 0x80000},
    Constant{"IPPROTO_IP", 0},
    Constant{"IPPROTO_TCP", 6},
    Constant{"IPPROTO_UDP", 17},
    Constant{"IPPROTO_IPV6", 41},
    Constant{"IPPROTO_MPTCP", 262},
    Constant{"SOL_SOCKET", 1},
    Constant{"SOL_IP", 0},
    Constant{"SOL_TCP", 6},
    Constant{"SOL_IPV6", 41},
    Constant{"F_GETFL", 3},
    Constant{"F_SETFL", 4},
    Constant{"F_GETFD", 1},
    Constant{"F_SETFD", 2},
    Constant{"FD_CLOEXEC", 1},
    Constant{"O_RDONLY", 0},
    Constant{"O_WRONLY", 1},
    Constant{"O_RDWR", 2},
    Constant{"O_NONBLOCK", 0x800},
    Constant{"SHUT_RD", 0},
    Constant{"SHUT_WR", 1},
    Constant{"SHUT_RDWR", 2},
    Constant{"POLLIN", 1},
    Constant{"POLLPRI", 2},
    Constant{"POLLOUT", 4},
    Constant{"POLLERR", 8},
    Constant{"POLLHUP", 16},
    Constant{"POLLNVAL", 32},
    Constant{"POLLRDNORM", 64},
    Constant{"POLLWRNORM", 256},
    Constant{"POLLRDHUP", 0x2000},
    Constant{"EPOLL_CTL_ADD", 1},
    Constant{"EPOLL_CTL_DEL", 2},
    Constant{"EPOLL_CTL_MOD", 3},
    Constant{"EPOLLIN", 1},
    Constant{"EPOLLPRI", 2},
    Constant{"EPOLLOUT", 4},
    Constant{"EPOLLERR", 8},
    Constant{"EPOLLHUP", 16},
    Constant{"EPOLLRDNORM", 64},
    Constant{"EPOLLWRNORM", 256},
    Constant{"EPOLLRDHUP", 0x2000},
    Constant{"EPOLLEXCLUSIVE", 0x10000000},
    Constant{"EPOLLWAKEUP", 0x20000000},
    Constant{"EPOLLONESHOT", 0x40000000},
    Constant{"EPOLLET", 0x80000000},
    Constant{"MSG_OOB", 1},
    Constant{"MSG_PEEK", 2},
    Constant{"MSG_TRUNC", 0x20},
    Constant{"MSG_DONTWAIT", 0x40},
    Constant{"MSG_EOR", 0x80},
    Constant{"MSG_WAITALL", 0x100},
    Constant{"MSG_NOSIGNAL", 0x4000},
    Constant{"MSG_MORE", 0x8000},
    Constant{"MSG_ERRQUEUE", 0x2000},
    Constant{"TCP_CM_INQ", 36},
    Constant{"SO_EE_ORIGIN_ZEROCOPY", 5},
    Constant{"SO_EE_ORIGIN_TIMESTAMPING", 4},
    Constant{"ENOMSG", 42},
    Constant{"SCM_TSTAMP_SND", 0},
    Constant{"SCM_TSTAMP_SCHED", 1},
    Constant{"SCM_TSTAMP_ACK", 2},
    Constant{"SOF_TIMESTAMPING_TX_HARDWARE", 1},
    Constant{"SOF_TIMESTAMPING_TX_SOFTWARE", 2},
    Constant{"SOF_TIMESTAMPING_SOFTWARE", 16},
    Constant{"SOF_TIMESTAMPING_OPT_ID", 128},
    Constant{"SOF_TIMESTAMPING_TX_SCHED", 256},
    Constant{"SOF_TIMESTAMPING_TX_ACK", 512},
    Constant{"SOF_TIMESTAMPING_OPT_CMSG", 1024},
    Constant{"SOF_TIMESTAMPING_OPT_TSONLY", 2048},
    Constant{"SO_EE_CODE_ZEROCOPY_COPIED", 1},
    Constant{"MSG_ZEROCOPY", 0x4000000},
    Constant{"MSG_FASTOPEN", 0x20000000},
    Constant{"SIOCINQ", 0x541b},
    Constant{"FIONREAD", 0x541b},
    Constant{"SIOCOUTQ", 0x5411},
    Constant{"FIONBIO", 0x5421},
    Constant{"INADDR_ANY", 0},
    // tcp_info
    Constant{"TCP_ESTABLISHED", 1},
    Constant{"TCP_SYN_SENT", 2},
    Constant{"TCP_SYN_RECV", 3},
    Constant{"TCP_FIN_WAIT1", 4},
    Constant{"TCP_FIN_WAIT2", 5},
    Constant{"TCP_TIME_WAIT", 6},
    Constant{"TCP_CLOSE", 7},
    Constant{"TCP_CLOSE_WAIT", 8},
    Constant{"TCP_LAST_ACK", 9},
    Constant{"TCP_LISTEN", 10},
    Constant{"TCP_CLOSING", 11},
    Constant{"TCP_CA_Open", 0},
    Constant{"TCP_CA_Disorder", 1},
    Constant{"TCP_CA_CWR", 2},
    Constant{"TCP_CA_Recovery", 3},
    Constant{"TCP_CA_Loss", 4},
    Constant{"TCPI_ESTABLISHED", 1},
    Constant{"TCPI_SYN_SENT", 2},
    Constant{"TCPI_SYN_RECEIVED", 3},
    Constant{"TCPI_FIN_WAIT_1", 4},
    Constant{"TCPI_FIN_WAIT_2", 5},
    Constant{"TCPI_TIME_WAIT", 6},
    Constant{"TCPI_CLOSED", 7},
    Constant{"TCPI_CLOSE_WAIT", 8},
    Constant{"TCPI_LAST_ACK", 9},
    Constant{"TCPI_LISTEN", 10},
    Constant{"TCPI_CLOSING", 11},
    Constant{"TCPI_OPT_TIMESTAMPS", 1},
    Constant{"TCPI_OPT_SACK", 2},
    Constant{"TCPI_OPT_WSCALE", 4},
    Constant{"TCPI_OPT_ECN", 8},
    Constant{"TCPI_OPT_SYN_DATA", 32},
    Constant{"True", 1},
    Constant{"False", 0},
    Constant{"TCP_INFINITE_SSTHRESH", 0x7fffffff},
};

std::string joined(const DrillValue& value, std::string_view between) {
  std::string out;
  for (size_t i = 0; i < value.items.size(); ++i) {
    if (i > 0) out += between;
    if (i < value.names.size() && !value.names[i].empty()) out += value.names[i] + "=";
    out += drill_text(value.items[i]);
  }
  return out;
}

}  // namespace

const DrillValue* DrillValue::field(std::string_view name) const {
  for (size_t i = 0; i < names.size(); ++i)
    if (names[i] == name) return &items[i];
  return nullptr;
}

std::optional<int64_t> drill_constant(std::string_view name) {
  for (const Constant& c : kConstants)
    if (c.name == name) return c.value;
  return std::nullopt;
}

std::optional<int64_t> drill_number(const DrillValue& value) {
  if (value.kind == DrillValue::Kind::Number) return value.number;
  if (value.kind == DrillValue::Kind::Word) return drill_constant(value.text);
  if (value.kind != DrillValue::Kind::Or) return std::nullopt;
  int64_t all = 0;
  for (const DrillValue& item : value.items) {
    const auto number = drill_number(item);
    if (!number) return std::nullopt;
    all |= *number;
  }
  return all;
}

std::string drill_text(const DrillValue& value) {
  switch (value.kind) {
    case DrillValue::Kind::Any: return "...";
    case DrillValue::Kind::Number: return std::to_string(value.number);
    case DrillValue::Kind::Word: return value.text;
    case DrillValue::Kind::Text: return "\"" + value.text + "\"";
    case DrillValue::Kind::Or: return joined(value, "|");
    case DrillValue::Kind::List: return "[" + joined(value, ", ") + "]";
    case DrillValue::Kind::Struct: return "{" + joined(value, ", ") + "}";
    case DrillValue::Kind::Call: return value.text + "(" + joined(value, ", ") + ")";
  }
  return {};
}

}  // namespace finwait
