#include "sim/report/time_wait_page.hpp"

#include <algorithm>
#include <vector>

#include "sim/base/assert.hpp"
#include "sim/base/text.hpp"
#include "sim/report/words.hpp"
#include "sim/run/builtin.hpp"
#include "sim/run/simulation.hpp"

namespace finwait {
namespace {

constexpr Duration kStart = seconds(1);
constexpr uint32_t kPorts = 200;
constexpr uint32_t kBar = 50;  // characters of the longest bar

// Two sockets that are not connected keep a close() that finds no connection from taking the
// listener.
std::string demand_text(const PortDemand& d) {
  const auto time = [](Duration t) { return "\"" + duration_text(t) + "\""; };
  const std::string again = ", repeat = " + std::to_string(d.lasts.ns / d.every.ns) +
                            ", every = " + time(d.every) + " },\n";
  const std::string reuse = d.tw_reuse ? ", tw_reuse = true, timestamps = true" : "";
  std::string out = "format = 1\nlimit = 10000000\nnetwork = { delay = \"100us\" }\n";
  out += "hosts.client = { profile = \"" + std::string(d.profile) + "\", set = { ";
  out += "ephemeral_ports = \"50001-" + std::to_string(50000 + d.ports) + "\"" + reuse + " } }\n";
  out += "hosts.server = { profile = \"" + std::string(d.profile) + "\"";
  out += std::string(d.tw_reuse ? ", set = { timestamps = true }" : "") + " }\ntimeline = [\n";
  out += "  { at = \"0s\", host = \"server\", call = \"listen\", port = 80 },\n";
  for (const char* name : {"x", "y"})
    out += "  { at = \"0s\", host = \"server\", call = \"socket\", socket = \"" +
           std::string(name) + "\" },\n";
  out += "  { at = " + time(kStart) + ", host = \"client\", call = \"connect\", socket = \"c\", ";
  out += "to = \"server:80\"" + again;
  out += "  { at = " + time(kStart + milliseconds(1)) + ", host = \"client\", call = \"close\", ";
  out += "socket = \"c\"" + again;
  out += "  { at = " + time(kStart + milliseconds(2)) + ", host = \"server\", call = \"close\"";
  return out + again + "]\n";
}

void count(const Record& r, Time steady, PortSupply& supply) {
  if (r.host != 0) return;
  if (r.kind == RecordKind::State && r.to() == State::Established) {
    ++supply.opened;
    supply.opened_steady += r.t >= steady;
  }
  if (r.kind != RecordKind::Result || r.error() != Errno::EAddrNotAvail) return;
  ++supply.refused;
  supply.first_refused = std::min(supply.first_refused, r.t);
}

// "3.33": `value` / `unit` with two places, cut.
std::string hundredths(int64_t value, int64_t unit) {
  const int64_t n = value * 100 / unit;
  const std::string places = std::to_string(100 + n % 100).substr(1);
  return std::to_string(n / 100) + "." + places;
}

std::string bar(uint64_t value, uint64_t highest) {
  return std::string(static_cast<size_t>(value * kBar / highest), '#');
}

std::string padded(const std::string& text, size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + text;
}

// One line of a curve: what is asked, what is opened, a bar, the first refusal.
std::string curve_line(uint64_t asked, uint64_t opened, uint64_t highest, const PortSupply& s) {
  std::string out = padded(std::to_string(asked), 5) + padded(std::to_string(opened), 8) + "  ";
  out += bar(opened, highest);
  if (s.refused > 0)
    out += std::string(kBar + 2 - bar(opened, highest).size(), ' ') + "refused from " +
           people_duration(s.first_refused - Time{} - kStart) + " on";
  return out + "\n";
}

// Connections a minute, TIME_WAIT of a minute.
std::string minute_curve() {
  std::string out = "```\nasked  opened a minute\n";
  for (const int64_t asked : {60, 100, 150, 200, 240, 300, 400, 600}) {
    PortDemand demand{"linux", kPorts};
    demand.every = milliseconds(60000 / asked);
    const PortSupply s = run_port_demand(demand);
    out += curve_line(static_cast<uint64_t>(asked), s.opened_steady / 2, 240, s);
  }
  return out + "```\n";
}

// Connections a second, with tw_reuse.
std::string reuse_curve() {
  std::string out = "```\nasked  opened a second\n";
  for (const int64_t asked : {50, 100, 125, 200, 250, 400}) {
    PortDemand demand{"linux", kPorts};
    demand.every = microseconds(1000000 / asked);
    demand.lasts = seconds(6);
    demand.tw_reuse = true;
    const PortSupply s = run_port_demand(demand);
    out += curve_line(static_cast<uint64_t>(asked), s.opened_steady / 4, 240, s);
  }
  return out + "```\n";
}

Duration time_wait_of(const Profile& profile) {
  return profile.time_wait.ns >= 0 ? profile.time_wait : Script{}.msl * 2;
}

// -- The hazards of RFC 1337

struct Cure {
  std::string_view name;
  std::vector<Override> overrides;
};

std::vector<Override> on_both(const std::string& setting, const std::string& value) {
  return {{"hosts.client.set." + setting, value}, {"hosts.server.set." + setting, value}};
}

std::vector<Cure> cures() {
  return {{"none", {}},
          {"TIME_WAIT of 2MSL", on_both("time_wait", "20s")},
          {"rfc1337", on_both("rfc1337", "true")},
          {"timestamps", on_both("timestamps", "true")},
          {"rfc5961", on_both("rfc5961", "true")},
          {"ACK limit", on_both("challenge_ack_interval", "500ms")}};
}

uint64_t foreign_octets(const Simulation& run) {
  uint64_t sum = 0;
  for (uint32_t s = 1; s <= run.world().stream_count(); ++s) sum += run.world().ledger(s).foreign;
  return sum;
}

// What became of the last connection that the client asked for.
std::string last_connection(const Simulation& run) {
  std::string result = "not connected";
  for (const Record& r : run.trace().records) {
    if (r.host != 0) continue;
    if (r.kind == RecordKind::State && r.to() == State::Established) result = "connected";
    if (r.kind == RecordKind::State && r.rule == Rule::T079) result = "killed";
    if (r.kind == RecordKind::Result && r.call() == CallKind::Connect && r.error() != Errno::Ok)
      result = errno_name(r.error());
  }
  return result;
}

std::string hazard_cell(const Simulation& run) {
  std::string out = last_connection(run);
  const uint64_t foreign = foreign_octets(run);
  if (foreign > 0) out += ", " + std::to_string(foreign) + " foreign bytes";
  return out + ", " + std::to_string(run.trace().packets.size()) + " segments";
}

std::string hazard_row(std::string_view hazard, std::string_view name) {
  const BuiltinFile* file = find_builtin(name);
  SIM_ASSERT(file != nullptr);
  std::string out = "| " + std::string(hazard) + " `" + std::string(name) + "` |";
  for (const Cure& cure : cures()) {
    Result<Scenario> scenario = read_scenario(file->text, std::string(name), cure.overrides);
    SIM_ASSERT(scenario.ok());
    Simulation run(scenario.take());
    run.run();
    out += " " + hazard_cell(run) + " |";
  }
  return out + "\n";
}

std::string hazards_table() {
  std::string head = "| Hazard, scenario |";
  std::string line = "|---|";
  for (const Cure& cure : cures()) {
    head += " " + std::string(cure.name) + " |";
    line += "---|";
  }
  return head + "\n" + line + "\n" + hazard_row("H1 old data accepted", "time-wait-can-be-zero") +
         hazard_row("H1 after an assassination", "assassination-is-harmless") +
         hazard_row("H1 and H2 ACKs without end", "old-data-accepted") +
         hazard_row("H2 ACKs without end", "endless-ack-exchange") +
         hazard_row("H3 the new connection killed", "new-connection-killed");
}

// One row per system: twice as many connections are asked for as TIME_WAIT leaves room for.
std::string systems_table() {
  std::string out = "| System | TIME_WAIT | ephemeral ports | connections a second | ";
  out += "opened by " + std::to_string(kPorts) + " ports in one TIME_WAIT |\n";
  out += "|---|---|---|---|---|\n";
  for (std::string_view name : profile_names()) {
    const Profile& profile = default_profile(*parse_profile(name));
    const Duration wait = time_wait_of(profile);
    const int64_t ports = profile.ephemeral_last - profile.ephemeral_first + 1;
    PortDemand demand{name, kPorts};
    demand.every = nanoseconds(wait.ns / (2 * kPorts));
    demand.lasts = wait * 3;
    const PortSupply s = run_port_demand(demand);
    out += "| " + std::string(name) + " | " + people_duration(wait) + " | ";
    out += std::to_string(profile.ephemeral_first) + "-" + std::to_string(profile.ephemeral_last);
    out += ": " + std::to_string(ports) + " | ";
    out += hundredths(ports * seconds(1).ns, wait.ns) + " | ";
    out += std::to_string(s.opened_steady / 2) + " of " + std::to_string(2 * kPorts) + " |\n";
  }
  return out;
}

constexpr std::string_view kIntroduction = R"(# TIME_WAIT and ports

The side that closes first keeps its four-tuple in TIME_WAIT for 2MSL. A client that always closes
first, and always connects to the same port of the same server, therefore uses up one local port
per connection and TIME_WAIT. With N connections a second it needs N x 2MSL ports; when there are
fewer, `connect()` fails with EADDRNOTAVAIL and nothing is sent. Try `finwait run
time-wait-costs-only-memory`.

)";

constexpr std::string_view kReuse = R"(
## With `tw_reuse` and timestamps

`connect()` may take a port from TIME_WAIT when both ends use timestamps and the last one is at
least a second old (Linux, `tcp_tw_reuse`): what is left of the old connection is then dropped by
PAWS. The limit becomes one connection per port and second. The same client, asked for so many
connections a *second*:

)";

