#include "gui/model/calls.hpp"

#include <algorithm>

#include "gui/model/branches.hpp"
#include "gui/model/story.hpp"
#include "sim/world/api_words.hpp"

namespace finwait {
namespace {

constexpr size_t kLargestWorld = size_t{1} << 20;  // octets: nine copies in an instant
constexpr uint32_t kOctets = 100;                  // what send() by hand writes
constexpr uint16_t kUsualPort = 80;

// The first entry of the timeline by which a host makes this call.
const Entry* first_entry(const Script& script, uint8_t host, CallKind call) {
  for (const Entry& entry : script.timeline)
    if (entry.host == host && entry.call == call) return &entry;
  return nullptr;
}

uint16_t listening_port(const Script& script, uint8_t host) {
  const Entry* listen = first_entry(script, host, CallKind::Listen);
  if (listen != nullptr && listen->port) return *listen->port;
  const Entry* bind = first_entry(script, host, CallKind::Bind);
  if (bind != nullptr && bind->port) return *bind->port;
  const Entry* connect = first_entry(script, host ^ 1, CallKind::Connect);
  if (connect != nullptr && connect->to && connect->to->port != 0) return connect->to->port;
  return kUsualPort;
}

class Offer {
 public:
  Offer(const Simulation& simulation, const RunIndex& index, uint8_t host)
      : script_(simulation.script()), trace_(simulation.trace()), world_(simulation.world()) {
    host_ = host;
    const auto& ends = trace_.step_ends;
    const size_t step = std::min<size_t>(simulation.cursor(), ends.size() - 1);
    socket_ = index.span_at_record(host, ends[step]).socket;
  }

  std::vector<OfferedCall> make() {
    if (socket_ != kNoSocket) {
      const auto name = socket_reference(script_, trace_, socket_);
      if (!name) return {};
      name_ = *name;
    }
    connect();
    listen();
    add(entry_of(CallKind::Accept), false);
    Entry send = entry_of(CallKind::Send);
    send.bytes = kOctets;
    add(send, true);
    add(entry_of(CallKind::Recv), true);
    for (ShutdownHow how : {ShutdownHow::Write, ShutdownHow::Read}) {
      Entry shutdown = entry_of(CallKind::Shutdown);
      shutdown.how = how;
      add(shutdown, true);
    }
    add(entry_of(CallKind::Close), true);
    add(entry_of(CallKind::Abort), true);
    return std::move(calls_);
  }

 private:
  Entry entry_of(CallKind call) const {
    Entry entry;
    entry.host = host_;
    entry.call = call;
    return entry;
  }

  // Opening calls on a socket that was closed make a new one.
  bool is_open() const {
    const uint32_t slot = socket_ == kNoSocket ? kNone : world_.slot_of(socket_);
    return slot != kNone && world_.sockets()[slot].open;
  }

  void connect() {
    Entry entry = entry_of(CallKind::Connect);
    const Entry* known = first_entry(script_, host_, CallKind::Connect);
    if (known != nullptr && known->to) {
      entry.to = known->to;
      entry.to_text = known->to_text;
    } else {
      const HostConfig& peer = script_.hosts[host_ ^ 1];
      entry.to = Address{peer.address, listening_port(script_, host_ ^ 1)};
      entry.to_text = peer.name + ":" + std::to_string(entry.to->port);
    }
    add(entry, is_open());
  }

  void listen() {
    Entry entry = entry_of(CallKind::Listen);
    const bool again = is_open() && trace_.socket(socket_).listener;
    if (!again) entry.port = listening_port(script_, host_);
    add(entry, is_open());
  }

  void add(Entry entry, bool on_socket) {
    const HostConfig& host = script_.hosts[host_];
    OfferedCall call;
    call.answer = ask(world_, entry, on_socket ? socket_ : kNoSocket);
    const std::string word(call_word(host, entry.call));
    const std::string how(shutdown_word(host.api, entry.how));
    const bool shuts = entry.call == CallKind::Shutdown;
    call.sign = shuts ? how : word;
    call.name = word + "(" + (shuts ? how : arguments(entry)) + ")";
    if (on_socket) call.socket = name_;
    call.entry = std::move(entry);
    calls_.push_back(std::move(call));
  }

