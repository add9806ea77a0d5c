// What of RFC 9293 needs hosts, listeners and programs, played as short scenarios: the SYN that
// ends TIME_WAIT early (3.6.1, MAY-2), and calls that a state does not allow.
#include <doctest/doctest.h>

#include <string>

#include "tests/world/scripts.hpp"

using namespace finwait;

namespace {

// B listens and closes first. Then A is switched off, so that nobody resets what B answers to the
// segments that are forged in A's name.
constexpr std::string_view kTimeWaitAtB = R"T(
  { at = "200ms", host = "B", call = "close", socket = "conn#1", result = "0" },
  { at = "400ms", host = "A", call = "close", result = "0" },
  { at = "900ms", host = "A", call = "power_off" },
)T";

std::string play(std::string_view profile, std::string_view rest, std::string_view expect) {
  return two_hosts(profile, timeline(std::string(kTimeWaitAtB) + std::string(rest)) +
                                "expect = [\n" + std::string(expect) + "]\n");
}

std::string forged(std::string_view at, std::string_view segment) {
  return "  { at = \"" + std::string(at) + "\", host = \"A\", call = \"inject\", raw = true, " +
         "port = 5000, to = \"B:80\", arrive = \"0ms\", segment = \"" + std::string(segment) +
         "\" },\n";
}

std::string state_at(std::string_view at, std::string_view state, int connection = 2) {
  return "  { at = \"" + std::string(at) + "\", host = \"B\", socket = \"conn#" +
         std::to_string(connection) + "\", state = \"" + std::string(state) + "\" },\n";
}

}  // namespace

TEST_CASE("3.6.1 TIME_WAIT: a SYN beyond RCV.NXT opens the next incarnation (T091, T155, MAY-2)") {
  for (const char* profile : {"rfc9293", "linux"})
    expect_holds(play(profile, forged("1s", "S 5000:5000(0) win 1000"),
                      state_at("900ms", "TIME_WAIT", 1) + state_at("1100ms", "SYN_RECEIVED") +
                          "  { segments = [\"...\", \"B > S. 0:0(0) ack 1\", \"...\"] },\n"));
}

TEST_CASE("3.6.1 the new open fails: TIME_WAIT comes back and starts over (T181)") {
  expect_holds(play("rfc9293",
                    forged("1s", "S 5000:5000(0) win 1000") + forged("2s", "R 5001:5001(0)"),
                    state_at("1500ms", "SYN_RECEIVED") + state_at("2100ms", "TIME_WAIT") +
                        state_at("5900ms", "TIME_WAIT") + state_at("6100ms", "CLOSED")));
}

TEST_CASE("T155 linux: a RST to the new SYN,ACK does not bring TIME_WAIT back (T077)") {
  expect_holds(play("linux",
                    forged("1s", "S 5000:5000(0) win 1000") + forged("2s", "R 5001:5001(0)"),
                    state_at("1500ms", "SYN_RECEIVED") + state_at("2100ms", "LISTEN")));
}

TEST_CASE("3.6.1 another SYN while the new open waits: TIME_WAIT comes back (T088, T181)") {
  expect_holds(play(
      "rfc9293", forged("1s", "S 5000:5000(0) win 1000") + forged("2s", "S 6000:6000(0) win 1000"),
      state_at("2100ms", "TIME_WAIT") + state_at("5900ms", "TIME_WAIT") +
          state_at("6100ms", "CLOSED")));
}

TEST_CASE("3.6.1 nobody answers the new SYN,ACK: TIME_WAIT comes back (T135, T181)") {
  expect_holds(play("rfc9293", forged("1s", "S 5000:5000(0) win 1000"),
                    state_at("180s", "SYN_RECEIVED") + state_at("185s", "TIME_WAIT") +
                        state_at("189s", "CLOSED")));
}

TEST_CASE("3.6.1 a SYN at or below RCV.NXT leaves TIME_WAIT alone (T092)") {
  for (const char* profile : {"rfc9293", "linux"})
    expect_holds(play(profile, forged("1s", "S 102:102(0) win 1000"),
                      "  { segments = [\"...\", \"B > . 2:2(0) ack 2\"] },\n" +
                          state_at("4200ms", "TIME_WAIT", 1) + state_at("4500ms", "CLOSED", 1)));
}

