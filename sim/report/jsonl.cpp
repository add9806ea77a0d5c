#include "sim/report/jsonl.hpp"

#include "sim/base/hash.hpp"
#include "sim/base/text.hpp"
#include "sim/report/call_arguments.hpp"
#include "sim/report/describe.hpp"
#include "sim/report/json_rule.hpp"
#include "sim/report/json_writer.hpp"
#include "sim/world/api_words.hpp"

namespace finwait {
namespace {

std::string_view kind_name(RecordKind kind) {
  switch (kind) {
    case RecordKind::Host: return "host";
    case RecordKind::Socket: return "socket";
    case RecordKind::Call: return "call";
    case RecordKind::Result: return "result";
    case RecordKind::Sent: return "sent";
    case RecordKind::Arrived: return "arrived";
    case RecordKind::Dropped: return "dropped";
    case RecordKind::State: return "state";
    case RecordKind::Timer: return "timer";
    case RecordKind::Event: return "event";
    case RecordKind::Bytes: return "bytes";
  }
  return {};
}

std::string_view fate_name(ByteFate fate) {
  switch (fate) {
    case ByteFate::Read: return "read";
    case ByteFate::Discarded: return "discarded";
    case ByteFate::Foreign: return "foreign";
  }
  return {};
}

std::string_view action_name(TimerAction action) {
  switch (action) {
    case TimerAction::Set: return "set";
    case TimerAction::Restarted: return "restarted";
    case TimerAction::Fired: return "fired";
    case TimerAction::Cleared: return "cleared";
  }
  return {};
}

// `base`: from where its numbers count.
void put_options(JsonWriter& json, const Options& o, SeqNum base) {
  json.key("options").open_object();
  if (o.mss) json.number("mss", uint64_t{o.mss});
  if (o.window_scale) json.number("wscale", uint64_t{o.window_scale} - 1);
  if (o.sack_permitted) json.flag("sackOK", true);
  if (o.timestamps) {
    json.key("TS").open_object().number("val", uint64_t{o.ts_value});
    json.number("ecr", uint64_t{o.ts_echo}).close_object();
  }
  if (o.sack_count) {
    json.key("sack").open_array();
    for (size_t i = 0; i < o.sack_count; ++i) {
      json.open_array().number(int64_t{distance(base, o.sack[i].start)});
      json.number(int64_t{distance(base, o.sack[i].end)}).close_array();
    }
    json.close_array();
  }
  json.close_object();
}

class LineWriter {
 public:
  LineWriter(const Simulation& simulation, std::string& out)
      : simulation_(simulation),
        script_(simulation.script()),
        trace_(simulation.trace()),
        out_(out),
        json_(out) {}

  void start(const JsonlOptions& options);
  void record(uint32_t id);
  void expectation(uint32_t id, const Outcome& outcome);
  void end(uint32_t id);

 private:
  void open(uint64_t id, uint32_t cause, Time t, std::string_view kind);
  void close();
  std::string host_name(Address address) const;
  void fields(const Record& r);
  void put_socket(const Record& r);
  void put_result(const Record& r);
  void put_sent(const Record& r);
  void put_arrived(const Record& r);
  void put_ledger(uint32_t stream);

