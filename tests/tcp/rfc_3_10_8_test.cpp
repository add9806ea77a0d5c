// RFC 9293 3.10.8: timeouts, state by state. Their times are tested with 3.8.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/tcp/fixture.hpp"

using namespace finwait;

TEST_CASE("3.10.8 retransmission timeout: SYN, SYN,ACK, data, FIN come again as they were (T131)") {
  Endpoint tcp;
  tcp.connect();
  CHECK(tcp.pass(seconds(1)) == "1.000 S 0:0(0) <mss 1460>");
  tcp.arrives("S 0:0(0)");
  CHECK(tcp.pass(seconds(2)).ends_with("S. 0:0(0) ack 1 <mss 1460>"));
  tcp = Endpoint();
  tcp.establish();
  tcp.send(10);
  CHECK(tcp.pass(seconds(1)) == "1.000 P. 1:11(10) ack 1");
  std::vector<Endpoint> all = synchronized_tcps();
  CHECK(all[1].pass(seconds(1)) == "1.000 F. 1:1(0) ack 1");  // FIN_WAIT_1
  CHECK(all[4].pass(seconds(1)) == "1.000 F. 1:1(0) ack 2");  // CLOSING
  CHECK(all[5].pass(seconds(1)) == "1.000 F. 1:1(0) ack 2");  // LAST_ACK
}

TEST_CASE("3.10.8 time-wait timeout: the TCB goes (T132)") {
  Endpoint tcp = synchronized_tcps()[6];
  CHECK(tcp.timers() == "time_wait 240s");
  CHECK(tcp.pass(seconds(240)).empty());
  CHECK(tcp.states() == "CLOSED");
  CHECK(tcp.signals() == "gone");
}

TEST_CASE("3.10.8 user timeout: in every state that waits for an acknowledgment (T130)") {
  for (const size_t i : {size_t{0}, size_t{3}}) {  // ESTABLISHED, CLOSE_WAIT
    Endpoint tcp = synchronized_tcps()[i];
    tcp.set_user_timeout(milliseconds(2500));
    tcp.send(10);
    tcp.pass(seconds(3));
    CHECK(tcp.rules() == "T131 T130");
    CHECK(tcp.state() == State::Closed);
  }
  for (const size_t i : {size_t{1}, size_t{4}, size_t{5}}) {  // FIN_WAIT_1, CLOSING, LAST_ACK
    Endpoint tcp = synchronized_tcps()[i];
    tcp.set_user_timeout(milliseconds(2500));
    tcp.pass(seconds(3));
    CHECK(tcp.rules() == "T131 T130");
    CHECK(tcp.signals().ends_with("timed_out gone"));
  }
}

TEST_CASE("3.10.8 user timeout: starts over with every acknowledgment, rests when all is (T130)") {
  Endpoint tcp;
  tcp.establish();
  tcp.set_nodelay(true);
  tcp.set_user_timeout(seconds(10));
  tcp.send(10);
  tcp.send(10);
  tcp.pass(seconds(9));
  tcp.arrives(". 1:1(0) ack 11");
  tcp.pass(seconds(9));
  CHECK(tcp.state() == State::Established);
  tcp.arrives(". 1:1(0) ack 21");
  CHECK(tcp.timers().empty());
}

TEST_CASE("3.8.6.1 user timeout: answered probes keep it away; on linux they do not (MUST-37)") {
  for (const ProfileName name : {ProfileName::Rfc9293, ProfileName::Linux}) {
    Endpoint tcp(name);
    tcp.profile.timestamps = false;
    tcp.establish();
    tcp.set_user_timeout(seconds(20));
    tcp.arrives(". 1:1(0) ack 1 win 0");
    tcp.send(10);
    for (int i = 0; i < 60 && tcp.state() == State::Established; ++i)
      if (!tcp.pass(seconds(1)).empty() && tcp.state() == State::Established)
        tcp.arrives(". 1:1(0) ack 1 win 0");
    CHECK(tcp.state() == (name == ProfileName::Linux ? State::Closed : State::Established));
  }
}

