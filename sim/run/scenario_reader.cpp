#include "sim/run/scenario_reader.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <tuple>

#include "sim/base/text.hpp"
#include "sim/world/api_words.hpp"

namespace finwait {
namespace {

constexpr std::array<std::string_view, 13> kRootKeys = {
    "format", "title",    "summary", "lesson", "seed",   "until", "limit", "network",
    "hosts",  "timeline", "faults",  "expect", "$schema"};

std::string joined(Words words) {
  std::string out;
  for (std::string_view w : words) out += (out.empty() ? "" : ", ") + std::string(w);
  return out;
}

// Why a text is no time, when there is more to say than what was expected.
std::string time_hint(std::string_view text) {
  const size_t unit_at = text.find_first_not_of("0123456789.");
  if (text.empty() || unit_at == 0) return text.substr(0, 1) == "-" ? ": no negative times" : "";
  if (unit_at == std::string_view::npos) return ": the unit is missing (ns, us, ms, s, m, h)";
  const std::string_view unit = text.substr(unit_at);
  if (unit[0] == ' ') return ": no space before the unit";
  constexpr std::array<std::string_view, 6> kUnits = {"ns", "us", "ms", "s", "m", "h"};
  if (std::find(kUnits.begin(), kUnits.end(), unit) == kUnits.end())
    return ": unknown unit " + shown(unit) + " (ns, us, ms, s, m, h)";
  return ": at most 100 years, in whole nanoseconds";
}

std::optional<int64_t> parse_integer(std::string_view text) {
  const bool negative = text.substr(0, 1) == "-";
  const auto value = parse_unsigned(negative ? text.substr(1) : text);
  if (!value || *value > static_cast<uint64_t>(INT64_MAX)) return std::nullopt;
  return negative ? -static_cast<int64_t>(*value) : static_cast<int64_t>(*value);
}

bool is_address_text(std::string_view text) {
  const size_t colon = text.find(':');
  return colon != std::string_view::npos && parse_ip(text.substr(0, colon)) &&
         parse_unsigned(text.substr(colon + 1)).value_or(65536) < 65536;
}

}  // namespace

Words root_keys() { return kRootKeys; }

void Reader::keep(const Place& place, bool late, std::string message) {
  const auto rank = [](bool is_late, const Place& p) {
    return std::make_tuple(is_late, p.override_index < 0, p.line, p.column);
  };
  if (failed_ && rank(late_, place_) <= rank(late, place)) return;
  failed_ = true;
  late_ = late;
  place_ = place;
  error_ = {file_, place.line, place.column, std::move(message)};
  if (place.override_index < 0) return;
  const Override& o = overrides_[static_cast<size_t>(place.override_index)];
  error_ = {"--set " + o.path + "=" + o.value, 0, 0, std::move(error_.message)};
}

void Reader::fail(const Place& place, std::string message) {
  keep(place, false, std::move(message));
}

void Reader::fail_at_end(std::string message) {
  if (!partial) keep({1, 1}, true, std::move(message));
}

void Reader::fail_expected(const Node& node, std::string_view expected) {
  fail(node.place, "expected " + std::string(expected) + ", found " + shown(node));
}

void Reader::fail_unknown(const Place& place, std::string_view kind, std::string_view found,
                          Words words) {
  std::string message = "unknown " + std::string(kind) + " " + shown_name(found);
  const std::string meant = suggestion(found, words);
  message += meant.empty() ? "; expected one of " + joined(words) : meant;
  fail(place, std::move(message));
}

std::optional<Duration> Reader::time(const Node& node) {
  constexpr std::string_view kExpected = "a time such as \"200ms\"";
  if (node.kind == Node::Kind::Text) {
    if (const auto d = parse_duration(node.text)) return d;
    fail(node.place, "expected " + std::string(kExpected) + ", found " + shown(node) +
                         time_hint(node.text));
    return std::nullopt;
  }
  fail_expected(node, kExpected);
  return std::nullopt;
}

std::optional<Ratio> Reader::ratio(const Node& node) {
  const bool number = node.kind == Node::Kind::Integer || node.kind == Node::Kind::Other;
  if (number || node.kind == Node::Kind::Text)
    if (const auto r = parse_ratio(node.text)) {
      const uint32_t divisor = std::gcd(r->numerator, r->denominator);
      return Ratio{r->numerator / divisor, r->denominator / divisor};
    }
  fail_expected(node, "a ratio from 0 to 1 such as \"3%\" or \"1/250\"");
  return std::nullopt;
}

std::optional<bool> Reader::flag(const Node& node) {
  if (node.kind == Node::Kind::Boolean) return node.boolean;
  if (node.text == "true" || node.text == "on") return true;
  if (node.text == "false" || node.text == "off") return false;
  fail_expected(node, "true or false");
  return std::nullopt;
}

std::optional<std::string> Reader::text(const Node& node, std::string_view expected) {
  if (node.kind == Node::Kind::Text) return node.text;
  fail_expected(node, expected);
  return std::nullopt;
}

std::optional<int64_t> Reader::integer(const Node& node, int64_t lowest, int64_t highest,
                                       std::string_view expected) {
  std::optional<int64_t> value;
  if (node.kind == Node::Kind::Integer) value = node.integer;
  if (node.kind == Node::Kind::Text && node.place.override_index >= 0)
    value = parse_integer(node.text);
  if (value && *value >= lowest && *value <= highest) return value;
  fail_expected(node, expected);
  return std::nullopt;
}

std::optional<size_t> Reader::word(const Node& node, std::string_view kind, Words words) {
  if (node.kind != Node::Kind::Text) {
    fail_expected(node, "the name of a " + std::string(kind) + " in quotes");
    return std::nullopt;
  }
  const auto found = std::find(words.begin(), words.end(), node.text);
  if (found != words.end()) return static_cast<size_t>(found - words.begin());
  fail_unknown(node.place, kind, node.text, words);
  return std::nullopt;
}

// A remark may follow in parentheses: "CLOSED (crash)".
std::optional<State> Reader::state(const Node& node) {
  static const auto kNames = [] {
    std::array<std::string_view, kStates> names;
    for (size_t i = 0; i < names.size(); ++i) names[i] = state_name(static_cast<State>(i));
    return names;
  }();
  Node bare = node;
  const size_t remark = node.text.find(" (");
  if (remark != std::string::npos && node.text.back() == ')') bare.text.resize(remark);
  const auto index = word(bare, "state", kNames);
  if (!index) return std::nullopt;
  return static_cast<State>(*index);
}

std::optional<uint8_t> Reader::host(const Node& node) {
  const auto& hosts = scenario.script.hosts;
  if (!hosts_known) return std::nullopt;
  const std::array<std::string_view, 2> names = {hosts[0].name, hosts[1].name};
  const auto index = word(node, "host", names);
  if (!index) return std::nullopt;
  return static_cast<uint8_t>(*index);
}

std::optional<uint8_t> Reader::flags(const Node& node) {
  if (node.kind == Node::Kind::Text)
    if (const auto ctl = parse_flag_names(node.text)) return ctl;
  fail_expected(node, "flags such as \"FIN,ACK\" (of SYN, FIN, RST, PSH, URG, ACK)");
  return std::nullopt;
}

std::optional<uint32_t> Reader::ip(const Node& node) {
  if (node.kind == Node::Kind::Text) {
    const auto ip = parse_ip(node.text);
    if (ip && *ip != 0) return ip;
  }
  fail_expected(node, "an IPv4 address such as \"10.0.0.1\"");
  return std::nullopt;
}

std::optional<uint32_t> Reader::address_host(const Node& node, std::string_view name) {
  const auto& hosts = scenario.script.hosts;
  if (const auto ip = parse_ip(name)) return ip;
  for (const HostConfig& host : hosts)
    if (host.name == name) return host.address;
  const std::array<std::string_view, 2> names = {hosts[0].name, hosts[1].name};
  fail_unknown(node.place, "host", name, names);
  return std::nullopt;
}

std::optional<Address> Reader::address(const Node& node) {
  constexpr std::string_view kExpected = "an address such as \"server:80\" or \"10.0.0.2:80\"";
  const size_t colon = node.text.find(':');
  if (node.kind != Node::Kind::Text || colon == std::string::npos) {
    fail_expected(node, kExpected);
    return std::nullopt;
  }
  const std::string_view text = node.text;
  const auto port = parse_unsigned(text.substr(colon + 1));
  if (!port || *port == 0 || *port > 65535) {
    fail(node.place, "expected a port from 1 to 65535 behind the colon, found " + shown(node));
    return std::nullopt;
  }
  if (!hosts_known) return std::nullopt;
  const auto ip = address_host(node, text.substr(0, colon));
  if (!ip) return std::nullopt;
  return Address{*ip, static_cast<uint16_t>(*port)};
}

int32_t Reader::name_index(const std::string& name) {
  auto& names = scenario.script.names;
  const auto [at, added] = names_.emplace(name, static_cast<int32_t>(names.size()));
  if (added) names.push_back(name);
  return at->second;
}

std::optional<std::string> Reader::result(const Node& node) {
  if (node.kind == Node::Kind::Integer && node.integer >= 0) return std::to_string(node.integer);
  const bool text = node.kind == Node::Kind::Text;
  if (!text || node.text.empty() || (node.text[0] >= '0' && node.text[0] <= '9') ||
      node.text[0] == '-') {
    const auto count = text ? parse_unsigned(node.text) : std::nullopt;
    if (count) return std::to_string(*count);
    if (text && is_address_text(node.text)) return node.text;
    fail_expected(node, "a result: a count, an error's name, or \"pending\"");
    return std::nullopt;
  }
  if (is_result_word(node.text)) return node.text;
  const bool winsock = node.text.compare(0, 3, "WSA") == 0;
  const bool python = node.text.size() > 1 && node.text[1] >= 'a' && node.text[1] <= 'z';
  const Words names = winsock ? winsock_names() : python ? python_classes() : errno_names();
  std::vector<std::string_view> words(names.begin(), names.end());
  words.push_back("pending");
  fail_unknown(node.place, "result", node.text, words);
  return std::nullopt;
}

}  // namespace finwait