  const Simulation& simulation_;
  const Script& script_;
  const Trace& trace_;
  std::string& out_;
  JsonWriter json_;
};

void LineWriter::open(uint64_t id, uint32_t cause, Time t, std::string_view kind) {
  json_.begin();
  json_.open_object().number("id", id);
  if (cause == kNoCause)
    json_.null("cause");
  else
    json_.number("cause", uint64_t{cause});
  json_.number("t_ns", t.ns).text("kind", kind);
}

void LineWriter::close() {
  json_.close_object();
  out_ += '\n';
}

std::string LineWriter::host_name(Address address) const {
  for (const HostConfig& host : script_.hosts)
    if (host.address == address.ip) return host.name;
  const std::string text = address_text(address);
  return text.substr(0, text.rfind(':'));
}

void LineWriter::start(const JsonlOptions& options) {
  const Scenario& scenario = simulation_.scenario();
  open(0, kNoCause, Time{}, "start");
  json_.text("file", scenario.file).text("title", scenario.title.in(options.language));
  json_.number("seed", script_.seed).key("profiles").open_object();
  for (const HostConfig& host : script_.hosts) json_.text(host.name, system_text(host));
  json_.close_object().text("version", options.version);
  close();
}

void LineWriter::record(uint32_t id) {
  const Record& r = trace_.record(id);
  open(id, r.cause, r.t, kind_name(r.kind));
  json_.text("host", script_.hosts[r.host].name);
  if (r.socket != kNoSocket) json_.text("socket", socket_name(trace_, script_, r.socket));
  fields(r);
  close();
}

void LineWriter::fields(const Record& r) {
  switch (r.kind) {
    case RecordKind::Host: json_.text("action", host_action_name(r.host_action())); return;
    case RecordKind::Socket: return put_socket(r);
    case RecordKind::Call:
      json_.text("call", call_text_name(script_, r));
      return put_call_arguments(json_, script_, r);
    case RecordKind::Result: return put_result(r);
    case RecordKind::Sent: return put_sent(r);
    case RecordKind::Arrived: return put_arrived(r);
    case RecordKind::Dropped:
      json_.number("packet", uint64_t{r.packet()}).number("copy", uint64_t{r.copy});
      json_.text("reason", drop_reason_name(r.reason()));
      return put_rule(json_, "rule", r.rule, script_.hosts[r.host].profile.name);
    case RecordKind::State:
      json_.text("from", state_name(r.from())).text("to", state_name(r.to()));
      return put_rule(json_, "rule", r.rule, script_.hosts[r.host].profile.name);
    case RecordKind::Timer:
      json_.text("timer", timer_name(r.timer())).text("action", action_name(r.action()));
      json_.number("at_ns", r.at().ns);
      return;
    case RecordKind::Event:
      json_.text("event", event_name(r.event()));
      if (r.error() == Errno::Ok)
        json_.null("error");
      else
        json_.text("error", error_word(script_.hosts[r.host], CallKind::Recv, r.error()));
      return;
    case RecordKind::Bytes:  // `host`: where it was judged; `socket`: whose user wrote them
      json_.text("from", script_.hosts[trace_.socket(r.socket).host].name);
      json_.key("range").open_array().number(uint64_t{r.offset()});
      json_.number(uint64_t{r.offset()} + static_cast<uint64_t>(r.length())).close_array();
      json_.text("fate", fate_name(r.fate()));
      return put_rule(json_, "rule", r.rule, script_.hosts[r.host].profile.name);
  }
}

void LineWriter::put_socket(const Record& r) {
  const SocketInfo& info = trace_.socket(r.socket);
  json_.text("name", socket_name(trace_, script_, r.socket));
  json_.text("local", address_text(info.local)).text("remote", address_text(info.remote));
  if (info.parent == kNoSocket)
    json_.null("parent");
  else
    json_.text("parent", socket_name(trace_, script_, info.parent));
}

void LineWriter::put_result(const Record& r) {
  const Time called = r.call_id() == 0 ? r.t : trace_.record(r.call_id()).t;
  json_.text("call", call_text_name(script_, r)).text("result", result_text(script_, r));
  json_.number("blocked_ns", (r.t - called).ns);
  const std::string detail = result_detail(script_, trace_, r);
  const bool events = r.call() == CallKind::Poll || r.call() == CallKind::Select;
  if (!detail.empty()) json_.text(events ? "events" : "value", detail);
  put_rule(json_, "rule", r.rule, script_.hosts[r.host].profile.name);
}

void LineWriter::put_sent(const Record& r) {
  const Packet& p = trace_.packet(r.packet());
  const Segment& s = p.segment;
  json_.number("packet", uint64_t{r.packet()});
  json_.text("from", host_name(p.from)).text("to", host_name(p.to));
  json_.number("sport", uint64_t{p.from.port}).number("dport", uint64_t{p.to.port});
  json_.text("flags", flag_names(s.ctl)).number("seq", p.seq()).number("ack", p.ack());
  json_.number("seq_raw", uint64_t{s.seq.value}).number("ack_raw", uint64_t{s.ack.value});
  json_.number("len", uint64_t{s.text}).number("wnd", uint64_t{s.wnd});
  put_options(json_, s.options, SeqNum{p.ack_base});
  json_.text("data", base64(payload_text(trace_, script_, p)));
  json_.flag("retransmission", p.retransmission).flag("forged", p.forged);
}

void LineWriter::put_arrived(const Record& r) {
  json_.number("packet", uint64_t{r.packet()}).number("copy", uint64_t{r.copy});
  json_.key("rules").open_array();
  for (uint16_t rule : r.rules) {
    if (rule == 0) break;
    json_.text(rule_name(static_cast<Rule>(rule)));
  }
  json_.close_array();
  json_.text("before", state_name(r.before())).text("after", state_name(r.after()));
}

void LineWriter::expectation(uint32_t id, const Outcome& outcome) {
  open(id, outcome.near_record, simulation_.end_time(), "expect");
  json_.number("line", int64_t{outcome.line}).flag("ok", outcome.ok).text("what", outcome.what);
  json_.text("expected", outcome.expected).text("found", outcome.found);
  close();
}

void LineWriter::put_ledger(uint32_t stream) {
  const Ledger l = simulation_.world().ledger(stream);
  const uint32_t socket = trace_.streams[stream - 1];
  json_.open_object().text("host", script_.hosts[trace_.socket(socket).host].name);
  json_.text("socket", socket_name(trace_, script_, socket));
  json_.number("written", l.written).number("unsent", l.unsent).number("in_flight", l.in_flight);
  json_.number("held", l.held).number("unread", l.unread).number("read", l.read);
  json_.number("discarded", l.discarded).number("foreign", l.foreign).close_object();
}

void LineWriter::end(uint32_t id) {
  open(id, kNoCause, simulation_.end_time(), "end");
  json_.text("reason", end_reason_name(simulation_.end())).key("ledger").open_array();
  for (uint32_t s = 1; s <= simulation_.world().stream_count(); ++s) put_ledger(s);
  json_.close_array().text("hash", hash_text(simulation_.hash()));
  close();
}

}  // namespace

std::string jsonl_text(const Simulation& simulation, const std::vector<Outcome>& outcomes,
                       const JsonlOptions& options) {
  std::string out;
  LineWriter writer(simulation, out);
  writer.start(options);
  const auto records = static_cast<uint32_t>(simulation.trace().records.size());
  out.reserve(records * size_t{200});
  for (uint32_t id = 1; id <= records; ++id) writer.record(id);
  uint32_t id = records;
  for (const Outcome& outcome : outcomes) writer.expectation(++id, outcome);
  writer.end(++id);
  return out;
}

}  // namespace finwait
