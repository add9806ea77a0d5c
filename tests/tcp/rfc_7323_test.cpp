// RFC 7323: window scale, timestamps, PAWS; RFC 6191: which SYN may end TIME_WAIT.
#include <doctest/doctest.h>

#include <string>

#include "tests/tcp/fixture.hpp"

using namespace finwait;

namespace {

Endpoint with_timestamps() {
  Endpoint tcp;
  tcp.profile.timestamps = true;
  tcp.profile.timestamp_clock = milliseconds(1);
  tcp.profile.delayed_ack = {};
  tcp.connect();
  tcp.arrives("S. 0:0(0) ack 1 win 1000 <mss 1000,TS val 500 ecr 0>");
  REQUIRE(tcp.tcb.timestamps);
  return tcp;
}

std::string with_ts(const std::string& segment, uint32_t value) {
  return segment + " <TS val " + std::to_string(value) + " ecr 0>";
}

Endpoint in_time_wait(bool timestamps) {
  Endpoint tcp;
  if (timestamps) {
    tcp = with_timestamps();
  } else {
    tcp.profile.delayed_ack = {};
    tcp.establish();
  }
  const auto ts = [&](const char* segment) {
    return timestamps ? with_ts(segment, 500) : std::string(segment);
  };
  tcp.shutdown();
  tcp.arrives(ts(". 1:1(0) ack 2"));
  tcp.arrives(ts("F. 1:1(0) ack 2"));
  REQUIRE(tcp.state() == State::TimeWait);
  return tcp;
}

bool accepts(const Endpoint& tcp, const std::string& syn) {
  Endpoint copy = tcp;
  Outbox out;
  Step step{copy.now, copy.profile, out};
  return time_wait_accepts_syn(copy.tcb, peer_segment(syn, copy.iss, copy.irs), step);
}

}  // namespace

TEST_CASE("7323 2.2 window scale needs both SYNs; the field of a SYN is never scaled") {
  Endpoint tcp;
  tcp.profile.window_scale = 7;
  tcp.profile.receive_buffer = 1000000;
  tcp.show_window = true;
  CHECK(tcp.connect() == "S 0:0(0) win 65535 <mss 1460,wscale 7>");
  SUBCASE("the peer offers it, too") {
    CHECK(tcp.arrives("S. 0:0(0) ack 1 win 1000 <mss 1000,wscale 3>") == ". 1:1(0) ack 1 win 7812");
    CHECK(tcp.tcb.snd.wnd == 1000);
    tcp.arrives(". 1:1(0) ack 1 win 1000");
    CHECK(tcp.tcb.snd.wnd == 8000);
  }
  SUBCASE("the peer does not") {
    CHECK(tcp.arrives("S. 0:0(0) ack 1 win 1000 <mss 1000>") == ". 1:1(0) ack 1 win 65535");
    tcp.arrives(". 1:1(0) ack 1 win 1000");
    CHECK(tcp.tcb.snd.wnd == 1000);
  }
}

TEST_CASE("7323 3.2 timestamps need both SYNs and are echoed") {
  Endpoint tcp = with_timestamps();
  tcp.pass(milliseconds(25));
  CHECK(tcp.send(10) == "P. 1:11(10) ack 1 <TS val 25 ecr 500>");
  CHECK(tcp.arrives(with_ts("P. 1:11(10) ack 11", 600)) == ". 11:11(0) ack 11 <TS val 25 ecr 600>");
  Endpoint without;
  without.profile.timestamps = true;
  without.connect();
  without.arrives("S. 0:0(0) ack 1 <mss 1000>");
  CHECK(without.send(10) == "P. 1:11(10) ack 1");
}

TEST_CASE("7323 5.3 PAWS: an older timestamp draws an ACK before anything else (T145)") {
  Endpoint tcp = with_timestamps();
  tcp.send(10);
  CHECK(tcp.arrives(with_ts("FP. 1:11(10) ack 11", 499)) == ". 11:11(0) ack 1 <TS val 0 ecr 500>");
  CHECK(tcp.rules() == "T145");
  CHECK(tcp.tcb.snd.una == tcp.iss + 1);
  CHECK(tcp.delivered == 0);
  CHECK(tcp.arrives(with_ts("P. 1:11(10) ack 11", 500)) ==
        ". 11:11(0) ack 11 <TS val 0 ecr 500>");  // equal is good
}

TEST_CASE("7323 5.3 PAWS compares modulo 2^32") {
  Endpoint tcp = with_timestamps();
  tcp.tcb.ts_recent = 0xfffffff0u;
  tcp.arrives(with_ts("P. 1:11(10) ack 1", 5));
  CHECK(tcp.delivered == 10);
  tcp.arrives(with_ts("P. 11:21(10) ack 1", 0xfffffff5u));
  CHECK(tcp.delivered == 10);
}

