#include "tests/conformance/simulated_run.hpp"

#include <algorithm>

#include "sim/run/simulation.hpp"
#include "tests/conformance/words.hpp"

namespace finwait {
namespace {

SeenSegment reduce(const Case& c, const Record& record, const Packet& packet) {
  SeenSegment seen;
  seen.t = record.t;
  seen.host = packet.host;
  seen.local = shown_port(c, packet.from.port);
  seen.remote = shown_port(c, packet.to.port);
  const Segment& seg = packet.segment;
  WrittenSegment& w = seen.segment;
  w.ctl = seg.ctl;
  const bool absolute = seg.has(kRst | kAck) && seg.seq == SeqNum{0};
  w.seq = absolute ? 0 : distance(SeqNum{packet.seq_base}, seg.seq);
  if (seg.has(kAck)) w.ack = distance(SeqNum{packet.ack_base}, seg.ack);
  w.text = seg.text;
  w.win = seg.wnd;
  w.options = moved(seg.options, -packet.ack_base);
  return seen;
}

// What a kernel sends to itself never reaches its TUN device.
bool crosses_the_wire(const Packet& packet) {
  return !packet.forged && packet.from.ip != packet.to.ip;
}

std::string result_text(const Case& c, const Entry& entry, const Record& r) {
  if (r.error() != Errno::Ok) return std::string(errno_name(r.error()));
  std::string text = std::to_string(r.value());
  if (entry.call == CallKind::Poll) text += " " + poll_text(r.poll_events());
  if (entry.call == CallKind::GetSockName || entry.call == CallKind::GetPeerName)
    text += " " + std::to_string(shown_port(c, static_cast<uint16_t>(r.detail())));
  if (entry.call != CallKind::GetSockOpt) return text;
  if (entry.option == Option::SoError)
    return text + " " + (r.detail() ? std::string(errno_name(static_cast<Errno>(r.detail())))
                                    : "0");
  if (entry.option == Option::TcpInfoState)
    return text + " " + std::string(state_name(static_cast<State>(r.detail())));
  return text + " " + std::to_string(r.detail());
}

// No call of a program's: something that the wire brings.
bool is_icmp(const Case& c, uint32_t entry) {
  return c.scenario.script.timeline[entry].call == CallKind::Icmp;
}

void collect(const Case& c, const Simulation& simulation, Observation& out) {
  const Trace& trace = simulation.trace();
  for (size_t i = 0; i < trace.records.size(); ++i) {
    const Record& r = trace.records[i];
    if (!is_real(c, r.host)) continue;
    if (r.kind == RecordKind::Sent && crosses_the_wire(trace.packet(r.packet())))
      out.segments.push_back(reduce(c, r, trace.packet(r.packet())));
    if (r.kind == RecordKind::Call && r.entry() != kAutoCall && !is_icmp(c, r.entry())) {
      SeenResult seen;
      seen.entry = r.entry();
      seen.called = r.t;
      out.results.push_back(seen);
    }
    if (r.kind != RecordKind::Result) continue;
    const uint32_t entry = trace.record(r.call_id()).entry();
    for (SeenResult& seen : out.results) {
      if (seen.entry != entry) continue;
      seen.returned = true;
      seen.at = r.t;
      seen.text = result_text(c, simulation.script().timeline[entry], r);
    }
  }
}

std::string states_of(const Case& c, const World& world, uint8_t host) {
  std::vector<std::string> lines;
  for (uint32_t slot = 0; slot < world.sockets().size(); ++slot) {
    const Socket& s = world.sockets()[slot];
    const State state = world.tcb(slot).state;
    if (s.id == 0 || s.host != host || state == State::Closed) continue;
    const uint16_t remote = state == State::Listen ? uint16_t{0} : s.remote.port;
    lines.push_back(state_line(c, s.local.port, remote, state));
  }
  return joined_states(std::move(lines));
}

void look(const Case& c, Simulation& simulation, const Probe& probe, Observation& out) {
  for (uint8_t host = 0; host < 2; ++host) {
    if (!is_real(c, host)) continue;
    SeenStates seen{probe.at, host, {}, {}, {}};
    simulation.run_until(probe.from);
    for (;;) {
      const std::string now = states_of(c, simulation.world(), host);
      if (seen.choices.empty() || seen.choices.back() != now) seen.choices.push_back(now);
      if (simulation.world().next_time() > probe.to || !simulation.step()) break;
    }
    out.states.push_back(seen);
  }
}

}  // namespace

Observation run_simulated(const Case& c) {
  Observation out;
  Simulation simulation(c.scenario);
  simulation.run();
  simulation.world().check();
  collect(c, simulation, out);
  for (const Probe& probe : probes_of(c)) look(c, simulation, probe, out);
  return out;
}

}  // namespace finwait
