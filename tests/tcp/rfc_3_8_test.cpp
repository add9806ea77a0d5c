// RFC 9293 3.8: retransmission (RFC 6298), failures, keep-alive, window management.
#include <doctest/doctest.h>

#include <string>

#include "tests/tcp/fixture.hpp"

using namespace finwait;

namespace {

Endpoint plain(ProfileName name = ProfileName::Rfc9293) {
  Endpoint tcp(name);
  tcp.profile.timestamps = false;
  tcp.profile.window_scale = -1;
  tcp.profile.congestion = Congestion::None;
  return tcp;
}

// Established, the handshake's round trip took `rtt`.
Endpoint open_tcp(Duration rtt = {}, ProfileName name = ProfileName::Rfc9293,
                  uint32_t window = 1000) {
  Endpoint tcp = plain(name);
  tcp.connect();
  tcp.pass(rtt);
  tcp.arrives("S. 0:0(0) ack 1 win " + std::to_string(window));
  REQUIRE(tcp.state() == State::Established);
  tcp.now = {};
  tcp.tcb.last_text = Time{-seconds(3600).ns};
  return tcp;
}

std::string text(int64_t from, int64_t to, int64_t ack) {
  return "P. " + std::to_string(from) + ":" + std::to_string(to) + "(" + std::to_string(to - from) +
         ") ack " + std::to_string(ack);
}

std::string ack(int64_t seq, int64_t number, int window) {
  const std::string at = std::to_string(seq);
  return ". " + at + ":" + at + "(0) ack " + std::to_string(number) + " win " +
         std::to_string(window);
}

}  // namespace

TEST_CASE("3.8.1 RFC 6298 (2.2), (2.3): exact numbers of SRTT, RTTVAR and RTO (MUST-18)") {
  Endpoint tcp = plain();
  tcp.profile.rto_min = milliseconds(1);
  tcp.connect();
  tcp.pass(milliseconds(100));
  tcp.arrives("S. 0:0(0) ack 1");
  CHECK(tcp.tcb.srtt == milliseconds(100));
  CHECK(tcp.tcb.rttvar == milliseconds(50));
  CHECK(tcp.tcb.rto == milliseconds(300));
  tcp.send(10);
  tcp.pass(milliseconds(200));
  tcp.arrives(". 1:1(0) ack 11");
  // RTTVAR = 3/4 50 + 1/4 |100 - 200| with the old SRTT; SRTT = 7/8 100 + 1/8 200.
  CHECK(tcp.tcb.rttvar == microseconds(62500));
  CHECK(tcp.tcb.srtt == microseconds(112500));
  CHECK(tcp.tcb.rto == microseconds(362500));
}

TEST_CASE("3.8.1 RFC 6298 (2.4), (2.5): RTO is at least 1 s; Linux: 200 ms more than SRTT") {
  CHECK(open_tcp(milliseconds(100)).tcb.rto == seconds(1));
  CHECK(open_tcp(milliseconds(100), ProfileName::Linux).tcb.rto == milliseconds(300));
  CHECK(open_tcp(milliseconds(1), ProfileName::Linux).tcb.rto == milliseconds(201));
  Endpoint slow = open_tcp();
  slow.send(10);
  slow.pass(milliseconds(900));
  CHECK(slow.arrives(". 1:1(0) ack 11").empty());
  CHECK(slow.tcb.rto > seconds(1));
}

TEST_CASE("3.8.1 the head comes again, RTO doubles up to 60 s, R2 ends it (T131, T133, MUST-20)") {
  Endpoint tcp = open_tcp();
  CHECK(tcp.send(10) == "P. 1:11(10) ack 1");
  CHECK(tcp.timers() == "retransmission 1s");
  CHECK(tcp.pass(seconds(122)) ==
        "1.000 P. 1:11(10) ack 1 | 3.000 P. 1:11(10) ack 1 | 7.000 P. 1:11(10) ack 1 | "
        "15.000 P. 1:11(10) ack 1 | 31.000 P. 1:11(10) ack 1 | 63.000 P. 1:11(10) ack 1");
  CHECK(tcp.state() == State::Established);
  CHECK(tcp.pass(seconds(1)).empty());  // the first expiry after 100 s (SHLD-11); no RST
  CHECK(tcp.now == Time{seconds(123).ns});
  CHECK(tcp.rules() == "T133");
  CHECK(tcp.signals() == "timed_out gone");
}

