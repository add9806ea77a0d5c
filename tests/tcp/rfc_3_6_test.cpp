// RFC 9293 3.6: closing a connection, half-closed connections, TIME-WAIT.
#include <doctest/doctest.h>

#include <string>

#include "tests/tcp/fixture.hpp"

using namespace finwait;

namespace {

Endpoint open_tcp(ProfileName name = ProfileName::Rfc9293, uint32_t window = 1000) {
  Endpoint tcp(name);
  tcp.profile.timestamps = false;
  tcp.profile.window_scale = -1;
  tcp.profile.delayed_ack = {};
  tcp.establish(window);
  return tcp;
}

Endpoint in_time_wait(ProfileName name = ProfileName::Rfc9293) {
  Endpoint tcp = open_tcp(name);
  tcp.close();
  tcp.arrives(". 1:1(0) ack 2");
  tcp.arrives("F. 1:1(0) ack 2");
  REQUIRE(tcp.state() == State::TimeWait);
  return tcp;
}

}  // namespace

TEST_CASE("3.6 Figure 12: the normal close, active side (T028, T104, T125, T132, MUST-13)") {
  Endpoint tcp = open_tcp();
  CHECK(tcp.shutdown() == "F. 1:1(0) ack 1");
  CHECK(tcp.states() == "FIN_WAIT_1");
  CHECK(tcp.timers() == "retransmission 1s");
  CHECK(tcp.arrives(". 1:1(0) ack 2").empty());
  CHECK(tcp.rules() == "T099 T104");
  CHECK(tcp.state() == State::FinWait2);
  CHECK(tcp.timers().empty());
  CHECK(tcp.arrives("F. 1:1(0) ack 2") == ". 2:2(0) ack 2");
  CHECK(tcp.rules() == "T125");
  CHECK(tcp.timers() == "time_wait 240s");
  CHECK(tcp.pass(seconds(239)).empty());
  CHECK(tcp.state() == State::TimeWait);
  CHECK(tcp.pass(seconds(1)).empty());
  CHECK(tcp.rules() == "T132");
  CHECK(tcp.state() == State::Closed);
}

TEST_CASE("3.6 Figure 12: the normal close, passive side (T122, T030, T109)") {
  Endpoint tcp = open_tcp();
  CHECK(tcp.arrives("F. 1:1(0) ack 1") == ". 1:1(0) ack 2");
  CHECK(tcp.rules() == "T122");
  CHECK(tcp.signals() == "end_of_stream");
  CHECK(tcp.state() == State::CloseWait);
  CHECK(tcp.timers().empty());  // none that ends CLOSE_WAIT
  CHECK(tcp.close() == "F. 1:1(0) ack 2");
  CHECK(tcp.rules() == "T030");
  CHECK(tcp.state() == State::LastAck);
  CHECK(tcp.arrives(". 2:2(0) ack 2").empty());
  CHECK(tcp.rules() == "T099 T109");
  CHECK(tcp.state() == State::Closed);  // no TIME_WAIT
}

TEST_CASE("3.6 Figure 13: simultaneous close (T124, T107)") {
  Endpoint tcp = open_tcp();
  tcp.shutdown();
  CHECK(tcp.arrives("F. 1:1(0) ack 1") == ". 2:2(0) ack 2");
  CHECK(tcp.rules() == "T124");
  CHECK(tcp.state() == State::Closing);
  CHECK(tcp.arrives(". 2:2(0) ack 2").empty());
  CHECK(tcp.rules() == "T099 T107");
  CHECK(tcp.timers() == "time_wait 240s");
}

TEST_CASE("3.6 the peer's FIN that acknowledges ours leads straight to TIME_WAIT (T104, T123)") {
  Endpoint tcp = open_tcp();
  tcp.shutdown();
  CHECK(tcp.arrives("F. 1:1(0) ack 2") == ". 2:2(0) ack 2");
  CHECK(tcp.rules() == "T099 T104 T125");  // by way of FIN_WAIT_2, in one segment
  CHECK(tcp.states() == "FIN_WAIT_2 TIME_WAIT");
  CHECK(tcp.timers() == "time_wait 240s");
}

