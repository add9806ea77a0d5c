// send, recv, shutdown, close and SO_LINGER, by row of facts C.4 to C.8 and by system.
#include "tests/world/row_script.hpp"

using namespace finwait;

namespace {

constexpr RowOptions kAlone{.open = false};
// From 250 ms on nothing of A's arrives.
constexpr std::string_view kDeaf =
    "until = \"20s\"\n"
    "faults = [ { do = \"drop\", from = \"A\", after = \"250ms\" } ]\n";
constexpr std::string_view kDeafForGood =
    "faults = [ { do = \"drop\", from = \"A\", after = \"250ms\" } ]\n";
// B gives up its connection with a RST, which arrives at 350 ms.
constexpr std::string_view kReset = R"(
    300ms B setsockopt option=SO_LINGER linger=0
    300ms B close
)";

std::string after_reset(std::string_view lines) { return std::string(kReset) + std::string(lines); }

}  // namespace

TEST_CASE("A046 A047 A048 A049 A056 send: queued, blocking, short, half-closed, empty") {
  const RowOptions small{.set = "send_buffer = 2500, "};
  row_holds(kAllSystems, R"(
    300ms A send bytes=0 = 0
    300ms A send bytes=3000 nonblocking=true = 2500
    301ms A send bytes=10 = EAGAIN
    900ms A send bytes=10 = 10)",
            small);
  row_holds(kAllSystems, "300ms A send bytes=3000 = 3000 ~100ms", small);
  row_holds(kAllSystems, R"(
    300ms B shutdown how=SHUT_WR
    500ms A send bytes=7 = 7
    700ms B recv = 7)");
}

TEST_CASE("A050 A073 A075 A078 after shutdown(SHUT_WR)") {
  const std::string lines = R"(
    300ms A shutdown how=SHUT_WR = 0 ~0ms
    320ms A shutdown how=SHUT_WR = 0
    330ms A send bytes=1 = )";
  row_holds(kPosixSystems, lines + "EPIPE");
  row_holds("windows", lines + "WSAESHUTDOWN");
  row_holds("windows", lines + "EPIPE", {.api = "posix"});
  row_holds("linux", lines + "WSAESHUTDOWN", {.api = "winsock"});
  row_holds(kAllSystems, lines + "BrokenPipeError", {.api = "python"});
}

TEST_CASE("A051 A076 TIME_WAIT with the socket still open") {
  const std::string lines = R"(
    300ms A shutdown how=SHUT_WR
    500ms B close
    700ms A recv = 0
    710ms A shutdown how=SHUT_WR = ENOTCONN
    720ms A send bytes=1 = )";
  row_holds(kPosixSystems, lines + "EPIPE");
  row_holds("windows", lines + "WSAESHUTDOWN");
}

TEST_CASE("A052 A053 A065 the peer has closed: a send works, its answer is a RST") {
  const auto lines = [](const std::string& received, const std::string& sent) {
    return R"(
    300ms A close
    500ms B send bytes=4 = 4
    700ms B send bytes=4 = )" + sent + "\n    710ms B recv = " + received;
  };
  row_holds("linux", lines("0", "EPIPE"));
  row_holds("rfc9293", lines("0", "ECONNRESET"));
  row_holds("freebsd macos", lines("ECONNRESET", "EPIPE"));
  row_holds("windows", lines("WSAECONNRESET", "WSAECONNRESET"));
}

