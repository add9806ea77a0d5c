// A host that is a real kernel: its packets come in as `inject` entries.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "sim/base/random.hpp"
#include "sim/run/expectations.hpp"
#include "sim/run/simulation.hpp"

using namespace finwait;

namespace {

constexpr const char* kHosts = R"(format = 1
network = { delay = "10ms" }
hosts.client = { profile = "kernel" }
hosts.server = { profile = "linux", isn = 5000, set = { timestamps = false } }
timeline = [
  { at = "0ms", host = "server", call = "listen", port = 80 },
)";

// Something that the kernel sent or became on its connection from port 4000.
std::string kernel(const std::string& at, const std::string& what) {
  return "  { at = \"" + at + "\", host = \"client\", call = \"inject\", raw = true, " +
         "port = 4000, to = \"server:80\", " + what + " },\n";
}

std::string kernel_sends(const std::string& at, const std::string& segment) {
  return kernel(at, "segment = \"" + segment + "\"");
}

constexpr const char* kData = R"(segment = "P. 901:904(3) ack 5001 win 502", data64 = "AP+A")";

// It connects and sends three octets.
std::string request() {
  return kernel("10ms", "state = \"SYN_SENT\"") +
         kernel_sends("10ms", "S 900:900(0) win 64240 <mss 1460>") +
         kernel("30ms", "state = \"ESTABLISHED\"") +
         kernel_sends("30ms", ". 901:901(0) ack 5001 win 502") + kernel("31ms", kData);
}

Simulation run_of(const std::string& timeline, const std::string& rest = "") {
  Result<Scenario> scenario = read_scenario(kHosts + timeline + "]\n" + rest, "test");
  REQUIRE_MESSAGE(scenario.ok(), (scenario.ok() ? "" : scenario.error().text()));
  Simulation run(scenario.take());
  run.run();
  run.world().check();
  return run;
}

std::string error_of(const std::string& timeline) {
  const Result<Scenario> scenario = read_scenario(kHosts + timeline + "]\n", "test");
  return scenario.ok() ? "" : scenario.error().message;
}

std::vector<State> states_of(const Simulation& run, uint8_t host, bool listeners) {
  std::vector<State> states;
  for (const Record& r : run.trace().records)
    if (r.kind == RecordKind::State && r.host == host &&
        run.trace().socket(r.socket).listener == listeners)
      states.push_back(r.to());
  return states;
}

size_t sent_by(const Simulation& run, uint8_t host) {
  size_t count = 0;
  for (const Packet& p : run.trace().packets) count += p.host == host ? 1 : 0;
  return count;
}

}  // namespace

TEST_CASE("a kernel's packets open a connection and are its stream; its states are kept") {
  const Simulation run = run_of(request(), "until = \"60ms\"\n");
  CHECK(states_of(run, 0, false) == std::vector{State::SynSent, State::Established});
  CHECK(states_of(run, 1, false) == std::vector{State::SynReceived, State::Established});
  REQUIRE(run.world().stream_count() == 2);
  const Ledger ledger = run.world().ledger(1);
  CHECK(ledger.written == 3);
  CHECK(ledger.read == 3);
  CHECK(ledger.foreign == 0);
  const Packet data = run.trace().packets.at(3);
  CHECK(data.seq() == 1);
  CHECK_FALSE(data.forged);
  CHECK_FALSE(data.retransmission);
  CHECK(payload_text(run.trace(), run.script(), data) == std::string("\0\xff\x80", 3));
}

TEST_CASE("a kernel never answers in the world: what reaches it is recorded, no more") {
  const Simulation run = run_of(
      "  { at = \"0ms\", host = \"server\", call = \"connect\", to = \"client:9\" },\n",
      "until = \"10s\"\n");
  CHECK(sent_by(run, 0) == 0);
  CHECK(sent_by(run, 1) > 2);  // SYNs
  size_t arrived = 0;
  for (const Record& r : run.trace().records)
    if (r.kind == RecordKind::Arrived && r.host == 0) ++arrived;
  CHECK(arrived == sent_by(run, 1));
}