TEST_CASE("3.6 half-closed: the other half still carries data (T019, T105, T115, MAY-1)") {
  Endpoint tcp = open_tcp();
  tcp.shutdown();
  CHECK(tcp.arrives("P. 1:101(100) ack 1") == ". 2:2(0) ack 101");
  CHECK(tcp.state() == State::FinWait1);
  tcp.arrives(". 101:101(0) ack 2");
  CHECK(tcp.arrives("P. 101:201(100) ack 2") == ". 2:2(0) ack 201");
  CHECK(tcp.delivered == 200);
  CHECK(tcp.pass(seconds(100000)).empty());  // FIN_WAIT_2 lasts for ever (T106)
  CHECK(tcp.state() == State::FinWait2);
}

TEST_CASE("3.6 CLOSE_WAIT still sends, and hears acknowledgments (T014, T103)") {
  Endpoint tcp = open_tcp();
  tcp.arrives("F. 1:1(0) ack 1");
  CHECK(tcp.send(100) == "P. 1:101(100) ack 2");
  CHECK(tcp.arrives(". 2:2(0) ack 101").empty());
  CHECK(tcp.rules() == "T099");
  CHECK(tcp.timers().empty());
}

TEST_CASE("3.6 CLOSE in CLOSE_WAIT: LAST_ACK when the FIN leaves; Linux at the call (T030, G6)") {
  Endpoint strict = open_tcp(ProfileName::Rfc9293, 100);
  strict.arrives("F. 1:1(0) ack 1 win 100");
  CHECK(strict.send(150) == ". 1:101(100) ack 2");
  CHECK(strict.close().empty());
  CHECK(strict.state() == State::CloseWait);
  CHECK(strict.arrives(". 2:2(0) ack 101 win 100") == "FP. 101:151(50) ack 2");
  CHECK(strict.state() == State::LastAck);

  Endpoint linux_tcp = open_tcp(ProfileName::Linux, 100);
  linux_tcp.arrives("F. 1:1(0) ack 1 win 100");
  linux_tcp.send(150);
  linux_tcp.close();
  CHECK(linux_tcp.state() == State::LastAck);
  CHECK(linux_tcp.arrives(". 2:2(0) ack 101 win 100") == "FP. 101:151(50) ack 2");
}

TEST_CASE("3.6 CLOSE in ESTABLISHED: FIN_WAIT_1 at once, the FIN waits its turn (T028, G6)") {
  Endpoint tcp = open_tcp(ProfileName::Rfc9293, 100);
  CHECK(tcp.send(150) == ". 1:101(100) ack 1");
  CHECK(tcp.shutdown().empty());
  CHECK(tcp.state() == State::FinWait1);
  CHECK(tcp.arrives(". 1:1(0) ack 101 win 100") == "FP. 101:151(50) ack 1");
  CHECK(tcp.state() == State::FinWait1);
  CHECK(tcp.arrives(". 1:1(0) ack 151 win 100").empty());  // the FIN is not covered (T105)
  CHECK(tcp.state() == State::FinWait1);
  tcp.arrives(". 1:1(0) ack 152 win 100");
  CHECK(tcp.state() == State::FinWait2);
}

TEST_CASE("3.6 a FIN that still waits may cross the peer's FIN: CLOSING, then sent (T124)") {
  Endpoint tcp = open_tcp();
  tcp.arrives(". 1:1(0) ack 1 win 0");
  tcp.send(50);
  tcp.shutdown();
  CHECK(tcp.arrives("F. 1:1(0) ack 1 win 0") == ". 1:1(0) ack 2");
  CHECK(tcp.state() == State::Closing);
  CHECK(tcp.arrives(". 2:2(0) ack 1 win 100") == "FP. 1:51(50) ack 2");
  CHECK(tcp.state() == State::Closing);
  tcp.arrives(". 2:2(0) ack 52");
  CHECK(tcp.state() == State::TimeWait);
}

TEST_CASE("3.6 a FIN is sent into a closed window when no data is left") {
  Endpoint tcp = open_tcp();
  tcp.arrives(". 1:1(0) ack 1 win 0");
  CHECK(tcp.shutdown() == "F. 1:1(0) ack 1");
}