TEST_CASE("A054 A064 A077 a RST in ESTABLISHED") {
  row_holds("linux rfc9293", after_reset(R"(
    400ms A send bytes=1 = ECONNRESET
    410ms A send bytes=1 = EPIPE
    420ms A shutdown how=SHUT_WR = ENOTCONN)"));
  row_holds("freebsd macos", after_reset(R"(
    400ms A send bytes=1 = EPIPE
    410ms A recv = ECONNRESET
    420ms A recv = 0
    430ms A shutdown how=SHUT_WR = ENOTCONN)"));
  row_holds("linux rfc9293", after_reset("400ms A recv = ECONNRESET\n410ms A recv = 0"));
  row_holds("windows", after_reset(R"(
    400ms A recv = WSAECONNRESET
    410ms A recv = WSAECONNRESET
    420ms A send bytes=1 = WSAECONNRESET
    430ms A shutdown how=SD_SEND = WSAECONNRESET)"));
}

TEST_CASE("A063 a RST while received data is unread") {
  const std::string data = "200ms B send bytes=10" + std::string(kReset) + "400ms A recv = ";
  row_holds(kPosixSystems, data + "10\n410ms A recv = ECONNRESET\n420ms A recv = 0");
  row_holds("windows", data + "WSAECONNRESET");
}

TEST_CASE("A055 A067 A068 a connection that timed out") {
  const RowOptions dead{.set = "data_retries = 1, user_timeout = \"2s\", ", .more = kDeafForGood};
  const std::string lines = R"(
    300ms A send bytes=1
    60s A send bytes=1 = ETIMEDOUT
    61s A send bytes=1 = )";
  row_holds(kPosixSystems, lines + "EPIPE", dead);
  row_holds("windows", lines + "WSAETIMEDOUT", dead);
  row_holds(kAllSystems, "300ms A send bytes=1\n60s A recv = ETIMEDOUT", dead);
  const RowOptions cut{.set = "keepalive_idle = \"2s\", keepalive_interval = \"1s\", "
                              "keepalive_count = 2, "};
  const std::string idle = R"(
    200ms A setsockopt option=SO_KEEPALIVE value=1
    300ms B cut
    400ms A recv = %
    20s A recv = )";
  const auto with = [&](const std::string& first, const std::string& second) {
    std::string text = idle + second;
    return text.replace(text.find('%'), 1, first);
  };
  row_holds(kPosixSystems, with("ETIMEDOUT", "0"), cut);
  row_holds("windows", with("WSAENETRESET", "WSAECONNRESET"), cut);
}

TEST_CASE("A057 A071 A130 A155 calls that give up waiting") {
  const auto lines = [](const std::string& error) {
    return R"(
    200ms A setsockopt option=SO_RCVTIMEO value=500ms
    200ms A setsockopt option=SO_SNDTIMEO value=700ms
    200ms A getsockopt option=SO_RCVTIMEO value=500
    300ms A recv = )" + error + R"( ~500ms
    1s A send bytes=2500 = 2500
    1001ms A send bytes=10 = )" + error + " ~700ms";
  };
  const RowOptions deaf{.set = "send_buffer = 2500, ", .more = kDeaf};
  row_holds(kPosixSystems, lines("EAGAIN"), deaf);
  row_holds("windows", lines("WSAETIMEDOUT"), deaf);
  row_holds(kAllSystems, R"(
    200ms A settimeout value=500ms
    300ms A recv = TimeoutError ~500ms
    1s A settimeout value=0s
    1s A recv = BlockingIOError
    2s A settimeout value=None
    2s A recv = 5 ~1050ms
    3s B send bytes=5)",
            {.api = "python"});
}

TEST_CASE("A058 A104 A151 a closed descriptor") {
  const std::string lines = R"(
    300ms A close = 0
    310ms A send bytes=1 = EBADF
    310ms A recv = EBADF
    310ms A close = )";
  row_holds(kAllSystems, lines + "EBADF");
  row_holds("windows", lines + "WSAENOTSOCK");
  row_holds(kAllSystems, lines + "None", {.api = "python"});
  row_holds("linux", "300ms A close\n310ms A recv = OSError(EBADF)", {.api = "python"});
  row_holds("windows", "300ms A close\n310ms A recv = OSError(WSAENOTSOCK)", {.api = "python"});
}

TEST_CASE("A059 A060 A061 A062 A072 A152 recv: data, waiting, would block, the end, nothing") {
  const auto lines = [](const std::string& nothing) {
    return R"(
    200ms B recv = 5 ~350ms
    500ms A send data=hello
    600ms B recv nonblocking=true = EAGAIN
    610ms A send data=more
    700ms B recv max=0 = )" + nothing + R"(
    700ms B recv = 4
    710ms A close
    800ms B recv = b''
    810ms B recv = 0)";
  };
  row_holds(kPosixSystems, lines("0"));
  row_holds("windows", lines("WSAEINVAL"));
}

TEST_CASE("A066 A084 A091 shutdown(SHUT_RD)") {
  row_holds("linux rfc9293", R"(
    200ms A shutdown how=SHUT_RD = 0
    210ms A recv = 0
    300ms B send bytes=100
    400ms A recv = 100)");
  const std::string there = R"(
    200ms B send bytes=100
    300ms A shutdown how=SHUT_RD = 0
    310ms A recv = )";
  row_holds("linux rfc9293", there + "100");
  row_holds("freebsd macos", there + "0",
            {.more = "expect = [ { bytes = { from = \"B\", written = 100, read = 0, "
                     "discarded = 100 } } ]\n"});
  row_holds("windows", there + "WSAESHUTDOWN\n400ms B recv = WSAECONNRESET");
  row_holds("windows", R"(
    200ms B send bytes=100
    300ms A WSARecvDisconnect = 0
    310ms A recv = WSAESHUTDOWN
    400ms B recv = WSAECONNRESET)");
}

