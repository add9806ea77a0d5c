// What `finwait rules` prints: every rule in a table, or one with all that is known about it.
#pragma once

#include <span>
#include <string>

#include "sim/report/painted_line.hpp"
#include "sim/run/scenario.hpp"
#include "sim/tcp/rule.hpp"

namespace finwait {

// assets/reference/rules.md as it was when the program was built; where a rule is tested stands
// there and nowhere else.
std::span<const unsigned char> embedded_rules_page();

struct RulesOptions {
  int width = 80;
  ColourMode colour = ColourMode::None;
  Language language = Language::En;
};

// One line per rule: id, clause, the condition.
std::string rules_text(const RulesOptions& options);

// Clause, condition, what is done, the tests and scenarios that name it.
std::string rule_text(Rule rule, const RulesOptions& options);

// The clause of a rule: "RFC 9293 3.10.7.4, eighth", "Linux".
std::string clause_text(const RuleInfo& info);

}  // namespace finwait
