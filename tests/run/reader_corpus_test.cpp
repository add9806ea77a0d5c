// The corpora of the other fuzzers, replayed; and our own packetdrill scripts, whole and cut off.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/fuzz/reader_input.hpp"

namespace {

template <class Try>
int replay(const std::string& folder, Try attempt) {
  int inputs = 0;
  for (const auto& file : std::filesystem::directory_iterator(FINWAIT_SOURCE_DIR + folder)) {
    INFO(file.path().string());
    std::ifstream in(file.path(), std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(in), {});
    CHECK(attempt(text) == "");
    ++inputs;
  }
  return inputs;
}

}  // namespace

TEST_CASE("packetdrill corpus: every input runs or is answered by one clear error") {
  CHECK(replay("/tests/fuzz/corpus/packetdrill", finwait::try_packetdrill) >= 8);
  replay("/tests/packetdrill", [](const std::string& text) {
    std::string wrong;
    for (size_t length = 0; length < text.size() && wrong.empty(); length += 17)
      wrong = finwait::try_packetdrill(std::string_view(text).substr(0, length));
    return wrong;
  });
}

TEST_CASE("capture corpus: every input is read or is answered by one clear error") {
  CHECK(replay("/tests/fuzz/corpus/capture", finwait::try_capture) >= 8);
}

TEST_CASE("outputs: a run of every scenario of the corpora can be written in every form") {
  CHECK(replay("/tests/fuzz/corpus/scenario", finwait::try_outputs) >= 20);
}
