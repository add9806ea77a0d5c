// A host that is a real kernel, outside this world (HostConfig::outside). It has no TCP here: what
// it sends comes in as `inject` entries with absolute numbers and crosses the link like any
// segment; what reaches it is only recorded. A shadow socket stands for each of its connections, so
// that the ledger counts its octets and the trace holds the states that it says it has. The
// shadow's TCB is never driven: it only keeps the ISNs and how far the kernel has sent.
//
// Internal to this floor, like Stepper, for which it works.
#pragma once

#include "sim/world/stepper.hpp"

namespace finwait {

class Outside {
 public:
  explicit Outside(Stepper& stepper) : s_(stepper), world_(stepper.w_) {}

  // An `inject` entry of such a host: a state that was observed, a segment, or both.
  void event(const Entry& entry, uint32_t index);
  // A segment reaches the kernel. Its answer, if any, is another entry.
  void arrive(uint8_t host, const InFlight& flight, uint32_t arrival);

 private:
  uint32_t shadow_of(const Entry& entry, Address local, Address remote);
  uint32_t make_shadow(uint8_t host, Address local, Address remote);
  void observe(uint32_t shadow, State state);
  void meet(uint32_t shadow);
  void count_acknowledged(uint32_t shadow, const Segment& seg);
  void count_text(uint32_t shadow, Packet& packet, uint32_t index);
  void send(uint32_t shadow, const Entry& entry, uint32_t index);

  Stepper& s_;
  World& world_;
};

}  // namespace finwait
