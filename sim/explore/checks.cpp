#include "sim/explore/checks.hpp"

#include <algorithm>


namespace finwait {
namespace {

// More steps than this at one instant: time stands still.
constexpr uint64_t kMostStepsAtOnce = 200000;

std::string who(const World& world, const Socket& s) {
  return world.script().hosts[s.host].name + " socket " + std::to_string(s.id) + ": ";
}

bool forges(const Script& script) {
  return std::any_of(script.timeline.begin(), script.timeline.end(),
                     [](const Entry& e) { return e.call == CallKind::Inject; });
}

// An old duplicate SYN has opened a new incarnation, and the old one is in TIME_WAIT: where windows
// are small each answers what it finds unacceptable in the other's ACKs (3.10.7.4, first), until
// TIME_WAIT ends. That is long, but not for ever.
bool incarnations_quarrel(const World& world) {
  const auto& sockets = world.sockets();
  for (uint32_t i = 0; i < sockets.size(); ++i) {
    if (world.tcb(i).state != State::TimeWait) continue;
    for (uint32_t k = 0; k < sockets.size(); ++k)
      if (world.tcb(k).state == State::SynReceived && sockets[k].host != sockets[i].host &&
          sockets[k].local == sockets[i].remote && sockets[k].remote == sockets[i].local)
        return true;
  }
  return false;
}

// A state that may last for ever without any timer, and nothing is left to be done in it.
std::string complaint(const Tcb& t) {
  switch (t.state) {
    case State::Closed:
    case State::Listen: return "";
    case State::FinWait2: return t.in_flight() ? "unacknowledged data and no timer" : "";
    case State::Established:
    case State::CloseWait:
      if (t.in_flight() > 0) return "unacknowledged data and no timer";
      if (t.unsent() > 0) return "unsent data and no timer";
      return t.snd.fin_queued && !t.snd.fin_sent ? "the FIN was never sent" : "";
    case State::SynSent:
    case State::SynReceived:
    case State::FinWait1:
    case State::Closing:
    case State::LastAck:
    case State::TimeWait: return "cannot last without a timer";
  }
  return "";
}

bool could_return(const World& world, const BlockedCall& call) {
  const Socket& s = world.sockets()[call.socket];
  const Tcb& t = world.tcb(call.socket);
  const bool opening = t.state == State::SynSent || t.state == State::SynReceived;
  switch (call.call) {
    case CallKind::Accept: return s.first_queued != kNone || !s.listening;
    case CallKind::Connect: return !opening;
    case CallKind::Recv: return !opening && (t.rcv.unread > 0 || t.rcv.fin);
    case CallKind::Send: {
      const Profile& p = world.script().hosts[s.host].profile;
      const uint32_t limit = s.send_buffer ? s.send_buffer : p.send_buffer;
      return !opening && (t.state == State::Closed || t.snd.end - t.snd.una < limit);
    }
    case CallKind::Close: return t.state == State::Closed || t.state == State::FinWait2;
    default: return false;
  }
}

// Rules by which a TCB ends when everything went well: nothing that it sent is lost.
bool ends_well(Rule rule) {
  return rule == Rule::T109 || rule == Rule::T132 || rule == Rule::T091 || rule == Rule::T144;
}

// Nothing was lost, reset, forged or given up: then nothing may be missing in the end.
bool was_calm(const Trace& trace) {
  for (const Record& r : trace.records) {
    if (r.kind == RecordKind::Host || r.kind == RecordKind::Dropped) return false;
    // Who has shut down the receiving side cannot read what comes all the same (A066).
    if (r.kind == RecordKind::Result && r.error() == Errno::EShutdown) return false;
    const bool ends = r.kind == RecordKind::State && r.to() == State::Closed;
    const bool listener = ends && r.from() == State::Listen;
    if (ends && !listener && !ends_well(r.rule)) return false;
    if (r.kind == RecordKind::State && r.to() == State::Listen && r.from() != State::Closed)
      return false;
    if (r.kind == RecordKind::Sent && trace.packet(r.packet()).segment.has(kRst)) return false;
  }
  return true;
}

// The ledger of every stream as it was after the step before.
class LedgerWatch {
 public:
  void look(const World& world, std::vector<Violation>& out) {
    for (uint32_t stream = 1; stream <= world.stream_count(); ++stream) {
      if (stream > last_.size()) last_.emplace_back();
      const Ledger now = world.ledger(stream);
      Ledger& then = last_[stream - 1];
      const auto grows = [&](uint64_t before, uint64_t after, const char* what) {
        if (after >= before || out.size() > 20) return;
        out.push_back({world.records_made(), "stream " + std::to_string(stream) + ": " + what +
                                                 " fell from " + std::to_string(before) + " to " +
                                                 std::to_string(after)});
      };
      grows(then.written, now.written, "written");
      grows(then.read, now.read, "read");
      grows(then.discarded, now.discarded, "discarded");
      // What the ledger lacks is what the trace has told to be discarded: neither more nor less.
      if ((now.discarded > now.written || now.discarded != world.account(stream).told) &&
          out.size() <= 20)
        out.push_back({world.records_made(), "stream " + std::to_string(stream) + ": of " +
                                                 std::to_string(now.written) + " octets " +
                                                 std::to_string(now.discarded) +
                                                 " are missing, and the trace tells of " +
                                                 std::to_string(world.account(stream).told)});
      then = now;
    }
  }

