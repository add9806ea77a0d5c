// What socket calls return, by row of facts C and by system. Calls that only Linux's own
// measurements cover in more depth are in socket_calls_test.cpp.
#include "tests/world/row_script.hpp"

using namespace finwait;

namespace {

constexpr RowOptions kAlone{.open = false};
constexpr RowOptions kManual{.accepts = false};

}  // namespace

TEST_CASE("A001 A003 A004 A012 A013 A015 socket, bind and listen on every system") {
  row_holds(kAllSystems, R"(
    0ms B socket @a = 0
    0ms B bind @a port=80 = 0
    0ms B bind @a port=81 = EINVAL
    0ms B listen @a = 0
    1ms B socket @b
    1ms B bind @b port=80 = EADDRINUSE
    1ms B bind @b port=81 address=10.9.9.9 = EADDRNOTAVAIL
    1ms B bind @b port=81 address=B = 0)",
            kAlone);
}

TEST_CASE("A005 SO_REUSEADDR on both: Windows lets the port of a listener be taken over") {
  const std::string_view start = R"(
    0ms B socket @a
    0ms B setsockopt @a option=SO_REUSEADDR value=1
    0ms B listen @a port=80
    1ms B socket @b
    1ms B setsockopt @b option=SO_REUSEADDR value=1
    1ms B bind @b port=80 = )";
  row_holds(kPosixSystems, std::string(start) + "EADDRINUSE", kAlone);
  row_holds("windows", std::string(start) + R"(0
    2ms B listen @b = 0
    10ms A connect to=B:80 = 0
    200ms B close @a = 0
    300ms B accept @b nonblocking=true = 0)",
            {.open = false, .accepts = false});
}

TEST_CASE("A006 A007 A008 bind while only TIME_WAIT has the port") {
  const auto restart = [](bool old_reuses, bool reuses, const std::string& result) {
    const std::string on = " option=SO_REUSEADDR value=1\n";
    return std::string("0ms B socket @l\n") + (old_reuses ? "0ms B setsockopt @l" + on : "") +
           "0ms B listen @l port=80\n0ms A connect to=B:80\n300ms B close @conn#1\n"
           "500ms A close\n700ms B close @l\n1s B socket @s\n" +
           (reuses ? "1s B setsockopt @s" + on : "") + "1s B bind @s port=80 = " + result;
  };
  row_holds(kPosixSystems, restart(false, false, "EADDRINUSE"), kAlone);
  row_holds("windows", restart(false, false, "0"), kAlone);
  row_holds(kAllSystems, restart(true, true, "0"), kAlone);
  row_holds("rfc9293 linux", restart(false, true, "EADDRINUSE"), kAlone);
  row_holds("freebsd windows macos", restart(false, true, "0"), kAlone);
}

TEST_CASE("A009 a server restarts while its old connections live") {
  row_holds(kAllSystems, R"(
    0ms B socket @l
    0ms B setsockopt @l option=SO_REUSEADDR value=1
    0ms B listen @l port=80
    0ms A connect to=B:80
    300ms B close @l
    400ms B socket @s
    400ms B setsockopt @s option=SO_REUSEADDR value=1
    400ms B bind @s port=80 = 0
    400ms B listen @s = 0
    500ms A send bytes=3 = 3
    600ms B recv @conn#1 = 3)",
            kAlone);
}

TEST_CASE("A010 A011 two sockets bound to one port") {
  const std::string two = R"(
    0ms B socket @a
    0ms B setsockopt @a option=SO_REUSEADDR value=1
    0ms B bind @a port=80 = 0
    0ms B socket @b
    0ms B setsockopt @b option=SO_REUSEADDR value=1
    0ms B bind @b port=80 = 0
    1ms B listen @a = 0
    1ms B listen @b = )";
  row_holds(kPosixSystems, two + "EADDRINUSE", kAlone);
  row_holds("windows", two + "0", kAlone);
  const std::string specific = R"(
    0ms B listen @all port=80
    1ms B socket @one
    1ms B bind @one port=80 address=B = )";
  row_holds(kPosixSystems, specific + "EADDRINUSE", kAlone);
  row_holds("windows", specific + R"(0
    1ms B listen @one = 0
    2ms A connect to=B:80 = 0
    200ms B close @all
    300ms B accept @one nonblocking=true = 0)",
            {.open = false, .accepts = false});
}

