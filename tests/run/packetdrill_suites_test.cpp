// packetdrill: behaviour that public suites of scripts ask for, in scripts of our own.
#include <doctest/doctest.h>

#include <string>

#include "sim/run/expectations.hpp"
#include "sim/run/packetdrill_run.hpp"
#include "sim/run/packetdrill_scenario.hpp"
#include "sim/run/simulation.hpp"

using namespace finwait;

namespace {

DrillRun play(const std::string& text, ProfileName profile = ProfileName::Linux) {
  const Result<DrillScript> script = read_packetdrill(text, "s.pkt");
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

// A client whose peer says no more than these options.
std::string client(const std::string& options) {
  return "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
         "+0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0\n"
         "+0 connect(3, ..., ...) = -1 EINPROGRESS (Operation now in progress)\n"
         "+0 > S 0:0(0) <...>\n"
         "+.1 < S. 0:0(0) ack 1 win 60000 <" + options + ">\n"
         "+0 > . 1:1(0) ack 1 <...>\n";
}

std::string server(const std::string& settings, const std::string& answer) {
  return settings +
         "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
         "+0 setsockopt(3, SOL_SOCKET, SO_RCVBUF, [30000], 4) = 0\n"
         "+0 bind(3, ..., ...) = 0\n"
         "+0 listen(3, 1) = 0\n"
         "+.1 < S 0:0(0) win 60000 <mss 1000,nop,wscale 7>\n"
         "+0 > S. 0:0(0) ack 1 <mss 1460,nop,wscale " + answer + ">\n";
}

}  // namespace

TEST_CASE("packetdrill: RFC 3042, each of two duplicates lets a segment of new text leave") {
  const std::string lost = client("mss 1000,nop,nop,sackOK") +
                           "+0 write(3, ..., 13000) = 13000\n"
                           "+0 > P. 1:10001(10000) ack 1\n"
                           "+.05 < . 1:1(0) ack 1 win 60000 <nop,nop,sack 1001:2001>\n"
                           "+0 > . 10001:11001(1000) ack 1\n"
                           "+.01 < . 1:1(0) ack 1 win 60000 <nop,nop,sack 1001:3001>\n"
                           "+0 > . 11001:12001(1000) ack 1\n";
  check_passes(lost + "+.01 < . 1:1(0) ack 1 win 60000 <nop,nop,sack 1001:4001>\n"
                      "+0 > . 1:1001(1000) ack 1\n");
  // Linux's window grows by what this ACK delivers: one segment, not three.
  check_passes(lost + "+.01 < . 1:1(0) ack 3001 win 60000\n"
                      "+0 > P. 12001:13001(1000) ack 1\n"
                      "+0 %{ assert tcpi_snd_cwnd == 11, tcpi_snd_cwnd }%\n");
}

TEST_CASE("packetdrill: a D-SACK tells all that touches, the first run only") {
  check_passes(client("mss 1000,nop,nop,sackOK") +
               "+0 < P. 101:201(100) ack 1 win 60000\n"
               "+0 > . 1:1(0) ack 1 <nop,nop,sack 101:201>\n"
               "+0 < P. 201:301(100) ack 1 win 60000\n"
               "+0 > . 1:1(0) ack 1 <nop,nop,sack 101:301>\n"
               "+0 < P. 401:501(100) ack 1 win 60000\n"
               "+0 > . 1:1(0) ack 1 <nop,nop,sack 401:501 101:301>\n"
               "+0 < P. 1:601(600) ack 1 win 60000\n"
               "+0 > . 1:1(0) ack 601 <nop,nop,sack 101:301>\n");
}

TEST_CASE("packetdrill: Linux keeps no timestamp of a segment whose ACK it refuses") {
  check_passes("0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
               "+0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0\n"
               "+0 connect(3, ..., ...) = -1 EINPROGRESS (Operation now in progress)\n"
               "+0 > S 0:0(0) <mss 1460,sackOK,TS val 100 ecr 0,nop,wscale 7>\n"
               "+.1 < S. 0:0(0) ack 1 win 60000 <mss 1000,sackOK,TS val 700 ecr 100>\n"
               "+0 > . 1:1(0) ack 1 <nop,nop,TS val 200 ecr 700>\n"
               "+.5 < . 1:1(0) ack 9000 win 60000 <nop,nop,TS val 90000 ecr 100>\n"
               "+0 > . 1:1(0) ack 1 <nop,nop,TS val 700 ecr 700>\n"
               "+0 < P. 1:101(100) ack 1 win 60000 <nop,nop,TS val 701 ecr 100>\n"
               "+0~+.05 > . 1:1(0) ack 101 <nop,nop,TS val 700 ecr 701>\n");
}

TEST_CASE("packetdrill: NULL in place of a buffer is EFAULT where something would be copied") {
  const std::string open = client("mss 1000");
  check_passes(open + "+0 write(3, NULL, 10) = -1 EFAULT (Bad address)\n"
                      "+0 send(3, NULL, 10, 0) = -1 EFAULT (Bad address)\n"
                      "+0 < P. 1:101(100) ack 1 win 60000\n"
                      "+0~+.05 > . 1:1(0) ack 101\n"
                      "+0 recv(3, NULL, 100, 0) = -1 EFAULT (Bad address)\n"
                      "+0 read(3, ..., 100) = 100\n");
  CHECK(play(open + "+0 write(3, NULL, 10) = 10\n").verdict == DrillRun::Verdict::Failed);
  CHECK(play(open + "+0 read(3, NULL, 10) = -1 EFAULT (Bad address)\n").verdict ==
        DrillRun::Verdict::Skipped);
}

TEST_CASE("packetdrill: Linux's window scale is what a buffer that was set needs") {
  const std::string most = "`sysctl -q net.ipv4.tcp_rmem=\"4096 131072 $((32*1024*1024))\"`\n";
  check_passes(server(most, "0"));
  std::string large = server(most, "10");
  const std::string small = "+0 setsockopt(3, SOL_SOCKET, SO_RCVBUF, [30000], 4) = 0\n";
  check_passes(large.erase(large.find(small), small.size()));
  CHECK(play("`sysctl -q net.ipv4.tcp_rmem=\"4096 131072 $((32/2))\"`\n" + client("mss 1000"))
            .verdict == DrillRun::Verdict::Skipped);
}

TEST_CASE("packetdrill: where Linux counts the memory of packets a difference proves nothing") {
  const std::string open = server("", "0") + "+0 < . 1:1(0) ack 1 win 60000\n"
                                             "+0 accept(3, ..., ...) = 4\n";
  const DrillRun window = play(open + "+0 < P. 1:4001(4000) ack 1 win 60000\n"
                                      "+0 > . 1:1(0) ack 4001 win 1\n");
  CHECK(window.verdict == DrillRun::Verdict::Skipped);
  REQUIRE(window.skipped.size() == 2);
  CHECK(window.skipped[0].what.find("memory") != std::string::npos);
  const DrillRun beyond = play(open + "+0 < P. 1:50001(50000) ack 1 win 60000\n"
                                      "+0 > . 1:1(0) ack 29201 win 0\n");
  CHECK(beyond.verdict == DrillRun::Verdict::Skipped);
  const DrillRun blocks = play(open + "+0...0.5 write(4, ..., 90000000) = 90000000\n");
  CHECK(blocks.verdict == DrillRun::Verdict::Skipped);
  // Anything else is a failure as ever, also behind text that is wholly outside the window.
  const DrillRun outside = play(open + "+0 < P. 90001:90011(10) ack 1 win 60000\n"
                                       "+0 > . 1:1(0) ack 2\n");
  CHECK(outside.verdict == DrillRun::Verdict::Failed);
  const DrillRun number = play(open + "+0 < P. 1:4001(4000) ack 1 win 60000\n"
                                      "+0 > . 1:1(0) ack 4000\n");
  CHECK(number.verdict == DrillRun::Verdict::Failed);
}

TEST_CASE("packetdrill: after a loss Linux's congestion control is not ours to judge") {
  const std::string lost = client("mss 1000,nop,nop,sackOK") +
                           "+0 write(3, ..., 9000) = 9000\n"
                           "+0 > P. 1:9001(9000) ack 1\n"
                           "+.05 < . 1:1(0) ack 1 win 60000 <nop,nop,sack 1001:4001>\n"
                           "+0 > . 1:1001(1000) ack 1\n";
  const std::string window = "+0 %{ assert tcpi_snd_cwnd == 7, tcpi_snd_cwnd }%\n";
  const DrillRun run = play(lost + window);
  CHECK(run.verdict == DrillRun::Verdict::Skipped);
  REQUIRE(!run.skipped.empty());
  CHECK(run.skipped[0].what.find("CUBIC") != std::string::npos);
  CHECK(play(lost + window, ProfileName::FreeBsd).verdict == DrillRun::Verdict::Failed);
  CHECK(play(lost + "+.01 < . 1:1(0) ack 9001 win 60000\n" + window).verdict ==
        DrillRun::Verdict::Skipped);
  CHECK(play(client("mss 1000") + window).verdict == DrillRun::Verdict::Failed);
}

TEST_CASE("packetdrill: FreeBSD adds its slop to every RTO of a SYN but the first") {
  check_passes("0 `sysctl -w net.inet.tcp.rexmit_drop_options=0`\n"
               "+0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
               "+0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0\n"
               "+0 connect(3, ..., ...) = -1 EINPROGRESS (Operation now in progress)\n"
               "+0 > S 0:0(0) <...>\n"
               "+1 > S 0:0(0) <...>\n"
               "+2.2 > S 0:0(0) <...>\n"
               "+4.2 > S 0:0(0) <...>\n",
               ProfileName::FreeBsd);
}

TEST_CASE("packetdrill: FreeBSD tells of all free space; a FIN with a SYN that crosses is lost") {
  const std::string begin =
      "0 `sysctl -w net.inet.tcp.recvspace=65536; sysctl -w net.inet.tcp.drop_synfin=0`\n"
      "+0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
      "+0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0\n"
      "+0 connect(3, ..., ...) = -1 EINPROGRESS (Operation now in progress)\n"
      "+0 > S 0:0(0) <...>\n";
  // Whole segments of 1460 are 65700 octets, of which 100 are taken: more than the field can say.
  check_passes(begin + "+.1 < S. 0:100(100) ack 1 win 30000 <mss 1460>\n"
                       "+0 > . 1:1(0) ack 101 win 65535\n"
                       "+0 %{ assert tcpi_state == TCPI_ESTABLISHED }%\n",
               ProfileName::FreeBsd);
  check_passes(begin + "+.1 < SF 0:100(100) win 30000 <mss 1460>\n"
                       "+0 > S. 0:0(0) ack 1 <mss 1460>\n"
                       "+0 %{ assert tcpi_state == TCPI_SYN_RECEIVED }%\n"
                       "+0 < . 101:101(0) ack 1 win 30000\n"
                       "+0 read(3, ..., 200) = 100\n"
                       "+0 close(3) = 0\n"
                       "+0 > F. 1:1(0) ack 101\n",
               ProfileName::FreeBsd);
}

TEST_CASE("packetdrill: FreeBSD challenges any SYN; one with an ACK does not end TIME_WAIT") {
  const std::string closing = client("mss 1000") +
                              "+.1 shutdown(3, SHUT_WR) = 0\n"
                              "+0 > F. 1:1(0) ack 1\n"
                              "+.1 < F. 1:1(0) ack 1 win 30000\n"
                              "+0 > F. 1:1(0) ack 2\n";
  for (const char* outside : {"+.1 < S 1:1(0) win 30000 <mss 1000>\n",
                              "+.1 < S 900000:900000(0) win 30000 <mss 1000>\n"})
    check_passes(closing + outside + "+0 > . 2:2(0) ack 2\n", ProfileName::FreeBsd);
  const std::string waiting =
      "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
      "+0 bind(3, ..., ...) = 0\n"
      "+0 listen(3, 2) = 0\n"
      "+.1 < S 0:0(0) win 30000 <mss 1000>\n"
      "+0 > S. 0:0(0) ack 1 <mss 1460>\n"
      "+.1 < . 1:1(0) ack 1 win 30000\n"
      "+0 accept(3, ..., ...) = 4\n"
      "+.1 shutdown(4, SHUT_WR) = 0\n"
      "+0 > F. 1:1(0) ack 1\n"
      "+.1 < F. 1:1(0) ack 2 win 30000\n"
      "+0 > . 2:2(0) ack 2\n";
  check_passes(waiting + "+.1 < S. 500:500(0) ack 0 win 30000 <mss 1000>\n+0 > . 2:2(0) ack 2\n",
               ProfileName::FreeBsd);
  check_passes(waiting + "+.1 < S 500:500(0) win 30000 <mss 1000>\n"
                         "+0 > S. ...(0) ack 501 <mss 1460>\n",
               ProfileName::FreeBsd);
}

TEST_CASE("packetdrill: RFC 7323 3.2, a reset of our own has a timestamp, any other has none") {
  const std::string open =
      "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
      "+0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0\n"
      "+0 connect(3, ..., ...) = -1 EINPROGRESS (Operation now in progress)\n"
      "+0 > S 0:0(0) <mss 1460,sackOK,TS val 100 ecr 0,nop,wscale 7>\n"
      "+.1 < S. 0:0(0) ack 1 win 30000 <mss 1000,sackOK,TS val 700 ecr 100>\n"
      "+0 > . 1:1(0) ack 1 <nop,nop,TS val 200 ecr 700>\n"
      "+.1 < P. 1:11(10) ack 1 win 30000 <nop,nop,TS val 701 ecr 200>\n"
      "+0~+.05 > . 1:1(0) ack 11 <nop,nop,TS val 300 ecr 701>\n"
      "+1 close(3) = 0\n"
      "+0 > R. 1:1(0) ack 11 <nop,nop,TS val 1300 ecr 701>\n"
      "+.1 < . 11:11(0) ack 1 win 30000 <nop,nop,TS val 900 ecr 1300>\n"
      "+0 > R 1:1(0)\n";
  check_passes(open);
}

TEST_CASE("packetdrill: without SACK Linux counts duplicates as what was delivered") {
  check_passes(client("mss 1000") + "+0 < . 1:1(0) ack 1 win 60000\n"
                                    "+0 write(3, ..., 13000) = 13000\n"
                                    "+0 > P. 1:10001(10000) ack 1\n"
                                    "+.05 < . 1:1(0) ack 1 win 60000\n"
                                    "+0 > . 10001:11001(1000) ack 1\n"
                                    "+.01 < . 1:1(0) ack 3001 win 60000\n"
                                    "+0 > P. 11001:13001(2000) ack 1\n"
                                    "+0 %{ assert tcpi_snd_cwnd == 12, tcpi_snd_cwnd }%\n");
}

namespace {

// A client of FreeBSD whose SYN waits for an answer, then these lines, a tenth of a second apart.
std::string syn_sent(const std::string& settings, const std::string& lines) {
  return settings +
         "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
         "+0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0\n"
         "+0 connect(3, ..., ...) = -1 EINPROGRESS (Operation now in progress)\n"
         "+0 > S 0:0(0) <...>\n" +
         lines;
}

std::string so_error(const std::string& error) {
  return "+.02 getsockopt(3, SOL_SOCKET, SO_ERROR, [" + error + "], [4]) = 0\n";
}

}  // namespace

TEST_CASE("packetdrill: T184 freebsd, an ICMP message counts if it quotes what is in flight") {
  for (const auto& [message, error] :
       {std::pair{"unreachable protocol_unreachable", "ECONNREFUSED"},
        {"unreachable port_unreachable", "ECONNREFUSED"},
        {"unreachable net_prohibited", "ECONNREFUSED"},
        {"unreachable host_prohibited", "ECONNREFUSED"},
        {"unreachable packet_filtered", "ECONNREFUSED"},
        {"unreachable admin_prohibited", "ECONNREFUSED"},
        {"parameter_problem unknown_next_header", "ECONNREFUSED"},
        {"time_exceeded ttl_exceeded_in_transit", "EHOSTUNREACH"}}) {
    const std::string icmp = std::string("icmp ") + message;
    check_passes(syn_sent("", "+.1 < [4294967295:4294967295(0)] " + icmp + "\n" + so_error("0") +
                                  "+.1 < [1:1(0)] " + icmp + "\n" + so_error("0") +
                                  "+.1 < [0:0(0)] " + icmp + "\n" + so_error(error)),
                 ProfileName::FreeBsd);
  }
}

TEST_CASE("packetdrill: T184 freebsd, messages that refuse nothing, or nothing if told so") {
  std::string lines;
  for (const std::string message :
       {"unreachable net_unreachable", "unreachable source_route_failed", "unreachable net_unknown",
        "unreachable precedence_cutoff", "unreachable frag_needed mtu 1234", "redirect",
        "source_quench", "time_exceeded frag_reass_exceeded", "parameter_problem code_0",
        "parameter_problem code_2"})
    lines += "+0 < icmp " + message + " [0:0(0)]\n" + so_error("0");
  const std::string answered = "+.1 < S. 0:0(0) ack 1 win 9000 <mss 1000>\n+0 > . 1:1(0) ack 1\n";
  check_passes(syn_sent("", lines + answered), ProfileName::FreeBsd);
  for (const std::string message : {"unreachable port_unreachable", "unreachable net_prohibited",
                                    "time_exceeded ttl_exceeded_in_transit"})
    lines += "+0 < icmp " + message + " [0:0(0)]\n" + so_error("0");
  check_passes(syn_sent("0 `sysctl -w net.inet.tcp.icmp_may_rst=0`\n", lines + answered),
               ProfileName::FreeBsd);
}

TEST_CASE("packetdrill: RFC 5927 4.1 linux, a stale number in an ICMP message is not believed") {
  const std::string sent = client("mss 1000") +
                           "+0 write(3, ..., 2000) = 2000\n+0 > P. 1:2001(2000) ack 1\n"
                           "+.05 < . 1:1(0) ack 1001 win 60000\n";
  const std::string icmp = "icmp unreachable host_unreachable";
  check_passes(sent + "+0 < [1:1(0)] " + icmp + "\n" + so_error("0") + "+0 < " + icmp + "\n" +
               so_error("0") + "+0 < [2002:2002(0)] " + icmp + "\n" + so_error("0") +
               "+0 < [1001:1001(0)] " + icmp + "\n" + so_error("EHOSTUNREACH"));
  CHECK(
      play(client("mss 1000") + "+0 < [1:1(0)] icmp unreachable frag_needed mtu 1200\n").verdict ==
      DrillRun::Verdict::Skipped);
}

TEST_CASE("packetdrill: #ifdef chooses by the system that is asked") {
  const std::string text =
      "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
      "#ifdef FreeBSD\n"
      "+0 close(3) = 0\n"
      "#else\n"
      "+0 close(3) = 7\n"
      "#endif\n"
      "#ifndef STANDARD\n"
      "+0 close(3) = -1 EBADF (Bad file descriptor)\n"
      "#endif\n";
  CHECK(play(text, ProfileName::Linux).error.find("s.pkt:5: ") == 0);
  CHECK(play(text, ProfileName::FreeBsd).error.find("s.pkt:8: ") == 0);  // no such descriptor
  for (const char* bad : {"#else\n", "#endif\n", "#ifdef\n", "#ifdef A\n#ifdef B\n", "#if 1\n"}) {
    const Result<DrillScript> script = read_packetdrill("0 `true`\n" + std::string(bad), "s.pkt");
    REQUIRE_FALSE(script.ok());
    CHECK(script.error().text().find("#endif in their order") != std::string::npos);
  }
}

TEST_CASE("packetdrill: a script as a scenario has its other side alive, called script") {
  const DrillRun run = play(client("mss 1000") + "+0 close(3) = 0\n+0 > F. 1:1(0) ack 1\n");
  const Result<Scenario> scenario = packetdrill_scenario(run, "a script");
  REQUIRE(scenario.ok());
  const std::string text = write_scenario(scenario.value());
  CHECK(text.find("hosts.script = { profile = \"script\"") != std::string::npos);
  CHECK(text.find("power_off") == std::string::npos);
  Result<Scenario> again = read_scenario(text, "s.toml");
  REQUIRE_MESSAGE(again.ok(), again.error().text());
  Simulation replay(again.take());
  replay.run();
  for (const Outcome& outcome : check_expectations(replay)) CHECK_MESSAGE(outcome.ok, outcome.what);
  size_t arrived = 0;
  for (const Record& r : replay.trace().records) {
    CHECK(r.kind != RecordKind::Dropped);
    arrived += r.kind == RecordKind::Arrived && r.host == 1;
  }
  CHECK(arrived == 3);  // SYN, ACK, FIN
  for (const Packet& packet : replay.trace().packets) CHECK_FALSE(packet.forged);
  CHECK(host_title(replay.script().hosts[1]) == "script");
  CHECK(host_title(replay.script().hosts[0]) == "endpoint (linux)");
}

TEST_CASE("scenario: a host in whose place a script speaks has no calls, and is not alone") {
  const auto error_of = [](const std::string& hosts, const std::string& call) {
    const Result<Scenario> scenario = read_scenario(
        "format = 1\ntitle = \"t\"\nhosts.a = { profile = \"" + hosts +
            "\" }\nhosts.b = { profile = \"script\" }\ntimeline = [\n  { at = \"0ms\", host = "
            "\"b\", " + call + " },\n]\n", "t");
    return scenario.ok() ? std::string() : scenario.error().text();
  };
  const std::string inject =
      "call = \"inject\", segment = \"S 0:0(0)\", src = \"b:1\", to = \"a:2\"";
  CHECK(error_of("linux", inject).empty());
  CHECK(error_of("linux", "call = \"listen\", port = 80").find("in whose place a script speaks") !=
        std::string::npos);
  CHECK(error_of("script", inject).find("profile \"script\" twice") != std::string::npos);
  CHECK(error_of("kernel", inject).find("profile \"script\" and \"kernel\"") != std::string::npos);
}
