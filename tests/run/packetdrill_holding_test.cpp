// packetdrill: TCP_CORK, MSG_MORE, MSG_EOR, MSG_PEEK, TCP_INQ, MSG_ZEROCOPY, edge-triggered epoll,
// TCP_KEEPINIT and the ICMP messages that FreeBSD keeps, in scripts of our own.
#include <doctest/doctest.h>

#include <string>

#include "sim/run/packetdrill_run.hpp"

using namespace finwait;

namespace {

DrillRun play(const std::string& text, ProfileName profile = ProfileName::Linux) {
  const Result<DrillScript> script = read_packetdrill(text, "h.pkt");
  REQUIRE_MESSAGE(script.ok(), script.error().text());
  DrillOptions options;
  options.profile = profile;
  Result<DrillRun> run = run_packetdrill(script.value(), options);
  REQUIRE_MESSAGE(run.ok(), run.error().text());
  return run.take();
}

void check_passes(const std::string& text, ProfileName profile = ProfileName::Linux) {
  const DrillRun run = play(text, profile);
  INFO(run.error);
  for (const DrillNote& note : run.skipped) CHECK_MESSAGE(note.what.empty(), note.what);
  CHECK(run.verdict == DrillRun::Verdict::Passed);
}

void check_fails(const std::string& text, const std::string& part,
                 ProfileName profile = ProfileName::Linux) {
  const DrillRun run = play(text, profile);
  CHECK(run.verdict == DrillRun::Verdict::Failed);
  CHECK_MESSAGE(run.error.find(part) != std::string::npos, run.error);
}

// A client of segments of 500 octets, 50 ms away.
const std::string kOpen =
    "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
    "+0 setsockopt(3, SOL_SOCKET, SO_ZEROCOPY, [1], 4) = 0\n"
    "+0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0\n"
    "+0 connect(3, ..., ...) = -1 EINPROGRESS (Operation now in progress)\n"
    "+0 > S 0:0(0) <...>\n"
    "+.05 < S. 0:0(0) ack 1 win 60000 <mss 500>\n"
    "+0 > . 1:1(0) ack 1\n";

std::string acked(int to) {
  return "+.05 < . 1:1(0) ack " + std::to_string(to) + " win 60000\n";
}

}  // namespace

TEST_CASE("packetdrill: A161 TCP_CORK holds what is less than a segment, until an RTO has passed") {
  check_passes(kOpen + "+0 setsockopt(3, SOL_TCP, TCP_CORK, [1], 4) = 0\n"
                       "+0 getsockopt(3, SOL_TCP, TCP_CORK, [1], [4]) = 0\n"
                       "+0 write(3, ..., 1300) = 1300\n"
                       "+0 > P. 1:1001(1000) ack 1\n" + acked(1001) +
               "+.1 write(3, ..., 100) = 100\n"
               "+.02 setsockopt(3, SOL_TCP, TCP_CORK, [0], 4) = 0\n"
               "+0 > P. 1001:1401(400) ack 1\n" + acked(1401) +
               "+0 setsockopt(3, SOL_TCP, TCP_CORK, [1], 4) = 0\n"
               "+0 write(3, ..., 7) = 7\n"
               "+.2~+.3 > P. 1401:1408(7) ack 1\n");
  check_fails(kOpen + "+0 setsockopt(3, SOL_TCP, TCP_CORK, [1], 4) = 0\n"
                      "+0 write(3, ..., 100) = 100\n"
                      "+0 > P. 1:101(100) ack 1\n", "timing error");
}

TEST_CASE("packetdrill: A161 TCP_CORK gives way to TCP_NODELAY once, and to the FIN") {
  check_passes(kOpen + "+0 setsockopt(3, SOL_TCP, TCP_CORK, [1], 4) = 0\n"
                       "+0 write(3, ..., 30) = 30\n"
                       "+.01 setsockopt(3, SOL_TCP, TCP_NODELAY, [1], 4) = 0\n"
                       "+0 > P. 1:31(30) ack 1\n" + acked(31) +
               "+0 write(3, ..., 30) = 30\n"
               "+.1 close(3) = 0\n"
               "+0 > FP. 31:61(30) ack 1\n");
}

