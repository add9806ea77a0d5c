#include "sim/report/rule_words.hpp"

#include "sim/report/words.hpp"

namespace finwait {

RuleWords::RuleWords(Language language) : language_(language) {
  const std::string name = "rules." + std::string(language_tag(language));
  for (const BuiltinFile& file : embedded_rule_words()) {
    if (file.name != name) continue;
    auto read = read_catalogue(file.text, name + ".po");
    if (read) catalogue_ = read.take();
  }
}

std::string RuleWords::title(Rule rule) const {
  const std::string_view text = catalogue_.find(rule_name(rule) + ".title");
  return std::string(text.empty() ? rule_info(rule).title : text);
}

std::string RuleWords::text(Rule rule) const {
  const std::string_view text = catalogue_.find(rule_name(rule) + ".text");
  return std::string(text.empty() ? rule_info(rule).text : text);
}

std::string evidence_words(Rule rule, Language language) {
  const auto of = [&](ProfileName system) {
    return std::string(evidence_word(evidence_of(rule, system), language));
  };
  const std::string on_linux = of(ProfileName::Linux);
  const std::string on_bsd = of(ProfileName::FreeBsd);
  const std::string on_windows = of(ProfileName::Windows);
  if (on_linux == on_bsd && on_bsd == on_windows) return on_linux;
  return "Linux " + on_linux + ", BSD " + on_bsd + ", Windows " + on_windows;
}

}  // namespace finwait
