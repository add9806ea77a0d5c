#include "sim/report/reference_pages.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "sim/report/close_matrix.hpp"
#include "sim/report/schema.hpp"
#include "sim/report/time_wait_page.hpp"
#include "tests/tools/schema_page.hpp"
#include "tests/tools/test_sources.hpp"

using namespace finwait;

namespace {

using Places = std::vector<TestPlace>;

std::string committed(const char* name) {
  return read_whole_file(std::string(FINWAIT_SOURCE_DIR) + "/assets/reference/" + name);
}

// Where two texts part, as a line number and the two lines.
std::string first_difference(std::string_view a, std::string_view b) {
  for (int line = 1;; ++line) {
    const std::string_view x = a.substr(0, a.find('\n'));
    const std::string_view y = b.substr(0, b.find('\n'));
    if (x != y || a.empty() || b.empty())
      return "line " + std::to_string(line) + ": '" + std::string(x) + "' is now '" +
             std::string(y) + "'";
    a.remove_prefix(std::min(x.size() + 1, a.size()));
    b.remove_prefix(std::min(y.size() + 1, b.size()));
  }
}

void check_current(const char* name, const std::string& made) {
  const std::string text = committed(name);
  if (text == made) return;
  FAIL_CHECK("assets/reference/" << std::string(name) << " is out of date; run ./dev docs. "
                                 << first_difference(text, made));
}

}  // namespace

TEST_CASE("reference pages: the committed pages are what the sources give") {
  const std::vector<TestSource> sources = read_test_sources(FINWAIT_SOURCE_DIR);
  const TestIndex tests = index_tests(sources);
  check_current("rules.md", rules_page(tests));
  check_current("clauses.md", clauses_page(tests));
  check_current("close-matrix.md", close_matrix_page());
  check_current("lessons.md", lessons_page());
  check_current("time-wait.md", time_wait_page());
  check_current("systems.md", systems_page());
  check_current("scenario-schema.md", schema_page(sources));
  check_current("../scenario.schema.json", scenario_schema());
  check_current("../trace.schema.json", trace_schema());
}

TEST_CASE("reference pages: every key of the schema has its line, and no other") {
  for (const std::string& gap : schema_page_gaps()) CHECK_MESSAGE(gap.empty(), gap);
  const std::string page = committed("scenario-schema.md");
  for (const char* part : {"| `jitter` | time (ns us ms s m h) | 0ms |", "`rto_min`",
                           "](../scenarios/", "](../lessons/", "[[rule]]"})
    CHECK_MESSAGE(page.find(part) != std::string::npos, part);
}

TEST_CASE("reference pages: tests are found by ids in their name and body") {
  const TestSource source{"tests/a_test.cpp",
                          "// T001 above all tests\n"
                          "TEST_CASE(\"3.10.7.4 TIME-WAIT: \\\"T111\\\", \"\n"
                          "          \"MUST-13\") {\n"
                          "  CHECK(rule == Rule::T129);\n"
                          "}\n"
                          "TEST_CASE_FIXTURE(Pair, \"T077-T078, not XT079, T0801 or MUST-700\") {\n"
                          "  CHECK(rule == Rule::T164m);\n"
                          "}\n"};
  const TestIndex index = index_tests({&source, 1});
  const Places first = {{"tests/a_test.cpp", "3.10.7.4 TIME-WAIT: \"T111\", MUST-13"}};
  const Places second = {{"tests/a_test.cpp", "T077-T078, not XT079, T0801 or MUST-700"}};
  const TestIndex expected = {{"3.10.7.4", first}, {"T111", first},  {"MUST-13", first},
                              {"T129", first},     {"T077", second}, {"T078", second},
                              {"T164m", second}};
  CHECK(index == expected);
}

TEST_CASE("reference pages: a scenario counts as one test") {
  const TestSource source{"assets/scenarios/a-b.toml", "# T111, T111\n\"MUST-13\" 3.10.7.4\n"};
  const TestIndex index = index_tests({&source, 1});
  const Places whole = {{"assets/scenarios/a-b.toml", ""}};
  CHECK(index == TestIndex{{"T111", whole}, {"MUST-13", whole}});
  CHECK(rules_page(index).find("| scenario a-b |\n") != std::string::npos);
}

TEST_CASE("reference pages: segments are code, '<' and '|' are text") {
  const std::string page = rules_page({});
  CHECK(page.find("Answered `<SEQ=SEG.ACK><CTL=RST>`") != std::string::npos);
  CHECK(page.find("RCV.NXT &lt;= SEG.SEQ &lt; RCV.NXT+RCV.WND") != std::string::npos);
}
