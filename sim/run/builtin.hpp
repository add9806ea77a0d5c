// The scenarios that are part of the program itself, so that a single binary works anywhere.
#pragma once

#include <span>
#include <string_view>

namespace finwait {

// One embedded text file.
struct BuiltinFile {
  std::string_view name;  // without folder and extension: "lost-last-ack"
  std::string_view text;  // the whole file, as it is in assets/
};

// All of assets/scenarios/*.toml, sorted by name. The table lives as long as the program.
std::span<const BuiltinFile> builtin_scenarios();

}  // namespace finwait
