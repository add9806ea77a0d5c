// The scenarios and lessons that are part of the program itself, so that a single binary works
// anywhere.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace finwait {

// One embedded text file.
struct BuiltinFile {
  std::string_view name;  // without folder and extension: "lost-last-ack"
  std::string_view text;  // the whole file, as it is in assets/
};

// All of assets/scenarios/*.toml, sorted by name. The table lives as long as the program.
std::span<const BuiltinFile> builtin_scenarios();
// The same of assets/lessons/*.toml: scenarios that settle a claim. No name is in both tables.
std::span<const BuiltinFile> builtin_lessons();

// The scenario or lesson of that name; nullptr when there is none.
const BuiltinFile* find_builtin(std::string_view name);
// ", did you mean 'lost-fin'?" when a scenario's or lesson's name is near; "" otherwise.
std::string suggest_builtin(std::string_view name);

}  // namespace finwait
