// finwait live, as far as it can be seen without root: what becomes of the scenario, the kernel's
// table of sockets, the command line. ./dev conformance runs it against the kernel.
#include "sim/host/live.hpp"

#include <doctest/doctest.h>

#include "sim/host/kernel_sockets.hpp"
#include "tests/host/program.hpp"

using namespace finwait;

namespace {

Scenario scenario_of(const std::string& client_profile) {
  std::string text = "format = 1\nhosts.client = { profile = \"" + client_profile + "\" }\n";
  text += R"(hosts.server = { profile = "linux" }
timeline = [
  { at = "0ms", host = "server", call = "listen", port = 80, result = "0" },
  { at = "5ms", host = "client", call = "cut" },
)";
  if (client_profile != "kernel")
    text += "  { at = \"0ms\", host = \"client\", call = \"connect\", to = \"server:80\" },\n";
  text += "]\nexpect = [ { host = \"server\", at = \"end\", state = \"LISTEN\" } ]\n";
  Result<Scenario> scenario = read_scenario(text, "test");
  REQUIRE_MESSAGE(scenario.ok(), (scenario.ok() ? "" : scenario.error().text()));
  return scenario.take();
}

}  // namespace

TEST_CASE("live: the host that connects becomes the kernel; its calls and all expectations go") {
  Scenario scenario = scenario_of("linux");
  const Result<size_t> dropped = give_to_kernel(scenario, "");
  REQUIRE(dropped.ok());
  CHECK(dropped.value() == 2);
  CHECK(kernel_host(scenario) == 0);
  REQUIRE(scenario.script.timeline.size() == 2);
  CHECK(scenario.script.timeline[0].call == CallKind::Listen);
  CHECK_FALSE(scenario.script.timeline[0].result);
  CHECK(scenario.script.timeline[1].call == CallKind::Cut);
  CHECK(scenario.expect.empty());
}

TEST_CASE("live: entries that wait for what a real program's calls return are told of") {
  Result<Scenario> read = read_scenario(R"(format = 1
hosts.client = { profile = "linux" }
hosts.server = { profile = "linux" }
timeline = [
  { at = "0ms", host = "client", call = "connect", to = "server:80" },
  { when = { host = "client", call = "connect" }, host = "server", call = "close" },
  { when = { host = "client", state = "SYN_SENT" }, host = "server", call = "close" },
  { when = { host = "server", call = "close" }, host = "server", call = "close" },
]
)",
                                        "test");
  REQUIRE(read.ok());
  Scenario scenario = read.take();
  REQUIRE(give_to_kernel(scenario, "").ok());
  CHECK(waiting_in_vain(scenario) == 1);
}

TEST_CASE("live: --kernel names the host; a file that names one itself keeps its expectations") {
  Scenario scenario = scenario_of("linux");
  REQUIRE(give_to_kernel(scenario, "server").ok());
  CHECK(kernel_host(scenario) == 1);
  Scenario wrong = scenario_of("linux");
  const Result<size_t> unknown = give_to_kernel(wrong, "sevrer");
  REQUIRE_FALSE(unknown.ok());
  CHECK(unknown.error().message ==
        "--kernel: expected client or server, found 'sevrer', did you mean 'server'?");
  Scenario written = scenario_of("kernel");
  const Result<size_t> kept = give_to_kernel(written, "");
  REQUIRE(kept.ok());
  CHECK(kept.value() == 0);
  CHECK(written.expect.size() == 1);
  CHECK_FALSE(give_to_kernel(written, "server").ok());
}

TEST_CASE("live: the kernel's table of sockets is read as /proc/net/tcp shows it") {
  const auto sockets = parse_kernel_sockets(
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt\n"
      "   0: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000\n"
      "   1: 0100000A:9C40 0200000A:0050 06 00000000:00000000 03:000017A1 00000000\n"
      "   2: 0100000A:9C41 0200000A:0050 0C 00000000:00000000 03:000017A1 00000000\n"
      "   3: 0100000A:9C41 0200000A:0050 FF 00000000\n"
      "   4: 0100000A 0200000A:0050 01\n");
  REQUIRE(sockets.size() == 3);
  CHECK(sockets[0] == KernelSocket{{0, 80}, {0, 0}, State::Listen});
  CHECK(sockets[1] == KernelSocket{{0x0a000001, 40000}, {0x0a000002, 80}, State::TimeWait});
  CHECK(sockets[2].state == State::SynReceived);
}

TEST_CASE("live: the command line") {
  const ProgramResult none = finwait_program("live no-such-scenario");
  CHECK(none.exit == 2);
  CHECK(none.err.find("no-such-scenario: expected a file or the name of a built-in scenario") == 0);
  const ProgramResult unknown = finwait_program("live http-server --kernel x -- true");
  CHECK(unknown.exit == 2);
  CHECK(unknown.err == "finwait: live: --kernel: expected client or server, found 'x'\n");
  const ProgramResult place = finwait_program("live --out-pcapng /no/such/folder/x -- true");
  CHECK(place.exit == 2);
  CHECK(place.err.find("/no/such/folder/x") != std::string::npos);
  for (const char* program : {"no-such-program", "./no-such-program", "/"}) {
    const ProgramResult missing = finwait_program("live http-server -- " + std::string(program));
    CHECK(missing.exit == 2);
    CHECK(missing.err.find("finwait: live: cannot run " + std::string(program) + ": ") == 0);
    CHECK(missing.out.empty());
  }
  const ProgramResult help = finwait_program("live --help");
  CHECK(help.exit == 0);
  CHECK(help.out.find("[FILE|NAME] [-- PROGRAM ARGUMENT...]") != std::string::npos);
  const ProgramResult other = finwait_program("run http-server -- true");
  CHECK(other.exit == 2);  // no program there
}

TEST_CASE("live: a program runs beside the simulated host, or it says why it cannot") {
  const ProgramResult run = finwait_program("live --format none -- true");
  if (run.exit == 5) {
    CHECK(run.err.find("(it needs Linux, root and /dev/net/tun)") != std::string::npos);
    return;
  }
  CHECK(run.exit == 0);
  CHECK(run.out.empty());
  CHECK(run.err.find(" true: exit code 0\n") != std::string::npos);
  CHECK(finwait_program("live http-server --format none -- false").exit == 1);
  CHECK(finwait_program("live http-server --format none --program-exit 1 -- false").exit == 0);
  CHECK(finwait_program("live http-server --format none -- sh -c 'exit 127'").exit == 1);
}
