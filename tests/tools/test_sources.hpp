// Reads what index_tests() looks at from the repository.
#pragma once

#include <string>
#include <vector>

#include "sim/report/reference_pages.hpp"

namespace finwait {

// tests/**/*.cpp, assets/lessons/*.toml and assets/scenarios/*.toml below `root`, sorted by path.
// Files that test the tables of rules themselves are left out: naming a rule there tests nothing.
std::vector<TestSource> read_test_sources(const std::string& root);

// The whole file; empty when it cannot be read.
std::string read_whole_file(const std::string& path);

}  // namespace finwait