TEST_CASE("packetdrill: A161 freebsd has TCP_NOPUSH in its place, windows nothing") {
  const std::string nopush = kOpen.substr(0, kOpen.find("+0 setsockopt")) +
                             kOpen.substr(kOpen.find("+0 fcntl"));
  check_passes(nopush + "+0 setsockopt(3, SOL_TCP, TCP_NOPUSH, [1], 4) = 0\n"
                        "+0 write(3, ..., 600) = 600\n"
                        "+0 > . 1:501(500) ack 1\n" + acked(501) +
               "+1 setsockopt(3, SOL_TCP, TCP_NOPUSH, [0], 4) = 0\n"
               "+0 > P. 501:601(100) ack 1\n",
               ProfileName::FreeBsd);
  check_passes(nopush + "+0 setsockopt(3, SOL_TCP, TCP_CORK, [1], 4) = -1 ENOPROTOOPT\n",
               ProfileName::FreeBsd);
  for (const char* option : {"TCP_CORK", "TCP_NOPUSH", "TCP_KEEPINIT"})
    check_passes(nopush + "+0 setsockopt(3, SOL_TCP, " + option + ", [1], 4) = -1 ENOPROTOOPT\n",
                 ProfileName::Windows);
}

TEST_CASE("packetdrill: A162 MSG_MORE corks one write, and what it lets go has no PSH") {
  check_passes(kOpen + "+0 setsockopt(3, SOL_TCP, TCP_NODELAY, [1], 4) = 0\n"
                       "+0 send(3, ..., 20, MSG_MORE) = 20\n"
                       "+.02 send(3, ..., 20, MSG_MORE) = 20\n"
                       "+.02 send(3, ..., 20, 0) = 20\n"
                       "+0 > P. 1:61(60) ack 1\n" + acked(61) +
               "+0 sendmsg(3, {msg_name(...)=..., msg_iov(2)=[{..., 500}, {..., 40}],\n"
               "               msg_flags=0}, MSG_MORE) = 540\n"
               "+0 > . 61:561(500) ack 1\n" + acked(561) +
               "+0 > . 561:601(40) ack 1\n");
  check_passes(kOpen + "+0 send(3, ..., 20, MSG_MORE) = -1 EOPNOTSUPP\n", ProfileName::Windows);
}

TEST_CASE("packetdrill: A163 MSG_EOR, a record keeps to itself, also when it is sent again") {
  check_passes(kOpen + "+0 setsockopt(3, SOL_TCP, TCP_NODELAY, [1], 4) = 0\n"
                       "+0 write(3, ..., 5000) = 5000\n"
                       "+0 > P. 1:5001(5000) ack 1\n"
                       "+0 write(3, ..., 50) = 50\n"
                       "+0 send(3, ..., 50, MSG_EOR) = 50\n"
                       "+0 send(3, ..., 60, MSG_EOR) = 60\n"
                       "+0 write(3, ..., 70) = 70\n" + acked(5001) +
               "+0 > P. 5001:5101(100) ack 1\n"
               "+0 > P. 5101:5161(60) ack 1\n"
               "+0 > P. 5161:5231(70) ack 1\n"
               "+.2~+.4 > P. 5001:5101(100) ack 1\n");
  check_passes(kOpen.substr(0, kOpen.find("+0 setsockopt")) + kOpen.substr(kOpen.find("+0 fcntl")) +
                   "+0 send(3, ..., 50, MSG_EOR) = -1 EINVAL (Invalid argument)\n",
               ProfileName::FreeBsd);
}