  static std::string arguments(const Entry& entry) {
    if (entry.call == CallKind::Connect) return entry.to_text;
    if (entry.call == CallKind::Send) return std::to_string(entry.length());
    return entry.port ? ":" + std::to_string(*entry.port) : "";
  }

  const Script& script_;
  const Trace& trace_;
  const World& world_;
  uint8_t host_ = 0;
  uint32_t socket_ = kNoSocket;
  std::string name_;
  std::vector<OfferedCall> calls_;
};

}  // namespace

bool OfferedCall::possible() const {
  if (answer.nobody) return false;
  return answer.blocks || answer.error == Errno::Ok || answer.error == Errno::EAgain ||
         answer.error == Errno::EInProgress;
}

std::vector<OfferedCall> offered_calls(const Simulation& simulation, const RunIndex& index,
                                       uint8_t host) {
  if (!simulation.script().hosts[host].simulated()) return {};
  if (simulation.world().footprint() > kLargestWorld) return {};
  return Offer(simulation, index, host).make();
}

std::vector<OfferedCall> offered_calls_at(Simulation& simulation, const RunIndex& index,
                                          uint8_t host, Time t) {
  const uint64_t cursor = simulation.cursor();
  const uint64_t step = simulation.trace().step_at(t);
  if (step != cursor) simulation.seek(step);
  std::vector<OfferedCall> calls = offered_calls(simulation, index, host);
  if (step != cursor) simulation.seek(cursor);
  return calls;
}

Time instant_after(const Simulation& simulation, const RunIndex& index, Time now) {
  constexpr int64_t kGrain = 1000;  // ns: times in files stay short
  const std::vector<Time>& times = index.instants->times();
  const auto next = std::upper_bound(times.begin(), times.end(), now);
  const Time round{now.ns / kGrain * kGrain + kGrain};
  Time at = next == times.end() || *next > round ? round : now + Duration{1};
  const std::optional<Time>& until = simulation.scenario().until;
  if (until && at > *until) at = *until;
  return at;
}

std::optional<std::string> socket_reference(const Script& script, const Trace& trace,
                                            uint32_t socket) {
  const SocketInfo& info = trace.socket(socket);
  if (info.repeat != 0) return std::nullopt;
  if (info.name >= 0) return script.names[static_cast<size_t>(info.name)];
  if (info.number != 0) return "conn#" + std::to_string(info.number);
  return info.listener ? "listener" : "";
}

Scenario with_call(const Scenario& scenario, Entry entry, const std::string& socket, Time at) {
  Scenario changed = without_expectations(scenario);
  entry.at = at;
  entry.when = {};
  entry.after = {};
  if (!socket.empty()) entry.socket = changed.script.add_name(socket);
  changed.script.timeline.push_back(std::move(entry));
  return changed;
}

std::string call_reason(const Phrases& phrases, const HostConfig& host, const OfferedCall& call) {
  const CallAnswer& a = call.answer;
  if (a.nobody) return phrases(Phrase::CallNobody);
  if (a.blocks) return phrases(Phrase::CallWouldBlock, {call.name});
  const std::string result = result_word(host, call.entry.call, a.error, a.value);
  std::string text = phrases(Phrase::CallWouldReturn, {call.name, result});
  if (a.rule == Rule::None) return text;
  text += " " + rule_name(a.rule) + ": ";
  text += phrases(Phrase::RuleSays,
                  {phrases.rule_title(a.rule), capitalized(phrases.rule_text(a.rule))});
  const Evidence evidence = evidence_of(a.rule, host.profile.name);
  if (evidence == Evidence::Unverified) text += " ?";
  return text + " " + phrases(Phrase::Evidence, {evidence_words(a.rule, phrases.language())});
}

}  // namespace finwait