TEST_CASE("A073 A074 A080 A081 A085 A154 shutdown in each state") {
  const std::string closed = "300ms B shutdown how=SHUT_WR\n500ms A shutdown how=SHUT_WR = 0";
  for (const char* system : {"rfc9293", "linux", "freebsd", "windows", "macos"})
    row_holds(system, closed, {.more = "expect = [ { at = \"501ms\", host = \"A\", state = "
                                       "\"LAST_ACK\" } ]\n"});
  const std::string early = R"(
    0ms A socket @s
    0ms A connect @s to=B:80 nonblocking=true
    20ms A shutdown @s how=SHUT_WR = )";
  const RowOptions silent{.open = false,
                          .more = "faults = [ { do = \"drop\", from = \"A\" } ]\n"};
  row_holds("linux", early + "0\n30ms A getsockopt @s option=SO_ERROR value=ECONNRESET", silent);
  row_holds("linux", early + R"(0
    30ms A connect @s to=B:80 nonblocking=true = EINPROGRESS
    40ms A getsockopt @s option=SO_ERROR value=0)", silent);
  row_holds("rfc9293 freebsd windows macos", early + "ENOTCONN", silent);
  row_holds("linux rfc9293 freebsd macos", R"(
    300ms A shutdown how=SHUT_RDWR = 0
    310ms A recv = b''
    320ms A send bytes=1 = EPIPE)");
  row_holds("windows", R"(
    300ms A shutdown how=SD_BOTH = 0
    310ms A recv = WSAESHUTDOWN
    320ms A send bytes=1 = WSAESHUTDOWN)");
}

TEST_CASE("A079 A145 the direction of shutdown() as a number") {
  row_holds(kAllSystems, R"(
    300ms A shutdown how=3 = EINVAL
    310ms A shutdown how=1 = 0
    500ms B shutdown how=1 = 0
    700ms B recv = 0)");
}

TEST_CASE("A086 A096 A097 A115 A120 close() with something unread") {
  const std::string unread = "200ms B send bytes=100\n400ms A close = 0\n500ms B recv = ";
  row_holds("rfc9293 linux windows macos", unread + "ECONNRESET");
  row_holds("freebsd", unread + "0");
  const std::string linger = "200ms B send bytes=100\n400ms A setsockopt option=SO_LINGER "
                             "linger=2\n400ms A close = 0 ~";
  row_holds("rfc9293 linux windows macos", linger + "0ms");
  row_holds("freebsd", linger + "100ms");
  const std::string half = "200ms B send bytes=100\n300ms A shutdown how=SHUT_WR\n"
                           "400ms A close = 0\n500ms B recv = ";
  row_holds("linux", half + "0");
  row_holds("rfc9293 windows macos", half + "ECONNRESET");
  row_holds("freebsd", half + "0");
  row_holds(kAllSystems, "300ms B close\n500ms A close = 0",
            {.more = "expect = [ { host = \"A\", states = [\"SYN_SENT\", \"ESTABLISHED\", "
                     "\"CLOSE_WAIT\", \"LAST_ACK\", \"CLOSED\"] } ]\n"});
}

TEST_CASE("A087 A088 A092 A146 A147 dup and makefile: the connection ends with the last of them") {
  const std::string lines = R"(
    200ms A % = 0
    300ms A close = 0
    400ms A send bytes=3 = 3
    600ms A close = 0
    700ms B recv = 3
    710ms B recv = 0)";
  const auto with = [&](const std::string& call) {
    std::string text = lines;
    return text.replace(text.find('%'), 1, call);
  };
  row_holds(kAllSystems, with("dup"));
  row_holds(kAllSystems, with("makefile"), {.api = "python"});
  row_holds(kAllSystems, R"(
    200ms A dup
    300ms A shutdown how=SHUT_WR = 0
    310ms A close = 0
    400ms B recv = 0
    500ms A close = 0)");
}

TEST_CASE("A093 A094 A095 A103 A108 A109 close() returns at once in every state") {
  row_holds(kAllSystems, "300ms A send bytes=10\n300ms A close = 0 ~0ms\n500ms B recv = 10");
  row_holds(kAllSystems, "300ms B close\n500ms A send bytes=10\n500ms A close = 0 ~0ms");
  row_holds(kAllSystems, "300ms A shutdown how=SHUT_WR\n600ms A close = 0 ~0ms");
  row_holds(kAllSystems, "300ms A shutdown how=SHUT_WR\n500ms B close\n700ms A close = 0 ~0ms");
}