TEST_CASE("A016 A017 A018 listen: unbound, again, on a connected socket") {
  row_holds(kPosixSystems, "1ms A socket @s\n1ms A listen @s = 0", kAlone);
  row_holds("windows", "1ms A socket @s\n1ms A listen @s = WSAEINVAL", kAlone);
  row_holds(kPosixSystems, "300ms A listen @conn#1 = EINVAL");
  row_holds("windows", "300ms A listen @conn#1 = WSAEISCONN");
  // Again, with room for one: on Windows the first backlog stays.
  const std::string again = R"(
    0ms B listen @l port=80 backlog=5 = 0
    0ms B listen @l backlog=0 = 0
    10ms A connect @x port=5001 to=B:80 = 0
    500ms A connect @y port=5002 to=B:80 = )";
  const RowOptions manual{.open = false, .accepts = false, .more = "until = \"30s\"\n"};
  row_holds("rfc9293 linux freebsd macos", again + "pending", manual);
  row_holds("windows", again + "0", manual);
}

TEST_CASE("A019 how many connections wait for accept()") {
  const auto several = [](int connections, const std::string& last) {
    std::string lines = "0ms B listen @l port=80 backlog=2\n";
    for (int i = 1; i <= connections; ++i)
      lines += std::to_string(200 * i) + "ms A connect @c" + std::to_string(i) + " port=" +
               std::to_string(5000 + i) + " to=B:80 = " + (i < connections ? "0" : last) + "\n";
    return lines;
  };
  const RowOptions manual{.open = false, .accepts = false, .more = "until = \"5s\"\n"};
  row_holds("rfc9293 linux", several(3, "0"), manual);
  row_holds("rfc9293 linux", several(4, "pending"), manual);
  row_holds("freebsd macos", several(4, "0"), manual);
  row_holds("freebsd macos", several(5, "pending"), manual);
  row_holds("windows", several(2, "0"), manual);
}

TEST_CASE("A020 A021 A022 A023 accept: blocks, would block, not listening, after the handshake") {
  row_holds(kAllSystems, R"(
    100ms B accept = 0 ~50ms
    300ms B accept nonblocking=true = EAGAIN
    300ms A accept = EINVAL)",
            kManual);
  row_holds("windows", "300ms B accept nonblocking=true = WSAEWOULDBLOCK");
}

TEST_CASE("A024 a connection that was reset while it waited") {
  const std::string reset = R"(
    200ms A setsockopt option=SO_LINGER linger=0
    300ms A close = 0
    500ms B accept = )";
  row_holds("rfc9293 linux", reset + R"(0
    510ms B getpeername = ENOTCONN
    520ms B recv = ECONNRESET)",
            kManual);
  row_holds("freebsd macos", reset + "ECONNABORTED\n510ms B accept nonblocking=true = EAGAIN",
            kManual);
  row_holds("windows", reset + "WSAECONNRESET\n510ms B accept nonblocking=true = WSAEWOULDBLOCK",
            kManual);
}

TEST_CASE("A025 the mode of the accepted socket") {
  const std::string accepted = R"(
    200ms B accept nonblocking=true = 0
    300ms B recv = )";
  row_holds("rfc9293 linux", accepted + "pending", {.accepts = false, .more = "until = \"2s\"\n"});
  row_holds("freebsd macos", accepted + "EAGAIN", kManual);
  row_holds("windows", accepted + "WSAEWOULDBLOCK", kManual);
  row_holds("freebsd windows", accepted + "pending",
            {.accepts = false, .api = "python", .more = "until = \"2s\"\n"});
}

