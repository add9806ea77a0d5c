// A rule as JSON: {"id":"T111","rfc":"9293","section":"3.10.7.4","step":"eighth","evidence":"RFC"}.
#pragma once

#include <string_view>

#include "sim/report/json_writer.hpp"
#include "sim/tcp/rule.hpp"

namespace finwait {

// null for Rule::None.
void put_rule(JsonWriter& json, std::string_view name, Rule rule, ProfileName system);

}  // namespace finwait
