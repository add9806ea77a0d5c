// What programs are told without asking (facts C.10), and calls that need segments to be seen.
#include "tests/world/row_script.hpp"

using namespace finwait;

namespace {

// The events that the system posted to a host's program.
std::string told(std::string_view events, std::string_view more = "", char host = 'A') {
  std::string list;
  for (const std::string& event : split(events, ','))
    list += (list.empty() ? "\"" : ", \"") + event + "\"";
  return std::string(more) + "expect = [ { host = \"" + host + "\", events = [" + list + "] } ]\n";
}

void posts(std::string_view lines, std::string_view events, std::string_view more = "") {
  INFO(std::string(events));
  row_holds("windows", lines, {.more = told(events, more)});
}

std::string sends(std::string_view segments) {
  return "expect = [ { segments = [" + std::string(segments) + "] } ]\n";
}

constexpr std::string_view kAll = "events=FD_READ,FD_WRITE,FD_ACCEPT,FD_CONNECT,FD_CLOSE";

}  // namespace

TEST_CASE("A133 poll and select: readable is data, the end, an error, or a connection to accept") {
  row_holds(kAllSystems, R"(
    200ms B select interest=readfds events=readfds ~150ms
    210ms B poll interest=POLLIN events=POLLIN ~140ms
    300ms A send bytes=3
    400ms B select interest=readfds events=readfds ~0ms
    410ms B recv = 3
    420ms B select interest=readfds timeout=50ms = 0 ~50ms
    500ms A shutdown how=SHUT_WR
    600ms B select interest=readfds events=readfds ~0ms
    610ms B recv = 0)");
  row_holds(kAllSystems, R"(
    200ms A select interest=readfds events=readfds ~150ms
    300ms B setsockopt option=SO_LINGER linger=0
    300ms B close
    400ms A recv = ECONNRESET)");
  row_holds(kAllSystems, R"(
    0ms B listen port=80
    0ms A connect to=B:80 = 0
    10ms B select @listener interest=readfds events=readfds ~140ms
    200ms B accept = 0)",
            {.open = false, .accepts = false});
}

TEST_CASE("A136 FD_READ: with the first data, and again after a recv() that left some") {
  const std::string lines = R"(
    200ms A WSAAsyncSelect events=FD_READ,FD_CLOSE = 0
    300ms B send bytes=10
    400ms B send bytes=10
    500ms A recv max=4 = 4
    510ms A recv = 16)";
  posts(lines, "FD_READ,FD_READ");
  posts(lines + "\n600ms B send bytes=1\n700ms A recv = 1", "FD_READ,FD_READ,FD_READ");
}

TEST_CASE("A137 FD_WRITE: once with the connection, then when a send found no room and there is") {
  const std::string open = R"(
    0ms B listen port=80
    0ms A socket @s
    0ms A WSAAsyncSelect @s events=FD_CONNECT,FD_WRITE
    0ms A connect @s to=B:80 = WSAEWOULDBLOCK
    300ms A send @s bytes=)";
  RowOptions small{.open = false, .set = "send_buffer = 2500, "};
  const std::string plain = told("FD_CONNECT,FD_WRITE");
  small.more = plain;
  row_holds("windows", open + "2500 = 2500", small);
  const std::string again = told("FD_CONNECT,FD_WRITE,FD_WRITE");
  small.more = again;
  row_holds("windows", open + "3000 = 2500\n310ms A send @s bytes=1 = WSAEWOULDBLOCK", small);
}

TEST_CASE("A138 FD_ACCEPT: again after each accept() while connections wait") {
  const std::string lines = R"(
    0ms B listen port=80
    0ms B WSAAsyncSelect @listener events=FD_ACCEPT
    10ms A connect @x to=B:80 = 0
    20ms A connect @y to=B:80 = 0
    500ms B accept @listener = 0)";
  const auto run = [&](const std::string& rest, std::string_view events) {
    const std::string more = told(events, "", 'B');
    row_holds("windows", lines + rest, {.open = false, .accepts = false, .more = more});
  };
  run("", "FD_ACCEPT,FD_ACCEPT");
  run("\n510ms B accept @listener = 0\n520ms B accept @listener = WSAEWOULDBLOCK",
      "FD_ACCEPT,FD_ACCEPT");
}

