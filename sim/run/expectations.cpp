#include "sim/run/expectations.hpp"

#include <algorithm>
#include <array>

#include "sim/base/text.hpp"
#include "sim/run/expected_segments.hpp"
#include "sim/run/scenario_reader.hpp"
#include "sim/world/api_words.hpp"

namespace finwait {
namespace {

// The trace, looked up from three sides.
class Findings {
 public:
  explicit Findings(const Simulation& simulation)
      : simulation_(simulation), trace_(simulation.trace()) {
    calls_.resize(script().timeline.size());
    states_.resize(trace_.sockets.size() + 1);
    results_.resize(trace_.records.size() + 1);
    for (uint32_t id = 1; id <= trace_.records.size(); ++id) {
      const Record& r = trace_.record(id);
      if (r.kind == RecordKind::Call && r.entry() < calls_.size()) calls_[r.entry()].push_back(id);
      if (r.kind == RecordKind::Result) results_[r.call_id()] = id;
      if (r.kind == RecordKind::State) states_[r.socket].push_back(id);
    }
  }

  const Simulation& simulation() const { return simulation_; }
  const Script& script() const { return simulation_.script(); }
  const Trace& trace() const { return trace_; }
  // The Call records of an entry's runs.
  const std::vector<uint32_t>& calls(size_t entry) const { return calls_[entry]; }
  // The Result record of a call; 0 while it is pending.
  uint32_t result(uint32_t call) const { return results_[call]; }
  // The State records of a socket.
  const std::vector<uint32_t>& states(uint32_t socket) const { return states_[socket]; }
  const std::string& host_name(uint8_t host) const { return script().hosts[host].name; }

 private:
  const Simulation& simulation_;
  const Trace& trace_;
  std::vector<std::vector<uint32_t>> calls_;
  std::vector<std::vector<uint32_t>> states_;
  std::vector<uint32_t> results_;
};

// -- Entries of the timeline

std::string result_text(const Findings& in, const Record& result) {
  return result_word(in.script().hosts[result.host], result.call(), result.error(),
                     result.value());
}

// What getsockopt, getsockname or getpeername said.
std::string value_text(const Findings& in, const Entry& entry, const Record& result) {
  const HostConfig& host = in.script().hosts[result.host];
  if (result.error() != Errno::Ok) return result_text(in, result);
  if (entry.call == CallKind::GetSockName || entry.call == CallKind::GetPeerName) {
    if (result.socket == kNoSocket) return std::to_string(result.detail());
    const SocketInfo& info = in.trace().socket(result.socket);
    const Address& side = entry.call == CallKind::GetSockName ? info.local : info.remote;
    return ip_text(side.ip) + ":" + std::to_string(result.detail());
  }
  if (entry.option == Option::SoError) {
    const Errno error = static_cast<Errno>(result.detail());
    return error == Errno::Ok ? "0" : std::string(option_error_word(host, error));
  }
  if (entry.option == Option::TcpInfoState)
    return std::string(state_name(static_cast<State>(result.detail())));
  return std::to_string(result.detail());
}

// Other ways to write the same: an error in other words or as a number, the port alone.
bool same_value(const Entry& entry, const std::string& expected, const std::string& found) {
  if (expected == found) return true;
  if (entry.option == Option::SoError)
    if (const auto e = parse_errno(found))
      return expected == std::to_string(errno_number(*e)) ||
             expected == std::to_string(winsock_number(*e)) ||
             means_result(expected, entry.call, *e, 0);
  const size_t colon = found.find(':');
  return colon != std::string::npos && expected == found.substr(colon + 1);
}

// Judges one aspect of an entry over all its runs; `read` tells what a run came to.
class EntryJudge {
 public:
  EntryJudge(const Findings& in, size_t index, std::vector<Outcome>& out)
      : in_(in), entry_(in.script().timeline[index]), calls_(in.calls(index)), out_(out) {}

  void check() {
    if (entry_.result) check_result();
    if (entry_.blocks) check_blocks();
    if (entry_.expect_events) check_events();
    if (entry_.expect_value) check_value();
  }

 private:
  // `read(call, result)` gives what was found; result is nullptr while the call is pending.
  template <class Read>
  void judge(std::string_view aspect, const std::string& expected, Read read) {
    Outcome o = start(aspect, expected);
    for (size_t run = 0; run < calls_.size() && o.ok; ++run) {
      const uint32_t result = in_.result(calls_[run]);
      o.near_record = result ? result : calls_[run];
      o.found = read(in_.trace().record(calls_[run]),
                     result ? &in_.trace().record(result) : nullptr);
      o.ok = o.found == expected;
      if (!o.ok && entry_.repeat > 1) o.found += " (run " + std::to_string(run + 1) + ")";
    }
    out_.push_back(std::move(o));
  }

  Outcome start(std::string_view aspect, const std::string& expected) const {
    Outcome o;
    o.line = entry_.line;
    o.column = entry_.column;
    o.what = std::string(aspect) + " of " + std::string(call_name(entry_.call)) + " by " +
             in_.host_name(entry_.host);
    o.expected = expected;
    o.ok = !calls_.empty();
    if (!o.ok) o.found = "the call was never made";
    return o;
  }

