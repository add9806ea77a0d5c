// The JSON Schemas: every built-in scenario and lesson and every line of their traces fit; what the
// reader refuses, they refuse where they can. The validator knows the keywords that they use.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>

#include "sim/report/jsonl.hpp"
#include "sim/report/schema.hpp"
#include "sim/report/schema_keys.hpp"
#include "sim/run/builtin.hpp"
#include "sim/run/scenario_tree.hpp"
#include "tests/report/runs.hpp"

using namespace finwait;
using Json = nlohmann::json;

namespace {

Json json_of(const Node& node) {
  switch (node.kind) {
    case Node::Kind::Text: return node.text;
    case Node::Kind::Integer: return node.integer;
    case Node::Kind::Boolean: return node.boolean;
    case Node::Kind::Other: return Json::parse(node.text, nullptr, false);
    case Node::Kind::Array: {
      Json list = Json::array();
      for (const Node& item : node.items) list.push_back(json_of(item));
      return list;
    }
    case Node::Kind::Table: {
      Json table = Json::object();
      for (const Member& m : node.members) table[m.key] = json_of(m.value);
      return table;
    }
  }
  return nullptr;
}

// "" when `value` fits; else where and why not.
class Validator {
 public:
  explicit Validator(const std::string& schema) : root_(Json::parse(schema)) {}

  std::string check(const Json& value) { return check(value, root_, ""); }

 private:
  std::string check(const Json& v, const Json& schema, const std::string& at);
  std::string check_object(const Json& v, const Json& schema, const std::string& at);
  std::string check_choice(const Json& v, const Json& schema, const std::string& at);
  std::string check_scalar(const Json& v, const Json& schema, const std::string& at);
  const std::regex& pattern(const std::string& text) {
    const auto found = patterns_.find(text);
    if (found != patterns_.end()) return found->second;
    return patterns_.emplace(text, std::regex(text, std::regex::ECMAScript)).first->second;
  }

  const Json root_;
  std::map<std::string, std::regex> patterns_;
};

bool is_type(const Json& v, const Json& type) {
  if (type.is_array())
    return std::any_of(type.begin(), type.end(), [&](const Json& t) { return is_type(v, t); });
  if (type == "object") return v.is_object();
  if (type == "array") return v.is_array();
  if (type == "string") return v.is_string();
  if (type == "integer") return v.is_number_integer();
  if (type == "number") return v.is_number();
  if (type == "boolean") return v.is_boolean();
  REQUIRE(type == "null");
  return v.is_null();
}

std::string Validator::check_scalar(const Json& v, const Json& schema, const std::string& at) {
  if (schema.contains("type") && !is_type(v, schema["type"])) return at + ": wrong type";
  if (schema.contains("const") && schema["const"] != v) return at + ": not the constant";
  if (schema.contains("enum")) {
    const Json& words = schema["enum"];
    if (std::find(words.begin(), words.end(), v) == words.end()) return at + ": not in the list";
  }
  if (schema.contains("pattern") && v.is_string() &&
      !std::regex_search(v.get<std::string>(), pattern(schema["pattern"])))
    return at + ": not of the pattern";
  if (v.is_number() && schema.contains("minimum") && v < schema["minimum"]) return at + ": less";
  if (v.is_number() && schema.contains("maximum") && v > schema["maximum"]) return at + ": more";
  return {};
}

std::string Validator::check_object(const Json& v, const Json& schema, const std::string& at) {
  for (const Json& name : schema.value("required", Json::array()))
    if (!v.contains(name.get<std::string>())) return at + ": no " + name.get<std::string>();
  if (v.size() < schema.value("minProperties", size_t{0})) return at + ": too few";
  if (v.size() > schema.value("maxProperties", v.size())) return at + ": too many";
  const Json none = Json::object();
  const Json& known = schema.contains("properties") ? schema["properties"] : none;
  for (const auto& item : v.items()) {
    const std::string path = at + "/" + item.key();
    if (known.contains(item.key())) {
      const std::string why = check(item.value(), known[item.key()], path);
      if (!why.empty()) return why;
    } else if (schema.contains("additionalProperties")) {
      if (schema["additionalProperties"] == false) return path + ": unknown";
      const std::string why = check(item.value(), schema["additionalProperties"], path);
      if (!why.empty()) return why;
    }
  }
  return {};
}

std::string Validator::check_choice(const Json& v, const Json& schema, const std::string& at) {
  for (const char* keyword : {"anyOf", "oneOf"}) {
    if (!schema.contains(keyword)) continue;
    size_t fits = 0;
    std::string reasons;
    for (const Json& one : schema[keyword]) {
      const std::string why = check(v, one, at);
      fits += why.empty();
      reasons += " (" + why + ")";
    }
    if (fits == 0 || (fits > 1 && keyword == std::string("oneOf")))
      return at + ": " + std::to_string(fits) + " choices fit" + reasons;
  }
  for (const Json& one : schema.value("allOf", Json::array())) {
    const std::string why = check(v, one, at);
    if (!why.empty()) return why;
  }
  return {};
}

std::string Validator::check(const Json& v, const Json& schema, const std::string& at) {
  if (schema.contains("$ref")) {
    constexpr size_t kPrefix = std::string_view("#/definitions/").size();
    const std::string name = schema["$ref"].get<std::string>().substr(kPrefix);
    REQUIRE_MESSAGE(root_["definitions"].contains(name), name);
    return check(v, root_["definitions"][name], at);
  }
  std::string why = check_scalar(v, schema, at);
  if (why.empty() && v.is_object()) why = check_object(v, schema, at);
  if (why.empty()) why = check_choice(v, schema, at);
  if (!why.empty() || !v.is_array() || !schema.contains("items")) return why;
  for (size_t i = 0; i < v.size() && why.empty(); ++i)
    why = check(v[i], schema["items"], at + "/" + std::to_string(i));
  return why;
}

Json tree_of(const BuiltinFile& file) {
  const Result<Node> tree = parse_scenario_tree(file.text, std::string(file.name));
  REQUIRE(tree.ok());
  return json_of(tree.value());
}

}  // namespace

