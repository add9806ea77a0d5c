// Simulation: a scenario being run, with time travel.
//
// The World at the cursor and the Trace up to the furthest point that was ever computed. Seeking
// back copies the nearest checkpoint and steps on; nothing is recorded twice.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/run/scenario.hpp"
#include "sim/world/trace.hpp"
#include "sim/world/world.hpp"

namespace finwait {

enum class EndReason : uint8_t { Running, Quiet, Until, Limit };
std::string_view end_reason_name(EndReason reason);

class Simulation {
 public:
  explicit Simulation(Scenario scenario);

  const Scenario& scenario() const { return scenario_; }
  const Script& script() const { return scenario_.script; }
  // The world at the cursor, and how many steps led there.
  const World& world() const { return world_; }
  uint64_t cursor() const { return world_.steps(); }
  // Everything that was computed so far, whatever the cursor.
  const Trace& trace() const { return trace_; }
  uint64_t computed_steps() const { return computed_; }

  // One event forward; false at the end.
  bool step();
  // To the end of the run.
  EndReason run();
  // To the last step at or before t (computes on as far as needed).
  void run_until(Time t);
  // To exactly `step` steps, back or forward; stops at the end.
  void seek(uint64_t step);
  // How many steps seeks have taken again so far.
  uint64_t replayed() const { return replayed_; }
  // About how many octets its checkpoints take, apart from what they have in common.
  size_t checkpoint_octets() const { return checkpoint_bytes_; }
  // The reason once the end was computed.
  EndReason end() const { return end_; }
  // The instant at which the run ended (of the last event, or `until`).
  Time end_time() const;
  // The hash at the end of the run, or at the cursor.
  uint64_t hash() const { return world_.hash(); }

  // A branch that goes on from the cursor with an empty future.
  Simulation fork() const;

 private:
  struct Checkpoint {
    World world;
    size_t octets = 0;  // with those that it has in common with later ones
  };
  bool checkpoint_is_due() const;
  void keep_checkpoint();
  EndReason reason(const World& world) const;

  Scenario scenario_;
  std::shared_ptr<const Script> shared_;
  World world_;
  Trace trace_;
  uint64_t computed_ = 0;
  EndReason end_ = EndReason::Running;
  uint64_t spacing_ = 64;  // steps between checkpoints; doubles when there are many
  std::vector<Checkpoint> checkpoints_;
  size_t checkpoint_bytes_ = 0;
  uint64_t replayed_ = 0;
};

}  // namespace finwait
