// RFC 9293 3.10.1 to 3.10.6: the user's calls in every state. What a program sees of them
// (errno, blocking) is tested with the sockets.
#include <doctest/doctest.h>

#include <string>

#include "tests/tcp/fixture.hpp"

using namespace finwait;

namespace {

Endpoint listening() {
  Endpoint tcp;
  tcp.listen();
  return tcp;
}

Endpoint syn_sent() {
  Endpoint tcp;
  tcp.connect();
  return tcp;
}

Endpoint syn_received() {
  Endpoint tcp = syn_sent();
  tcp.arrives("S 0:0(0)");
  return tcp;
}

Endpoint established() {
  Endpoint tcp;
  tcp.profile.delayed_ack = {};
  tcp.establish();
  return tcp;
}

Endpoint fin_wait_1() {
  Endpoint tcp = established();
  tcp.shutdown();
  return tcp;
}

Endpoint fin_wait_2() {
  Endpoint tcp = fin_wait_1();
  tcp.arrives(". 1:1(0) ack 2");
  return tcp;
}

Endpoint close_wait() {
  Endpoint tcp = established();
  tcp.arrives("F. 1:1(0) ack 1");
  return tcp;
}

Endpoint closing() {
  Endpoint tcp = fin_wait_1();
  tcp.arrives("F. 1:1(0) ack 1");
  return tcp;
}

Endpoint last_ack() {
  Endpoint tcp = close_wait();
  tcp.shutdown();
  return tcp;
}

Endpoint time_wait() {
  Endpoint tcp = closing();
  tcp.arrives(". 2:2(0) ack 2");
  return tcp;
}

}  // namespace

TEST_CASE("3.10.1 OPEN: passive makes LISTEN, active sends a SYN (T001, T002, MUST-41, MUST-42)") {
  Endpoint passive;
  CHECK(passive.listen().empty());
  CHECK(passive.rules() == "T001");
  CHECK(passive.state() == State::Listen);
  Endpoint active;
  CHECK(active.connect() == "S 0:0(0) <mss 1460>");
  CHECK(active.rules() == "T002");
  CHECK(active.tcb.snd.una == active.iss);
  CHECK(active.tcb.snd.nxt == active.iss + 1);
}

TEST_CASE("3.10.2 SEND: queued until ESTABLISHED, then sent (T011, T012, T013)") {
  Endpoint tcp = syn_sent();
  CHECK(tcp.send(10).empty());
  tcp = syn_received();
  CHECK(tcp.send(10).empty());
  CHECK(tcp.arrives(". 1:1(0) ack 1 win 1000") == "P. 1:11(10) ack 1");
  CHECK(tcp.send(100).empty());  // Nagle
}

TEST_CASE("3.10.3 RECEIVE: in order, in every state that can have text (T019, T020, T021)") {
  Endpoint tcp = established();
  tcp.auto_read = false;
  tcp.arrives("FP. 1:11(10) ack 1");
  CHECK(tcp.state() == State::CloseWait);
  CHECK(tcp.tcb.rcv.unread == 10);
  CHECK(tcp.read(4).empty());
  CHECK(tcp.read(6).empty());
  CHECK(tcp.tcb.rcv.unread == 0);
}

TEST_CASE("3.10.4 CLOSE in LISTEN and SYN_SENT: the TCB goes, nothing is sent (T024, T025)") {
  Endpoint tcp = listening();
  CHECK(tcp.shutdown().empty());
  CHECK(tcp.rules() == "T024");
  CHECK(tcp.state() == State::Closed);
  tcp = syn_sent();
  CHECK(tcp.shutdown().empty());
  CHECK(tcp.rules() == "T025");
  CHECK(tcp.state() == State::Closed);
  CHECK(tcp.timers().empty());
}

