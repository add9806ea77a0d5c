// The tables of rules and requirements are whole and say something. What the rules do is tested
// where they are carried out.
#include "sim/tcp/rule.hpp"
#include "sim/report/rule_words.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sim/tcp/clauses.hpp"
#include "sim/tcp/profile.hpp"
#include "tests/tools/test_sources.hpp"

using namespace finwait;

namespace {

// The ids behind "Rule::" in a source.
std::set<std::string> named_rules(std::string_view source) {
  constexpr std::string_view kMark = "Rule::";
  std::set<std::string> names;
  for (size_t at = source.find(kMark); at != std::string_view::npos; at = source.find(kMark, at)) {
    at += kMark.size();
    size_t end = at;
    while (end < source.size() && std::isalnum(static_cast<unsigned char>(source[end]))) ++end;
    const std::string name(source.substr(at, end - at));
    if (parse_rule(name)) names.insert(name);
  }
  return names;
}

bool is_table(std::string_view file) {
  return file.starts_with("rule") || file.starts_with("clauses");
}

}  // namespace

TEST_CASE("rules: the table holds every id once, in order") {
  CHECK(all_rules().size() == 184 + 1 + 165 + 17);
  Rule before = Rule::None;
  for (const RuleInfo& info : all_rules()) {
    CHECK(info.rule > before);
    before = info.rule;
  }
}

TEST_CASE("rules: rule_info finds each entry") {
  for (const RuleInfo& info : all_rules()) {
    INFO(rule_name(info.rule));
    CHECK(&rule_info(info.rule) == &info);
  }
  CHECK(rule_info(Rule::None).rule == Rule::None);
  CHECK(rule_info(Rule::None).text.empty());
  CHECK(rule_info(static_cast<Rule>(199)).rule == Rule::None);
  CHECK(rule_info(static_cast<Rule>(700)).rule == Rule::None);
}

TEST_CASE("rules: names are read back, in any case") {
  for (const RuleInfo& info : all_rules()) {
    std::string name = rule_name(info.rule);
    CHECK(parse_rule(name) == info.rule);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    CHECK(parse_rule(name) == info.rule);
  }
  CHECK(rule_name(Rule::T111) == "T111");
  CHECK(rule_name(Rule::A096) == "A096");
  CHECK(rule_name(Rule::N001) == "N001");
  CHECK(rule_name(Rule::T164m) == "T164m");
  CHECK(parse_rule("t164M") == Rule::T164m);
  CHECK(rule_name(Rule::None).empty());
}

TEST_CASE("rules: what is no name is not read") {
  for (const char* name : {"", "T", "T000", "T185", "A166", "N018", "T1111", "T11", "X001", "T111m",
                           "T1 1", "T-11", " T111", "T164mm", "111"}) {
    INFO(name);
    CHECK_FALSE(parse_rule(name).has_value());
  }
}

TEST_CASE("rules: every rule has a clause, a title and a text of at most 400 characters") {
  const std::set<std::string_view> rfcs = {"",     "9293", "5961", "1337",
                                           "6191", "6298", "7323", "1122"};
  for (const RuleInfo& info : all_rules()) {
    INFO(rule_name(info.rule));
    CHECK(rfcs.contains(info.rfc));
    CHECK_FALSE(info.section.empty());
    CHECK_FALSE(info.title.empty());
    CHECK(info.title.size() <= 100);
    CHECK_FALSE(info.text.empty());
    CHECK(info.text.size() <= 400);
    CHECK(info.text.back() == '.');
    CHECK_FALSE(info.title.back() == '.');
  }
}

TEST_CASE("rules: a step belongs to a section of 3.10.7, and 3.10.7.4 always names one") {
  const std::set<std::string_view> steps = {"first", "second", "third",   "fourth",
                                            "fifth", "sixth",  "seventh", "eighth"};
  for (const RuleInfo& info : all_rules()) {
    INFO(rule_name(info.rule));
    const bool arrives = info.rfc == "9293" && info.section.starts_with("3.10.7.");
    if (!info.step.empty()) {
      CHECK(arrives);
      CHECK(steps.contains(info.step));
    }
    if (info.section == "3.10.7.4") CHECK_FALSE(info.step.empty());
  }
}

TEST_CASE("rules: a rule that the code names is not called unmodelled") {
  const std::filesystem::path root = FINWAIT_SOURCE_DIR;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root / "sim")) {
    const std::filesystem::path& path = entry.path();
    if (path.extension() != ".cpp" || is_table(path.filename().string())) continue;
    for (const std::string& name : named_rules(read_whole_file(path.string()))) {
      INFO(path.filename().string() << " names " << name);
      CHECK(rule_info(*parse_rule(name)).modelled);
    }
  }
}

TEST_CASE("rules: how each is known, by system") {
  using Name = ProfileName;
  const auto known = [](Rule rule, Name system) {
    return evidence_name(evidence_of(rule, system));
  };
  CHECK(known(Rule::T111, Name::Windows) == "RFC");
  CHECK(known(Rule::A112, Name::Linux) == "measured");
  CHECK(known(Rule::A112, Name::FreeBsd) == "documented");
  CHECK(known(Rule::A112, Name::Windows) == "documented");
  CHECK(known(Rule::A096, Name::Windows) == "unverified");
  CHECK(known(Rule::A073, Name::MacOs) == "unverified");
  CHECK(known(Rule::A159, Name::Linux) == "unverified");
  CHECK(known(Rule::T169, Name::Windows) == "documented");
  CHECK(known(Rule::T151, Name::FreeBsd) == "unverified");
  // The rule is the RFC's or Linux's; the number is the system's.
  CHECK(known(Rule::T141, Name::Linux) == "measured");
  CHECK(known(Rule::T141, Name::Windows) == "unverified");
  CHECK(known(Rule::T137, Name::Windows) == "unverified");
  // Where profile rfc9293 does not do as Linux, Linux's measurement proves nothing.
  CHECK(known(Rule::A053, Name::Linux) == "measured");
  CHECK(known(Rule::A053, Name::Rfc9293) == "documented");
  CHECK(evidence_words(Rule::A096, Language::En) ==
        "Linux measured, BSD documented, Windows unverified");
  CHECK(evidence_words(Rule::A096, Language::ZhHans) == "Linux 实测, BSD 有文档, Windows 未核实");
}

TEST_CASE("clauses: every numbered requirement of RFC 9293, in order") {
  std::vector<std::string> ids;
  const auto add = [&](const char* kind, int count) {
    for (int i = 1; i <= count; ++i) ids.push_back(kind + std::to_string(i));
  };
  add("MUST-", 69);
  add("SHLD-", 31);
  add("MAY-", 18);
  add("REC-", 1);
  REQUIRE(all_clauses().size() == ids.size());
  for (size_t i = 0; i < ids.size(); ++i) {
    CHECK(all_clauses()[i].id == ids[i]);
    CHECK(find_clause(ids[i]) == &all_clauses()[i]);
  }
  CHECK(find_clause("MUST-70") == nullptr);
  CHECK(find_clause("") == nullptr);
}

TEST_CASE("clauses: what is not met has a reason, what is met has modelled rules") {
  for (const Clause& clause : all_clauses()) {
    INFO(clause.id);
    CHECK(clause.text.ends_with('.'));
    if (clause.status != ClauseStatus::Met) CHECK(clause.reason.ends_with('.'));
    for (Rule rule : clause.rules)
      if (rule != Rule::None && clause.status == ClauseStatus::Met) CHECK(rule_info(rule).modelled);
  }
}
