// Reading a scenario: the file's own keys, and the order in which its sections are read.
#include "sim/run/scenario.hpp"

#include <array>

#include "sim/base/text.hpp"
#include "sim/run/scenario_reader.hpp"

namespace finwait {

Scenario::Scenario() = default;
Scenario::Scenario(const Scenario&) = default;
Scenario::Scenario(Scenario&&) noexcept = default;
Scenario& Scenario::operator=(const Scenario&) = default;
Scenario& Scenario::operator=(Scenario&&) noexcept = default;
Scenario::~Scenario() = default;

namespace {

constexpr std::array<std::string_view, 3> kLanguageNames = {"en", "zh-Hans", "zh-Hant"};

void read_format(Table& root) {
  const Node* node = root.get("format");
  if (!node) {
    root.missing("expected format = 1, found no format");
    return;
  }
  root.in().integer(*node, 1, 1, "format 1");
}

void read_until(Table& root) {
  const Node* node = root.get("until");
  if (!node || (node->kind == Node::Kind::Text && node->text == "quiet")) return;
  const bool word = node->kind == Node::Kind::Text && !node->text.empty() &&
                    (node->text[0] < '0' || node->text[0] > '9');
  if (word)
    root.in().fail(node->place, "expected \"quiet\" or a time such as \"120s\", found " +
                                    shown(*node));
  else if (const auto time = root.in().time(*node))
    root.in().scenario.until = Time{time->ns};
}

void read_root(Table& root) {
  Scenario& scenario = root.in().scenario;
  read_format(root);
  read_local_text(root, "title", scenario.title);
  read_local_text(root, "summary", scenario.summary);
  read_lesson(root);
  if (const auto seed =
          root.integer("seed", 0, INT64_MAX, "a seed from 0 to 9223372036854775807"))
    scenario.script.seed = static_cast<uint64_t>(*seed);
  read_until(root);
  if (const auto limit = root.integer("limit", 1, UINT32_MAX,
                                      "a number of segments from 1 to 4294967295"))
    scenario.script.limit = static_cast<uint32_t>(*limit);
  read_hosts(root);
  read_network(root);
  read_timeline(root);
  read_faults(root);
  read_expectations(root);
  root.get("$schema");  // editors look there for assets/scenario.schema.json
}

// A mistake that stands before a syntax error is the first one of the file.
Error first_error(std::string_view text, const std::string& name, const Error& syntax) {
  if (!find_bad_text(text).message.empty()) return syntax;
  const std::string before = lines_before(text, syntax.line);
  if (before.empty()) return syntax;
  const Result<Node> tree = parse_scenario_tree(before, name);
  if (!tree) return syntax;
  const std::vector<Override> none;
  Reader in(name, none);
  in.partial = true;
  Table table(in, tree.value(), "the file");
  read_root(table);
  table.finish();
  return in.failed() ? in.error() : syntax;
}

}  // namespace

void read_local_text(Table& table, std::string_view key, LocalText& text) {
  const Node* node = table.get(key);
  if (!node) return;
  Reader& in = table.in();
  constexpr std::string_view kExpected = "a text in quotes, or { en = \"...\", zh-Hans = \"...\" }";
  if (node->kind != Node::Kind::Table) {
    if (const auto plain = in.text(*node, kExpected)) text.en = *plain;
    return;
  }
  Table languages(in, *node, key);
  const std::array<std::string*, 3> texts = {&text.en, &text.zh_hans, &text.zh_hant};
  for (size_t i = 0; i < texts.size(); ++i)
    if (const auto t = languages.text(kLanguageNames[i], "a text in quotes")) *texts[i] = *t;
  languages.finish();
}

std::optional<Language> parse_language(std::string_view name) {
  for (size_t i = 0; i < kLanguageNames.size(); ++i)
    if (kLanguageNames[i] == name) return static_cast<Language>(i);
  return std::nullopt;
}

const std::string& LocalText::in(Language language) const {
  const std::string* text = &en;
  switch (language) {
    case Language::En: break;
    case Language::ZhHans: text = &zh_hans; break;
    case Language::ZhHant: text = &zh_hant; break;
  }
  if (!text->empty()) return *text;
  return !en.empty() ? en : !zh_hans.empty() ? zh_hans : zh_hant;
}

Result<Scenario> read_scenario(std::string_view text, std::string name,
                               const std::vector<Override>& overrides) {
  Result<Node> tree = parse_scenario_tree(text, name);
  if (!tree) return first_error(text, name, tree.error());
  Node& root = tree.value();
  Reader in(name, overrides);
  apply_overrides(in, root, overrides);
  Table table(in, root, "the file");
  read_root(table);
  table.finish();
  if (in.failed()) return in.error();
  in.scenario.file = std::move(name);
  return std::move(in.scenario);
}

}  // namespace finwait
