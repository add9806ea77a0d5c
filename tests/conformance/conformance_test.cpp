// Without a kernel: the simulator still does what a kernel was seen to do when the page of the
// documentation was written.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "tests/conformance/report.hpp"
#include "tests/conformance/simulated_run.hpp"

using namespace finwait;

namespace {

const std::string kRoot = FINWAIT_SOURCE_DIR "/";

std::string text_of(const std::string& path) {
  std::ifstream in(kRoot + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("conformance: every case runs in the simulator as the page shows it") {
  const std::string page = text_of("assets/reference/conformance.md");
  REQUIRE(!page.empty());
  size_t count = 0;
  for (const char* file : {"acknowledging", "closing", "listening", "opening", "sending", "states",
                           "time_wait", "two_kernels"}) {
    const auto cases =
        read_cases(text_of("tests/conformance/cases/" + std::string(file) + ".txt"), file);
    REQUIRE_MESSAGE(cases.ok(), (cases.ok() ? "" : cases.error().text()));
    for (const Case& c : cases.value()) {
      INFO(file << ": " << c.name);
      const std::string row = " | " + run_cell(c, run_simulated(c)) + " |\n";
      CHECK(page.find(row) != std::string::npos);
      ++count;
    }
  }
  CHECK(count >= 300);
}

TEST_CASE("conformance: a bad table of cases is refused with its line") {
  const auto line_of = [](const char* text) {
    const auto cases = read_cases(text, "table");
    return cases.ok() ? -1 : cases.error().line;
  };
  CHECK(line_of("0ms c close\n") == 1);
  CHECK(line_of("== a\n0ms c close\nwhat: ever\n") == 3);
  CHECK(line_of("# nothing\n== a\nsoon c close\n") == 2);
  CHECK(line_of("== a\nstates: NOWHERE\n100ms c close\n") == 1);
  CHECK(line_of("== a\n0ms c explode\n") == 1);
  CHECK(line_of("== a\n0ms c close\n") == -1);
}
