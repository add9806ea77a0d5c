// packetdrill scripts: the language, the rules of comparison, and our corpus on three systems.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "sim/run/packetdrill_run.hpp"
#include "sim/run/packetdrill_scenario.hpp"

using namespace finwait;

namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

DrillRun play(const std::string& text, ProfileName profile = ProfileName::Linux) {
  const Result<DrillScript> script = read_packetdrill(text, "s.pkt");
  REQUIRE_MESSAGE(script.ok(), script.error().text());
  DrillOptions options;
  options.profile = profile;
  Result<DrillRun> run = run_packetdrill(script.value(), options);
  REQUIRE_MESSAGE(run.ok(), run.error().text());
  return run.take();
}

std::string error_of(const std::string& text) {
  const Result<DrillScript> script = read_packetdrill(text, "s.pkt");
  return script.ok() ? "" : script.error().text();
}

bool passes(const std::string& text, ProfileName profile = ProfileName::Linux) {
  const DrillRun run = play(text, profile);
  INFO(run.error);
  CHECK(run.error.empty());
  return run.verdict == DrillRun::Verdict::Passed;
}

// Descriptor 3 connected, at 0.1 s.
const std::string kOpen =
    "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
    "+0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0\n"
    "+0 connect(3, ..., ...) = -1 EINPROGRESS (Operation now in progress)\n"
    "+0 > S 0:0(0) <...>\n"
    "+.1 < S. 0:0(0) ack 1 win 32000 <mss 1000>\n"
    "+0 > . 1:1(0) ack 1\n";

struct Variant {
  ProfileName profile;
  std::string_view suffix;
};
constexpr Variant kSystems[] = {{ProfileName::Rfc9293, ".rfc9293"},
                                {ProfileName::Linux, ".linux"},
                                {ProfileName::FreeBsd, ".freebsd"}};

}  // namespace

TEST_CASE("packetdrill: our corpus holds, every state has its scripts") {
  std::set<std::string> stems;
  for (const auto& entry : fs::directory_iterator(FINWAIT_SOURCE_DIR "/tests/packetdrill"))
    if (entry.path().extension() == ".pkt") stems.insert(entry.path().stem().string());
  REQUIRE(stems.size() > 90);
  for (const Variant& system : kSystems) {
    for (const std::string& stem : stems) {
      const size_t dot = stem.find('.');
      const bool base = dot == std::string::npos;
      if (base && stems.count(stem + std::string(system.suffix)) != 0) continue;
      if (!base && stem.substr(dot) != system.suffix) continue;
      const std::string file =
          std::string(FINWAIT_SOURCE_DIR "/tests/packetdrill/") + stem + ".pkt";
      const DrillRun run = play(text_of(file), system.profile);
      CHECK_MESSAGE(run.verdict == DrillRun::Verdict::Passed,
                    stem << " on " << profile_text(system.profile) << ": " << run.error);
    }
  }
  for (const char* state :
       {"closed", "listen", "syn-sent", "syn-received", "established", "fin-wait-1", "fin-wait-2",
        "close-wait", "closing", "last-ack", "time-wait"}) {
    const auto of_state = std::count_if(stems.begin(), stems.end(), [&](const std::string& stem) {
      return stem.starts_with(std::string(state) + "-");
    });
    CHECK_MESSAGE(of_state >= 4, state);
  }
}

TEST_CASE("packetdrill: a wrong expectation fails at its line, with both segments") {
  const DrillRun run = play(kOpen + "+.1 close(3) = 0\n+0 > F. 1:1(0) ack 2\n");
  CHECK(run.verdict == DrillRun::Verdict::Failed);
  CHECK(run.error ==
        "s.pkt:8: error handling packet: live packet field tcp_ack_seq: expected: 2 vs actual: 1\n"
        "  script packet: > F. 1:1(0) ack 2\n"
        "  actual packet: > F. 1:1(0) ack 1 win 64240 at 0.200");
}

