#include "sim/run/capture_scenario.hpp"

#include <algorithm>

#include "sim/run/simulation.hpp"

namespace finwait {
namespace {

constexpr uint32_t kClient = 0x0a000001;
constexpr uint32_t kServer = 0x0a000002;
constexpr Duration kOneBurst = milliseconds(1);  // writes within it count as one
constexpr uint64_t kMostOctets = 1'000'000'000;  // of one call, in a scenario
constexpr size_t kMostEntries = 2000;
constexpr Duration kLatest = seconds(100'000'000);
constexpr Duration kSlowest = seconds(60);  // one way; a longer round trip is none

Time since_start(const CaptureStory& story, int64_t ns) {
  return Time{std::clamp<int64_t>(ns - story.first_ns(), 0, kLatest.ns)};
}

// Nobody can bind port 0, though a capture may show it.
uint16_t port_of(const CaptureStory& story, size_t which) {
  return std::max<uint16_t>(1, story.end(which).end.port);
}

Entry entry_at(Time at, uint8_t host, CallKind call) {
  Entry entry;
  entry.at = at;
  entry.host = host;
  entry.call = call;
  return entry;
}

void set_up_hosts(const CaptureStory& story, Script& script) {
  constexpr std::string_view kNames[] = {"client", "server"};
  for (uint8_t host = 0; host < 2; ++host) {
    HostConfig& config = script.hosts[host];
    const StoryEnd& end = story.end(host);
    config.name = kNames[host];
    config.profile = default_profile(ProfileName::Linux);
    config.address = host == 0 ? kClient : kServer;
    if (end.iss_known) config.isns.push_back(end.iss.value);
    const auto rtt = story.rtt_ns();
    script.links[host].delay = nanoseconds(rtt ? std::min(*rtt / 2, kSlowest.ns) : 0);
  }
}

void add_calls(const CaptureStory& story, uint8_t host, Script& script) {
  Entry* last_send = nullptr;
  for (const StoryCall& call : story.calls()[host]) {
    if (script.timeline.size() >= kMostEntries) return;
    const Time at = since_start(story, call.ns);
    if (call.kind != StoryCallKind::Send) last_send = nullptr;
    switch (call.kind) {
      case StoryCallKind::Listen: break;  // from the start
      case StoryCallKind::Connect: {
        Entry& entry = script.timeline.emplace_back(entry_at(at, host, CallKind::Connect));
        entry.to = Address{kServer, port_of(story, 1)};
        entry.to_text = "server:" + std::to_string(port_of(story, 1));
        entry.port = port_of(story, 0);
        break;
      }
      case StoryCallKind::Send: {
        const bool fits = last_send && uint64_t{*last_send->bytes} + call.octets <= kMostOctets;
        if (fits && at - *last_send->at <= kOneBurst) {
          *last_send->bytes += call.octets;
          break;
        }
        last_send = &script.timeline.emplace_back(entry_at(at, host, CallKind::Send));
        last_send->bytes = call.octets;
        break;
      }
      case StoryCallKind::Close: {
        const bool half = story.end(host).hears_on;
        Entry& entry = script.timeline.emplace_back(
            entry_at(at, host, half ? CallKind::Shutdown : CallKind::Close));
        entry.how = ShutdownHow::Write;
        break;
      }
      case StoryCallKind::Abort:
        script.timeline.push_back(entry_at(at, host, CallKind::Abort));
        break;
    }
  }
}

bool same_on_the_wire(const StorySegment& a, const StorySegment& b) {
  return a.from == b.from && a.segment.ctl == b.segment.ctl && a.segment.seq == b.segment.seq &&
         a.segment.ack == b.segment.ack && a.text == b.text;
}

// Each lost segment: dropped when it comes for the same time as in the capture.
void add_faults(const CaptureStory& story, Script& script) {
  const std::vector<StorySegment>& all = story.segments();
  for (size_t i = 0; i < all.size() && script.faults.size() < kMostEntries; ++i) {
    const StorySegment& s = all[i];
    if (!s.lost) continue;
    const StoryEnd& me = story.end(s.from);
    const StoryEnd& peer = story.end(1 - s.from);
    FaultRule rule;
    rule.from = s.from;
    rule.flags = s.segment.ctl;
    rule.seq = distance(me.iss, s.segment.seq);
    if (s.segment.has(kAck)) rule.ack = distance(peer.iss, s.segment.ack);
    rule.len = s.text;
    rule.nth = 1;
    for (size_t k = 0; k < i; ++k) rule.nth += same_on_the_wire(all[k], s);
    script.faults.push_back(rule);
  }
}

std::vector<State> states_of(const Trace& trace, uint8_t host) {
  std::vector<State> out;
  uint32_t socket = kNoSocket;
  for (const SocketInfo& info : trace.sockets)
    if (info.host == host && !info.listener && socket == kNoSocket)
      socket = static_cast<uint32_t>(&info - trace.sockets.data()) + 1;
  for (const Record& r : trace.records)
    if (r.kind == RecordKind::State && r.socket == socket) out.push_back(r.to());
  return out;
}

// The states of the capture, where the scenario comes to the same ones.
void add_expectations(const CaptureStory& story, Scenario& scenario) {
  Scenario trial = scenario;
  trial.script.limit = static_cast<uint32_t>(4 * story.segments().size() + 1000);
  Simulation simulation(std::move(trial));
  simulation.run();
  for (uint8_t host = 0; host < 2; ++host) {
    std::vector<State> seen;
    for (const StoryChange& change : story.end(host).changes) seen.push_back(change.to);
    std::vector<State> played = states_of(simulation.trace(), host);
    // TIME_WAIT ends without a segment: a capture cannot show it.
    const bool waits = !seen.empty() && seen.back() == State::TimeWait;
    if (waits) seen.push_back(State::Closed);
    if (seen != played || seen.empty()) continue;
    Expectation expectation;
    expectation.kind = Expectation::Kind::States;
    expectation.host = host;
    expectation.states = seen;
    expectation.socket_text = "conn#1";
    scenario.expect.push_back(std::move(expectation));
  }
}

}  // namespace

Scenario capture_scenario(const CaptureStory& story, const std::string& title) {
  Scenario scenario;
  scenario.title.en = title;
  scenario.summary.en = "From a capture: " + capture_end_text(story.end(0).end) + " to " +
                        capture_end_text(story.end(1).end) + ".";
  Script& script = scenario.script;
  script.msl = seconds(30);
  set_up_hosts(story, script);
  Entry listen = entry_at(Time{}, 1, CallKind::Listen);
  listen.port = port_of(story, 1);
  const bool simultaneous = story.calls()[0].size() > 0 && !story.calls()[1].empty() &&
                            story.calls()[1][0].kind == StoryCallKind::Connect;
  const bool refused = !story.end(1).iss_known;
  if (!simultaneous && !refused) script.timeline.push_back(listen);
  for (uint8_t host = 0; host < 2; ++host) add_calls(story, host, script);
  if (simultaneous)
    for (Entry& entry : script.timeline)
      if (entry.host == 1 && entry.call == CallKind::Connect) {
        entry.to = Address{kClient, port_of(story, 0)};
        entry.to_text = "client:" + std::to_string(port_of(story, 0));
        entry.port = port_of(story, 1);
      }
  std::stable_sort(script.timeline.begin(), script.timeline.end(),
                   [](const Entry& a, const Entry& b) { return *a.at < *b.at; });
  add_faults(story, script);
  add_expectations(story, scenario);
  return scenario;
}

}  // namespace finwait