TEST_CASE("A026 A027 A082 A083 a listening socket is no connection") {
  const std::string calls = R"(
    0ms B listen port=80
    1ms B recv @listener = ENOTCONN
    1ms B send @listener bytes=1 = )";
  row_holds("rfc9293 linux", calls + "EPIPE", kAlone);
  row_holds("freebsd windows macos", calls + "ENOTCONN", kAlone);
  const std::string shut = R"(
    0ms B listen port=80
    1ms B accept @listener = %
    2ms B shutdown @listener how=SHUT_WR = )";
  const RowOptions manual{.open = false, .accepts = false};
  const auto with = [&](const std::string& blocked, const std::string& rest) {
    std::string lines = shut + rest;
    return lines.replace(lines.find('%'), 1, blocked);
  };
  row_holds("rfc9293 linux", with("EINVAL", R"(0
    3ms B shutdown @listener how=SHUT_RD = 0
    4ms A connect to=B:80 = ECONNREFUSED)"), manual);
  row_holds("freebsd macos", with("ECONNABORTED", R"(ENOTCONN
    3ms B shutdown @listener how=SHUT_RD = 0
    4ms B accept @listener = ECONNABORTED
    5ms A connect to=B:80 = 0)"), manual);
  row_holds("windows", with("pending", R"(WSAENOTCONN
    3ms B shutdown @listener how=SD_RECEIVE = WSAENOTCONN)"), manual);
}

TEST_CASE("A028 A029 A030 A031 A038 A039 connect: in progress, again, connected, listening") {
  const auto lines = [](const std::string& after, const std::string& listening) {
    return R"(
    0ms B listen port=80
    0ms A socket @s
    0ms A connect @s to=B:80 nonblocking=true = EINPROGRESS
    50ms A connect @s to=B:80 = EALREADY
    200ms A connect @s to=B:80 = )" + after + R"(
    210ms A connect @s to=B:80 = EISCONN
    210ms B connect @listener to=A:9 = )" + listening;
  };
  row_holds("rfc9293 linux", lines("0", "EISCONN"), kAlone);
  row_holds("freebsd macos", lines("EISCONN", "EISCONN"), kAlone);
  row_holds("windows", lines("WSAEISCONN", "WSAEINVAL"), kAlone);
  row_holds("windows", "0ms A connect @s to=B:80 nonblocking=true = WSAEWOULDBLOCK", kAlone);
  row_holds(kAllSystems, "300ms A getpeername = 10.0.0.2:80");
}

TEST_CASE("A032 A033 A129 A135 refused: select, SO_ERROR once, then nothing") {
  const auto lines = [](const std::string& sets) {
    return R"(
    0ms A socket @s
    0ms A connect @s to=B:80 nonblocking=true = EINPROGRESS
    19s A select @s events=)" + sets + R"(
    19s A getsockopt @s option=SO_ERROR value=ECONNREFUSED
    19s A getsockopt @s option=SO_ERROR value=0)";
  };
  row_holds(kPosixSystems, lines("readfds,writefds"), kAlone);
  row_holds("windows", lines("exceptfds"), kAlone);
  row_holds(kAllSystems, R"(
    0ms B listen port=80
    0ms A socket @s
    0ms A connect @s to=B:80 nonblocking=true
    10ms A select @s interest=writefds events=writefds ~90ms
    500ms A getsockopt @s option=SO_ERROR value=0)",
            kAlone);
  row_holds(kAllSystems, "0ms A connect to=B:80 = ECONNREFUSED", kAlone);
}

TEST_CASE("A034 A035 connect again after it failed") {
  const std::string start = R"(
    0ms A socket @s
    0ms A connect @s to=B:80 nonblocking=true = EINPROGRESS
    19s B listen port=80
    20s A connect @s to=B:80 = )";
  row_holds("linux", start + "ECONNREFUSED\n20s A connect @s to=B:80 = EINPROGRESS", kAlone);
  row_holds("windows", start + "WSAEWOULDBLOCK\n21s A getpeername @s = 0", kAlone);
  row_holds("linux", R"(
    0ms A socket @s
    0ms A connect @s to=B:80 nonblocking=true
    1s A getsockopt @s option=SO_ERROR value=ECONNREFUSED
    2s A connect @s to=B:80 = ECONNABORTED
    3s A connect @s to=B:80 = EINPROGRESS)",
            kAlone);
}