TEST_CASE("packetdrill: A164 MSG_PEEK takes nothing, on any system") {
  const std::string open = kOpen.substr(0, kOpen.find("+0 setsockopt")) +
                           kOpen.substr(kOpen.find("+0 fcntl"));
  for (const ProfileName profile : {ProfileName::Rfc9293, ProfileName::Linux,
                                    ProfileName::FreeBsd, ProfileName::Windows})
    check_passes(open + "+0 recv(3, ..., 9, MSG_PEEK) = -1 EAGAIN\n"
                        "+0 < P. 1:11(10) ack 1 win 60000\n"
                        "+0 recv(3, ..., 9, MSG_PEEK) = 9\n"
                        "+0 recv(3, ..., 99, MSG_PEEK) = 10\n"
                        "+0 recv(3, ..., 99, 0) = 10\n"
                        "+0 recv(3, ..., 99, MSG_PEEK) = -1 EAGAIN\n", profile);
}

TEST_CASE("packetdrill: TCP_INQ tells what is left unread, and of the peer's FIN") {
  const auto reads = [](int octets, int left) {
    return "+0 recvmsg(3, {msg_name(...)=..., msg_iov(1)=[{..., " + std::to_string(octets) +
           "}], msg_flags=0, msg_control=[{cmsg_level=SOL_TCP, cmsg_type=TCP_CM_INQ, cmsg_data=" +
           std::to_string(left) + "}]}, 0) = " + std::to_string(octets) + "\n";
  };
  const std::string came = kOpen + "+0 setsockopt(3, SOL_TCP, TCP_INQ, [1], 4) = 0\n"
                                   "+0 getsockopt(3, SOL_TCP, TCP_INQ, [1], [4]) = 0\n"
                                   "+0 < P. 1:401(400) ack 1 win 60000\n"
                                   "+0~+.05 > . 1:1(0) ack 401\n";
  check_passes(came + reads(100, 300) + "+0 < F. 401:401(0) ack 1 win 60000\n"
                                        "+0~+.05 > . 1:1(0) ack 402\n" + reads(300, 1));
  check_fails(came + reads(100, 299), "bad TCP_CM_INQ: expected: 299 actual: 300");
  check_fails(kOpen + "+0 < P. 1:401(400) ack 1 win 60000\n" + reads(100, 300),
              "expected a control message");
  CHECK(play("0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
             "+0 setsockopt(3, SOL_TCP, TCP_INQ, [1], 4) = 0\n", ProfileName::FreeBsd).verdict ==
        DrillRun::Verdict::Skipped);
}

namespace {

// Reads of Linux's error queue: sends `first` to `last` need their buffers no more.
std::string copied(int first, int last) {
  return "+0 recvmsg(3, {msg_name(...)=..., msg_iov(1)=[{..., 0}], msg_flags=MSG_ERRQUEUE,\n"
         " msg_control=[{cmsg_level=CMSG_LEVEL_IP, cmsg_type=CMSG_TYPE_RECVERR,\n"
         " cmsg_data={ee_errno=0, ee_origin=SO_EE_ORIGIN_ZEROCOPY, ee_type=0,\n"
         " ee_code=SO_EE_CODE_ZEROCOPY_COPIED, ee_info=" + std::to_string(first) +
         ", ee_data=" + std::to_string(last) + "}}]}, MSG_ERRQUEUE) = 0\n";
}

std::string uncopied(int from, int to) {
  const std::string length = std::to_string(to - from);
  return "+0 send(3, ..., " + length + ", MSG_ZEROCOPY) = " + length + "\n+0 > P. " +
         std::to_string(from) + ":" + std::to_string(to) + "(" + length + ") ack 1\n";
}

const std::string kEmpty =
    "+0 recvmsg(3, {msg_name(...)=..., msg_iov(1)=[{..., 0}], msg_flags=MSG_ERRQUEUE,\n"
    " msg_control=[]}, MSG_ERRQUEUE) = -1 EAGAIN (Resource temporarily unavailable)\n";

}  // namespace

