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

std::vector<Case> all_cases() {
  std::vector<Case> all;
  for (const char* file : {"acknowledging", "closing", "combinations", "corners", "listening",
                           "opening", "sending", "states", "time_wait", "two_kernels"}) {
    auto cases = read_cases(text_of("tests/conformance/cases/" + std::string(file) + ".txt"), file);
    REQUIRE_MESSAGE(cases.ok(), (cases.ok() ? "" : cases.error().text()));
    for (Case& c : cases.value()) all.push_back(std::move(c));
  }
  return all;
}

}  // namespace

TEST_CASE("conformance: every case runs in the simulator as the page shows it") {
  const std::string page = text_of("assets/reference/conformance.md");
  REQUIRE(!page.empty());
  size_t count = 0;
  for (const Case& c : all_cases()) {
    INFO(c.file << ": " << c.name);
    const std::string row = " | " + run_cell(c, run_simulated(c)) + " |\n";
    CHECK(page.find(row) != std::string::npos);
    ++count;
  }
  CHECK(count >= 600);
}

TEST_CASE("conformance: every row of what was observed names cases that exist") {
  const std::string text = text_of("tests/conformance/observed.txt");
  const auto rows = read_observed_rows(text, "observed.txt", all_cases());
  REQUIRE_MESSAGE(rows.ok(), (rows.ok() ? "" : rows.error().text()));
  CHECK(rows.value().size() >= 50);
  const auto line_of = [](const char* table) {
    const auto read = read_observed_rows(table, "table", all_cases());
    return read.ok() ? -1 : read.error().line;
  };
  CHECK(line_of("# x\na row\n  closing: no such case\n") == 3);
  CHECK(line_of("  closing: close with unread data\n") == 1);
  CHECK(line_of("a row\nanother\n  closing: close with unread data\n") == 2);
  CHECK(line_of("a row\n  closing: close with unread data\n") == -1);
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