TEST_CASE("3.10.4 CLOSE in SYN_RECEIVED, nothing queued: FIN, FIN_WAIT_1 (T026)") {
  Endpoint tcp = syn_received();
  CHECK(tcp.shutdown() == "F. 1:1(0) ack 1");
  CHECK(tcp.rules() == "T026");
  CHECK(tcp.state() == State::FinWait1);
  SUBCASE("one ACK for SYN and FIN") {
    CHECK(tcp.arrives(". 1:1(0) ack 2").empty());
    CHECK(tcp.state() == State::FinWait2);
  }
  SUBCASE("an ACK of the SYN alone") {
    CHECK(tcp.arrives(". 1:1(0) ack 1").empty());
    CHECK(tcp.state() == State::FinWait1);
    CHECK(tcp.pass(seconds(3)).ends_with("F. 1:1(0) ack 1"));
  }
  SUBCASE("the SYN,ACK was lost: it comes again first, then the FIN (T131)") {
    CHECK(tcp.pass(seconds(1)) == "1.000 S. 0:0(0) ack 1 <mss 1460>");
    CHECK(tcp.arrives(". 1:1(0) ack 1") == "F. 1:1(0) ack 1");  // slow start after the timeout
    tcp.arrives(". 1:1(0) ack 2");
    CHECK(tcp.state() == State::FinWait2);
  }
}

TEST_CASE("3.10.4 CLOSE in SYN_RECEIVED, data queued: remembered until ESTABLISHED (T027)") {
  Endpoint tcp = syn_received();
  tcp.send(10);
  CHECK(tcp.shutdown().empty());
  CHECK(tcp.rules() == "T027");
  CHECK(tcp.state() == State::SynReceived);
  CHECK(tcp.arrives(". 1:1(0) ack 1 win 1000") == "FP. 1:11(10) ack 1");
  CHECK(tcp.states() == "ESTABLISHED FIN_WAIT_1");
}

TEST_CASE("3.10.4 CLOSE in ESTABLISHED and CLOSE_WAIT sends the FIN (T028, T030)") {
  Endpoint tcp = established();
  CHECK(tcp.shutdown() == "F. 1:1(0) ack 1");
  CHECK(tcp.rules() == "T028");
  tcp = close_wait();
  CHECK(tcp.shutdown() == "F. 1:1(0) ack 2");
  CHECK(tcp.rules() == "T030");
}

TEST_CASE("3.10.4 CLOSE again: never a second FIN, never a reset (T029, T031)") {
  for (Endpoint tcp : {fin_wait_1(), fin_wait_2()}) {
    const State before = tcp.state();
    CHECK(tcp.shutdown().empty());
    CHECK(tcp.rules() == "T029");
    CHECK(tcp.state() == before);
    CHECK(tcp.close().empty());
  }
  for (Endpoint tcp : {closing(), last_ack(), time_wait()}) {
    const State before = tcp.state();
    CHECK(tcp.shutdown().empty());
    CHECK(tcp.rules() == "T031");
    CHECK(tcp.close().empty());
    CHECK(tcp.state() == before);
  }
}

TEST_CASE("3.10.4 close() in SYN_SENT, CLOSING, LAST_ACK and TIME_WAIT sends no reset") {
  for (const ProfileName name : {ProfileName::Rfc9293, ProfileName::Linux})
    for (Endpoint tcp : {syn_sent(), closing(), last_ack(), time_wait()}) {
      tcp.profile = default_profile(name);
      CHECK(tcp.close().empty());
    }
}

TEST_CASE("3.10.5 ABORT in CLOSED, LISTEN, SYN_SENT: no reset (T032, T033, T034)") {
  Endpoint closed;
  CHECK(closed.abort().empty());
  CHECK(closed.rules() == "T032");
  for (Endpoint tcp : {listening(), syn_sent()}) {
    const bool listens = tcp.state() == State::Listen;
    CHECK(tcp.abort().empty());
    CHECK(tcp.rules() == (listens ? "T033" : "T034"));
    CHECK(tcp.state() == State::Closed);
    CHECK(tcp.timers().empty());
  }
}