TEST_CASE("3.8.1 the ACK field of a retransmission is fresh (T131)") {
  Endpoint tcp = open_tcp();
  tcp.profile.delayed_ack = {};
  tcp.send(10);
  tcp.arrives(text(1, 21, 1));
  CHECK(tcp.pass(seconds(1)) == "1.000 P. 1:11(10) ack 21");
}

TEST_CASE("3.8.1 RFC 6298 (5.3): new data acknowledged restarts the timer; all: stops it (T099)") {
  Endpoint tcp = open_tcp();
  tcp.set_nodelay(true);
  tcp.send(10);
  tcp.send(10);
  tcp.pass(milliseconds(700));
  CHECK(tcp.arrives(ack(1, 11, 1000)).empty());
  CHECK(tcp.rules() == "T099");
  CHECK(tcp.timers().starts_with("retransmission"));
  CHECK(tcp.tcb.timers.at(Timer::Retransmission) == tcp.now + tcp.tcb.rto);
  CHECK(tcp.arrives(ack(1, 11, 1000)).empty());  // T100: a duplicate does not
  CHECK(tcp.rules() == "T100");
  CHECK(tcp.arrives(ack(1, 21, 1000)).empty());
  CHECK(tcp.timers().empty());
}

TEST_CASE("3.8.1 Karn: no sample from what was sent twice, the RTO stays backed off") {
  Endpoint tcp = open_tcp();
  const Duration srtt = tcp.tcb.srtt;
  tcp.send(10);
  tcp.pass(seconds(3));
  CHECK(tcp.tcb.rto == seconds(4));
  tcp.arrives(ack(1, 11, 1000));
  CHECK(tcp.tcb.srtt == srtt);
  CHECK(tcp.tcb.rto == seconds(4));
  tcp.send(10);
  CHECK(tcp.timers() == "retransmission 4s");
  tcp.pass(milliseconds(100));
  tcp.arrives(ack(1, 21, 1000));
  CHECK(tcp.tcb.rto == seconds(1));
}

TEST_CASE("3.8.1 RFC 6298 (5.7): after a lost SYN data begins with RTO 3 s") {
  Endpoint tcp = plain();
  tcp.connect();
  CHECK(tcp.pass(seconds(1)) == "1.000 S 0:0(0) <mss 1460>");
  tcp.arrives("S. 0:0(0) ack 1");
  CHECK(tcp.tcb.srtt == Duration{});
  CHECK(tcp.tcb.rto == seconds(3));
}

TEST_CASE("3.8.1 segments come again as they were cut, one at a time") {
  Endpoint tcp = open_tcp();
  tcp.set_nodelay(true);
  tcp.send(10);
  tcp.send(20);
  tcp.shutdown();
  CHECK(tcp.pass(seconds(1)) == "1.000 P. 1:11(10) ack 1");
  CHECK(tcp.arrives(ack(1, 11, 1000)).empty());
  CHECK(tcp.pass(seconds(2)) == "3.000 P. 11:31(20) ack 1");
  tcp.arrives(ack(1, 31, 1000));
  CHECK(tcp.pass(seconds(4)).ends_with("F. 31:31(0) ack 1"));
}

TEST_CASE("3.8.1 a partial acknowledgment inside a segment: the rest comes again") {
  Endpoint tcp = open_tcp();
  tcp.send(100);
  tcp.arrives(ack(1, 51, 1000));
  CHECK(tcp.pass(seconds(1)) == "1.000 P. 51:101(50) ack 1");
}

TEST_CASE("3.8.3 SYN: 0 1 3 7 15 31 63 123 s, given up at 183 s (T134, MUST-22, MUST-23)") {
  Endpoint tcp = plain();
  CHECK(tcp.connect() == "S 0:0(0) <mss 1460>");
  CHECK(tcp.pass(seconds(182)) ==
        "1.000 S 0:0(0) <mss 1460> | 3.000 S 0:0(0) <mss 1460> | 7.000 S 0:0(0) <mss 1460> | "
        "15.000 S 0:0(0) <mss 1460> | 31.000 S 0:0(0) <mss 1460> | 63.000 S 0:0(0) <mss 1460> | "
        "123.000 S 0:0(0) <mss 1460>");
  CHECK(tcp.state() == State::SynSent);
  CHECK(tcp.pass(seconds(1)).empty());
  CHECK(tcp.rules() == "T134");
  CHECK(tcp.signals() == "timed_out gone");
}