TEST_CASE("3.8.6 text beyond a window that shrank is no reason to give up (SHLD-17)") {
  Endpoint tcp;
  tcp.establish();
  tcp.send(500);
  for (int i = 0; i < 20; ++i) {
    tcp.pass(seconds(60));
    CHECK(tcp.arrives(". 1:1(0) ack 1 win 0").empty());
  }
  CHECK(tcp.state() == State::Established);
  CHECK(tcp.pass(seconds(60)).find("1:501(500)") != std::string::npos);
}

TEST_CASE("3.10.8 user timeout: in any state, before ESTABLISHED, too (T130)") {
  Endpoint active;
  active.tcb.user_timeout = seconds(10);
  active.connect();
  active.pass(seconds(9));
  CHECK(active.state() == State::SynSent);
  CHECK(active.timers() == "retransmission 6s, user 1s");
  Endpoint crossing = active;
  crossing.arrives("S 0:0(0) win 1000");
  REQUIRE(crossing.state() == State::SynReceived);
  Endpoint passive;
  passive.listen();
  passive.arrives("S 0:0(0) win 1000");
  passive.pass(seconds(4));
  passive.set_user_timeout(seconds(5));  // counted from the SYN
  for (Endpoint* tcp : {&active, &crossing, &passive}) {
    CHECK(tcp->pass(seconds(1)).empty());
    CHECK(tcp->rules() == "T130");
    CHECK(tcp->signals() == "timed_out gone");
    CHECK(tcp->state() == State::Closed);
  }
}

TEST_CASE("3.8.3 R2 can be set for a connection, beyond the default, too (MUST-21, A127)") {
  for (const ProfileName name : {ProfileName::Rfc9293, ProfileName::Linux}) {
    Endpoint tcp(name);
    tcp.establish();
    tcp.set_user_timeout(seconds(2000));
    tcp.send(10);
    tcp.pass(seconds(1990));
    CHECK(tcp.state() == State::Established);
    tcp.pass(seconds(20));
    CHECK(tcp.rules().ends_with("T130"));
    CHECK(tcp.state() == State::Closed);
  }
}

TEST_CASE("3.8.4 keep-alive goes on in FIN_WAIT_2 after close(); linux has none there (T139)") {
  for (const ProfileName name : {ProfileName::Rfc9293, ProfileName::FreeBsd, ProfileName::Linux}) {
    Endpoint tcp(name);
    tcp.profile.keepalive_idle = seconds(10);
    tcp.establish();
    tcp.set_keepalive(true);
    tcp.close();
    tcp.arrives(". 1:1(0) ack 2");
    REQUIRE(tcp.state() == State::FinWait2);
    const std::string probe = tcp.pass(seconds(11));
    CHECK(probe == (name == ProfileName::Linux ? "" : "10.000 . 1:1(0) ack 1"));
  }
}

TEST_CASE("A127 linux: a half-open request knows no user timeout (T135, T130)") {
  Endpoint tcp(ProfileName::Linux);
  tcp.listen();
  tcp.arrives("S 0:0(0) win 1000");
  tcp.set_user_timeout(milliseconds(1500));  // the listener's
  tcp.pass(seconds(62));
  CHECK(tcp.state() == State::SynReceived);
  tcp.pass(seconds(1));
  CHECK(tcp.rules().ends_with("T135"));
}

TEST_CASE("3.8.6.1 linux: probes wait no longer than data_retries doublings (T138, SHLD-30)") {
  Endpoint tcp(ProfileName::Linux);
  tcp.profile.timestamps = false;
  tcp.profile.data_retries = 2;
  tcp.establish();
  tcp.tcb.rto = milliseconds(200);
  tcp.arrives(". 1:1(0) ack 1 win 0");
  tcp.send(10);
  for (const int wait : {200, 400, 800, 800, 800}) {
    CHECK(tcp.pass(milliseconds(wait - 1)).empty());
    CHECK(tcp.pass(milliseconds(1)).ends_with(". 0:0(0) ack 1"));
    tcp.arrives(". 1:1(0) ack 1 win 0");
  }
}
