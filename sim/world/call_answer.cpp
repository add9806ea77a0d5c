#include "sim/world/call_answer.hpp"

#include "sim/world/stepper.hpp"

namespace finwait {

CallAnswer ask(const World& world, const Entry& entry, uint32_t socket) {
  SIM_ASSERT(!is_for_host(entry.call) && entry.call != CallKind::Exit);
  if (!world.hosts()[entry.host].up) return {.nobody = true};
  World copy = world;
  Stepper stepper(copy, nullptr);
  const uint32_t slot =
      socket == kNoSocket ? stepper.resolve_or_make(entry, 0) : copy.slot_of(socket);
  CallResult result = stepper.closed_descriptor(entry);
  uint32_t done = 0;
  if (slot != kNone) result = stepper.call(entry, slot, 0, done);
  if (!result.done()) return {.blocks = true};
  return {false, false, result.error, result.value, result.rule};
}

}  // namespace finwait