TEST_CASE("3.8.3 linux: SYN at 0 1 2 3 4 5 7 11 19 35 67 s, ETIMEDOUT at 131 s (T134)") {
  Endpoint tcp = plain(ProfileName::Linux);
  tcp.connect();
  std::string times;
  const std::string sent = tcp.pass(seconds(130));
  for (size_t at = 0; at < sent.size(); at = sent.find("| ", at) + 2) {
    times += sent.substr(at, sent.find(' ', at) - at) + " ";
    if (sent.find("| ", at) == std::string::npos) break;
  }
  CHECK(times == "1.000 2.000 3.000 4.000 5.000 7.000 11.000 19.000 35.000 67.000 ");
  CHECK(tcp.state() == State::SynSent);
  tcp.pass(seconds(1));
  CHECK(tcp.state() == State::Closed);
  Endpoint classic = plain(ProfileName::Linux);
  classic.profile.syn_linear_timeouts = 0;
  classic.connect();
  classic.pass(seconds(126));
  CHECK(classic.state() == State::SynSent);
  classic.pass(seconds(1));
  CHECK(classic.state() == State::Closed);
}

TEST_CASE("3.8.3 linux: SYN,ACK at 0 1 3 7 15 31 s, the request is dropped at 63 s (T135)") {
  Endpoint tcp = plain(ProfileName::Linux);
  tcp.listen();
  tcp.arrives("S 0:0(0)");
  const std::string again = "S. 0:0(0) ack 1 <mss 1460>";
  CHECK(tcp.pass(seconds(62)) == "1.000 " + again + " | 3.000 " + again + " | 7.000 " + again +
                                     " | 15.000 " + again + " | 31.000 " + again);
  CHECK(tcp.pass(seconds(1)).empty());
  CHECK(tcp.rules() == "T135");
  CHECK(tcp.now == Time{seconds(63).ns});
  CHECK(tcp.state() != State::SynReceived);
}

TEST_CASE("3.8.3 an active SYN_RECEIVED gives up as a SYN does (T136)") {
  Endpoint tcp = plain();
  tcp.connect();
  tcp.arrives("S 0:0(0)");
  tcp.pass(seconds(182));
  CHECK(tcp.state() == State::SynReceived);
  tcp.pass(seconds(1));
  CHECK(tcp.rules() == "T136");
  CHECK(tcp.signals() == "timed_out gone");
}

TEST_CASE("3.8.3 FIN_WAIT_1, CLOSING and LAST_ACK give up, too (T137)") {
  Endpoint fin_wait = open_tcp();
  CHECK(fin_wait.close() == "F. 1:1(0) ack 1");
  CHECK(fin_wait.pass(seconds(3)) == "1.000 F. 1:1(0) ack 1 | 3.000 F. 1:1(0) ack 1");
  fin_wait.pass(seconds(120));
  CHECK(fin_wait.rules().ends_with("T137"));
  CHECK(fin_wait.state() == State::Closed);
  Endpoint last_ack = open_tcp();
  last_ack.arrives("F. 1:1(0) ack 1");
  last_ack.close();
  last_ack.pass(seconds(123));
  CHECK(last_ack.state() == State::Closed);
}

TEST_CASE("3.8.3 linux: R2 is the first expiry after 924.6 s, of orphans after 102.2 s (T137)") {
  Endpoint tcp = open_tcp(milliseconds(100), ProfileName::Linux);
  tcp.send(10);
  tcp.pass(seconds(993));
  CHECK(tcp.state() == State::Established);
  tcp.pass(milliseconds(300));  // 0.3 s (2^9 - 1) + 7 times 120 s = 993.3 s
  CHECK(tcp.state() == State::Closed);
  Endpoint orphan = open_tcp(milliseconds(100), ProfileName::Linux);
  orphan.close();
  orphan.pass(milliseconds(153200));
  CHECK(orphan.state() == State::FinWait1);
  orphan.pass(milliseconds(100));
  CHECK(orphan.state() == State::Closed);
}

TEST_CASE("3.8.3 user timeout: unacknowledged data for that long ends it (T130, MUST-21, G9)") {
  Endpoint tcp = open_tcp();
  tcp.set_user_timeout(seconds(10));
  CHECK(tcp.timers().empty());
  tcp.send(10);
  CHECK(tcp.pass(seconds(9)).find("R") == std::string::npos);
  CHECK(tcp.pass(seconds(1)).empty());
  CHECK(tcp.rules() == "T130");
  CHECK(tcp.signals() == "timed_out gone");
}

