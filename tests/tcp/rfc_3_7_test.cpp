// RFC 9293 3.7: segmentation, MSS, Nagle.
#include <doctest/doctest.h>

#include <string>

#include "tests/tcp/fixture.hpp"

using namespace finwait;

namespace {

Endpoint open_tcp(const std::string& options, uint32_t window = 10000) {
  Endpoint tcp;
  tcp.profile.congestion = Congestion::None;
  tcp.connect();
  tcp.arrives("S. 0:0(0) ack 1 win " + std::to_string(window) + " <" + options + ">");
  return tcp;
}

}  // namespace

TEST_CASE("3.7.1 MSS is announced on SYN and SYN,ACK (MUST-14)") {
  Endpoint tcp;
  tcp.profile.mss = 900;
  CHECK(tcp.connect() == "S 0:0(0) <mss 900>");
  Endpoint passive;
  passive.profile.mss = 900;
  passive.listen();
  CHECK(passive.arrives("S 0:0(0) <mss 1460>") == "S. 0:0(0) ack 1 <mss 900>");
}

TEST_CASE("3.7.1 segments are as large as the smaller MSS (MUST-16, T013)") {
  CHECK(open_tcp("mss 700").send(1400) == ". 1:701(700) ack 1 | P. 701:1401(700) ack 1");
  Endpoint tcp = open_tcp("mss 9000");
  CHECK(tcp.send(1500) == ". 1:1461(1460) ack 1");  // 40 octets more wait for Nagle
}

TEST_CASE("3.7.1 no MSS option: 536 octets (MUST-15)") {
  Endpoint tcp;
  tcp.establish(10000);
  tcp.set_nodelay(true);
  CHECK(tcp.send(600) == ". 1:537(536) ack 1 | P. 537:601(64) ack 1");
}

TEST_CASE("3.7.1 timestamps take 12 octets of every segment") {
  Endpoint tcp;
  tcp.profile.timestamps = true;
  tcp.connect();
  tcp.arrives("S. 0:0(0) ack 1 win 10000 <mss 500,TS val 1 ecr 0>");
  tcp.send(488);
  CHECK(tcp.sent()[0].text == 488);
  tcp.send(489);
  CHECK(tcp.sent()[0].text == 488);
}

TEST_CASE("3.7.4 Nagle: a small segment waits while data is unacknowledged (SHLD-7)") {
  Endpoint tcp = open_tcp("mss 1000");
  CHECK(tcp.send(10) == "P. 1:11(10) ack 1");
  CHECK(tcp.send(10).empty());
  CHECK(tcp.send(10).empty());
  CHECK(tcp.arrives(". 1:1(0) ack 11 win 9000") == "P. 11:31(20) ack 1");
  CHECK(tcp.send(1005) == ". 31:1031(1000) ack 1");  // a full segment does not wait
}

TEST_CASE("3.7.4 Nagle can be switched off for a connection (MUST-17)") {
  Endpoint tcp = open_tcp("mss 1000");
  tcp.send(10);
  CHECK(tcp.send(10).empty());
  CHECK(tcp.set_nodelay(true) == "P. 11:21(10) ack 1");
  CHECK(tcp.send(10) == "P. 21:31(10) ack 1");
}

TEST_CASE("3.7.4 Nagle does not hold back what the FIN follows") {
  Endpoint tcp = open_tcp("mss 1000");
  tcp.send(10);
  CHECK(tcp.send(10).empty());
  CHECK(tcp.shutdown() == "FP. 11:21(10) ack 1");
}

TEST_CASE("3.7 PSH marks the last segment of what was written (T013, MUST-60, MUST-61)") {
  Endpoint tcp = open_tcp("mss 1000");
  CHECK(tcp.send(2500) == ". 1:1001(1000) ack 1 | . 1001:2001(1000) ack 1");
  CHECK(tcp.arrives(". 1:1(0) ack 2001") == "P. 2001:2501(500) ack 1");
}

TEST_CASE("3.10.7.3 data written in SYN_SENT leaves with the ACK of the SYN,ACK (T011, T057)") {
  Endpoint tcp;
  tcp.connect();
  CHECK(tcp.send(100).empty());
  CHECK(tcp.arrives("S. 0:0(0) ack 1 win 1000") == "P. 1:101(100) ack 1");
  CHECK(tcp.state() == State::Established);
}
