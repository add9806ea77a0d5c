// assets/reference/scenario-schema.md: every key of a scenario file, from the JSON Schema that
// editors use: type, unit, default, meaning, an example and the scenario where it stands.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "sim/report/reference_pages.hpp"

namespace finwait {

// Markdown. `sources`: the scenarios that examples are taken from.
std::string schema_page(std::span<const TestSource> sources);

// Keys of the schema that the page says nothing of, and keys that it speaks of and that the schema
// does not have; empty when the two agree.
std::vector<std::string> schema_page_gaps();

}  // namespace finwait
