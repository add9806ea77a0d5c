// The faults and the expectations of a scenario file.
#include <algorithm>
#include <array>

#include "sim/base/text.hpp"
#include "sim/run/scenario_reader.hpp"
#include "sim/world/trace.hpp"

namespace finwait {
namespace {

constexpr int64_t kSeqLimit = int64_t{1} << 32;
constexpr std::string_view kSeqExpected = "a relative sequence number";
constexpr std::array<std::string_view, 3> kEnds = {"quiet", "until", "limit"};

bool is_number(std::string_view text) { return parse_unsigned(text).has_value(); }

// The names that sockets have without being given one, and runs of repeated entries.
bool is_system_name(const Reader& in, const std::string& name) {
  if (name == "listener") return true;
  if (name.compare(0, 5, "conn#") == 0) return is_number(std::string_view(name).substr(5));
  const auto run = parse_run_name(name);
  return run && in.knows_name(std::string(run->name));
}

// "conn#3" or "c@3" beside the names that the file gives.
void read_matching_socket(Table& table, FaultRule& rule) {
  const auto socket = read_socket_reference(table, "socket");
  if (!socket) return;
  Reader& in = table.in();
  rule.socket = in.name_index(*socket);
  if (socket->starts_with("conn#"))
    rule.number = static_cast<uint32_t>(parse_unsigned(socket->substr(5)).value_or(0));
  const auto run = parse_run_name(*socket);
  if (!run || !in.knows_name(std::string(run->name))) return;
  rule.runs_of = in.name_index(std::string(run->name));
  rule.run = run->run;
}

// -- Faults

void read_match(Table& table, FaultRule& rule) {
  if (const auto from = table.host("from")) rule.from = *from;
  rule.flags = table.flags("flags");
  if (const auto has = table.flags("has")) rule.has = *has;
  if (const auto after = table.time("after")) rule.after = Time{after->ns};
  if (const auto before = table.time("before")) rule.before = Time{before->ns};
  rule.seq = table.integer("seq", -kSeqLimit, kSeqLimit, kSeqExpected);
  rule.ack = table.integer("ack", -kSeqLimit, kSeqLimit, kSeqExpected);
  if (const auto len = table.integer("len", 0, 65535, "a number of octets from 0 to 65535"))
    rule.len = static_cast<uint32_t>(*len);
  read_matching_socket(table, rule);
}

void read_count(Table& table, FaultRule& rule) {
  if (const auto nth = table.integer("nth", 1, UINT32_MAX, "a number from 1"))
    rule.nth = static_cast<uint32_t>(*nth);
  if (const auto count = table.integer("count", 1, UINT32_MAX, "a number from 1"))
    rule.count = static_cast<uint32_t>(*count);
  const Member* nth = table.member("nth");
  const Member* count = table.member("count");
  if (nth && count) table.in().fail(count->place, "expected 'nth' or 'count', found both");
}

// Which of the action's own keys an action takes.
bool action_takes(FaultAction action, std::string_view key) {
  switch (action) {
    case FaultAction::Drop:
    case FaultAction::Corrupt: return false;
    case FaultAction::Delay: return key == "by" || key == "arrive";
    case FaultAction::Duplicate: return key == "by" || key == "arrive" || key == "copies";
    case FaultAction::Reorder: return key == "by";
    case FaultAction::Hold: return key == "until";
  }
  return false;
}

void read_action(Table& table, FaultRule& rule) {
  for (std::string_view key : {"by", "arrive", "copies", "until"})
    if (!action_takes(rule.action, key))
      table.misplaced(key, "'" + std::string(key) + "' does not go with do = \"" +
                               std::string(fault_action_names()[static_cast<size_t>(rule.action)]) +
                               "\"");
  rule.by = table.time("by");
  rule.arrive = table.time("arrive");
  if (const auto copies = table.integer("copies", 1, 1000, "a number of copies from 1 to 1000"))
    rule.copies = static_cast<uint32_t>(*copies);
  if (const auto until = table.time("until")) rule.until = Time{until->ns};
  const Member* by = table.member("by");
  const Member* arrive = table.member("arrive");
  if (by && arrive) table.in().fail(arrive->place, "expected 'by' or 'arrive', found both");
  if (rule.action == FaultAction::Delay && !by && !arrive)
    table.missing("expected 'by' or 'arrive' for delay, found neither");
  if (rule.action == FaultAction::Hold && !table.get("until"))
    table.missing("expected 'until' for hold, such as until = \"2s\"");
}

void read_fault(Reader& in, const Node& node) {
  Table table(in, node, "a fault rule");
  if (!table.good()) return;
  FaultRule rule;
  rule.line = node.place.line;
  const auto action = table.word("do", "fault", fault_action_names());
  if (!table.get("do")) table.missing("expected 'do' in a fault rule, found none");
  read_match(table, rule);
  read_count(table, rule);
  if (action) {
    rule.action = static_cast<FaultAction>(*action);
    read_action(table, rule);
  } else {
    for (std::string_view key : {"by", "arrive", "copies", "until"}) table.get(key);
  }
  table.finish();
  in.scenario.script.faults.push_back(rule);
}

// -- Expectations

void read_expected_state(Table& table, Expectation& e) {
  e.kind = Expectation::Kind::State;
  if (const auto state = table.state("state")) e.state = *state;
  const Node* at = table.get("at");
  if (!at || (at->kind == Node::Kind::Text && at->text == "end")) return;
  if (const auto time = table.in().time(*at)) e.at = Time{time->ns};
}

void read_expected_states(Table& table, const Node& node, Expectation& e) {
  e.kind = Expectation::Kind::States;
  if (node.kind != Node::Kind::Array) {
    table.in().fail(node.place, "expected a list of states [ \"SYN_SENT\", ... ], found " +
                                    shown(node));
    return;
  }
  for (const Node& item : node.items)
    if (const auto state = table.in().state(item)) e.states.push_back(*state);
}

// What the system tells a program without being called: a name, and behind it an error's.
bool is_event(std::string_view text) {
  const size_t space = text.find(' ');
  const bool known = text.substr(0, space) == event_name(EventKind::SigPipe) ||
                     (text != "none" && parse_network_events(text.substr(0, space)));
  return known && (space == std::string_view::npos || parse_errno(text.substr(space + 1)));
}

void read_expected_events(Table& table, const Node& node, Expectation& e) {
  constexpr std::string_view kExpected =
      "an event such as \"FD_READ\" or \"FD_CLOSE WSAECONNRESET\"";
  e.kind = Expectation::Kind::Events;
  if (node.kind != Node::Kind::Array) {
    table.in().fail(node.place,
                    "expected a list of events [ \"FD_CONNECT\", ... ], found " + shown(node));
    return;
  }
  for (const Node& item : node.items) {
    const auto text = table.in().text(item, kExpected);
    if (text && !is_event(*text))
      table.in().fail(item.place, "expected " + std::string(kExpected) + ", found " + shown(item));
    if (text) e.events.push_back(*text);
  }
}

void read_line(Reader& in, const Node& node, Expectation& e) {
  constexpr std::string_view kExpected =
      "a segment such as \"client > S 0:0(0)\", or \"...\" for any number of them";
  const auto text = in.text(node, kExpected);
  if (!text) return;
  Expectation::Line line;
  line.text = *text;
  line.any = *text == "...";
  const size_t arrow = text->find(" > ");
  if (line.any) {
    e.segments.push_back(std::move(line));
    return;
  }
  if (arrow == std::string::npos) {
    in.fail(node.place, "expected " + std::string(kExpected) + ", found " + shown(node));
    return;
  }
  Node from = node;
  from.text = line.from = text->substr(0, arrow);
  if (!parse_ip(line.from)) in.host(from);
  const Result<WrittenSegment> segment = parse_segment(std::string_view(*text).substr(arrow + 3));
  if (!segment) {
    const int column = node.place.column + static_cast<int>(arrow) + 3 + segment.error().column;
    in.fail({node.place.line, column}, segment.error().message);
    return;
  }
  line.segment = segment.value();
  e.segments.push_back(std::move(line));
}

void read_expected_segments(Reader& in, const Node& node, Expectation& e) {
  e.kind = Expectation::Kind::Segments;
  if (node.kind != Node::Kind::Array) {
    in.fail(node.place, "expected a list of segments [ \"client > S 0:0(0)\", ... ], found " +
                            shown(node));
    return;
  }
  for (const Node& item : node.items) read_line(in, item, e);
}

void read_expected_bytes(Reader& in, const Node& node, Expectation& e) {
  e.kind = Expectation::Kind::Bytes;
  Table bytes(in, node, "a ledger");
  if (!bytes.good()) return;
  if (const auto from = bytes.host("from")) e.host = *from;
  if (!bytes.get("from")) bytes.missing("expected 'from' in bytes, found none");
  bool any = false;
  for (std::string_view name : ledger_names()) {
    any = any || bytes.get(name);
    if (const auto n = bytes.integer(name, 0, INT64_MAX, "a number of octets from 0"))
      e.bytes[std::string(name)] = static_cast<uint64_t>(*n);
  }
  if (!any && bytes.get("from"))
    bytes.missing("expected a total such as written = 18 in bytes, found none");
  bytes.finish();
}

void read_whose(Table& table, Expectation& e) {
  if (const auto host = table.host("host")) e.host = *host;
  if (!table.get("host")) table.missing("expected 'host' in this expectation, found none");
  const auto socket = read_socket_reference(table, "socket");
  if (!socket) return;
  e.socket_text = *socket;
  e.socket = table.in().scenario.script.find_name(*socket);
}

constexpr std::string_view kShapes =
    "'state', 'states', 'segments', 'bytes', 'events' and 'end'";

// The one key that says what is expected; nullptr after a complaint.
const Member* read_shape(Table& table) {
  const Member* shape = nullptr;
  for (std::string_view key : {"state", "states", "segments", "bytes", "events", "end"}) {
    const Member* m = table.member(key);
    if (m && shape) {
      const bool later = std::make_pair(m->place.line, m->place.column) >
                         std::make_pair(shape->place.line, shape->place.column);
      table.in().fail((later ? m : shape)->place,
                      "expected one of " + std::string(kShapes) + ", found '" + shape->key +
                          "' and '" + m->key + "'");
      return nullptr;
    }
    if (m) shape = m;
  }
  if (!shape)
    table.missing("expected one of " + std::string(kShapes) +
                  " in an expectation, found none");
  return shape;
}

void read_expectation(Reader& in, const Node& node) {
  Table table(in, node, "an expectation");
  if (!table.good()) return;
  Expectation e;
  e.line = node.place.line;
  e.column = node.place.column;
  const Member* shape = read_shape(table);
  if (!shape) {
    for (std::string_view key : {"at", "host", "socket"}) table.get(key);
    table.finish();
    return;
  }
  if (shape->key == "state") read_expected_state(table, e);
  else if (shape->key == "states") read_expected_states(table, shape->value, e);
  else if (shape->key == "segments") read_expected_segments(in, shape->value, e);
  else if (shape->key == "bytes") read_expected_bytes(in, shape->value, e);
  else if (shape->key == "events") read_expected_events(table, shape->value, e);
  else if (const auto end = table.word("end", "end", kEnds)) e.end = kEnds[*end];
  if (shape->key == "end") e.kind = Expectation::Kind::End;
  const bool whose = shape->key == "state" || shape->key == "states" || shape->key == "events";
  if (whose) read_whose(table, e);
  for (std::string_view key : {"at", "host", "socket"})
    if (!(key == "at" ? shape->key == "state" : whose))
      table.misplaced(key, "'" + std::string(key) + "' does not go with '" + shape->key + "'");
  table.finish();
  in.scenario.expect.push_back(std::move(e));
}

template <class ReadItem>
void read_list(Table& root, std::string_view key, std::string_view of_what, ReadItem read_item) {
  const Node* node = root.get(key);
  if (!node) return;
  if (node->kind != Node::Kind::Array) {
    root.in().fail(node->place,
                   "expected a list of " + std::string(of_what) + ", found " + shown(*node));
    return;
  }
  for (const Node& item : node->items) read_item(root.in(), item);
}

}  // namespace

std::optional<std::string> read_socket_reference(Table& table, std::string_view key) {
  const Node* node = table.get(key);
  if (!node) return std::nullopt;
  Reader& in = table.in();
  const auto name = in.text(*node, "a socket's name in quotes");
  if (!name || in.partial || in.knows_name(*name) || is_system_name(in, *name)) return name;
  std::vector<std::string_view> words(in.scenario.script.names.begin(),
                                      in.scenario.script.names.end());
  words.insert(words.end(), {"listener", "conn#1", "conn#2"});
  in.fail_unknown(node->place, "socket", *name, words);
  return std::nullopt;
}

void read_faults(Table& root) { read_list(root, "faults", "fault rules", read_fault); }

void read_expectations(Table& root) {
  read_list(root, "expect", "expectations", read_expectation);
}

}  // namespace finwait
