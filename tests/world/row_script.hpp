// Rows of the facts as short scripts: one call a line, run on several systems.
//
//   0ms B bind @s port=80 = EADDRINUSE
//   300ms A close = 0 ~2s
//
// "@name" is the socket, key=value an argument; what follows " = " is the expected result, what
// follows "~" how long the call blocks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/world/scripts.hpp"

namespace finwait {

constexpr std::string_view kAllSystems = "rfc9293 linux freebsd windows macos";
constexpr std::string_view kPosixSystems = "rfc9293 linux freebsd macos";

struct RowOptions {
  bool open = true;          // with an established connection A:5000 to B:80
  bool accepts = true;       // B's program accepts by itself
  std::string_view api = ""; // of both hosts; "": the system's own
  std::string_view set = ""; // further settings: "send_buffer = 2500, "
  std::string_view more = "";  // further TOML: faults, expect
};

inline std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (size_t from = 0; from < text.size();) {
    const size_t end = std::min(text.find(separator, from), text.size());
    if (end > from) parts.emplace_back(text.substr(from, end - from));
    from = end + 1;
  }
  return parts;
}

inline std::string toml_value(const std::string& text) {
  const bool number = text.find_first_not_of("0123456789") == std::string::npos;
  return number || text == "true" || text == "false" ? text : "\"" + text + "\"";
}

// One line as an entry of the timeline.
inline std::string toml_entry(const std::string& line) {
  const std::vector<std::string> words = split(line, ' ');
  if (words.size() < 3) return "";
  std::string out = "  { at = \"" + words[0] + "\", host = \"" + words[1] + "\", call = \"" +
                    words[2] + "\"";
  for (size_t i = 3; i < words.size(); ++i) {
    const std::string& word = words[i];
    const size_t equals = word.find('=');
    if (word == "=") out += ", result = \"" + words[++i] + "\"";
    else if (word[0] == '@') out += ", socket = \"" + word.substr(1) + "\"";
    else if (word[0] == '~') out += ", blocks = \"" + word.substr(1) + "\"";
    else out += ", " + word.substr(0, equals) + " = " + toml_value(word.substr(equals + 1));
  }
  return out + " },\n";
}

// Runs the lines on each of the systems (both hosts) and checks what they expect.
inline void row_holds(std::string_view systems, std::string_view lines,
                      const RowOptions& options = {}) {
  std::string entries;
  for (const std::string& line : split(lines, '\n')) entries += toml_entry(line);
  for (const std::string& system : split(systems, ' ')) {
    std::string text =
        two_hosts(system, timeline(entries, options.open) + std::string(options.more));
    const auto insert = [&](std::string_view before, std::string_view what) {
      for (size_t at = text.find(before); at != std::string::npos;
           at = text.find(before, at + what.size() + before.size()))
        text.insert(at, what);
    };
    if (!options.accepts) insert("isn = 300, ", "accepts = \"manual\", ");
    if (!options.api.empty()) insert("isn = ", "api = \"" + std::string(options.api) + "\", ");
    if (!options.set.empty()) insert("mss = 1000", options.set);
    INFO(system);
    INFO(std::string(lines));
    expect_holds(text);
  }
}

}  // namespace finwait
