// What became of every octet, and why: the byte ledger of each stream with the reason of each loss.
// `finwait bytes` and `finwait compare` are made from this.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "sim/run/simulation.hpp"

namespace finwait {

// A range of a stream that nobody will ever read.
struct Discard {
  uint64_t from = 0;  // first octet
  uint64_t to = 0;    // one past the last
  Rule rule = Rule::None;
  uint8_t host = 0;  // whose rule it is
  Time t;
  std::string killer;  // "close() of client at 500 ms", "RST 1 that reached client at 1 s"
  uint32_t told = 0;   // the writer's next call that failed: id of its result; 0: none did
};

// One direction of one connection.
struct StreamFate {
  uint32_t stream = 0;
  uint32_t writer = kNoSocket;
  uint32_t reader = kNoSocket;  // none: nobody ever was
  uint8_t host = 0;             // the writer's
  Ledger ledger;
  std::vector<Discard> discards;  // in the order in which they were certain
};

// Every stream of a run that is over, in the order in which they were opened. `language` is that
// of the killers.
std::vector<StreamFate> byte_fates(const Simulation& simulation, Language language = Language::En);

// "client conn#1 → server conn#1".
std::string direction_text(const Simulation& simulation, const StreamFate& fate);

// A share of a ledger, in the order in which reports list them.
struct LedgerPart {
  std::string_view name;  // "in flight"
  std::string_view key;   // "in_flight"
  uint64_t Ledger::*count;
};
// unsent, in flight, held, unread, read, discarded: they add up to what was written.
inline constexpr std::array<LedgerPart, 6> kLedgerParts = {
    {{"unsent", "unsent", &Ledger::unsent},
     {"in flight", "in_flight", &Ledger::in_flight},
     {"held", "held", &Ledger::held},
     {"unread", "unread", &Ledger::unread},
     {"read", "read", &Ledger::read},
     {"discarded", "discarded", &Ledger::discarded}}};

}  // namespace finwait
