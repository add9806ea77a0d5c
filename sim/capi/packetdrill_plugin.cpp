// libfinwait_packetdrill.so: the original packetdrill judges a simulated endpoint.
//
//   packetdrill --so_filename=/path/libfinwait_packetdrill.so [--so_flags=PROFILE] ... script.pkt
//
// The flags, or else the variable FINWAIT_PACKETDRILL, are a profile with settings, as in
// "linux,time_wait=30s"; "local_ip=192.168.0.1" is a setting, too. Without any the profile is
// rfc9293: a window of 65535, unscaled, no option but MSS.
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "sim/base/text.hpp"
#include "sim/capi/packetdrill_options.hpp"
#include "sim/capi/packetdrill_poll.hpp"
#include "sim/capi/packetdrill_table.h"
#include "sim/capi/simulated_stack.hpp"
#include "sim/run/profile_text.hpp"

using namespace finwait;

namespace {

constexpr uint32_t kLocal = 0xc0a80001;  // 192.168.0.1

SimulatedStack& of(void* userdata) { return *static_cast<SimulatedStack*>(userdata); }

int refuse(int error) {
  errno = error;
  return -1;
}

// What happens when memory ends inside: an error, not an exception in a C program. (Only these are
// caught, since a thread that is cancelled unwinds, too.)
template <class Function>
auto guarded(Function function) -> decltype(function()) {
  try {
    return function();
  } catch (const std::exception&) {
    errno = ENOMEM;
    return -1;
  }
}

Entry entry_for(CallKind kind) {
  Entry entry;
  entry.call = kind;
  return entry;
}

std::optional<Address> read_address(const sockaddr* address, socklen_t length) {
  sockaddr_in in{};
  if (!address || length < sizeof in) return std::nullopt;
  std::memcpy(&in, address, sizeof in);
  if (in.sin_family != AF_INET) return std::nullopt;
  return Address{ntohl(in.sin_addr.s_addr), ntohs(in.sin_port)};
}

void write_address(Address from, sockaddr* address, socklen_t* length) {
  if (!address || !length) return;
  sockaddr_in out{};
  out.sin_family = AF_INET;
  out.sin_addr.s_addr = htonl(from.ip);
  out.sin_port = htons(from.port);
  std::memcpy(address, &out, std::min<size_t>(*length, sizeof out));
  *length = sizeof out;
}

void free_stack(void* userdata) {
  // A thread that is still inside after a while would find nothing: then the memory is left alone.
  if (of(userdata).retire()) delete static_cast<SimulatedStack*>(userdata);
}

int open_socket(void* userdata, int domain, int type, int protocol) {
  if (domain != AF_INET) return refuse(EAFNOSUPPORT);
  const int kind = type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (kind != SOCK_STREAM || (protocol != 0 && protocol != IPPROTO_TCP))
    return refuse(EPROTONOSUPPORT);
  return guarded([&] { return of(userdata).open((type & SOCK_NONBLOCK) != 0); });
}

int bind_socket(void* userdata, int fd, const sockaddr* address, socklen_t length) {
  return guarded([&] {
    const auto to = read_address(address, length);
    if (!to) return refuse(EINVAL);
    Entry entry = entry_for(CallKind::Bind);
    entry.port = to->port;
    return static_cast<int>(of(userdata).call(fd, std::move(entry)));
  });
}

int listen_socket(void* userdata, int fd, int backlog) {
  return guarded([&] {
    Entry entry = entry_for(CallKind::Listen);
    entry.backlog = std::clamp(backlog, 0, 65535);
    return static_cast<int>(of(userdata).call(fd, std::move(entry)));
  });
}

int accept_socket(void* userdata, int fd, sockaddr* address, socklen_t* length) {
  return guarded([&] {
    Address remote;
    const int accepted = of(userdata).accept(fd, remote);
    if (accepted >= 0) write_address(remote, address, length);
    return accepted;
  });
}

int connect_socket(void* userdata, int fd, const sockaddr* address, socklen_t length) {
  return guarded([&] {
    const auto to = read_address(address, length);
    if (!to) return refuse(EINVAL);
    Entry entry = entry_for(CallKind::Connect);
    entry.to = *to;
    entry.to_text = address_text(*to);
    return static_cast<int>(of(userdata).call(fd, std::move(entry)));
  });
}

// Spreads octets over the buffers.
void scatter(std::string_view octets, const iovec* parts, size_t count) {
  for (size_t i = 0; i < count && !octets.empty(); ++i) {
    const size_t fits = std::min(parts[i].iov_len, octets.size());
    if (parts[i].iov_base) std::memcpy(parts[i].iov_base, octets.data(), fits);
    octets.remove_prefix(fits);
  }
}

ssize_t receive_into(void* userdata, int fd, const iovec* parts, size_t count, int flags) {
  if ((flags & ~(MSG_DONTWAIT | MSG_NOSIGNAL | MSG_PEEK)) != 0) return refuse(EOPNOTSUPP);
  return guarded([&]() -> ssize_t {
    Entry entry = entry_for(CallKind::Recv);
    uint64_t size = 0;
    for (size_t i = 0; i < count; ++i) size += parts[i].iov_len;
    entry.max = static_cast<uint32_t>(std::min<uint64_t>(size, 1 << 30));
    if (flags & MSG_DONTWAIT) entry.nonblocking = true;
    entry.peek = (flags & MSG_PEEK) != 0;
    std::string octets;
    const int64_t result = of(userdata).call(fd, std::move(entry), &octets);
    scatter(octets, parts, count);
    return result;
  });
}

ssize_t send_from(void* userdata, int fd, const iovec* parts, size_t count, int flags) {
  constexpr int kKnown = MSG_DONTWAIT | MSG_NOSIGNAL | MSG_OOB | MSG_MORE | MSG_EOR;
  if ((flags & ~kKnown) != 0) return refuse(EOPNOTSUPP);
  return guarded([&]() -> ssize_t {
    Entry entry = entry_for(CallKind::Send);
    for (size_t i = 0; i < count; ++i)
      if (parts[i].iov_base)
        entry.data.append(static_cast<const char*>(parts[i].iov_base), parts[i].iov_len);
    entry.urgent = (flags & MSG_OOB) != 0;
    entry.no_signal = (flags & MSG_NOSIGNAL) != 0;
    entry.more = (flags & MSG_MORE) != 0;
    entry.end_of_record = (flags & MSG_EOR) != 0;
    if (flags & MSG_DONTWAIT) entry.nonblocking = true;
    return of(userdata).call(fd, std::move(entry));
  });
}

ssize_t recv_octets(void* userdata, int fd, void* buffer, size_t size, int flags) {
  const iovec one{buffer, size};
  return receive_into(userdata, fd, &one, 1, flags);
}
ssize_t read_octets(void* userdata, int fd, void* buffer, size_t size) {
  return recv_octets(userdata, fd, buffer, size, 0);
}
ssize_t read_vector(void* userdata, int fd, const iovec* parts, int count) {
  return count < 0 ? refuse(EINVAL)
                   : receive_into(userdata, fd, parts, static_cast<size_t>(count), 0);
}
ssize_t recv_from(void* userdata, int fd, void* buffer, size_t size, int flags, sockaddr*,
                  socklen_t* length) {
  if (length) *length = 0;  // of a connection TCP does not say it
  return recv_octets(userdata, fd, buffer, size, flags);
}
ssize_t recv_message(void* userdata, int fd, msghdr* message, int flags) {
  if (!message) return refuse(EFAULT);
  message->msg_flags = 0;
  message->msg_controllen = 0;
  message->msg_namelen = 0;
  return receive_into(userdata, fd, message->msg_iov, message->msg_iovlen, flags);
}

ssize_t send_octets(void* userdata, int fd, const void* data, size_t size, int flags) {
  const iovec one{const_cast<void*>(data), size};
  return send_from(userdata, fd, &one, 1, flags);
}
ssize_t write_octets(void* userdata, int fd, const void* data, size_t size) {
  return send_octets(userdata, fd, data, size, 0);
}
ssize_t write_vector(void* userdata, int fd, const iovec* parts, int count) {
  return count < 0 ? refuse(EINVAL)
                   : send_from(userdata, fd, parts, static_cast<size_t>(count), 0);
}
ssize_t send_to(void* userdata, int fd, const void* data, size_t size, int flags, const sockaddr*,
                socklen_t) {
  return send_octets(userdata, fd, data, size, flags);
}
ssize_t send_message(void* userdata, int fd, const msghdr* message, int flags) {
  if (!message) return refuse(EFAULT);
  return send_from(userdata, fd, message->msg_iov, message->msg_iovlen, flags);
}

int control_file(void* userdata, int fd, int command, ...) {
  va_list list;
  va_start(list, command);
  const int flags = command == F_SETFL ? va_arg(list, int) : 0;
  va_end(list);
  if (command != F_GETFL && command != F_SETFL) return refuse(EINVAL);
  SimulatedStack::Look look;
  std::optional<bool> mode;
  if (command == F_SETFL) mode = (flags & O_NONBLOCK) != 0;
  if (!of(userdata).look(fd, look, mode)) return -1;
  return command == F_SETFL ? 0 : O_RDWR | (look.nonblocking ? O_NONBLOCK : 0);
}

int control_device(void* userdata, int fd, unsigned long request, ...) {
  va_list list;
  va_start(list, request);
  int* const value = va_arg(list, int*);
  va_end(list);
  if (!value) return refuse(EFAULT);
  SimulatedStack::Look look;
  std::optional<bool> mode;
  if (request == FIONBIO) mode = *value != 0;
  if (!of(userdata).look(fd, look, mode)) return -1;
  const Tcb& t = look.tcb;
  const bool closed = t.state == State::Closed;
  switch (request) {
    case FIONBIO: return 0;
    case FIONREAD: *value = static_cast<int>(t.rcv.unread); return 0;
    case TIOCOUTQ:
      *value = closed ? 0 : static_cast<int>(t.snd.end - later(t.snd.una, t.iss + 1));
      return 0;
    default: return refuse(EINVAL);
  }
}

int close_socket(void* userdata, int fd) {
  return guarded([&] { return of(userdata).close(fd); });
}

int shut_down(void* userdata, int fd, int how) {
  return guarded([&] {
    Entry entry = entry_for(CallKind::Shutdown);
    entry.how = how >= 0 && how <= 2 ? static_cast<ShutdownHow>(how) : ShutdownHow::Invalid;
    return static_cast<int>(of(userdata).call(fd, std::move(entry)));
  });
}

int get_option(void* userdata, int fd, int level, int name, void* value, socklen_t* length) {
  return guarded([&] { return get_socket_option(of(userdata), fd, level, name, value, length); });
}

int set_option(void* userdata, int fd, int level, int name, const void* value, socklen_t length) {
  return guarded([&] { return set_socket_option(of(userdata), fd, level, name, value, length); });
}

int device_send(void* userdata, const void* packet, size_t size) {
  if (!packet) return refuse(EFAULT);
  return guarded([&] {
    return of(userdata).send({static_cast<const char*>(packet), size}) ? 0 : refuse(EINVAL);
  });
}

int device_receive(void* userdata, void* buffer, size_t* size, long long* time_usecs) {
  if (!buffer || !size || !time_usecs) return refuse(EFAULT);
  return guarded([&] {
    Time sent;
    const std::string packet = of(userdata).receive(sent);
    if (packet.size() > *size) return refuse(EMSGSIZE);
    std::memcpy(buffer, packet.data(), packet.size());
    *size = packet.size();
    *time_usecs = sent.ns / 1000;
    return 0;
  });
}

int sleep_microseconds(void* userdata, useconds_t time) {
  return guarded([&] {
    of(userdata).sleep(microseconds(time));
    return 0;
  });
}

int time_of_day(void* userdata, timeval* out, void*) {
  return guarded([&] {
    const int64_t us = of(userdata).read_clock().ns / 1000;
    if (out) *out = {us / 1'000'000, us % 1'000'000};
    return 0;
  });
}

int poll_them(void* userdata, pollfd* fds, nfds_t count, int timeout_ms) {
  return guarded([&] { return poll_sockets(of(userdata), fds, count, timeout_ms); });
}
int epoll_make(void* userdata, int) {
  return guarded([&] { return of(userdata).open_epoll(); });
}
int epoll_change(void* userdata, int set, int operation, int fd, epoll_event* event) {
  return guarded([&] { return change_epoll(of(userdata), set, operation, fd, event); });
}
int epoll_await(void* userdata, int set, epoll_event* events, int most, int timeout_ms) {
  return guarded([&] { return wait_epoll(of(userdata), set, events, most, timeout_ms); });
}

// Pipes and splice are not simulated.
int no_pipe(void*, int*) { return refuse(ENOSYS); }
int no_splice(void*, int, long long*, int, long long*, size_t, unsigned) { return refuse(ENOSYS); }

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "libfinwait_packetdrill: --so_flags: %s\n", why.c_str());
  std::exit(1);
}

