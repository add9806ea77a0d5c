// Writing a scenario: TOML that reads back to the same run, one inline table a line.
#include <algorithm>
#include <array>
#include <vector>

#include "sim/base/text.hpp"
#include "sim/run/scenario_reader.hpp"
#include "sim/world/api_words.hpp"

namespace finwait {
namespace {

std::string unicode_escape(unsigned char octet) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  return std::string("\\u00") + kDigits[octet >> 4] + kDigits[octet & 15];
}

// A TOML string. Octets that are no UTF-8 text cannot stand in one; a scenario that was read has
// none.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') out += std::string("\\") + c;
    else if (c == '\n') out += "\\n";
    else if (c == '\r') out += "\\r";
    else if (c == '\t') out += "\\t";
    else if (octet < 0x20 || octet == 0x7f) out += unicode_escape(octet);
    else out += c;
  }
  return out + "\"";
}

std::string key_text(std::string_view key) {
  const bool bare = !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || c == '-';
  });
  return bare ? std::string(key) : quoted(key);
}

std::string time_text(Duration d) { return "\"" + duration_text(d) + "\""; }
std::string time_text(Time t) { return time_text(Duration{t.ns}); }

// An inline table that grows key by key.
class Fields {
 public:
  void add(std::string_view key, const std::string& value) {
    cells_.push_back(std::string(key) + " = " + value);
  }
  void text(std::string_view key, std::string_view value) { add(key, quoted(value)); }
  void number(std::string_view key, int64_t value) { add(key, std::to_string(value)); }
  void time(std::string_view key, Duration value) { add(key, time_text(value)); }
  void flag(std::string_view key, bool value) { add(key, value ? "true" : "false"); }

  bool empty() const { return cells_.empty(); }
  size_t width(size_t cell) const { return cell < cells_.size() ? cells_[cell].size() : 0; }
  // "{ a = 1, b = 2 }"; the first cells are padded to `widths`.
  std::string str(const std::vector<size_t>& widths = {}) const {
    if (cells_.empty()) return "{}";
    std::string out = "{ ";
    for (size_t i = 0; i < cells_.size(); ++i) {
      out += cells_[i];
      if (i + 1 == cells_.size()) break;
      out += ", ";
      if (i < widths.size() && widths[i] > cells_[i].size())
        out.append(widths[i] - cells_[i].size(), ' ');
    }
    return out + " }";
  }

 private:
  std::vector<std::string> cells_;
};

// -- The file's own keys

void write_text(std::string& out, std::string_view key, const LocalText& text) {
  const auto line = [&](std::string_view language, const std::string& value) {
    out += std::string(key) + std::string(language) + " = " + quoted(value) + "\n";
  };
  const bool translated = !text.zh_hans.empty() || !text.zh_hant.empty();
  if (!text.en.empty()) line(translated ? ".en" : "", text.en);
  if (!text.zh_hans.empty()) line(".zh-Hans", text.zh_hans);
  if (!text.zh_hant.empty()) line(".zh-Hant", text.zh_hant);
}

std::string ids_text(const std::vector<std::string>& ids) {
  std::string out;
  for (const std::string& id : ids) out += (out.empty() ? "" : ", ") + quoted(id);
  return "[" + out + "]";
}

void write_lesson(std::string& out, const Lesson& lesson) {
  write_text(out, "lesson.claim", lesson.claim);
  const std::string_view verdict = verdict_names()[static_cast<size_t>(lesson.verdict)];
  out += "lesson.verdict = " + quoted(verdict) + "\n";
  write_text(out, "lesson.explanation", lesson.explanation);
  write_text(out, "lesson.unverified", lesson.unverified);
  std::vector<std::string> rules;
  for (Rule rule : lesson.rules) rules.push_back(rule_name(rule));
  if (!rules.empty()) out += "lesson.rules = " + ids_text(rules) + "\n";
  if (!lesson.settles.empty()) out += "lesson.settles = " + ids_text(lesson.settles) + "\n";
}

// What differs from `base`.
void add_link(Fields& fields, const LinkConfig& link, const LinkConfig& base, bool with_delay) {
  if (with_delay || link.delay != base.delay) fields.time("delay", link.delay);
  if (link.jitter != base.jitter) fields.time("jitter", link.jitter);
  if (!(link.loss == base.loss)) fields.text("loss", ratio_text(link.loss));
  if (!(link.duplicate == base.duplicate)) fields.text("duplicate", ratio_text(link.duplicate));
  if (!(link.corrupt == base.corrupt)) fields.text("corrupt", ratio_text(link.corrupt));
  if (!(link.reorder == base.reorder)) fields.text("reorder", ratio_text(link.reorder));
  if (link.reorder_by != base.reorder_by) fields.time("reorder_by", link.reorder_by);
  if (link.keep_order != base.keep_order) fields.flag("keep_order", link.keep_order);
  if (link.bits_per_second != base.bits_per_second)
    fields.text("rate", rate_text(link.bits_per_second));
  if (link.queue != base.queue) fields.number("queue", link.queue);
}

