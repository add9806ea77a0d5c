// The texts of the command line's options, and what they mean. Knows nothing of CLI11; for
// arguments.cpp alone.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/text.hpp"
#include "sim/cli/arguments.hpp"

namespace finwait {

// The texts of options before they are understood.
struct RawArguments {
  std::string colour = "auto";
  std::string language = "en";
  std::string format;
  std::string table_format;
  std::string profiles;
  std::string matrix;
  std::string seed;
  std::string until;
  std::string api;
  std::string profile;
  std::string capture_format;
  std::string picture;
  std::string theme;
  std::string shell;
  std::vector<std::string> set;
};

// "finwait: MESSAGE", and exit code 2. One line: control characters of words are escaped.
ParsedArguments usage_error(const std::string& message);

template <size_t N>
ParsedArguments bad_choice(std::string_view option, const std::string& found,
                           const std::array<std::string_view, N>& choices) {
  std::string expected;
  for (size_t i = 0; i < N; ++i)
    expected += (i == 0 ? "" : i + 1 == N ? " or " : ", ") + std::string(choices[i]);
  return usage_error(std::string(option) + ": expected " + expected + ", found '" +
                     printable(found, 40) + "'" + suggestion(found, choices));
}

// The options of every command, --color and --lang; an error where one is not what it should be.
std::optional<ParsedArguments> understand_common(const RawArguments& raw, Arguments& a);
// The rest of them. `a.command` and `a.sources` are known.
std::optional<ParsedArguments> understand(const RawArguments& raw, Arguments& a);

}  // namespace finwait
