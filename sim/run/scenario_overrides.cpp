// Values that a command line sets: they are put into the file's tree before it is read, so that
// they are checked exactly as the file's own.
#include <algorithm>
#include <array>

#include "sim/run/scenario_reader.hpp"

namespace finwait {
namespace {

constexpr std::array<std::string_view, 5> kSettable = {"seed", "until", "limit", "network",
                                                       "hosts"};
constexpr size_t kMaxParts = 8;

std::vector<std::string> parts_of(std::string_view path) {
  std::vector<std::string> parts;
  while (true) {
    const size_t dot = path.find('.');
    parts.emplace_back(path.substr(0, dot));
    if (dot == std::string_view::npos) return parts;
    path.remove_prefix(dot + 1);
  }
}

// The value of a key, which comes to be when the file has none.
Node& child(Node& table, const std::string& key, const Place& place) {
  for (Member& m : table.members)
    if (m.key == key) return m.value;
  table.members.push_back({key, place, {}});
  table.members.back().value.place = place;
  return table.members.back().value;
}

Node value_node(std::string_view value, const Place& place) {
  Node node;
  node.kind = Node::Kind::Text;
  node.place = place;
  node.text = std::string(value);
  if (value.find(',') == std::string_view::npos) return node;
  Node list;
  list.kind = Node::Kind::Array;
  list.place = place;
  while (true) {
    const size_t comma = value.find(',');
    node.text = std::string(value.substr(0, comma));
    list.items.push_back(node);
    if (comma == std::string_view::npos) return list;
    value.remove_prefix(comma + 1);
  }
}

// Notes what makes a path impossible before it is put into the tree.
bool check_path(Reader& in, const Node& root, const std::vector<std::string>& parts,
                const Place& place) {
  if (std::find(kSettable.begin(), kSettable.end(), parts[0]) == kSettable.end()) {
    in.fail_unknown(place, "key", parts[0], kSettable);
    return false;
  }
  const Member* hosts = root.find("hosts");
  if (parts[0] != "hosts" || !hosts || parts.size() < 2 || parts[1] == "*") return true;
  std::vector<std::string_view> names;
  for (const Member& m : hosts->value.members) names.push_back(m.key);
  if (std::find(names.begin(), names.end(), parts[1]) != names.end()) return true;
  in.fail_unknown(place, "host", parts[1], names);
  return false;
}

// "hosts.*.api": every host there is.
std::vector<std::vector<std::string>> paths_of(const Node& root, const Override& override_) {
  const std::vector<std::string> parts = parts_of(override_.path);
  if (parts.size() < 2 || parts[0] != "hosts" || parts[1] != "*") return {parts};
  std::vector<std::vector<std::string>> paths;
  const Member* hosts = root.find("hosts");
  if (hosts)
    for (const Member& m : hosts->value.members) {
      paths.push_back(parts);
      paths.back()[1] = m.key;
    }
  return paths;
}

void apply(Reader& in, Node& root, const Override& override_, const Place& place,
           const std::vector<std::string>& parts) {
  if (parts.size() > kMaxParts) {
    in.fail(place, "expected a key such as network.loss, found more than 8 parts");
    return;
  }
  if (!check_path(in, root, parts, place)) return;
  Node* at = &root;
  for (const std::string& part : parts) {
    if (at->kind != Node::Kind::Table) {
      in.fail(place, "expected a key of a table, found '" + part + "' below a value");
      return;
    }
    at = &child(*at, part, place);
  }
  if (at->kind == Node::Kind::Table && !at->members.empty()) {
    in.fail(place, "expected the key of one value, found a whole table");
    return;
  }
  *at = value_node(override_.value, place);
}

}  // namespace

void apply_overrides(Reader& in, Node& root, const std::vector<Override>& overrides) {
  for (size_t i = 0; i < overrides.size(); ++i)
    for (const std::vector<std::string>& parts : paths_of(root, overrides[i]))
      apply(in, root, overrides[i], {0, 0, static_cast<int>(i)}, parts);
}

}  // namespace finwait