TEST_CASE("3.10.1, 3.10.2, 3.10.4 calls not allowed (T007, T008, T015, T017, T023, T041)") {
  for (const char* profile : {"rfc9293", "linux"}) {
    const std::string pipe = std::string(profile) == "linux" ? "EPIPE" : "ENOTCONN";
    expect_holds(two_hosts(profile, timeline(R"T(
  { at = "0ms",   host = "B", call = "listen", port = 80 },
  { at = "0ms",   host = "A", call = "connect", socket = "c", to = "B:80" },
  { at = "1ms",   host = "A", call = "socket", socket = "s" },
  { at = "2ms", host = "A", call = "send", socket = "s", bytes = 1, result = ")T" +
                                                 pipe +
                                                 R"T(" },
  { at = "2ms",   host = "A", call = "recv", socket = "s", result = "ENOTCONN" },
  { at = "3ms",   host = "A", call = "connect", socket = "c", to = "B:80",)T"
                                                 R"T( nonblocking = true, result = "EALREADY" },
  { at = "200ms", host = "A", call = "connect", socket = "c", to = "B:80", result = "EISCONN" },
  { at = "201ms", host = "A", call = "getsockopt", socket = "c", option = "tcpi_state",)T"
                                                 R"T( value = "ESTABLISHED" },
  { at = "300ms", host = "A", call = "shutdown", socket = "c", how = "SHUT_WR", result = "0" },
  { at = "301ms", host = "A", call = "send", socket = "c", bytes = 1, result = "EPIPE" },
  { at = "500ms", host = "B", call = "close", result = "0" },
  { at = "700ms", host = "A", call = "send", socket = "c", bytes = 1, result = "EPIPE" },
  { at = "800ms", host = "A", call = "close", socket = "c", result = "0" },
  { at = "900ms", host = "A", call = "close", socket = "c", result = "EBADF" },
)T",
                                             false)));
  }
}

TEST_CASE("3.10.2, 3.10.3 calls that wait or find no room (T016, T018, T019, T022)") {
  expect_holds(two_hosts("linux", timeline(R"T(
  { at = "0ms",   host = "B", call = "listen", port = 80 },
  { at = "0ms",   host = "A", call = "connect", socket = "c", to = "B:80" },
  { at = "1ms",   host = "A", call = "recv", socket = "c", result = "10", blocks = "349ms" },
  { at = "300ms", host = "B", call = "send", bytes = 10, result = "10" },
  { at = "400ms", host = "A", call = "setsockopt", socket = "c", option = "SO_SNDBUF", value = 99 },
  { at = "500ms", host = "A", call = "send", socket = "c", bytes = 200000, nonblocking = true },
  { at = "501ms", host = "A", call = "send", socket = "c", bytes = 10, result = "EAGAIN" },
)T",
                                           false)));
  expect_holds(two_hosts("linux", timeline(R"T(
  { at = "0ms",   host = "B", call = "listen", port = 80 },
  { at = "0ms",   host = "A", call = "connect", socket = "c", to = "B:80" },
  { at = "300ms", host = "B", call = "send", bytes = 10, result = "10" },
  { at = "310ms", host = "B", call = "shutdown", how = "SHUT_WR", result = "0" },
  { at = "320ms", host = "A", call = "shutdown", socket = "c", how = "SHUT_WR", result = "0" },
  { at = "500ms", host = "A", call = "recv", socket = "c", max = 4, result = "4" },
  { at = "501ms", host = "A", call = "recv", socket = "c", result = "6" },
  { at = "502ms", host = "A", call = "recv", socket = "c", result = "0" },
)T",
                                           false)));
}

TEST_CASE("3.4.3 quiet time: a host that was rebooted emits nothing for that long") {
  const std::string text = two_hosts("rfc9293", timeline(R"T(
  { at = "0ms", host = "B", call = "reboot" },
  { at = "10ms", host = "B", call = "listen", port = 80, socket = "l" },
  { at = "100ms", host = "A", call = "connect", to = "B:80", result = "0", blocks = "3.1s" },
)T", false) + "expect = [ { segments = [\"A > S 0:0(0)\", \"A > S 0:0(0)\", "
              "\"A > S 0:0(0)\", \"B > S. 0:0(0) ack 1\", \"...\"] } ]\n");
  std::string quiet = text;
  for (size_t at; (at = quiet.find("sack = false }")) != std::string::npos;)
    quiet.replace(at, 14, "sack = false, quiet_time = \"3s\" }");
  expect_holds(quiet);
}