TEST_CASE("3.6 lost last ACK: the FIN comes again into TIME_WAIT (T111, G3)") {
  Endpoint tcp = in_time_wait();
  tcp.pass(seconds(100));
  CHECK(tcp.timers() == "time_wait 140s");
  CHECK(tcp.arrives("F. 1:1(0) ack 2") == ". 2:2(0) ack 2");
  CHECK(tcp.rules() == "T111");
  CHECK(tcp.timers() == "time_wait 240s");
  SUBCASE("with the text it carried the first time") {
    tcp.pass(seconds(1));
    CHECK(tcp.arrives("FP. -9:1(10) ack 2") == ". 2:2(0) ack 2");
    CHECK(tcp.rules() == "T111");
    CHECK(tcp.timers() == "time_wait 240s");
  }
  SUBCASE("with an ACK from before our FIN was acknowledged") {
    tcp.pass(seconds(1));
    CHECK(tcp.arrives("F. 1:1(0) ack 1") == ". 2:2(0) ack 2");
    CHECK(tcp.timers() == "time_wait 240s");
  }
}

TEST_CASE("3.6 TIME_WAIT: a pure ACK is not answered, text and other FINs are (T112, T129, G13)") {
  Endpoint tcp = in_time_wait();
  tcp.pass(seconds(10));
  CHECK(tcp.arrives(". 2:2(0) ack 2").empty());
  CHECK(tcp.rules() == "T112");
  CHECK(tcp.timers() == "time_wait 230s");
  CHECK(tcp.arrives("P. 2:12(10) ack 2") == ". 2:2(0) ack 2");
  CHECK(tcp.rules() == "T129");
  CHECK(tcp.timers() == "time_wait 240s");
  tcp.pass(seconds(10));
  CHECK(tcp.arrives("F. 2:2(0) ack 2") == ". 2:2(0) ack 2");
  CHECK(tcp.rules() == "T129");
  CHECK(tcp.timers() == "time_wait 240s");
  tcp.pass(seconds(10));
  CHECK(tcp.arrives("P. -9:1(10) ack 2") == ". 2:2(0) ack 2");  // old text: T068
  CHECK(tcp.timers() == "time_wait 230s");
  CHECK(tcp.delivered == 0);
}

TEST_CASE("3.6 two ends in TIME_WAIT do not acknowledge each other for ever (G13)") {
  for (const ProfileName name : {ProfileName::Rfc9293, ProfileName::Linux}) {
    Endpoint a = open_tcp(name);
    a.shutdown();
    a.arrives("F. 1:1(0) ack 1");
    REQUIRE(a.state() == State::Closing);
    a.arrives(". 2:2(0) ack 2");
    REQUIRE(a.state() == State::TimeWait);
    CHECK(a.arrives(". 2:2(0) ack 2").empty());
    Endpoint late = in_time_wait(name);
    // An old duplicate makes one end answer; what it says draws no answer from the other.
    CHECK(late.arrives("F. 1:1(0) ack 2") == ". 2:2(0) ack 2");
    CHECK(a.arrives(". 2:2(0) ack 2").empty());
  }
}

TEST_CASE("T152 linux: TIME_WAIT restarts on pure ACKs; the ACK field is not checked") {
  Endpoint tcp = in_time_wait(ProfileName::Linux);
  tcp.pass(seconds(10));
  CHECK(tcp.arrives(". 2:2(0) ack 2").empty());
  CHECK(tcp.timers() == "time_wait 240s");
  tcp.pass(seconds(10));
  CHECK(tcp.arrives(". 2:2(0) ack 77").empty());
  CHECK(tcp.timers() == "time_wait 240s");
  tcp.pass(seconds(10));
  CHECK(tcp.arrives("P 2:12(10)") == ". 2:2(0) ack 2");  // text without ACK
  CHECK(tcp.timers() == "time_wait 230s");
  CHECK(tcp.arrives("R 10:10(0)").empty());  // not exact
  CHECK(tcp.state() == State::TimeWait);
  CHECK(tcp.arrives("F. 1:1(0) ack 2") == ". 2:2(0) ack 2");
  CHECK(tcp.timers() == "time_wait 240s");
}