TEST_CASE("A036 A037 no answer, and an ICMP message") {
  for (const auto& [system, time] : {std::pair{"linux", "131s"}, {"rfc9293", "183s"},
                                     {"freebsd", "75s"}, {"windows", "21s"}})
    row_holds(system, std::string("0ms A connect to=B:80 = ETIMEDOUT") +
                          (std::string_view(system) == "freebsd" ? "" : " ~" + std::string(time)),
              {.open = false, .more = "faults = [ { do = \"drop\", from = \"A\" } ]\n"});
  const RowOptions silent{.open = false,
                          .more = "faults = [ { do = \"drop\", from = \"A\" } ]\n"};
  row_holds("rfc9293 windows", R"(
    0ms A connect to=B:80 = EHOSTUNREACH
    20ms A icmp kind=protocol_unreachable)",
            silent);
  for (const auto& [kind, error] : {std::pair{"protocol_unreachable", "ECONNREFUSED"},
                                    {"net_prohibited", "ECONNREFUSED"},
                                    {"host_prohibited", "ECONNREFUSED"},
                                    {"packet_filtered", "ECONNREFUSED"},
                                    {"time_exceeded", "EHOSTUNREACH"},
                                    {"host_unreachable", "EHOSTUNREACH"},  // when it times out
                                    {"fragmentation_needed", "ETIMEDOUT"},
                                    {"parameter_problem", "ENOPROTOOPT"}})
    row_holds("freebsd macos",
              std::string("0ms A connect to=B:80 = ") + error + "\n20ms A icmp kind=" + kind,
              silent);
  // Linux has an error for each kind, and every one of them ends connect().
  for (const auto& [kind, error] : {std::pair{"net_unreachable", "ENETUNREACH"},
                                    {"host_unreachable", "EHOSTUNREACH"},
                                    {"protocol_unreachable", "ENOPROTOOPT"},
                                    {"port_unreachable", "ECONNREFUSED"},
                                    {"source_route_failed", "EOPNOTSUPP"},
                                    {"time_exceeded", "EHOSTUNREACH"},
                                    {"parameter_problem", "EPROTO"},
                                    {"net_prohibited", "ENETUNREACH"},
                                    {"host_prohibited", "EHOSTUNREACH"},
                                    {"packet_filtered", "EHOSTUNREACH"}})
    row_holds("linux",
              std::string("0ms A connect to=B:80 = ") + error + "\n20ms A icmp kind=" + kind,
              silent);
}

TEST_CASE("3.9.1.1, 3.9.2.3 multicast and broadcast addresses (MUST-46, MUST-57, MUST-63)") {
  row_holds(kAllSystems, R"(
    0ms A connect @a to=255.255.255.255:80 = ENETUNREACH
    0ms A connect @b to=224.0.0.1:80 = ENETUNREACH)",
            kAlone);
  // Neither is answered: the listener makes no child, and nobody resets.
  for (const auto& [where, from] :
       {std::pair{"src = \"224.0.0.1:1000\", to = \"B:80\"", "224.0.0.1"},
        {"port = 1000, to = \"255.255.255.255:80\"", "A"}})
    for (const std::string& system : split(kAllSystems, ' '))
      expect_holds(two_hosts(system, std::string(R"(timeline = [
  { at = "0ms", host = "B", call = "listen", port = 80 },
  { at = "10ms", host = "A", call = "inject", segment = "S 0:0(0) win 1000", )") + where +
                                         " },\n]\nexpect = [ { segments = [ \"" + from +
                                         " > S 0:0(0)\" ] } ]\n"));
}

TEST_CASE("T184 A129 an ICMP message that does not abort waits in SO_ERROR") {
  for (const char* system : {"linux", "rfc9293"}) {
    row_holds(system, R"(
    300ms A icmp kind=host_unreachable
    400ms A getsockopt option=SO_ERROR value=EHOSTUNREACH
    500ms A getsockopt option=SO_ERROR value=0)");
    row_holds(system, R"(
    300ms A setsockopt option=TCP_USER_TIMEOUT value=2000
    310ms B power_off
    400ms A send bytes=10
    500ms A icmp kind=net_unreachable
    600ms A recv = ENETUNREACH)");
  }
  // Something was acknowledged since: the way is open again. What TIME_WAIT hears is stale.
  row_holds("linux", R"(
    300ms A icmp kind=host_unreachable
    310ms A send bytes=10
    500ms A getsockopt option=SO_ERROR value=0
    450ms B recv = 10
    600ms A shutdown how=SHUT_WR
    700ms B close
    800ms A icmp kind=host_unreachable
    810ms A getsockopt option=SO_ERROR value=0)");
}

