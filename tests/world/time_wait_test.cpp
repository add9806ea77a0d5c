// TIME_WAIT as a property of a four-tuple: incarnations, ports, and what may end it early.
#include <string>
#include <vector>

#include "sim/report/time_wait_page.hpp"
#include "tests/world/scripts.hpp"

using namespace finwait;

namespace {

// A (an ephemeral port of two) connects to B and closes first; its port is in TIME_WAIT from
// 0.55 s on.
std::string exhausted(const std::string& settings, const std::string& entries) {
  const std::string set = "time_wait = \"60s\", delayed_ack = \"0ms\", " + settings;
  return "format = 1\nnetwork = { delay = \"50ms\", msl = \"30s\" }\n"
         "hosts.A = { profile = \"linux\", set = { ephemeral_ports = \"6000-6000\", " + set +
         " } }\nhosts.B = { profile = \"linux\", set = { " + set + " } }\ntimeline = [\n"
         "  { at = \"0ms\", host = \"B\", call = \"listen\", port = 80 },\n"
         "  { at = \"0ms\", host = \"A\", call = \"connect\", to = \"B:80\", result = \"0\" },\n"
         "  { at = \"300ms\", host = \"A\", call = \"close\" },\n"
         "  { at = \"500ms\", host = \"B\", call = \"close\", socket = \"conn#1\" },\n" +
         entries + "]\n";
}

std::string connect_at(const std::string& at, const std::string& result) {
  return "  { at = \"" + at + "\", host = \"A\", socket = \"s" + at +
         "\", call = \"connect\", to = \"B:80\", result = \"" + result + "\" },\n";
}

}  // namespace

TEST_CASE("A040 T132 no ephemeral port left while TIME_WAIT lasts: EADDRNOTAVAIL, then 0") {
  expect_holds(exhausted("timestamps = true", connect_at("2s", "EADDRNOTAVAIL") +
                                                  connect_at("60s", "EADDRNOTAVAIL") +
                                                  connect_at("61s", "0")));
}

TEST_CASE("A040 another port of the server is another four-tuple: the same local port serves") {
  expect_holds(exhausted("timestamps = true", R"(
  { at = "1s", host = "B", call = "listen", port = 81, socket = "other" },
  { at = "2s", host = "A", call = "connect", to = "B:81", socket = "s", result = "0" },
)"));
}

TEST_CASE("A040 B.2 tw_reuse: connect() takes a TIME_WAIT port after a second, with timestamps") {
  expect_holds(exhausted("timestamps = true, tw_reuse = true",
                         connect_at("1500ms", "EADDRNOTAVAIL") + connect_at("1600ms", "0")));
  expect_holds(exhausted("timestamps = false, tw_reuse = true",
                         connect_at("30s", "EADDRNOTAVAIL")));
}

TEST_CASE("T155 tw_reuse: the next incarnation begins 65537 above the last number used") {
  auto scenario = read_scenario(
      exhausted("timestamps = true, tw_reuse = true", connect_at("30s", "0")), "test.toml");
  REQUIRE(scenario.ok());
  Simulation run(scenario.take());
  run.run();
  std::vector<SocketInfo> mine;
  for (const SocketInfo& s : run.trace().sockets)
    if (s.host == 0) mine.push_back(s);
  REQUIRE(mine.size() == 2);
  CHECK(mine[0].local == mine[1].local);
  CHECK(mine[1].iss == mine[0].iss + 2 + 65537);  // the SYN and the FIN took a number each
}

TEST_CASE("T146 T085 rfc1337: the RST that an old duplicate draws ends TIME_WAIT, or does not") {
  const auto assassinated = [](const char* rfc1337, const char* state) {
    std::string text = two_hosts("rfc9293", timeline(R"(
  { at = "300ms", host = "A", call = "close" },
  { at = "500ms", host = "B", call = "close" },
  { at = "800ms", host = "B", call = "inject", segment = ". 255:255(0) ack 33 win 1000", raw = true, port = 80, to = "A:5000" },
)"));
    const std::string off = "timestamps = false";
    text.replace(text.find(off), off.size(), off + ", rfc1337 = " + rfc1337);
    return text + "expect = [ { at = \"1s\", host = \"A\", state = \"" + state + "\" } ]\n";
  };
  expect_holds(assassinated("false", "CLOSED"));
  expect_holds(assassinated("true", "TIME_WAIT"));
}

TEST_CASE("N03 ports: N connections a second need N times 2MSL ports") {
  PortDemand demand{"linux", 20};
  demand.every = milliseconds(2990);  // 20 ports, 60 s: a little too fast
  const PortSupply fast = run_port_demand(demand);
  CHECK(fast.refused > 0);
  CHECK(fast.first_refused >= Time{seconds(60).ns});
  CHECK(fast.opened_steady / 2 == 19);  // one more would need a port that is free 2 ms earlier
  demand.every = milliseconds(3010);
  CHECK(run_port_demand(demand).refused == 0);
  demand.every = milliseconds(100);
  demand.lasts = seconds(30);
  demand.tw_reuse = true;
  CHECK(run_port_demand(demand).refused == 0);
}

TEST_CASE("A040 stop_timer: TIME_WAIT never ends; fire_timer: it is over at once") {
  const std::string stop = "  { at = \"1s\", host = \"A\", call = \"stop_timer\", timer = "
                           "\"time_wait\", socket = \"conn#1\" },\n";
  const std::string fire = "  { at = \"2s\", host = \"A\", call = \"fire_timer\", timer = "
                           "\"time_wait\", socket = \"conn#1\" },\n";
  expect_holds(exhausted("timestamps = true", stop + connect_at("100s", "EADDRNOTAVAIL")));
  expect_holds(exhausted("timestamps = true", fire + connect_at("3s", "0")));
}