TEST_CASE("packetdrill: flags are compared with PSH, options in their order") {
  CHECK(passes(kOpen + "+0 write(3, ..., 10) = 10\n+0 > P. 1:11(10) ack 1\n"));
  CHECK(play(kOpen + "+0 write(3, ..., 10) = 10\n+0 > . 1:11(10) ack 1\n").error.find("tcp_psh") !=
        std::string::npos);
  const std::string head =
      "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n+0...1 connect(3, ..., ...) = 0\n";
  const std::string tail = "+0 < S. 0:0(0) ack 1 win 100\n";
  const std::string syn = "+0 > S 0:0(0) <mss 1460,sackOK,TS val 7 ecr 0,nop,wscale 7>\n";
  CHECK(play(head + syn + "+1 < S. 0:0(0) ack 1 win 100\n").error.empty());
  const std::string swapped = "+0 > S 0:0(0) <sackOK,mss 1460,TS val 7 ecr 0,nop,wscale 7>\n";
  CHECK(play(head + swapped + tail).error.find("bad outbound TCP options") != std::string::npos);
  const std::string none = "+0 > S 0:0(0)\n";
  CHECK(play(head + none + tail).error.find("bad outbound TCP options") != std::string::npos);
}

TEST_CASE("packetdrill: times are absolute, relative, ranges or any; 4 ms are tolerated") {
  const std::string lost = kOpen + "+0 write(3, ..., 10) = 10\n+0 > P. 1:11(10) ack 1\n";
  CHECK(passes(lost + "+.3 > P. 1:11(10) ack 1\n"));
  CHECK(passes(lost + "+.304 > P. 1:11(10) ack 1\n"));
  CHECK(passes(lost + "0.4 > P. 1:11(10) ack 1\n"));
  CHECK(passes(lost + ".35~.45 > P. 1:11(10) ack 1\n"));
  CHECK(passes(lost + "+.25~+.35 > P. 1:11(10) ack 1\n"));
  CHECK(passes(lost + "* > P. 1:11(10) ack 1\n"));
  CHECK(passes("--tolerance_usecs=50000\n" + lost + "+.26 > P. 1:11(10) ack 1\n"));
  CHECK(play(lost + "+.305 > P. 1:11(10) ack 1\n").error ==
        "s.pkt:9: timing error: expected outbound packet at 0.405000 sec but happened at 0.400000 "
        "sec; tolerance 0.004000 sec\n  script packet: > P. 1:11(10) ack 1\n"
        "  actual packet: > P. 1:11(10) ack 1 win 64240 at 0.400");
}

TEST_CASE("packetdrill: segments in order count as one of the expected length") {
  const std::string long_write = kOpen + "+0 write(3, ..., 2500) = 2500\n";
  CHECK(passes(long_write + "+0 > P. 1:2501(2500) ack 1\n"));
  CHECK(passes(long_write + "+0 > P. 1:2001(2000) ack 1\n+0 > P. 2001:2501(500) ack 1\n"));
  CHECK(play("--strict_segments\n" + long_write + "+0 > P. 1:2501(2500) ack 1\n").verdict ==
        DrillRun::Verdict::Failed);
  CHECK(play(long_write + "+0 > P. 1:3001(3000) ack 1\n").error.find("tcp_payload") !=
        std::string::npos);
}

TEST_CASE("packetdrill: after the SYN numbers are relative, whatever the script's ISN is") {
  CHECK(
      passes("0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
             "0...0.1 connect(3, ..., ...) = 0\n"
             "+0 > S 1000:1000(0) <...>\n"
             "+.1 < S. 5000:5000(0) ack 1001 win 32000 <mss 1000>\n"
             "+0 > . 1:1(0) ack 1\n"
             "+0 < P. 1:11(10) ack 1 win 32000\n"
             "* > . 1:1(0) ack 11\n"));
}

TEST_CASE("packetdrill: a call that blocks returns when the script says") {
  const std::string listen =
      "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n+0 bind(3, ..., ...) = 0\n"
      "+0 listen(3, 1) = 0\n";
  const std::string open =
      "+.1 < S 0:0(0) win 32000 <mss 1000>\n+0 > S. 0:0(0) ack 1 <...>\n"
      "+.1 < . 1:1(0) ack 1 win 32000\n";
  CHECK(passes(listen + "+0...0.2 accept(3, ..., ...) = 4\n" + open + "+.1 close(4) = 0\n"));
  CHECK(
      play(listen + "+0...0.3 accept(3, ..., ...) = 4\n" + open)
          .error.find(
              "s.pkt:4: timing error: expected system call return at 0.300000 sec but happened at "
              "0.200000") == 0);
  CHECK(play(listen + "+0...0.3 accept(3, ..., ...) = 4\n").error ==
        "s.pkt:4: accept: the call that blocks has not returned at the end of the script");
  CHECK(play(listen + "+0 accept(3, ..., ...) = 4\n").error.find("the call never returns") !=
        std::string::npos);
}

