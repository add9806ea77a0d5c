#include "tests/conformance/observation.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "sim/base/text.hpp"

namespace finwait {
namespace {

constexpr Duration kTolerance = milliseconds(10);
constexpr Duration kTick = milliseconds(4);       // the kernel's timers, HZ = 250
constexpr Duration kLook = milliseconds(8);       // after an event
constexpr int64_t kCoarseness = 15;               // % by which a long timer may be late
constexpr uint16_t kFirstEphemeral = 32768;
constexpr uint16_t kLastEphemeral = 60999;

bool is_event(const Entry& e) { return e.call < CallKind::Crash || e.call >= CallKind::Inject; }

std::vector<Time> event_times(const Case& c) {
  std::vector<Time> times;
  for (const Entry& e : c.scenario.script.timeline)
    if (is_event(e)) times.push_back(*e.at);
  std::sort(times.begin(), times.end());
  times.erase(std::unique(times.begin(), times.end()), times.end());
  return times;
}

std::string at_text(Time t) { return seconds_text({(t.ns + 500000) / 1000000 * 1000000}); }

std::string shown(const Case& c, const SeenSegment& s) {
  return segment_text(s.segment, c.compare_window, c.compare_options);
}

// How late something may be that a timer of this length brought about. What happens at the very
// time of an event is an answer to it: no timer.
class Tolerance {
 public:
  explicit Tolerance(const Case& c) : times_(event_times(c)), delay_(c.pair) {}

  bool holds(Time kernel, Time simulated, Duration timer, Duration carried) const {
    const Duration late = kernel - simulated;
    if (late < Duration{-(kTolerance + kTick).ns}) return false;
    if (late <= kTolerance) return true;
    if (!delay_ && std::binary_search(times_.begin(), times_.end(), simulated)) return false;
    return late <= kTolerance + kTick + timer * kCoarseness / 100 + max(carried, Duration{});
  }

 private:
  std::vector<Time> times_;
  bool delay_;
};

// How the kernel's time differs from the simulator's.
std::string apart(Time kernel, Time simulated) {
  return kernel < simulated ? "the same, earlier" : "the same, later";
}

// -- Segments, one connection after the other

using Flow = std::array<uint16_t, 3>;
using Flows = std::map<Flow, std::vector<const SeenSegment*>>;

Flows by_flow(const Observation& o) {
  Flows flows;
  for (const SeenSegment& s : o.segments) flows[{s.host, s.local, s.remote}].push_back(&s);
  return flows;
}

class SegmentComparison {
 public:
  SegmentComparison(const Case& c, std::vector<std::string>& out)
      : c_(c), tolerance_(c), out_(out) {}

  void compare(const Observation& kernel, const Observation& simulated) {
    Flows real = by_flow(kernel);
    Flows ours = by_flow(simulated);
    for (const auto& [flow, segments] : ours) real.try_emplace(flow);
    for (const auto& [flow, segments] : real) compare_flow(flow, segments, ours[flow]);
  }

 private:
  void compare_flow(const Flow& flow, const std::vector<const SeenSegment*>& real,
                    const std::vector<const SeenSegment*>& ours) {
    const std::string name = std::to_string(flow[1]) + ">" + std::to_string(flow[2]) + " ";
    Time before{};
    Duration carried{};
    for (size_t i = 0; i < std::max(real.size(), ours.size()); ++i) {
      const SeenSegment* k = i < real.size() ? real[i] : nullptr;
      const SeenSegment* s = i < ours.size() ? ours[i] : nullptr;
      const bool same = k && s && shown(c_, *k) == shown(c_, *s) &&
                        tolerance_.holds(k->t, s->t, s->t - before, carried);
      if (!same) {
        out_.push_back("segment " + name + difference(k, s));
        return;
      }
      before = s->t;
      carried = k->t - s->t;
    }
  }

  // Without the kernel's time, which is another in every run.
  std::string difference(const SeenSegment* k, const SeenSegment* s) const {
    const std::string ours = s ? at_text(s->t) + " " + shown(c_, *s) : "nothing";
    const std::string real = !k ? "nothing" : shown(c_, *k);
    const bool moved = k && s && real == shown(c_, *s);
    return "kernel: " + (moved ? apart(k->t, s->t) : real) + " | simulator: " + ours;
  }

