// RFC 9293 3.10.7: SEGMENT ARRIVES, step by step in the order of the text. Opening and closing
// stand with 3.5 and 3.6; here is what remains of each step.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/tcp/fixture.hpp"

using namespace finwait;

namespace {

Endpoint open_tcp() {
  Endpoint tcp;
  tcp.profile.delayed_ack = {};
  tcp.establish();
  return tcp;
}

Endpoint in_syn_received(Tcb::Origin origin) {
  Endpoint tcp;
  if (origin == Tcb::Origin::Passive)
    tcp.listen();
  else
    tcp.connect();
  tcp.arrives("S 0:0(0)");
  return tcp;
}

}  // namespace

TEST_CASE("3.10.7.2 LISTEN: RST, then ACK, then SYN, then nothing (T045, T046, T048, T051)") {
  Endpoint tcp;
  tcp.listen();
  CHECK(tcp.arrives("SR. 5:5(0) ack 9").empty());
  CHECK(tcp.rules() == "T045");
  CHECK(tcp.arrives("SF. 5:5(0) ack 9") == "R 9:9(0)");
  CHECK(tcp.rules() == "T046");
  for (const char* segment : {"F 5:5(0)", "P 5:15(10)", "- 5:5(0)", "U 5:5(0) urg 1"}) {
    CHECK(tcp.arrives(segment).empty());
    CHECK(tcp.rules() == "T051");  // T119: a FIN is never processed here
    CHECK(tcp.state() == State::Listen);
  }
}

TEST_CASE("3.10.7.3 SYN-SENT: unacceptable ACK draws a reset (T053)") {
  Endpoint tcp;
  tcp.connect();
  for (const int number : {0, 2, 77, -5}) {
    const std::string n = std::to_string(number);
    CHECK(tcp.arrives(". 5:5(0) ack " + n) == "R " + n + ":" + n + "(0)");
    CHECK(tcp.arrives("S. 5:5(0) ack " + n) == "R " + n + ":" + n + "(0)");
    CHECK(tcp.rules() == "T053");
    CHECK(tcp.state() == State::SynSent);
  }
  CHECK(tcp.timers() == "retransmission 1s");
}

TEST_CASE("3.10.7.3 SYN-SENT: neither SYN nor RST is dropped (T061, T062, T063)") {
  Endpoint tcp;
  tcp.connect();
  CHECK(tcp.arrives("P. 5:15(10) ack 1").empty());
  CHECK(tcp.rules() == "T061");
  CHECK(tcp.arrives("F. 5:5(0) ack 1").empty());
  CHECK(tcp.arrives("F 5:5(0)").empty());
  CHECK(tcp.rules() == "T062");
  CHECK(tcp.state() == State::SynSent);
}

TEST_CASE("3.10.7.3 SYN-SENT: a FIN on the crossing SYN waits for ESTABLISHED (T060)") {
  Endpoint tcp;
  tcp.connect();
  CHECK(tcp.arrives("SF 0:0(0)") == "S. 0:0(0) ack 1 <mss 1460>");
  CHECK(tcp.state() == State::SynReceived);
  tcp.arrives(". 2:2(0) ack 1");
  CHECK(tcp.states() == "ESTABLISHED CLOSE_WAIT");
}

TEST_CASE("3.10.7.4 second: an exact RST by state (T075, T079 to T085)") {
  const char* const rules[] = {"T079", "T080", "T081", "T082", "T083", "T084", "T085"};
  size_t i = 0;
  for (Endpoint tcp : synchronized_tcps()) {
    const bool time_wait = tcp.state() == State::TimeWait;
    CHECK(tcp.arrives(at_nxt(tcp, "R", 0)).empty());
    CHECK(tcp.rules() == std::string("T075 ") + rules[i++]);
    CHECK(tcp.states() == "CLOSED");
    CHECK(tcp.signals() == (time_wait ? "gone" : "reset gone"));
    CHECK(tcp.timers().empty());
  }
}

TEST_CASE("3.10.7.4 fourth: SYN in the passive SYN_RECEIVED returns to LISTEN (T088)") {
  Endpoint tcp = in_syn_received(Tcb::Origin::Passive);
  CHECK(tcp.arrives("S 10:10(0)").empty());
  CHECK(tcp.rules() == "T088");
  CHECK(tcp.states() == "LISTEN");
}

TEST_CASE("3.10.7.4 fourth: SYN in the active SYN_RECEIVED draws a challenge ACK (T089, T090)") {
  Endpoint tcp = in_syn_received(Tcb::Origin::Active);
  CHECK(tcp.arrives("S 10:10(0)") == ". 1:1(0) ack 1");
  CHECK(tcp.rules() == "T090");
  CHECK(tcp.state() == State::SynReceived);
  CHECK(tcp.arrives("S 0:0(0)") == ". 1:1(0) ack 1");  // the crossing SYN once more
  CHECK(tcp.rules() == "T068");
}

