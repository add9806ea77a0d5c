// finwait live: a simulated host in real time, and the kernel of this machine at the other end.
#include "sim/base/hash.hpp"
#include "sim/base/text.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/sources.hpp"
#include "sim/host/files.hpp"
#include "sim/host/interrupt.hpp"
#include "sim/host/live.hpp"
#include "sim/host/program.hpp"
#include "sim/report/describe.hpp"
#include "sim/report/jsonl.hpp"
#include "sim/report/packetdrill.hpp"
#include "sim/report/verdict.hpp"

namespace finwait {
namespace {

// Whether standard output belongs to a machine, so that the program's own goes elsewhere.
bool machine_reads(const Arguments& a) {
  const bool format = a.format && *a.format != Format::Ladder && *a.format != Format::None;
  return format || a.hash || writes_to_standard_output(a.out) || a.out_scenario == "-";
}

bool shows_ladder(const Arguments& a) {
  return a.format ? *a.format == Format::Ladder : !machine_reads(a);
}

void announce(const Script& script, uint8_t kernel, bool has_program) {
  const uint8_t own = kernel == 0 ? 1 : 0;
  const HostConfig& simulated = script.hosts[own];
  std::string text = "finwait: live: " + simulated.name + " is simulated (" +
                     std::string(system_text(simulated)) + ", " + where_it_listens(script, own) +
                     "); " + script.hosts[kernel].name + " is this machine's kernel\n";
  if (!has_program)
    text += "  from another terminal: " + entering_command(script, kernel) +
            "\n  Ctrl-C ends the run\n";
  write_err(text);
}

// "client > server  SYN 0", "server  FIN_WAIT_1", "server  send(93) → 93"; "" for the rest.
std::string watched_text(const Trace& trace, const Script& script, const Record& r) {
  const auto flow = [&](const Packet& packet) {
    return script.hosts[packet.host].name + " > " + script.hosts[1 - packet.host].name + "  " +
           segment_label(packet);
  };
  switch (r.kind) {
    case RecordKind::Sent: return flow(trace.packet(r.packet()));
    case RecordKind::Dropped:
      return flow(trace.packet(r.packet())) + "  " +
             std::string(drop_words(r.reason(), Language::En));
    case RecordKind::State:
      return script.hosts[r.host].name + "  " + socket_name(trace, script, r.socket) + " " +
             std::string(state_name(r.to()));
    case RecordKind::Result:
      return script.hosts[r.host].name + "  " + call_text(script, trace.record(r.call_id())) +
             " → " + result_text(script, r);
    case RecordKind::Host:
      return script.hosts[r.host].name + "  " + std::string(host_action_name(r.host_action()));
    case RecordKind::Socket:
    case RecordKind::Call:
    case RecordKind::Arrived:
    case RecordKind::Timer:
    case RecordKind::Event:
    case RecordKind::Bytes: break;
  }
  return {};
}

void follow(const Trace& trace, const Script& script, const Record& r) {
  const std::string text = watched_text(trace, script, r);
  if (!text.empty()) write_err("  " + seconds_text({r.t.ns / 1000 * 1000}) + "  " + text + "\n");
}

// The states of one socket, in order.
std::string states_of(const Trace& trace, uint32_t socket) {
  std::string out;
  for (const Record& r : trace.records)
    if (r.kind == RecordKind::State && r.socket == socket)
      out += (out.empty() ? "" : " → ") + std::string(state_name(r.to()));
  return out.empty() ? "nothing seen" : out;
}

// The simulated end of a kernel's connection: of several incarnations the one nearest in time.
uint32_t other_end(const Trace& trace, uint32_t socket) {
  const SocketInfo& own = trace.socket(socket);
  uint32_t best = 0;
  const auto away = [&](uint32_t id) { return id > socket ? id - socket : socket - id; };
  for (uint32_t id = 1; id <= trace.sockets.size(); ++id) {
    const SocketInfo& peer = trace.socket(id);
    const bool fits = peer.host != own.host && peer.remote == own.local && peer.local == own.remote;
    if (fits && (best == 0 || away(id) < away(best))) best = id;
  }
  return best;
}

// What the kernel said of each of its connections (as `ss` shows it), beside the simulated end.
std::string states_beside(const Simulation& run, uint8_t kernel) {
  constexpr size_t kMostShown = 20;
  const Trace& trace = run.trace();
  std::string out;
  size_t connections = 0;
  for (uint32_t id = 1; id <= trace.sockets.size(); ++id) {
    const SocketInfo& info = trace.socket(id);
    if (info.host != kernel || ++connections > kMostShown) continue;
    out += "   " + address_text(info.local) + " (kernel): " + states_of(trace, id) + "\n";
    if (const uint32_t other = other_end(trace, id))
      out += "   " + address_text(trace.socket(other).local) +
             " (simulated): " + states_of(trace, other) + "\n";
  }
  if (connections == 0) return out;
  if (connections > kMostShown)
    out += "   and " + std::to_string(connections - kMostShown) + " connections more\n";
  return " states of both ends, the kernel's as /proc/net/tcp had them:\n" + out;
}

std::string ending(const LiveResult& result, const Arguments& a) {
  std::string out = " " + std::to_string(result.packets_in) + " packets from the kernel, " +
                    std::to_string(result.packets_out) + " to it";
  if (result.ignored > 0) out += ", " + std::to_string(result.ignored) + " that were no TCP";
  if (result.interrupted) out += ", interrupted";
  out += "\n";
  if (result.stopped_program)
    return out + " " + a.program[0] + ": stopped, nothing was left to do\n";
  if (result.interrupted && result.exit_code) return out + " " + a.program[0] + ": stopped\n";
  if (!result.exit_code) return out;
  return out + " " + a.program[0] + ": exit code " + std::to_string(*result.exit_code) +
         (*result.exit_code == a.program_exit
              ? "\n"
              : ", expected " + std::to_string(a.program_exit) + "\n");
}

void write_or_complain(const std::string& path, const std::string& text, bool& good) {
  const auto error = path.empty() ? std::nullopt : write_file(path, text);
  if (!error) return;
  write_err(error->text() + "\n");
  good = false;
}

// Everything that was asked for. False when a file cannot be written.
bool report(const Simulation& run, const std::vector<Outcome>& outcomes, const LiveResult& result,
            const Arguments& a) {
  LadderOptions options = ladder_options(a);
  const std::string verdict = verdict_text(run, outcomes, options);
  const uint8_t kernel = kernel_host(result.recorded);
  if (shows_ladder(a)) {
    write_out(ladder_text(run, options) + states_beside(run, kernel) + ending(result, a) + verdict);
  } else {
    options.colour = ColourMode::None;
    if (a.format == Format::Jsonl)
      write_out(jsonl_text(run, outcomes, {FINWAIT_VERSION, a.language}));
    if (a.format == Format::Packetdrill) write_out(packetdrill_text(run));
    write_err(ending(result, a));
    if (failures(outcomes) > 0) write_err(verdict_text(run, outcomes, options));
  }
  if (a.hash) write_out(hash_text(run.hash()) + "\n");
  bool good = true;
  for (const OutFormInfo& info : kOutForms) {
    const std::string& path = a.out[static_cast<size_t>(info.form)];
    if (!path.empty()) write_or_complain(path, output_text(info.form, run, outcomes, a), good);
  }
  if (!a.out_scenario.empty())
    write_or_complain(a.out_scenario, write_scenario(result.recorded), good);
  return good;
}

Exit verdict(const Simulation& run, const LiveResult& result, const std::vector<Outcome>& outcomes,
             const Arguments& a) {
  if (run.end() == EndReason::Limit) {
    write_err("finwait: live: stopped at the limit of " + std::to_string(run.script().limit) +
              " segments (--set limit=N)\n");
    return Exit::Failed;
  }
  const bool wrong_exit = result.exit_code && *result.exit_code != a.program_exit;
  if (result.interrupted && !a.program.empty()) return Exit::Interrupted;
  return failures(outcomes) > 0 || wrong_exit ? Exit::Failed : Exit::Good;
}

}  // namespace

Exit live_command(const Arguments& a) {
  const auto complain = [](const std::string& message, Exit exit) {
    write_err(message + "\n");
    return exit;
  };
  if (!a.program.empty())
    if (const auto error = check_program(a.program[0]))
      return complain("finwait: live: " + error->message, Exit::BadInput);
  const std::string source = a.sources.empty() ? "http-server" : a.sources[0];
  Result<Scenario> scenario = load_scenario(source, a.overrides);
  if (!scenario) return complain(scenario.error().text(), Exit::BadInput);
  const Result<size_t> dropped = give_to_kernel(scenario.value(), a.kernel);
  if (!dropped) return complain("finwait: live: " + dropped.error().message, Exit::BadInput);
  if (const auto error = check_capture_point(scenario.value(), a))
    return complain(error->text(), Exit::BadInput);
  if (!can_write(a)) return Exit::BadInput;
  if (dropped.value() > 0)
    write_err("finwait: live: " + std::to_string(dropped.value()) +
              " expectations of the simulation are not checked\n");
  if (const size_t never = waiting_in_vain(scenario.value()))
    write_err("finwait: live: " + std::to_string(never) +
              " entries wait for calls that real programs make now; they never run\n");
  LiveOptions options;
  options.scenario = scenario.take();
  options.program = a.program;
  if (machine_reads(a)) options.program_output = Program::Output::ToStandardError;
  const Script script = options.scenario.script;
  const uint8_t kernel = kernel_host(options.scenario);
  options.ready = [&] { announce(script, kernel, !a.program.empty()); };
  if (a.follow || a.program.empty()) options.watch = follow;
  catch_interrupts();
  Result<LiveResult> live = run_live(std::move(options));
  if (!live)
    return complain(
        "finwait: live: " + live.error().message + " (it needs Linux, root and /dev/net/tun)",
        Exit::Skipped);
  Simulation run(live.value().recorded);
  run.run();
  if (run.hash() != live.value().hash)
    return complain("finwait: live: internal fault: the replay of this run differs from it",
                    Exit::Fault);
  std::vector<Outcome> outcomes;
  if (!a.no_expect) outcomes = check_expectations(run);
  if (!report(run, outcomes, live.value(), a)) return Exit::BadInput;
  return verdict(run, live.value(), outcomes, a);
}

}  // namespace finwait
