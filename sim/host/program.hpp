// Another program, started and watched. POSIX; elsewhere start() says that it cannot.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/base/result.hpp"

namespace finwait {

// The path of a program that PATH finds; "" when there is none.
std::string find_program(const std::string& name);

// Why a program (a name, looked up in PATH, or a path) cannot be run.
std::optional<Error> check_program(const std::string& name);

class Program {
 public:
  enum class Output : uint8_t { Own, ToStandardError };  // where its standard output goes
  // Runs `words` (a name, looked up in PATH, and arguments) in the calling thread's namespaces.
  static Result<Program> start(const std::vector<std::string>& words, Output output);

  Program(Program&& other) noexcept;
  Program& operator=(Program&&) = delete;
  ~Program();  // ends it, if it runs

  // Its exit code once it has ended: 128 plus the signal that ended it; 127: it could not be run.
  std::optional<int> exit_code();
  // The same when it has ended, which is waited for.
  int wait();
  // Asks it to end; kills it when it does not within a second.
  void stop();

 private:
  explicit Program(int pid) : pid_(pid) {}

  int pid_ = -1;
  std::optional<int> code_;
};

}  // namespace finwait
