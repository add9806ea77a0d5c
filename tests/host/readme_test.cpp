// README's example is what the program prints: nothing in it is typed by hand.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "tests/host/program.hpp"

using namespace finwait;

namespace {

std::string file(const std::string& path) {
  std::ifstream in(std::string(FINWAIT_SOURCE_DIR) + "/" + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
std::string readme() { return file("README.md"); }

// What stands in the first fenced block of a language.
std::string shown_code(const std::string& text, const std::string& language) {
  const std::string opening = "```" + language + "\n";
  const size_t start = text.find(opening);
  REQUIRE(start != std::string::npos);
  const size_t first = start + opening.size();
  return text.substr(first, text.find("```", first) - first);
}

// The fenced block that starts with "$ command", without that line.
std::string shown_output(const std::string& text, const std::string& command) {
  const std::string opening = "```\n$ " + command + "\n";
  const size_t start = text.find(opening);
  REQUIRE(start != std::string::npos);
  const size_t first = start + opening.size();
  return text.substr(first, text.find("```", first) - first);
}

}  // namespace

TEST_CASE("README: the headless example is the program's real output") {
  const ProgramResult run = finwait_program("run lost-last-ack");
  CHECK(run.exit == 0);
  CHECK(shown_output(readme(), "finwait run lost-last-ack") == run.out + run.err);
}

TEST_CASE("README in Chinese: the headless example is the program's real output") {
  const std::string command = "run lost-last-ack --lang zh-Hans";
  const ProgramResult run = finwait_program(command);
  CHECK(shown_output(file("README.zh-Hans.md"), "finwait " + command) == run.out + run.err);
}

TEST_CASE("README: what it shows of the library stands so in the examples") {
  CHECK(file("examples/embed.cpp").find(shown_code(readme(), "cpp")) != std::string::npos);
  CHECK(file("examples/embed.c").find(shown_code(readme(), "c")) != std::string::npos);
}
