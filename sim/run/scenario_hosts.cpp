// The hosts and the network of a scenario file.
#include <algorithm>
#include <array>

#include "sim/base/text.hpp"
#include "sim/run/scenario_reader.hpp"
#include "sim/world/api_words.hpp"

namespace finwait {
namespace {

constexpr int64_t kMaxU32 = UINT32_MAX;
constexpr std::string_view kTwoHosts =
    "expected two hosts, such as hosts.client = { profile = \"linux\" }";
constexpr std::array<std::string_view, 2> kAutoManual = {"auto", "manual"};

bool is_host_name(std::string_view name) {
  if (name.empty() || name.size() > 32) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return static_cast<unsigned char>(c) > ' ' && c != ':' && c != '.' && c != '@' && c != '>' &&
           c != '#' && c != 0x7f;
  });
}

std::optional<ProfileName> read_profile(Reader& in, const Node& node) {
  const auto name = parse_profile(node.text);
  if (!name) in.word(node, "profile", profile_names());
  return name;
}

// Which interface the programs of a host speak: what is written, else the system's own.
void read_api(Table& table, HostConfig& host, bool& lenient) {
  const auto api = table.word("api", "api", api_names());
  host.api = api ? static_cast<Api>(*api) : default_api(host.profile);
  for (std::string_view key : {"api", "profile"})
    if (const Node* node = table.get(key)) lenient |= node->place.override_index >= 0;
}

void read_isns(Table& table, std::vector<uint32_t>& isns) {
  constexpr std::string_view kExpected =
      "a sequence number from 0 to 4294967295, or a list of them";
  const Node* node = table.get("isn");
  if (!node) return;
  const std::vector<Node> one = {*node};
  for (const Node& item : node->kind == Node::Kind::Array ? node->items : one)
    if (const auto isn = table.in().integer(item, 0, kMaxU32, kExpected))
      isns.push_back(static_cast<uint32_t>(*isn));
}

bool set_from_node(Profile& profile, const Setting& setting, const Node& node) {
  const bool from_command_line = node.place.override_index >= 0;
  const bool off = node.kind == Node::Kind::Boolean ? !node.boolean
                                                    : node.text == "off" || node.text == "false";
  const bool on = node.kind == Node::Kind::Boolean ? node.boolean
                                                   : node.text == "on" || node.text == "true";
  const bool text = node.kind == Node::Kind::Text;
  switch (setting.kind) {
    case SettingKind::Time: {
      const auto time = text ? parse_duration(node.text) : std::nullopt;
      return time && set_time(profile, setting.name, *time);
    }
    case SettingKind::Count: {
      if (off) return set_flag(profile, setting.name, false);
      if (node.kind == Node::Kind::Integer)
        return set_count(profile, setting.name, node.integer);
      const auto count = from_command_line ? parse_unsigned(node.text) : std::nullopt;
      return count && *count <= kMaxU32 &&
             set_count(profile, setting.name, static_cast<int64_t>(*count));
    }
    case SettingKind::Flag: return (on || off) && set_flag(profile, setting.name, on);
    case SettingKind::Word: return text && set_word(profile, setting.name, node.text);
  }
  return false;
}

void read_set(Reader& in, const Node& node, Profile& profile) {
  if (node.kind != Node::Kind::Table) {
    in.fail(node.place, "expected a table of settings { NAME = value }, found " + shown(node));
    return;
  }
  for (const Member& m : node.members) {
    const Setting* setting = find_setting(m.key);
    if (setting && set_from_node(profile, *setting, m.value)) continue;
    if (setting && setting->kind == SettingKind::Time && m.value.kind == Node::Kind::Text &&
        !parse_duration(m.value.text)) {
      in.time(m.value);
    } else if (setting) {
      in.fail(m.value.place,
              "expected " + std::string(setting->expected) + ", found " + shown(m.value));
    } else {
      std::vector<std::string_view> names;
      for (const Setting& s : all_settings()) names.push_back(s.name);
      in.fail_unknown(m.place, "setting", m.key, names);
    }
  }
}

void read_host(Reader& in, const Member& member, HostConfig& host, bool& lenient) {
  Table table(in, member.value, "a host");
  if (!table.good()) return;
  if (const Node* profile = table.get("profile")) {
    const auto text = in.text(*profile, "the name of a profile in quotes");
    host.outside = text == kKernelProfile;
    host.scripted = text == kScriptProfile;
    if (text && host.simulated())
      if (const auto name = read_profile(in, *profile)) host.profile = default_profile(*name);
  }
  read_api(table, host, lenient);
  if (const Node* address = table.get("address"))
    if (const auto ip = in.ip(*address)) host.address = *ip;
  read_isns(table, host.isns);
  if (const auto reads = table.word("reads", "way of reading", kAutoManual))
    host.auto_read = *reads == 0;
  if (const auto accepts = table.word("accepts", "way of accepting", kAutoManual))
    host.auto_accept = *accepts == 0;
  if (const Node* set = table.get("set")) read_set(in, *set, host.profile);
  table.finish();
}

