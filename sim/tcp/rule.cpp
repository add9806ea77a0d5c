#include "sim/tcp/rule.hpp"

#include <algorithm>
#include <array>

#include "sim/base/assert.hpp"
#include "sim/tcp/rule_table.hpp"

namespace finwait {
namespace {

// A family of rules: its letter, its first and last numbered rule, and where the first stands in
// the table.
struct Family {
  char letter;
  Rule first;
  Rule last;
  size_t start;

  constexpr bool has(Rule rule) const { return first <= rule && rule <= last; }
  constexpr size_t index(Rule rule) const {
    return static_cast<size_t>(rule) - static_cast<size_t>(first);
  }
};

constexpr std::array<Family, 3> kFamilies = {{
    {'T', Rule::T001, Rule::T184, 0},
    {'A', Rule::A001, Rule::A165, 185},  // T164m stands before it
    {'N', Rule::N001, Rule::N017, 350},
}};
constexpr size_t kPositionOfT164m = 184;
constexpr size_t kRules = 367;

using Table = std::array<RuleInfo, kRules>;

Table join() {
  SIM_ASSERT(tcp_rules().size() + socket_rules().size() + net_rules().size() == kRules);
  Table all;
  auto out = all.begin();
  for (const auto& part : {tcp_rules(), socket_rules(), net_rules()})
    out = std::copy(part.begin(), part.end(), out);
  return all;
}

const Table& table() {
  static const Table all = join();
  return all;
}

const Family* family_of(Rule rule) {
  for (const Family& family : kFamilies)
    if (family.has(rule)) return &family;
  return nullptr;
}

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

}  // namespace

std::span<const RuleInfo> all_rules() {
  return table();
}

const RuleInfo& rule_info(Rule rule) {
  static constexpr RuleInfo kNone;
  if (rule == Rule::T164m) return table()[kPositionOfT164m];
  const Family* family = family_of(rule);
  return family != nullptr ? table()[family->start + family->index(rule)] : kNone;
}

std::string rule_name(Rule rule) {
  if (rule == Rule::T164m) return "T164m";
  const Family* family = family_of(rule);
  if (family == nullptr) return "";
  const std::string digits = std::to_string(family->index(rule) + 1);
  return family->letter + std::string(3 - digits.size(), '0') + digits;
}

std::optional<Rule> parse_rule(std::string_view name) {
  if (name.size() == 5 && upper(name[4]) == 'M' && parse_rule(name.substr(0, 4)) == Rule::T164)
    return Rule::T164m;
  if (name.size() != 4) return std::nullopt;
  size_t number = 0;
  for (char c : name.substr(1)) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + static_cast<size_t>(c - '0');
  }
  for (const Family& family : kFamilies)
    if (family.letter == upper(name[0]) && number >= 1 && number <= family.index(family.last) + 1)
      return static_cast<Rule>(static_cast<size_t>(family.first) + number - 1);
  return std::nullopt;
}

}  // namespace finwait
