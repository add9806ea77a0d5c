// Expectations: what holds, and what is said about what does not.
#include "sim/run/expectations.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>


using namespace finwait;

namespace {

// An open, eighteen octets, and a close from both sides; 50 ms one way.
const std::string kWorld = R"(format = 1
network = { delay = "50ms", msl = "2s" }
hosts.client = { isn = 100, set = { delayed_ack = "0ms", congestion = "none", mss = 1000 } }
hosts.server = { isn = 300, set = { delayed_ack = "0ms", congestion = "none", mss = 1000 } }
)";
const std::string kOpen = R"(  { at = "0ms", host = "server", call = "listen", port = 80 },
  { at = "0ms", host = "client", call = "connect", port = 5000, to = "server:80" },
)";
const std::string kClose = R"(  { at = "300ms", host = "client", call = "close" },
  { at = "500ms", host = "server", call = "close" },
)";

std::vector<Outcome> outcomes(const std::string& timeline, const std::string& expect,
                              const std::string& head = "") {
  const std::string text =
      kWorld + head + "timeline = [\n" + timeline + "]\nexpect = [\n" + expect + "]\n";
  auto scenario = read_scenario(text, "f");
  INFO(text);
  if (!scenario) FAIL(scenario.error().text());
  Simulation simulation(scenario.take());
  return check_expectations(simulation);
}

// The only outcome, as "what: expected / found", or "what: ok".
std::string outcome(const std::string& timeline, const std::string& expect,
                    const std::string& head = "") {
  const auto all = outcomes(timeline, expect, head);
  REQUIRE(all.size() == 1);
  CHECK(all[0].near_record > 0);
  if (all[0].ok) return all[0].what + ": ok";
  return all[0].what + ": " + all[0].expected + " / " + all[0].found;
}

std::string life(const std::string& expect) {
  return outcome(kOpen + kClose, expect);
}

std::string call(const std::string& entry) {
  return outcome(kOpen + "  " + entry + ",\n", "");
}

}  // namespace

TEST_CASE("expectations: the template of finwait new keeps its own") {
  auto scenario = read_scenario(scenario_template("x"), "new");
  REQUIRE(scenario.ok());
  Simulation simulation(scenario.take());
  const auto all = check_expectations(simulation);
  CHECK(all.size() == 7);
  for (const Outcome& o : all) CHECK_MESSAGE(o.ok, o.what << ": " << o.found);
}

TEST_CASE("expectations: results of calls, and how long they block") {
  CHECK(call(R"({ at = "200ms", host = "client", call = "send", bytes = 9, result = 9 })") ==
        "result of send by client: ok");
  CHECK(call(R"({ at = "200ms", host = "client", call = "send", bytes = 9, result = "EPIPE" })") ==
        "result of send by client: EPIPE / 9");
  CHECK(call(R"({ at = "0ms", host = "client", socket = "b", call = "connect", )"
             R"(to = "server:81", result = "0" })") ==
        "result of connect by client: 0 / ECONNREFUSED");
  CHECK(call(R"({ at = "0ms", host = "client", socket = "b", call = "connect", )"
             R"(to = "server:81", blocks = "100ms" })") ==
        "time to return of connect by client: ok");
  CHECK(call(R"({ at = "0ms", host = "client", socket = "b", call = "connect", )"
             R"(to = "server:81", blocks = "90ms" })") ==
        "time to return of connect by client: 90ms / 100ms");
}

TEST_CASE("expectations: pending calls, and calls that never came") {
  CHECK(outcome(kOpen + R"(  { at = "1s", host = "server", call = "accept", result = "pending" },)",
                "") == "result of accept by server: ok");
  CHECK(outcome(kOpen + R"(  { at = "1s", host = "server", call = "accept", result = "0" },)",
                "") == "result of accept by server: 0 / pending");
  CHECK(outcome(kOpen + R"(  { at = "1s", host = "server", call = "accept", blocks = "1s" },)",
                "") == "time to return of accept by server: 1s / pending");
  CHECK(outcome(kOpen + R"(  { when = { host = "client", state = "CLOSING" }, host = "client",)"
                        R"( call = "close", result = "pending" },)",
                "") == "result of close by client: pending / the call was never made");
}

TEST_CASE("expectations: every run of a repeated entry counts") {
  CHECK(call(R"({ at = "200ms", repeat = 3, every = "1ms", host = "client", call = "send", )"
             R"(bytes = 9, result = 9 })") == "result of send by client: ok");
  const std::string shut =
      R"(  { at = "300ms", host = "client", call = "shutdown", how = "SHUT_WR" },)";
  CHECK(outcome(kOpen + shut + R"({ at = "200ms", repeat = 3, every = "60ms", host = "client", )"
                               R"(call = "send", bytes = 9, result = 9 },)",
                "") == "result of send by client: 9 / EPIPE (run 3)");
}