TEST_CASE("packetdrill: MSG_ZEROCOPY, the error queue tells what the peer has acknowledged") {
  check_passes(kOpen + uncopied(1, 1001) + kEmpty + acked(1001) + uncopied(1001, 1101) +
               copied(0, 0) + kEmpty + acked(1101) + uncopied(1101, 1201) + acked(1201) +
               copied(1, 2) + kEmpty);
  check_fails(kOpen + uncopied(1, 1001) + acked(1001) + copied(0, 1),
              "bad ee_data: expected: 1 actual: 0");
  // Without SO_ZEROCOPY it is a send like any other; what else the queue tells is not simulated.
  const std::string off = "+0 setsockopt(3, SOL_SOCKET, SO_ZEROCOPY, [0], 4) = 0\n";
  check_passes(kOpen + off + uncopied(1, 101) + acked(101) + kEmpty);
  CHECK(play(kOpen + off + copied(0, 0)).verdict == DrillRun::Verdict::Skipped);
}

TEST_CASE("packetdrill: edge-triggered epoll tells once of what came, and of room that came back") {
  const std::string set = kOpen + "+0 epoll_create(1) = 5\n"
                                  "+0 epoll_ctl(5, EPOLL_CTL_ADD, 3,\n"
                                  "  {events=EPOLLIN|EPOLLOUT|EPOLLET, fd=3}) = 0\n"
                                  "+0 epoll_wait(5, {events=EPOLLOUT, fd=3}, 1, 0) = 1\n"
                                  "+0 epoll_wait(5, {events=0, ptr=0}, 1, 0) = 0\n";
  const std::string both = "+0 epoll_wait(5, {events=EPOLLIN|EPOLLOUT, fd=3}, 1, 0) = 1\n"
                           "+0 epoll_wait(5, {events=0, ptr=0}, 1, 0) = 0\n";
  check_passes(set + "+0 < P. 1:101(100) ack 1 win 60000\n" + both +
               "+0~+.05 > . 1:1(0) ack 101\n"
               "+0 read(3, ..., 40) = 40\n"
               "+0 epoll_wait(5, {events=0, ptr=0}, 1, 0) = 0\n"
               "+0 < P. 101:111(10) ack 1 win 60000\n" + both);
  check_passes(set + "+0 < P. 1:101(100) ack 1 win 60000\n"
                     "+0~+.05 > . 1:1(0) ack 101\n"
                     "+0 read(3, ..., 100) = 100\n"
                     "+0 write(3, ..., 100) = 100\n"
                     "+0 > P. 1:101(100) ack 101\n"
                     "+0 < . 101:101(0) ack 101 win 60000\n"
                     "+0 epoll_wait(5, {events=EPOLLOUT, fd=3}, 1, 0) = 1\n");
  check_fails(set + "+0 < P. 1:101(100) ack 1 win 60000\n" + both + both, "got 0");
}

TEST_CASE("packetdrill: epoll_wait waits for an edge; EPOLLONESHOT tells once until set again") {
  const std::string waits = kOpen + "+0 epoll_create(1) = 5\n"
                                    "+0 epoll_ctl(5, EPOLL_CTL_ADD, 3,\n"
                                    "  {events=EPOLLIN|EPOLLET, fd=3}) = 0\n";
  check_passes(waits + "+0 epoll_wait(5, {events=0, ptr=0}, 1, 70) = 0\n"
                       "+0 %{ assert tcpi_state == TCP_ESTABLISHED }%\n"
                       "+0 < P. 1:11(10) ack 1 win 60000\n"
                       "+0 epoll_wait(5, {events=EPOLLIN, fd=3}, 1, 70) = 1\n");
  const std::string once = "{events=EPOLLIN|EPOLLONESHOT, fd=3}";
  check_passes(kOpen + "+0 epoll_create(1) = 5\n"
                       "+0 epoll_ctl(5, EPOLL_CTL_ADD, 3, " + once + ") = 0\n"
                       "+0 < P. 1:11(10) ack 1 win 60000\n"
                       "+0 epoll_wait(5, {events=EPOLLIN, fd=3}, 1, 0) = 1\n"
                       "+0 epoll_wait(5, {events=0, ptr=0}, 1, 0) = 0\n"
                       "+0 epoll_ctl(5, EPOLL_CTL_MOD, 3, " + once + ") = 0\n"
                       "+0 epoll_wait(5, {events=EPOLLIN, fd=3}, 1, 0) = 1\n");
}