TEST_CASE("packetdrill: results, errors and values that calls hand back are compared") {
  CHECK(play(kOpen + "+0 read(3, ..., 10) = 10\n").error ==
        "s.pkt:7: runtime error in read call: expected result 10, but got -1 EAGAIN");
  CHECK(passes(kOpen + "+0 read(3, ..., 10) = -1 EWOULDBLOCK (Resource unavailable)\n"));
  CHECK(play(kOpen + "+0 read(3, ..., 10) = -1 EPIPE (Broken pipe)\n").verdict ==
        DrillRun::Verdict::Failed);
  CHECK(passes(kOpen + "+0 setsockopt(3, SOL_SOCKET, SO_SNDBUF, [21000], 4) = 0\n"
                       "+0 getsockopt(3, SOL_SOCKET, SO_SNDBUF, [42000], [4]) = 0\n"));
  CHECK(play(kOpen + "+0 getsockopt(3, SOL_SOCKET, SO_ERROR, [1], [4]) = 0\n")
            .error.find("expected: 1 actual: 0") != std::string::npos);
  CHECK(passes(kOpen + "+0 setsockopt(3, SOL_SOCKET, SO_LINGER, {onoff=1, linger=7}, 8) = 0\n"
                       "+0 getsockopt(3, SOL_SOCKET, SO_LINGER, {onoff=1, linger=7}, [8]) = 0\n"));
  CHECK(play(kOpen + "+0 poll([{fd=3, events=POLLIN|POLLOUT, revents=POLLIN}], 1, 0) = 1\n")
            .error.find("expected revents POLLIN, but got POLLOUT") != std::string::npos);
  CHECK(play(kOpen + "+0 close(7) = 0\n").error ==
        "s.pkt:7: unable to find socket with script fd 7");
}

TEST_CASE("packetdrill: every way to read and write") {
  const std::string text = kOpen + "+0 < P. 1:61(60) ack 1 win 32000\n* > . 1:1(0) ack 61\n";
  CHECK(passes(text + "+0 recv(3, ..., 10, 0) = 10\n+0 recvfrom(3, ..., 10, 0, ..., ...) = 10\n"
                      "+0 readv(3, [{..., 5}, {..., 5}], 2) = 10\n"
                      "+0 recvmsg(3, {msg_name(...)=..., msg_iov(1)=[{..., 10}], msg_flags=0}, 0)"
                      " = 10\n+0 read(3, ..., 100) = 20\n"));
  CHECK(passes(kOpen + "+0 send(3, ..., 10, MSG_DONTWAIT|MSG_NOSIGNAL) = 10\n"
                       "+0 > P. 1:11(10) ack 1\n+0 < . 1:1(0) ack 11 win 32000\n"
                       "+0 sendto(3, ..., 10, 0, ..., ...) = 10\n"
                       "* > P. 11:21(10) ack 1\n+0 writev(3, [{..., 5}, {..., 5}], 2) = 10\n"));
}

TEST_CASE("packetdrill: timestamps are translated both ways") {
  const std::string open =
      "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
      "+0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0\n"
      "+0 connect(3, ..., ...) = -1 EINPROGRESS (Operation now in progress)\n"
      "+0 > S 0:0(0) <mss 1460,sackOK,TS val 100 ecr 0,nop,wscale 7>\n"
      "+.1 < S. 0:0(0) ack 1 win 32000 <mss 1000,sackOK,TS val 700 ecr 100>\n";
  CHECK(passes(open + "+0 > . 1:1(0) ack 1 <nop,nop,TS val 200 ecr 700>\n"));
  CHECK(passes("--tcp_ts_tick_usecs=1000\n" + open +
               "+0 > . 1:1(0) ack 1 <nop,nop,TS val 200 ecr 700>\n"));
  CHECK(play("--tcp_ts_tick_usecs=1000\n" + open +
             "+0 > . 1:1(0) ack 1 <nop,nop,TS val 300 ecr 700>\n")
            .error.find("bad outbound TCP timestamp value 200") != std::string::npos);
}

