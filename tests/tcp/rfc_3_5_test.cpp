// RFC 9293 3.5: opening a connection, half-open connections, reset generation and processing.
#include <doctest/doctest.h>

#include <string>

#include "tests/tcp/fixture.hpp"

using namespace finwait;

TEST_CASE("3.5 Figure 6: the three-way handshake, active side (T002, T057)") {
  Endpoint tcp;
  CHECK(tcp.connect() == "S 0:0(0) <mss 1460>");
  CHECK(tcp.states() == "SYN_SENT");
  CHECK(tcp.timers() == "retransmission 1s");
  CHECK(tcp.arrives("S. 0:0(0) ack 1 win 1000") == ". 1:1(0) ack 1");
  CHECK(tcp.rules() == "T057");
  CHECK(tcp.signals() == "connected");
  CHECK(tcp.state() == State::Established);
  CHECK(tcp.timers().empty());
  CHECK(tcp.tcb.snd.wnd == 1000);  // WL1 and WL2 are set, so that T102 works from here
  CHECK(tcp.arrives(". 1:1(0) ack 1 win 500").empty());
  CHECK(tcp.tcb.snd.wnd == 500);
}

TEST_CASE("3.5 Figure 6: the three-way handshake, passive side (T001, T048, T097, MUST-11)") {
  Endpoint tcp;
  CHECK(tcp.listen().empty());
  CHECK(tcp.timers().empty());
  CHECK(tcp.arrives("S 0:0(0) win 1000") == "S. 0:0(0) ack 1 <mss 1460>");
  CHECK(tcp.states() == "SYN_RECEIVED");
  CHECK(tcp.tcb.origin == Tcb::Origin::Passive);
  CHECK(tcp.timers() == "retransmission 1s");
  CHECK(tcp.arrives(". 1:1(0) ack 1 win 800").empty());
  CHECK(tcp.rules() == "T097");
  CHECK(tcp.signals() == "connected");
  CHECK(tcp.timers().empty());
  CHECK(tcp.tcb.snd.wnd == 800);
}

TEST_CASE("3.5 Figure 7: simultaneous open (T059, T094, MUST-10)") {
  Endpoint tcp;
  tcp.connect();
  CHECK(tcp.arrives("S 0:0(0) win 1000") == "S. 0:0(0) ack 1 <mss 1460>");  // the same ISS
  CHECK(tcp.rules() == "T059");
  CHECK(tcp.state() == State::SynReceived);
  CHECK(tcp.tcb.origin == Tcb::Origin::Active);
  SUBCASE("the peer's SYN,ACK completes it, although its SYN is old (T094)") {
    CHECK(tcp.arrives("S. 0:0(0) ack 1 win 1000").empty());
    CHECK(tcp.rules() == "T094");
  }
  SUBCASE("a plain ACK completes it, too (T097)") {
    CHECK(tcp.arrives(". 1:1(0) ack 1 win 1000").empty());
    CHECK(tcp.rules() == "T097");
  }
  SUBCASE("text behind the SYN of the SYN,ACK is taken") {
    CHECK(tcp.arrives("SP. 0:10(10) ack 1 win 1000").empty());
    CHECK(tcp.delivered == 10);
    CHECK(tcp.timers() == "delayed_ack 200ms");
  }
  CHECK(tcp.state() == State::Established);
  CHECK(tcp.signals().starts_with("connected"));
}

TEST_CASE("3.5 simultaneous open: two TCPs that exchange SYN,ACKs fall silent (T094)") {
  for (const ProfileName name : {ProfileName::Rfc9293, ProfileName::Linux}) {
    Endpoint a(name);
    Endpoint b(name);
    b.iss = a.irs;
    b.irs = a.iss;
    a.connect();
    b.connect();
    std::vector<Segment> to_b = a.sent();
    std::vector<Segment> to_a = b.sent();
    int rounds = 0;
    while ((!to_a.empty() || !to_b.empty()) && rounds < 10) {
      std::vector<Segment> answers_a;
      std::vector<Segment> answers_b;
      for (const Segment& seg : to_a) {
        a.arrives(seg);
        answers_a.insert(answers_a.end(), a.sent().begin(), a.sent().end());
      }
      for (const Segment& seg : to_b) {
        b.arrives(seg);
        answers_b.insert(answers_b.end(), b.sent().begin(), b.sent().end());
      }
      to_b = answers_a;
      to_a = answers_b;
      ++rounds;
    }
    CHECK(rounds < 5);
    CHECK(a.state() == State::Established);
    CHECK(b.state() == State::Established);
  }
}