TEST_CASE("A099 A101 A102 A106 close() in SYN_SENT, of a listener; data after it; exit") {
  row_holds(kAllSystems, R"(
    0ms B listen port=80
    0ms A connect port=5000 to=B:80
    20ms A close = 0)",
            {.open = false, .more = "expect = [ { segments = [\"A > S 0:0(0)\", "
                                    "\"B > S. 0:0(0) ack 1\", \"A > R 1:1(0)\"] } ]\n"});
  row_holds(kAllSystems, "300ms B close @listener = 0\n400ms A recv = ECONNRESET",
            {.accepts = false});
  row_holds("rfc9293 linux freebsd windows macos",
            "300ms A close\n500ms B send bytes=4\n700ms B send bytes=4\n"
            "800ms B getsockopt option=tcpi_state value=CLOSED");
  row_holds(kAllSystems, "300ms A exit = 0\n500ms B recv = 0");
}

TEST_CASE("A069 A105 close() under a recv() of another thread") {
  const std::string lines = "200ms A recv = %\n300ms A close = 0";
  const auto with = [&](const std::string& result) {
    std::string text = lines;
    return text.replace(text.find('%'), 1, result);
  };
  row_holds("windows", with("WSAECONNABORTED"));
  row_holds("rfc9293 freebsd macos", with("ECONNABORTED"));
  row_holds("linux", with("pending"), {.more = "until = \"2s\"\n"});
}

TEST_CASE("A105 linux: the connection closes when the last call under way returns") {
  const auto states = [](std::string_view before, std::string_view after) {
    return "expect = [ { at = \"449ms\", host = \"A\", state = \"" + std::string(before) +
           "\" }, { at = \"451ms\", host = \"A\", state = \"" + std::string(after) + "\" } ]\n";
  };
  const std::string reads = "200ms A recv = 4\n400ms B send bytes=4\n300ms A ";
  row_holds("linux", reads + "close = 0", {.more = states("ESTABLISHED", "FIN_WAIT_1")});
  row_holds("linux", reads + "abort = 0", {.more = states("ESTABLISHED", "CLOSED")});
  row_holds("linux", "200ms A recv\n300ms A close = 0\n400ms B close\n320ms A exit",
            {.more = states("FIN_WAIT_2", "TIME_WAIT")});
  row_holds("linux", "200ms A poll interest=POLLIN = 1\n400ms B send bytes=4\n300ms A close = 0",
            {.more = states("ESTABLISHED", "CLOSED")});
}

TEST_CASE("A105 linux: a listener goes on until the accept() under way returns") {
  row_holds("linux", R"(
    0ms B listen @l port=80
    10ms B accept @d = 0
    60ms B close @l = 0
    100ms A connect @s port=5000 to=B:80 = 0
    400ms A connect @t port=5001 to=B:80 = ECONNREFUSED
    500ms B send @d bytes=3 = 3)",
            {.open = false, .accepts = false});
}

TEST_CASE("A081 linux: connect() after shutdown() in SYN_RECEIVED fails for good") {
  const std::string crossing = R"(
    0ms B connect @t port=80 to=A:5000 nonblocking=true
    0ms A connect @s port=5000 to=B:80 nonblocking=true
    60ms A shutdown @s how=)";
  for (const char* how : {"SHUT_WR", "SHUT_RD"})
    row_holds("linux", crossing + how + R"( = 0
    70ms A connect @s to=B:80 = EINVAL
    300ms A connect @s to=B:80 = EINVAL)",
              {.open = false});
}

TEST_CASE("A110 A118 A119 A121 SO_LINGER {1,0}: a reset on every system") {
  row_holds(kAllSystems, R"(
    300ms A setsockopt option=SO_LINGER onoff=1 linger=0
    300ms A send bytes=10
    300ms A close = 0 ~0ms)",
            {.more = "expect = [ { at = \"301ms\", host = \"A\", state = \"CLOSED\" } ]\n"});
}

TEST_CASE("A111 A113 A116 SO_LINGER {1,2}, acknowledged in time") {
  const std::string blocking = "300ms A setsockopt option=SO_LINGER linger=2\n300ms A close = ";
  row_holds(kAllSystems, blocking + "0 ~100ms");
  const std::string not_blocking =
      "300ms A setsockopt option=SO_LINGER linger=2\n300ms A close nonblocking=true = ";
  row_holds("rfc9293 linux", not_blocking + "0 ~100ms");
  row_holds("freebsd macos", not_blocking + "0 ~0ms");
  row_holds("windows", not_blocking + "WSAEWOULDBLOCK ~0ms\n400ms A send bytes=3 = 3");
}