 private:
  std::vector<Ledger> last_;
};

}  // namespace

std::vector<Violation> check_quiet(const World& world) {
  std::vector<Violation> out;
  const std::vector<Socket>& sockets = world.sockets();
  for (uint32_t slot = 0; slot < sockets.size(); ++slot) {
    const Socket& s = sockets[slot];
    if (s.id == 0) continue;
    const Tcb& t = world.tcb(slot);
    const std::string wrong = complaint(t);
    if (!wrong.empty())
      out.push_back({0, who(world, s) + std::string(state_name(t.state)) + ": " + wrong});
    const bool program = world.script().hosts[s.host].auto_read && s.open && s.connected;
    if (program && t.rcv.unread > 0 && s.first_waiter == kNone && !s.reader_done)
      out.push_back({0, who(world, s) + "the program does not read"});
  }
  for (const BlockedCall& call : world.blocked())
    if (could_return(world, call))
      out.push_back({0, who(world, sockets[call.socket]) + std::string(call_name(call.call)) +
                            " never returns although it could"});
  return out;
}

std::vector<Violation> check_ledger(const World& world, const Trace& trace) {
  std::vector<Violation> out;
  uint64_t results = 0;
  uint64_t reads = 0;
  for (const Record& r : trace.records) {
    const bool reading = r.kind == RecordKind::Result && r.call() == CallKind::Recv;
    if (reading && r.value() > 0 && r.rule != Rule::A164)
      results += static_cast<uint64_t>(r.value());
    if (r.kind == RecordKind::Bytes && r.fate() != ByteFate::Discarded)
      reads += static_cast<uint64_t>(r.length());
  }
  const bool forged = forges(world.script());
  // Two incarnations with the same ISN at the same instant: their octets cannot be told apart.
  bool foreign = forged;
  for (uint32_t stream = 1; stream <= world.stream_count(); ++stream)
    foreign = foreign || world.account(stream).foreign > 0;
  if (!forged && results != reads)
    out.push_back({0, "recv() returned " + std::to_string(results) +
                          " octets, the ledger counts " + std::to_string(reads)});
  for (uint32_t stream = 1; stream <= world.stream_count(); ++stream) {
    const Ledger l = world.ledger(stream);
    const StreamAccount& a = world.account(stream);
    const std::string name = "stream " + std::to_string(stream) + ": ";
    if (l.discarded != a.told)
      out.push_back({0, name + std::to_string(l.discarded) + " octets discarded, but the trace " +
                            "tells of " + std::to_string(a.told)});
    const uint32_t writer = world.slot_of(a.writer);
    const bool ended = a.writer_gone || writer == kNone;
    // The FIN was acknowledged, so everything before it had arrived.
    if (!foreign && ended && ends_well(a.killer) && a.received < l.written)
      out.push_back({0, name + "ended by " + rule_name(a.killer) + " with " +
                            std::to_string(l.written - a.received) + " octets not received"});
  }
  return out;
}

// A listener whose accept() fails for good (A083) holds connections that nobody reads.
bool accepts(const World& world) {
  const std::vector<Socket>& sockets = world.sockets();
  return std::none_of(sockets.begin(), sockets.end(),
                      [](const Socket& s) { return s.id != 0 && s.was_shut; });
}

// A user that has shut the receiving direction reads no more where recv() refuses it (A066).
bool has_shut(const World& world, uint32_t socket) {
  const uint32_t slot = world.slot_of(socket);
  return slot != kNone && world.sockets()[slot].shut_read;
}

std::vector<Violation> check_calm(const World& world, const Trace& trace) {
  std::vector<Violation> out;
  if (forges(world.script()) || !was_calm(trace)) return out;
  for (uint32_t stream = 1; stream <= world.stream_count(); ++stream) {
    const Ledger l = world.ledger(stream);
    const StreamAccount& a = world.account(stream);
    const HostConfig& host =
        world.script().hosts[a.reader ? trace.socket(a.reader).host : size_t{0}];
    const bool reads = a.reader == 0 || (host.auto_read && host.auto_accept && accepts(world) &&
                                         !has_shut(world, a.reader));
    // Who closes or shuts down before reading has no use for it.
    const uint64_t arrived = reads && !a.reader_closed ? l.read + a.flushed : a.received;
    const uint64_t elsewhere = reads ? 0 : l.unsent + l.in_flight;
    if (a.foreign == 0 && arrived + elsewhere != l.written)
      out.push_back({0, "nothing went wrong, but of stream " + std::to_string(stream) + " only " +
                            std::to_string(l.read) + " of " + std::to_string(l.written) +
                            " octets were read"});
  }
  return out;
}

CheckedRun run_checked(const Scenario& scenario) {
  CheckedRun result;
  Simulation run(scenario);
  LedgerWatch ledgers;
  Time instant;
  uint64_t at_once = 0;
  while (run.step()) {
    run.world().check();
    ledgers.look(run.world(), result.violations);
    at_once = run.world().now() == instant ? at_once + 1 : 0;
    instant = run.world().now();
    if (at_once < kMostStepsAtOnce) continue;
    result.violations.push_back({run.world().records_made(), "time stands still"});
    break;
  }
  result.end = run.end();
  result.steps = run.computed_steps();
  result.packets = run.world().packets_sent();
  result.hash = run.hash();
  const auto add = [&](std::vector<Violation> more) {
    std::move(more.begin(), more.end(), std::back_inserter(result.violations));
  };
  add(check_trace(run.trace(), run.script()));
  add(check_ledger(run.world(), run.trace()));
  if (run.end() == EndReason::Quiet) {
    add(check_quiet(run.world()));
    add(check_calm(run.world(), run.trace()));
  }
  if (run.end() == EndReason::Limit && !forges(run.script()) && !incarnations_quarrel(run.world()))
    result.violations.push_back({run.world().records_made(), "the segments never end"});
  return result;
}

}  // namespace finwait
