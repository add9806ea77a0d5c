#include "tests/tools/test_sources.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>

namespace finwait {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 2> kAboutTheTables = {
    "tests/sim/rule_test.cpp",
    "tests/sim/reference_pages_test.cpp",
};

bool is_test_source(std::string_view path) {
  if (std::find(kAboutTheTables.begin(), kAboutTheTables.end(), path) != kAboutTheTables.end())
    return false;
  return path.ends_with(path.starts_with("tests/") ? ".cpp" : ".toml");
}

}  // namespace

std::string read_whole_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<TestSource> read_test_sources(const std::string& root) {
  std::vector<TestSource> sources;
  for (const char* folder : {"tests", "assets/lessons", "assets/scenarios"}) {
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(root) / folder)) {
      const std::string path = entry.path().lexically_relative(root).generic_string();
      if (entry.is_regular_file() && is_test_source(path))
        sources.push_back({path, read_whole_file(entry.path().string())});
    }
  }
  std::sort(sources.begin(), sources.end(),
            [](const auto& a, const auto& b) { return a.path < b.path; });
  return sources;
}

}  // namespace finwait
