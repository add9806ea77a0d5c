// Table: one table of a scenario file whose keys are all accounted for.
#include <algorithm>

#include "sim/base/text.hpp"
#include "sim/run/scenario_reader.hpp"

namespace finwait {

Table::Table(Reader& in, const Node& node, std::string_view what)
    : in_(in), node_(node), what_(what), good_(node.kind == Node::Kind::Table) {
  if (!good_) in_.fail(node.place, "expected " + std::string(what) + " as a table { ... }, found " +
                                        shown(node));
}

const Member* Table::member(std::string_view key) {
  if (std::find(known_.begin(), known_.end(), key) == known_.end()) known_.push_back(key);
  return node_.find(key);
}

const Node* Table::get(std::string_view key) {
  const Member* found = member(key);
  return found ? &found->value : nullptr;
}

std::optional<Duration> Table::time(std::string_view key) {
  const Node* node = get(key);
  return node ? in_.time(*node) : std::nullopt;
}

std::optional<Ratio> Table::ratio(std::string_view key) {
  const Node* node = get(key);
  return node ? in_.ratio(*node) : std::nullopt;
}

std::optional<bool> Table::flag(std::string_view key) {
  const Node* node = get(key);
  return node ? in_.flag(*node) : std::nullopt;
}

std::optional<std::string> Table::text(std::string_view key, std::string_view expected) {
  const Node* node = get(key);
  return node ? in_.text(*node, expected) : std::nullopt;
}

std::optional<int64_t> Table::integer(std::string_view key, int64_t lowest, int64_t highest,
                                      std::string_view expected) {
  const Node* node = get(key);
  return node ? in_.integer(*node, lowest, highest, expected) : std::nullopt;
}

std::optional<size_t> Table::word(std::string_view key, std::string_view kind, Words words) {
  const Node* node = get(key);
  return node ? in_.word(*node, kind, words) : std::nullopt;
}

std::optional<State> Table::state(std::string_view key) {
  const Node* node = get(key);
  return node ? in_.state(*node) : std::nullopt;
}

std::optional<uint8_t> Table::host(std::string_view key) {
  const Node* node = get(key);
  return node ? in_.host(*node) : std::nullopt;
}

std::optional<uint8_t> Table::flags(std::string_view key) {
  const Node* node = get(key);
  return node ? in_.flags(*node) : std::nullopt;
}

void Table::missing(std::string message) { missing_.push_back(std::move(message)); }

void Table::misplaced(std::string_view key, std::string message) {
  if (const Member* m = member(key)) in_.fail(m->place, std::move(message));
}

bool Table::is_root() const {
  return std::find(known_.begin(), known_.end(), "timeline") != known_.end();
}

void Table::fail_unknown_key(const Member& m) {
  const Words root = root_keys();
  const bool of_root = std::find(root.begin(), root.end(), m.key) != root.end();
  if (of_root && !is_root()) {
    in_.fail(m.place, "key '" + m.key + "' stands inside " + std::string(what_) +
                          "; the file's own keys come before [tables]");
    return;
  }
  in_.fail_unknown(m.place, "key", m.key, known_);
}

void Table::finish() {
  if (!good_) return;
  bool unknown = false;
  for (const Member& m : node_.members) {
    if (std::find(known_.begin(), known_.end(), m.key) != known_.end()) continue;
    fail_unknown_key(m);
    unknown = true;
  }
  if (unknown) return;
  for (const std::string& message : missing_) {
    if (is_root()) in_.fail_at_end(message);
    else in_.fail(node_.place, message);
  }
}

}  // namespace finwait
