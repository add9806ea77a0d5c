// Every built-in lesson settles its claim by running: it has a verdict and texts in all three
// languages, its expectations hold, and every doubtful row of the folklore has a lesson.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "sim/run/builtin.hpp"
#include "sim/run/expectations.hpp"
#include "sim/run/scenario_reader.hpp"

using namespace finwait;

namespace {

Scenario read(const BuiltinFile& file) {
  auto scenario = read_scenario(file.text, std::string(file.name) + ".toml");
  if (!scenario.ok()) FAIL(scenario.error().text());
  return scenario.take();
}

// One row of tests/data/folklore.txt.
struct FolkloreRow {
  std::string verdict;  // imprecise, wrong, true-win; myth: any but true
  std::string reason;   // why there can be no lesson; empty: there must be one
};

std::map<std::string, FolkloreRow> folklore() {
  std::map<std::string, FolkloreRow> rows;
  std::ifstream in(FINWAIT_SOURCE_DIR "/tests/data/folklore.txt");
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::string id;
    FolkloreRow row;
    words >> id >> row.verdict >> std::ws;
    std::getline(words, row.reason);
    rows[id] = row;
  }
  return rows;
}

// The characters that only the other way of writing Chinese has; some that every text needs.
bool has_any(const std::string& text, std::initializer_list<const char*> characters) {
  return std::any_of(characters.begin(), characters.end(), [&](const char* c) {
    return text.find(c) != std::string::npos;
  });
}

void check_languages(const LocalText& text) {
  CAPTURE(text.en);
  CHECK(!text.en.empty());
  CHECK(!text.zh_hans.empty());
  CHECK(!text.zh_hant.empty());
  CHECK(text.zh_hans != text.en);
  CHECK(text.zh_hant != text.en);
  CHECK(!has_any(text.zh_hans, {"連", "傳", "關", "閉", "資", "斷", "啟", "會", "這", "個"}));
  CHECK(!has_any(text.zh_hant, {"连", "传", "关", "闭", "资", "断", "启", "会", "这", "个"}));
}

}  // namespace

TEST_CASE("lessons: every expectation holds, and there are enough of them to settle a claim") {
  CHECK(builtin_lessons().size() > 30);
  for (const BuiltinFile& file : builtin_lessons()) {
    const std::string name(file.name);
    CAPTURE(name);
    Simulation simulation(read(file));
    CHECK(simulation.run() != EndReason::Running);
    simulation.world().check();
    const Scenario& scenario = simulation.scenario();
    CHECK(!scenario.expect.empty());
    const std::vector<Outcome> outcomes = check_expectations(simulation);
    CHECK(outcomes.size() >= 4);
    for (const Outcome& o : outcomes) {
      CAPTURE(o.line);
      CAPTURE(o.what);
      CHECK(o.found == o.expected);
      CHECK(o.ok);
    }
  }
}

TEST_CASE("lessons: title, claim and explanation in three languages; a rule decides each") {
  for (const BuiltinFile& file : builtin_lessons()) {
    const std::string name(file.name);
    CAPTURE(name);
    const Scenario scenario = read(file);
    REQUIRE(scenario.lesson.has_value());
    const Lesson& lesson = *scenario.lesson;
    check_languages(scenario.title);
    check_languages(lesson.claim);
    check_languages(lesson.explanation);
    if (!lesson.unverified.in(Language::En).empty()) check_languages(lesson.unverified);
    CHECK(!lesson.rules.empty());
    for (Rule rule : lesson.rules) {
      CAPTURE(rule_name(rule));
      CHECK(rule_info(rule).modelled);
    }
  }
}

TEST_CASE("lessons: every doubtful row of the folklore is settled by one that agrees with it") {
  const std::map<std::string, FolkloreRow> rows = folklore();
  CHECK(rows.size() == 41);
  std::map<std::string, int> settled;
  for (const BuiltinFile& file : builtin_lessons()) {
    const std::string name(file.name);
    CAPTURE(name);
    const Lesson lesson = *read(file).lesson;
    const std::string verdict(verdict_names()[static_cast<size_t>(lesson.verdict)]);
    for (const std::string& id : lesson.settles) {
      CAPTURE(id);
      ++settled[id];
      const auto row = rows.find(id);
      if (row == rows.end()) continue;  // a row that is true
      if (row->second.verdict == "myth")
        CHECK(verdict != "true");
      else
        CHECK(verdict == row->second.verdict);
    }
  }
  for (const auto& entry : rows) {
    CAPTURE(entry.first);
    CHECK((settled[entry.first] > 0) == entry.second.reason.empty());
  }
}

TEST_CASE("lessons: no lesson has the name of a scenario; names are found in both tables") {
  for (const BuiltinFile& lesson : builtin_lessons()) {
    CHECK(find_builtin(lesson.name) == &lesson);
    for (const BuiltinFile& scenario : builtin_scenarios()) CHECK(lesson.name != scenario.name);
  }
  for (const BuiltinFile& scenario : builtin_scenarios())
    CHECK(find_builtin(scenario.name) == &scenario);
  CHECK(find_builtin("no-such-name") == nullptr);
  CHECK(suggest_builtin("send-means-deliverd") == ", did you mean 'send-means-delivered'?");
}