TEST_CASE("schema: every built-in scenario and lesson fits") {
  Validator validator(scenario_schema());
  for (const auto& files : {builtin_scenarios(), builtin_lessons()})
    for (const BuiltinFile& file : files) {
      const std::string why = validator.check(tree_of(file));
      CHECK_MESSAGE(why.empty(), file.name << why);
    }
}

TEST_CASE("schema: what a written scenario and the template hold fits, too") {
  Validator validator(scenario_schema());
  for (const BuiltinFile& file : builtin_scenarios()) {
    const Result<Scenario> scenario = read_scenario(file.text, std::string(file.name));
    REQUIRE(scenario.ok());
    const std::string text = write_scenario(scenario.value());
    const std::string why = validator.check(tree_of({file.name, text}));
    CHECK_MESSAGE(why.empty(), file.name << why);
  }
  CHECK(validator.check(tree_of({"template", scenario_template("t")})).empty());
}

TEST_CASE("schema: slips that an editor should underline") {
  Validator validator(scenario_schema());
  const Json good = tree_of(*find_builtin("lost-last-ack"));
  const auto refused = [&](const char* pointer, const Json& value) {
    Json bad = good;
    bad[Json::json_pointer(pointer)] = value;
    return validator.check(bad);
  };
  CHECK(validator.check(good).empty());
  CHECK(refused("/titel", "x") == "/titel: unknown");
  CHECK(refused("/format", 2) == "/format: not the constant");
  CHECK(refused("/seed", "7") == "/seed: wrong type");
  CHECK(refused("/network/delay", "40 ms") == "/network/delay: not of the pattern");
  CHECK(refused("/network/los", "3%") == "/network/los: unknown");
  CHECK(refused("/hosts/client/profile", "linx") == "/hosts/client/profile: not in the list");
  CHECK(refused("/hosts/client/set/rto_mni", "1s") == "/hosts/client/set/rto_mni: unknown");
  CHECK(refused("/hosts/third", Json::object()) == "/hosts: too many");
  CHECK(refused("/timeline/0/call", "lisen") == "/timeline/0/call: not in the list");
  CHECK(refused("/timeline/0/prot", 80) == "/timeline/0/prot: unknown");
  CHECK(refused("/timeline/0/port", 65536) == "/timeline/0/port: more");
  CHECK(refused("/faults/0/do", "dorp") == "/faults/0/do: not in the list");
  CHECK(refused("/expect/0/state", "TIMEWAIT") == "/expect/0/state: not of the pattern");
}