TEST_CASE("packetdrill: SACK blocks are read, sent and compared") {
  const std::string open =
      "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
      "+0 bind(3, ..., ...) = 0\n+0 listen(3, 1) = 0\n"
      "+0 < S 700:700(0) win 32000 <mss 1000,nop,nop,sackOK>\n"
      "+0 > S. 0:0(0) ack 701 <mss 1460,nop,nop,sackOK>\n"
      "+.1 < . 1:1(0) ack 1 win 32000\n+0 accept(3, ..., ...) = 4\n";
  const std::string hole = open + "+.1 < P. 101:201(100) ack 1 win 32000\n";
  CHECK(passes(hole + "+0 > . 1:1(0) ack 1 <nop,nop,sack 101:201>\n"));
  CHECK(play(hole + "+0 > . 1:1(0) ack 1 <nop,nop,sack 101:301>\n").error.find("options") !=
        std::string::npos);
  CHECK(passes(open + "+0 write(4, ..., 4000) = 4000\n+0 > P. 1:4001(4000) ack 1\n"
                      "+.1 < . 1:1(0) ack 1 win 32000 <nop,nop,sack 1001:4001>\n"
                      "* > . 1:1001(1000) ack 1\n"));
}

TEST_CASE("packetdrill: Linux reports no duplicate text that comes with the FIN") {
  CHECK(
      passes("0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
             "+0 bind(3, ..., ...) = 0\n+0 listen(3, 1) = 0\n"
             "+0 < S 0:0(0) win 32000 <mss 1000,sackOK,nop,nop>\n"
             "+0 > S. 0:0(0) ack 1 <mss 1460,nop,nop,sackOK>\n"
             "+.1 < . 1:1(0) ack 1 win 32000\n+0 accept(3, ..., ...) = 4\n"
             "+0 < P. 1:101(100) ack 1 win 32000\n* > . 1:1(0) ack 101\n"
             "+0 < F. 1:101(100) ack 1 win 32000\n* > . 1:1(0) ack 102\n"));
}

TEST_CASE("packetdrill: asserts on tcp_info") {
  CHECK(passes(kOpen + "+0 %{ assert tcpi_state == TCP_ESTABLISHED, tcpi_state }%\n"));
  CHECK(passes(kOpen + "+0 %{\nassert 1 <= tcpi_snd_cwnd <= 20 and not tcpi_probes  # a comment\n"
                       "assert (tcpi_unacked + 1) * 2 == 2\nprint(tcpi_rto)\n}%\n"));
  CHECK(play(kOpen + "+0 %{ assert tcpi_state == TCP_CLOSE }%\n").error ==
        "s.pkt:7: the assertion failed: assert tcpi_state == TCP_CLOSE");
  const DrillRun unknown = play(kOpen + "+0 %{ assert tcpi_pacing_rate > 5 }%\n");
  CHECK(unknown.verdict == DrillRun::Verdict::Skipped);
  CHECK(unknown.skipped.at(0).what == "'assert tcpi_pacing_rate > 5': tcpi_pacing_rate");
}

TEST_CASE(
    "packetdrill: expressions bind as in Python; variables, functions, TCP_INFO as a struct") {
  const auto holds = [](const std::string& code) {
    const DrillRun run = play(kOpen + "+0 %{ " + code + " }%\n");
    CHECK_MESSAGE(run.skipped.empty(), run.skipped.at(0).what);
    return run.verdict == DrillRun::Verdict::Passed;
  };
  CHECK(holds("assert 1 + 2 * 3 << 1 == 14 and 6 & 3 | 8 == 10 and 2 ** 10 % 1000 == 24"));
  CHECK(holds("assert 0x1f == 31 and abs(2 - 5) == 3 and min(4, 2, 3) == 2 and max(1, 2) == 2"));
  CHECK(holds("assert tcpi_state in (TCP_CLOSE, TCP_ESTABLISHED) and not 3 in [1, 2]"));
  CHECK(!holds("assert tcpi_state in (TCP_CLOSE, TCP_LISTEN)"));
  CHECK(
      holds("x = tcpi_total_retrans\nassert x == 0 and tcpi_snd_ssthresh == "
            "TCP_INFINITE_SSTHRESH"));
  CHECK(passes(kOpen + "+0 getsockopt(3, SOL_TCP, TCP_INFO, {tcpi_state=TCP_ESTABLISHED}, [104])"
                       " = 0\n+0 getsockopt(3, SOL_SOCKET, SO_TYPE, [SOCK_STREAM], [4]) = 0\n"));
  CHECK(play(kOpen + "+0 getsockopt(3, SOL_TCP, TCP_INFO, {tcpi_state=TCP_CLOSE}, [104]) = 0\n")
            .error.find("bad getsockopt optval tcpi_state: expected: TCP_CLOSE actual: 1") !=
        std::string::npos);
  CHECK(play(kOpen + "+0 %{ assert 1.5 > 1 }%\n").verdict == DrillRun::Verdict::Skipped);
}