TEST_CASE("expectations: what poll, getsockopt and getsockname say") {
  CHECK(call(R"({ at = "200ms", host = "client", call = "poll", events = "POLLOUT" })") ==
        "events of poll by client: ok");
  CHECK(call(R"({ at = "200ms", host = "client", call = "poll", events = "POLLIN,POLLOUT" })") ==
        "events of poll by client: POLLIN,POLLOUT / POLLOUT");
  CHECK(call(R"({ at = "200ms", host = "client", call = "getsockopt", option = "SO_ERROR", )"
             R"(value = 0 })") == "value of getsockopt by client: ok");
  CHECK(call(R"({ at = "200ms", host = "client", call = "getsockopt", option = "tcpi_state", )"
             R"(value = "CLOSED" })") == "value of getsockopt by client: CLOSED / ESTABLISHED");
  CHECK(call(R"({ at = "200ms", host = "client", call = "getsockopt", )"
             R"(option = "SO_KEEPALIVE", value = false })") == "value of getsockopt by client: ok");
  CHECK(call(R"({ at = "200ms", host = "client", call = "getsockname", value = 5000 })") ==
        "value of getsockname by client: ok");
  CHECK(call(R"({ at = "200ms", host = "client", call = "getpeername", )"
             R"(value = "10.0.0.2:81" })") ==
        "value of getpeername by client: 10.0.0.2:81 / 10.0.0.2:80");
}

TEST_CASE("expectations: the state at a time is that after the whole instant") {
  CHECK(life(R"({ at = "0ms", host = "client", state = "SYN_SENT" })") ==
        "state of client at 0.000: ok");
  CHECK(life(R"({ at = "99ms", host = "client", state = "SYN_SENT" })") ==
        "state of client at 0.099: ok");
  CHECK(life(R"({ at = "100ms", host = "client", state = "ESTABLISHED" })") ==
        "state of client at 0.100: ok");
  CHECK(life(R"({ at = "300ms", host = "client", state = "CLOSED" })") ==
        "state of client at 0.300: CLOSED / FIN_WAIT_1");
  CHECK(life(R"({ at = "end", host = "client", state = "CLOSED" })") ==
        "state of client at the end: ok");
  CHECK(life(R"({ host = "client", state = "TIME_WAIT" })") ==
        "state of client at the end: TIME_WAIT / CLOSED");
}