TEST_CASE("3.5 Figure 8: an old duplicate SYN; the reset sends the child back to LISTEN (T077)") {
  Endpoint tcp;
  tcp.listen();
  tcp.irs = {90};
  CHECK(tcp.arrives("S 0:0(0)") == "S. 0:0(0) ack 1 <mss 1460>");
  CHECK(tcp.arrives("R 1:1(0)").empty());
  CHECK(tcp.rules() == "T075 T077");
  CHECK(tcp.states() == "LISTEN");
  CHECK(tcp.signals() == "gone");  // the user is not told
  CHECK(tcp.timers().empty());
  tcp.irs = {100};
  CHECK(tcp.arrives("S 0:0(0)") == "S. 0:0(0) ack 1 <mss 1460>");
  tcp.arrives(". 1:1(0) ack 1");
  CHECK(tcp.state() == State::Established);
}

TEST_CASE("3.5 which SYN_RECEIVED returns to LISTEN: only the passive one (T077, T078, MUST-11)") {
  Endpoint active;
  active.connect();
  active.arrives("S 0:0(0)");
  CHECK(active.arrives("R 1:1(0)").empty());
  CHECK(active.rules() == "T075 T078");
  CHECK(active.states() == "CLOSED");
  CHECK(active.signals() == "refused gone");
}

TEST_CASE("T159 linux: RST in the SYN_RECEIVED of a simultaneous open says connection reset") {
  Endpoint tcp(ProfileName::Linux);
  tcp.connect();
  tcp.arrives("S 0:0(0)");
  CHECK(tcp.arrives("R 1:1(0)").empty());
  CHECK(tcp.signals() == "reset gone");
}

TEST_CASE("3.5.1 Figure 9: a half-open connection is found out by its ACK (T044, T053, T068)") {
  // A has crashed and comes back with a new SYN; B is still ESTABLISHED.
  Endpoint b;
  b.establish_passively();
  CHECK(b.arrives("S 100:100(0)") == ". 1:1(0) ack 1");
  CHECK(b.rules() == "T090");
  Endpoint a;
  a.connect();
  CHECK(a.arrives(". 1:1(0) ack 700") == "R 700:700(0)");  // SEQ=SEG.ACK
  CHECK(a.rules() == "T053");
  CHECK(a.state() == State::SynSent);
  CHECK(b.arrives("R 1:1(0)").empty());
  CHECK(b.signals() == "reset gone");
  CHECK(b.state() == State::Closed);
}

TEST_CASE("3.5.1 Figure 10: data into a crashed peer draws a reset from CLOSED (T044)") {
  Endpoint a;
  CHECK(a.arrives("P. 300:310(10) ack 100") == "R 100:100(0)");
  CHECK(a.rules() == "T044");
}

TEST_CASE("3.5.1 Figure 11: an old duplicate SYN,ACK makes LISTEN reset (T046)") {
  Endpoint tcp;
  tcp.listen();
  CHECK(tcp.arrives("S. 0:0(0) ack 1") == "R 1:1(0)");
  CHECK(tcp.state() == State::Listen);
}

TEST_CASE("3.5.2 group 1, CLOSED: exact numbers of the reset (T043, T044, T147)") {
  Endpoint tcp;
  CHECK(tcp.arrives("S 7:7(0)") == "R. 0:0(0) ack 8");
  CHECK(tcp.arrives("S 7:9(2)") == "R. 0:0(0) ack 10");
  CHECK(tcp.arrives("F 7:7(0)") == "R. 0:0(0) ack 8");
  CHECK(tcp.arrives("SF 7:9(2)") == "R. 0:0(0) ack 11");
  CHECK(tcp.arrives("- 7:7(0)") == "R. 0:0(0) ack 7");
  CHECK(tcp.arrives("P 7:17(10)") == "R. 0:0(0) ack 17");
  CHECK(tcp.rules() == "T043");
  CHECK(tcp.arrives(". 7:7(0) ack 5") == "R 5:5(0)");
  CHECK(tcp.arrives("S. 7:7(0) ack 5") == "R 5:5(0)");
  CHECK(tcp.arrives("FP. 7:17(10) ack 5") == "R 5:5(0)");
  CHECK(tcp.rules() == "T044");
}

