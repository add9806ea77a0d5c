// The timeline of a scenario file: calls with their times, triggers and arguments.
#include <algorithm>
#include <array>

#include "sim/base/text.hpp"
#include "sim/run/scenario_reader.hpp"
#include "sim/world/api_words.hpp"

namespace finwait {
namespace {

constexpr size_t kMaxEntries = 100000;
// Calls of one interface alone; some are other names of what POSIX has too.
struct ForeignCall {
  std::string_view name;
  CallKind kind;
  Api api;
  Wording wording = Wording::Usual;
};
constexpr std::array<ForeignCall, 11> kForeignCalls = {{
    {"closesocket", CallKind::Close, Api::Winsock},
    {"WSASendDisconnect", CallKind::WsaSendDisconnect, Api::Winsock},
    {"WSARecvDisconnect", CallKind::WsaRecvDisconnect, Api::Winsock},
    {"WSAAsyncSelect", CallKind::WsaAsyncSelect, Api::Winsock},
    {"WSAEventSelect", CallKind::WsaEventSelect, Api::Winsock},
    {"makefile", CallKind::Dup, Api::Python},
    {"settimeout", CallKind::SetTimeout, Api::Python},
    {"detach", CallKind::Detach, Api::Python},
    {"create_server", CallKind::Listen, Api::Python, Wording::CreateServer},
    {"__exit__", CallKind::Close, Api::Python, Wording::With},
    {"__del__", CallKind::Close, Api::Python, Wording::Collected},
}};
constexpr std::array<std::string_view, 12> kCommonKeys = {
    "at",   "when", "after",  "after_result", "repeat", "every",
    "each", "host", "call",   "socket",       "result", "blocks"};

std::string joined(Words words) {
  std::string out;
  for (std::string_view w : words) out += (out.empty() ? "" : ", ") + std::string(w);
  return out;
}

bool is_argument(std::string_view key) {
  for (int call = 0; call < kCalls; ++call)
    for (std::string_view name : call_arguments(static_cast<CallKind>(call)))
      if (name == key) return true;
  return false;
}

std::optional<CallKind> read_call(Table& table, std::string_view key, uint8_t host) {
  const Node* node = table.get(key);
  if (!node) return std::nullopt;
  Reader& in = table.in();
  for (const ForeignCall& call : kForeignCalls) {
    if (call.name != node->text) continue;
    if (in.scenario.script.hosts[host].api == call.api || in.foreign_calls[host]) return call.kind;
    in.fail(node->place, "call '" + node->text + "' needs api '" +
                             std::string(api_text(call.api)) + "', and " +
                             in.scenario.script.hosts[host].name + " has '" +
                             std::string(api_text(in.scenario.script.hosts[host].api)) + "'");
    return std::nullopt;
  }
  if (const auto call = parse_call(node->text)) return call;
  in.word(*node, "call", call_names());
  return std::nullopt;
}

// A name may hold what a person types, but not what stands for something else.
void read_socket_name(Table& table, int32_t& index) {
  const Node* node = table.get("socket");
  if (!node) return;
  const auto name = table.in().text(*node, "a socket's name in quotes");
  if (!name) return;
  if (name->empty() || name->size() > 64) {
    table.in().fail(node->place, "expected a name of 1 to 64 octets, found " + shown(*node));
    return;
  }
  const bool typed = std::none_of(name->begin(), name->end(), [](char c) {
    return static_cast<unsigned char>(c) < ' ' || c == 0x7f;
  });
  if (!typed) {
    table.in().fail(node->place,
                    "expected a name without control characters, found " + shown(*node));
    return;
  }
  index = table.in().name_index(*name);
}

// -- When an entry runs

void read_trigger_segment(Table& when, Trigger& trigger) {
  if (const auto flags = when.flags("segment")) trigger.ctl = *flags;
  if (const auto arrives = when.flag("arrives")) trigger.on_arrival = *arrives;
  trigger.kind = Trigger::Kind::Segment;
}

void read_trigger_result(Table& when, Trigger& trigger) {
  if (const auto call = read_call(when, "call", trigger.host)) trigger.call = *call;
  if (const Node* result = when.get("result")) trigger.result = when.in().result(*result);
  trigger.kind = Trigger::Kind::Result;
}

void read_trigger(Reader& in, const Node& node, Trigger& trigger) {
  Table when(in, node, "a trigger");
  if (!when.good()) return;
  if (const auto host = when.host("host")) trigger.host = *host;
  if (!when.get("host")) when.missing("expected a host in 'when', found none");
  const auto socket = read_socket_reference(when, "socket");
  if (socket) trigger.socket = in.name_index(*socket);
  const Member* kinds[] = {when.member("state"), when.member("call"), when.member("segment")};
  int count = 0;
  for (const Member* kind : kinds)
    if (kind && ++count == 2)
      in.fail(kind->place, "expected one of 'state', 'call' and 'segment' in 'when', found '" +
                               kind->key + "' as well");
  if (count == 0) when.missing("expected 'state', 'call' or 'segment' in 'when', found none");
  if (kinds[0]) {
    if (const auto state = when.state("state")) trigger.state = *state;
    trigger.kind = Trigger::Kind::State;
  } else if (kinds[1]) {
    read_trigger_result(when, trigger);
  } else if (kinds[2]) {
    read_trigger_segment(when, trigger);
  }
  when.finish();
}

void read_moment(Table& table, Entry& entry) {
  Reader& in = table.in();
  const Member* at = table.member("at");
  const Member* when = table.member("when");
  const Member* after = table.member("after");
  if (const auto time = table.time("at")) entry.at = Time{time->ns};
  if (when) read_trigger(in, when->value, entry.when);
  if (const auto time = table.time("after")) entry.after = *time;
  if (at && when) {
    const bool at_is_later = std::make_pair(at->place.line, at->place.column) >
                             std::make_pair(when->place.line, when->place.column);
    in.fail(at_is_later ? at->place : when->place, "expected 'at' or 'when', found both");
  } else if (!at && !when) {
    table.missing("expected 'at' or 'when' in a timeline entry, found neither");
  } else if (after && !when) {
    in.fail(after->place, "expected 'when' beside 'after', found only 'at'");
  }
  if (const auto flag = table.flag("after_result")) entry.after_result = *flag;
}

void read_repetition(Table& table, Entry& entry) {
  const auto repeat = table.integer("repeat", 1, 10000000, "a number of runs from 1 to 10000000");
  if (repeat) entry.repeat = static_cast<uint32_t>(*repeat);
  const auto every = table.time("every");
  if (!every) return;
  const Member* member = table.member("every");
  if (!table.get("repeat")) {
    table.in().fail(member->place, "expected 'repeat' beside 'every', found none");
    return;
  }
  entry.every = *every;
  const int64_t start = entry.at ? entry.at->ns : entry.after.ns;
  if (every->ns > (kMaxDuration.ns - start) / entry.repeat)
    table.in().fail(member->value.place, "expected the last run within 100 years, found " +
                                             std::to_string(entry.repeat) + " runs every " +
                                             shown(member->value));
}

// Arguments that exist, but not for this call.
void refuse_other_arguments(Table& table, CallKind call) {
  const Words names = call_arguments(call);
  for (const Member& m : table.node().members) {
    if (!is_argument(m.key) || std::find(names.begin(), names.end(), m.key) != names.end())
      continue;
    const std::string list = names.empty() ? std::string("no arguments") : joined(names);
    table.misplaced(m.key, "'" + m.key + "' is no argument of " + std::string(call_name(call)) +
                               ", which takes " + list);
  }
}

void require_arguments(Table& table, const Entry& entry) {
  if (entry.call == CallKind::Connect && !table.get("to"))
    table.missing("expected 'to' for connect, such as to = \"server:80\"");
  if (entry.call == CallKind::Bind && !table.get("port"))
    table.missing("expected 'port' for bind, such as port = 80");
}

void read_entry_expectations(Table& table, Entry& entry) {
  const std::string call(call_name(entry.call));
  if (!is_socket_call(entry.call)) {
    for (std::string_view key : {"result", "blocks"})
      table.misplaced(key, "'" + std::string(key) + "' is not for " + call +
                               ", which returns nothing");
    return;
  }
  if (const Node* result = table.get("result")) entry.result = table.in().result(*result);
  const bool finds_nothing = entry.result == "0" || entry.result == "pending";
  if (finds_nothing) entry.expect_events.reset();
  entry.blocks = table.time("blocks");
}

// Once for each socket: only where there is a trigger, and nothing else says which socket.
void read_each(Table& table, Entry& entry) {
  const Member* member = table.member("each");
  if (!member) return;
  entry.each = table.flag("each").value_or(false);
  if (entry.each && entry.when.kind == Trigger::Kind::Segment)
    table.in().fail(member->place, "expected 'each' with the state or the call of a socket in "
                                   "'when', found 'segment'");
  for (std::string_view key : {"at", "repeat", "socket"})
    if (entry.each && table.member(key))
      table.in().fail(member->place, "expected 'each' with 'when' and without 'repeat' and "
                                     "'socket', found '" + std::string(key) + "'");
}

// A real kernel's programs make its calls, a script has none; only the wire can be written down.
void check_outside(Table& table, const Entry& entry) {
  const Script& script = table.in().scenario.script;
  const Member* call = table.member("call");
  const bool outside = script.hosts[entry.host].outside;
  const bool scripted = script.hosts[entry.host].scripted;
  const bool wire = entry.call == CallKind::Inject || entry.call == CallKind::Cut ||
                    entry.call == CallKind::Heal;
  if (outside && !wire && call)
    table.in().fail(call->place, "expected inject, cut or heal for '" +
                                     script.hosts[entry.host].name +
                                     "', whose calls a real kernel's programs make, found " +
                                     shown(call->value));
  if (scripted && !wire && call)
    table.in().fail(call->place, "expected inject, cut or heal for '" +
                                     script.hosts[entry.host].name +
                                     "', in whose place a script speaks, found " +
                                     shown(call->value));
  if (entry.state && !outside)
    table.misplaced("state", "'state' is only for a host with profile \"kernel\"");
}

void read_entry(Reader& in, const Node& node) {
  Table table(in, node, "a timeline entry");
  if (!table.good()) return;
  Entry entry;
  entry.line = node.place.line;
  entry.column = node.place.column;
  for (std::string_view key : kCommonKeys) table.get(key);
  read_moment(table, entry);
  read_repetition(table, entry);
  read_each(table, entry);
  if (const auto host = table.host("host")) entry.host = *host;
  if (!table.get("host")) table.missing("expected 'host' in a timeline entry, found none");
  read_socket_name(table, entry.socket);
  const auto call = read_call(table, "call", entry.host);
  if (!table.get("call")) table.missing("expected 'call' in a timeline entry, found none");
  if (!call) {
    for (const Member& m : node.members)
      if (is_argument(m.key)) table.get(m.key);  // which ones are right depends on the call
    table.finish();
    return;
  }
  entry.call = *call;
  for (const ForeignCall& word : kForeignCalls)
    if (word.name == table.get("call")->text) entry.wording = word.wording;
  read_call_arguments(table, entry);
  require_arguments(table, entry);
  check_outside(table, entry);
  read_entry_expectations(table, entry);
  refuse_other_arguments(table, *call);
  table.finish();
  in.scenario.script.timeline.push_back(std::move(entry));
}

}  // namespace

Words foreign_call_names() {
  static const auto kNames = [] {
    std::array<std::string_view, kForeignCalls.size()> names;
    for (size_t i = 0; i < names.size(); ++i) names[i] = kForeignCalls[i].name;
    return names;
  }();
  return kNames;
}

void read_timeline(Table& root) {
  const Node* node = root.get("timeline");
  if (!node) return;
  Reader& in = root.in();
  if (node->kind != Node::Kind::Array) {
    in.fail(node->place, "expected a list of entries [ { at = ..., call = ... }, ... ], found " +
                             shown(*node));
    return;
  }
  if (node->items.size() > kMaxEntries) {
    in.fail(node->place, "expected a timeline of at most 100000 entries, found " +
                             std::to_string(node->items.size()));
    return;
  }
  // Names may be referred to before the entry that gives them.
  for (const Node& item : node->items)
    if (const Member* socket = item.find("socket"))
      if (!socket->value.text.empty()) in.name_index(socket->value.text);
  in.scenario.script.timeline.reserve(node->items.size());
  for (const Node& item : node->items) read_entry(in, item);
}

}  // namespace finwait
