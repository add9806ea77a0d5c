#include "sim/report/schema.hpp"

#include <map>
#include <string_view>

#include "sim/report/json_writer.hpp"
#include "sim/report/schema_keys.hpp"
#include "sim/run/scenario_reader.hpp"
#include "sim/tcp/profile.hpp"

namespace finwait {
namespace {

std::string quoted(std::string_view text) {
  std::string out;
  JsonWriter(out).text(text);
  return out;
}

std::string list_of(Words words) {
  std::string out;
  for (const std::string_view w : words) out += (out.empty() ? "" : ", ") + quoted(w);
  return out;
}

std::string state_list() {
  std::string out;
  for (int i = 0; i < kStates; ++i)
    out += (i == 0 ? "" : ", ") + quoted(state_name(static_cast<State>(i)));
  return out;
}

// "CLOSED|LISTEN|...", for patterns.
std::string state_pattern() {
  std::string out;
  for (int i = 0; i < kStates; ++i)
    out += (i == 0 ? "" : "|") + std::string(state_name(static_cast<State>(i)));
  return out;
}

std::string ref(std::string_view name) {
  return "{\"$ref\": \"#/definitions/" + std::string(name) + "\"}";
}

std::string setting_type(SettingKind kind) {
  switch (kind) {
    case SettingKind::Time: return "{\"anyOf\": [" + ref("time") + ", " + ref("off") + "]}";
    case SettingKind::Count: return "{\"anyOf\": [{\"type\": \"integer\"}, " + ref("off") + "]}";
    case SettingKind::Flag: return "{\"anyOf\": [{\"type\": \"boolean\"}, " + ref("off") + "]}";
    case SettingKind::Word: return "{\"type\": \"string\"}";
  }
  return "{}";
}

// What the setting may be, and what it is on a host that does not set it.
std::string setting_description(const Setting& s) {
  const std::string standard = setting_text(default_profile(ProfileName::Rfc9293), s.name);
  std::string out = "expected: " + std::string(s.expected) + "; default: " + standard;
  for (size_t i = 1; i < profile_names().size(); ++i) {
    const std::string text = setting_text(default_profile(static_cast<ProfileName>(i)), s.name);
    if (text != standard) out += ", " + std::string(profile_names()[i]) + ": " + text;
  }
  return out;
}

std::string setting_list() {
  std::string out;
  for (const Setting& s : all_settings())
    out += (out.empty() ? "" : ",\n      ") + quoted(s.name) +
           ": {\"description\": " + quoted(setting_description(s)) +
           ", \"allOf\": [" + setting_type(s.kind) + "]}";
  return out;
}

// What an argument of a call is. Those that are not here differ from call to call.
std::string argument_type(std::string_view name) {
  static const std::map<std::string_view, std::string> kTypes = {
      {"port", ref("port")},
      {"to", R"({"type": "string"})"},
      {"isn", ref("sequence")},
      {"backlog", R"({"type": "integer", "minimum": 0, "maximum": 65535})"},
      {"data", R"({"type": "string"})"},
      {"data64", R"({"type": "string"})"},
      {"bytes", R"({"type": "integer", "minimum": 0, "maximum": 1000000000})"},
      {"max", R"({"type": "integer", "minimum": 0, "maximum": 1000000000})"},
      {"how", R"({"type": ["string", "integer"]})"},
      {"option", ref("option")},
      {"onoff", R"({"type": ["boolean", "integer"]})"},
      {"linger", R"({"type": "integer", "minimum": 0, "maximum": 65535})"},
      {"nonblocking", R"({"type": "boolean"})"},
      {"raw", R"({"type": "boolean"})"},
      {"segment", R"({"type": "string"})"},
      {"src", R"({"type": "string"})"},
      {"arrive", ref("time")},
      {"timeout", ref("time")},
      {"kind", ref("icmp")},
      {"timer", ref("timer")},
      {"state", ref("state")}};
  const auto found = kTypes.find(name);
  return found == kTypes.end() ? R"({"type": ["string", "integer", "boolean"]})" : found->second;
}

std::string argument_list() {
  std::map<std::string_view, std::string> types;
  for (int call = 0; call < kCalls; ++call)
    for (const std::string_view name : call_arguments(static_cast<CallKind>(call)))
      types[name] = argument_type(name);
  std::string out;
  for (const auto& entry : types)
    out += (out.empty() ? "" : ",\n        ") + quoted(entry.first) + ": " + entry.second;
  return out;
}

std::string call_list() {
  return list_of(call_names()) + ", " + list_of(foreign_call_names());
}

std::string ledger_list() {
  std::string out;
  for (const std::string_view name : ledger_names())
    out += ", " + quoted(name) + R"(: {"type": "integer", "minimum": 0})";
  return out;
}

// Replaces each "@NAME@" of a template.
std::string filled(std::string text, const std::map<std::string, std::string>& values) {
  for (const auto& value : values) {
    const std::string name = "@" + value.first + "@";
    for (size_t at = text.find(name); at != std::string::npos;
         at = text.find(name, at + value.second.size()))
      text.replace(at, name.size(), value.second);
  }
  return text;
}

constexpr std::string_view kScenario = R"json({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": "FinWait scenario",
  "type": "object",
  "required": ["format", "hosts"],
  "additionalProperties": false,
  "properties": {
    "$schema": {"type": "string"},
    "format": {"const": 1},
    "title": {"$ref": "#/definitions/local_text"},
    "summary": {"$ref": "#/definitions/local_text"},
    "lesson": {"$ref": "#/definitions/lesson"},
    "seed": {"type": "integer", "minimum": 0},
    "until": {"anyOf": [{"const": "quiet"}, {"$ref": "#/definitions/time"}]},
    "limit": {"type": "integer", "minimum": 1},
    "network": {"$ref": "#/definitions/network"},
    "hosts": {"type": "object", "minProperties": 2, "maxProperties": 2,
      "additionalProperties": {"$ref": "#/definitions/host"}},
    "timeline": {"type": "array", "items": {"$ref": "#/definitions/entry"}},
    "faults": {"type": "array", "items": {"$ref": "#/definitions/fault"}},
    "expect": {"type": "array", "items": {"$ref": "#/definitions/expectation"}}
  },
  "definitions": {
    "time": {"type": "string", "pattern": "^[0-9]+(\\.[0-9]+)?(ns|us|ms|s|m|h)$",
      "description": "A time such as \"200ms\": ns, us, ms, s, m or h"},
    "ratio": {"type": ["string", "number"], "pattern": "^[0-9]+(\\.[0-9]+)?(%|/[0-9]+)?$",
      "description": "A ratio such as \"3%\" or \"1/250\""},
    "off": {"enum": [true, false, "on", "off", "true", "false"]},
    "port": {"type": "integer", "minimum": 1, "maximum": 65535},
    "sequence": {"type": "integer", "minimum": 0, "maximum": 4294967295},
    "state": {"type": "string", "pattern": "^(@STATE_PATTERN@)( \\(.*\\))?$"},
    "flags": {"type": "string", "description": "\"SYN,ACK\""},
    "option": {"enum": [@OPTIONS@]},
    "icmp": {"enum": [@ICMP@]},
    "timer": {"enum": [@TIMERS@]},
    "call": {"enum": [@CALLS@]},
    "result": {"type": ["string", "integer"],
      "description": "What the call returns: \"0\", \"18\", \"ECONNRESET\", \"pending\""},
    "local_text": {"anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": false,
      "properties": {"en": {"type": "string"}, "zh-Hans": {"type": "string"},
        "zh-Hant": {"type": "string"}}}]},
    "lesson": {"type": "object", "additionalProperties": false,
      "required": ["claim", "verdict", "explanation"],
      "properties": {"claim": {"$ref": "#/definitions/local_text"},
        "verdict": {"enum": [@VERDICTS@]},
        "explanation": {"$ref": "#/definitions/local_text"},
        "unverified": {"$ref": "#/definitions/local_text"},
        "rules": {"type": "array", "items": {"type": "string"}},
        "settles": {"type": "array", "items": {"type": "string"}}}},
    "link": {"type": "object", "additionalProperties": false, "properties": {@LINK@}},
    "network": {"type": "object", "additionalProperties": false, "properties": {@LINK@,
        "msl": {"$ref": "#/definitions/time"},
        "from": {"type": "object", "additionalProperties": {"$ref": "#/definitions/link"}}}},
    "host": {"type": "object", "additionalProperties": false, "properties": {
        "profile": {"enum": [@PROFILES@, "kernel", "script"]},
        "api": {"enum": [@APIS@]},
        "address": {"type": "string"},
        "isn": {"anyOf": [{"$ref": "#/definitions/sequence"},
          {"type": "array", "items": {"$ref": "#/definitions/sequence"}}]},
        "reads": {"enum": ["auto", "manual"]},
        "accepts": {"enum": ["auto", "manual"]},
        "set": {"$ref": "#/definitions/settings"}}},
    "settings": {"type": "object", "additionalProperties": false, "properties": {
      @SETTINGS@}},
    "trigger": {"type": "object", "additionalProperties": false, "required": ["host"],
      "properties": {"host": {"type": "string"}, "socket": {"type": "string"},
        "state": {"$ref": "#/definitions/state"}, "call": {"$ref": "#/definitions/call"},
        "result": {"$ref": "#/definitions/result"}, "segment": {"$ref": "#/definitions/flags"},
        "arrives": {"type": "boolean"}}},
    "entry": {"type": "object", "additionalProperties": false, "required": ["host", "call"],
      "properties": {
        "at": {"$ref": "#/definitions/time"}, "when": {"$ref": "#/definitions/trigger"},
        "after": {"$ref": "#/definitions/time"}, "after_result": {"type": "boolean"},
        "repeat": {"type": "integer", "minimum": 1}, "every": {"$ref": "#/definitions/time"},
        "each": {"type": "boolean"}, "host": {"type": "string"},
        "call": {"$ref": "#/definitions/call"}, "socket": {"type": "string"},
        "result": {"$ref": "#/definitions/result"}, "blocks": {"$ref": "#/definitions/time"},
        @ARGUMENTS@}},
    "fault": {"type": "object", "additionalProperties": false, "required": ["do"],
      "properties": {"do": {"enum": [@FAULTS@]}, "from": {"type": "string"},
        "flags": {"$ref": "#/definitions/flags"}, "has": {"$ref": "#/definitions/flags"},
        "after": {"$ref": "#/definitions/time"}, "before": {"$ref": "#/definitions/time"},
        "seq": {"type": "integer"}, "ack": {"type": "integer"},
        "len": {"type": "integer", "minimum": 0, "maximum": 65535},
        "socket": {"type": "string"}, "nth": {"type": "integer", "minimum": 1},
        "count": {"type": "integer", "minimum": 1}, "by": {"$ref": "#/definitions/time"},
        "arrive": {"$ref": "#/definitions/time"},
        "copies": {"type": "integer", "minimum": 1, "maximum": 1000},
        "until": {"$ref": "#/definitions/time"}}},
    "expectation": {"type": "object", "additionalProperties": false, "properties": {
        "at": {"anyOf": [{"const": "end"}, {"$ref": "#/definitions/time"}]},
        "host": {"type": "string"}, "socket": {"type": "string"},
        "state": {"$ref": "#/definitions/state"},
        "states": {"type": "array", "items": {"$ref": "#/definitions/state"}},
        "segments": {"type": "array", "items": {"type": "string"}},
        "events": {"type": "array", "items": {"type": "string"}},
        "end": {"enum": ["quiet", "until", "limit"]},
        "bytes": {"type": "object", "additionalProperties": false, "required": ["from"],
          "properties": {"from": {"type": "string"}, "socket": {"type": "string"}@LEDGER@}}}}
  }
}
)json";