TEST_CASE("3.6 a second FIN is ignored; the same FIN again draws an ACK (T126, T127, T128, G15)") {
  Endpoint close_wait = open_tcp();
  close_wait.arrives("F. 1:1(0) ack 1");
  CHECK(close_wait.arrives("F. 2:2(0) ack 1").empty());
  CHECK(close_wait.rules() == "T126");
  CHECK(close_wait.arrives("F. 1:1(0) ack 1") == ". 1:1(0) ack 2");
  CHECK(close_wait.rules() == "T068");

  Endpoint closing = open_tcp();
  closing.shutdown();
  closing.arrives("F. 1:1(0) ack 1");
  CHECK(closing.arrives("F. 2:2(0) ack 1").empty());  // T108 is first, T127 never reached
  CHECK(closing.arrives("F. 1:1(0) ack 1") == ". 2:2(0) ack 2");

  Endpoint last_ack = open_tcp();
  last_ack.arrives("F. 1:1(0) ack 1");
  last_ack.close();
  CHECK(last_ack.arrives("F. 2:2(0) ack 1").empty());
  CHECK(last_ack.rules() == "T110 T128");
  CHECK(last_ack.arrives("F. 1:1(0) ack 1") == ". 2:2(0) ack 2");
  for (const Endpoint* tcp : {&close_wait, &closing, &last_ack})
    CHECK(tcp->tcb.rcv.nxt == tcp->irs + 2);
}

TEST_CASE("3.6 text after the FIN is ignored without an answer (T116)") {
  Endpoint tcp = open_tcp();
  tcp.arrives("F. 1:1(0) ack 1");
  CHECK(tcp.arrives("P. 2:12(10) ack 1").empty());
  CHECK(tcp.rules() == "T116");
  tcp.close();
  CHECK(tcp.arrives("P. 2:12(10) ack 1").empty());
  CHECK(tcp.rules() == "T110 T116");
  CHECK(tcp.delivered == 0);
}

TEST_CASE("3.6 a FIN without ACK is ignored (T095)") {
  Endpoint tcp = open_tcp();
  CHECK(tcp.arrives("F 1:1(0)").empty());
  CHECK(tcp.rules() == "T095");
  CHECK(tcp.state() == State::Established);
}

TEST_CASE("3.6 the FIN on the ACK of our SYN (T121, T097, T122)") {
  Endpoint tcp;
  tcp.listen();
  tcp.arrives("S 0:0(0)");
  tcp.arrives("F. 1:1(0) ack 1");
  CHECK(tcp.states() == "ESTABLISHED CLOSE_WAIT");
  CHECK(tcp.rules() == "T097 T122");
}

TEST_CASE("3.6.1 close() with unread data: a reset, so that the peer learns of the loss (T118)") {
  Endpoint tcp = open_tcp();
  tcp.auto_read = false;
  tcp.arrives("P. 1:101(100) ack 1");
  SUBCASE("strict: no ACK flag") {
    CHECK(tcp.close() == "R 1:1(0)");
  }
  SUBCASE("Linux sets ACK") {
    tcp.profile.reset_with_ack = true;
    CHECK(tcp.close() == "R. 1:1(0) ack 101");
  }
  CHECK(tcp.rules() == "T118");
  CHECK(tcp.state() == State::Closed);
  CHECK(tcp.timers().empty());
}

TEST_CASE("3.6.1 close() with unread data in CLOSE_WAIT and FIN_WAIT resets, too (T118, SHLD-3)") {
  Endpoint close_wait = open_tcp();
  close_wait.auto_read = false;
  close_wait.arrives("FP. 1:11(10) ack 1");
  CHECK(close_wait.close() == "R 1:1(0)");
  Endpoint fin_wait = open_tcp();
  fin_wait.auto_read = false;
  fin_wait.shutdown();
  fin_wait.arrives("P. 1:11(10) ack 2");
  CHECK(fin_wait.close() == "R 2:2(0)");
  Endpoint only_shut = open_tcp();
  only_shut.auto_read = false;
  only_shut.arrives("P. 1:11(10) ack 1");
  CHECK(only_shut.shutdown() == "F. 1:1(0) ack 11");  // the user may still read
}

TEST_CASE("3.6.1 data that arrives after close() draws a reset (T118; linux: T153)") {
  for (const ProfileName name : {ProfileName::Rfc9293, ProfileName::Linux}) {
    const char* rule = name == ProfileName::Linux ? "T153" : "T118";
    Endpoint first = open_tcp(name);
    first.close();
    CHECK(first.arrives("P. 1:11(10) ack 1") == "R 1:1(0)");
    CHECK(first.rules().ends_with(rule));
    CHECK(first.state() == State::Closed);
    Endpoint second = open_tcp(name);
    second.close();
    second.arrives(". 1:1(0) ack 2");
    CHECK(second.arrives("P. 1:11(10) ack 2") == "R 2:2(0)");
    CHECK(second.rules() == rule);
    Endpoint old = open_tcp(name);
    old.arrives("P. 1:11(10) ack 1");
    old.close();
    CHECK(old.arrives("P. 1:11(10) ack 1") == ". 2:2(0) ack 11");  // old text is no new data
  }
}