TEST_CASE("3.5.2 no RST is ever answered by a RST (T042, T045, T054, T069)") {
  Endpoint tcp;
  CHECK(tcp.arrives("R 7:7(0)").empty());
  CHECK(tcp.rules() == "T042");
  CHECK(tcp.arrives("R. 7:7(0) ack 9").empty());
  CHECK(tcp.arrives("SFR. 7:17(10) ack 9").empty());
  tcp.listen();
  CHECK(tcp.arrives("R. 7:7(0) ack 9").empty());
  CHECK(tcp.rules() == "T045");
  tcp = Endpoint();
  tcp.connect();
  CHECK(tcp.arrives("R. 7:7(0) ack 9").empty());
  CHECK(tcp.rules() == "T054");
}

TEST_CASE("3.5.2 group 2: only an unacceptable ACK draws a reset, the state stays (T098, T148)") {
  Endpoint tcp;
  tcp.listen();
  CHECK(tcp.arrives(". 5:5(0) ack 77") == "R 77:77(0)");
  CHECK(tcp.arrives("P 5:15(10)").empty());
  tcp.arrives("S 0:0(0)");
  CHECK(tcp.arrives(". 1:1(0) ack 77") == "R 77:77(0)");
  CHECK(tcp.arrives(". 1:1(0) ack 0") == "R 0:0(0)");
  CHECK(tcp.rules() == "T098");
  CHECK(tcp.state() == State::SynReceived);
  CHECK(tcp.arrives(". 1:1(0) ack 1").empty());
  CHECK(tcp.state() == State::Established);
}

TEST_CASE("3.5.3 reset processing in SYN_SENT: the ACK must cover the SYN (T055, T056, G8)") {
  Endpoint tcp;
  tcp.connect();
  CHECK(tcp.arrives("R 0:0(0)").empty());
  CHECK(tcp.rules() == "T056");
  CHECK(tcp.arrives("R. 0:0(0) ack 2").empty());
  CHECK(tcp.rules() == "T054");
  CHECK(tcp.state() == State::SynSent);
  CHECK(tcp.arrives("R. 12345:12345(0) ack 1").empty());  // SEQ is not checked
  CHECK(tcp.rules() == "T055");
  CHECK(tcp.signals() == "refused gone");
  CHECK(tcp.state() == State::Closed);
}

TEST_CASE("3.5.3 a reset may carry text (SHLD-2, T173)") {
  for (const ProfileName name : {ProfileName::Rfc9293, ProfileName::Linux}) {
    Endpoint tcp(name);
    tcp.establish();
    CHECK(tcp.arrives("R. 1:21(20) ack 77").empty());  // whatever its ACK field says
    CHECK(tcp.signals() == "reset gone");
    CHECK(tcp.delivered == 0);
  }
}

TEST_CASE("3.5 the SYN carries text: kept until ESTABLISHED (T049, T060)") {
  Endpoint passive;
  passive.listen();
  CHECK(passive.arrives("S 0:20(20)") == "S. 0:0(0) ack 1 <mss 1460>");
  CHECK(passive.delivered == 0);
  CHECK(passive.arrives(". 21:21(0) ack 1") == ". 1:1(0) ack 21");
  CHECK(passive.delivered == 20);

  Endpoint active;
  active.connect();
  CHECK(active.arrives("S 0:20(20)") == "S. 0:0(0) ack 1 <mss 1460>");
  CHECK(active.arrives(". 21:21(0) ack 1") == ". 1:1(0) ack 21");
  CHECK(active.delivered == 20);
}

TEST_CASE("3.5 the SYN carries a FIN: processed after ESTABLISHED (T050)") {
  Endpoint tcp;
  tcp.listen();
  CHECK(tcp.arrives("SF 0:5(5)") == "S. 0:0(0) ack 1 <mss 1460>");
  CHECK(tcp.state() == State::SynReceived);
  CHECK(tcp.arrives(". 7:7(0) ack 1") == ". 1:1(0) ack 7");
  CHECK(tcp.states() == "ESTABLISHED CLOSE_WAIT");
  CHECK(tcp.delivered == 5);
}

TEST_CASE("T150 linux: LISTEN drops SYN with FIN; T049 text on a SYN is not kept") {
  Endpoint tcp(ProfileName::Linux);
  tcp.listen();
  CHECK(tcp.arrives("SF 0:0(0)").empty());
  CHECK(tcp.rules() == "T150");
  tcp.arrives("S 0:20(20)");
  CHECK(tcp.state() == State::SynReceived);
  tcp.arrives(". 1:1(0) ack 1");
  CHECK(tcp.delivered == 0);
  CHECK(tcp.tcb.rcv.nxt == tcp.irs + 1);  // the peer sends it again
}