TEST_CASE("7323 5.3 resets are exempt from PAWS and teach no timestamp (T145)") {
  Endpoint tcp = with_timestamps();
  tcp.arrives(with_ts("R 10:10(0)", 900));
  CHECK(tcp.tcb.ts_recent == 500);
  CHECK(tcp.arrives(with_ts("R 1:1(0)", 100)).empty());
  CHECK(tcp.state() == State::Closed);
}

TEST_CASE("7323 4.3 TS.Recent is learned only from segments at Last.ACK.sent or left of it") {
  Endpoint tcp = with_timestamps();
  tcp.arrives(with_ts("P. 11:21(10) ack 1", 900));
  CHECK(tcp.tcb.ts_recent == 500);
  tcp.arrives(with_ts("P. 1:11(10) ack 1", 700));
  CHECK(tcp.tcb.ts_recent == 700);
}

TEST_CASE("7323 5.5 TS.Recent expires after 24 days of silence") {
  Endpoint tcp = with_timestamps();
  tcp.pass(seconds(int64_t{25} * 24 * 3600));
  tcp.arrives(with_ts("P. 1:11(10) ack 1", 100));
  CHECK(tcp.delivered == 10);
  CHECK(tcp.tcb.ts_recent == 100);  // from here on it counts again
  tcp.arrives(with_ts("P. 11:21(10) ack 1", 99));
  CHECK(tcp.rules() == "T145");
}

TEST_CASE("7323 3.2 a segment that lacks the timestamp is dropped silently, a RST is not (T145)") {
  Endpoint tcp = with_timestamps();
  tcp.send(10);
  CHECK(tcp.arrives("P. 1:11(10) ack 11").empty());
  CHECK(tcp.rules() == "T145");
  CHECK(tcp.tcb.snd.una == tcp.iss + 1);
  CHECK(tcp.delivered == 0);
  CHECK(tcp.arrives("R. 1:1(0) ack 11").empty());
  CHECK(tcp.state() == State::Closed);
  Endpoint linux_tcp(ProfileName::Linux);
  linux_tcp.connect();
  linux_tcp.arrives("S. 0:0(0) ack 1 win 1000 <mss 1000,TS val 500 ecr 0>");
  linux_tcp.arrives("P. 1:11(10) ack 1");
  CHECK(linux_tcp.delivered == 10);
}

TEST_CASE("7323 2.3 a window that its units show as closed opens with a segment (T115)") {
  Endpoint tcp;
  tcp.auto_read = false;
  tcp.show_window = true;
  tcp.profile.window_scale = 7;
  tcp.profile.receive_buffer = 1100;
  tcp.profile.delayed_ack = {};
  tcp.connect();
  tcp.arrives("S. 0:0(0) ack 1 win 1000 <mss 500,wscale 0>");
  CHECK(tcp.arrives("P. 1:1001(1000) ack 1") == ". 1:1(0) ack 1001 win 0");  // 100 are left
  CHECK(tcp.read(400).empty());
  CHECK(tcp.read(100) == ". 1:1(0) ack 1001 win 4");
}

TEST_CASE("6191 2 without timestamps: SEQ beyond the last decides (T144 d, e; T091, T092)") {
  const Endpoint tcp = in_time_wait(false);
  CHECK(accepts(tcp, "S 3:3(0)"));
  CHECK_FALSE(accepts(tcp, "S 2:2(0)"));  // SEG.SEQ = RCV.NXT
  CHECK_FALSE(accepts(tcp, "S -100:-100(0)"));
  CHECK_FALSE(accepts(tcp, "S. 3:3(0) ack 2"));
  CHECK_FALSE(accepts(tcp, "SR 3:3(0)"));
  Endpoint offers = tcp;
  offers.profile.timestamps = true;
  CHECK(accepts(offers, with_ts("S -100:-100(0)", 1)));
}

TEST_CASE("6191 2 with timestamps: a newer one, or equal and a higher SEQ (T144 a, b, c)") {
  const Endpoint tcp = in_time_wait(true);
  CHECK(accepts(tcp, with_ts("S -100:-100(0)", 501)));
  CHECK(accepts(tcp, with_ts("S 3:3(0)", 500)));
  CHECK_FALSE(accepts(tcp, with_ts("S 2:2(0)", 500)));
  CHECK(accepts(tcp, "S 3:3(0)"));
  CHECK_FALSE(accepts(tcp, "S 2:2(0)"));
  CHECK_FALSE(accepts(tcp, with_ts("S 3:3(0)", 499)));
}

TEST_CASE("3.10.7.4 TIME_WAIT: a SYN that does not qualify draws an ACK (T073, T092)") {
  for (const bool timestamps : {false, true}) {
    Endpoint tcp = in_time_wait(timestamps);
    tcp.pass(seconds(10));
    CHECK(tcp.arrives("S 2:2(0)").starts_with(". 2:2(0) ack 2"));
    CHECK(tcp.rules() == "T092");
    CHECK(tcp.timers() == "time_wait 230s");
    CHECK(tcp.state() == State::TimeWait);
  }
}