TEST_CASE("packetdrill: poll of several descriptors and epoll, level-triggered") {
  const std::string two = kOpen +
                          "+0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 5\n"
                          "+0 bind(5, ..., ...) = 0\n+0 listen(5, 1) = 0\n";
  const std::string poll =
      "+0 poll([{fd=3, events=POLLIN|POLLOUT, revents=POLLOUT}, "
      "{fd=5, events=POLLIN, revents=";
  CHECK(passes(two + poll + "0}], 2, 0) = 1\n"));
  CHECK(play(two + poll + "POLLIN}], 2, 0) = 1\n").error ==
        "s.pkt:10: runtime error in poll call: expected revents POLLIN, but got 0");
  const std::string epoll = kOpen +
                            "+0 epoll_create(1) = 7\n"
                            "+0 epoll_ctl(7, EPOLL_CTL_ADD, 3, {events=EPOLLIN, fd=3}) = 0\n"
                            "+0 epoll_wait(7, {events=EPOLLIN, fd=3}, 1, 0) = 0\n";
  CHECK(passes(epoll + "+0...0.1 epoll_wait(7, {events=EPOLLIN, fd=3}, 1, -1) = 1\n"
                       "+.1 < P. 1:11(10) ack 1 win 32000\n* > . 1:1(0) ack 11\n"
                       "+0 epoll_ctl(7, EPOLL_CTL_MOD, 3, {events=EPOLLOUT, fd=3}) = 0\n"
                       "+0 epoll_wait(7, {events=EPOLLOUT, fd=3}, 1, 0) = 1\n+0 close(7) = 0\n"));
  CHECK(play(epoll + "+0 epoll_wait(7, {events=EPOLLIN, fd=3}, 1, 0) = 1\n").error ==
        "s.pkt:10: runtime error in epoll_wait call: expected result 1, but got 0");
}

TEST_CASE("packetdrill: after a command that is not understood a failure proves nothing") {
  const std::string wrong = kOpen + "+0 read(3, ..., 10) = 10\n";
  CHECK(play(wrong).verdict == DrillRun::Verdict::Failed);
  const DrillRun run = play("`tc qdisc add dev tun0 root netem loss 10%`\n" + wrong);
  CHECK(run.verdict == DrillRun::Verdict::Skipped);
  REQUIRE(run.skipped.size() == 2);
  CHECK(run.skipped[1].what.starts_with("what follows (s.pkt:8: runtime error in read call"));
}

TEST_CASE("packetdrill: settings before the first call count from the start, TIME_WAIT's, too") {
  const std::string rest = kOpen.substr(2) +
                           "+.1 shutdown(3, SHUT_WR) = 0\n+0 > F. 1:1(0) ack 1\n"
                           "+.1 < F. 1:1(0) ack 2 win 32000\n+0 > . 2:2(0) ack 2\n"
                           "+.9 %{ assert tcpi_state == TCP_TIME_WAIT }%\n"
                           "+.2 %{ assert tcpi_state == TCP_CLOSE }%\n";
  CHECK(passes("`sysctl net.inet.tcp.msl=500`\n0 " + rest, ProfileName::FreeBsd));
  CHECK(passes("0 `sysctl net.inet.tcp.msl=500`\n+0 " + rest, ProfileName::FreeBsd));
  CHECK(play("0 " + rest, ProfileName::FreeBsd).verdict == DrillRun::Verdict::Failed);
}

TEST_CASE("packetdrill: a script that changes settings while it runs is no scenario") {
  const std::string lost = "+0 write(3, ..., 10) = 10\n+0 > P. 1:11(10) ack 1\n";
  CHECK(packetdrill_scenario(play(kOpen + lost + "+.3 > P. 1:11(10) ack 1\n"), "s").ok());
  const DrillRun later = play(kOpen + lost +
                              "+.3 > P. 1:11(10) ack 1\n+0 < . 1:1(0) ack 11 win 9\n"
                              "+0 `sysctl net.ipv4.tcp_rto_min_us=2000000`\n"
                              "+0 write(3, ..., 5) = 5\n+0 > P. 11:16(5) ack 1\n"
                              "* > P. 11:16(5) ack 1\n");
  REQUIRE_MESSAGE(later.verdict == DrillRun::Verdict::Passed, later.error);
  CHECK(packetdrill_scenario(later, "s").error().message.find("a setting changes") == 15);
}

