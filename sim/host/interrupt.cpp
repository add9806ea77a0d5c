#include "sim/host/interrupt.hpp"

#include <csignal>

namespace finwait {
namespace {

volatile std::sig_atomic_t caught = 0;

void note_signal(int) {
  if (caught < 9) caught = caught + 1;
}

}  // namespace

void catch_interrupts() {
  caught = 0;
  std::signal(SIGINT, note_signal);
  std::signal(SIGTERM, note_signal);
}

bool interrupted() { return caught != 0; }
int interruptions() { return caught; }

}  // namespace finwait
