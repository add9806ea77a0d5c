// Finds the ids of rules and requirements in the sources of tests.
#include <algorithm>
#include <optional>

#include "sim/report/reference_pages.hpp"
#include "sim/tcp/clauses.hpp"
#include "sim/tcp/rule.hpp"

namespace finwait {
namespace {

constexpr std::string_view kTestCase = "TEST_CASE";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

void note(TestIndex& index, const std::string& what, const TestPlace& place) {
  auto& places = index[what];
  if (std::find(places.begin(), places.end(), place) == places.end()) places.push_back(place);
}

// The word that begins at `from`, with an appended number: "T111", "MUST-13", "MAY".
std::string_view word_at(std::string_view text, size_t from) {
  size_t end = from;
  while (end < text.size() && is_word(text[end])) ++end;
  if (end + 1 < text.size() && text[end] == '-' && is_digit(text[end + 1])) {
    ++end;
    while (end < text.size() && is_digit(text[end])) ++end;
  }
  return text.substr(from, end - from);
}

bool is_rule(std::string_view word) {
  const std::optional<Rule> rule = parse_rule(word);
  return rule && rule_name(*rule) == word;
}

void note_ids(TestIndex& index, std::string_view text, const TestPlace& place) {
  for (size_t i = 0; i < text.size();) {
    if (!is_word(text[i])) {
      ++i;
      continue;
    }
    const std::string_view word = word_at(text, i);
    const std::string_view first = word.substr(0, word.find('-'));
    if (is_rule(first)) note(index, std::string(first), place);
    if (find_clause(word) != nullptr) note(index, std::string(word), place);
    // A range such as T077-T085 has its second id after the hyphen.
    i += find_clause(word) != nullptr ? word.size() : first.size();
  }
}

// A section has at least two numbers: "3.5", "3.10.7.4".
void note_sections(TestIndex& index, const TestPlace& place) {
  const std::string& name = place.test;
  for (size_t i = 0; i < name.size();) {
    size_t end = i;
    while (end < name.size() && (is_digit(name[end]) || (name[end] == '.' && end > i))) ++end;
    std::string section = name.substr(i, end - i);
    while (section.ends_with('.')) section.pop_back();
    const bool whole = end == name.size() || !is_word(name[end]);
    if (section.find('.') != std::string::npos && whole) note(index, section, place);
    while (end < name.size() && is_word(name[end])) ++end;
    i = std::max(end, i + 1);
  }
}

// The adjacent string literals of TEST_CASE("..." "...").
std::string literals(std::string_view text) {
  std::string name;
  for (size_t i = text.find('"'); i < text.size() && text[i] == '"';) {
    for (++i; i < text.size() && text[i] != '"'; ++i) {
      if (text[i] == '\\') ++i;
      if (i < text.size()) name += text[i];
    }
    i = text.find_first_not_of(" \n", i + 1);
  }
  return name;
}

void index_test_cases(TestIndex& index, const TestSource& source) {
  const std::string_view text = source.text;
  const std::string start = "\n" + std::string(kTestCase);
  for (size_t from = text.find(start); from != std::string_view::npos;) {
    const size_t end = std::min(text.find(start, from + 1), text.size());
    const std::string_view test = text.substr(from, end - from);
    const TestPlace place{source.path, literals(test)};
    note_ids(index, test, place);
    note_sections(index, place);
    from = text.find(start, end);
  }
}

}  // namespace

TestIndex index_tests(std::span<const TestSource> sources) {
  TestIndex index;
  for (const TestSource& source : sources) {
    if (source.path.ends_with(".cpp")) index_test_cases(index, source);
    if (source.path.ends_with(".toml")) note_ids(index, source.text, {source.path, ""});
  }
  return index;
}

}  // namespace finwait
