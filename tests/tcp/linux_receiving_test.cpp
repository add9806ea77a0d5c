// What Linux makes of segments at the edges, where it departs from RFC 9293, as the conformance
// cases (edges) show it.
#include <doctest/doctest.h>

#include "tests/tcp/fixture.hpp"

using namespace finwait;

namespace {

Endpoint linux_tcp(const std::string& syn_ack = "win 65535", bool timestamps = false) {
  Endpoint tcp(ProfileName::Linux);
  tcp.profile.timestamps = timestamps;
  tcp.profile.window_scale = -1;
  tcp.connect();
  tcp.arrives("S. 0:0(0) ack 1 " + syn_ack);
  return tcp;
}

Endpoint with_timestamps() { return linux_tcp("win 65535 <TS val 1000 ecr 0>", true); }

Endpoint with_sack() { return linux_tcp("win 65535 <mss 1460,sackOK>"); }

// The answer to a segment, without its options.
std::string flags_and_numbers(const std::string& sent) { return sent.substr(0, sent.find(" <")); }

}  // namespace

TEST_CASE("T145 linux: a timestamp that is one tick old passes, one that is two does not") {
  Endpoint one = with_timestamps();
  one.arrives("P. 1:11(10) ack 1 win 65535 <TS val 999 ecr 0>");
  CHECK(one.delivered == 10);
  Endpoint two = with_timestamps();
  two.arrives("P. 1:11(10) ack 1 win 65535 <TS val 998 ecr 0>");
  CHECK(two.delivered == 0);
  CHECK(two.rules().starts_with("T145"));
}

TEST_CASE("T145 linux: of bare ACKs with an old timestamp only those with news are answered") {
  Endpoint tcp = with_timestamps();
  tcp.send(10);
  tcp.arrives(". 1:1(0) ack 1 win 65535 <TS val 1000 ecr 0>");
  SUBCASE("it acknowledges something") {
    const std::string sent = tcp.arrives(". 1:1(0) ack 11 win 65535 <TS val 990 ecr 0>");
    CHECK(flags_and_numbers(sent) == ". 11:11(0) ack 1");
    CHECK(tcp.tcb.snd.una == tcp.iss + 1);
  }
  SUBCASE("it repeats what is known") {
    CHECK(tcp.arrives(". 1:1(0) ack 1 win 65535 <TS val 990 ecr 0>").empty());
    CHECK(tcp.rules().find("T145") == std::string::npos);
  }
  SUBCASE("it is older than a retransmission timeout allows") {
    const std::string sent = tcp.arrives(". 1:1(0) ack 1 win 65535 <TS val 1 ecr 0>");
    CHECK(flags_and_numbers(sent) == ". 11:11(0) ack 1");
  }
  SUBCASE("it lies left of RCV.NXT") {
    CHECK(tcp.arrives(". 0:0(0) ack 1 win 65535 <TS val 990 ecr 0>").empty());
    CHECK(tcp.rules() == "T145");
  }
}

TEST_CASE("T102 linux: at the same SEQ and ACK a window only grows or closes") {
  Endpoint tcp = linux_tcp();
  tcp.arrives(". 1:1(0) ack 1 win 1000");
  CHECK(tcp.tcb.snd.wnd == 1000);
  tcp.arrives(". 1:1(0) ack 1 win 5");
  CHECK(tcp.tcb.snd.wnd == 1000);
  tcp.arrives(". 1:1(0) ack 1 win 0");
  CHECK(tcp.tcb.snd.wnd == 0);
  tcp.arrives(". 1:1(0) ack 1 win 7");
  CHECK(tcp.tcb.snd.wnd == 7);
  Endpoint strict;
  strict.establish();
  strict.arrives(". 1:1(0) ack 1 win 5");
  CHECK(strict.tcb.snd.wnd == 5);
}

