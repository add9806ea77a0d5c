// RFC 5681 and 6582: slow start, congestion avoidance, fast retransmit, fast recovery.
#include <doctest/doctest.h>

#include <string>

#include "tests/tcp/fixture.hpp"

using namespace finwait;

namespace {

constexpr uint32_t kMss = 1000;

Endpoint open_tcp() {
  Endpoint tcp;
  tcp.connect();
  tcp.arrives("S. 0:0(0) ack 1 win 65535 <mss 1000>");
  return tcp;
}

std::string ack(uint32_t number) {
  return ". 1:1(0) ack " + std::to_string(number) + " win 65535";
}

}  // namespace

TEST_CASE("5681 3.1 the initial window is four segments of up to 1095 octets (MUST-19)") {
  Endpoint tcp = open_tcp();
  CHECK(tcp.tcb.cwnd == 4 * kMss);
  tcp.send(20000);
  CHECK(tcp.sent().size() == 4);
  Endpoint large;
  large.connect();
  large.arrives("S. 0:0(0) ack 1 win 65535 <mss 1460>");
  CHECK(large.tcb.cwnd == 3 * 1460);
}

TEST_CASE("5681 3.1 after a lost SYN the initial window is one segment") {
  Endpoint tcp;
  tcp.connect();
  tcp.pass(seconds(1));
  tcp.arrives("S. 0:0(0) ack 1 win 65535 <mss 1000>");
  CHECK(tcp.tcb.cwnd == kMss);
}

TEST_CASE("5681 3.1 slow start: one segment more for each that is acknowledged") {
  Endpoint tcp = open_tcp();
  tcp.send(60000);
  tcp.arrives(ack(1001));
  CHECK(tcp.tcb.cwnd == 5 * kMss);
  CHECK(tcp.sent().size() == 2);
  tcp.arrives(ack(3001));  // at most one segment for one ACK
  CHECK(tcp.tcb.cwnd == 6 * kMss);
}

TEST_CASE("5681 3.1 congestion avoidance: about one segment for a window") {
  Endpoint tcp = open_tcp();
  tcp.tcb.ssthresh = 4 * kMss;
  tcp.send(60000);
  for (uint32_t i = 1; i <= 4; ++i) tcp.arrives(ack(1 + i * kMss));
  CHECK(tcp.tcb.cwnd > 4 * kMss + 800);
  CHECK(tcp.tcb.cwnd <= 5 * kMss);
}

TEST_CASE("5681 3.1 a timeout: one segment, then slow start up to half of what was out (T131)") {
  Endpoint tcp = open_tcp();
  tcp.send(4000);
  REQUIRE(tcp.sent().size() == 4);
  CHECK(tcp.pass(seconds(1)) == "1.000 . 1:1001(1000) ack 1");
  CHECK(tcp.tcb.cwnd == kMss);
  CHECK(tcp.tcb.ssthresh == 2 * kMss);
  // What was out is sent again as the window opens.
  CHECK(tcp.arrives(ack(1001)) == ". 1001:2001(1000) ack 1 | . 2001:3001(1000) ack 1");
  CHECK(tcp.arrives(ack(4001)).empty());
  CHECK(tcp.timers().empty());
}

TEST_CASE("5681 3.2 the third duplicate ACK brings the segment again (T100)") {
  Endpoint tcp = open_tcp();
  tcp.send(4000);
  CHECK(tcp.arrives(ack(1)).empty());
  CHECK(tcp.arrives(ack(1)).empty());
  CHECK(tcp.arrives(ack(1)) == ". 1:1001(1000) ack 1");
  CHECK(tcp.tcb.ssthresh == 2 * kMss);
  CHECK(tcp.tcb.cwnd == 5 * kMss);
  CHECK(tcp.arrives(ack(1)).empty());
  CHECK(tcp.tcb.cwnd == 6 * kMss);
  CHECK(tcp.arrives(ack(4001)).empty());  // all of it: recovery ends
  CHECK(tcp.tcb.cwnd <= 2 * kMss);
  CHECK_FALSE(tcp.tcb.in_recovery);
}

TEST_CASE("6582 3.2 a partial acknowledgment brings the next hole at once") {
  Endpoint tcp = open_tcp();
  tcp.send(4000);
  for (int i = 0; i < 3; ++i) tcp.arrives(ack(1));
  CHECK(tcp.arrives(ack(2001)) == ". 2001:3001(1000) ack 1");
  CHECK(tcp.tcb.in_recovery);
  CHECK(tcp.arrives(ack(4001)).empty());
  CHECK_FALSE(tcp.tcb.in_recovery);
}

TEST_CASE("5681 2 what is no duplicate ACK: text, a new window, nothing outstanding") {
  Endpoint tcp = open_tcp();
  for (int i = 0; i < 5; ++i) CHECK(tcp.arrives(ack(1)).empty());
  tcp.send(1000);
  for (uint32_t i = 0; i < 5; ++i)
    CHECK(tcp.arrives(". 1:1(0) ack 1 win " + std::to_string(60000 - i)).empty());
  CHECK(tcp.tcb.dup_acks == 0);
}

TEST_CASE("5681 switched off, only the peer's window counts") {
  Endpoint tcp;
  tcp.profile.congestion = Congestion::None;
  tcp.connect();
  tcp.arrives("S. 0:0(0) ack 1 win 65535 <mss 1000>");
  tcp.send(20000);
  CHECK(tcp.sent().size() == 20);
}

TEST_CASE("5681 4.1 who sent nothing for longer than RTO starts again with the restart window") {
  Endpoint tcp = open_tcp();
  tcp.send(20000);
  for (uint32_t i = 1; i <= 20; ++i) tcp.arrives(ack(1 + i * kMss));
  REQUIRE(tcp.tcb.cwnd > 20 * kMss);
  Endpoint soon = tcp;
  soon.pass(milliseconds(900));
  soon.send(20000);
  CHECK(soon.sent().size() == 20);
  tcp.pass(milliseconds(1100));
  tcp.send(20000);
  CHECK(tcp.sent().size() == 4);
}

TEST_CASE("6582 3.2 duplicates of what was sent before recovery ended bring no new recovery") {
  Endpoint tcp = open_tcp();
  tcp.send(4000);
  tcp.pass(seconds(1));
  tcp.arrives(ack(4001));  // none was lost: what came again draws duplicates
  tcp.send(10000);
  REQUIRE(tcp.sent().size() == 2);
  for (int i = 0; i < 4; ++i)
    CHECK(tcp.arrives(ack(4001)).find("4001:5001") == std::string::npos);
  CHECK_FALSE(tcp.tcb.in_recovery);
  tcp.arrives(ack(5001));
  for (int i = 0; i < 2; ++i) tcp.arrives(ack(5001));
  CHECK(tcp.arrives(ack(5001)).starts_with(". 5001:6001(1000)"));
}

TEST_CASE("6582 3.2 a partial acknowledgment adds a segment back only for a whole one") {
  Endpoint tcp = open_tcp();
  tcp.send(4000);
  for (int i = 0; i < 3; ++i) tcp.arrives(ack(1));
  REQUIRE(tcp.tcb.cwnd == 5 * kMss);
  tcp.arrives(ack(501));
  CHECK(tcp.tcb.cwnd == 4500);
  tcp.arrives(ack(1501));
  CHECK(tcp.tcb.cwnd == 4500);
}