TEST_CASE("3.10.5 ABORT sends <SEQ=SND.NXT><CTL=RST> (T035, T036, T037, T038, T039, G2)") {
  CHECK(syn_received().abort() == "R 1:1(0)");
  CHECK(established().abort() == "R 1:1(0)");
  CHECK(fin_wait_1().abort() == "R 2:2(0)");
  CHECK(fin_wait_2().abort() == "R 2:2(0)");
  CHECK(close_wait().abort() == "R 1:1(0)");
  Endpoint tcp = established();
  tcp.send(100);
  CHECK(tcp.abort() == "R 101:101(0)");  // SND.NXT, also with data in flight
  CHECK(tcp.states() == "CLOSED");       // the sender keeps no TIME_WAIT
  tcp = established();
  tcp.profile.reset_with_ack = true;
  CHECK(tcp.abort() == "R. 1:1(0) ack 1");
}

TEST_CASE("3.10.5 ABORT in CLOSING, LAST_ACK, TIME_WAIT: ok, no reset (T040)") {
  for (Endpoint tcp : {closing(), last_ack(), time_wait()}) {
    CHECK(tcp.abort().empty());
    CHECK(tcp.rules() == "T040");
    CHECK(tcp.states() == "CLOSED");
    CHECK(tcp.timers().empty());
  }
}

TEST_CASE("3.9.2.2 ICMP: hard errors abort, soft ones do not (T184, MUST-56, SHLD-26)") {
  Endpoint opening = syn_sent();
  CHECK(opening.icmp(IcmpError::Route).empty());
  CHECK(opening.state() == State::SynSent);
  CHECK(opening.icmp(IcmpError::Hard).empty());
  CHECK(opening.state() == State::Closed);
  Endpoint strict = established();
  CHECK(strict.icmp(IcmpError::Hard).empty());
  CHECK(strict.state() == State::Closed);
  Endpoint linux_tcp(ProfileName::Linux);
  linux_tcp.establish();
  linux_tcp.icmp(IcmpError::Hard);
  CHECK(linux_tcp.state() == State::Established);
}

TEST_CASE("3.9.2.2 ICMP: on linux any error but 4 ends what opens (T184)") {
  for (const IcmpError error : {IcmpError::Route, IcmpError::Hard, IcmpError::SourceRoute,
                                IcmpError::Undelivered, IcmpError::TooBig}) {
    const bool counts = error != IcmpError::TooBig;
    Endpoint opening(ProfileName::Linux);
    opening.connect();
    CHECK(opening.icmp(error).empty());
    CHECK(opening.state() == (counts ? State::Closed : State::SynSent));
    Endpoint request(ProfileName::Linux);
    request.listen();
    request.arrives("S 0:0(0)");
    CHECK(request.icmp(error).empty());
    const bool gone = error == IcmpError::Route || error == IcmpError::Undelivered;
    CHECK(request.state() == (gone ? State::Listen : State::SynReceived));
  }
}

TEST_CASE("6069 linux: an unreachable network takes the last doubling of RTO back (T184, T131)") {
  Endpoint tcp(ProfileName::Linux);
  tcp.profile.timestamps = false;
  tcp.connect();
  tcp.pass(milliseconds(10));
  tcp.arrives("S. 0:0(0) ack 1 win 1000");
  tcp.send(10);
  CHECK(tcp.pass(milliseconds(640)) == "0.220 P. 1:11(10) ack 1 | 0.640 P. 1:11(10) ack 1");
  CHECK(tcp.timers() == "retransmission 830ms");
  CHECK(tcp.icmp(IcmpError::Hard).empty());
  CHECK(tcp.timers() == "retransmission 830ms");
  CHECK(tcp.icmp(IcmpError::Route).empty());
  CHECK(tcp.timers() == "retransmission 410ms");
}
