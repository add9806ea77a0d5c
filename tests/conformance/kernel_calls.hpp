// The calls of a scenario as real system calls.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "sim/host/namespace.hpp"
#include "tests/conformance/case_table.hpp"

namespace finwait {

// The kernel's number of a state (TCP_INFO, /proc/net/tcp).
State kernel_state(int number);

// The descriptors of one host's program, by the names that the scenario gives them.
class KernelProgram {
 public:
  // Sockets are made in that namespace.
  KernelProgram(const Case& c, const Namespace& home) : case_(c), home_(home) {}
  ~KernelProgram();

  // Does what the entry says; returns the result in the words of an Observation. May block.
  std::string call(const Entry& entry);
  // Whether call() may block, so that it needs a thread of its own.
  static bool may_block(CallKind call);

 private:
  int find(const Entry& entry);
  int find_or_make(const Entry& entry);
  int make(int32_t name);
  std::string accept_call(const Entry& entry, int fd);
  std::string close_call(const Entry& entry, int fd);
  std::string exit_call();

  const Case& case_;
  const Namespace& home_;
  std::mutex mutex_;
  std::map<int32_t, std::vector<int>> descriptors_;  // of a name; the last is the one used
  std::vector<int32_t> listeners_;
};

}  // namespace finwait
