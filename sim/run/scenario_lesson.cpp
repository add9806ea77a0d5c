// The lesson of a scenario file: the claim that it settles, and how.
#include <array>

#include "sim/run/scenario_reader.hpp"

namespace finwait {
namespace {

constexpr std::array<std::string_view, 4> kVerdicts = {"true", "imprecise", "wrong", "true-win"};

void read_required_text(Table& table, std::string_view key, LocalText& text) {
  read_local_text(table, key, text);
  const Node* node = table.get(key);
  const std::string expected = "expected '" + std::string(key) + "' in the lesson, found none";
  if (!node) table.missing(expected);
  else if (text.in(Language::En).empty() && !table.in().failed())
    table.in().fail(node->place, expected);
}

void read_lesson_rule(Reader& in, const Node& node, Lesson& lesson) {
  constexpr std::string_view kExpected = "a rule's id such as \"T111\"";
  const auto text = in.text(node, kExpected);
  if (!text) return;
  const auto rule = parse_rule(*text);
  if (rule && *rule != Rule::None) {
    lesson.rules.push_back(*rule);
    return;
  }
  in.fail(node.place, "expected " + std::string(kExpected) + ", found " + shown(node) +
                          " (finwait rules lists them)");
}

bool is_row_of_folklore(std::string_view text) {
  const auto digit = [&](size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  return text.size() == 3 && text[0] == 'E' && digit(1) && digit(2);
}

void read_settled(Reader& in, const Node& node, Lesson& lesson) {
  constexpr std::string_view kExpected = "a row of the folklore such as \"E14\"";
  const auto text = in.text(node, kExpected);
  if (!text) return;
  if (is_row_of_folklore(*text)) lesson.settles.push_back(*text);
  else in.fail(node.place, "expected " + std::string(kExpected) + ", found " + shown(node));
}

template <class ReadItem>
void read_ids(Table& table, std::string_view key, Lesson& lesson, ReadItem read_item) {
  const Node* node = table.get(key);
  if (!node) return;
  if (node->kind != Node::Kind::Array) {
    table.in().fail(node->place,
                    "expected a list of ids [ \"...\", ... ], found " + shown(*node));
    return;
  }
  for (const Node& item : node->items) read_item(table.in(), item, lesson);
}

}  // namespace

Words verdict_names() { return kVerdicts; }

void read_lesson(Table& root) {
  const Node* node = root.get("lesson");
  if (!node) return;
  Table table(root.in(), *node, "the lesson");
  if (!table.good()) return;
  Lesson lesson;
  read_required_text(table, "claim", lesson.claim);
  const auto verdict = table.word("verdict", "verdict", kVerdicts);
  if (verdict) lesson.verdict = static_cast<LessonVerdict>(*verdict);
  if (!table.get("verdict")) table.missing("expected 'verdict' in the lesson, found none");
  read_required_text(table, "explanation", lesson.explanation);
  read_local_text(table, "unverified", lesson.unverified);
  read_ids(table, "rules", lesson, read_lesson_rule);
  read_ids(table, "settles", lesson, read_settled);
  table.finish();
  root.in().scenario.lesson = std::move(lesson);
}

}  // namespace finwait
