// The reference pages assets/reference/rules.md and clauses.md: what the rules say, which
// requirements of RFC 9293 they meet, and where they are tested. Where a rule is tested is never
// written down by hand: it is found in the tests' sources. `./dev docs` writes the pages anew.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace finwait {

// A file of the repository that may hold tests: a C++ source or a scenario.
struct TestSource {
  std::string path;  // from the repository's root, with '/'
  std::string text;
};

// A test that names something.
struct TestPlace {
  std::string file;
  std::string test;  // the name of the TEST_CASE; empty: the scenario as a whole

  bool operator==(const TestPlace&) const = default;
};

// By what is named: a rule's id ("T111"), a requirement's ("MUST-13"), or, in the name of a test
// case, a section ("3.10.7.4"). Places in the order of the sources, each once.
using TestIndex = std::map<std::string, std::vector<TestPlace>, std::less<>>;

// Finds all that test cases (.cpp) and scenarios (.toml) name. Ids also count inside a test case.
TestIndex index_tests(std::span<const TestSource> sources);

// Markdown, up to the last newline.
std::string rules_page(const TestIndex& tests);
std::string clauses_page(const TestIndex& tests);
// assets/reference/lessons.md: every built-in lesson (lessons_page.cpp).
std::string lessons_page();
// assets/reference/systems.md: every setting of every system (systems_page.cpp).
std::string systems_page();

}  // namespace finwait