TEST_CASE("T102 linux: a segment counts from where it began, old text included") {
  Endpoint tcp = linux_tcp();
  tcp.arrives("P. 1:11(10) ack 1 win 65535");
  tcp.arrives(". -4:16(20) ack 1 win 1");
  CHECK(tcp.tcb.snd.wnd == 65535);
  CHECK(tcp.delivered == 15);
}

TEST_CASE("T124 linux: a FIN in FIN_WAIT_1 is acknowledged before what its window lets out") {
  Endpoint tcp = linux_tcp("win 0");
  CHECK(tcp.shutdown().empty());
  CHECK(tcp.arrives("F. 1:1(0) ack 1 win 65535") == ". 1:1(0) ack 2 | F. 1:1(0) ack 2");
  CHECK(tcp.state() == State::Closing);
}

TEST_CASE("A115 linux: SO_LINGER {1,0} in LAST_ACK and CLOSING resets when text is unread") {
  Endpoint tcp = linux_tcp();
  tcp.auto_read = false;
  tcp.arrives("FP. 1:11(10) ack 1 win 65535");
  tcp.shutdown();
  REQUIRE(tcp.state() == State::LastAck);
  Endpoint read = tcp;
  read.read(10);
  CHECK(tcp.abort() == "R. 2:2(0) ack 12");
  CHECK(read.abort().empty());
}

TEST_CASE("T094 linux: the crossing SYN,ACK is a duplicate; the next FIN waits for a reply") {
  Endpoint tcp(ProfileName::Linux);
  tcp.profile.timestamps = false;
  tcp.profile.window_scale = -1;
  tcp.connect();
  tcp.arrives("S 0:0(0) win 65535 <mss 1460,sackOK>");
  CHECK(tcp.arrives("S. 0:0(0) ack 1 win 65535 <mss 1460,sackOK>") == ". 1:1(0) ack 1 <sack 0:1>");
  CHECK(tcp.arrives("F. 1:1(0) ack 1 win 65535").empty());
  CHECK(tcp.pass(milliseconds(40)) == "0.040 . 1:1(0) ack 2");
}

TEST_CASE("2883 4 linux: a SYN that is refused is not reported as a duplicate (T090, T068)") {
  Endpoint tcp = with_sack();
  CHECK(tcp.arrives("S. 0:0(0) ack 1 win 65535") == ". 1:1(0) ack 1");
}

TEST_CASE("2883 4 linux: text of a segment whose ACK is refused is not reported (T096)") {
  Endpoint tcp = with_sack();
  tcp.arrives("P. 1:11(10) ack 1 win 65535");
  tcp.arrives(". -9:91(100) ack -9 win 65535");
  CHECK(tcp.rules().find("T096") != std::string::npos);
  CHECK(tcp.shutdown() == "F. 1:1(0) ack 11");
}

TEST_CASE("T068 linux: an old segment makes the ACKs quick, so that a FIN's ACK has a delay") {
  Endpoint tcp = linux_tcp();
  CHECK(tcp.arrives("F. -9:-9(0) ack 1 win 65535") == ". 1:1(0) ack 1");
  CHECK(tcp.arrives("F. 1:1(0) ack 1 win 65535").empty());
  Endpoint fresh = linux_tcp();
  CHECK(fresh.arrives("F. 1:1(0) ack 1 win 65535") == ". 1:1(0) ack 2");
}

TEST_CASE("T122 linux: text that comes again with a new FIN counts as text: a delayed ACK") {
  Endpoint tcp = linux_tcp();
  CHECK(tcp.arrives("F. -9:1(10) ack 1 win 65535").empty());
  CHECK(tcp.state() == State::CloseWait);
}

TEST_CASE("T122 linux: reading more than a segment acknowledges it behind the FIN, too") {
  Endpoint tcp = linux_tcp("win 65535 <mss 100>");
  tcp.auto_read = false;
  CHECK(tcp.arrives("F. 1:101(100) ack 1 win 65535").empty());
  CHECK(tcp.read(100) == ". 1:1(0) ack 102");
  CHECK(tcp.read(0).empty());
}