TEST_CASE("a kernel's packets cross the link: faults and loss apply, and repetitions are known") {
  const std::string again = kernel("240ms", kData);
  const Simulation run =
      run_of(request() + again,
             "faults = [ { do = \"drop\", from = \"client\", flags = \"PSH,ACK\", nth = 1 } ]\n"
             "until = \"300ms\"\n");
  CHECK(run.trace().packets.back().host == 1);  // acknowledges the second copy
  CHECK(run.world().ledger(1).written == 3);
  CHECK(run.world().ledger(1).read == 3);
  size_t repeated = 0;
  for (const Packet& p : run.trace().packets) repeated += p.retransmission ? 1 : 0;
  CHECK(repeated == 1);
}

TEST_CASE("what the kernel has acknowledged counts as read; the rest of a reset stream is lost") {
  const std::string calls =
      "  { when = { host = \"server\", call = \"recv\" }, each = true, host = \"server\", "
      "call = \"send\", bytes = 500 },\n" +
      kernel_sends("70ms", ". 904:904(0) ack 5301 win 502") +
      kernel_sends("90ms", "R. 904:904(0) ack 5301 win 502");
  const Simulation run = run_of(request() + calls);
  const Ledger ledger = run.world().ledger(2);
  CHECK(ledger.written == 500);
  CHECK(ledger.read == 300);
  CHECK(ledger.discarded == 200);
}

TEST_CASE("a new incarnation of a kernel's connection is another socket") {
  const std::string second = kernel_sends("40ms", "R. 904:904(0) ack 5001 win 0") +
                             kernel_sends("60ms", "S 70900:70900(0) win 64240 <mss 1460>");
  const Simulation run = run_of(request() + second, "until = \"100ms\"\n");
  size_t of_kernel = 0;
  for (const SocketInfo& info : run.trace().sockets) of_kernel += info.host == 0 ? 1 : 0;
  CHECK(of_kernel == 2);
}

TEST_CASE("an entry that comes while the world runs does what it would have done from the start") {
  const Result<Scenario> whole = read_scenario(kHosts + request() + "]\n", "test");
  REQUIRE(whole.ok());
  auto growing = std::make_shared<Script>(whole.value().script);
  growing->timeline.resize(1);
  World world(growing);
  for (size_t i = 1; i < whole.value().script.timeline.size(); ++i) {
    const Entry& entry = whole.value().script.timeline[i];
    while (world.next_time() < *entry.at) world.step(nullptr);
    growing->timeline.push_back(entry);
    world.add_entry(static_cast<uint32_t>(i));
  }
  while (world.step(nullptr)) {
  }
  Simulation replay(whole.value());
  replay.run();
  CHECK(world.hash() == replay.hash());
}

TEST_CASE("each: once for each socket, on that socket") {
  const std::string text = R"(format = 1
hosts.client = { profile = "linux" }
hosts.server = { profile = "linux" }
timeline = [
  { at = "0ms", host = "server", call = "listen", port = 80 },
  { at = "0ms", host = "client", call = "connect", to = "server:80", repeat = 3, every = "1ms" },
  { when = { host = "server", state = "ESTABLISHED" }, after = "1us", each = true,)"
                           R"( host = "server", call = "send", bytes = 7 },
  { when = { host = "server", call = "send" }, each = true, host = "server", call = "close" },
]
)";
  const Result<Scenario> scenario = read_scenario(text, "test");
  REQUIRE_MESSAGE(scenario.ok(), (scenario.ok() ? "" : scenario.error().text()));
  Simulation run(scenario.value());
  run.run();
  std::vector<uint32_t> closed;
  for (const Record& r : run.trace().records)
    if (r.kind == RecordKind::Call && r.call() == CallKind::Close) closed.push_back(r.socket);
  CHECK(closed.size() == 3);
  std::sort(closed.begin(), closed.end());
  CHECK(std::unique(closed.begin(), closed.end()) == closed.end());
  for (uint32_t stream = 1; stream <= run.world().stream_count(); ++stream)
    if (run.trace().socket(run.trace().streams[stream - 1]).host == 1)
      CHECK(run.world().ledger(stream).read == 7);
}

