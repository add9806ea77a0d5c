// Worlds that once broke a rule, found by random worlds and shrunken. They stay here, because the
// same seed makes another world as soon as the generator changes.
#include <doctest/doctest.h>

#include <string>

#include "sim/explore/checks.hpp"

using namespace finwait;

namespace {

void check_world(const std::string& rest, const std::string& client = "rfc9293",
                 const std::string& server = "rfc9293") {
  std::string text = "format = 1\nuntil = \"300s\"\n";
  text += "hosts.client = { profile = \"" + client + "\" }\n";
  text += "hosts.server = { profile = \"" + server + "\" }\n" + rest;
  auto read = read_scenario(text, "once failed");
  REQUIRE_MESSAGE(read.ok(), (read.ok() ? "" : read.error().text()));
  for (const Violation& v : run_checked(read.take()).violations)
    FAIL_CHECK("record " << v.record << ": " << v.text);
}

}  // namespace

TEST_CASE("once failed: close() in an active SYN_RECEIVED left no congestion window (T026)") {
  check_world(R"(
network = { delay = "231ms", msl = "2s" }
timeline = [
  { at = "0ms",   host = "client", call = "connect", socket = "c", port = 5000, to = "server:6000" },
  { at = "0ms",   host = "server", call = "connect", socket = "x", port = 6000, to = "client:5000" },
  { at = "300ms", host = "server", call = "close",   socket = "x" },
]
)");
}

TEST_CASE("once failed: a lost SYN,ACK was sent again as text after T026") {
  check_world(R"(
network = { delay = "231ms", msl = "2s" }
timeline = [
  { at = "0ms",   host = "client", call = "connect",  socket = "c", port = 5000, to = "server:6000" },
  { at = "0ms",   host = "server", call = "connect",  socket = "x", port = 6000, to = "client:5000" },
  { at = "300ms", host = "server", call = "shutdown", socket = "x", how = "SHUT_WR" },
  { at = "8s",    host = "client", call = "close",    socket = "c" },
]
faults = [ { do = "drop", from = "server", has = "SYN,ACK", count = 2 } ]
)");
}

TEST_CASE("once failed: the window of the SYN,ACK of a simultaneous open was scaled (T094)") {
  check_world(R"(
network = { delay = "50ms", msl = "2s", from.server = { delay = "393ms" } }
timeline = [
  { at = "500ms", host = "client", call = "connect", socket = "c", port = 5000, to = "server:6000" },
  { at = "500ms", host = "client", call = "setsockopt", socket = "c", option = "SO_RCVBUF", value = 300 },
  { at = "500ms", host = "server", call = "connect", socket = "x", port = 6000, to = "client:5000" },
  { at = "700ms", host = "server", call = "send",    socket = "x", bytes = 329 },
]
)",
              "linux", "linux");
}

TEST_CASE("once failed: octets were counted as discarded when a half-open child died") {
  check_world(R"(
network = { delay = "37ms", msl = "2s" }
timeline = [
  { at = "0ms", host = "server", call = "listen",  port = 80 },
  { at = "0ms", host = "client", call = "connect", socket = "c", port = 5001, to = "server:80" },
  { at = "0ms", host = "client", call = "send",    socket = "c", bytes = 1 },
  { at = "60ms", host = "server", call = "crash" },
  { at = "80ms", host = "server", call = "listen",  port = 80 },
]
faults = [ { do = "drop", from = "server", flags = "SYN,ACK", count = 1 } ]
)");
}

TEST_CASE("once failed: TCP_KEEPIDLE of 0 made time stand still") {
  check_world(R"(
network = { delay = "50ms" }
timeline = [
  { at = "0ms", host = "server", call = "listen",     port = 80 },
  { at = "3s",  host = "client", call = "connect",    socket = "p", port = 7000, to = "server:80" },
  { at = "5s",  host = "client", call = "setsockopt", socket = "p", option = "SO_KEEPALIVE", value = 1 },
  { at = "7s",  host = "client", call = "setsockopt", socket = "p", option = "TCP_KEEPIDLE", value = 0 },
  { at = "7s",  host = "client", call = "shutdown",   socket = "p", how = "SHUT_WR" },
]
)");
}

TEST_CASE("once failed: text on a SYN, then text of the ACK that completes the handshake (T049)") {
  check_world(R"(
network = { delay = "50ms" }
timeline = [
  { at = "0ms", host = "server", call = "listen", port = 80 },
  { at = "3s",  host = "client", call = "inject", segment = "S 23508:24508(1000) win 65535", src = "10.9.0.1:1000", to = "server:80" },
  { at = "6s",  host = "client", call = "inject", segment = "P. 2:12(10) ack 1 win 65535", src = "10.9.0.1:1000", to = "server:80" },
]
)");
}

TEST_CASE("once failed: a probe of one octet where only a FIN waited for the window") {
  check_world(R"(
network = { delay = "50ms", msl = "30s" }
timeline = [
  { at = "0ms", host = "server", call = "listen",   port = 80 },
  { at = "0ms", host = "client", call = "connect",  socket = "c", port = 5000, to = "server:80" },
  { at = "1s",  host = "client", call = "send",     socket = "c", bytes = 57 },
  { at = "1s",  host = "client", call = "send",     socket = "c", bytes = 17 },
  { at = "2s",  host = "client", call = "send",     socket = "c", bytes = 100 },
  { at = "3s",  host = "client", call = "shutdown", socket = "c", how = "SHUT_WR" },
]
)",
              R"(linux", set = { persist_style = "one_octet" }, reads = "auto)",
              R"(linux", set = { receive_buffer = 300 }, reads = "auto)");
}

TEST_CASE("once failed: a socket that connected in vain and then listened told its octets twice") {
  check_world(R"(
network = { delay = "50ms", msl = "30s" }
timeline = [
  { at = "0ms",   host = "server", call = "connect",  socket = "c1", port = 5001, to = "client:80" },
  { at = "0ms",   host = "server", call = "send",     socket = "c1", bytes = 1 },
  { at = "900ms", host = "server", call = "listen",   socket = "c1" },
  { at = "2s",    host = "server", call = "shutdown", how = "SHUT_RDWR" },
]
)",
              "rfc9293", R"(linux", set = { opening_send_waits = false }, reads = "auto)");
}

TEST_CASE("once failed: TIME_WAIT and a new incarnation answer each other until TIME_WAIT ends") {
  check_world(R"(
limit = 20000
network = { delay = "50ms", from.server = { delay = "1ms" } }
timeline = [
  { at = "0ms",   host = "server", call = "listen",  port = 80 },
  { at = "0ms",   host = "client", call = "connect", socket = "c", port = 5001, to = "server:80" },
  { at = "100ms", host = "client", call = "close",   socket = "c" },
  { at = "161ms", host = "server", call = "close",   socket = "conn#1" },
]
faults = [
  { do = "duplicate", from = "client", has = "SYN", count = 3, copies = 3, by = "7.468s" },
]
)",
              "rfc9293", R"(rfc9293", set = { receive_buffer = 1 }, reads = "auto)");
}