TEST_CASE("T184 linux: a message that quotes what is acknowledged by now is ignored") {
  const std::string lines = R"(
    300ms A send bytes=10
    500ms A icmp kind=host_unreachable
    510ms A getsockopt option=SO_ERROR value=)";
  row_holds("linux", lines + "0");
  row_holds("rfc9293", lines + "EHOSTUNREACH");
  row_holds("linux", R"(
    300ms A send bytes=10
    350ms A icmp kind=host_unreachable
    360ms A getsockopt option=SO_ERROR value=EHOSTUNREACH)");
}

TEST_CASE("A040 T007 our own TIME_WAIT has the four-tuple, or all ephemeral ports") {
  const std::string lines = R"(
    300ms A close
    500ms B close
    1s A connect port=5000 to=B:80 = )";
  row_holds("rfc9293 linux", lines + "EADDRNOTAVAIL");
  row_holds("freebsd windows macos", lines + "EADDRINUSE");
  const std::string two = R"(
    0ms B listen port=80
    0ms A connect @a to=B:80 = 0
    200ms A close @a
    300ms B close @conn#1
    500ms A connect @b to=B:80 = )";
  const RowOptions one_port{.open = false, .set = "ephemeral_ports = \"40000-40000\", "};
  row_holds("rfc9293 linux", two + "EADDRNOTAVAIL", one_port);
  row_holds("freebsd windows macos", two + "EADDRINUSE", one_port);
}

TEST_CASE("A042 a socket that connects to itself") {
  row_holds(kAllSystems, R"(
    0ms A socket @s
    0ms A bind @s port=5000
    0ms A connect @s to=A:5000 = 0 ~100ms
    300ms A send @s bytes=3 = 3
    500ms A recv @s = 3)",
            kAlone);
}

TEST_CASE("A043 A044 send and recv before connect() is complete") {
  const auto lines = [](const std::string& sent, const std::string& received) {
    return R"(
    0ms B listen port=80
    0ms A socket @s
    0ms A connect @s to=B:80 nonblocking=true
    10ms A send @s bytes=3 = )" + sent + "\n10ms A recv @s = " + received;
  };
  row_holds("linux freebsd macos", lines("EAGAIN", "EAGAIN"), kAlone);
  row_holds("rfc9293", lines("3", "EAGAIN"), kAlone);  // T011: queued
  row_holds("windows", lines("WSAENOTCONN", "WSAENOTCONN"), kAlone);
}

TEST_CASE("A045 A070 A078 a fresh socket") {
  const auto lines = [](const std::string& sent) {
    return R"(
    1ms A socket @s
    1ms A recv @s = ENOTCONN
    1ms A shutdown @s how=SHUT_WR = ENOTCONN
    1ms A send @s bytes=1 = )" + sent;
  };
  row_holds("linux", lines("EPIPE"), kAlone);
  row_holds("rfc9293 freebsd windows macos", lines("ENOTCONN"), kAlone);
}

TEST_CASE("a name that accept() gave goes on to the next connection that it accepts") {
  std::string text = two_hosts("linux", R"T(timeline = [
  { at = "0ms", host = "B", call = "listen", port = 80 },
  { at = "0ms", host = "A", call = "connect", socket = "c", to = "B:80" },
  { at = "0ms", host = "A", call = "connect", socket = "d", to = "B:80" },
  { at = "300ms", host = "B", call = "accept", socket = "s", result = "0" },
  { at = "400ms", host = "B", call = "accept", socket = "s", result = "0" },
  { at = "500ms", host = "B", call = "accept", socket = "s", nonblocking = true, result = "EAGAIN" },
]
)T");
  const std::string from = "isn = 300, ";
  text.insert(text.find(from), "accepts = \"manual\", ");
  expect_holds(text);
}
