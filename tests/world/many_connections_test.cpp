// A thousand connections at once in one world.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "sim/run/simulation.hpp"

using namespace finwait;

namespace {

// Every client connects, sends 1000 octets, and closes two seconds later, when the last has long
// been accepted; the server answers each with 500 and closes, too.
Scenario thousand(const std::string& profile) {
  const std::string text = R"(
format = 1
network = { delay = "40ms", msl = "5s" }
hosts.client = { profile = ")" + profile + R"(" }
hosts.server = { profile = ")" + profile + R"(", accepts = "manual" }
timeline = [
  { at = "0ms",   host = "server", call = "listen",  port = 80, backlog = 2000 },
  { at = "0ms",   host = "client", call = "connect", to = "server:80", socket = "c", repeat = 1000, every = "100us" },
  { at = "200ms", host = "server", call = "accept",  socket = "s", repeat = 1000, every = "100us" },
  { at = "400ms", host = "client", call = "send",    bytes = 1000, socket = "c", repeat = 1000, every = "100us" },
  { at = "600ms", host = "server", call = "send",    bytes = 500, socket = "s", repeat = 1000, every = "100us" },
  { at = "2s",    host = "client", call = "close",   socket = "c", repeat = 1000, every = "100us" },
  { at = "3s",    host = "server", call = "close",   socket = "s", repeat = 1000, every = "100us" },
]
)";
  auto read = read_scenario(text, "thousand");
  REQUIRE_MESSAGE(read.ok(), (read.ok() ? "" : read.error().text()));
  return read.take();
}

uint32_t in_state(const World& world, State state) {
  uint32_t count = 0;
  for (uint32_t slot = 0; slot < world.sockets().size(); ++slot)
    count += world.sockets()[slot].id != 0 && world.tcb(slot).state == state;
  return count;
}

void check_thousand(const std::string& profile) {
  Simulation run(thousand(profile));
  run.run_until(Time{seconds(1).ns});
  CHECK(in_state(run.world(), State::Established) == 2000);
  run.world().check();
  run.run_until(Time{milliseconds(3500).ns});
  CHECK(in_state(run.world(), State::TimeWait) == 1000);
  run.world().check();
  run.run();
  CHECK(run.end() == EndReason::Quiet);
  REQUIRE(run.world().stream_count() == 2000);
  uint64_t read = 0;
  for (uint32_t stream = 1; stream <= 2000; ++stream) {
    const Ledger l = run.world().ledger(stream);
    CHECK(l.read == l.written);
    read += l.read;
  }
  CHECK(read == 1500 * 1000);
  CHECK(in_state(run.world(), State::Listen) == 1);
  const uint64_t end = run.hash();
  run.run_until(Time{milliseconds(700).ns});  // and back, while all of them live
  CHECK(in_state(run.world(), State::Established) == 2000);
  run.seek(run.computed_steps());
  CHECK(run.hash() == end);
}

}  // namespace

TEST_CASE("a thousand connections at once: rfc9293") { check_thousand("rfc9293"); }
TEST_CASE("a thousand connections at once: linux") { check_thousand("linux"); }
