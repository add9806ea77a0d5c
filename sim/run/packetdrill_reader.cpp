// The grammar of packetdrill scripts.
#include <algorithm>
#include <array>

#include "sim/base/text.hpp"
#include "sim/run/packetdrill_notation.hpp"
#include "sim/run/packetdrill_scanner.hpp"
#include "sim/run/packetdrill_script.hpp"

namespace finwait {
namespace {

constexpr int kDeepest = 32;  // nesting of values
constexpr int64_t kMaxNumber = UINT32_MAX;

// Options of the language that no simulated endpoint has.
constexpr std::array<std::string_view, 22> kOtherOptions = {"FO",
                                                            "FOEXP",
                                                            "md5",
                                                            "ao",
                                                            "exp",
                                                            "ECN",
                                                            "AccECN",
                                                            "AccECN0",
                                                            "AccECN1",
                                                            "e0b",
                                                            "e1b",
                                                            "mpcapable",
                                                            "mp_capable",
                                                            "mp_join_syn",
                                                            "mp_join_syn_ack",
                                                            "mp_join_ack",
                                                            "dss",
                                                            "add_address",
                                                            "remove_address",
                                                            "mp_prio",
                                                            "mp_fail",
                                                            "mp_fastclose"};

class DrillReader {
 public:
  DrillReader(std::string_view text, std::string name) : in_(text) {
    script_.file = std::move(name);
  }
  Result<DrillScript> read();

 private:
  void read_flags();
  void read_event();
  void read_condition();
  DrillTime read_time();
  void read_action(DrillEvent& event);
  void read_packet(DrillEvent& event);
  bool read_layers(bool inbound);
  void read_ports(DrillPacket& packet);
  void read_segment(DrillPacket& packet);
  void read_flag_letters(WrittenSegment& segment);
  void read_options(DrillPacket& packet);
  void read_option(DrillPacket& packet);
  void read_icmp(DrillEvent& event);
  bool read_quoted(DrillEvent& event);
  void read_call(DrillEvent& event);
  void read_note();
  DrillValue read_value(int depth);
  DrillValue read_primary(int depth);
  DrillValue read_word_value(int depth);
  void read_items(DrillValue& value, std::string_view close, int depth);

  // Up to one of these characters, or to what is wrong: an open comment, say.
  void skip_to(std::string_view ends) {
    while (!in_.failed() && !in_.at_end() && ends.find(in_.peek()) == ends.npos)
      in_.accept(std::string(1, in_.peek()));
  }
  void unsupported(std::string what) {
    script_.unsupported.push_back({in_.line(), std::move(what)});
  }
  const std::string* defined(const std::string& word) const;

