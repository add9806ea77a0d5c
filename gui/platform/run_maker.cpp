#include "gui/platform/run_maker.hpp"

#include <array>
#include <atomic>
#include <mutex>
#include <thread>
#include <utility>

namespace finwait {
namespace {

constexpr int kStepsBetweenLooks = 2000;  // at the wish to stop; less than a millisecond
// When a beginning is worth a copy. Later ones would take as much memory as the run.
constexpr std::array<uint64_t, 2> kShownSegments = {100000, 1000000};

}  // namespace

struct RunMaker::Inside {
  std::shared_ptr<const Scenario> scenario;
  uint64_t ticket = 0;
  bool beginnings = false;
  std::atomic<bool> stop = false;
  std::atomic<bool> over = false;
  std::atomic<uint64_t> segments = 0;
  std::mutex mutex;
  std::shared_ptr<Run> made;  // behind the mutex
  std::thread thread;

  ~Inside() {
    stop = true;
    if (thread.joinable()) thread.join();
  }

  void hand_over(std::shared_ptr<Run> run) {
    const std::lock_guard lock(mutex);
    made = std::move(run);
  }

  void run() {
    Simulation simulation(*scenario);
    size_t shown = 0;
    while (!stop && go_on(simulation)) {
      segments = simulation.trace().packets.size();
      if (!beginnings || shown == kShownSegments.size() || segments < kShownSegments[shown])
        continue;
      hand_over(std::make_shared<Run>(Simulation(simulation)));
      ++shown;
    }
    if (!stop) hand_over(std::make_shared<Run>(std::move(simulation)));
    over = true;
  }

  static bool go_on(Simulation& simulation) {
    for (int i = 0; i < kStepsBetweenLooks; ++i)
      if (!simulation.step()) return false;
    return true;
  }
};

RunMaker::RunMaker(const Wanted& wanted) : in_(std::make_unique<Inside>()) {
  in_->scenario = wanted.scenario;
  in_->ticket = wanted.ticket;
  in_->beginnings = !wanted.then;
  in_->thread = std::thread([in = in_.get()] { in->run(); });
}

RunMaker::RunMaker(RunMaker&&) noexcept = default;
RunMaker& RunMaker::operator=(RunMaker&&) noexcept = default;
RunMaker::~RunMaker() = default;

uint64_t RunMaker::ticket() const {
  return in_->ticket;
}

uint64_t RunMaker::segments() const {
  return in_->segments;
}

std::shared_ptr<Run> RunMaker::take() {
  const std::lock_guard lock(in_->mutex);
  return std::exchange(in_->made, nullptr);
}

void RunMaker::stop() {
  in_->stop = true;
}

bool RunMaker::is_over() const {
  return in_->over;
}

}  // namespace finwait