void write_network(std::string& out, const Script& script) {
  Fields network;
  add_link(network, script.links[0], LinkConfig{}, true);
  if (script.msl != Script{}.msl) network.time("msl", script.msl);
  Fields back;
  add_link(back, script.links[1], script.links[0], false);
  if (!back.empty()) network.add("from." + key_text(script.hosts[1].name), back.str());
  out += "network = " + network.str() + "\n";
}

std::string isns_text(const std::vector<uint32_t>& isns) {
  if (isns.size() == 1) return std::to_string(isns[0]);
  std::string out;
  for (uint32_t isn : isns) out += (out.empty() ? "[" : ", ") + std::to_string(isn);
  return out + "]";
}

void write_host(std::string& out, const HostConfig& host, size_t index) {
  Fields fields;
  fields.text("profile", system_text(host));
  if (host.api != default_api(host.profile)) fields.text("api", api_text(host.api));
  if (host.address != (10u << 24) + index + 1) fields.text("address", ip_text(host.address));
  if (!host.isns.empty()) fields.add("isn", isns_text(host.isns));
  if (!host.auto_read) fields.text("reads", "manual");
  if (!host.auto_accept) fields.text("accepts", "manual");
  const Profile& usual = default_profile(host.profile.name);
  Fields set;
  for (const Setting& s : all_settings()) {
    const std::string value = setting_text(host.profile, s.name);
    if (value != setting_text(usual, s.name)) set.add(s.name, value);
  }
  if (!set.empty()) fields.add("set", set.str());
  out += "hosts." + key_text(host.name) + " = " + fields.str() + "\n";
}

// -- The timeline

std::string to_text(const Script& script, const Entry& entry) {
  if (!entry.to_text.empty()) return entry.to_text;
  for (const HostConfig& host : script.hosts)
    if (host.address == entry.to->ip) return host.name + ":" + std::to_string(entry.to->port);
  return ip_text(entry.to->ip) + ":" + std::to_string(entry.to->port);
}

void add_option_value(Fields& fields, const Entry& entry) {
  if (*entry.option == Option::SoLinger) {
    fields.number("onoff", entry.onoff);
    fields.number("linger", entry.linger);
    return;
  }
  const bool fine = *entry.option == Option::TcpUserTimeout ||
                    *entry.option == Option::SoRcvTimeO || *entry.option == Option::SoSndTimeO;
  const Duration unit = fine ? milliseconds(1) : seconds(1);
  const bool exact = entry.duration.ns == 0 || entry.duration == unit * entry.value;
  if (exact) fields.number("value", entry.value);
  else fields.time("value", entry.duration);
}

void add_wire_arguments(Fields& fields, const Script& script, const Entry& entry) {
  if (entry.call == CallKind::Inject) {
    if (!(entry.segment == WrittenSegment{}))
      fields.text("segment", segment_text(entry.segment, true, !entry.segment.any_options));
    if (!entry.data.empty() && is_utf8(entry.data)) fields.text("data", entry.data);
    else if (!entry.data.empty()) fields.text("data64", base64(entry.data));
    if (entry.state) fields.text("state", state_name(*entry.state));
    if (entry.raw) fields.flag("raw", true);
  } else {
    fields.text("kind", icmp_names()[static_cast<size_t>(entry.icmp)]);
  }
  if (entry.port) fields.number("port", *entry.port);
  if (entry.src) fields.text("src", ip_text(entry.src->ip) + ":" + std::to_string(entry.src->port));
  if (entry.to) fields.text("to", to_text(script, entry));
  if (entry.arrive) fields.time("arrive", *entry.arrive);
}

// The events of poll, select, WSAAsyncSelect.
std::string events_text(const Entry& entry, uint8_t events) {
  return entry.call == CallKind::Select ? select_sets_text(events) : poll_events_text(events);
}

void add_events(Fields& fields, const Entry& entry) {
  if (entry.call == CallKind::WsaAsyncSelect || entry.call == CallKind::WsaEventSelect) {
    fields.text("events", network_events_text(entry.events));
    return;
  }
  const bool expected = entry.expect_events == entry.events;
  if (entry.events && !expected) fields.text("interest", events_text(entry, entry.events));
}