TEST_CASE("T154 linux: data after shutdown(SHUT_RDWR) draws a reset, the open socket is told") {
  Endpoint tcp = open_tcp(ProfileName::Linux);
  tcp.shutdown();
  tcp.tcb.rcv.shut = true;
  CHECK(tcp.arrives("P. 1:11(10) ack 1") == "R 1:1(0)");
  CHECK(tcp.rules().ends_with("T154"));
  CHECK(tcp.signals() == "acknowledged reset gone");
}

TEST_CASE("T153 linux: a FIN beyond a hole after close() proves lost data") {
  Endpoint tcp = open_tcp(ProfileName::Linux);
  tcp.close();
  CHECK(tcp.arrives("F. 11:11(0) ack 2") == "R 2:2(0)");
  CHECK(tcp.state() == State::Closed);
  Endpoint strict = open_tcp();
  strict.close();
  CHECK(strict.arrives("F. 11:11(0) ack 2") == ". 2:2(0) ack 1");
  CHECK(strict.state() == State::FinWait2);
}

TEST_CASE("T141 linux: an orphaned FIN_WAIT_2 ends after 60 s without a word") {
  Endpoint tcp = open_tcp(ProfileName::Linux);
  tcp.close();
  tcp.arrives(". 1:1(0) ack 2");
  CHECK(tcp.timers() == "fin_wait_2 60s");
  CHECK(tcp.pass(seconds(60)).empty());
  CHECK(tcp.rules() == "T141");
  CHECK(tcp.state() == State::Closed);

  Endpoint shut = open_tcp(ProfileName::Linux);
  shut.shutdown();
  shut.arrives(". 1:1(0) ack 2");
  CHECK(shut.timers().empty());  // an open socket waits for ever
  CHECK(shut.close().empty());   // no second FIN
  CHECK(shut.timers() == "fin_wait_2 60s");
}

TEST_CASE("T178 linux: the small FIN_WAIT_2 of a closed socket") {
  const auto orphan = [] {
    Endpoint tcp = open_tcp(ProfileName::Linux);
    tcp.close();
    tcp.arrives(". 1:1(0) ack 2");
    return tcp;
  };
  Endpoint tcp = orphan();
  CHECK(tcp.arrives(". 1:1(0) ack 77").empty());         // the ACK field is not checked
  CHECK(tcp.arrives("R -5:-5(0)") == ". 2:2(0) ack 1");  // outside: answered (!)
  CHECK(tcp.arrives("R 10:10(0)").empty());              // inside: gone, exact or not
  CHECK(tcp.state() == State::Closed);
  tcp = orphan();
  CHECK(tcp.arrives("S 10:10(0)") == "R. 0:0(0) ack 11");
  CHECK(tcp.state() == State::Closed);
  tcp = orphan();
  CHECK(tcp.arrives("F. 1:1(0) ack 2") == ". 2:2(0) ack 2");
  CHECK(tcp.state() == State::TimeWait);
}

TEST_CASE("T172 linux: a RST at RCV.NXT-1 is believed after a FIN; strict: not") {
  for (const ProfileName name : {ProfileName::Rfc9293, ProfileName::Linux}) {
    const State expected = name == ProfileName::Linux ? State::Closed : State::CloseWait;
    Endpoint tcp = open_tcp(name);
    tcp.arrives("F. 1:1(0) ack 1");
    tcp.pass(milliseconds(100));
    CHECK(tcp.arrives("R 1:1(0)").empty());
    CHECK(tcp.state() == expected);
  }
  Endpoint open = open_tcp(ProfileName::Linux);
  CHECK(open.arrives("R 0:0(0)").empty());
  CHECK(open.state() == State::Established);
}

TEST_CASE("T158 linux: RST in CLOSE_WAIT says broken pipe") {
  Endpoint tcp = open_tcp(ProfileName::Linux);
  tcp.arrives("F. 1:1(0) ack 1");
  tcp.arrives("R 2:2(0)");
  CHECK(tcp.signals() == "broken_pipe gone");
}