constexpr std::string_view kHazards = R"(
## What TIME_WAIT protects from: the hazards of RFC 1337

Five scenarios in which old duplicates meet the next incarnation, each run as it is and with one
cure on both hosts: what became of the last connection, how many bytes were read that nobody wrote
in it, and how many segments there were. A cure that shows EADDRNOTAVAIL keeps the ports closed
until the old segments are dead. `rfc1337` (ignore RST in TIME_WAIT) helps where a RST ends
TIME_WAIT early; timestamps (PAWS) where old data would be taken; RFC 5961 where an old ACK draws a
RST that is not exact; the limit on unasked ACKs (Linux: one in 500 ms) ends H2's exchange, not
its cause. (`endless-ack-exchange` is cut after 860 ms; its old segments are forged and carry no
timestamp, for which alone a TCP that has agreed on timestamps drops them: RFC 7323 3.2.)

)";

constexpr std::string_view kSystems = R"(
## By system

The limit of a client towards one port of one server: ephemeral ports / TIME_WAIT, from the
profiles. The last column was run: how many connections 200 ports give within one TIME_WAIT when
twice as many are asked for (the few milliseconds that a connection lives come on top of
TIME_WAIT).

)";

}  // namespace

PortSupply run_port_demand(const PortDemand& demand) {
  const Result<Scenario> scenario = read_scenario(demand_text(demand), "port demand");
  SIM_ASSERT(scenario.ok());
  World world(std::make_shared<const Script>(scenario.value().script));
  const Time end = Time{} + kStart + demand.lasts;
  const Time steady = end - nanoseconds(demand.lasts.ns / 3 * 2);
  Trace trace;
  PortSupply supply;
  size_t seen = 0;
  while (world.next_time() < end && world.step(&trace))
    for (; seen < trace.records.size(); ++seen) count(trace.records[seen], steady, supply);
  return supply;
}

std::string time_wait_page() {
  std::string out = "<!-- Made by `./dev docs`; do not edit. -->\n\n";
  out += kIntroduction;
  out += "## The curve\n\nA client with " + std::to_string(kPorts) +
         " ephemeral ports and a TIME_WAIT of 60 s, asked for so many connections a minute;\n";
  out += "opened are those of the second and third minute.\n\n" + minute_curve();
  out += kReuse;
  out += reuse_curve();
  out += kSystems;
  out += systems_table();
  out += kHazards;
  return out + hazards_table();
}

}  // namespace finwait