TEST_CASE("A139 FD_CONNECT: with the error, if there is one") {
  const std::string lines = R"(
    0ms A socket @s
    0ms A WSAEventSelect @s events=FD_CONNECT,FD_CLOSE
    1ms A connect @s to=B:80 = WSAEWOULDBLOCK)";
  const std::string refused = told("FD_CONNECT WSAECONNREFUSED");
  row_holds("windows", lines, {.open = false, .more = refused});
  const std::string lost = told("FD_CONNECT WSAETIMEDOUT",
                                "faults = [ { do = \"drop\", from = \"A\" } ]\n");
  row_holds("windows", lines, {.open = false, .more = lost});
}

TEST_CASE("A140 FD_CLOSE: the peer's FIN, but not before everything was read") {
  const std::string lines = R"(
    200ms A WSAAsyncSelect events=FD_READ,FD_CLOSE
    300ms B send bytes=10
    300ms B shutdown how=SD_SEND)";
  posts(lines, "FD_READ");
  posts(lines + "\n700ms A recv = 10", "FD_READ,FD_CLOSE");
  posts("200ms A WSAAsyncSelect events=FD_CLOSE\n300ms A shutdown how=SD_SEND\n500ms B close",
        "FD_CLOSE");
}

TEST_CASE("A140 FD_CLOSE: with an error; nothing after our own closesocket()") {
  posts(R"(
    200ms A WSAAsyncSelect events=FD_CLOSE
    300ms B setsockopt option=SO_LINGER linger=0
    300ms B closesocket)",
        "FD_CLOSE WSAECONNRESET");
  posts("200ms A WSAAsyncSelect events=FD_CLOSE\n300ms A send bytes=1",
        "FD_CLOSE WSAECONNABORTED",
        "faults = [ { do = \"drop\", from = \"A\", after = \"250ms\" } ]\n");
  posts("200ms A WSAAsyncSelect events=FD_CLOSE\n300ms A closesocket\n500ms B closesocket", "");
}

TEST_CASE("A141 FD_OOB: urgent data") {
  posts("200ms A WSAAsyncSelect events=FD_OOB\n300ms B send bytes=1 flags=MSG_OOB", "FD_OOB");
}

TEST_CASE("A142 WSAAsyncSelect: non-blocking; replaced, cancelled; inherited by accept()") {
  posts("200ms A WSAAsyncSelect events=FD_READ\n210ms A recv = WSAEWOULDBLOCK\n"
        "300ms A WSAEventSelect events=FD_CLOSE\n400ms B send bytes=1\n500ms A recv = 1\n"
        "600ms B closesocket",
        "FD_CLOSE");
  posts("200ms A WSAAsyncSelect events=FD_READ\n210ms A WSAAsyncSelect events=none\n"
        "300ms B send bytes=1",
        "");
  const std::string more = told("FD_ACCEPT,FD_WRITE,FD_READ", "", 'B');
  row_holds("windows", R"(
    0ms B listen port=80
    0ms B WSAAsyncSelect @listener events=FD_ACCEPT,FD_READ,FD_WRITE
    10ms A connect @x to=B:80 = 0
    200ms B accept @listener = 0
    300ms A send @x bytes=3
    400ms B recv @conn#1 = 3
    410ms B recv @conn#1 = WSAEWOULDBLOCK)",
            {.open = false, .accepts = false, .more = more});
}