TEST_CASE("packetdrill: a route's settings; time before the script does not count") {
  CHECK(passes("`sleep 1\nip route change 192.0.2.0/24 dev tun0 rto_min 500ms`\n" + kOpen +
               "+0 write(3, ..., 10) = 10\n+0 > P. 1:11(10) ack 1\n+.6 > P. 1:11(10) ack 1\n"));
  CHECK(play("`ip route add blackhole 192.0.2.0/24`\n" + kOpen).verdict ==
        DrillRun::Verdict::Skipped);
}

TEST_CASE("packetdrill: sysctls become settings; what cannot be done is named") {
  CHECK(
      passes("0 `sysctl -q -w net.ipv4.tcp_timestamps=0; echo 0 > /proc/sys/net/ipv4/tcp_sack`\n"
             "+0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
             "+0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0\n"
             "+0 connect(3, ..., ...) = -1 EINPROGRESS (Operation now in progress)\n"
             "+0 > S 0:0(0) <mss 1460,nop,wscale 7>\n"));
  const DrillRun odd = play("0 `sysctl -w net.ipv4.tcp_frobnicate=1; iptables -F`\n" + kOpen);
  CHECK(odd.verdict == DrillRun::Verdict::Skipped);
  REQUIRE(odd.skipped.size() == 2);
  CHECK(odd.skipped[0].what == "the command `sysctl net.ipv4.tcp_frobnicate=1`");
  CHECK(odd.skipped[1].what == "the command `iptables -F`");
  const DrillRun flag = play("--frobnicate=3\n--verbose\n" + kOpen);
  CHECK(flag.verdict == DrillRun::Verdict::Skipped);
  REQUIRE(flag.skipped.size() == 1);
  CHECK(flag.skipped[0].what == "--frobnicate");
  REQUIRE(flag.notes.size() == 1);
  CHECK(flag.notes[0].what == "--verbose");
  const DrillRun quiet = play("`./defaults.sh`\n" + kOpen + "`/tmp/sysctl_restore_1.sh`\n");
  CHECK(quiet.verdict == DrillRun::Verdict::Passed);
  CHECK(quiet.notes.size() == 1);
}

TEST_CASE("packetdrill: unsupported parts of the language are skipped by name, never passed") {
  const auto skipped = [](const std::string& text) {
    const DrillRun run = play(text);
    return run.verdict == DrillRun::Verdict::Skipped ? run.skipped.at(0).what : std::string();
  };
  CHECK(
      skipped(kOpen + "+0 < [ect0] . 1:1(0) ack 1 win 9\n").starts_with("fields of the IP header"));
  CHECK(skipped(kOpen + "+0 > SEW 1:1(0)\n") == "ECN flags");
  CHECK(skipped(kOpen + "+0 < . 1:1(0) ack 1 win 9 <FO abcd,nop>\n") == "the TCP option 'FO'");
  CHECK(skipped(kOpen + "+0 < udp (100)\n") == "packets with the header 'udp'");
  CHECK(skipped(kOpen + "+0 pipe([5, 6]) = 0\n") == "the call pipe");
  CHECK(skipped(kOpen + "+0 epoll_create(1) = 4\n"
                        "+0 epoll_ctl(4, EPOLL_CTL_ADD, 3, {events=EPOLLMSG, fd=3}) = 0\n")
            .starts_with("epoll_ctl"));
  CHECK(skipped(kOpen + "+0 > . 1:1(0) ack 1 <mpcapable v1 flags[flag_h] nokey>\n") ==
        "the TCP option 'mpcapable'");
  CHECK(skipped(kOpen + "+0 > sctp: INIT[flgs=0]\n") == "packets with the header 'sctp'");
  CHECK(skipped(kOpen + "+0 setsockopt(3, SOL_TCP, TCP_FASTOPEN, [1], 4) = 0\n") ==
        "the socket option TCP_FASTOPEN");
  CHECK(skipped("0 socket(..., SOCK_DGRAM, IPPROTO_UDP) = 3\n") == "sockets other than TCP's");
}

