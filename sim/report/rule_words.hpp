// What the rules say, in every language. English stands in the rule table itself; the Chinese texts
// in assets/messages/rules.zh-Hans.po and rules.zh-Hant.po, by the rules' names.
#pragma once

#include <span>
#include <string>

#include "sim/report/catalogue.hpp"
#include "sim/run/builtin.hpp"
#include "sim/run/scenario.hpp"
#include "sim/tcp/rule.hpp"

namespace finwait {

// The catalogues as they were when the program was built: "rules.zh-Hans", "rules.zh-Hant".
std::span<const BuiltinFile> embedded_rule_words();

// The texts of one language; a rule without a translation speaks English.
class RuleWords {
 public:
  explicit RuleWords(Language language);

  Language language() const { return language_; }
  std::string title(Rule rule) const;  // the condition
  std::string text(Rule rule) const;   // what is done

 private:
  Language language_;
  Catalogue catalogue_;
};

// How the rule is known: "measured"; where that differs, for each kind of system.
std::string evidence_words(Rule rule, Language language);

}  // namespace finwait