TEST_CASE("A112 T169 SO_LINGER {1,2}, a dead peer") {
  const std::string lines = "300ms A setsockopt option=SO_LINGER linger=2\n300ms A close = ";
  const auto state = [](std::string_view name) {
    return std::string(kDeaf) + "expect = [ { at = \"3s\", host = \"A\", state = \"" +
           std::string(name) + "\" } ]\n";
  };
  const std::string goes_on = state("FIN_WAIT_1");
  const std::string reset = state("CLOSED");
  row_holds("rfc9293 linux", lines + "0 ~2s", {.more = goes_on});
  row_holds("freebsd macos", lines + "EWOULDBLOCK ~2s", {.more = goes_on});
  row_holds("windows", lines + "0 ~2s", {.more = reset});
}

TEST_CASE("A114 A159 a RST while close() lingers") {
  const std::string lines = R"(
    300ms A setsockopt option=SO_LINGER linger=2
    300ms A close = % ~100ms
    310ms B setsockopt option=SO_LINGER linger=0
    349ms B close)";
  const auto with = [&](const std::string& result) {
    std::string text = lines;
    return text.replace(text.find('%'), 1, result);
  };
  const RowOptions deaf{.more = kDeafForGood};
  const auto soon = [&](const std::string& result) {
    std::string text = with(result);
    return text.replace(text.find("~100ms"), 6, "~99ms");
  };
  row_holds("rfc9293 linux windows", soon("0"), deaf);
  row_holds("freebsd macos", soon("ECONNRESET"), deaf);
  RowOptions python = deaf;
  python.api = "python";
  row_holds(kAllSystems, soon("None"), python);
}

TEST_CASE("A117 A122 A123 A124 A126 A127 A128 options") {
  row_holds(kAllSystems, "300ms A getsockopt option=SO_LINGER value=0");
  row_holds("windows", R"(
    300ms A setsockopt option=SO_LINGER linger=2
    300ms A setsockopt option=SO_DONTLINGER value=true = 0
    300ms A getsockopt option=SO_DONTLINGER value=1
    300ms A close = 0 ~0ms)");
  row_holds(kPosixSystems, "300ms A setsockopt option=SO_DONTLINGER value=true = ENOPROTOOPT");
  row_holds("windows", R"(
    0ms B socket @a
    0ms B setsockopt @a option=SO_EXCLUSIVEADDRUSE value=1
    0ms B listen @a port=80
    1ms B socket @b
    1ms B bind @b port=80 = WSAEADDRINUSE
    1ms B setsockopt @b option=SO_REUSEADDR value=1
    1ms B bind @b port=80 = WSAEACCES)",
            kAlone);
  row_holds("linux rfc9293", "300ms A setsockopt option=TCP_USER_TIMEOUT value=5s = 0");
  row_holds("freebsd windows macos",
            "300ms A setsockopt option=TCP_USER_TIMEOUT value=5s = ENOPROTOOPT");
  row_holds("windows", after_reset("400ms A setsockopt option=SO_KEEPALIVE value=1 = WSAENOTCONN"));
  row_holds(kPosixSystems, after_reset("400ms A setsockopt option=SO_KEEPALIVE value=1 = 0"));
  row_holds("linux", "300ms A setsockopt option=SO_RCVBUF value=10000\n"
                     "300ms A getsockopt option=SO_RCVBUF value=20000");
  row_holds("rfc9293 freebsd windows macos", "300ms A setsockopt option=SO_RCVBUF value=10000\n"
                                             "300ms A getsockopt option=SO_RCVBUF value=10000");
}

TEST_CASE("A090 WSASendDisconnect: the FIN; disconnect data is refused") {
  row_holds("windows", R"(
    300ms A WSASendDisconnect data=bye = WSAENOPROTOOPT
    310ms A WSASendDisconnect = 0
    320ms A send bytes=1 = WSAESHUTDOWN
    400ms B recv = 0
    500ms B closesocket = 0
    600ms A recv = 0
    610ms A closesocket = 0)");
}

TEST_CASE("A153 A157 A158 Python: shutdown() after the end, and no signal") {
  row_holds(kPosixSystems, after_reset("400ms A shutdown how=SHUT_RDWR = OSError(ENOTCONN)"),
            {.api = "python"});
  row_holds(kAllSystems, "300ms A close = None\n500ms B recv = b''", {.api = "python"});
}