TEST_CASE("packetdrill: comments, definitions, IP versions and ports") {
  CHECK(passes("/* one\n two */ --ip_version=ipv6 // here, too\n--define=N=10\n" + kOpen +
               "+0 write(3, ..., N) = N /* x */\n+0 > P. 1:11(10) ack 1\n"));
  CHECK(
      passes("0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
             "+0 bind(3, {sa_family = AF_INET, sin_port = htons(99), "
             "sin_addr = inet_addr(\"192.168.0.1\")}, ...) = 0\n"
             "+0 listen(3, 1) = 0\n"
             "+0 < 1234 > 99 S 0:0(0) win 9\n+0 > 99 > 1234 S. 0:0(0) ack 1 <...>\n"));
}

TEST_CASE("packetdrill: an ICMP error refuses a connection that opens") {
  CHECK(
      passes("0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
             "+0...0.1 connect(3, ..., ...) = -1 ECONNREFUSED (Connection refused)\n"
             "+0 > S 0:0(0) <...>\n"
             "+.1 < icmp unreachable port_unreachable [0:0(0)]\n"));
}

TEST_CASE("packetdrill: FreeBSD's buffer is whole segments, its window all of it; insecure_syn") {
  const std::string open =
      "0 `sysctl -w net.inet.tcp.recvspace=65536`\n"
      "+0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
      "+0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0\n"
      "+0 getsockopt(3, SOL_SOCKET, SO_RCVBUF, [65536], [4]) = 0\n"
      "+0 connect(3, ..., ...) = -1 EINPROGRESS (Operation now in progress)\n"
      "+0 > S 0:0(0) win 65535 <mss 1460,nop,wscale 6,sackOK,TS val 1 ecr 0>\n"
      "+.1 < S. 0:0(0) ack 1 win 32000 <mss 1460>\n"
      "+0 > . 1:1(0) ack 1 win 65535\n"
      "+0 getsockopt(3, SOL_SOCKET, SO_RCVBUF, [65700], [4]) = 0\n";
  CHECK(passes(open + "+.1 < R 65700:65700(0) win 0\n+0 > . 1:1(0) ack 1 win 65535\n",
               ProfileName::FreeBsd));
  CHECK(passes(open + "+.1 < R 65701:65701(0) win 0\n+.1 close(3) = 0\n+0 > F. 1:1(0) ack 1\n",
               ProfileName::FreeBsd));
  CHECK(passes(open + "+0 `sysctl net.inet.tcp.insecure_syn=1`\n+.1 < S 1:1(0) win 9\n"
                      "+0 > R. 1:1(0) ack 1\n"
                      "+0 getsockopt(3, SOL_SOCKET, SO_ERROR, [ECONNRESET], [4]) = 0\n",
               ProfileName::FreeBsd));
}

TEST_CASE("packetdrill: what is no script is one error with its line") {
  CHECK(error_of("0 frobnicate\n") == "s.pkt:2:1: expected '(', found the end of the file");
  CHECK(error_of("0 < S 0:0(1) win 1\n") ==
        "s.pkt:1:14: expected first:last(length) with last = first + length, found 0:0(1)");
  CHECK(error_of("1 < S 0:0(0) win 1\n") == "s.pkt:1:1: expected the first event at time 0");
  CHECK(error_of("0 < S 0:0(0)\n").find("an inbound packet needs its window") != std::string::npos);
  CHECK(error_of("* < S 0:0(0) win 1\n").find("outbound") != std::string::npos);
  CHECK(error_of("0 < S 0:0(0) win 1 <...>\n").find("outbound") != std::string::npos);
  CHECK(error_of("").find("expected an event") != std::string::npos);
  CHECK(error_of("0 /* never\n").find("expected */") != std::string::npos);
  CHECK(error_of("0 x(" + std::string(100, '[')).find("nested") != std::string::npos);
  CHECK(error_of("0 > XY 0:0(0)\n").find("expected flags") != std::string::npos);
  const Result<DrillScript> odd = read_packetdrill("--mtu=x\n" + kOpen, "s.pkt");
  REQUIRE(odd.ok());
  CHECK(run_packetdrill(odd.value(), {}).error().text() ==
        "s.pkt:1:1: --mtu: the value 'x' makes no sense");
}
