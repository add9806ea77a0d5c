#include "sim/report/ladder_index.hpp"

#include <algorithm>

#include "sim/world/api_words.hpp"

namespace finwait {
namespace {

constexpr Duration kLongFlight = seconds(1);  // longer ones are drawn where they end, too

// A call that is drawn as what it does: an injected segment, a host that goes down.
bool is_drawn_otherwise(CallKind call) {
  return call == CallKind::Inject || (call >= CallKind::Crash && call <= CallKind::Heal);
}

bool same_ends(const Packet& a, const Packet& b) {
  return (a.from == b.from && a.to == b.to) || (a.from == b.to && a.to == b.from);
}

}  // namespace

LadderIndex::LadderIndex(const Script& script, const Trace& trace)
    : script_(script), trace_(trace) {
  ends_.resize(trace.packets.size());
  results_.resize(trace.records.size());
  for (uint32_t id = 1; id <= trace.records.size(); ++id) {
    const Record& r = trace.record(id);
    const bool ended = r.kind == RecordKind::Arrived || r.kind == RecordKind::Dropped;
    if (ended && r.copy == 0) ends_[r.packet()] = id;
    if (r.kind == RecordKind::Result && r.call_id() != 0) results_[r.call_id() - 1] = id;
  }
  std::array<int, 2> sockets{};
  for (const SocketInfo& s : trace.sockets)
    if (!s.listener) several_[s.host] = ++sockets[s.host] > 1;
  const Packet* first = nullptr;
  for (const Packet& p : trace.packets) {
    if (p.sent == 0) continue;
    if (!first) first = &p;
    if (!same_ends(p, *first)) several_tuples_ = true;
  }
}

bool LadderIndex::returned_at_once(uint32_t call_id) const {
  const uint32_t result = result_of(call_id);
  return result != 0 && trace_.record(result).t == trace_.record(call_id).t;
}

bool LadderIndex::is_shown(uint32_t id) const {
  const Record& r = trace_.record(id);
  switch (r.kind) {
    case RecordKind::Host:
    case RecordKind::Sent:
    case RecordKind::State: return true;
    case RecordKind::Call: return !is_drawn_otherwise(r.call());
    case RecordKind::Result:
      return !is_drawn_otherwise(r.call()) && (r.call_id() == 0 || !returned_at_once(r.call_id()));
    case RecordKind::Timer:
      return r.action() == TimerAction::Fired ||
             (r.timer() == Timer::TimeWait && r.action() == TimerAction::Restarted);
    case RecordKind::Bytes: return r.fate() == ByteFate::Discarded && r.length() > 0;
    case RecordKind::Socket:
    case RecordKind::Arrived:
    case RecordKind::Dropped: return false;
    case RecordKind::Event: return reaches_program(r.event());
  }
  return false;
}

bool LadderIndex::concerns(const Record& r, const Packet& packet) const {
  if (r.kind == RecordKind::Sent) return same_ends(trace_.packet(r.packet()), packet);
  if (r.socket == kNoSocket) return true;
  const SocketInfo& s = trace_.socket(r.socket);
  if (s.listener) return false;
  return s.local.port == packet.to.port && (s.remote.port == packet.from.port);
}

bool LadderIndex::crosses(uint32_t packet) const {
  const Packet& p = trace_.packet(packet);
  const uint32_t end = end_of(packet);
  if (p.from.ip == p.to.ip) return true;
  if (end == 0) return false;
  const Duration flight = trace_.record(end).t - trace_.record(p.sent).t;
  if (trace_.record(end).kind == RecordKind::Dropped)
    return trace_.record(end).reason() == DropReason::Expired;
  if (flight >= kLongFlight && flight > script_.links[p.host].delay * 2) return true;
  for (uint32_t id = p.sent + 1; id < end; ++id) {
    const Record& r = trace_.record(id);
    const bool overtakes = r.kind == RecordKind::Arrived && r.packet() > packet &&
                           trace_.packet(r.packet()).host == p.host;
    const bool later = r.kind == RecordKind::Sent || r.t > trace_.record(p.sent).t;
    const bool other_end = r.host != p.host && is_shown(id) && later;
    if ((overtakes && same_ends(trace_.packet(r.packet()), p)) ||
        (other_end && r.t < trace_.record(end).t && concerns(r, p)))
      return true;
  }
  return false;
}

bool LadderIndex::is_ignored(uint32_t arrived) const {
  const Record& arrival = trace_.record(arrived);
  const Segment& segment = trace_.packet(arrival.packet()).segment;
  if (arrival.before() != arrival.after() || (segment.ctl & (kSyn | kFin | kRst)) == 0)
    return false;
  for (uint32_t id = arrived + 1; id <= trace_.records.size(); ++id) {
    const Record& r = trace_.record(id);
    if (r.t != arrival.t) return true;
    if (r.cause == arrived && r.kind != RecordKind::Timer) return false;
  }
  return true;
}

std::string LadderIndex::socket_tag(uint32_t socket) const {
  if (socket == kNoSocket) return {};
  const SocketInfo& info = trace_.socket(socket);
  if (!several_[info.host] || info.listener) return {};
  return socket_name(trace_, script_, socket) + " ";
}

bool LadderIndex::is_stranger(Address a) const {
  return a.ip != script_.hosts[0].address && a.ip != script_.hosts[1].address;
}

std::string LadderIndex::arrow_tag(const Packet& packet) const {
  if (!several_tuples_) return {};
  if (is_stranger(packet.from)) return address_text(packet.from);
  if (is_stranger(packet.to)) return address_text(packet.to);
  const auto listens = [&](uint16_t port) {
    return std::any_of(trace_.sockets.begin(), trace_.sockets.end(),
                       [&](const SocketInfo& s) { return s.listener && s.local.port == port; });
  };
  const bool from_listener = listens(packet.from.port) && !listens(packet.to.port);
  const uint16_t port = from_listener || packet.host == 1 ? packet.to.port : packet.from.port;
  if (packet.host == 1 && listens(packet.to.port)) return ":" + std::to_string(packet.from.port);
  return ":" + std::to_string(port);
}

}  // namespace finwait
