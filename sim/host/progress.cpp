#include "sim/host/progress.hpp"

#include <algorithm>

#include "sim/host/clock.hpp"
#include "sim/host/files.hpp"
#include "sim/host/terminal.hpp"

namespace finwait {
namespace {

constexpr int64_t kEvery = 100;  // ms
constexpr uint64_t kMega = 1'000'000;

}  // namespace

ProgressLine::ProgressLine(std::string_view what)
    : what_(what), visible_(error_is_terminal()), started_(real_milliseconds()), last_(started_) {}

ProgressLine::~ProgressLine() {
  if (shown_) write_err("\r\x1b[K");
}

void ProgressLine::show(uint64_t done, uint64_t total) {
  if (!visible_) return;
  const int64_t now = real_milliseconds();
  if (now - last_ < kEvery) return;
  last_ = now;
  shown_ = true;
  const auto spent = static_cast<uint64_t>(std::max<int64_t>(now - started_, 1));
  std::string line = "\r\x1b[K" + what_ + ": " + std::to_string(done / kMega) + " MB, " +
                     std::to_string(done / 1000 / spent) + " MB/s";
  if (total > 0 && done > 0 && done <= total) {
    line += ", " + std::to_string(done * 100 / total) + " %, " +
            std::to_string((total - done) / (done / spent + 1) / 1000) + " s left";
  }
  write_err(line);
}

}  // namespace finwait
