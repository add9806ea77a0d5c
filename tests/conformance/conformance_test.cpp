// Without a kernel: the simulator still does what a kernel was seen to do when the page of the
// documentation was written.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

#include "sim/base/text.hpp"
#include "sim/run/simulation.hpp"
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
  for (const char* file : {"acknowledging", "bounds", "closing", "combinations", "corners", "edges",
                           "icmp", "listening", "opening", "sack", "sending", "states",
                           "time_wait", "two_kernels"}) {
    auto cases = read_cases(text_of("tests/conformance/cases/" + std::string(file) + ".txt"), file);
    REQUIRE_MESSAGE(cases.ok(), (cases.ok() ? "" : cases.error().text()));
    for (Case& c : cases.value()) all.push_back(std::move(c));
  }
  return all;
}

// The run of a case to its very end: its story, and the changes of state as "0.100 state CLOSED".
struct FullRun {
  std::vector<std::string> story;
  std::vector<std::string> states;
};

FullRun full_run(const Case& c) {
  FullRun run;
  run.story = story(c, run_simulated(c));
  Scenario scenario = c.scenario;
  scenario.until.reset();
  Simulation simulation(scenario);
  simulation.run();
  for (const Record& r : simulation.trace().records) {
    if (r.kind != RecordKind::State || !is_real(c, r.host)) continue;
    const std::string who = c.pair ? scenario.script.hosts[r.host].name + " " : "";
    run.states.push_back(seconds_text({(r.t.ns + 500000) / 1000000 * 1000000}) + " " + who +
                         "state " + std::string(state_name(r.to())));
  }
  return run;
}

// With its time, or at any.
bool shows(const std::string& line, const std::string& fact) {
  return line == fact || (line.size() > fact.size() && line.ends_with(" " + fact));
}

// Every fact, in order, among the lines.
void check_facts(const Case& c, const std::vector<std::string>& facts) {
  const FullRun run = full_run(c);
  CAPTURE(c.name);
  size_t in_story = 0;
  size_t in_states = 0;
  for (const std::string& fact : facts) {
    const bool state = fact.find("state ") != std::string::npos;
    const std::vector<std::string>& lines = state ? run.states : run.story;
    size_t& at = state ? in_states : in_story;
    while (at < lines.size() && !shows(lines[at], fact)) ++at;
    std::string all;
    for (const std::string& line : lines) all += "\n  " + line;
    CHECK_MESSAGE(at < lines.size(), fact << " is not shown by" << all);
    ++at;
  }
}

}  // namespace

TEST_CASE("linux-observed: profile linux does what was seen of a kernel, row by row") {
  const std::vector<Case> cases = all_cases();
  const auto read = read_observed_rows(text_of("tests/conformance/observed.txt"), "", cases);
  REQUIRE(read.ok());
  for (const ObservedRow& row : read.value()) {
    CAPTURE(row.text);
    size_t facts = 0;
    for (const ObservedCase& one : row.cases) {
      facts += one.facts.size();
      if (one.facts.empty()) continue;
      const bool exact = std::any_of(cases.begin(), cases.end(), [&](const Case& c) {
        return c.file + ": " + c.name == one.name;
      });
      for (const Case& c : cases)
        if (exact ? c.file + ": " + c.name == one.name : is_named(c, one.name))
          check_facts(c, one.facts);
    }
    CHECK(facts > 0);
  }
}

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
  CHECK(line_of("    0.100 > R. 1:1(0) ack 1\n") == 1);
  CHECK(line_of("a row\n  closing: close with unread data\n    > R. 1:1(0) ack 1\n") == -1);
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