TEST_CASE("expectations: without a socket the only connection is meant, before it the listener") {
  CHECK(life(R"({ at = "10ms", host = "server", state = "LISTEN" })") ==
        "state of server at 0.010: ok");
  CHECK(life(R"({ at = "50ms", host = "server", state = "SYN_RECEIVED" })") ==
        "state of server at 0.050: ok");
  CHECK(life(R"({ host = "server", socket = "listener", state = "LISTEN" })") ==
        "state of server listener at the end: ok");
  CHECK(life(R"({ host = "server", socket = "conn#7", state = "LISTEN" })") ==
        "state of server conn#7 at the end: LISTEN / CLOSED");
  const std::string second =
      R"(  { at = "1s", host = "client", socket = "b", call = "connect", to = "server:80" },)";
  CHECK(outcome(kOpen + second, R"({ host = "client", state = "ESTABLISHED" })") ==
        "state of client at the end: ESTABLISHED / 2 connections of client (say which: socket = "
        "\"conn#1\")");
  CHECK(outcome(kOpen + second, R"({ host = "client", socket = "b", state = "ESTABLISHED" })") ==
        "state of client b at the end: ok");
  CHECK(outcome(kOpen + second, R"({ at = "500ms", host = "client", state = "ESTABLISHED" })") ==
        "state of client at 0.500: ok");
}

TEST_CASE("expectations: the states that were entered") {
  CHECK(life(R"({ host = "server", states = ["SYN_RECEIVED", "ESTABLISHED", "CLOSE_WAIT", )"
             R"("LAST_ACK", "CLOSED"] })") == "states of server: ok");
  CHECK(life(R"({ host = "server", socket = "listener", states = ["LISTEN"] })") ==
        "states of server listener: ok");
  CHECK(life(R"({ host = "client", states = ["SYN_SENT", "ESTABLISHED", "CLOSED"] })") ==
        "states of client: SYN_SENT ESTABLISHED CLOSED / SYN_SENT ESTABLISHED FIN_WAIT_1 "
        "FIN_WAIT_2 TIME_WAIT CLOSED");
  CHECK(life(R"({ host = "client", states = ["SYN_SENT"] })") ==
        "states of client: SYN_SENT / SYN_SENT ESTABLISHED FIN_WAIT_1 FIN_WAIT_2 TIME_WAIT "
        "CLOSED");
  CHECK(life(R"({ host = "client", socket = "conn#2", states = ["SYN_SENT"] })") ==
        "states of client conn#2: SYN_SENT / none");
}

TEST_CASE("expectations: segments, all of them in order") {
  const auto segments = [](const std::string& lines) {
    return life("{ segments = [" + lines + "] }");
  };
  const std::string open =
      R"~("client > S 0:0(0)", "server > S. 0:0(0) ack 1", "client > . 1:1(0) ack 1")~";
  CHECK(segments(open + R"(, "...")") == "segments: ok");
  CHECK(segments(R"("...")") == "segments: ok");
  CHECK(segments(R"("...", "client > . 2:2(0) ack 2")") == "segments: ok");
  CHECK(segments(R"("...", "client > F. 1:1(0) ack 1", "...", "server > F. 1:1(0) ack 2", )"
                 R"("...")") == "segments: ok");
  CHECK(segments(open) == "segments: 4th segment: no more / client > F. 1:1(0) ack 1");
  CHECK(segments(open + R"(, "client > P. 1:2(1) ack 1", "...")") ==
        "segments: 4th segment: client > P. 1:2(1) ack 1 / client > F. 1:1(0) ack 1");
  CHECK(segments(R"~("...", "client > R 1:1(0)", "...")~") ==
        "segments: client > R 1:1(0) after the start / no such segment");
  CHECK(segments(open + R"~(, "...", "client > R 1:1(0)")~") ==
        "segments: client > R 1:1(0) after the 3rd segment / no such segment");
  CHECK(segments(R"~("...", "client > . 2:2(0) ack 2", "client > R 9:9(0)")~") ==
        "segments: 8th segment: client > R 9:9(0) / no more segments");
}

TEST_CASE("expectations: windows and options are compared where they are written") {
  const auto first = [](const std::string& line) {
    return life("{ segments = [\"" + line + "\", \"...\"] }");
  };
  CHECK(first("client > S 0:0(0) win 65535") == "segments: ok");
  CHECK(first("client > S 0:0(0) win 9") ==
        "segments: 1st segment: client > S 0:0(0) win 9 / client > S 0:0(0) win 65535");
  CHECK(first("client > S 0:0(0) <mss 1000>") == "segments: ok");
  CHECK(first("client > S 0:0(0) <mss 536>") ==
        "segments: 1st segment: client > S 0:0(0) <mss 536> / client > S 0:0(0) <mss 1000>");
  CHECK(first("client > S 4294967296:4294967296(0)") == "segments: ok");
  CHECK(first("10.0.0.1 > S 0:0(0)") == "segments: ok");
  CHECK(first("server > S 0:0(0)") ==
        "segments: 1st segment: server > S 0:0(0) / client > S 0:0(0)");
}

TEST_CASE("expectations: bytes and the end of the run") {
  const std::string send = R"(  { at = "200ms", host = "client", call = "send", bytes = 18 },)";
  CHECK(outcome(kOpen + send, R"({ bytes = { from = "client", written = 18, read = 18, )"
                              R"(discarded = 0, unread = 0, in_flight = 0, foreign = 0 } })") ==
        "bytes from client: ok");
  CHECK(outcome(kOpen + send, R"({ bytes = { from = "client", read = 17, unread = 1 } })") ==
        "bytes from client: unread 1, read 17 / unread 0, read 18");
  CHECK(outcome(kOpen + send, R"({ bytes = { from = "server", written = 0 } })") ==
        "bytes from server: ok");
  CHECK(life(R"({ end = "quiet" })") == "end of the run: ok");
  CHECK(life(R"({ end = "limit" })") == "end of the run: limit / quiet");
  CHECK(outcome(kOpen, R"({ end = "until" })", "until = \"20ms\"\n") == "end of the run: ok");
}

TEST_CASE("expectations: they come in the order of the file, with their lines") {
  const auto all = outcomes(
      kOpen + R"(  { at = "1s", host = "client", call = "close", result = "0", blocks = "0ms" },)"
              "\n",
      R"(  { host = "client", state = "CLOSED" },)"
      "\n");
  REQUIRE(all.size() == 3);
  CHECK(all[0].line == 8);
  CHECK(all[0].column == 3);
  CHECK(all[1].line == 8);
  CHECK(all[2].line == 11);
}
