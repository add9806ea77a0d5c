// JSON Lines, packetdrill text, JUnit, the comparison and the texts about rules.
#include <doctest/doctest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "sim/base/hash.hpp"
#include "sim/base/text.hpp"
#include "sim/report/comparison.hpp"
#include "sim/report/display_width.hpp"
#include "sim/report/json_writer.hpp"
#include "sim/report/jsonl.hpp"
#include "sim/report/junit.hpp"
#include "sim/report/packetdrill.hpp"
#include "sim/report/rules_text.hpp"
#include "sim/report/words.hpp"
#include "sim/run/builtin.hpp"
#include "tests/report/runs.hpp"

using namespace finwait;
using Json = nlohmann::json;

namespace {

// The fields of each kind of record beside id, cause, t_ns, kind, host and socket.
const std::map<std::string, std::vector<std::string>>& fields_by_kind() {
  static const std::map<std::string, std::vector<std::string>> fields = {
      {"start", {"file", "title", "seed", "profiles", "version"}},
      {"host", {"action"}},
      {"socket", {"name", "local", "remote", "parent"}},
      {"call", {"call", "args"}},
      {"result", {"call", "result", "blocked_ns"}},
      {"sent",
       {"packet", "from", "to", "sport", "dport", "flags", "seq", "ack", "seq_raw", "ack_raw",
        "len", "wnd", "options", "data", "retransmission", "forged"}},
      {"arrived", {"packet", "copy", "rules", "before", "after"}},
      {"dropped", {"packet", "copy", "reason", "rule"}},
      {"state", {"from", "to", "rule"}},
      {"timer", {"timer", "action", "at_ns"}},
      {"event", {"event", "error"}},
      {"bytes", {"range", "fate", "rule"}},
      {"expect", {"line", "ok", "expected", "found"}},
      {"end", {"reason", "ledger", "hash"}}};
  return fields;
}

std::vector<Json> records_of(Simulation& run) {
  std::vector<Json> records;
  for (const std::string& line : lines_of(jsonl_text(run, check_expectations(run), {"1.2.3"}))) {
    records.push_back(Json::parse(line, nullptr, false));
    REQUIRE_MESSAGE(!records.back().is_discarded(), line);
  }
  return records;
}

void check_record(const Json& record, size_t id) {
  INFO(record.dump());
  CHECK(record.at("id") == id);
  CHECK((record.at("cause").is_null() || record.at("cause") < id));
  CHECK(record.at("t_ns").is_number_integer());
  const std::string kind = record.at("kind");
  REQUIRE(fields_by_kind().count(kind) == 1);
  for (const std::string& field : fields_by_kind().at(kind)) CHECK(record.contains(field));
}

std::string jsonl(Simulation& run) {
  return jsonl_text(run, {}, {"1.2.3"});
}

}  // namespace

TEST_CASE("formats: SACK blocks are shown with relative numbers") {
  Simulation run = run_builtin("selective-acknowledgment");
  Json blocks;
  for (const Json& record : records_of(run))
    if (record.at("kind") == "sent" && record.at("options").contains("sack"))
      blocks.push_back(record.at("options").at("sack"));
  REQUIRE(blocks.size() == 7);
  CHECK(blocks[0] == Json::parse("[[2001,3001]]"));
  CHECK(blocks[2] == Json::parse("[[5001,6001],[2001,4001]]"));
  CHECK(packetdrill_text(run).find(
            "server > . 1:1(0) ack 1001 win 64535 <sack 5001:6001 2001:4001>\n") !=
        std::string::npos);
}

TEST_CASE("JSON Lines: every line of every built-in scenario is an object with its fields") {
  std::set<std::string> kinds;
  for (const BuiltinFile& file : builtin_scenarios()) {
    INFO(std::string(file.name));
    Simulation run = run_builtin(file.name);
    const auto records = records_of(run);
    REQUIRE(records.size() > 2);
    for (size_t i = 0; i < records.size(); ++i) {
      check_record(records[i], i);
      kinds.insert(records[i].at("kind").get<std::string>());
    }
    CHECK(records.front().at("kind") == "start");
    CHECK(records.back().at("kind") == "end");
    CHECK(records.back().at("hash") == hash_text(run.hash()));
  }
  CHECK(kinds.size() == fields_by_kind().size());
}

TEST_CASE("JSON Lines: the fields of a known run") {
  Simulation run = run_builtin("lost-last-ack");
  const auto records = records_of(run);
  CHECK(records[0].at("file") == "lost-last-ack");
  CHECK(records[0].at("seed") == 7);
  CHECK(records[0].at("profiles") == Json{{"client", "linux"}, {"server", "linux"}});
  CHECK(records[0].at("version") == "1.2.3");
  for (const Json& r : records) {
    if (r.at("kind") == "sent" && r.at("len") == 18) {
      CHECK(r.at("flags") == "PSH,ACK");
      CHECK(r.at("from") == "client");
      CHECK(r.at("data") == base64("GET / HTTP/1.0\r\n\r\n"));
      CHECK(r.at("seq") == 1);
    }
    if (r.at("kind") == "state" && r.at("to") == "TIME_WAIT") {
      CHECK(r.at("rule").at("rfc") == "9293");
      CHECK(r.at("rule").at("section") == "3.10.7.4");
      CHECK(r.at("rule").at("step") == "eighth");
    }
    if (r.at("kind") == "dropped") CHECK(r.at("reason") == "fault");
  }
  const Json& ledger = records.back().at("ledger");
  REQUIRE(ledger.size() == 2);
  for (const Json& l : ledger) {
    const uint64_t sum = l.at("unsent").get<uint64_t>() + l.at("in_flight").get<uint64_t>() +
                         l.at("held").get<uint64_t>() + l.at("unread").get<uint64_t>() +
                         l.at("read").get<uint64_t>() + l.at("discarded").get<uint64_t>();
    CHECK(l.at("written") == sum);
  }
}