  void check_result() {
    // An address is what getsockname and getpeername return beside 0.
    const bool address = entry_.result->find(':') != std::string::npos;
    judge("result", *entry_.result, [&](const Record&, const Record* result) {
      if (!result) return std::string("pending");
      if (address) return value_text(in_, entry_, *result);
      const bool meant =
          means_result(*entry_.result, result->call(), result->error(), result->value());
      return meant ? *entry_.result : result_text(in_, *result);
    });
  }

  void check_blocks() {
    judge("time to return", duration_text(*entry_.blocks),
          [](const Record& call, const Record* result) {
            return result ? duration_text(result->t - call.t) : std::string("pending");
          });
  }

  void check_events() {
    const auto text = entry_.call == CallKind::Select ? select_sets_text : poll_events_text;
    judge("events", text(*entry_.expect_events),
          [&](const Record&, const Record* result) {
            return result ? text(result->poll_events()) : std::string("pending");
          });
  }

  void check_value() {
    judge("value", *entry_.expect_value, [&](const Record&, const Record* result) {
      const std::string found = result ? value_text(in_, entry_, *result) : "pending";
      return same_value(entry_, *entry_.expect_value, found) ? *entry_.expect_value : found;
    });
  }

  const Findings& in_;
  const Entry& entry_;
  const std::vector<uint32_t>& calls_;
  std::vector<Outcome>& out_;
};

// -- States

// The socket that an expectation is about; or why there is none.
struct Whose {
  uint32_t socket = kNoSocket;
  std::string problem;
};

// Sockets of a host that existed at `at` and are (or are not) listeners.
std::vector<uint32_t> sockets_at(const Findings& in, uint8_t host, Time at, bool listeners) {
  std::vector<uint32_t> found;
  const Trace& trace = in.trace();
  for (uint32_t id = 1; id <= trace.sockets.size(); ++id) {
    const SocketInfo& info = trace.socket(id);
    const bool wanted = listeners ? info.listener : info.number != 0;
    if (info.host != host || !wanted) continue;
    if (info.record != 0 && at < trace.record(info.record).t) continue;
    found.push_back(id);
  }
  return found;
}

Whose only_connection(const Findings& in, const Expectation& e, Time at) {
  const std::vector<uint32_t> connections = sockets_at(in, e.host, at, false);
  if (connections.size() == 1) return {connections[0], ""};
  if (connections.size() > 1)
    return {kNoSocket, std::to_string(connections.size()) + " connections of " +
                           in.host_name(e.host) + " (say which: socket = \"" +
                           socket_name(in.trace(), in.script(), connections[0]) + "\")"};
  const std::vector<uint32_t> listeners = sockets_at(in, e.host, at, true);
  return {listeners.size() == 1 ? listeners[0] : kNoSocket, ""};
}

// The newest of that name: a listener may have been closed and made again.
Whose named_socket(const Findings& in, const Expectation& e, Time at) {
  const Trace& trace = in.trace();
  uint32_t found = kNoSocket;
  for (uint32_t id = 1; id <= trace.sockets.size(); ++id) {
    const SocketInfo& info = trace.socket(id);
    if (info.host != e.host || (info.record != 0 && at < trace.record(info.record).t)) continue;
    const std::string numbered = "conn#" + std::to_string(info.number);
    const bool same = socket_name(trace, in.script(), id) == e.socket_text ||
                      (info.number != 0 && numbered == e.socket_text) ||
                      (info.listener && e.socket_text == "listener");
    if (same) found = id;
  }
  return {found, ""};
}

Whose whose(const Findings& in, const Expectation& e, Time at) {
  return e.socket_text.empty() ? only_connection(in, e, at) : named_socket(in, e, at);
}

std::string owner_text(const Findings& in, const Expectation& e) {
  return in.host_name(e.host) + (e.socket_text.empty() ? "" : " " + e.socket_text);
}

Outcome start(const Expectation& e, std::string what, std::string expected) {
  Outcome o;
  o.line = e.line;
  o.column = e.column;
  o.what = std::move(what);
  o.expected = std::move(expected);
  return o;
}

void settle(Outcome& o, std::string found) {
  o.found = std::move(found);
  o.ok = o.found == o.expected;
}

Outcome check_state(const Findings& in, const Expectation& e) {
  const Time at = e.at.value_or(kNever);
  Outcome o = start(e, "state of " + owner_text(in, e) +
                           (e.at ? " at " + seconds_text(*e.at) : " at the end"),
                    std::string(state_name(e.state)));
  const Whose socket = whose(in, e, at);
  if (!socket.problem.empty()) {
    settle(o, socket.problem);
    return o;
  }
  State state = State::Closed;
  for (uint32_t id : in.states(socket.socket)) {
    if (at < in.trace().record(id).t) break;
    state = in.trace().record(id).to();
    o.near_record = id;
  }
  settle(o, std::string(state_name(state)));
  return o;
}

std::string states_text(const std::vector<State>& states) {
  std::string out;
  for (State s : states) out += (out.empty() ? "" : " ") + std::string(state_name(s));
  return out.empty() ? "none" : out;
}

Outcome check_states(const Findings& in, const Expectation& e) {
  Outcome o = start(e, "states of " + owner_text(in, e), states_text(e.states));
  const Whose socket = whose(in, e, kNever);
  if (!socket.problem.empty()) {
    settle(o, socket.problem);
    return o;
  }
  std::vector<State> entered;
  for (uint32_t id : in.states(socket.socket)) {
    if (entered.size() <= e.states.size()) o.near_record = id;  // up to the first surplus one
    entered.push_back(in.trace().record(id).to());
    if (o.ok && entered.size() <= e.states.size() &&
        entered.back() != e.states[entered.size() - 1]) {
      o.ok = false;
      break;
    }
  }
  if (o.ok) {
    settle(o, states_text(entered));
    return o;
  }
  // Show all states all the same; the record is the first that differs.
  entered.clear();
  for (uint32_t id : in.states(socket.socket)) entered.push_back(in.trace().record(id).to());
  o.found = states_text(entered);
  return o;
}

// -- Events

std::string events_text(const std::vector<std::string>& events) {
  std::string out;
  for (const std::string& event : events) out += (out.empty() ? "" : ", ") + event;
  return out.empty() ? "none" : out;
}

// Of one socket, or of all sockets of the host.
Outcome check_told(const Findings& in, const Expectation& e) {
  Outcome o = start(e, "events of " + owner_text(in, e), events_text(e.events));
  const bool one = !e.socket_text.empty();
  const uint32_t socket = one ? named_socket(in, e, kNever).socket : kNoSocket;
  std::vector<std::string> found;
  for (uint32_t id = 1; id <= in.trace().records.size(); ++id) {
    const Record& r = in.trace().record(id);
    if (r.kind != RecordKind::Event || r.host != e.host || !reaches_program(r.event())) continue;
    if (one && r.socket != socket) continue;
    const size_t at = found.size();
    found.push_back(event_word(in.script().hosts[r.host], r));
    if (at >= e.events.size() || found.back() != e.events[at])
      o.near_record = o.near_record ? o.near_record : id;
  }
  settle(o, events_text(found));
  return o;
}

// -- Bytes and the end

uint64_t total(const Ledger& l, std::string_view name) {
  const std::array<uint64_t, 8> totals = {l.written, l.unsent, l.in_flight, l.held,
                                          l.unread,  l.read,   l.discarded, l.foreign};
  const Words names = ledger_names();
  const auto at = std::find(names.begin(), names.end(), name);
  return at == names.end() ? 0 : totals[static_cast<size_t>(at - names.begin())];
}

Outcome check_bytes(const Findings& in, const Expectation& e) {
  std::string expected;
  std::string found;
  for (std::string_view name : ledger_names()) {
    const auto wanted = e.bytes.find(std::string(name));
    if (wanted == e.bytes.end()) continue;
    uint64_t sum = 0;
    const World& world = in.simulation().world();
    for (uint32_t stream = 1; stream <= world.stream_count(); ++stream)
      if (in.trace().socket(in.trace().streams[stream - 1]).host == e.host)
        sum += total(world.ledger(stream), name);
    const auto add = [&](std::string& text, uint64_t n) {
      text += (text.empty() ? "" : ", ") + std::string(name) + " " + std::to_string(n);
    };
    add(expected, wanted->second);
    add(found, sum);
  }
  Outcome o = start(e, "bytes from " + in.host_name(e.host), expected);
  settle(o, found);
  return o;
}

Outcome check_end(const Findings& in, const Expectation& e) {
  Outcome o = start(e, "end of the run", e.end);
  settle(o, std::string(end_reason_name(in.simulation().end())));
  return o;
}

Outcome check_segments(const Findings& in, const Expectation& e) {
  Outcome o = start(e, "segments", std::to_string(e.segments.size()) + " lines");
  const SegmentMismatch m = match_segments(in.trace(), in.script(), e.segments);
  o.ok = m.ok;
  o.near_record = m.record;
  o.found = m.ok ? o.expected : m.found;
  if (!m.ok) o.expected = m.expected;
  return o;
}

Outcome check_expectation(const Findings& in, const Expectation& e) {
  switch (e.kind) {
    case Expectation::Kind::State: return check_state(in, e);
    case Expectation::Kind::States: return check_states(in, e);
    case Expectation::Kind::Events: return check_told(in, e);
    case Expectation::Kind::Segments: return check_segments(in, e);
    case Expectation::Kind::Bytes: return check_bytes(in, e);
    case Expectation::Kind::End: return check_end(in, e);
  }
  return {};
}

}  // namespace

std::vector<Outcome> check_expectations(Simulation& simulation) {
  simulation.run();
  const Findings in(simulation);
  std::vector<Outcome> out;
  for (size_t i = 0; i < in.script().timeline.size(); ++i) EntryJudge(in, i, out).check();
  for (const Expectation& e : simulation.scenario().expect)
    out.push_back(check_expectation(in, e));
  for (Outcome& o : out)
    if (o.near_record == 0) o.near_record = static_cast<uint32_t>(in.trace().records.size());
  return out;
}

}  // namespace finwait
