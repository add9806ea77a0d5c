#include "gui/model/branches.hpp"

#include <algorithm>
#include <map>

namespace finwait {
namespace {

// The copy that the edit is about: the first.
const Trip& first_trip(const RunIndex& index, uint32_t packet) {
  return index.trips[index.first_trip(packet)];
}

bool taken_by_fault(const Trip& trip) {
  return trip.end == Trip::End::Dropped && trip.reason == DropReason::Fault;
}

// A rule that matches this segment and none that is sent later.
FaultRule rule_for(const Trace& trace, const RunIndex& index, uint32_t id) {
  const Packet& packet = trace.packet(id);
  FaultRule rule;
  rule.from = packet.host;
  rule.flags = packet.segment.ctl;
  rule.after = first_trip(index, id).sent;
  rule.before = rule.after + Duration{1};
  rule.seq = packet.seq();
  rule.len = packet.segment.text;
  if (packet.segment.has(kAck)) rule.ack = packet.ack();
  return rule;
}

// The how many-th of the segments that the rule matches this one is.
uint32_t number_of(const Trace& trace, const RunIndex& index, uint32_t id) {
  const Packet& packet = trace.packet(id);
  uint32_t nth = 1;
  for (uint32_t earlier = id; earlier-- > 0;) {
    const Packet& p = trace.packet(earlier);
    if (trace.record(p.sent).t < first_trip(index, id).sent) break;
    if (!p.forged && p.host == packet.host && p.segment.ctl == packet.segment.ctl &&
        p.seq() == packet.seq() && p.ack() == packet.ack() &&
        p.segment.text == packet.segment.text)
      ++nth;
  }
  return nth;
}

void set_action(FaultRule& rule, PacketEdit edit, Duration flight) {
  switch (edit) {
    case PacketEdit::Drop: rule.action = FaultAction::Drop; return;
    case PacketEdit::Corrupt: rule.action = FaultAction::Corrupt; return;
    case PacketEdit::Delay:
      rule.action = FaultAction::Delay;
      rule.by = flight * 2;
      return;
    case PacketEdit::Duplicate:
      rule.action = FaultAction::Duplicate;
      rule.by = flight;
      return;
    case PacketEdit::Deliver:  // as if no rule had taken it
      rule.action = FaultAction::Delay;
      rule.by = Duration{};
      return;
  }
}

Duration flight_of(const Script& script, uint8_t from) {
  const Duration delay = script.links[from & 1].delay;
  return delay.ns > 0 ? delay : milliseconds(1);
}

// The states that a socket entered, in order, by socket.
std::map<uint32_t, std::vector<State>> states_entered(const Trace& trace) {
  std::map<uint32_t, std::vector<State>> states;
  for (uint32_t id = 1; id <= trace.records.size(); ++id) {
    const Record& r = trace.record(id);
    if (r.kind == RecordKind::State) states[r.socket].push_back(r.to());
  }
  return states;
}

}  // namespace

bool can_edit(const Simulation& simulation, const RunIndex& index, uint32_t packet,
              PacketEdit edit) {
  if (simulation.trace().packet(packet).forged) return false;
  if (index.first_trip(packet) >= index.trips.size()) return false;
  const bool taken = taken_by_fault(first_trip(index, packet));
  return edit == PacketEdit::Deliver ? taken : edit != PacketEdit::Drop || !taken;
}

namespace {

// Before all others; an earlier one for the same segment is of no use any more.
Scenario with_rule(const Simulation& simulation, FaultRule rule) {
  Scenario scenario = without_expectations(simulation.scenario());
  std::vector<FaultRule>& faults = scenario.script.faults;
  std::erase_if(faults, [&](FaultRule other) {
    other.action = rule.action;
    other.by = rule.by;
    other.arrive = rule.arrive;
    other.line = rule.line;
    return other == rule;
  });
  faults.insert(faults.begin(), rule);
  return scenario;
}

}  // namespace

Scenario with_edit(const Simulation& simulation, const RunIndex& index, uint32_t packet,
                   PacketEdit edit) {
  const Trace& trace = simulation.trace();
  FaultRule rule = rule_for(trace, index, packet);
  rule.nth = number_of(trace, index, packet);
  const Duration flight = flight_of(simulation.script(), trace.packet(packet).host);
  set_action(rule, edit, flight);
  const Trip& trip = first_trip(index, packet);
  const bool late = trip.end == Trip::End::Arrived && trip.ended - trip.sent >= flight * 3;
  if (edit == PacketEdit::Delay && late) {  // delayed already: still later
    rule.by.reset();
    rule.arrive = trip.ended - trip.sent + flight * 2;
  }
  return with_rule(simulation, rule);
}

std::optional<Time> movable_arrival(const Simulation& simulation, const RunIndex& index,
                                    uint32_t packet) {
  if (packet >= simulation.trace().packets.size()) return std::nullopt;
  if (!can_edit(simulation, index, packet, PacketEdit::Delay)) return std::nullopt;
  const Trip& trip = first_trip(index, packet);
  if (trip.end != Trip::End::Arrived) return std::nullopt;
  return trip.ended;
}

Scenario with_arrival(const Simulation& simulation, const RunIndex& index, uint32_t packet,
                      Time at) {
  constexpr Duration kLeast{1000};
  FaultRule rule = rule_for(simulation.trace(), index, packet);
  rule.nth = number_of(simulation.trace(), index, packet);
  rule.action = FaultAction::Delay;
  rule.arrive = std::max(at - first_trip(index, packet).sent, kLeast);
  return with_rule(simulation, rule);
}

Scenario without_expectations(Scenario scenario) {
  scenario.expect.clear();
  scenario.lesson.reset();
  for (Entry& entry : scenario.script.timeline) {
    entry.result.reset();
    entry.blocks.reset();
    entry.expect_events.reset();
    entry.expect_value.reset();
  }
  return scenario;
}

Scenario recorded(const Simulation& simulation) {
  Scenario scenario = without_expectations(simulation.scenario());
  const Trace& trace = simulation.trace();
  std::map<std::pair<uint8_t, std::string>, Expectation> expected;  // the last of a name counts
  for (const auto& [socket, states] : states_entered(trace)) {
    if (socket == kNoSocket) continue;
    const SocketInfo& info = trace.socket(socket);
    Expectation e;
    e.kind = Expectation::Kind::States;
    e.host = info.host;
    // "listener" may be any listener's name: the newest is meant.
    e.socket_text = info.listener ? "listener" : socket_name(trace, simulation.script(), socket);
    e.states = states;
    expected[{e.host, e.socket_text}] = e;
  }
  for (auto& [key, e] : expected) scenario.expect.push_back(e);
  Expectation end;
  end.kind = Expectation::Kind::End;
  end.end = end_reason_name(simulation.end());
  scenario.expect.push_back(end);
  return scenario;
}

}  // namespace finwait