TEST_CASE("3.5 the SYN,ACK carries text or FIN: processed in ESTABLISHED at once (T058)") {
  Endpoint tcp;
  tcp.connect();
  CHECK(tcp.arrives("SFP. 0:10(10) ack 1 win 1000") == ". 1:1(0) ack 12");
  CHECK(tcp.rules() == "T057 T058 T115 T122");
  CHECK(tcp.states() == "ESTABLISHED CLOSE_WAIT");
  CHECK(tcp.delivered == 10);
}

TEST_CASE("T157 linux: text on the SYN,ACK is ignored and must come again") {
  Endpoint tcp(ProfileName::Linux);
  tcp.profile.timestamps = false;
  tcp.connect();
  CHECK(tcp.arrives("SP. 0:10(10) ack 1 win 1000") == ". 1:1(0) ack 1");
  CHECK(tcp.rules() == "T057 T157");
  CHECK(tcp.delivered == 0);
}

TEST_CASE("T151 linux: the same SYN again draws the SYN,ACK; strict: a bare ACK (G5, T068)") {
  Endpoint strict;
  strict.listen();
  strict.arrives("S 0:0(0)");
  CHECK(strict.arrives("S 0:0(0)") == ". 1:1(0) ack 1");
  Endpoint linux_tcp(ProfileName::Linux);
  linux_tcp.listen();
  linux_tcp.arrives("S 0:0(0)");
  CHECK(linux_tcp.arrives("S 0:0(0)") == "S. 0:0(0) ack 1 <mss 1460>");
  CHECK(linux_tcp.rules() == "T151");
  CHECK(linux_tcp.timers() == "retransmission 1s");
}

TEST_CASE("T156 linux: an unacceptable ACK in SYN_SENT brings the SYN again within 10 ms") {
  Endpoint tcp(ProfileName::Linux);
  tcp.profile.timestamps = false;
  tcp.profile.window_scale = -1;
  tcp.connect();
  tcp.pass(milliseconds(100));
  CHECK(tcp.arrives(". 1:1(0) ack 77") == "R 77:77(0)");
  CHECK(tcp.rules() == "T053 T156");
  CHECK(tcp.pass(milliseconds(20)) == "0.110 S 0:0(0) <mss 1460,sackOK>");
  CHECK(tcp.arrives(". 1:1(0) ack 77") == "R 77:77(0)");  // it was sent again already
  CHECK(tcp.rules() == "T053");
  CHECK(tcp.pass(milliseconds(20)).empty());
}

TEST_CASE("T179 linux: an ACK of ISS opens an active SYN_RECEIVED; strict: reset (T098)") {
  Endpoint strict;
  strict.connect();
  strict.arrives("S 0:0(0)");
  CHECK(strict.arrives(". 1:1(0) ack 0") == "R 0:0(0)");
  Endpoint linux_tcp(ProfileName::Linux);
  linux_tcp.connect();
  linux_tcp.arrives("S 0:0(0)");
  CHECK(linux_tcp.arrives(". 1:1(0) ack 0").empty());
  CHECK(linux_tcp.state() == State::Established);
}

TEST_CASE("T170 linux: the last ACK finds the accept queue full") {
  Endpoint tcp(ProfileName::Linux);
  tcp.listen();
  tcp.arrives("S 0:0(0)");
  tcp.accept_queue_full = true;
  CHECK(tcp.arrives(". 1:1(0) ack 1").empty());
  CHECK(tcp.state() == State::SynReceived);
  CHECK(tcp.pass(seconds(1)) == "1.000 S. 0:0(0) ack 1 <mss 1460>");  // goes on
  SUBCASE("room again") {
    tcp.accept_queue_full = false;
    tcp.arrives(". 1:1(0) ack 1");
    CHECK(tcp.state() == State::Established);
  }
  SUBCASE("abort_on_overflow") {
    tcp.profile.abort_on_overflow = true;
    CHECK(tcp.arrives(". 1:1(0) ack 1") == "R 1:1(0)");
    CHECK(tcp.rules() == "T170");
    CHECK(tcp.state() == State::Listen);
  }
}

TEST_CASE("T171 linux: a SYN,ACK that comes after close() meets CLOSED") {
  Endpoint tcp(ProfileName::Linux);
  tcp.connect();
  CHECK(tcp.close().empty());
  CHECK(tcp.state() == State::Closed);
  CHECK(tcp.arrives("S. 0:0(0) ack 1") == "R 1:1(0)");
}
