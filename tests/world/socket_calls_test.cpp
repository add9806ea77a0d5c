// The socket calls of the first cut, on profile linux (measured on a kernel) and rfc9293. Cases
// are named after the A rows of the facts.
#include "tests/world/scripts.hpp"

using namespace finwait;

namespace {

void on_linux(const std::string& body) { expect_holds(two_hosts("linux", body)); }
void on_both(const std::string& body) {
  expect_holds(two_hosts("linux", body));
  expect_holds(two_hosts("rfc9293", body));
}

}  // namespace

TEST_CASE("A012 A013 bind: twice is EINVAL; a taken port is EADDRINUSE (A004)") {
  on_both(timeline(R"T(
  { at = "0ms", host = "B", call = "socket", socket = "a" },
  { at = "0ms", host = "B", call = "bind",   socket = "a", port = 80, result = "0" },
  { at = "0ms", host = "B", call = "bind",   socket = "a", port = 81, result = "EINVAL" },
  { at = "0ms", host = "B", call = "listen", socket = "a", result = "0" },
  { at = "1ms", host = "B", call = "socket", socket = "b" },
  { at = "1ms", host = "B", call = "bind",   socket = "b", port = 80, result = "EADDRINUSE" },
)T", false));
}

TEST_CASE("A010 two bound sockets with SO_REUSEADDR: the second listen is EADDRINUSE") {
  on_both(timeline(R"T(
  { at = "0ms", host = "B", call = "socket", socket = "a" },
  { at = "0ms", host = "B", call = "setsockopt", socket = "a", option = "SO_REUSEADDR", value = 1 },
  { at = "0ms", host = "B", call = "bind",   socket = "a", port = 80, result = "0" },
  { at = "0ms", host = "B", call = "socket", socket = "b" },
  { at = "0ms", host = "B", call = "setsockopt", socket = "b", option = "SO_REUSEADDR", value = 1 },
  { at = "0ms", host = "B", call = "bind",   socket = "b", port = 80, result = "0" },
  { at = "1ms", host = "B", call = "listen", socket = "a", result = "0" },
  { at = "1ms", host = "B", call = "listen", socket = "b", result = "EADDRINUSE" },
)T", false));
}

TEST_CASE("A006 A007 A008 bind while the port is in TIME_WAIT") {
  // B closes first: TIME_WAIT on B:80. Only with SO_REUSEADDR on old and new sockets is it free.
  on_both(timeline(R"T(
  { at = "300ms", host = "B", call = "close", result = "0" },
  { at = "500ms", host = "A", call = "close", result = "0" },
  { at = "700ms", host = "B", call = "close", socket = "listener", result = "0" },
  { at = "1s", host = "B", call = "socket", socket = "s" },
  { at = "1s", host = "B", call = "bind", socket = "s", port = 80, result = "EADDRINUSE" },
  { at = "1s", host = "B", call = "setsockopt", socket = "s", option = "SO_REUSEADDR", value = 1 },
  { at = "1s", host = "B", call = "bind", socket = "s", port = 80, result = "EADDRINUSE" },
  { at = "6s", host = "B", call = "bind", socket = "s", port = 80, result = "0" },
)T"));
  on_both(timeline(R"T(
  { at = "0ms", host = "B", call = "socket", socket = "l" },
  { at = "0ms", host = "B", call = "setsockopt", socket = "l", option = "SO_REUSEADDR", value = 1 },
  { at = "0ms", host = "B", call = "listen", socket = "l", port = 80 },
  { at = "0ms", host = "A", call = "connect", port = 5000, to = "B:80" },
  { at = "300ms", host = "B", call = "close", result = "0" },
  { at = "500ms", host = "A", call = "close", result = "0" },
  { at = "700ms", host = "B", call = "close", socket = "l", result = "0" },
  { at = "1s", host = "B", call = "socket", socket = "s" },
  { at = "1s", host = "B", call = "setsockopt", socket = "s", option = "SO_REUSEADDR", value = 1 },
  { at = "1s", host = "B", call = "bind", socket = "s", port = 80, result = "0" },
  { at = "1s", host = "B", call = "listen", socket = "s", result = "0" },
)T", false));
}

TEST_CASE("A016 A017 A018 listen: unbound takes a port; again is fine; connected is EINVAL") {
  on_both(timeline(R"T(
  { at = "300ms", host = "B", call = "listen", socket = "listener", backlog = 3, result = "0" },
  { at = "300ms", host = "A", call = "listen", socket = "conn#1", result = "EINVAL" },
  { at = "300ms", host = "A", call = "socket", socket = "x" },
  { at = "300ms", host = "A", call = "listen", socket = "x", result = "0" },
)T"));
}

TEST_CASE("A020 A021 A022 A023 accept: blocks, EAGAIN, EINVAL; the handshake does not wait") {
  const std::string manual = R"T(
  { at = "0ms", host = "B", call = "accept", result = "0", blocks = "150ms" },
  { at = "0ms", host = "A", call = "connect", port = 5000, to = "B:80", result = "0", blocks = "100ms" },
  { at = "300ms", host = "B", call = "accept", nonblocking = true, result = "EAGAIN" },
  { at = "300ms", host = "A", call = "accept", result = "EINVAL" },
)T";
  for (const char* profile : {"linux", "rfc9293"}) {
    std::string text = two_hosts(profile, "timeline = [\n  { at = \"0ms\", host = \"B\", call = "
                                          "\"listen\", port = 80 },\n" + manual + "]\n");
    const std::string from = "isn = 300, ";
    text.insert(text.find(from), "accepts = \"manual\", ");
    expect_holds(text);
  }
}

TEST_CASE("A022 accept of a socket that does not listen: EINVAL, whoever else listens") {
  on_both(timeline(R"T(
  { at = "200ms", host = "B", call = "accept", socket = "conn#1", result = "EINVAL" },
  { at = "300ms", host = "B", call = "socket", socket = "s" },
  { at = "300ms", host = "B", call = "accept", socket = "s", result = "EINVAL" },
  { at = "400ms", host = "B", call = "accept", socket = "listener", result = "pending" },
)T"));
}

TEST_CASE("A024 a connection reset in the accept queue: accept succeeds, then ECONNRESET once") {
  std::string text = two_hosts("linux", timeline(R"T(
  { at = "200ms", host = "A", call = "setsockopt", option = "SO_LINGER", onoff = 1, linger = 0 },
  { at = "300ms", host = "A", call = "close", result = "0" },
  { at = "500ms", host = "B", call = "accept", result = "0" },
  { at = "510ms", host = "B", call = "getpeername", result = "ENOTCONN" },
  { at = "520ms", host = "B", call = "recv", result = "ECONNRESET" },
  { at = "530ms", host = "B", call = "recv", result = "0" },
  { at = "540ms", host = "B", call = "send", bytes = 1, result = "EPIPE" },
)T"));
  text.insert(text.find("isn = 300, "), "accepts = \"manual\", ");
  expect_holds(text);
}

TEST_CASE("A027 A045 A070 A078 a socket that is not connected") {
  on_linux(timeline(R"T(
  { at = "1ms", host = "A", call = "socket", socket = "s" },
  { at = "1ms", host = "A", call = "send", socket = "s", bytes = 1, result = "EPIPE" },
  { at = "1ms", host = "A", call = "recv", socket = "s", result = "ENOTCONN" },
  { at = "1ms", host = "A", call = "shutdown", socket = "s", how = "SHUT_WR", result = "ENOTCONN" },
  { at = "1ms", host = "B", call = "listen", port = 80 },
  { at = "2ms", host = "B", call = "recv", socket = "listener", result = "ENOTCONN" },
  { at = "2ms", host = "B", call = "send", socket = "listener", bytes = 1, result = "EPIPE" },
)T", false));
}

TEST_CASE("A029 A030 A031 A038 A039 connect: in progress, again, connected, listening") {
  on_both(timeline(R"T(
  { at = "0ms",   host = "B", call = "listen", port = 80 },
  { at = "0ms",   host = "A", call = "socket", socket = "s" },
  { at = "0ms",   host = "A", call = "connect", socket = "s", to = "B:80", nonblocking = true, result = "EINPROGRESS" },
  { at = "50ms",  host = "A", call = "connect", socket = "s", to = "B:80", result = "EALREADY" },
  { at = "200ms", host = "A", call = "connect", socket = "s", to = "B:80", result = "0" },
  { at = "210ms", host = "A", call = "connect", socket = "s", to = "B:80", result = "EISCONN" },
  { at = "210ms", host = "B", call = "connect", socket = "listener", to = "A:9", result = "EISCONN" },
)T", false));
}

TEST_CASE("A033 A129 A134 refused: ECONNREFUSED, readiness, SO_ERROR read once") {
  on_linux(timeline(R"T(
  { at = "0ms",   host = "A", call = "connect", to = "B:80", result = "ECONNREFUSED", blocks = "100ms" },
  { at = "500ms", host = "A", call = "socket", socket = "s" },
  { at = "500ms", host = "A", call = "connect", socket = "s", to = "B:80", nonblocking = true, result = "EINPROGRESS" },
  { at = "700ms", host = "A", call = "poll", socket = "s", events = "POLLIN,POLLOUT,POLLERR,POLLHUP,POLLRDHUP" },
  { at = "710ms", host = "A", call = "getsockopt", socket = "s", option = "SO_ERROR", value = "ECONNREFUSED" },
  { at = "720ms", host = "A", call = "getsockopt", socket = "s", option = "SO_ERROR", value = 0 },
)T", false));
}

TEST_CASE("A036 no answer: ETIMEDOUT after the ladder of each profile (T134)") {
  const std::string call = R"T(
  { at = "0ms", host = "A", call = "connect", to = "B:80", result = "ETIMEDOUT", blocks = "%" },
)T";
  const std::string faults = "faults = [ { do = \"drop\", from = \"A\" } ]\n";
  for (const auto& [profile, time] : {std::pair{"linux", "131s"}, {"rfc9293", "183s"}}) {
    std::string body = timeline(call, false);
    body.replace(body.find('%'), 1, time);
    expect_holds(two_hosts(profile, body + faults));
  }
}

TEST_CASE("A040 the 4-tuple is still in our TIME_WAIT: EADDRNOTAVAIL") {
  on_both(timeline(R"T(
  { at = "300ms", host = "A", call = "close" },
  { at = "500ms", host = "B", call = "close" },
  { at = "1s", host = "A", call = "connect", port = 5000, to = "B:80", result = "EADDRNOTAVAIL" },
  { at = "9s", host = "A", call = "connect", port = 5000, to = "B:80", result = "0" },
)T"));
}

TEST_CASE("A040 linux: with timestamps a bound port leaves TIME_WAIT at once (T144)") {
  expect_holds(R"T(format = 1
title = "test"
network = { delay = "50ms" }
hosts.A = { profile = "linux" }
hosts.B = { profile = "linux" }
)T" + timeline(R"T(
  { at = "300ms", host = "A", call = "close" },
  { at = "500ms", host = "B", call = "close" },
  { at = "700ms", host = "A", call = "connect", port = 5000, to = "B:80", result = "0" },
)T"));
}

TEST_CASE("A046 A048 A056 send: counts what was queued; a full buffer is short, then EAGAIN") {
  std::string text = two_hosts("linux", timeline(R"T(
  { at = "300ms", host = "A", call = "send", bytes = 0, result = "0" },
  { at = "300ms", host = "A", call = "send", bytes = 3000, nonblocking = true, result = "2500" },
  { at = "301ms", host = "A", call = "send", bytes = 10, result = "EAGAIN" },
  { at = "900ms", host = "A", call = "send", bytes = 10, result = "10" },
)T"));
  text.insert(text.find("mss = 1000"), "send_buffer = 2500, ");
  expect_holds(text);
}

TEST_CASE("A047 send blocks until the rest has room") {
  std::string text = two_hosts("linux", timeline(R"T(
  { at = "300ms", host = "A", call = "send", bytes = 3000, result = "3000", blocks = "100ms" },
)T"));
  text.insert(text.find("mss = 1000"), "send_buffer = 2500, ");
  expect_holds(text);
}

TEST_CASE("A050 A073 A075 after shutdown(SHUT_WR): EPIPE, again 0 and no second FIN") {
  on_both(timeline(R"T(
  { at = "300ms", host = "A", call = "shutdown", how = "SHUT_WR", result = "0", blocks = "0ms" },
  { at = "310ms", host = "A", call = "send", bytes = 1, result = "EPIPE" },
  { at = "320ms", host = "A", call = "shutdown", how = "SHUT_WR", result = "0" },
  { at = "400ms", host = "B", call = "send", bytes = 100, result = "100" },
  { at = "500ms", host = "A", call = "recv", result = "100" },
  { at = "600ms", host = "B", call = "close", result = "0" },
  { at = "700ms", host = "A", call = "recv", result = "0" },
  { at = "710ms", host = "A", call = "recv", result = "0" },
)T") + R"T(expect = [
  { segments = ["A > S 0:0(0)", "B > S. 0:0(0) ack 1", "A > . 1:1(0) ack 1", "A > F. 1:1(0) ack 1",
    "B > . 1:1(0) ack 2", "B > P. 1:101(100) ack 2", "A > . 2:2(0) ack 101",
    "B > F. 101:101(0) ack 2", "A > . 2:2(0) ack 102"] },
  { host = "A", states = ["SYN_SENT", "ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2",
    "TIME_WAIT", "CLOSED"] },
]
)T");
}

TEST_CASE("A052 A053 A065 a peer that has closed: the first send works, its answer is a RST") {
  on_linux(timeline(R"T(
  { at = "300ms", host = "A", call = "close" },
  { at = "500ms", host = "B", call = "send", bytes = 4, result = "4" },
  { at = "700ms", host = "B", call = "recv", result = "0" },
  { at = "710ms", host = "B", call = "send", bytes = 4, result = "EPIPE" },
)T"));
}

TEST_CASE("A054 A063 A064 A077 A134 a RST in ESTABLISHED") {
  on_linux(timeline(R"T(
  { at = "200ms", host = "A", call = "send", bytes = 10 },
  { at = "300ms", host = "A", call = "setsockopt", option = "SO_LINGER", onoff = 1, linger = 0 },
  { at = "300ms", host = "A", call = "close", result = "0", blocks = "0ms" },
  { at = "400ms", host = "B", call = "poll", events = "POLLIN,POLLOUT,POLLERR,POLLHUP,POLLRDHUP" },
  { at = "410ms", host = "B", call = "recv", result = "10" },
  { at = "420ms", host = "B", call = "recv", result = "ECONNRESET" },
  { at = "430ms", host = "B", call = "recv", result = "0" },
  { at = "440ms", host = "B", call = "send", bytes = 1, result = "EPIPE" },
  { at = "450ms", host = "B", call = "shutdown", how = "SHUT_RDWR", result = "ENOTCONN" },
)T"));
}

TEST_CASE("A058 A104 after close: EBADF") {
  on_both(timeline(R"T(
  { at = "300ms", host = "A", call = "close", result = "0" },
  { at = "310ms", host = "A", call = "send", bytes = 1, result = "EBADF" },
  { at = "310ms", host = "A", call = "recv", result = "EBADF" },
  { at = "310ms", host = "A", call = "close", result = "EBADF" },
)T"));
}

TEST_CASE("A060 A061 recv: blocks until data, or EAGAIN") {
  on_both(timeline(R"T(
  { at = "200ms", host = "B", call = "recv", result = "5", blocks = "350ms" },
  { at = "500ms", host = "A", call = "send", data = "hello" },
  { at = "600ms", host = "B", call = "recv", nonblocking = true, result = "EAGAIN" },
)T"));
}

TEST_CASE("A080 shutdown in SYN_SENT on Linux: 0, silence, SO_ERROR ECONNRESET") {
  on_linux(timeline(R"T(
  { at = "0ms",  host = "A", call = "socket", socket = "s" },
  { at = "0ms",  host = "A", call = "connect", socket = "s", to = "B:80", nonblocking = true },
  { at = "20ms", host = "A", call = "shutdown", socket = "s", how = "SHUT_WR", result = "0" },
  { at = "30ms", host = "A", call = "getsockopt", socket = "s", option = "SO_ERROR", value = "ECONNRESET" },
)T", false) + R"T(faults = [ { do = "drop", from = "A" } ]
expect = [ { segments = ["A > S 0:0(0)"] } ]
)T");
}

TEST_CASE("A082 A083 shutdown of a listener") {
  on_linux(timeline(R"T(
  { at = "0ms", host = "B", call = "listen", port = 80 },
  { at = "1ms", host = "B", call = "shutdown", socket = "listener", how = "SHUT_WR", result = "0" },
  { at = "2ms", host = "B", call = "getsockopt", socket = "listener", option = "tcpi_state", value = "LISTEN" },
  { at = "3ms", host = "B", call = "shutdown", socket = "listener", how = "SHUT_RD", result = "0" },
)T", false));
}

TEST_CASE("A083 A016 linux: a port that listen() chose is let go by shutdown(SHUT_RD)") {
  on_linux(timeline(R"T(
  { at = "0ms",  host = "B", call = "socket", socket = "a" },
  { at = "0ms",  host = "B", call = "listen", socket = "a", result = "0" },
  { at = "10ms", host = "B", call = "shutdown", socket = "a", how = "SHUT_RDWR", result = "0" },
  { at = "20ms", host = "B", call = "bind", socket = "a", port = 80, result = "0" },
  { at = "20ms", host = "B", call = "listen", socket = "a", result = "0" },
  { at = "30ms", host = "B", call = "shutdown", socket = "a", how = "SHUT_RDWR", result = "0" },
  { at = "40ms", host = "B", call = "bind", socket = "a", port = 81, result = "EINVAL" },
)T", false));
}

TEST_CASE("A095 linux: TCP_LINGER2 below 0 leaves no FIN_WAIT_2 behind (T141, T038)") {
  const std::string set = R"T(
  { at = "200ms", host = "A", call = "setsockopt", option = "TCP_LINGER2", value = -1 },)T";
  on_linux(timeline(set + R"T(
  { at = "300ms", host = "A", call = "close" },
)T") + R"T(expect = [ { segments = ["...", "B > . 1:1(0) ack 2", "A > R 2:2(0)"] } ]
)T");
  on_linux(timeline(set + R"T(
  { at = "300ms", host = "A", call = "shutdown", how = "SHUT_WR" },
  { at = "600ms", host = "A", call = "close" },
)T") + R"T(expect = [ { segments = ["...", "B > . 1:1(0) ack 2", "A > R. 2:2(0) ack 1"] } ]
)T");
}

TEST_CASE("A066 A084 shutdown(SHUT_RD) on Linux: no segment; later data is readable, then 0") {
  on_linux(timeline(R"T(
  { at = "180ms", host = "A", call = "recv", result = "0", blocks = "20ms" },
  { at = "200ms", host = "A", call = "shutdown", how = "SHUT_RD", result = "0" },
  { at = "300ms", host = "B", call = "send", bytes = 100, result = "100" },
  { at = "400ms", host = "A", call = "recv", result = "100" },
  { at = "410ms", host = "A", call = "recv", result = "0" },
)T"));
}

TEST_CASE("A087 A092 dup: close of one descriptor sends nothing") {
  on_both(timeline(R"T(
  { at = "200ms", host = "A", call = "dup", result = "0" },
  { at = "300ms", host = "A", call = "close", result = "0" },
  { at = "400ms", host = "A", call = "send", bytes = 3, result = "3" },
  { at = "600ms", host = "A", call = "close", result = "0" },
  { at = "700ms", host = "B", call = "recv", result = "3" },
  { at = "710ms", host = "B", call = "recv", result = "0" },
)T"));
}

TEST_CASE("A096 A120 close with unread data: RST, and what was unread is discarded (T118)") {
  on_linux(timeline(R"T(
  { at = "200ms", host = "B", call = "send", bytes = 100 },
  { at = "400ms", host = "A", call = "close", result = "0", blocks = "0ms" },
  { at = "500ms", host = "B", call = "recv", result = "ECONNRESET" },
)T") + R"T(expect = [
  { segments = ["...", "B > P. 1:101(100) ack 1", "A > . 1:1(0) ack 101",
    "A > R. 1:1(0) ack 101"] },
  { bytes = { from = "B", written = 100, read = 0, unread = 0, discarded = 100 } },
]
)T");
}

TEST_CASE("A086 A096 close with unread data in LAST_ACK: RST behind the FIN (T118)") {
  on_linux(timeline(R"T(
  { at = "200ms", host = "A", call = "send", bytes = 10 },
  { at = "210ms", host = "A", call = "shutdown", how = "SHUT_WR" },
  { at = "400ms", host = "B", call = "shutdown", how = "SHUT_RDWR", result = "0" },
  { at = "420ms", host = "B", call = "close", result = "0" },
)T") + R"T(expect = [
  { segments = ["...", "B > F. 1:1(0) ack 12", "B > R. 2:2(0) ack 12", "..."] },
  { at = "430ms", host = "B", state = "CLOSED" },
]
)T");
}

TEST_CASE("A126 linux: keep-alive options out of their range are EINVAL") {
  on_linux(timeline(R"T(
  { at = "1s", host = "A", call = "setsockopt", option = "TCP_KEEPIDLE", value = 32768, result = "EINVAL" },
  { at = "1s", host = "A", call = "setsockopt", option = "TCP_KEEPINTVL", value = 32768, result = "EINVAL" },
  { at = "1s", host = "A", call = "setsockopt", option = "TCP_KEEPCNT", value = 128, result = "EINVAL" },
  { at = "1s", host = "A", call = "setsockopt", option = "TCP_KEEPCNT", value = 127, result = "0" },
  { at = "1s", host = "A", call = "setsockopt", option = "TCP_LINGER2", value = 500, result = "0" },
  { at = "1s", host = "A", call = "getsockopt", option = "TCP_LINGER2", result = "0", value = 120 },
)T"));
}

TEST_CASE("A126 TCP_KEEPIDLE: the idle time counts from the last segment") {
  on_linux(timeline(R"T(
  { at = "200ms", host = "A", call = "setsockopt", option = "SO_KEEPALIVE", value = 1 },
  { at = "700ms", host = "A", call = "setsockopt", option = "TCP_KEEPIDLE", value = 1 },
  { at = "1120ms", host = "B", call = "power_off" },
)T") + R"T(until = "1500ms"
expect = [ { segments = ["...", "A > . 0:0(0) ack 1"] } ]
)T");
}

TEST_CASE("A127 TCP_USER_TIMEOUT 3 s: ETIMEDOUT instead of the retransmission at 3.2 s (T130)") {
  on_linux(timeline(R"T(
  { at = "200ms", host = "A", call = "setsockopt", option = "TCP_USER_TIMEOUT", value = 3000 },
  { at = "210ms", host = "B", call = "power_off" },
  { at = "300ms", host = "A", call = "send", bytes = 10 },
  { at = "300ms", host = "A", call = "recv", result = "ETIMEDOUT" },
)T") + R"T(expect = [ { segments = [
  "...", "A > . 1:1(0) ack 1", "A > P. 1:11(10) ack 1", "A > P. 1:11(10) ack 1",
  "A > P. 1:11(10) ack 1", "A > P. 1:11(10) ack 1",
] } ]
)T");
}

TEST_CASE("A097 close with only a FIN unread is a normal close") {
  on_both(timeline(R"T(
  { at = "300ms", host = "B", call = "close" },
  { at = "500ms", host = "A", call = "close", result = "0" },
)T") + R"T(expect = [
  { host = "A", states = ["SYN_SENT", "ESTABLISHED", "CLOSE_WAIT", "LAST_ACK", "CLOSED"] },
]
)T");
}

TEST_CASE("T099 linux: the ACK of a part of a segment leaves the timer alone (T131)") {
  on_linux(timeline(R"T(
  { at = "200ms", host = "A", call = "send", bytes = 100 },
  { at = "210ms", host = "B", call = "power_off" },
  { at = "260ms", host = "B", call = "inject", segment = ". 1:1(0) ack 51", arrive = "0ms" },
)T") + R"T(until = "600ms"
expect = [ { at = "499ms", host = "A", state = "ESTABLISHED" },
  { segments = ["...", "A > P. 1:101(100) ack 1", "...", "A > P. 51:101(50) ack 1"] } ]
)T");
}

TEST_CASE("T180 linux: text past the FIN resets, and the error of CLOSE_WAIT is EPIPE (T158)") {
  on_linux(timeline(R"T(
  { at = "200ms", host = "B", call = "shutdown", how = "SHUT_WR" },
  { at = "300ms", host = "B", call = "inject", segment = "P. 1:11(10) ack 1", arrive = "0ms" },
  { at = "310ms", host = "A", call = "send", bytes = 1, result = "EPIPE" },
)T"));
}

TEST_CASE("A099 T171 close in SYN_SENT: silence, and a late SYN,ACK draws a RST") {
  on_both(timeline(R"T(
  { at = "0ms",  host = "B", call = "listen", port = 80 },
  { at = "0ms",  host = "A", call = "connect", port = 5000, to = "B:80" },
  { at = "20ms", host = "A", call = "close", result = "0" },
)T", false) + R"T(expect = [
  { segments = ["A > S 0:0(0)", "B > S. 0:0(0) ack 1", "A > R 1:1(0)"] },
]
)T");
}

TEST_CASE("A101 closing a listener resets what nobody accepted") {
  std::string text = two_hosts("linux", timeline(R"T(
  { at = "300ms", host = "B", call = "close", socket = "listener", result = "0" },
  { at = "400ms", host = "A", call = "recv", result = "ECONNRESET" },
)T"));
  text.insert(text.find("isn = 300, "), "accepts = \"manual\", ");
  expect_holds(text);
}

TEST_CASE("A110 SO_LINGER {1,0}: RST with SEQ = SND.NXT, unacknowledged data dropped") {
  on_linux(timeline(R"T(
  { at = "300ms", host = "A", call = "setsockopt", option = "SO_LINGER", onoff = 1, linger = 0 },
  { at = "300ms", host = "A", call = "send", bytes = 10 },
  { at = "300ms", host = "A", call = "close", result = "0", blocks = "0ms" },
)T") + R"T(expect = [
  { segments = ["...", "A > P. 1:11(10) ack 1", "A > R. 11:11(0) ack 1", "..."] },
  { at = "301ms", host = "A", state = "CLOSED" },
]
)T");
}

TEST_CASE("A111 A113 SO_LINGER {1,2}: blocks until the FIN is acknowledged, non-blocking or not") {
  for (const char* mode : {"", ", nonblocking = true"})
    on_linux(timeline(std::string(R"T(
  { at = "300ms", host = "A", call = "setsockopt", option = "SO_LINGER", onoff = 1, linger = 2 },
  { at = "300ms", host = "A", call = "close", result = "0", blocks = "100ms")T") + mode + " },\n"));
}

TEST_CASE("A112 A114 SO_LINGER {1,2}, a dead peer: 0 after 2 s, no reset, TCP goes on") {
  on_linux(timeline(R"T(
  { at = "300ms", host = "A", call = "setsockopt", option = "SO_LINGER", onoff = 1, linger = 2 },
  { at = "300ms", host = "A", call = "close", result = "0", blocks = "2s" },
)T") + R"T(until = "10s"
faults = [ { do = "drop", from = "A", after = "250ms" } ]
expect = [ { at = "9s", host = "A", state = "FIN_WAIT_1" } ]
)T");
}

TEST_CASE("A131 tcpi_state of an open socket in TIME_WAIT is CLOSED on Linux") {
  on_linux(timeline(R"T(
  { at = "300ms", host = "A", call = "shutdown", how = "SHUT_WR" },
  { at = "500ms", host = "B", call = "close" },
  { at = "700ms", host = "A", call = "getsockopt", option = "tcpi_state", value = "CLOSED" },
  { at = "710ms", host = "A", call = "shutdown", how = "SHUT_WR", result = "ENOTCONN" },
  { at = "720ms", host = "A", call = "recv", result = "0" },
)T"));
}

TEST_CASE("A106 A107 exit closes; a crash says nothing, and then CLOSED answers") {
  on_both(timeline(R"T(
  { at = "300ms", host = "A", call = "exit", result = "0" },
)T") + R"T(expect = [ { at = "301ms", host = "A", state = "FIN_WAIT_1" } ]
)T");
  on_linux(timeline(R"T(
  { at = "300ms", host = "A", call = "crash" },
  { at = "500ms", host = "B", call = "send", bytes = 4, result = "4" },
  { at = "700ms", host = "B", call = "recv", result = "ECONNRESET" },
)T"));
}
