// A network namespace of our own: a private copy of the machine's network stack, with no way out.
// Linux only, and only for root; elsewhere make() says so.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/base/result.hpp"

namespace finwait {

class Namespace {
 public:
  // A fresh one. The calling thread (no other) is inside it afterwards.
  static Result<Namespace> make();

  Namespace(Namespace&& other) noexcept;
  Namespace& operator=(Namespace&& other) noexcept;
  ~Namespace();

  // Moves the calling thread in. Sockets belong to the namespace in which they were made.
  [[nodiscard]] std::optional<Error> enter() const;

 private:
  explicit Namespace(int fd) : fd_(fd) {}

  int fd_ = -1;
};

// In the namespace of the calling thread: a kernel setting such as "ipv4/tcp_syn_retries".
[[nodiscard]] std::optional<Error> write_setting(std::string_view name, std::string_view value);
// An address with its network's prefix for an interface, which is switched on.
[[nodiscard]] std::optional<Error> bring_up(const std::string& interface, uint32_t address,
                                            int prefix);

// "cannot NAME: REASON", with errno's text.
Error system_error(std::string_view name);

}  // namespace finwait