TEST_CASE("3.8.4 keep-alive is off by default (MUST-24, MUST-25)") {
  Endpoint tcp = open_tcp();
  CHECK(tcp.pass(seconds(1000000)).empty());
  CHECK(tcp.set_keepalive(true).empty());
  CHECK(tcp.timers() == "keepalive 7200s");  // MUST-28
  tcp.set_keepalive(false);
  CHECK(tcp.timers().empty());
}

TEST_CASE("3.8.4 probes every 75 s after two hours, given up after nine (T139, T140, MUST-27)") {
  Endpoint tcp = open_tcp();
  tcp.set_keepalive(true);
  CHECK(tcp.pass(seconds(7199)).empty());
  CHECK(tcp.pass(seconds(1)) == "7200.000 . 0:0(0) ack 1");
  CHECK(tcp.pass(seconds(600)).ends_with("7800.000 . 0:0(0) ack 1"));
  CHECK(tcp.pass(seconds(75)).empty());
  CHECK(tcp.rules() == "T140");
  CHECK(tcp.signals() == "timed_out gone");
}

TEST_CASE("3.8.4 linux ends a dead connection with a reset (T140)") {
  Endpoint tcp = open_tcp({}, ProfileName::Linux);
  tcp.tcb.keepalive_idle = seconds(1);
  tcp.tcb.keepalive_interval = seconds(1);
  tcp.tcb.keepalive_count = 3;
  tcp.set_keepalive(true);
  CHECK(tcp.pass(seconds(4)) ==
        "1.000 . 0:0(0) ack 1 | 2.000 . 0:0(0) ack 1 | "
        "3.000 . 0:0(0) ack 1 | 4.000 R. 1:1(0) ack 1");
}

TEST_CASE("3.8.4 one lost probe is no death: any answer starts over (MUST-26, MUST-29)") {
  Endpoint tcp = open_tcp();
  tcp.set_keepalive(true);
  tcp.pass(seconds(7200 + 8 * 75));
  CHECK(tcp.arrives(ack(1, 1, 1000)).empty());
  CHECK(tcp.pass(seconds(7199)).empty());
  CHECK(tcp.pass(seconds(1)).ends_with(". 0:0(0) ack 1"));
}

TEST_CASE("3.8.4 a keep-alive probe is answered, with and without an octet (T068)") {
  Endpoint tcp = open_tcp();
  tcp.arrives(text(1, 11, 1));
  tcp.pass(seconds(1));
  CHECK(tcp.arrives(". 10:10(0) ack 1") == ". 1:1(0) ack 11");
  CHECK(tcp.arrives(". 10:11(1) ack 1") == ". 1:1(0) ack 11");
}

TEST_CASE("3.8.5 urgent: the user is told once; the pointer goes out with URG (T013, T113)") {
  Endpoint tcp = open_tcp();
  CHECK(tcp.send(10, true) == "PU. 1:11(10) ack 1 urg 10");
  CHECK(tcp.arrives("PU. 1:11(10) ack 11 urg 20").empty());
  CHECK(tcp.signals().find("urgent") != std::string::npos);
  tcp.arrives("PU. 11:21(10) ack 11 urg 10");
  CHECK(tcp.signals().find("urgent") == std::string::npos);
}

TEST_CASE("3.8.5 urgent: told again when its end moves on while it is being read (MUST-32)") {
  Endpoint tcp = open_tcp();
  tcp.arrives("U. 1:11(10) ack 1 urg 20");
  CHECK(tcp.signals().find("urgent") != std::string::npos);
  tcp.arrives("U. 11:16(5) ack 1 urg 10");
  CHECK(tcp.signals().find("urgent") == std::string::npos);
  tcp.arrives("U. 16:18(2) ack 1 urg 30");
  CHECK(tcp.signals().find("urgent") != std::string::npos);
}

TEST_CASE("3.8.5 urgent after the peer's FIN is ignored (T114)") {
  Endpoint tcp = open_tcp();
  tcp.arrives("F. 1:1(0) ack 1");
  CHECK(tcp.arrives("U. 2:2(0) ack 1 urg 5").empty());
  CHECK(tcp.rules() == "T100 T114");
  CHECK(tcp.signals().empty());
}

