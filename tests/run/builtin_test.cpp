// The scenarios inside the program are those in assets/scenarios.
#include "sim/run/builtin.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

using finwait::builtin_scenarios;
using finwait::BuiltinFile;

TEST_CASE("builtin scenarios: sorted by name, names without folder and extension") {
  const auto files = builtin_scenarios();
  REQUIRE(!files.empty());
  CHECK(std::is_sorted(files.begin(), files.end(),
                       [](const BuiltinFile& a, const BuiltinFile& b) { return a.name < b.name; }));
  for (const BuiltinFile& file : files) {
    CHECK(file.name.find_first_of("/.") == std::string_view::npos);
  }
}

TEST_CASE("builtin scenarios: byte for byte the files of assets/scenarios") {
  for (const BuiltinFile& file : builtin_scenarios()) {
    INFO(std::string(file.name));
    const std::string path =
        FINWAIT_SOURCE_DIR "/assets/scenarios/" + std::string(file.name) + ".toml";
    std::ifstream in(path, std::ios::binary);
    const std::string on_disk(std::istreambuf_iterator<char>(in), {});
    CHECK(on_disk == file.text);
  }
}
