// What the keys of a scenario file and of a line of the trace mean, and what they are when they are
// not written. Types and units come from the schema; its descriptions and the reference page are
// made of both.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace finwait {

struct SchemaKey {
  std::string_view table;  // a definition of the schema, "" the file itself; a kind of record
  std::string_view key;
  std::string_view standard;  // the default
  std::string_view meaning;
};

// In the schema's order.
std::span<const SchemaKey> scenario_keys();
std::span<const SchemaKey> trace_keys();

// Gives every property of a JSON Schema its "description". Those that have one keep it. A property
// of a table within a table is looked up as TABLE.KEY; one of a record's kind that is not there, as
// a key of every record.
std::string described(std::string_view schema, std::span<const SchemaKey> keys);

}  // namespace finwait