TEST_CASE("NAME@k: the socket of one run of a repeated entry, in calls, triggers and faults") {
  const std::string text = R"(format = 1
hosts.client = { profile = "linux" }
hosts.server = { profile = "linux" }
timeline = [
  { at = "0ms", host = "server", call = "listen", port = 80 },
  { at = "0ms", host = "client", call = "connect", socket = "c", to = "server:80", repeat = 4,)"
                           R"( every = "10ms", result = "0" },
  { at = "2s", host = "client", call = "send", socket = "c@2", data = "two", result = "3" },
  { when = { host = "client", socket = "c@3", state = "ESTABLISHED" }, host = "client",)"
                           R"( socket = "c@1", call = "close", result = "0" },
  { at = "3s", host = "client", call = "close", socket = "c@9", result = "EBADF" },
  { at = "3s", host = "client", call = "close", socket = "c", repeat = 4, every = "1s" },
]
faults = [
  { do = "drop", from = "client", socket = "c@4", nth = 1 },
  { do = "drop", from = "server", socket = "conn#3", flags = "SYN,ACK", nth = 1 },
]
expect = [
  { at = "1s", host = "client", socket = "c@1", state = "ESTABLISHED" },
  { at = "2s", host = "client", socket = "c@1", state = "FIN_WAIT_2" },
  { at = "1s", host = "client", socket = "c@3", state = "SYN_SENT" },
  { at = "1s", host = "client", socket = "c@4", state = "SYN_SENT" },
  { at = "2999ms", host = "client", socket = "c@2", state = "ESTABLISHED" },
]
)";
  const Result<Scenario> scenario = read_scenario(text, "test");
  REQUIRE_MESSAGE(scenario.ok(), (scenario.ok() ? "" : scenario.error().text()));
  Simulation run(scenario.value());
  run.run();
  for (const Outcome& o : check_expectations(run))
    CHECK_MESSAGE(o.ok, o.what, ": expected ", o.expected, ", found ", o.found);
  const Result<Scenario> again = read_scenario(write_scenario(scenario.value()), "again");
  REQUIRE(again.ok());
  Simulation second(again.value());
  second.run();
  CHECK(second.hash() == run.hash());
}

TEST_CASE("A040 no free port: each connect says so, until a connection lets one go") {
  const std::string text = R"(format = 1
hosts.A = { profile = "linux", set = { ephemeral_ports = "50000-50001" } }
hosts.B = { profile = "linux" }
timeline = [
  { at = "0ms", host = "B", call = "listen", port = 80 },
  { at = "1s", host = "A", call = "connect", socket = "c", to = "B:80", repeat = 2, result = "0" },
  { at = "2s", host = "A", call = "connect", socket = "d", to = "B:80", repeat = 9,)"
                           R"( result = "EADDRNOTAVAIL" },
  { at = "3s", host = "A", call = "connect", socket = "e", to = "B:81", result = "ECONNREFUSED" },
  { at = "4s", host = "A", call = "connect", socket = "f", to = "B:80", result = "EADDRNOTAVAIL" },
  { at = "5s", host = "A", call = "abort", socket = "c@2", result = "0" },
  { at = "6s", host = "A", call = "connect", socket = "g", to = "B:80", result = "0" },
  { at = "7s", host = "A", call = "connect", socket = "h", to = "B:80", result = "EADDRNOTAVAIL" },
]
)";
  const Result<Scenario> scenario = read_scenario(text, "test");
  REQUIRE(scenario.ok());
  Simulation run(scenario.value());
  run.run();
  for (const Outcome& o : check_expectations(run)) CHECK_MESSAGE(o.ok, o.what, ": ", o.found);
}

TEST_CASE("inject: without ports along the connection that ended last, when none is left") {
  const std::string text = R"T(format = 1
hosts.client = { profile = "rfc9293" }
hosts.server = { profile = "rfc9293" }
timeline = [
  { at = "0ms", host = "server", call = "listen", port = 80 },
  { at = "0ms", host = "client", call = "connect", port = 5000, to = "server:80" },
  { at = "1s", host = "client", call = "abort" },
  { at = "2s", host = "server", call = "close" },
  { at = "3s", host = "client", call = "inject", segment = "P. 1:6(5) ack 9" },
]
expect = [ { segments = [ "...", "client > P. 1:6(5) ack 9", "server > R 9:9(0)" ] } ]
)T";
  const Result<Scenario> scenario = read_scenario(text, "test");
  REQUIRE(scenario.ok());
  Simulation run(scenario.value());
  run.run();
  for (const Outcome& o : check_expectations(run)) CHECK_MESSAGE(o.ok, o.found);
  const auto packets = static_cast<uint32_t>(run.trace().packets.size());
  CHECK(run.trace().packet(packets - 2).from.port == 5000);
  CHECK(run.trace().packet(packets - 2).to.port == 80);
}