TEST_CASE("packetdrill: epoll with MSG_ZEROCOPY tells EPOLLERR once for each edge") {
  check_passes(kOpen + "+0 epoll_create(1) = 5\n"
                       "+0 epoll_ctl(5, EPOLL_CTL_ADD, 3, {events=EPOLLOUT|EPOLLET, fd=3}) = 0\n"
                       "+0 epoll_wait(5, {events=EPOLLOUT, fd=3}, 1, 0) = 1\n" +
               uncopied(1, 101) + acked(101) +
               "+0 epoll_wait(5, {events=EPOLLERR|EPOLLOUT, fd=3}, 1, 0) = 1\n"
               "+0 epoll_wait(5, {events=0, ptr=0}, 1, 0) = 0\n" + copied(0, 0));
}

TEST_CASE("packetdrill: linux, the congestion window grows while it limits, and rests, too") {
  const std::string few = kOpen + "+0 write(3, ..., 2000) = 2000\n"
                                  "+0 > P. 1:2001(2000) ack 1\n" + acked(2001);
  check_passes(few + "+0 %{ assert tcpi_snd_cwnd == 10, tcpi_snd_cwnd }%\n");
  const std::string many = kOpen + "+0 write(3, ..., 10000) = 10000\n"
                                   "+0 > P. 1:5001(5000) ack 1\n" + acked(5001) +
                           "+0 > P. 5001:10001(5000) ack 1\n"
                           "+0 %{ assert tcpi_snd_cwnd == 20, tcpi_snd_cwnd }%\n" + acked(10001);
  const std::string rested = "+2 write(3, ..., 10000) = 10000\n"
                             "+0 > P. 10001:15001(5000) ack 1\n"
                             "+.01 < . 1:1(0) ack 10001 win 60000\n";
  check_passes(many + rested + "+0 %{ assert tcpi_snd_cwnd == 10, tcpi_snd_cwnd }%\n");
  check_passes("`sysctl -w net.ipv4.tcp_slow_start_after_idle=0`\n" + many +
               "+2 write(3, ..., 10000) = 10000\n"
               "+0 > P. 10001:20001(10000) ack 1\n");
}

namespace {

// A client of FreeBSD whose SYN is not answered.
std::string syn_sent(const std::string& before) {
  return "0 `sysctl -w net.inet.tcp.rexmit_initial=100; sysctl -w net.inet.tcp.rexmit_slop=0`\n"
         "+0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n" + before +
         "+0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0\n"
         "+0 connect(3, ..., ...) = -1 EINPROGRESS (Operation now in progress)\n"
         "+0 > S 0:0(0) <...>\n";
}

std::string so_error(const std::string& error) {
  return "+0 getsockopt(3, SOL_SOCKET, SO_ERROR, [" + error + "], [4]) = 0\n";
}

const std::string kUnreachable = "+0 < [0:0(0)] icmp unreachable host_unreachable\n";

}  // namespace

TEST_CASE("packetdrill: A165 freebsd, TCP_KEEPINIT is how long the connection may take to open") {
  const auto keepinit = [](const char* value) {
    return std::string("setsockopt(3, IPPROTO_TCP, TCP_KEEPINIT, [") + value + "], 4) = 0\n";
  };
  check_passes("0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
               "+0 getsockopt(3, IPPROTO_TCP, TCP_KEEPINIT, [75], [4]) = 0\n"
               "+0 " + keepinit("2") +
               "+0 getsockopt(3, IPPROTO_TCP, TCP_KEEPINIT, [2], [4]) = 0\n",
               ProfileName::FreeBsd);
  const std::string again = "+.1 > S 0:0(0) <...>\n+.2 > S 0:0(0) <...>\n+.4 > S 0:0(0) <...>\n"
                            "+.8 > S 0:0(0) <...>\n";
  check_passes(syn_sent("+0 " + keepinit("2")) + again + "+.4 `true`\n" + so_error("0") +
               "+.2 `true`\n" + so_error("ETIMEDOUT"), ProfileName::FreeBsd);
  check_passes(syn_sent("") + "+0 " + keepinit("1") +
               "+.1 > S 0:0(0) <...>\n+.2 > S 0:0(0) <...>\n+.4 > S 0:0(0) <...>\n"
               "+.4 `true`\n" + so_error("ETIMEDOUT"), ProfileName::FreeBsd);
}

