// A TUN device: an interface whose other end is this program. What the kernel sends through it is
// read here as IP packets; what is written here arrives at the kernel. Linux only.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/base/result.hpp"
#include "sim/base/time.hpp"

namespace finwait {

class Tun {
 public:
  // How long a device lives: as long as its namespace, or until the Tun is destroyed, which takes
  // the kernel tens of milliseconds.
  enum class Life : uint8_t { OfNamespace, OfTun };
  // Makes the device in the calling thread's network namespace. A device that exists already is
  // never taken over: that is an error.
  static Result<Tun> make(const std::string& name, Life life = Life::OfNamespace);

  Tun(Tun&& other) noexcept;
  Tun& operator=(Tun&& other) noexcept;
  ~Tun();

  // False when the kernel refused the packet (the device is down).
  bool write(std::span<const uint8_t> packet) const;
  // The next packet, waiting at most so long; nullopt when none came.
  std::optional<std::vector<uint8_t>> read(int timeout_ms) const;
  // Waits until there is a packet to read, at most so long.
  void wait(Duration longest) const;

 private:
  explicit Tun(int fd) : fd_(fd) {}

  int fd_ = -1;
};

}  // namespace finwait