void add_socket_arguments(Fields& fields, const Script& script, const Entry& entry) {
  if (entry.port) fields.number("port", *entry.port);
  if (entry.to) fields.text("to", to_text(script, entry));
  if (entry.backlog != Entry{}.backlog) fields.number("backlog", entry.backlog);
  if (entry.isn) fields.number("isn", *entry.isn);
  if (entry.bytes) fields.number("bytes", *entry.bytes);
  else if (!is_utf8(entry.data)) fields.text("data64", base64(entry.data));
  else if (entry.call == CallKind::Send || !entry.data.empty()) fields.text("data", entry.data);
  if (entry.max) fields.number("max", *entry.max);
  if (const std::string flags = flags_text(entry); !flags.empty()) fields.text("flags", flags);
  if (entry.address) fields.text("address", ip_text(*entry.address));
  if (entry.call == CallKind::Shutdown && entry.how == ShutdownHow::Invalid)
    fields.number("how", 3);
  else if (entry.call == CallKind::Shutdown)
    fields.text("how", shutdown_word(Api::Posix, entry.how));
  if (entry.option) fields.text("option", option_name(*entry.option));
  if (entry.call == CallKind::SetSockOpt && entry.option) add_option_value(fields, entry);
  add_events(fields, entry);
  if (entry.call == CallKind::SetTimeout)
    fields.text("value", entry.timeout ? duration_text(*entry.timeout) : "None");
  else if (entry.timeout)
    fields.time("timeout", *entry.timeout);
  if (entry.nonblocking) fields.flag("nonblocking", *entry.nonblocking);
}

void add_trigger(Fields& fields, const Script& script, const Trigger& trigger) {
  Fields when;
  when.text("host", script.hosts[trigger.host].name);
  if (trigger.socket >= 0) when.text("socket", script.names[static_cast<size_t>(trigger.socket)]);
  switch (trigger.kind) {
    case Trigger::Kind::None: return;
    case Trigger::Kind::State: when.text("state", state_name(trigger.state)); break;
    case Trigger::Kind::Result:
      when.text("call", call_word(script.hosts[trigger.host], trigger.call));
      if (trigger.result) when.text("result", *trigger.result);
      break;
    case Trigger::Kind::Segment:
      when.text("segment", flag_names(trigger.ctl));
      if (trigger.on_arrival) when.flag("arrives", true);
      break;
  }
  fields.add("when", when.str());
}

Fields entry_fields(const Script& script, const Entry& entry) {
  Fields fields;
  if (entry.at) fields.add("at", time_text(*entry.at));
  else add_trigger(fields, script, entry.when);
  if (entry.after.ns != 0) fields.time("after", entry.after);
  if (entry.each) fields.flag("each", true);
  fields.text("host", script.hosts[entry.host].name);
  fields.text("call", call_word(script.hosts[entry.host], entry.call, entry.wording));
  if (entry.socket >= 0) fields.text("socket", script.names[static_cast<size_t>(entry.socket)]);
  if (is_socket_call(entry.call)) add_socket_arguments(fields, script, entry);
  else if (entry.call == CallKind::Inject || entry.call == CallKind::Icmp)
    add_wire_arguments(fields, script, entry);
  else if (is_for_timer(entry.call))
    fields.text("timer", timer_name(entry.timer));
  if (entry.after_result) fields.flag("after_result", true);
  if (entry.repeat > 1 || entry.every.ns != 0) fields.number("repeat", entry.repeat);
  if (entry.every.ns != 0) fields.time("every", entry.every);
  if (entry.result) fields.text("result", *entry.result);
  if (entry.expect_events) fields.text("events", events_text(entry, *entry.expect_events));
  if (entry.expect_value) fields.text("value", *entry.expect_value);
  if (entry.blocks) fields.time("blocks", *entry.blocks);
  return fields;
}

// Aligned by time, host and call, as far as an entry has a time.
void write_timeline(std::string& out, const Script& script) {
  if (script.timeline.empty()) return;
  std::vector<Fields> lines;
  std::vector<size_t> widths(3);
  for (const Entry& entry : script.timeline) {
    lines.push_back(entry_fields(script, entry));
    if (!entry.at) continue;
    for (size_t i = 0; i < widths.size(); ++i)
      widths[i] = std::max(widths[i], lines.back().width(i));
  }
  out += "\ntimeline = [\n";
  for (size_t i = 0; i < lines.size(); ++i)
    out += "  " + lines[i].str(script.timeline[i].at ? widths : std::vector<size_t>{}) + ",\n";
  out += "]\n";
}

