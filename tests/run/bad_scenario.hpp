// Helpers for tests of bad scenario files.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "sim/run/scenario.hpp"

namespace finwait {

// What follows some text, and the error without the file's name.
struct BadScenario {
  std::string_view text;
  std::string_view error;
};

// Three good lines; what follows begins in line 4.
inline const std::string kHosts =
    "format = 1\n"
    "hosts.client = { profile = \"linux\" }\n"
    "hosts.server = { profile = \"rfc9293\" }\n";

inline std::string error_of(const std::string& text) {
  const auto scenario = read_scenario(text, "f");
  return scenario ? "no error" : scenario.error().text();
}

inline void check_cases(const std::vector<BadScenario>& cases, const std::string& before,
                        const std::string& after = "\n") {
  for (const BadScenario& c : cases) {
    INFO(std::string(c.text));
    CHECK(error_of(before + std::string(c.text) + after) == "f:" + std::string(c.error));
  }
}

}  // namespace finwait
