// The timeline of a scenario file: calls with their times, triggers and arguments.
#include <algorithm>
#include <array>

#include "sim/base/text.hpp"
#include "sim/run/scenario_reader.hpp"

namespace finwait {
namespace {

constexpr size_t kMaxEntries = 100000;
constexpr int64_t kMaxOctets = 1000000000;
constexpr std::array<std::string_view, 6> kHow = {"SHUT_RD",    "SHUT_WR", "SHUT_RDWR",
                                                  "SD_RECEIVE", "SD_SEND", "SD_BOTH"};
constexpr std::array<std::string_view, 1> kFlags = {"MSG_OOB"};
constexpr std::array<std::string_view, 5> kWinsockCalls = {
    "closesocket", "WSASendDisconnect", "WSARecvDisconnect", "WSAAsyncSelect", "WSAEventSelect"};
constexpr std::array<std::string_view, 11> kCommonKeys = {
    "at",   "when", "after", "after_result", "repeat", "every",
    "host", "call", "socket", "result",      "blocks"};

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

std::optional<CallKind> read_call(Table& table, std::string_view key) {
  const Node* node = table.get(key);
  if (!node) return std::nullopt;
  Reader& in = table.in();
  if (node->text == "select") return CallKind::Poll;  // the same question in older words
  if (const auto call = parse_call(node->text)) return call;
  if (std::find(kWinsockCalls.begin(), kWinsockCalls.end(), node->text) != kWinsockCalls.end()) {
    in.fail(node->place,
            "call '" + node->text + "' needs api 'winsock', which is not modelled yet");
    return std::nullopt;
  }
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
  index = table.in().name_index(*name);
}

// -- When an entry runs

void read_trigger_segment(Table& when, Trigger& trigger) {
  if (const auto flags = when.flags("segment")) trigger.ctl = *flags;
  if (const auto arrives = when.flag("arrives")) trigger.on_arrival = *arrives;
  trigger.kind = Trigger::Kind::Segment;
}

void read_trigger_result(Table& when, Trigger& trigger) {
  if (const auto call = read_call(when, "call")) trigger.call = *call;
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

// -- Arguments of calls

void read_port(Table& table, Entry& entry) {
  if (const auto port = table.integer("port", 1, 65535, "a port from 1 to 65535"))
    entry.port = static_cast<uint16_t>(*port);
}

void read_destination(Table& table, Entry& entry) {
  const Node* to = table.get("to");
  if (!to) return;
  entry.to = table.in().address(*to);
  entry.to_text = to->text;
}

void read_text_argument(Table& table, Entry& entry) {
  if (const auto data = table.text("data", "octets in quotes")) entry.data = *data;
  if (entry.call != CallKind::Send) return;
  if (const auto bytes =
          table.integer("bytes", 0, kMaxOctets, "a number of octets from 0 to 1000000000"))
    entry.bytes = static_cast<uint32_t>(*bytes);
  const Member* data = table.member("data");
  const Member* bytes = table.member("bytes");
  if (data && bytes)
    table.in().fail(bytes->place, "expected 'data' or 'bytes', found both");
  else if (!data && !bytes)
    table.missing("expected 'data' or 'bytes' for send, found neither");
}

void read_how(Table& table, Entry& entry) {
  const auto how = table.word("how", "way of shutdown", kHow);
  if (!table.get("how")) table.missing("expected 'how' for shutdown, such as \"SHUT_WR\"");
  if (how) entry.how = static_cast<ShutdownHow>(*how % 3);
}

bool is_seconds(Option option) {
  return option == Option::TcpKeepIdle || option == Option::TcpKeepIntvl ||
         option == Option::TcpLinger2;
}

bool is_switch(Option option) {
  return option == Option::SoReuseAddr || option == Option::SoKeepAlive ||
         option == Option::TcpNoDelay;
}

// A value as the system call takes it, or a time where the option is one.
void read_option_value(Reader& in, const Node& node, Entry& entry) {
  const Option option = *entry.option;
  const bool time = option == Option::TcpUserTimeout || is_seconds(option);
  const Duration unit = is_seconds(option) ? seconds(1) : milliseconds(1);
  if (time && node.kind == Node::Kind::Text) {
    const auto duration = in.time(node);
    if (!duration) return;
    entry.duration = *duration;
    entry.value = duration->ns / unit.ns;
    return;
  }
  if (node.kind == Node::Kind::Boolean) {
    entry.value = node.boolean ? 1 : 0;
    return;
  }
  const int64_t lowest = option == Option::TcpLinger2 ? -1 : 0;
  const auto value = in.integer(node, lowest, INT32_MAX,
                                time ? "a number from 0, or a time such as \"10s\""
                                     : "a number from 0 to 2147483647");
  if (!value) return;
  entry.value = *value;
  if (time && *value > 0) entry.duration = unit * *value;
}

void read_linger(Table& table, Entry& entry) {
  if (const Node* onoff = table.get("onoff")) {
    if (onoff->kind == Node::Kind::Boolean) entry.onoff = onoff->boolean ? 1 : 0;
    else if (const auto n = table.in().integer(*onoff, 0, 1, "0 or 1")) entry.onoff = *n;
  }
  if (const auto n = table.integer("linger", 0, 65535, "a number of seconds from 0 to 65535"))
    entry.linger = *n;
  table.misplaced("value", "expected onoff and linger for SO_LINGER, found 'value'");
}

void read_setsockopt(Table& table, Entry& entry) {
  if (const auto option = table.word("option", "option", option_names()))
    entry.option = parse_option(option_names()[*option]);
  if (!table.get("option"))
    table.missing("expected 'option' for " + std::string(call_name(entry.call)) +
                  ", such as \"SO_LINGER\"");
  const Node* value = table.get("value");
  if (!entry.option) {
    for (std::string_view key : {"onoff", "linger"}) table.get(key);
  } else if (*entry.option == Option::SoLinger) {
    read_linger(table, entry);
  } else {
    const std::string name(option_name(*entry.option));
    for (std::string_view key : {"onoff", "linger"})
      table.misplaced(key, "expected 'value' for " + name + ", found '" + std::string(key) + "'");
    if (value) read_option_value(table.in(), *value, entry);
    else if (!is_switch(*entry.option))
      table.missing("expected 'value' for " + name + ", found none");
  }
}

// What getsockopt or getsockname is expected to say, as text.
void read_expected_value(Table& table, Entry& entry) {
  const Node* node = table.get("value");
  if (!node) return;
  if (node->kind == Node::Kind::Table || node->kind == Node::Kind::Array)
    table.in().fail(node->place, "expected a number or text, found " + shown(*node));
  entry.expect_value = node->text;
  if (node->kind == Node::Kind::Boolean) entry.expect_value = node->boolean ? "1" : "0";
}

void read_getsockopt(Table& table, Entry& entry) {
  if (const auto option = table.word("option", "option", option_names()))
    entry.option = parse_option(option_names()[*option]);
  if (!table.get("option"))
    table.missing("expected 'option' for getsockopt, such as \"SO_ERROR\"");
  read_expected_value(table, entry);
}

std::optional<uint8_t> read_events(Table& table, std::string_view key) {
  const Node* node = table.get(key);
  if (!node) return std::nullopt;
  const auto events = node->kind == Node::Kind::Text ? parse_poll_events(node->text) : std::nullopt;
  if (!events)
    table.in().fail(node->place,
                    "expected events such as \"POLLIN,POLLHUP\" (of POLLIN, POLLOUT, POLLERR, "
                    "POLLHUP, POLLRDHUP), found " + shown(*node));
  return events;
}

// `events` is what poll asks for and is expected to find; `interest` asks for something else.
void read_poll(Table& table, Entry& entry) {
  entry.expect_events = read_events(table, "events");
  entry.events = read_events(table, "interest").value_or(entry.expect_events.value_or(0));
  entry.timeout = table.time("timeout");
}

void read_flags(Table& table, Entry& entry) {
  if (table.word("flags", "flag", kFlags)) entry.urgent = true;
}

// -- On the wire

void read_segment(Table& table, Entry& entry) {
  const Node* node = table.get("segment");
  if (!node) {
    table.missing("expected 'segment' for inject, such as \"R 1:1(0) win 0\"");
    return;
  }
  const auto text = table.in().text(*node, "a segment such as \"R 1:1(0) win 0\"");
  if (!text) return;
  const Result<WrittenSegment> segment = parse_segment(*text);
  if (!segment) {
    table.in().fail({node->place.line, node->place.column + segment.error().column,
                     node->place.override_index}, segment.error().message);
    return;
  }
  entry.segment = segment.value();
  if (entry.segment.options == Options{}) entry.segment.any_options = true;  // "<>" says no more
  const Node* data = table.get("data");
  if (data && data->kind == Node::Kind::Text && data->text.size() != entry.segment.text)
    table.in().fail(data->place, "expected as much data as the segment says (" +
                                     std::to_string(entry.segment.text) + " octets), found " +
                                     std::to_string(data->text.size()));
}

void read_wire_arguments(Table& table, Entry& entry) {
  if (const Node* src = table.get("src")) entry.src = table.in().address(*src);
  entry.arrive = table.time("arrive");
  if (entry.call == CallKind::Inject) {
    read_segment(table, entry);
    if (const auto raw = table.flag("raw")) entry.raw = *raw;
    return;
  }
  const auto kind = table.word("kind", "kind of ICMP message", icmp_names());
  if (!table.get("kind"))
    table.missing("expected 'kind' for icmp, such as \"host_unreachable\"");
  if (!kind) return;
  entry.icmp = static_cast<IcmpKind>(*kind);
  entry.hard = entry.icmp >= IcmpKind::ProtocolUnreachable &&
               entry.icmp <= IcmpKind::FragmentationNeeded;
}

void read_call_arguments(Table& table, Entry& entry) {
  const Words names = call_arguments(entry.call);
  const auto takes = [&](std::string_view key) {
    return std::find(names.begin(), names.end(), key) != names.end();
  };
  if (takes("port")) read_port(table, entry);
  if (takes("to")) read_destination(table, entry);
  if (takes("isn"))
    if (const auto isn = table.integer("isn", 0, UINT32_MAX,
                                       "a sequence number from 0 to 4294967295"))
      entry.isn = static_cast<uint32_t>(*isn);
  if (takes("backlog"))
    if (const auto n = table.integer("backlog", 0, 65535, "a backlog from 0 to 65535"))
      entry.backlog = static_cast<int32_t>(*n);
  if (takes("data")) read_text_argument(table, entry);
  if (takes("max"))
    if (const auto n = table.integer("max", 0, kMaxOctets,
                                     "a number of octets from 0 to 1000000000"))
      entry.max = static_cast<uint32_t>(*n);
  if (takes("flags")) read_flags(table, entry);
  if (takes("nonblocking")) entry.nonblocking = table.flag("nonblocking");
  if (takes("how")) read_how(table, entry);
  if (takes("onoff")) read_setsockopt(table, entry);
  else if (takes("option")) read_getsockopt(table, entry);
  else if (takes("value")) read_expected_value(table, entry);
  if (takes("events")) read_poll(table, entry);
  if (takes("src")) read_wire_arguments(table, entry);
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
  if (entry.call == CallKind::Poll && finds_nothing) entry.expect_events.reset();
  entry.blocks = table.time("blocks");
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
  if (const auto host = table.host("host")) entry.host = *host;
  if (!table.get("host")) table.missing("expected 'host' in a timeline entry, found none");
  read_socket_name(table, entry.socket);
  const auto call = read_call(table, "call");
  if (!table.get("call")) table.missing("expected 'call' in a timeline entry, found none");
  if (!call) {
    for (const Member& m : node.members)
      if (is_argument(m.key)) table.get(m.key);  // which ones are right depends on the call
    table.finish();
    return;
  }
  entry.call = *call;
  read_call_arguments(table, entry);
  require_arguments(table, entry);
  read_entry_expectations(table, entry);
  refuse_other_arguments(table, *call);
  table.finish();
  in.scenario.script.timeline.push_back(std::move(entry));
}

}  // namespace

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