TEST_CASE("T176 linux: a segment that ends at RCV.NXT still acknowledges; strict: it does not") {
  Endpoint strict = open_tcp();
  strict.shutdown();
  CHECK(strict.arrives("F. 0:0(0) ack 2") == ". 2:2(0) ack 1");
  CHECK(strict.state() == State::FinWait1);
  Endpoint linux_tcp = open_tcp(ProfileName::Linux);
  linux_tcp.shutdown();
  CHECK(linux_tcp.arrives("F. 0:0(0) ack 2") == ". 2:2(0) ack 1");
  CHECK(linux_tcp.state() == State::FinWait2);
  linux_tcp.arrives("F. 1:1(0) ack 2");
  CHECK(linux_tcp.state() == State::TimeWait);
}

TEST_CASE("T177 linux: none of SYN, RST, ACK: dropped before the sequence check") {
  Endpoint tcp = open_tcp(ProfileName::Linux);
  CHECK(tcp.arrives("- 0:0(0)").empty());
  CHECK(tcp.arrives("P -9:1(10)").empty());
  CHECK(tcp.rules() == "T177");
  CHECK(open_tcp().arrives("- 0:0(0)") == ". 1:1(0) ack 1");
}

TEST_CASE("T180 linux: text that runs past the FIN; strict: ignored (T116)") {
  for (const ProfileName name : {ProfileName::Rfc9293, ProfileName::Linux}) {
    Endpoint tcp = open_tcp(name);
    tcp.arrives("P. 1:11(10) ack 1");
    tcp.arrives("F. 11:11(0) ack 1");
    const std::string answer = tcp.arrives("P. 6:26(20) ack 1");
    CHECK(answer == (name == ProfileName::Linux ? "R 1:1(0)" : ""));
    CHECK(tcp.state() == (name == ProfileName::Linux ? State::Closed : State::CloseWait));
  }
}

TEST_CASE("T182 linux: no text at RCV.NXT+RCV.WND counts as inside the window, a FIN too") {
  Endpoint tcp(ProfileName::Linux);
  tcp.profile.receive_buffer = 1000;
  tcp.profile.timestamps = false;
  tcp.establish();
  CHECK(tcp.arrives(". 1001:1001(0) ack 1").empty());
  CHECK(tcp.arrives("R 1001:1001(0)") == ". 1:1(0) ack 1");
  CHECK(tcp.rules() == "T076");
  CHECK(tcp.arrives("R 1002:1002(0)").empty());
  CHECK(tcp.state() == State::Established);
  tcp.send(5);
  CHECK(tcp.arrives("F. 1001:1001(0) ack 6") == ". 6:6(0) ack 1");  // its FIN has no room
  CHECK(tcp.tcb.snd.una == tcp.tcb.snd.nxt);
  CHECK(tcp.state() == State::Established);
  tcp.arrives("F. 1:1(0) ack 6");
  tcp.close();
  tcp.arrives("F. 1001:1001(0) ack 7");
  CHECK(tcp.state() == State::Closed);
}

TEST_CASE("T174 linux: the ACK of a FIN may wait for ours, in one segment") {
  Endpoint tcp(ProfileName::Linux);
  tcp.profile.timestamps = false;
  tcp.establish();
  // Its acknowledgments wait once text has been received; without any, not even this one does.
  CHECK(tcp.arrives("P. 1:11(10) ack 1") == ". 1:1(0) ack 11");
  CHECK(tcp.arrives("F. 11:11(0) ack 1").empty());
  CHECK(tcp.timers() == "delayed_ack 40ms");
  CHECK(tcp.close() == "F. 1:1(0) ack 12");
  Endpoint silent(ProfileName::Linux);
  silent.profile.timestamps = false;
  silent.establish();
  CHECK(silent.arrives("F. 1:1(0) ack 1") == ". 1:1(0) ack 2");
}

TEST_CASE("T175 linux: a retransmission after close() may join data and FIN") {
  Endpoint tcp = open_tcp(ProfileName::Linux);
  tcp.set_nodelay(true);
  tcp.send(10);
  CHECK(tcp.close() == "F. 11:11(0) ack 1");
  CHECK(tcp.pass(milliseconds(300)).ends_with(" FP. 1:11(10) ack 1"));
  Endpoint strict = open_tcp();
  strict.set_nodelay(true);
  strict.send(10);
  strict.close();
  CHECK(strict.pass(seconds(1)).ends_with(" P. 1:11(10) ack 1"));
}