TEST_CASE("3.8.6 window update: never from an older segment (T102)") {
  Endpoint tcp = open_tcp();
  tcp.send(100);
  tcp.arrives(". 1:1(0) ack 101 win 500");
  CHECK(tcp.rules() == "T099 T102");
  CHECK(tcp.tcb.snd.wnd == 500);
  tcp.arrives(". 1:1(0) ack 1 win 900");  // WL2 is newer
  CHECK(tcp.tcb.snd.wnd == 500);
  tcp.arrives(text(1, 11, 101) + " win 800");
  CHECK(tcp.tcb.snd.wnd == 800);
  tcp.arrives(text(1, 11, 101) + " win 300");  // old SEQ: T068
  CHECK(tcp.tcb.snd.wnd == 800);
}

TEST_CASE("3.8.6 a window that shrinks is survived, retransmission goes on (MUST-34)") {
  Endpoint tcp = open_tcp();
  tcp.send(1000);
  CHECK(tcp.arrives(ack(1, 1, 100)).empty());
  CHECK(tcp.tcb.snd.wnd == 100);
  CHECK(tcp.send(10).empty());
  CHECK(tcp.pass(seconds(1)).starts_with("1.000 . 1:537(536) ack 1"));
  CHECK(tcp.state() == State::Established);
}

TEST_CASE("3.8.6.1 zero window: probes of an octet that counts as sent (T138, SHLD-29, SHLD-30)") {
  Endpoint tcp = open_tcp();
  tcp.arrives(ack(1, 1, 0));
  CHECK(tcp.send(100).empty());
  CHECK(tcp.timers() == "persist 1s");
  CHECK(tcp.pass(seconds(1)) == "1.000 . 1:2(1) ack 1");
  CHECK(tcp.rules() == "T138");
  CHECK(tcp.arrives(ack(1, 1, 0)).empty());  // answered, still closed
  CHECK(tcp.pass(seconds(2)) == "3.000 . 1:2(1) ack 1");
  CHECK(tcp.arrives(ack(1, 2, 0)).empty());  // the octet was taken: ACK of SND.NXT+1 is good
  CHECK(tcp.rules() == "T099");
  CHECK(tcp.pass(seconds(4)) == "7.000 . 2:3(1) ack 1");
  CHECK(tcp.arrives(ack(1, 3, 500)) == "P. 3:101(98) ack 1");
  CHECK(tcp.timers() == "retransmission 1s");
}

TEST_CASE("3.8.6.1 an octet probed and then sent with the rest is not acknowledged beyond (T101)") {
  Endpoint tcp = open_tcp();
  tcp.arrives(ack(1, 1, 0));
  tcp.send(10);
  tcp.pass(seconds(1));
  CHECK(tcp.arrives(ack(1, 3, 0)) == ". 1:1(0) ack 1");  // two octets were never sent
  CHECK(tcp.rules() == "T101");
  CHECK(tcp.arrives(ack(1, 1, 500)) == "P. 1:11(10) ack 1");
  CHECK(tcp.arrives(ack(1, 11, 500)).empty());
  CHECK(tcp.timers().empty());
}

TEST_CASE("3.8.6.1 answered probes go on for ever, 60 s apart (MUST-36, MUST-37, MAY-8)") {
  Endpoint tcp = open_tcp();
  tcp.arrives(ack(1, 1, 0));
  tcp.send(100);
  int probes = 0;
  for (int i = 0; i < 10000; ++i) {
    if (tcp.pass(seconds(1)).empty()) continue;
    ++probes;
    CHECK(tcp.arrives(ack(1, 1, 0)).empty());
  }
  CHECK(tcp.state() == State::Established);
  CHECK(probes > 150);
  CHECK(probes < 190);
}

TEST_CASE("3.8.6.1 unanswered probes end the connection at R2 (T133)") {
  Endpoint tcp = open_tcp();
  tcp.arrives(ack(1, 1, 0));
  tcp.send(100);
  tcp.pass(seconds(122));
  CHECK(tcp.state() == State::Established);
  tcp.pass(seconds(61));
  CHECK(tcp.state() == State::Closed);
}

TEST_CASE("3.8.6.1 linux probes with no octet at SND.UNA-1: 0.2 0.6 1.4 3 s (T138)") {
  Endpoint tcp = open_tcp(nanoseconds(1), ProfileName::Linux);
  tcp.tcb.rto = milliseconds(200);
  tcp.arrives(ack(1, 1, 0));
  tcp.send(100);
  CHECK(tcp.pass(seconds(3)) ==
        "0.200 . 0:0(0) ack 1 | 0.600 . 0:0(0) ack 1 | "
        "1.400 . 0:0(0) ack 1 | 3.000 . 0:0(0) ack 1");
}

