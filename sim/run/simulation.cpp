#include "sim/run/simulation.hpp"

#include <algorithm>
#include <array>

namespace finwait {
namespace {

// More checkpoints than this, or more memory in them (or than half of the trace, if that is more),
// are thinned out: every second one is dropped.
constexpr size_t kMostCheckpoints = 2048;
// In a long run a seek steps over this part of it at most, unless memory forbids.
constexpr uint64_t kPartBetween = 1024;
constexpr size_t kMostCheckpointBytes = size_t{256} << 20;
// A checkpoint is worth one step for so many octets of it, so that copies cost little.
constexpr size_t kBytesPerStep = 1024;

}  // namespace

std::string_view end_reason_name(EndReason reason) {
  constexpr std::array<std::string_view, 4> kNames = {"running", "quiet", "until", "limit"};
  return kNames[static_cast<size_t>(reason)];
}

Simulation::Simulation(Scenario scenario)
    : scenario_(std::move(scenario)),
      shared_(std::make_shared<const Script>(scenario_.script)),
      world_(shared_) {
  checkpoints_.push_back({world_, 0});
}

// Why no further step is taken from `world`; Running if one can be.
EndReason Simulation::reason(const World& world) const {
  if (world.packets_sent() >= script().limit) return EndReason::Limit;
  const Time next = world.next_time();
  if (next == kNever) return EndReason::Quiet;
  if (scenario_.until && next > *scenario_.until) return EndReason::Until;
  return EndReason::Running;
}

bool Simulation::step() {
  const EndReason why = reason(world_);
  if (why != EndReason::Running) {
    end_ = why;
    return false;
  }
  const bool fresh = world_.steps() == computed_;
  world_.step(fresh ? &trace_ : nullptr);
  if (fresh) {
    ++computed_;
    if (checkpoint_is_due()) keep_checkpoint();
  }
  return true;
}

bool Simulation::checkpoint_is_due() const {
  const uint64_t since = computed_ - checkpoints_.back().world.steps();
  return since >= std::max(spacing_, computed_ / kPartBetween) &&
         since >= world_.footprint() / kBytesPerStep;
}

void Simulation::keep_checkpoint() {
  const size_t octets = world_.footprint();
  world_.share();
  checkpoints_.push_back({world_, octets});
  checkpoint_bytes_ += octets;
  const size_t traced =
      trace_.records.size() * sizeof(Record) + trace_.packets.size() * sizeof(Packet);
  const size_t most = std::max(kMostCheckpointBytes, traced / 2);
  if (checkpoints_.size() <= kMostCheckpoints && checkpoint_bytes_ <= most) return;
  std::vector<Checkpoint> kept;
  checkpoint_bytes_ = 0;
  for (size_t i = 0; i < checkpoints_.size(); i += 2) {
    checkpoint_bytes_ += checkpoints_[i].octets;
    kept.push_back(std::move(checkpoints_[i]));
  }
  checkpoints_ = std::move(kept);
  spacing_ *= 2;
}

EndReason Simulation::run() {
  while (step()) {
  }
  return end_;
}

void Simulation::run_until(Time t) {
  seek(trace_.step_at(t));
  while (world_.next_time() <= t && step()) {
  }
}

void Simulation::seek(uint64_t step_number) {
  // The last checkpoint at or before it; the first is the run's start.
  const auto after =
      std::upper_bound(checkpoints_.begin(), checkpoints_.end(), step_number,
                       [](uint64_t step, const Checkpoint& c) { return step < c.world.steps(); });
  const World& nearest = (after - 1)->world;
  if (step_number < world_.steps() || nearest.steps() > world_.steps()) world_ = nearest;
  const uint64_t known = std::min(step_number, computed_);
  if (known > world_.steps()) replayed_ += known - world_.steps();
  while (world_.steps() < step_number && step()) {
  }
  world_.share();  // whoever looks at it may ask what a call would do, of a copy
}

Time Simulation::end_time() const {
  if (end_ == EndReason::Until && scenario_.until) return *scenario_.until;
  return trace_.records.empty() ? Time{} : trace_.records.back().t;
}

Simulation Simulation::fork() const {
  // Run again rather than cut off: the trace tells of each socket what is known of it by now.
  Simulation branch(scenario_);
  branch.seek(world_.steps());
  return branch;
}

}  // namespace finwait