TEST_CASE("packetdrill: T184 freebsd, a message that refuses nothing stands in for ETIMEDOUT") {
  const std::string keepinit = "+0 setsockopt(3, IPPROTO_TCP, TCP_KEEPINIT, [1], 4) = 0\n";
  check_passes(syn_sent(keepinit) + kUnreachable + so_error("0") +
               "+.1 > S 0:0(0) <...>\n+.2 > S 0:0(0) <...>\n+.4 > S 0:0(0) <...>\n"
               "+.4 `true`\n" + so_error("EHOSTUNREACH"), ProfileName::FreeBsd);
}

TEST_CASE("packetdrill: T184 freebsd, after four SYNs again the second message ends the attempt") {
  const std::string again = "+.1 > S 0:0(0) <...>\n+.2 > S 0:0(0) <...>\n+.4 > S 0:0(0) <...>\n";
  const std::string fourth = "+.8 > S 0:0(0) <...>\n";
  check_passes(syn_sent("") + kUnreachable + again + kUnreachable + so_error("0") + fourth +
               kUnreachable + so_error("EHOSTUNREACH"), ProfileName::FreeBsd);
  check_passes(syn_sent("") + again + fourth + kUnreachable + so_error("0") + kUnreachable +
               so_error("EHOSTUNREACH"), ProfileName::FreeBsd);
}

TEST_CASE("packetdrill: T184 freebsd, a half-open request goes with the second message") {
  const std::string half =
      "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
      "+0 bind(3, ..., ...) = 0\n"
      "+0 listen(3, 2) = 0\n"
      "+.1 < S 0:0(0) win 30000 <mss 1000>\n"
      "+0 > S. 0:0(0) ack 1 <mss 1460>\n" + kUnreachable +
      "+1~+1.3 > S. 0:0(0) ack 1 <mss 1460>\n"
      "+2~+2.3 > S. 0:0(0) ack 1 <mss 1460>\n";
  const std::string answer = "+.1 < . 1:1(0) ack 1 win 30000\n";
  check_passes(half + kUnreachable + answer + "+0 accept(3, ..., ...) = 4\n", ProfileName::FreeBsd);
  check_passes(half + "+4~+4.3 > S. 0:0(0) ack 1 <mss 1460>\n" + kUnreachable + answer +
               "+0 > R 1:1(0)\n", ProfileName::FreeBsd);
}

TEST_CASE("packetdrill: TS val ... stands for any timestamp, in what is sent") {
  const std::string begin = "--tcp_ts_tick_usecs=1000\n"
                            "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
                            "+0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0\n"
                            "+0 connect(3, ..., ...) = -1 EINPROGRESS\n"
                            "+0 > S 0:0(0) <mss 1460,sackOK,TS val 100 ecr 0,nop,wscale 7>\n"
                            "+.7 < S. 0:0(0) ack 1 win 60000 <mss 500,nop,nop,TS val 9 ecr 100>\n";
  check_passes(begin + "+0 > . 1:1(0) ack 1 <nop,nop,TS val ... ecr 9>\n");
  check_fails(begin + "+0 > . 1:1(0) ack 1 <nop,nop,TS val 100 ecr 9>\n", "timestamp value");
  CHECK_FALSE(read_packetdrill(begin + "+0 < . 1:1(0) ack 1 win 9 <nop,nop,TS val ... ecr 9>\n",
                               "h.pkt").ok());
}