TEST_CASE("3.8.6.2.1 silly window, sender: half the largest window, or the override timer (T143)") {
  Endpoint tcp = open_tcp();  // MAX.SND.WND 1000, MSS 536
  tcp.arrives(ack(1, 1, 100));
  CHECK(tcp.send(300).empty());  // 100 octets are not worth it
  CHECK(tcp.timers() == "override 200ms");
  SUBCASE("the override timer sends what fits") {
    CHECK(tcp.pass(milliseconds(200)) == "0.200 . 1:101(100) ack 1");
    CHECK(tcp.rules() == "T143");
  }
  SUBCASE("half of the largest window is worth it") {
    CHECK(tcp.send(600).empty());
    CHECK(tcp.arrives(ack(1, 1, 500)) == ". 1:501(500) ack 1");
    CHECK(tcp.timers() == "retransmission 1s");
  }
  SUBCASE("everything that is queued is worth it") {
    CHECK(tcp.arrives(ack(1, 1, 300)) == "P. 1:301(300) ack 1");
  }
}

TEST_CASE("3.8.6.2.2 silly window, receiver: opened by MSS or half the buffer (MUST-39)") {
  Endpoint tcp = plain();
  tcp.profile.receive_buffer = 2000;
  tcp.profile.delayed_ack = {};
  tcp.auto_read = false;
  tcp.show_window = true;
  tcp.establish();
  CHECK(tcp.arrives(text(1, 1001, 1)) == ". 1:1(0) ack 1001 win 1000");
  CHECK(tcp.arrives(text(1001, 2001, 1)) == ". 1:1(0) ack 2001 win 0");
  CHECK(tcp.read(100).empty());  // too little: the window stays closed
  CHECK(tcp.read(400).empty());
  CHECK(tcp.read(36) == ". 1:1(0) ack 2001 win 536");                     // one MSS: told at once
  CHECK(tcp.arrives(text(2001, 2501, 1)) == ". 1:1(0) ack 2501 win 36");  // never moved left
}

TEST_CASE("3.8.6 the right edge of the window never moves left (SHLD-14)") {
  Endpoint tcp = plain();
  tcp.profile.receive_buffer = 2000;
  tcp.auto_read = false;
  tcp.establish();
  SeqNum edge = tcp.tcb.right_edge();
  int64_t at = 1;
  for (int i = 0; i < 40; ++i) {
    const uint32_t fits = std::min<uint32_t>(tcp.tcb.rcv.wnd, 97);
    if (fits) tcp.arrives(text(at, at + fits, 1));
    at += fits;
    if (i % 3 == 0) tcp.read(std::min<uint32_t>(tcp.tcb.rcv.unread, 150));
    CHECK(tcp.tcb.right_edge() >= edge);
    edge = tcp.tcb.right_edge();
  }
}

TEST_CASE("3.8.6.3 delayed ACK: 200 ms, at once for the second full segment (T142, MUST-40)") {
  Endpoint tcp = open_tcp();
  CHECK(tcp.arrives(text(1, 101, 1)).empty());
  CHECK(tcp.timers() == "delayed_ack 200ms");
  CHECK(tcp.pass(milliseconds(200)) == "0.200 . 1:1(0) ack 101");
  CHECK(tcp.rules() == "T142");
  CHECK(tcp.arrives(text(101, 637, 1)).empty());
  CHECK(tcp.arrives(text(637, 1173, 1)) == ". 1:1(0) ack 1173");  // SHLD-19
  CHECK(tcp.timers().empty());
}

TEST_CASE("3.8.6.3 data on its way takes the ACK along (T142, MUST-59)") {
  Endpoint tcp = open_tcp();
  tcp.arrives(text(1, 101, 1));
  CHECK(tcp.send(10) == "P. 1:11(10) ack 101");
  CHECK(tcp.timers() == "retransmission 1s");
}

TEST_CASE("3.8.6.3 linux acknowledges the first segments at once, later after 40 ms") {
  Endpoint tcp = open_tcp({}, ProfileName::Linux);
  CHECK(tcp.arrives(text(1, 101, 1)) == ". 1:1(0) ack 101");
  CHECK(tcp.send(10) == "P. 1:11(10) ack 101");  // an answer: interactive from now on
  tcp.pass(milliseconds(10));
  CHECK(tcp.arrives(text(101, 201, 11)).empty());
  CHECK(tcp.timers() == "delayed_ack 40ms");
}