TEST_CASE("whatever a kernel sends, the world stays sound and the ledger balances") {
  constexpr uint8_t kFlags[] = {kSyn,        kSyn | kAck, kAck,        kAck | kPsh,
                                kAck | kFin, kRst,        kAck | kRst, kSyn | kFin};
  const Result<Scenario> start = read_scenario(
      kHosts + std::string("  { when = { host = \"server\", call = \"recv\" }, each = true, host = "
                           "\"server\", call = \"send\", bytes = 300 },\n]\n"),
      "test");
  REQUIRE(start.ok());
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    INFO("seed " << seed);
    Xoshiro256 random(seed);
    Scenario scenario = start.value();
    for (int64_t i = 1; i <= 30; ++i) {
      Entry e;
      e.at = Time{i * 7000000};
      e.host = 0;
      e.call = CallKind::Inject;
      e.port = static_cast<uint16_t>(4000 + random.below(2));
      e.to = Address{scenario.script.hosts[1].address, 80};
      e.segment.ctl = i == 1 ? uint8_t{kSyn} : kFlags[random.below(8)];
      e.segment.seq = 900 + static_cast<int64_t>(random.below(4)) * 3;
      e.segment.ack = 5001 + static_cast<int64_t>(random.below(3)) * 150;
      e.segment.text = static_cast<uint32_t>(random.below(3)) * 3;
      if (random.below(4) == 0) e.state = static_cast<State>(random.below(kStates));
      scenario.script.timeline.push_back(e);
    }
    scenario.until = Time{400000000};
    Simulation run(scenario);
    while (run.step()) run.world().check();
    for (uint32_t stream = 1; stream <= run.world().stream_count(); ++stream) {
      const Ledger l = run.world().ledger(stream);
      CHECK(l.written == l.unsent + l.in_flight + l.held + l.unread + l.read + l.discarded);
      CHECK(l.written < 100000);
    }
  }
}

TEST_CASE("a scenario with a kernel reads back as it was written") {
  const std::string timeline = request() +
      "  { when = { host = \"server\", call = \"recv\" }, each = true, host = \"server\", "
      "call = \"send\", bytes = 5 },\n";
  const Simulation run = run_of(timeline);
  const std::string text = write_scenario(run.scenario());
  CHECK(text.find("profile = \"kernel\"") != std::string::npos);
  CHECK(text.find("data64 = \"AP+A\"") != std::string::npos);
  const Result<Scenario> again = read_scenario(text, "again");
  REQUIRE_MESSAGE(again.ok(), (again.ok() ? "" : again.error().text()));
  Simulation replay(again.value());
  replay.run();
  CHECK(replay.hash() == run.hash());
}

TEST_CASE("what a kernel's host cannot have is refused") {
  const std::string call = "  { at = \"0ms\", host = \"client\", call = \"connect\", ";
  CHECK(error_of(call + "to = \"server:80\" },\n")
            .find("expected inject, cut or heal for 'client'") == 0);
  CHECK(error_of("  { at = \"0ms\", host = \"server\", call = \"inject\", state = \"CLOSED\" },\n")
            .find("'state' is only for a host with profile \"kernel\"") == 0);
  CHECK(error_of(kernel("0ms", "segment = \"P. 1:4(3) ack 1\", data64 = \"A?==\"")) ==
        "expected base64, found \"A?==\"");
  CHECK(error_of("  { at = \"0ms\", host = \"server\", call = \"close\", each = true },\n")
            .find("expected 'each' with 'when'") == 0);
  CHECK(error_of("  { when = { host = \"client\", segment = \"SYN\" }, each = true, host = "
                 "\"server\", call = \"close\" },\n")
            .find("expected 'each' with the state or the call of a socket") == 0);
  const Result<Scenario> two = read_scenario("format = 1\nhosts.a = { profile = \"kernel\" }\n"
                                             "hosts.b = { profile = \"kernel\" }\n",
                                             "two");
  REQUIRE_FALSE(two.ok());
  CHECK(two.error().message == "expected one simulated host, found profile \"kernel\" twice");
}
