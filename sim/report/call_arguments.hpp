// The arguments of a call as JSON: `args` of a `call` record. Only those that the call has, by the
// names that the scenario file uses.
#pragma once

#include "sim/report/json_writer.hpp"
#include "sim/world/trace.hpp"

namespace finwait {

void put_call_arguments(JsonWriter& json, const Script& script, const Record& call);

}  // namespace finwait