  DrillScanner in_;
  DrillScript script_;
  std::string system_;  // of the #ifdef that is open
};

void DrillReader::read_flags() {
  while (in_.starts("--") && !in_.failed()) {
    DrillScript::Flag flag;
    flag.line = in_.line();
    in_.accept("--");
    flag.name = in_.word();
    if (in_.accept("=")) flag.value = in_.argument();
    if (flag.value.size() > 1 && flag.value.front() == '"' && flag.value.back() == '"')
      flag.value = flag.value.substr(1, flag.value.size() - 2);
    script_.flags.push_back(std::move(flag));
  }
}

// --define=NAME=VALUE: the word stands for the value.
const std::string* DrillReader::defined(const std::string& word) const {
  for (const DrillScript::Flag& flag : script_.flags) {
    if (flag.name != "define" || !flag.value.starts_with(word)) continue;
    if (flag.value.size() > word.size() && flag.value[word.size()] == '=') return &flag.value;
  }
  return nullptr;
}

DrillTime DrillReader::read_time() {
  DrillTime time;
  if (in_.accept("*")) {
    time.kind = DrillTime::Kind::Any;
    return time;
  }
  const bool relative = in_.accept("+");
  if (in_.peek() == '-') in_.fail("expected a time that is not negative, found " + in_.found());
  time.kind = relative ? DrillTime::Kind::Relative : DrillTime::Kind::Absolute;
  time.at = time.end = in_.seconds();
  if (!in_.accept("~")) return time;
  time.kind = relative ? DrillTime::Kind::RelativeRange : DrillTime::Kind::AbsoluteRange;
  if (relative) in_.expect("+");
  time.end = in_.seconds();
  if (time.end < time.at) in_.fail("expected a range whose end is not before its start");
  return time;
}

// #ifdef FreeBSD, #ifndef FreeBSD, #else, #endif, as in FreeBSD's test suite.
void DrillReader::read_condition() {
  const std::string line = in_.rest_of_line();
  const size_t space = std::min(line.find(' '), line.size());
  const std::string what = line.substr(0, space);
  const std::string name = line.substr(std::min(space + 1, line.size()));
  if ((what == "#ifdef" || what == "#ifndef") && !name.empty() && system_.empty()) {
    system_ = (what == "#ifdef" ? "" : "!") + name;
  } else if (line == "#else" && !system_.empty()) {
    system_ = system_[0] == '!' ? system_.substr(1) : "!" + system_;
  } else if (line == "#endif" && !system_.empty()) {
    system_.clear();
  } else {
    in_.fail("expected #ifdef NAME, #ifndef NAME, #else or #endif in their order, found '" +
             printable(line, 40) + "'");
  }
}

void DrillReader::read_event() {
  if (in_.peek() == '#') return read_condition();
  DrillEvent event;
  event.line = in_.line();
  event.system = system_;
  if (in_.peek() == '`') {  // before the first event, or after the last one
    event.kind = DrillEvent::Kind::Command;
    event.text = in_.quoted('`');
    if (script_.events.empty()) {
      script_.setup.push_back(std::move(event));
    } else {
      if (!in_.at_end()) in_.fail("expected a time, found " + in_.found());
      event.time.kind = DrillTime::Kind::Relative;
      script_.events.push_back(std::move(event));
    }
    return;
  }
  event.time = read_time();
  if (in_.failed()) return;
  read_action(event);
  const bool outbound = event.kind == DrillEvent::Kind::Packet && !event.packet.inbound;
  if (event.time.kind == DrillTime::Kind::Any && !outbound)
    in_.fail("a time of * can only be used with outbound packets");
  if (event.time.ranged() && !outbound)
    in_.fail("a range of times can only be used with outbound packets");
  if (event.line > 0) script_.events.push_back(std::move(event));
}

void DrillReader::read_action(DrillEvent& event) {
  if (in_.peek() == '<' || in_.peek() == '>') {
    read_packet(event);
  } else if (in_.peek() == '`') {
    event.kind = DrillEvent::Kind::Command;
    event.text = in_.quoted('`');
  } else if (in_.starts("%{")) {
    event.kind = DrillEvent::Kind::Code;
    event.text = in_.code();
  } else {
    event.kind = DrillEvent::Kind::Call;
    read_call(event);
  }
}

// What may stand between the direction and the flags and is not simulated.
bool DrillReader::read_layers(bool inbound) {
  if (in_.accept("[noecn]")) return true;  // as it is here anyway
  if (in_.peek() == '(' || in_.peek() == '[') {
    unsupported("fields of the IP header (ECN, TOS, TTL)");
    const char close = in_.peek() == '(' ? ')' : ']';
    skip_to({&close, 1});
    in_.expect(std::string(1, close));
  }
  for (std::string_view layer :
       {"ipv4", "ipv6", "gre", "GREv0", "mpls", "udplite", "udp", "sctp", "raw"}) {
    if (!in_.accept_word(layer)) continue;
    unsupported("packets with the header '" + std::string(layer) + "'");
    in_.rest_of_line();
    return false;
  }
  if (!inbound && in_.starts("icmp")) {
    unsupported("outbound ICMP");
    in_.rest_of_line();
    return false;
  }
  return true;
}

void DrillReader::read_packet(DrillEvent& event) {
  const size_t start = in_.pos();
  event.packet.inbound = in_.peek() == '<';
  in_.accept(event.packet.inbound ? "<" : ">");
  const bool quotes = read_quoted(event);
  if (!read_layers(event.packet.inbound)) {
    event.line = 0;  // listed as unsupported: the script will not run
    return;
  }
  if (in_.accept_word("icmp")) {
    read_icmp(event);
    event.icmp.text = in_.since(start);
    return;
  }
  if (quotes) return in_.fail("expected 'icmp'");
  event.kind = DrillEvent::Kind::Packet;
  read_ports(event.packet);
  read_segment(event.packet);
  event.packet.text = in_.since(start);
  if (!event.packet.inbound || in_.failed()) return;
  if (event.packet.segment.any_options) in_.fail("<...> can only be used with outbound packets");
  if (!event.packet.segment.win) in_.fail("expected 'win N': an inbound packet needs its window");
}

void DrillReader::read_ports(DrillPacket& packet) {
  if (!in_.at_number()) return;
  packet.source_port = static_cast<uint16_t>(in_.integer(0, 65535));
  in_.expect(">");
  packet.destination_port = static_cast<uint16_t>(in_.integer(0, 65535));
}

void DrillReader::read_flag_letters(WrittenSegment& segment) {
  const std::string letters = in_.flags();
  std::string known;
  bool ecn = false;
  for (char c : letters) {
    const bool is_ecn = c == 'E' || c == 'W' || c == 'C' || c == 'A' || DrillScanner::is_digit(c);
    ecn = ecn || is_ecn;
    if (!is_ecn) known += c;
  }
  if (ecn) unsupported("ECN flags");
  const auto ctl = parse_flag_letters(known.empty() ? "-" : known);
  if (!ctl && !in_.failed())
    in_.fail("expected flags (letters of S F R P U ., or - for none), found '" +
             printable(letters, 16) + "'");
  segment.ctl = ctl.value_or(0);
}

void DrillReader::read_segment(DrillPacket& packet) {
  WrittenSegment& segment = packet.segment;
  segment.any_options = false;
  read_flag_letters(segment);
  const bool any = in_.accept("...");  // an ISN, which counts as 0
  if (any && !(segment.ctl & kSyn)) in_.fail("expected first:last(length), found ...");
  packet.any_seq = any;
  if (!any) segment.seq = in_.integer(0, kMaxNumber);
  if (!any) in_.expect(":");
  const int64_t last = any ? 0 : in_.integer(0, 2 * kMaxNumber);
  in_.expect("(");
  segment.text = static_cast<uint32_t>(in_.integer(0, 65535));
  in_.expect(")");
  const int64_t end = any ? segment.text : last;
  if (!in_.failed() && end != segment.seq + segment.text)
    in_.fail("expected first:last(length) with last = first + length, found " +
             std::to_string(segment.seq) + ":" + std::to_string(end) + "(" +
             std::to_string(segment.text) + ")");
  if (in_.accept_word("ack")) segment.ack = in_.integer(0, kMaxNumber);
  if (in_.accept_word("win")) segment.win = static_cast<uint32_t>(in_.integer(0, 65535));
  if (in_.accept_word("urg")) segment.urg = static_cast<uint32_t>(in_.integer(0, 65535));
  if (in_.peek() == '<' && !in_.failed()) read_options(packet);
  if (in_.peek() == '{') {
    unsupported("fuzzed packets");
    in_.rest_of_line();
  }
}

void DrillReader::read_options(DrillPacket& packet) {
  in_.expect("<");
  if (in_.accept("...")) {
    packet.segment.any_options = true;
  } else {
    do read_option(packet);
    while (!in_.failed() && in_.accept(","));
  }
  in_.expect(">");
}

void DrillReader::read_option(DrillPacket& packet) {
  using Kind = DrillOption::Kind;
  DrillOption option;
  const std::string name = in_.word();
  const auto number = [&](int64_t highest) {
    return static_cast<uint32_t>(in_.integer(0, highest));
  };
  if (name == "nop") {
    option.kind = Kind::Nop;
  } else if (name == "eol") {
    option.kind = Kind::Eol;
  } else if (name == "mss") {
    option.kind = Kind::Mss;
    option.value = number(65535);
  } else if (name == "wscale") {
    option.kind = Kind::Scale;
    option.value = number(255);
  } else if (name == "sackOK") {
    option.kind = Kind::SackPermitted;
  } else if (name == "TS") {
    option.kind = Kind::Timestamps;
    if (!in_.accept_word("val")) in_.fail("expected 'val', found " + in_.found());
    option.any = !packet.inbound && in_.accept("...");
    if (!option.any) option.value = number(kMaxNumber);
    if (!in_.accept_word("ecr")) in_.fail("expected 'ecr', found " + in_.found());
    option.echo = number(kMaxNumber);
  } else if (name == "sack") {
    option.kind = Kind::Sack;
    do {
      const uint32_t start = number(kMaxNumber);
      in_.expect(":");
      option.blocks.emplace_back(start, number(kMaxNumber));
    } while (!in_.failed() && in_.at_number());
    if (option.blocks.size() > kMaxSackBlocks) in_.fail("expected at most 4 SACK blocks");
  } else if (std::find(kOtherOptions.begin(), kOtherOptions.end(), name) != kOtherOptions.end()) {
    unsupported("the TCP option '" + name + "'");
    skip_to(",>");
    return;
  } else if (!in_.failed()) {
    in_.fail("expected an option (mss N, wscale N, sackOK, TS val N ecr N, nop, eol), found '" +
             printable(name, 16) + "'");
  }
  packet.options.push_back(option);
}

// "[0:0(0)]": the number that an ICMP message quotes.
bool DrillReader::read_quoted(DrillEvent& event) {
  bool found = false;
  for (char c = '0'; c <= '9'; ++c) found = found || in_.starts(std::string("[") + c);
  if (!found) return false;
  in_.expect("[");
  event.icmp.quoted = static_cast<uint32_t>(in_.integer(0, kMaxNumber));
  skip_to("]");
  in_.expect("]");
  return true;
}

void DrillReader::read_icmp(DrillEvent& event) {
  event.kind = DrillEvent::Kind::Icmp;
  const std::string type = in_.word();
  std::string code;
  if (in_.at_word() && !DrillScanner::is_digit(in_.peek()) && !in_.starts("mtu ") &&
      !in_.starts("id "))
    code = in_.word();
  if (in_.accept_word("mtu")) event.icmp.mtu = static_cast<uint32_t>(in_.integer(0, kMaxNumber));
  if (in_.accept_word("id")) in_.integer(0, kMaxNumber);
  read_quoted(event);
  if (!parse_drill_icmp(type, code, event.icmp)) unsupported("ICMP " + type + " " + code);
}

// "(Broken pipe)", "(flags O_RDWR|O_NONBLOCK)": for people.
void DrillReader::read_note() {
  if (!in_.accept("(")) return;
  skip_to(")");
  in_.expect(")");
}

void DrillReader::read_call(DrillEvent& event) {
  DrillCall& call = event.call;
  if (in_.accept("...")) {
    call.blocking = true;
    call.end = in_.seconds();
  }
  if (DrillScanner::is_digit(in_.peek()) || !in_.at_word()) {
    in_.fail("expected a packet (< or >), a call, `a command` or %{ code }%, found " + in_.found());
    return;
  }
  call.name = in_.word();
  in_.expect("(");
  DrillValue arguments;
  if (!in_.failed()) read_items(arguments, ")", 0);
  call.arguments = std::move(arguments.items);
  in_.expect("=");
  if (in_.failed()) return;
  call.result = read_value(0);
  if (in_.at_word() && !DrillScanner::is_digit(in_.peek())) call.error = in_.word();
  read_note();
}

void DrillReader::read_items(DrillValue& value, std::string_view close, int depth) {
  if (in_.accept(close)) return;
  do {
    DrillValue item = read_value(depth + 1);
    std::string name;
    const bool named = item.kind == DrillValue::Kind::Word || item.kind == DrillValue::Kind::Call;
    if (named && in_.accept("=")) {
      name = item.text;
      item = read_value(depth + 1);
    }
    value.items.push_back(std::move(item));
    value.names.push_back(std::move(name));
  } while (!in_.failed() && in_.accept(","));
  in_.expect(close);
}

DrillValue DrillReader::read_value(int depth) {
  DrillValue value = read_primary(depth);
  if (in_.peek() != '|' || in_.failed()) return value;
  DrillValue all;
  all.kind = DrillValue::Kind::Or;
  all.items.push_back(std::move(value));
  while (!in_.failed() && in_.accept("|")) all.items.push_back(read_primary(depth));
  return all;
}

DrillValue DrillReader::read_primary(int depth) {
  DrillValue value;
  if (depth > kDeepest) {
    in_.fail("expected values nested at most " + std::to_string(kDeepest) + " deep");
  } else if (in_.accept("...")) {
    value.kind = DrillValue::Kind::Any;
  } else if (in_.at_number()) {
    value.kind = DrillValue::Kind::Number;
    value.number = in_.integer(INT64_MIN, INT64_MAX);
  } else if (in_.peek() == '"') {
    value.kind = DrillValue::Kind::Text;
    while (in_.peek() == '"' && !in_.failed()) value.text += in_.quoted('"');
    in_.accept("...");
  } else if (in_.accept("[")) {
    value.kind = DrillValue::Kind::List;
    read_items(value, "]", depth);
  } else if (in_.accept("{")) {
    value.kind = DrillValue::Kind::Struct;
    read_items(value, "}", depth);
  } else if (in_.accept("&") || in_.at_word()) {
    return read_word_value(depth);
  } else {
    in_.fail("expected a value, found " + in_.found());
  }
  return value;
}

DrillValue DrillReader::read_word_value(int depth) {
  DrillValue value;
  value.kind = DrillValue::Kind::Word;
  value.text = in_.word();
  if (in_.accept("(")) {
    value.kind = DrillValue::Kind::Call;
    read_items(value, ")", depth);
  } else if (const std::string* define = defined(value.text)) {
    DrillScanner text(std::string_view(*define).substr(value.text.size() + 1));
    const bool number = text.at_number();
    value.kind = number               ? DrillValue::Kind::Number
                 : text.peek() == '"' ? DrillValue::Kind::Text
                                      : DrillValue::Kind::Word;
    if (number)
      value.number = text.integer(INT64_MIN, INT64_MAX);
    else
      value.text = text.peek() == '"' ? text.quoted('"') : text.word();
    if (text.failed()) in_.fail("expected --define=NAME=VALUE, found --define=" + *define);
  }
  return value;
}

Result<DrillScript> DrillReader::read() {
  read_flags();
  while (!in_.failed() && !in_.at_end()) read_event();
  if (!in_.failed() && script_.events.empty() && script_.unsupported.empty())
    in_.fail("expected an event such as '0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3', found " +
             in_.found());
  if (in_.failed()) return in_.error(script_.file);
  const bool starts_at_0 = script_.events.empty() || script_.events[0].time.at.ns == 0;
  if (!starts_at_0)
    return Error{script_.file, script_.events[0].line, 0, "expected the first event at time 0"};
  return std::move(script_);
}

}  // namespace

Result<DrillScript> read_packetdrill(std::string_view text, std::string name) {
  return DrillReader(text, std::move(name)).read();
}

}  // namespace finwait
