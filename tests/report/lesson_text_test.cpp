// What a lesson says around its run.
#include "sim/report/lesson_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "sim/report/display_width.hpp"
#include "sim/run/builtin.hpp"
#include "tests/report/runs.hpp"

using namespace finwait;

namespace {

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("lesson text: the claim stands before the ladder, the verdict after it") {
  const Simulation run = run_builtin("close-replaces-shutdown");
  const LadderOptions options{120, ColourMode::None, Language::En};
  const std::string heading = ladder_heading(run.scenario(), options);
  CHECK(contains(heading, " Claim: closesocket() can replace shutdown() in every case.\n"));
  const std::string conclusion = lesson_conclusion(run.scenario(), true, options);
  CHECK(contains(conclusion, " Verdict: wrong\n"));
  CHECK(contains(conclusion, "is a half-close"));
  CHECK(contains(conclusion, " Rules: A073 "));
  CHECK(!contains(conclusion, "UNVERIFIED"));
}

TEST_CASE("lesson text: an unsettled run says so and gives no verdict") {
  const Simulation run = run_builtin("close-replaces-shutdown");
  const std::string text = lesson_conclusion(run.scenario(), false, {});
  CHECK(contains(text, "not settled"));
  CHECK(!contains(text, "Verdict"));
}

TEST_CASE("lesson text: a scenario that is no lesson says nothing") {
  const Simulation run = run_builtin("normal-close");
  CHECK(lesson_claim(run.scenario(), {}).empty());
  CHECK(lesson_conclusion(run.scenario(), true, {}).empty());
}

TEST_CASE("lesson text: what is unverified is marked in every language") {
  Scenario scenario = run_builtin("close-replaces-shutdown").scenario();
  scenario.lesson->unverified.en = "on Windows";
  for (const Language language : kAllLanguages) {
    const std::string text =
        lesson_conclusion(scenario, true, {80, ColourMode::None, language});
    CHECK(contains(text, "UNVERIFIED"));
    CHECK(contains(text, "on Windows\n"));
  }
}

TEST_CASE("lesson text: never wider than the terminal, in every language") {
  for (const BuiltinFile& file : builtin_lessons()) {
    const Simulation run = run_builtin(file.name);
    for (const int width : {40, 80, 200}) {
      for (const Language language : kAllLanguages) {
        const LadderOptions options{width, ColourMode::None, language};
        const std::string text =
            ladder_text(run, options) + lesson_conclusion(run.scenario(), true, options);
        for (const std::string& line : lines_of(text)) {
          INFO(std::string(file.name) << " at " << width << ": " << line);
          CHECK(display_width(line) <= std::min(width, kWidestLadder));
        }
      }
    }
  }
}

TEST_CASE("lesson text: the list names every lesson with verdict and claim") {
  for (const Language language : kAllLanguages) {
    const std::string list = lesson_list({80, ColourMode::None, language});
    for (const BuiltinFile& file : builtin_lessons())
      CHECK(contains("\n" + list, "\n" + std::string(file.name) + " "));
    CHECK(contains(list, verdict_word(LessonVerdict::Wrong, language)));
    CHECK(contains(list, verdict_word(LessonVerdict::Imprecise, language)));
  }
}