constexpr std::string_view kLink = R"("delay": {"$ref": "#/definitions/time"},
        "jitter": {"$ref": "#/definitions/time"}, "loss": {"$ref": "#/definitions/ratio"},
        "duplicate": {"$ref": "#/definitions/ratio"}, "corrupt": {"$ref": "#/definitions/ratio"},
        "reorder": {"$ref": "#/definitions/ratio"}, "reorder_by": {"$ref": "#/definitions/time"},
        "keep_order": {"type": "boolean"}, "rate": {"type": "string"},
        "queue": {"type": "integer", "minimum": 0, "maximum": 1000000})";

constexpr std::string_view kTrace = R"json({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": "One line of a FinWait trace (JSON Lines)",
  "type": "object",
  "required": ["id", "cause", "t_ns", "kind"],
  "properties": {
    "id": {"type": "integer", "minimum": 0},
    "cause": {"type": ["integer", "null"], "minimum": 0},
    "t_ns": {"type": "integer", "minimum": 0},
    "host": {"type": "string"},
    "socket": {"type": "string"},
    "rule": {"anyOf": [{"type": "null"}, {"$ref": "#/definitions/rule"}]}
  },
  "oneOf": [
    {"properties": {"kind": {"const": "start"}, "id": {"const": 0}, "file": {"type": "string"},
      "title": {"type": "string"}, "seed": {"type": "integer"}, "version": {"type": "string"},
      "profiles": {"type": "object", "additionalProperties": {"type": "string"}}},
      "required": ["file", "title", "seed", "profiles", "version"]},
    {"properties": {"kind": {"const": "host"},
      "action": {"enum": ["crash", "reboot", "power_off", "cut", "heal"]}},
      "required": ["host", "action"]},
    {"properties": {"kind": {"const": "socket"}, "name": {"type": "string"},
      "local": {"type": "string"}, "remote": {"type": "string"},
      "parent": {"type": ["string", "null"]}},
      "required": ["host", "socket", "name", "local", "remote", "parent"]},
    {"properties": {"kind": {"const": "call"}, "call": {"type": "string"},
      "args": {"type": "object"}}, "required": ["host", "call", "args"]},
    {"properties": {"kind": {"const": "result"}, "call": {"type": "string"},
      "result": {"type": "string"}, "blocked_ns": {"type": "integer", "minimum": 0},
      "value": {"type": "string"}, "events": {"type": "string"}},
      "required": ["host", "call", "result", "blocked_ns", "rule"]},
    {"properties": {"kind": {"const": "sent"}, "packet": {"type": "integer", "minimum": 0},
      "from": {"type": "string"}, "to": {"type": "string"}, "sport": {"$ref": "#/definitions/port"},
      "dport": {"$ref": "#/definitions/port"}, "flags": {"type": "string"},
      "seq": {"type": "integer"}, "ack": {"type": "integer"},
      "seq_raw": {"$ref": "#/definitions/number"}, "ack_raw": {"$ref": "#/definitions/number"},
      "len": {"type": "integer", "minimum": 0}, "wnd": {"type": "integer", "minimum": 0},
      "options": {"$ref": "#/definitions/options"}, "data": {"type": "string"},
      "retransmission": {"type": "boolean"}, "forged": {"type": "boolean"}},
      "required": ["host", "packet", "from", "to", "sport", "dport", "flags", "seq", "ack",
        "seq_raw", "ack_raw", "len", "wnd", "options", "data", "retransmission", "forged"]},
    {"properties": {"kind": {"const": "arrived"}, "packet": {"type": "integer", "minimum": 0},
      "copy": {"type": "integer", "minimum": 0},
      "rules": {"type": "array", "items": {"type": "string"}},
      "before": {"$ref": "#/definitions/state"}, "after": {"$ref": "#/definitions/state"}},
      "required": ["host", "packet", "copy", "rules", "before", "after"]},
    {"properties": {"kind": {"const": "dropped"}, "packet": {"type": "integer", "minimum": 0},
      "copy": {"type": "integer", "minimum": 0}, "reason": {"type": "string"}},
      "required": ["host", "packet", "copy", "reason", "rule"]},
    {"properties": {"kind": {"const": "state"}, "from": {"$ref": "#/definitions/state"},
      "to": {"$ref": "#/definitions/state"}}, "required": ["host", "from", "to", "rule"]},
    {"properties": {"kind": {"const": "timer"}, "timer": {"type": "string"},
      "action": {"enum": ["set", "restarted", "fired", "cleared"]},
      "at_ns": {"type": "integer"}}, "required": ["host", "timer", "action", "at_ns"]},
    {"properties": {"kind": {"const": "event"}, "event": {"type": "string"},
      "error": {"type": ["string", "null"]}}, "required": ["host", "event", "error"]},
    {"properties": {"kind": {"const": "bytes"}, "from": {"type": "string"},
      "range": {"type": "array", "items": {"type": "integer", "minimum": 0}},
      "fate": {"enum": ["read", "discarded", "foreign"]}},
      "required": ["host", "from", "range", "fate", "rule"]},
    {"properties": {"kind": {"const": "expect"}, "line": {"type": "integer"},
      "ok": {"type": "boolean"}, "what": {"type": "string"}, "expected": {"type": "string"},
      "found": {"type": "string"}}, "required": ["line", "ok", "what", "expected", "found"]},
    {"properties": {"kind": {"const": "end"},
      "reason": {"enum": ["running", "quiet", "until", "limit"]},
      "ledger": {"type": "array", "items": {"$ref": "#/definitions/ledger"}},
      "hash": {"type": "string", "pattern": "^h1:[0-9a-f]{16}$"}},
      "required": ["reason", "ledger", "hash"]}
  ],
  "definitions": {
    "port": {"type": "integer", "minimum": 0, "maximum": 65535},
    "number": {"type": "integer", "minimum": 0, "maximum": 4294967295},
    "state": {"enum": [@STATES@]},
    "rule": {"type": "object", "additionalProperties": false,
      "required": ["id", "rfc", "section", "step", "evidence"],
      "properties": {"id": {"type": "string"}, "rfc": {"type": "string"},
        "section": {"type": "string"}, "step": {"type": "string"},
        "evidence": {"type": "string"}}},
    "options": {"type": "object", "additionalProperties": false, "properties": {
        "mss": {"type": "integer"}, "wscale": {"type": "integer"}, "sackOK": {"const": true},
        "TS": {"type": "object", "required": ["val", "ecr"], "additionalProperties": false,
          "properties": {"val": {"$ref": "#/definitions/number"},
            "ecr": {"$ref": "#/definitions/number"}}},
        "sack": {"type": "array", "items": {"type": "array", "items": {"type": "integer"}}}}},
    "ledger": {"type": "object", "required": ["host", "socket", "written", "foreign"],
      "additionalProperties": false,
      "properties": {"host": {"type": "string"}, "socket": {"type": "string"}@LEDGER@}}
  }
}
)json";

}  // namespace

std::string scenario_schema() {
  const std::map<std::string, std::string> values = {
      {"STATE_PATTERN", state_pattern()},
      {"OPTIONS", list_of(option_names())},
      {"ICMP", list_of(icmp_names())},
      {"TIMERS", list_of(timer_names())},
      {"CALLS", call_list()},
      {"VERDICTS", list_of(verdict_names())},
      {"LINK", std::string(kLink)},
      {"PROFILES", list_of(profile_names())},
      {"APIS", list_of(api_names())},
      {"SETTINGS", setting_list()},
      {"ARGUMENTS", argument_list()},
      {"FAULTS", list_of(fault_action_names())},
      {"LEDGER", ledger_list()}};
  return described(filled(std::string(kScenario), values), scenario_keys());
}

std::string trace_schema() {
  return described(
      filled(std::string(kTrace), {{"STATES", state_list()}, {"LEDGER", ledger_list()}}),
      trace_keys());
}

}  // namespace finwait