// -- Faults and expectations

std::string fault_text(const Script& script, const FaultRule& rule) {
  Fields fields;
  fields.text("do", fault_action_names()[static_cast<size_t>(rule.action)]);
  if (rule.from < 2) fields.text("from", script.hosts[rule.from].name);
  if (rule.flags) fields.text("flags", flag_names(*rule.flags));
  if (rule.has) fields.text("has", flag_names(rule.has));
  if (rule.after.ns != FaultRule{}.after.ns) fields.add("after", time_text(rule.after));
  if (rule.before != kNever) fields.add("before", time_text(rule.before));
  if (rule.seq) fields.number("seq", *rule.seq);
  if (rule.ack) fields.number("ack", *rule.ack);
  if (rule.len) fields.number("len", *rule.len);
  if (rule.socket >= 0) fields.text("socket", script.names[static_cast<size_t>(rule.socket)]);
  if (rule.nth) fields.number("nth", rule.nth);
  if (rule.count) fields.number("count", rule.count);
  if (rule.copies != 1) fields.number("copies", rule.copies);
  if (rule.by) fields.time("by", *rule.by);
  if (rule.arrive) fields.time("arrive", *rule.arrive);
  if (rule.action == FaultAction::Hold) fields.add("until", time_text(rule.until));
  return fields.str();
}

std::string states_text(const std::vector<State>& states) {
  std::string out;
  for (State s : states) out += (out.empty() ? "" : ", ") + quoted(state_name(s));
  return "[" + out + "]";
}

std::string events_text(const std::vector<std::string>& events) {
  std::string out;
  for (const std::string& e : events) out += (out.empty() ? "" : ", ") + quoted(e);
  return "[" + out + "]";
}

std::string lines_text(const std::vector<Expectation::Line>& lines) {
  if (lines.empty()) return "[]";
  std::string out = "[\n";
  for (const Expectation::Line& line : lines) out += "    " + quoted(line.text) + ",\n";
  return out + "  ]";
}

std::string expectation_text(const Script& script, const Expectation& e) {
  Fields fields;
  const std::string& host = script.hosts[e.host].name;
  const auto whose = [&] {
    fields.text("host", host);
    if (!e.socket_text.empty()) fields.text("socket", e.socket_text);
  };
  switch (e.kind) {
    case Expectation::Kind::State:
      fields.add("at", e.at ? time_text(*e.at) : "\"end\"");
      whose();
      fields.text("state", state_name(e.state));
      break;
    case Expectation::Kind::States:
      whose();
      fields.add("states", states_text(e.states));
      break;
    case Expectation::Kind::Segments: fields.add("segments", lines_text(e.segments)); break;
    case Expectation::Kind::Bytes: {
      Fields bytes;
      bytes.text("from", host);
      for (std::string_view name : ledger_names())
        if (const auto total = e.bytes.find(std::string(name)); total != e.bytes.end())
          bytes.number(name, static_cast<int64_t>(total->second));
      fields.add("bytes", bytes.str());
      break;
    }
    case Expectation::Kind::Events:
      whose();
      fields.add("events", events_text(e.events));
      break;
    case Expectation::Kind::End: fields.text("end", e.end); break;
  }
  return fields.str();
}

void write_list(std::string& out, std::string_view key, const std::vector<std::string>& items) {
  if (items.empty()) return;
  out += "\n" + std::string(key) + " = [\n";
  for (const std::string& item : items) out += "  " + item + ",\n";
  out += "]\n";
}

}  // namespace

std::string write_scenario(const Scenario& scenario) {
  const Script& script = scenario.script;
  std::string out = "format = 1\n";
  write_text(out, "title", scenario.title);
  write_text(out, "summary", scenario.summary);
  if (scenario.lesson) write_lesson(out, *scenario.lesson);
  out += "seed = " + std::to_string(script.seed) + "\n";
  if (scenario.until) out += "until = " + time_text(*scenario.until) + "\n";
  if (script.limit != Script{}.limit) out += "limit = " + std::to_string(script.limit) + "\n";
  out += "\n";
  write_network(out, script);
  for (size_t i = 0; i < 2; ++i) write_host(out, script.hosts[i], i);
  write_timeline(out, script);
  std::vector<std::string> faults;
  for (const FaultRule& rule : script.faults) faults.push_back(fault_text(script, rule));
  write_list(out, "faults", faults);
  std::vector<std::string> expect;
  for (const Expectation& e : scenario.expect) expect.push_back(expectation_text(script, e));
  write_list(out, "expect", expect);
  return out;
}

}  // namespace finwait
