// The fuzzer's corpus, replayed: nothing crashes, and what reads is written and read again.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/fuzz/scenario_input.hpp"

TEST_CASE("scenario corpus: every input is answered by a scenario or by one clear error") {
  int inputs = 0;
  const std::string folder = FINWAIT_SOURCE_DIR "/tests/fuzz/corpus/scenario";
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    INFO(file.path().string());
    std::ifstream in(file.path(), std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(in), {});
    CHECK(finwait::try_scenario(text) == "");
    ++inputs;
  }
  CHECK(inputs >= 20);
}
