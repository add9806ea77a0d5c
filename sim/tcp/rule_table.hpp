// The tables behind all_rules(), one a family of rules. Only rule.cpp reads them.
#pragma once

#include <array>
#include <span>

#include "sim/tcp/rule.hpp"

namespace finwait {

std::span<const RuleInfo> tcp_rules();     // T001 ... T184, then T164m
std::span<const RuleInfo> socket_rules();  // A001 ... A165
std::span<const RuleInfo> net_rules();     // N001 ... N017

// Whether a table holds every rule from `first` on, in the order of ids. T164m, the one id that
// does not follow its neighbour, may end it.
template <size_t kCount>
constexpr bool complete(const std::array<RuleInfo, kCount>& table, Rule first) {
  for (size_t i = 0; i < kCount; ++i) {
    const size_t id = static_cast<size_t>(first) + i;
    const bool variant = i + 1 == kCount && table[i].rule == Rule::T164m;
    if (static_cast<size_t>(table[i].rule) != id && !variant) return false;
  }
  return true;
}

}  // namespace finwait