TEST_CASE("JSON Lines: the same run gives the same text") {
  Simulation a = run_builtin("syn-flood");
  Simulation b = run_builtin("syn-flood");
  CHECK(jsonl(a) == jsonl(b));
}

TEST_CASE("JSON writer: whatever the bytes, the result is valid JSON") {
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  for (const std::string& text :
       {all, std::string("报文段 \"x\" \\ \n"), std::string("\xf0\x9f")}) {
    std::string out;
    JsonWriter(out).open_object().text("a", text).null("b").number("c", int64_t{-5}).close_object();
    const Json parsed = Json::parse(out, nullptr, false);
    REQUIRE(!parsed.is_discarded());
    CHECK(parsed.at("c") == -5);
  }
  std::string out;
  JsonWriter(out).text("报\t\"");
  CHECK(out == "\"报\\t\\\"\"");
}

TEST_CASE("packetdrill: one line a segment, which the notation reads") {
  for (const BuiltinFile& file : builtin_scenarios()) {
    INFO(std::string(file.name));
    const Simulation run = run_builtin(file.name);
    size_t sent = 0;
    for (const Record& r : run.trace().records) sent += r.kind == RecordKind::Sent;
    const auto lines = lines_of(packetdrill_text(run));
    CHECK(lines.size() == sent);
    for (const std::string& line : lines) {
      const size_t start = line.find(" > ") + 3;
      const size_t end = std::min(line.find(" //"), line.size());
      const auto segment = parse_segment(std::string_view(line).substr(start, end - start));
      CHECK_MESSAGE(segment.ok(), line);
    }
  }
}

TEST_CASE("packetdrill: times, windows, options and what befell a segment") {
  const auto lines = lines_of(packetdrill_text(run_builtin("lost-last-ack")));
  CHECK(lines[0].starts_with("0.000000 client > S 0:0(0) win 64240 <mss 1460,"));
  CHECK(lines[10].ends_with(" // lost (fault)"));
  CHECK(lines[11].ends_with(" // retransmission"));
}

TEST_CASE("JUnit: one suite a scenario, one case an expectation, errors and failures escaped") {
  Outcome bad;
  bad.ok = false;
  bad.line = 7;
  bad.what = "state of client";
  bad.expected = "<A&B>";
  bad.found = "\"C\"";
  const std::string text =
      junit_text({{"one", "", {Outcome{}, bad}, 1500}, {"two", "no file", {}, 0}});
  CHECK(text.find(
            "<testsuite name=\"one\" tests=\"2\" failures=\"1\" errors=\"0\" time=\"1.500\">") !=
        std::string::npos);
  CHECK(text.find("&lt;A&amp;B&gt;") != std::string::npos);
  CHECK(text.find("found &quot;C&quot;") != std::string::npos);
  CHECK(text.find("<error message=\"no file\"/>") != std::string::npos);
}

TEST_CASE("comparison: equal runs are the same, others part at the first difference") {
  const Simulation a = run_builtin("lost-last-ack");
  CHECK(compare_runs(a, a, {}).same);
  const Simulation b = run_builtin("lost-last-ack", {{"hosts.client.set.time_wait", "10s"}});
  for (const int width : {80, 160}) {
    const Comparison c = compare_runs(a, b, {width, ColourMode::None, Language::En});
    CHECK(!c.same);
    CHECK(c.text.find("  B 10.820000  client  2MSL over") != std::string::npos);
    CHECK((c.text.find(" ║ ") != std::string::npos) == (width == 160));
  }
}

TEST_CASE("rules: one line each; one alone with clause, effect and tests") {
  const auto lines = lines_of(rules_text({}));
  CHECK(lines.size() == all_rules().size());
  for (const RuleInfo& info : all_rules()) {
    const std::string text = rule_text(info.rule, {});
    CHECK(text.find(rule_name(info.rule) + "\n") == 0);
    CHECK(text.find("tested") != std::string::npos);
  }
  CHECK(rule_text(Rule::T111, {}).find("RFC 9293 3.10.7.4, eighth") != std::string::npos);
}

TEST_CASE("rules: in Chinese each has its own words, columns stay where they are") {
  for (Language language : {Language::ZhHans, Language::ZhHant}) {
    const RulesOptions options{80, ColourMode::None, language};
    const auto lines = lines_of(rules_text(options));
    CHECK(lines.size() == all_rules().size());
    for (const std::string& line : lines) CHECK(display_width(line) <= 80);
    for (const RuleInfo& info : all_rules()) {
      const std::string text = rule_text(info.rule, options);
      INFO(text);
      CHECK(text.find("\nwhen ") == std::string::npos);
      CHECK(text.find(word(Word::FieldDone, language)) != std::string::npos);
      for (const std::string& line : lines_of(text)) CHECK(display_width(line) <= 80);
    }
  }
}