std::optional<uint32_t> parse_ip(std::string_view text) {
  uint32_t ip = 0;
  for (int part = 0; part < 4; ++part) {
    const size_t dot = std::min(text.find('.'), text.size());
    const auto number = parse_unsigned(text.substr(0, dot));
    if (!number || *number > 255 || (part < 3) != (dot < text.size())) return std::nullopt;
    ip = ip << 8 | static_cast<uint32_t>(*number);
    text.remove_prefix(std::min(dot + 1, text.size()));
  }
  return ip;
}

SimulatedStack* make_stack(std::string flags) {
  constexpr std::string_view kLocalIp = "local_ip=";
  uint32_t address = kLocal;
  const size_t at = flags.find(kLocalIp);
  if (at != std::string::npos && (at == 0 || flags[at - 1] == ',')) {
    const size_t end = std::min(flags.find(',', at), flags.size());
    const std::string text = flags.substr(at + kLocalIp.size(), end - at - kLocalIp.size());
    const auto ip = parse_ip(text);
    if (!ip) give_up("expected an IPv4 address, found local_ip=" + printable(text, 40));
    address = *ip;
    if (at > 0) flags.erase(at - 1, end - at + 1);
    else flags.erase(0, end + 1);
  }
  const Result<Profile> profile = profile_from_text(flags.empty() ? "rfc9293" : flags);
  if (!profile) give_up(profile.error().text());
  return new SimulatedStack(profile.value(), address);
}

}  // namespace

extern "C" __attribute__((visibility("default"))) void packetdrill_interface_init(
    const char* flags, packetdrill_interface* table) {
  const char* variable = std::getenv("FINWAIT_PACKETDRILL");
  const std::string given = flags && *flags ? flags : variable ? variable : "";
  *table = {make_stack(given), free_stack,      open_socket,     bind_socket,  listen_socket,
            accept_socket,     connect_socket,  read_octets,     read_vector,  recv_octets,
            recv_from,         recv_message,    write_octets,    write_vector, send_octets,
            send_to,           send_message,    control_file,    control_device, close_socket,
            shut_down,         get_option,      set_option,      poll_them, device_send,
            device_receive,    sleep_microseconds, time_of_day,  epoll_make, epoll_change,
            epoll_await,     no_pipe,         no_splice};
}
