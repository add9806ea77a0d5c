#include "tests/tools/schema_page.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sim/report/schema.hpp"
#include "sim/report/schema_keys.hpp"
#include "sim/tcp/profile.hpp"

namespace finwait {
namespace {

using Json = nlohmann::ordered_json;

struct Table {
  const char* definition;  // "" for the file itself
  const char* title;
};
constexpr Table kTables[] = {{"", "The file"},
                             {"network", "`network`"},
                             {"link", "`network.from.HOST`"},
                             {"host", "`hosts.NAME`"},
                             {"entry", "`timeline`: each entry"},
                             {"trigger", "`when` of an entry"},
                             {"fault", "`faults`: each"},
                             {"expectation", "`expect`: each"},
                             {"lesson", "`lesson`"}};

std::string joined(const Json& list, std::string_view between) {
  std::string out;
  for (const Json& item : list)
    out += (out.empty() ? "" : std::string(between)) +
           (item.is_string() ? item.get<std::string>() : item.dump());
  return out;
}

std::string type_text(const Json& schema);

std::string named_type(const std::string& name) {
  if (name == "time") return "time (ns us ms s m h)";
  if (name == "ratio") return "ratio (`3%`, `1/250`)";
  if (name == "off") return "true or false";
  if (name == "local_text") return "text, or one per language";
  if (name == "port") return "port 1–65535";
  if (name == "sequence") return "number below 2³²";
  if (name == "result") return "text or number";
  const std::string anchor = name == "entry"         ? "timeline-each-entry"
                             : name == "fault"       ? "faults-each"
                             : name == "expectation" ? "expect-each"
                             : name == "trigger"     ? "when-of-an-entry"
                             : name == "settings"    ? "set-of-a-host"
                                                     : name;
  return "[" + name + "](#" + anchor + ")";
}

// Where no scenario has an example.
std::string plain_example(const std::string& key, const std::string& type) {
  constexpr std::pair<std::string_view, std::string_view> kTexts[] = {
      {"$schema", "`\"finwait.schema.json\"`"},
      {"title", "`\"Lost last ACK\"`"},
      {"summary", "`\"The FIN comes again.\"`"},
      {"rate", "`\"10Mbit/s\"`"},
      {"from", "`{ client = { delay = \"10ms\" } }`"},
      {"address", "`\"10.0.0.9\"`"},
      {"src", "`\"10.9.0.1:1000\"`"},
      {"to", "`\"server:80\"`"},
      {"data64", "`\"AAEC\"`"},
      {"flags", "`\"MSG_OOB\"`"},
      {"interest", "`\"POLLIN,POLLRDHUP\"`"},
      {"kind", "`\"host_unreachable\"`"},
      {"socket", "`\"a\"`"},
      {"lesson", "below"},
      {"hosts", "below"},
      {"timeline", "below"},
      {"faults", "below"},
      {"expect", "below"},
      {"when", "`{ host = \"server\", state = \"CLOSE_WAIT\" }`"},
      {"segments", "`[\"client > S 0:0(0)\", \"...\"]`"},
      {"state", "`\"TIME_WAIT\"`"},
      {"states", "`[\"SYN_SENT\", \"ESTABLISHED\"]`"},
      {"has", "`\"FIN\"`"},
      {"bytes", "`{ from = \"client\", written = 18, read = 18 }`"},
      {"set", "`{ delayed_ack = \"0ms\" }`"},
      {"events", "`[\"FD_READ\", \"FD_CLOSE\"]`"},
      {"unverified", "`\"...\"`"},
      {"claim", "`\"...\"`"},
      {"explanation", "`\"...\"`"},
      {"segment", "`\"FIN,ACK\"`"}};
  for (const auto& known : kTexts)
    if (known.first == key) return std::string(known.second);
  if (type.starts_with("time") || type.starts_with("a time")) return "`\"200ms\"`";
  if (type.starts_with("ratio")) return "`\"3%\"`";
  if (type.starts_with("true")) return "`true`";
  return type.find("umber") != std::string::npos || type.starts_with("port") ? "`10`" : "";
}

std::string number_text(const Json& schema) {
  const std::string low = schema.contains("minimum") ? schema["minimum"].dump() : "";
  const std::string high = schema.contains("maximum") ? schema["maximum"].dump() : "";
  if (low.empty()) return "number";
  return high.empty() ? "number from " + low : "number " + low + "–" + high;
}

std::string type_text(const Json& schema) {
  if (schema.contains("$ref")) {
    const auto ref = schema["$ref"].get<std::string>();
    return named_type(ref.substr(ref.rfind('/') + 1));
  }
  if (schema.contains("const")) return "`" + schema["const"].dump() + "`";
  if (schema.contains("enum")) return joined(schema["enum"], ", ");
  if (schema.contains("allOf")) return type_text(schema["allOf"][0]);
  if (schema.contains("anyOf")) {
    std::string out;
    for (const Json& choice : schema["anyOf"]) {
      const std::string text = type_text(choice);
      if (out.find(text) == std::string::npos) out += (out.empty() ? "" : " or ") + text;
    }
    return out;
  }
  const Json type = schema.value("type", Json("any"));
  if (type.is_array()) return joined(type, " or ");
  if (type == "array") return "list of " + type_text(schema["items"]);
  if (type == "integer") return number_text(schema);
  if (type == "object") return "table";
  return type == "string" ? "text" : type == "boolean" ? "true or false" : type.dump();
}

// The key's value where a scenario first has it: "`drop`", and that scenario.
struct Example {
  std::string text;
  std::string file;
};

// From the start of a value to the comma, bracket or line's end behind it.
std::string value_at(std::string_view text) {
  size_t end = 0;
  int open = 0;
  bool quoted = false;
  for (; end < text.size() && text[end] != '\n'; ++end) {
    const char c = text[end];
    if (c == '"' && (end == 0 || text[end - 1] != '\\')) quoted = !quoted;
    if (quoted) continue;
    if (c == '{' || c == '[') ++open;
    if ((c == ',' || c == '}' || c == ']') && open == 0) break;
    if (c == '}' || c == ']') --open;
    if (c == '#') break;
  }
  std::string out(text.substr(0, end));
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

// Of which table a line of a scenario writes a key, told by what else stands on it.
bool fits(const std::string& table, std::string_view line) {
  const auto has = [&](std::string_view part) { return line.find(part) != line.npos; };
  if (table == "fault") return has("{ do = ");
  if (table == "entry") return has("call = ") && !has("{ do = ");
  if (table == "trigger") return has("when = {");
  if (table == "network") return line.starts_with("network");
  if (table == "link") return has("from.");
  if (table == "host" || table == "settings") return line.starts_with("hosts");
  if (table == "lesson") return line.starts_with("lesson.");
  if (table == "expectation") return !has("call = ") && !has("{ do = ") && line.starts_with("  {");
  return true;
}

Example example_of(const std::string& table, const std::string& key,
                   std::span<const TestSource> sources) {
  const std::string written = table == "lesson" ? "lesson." + key : key;
  for (const TestSource& source : sources) {
    if (!source.path.ends_with(".toml")) continue;
    const std::string& text = source.text;
    for (size_t at = text.find(written); at != std::string::npos; at = text.find(written, at + 1)) {
      const size_t start = text.rfind('\n', at) + 1;
      const std::string_view line =
          std::string_view(text).substr(start, text.find('\n', at) - start);
      const std::string before = at == start ? " " : text.substr(at - 1, 1);
      size_t equals = at + written.size();
      while (equals < text.size() && text[equals] == ' ') ++equals;
      const bool whole = (before == " " || before == "{") && equals < text.size() &&
                         text[equals] == '=' && !line.starts_with("#");
      if (!whole || !fits(table, line) || (table.empty() && at != start)) continue;
      const size_t value = text.find_first_not_of(' ', equals + 1);
      const std::string found = value_at(std::string_view(text).substr(value));
      const bool shown = !found.empty() && found.size() <= 50 && found != "[" && found != "{";
      return {shown ? "`" + found + "`" : "", source.path};
    }
  }
  return {};
}

std::string evidence(const Example& example) {
  if (example.file.empty()) return "";
  std::string name = example.file.substr(example.file.rfind('/') + 1);
  name = name.substr(0, name.rfind('.'));
  const std::string_view folder =
      std::string_view(example.file).substr(std::string_view("assets").size());
  return "[" + name + "](.." + std::string(folder) + ")";
}

const SchemaKey* documented(std::string_view table, std::string_view key) {
  for (const SchemaKey& k : scenario_keys())
    if (k.table == table && k.key == key) return &k;
  return nullptr;
}

std::string cell(std::string text) {
  for (size_t at = text.find('|'); at != std::string::npos; at = text.find('|', at + 2))
    text.insert(at, "\\");
  return " " + text + " |";
}

const Json& table_of(const Json& schema, const std::string& definition) {
  return definition.empty() ? schema : schema["definitions"][definition];
}

std::string table_text(const Json& schema, const Table& table,
                       std::span<const TestSource> sources) {
  std::string out = "## " + std::string(table.title) + "\n\n" +
                    "| Key | Type, unit | Default | Meaning | Example | Used in |\n" +
                    "|---|---|---|---|---|---|\n";
  for (const auto& [key, value] : table_of(schema, table.definition)["properties"].items()) {
    const SchemaKey* doc = documented(table.definition, key);
    const Example example = example_of(table.definition, key, sources);
    out += "|" + cell("`" + key + "`") + cell(type_text(value)) +
           cell(doc ? std::string(doc->standard) : "") +
           cell(doc ? std::string(doc->meaning) : "") +
           cell(example.text.empty() ? plain_example(key, type_text(value)) : example.text) +
           cell(evidence(example)) + "\n";
  }
  return out + "\n";
}

std::string default_text(ProfileName name, std::string_view setting) {
  const std::string text = setting_text(default_profile(name), setting);
  const bool negative = text.starts_with("-") || text.starts_with("\"-");
  return (negative ? "–" : text) + (is_unverified(name, setting) ? " ?" : "");
}

std::string settings_text(std::span<const TestSource> sources) {
  std::string out =
      "## `set` of a host\n\nEvery setting; its values on the other systems, and what nobody has "
      "verified of them\n(?), are in [systems.md](systems.md). –: not used, or 2 MSL.\n\n"
      "| Key | Type, unit | Default (rfc9293) | Default (linux) | Example | Used in |\n"
      "|---|---|---|---|---|---|\n";
  for (const Setting& setting : all_settings()) {
    const std::string key(setting.name);
    const Example example = example_of("settings", key, sources);
    out += "|" + cell("`" + key + "`") + cell(std::string(setting.expected)) +
           cell(default_text(ProfileName::Rfc9293, key)) +
           cell(default_text(ProfileName::Linux, key)) +
           cell(example.text.empty() ? "`" + default_text(ProfileName::Rfc9293, key) + "`"
                                     : example.text) +
           cell(evidence(example)) + "\n";
  }
  return out + "\n";
}

std::string words_text(const Json& schema) {
  std::string out = "## Words\n\n";
  for (const char* name : {"call", "state", "option", "icmp", "timer", "flags"}) {
    const Json& type = schema["definitions"][name];
    out += "### " + std::string(name) + "\n\n";
    if (type.contains("enum"))
      out += joined(type["enum"], ", ");
    else if (std::string(name) == "flags")
      out += "Of a segment, joined by commas: `SYN,ACK`; `FIN,ACK`.";
    else
      out +=
          "CLOSED, LISTEN, SYN_SENT, SYN_RECEIVED, ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, "
          "CLOSE_WAIT, CLOSING, LAST_ACK, TIME_WAIT";
    out += "\n\n";
  }
  return out;
}

// Tables that have no table of their own on the page: they stand inside others.
bool described_elsewhere(std::string_view table) {
  return std::none_of(std::begin(kTables), std::end(kTables),
                      [&](const Table& t) { return t.definition == table; });
}

}  // namespace

std::string schema_page(std::span<const TestSource> sources) {
  const Json schema = Json::parse(scenario_schema());
  std::string out =
      "<!-- Made by `./dev docs`; do not edit. -->\n\n# Scenario files\n\n"
      "Every key of a scenario file, from [the JSON Schema](../scenario.schema.json) that editors "
      "use.\nTimes are texts with a unit. Three lines in a `.taplo.toml` make "
      "[Taplo](https://taplo.tamasfe.dev) and Even Better TOML\ncomplete and check the files; "
      "`finwait schema > finwait.schema.json` writes the schema:\n\n```toml\n[[rule]]\ninclude = "
      "[\"**/*.toml\"]\nschema = { path = \"finwait.schema.json\" }\n```\n\n";
  for (const Table& table : kTables) out += table_text(schema, table, sources);
  out += settings_text(sources) + words_text(schema);
  while (out.ends_with("\n\n")) out.pop_back();
  return out;
}

std::vector<std::string> schema_page_gaps() {
  const Json schema = Json::parse(scenario_schema());
  std::vector<std::string> out;
  for (const Table& table : kTables)
    for (const auto& [key, value] : table_of(schema, table.definition)["properties"].items())
      if (!documented(table.definition, key)) out.push_back(table.definition + ("." + key));
  for (const SchemaKey& k : scenario_keys())
    if (!described_elsewhere(k.table) &&
        !table_of(schema, std::string(k.table))["properties"].contains(k.key))
      out.push_back("no such key: " + std::string(k.table) + "." + std::string(k.key));
  return out;
}

}  // namespace finwait
