// The numbered requirements of RFC 9293 (MUST-1 ... MAY-18, its appendix B): which of them FinWait
// meets, by which rules, and which it does not model, and why. Data for the reference page.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "sim/tcp/rule.hpp"

namespace finwait {

enum class ClauseStatus : uint8_t {
  Met,          // with the values of profile rfc9293
  NotModelled,  // an implementation for real networks would need it
  OutOfScope,   // addressed to others than a TCP implementation
};

struct Clause {
  std::string_view id;       // "MUST-13", "SHLD-4", "MAY-2", "REC-1"
  std::string_view section;  // of RFC 9293: "3.6.1"
  ClauseStatus status = ClauseStatus::Met;
  std::string_view text;    // what is required, in our own words
  std::string_view reason;  // why it is not modelled, or what to know about how it is met; or ""
  std::array<Rule, 4> rules{};  // the rows that implement it; Rule::None fills the rest
};

// Every requirement: MUST, SHLD, MAY, REC, each in the order of numbers.
std::span<const Clause> all_clauses();

// Null when there is no such requirement.
const Clause* find_clause(std::string_view id);

}  // namespace finwait