TEST_CASE("A143 A144 the graceful end: SD_SEND, the answer, FD_CLOSE, closesocket") {
  const std::string lines = R"(
    200ms A WSAAsyncSelect )" + std::string(kAll) + R"(
    200ms B WSAAsyncSelect events=FD_READ,FD_CLOSE
    300ms A send bytes=20 = 20
    300ms A shutdown how=SD_SEND = 0
    400ms B recv = 20
    410ms B recv = 0
    420ms B send bytes=500 = 500
    420ms B shutdown how=SD_SEND = 0
    430ms B closesocket = 0
    500ms A recv = 500
    510ms A recv = 0
    520ms A closesocket = 0)";
  row_holds("windows", lines, {.more = "expect = [\n"
      "  { host = \"A\", events = [\"FD_CONNECT\", \"FD_WRITE\", \"FD_READ\", \"FD_CLOSE\"] },\n"
      "  { host = \"B\", events = [\"FD_READ\", \"FD_CLOSE\"] },\n"
      "  { host = \"A\", states = [\"SYN_SENT\", \"ESTABLISHED\", \"FIN_WAIT_1\", "
      "\"FIN_WAIT_2\", \"TIME_WAIT\", \"CLOSED\"] },\n"
      "  { bytes = { from = \"B\", written = 500, read = 500 } },\n]\n"});
}

TEST_CASE("A050 A158 SIGPIPE: with EPIPE on POSIX, unless the program asked for none") {
  const std::string lines = "300ms A shutdown how=SHUT_WR\n310ms A send bytes=1";
  const std::string one = told("SIGPIPE");
  const std::string none = told("");
  row_holds(kPosixSystems, lines + " = EPIPE", {.more = one});
  row_holds(kPosixSystems, lines + " flags=MSG_NOSIGNAL = EPIPE", {.more = none});
  row_holds(kPosixSystems, "200ms A setsockopt option=SO_NOSIGPIPE value=1\n" + lines,
            {.more = none});
  row_holds("windows", lines + " = WSAESHUTDOWN", {.more = none});
  row_holds(kAllSystems, lines + " = BrokenPipeError", {.api = "python", .more = none});
}

TEST_CASE("A002 the descriptors are used up: socket(), accept() and dup()") {
  row_holds(kAllSystems, R"(
    0ms A socket @a = 0
    0ms A socket @b = 0
    1ms A socket @c = EMFILE
    2ms A send @c bytes=1 = EBADF
    3ms A dup @a = EMFILE
    4ms A close @b = 0
    5ms A socket @c = 0)",
            {.open = false, .set = "descriptors = 2, "});
  row_holds("windows", "0ms A socket @a = 0\n0ms A socket @b = WSAEMFILE",
            {.open = false, .set = "descriptors = 1, "});
  // What was not accepted stays in the queue.
  row_holds(kAllSystems, R"(
    0ms B listen port=80
    0ms B socket @other = 0
    0ms A connect to=B:80 = 0
    200ms B accept = EMFILE
    300ms B close @other = 0
    400ms B accept = 0)",
            {.open = false, .accepts = false, .set = "descriptors = 2, "});
}

TEST_CASE("A014 a port below 1024 without privilege: EACCES on POSIX, allowed on Windows") {
  const std::string lines = "0ms B socket @a\n0ms B bind @a port=1024 = 0\n"
                            "0ms B socket @b\n1ms B bind @b port=1023 = ";
  const RowOptions user{.open = false, .set = "privileged = false, "};
  row_holds(kPosixSystems, lines + "EACCES", user);
  row_holds("windows", lines + "0", user);
  row_holds(kAllSystems, lines + "0", {.open = false});
  row_holds(kPosixSystems, "0ms B listen port=80 = PermissionError",
            {.open = false, .api = "python", .set = "privileged = false, "});
}

TEST_CASE("A041 a signal: EINTR, and the connect goes on; Python makes the call again") {
  const std::string lines = R"(
    0ms B listen port=80
    0ms A connect @s to=B:80 = %
    10ms A signal @s
    20ms A connect @s to=B:80 nonblocking=true = EALREADY
    200ms A getpeername @s = 10.0.0.2:80
    300ms A recv @s nonblocking=false = %
    400ms A signal @s
    500ms B send bytes=2)";
  const auto with = [&](std::string_view first, std::string_view second) {
    std::string text = lines;
    text.replace(text.find('%'), 1, first);
    return text.replace(text.find('%'), 1, second);
  };
  row_holds(kPosixSystems, with("EINTR ~10ms", "EINTR ~100ms"), {.open = false});
  row_holds(kPosixSystems, with("None ~100ms", "2 ~250ms"), {.open = false, .api = "python"});
}

