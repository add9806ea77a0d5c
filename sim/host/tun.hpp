// A TUN device: an interface whose other end is this program. What the kernel sends through it is
// read here as IP packets; what is written here arrives at the kernel. Linux only.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/base/result.hpp"

namespace finwait {

class Tun {
 public:
  // Makes the device in the calling thread's network namespace, with which it goes away.
  static Result<Tun> make(const std::string& name);

  Tun(Tun&& other) noexcept;
  Tun& operator=(Tun&& other) noexcept;
  ~Tun();

  // False when the kernel refused the packet (the device is down).
  bool write(std::span<const uint8_t> packet) const;
  // The next packet, waiting at most so long; nullopt when none came.
  std::optional<std::vector<uint8_t>> read(int timeout_ms) const;

 private:
  explicit Tun(int fd) : fd_(fd) {}

  int fd_ = -1;
};

}  // namespace finwait
