#include "sim/host/tun.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include "sim/host/namespace.hpp"

#ifdef __linux__
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>
#endif

namespace finwait {

Tun::Tun(Tun&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

Tun& Tun::operator=(Tun&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

#ifdef __linux__

Tun::~Tun() {
  if (fd_ >= 0) close(fd_);
}

Result<Tun> Tun::make(const std::string& name, Life life) {
  if (if_nametoindex(name.c_str()) != 0) {
    errno = EEXIST;
    return system_error("make the TUN device " + name);
  }
  const int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return system_error("open /dev/net/tun");
  Tun tun(fd);
  ifreq request{};
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  std::strncpy(request.ifr_name, name.c_str(), IFNAMSIZ - 1);
  if (ioctl(fd, TUNSETIFF, &request) != 0) return system_error("make the TUN device " + name);
  if (life == Life::OfNamespace && ioctl(fd, TUNSETPERSIST, 1) != 0)
    return system_error("keep the TUN device " + name);
  return tun;
}

bool Tun::write(std::span<const uint8_t> packet) const {
  return ::write(fd_, packet.data(), packet.size()) == static_cast<ssize_t>(packet.size());
}

std::optional<std::vector<uint8_t>> Tun::read(int timeout_ms) const {
  pollfd wanted{fd_, POLLIN, 0};
  if (poll(&wanted, 1, timeout_ms) <= 0) return std::nullopt;
  std::vector<uint8_t> packet(65536);
  const ssize_t got = ::read(fd_, packet.data(), packet.size());
  if (got <= 0) return std::nullopt;
  packet.resize(static_cast<size_t>(got));
  return packet;
}

void Tun::wait(Duration longest) const {
  pollfd wanted{fd_, POLLIN, 0};
  timespec limit{};
  limit.tv_sec = static_cast<time_t>(longest.ns / 1000000000);
  limit.tv_nsec = static_cast<long>(longest.ns % 1000000000);
  ppoll(&wanted, 1, &limit, nullptr);
}

#else

Tun::~Tun() = default;

Result<Tun> Tun::make(const std::string& name, Life) {
  errno = ENOSYS;
  return system_error("make the TUN device " + name);
}

bool Tun::write(std::span<const uint8_t>) const { return false; }
std::optional<std::vector<uint8_t>> Tun::read(int) const { return std::nullopt; }
void Tun::wait(Duration) const {}

#endif

}  // namespace finwait