TEST_CASE("A148 A149 Python: leaving `with`, and garbage collection, close") {
  for (const char* way : {"__exit__", "__del__"}) {
    const std::string call = std::string("300ms A ") + way + " = None\n";
    row_holds(kAllSystems, call + "400ms B recv = b''\n500ms A recv = OSError",
              {.api = "python", .more = "expect = [ { at = \"301ms\", host = \"A\", state = "
                                        "\"FIN_WAIT_1\" } ]\n"});
    row_holds("rfc9293 linux windows macos",
              "200ms B send bytes=3\n" + call + "400ms B recv = ConnectionResetError",
              {.api = "python"});
  }
}

TEST_CASE("A150 Python: detach() closes nothing; the object is of no use any more") {
  row_holds(kAllSystems, R"(
    300ms A detach = 0
    310ms A send bytes=1 = OSError
    320ms A close = None
    400ms A exit
    500ms B recv = b'')",
            {.api = "python",
             .more = "expect = [ { at = \"399ms\", host = \"A\", state = \"ESTABLISHED\" },\n"
                     "           { at = \"401ms\", host = \"A\", state = \"FIN_WAIT_1\" } ]\n"});
}

TEST_CASE("A156 Python: create_server() sets SO_REUSEADDR on POSIX only") {
  const std::string lines = "0ms B create_server @l port=80 = None\n"
                            "1ms B getsockopt @l option=SO_REUSEADDR value=";
  row_holds(kPosixSystems, lines + "1", {.open = false, .api = "python"});
  row_holds("windows", lines + "0", {.open = false, .api = "python"});
}

TEST_CASE("A089 a socket that was shut down is not connected again") {
  row_holds(kAllSystems, R"(
    300ms A shutdown how=SHUT_RDWR
    300ms B shutdown how=SHUT_RDWR
    60s A connect @conn#1 to=B:80 = EISCONN)");
}

TEST_CASE("A098 close() with unread data and a closed window: the RST stands at SND.NXT") {
  const std::string lines = R"(
    0ms B socket @l
    0ms B setsockopt @l option=SO_RCVBUF value=4000
    0ms B listen @l port=80
    0ms A connect port=5000 to=B:80
    200ms A send bytes=9000 = 9000
    300ms B send @conn#1 bytes=10
    400ms A close = 0
    500ms B recv @conn#1 = )";
  const std::string reset = sends("\"...\", \"A > R. 4001:4001(0) ack 11\"");
  row_holds("linux", lines + "4000\n510ms B recv @conn#1 = ECONNRESET",
            {.open = false, .more = reset});
  row_holds("rfc9293 macos", lines + "4000\n510ms B recv @conn#1 = ECONNRESET", {.open = false});
}

TEST_CASE("A100 close() in an active SYN_RECEIVED: a FIN, FIN_WAIT_1") {
  row_holds(kAllSystems, R"(
    0ms A connect port=5000 to=B:6000
    0ms B connect port=6000 to=A:5000
    60ms A close = 0 ~0ms)",
            {.open = false,
             .more = "expect = [ { at = \"55ms\", host = \"A\", state = \"SYN_RECEIVED\" },\n"
                     "           { at = \"61ms\", host = \"A\", state = \"FIN_WAIT_1\" } ]\n"});
}

TEST_CASE("A125 TCP_NODELAY: each small send leaves at once; with Nagle they are merged") {
  const std::string three = R"(
    300ms A send data=a
    301ms A send data=b
    302ms A send data=c)";
  const std::string handshake =
      "\"A > S 0:0(0)\", \"B > S. 0:0(0) ack 1\", \"A > . 1:1(0) ack 1\", ";
  const std::string merged =
      sends(handshake + "\"A > P. 1:2(1) ack 1\", \"B > . 1:1(0) ack 2\", "
                        "\"A > P. 2:4(2) ack 1\", \"B > . 1:1(0) ack 4\"");
  row_holds(kAllSystems, three, {.more = merged});
  const std::string apart = sends(handshake + "\"A > P. 1:2(1) ack 1\", \"A > P. 2:3(1) ack 1\", "
                                              "\"A > P. 3:4(1) ack 1\", \"...\"");
  row_holds(kAllSystems, "200ms A setsockopt option=TCP_NODELAY value=1" + three, {.more = apart});
}