TEST_CASE("T075 linux: a RST at the end of the last reported block resets; strict: a challenge") {
  for (const bool linux_rules : {true, false}) {
    Endpoint tcp = with_sack();
    tcp.profile.window_from_last_ack = linux_rules;
    tcp.arrives(". 11:21(10) ack 1 win 65535");
    tcp.arrives("F. 31:41(10) ack 1 win 65535");
    Endpoint before = tcp;
    before.arrives("R 21:21(0)");
    CHECK(before.state() == State::Established);
    tcp.arrives("R 42:42(0)");
    CHECK(tcp.state() == (linux_rules ? State::Closed : State::Established));
  }
}

TEST_CASE("T138 linux: a probe tells of urgent data that waits") {
  Endpoint tcp = linux_tcp("win 0");
  tcp.send(3, true);
  const std::string sent = tcp.pass(seconds(1));
  CHECK(sent.find("U. 1:1(0) ack 1 urg 3 | ") != std::string::npos);
  CHECK(sent.find("U. 0:0(0) ack 1 urg 4") != std::string::npos);
}

TEST_CASE("T138 linux: text whose header was predicted does not put the probe off") {
  Endpoint tcp = linux_tcp("win 0");
  tcp.arrives("P. 1:11(10) ack 1 win 0");
  tcp.send(10);
  tcp.pass(milliseconds(100));
  Endpoint with_fin = tcp;
  tcp.arrives("P. 11:21(10) ack 1 win 0");
  CHECK(tcp.pass(milliseconds(150)).find(". 0:0(0)") != std::string::npos);
  with_fin.arrives("FP. 11:21(10) ack 1 win 0");
  CHECK(with_fin.pass(milliseconds(150)).find(". 0:0(0)") == std::string::npos);
}

TEST_CASE("T184 linux: every ACK that counts says that the way is open; predicted text does not") {
  Endpoint tcp = linux_tcp();
  tcp.arrives("P. 1:11(10) ack 1 win 65535");
  CHECK(tcp.signals().find("acknowledged") != std::string::npos);
  tcp.arrives("P. 11:21(10) ack 1 win 65535");
  CHECK(tcp.signals().find("acknowledged") == std::string::npos);
  tcp.arrives(". 21:21(0) ack 1 win 65535");
  CHECK(tcp.signals() == "acknowledged");
}

TEST_CASE("T120 linux: the FIN of text in order ends the stream, whatever is held behind it") {
  Endpoint tcp = linux_tcp();
  tcp.arrives("F. 11:12(1) ack 1 win 65535");
  tcp.arrives("F. 1:11(10) ack 1 win 65535");
  CHECK(tcp.tcb.rcv.nxt == tcp.irs + 12);
  CHECK(tcp.delivered == 10);
  CHECK(tcp.arrives(". 12:22(10) ack 1 win 65535").empty());  // T116, not T180
  CHECK(tcp.state() == State::CloseWait);
}

TEST_CASE("T151 linux: the SYN comes again, with text: the SYN,ACK again") {
  Endpoint tcp(ProfileName::Linux);
  tcp.profile.timestamps = false;
  tcp.listen();
  tcp.arrives("S 0:0(0) win 65535");
  CHECK(tcp.arrives("S 0:10(10) win 65535").starts_with("S. 0:0(0) ack 1"));
  CHECK(tcp.rules() == "T151");
}

namespace {

Endpoint telling_window(Endpoint tcp) {
  tcp.show_window = true;
  return tcp;
}

}  // namespace