TEST_CASE("schema: every line of the trace of every built-in scenario fits") {
  Validator validator(trace_schema());
  for (const BuiltinFile& file : builtin_scenarios()) {
    Simulation run = run_builtin(file.name);
    if (run.trace().records.size() > 2000) continue;  // more of the same
    const std::string text = jsonl_text(run, check_expectations(run), {"1.2.3"});
    for (const std::string& line : lines_of(text)) {
      const std::string why = validator.check(Json::parse(line));
      CHECK_MESSAGE(why.empty(), file.name << ": " << line << why);
    }
  }
  CHECK(!validator.check(Json::parse(R"({"id":1,"cause":null,"t_ns":0,"kind":"x"})")).empty());
  CHECK(!validator
             .check(Json::parse(R"({"id":1,"cause":null,"t_ns":0,"kind":"state",
    "host":"a","from":"CLOSED","to":"LISTENING","rule":null})"))
             .empty());
}

namespace {

// Every property anywhere in the schema that says nothing about itself.
void collect_undescribed(const Json& schema, const std::string& at, std::vector<std::string>& out) {
  for (const auto& item : schema.items()) {
    const std::string path = at + "/" + item.key();
    if (item.key() == "properties")
      for (const auto& property : item.value().items()) {
        const Json& own = property.value();
        if (own.value("description", "").empty()) out.push_back(path + "/" + property.key());
        if (own.contains("$ref")) out.push_back(path + "/" + property.key() + ": beside a $ref");
      }
    if (item.value().is_structured()) collect_undescribed(item.value(), path, out);
  }
}

std::string replayed(const std::string& network, const std::string& host) {
  const std::string text = "format = 1\ntitle = \"t\"\nnetwork = { " + network +
                           " }\nhosts.a = { " + host + " }\nhosts.b = {}\n";
  const Result<Scenario> scenario = read_scenario(text, "t");
  REQUIRE_MESSAGE(scenario.ok(), text << scenario.error().text());
  return write_scenario(scenario.value());
}

}  // namespace

TEST_CASE("schema: every key of a scenario and of a trace is described") {
  for (const std::string& text : {scenario_schema(), trace_schema()}) {
    std::vector<std::string> undescribed;
    collect_undescribed(Json::parse(text), "", undescribed);
    for (const std::string& path : undescribed) CHECK_MESSAGE(path.empty(), path);
  }
  const Json scenario = Json::parse(scenario_schema());
  const Json& delay = scenario["definitions"]["network"]["properties"]["delay"];
  CHECK(delay["description"] == "one way; a time (ns, us, ms, s, m, h); default: 50ms");
  CHECK(scenario["required"] == Json({"format", "hosts"}));
}

TEST_CASE("schema: the defaults that it tells are the reader's") {
  const std::string plain = replayed("", "");
  size_t told = 0;
  for (const SchemaKey& key : scenario_keys()) {
    const bool network = key.table == "network";
    if ((!network && key.table != "host") || key.standard.empty()) continue;
    const bool word = key.standard.find(' ') != key.standard.npos;  // "no limit", "from the seed"
    if (word) continue;
    const bool bare = key.standard == "0" || key.standard == "64" || key.standard == "false";
    const std::string quote = bare ? "" : "\"";
    const std::string line =
        std::string(key.key) + " = " + quote + std::string(key.standard) + quote;
    INFO(line);
    CHECK((network ? replayed(line, "") : replayed("", line)) == plain);
    ++told;
  }
  CHECK(told >= 11);
  CHECK(replayed("delay = \"51ms\"", "") != plain);
}

TEST_CASE("JSON Lines: a socket keeps the port of its segments when its connect() fails") {
  const Simulation simulation = run_text(
      "format = 1\nhosts.a = { profile = \"linux\" }\nhosts.b = {}\n"
      "timeline = [ { at = \"0ms\", host = \"a\", call = \"connect\", to = \"b:80\" } ]\n");
  std::string local;
  for (const std::string& line : lines_of(jsonl_text(simulation, {}, {}))) {
    const Json record = Json::parse(line);
    if (record["kind"] == "socket") local = record["local"];
    if (record["kind"] == "sent" && record["from"] == "a")
      CHECK(local == "10.0.0.1:" + std::to_string(record["sport"].get<int>()));
  }
  CHECK(!local.empty());
}
