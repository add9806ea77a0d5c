// reference_pages ROOT: writes assets/reference/rules.md, clauses.md, close-matrix.md,
// lessons.md, time-wait.md, systems.md and scenario-schema.md of the repository at ROOT, and the
// JSON Schemas.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "sim/report/close_matrix.hpp"
#include "sim/report/schema.hpp"
#include "sim/report/time_wait_page.hpp"
#include "tests/tools/schema_page.hpp"
#include "tests/tools/test_sources.hpp"

namespace {

bool write(const std::string& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
  out.close();
  if (!out) std::fprintf(stderr, "reference_pages: cannot write %s\n", path.c_str());
  return static_cast<bool>(out);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 || !std::filesystem::is_directory(std::string(argv[1]) + "/tests")) {
    std::fprintf(stderr, "usage: reference_pages ROOT (of the repository)\n");
    return 2;
  }
  const std::string root = argv[1];
  const std::string folder = root + "/assets/reference/";
  std::filesystem::create_directories(folder);
  const std::vector<finwait::TestSource> sources = finwait::read_test_sources(root);
  const finwait::TestIndex tests = finwait::index_tests(sources);
  const bool ok = write(folder + "rules.md", finwait::rules_page(tests)) &&
                  write(folder + "clauses.md", finwait::clauses_page(tests)) &&
                  write(folder + "close-matrix.md", finwait::close_matrix_page()) &&
                  write(folder + "lessons.md", finwait::lessons_page()) &&
                  write(folder + "time-wait.md", finwait::time_wait_page()) &&
                  write(folder + "systems.md", finwait::systems_page()) &&
                  write(folder + "scenario-schema.md", finwait::schema_page(sources)) &&
                  write(root + "/assets/scenario.schema.json", finwait::scenario_schema()) &&
                  write(root + "/assets/trace.schema.json", finwait::trace_schema());
  return ok ? 0 : 1;
}
