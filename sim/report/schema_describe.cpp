#include <algorithm>

#include "sim/report/json_writer.hpp"
#include "sim/report/schema_keys.hpp"

namespace finwait {
namespace {

// Units of the schema's own notations.
std::string_view unit_of(std::string_view type) {
  if (type.find("/time\"") != type.npos) return "a time (ns, us, ms, s, m, h)";
  if (type.find("/ratio\"") != type.npos) return "a ratio (\"3%\", \"1/250\")";
  return {};
}

std::string description(const SchemaKey& key, std::string_view type) {
  std::string out(key.meaning);
  const std::string_view unit = unit_of(type);
  if (!unit.empty()) out += "; " + std::string(unit);
  if (key.standard.empty()) return out;
  const bool word = key.standard == "required" || key.standard.starts_with("or ");
  return out + (word ? "; " : "; default: ") + std::string(key.standard);
}

// Copies a schema of our own making (valid JSON without braces in its keys) and describes its
// properties on the way.
class Describer {
 public:
  Describer(std::string_view text, std::span<const SchemaKey> keys) : text_(text), keys_(keys) {}

  std::string value(const std::string& table) {
    std::string out = space();
    if (peek() == '{') return out + object(table);
    if (peek() == '[') return out + array(table);
    return out + scalar();
  }
  std::string space() { return until_not(" \n"); }

 private:
  using Each = std::string (Describer::*)(const std::string& table, const std::string& key);

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  std::string take() { return std::string(text_.substr(at_++, 1)); }
  std::string until_not(std::string_view set) {
    const size_t end = std::min(text_.find_first_not_of(set, at_), text_.size());
    const std::string out(text_.substr(at_, end - at_));
    at_ = end;
    return out;
  }

  // A text, a number or a word.
  std::string scalar() {
    size_t end = at_ + 1;
    if (peek() == '"')
      for (; text_[end - 1] == '\\' || text_[end] != '"'; ++end) {}
    end = peek() == '"' ? end + 1 : text_.find_first_of(",]} \n", at_);
    const std::string out(text_.substr(at_, end - at_));
    at_ = end;
    return out;
  }

  std::string members(const std::string& table, Each each) {
    std::string out = take();
    for (out += space(); peek() != '}'; out += space()) {
      if (peek() == ',') out += take();
      out += space();
      const std::string key = scalar();
      out += key;
      out += take();  // the colon
      out += (this->*each)(table, key.substr(1, key.size() - 2));
    }
    return out + take();
  }

  std::string object(const std::string& table) { return members(table, &Describer::member); }
  std::string array(const std::string& table) {
    std::string out = take();
    for (out += space(); peek() != ']'; out += space()) {
      if (peek() == ',') out += take();
      out += value(table);
    }
    return out + take();
  }

  std::string member(const std::string& table, const std::string& key) {
    const bool known = key == "properties";
    if (!known && key != "definitions") return value(table);
    std::string out = space();
    out += known ? members(table_at(table), &Describer::property)
                 : members(table, &Describer::definition);
    return out;
  }
  std::string definition(const std::string&, const std::string& key) { return value(key); }
  std::string property(const std::string& table, const std::string& key) {
    const std::string before = space();
    const std::string type = value(table.empty() ? key : table + "." + key);
    const SchemaKey* doc = find(table, key);
    if (!doc || type.starts_with("{\"description\"")) return before + type;
    std::string out = before + "{\"description\": ";
    JsonWriter(out).text(description(*doc, type));
    // In draft 7, what stands beside a "$ref" does not count.
    if (type.starts_with("{\"$ref\"")) return out + ", \"allOf\": [" + type + "]}";
    return out + ", " + type.substr(1);
  }

  // The properties of a kind of record begin with that kind.
  std::string table_at(const std::string& table) const {
    constexpr std::string_view kKind = "{\"kind\": {\"const\": \"";
    const std::string_view rest = text_.substr(text_.find('{', at_));
    if (!rest.starts_with(kKind)) return table;
    return std::string(rest.substr(kKind.size(), rest.find('"', kKind.size()) - kKind.size()));
  }

  const SchemaKey* find(std::string_view table, std::string_view key) const {
    const SchemaKey* common = nullptr;
    for (const SchemaKey& k : keys_) {
      if (k.key != key) continue;
      if (k.table == table) return &k;
      if (k.table.empty() && key == "kind") common = &k;
    }
    return common;
  }

  std::string_view text_;
  std::span<const SchemaKey> keys_;
  size_t at_ = 0;
};

}  // namespace

std::string described(std::string_view schema, std::span<const SchemaKey> keys) {
  Describer describer(schema, keys);
  std::string out = describer.value("");
  return out + describer.space();
}

}  // namespace finwait