TEST_CASE("A161 TCP_CORK, on BSD TCP_NOPUSH: small sends wait and leave together") {
  const auto corked = [](const std::string& option) {
    return "200ms A setsockopt option=" + option + " value=1 = 0\n" +
           "210ms A getsockopt option=" + option + " value=1 = 0\n" + R"(
    300ms A send data=a
    301ms A send data=b
    320ms A setsockopt value=0 option=)" + option;
  };
  const std::string together =
      sends("\"A > S 0:0(0)\", \"B > S. 0:0(0) ack 1\", \"A > . 1:1(0) ack 1\", "
            "\"A > P. 1:3(2) ack 1\", \"B > . 1:1(0) ack 3\"");
  row_holds("linux", corked("TCP_CORK"), {.more = together});
  row_holds("freebsd macos", corked("TCP_NOPUSH"), {.more = together});
  row_holds("rfc9293 freebsd macos", "200ms A setsockopt option=TCP_CORK = ENOPROTOOPT");
  row_holds("rfc9293 linux", "200ms A getsockopt option=TCP_NOPUSH = ENOPROTOOPT");
  row_holds("windows", "200ms A setsockopt option=TCP_CORK = WSAENOPROTOOPT");
}

TEST_CASE("A162 A163 MSG_MORE and MSG_EOR: kept on Linux, ignored by the RFC, refused elsewhere") {
  const std::string more = R"(
    300ms A send data=a flags=MSG_MORE = 1
    301ms A send data=b = 1)";
  const std::string handshake =
      "\"A > S 0:0(0)\", \"B > S. 0:0(0) ack 1\", \"A > . 1:1(0) ack 1\", ";
  const std::string together =
      sends(handshake + "\"A > P. 1:3(2) ack 1\", \"B > . 1:1(0) ack 3\"");
  const std::string apart = sends(handshake + "\"A > P. 1:2(1) ack 1\", \"...\"");
  row_holds("linux", more, {.more = together});
  row_holds("rfc9293 freebsd macos", more, {.more = apart});
  row_holds("windows", "300ms A send data=a flags=MSG_MORE = WSAEOPNOTSUPP");
  const std::string record = "300ms A send data=a flags=MSG_EOR = ";
  row_holds("rfc9293 linux", record + "1");
  row_holds("freebsd macos", record + "EINVAL");
  row_holds("windows", record + "WSAEOPNOTSUPP");
}

TEST_CASE("A164 MSG_PEEK: the octets stay for the next recv()") {
  row_holds(kAllSystems, R"(
    200ms A send bytes=10
    300ms B recv @conn#1 max=4 flags=MSG_PEEK = 4
    310ms B recv @conn#1 flags=MSG_PEEK = 10
    320ms B recv @conn#1 max=4 = 4
    330ms B recv @conn#1 flags=MSG_PEEK = 6)");
}

TEST_CASE("A165 TCP_KEEPINIT: how long connect() may take, on BSD") {
  const std::string lost = "faults = [ { do = \"drop\", from = \"A\" } ]\n";
  const std::string lines = R"(
    0ms A socket
    1ms A setsockopt option=TCP_KEEPINIT value=3 = 0
    2ms A getsockopt option=TCP_KEEPINIT value=3 = 0
    10ms A connect port=5000 to=B:80 = ETIMEDOUT ~3s)";
  row_holds("freebsd macos", lines, {.open = false, .more = lost});
  row_holds("rfc9293 linux", "200ms A setsockopt option=TCP_KEEPINIT value=3 = ENOPROTOOPT");
  row_holds("windows", "200ms A setsockopt option=TCP_KEEPINIT value=3 = WSAENOPROTOOPT");
}
