// A scenario file as a tree of values with their places, after the TOML syntax and before the
// meaning. Only scenario_tree.cpp knows the TOML library.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/result.hpp"

namespace finwait {

// Where a value or key stands: line and column from 1, or the command line's n-th override.
struct Place {
  int line = 0;
  int column = 0;
  int override_index = -1;  // >= 0: it came from the command line
};

struct Member;

// One value. Members and items are in the order of the file.
struct Node {
  enum class Kind : uint8_t { Table, Array, Text, Integer, Boolean, Other };  // Other: 0.5, a date
  Kind kind = Kind::Table;
  Place place;
  std::string text;  // Text: its octets; scalars: as the file writes them
  int64_t integer = 0;
  bool boolean = false;
  std::vector<Member> members;  // Table
  std::vector<Node> items;      // Array

  const Member* find(std::string_view key) const;
};

// A key with its value.
struct Member {
  std::string key;
  Place place;  // of the key
  Node value;
};

// The largest scenario file.
constexpr size_t kMaxScenarioBytes = size_t{16} << 20;

// The tree of a TOML text. Errors: too large, empty, not UTF-8 text, wrong syntax.
Result<Node> parse_scenario_tree(std::string_view text, const std::string& name);

// Why a text can be no scenario at all: too large, not UTF-8, empty. No message: it can.
Error find_bad_text(std::string_view text);
// What the TOML library must not see although it is a text. No message: nothing.
Error find_bad_syntax(std::string_view text);

// A TOML library's syntax message in our words; may move the place to the start of the value.
Error reword_syntax_error(std::string_view text, std::string_view message, int line, int column);

// The lines before `line`, with brackets that are still open closed; "" when that cannot be.
std::string lines_before(std::string_view text, int line);

// For messages: text in quotes with unprintable octets escaped, cut after 40 characters.
std::string shown(std::string_view text);
// For messages: a name in single quotes, with the same care.
std::string shown_name(std::string_view name);
// For messages: what a value is, as the file writes it: "\"5sec\"", "200", "a list".
std::string shown(const Node& node);

}  // namespace finwait