void check_addresses(Reader& in, const Node& hosts) {
  const auto& both = in.scenario.script.hosts;
  if (both[0].address != both[1].address) return;
  for (size_t i = 2; i-- > 0;) {
    const Member* address = hosts.members[i].value.find("address");
    if (!address) continue;
    in.fail(address->value.place, "expected two different addresses, found " +
                                      shown(address->value) + " for both hosts");
    return;
  }
}

// -- The network

void read_link(Table& table, LinkConfig& link) {
  if (const auto t = table.time("delay")) link.delay = *t;
  if (const auto t = table.time("jitter")) link.jitter = *t;
  if (const auto r = table.ratio("loss")) link.loss = *r;
  if (const auto r = table.ratio("duplicate")) link.duplicate = *r;
  if (const auto r = table.ratio("corrupt")) link.corrupt = *r;
  if (const auto r = table.ratio("reorder")) link.reorder = *r;
  if (const auto t = table.time("reorder_by")) link.reorder_by = *t;
  if (const auto f = table.flag("keep_order")) link.keep_order = *f;
  if (const Node* rate = table.get("rate")) {
    const auto bits = rate->kind == Node::Kind::Text ? parse_rate(rate->text) : std::nullopt;
    if (bits) link.bits_per_second = *bits;
    else
      table.in().fail(rate->place, "expected a rate such as \"10Mbit/s\" (bit/s, kbit/s, Mbit/s, "
                                   "Gbit/s), found " + shown(*rate));
  }
  if (const auto n = table.integer("queue", 0, 1000000, "a number of segments from 0 to 1000000"))
    link.queue = static_cast<uint32_t>(*n);
}

void read_directions(Table& network) {
  Reader& in = network.in();
  const Node* from = network.get("from");
  if (!from) return;
  if (from->kind != Node::Kind::Table) {
    in.fail(from->place, "expected from.HOST = { delay = ... }, found " + shown(*from));
    return;
  }
  for (const Member& m : from->members) {
    Node name;
    name.kind = Node::Kind::Text;
    name.place = m.place;
    name.text = m.key;
    const auto host = in.host(name);
    Table link(in, m.value, "a direction of the network");
    if (!link.good()) continue;
    LinkConfig unknown;
    read_link(link, host ? in.scenario.script.links[*host] : unknown);
    link.finish();
  }
}

}  // namespace

void read_hosts(Table& root) {
  Reader& in = root.in();
  const Node* node = root.get("hosts");
  if (!node) {
    root.missing(std::string(kTwoHosts) + ", found none");
    return;
  }
  if (node->kind != Node::Kind::Table) {
    in.fail(node->place, std::string(kTwoHosts) + ", found " + shown(*node));
    return;
  }
  if (node->members.size() > 2) {
    in.fail(node->members[2].place, std::string(kTwoHosts) + ", found a third: '" +
                                        node->members[2].key + "'");
    return;
  }
  auto& hosts = in.scenario.script.hosts;
  for (size_t i = 0; i < node->members.size(); ++i) {
    const Member& m = node->members[i];
    if (!is_host_name(m.key))
      in.fail(m.place, "expected a host's name without spaces and : . @ # >, found " +
                           shown(m.key));
    hosts[i].name = m.key;
    hosts[i].address = (10u << 24) + static_cast<uint32_t>(i) + 1;
    read_host(in, m, hosts[i], in.foreign_calls[i]);
  }
  if (node->members.size() < 2) {
    if (in.partial) return;
    in.fail(node->place, std::string(kTwoHosts) +
                             (node->members.empty() ? ", found none" : ", found only one"));
    return;
  }
  if (!hosts[0].simulated() && !hosts[1].simulated())
    in.fail(node->members[1].place,
            "expected one simulated host, found profile \"" + std::string(system_text(hosts[1])) +
                (hosts[0].outside == hosts[1].outside ? "\" twice" : "\" and \"") +
                (hosts[0].outside == hosts[1].outside
                     ? ""
                     : std::string(system_text(hosts[0])) + "\""));
  check_addresses(in, *node);
  in.hosts_known = true;
}

void read_network(Table& root) {
  const Node* node = root.get("network");
  if (!node) return;
  Reader& in = root.in();
  Table network(in, *node, "the network");
  if (!network.good()) return;
  Script& script = in.scenario.script;
  if (const auto msl = network.time("msl")) {
    if (msl->ns == 0)
      in.fail(network.get("msl")->place, "expected an MSL above 0, found " +
                                             shown(*network.get("msl")));
    script.msl = *msl;
  }
  read_link(network, script.links[0]);
  script.links[1] = script.links[0];
  read_directions(network);
  network.finish();
}

}  // namespace finwait