TEST_CASE("T160 T161 linux: other SYNs and SYN,ACKs in the passive SYN_RECEIVED") {
  const auto request = [] {
    Endpoint tcp(ProfileName::Linux);
    tcp.listen();
    tcp.arrives("S 0:0(0)");
    return tcp;
  };
  Endpoint tcp = request();
  CHECK(tcp.arrives("S 10:10(0)") == "R. 0:0(0) ack 11");
  CHECK(tcp.rules() == "T160");
  CHECK(tcp.states() == "LISTEN");
  tcp = request();
  CHECK(tcp.arrives("S -100:-100(0)") == ". 1:1(0) ack 1");
  CHECK(tcp.state() == State::SynReceived);
  tcp = request();
  CHECK(tcp.arrives("S. 10:10(0) ack 1") == "R 1:1(0)");
  CHECK(tcp.rules() == "T161");
  CHECK(tcp.states() == "LISTEN");
  tcp = request();
  CHECK(tcp.arrives("S. 0:0(0) ack 1") == ". 1:1(0) ack 1");
  CHECK(tcp.arrives("S. 0:0(0) ack 9") == "R 9:9(0)");
  CHECK(tcp.state() == State::SynReceived);
}

TEST_CASE("3.10.7.4 fifth: ACK off: dropped with its text and FIN, in every state (T095)") {
  for (Endpoint tcp : synchronized_tcps()) {
    const State before = tcp.state();
    for (const char* flags : {"-", "F", "P"}) {
      CHECK(tcp.arrives(at_nxt(tcp, flags, 0)).empty());
      CHECK(tcp.rules() == "T095");
    }
    CHECK(tcp.state() == before);
  }
}

TEST_CASE("3.10.7.4 fifth: SYN_RECEIVED: an ACK of our SYN opens, text counts (T097, T117)") {
  for (const Tcb::Origin origin : {Tcb::Origin::Passive, Tcb::Origin::Active}) {
    Endpoint tcp = in_syn_received(origin);
    CHECK(tcp.arrives("P. 1:11(10) ack 1 win 700").empty());
    CHECK(tcp.rules() == "T097 T115");
    CHECK(tcp.delivered == 10);
    CHECK(tcp.tcb.snd.wnd == 700);
    CHECK(tcp.state() == State::Established);
  }
}

TEST_CASE("3.10.7.4 fifth: SYN_RECEIVED: an unacceptable ACK, the segment is dropped (T098, G7)") {
  Endpoint tcp = in_syn_received(Tcb::Origin::Passive);
  CHECK(tcp.arrives("FP. 1:11(10) ack 2") == "R 2:2(0)");
  CHECK(tcp.rules() == "T098");
  CHECK(tcp.delivered == 0);
  CHECK(tcp.state() == State::SynReceived);
  CHECK(tcp.timers() == "retransmission 1s");
}

TEST_CASE("3.10.7.4 fifth: SEG.ACK > SND.NXT: an ACK, and text and FIN are lost (T101)") {
  for (Endpoint tcp : synchronized_tcps()) {
    const State before = tcp.state();
    const std::string beyond = " ack " + std::to_string(distance(tcp.iss, tcp.tcb.snd.nxt) + 1);
    CHECK(tcp.arrives(at_nxt(tcp, "FP.", 0) + beyond) == ack_of(tcp));
    CHECK(tcp.rules() == "T101");
    CHECK(tcp.state() == before);
  }
}

TEST_CASE("3.10.7.4 fifth: a duplicate ACK is ignored, its text is not (T100)") {
  Endpoint tcp = open_tcp();
  tcp.send(100);
  tcp.arrives(". 1:1(0) ack 101");
  CHECK(tcp.arrives("P. 1:11(10) ack 51") == ". 101:101(0) ack 11");
  CHECK(tcp.tcb.snd.una == tcp.iss + 101);
  CHECK(tcp.delivered == 10);
}

TEST_CASE("3.10.7.4 fifth: CLOSING and LAST_ACK: our FIN not covered (T108, T110)") {
  std::vector<Endpoint> all = synchronized_tcps();
  Endpoint& closing = all[4];
  CHECK(closing.arrives(". 2:2(0) ack 1").empty());
  CHECK(closing.rules() == "T108");
  Endpoint& last_ack = all[5];
  CHECK(last_ack.arrives(". 2:2(0) ack 1").empty());
  CHECK(last_ack.rules() == "T110");
  CHECK(last_ack.timers() == "retransmission 1s");
}

TEST_CASE("3.10.7.4 eighth: the FIN in order is signalled once and acknowledged (T120, T124)") {
  Endpoint tcp = open_tcp();
  tcp.auto_read = false;
  CHECK(tcp.arrives("FP. 1:11(10) ack 1") == ". 1:1(0) ack 12");
  CHECK(tcp.signals() == "readable end_of_stream");
  CHECK(tcp.tcb.rcv.unread == 10);
}

TEST_CASE("3.10.7.4 eighth: a FIN beyond a gap is processed when the gap is filled (T072, T120)") {
  Endpoint tcp = open_tcp();
  CHECK(tcp.arrives("F. 11:11(0) ack 1") == ". 1:1(0) ack 1");
  CHECK(tcp.state() == State::Established);
  CHECK(tcp.arrives("P. 1:11(10) ack 1") == ". 1:1(0) ack 12");
  CHECK(tcp.state() == State::CloseWait);
}

TEST_CASE("3.10.8 no timer ends LISTEN, ESTABLISHED, FIN_WAIT_2 or CLOSE_WAIT (T106)") {
  const std::vector<Endpoint> all = synchronized_tcps();
  for (const size_t i : {size_t{0}, size_t{2}, size_t{3}}) {
    Endpoint tcp = all[i];
    const State before = tcp.state();
    CHECK(tcp.pass(seconds(10000000)).empty());
    CHECK(tcp.state() == before);
  }
  Endpoint tcp;
  tcp.listen();
  tcp.pass(seconds(10000000));
  CHECK(tcp.state() == State::Listen);
}
