#include "sim/run/packetdrill_scenario.hpp"

#include <algorithm>
#include <map>

#include "sim/run/expected_segments.hpp"
#include "sim/run/simulation.hpp"
#include "sim/world/errno.hpp"

namespace finwait {
namespace {

std::string result_text(const Record& result) {
  return result.error() == Errno::Ok ? std::to_string(result.value())
                                     : std::string(errno_name(result.error()));
}

// What each call returned, and how long it blocked, as the entry's own expectation.
void expect_results(const Trace& trace, Script& script) {
  std::map<uint32_t, uint32_t> calls;  // record of the call -> entry
  for (size_t i = 0; i < trace.records.size(); ++i) {
    const Record& r = trace.records[i];
    const bool call = r.kind == RecordKind::Call && r.host == 0 && !is_for_host(r.call());
    if (call && r.entry() < script.timeline.size()) {
      calls[static_cast<uint32_t>(i + 1)] = r.entry();
      script.timeline[r.entry()].result = "pending";
    }
    const auto found = r.kind == RecordKind::Result ? calls.find(r.call_id()) : calls.end();
    if (found == calls.end()) continue;
    Entry& entry = script.timeline[found->second];
    entry.result = result_text(r);
    const Duration blocked = r.t - trace.record(r.call_id()).t;
    if (blocked.ns > 0) entry.blocks = blocked;
  }
}

// A script goes event by event; a scenario does all calls of an instant first, the injected
// segments among them. So that each has its consequences before the next, they stand a nanosecond
// apart.
void keep_order(Script& script) {
  for (size_t i = 1; i < script.timeline.size(); ++i) {
    const Time before = *script.timeline[i - 1].at;
    if (*script.timeline[i].at <= before) script.timeline[i].at = before + nanoseconds(1);
  }
}

// A socket's mode is written where it changes.
void tidy_modes(Script& script) {
  std::map<int32_t, bool> modes;
  for (Entry& entry : script.timeline) {
    if (!entry.nonblocking || entry.host != 0) continue;
    bool& mode = modes[entry.socket];
    if (*entry.nonblocking == mode)
      entry.nonblocking.reset();
    else
      mode = *entry.nonblocking;
  }
}

Expectation expected_segments(const Trace& trace, const Script& script) {
  Expectation out;
  out.kind = Expectation::Kind::Segments;
  for (const Packet& packet : trace.packets) {
    if (packet.sent == 0) continue;
    Expectation::Line line;
    line.text = sent_text(script, packet, false, false);
    line.from = sender_name(script, packet);
    const Result<WrittenSegment> segment = parse_segment(line.text.substr(line.from.size() + 3));
    line.any = !segment.ok();
    if (segment)
      line.segment = segment.value();
    else
      line.text = "...";
    out.segments.push_back(std::move(line));
  }
  return out;
}

// What the endpoint and the script sent, line by line.
std::vector<std::string> sent_by(const Trace& trace, const Script& script) {
  std::vector<std::string> out;
  for (const Packet& packet : trace.packets)
    if (packet.sent != 0) out.push_back(sent_text(script, packet, true, false));
  return out;
}

// The states of each connection of the endpoint.
void expect_states(const Trace& trace, Scenario& scenario) {
  std::map<uint32_t, Expectation> states;
  for (const Record& r : trace.records) {
    if (r.kind != RecordKind::State || r.host != 0) continue;
    if (trace.socket(r.socket).listener) continue;
    Expectation& e = states[r.socket];
    e.kind = Expectation::Kind::States;
    e.socket_text = socket_name(trace, scenario.script, r.socket);
    e.socket = scenario.script.find_name(e.socket_text);
    e.states.push_back(r.to());
  }
  for (auto& [socket, e] : states) scenario.expect.push_back(std::move(e));
}

}  // namespace

Result<Scenario> packetdrill_scenario(const DrillRun& run, const std::string& title) {
  Scenario out = run.scenario;
  out.title.en = title;
  out.summary.en = "A packetdrill script: it speaks in the place of the other host.";
  keep_order(out.script);
  tidy_modes(out.script);
  const Time last = out.script.timeline.empty() ? run.end : *out.script.timeline.back().at;
  // What the script waited for to its very end comes a few nanoseconds later here.
  const auto later = static_cast<int64_t>(out.script.timeline.size());
  out.until = std::max(run.end, last) + nanoseconds(later);
  Simulation replay(out);
  replay.run();
  if (sent_by(replay.trace(), out.script) != sent_by(run.trace, out.script))
    return Error{
        run.scenario.file, 0, 0,
        "not supported: a setting changes while the script runs, which no scenario can do"};
  expect_results(replay.trace(), out.script);
  out.expect.push_back(expected_segments(replay.trace(), out.script));
  expect_states(replay.trace(), out);
  return out;
}

}  // namespace finwait