  const Case& c_;
  Tolerance tolerance_;
  std::vector<std::string>& out_;
};

// -- Results and states

std::string call_text(const Case& c, uint32_t entry) {
  const Script& script = c.scenario.script;
  const Entry& e = script.timeline[entry];
  std::string out(call_name(e.call));
  if (e.socket >= 0) out += "(" + script.names[static_cast<size_t>(e.socket)] + ")";
  return out;
}

std::string shown(const SeenResult& r) {
  if (!r.returned) return "pending";
  const Duration blocked = r.at - r.called;
  return r.text + (blocked < milliseconds(2) ? "" : " after " + at_text(Time{} + blocked) + " s");
}

void compare_results(const Case& c, const Observation& kernel, const Observation& simulated,
                     std::vector<std::string>& out) {
  const Tolerance tolerance(c);
  for (const SeenResult& s : simulated.results) {
    const auto k = std::find_if(kernel.results.begin(), kernel.results.end(),
                                [&](const SeenResult& r) { return r.entry == s.entry; });
    const bool found = k != kernel.results.end();
    const bool same = found && k->returned == s.returned && k->text == s.text &&
                      (!s.returned || tolerance.holds(k->at, s.at, s.at - s.called, {}));
    if (same) continue;
    const bool moved = found && k->returned && s.returned && k->text == s.text;
    const std::string real = !found ? "none" : !k->returned ? "pending" : k->text;
    out.push_back("result of " + call_text(c, s.entry) + " at " + at_text(s.called) +
                  " kernel: " + (moved ? apart(k->at, s.at) : real) +
                  " | simulator: " + shown(s));
  }
}

void compare_states(const Observation& kernel, const Observation& simulated,
                    std::vector<std::string>& out) {
  for (size_t i = 0; i < simulated.states.size() && i < kernel.states.size(); ++i) {
    const SeenStates& s = simulated.states[i];
    const std::string& seen = kernel.states[i].choices.front();
    if (std::find(s.choices.begin(), s.choices.end(), seen) != s.choices.end()) continue;
    out.push_back("states at " + at_text(s.t) + " kernel: " + seen +
                  " | simulator: " + s.choices.back());
  }
}

}  // namespace

std::vector<Probe> probes_of(const Case& c) {
  std::vector<Probe> probes;
  const std::vector<Time> times = event_times(c);
  for (size_t i = 0; i < times.size(); ++i) {
    const Time next = i + 1 < times.size() ? times[i + 1] : *c.scenario.until;
    if (next - times[i] < kLook + milliseconds(2)) continue;
    const Time at = times[i] + kLook;
    const Time to = std::min(at + kTick, next + nanoseconds(-1));
    probes.push_back({times[i], at, to});
  }
  for (Time at : c.probes) probes.push_back({at - kTolerance - kTick, at, at + kTick});
  std::sort(probes.begin(), probes.end(),
            [](const Probe& a, const Probe& b) { return a.at < b.at; });
  return probes;
}

bool is_real(const Case& c, uint8_t host) { return c.pair || host == 0; }

uint16_t shown_port(const Case& c, uint16_t port) {
  if (port < kFirstEphemeral || port > kLastEphemeral) return port;
  for (const Entry& e : c.scenario.script.timeline)
    if (e.port == port || (e.to && e.to->port == port)) return port;
  return 0;
}

std::vector<std::string> differences(const Case& c, const Observation& kernel,
                                     const Observation& simulated) {
  if (!kernel.failure.empty()) return {kernel.failure};
  std::vector<std::string> out;
  SegmentComparison(c, out).compare(kernel, simulated);
  compare_results(c, kernel, simulated, out);
  compare_states(kernel, simulated, out);
  return out;
}

std::vector<std::string> story(const Case& c, const Observation& seen) {
  std::vector<std::pair<Time, std::string>> lines;
  const Script& script = c.scenario.script;
  for (const Entry& e : script.timeline)
    if (e.call == CallKind::Inject)
      lines.emplace_back(*e.at, "< " + segment_text(e.segment, false, false));
  for (const SeenResult& r : seen.results)
    lines.emplace_back(r.called, call_text(c, r.entry) + " = " + shown(r));
  for (const SeenSegment& s : seen.segments) {
    const std::string who = c.pair ? script.hosts[s.host].name + " " : "";
    lines.emplace_back(s.t, who + "> " + shown(c, s));
  }
  std::stable_sort(lines.begin(), lines.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> out;
  for (const auto& [t, text] : lines) out.push_back(at_text(t) + " " + text);
  return out;
}

}  // namespace finwait