TEST_CASE("T120 linux: the FIN takes an octet of the window, whose right edge stays") {
  Endpoint tcp = telling_window(linux_tcp());
  const SeqNum edge = tcp.tcb.right_edge();
  CHECK(tcp.arrives("F. 1:1(0) ack 1 win 65535") == ". 1:1(0) ack 2 win 64239");
  CHECK(tcp.tcb.right_edge() == edge);
  Endpoint strict;
  strict.establish();
  const uint32_t wnd = strict.tcb.rcv.wnd;
  strict.arrives("F. 1:1(0) ack 1");
  CHECK(strict.tcb.rcv.wnd == wnd);
}

TEST_CASE("T048 linux: a SYN,ACK that knows of timestamps offers whole segments without them") {
  const auto offered = [](const std::string& syn) {
    Endpoint tcp(ProfileName::Linux);
    tcp.listen();
    tcp.arrives(syn);
    return tcp.tcb.rcv.wnd;
  };
  CHECK(offered("S 0:0(0) win 65535 <mss 1460,TS val 1000 ecr 0>") == 65160);  // 45 of 1448
  CHECK(offered("S 0:0(0) win 65535 <mss 1460>") == 64240);                    // 44 of 1460
  CHECK(with_timestamps().tcb.rcv.wnd == 64240);
}

TEST_CASE("T071 linux: text that runs past the window is taken whole while nothing is unread") {
  Endpoint tcp = with_sack();
  tcp.auto_read = false;
  Endpoint behind = tcp;
  CHECK(tcp.arrives(". 64240:64340(100) ack 1 win 65535") ==
        ". 1:1(0) ack 1 <sack 64240:64340>");
  behind.arrives(". 1:11(10) ack 1 win 65535");
  CHECK(behind.arrives(". 64240:64340(100) ack 1 win 65535") == ". 1:1(0) ack 11");
  CHECK(behind.rules() == "T068");
  behind.read(10);
  CHECK(behind.arrives(". 64240:64340(100) ack 1 win 65535") ==
        ". 1:1(0) ack 11 <sack 64240:64340>");
}

TEST_CASE("T070 linux: in a closed window there is room for a FIN, but not for text") {
  Endpoint tcp = linux_tcp();
  tcp.auto_read = false;
  tcp.profile.receive_buffer = 10;
  tcp.tcb.rcv.wnd = 10;
  tcp.arrives("P. 1:11(10) ack 1 win 65535");
  REQUIRE(tcp.tcb.rcv.wnd == 0);
  tcp.arrives("FP. 11:12(1) ack 1 win 65535");
  CHECK(tcp.state() == State::Established);
  tcp.arrives("F. 11:11(0) ack 1 win 65535");
  CHECK(tcp.state() == State::CloseWait);
  CHECK(tcp.tcb.rcv.wnd == 0);
}

TEST_CASE("T145 linux: a RST with an old timestamp leaves a half-open request alone") {
  Endpoint tcp(ProfileName::Linux);
  tcp.listen();
  tcp.arrives("S 0:0(0) win 65535 <mss 1460,TS val 1000 ecr 0>");
  CHECK(tcp.arrives("R. 1:1(0) ack 1 <TS val 999 ecr 0>").empty());
  CHECK(tcp.rules() == "T145");
  CHECK(tcp.state() == State::SynReceived);
  tcp.arrives("R. 1:1(0) ack 1 <TS val 1000 ecr 0>");
  CHECK(tcp.state() == State::Listen);
}

TEST_CASE("T177 linux: a segment without ACK is dropped before its timestamp is looked at (T145)") {
  Endpoint tcp = with_timestamps();
  CHECK(tcp.arrives("P 1:21(20) win 1000 <TS val 900 ecr 0>").empty());
  CHECK(tcp.rules() == "T177");
}

TEST_CASE("T172 linux: a RST at the number of a FIN that is not acknowledged yet") {
  Endpoint tcp = linux_tcp();
  tcp.arrives("FP. 1:11(10) ack 1 win 65535");
  REQUIRE(tcp.tcb.rcv.wup != tcp.tcb.rcv.nxt);
  CHECK(tcp.arrives("R. 11:11(0) ack 1").empty());
  CHECK(tcp.rules().ends_with("T172"));
  CHECK(tcp.state() == State::Closed);
}

