// Long work on a terminal: a line that tells how far it is.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace finwait {

// One line on standard error, rewritten in place ten times a second; nothing in a pipe.
class ProgressLine {
 public:
  explicit ProgressLine(std::string_view what);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  // So much of so much (octets) is done; `total` 0: not known.
  void show(uint64_t done, uint64_t total);

 private:
  std::string what_;
  bool visible_ = false;
  bool shown_ = false;
  int64_t started_ = 0;
  int64_t last_ = 0;
};

}  // namespace finwait