TEST_CASE("packetdrill: segments that count as one have the fields of the last") {
  const std::string sent = kOpen + "+0 setsockopt(3, SOL_TCP, TCP_NODELAY, [1], 4) = 0\n"
                                   "+0 write(3, ..., 10) = 10\n"
                                   "+0 > P. 1:11(10) ack 1\n" + acked(11) +
                           "+0 send(3, ..., 1500, MSG_MORE) = 1500\n";
  check_passes(sent + "+0 > . 11:1511(1500) ack 1\n");
  check_fails(kOpen + "+0 write(3, ..., 1500) = 1500\n+0 > . 1:1501(1500) ack 1\n",
              "tcp_psh: expected: 0 vs actual: 1");
  // Only the last of them may have a length of its own.
  const std::string records = kOpen + "+0 setsockopt(3, SOL_TCP, TCP_CORK, [1], 4) = 0\n"
                                      "+0 send(3, ..., 100, MSG_EOR) = 100\n"
                                      "+0 send(3, ..., 500, MSG_EOR) = 500\n"
                                      "+0 setsockopt(3, SOL_TCP, TCP_CORK, [0], 4) = 0\n";
  check_passes(records + "+0 > P. 1:601(600) ack 1\n");
  check_fails(records + "+0 send(3, ..., 50, MSG_EOR) = 50\n+0 > P. 1:651(650) ack 1\n",
              "tcp_payload");
}

TEST_CASE("packetdrill: tcp_info tells of the octets and the time since the last") {
  check_passes(kOpen + "+.3 %{ assert tcpi_last_data_recv == 300, tcpi_last_data_recv }%\n"
                       "+0 %{ assert tcpi_bytes_received == 0 }%\n"
                       "+0 < P. 1:401(400) ack 1 win 60000\n"
                       "+0~+.05 > . 1:1(0) ack 401\n"
                       "+0 %{ assert tcpi_bytes_received == 400 }%\n"
                       "+.2 %{ assert 199 <= tcpi_last_data_recv <= 201 }%\n");
}

TEST_CASE("packetdrill: SO_TIMESTAMPING, when a send's last octet left and was acknowledged") {
  const auto stamp = [](const std::string& time, const std::string& what, int key) {
    return "+0 recvmsg(3, {msg_name(...)=..., msg_iov(1)=[{..., 0}],\n"
           " msg_flags=MSG_ERRQUEUE|MSG_TRUNC, msg_control=[{cmsg_level=SOL_SOCKET,\n"
           " cmsg_type=SCM_TIMESTAMPING, cmsg_data={scm_sec=0, scm_nsec=" + time + "}},\n"
           " {cmsg_level=CMSG_LEVEL_IP, cmsg_type=CMSG_TYPE_RECVERR, cmsg_data={ee_errno=ENOMSG,\n"
           " ee_origin=SO_EE_ORIGIN_TIMESTAMPING, ee_type=0, ee_code=0,\n"
           " ee_info=SCM_TSTAMP_" + what + ", ee_data=" + std::to_string(key) +
           "}}]}, MSG_ERRQUEUE) = 0\n";
  };
  const std::string sent = kOpen + "+0 setsockopt(3, SOL_SOCKET, SO_TIMESTAMPING,\n"
                                   " [SOF_TIMESTAMPING_TX_SOFTWARE|SOF_TIMESTAMPING_TX_ACK|\n"
                                   "  SOF_TIMESTAMPING_OPT_ID], 4) = 0\n"
                                   "+.05 write(3, ..., 700) = 700\n"
                                   "+0 > P. 1:701(700) ack 1\n";
  const std::string left = stamp("100000000", "SND", 699);
  check_passes(sent + left + kEmpty + acked(701) + stamp("150000000", "ACK", 699) + kEmpty +
               "+0 write(3, ..., 10) = 10\n+0 > P. 701:711(10) ack 1\n" +
               stamp("150000000", "SND", 709));
  check_fails(sent + stamp("150000000", "SND", 699), "timing error: expected timestamp");
  check_fails(sent + stamp("100000000", "SND", 698), "bad ee_data: expected: 698 actual: 699");
}
