#include "sim/host/namespace.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#ifdef __linux__
#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#endif

namespace finwait {

Error system_error(std::string_view name) {
  Error error;
  error.message = "cannot " + std::string(name) + ": " + std::strerror(errno);
  return error;
}

Namespace::Namespace(Namespace&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

Namespace& Namespace::operator=(Namespace&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

#ifdef __linux__

Namespace::~Namespace() {
  if (fd_ >= 0) close(fd_);
}

Result<Namespace> Namespace::make() {
  if (unshare(CLONE_NEWNET) != 0) return system_error("make a network namespace");
  const int fd = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
  if (fd < 0) return system_error("open the network namespace");
  return Namespace(fd);
}

std::optional<Error> Namespace::enter() const {
  if (setns(fd_, CLONE_NEWNET) != 0) return system_error("enter the network namespace");
  return std::nullopt;
}

std::optional<Error> write_setting(std::string_view name, std::string_view value) {
  const std::string path = "/proc/sys/net/" + std::string(name);
  const int fd = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0) return system_error("open " + path);
  const bool written = write(fd, value.data(), value.size()) == static_cast<ssize_t>(value.size());
  std::optional<Error> error;
  if (!written) error = system_error("write " + std::string(value) + " to " + path);
  close(fd);
  return error;
}

namespace {

bool set_address(int fd, ifreq& request, unsigned long what, uint32_t address) {
  sockaddr_in in{};
  in.sin_family = AF_INET;
  in.sin_addr.s_addr = htonl(address);
  std::memcpy(&request.ifr_addr, &in, sizeof in);
  return ioctl(fd, what, &request) == 0;
}

bool switch_on(int fd, ifreq& request) {
  if (ioctl(fd, SIOCGIFFLAGS, &request) != 0) return false;
  request.ifr_flags = static_cast<short>(request.ifr_flags | IFF_UP | IFF_RUNNING);
  return ioctl(fd, SIOCSIFFLAGS, &request) == 0;
}

}  // namespace

std::optional<Error> bring_up(const std::string& interface, uint32_t address, int prefix) {
  const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return system_error("open a socket");
  ifreq request{};
  std::strncpy(request.ifr_name, interface.c_str(), IFNAMSIZ - 1);
  const uint32_t mask = prefix == 0 ? 0 : ~uint32_t{0} << (32 - prefix);
  const bool up = set_address(fd, request, SIOCSIFADDR, address) &&
                  set_address(fd, request, SIOCSIFNETMASK, mask) && switch_on(fd, request);
  std::optional<Error> error;
  if (!up) error = system_error("bring up " + interface);
  close(fd);
  return error;
}

#else

Namespace::~Namespace() = default;

Result<Namespace> Namespace::make() {
  errno = ENOSYS;
  return system_error("make a network namespace");
}

std::optional<Error> Namespace::enter() const {
  errno = ENOSYS;
  return system_error("enter a network namespace");
}

std::optional<Error> write_setting(std::string_view name, std::string_view) {
  errno = ENOSYS;
  return system_error("write " + std::string(name));
}

std::optional<Error> bring_up(const std::string& interface, uint32_t, int) {
  errno = ENOSYS;
  return system_error("bring up " + interface);
}

#endif

}  // namespace finwait