TEST_CASE("T096 linux: text whose header was predicted is taken, although its ACK is too old") {
  Endpoint tcp(ProfileName::Linux);
  tcp.profile.timestamps = false;
  tcp.listen();
  tcp.arrives("S 0:0(0) win 65535");
  tcp.arrives(". 1:1(0) ack 1 win 65535");
  Endpoint first = tcp;
  first.arrives("P. 1:11(10) ack 0 win 65535");
  CHECK(first.delivered == 0);
  tcp.arrives("P. 1:11(10) ack 1 win 65535");
  CHECK(tcp.arrives("P. 11:21(10) ack 0 win 65535") == ". 1:1(0) ack 21");
  CHECK(tcp.rules().ends_with("T096"));
  CHECK(tcp.delivered == 20);
}

TEST_CASE("T161 linux: a SYN,ACK with the SYN's number and text draws a challenge ACK (T090)") {
  Endpoint tcp(ProfileName::Linux);
  tcp.profile.timestamps = false;
  tcp.listen();
  tcp.arrives("S 0:0(0) win 65535");
  CHECK(tcp.arrives("S. 0:10(10) ack 1 win 65535") == ". 1:1(0) ack 1");
  CHECK(tcp.rules() == "T090");
  CHECK(tcp.state() == State::SynReceived);
}

TEST_CASE("T094 linux: a crossing SYN,ACK with text completes nothing, an empty one does") {
  for (const ProfileName name : {ProfileName::Linux, ProfileName::Rfc9293}) {
    Endpoint tcp(name);
    tcp.profile.timestamps = false;
    tcp.connect();
    tcp.arrives("S 0:0(0) win 1000");
    const bool is_linux = name == ProfileName::Linux;
    const std::string answer = tcp.arrives("SP. 0:10(10) ack 1");
    if (is_linux) CHECK(flags_and_numbers(answer) == ". 1:1(0) ack 1");
    CHECK(tcp.state() == (is_linux ? State::SynReceived : State::Established));
    tcp.pass(milliseconds(600));
    tcp.arrives("S. 0:0(0) ack 1");
    CHECK(tcp.state() == State::Established);
  }
}

TEST_CASE("T092 linux: a SYN that would open again, if somebody listened, counts for no limit") {
  Endpoint tcp(ProfileName::Linux);
  tcp.profile.timestamps = false;
  tcp.establish();
  tcp.close();
  tcp.arrives("F. 1:1(0) ack 2");
  REQUIRE(tcp.state() == State::TimeWait);
  CHECK(tcp.arrives("S 900:900(0)") == ". 2:2(0) ack 2");
  CHECK(tcp.arrives("S 1:1(0)") == ". 2:2(0) ack 2");
  CHECK(tcp.arrives("S 1:1(0)").empty());
  CHECK(tcp.rules() == "T092 T162");
  CHECK(tcp.arrives("S 900:900(0)") == ". 2:2(0) ack 2");
}

TEST_CASE("T145 linux: a SYN and an ACK of what was acknowledged before leave TS.Recent alone") {
  Endpoint tcp = with_timestamps();
  tcp.send(10);
  tcp.arrives(". 1:1(0) ack 11 win 65535 <TS val 1010 ecr 0>");
  tcp.arrives("S 1:1(0) <TS val 5000 ecr 0>");
  CHECK(tcp.tcb.ts_recent == 1010);
  tcp.arrives("P. 1:11(10) ack 1 win 65535 <TS val 5000 ecr 0>");
  CHECK(tcp.delivered == 10);
  CHECK(tcp.tcb.ts_recent == 1010);
  tcp.arrives("P. 11:21(10) ack 11 win 65535 <TS val 1020 ecr 0>");
  CHECK(tcp.delivered == 20);
  CHECK(tcp.tcb.ts_recent == 1020);
}
