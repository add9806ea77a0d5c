// The arguments of a timeline entry's call.
#include <algorithm>
#include <array>

#include "sim/base/text.hpp"
#include "sim/run/scenario_reader.hpp"

namespace finwait {
namespace {

constexpr int64_t kMaxOctets = 1000000000;
constexpr std::array<std::string_view, 6> kHow = {"SHUT_RD",    "SHUT_WR", "SHUT_RDWR",
                                                  "SD_RECEIVE", "SD_SEND", "SD_BOTH"};
constexpr std::array<std::string_view, 4> kSendFlags = {"MSG_OOB", "MSG_NOSIGNAL", "MSG_MORE",
                                                        "MSG_EOR"};
constexpr std::array<std::string_view, 3> kRecvFlags = {"MSG_OOB", "MSG_NOSIGNAL", "MSG_PEEK"};

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

// Octets that are no text.
void read_data64(Table& table, Entry& entry) {
  const Node* data = table.get("data64");
  if (!data) return;
  const auto octets = data->kind == Node::Kind::Text ? parse_base64(data->text) : std::nullopt;
  if (table.get("data")) table.in().fail(data->place, "expected 'data' or 'data64', found both");
  else if (octets) entry.data = *octets;
  else table.in().fail(data->place, "expected base64, found " + shown(*data));
}

void read_text_argument(Table& table, Entry& entry) {
  if (const auto data = table.text("data", "octets in quotes")) entry.data = *data;
  if (entry.call != CallKind::Send) return;
  read_data64(table, entry);
  if (const auto bytes =
          table.integer("bytes", 0, kMaxOctets, "a number of octets from 0 to 1000000000"))
    entry.bytes = static_cast<uint32_t>(*bytes);
  const Member* text = table.member("data");
  const Member* data = text ? text : table.member("data64");
  const Member* bytes = table.member("bytes");
  if (data && bytes)
    table.in().fail(bytes->place, "expected 'data' or 'bytes', found both");
  else if (!data && !bytes)
    table.missing("expected 'data' or 'bytes' for send, found neither");
}

// A word, or the number behind it (A145); other numbers are for what shutdown() says to them
// (A079).
void read_how(Table& table, Entry& entry) {
  const Node* node = table.get("how");
  if (!node) {
    table.missing("expected 'how' for shutdown, such as \"SHUT_WR\"");
  } else if (node->kind == Node::Kind::Integer) {
    const bool known = node->integer >= 0 && node->integer <= 2;
    entry.how = known ? static_cast<ShutdownHow>(node->integer) : ShutdownHow::Invalid;
  } else if (const auto how = table.word("how", "way of shutdown", kHow)) {
    entry.how = static_cast<ShutdownHow>(*how % 3);
  }
}

bool is_seconds(Option option) {
  return option == Option::TcpKeepIdle || option == Option::TcpKeepIntvl ||
         option == Option::TcpLinger2 || option == Option::TcpKeepInit;
}

bool is_switch(Option option) {
  return option == Option::SoReuseAddr || option == Option::SoKeepAlive ||
         option == Option::TcpNoDelay || option == Option::SoDontLinger ||
         option == Option::SoExclusiveAddrUse || option == Option::SoNoSigPipe ||
         option == Option::TcpCork || option == Option::TcpNoPush;
}

bool is_milliseconds(Option option) {
  return option == Option::TcpUserTimeout || option == Option::SoRcvTimeO ||
         option == Option::SoSndTimeO;
}

// A value as the system call takes it, or a time where the option is one.
void read_option_value(Reader& in, const Node& node, Entry& entry) {
  const Option option = *entry.option;
  const bool time = is_milliseconds(option) || is_seconds(option);
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

// `events` is what select is expected to find; `interest` asks for something else.
std::optional<uint8_t> read_sets(Table& table, std::string_view key) {
  const Node* node = table.get(key);
  if (!node) return std::nullopt;
  const auto sets = node->kind == Node::Kind::Text ? parse_select_sets(node->text) : std::nullopt;
  if (!sets)
    table.in().fail(node->place, "expected sets such as \"readfds,writefds\" (of readfds, "
                                 "writefds, exceptfds), found " + shown(*node));
  return sets;
}

// `events` is what poll asks for and is expected to find; `interest` asks for something else.
void read_poll(Table& table, Entry& entry) {
  const auto read = entry.call == CallKind::Select ? read_sets : read_events;
  entry.expect_events = read(table, "events");
  entry.events = read(table, "interest").value_or(entry.expect_events.value_or(0));
  entry.timeout = table.time("timeout");
}

// What WSAAsyncSelect and WSAEventSelect ask for.
void read_network_events(Table& table, Entry& entry) {
  const Node* node = table.get("events");
  if (!node) {
    table.missing("expected 'events' for " + std::string(call_name(entry.call)) +
                  ", such as \"FD_READ,FD_CLOSE\"");
    return;
  }
  const auto events =
      node->kind == Node::Kind::Text ? parse_network_events(node->text) : std::nullopt;
  if (events)
    entry.events = *events;
  else
    table.in().fail(node->place,
                    "expected events such as \"FD_READ,FD_CLOSE\" (of FD_READ, FD_WRITE, FD_OOB, "
                    "FD_ACCEPT, FD_CONNECT, FD_CLOSE; \"none\" to end it), found " + shown(*node));
}

// settimeout(): a time; "None" blocks for ever, "0s" not at all.
void read_python_timeout(Table& table, Entry& entry) {
  const Node* node = table.get("value");
  if (!node) {
    table.missing("expected 'value' for settimeout, such as \"2s\" or \"None\"");
  } else if (node->text != "None") {
    entry.timeout = table.in().time(*node);
  }
}

void read_flags(Table& table, Entry& entry) {
  const Node* node = table.get("flags");
  if (!node) return;
  Node one = *node;
  for (size_t from = 0; from <= node->text.size();) {
    const size_t end = std::min(node->text.find_first_of(",|", from), node->text.size());
    one.text = node->text.substr(from, end - from);
    const bool sends = entry.call == CallKind::Send;
    const auto flag = table.in().word(one, "flag", sends ? Words(kSendFlags) : Words(kRecvFlags));
    if (!flag) return;
    bool* const flags[] = {&entry.urgent, &entry.no_signal, sends ? &entry.more : &entry.peek,
                           &entry.end_of_record};
    *flags[*flag] = true;
    from = end + 1;
  }
}

// The one address that bind() asks for: a host's name or numbers.
void read_bind_address(Table& table, Entry& entry) {
  const Node* node = table.get("address");
  if (!node) return;
  for (const HostConfig& host : table.in().scenario.script.hosts)
    if (host.name == node->text) entry.address = host.address;
  if (!entry.address) entry.address = table.in().ip(*node);
}

// -- On the wire

void read_segment(Table& table, Entry& entry) {
  const Node* node = table.get("segment");
  read_data64(table, entry);
  entry.state = table.state("state");
  if (!node && entry.state) return;
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
  if (!data) data = table.get("data64");
  if (data && data->kind == Node::Kind::Text && entry.data.size() != entry.segment.text)
    table.in().fail(data->place, "expected as much data as the segment says (" +
                                     std::to_string(entry.segment.text) + " octets), found " +
                                     std::to_string(entry.data.size()));
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
}

// The timer that a hand stops or fires.
void read_timer(Table& table, Entry& entry) {
  const auto timer = table.word("timer", "timer", timer_names());
  if (timer)
    entry.timer = static_cast<Timer>(*timer);
  else if (!table.get("timer"))
    table.missing("expected 'timer' for " + std::string(call_name(entry.call)) +
                  ", such as \"time_wait\"");
}

}  // namespace

void read_call_arguments(Table& table, Entry& entry) {
  const Words names = call_arguments(entry.call);
  const auto takes = [&](std::string_view key) {
    return std::find(names.begin(), names.end(), key) != names.end();
  };
  if (takes("port")) read_port(table, entry);
  if (takes("address")) read_bind_address(table, entry);
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
  else if (entry.call == CallKind::SetTimeout) read_python_timeout(table, entry);
  else if (takes("value")) read_expected_value(table, entry);
  if (takes("interest")) read_poll(table, entry);
  else if (takes("events")) read_network_events(table, entry);
  if (takes("src")) read_wire_arguments(table, entry);
  if (takes("timer")) read_timer(table, entry);
}

}  // namespace finwait
