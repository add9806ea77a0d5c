#include "sim/report/json_rule.hpp"

namespace finwait {

void put_rule(JsonWriter& json, std::string_view name, Rule rule, ProfileName system) {
  if (rule == Rule::None) {
    json.null(name);
    return;
  }
  const RuleInfo& info = rule_info(rule);
  json.key(name).open_object().text("id", rule_name(rule));
  json.text("rfc", info.rfc).text("section", info.section).text("step", info.step);
  json.text("evidence", evidence_name(evidence_of(rule, system))).close_object();
}

}  // namespace finwait
