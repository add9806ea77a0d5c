// What Linux sends where it departs from RFC 9293 and 5681, as the conformance cases show it.
#include <doctest/doctest.h>

#include "tests/tcp/fixture.hpp"

using namespace finwait;

namespace {

// ESTABLISHED over a path of 10 ms and back, the peer's MSS 100.
Endpoint open_linux(const std::string& window = "65535") {
  Endpoint tcp(ProfileName::Linux);
  tcp.profile.timestamps = false;
  tcp.profile.window_scale = -1;
  tcp.connect();
  tcp.pass(milliseconds(10));
  tcp.arrives("S. 0:0(0) ack 1 win " + window + " <mss 100>");
  return tcp;
}

}  // namespace

TEST_CASE("T013 linux: PSH ends every second full segment, the packets of its segmentation") {
  Endpoint tcp = open_linux();
  CHECK(tcp.send(250) == ". 1:101(100) ack 1 | P. 101:201(100) ack 1 | P. 201:251(50) ack 1");
  Endpoint once = open_linux();
  CHECK(once.send(100) == "P. 1:101(100) ack 1");
  Endpoint strict;
  strict.connect();
  strict.arrives("S. 0:0(0) ack 1 win 65535 <mss 100>");
  CHECK(strict.send(300) == ". 1:101(100) ack 1 | . 101:201(100) ack 1 | P. 201:301(100) ack 1");
}

TEST_CASE("T013 linux: near peers get larger packets") {
  Endpoint tcp(ProfileName::Linux);
  tcp.profile.timestamps = false;
  tcp.connect();
  tcp.arrives("S. 0:0(0) ack 1 win 65535 <mss 100>");
  CHECK(tcp.send(300) == ". 1:101(100) ack 1 | . 101:201(100) ack 1 | P. 201:301(100) ack 1");
}

TEST_CASE("5681 3.1 linux: slow start counts every segment that is acknowledged (T099)") {
  Endpoint tcp = open_linux();
  tcp.send(5000);
  CHECK(tcp.tcb.cwnd == 1000);
  tcp.arrives(". 1:1(0) ack 201 win 65535");
  CHECK(tcp.tcb.cwnd == 1200);
}

TEST_CASE("5681 3.1 linux: one segment at first where the SYN was sent again twice, not once") {
  for (const int resends : {0, 1, 2}) {
    Endpoint tcp(ProfileName::Linux);
    tcp.profile.timestamps = false;
    tcp.connect();
    tcp.pass(seconds(resends));
    tcp.arrives("S. 0:0(0) ack 1 win 65535 <mss 100>");
    CHECK(tcp.tcb.cwnd == (resends < 2 ? 1000 : 100));
  }
}

TEST_CASE("T131 linux: what is sent again fits a window that has shrunk") {
  for (const std::string window : {"40", "0"}) {
    Endpoint tcp = open_linux();
    tcp.send(250);
    tcp.arrives(". 1:1(0) ack 101 win " + window);
    const std::string again = tcp.pass(milliseconds(250));
    CHECK(again.find(window == "0" ? " 101:201(100) ack 1" : " 101:141(40) ack 1") !=
          std::string::npos);
  }
}

TEST_CASE("5681 2 linux: the first ACK behind the SYN,ACK may update the window (T102)") {
  Endpoint tcp = open_linux();
  tcp.send(500);
  for (int i = 0; i < 3; ++i) CHECK(tcp.arrives(". 1:1(0) ack 1 win 65535") == "");
  CHECK(tcp.arrives(". 1:1(0) ack 1 win 65535") == ". 1:101(100) ack 1");
}

TEST_CASE("A110 linux: abort in LAST_ACK resets when text never left (T040)") {
  Endpoint tcp = open_linux("0");
  tcp.arrives("F. 1:1(0) ack 1 win 0");
  tcp.send(10);
  tcp.shutdown();
  CHECK(tcp.state() == State::LastAck);
  CHECK(tcp.abort() == "R. 1:1(0) ack 2");
  Endpoint sent = open_linux();
  sent.arrives("F. 1:1(0) ack 1 win 65535");
  sent.shutdown();
  CHECK(sent.abort() == "");
}

TEST_CASE("T131 linux: small segments are put together again, but none is taken apart") {
  Endpoint tcp = open_linux();
  tcp.set_nodelay(true);
  tcp.send(10);
  tcp.send(20);
  tcp.send(200);
  CHECK(tcp.pass(milliseconds(250)).find("P. 1:31(30) ack 1") != std::string::npos);
}

namespace {

// ESTABLISHED with SACK over 10 ms and back, the peer's MSS 100.
Endpoint open_with_sack() {
  Endpoint tcp(ProfileName::Linux);
  tcp.profile.tail_loss_probe = true;
  tcp.profile.timestamps = false;
  tcp.profile.window_scale = -1;
  tcp.connect();
  tcp.pass(milliseconds(10));
  tcp.arrives("S. 0:0(0) ack 1 win 65535 <mss 100,sackOK>");
  return tcp;
}

}  // namespace

TEST_CASE("8985 7 linux: of several segments the last comes again after two round trips") {
  Endpoint tcp = open_with_sack();
  CHECK(tcp.send(250) == ". 1:101(100) ack 1 | P. 101:201(100) ack 1 | P. 201:251(50) ack 1");
  CHECK(tcp.pass(milliseconds(700)) ==
        "0.038 P. 201:251(50) ack 1 | 0.248 . 1:101(100) ack 1 | "
        "0.668 . 1:101(100) ack 1");
}

TEST_CASE("8985 7 linux: of a single one the probe waits for RTO, which does not double yet") {
  Endpoint tcp = open_with_sack();
  tcp.shutdown();
  CHECK(tcp.pass(milliseconds(900)) ==
        "0.220 F. 1:1(0) ack 1 | 0.430 F. 1:1(0) ack 1 | 0.850 F. 1:1(0) ack 1");
  Endpoint without(ProfileName::Linux);
  without.profile.timestamps = false;
  without.connect();
  without.pass(milliseconds(10));
  without.arrives("S. 0:0(0) ack 1 win 65535 <mss 100>");
  without.shutdown();
  CHECK(without.pass(milliseconds(700)) == "0.220 F. 1:1(0) ack 1 | 0.640 F. 1:1(0) ack 1");
}

TEST_CASE("8985 7 linux: one probe at a time, until it is acknowledged") {
  Endpoint tcp = open_with_sack();
  tcp.send(200);
  CHECK(tcp.pass(milliseconds(30)) == "0.038 P. 101:201(100) ack 1");
  CHECK(tcp.tcb.probe_out);
  CHECK(tcp.arrives(". 1:1(0) ack 101 win 65535").empty());
  CHECK(tcp.tcb.probe_out);
  CHECK(tcp.arrives(". 1:1(0) ack 201 win 65535 <sack 101:201>").empty());
  CHECK_FALSE(tcp.tcb.probe_out);
  CHECK(tcp.timers().empty());
}

TEST_CASE("3.4 linux: what carries no text stays inside a window that has shrunk") {
  Endpoint tcp = open_linux();
  tcp.send(10);
  Endpoint strict;
  strict.establish();
  strict.send(10);
  CHECK(tcp.arrives("P. 1:11(10) ack 1 win 3") == ". 4:4(0) ack 11");
  strict.arrives("P. 1:11(10) ack 1 win 3");
  CHECK(strict.pass(seconds(1)).find(" . 11:11(0) ack 11") != std::string::npos);
  CHECK(tcp.abort() == "R. 4:4(0) ack 11");
}

TEST_CASE("3.4 linux: a scaled window may have been rounded by less than a unit of ours") {
  for (const uint32_t beyond : {127u, 128u}) {
    Endpoint tcp(ProfileName::Linux);
    tcp.profile.timestamps = false;
    tcp.connect();
    tcp.arrives("S. 0:0(0) ack 1 win 65535 <mss 1460,wscale 0>");
    tcp.send(1000);
    const std::string window = std::to_string(1000 - beyond);
    const std::string sent = tcp.arrives("P. 1:11(10) ack 1 win " + window);
    CHECK(sent == (beyond < 128 ? ". 1001:1001(0) ack 11" : ". 873:873(0) ack 11"));
  }
}

TEST_CASE("5681 3.1 linux: after a timeout one segment may be out, however small (T131)") {
  Endpoint tcp = open_linux();
  tcp.set_nodelay(true);
  tcp.send(10);
  CHECK(tcp.pass(milliseconds(250)).find("P. 1:11(10) ack 1") != std::string::npos);
  CHECK(tcp.send(10).empty());
  CHECK(tcp.shutdown().empty());
  CHECK(tcp.arrives(". 1:1(0) ack 11 win 65535") == "FP. 11:21(10) ack 1");
}

TEST_CASE("5681 3.1 linux: each segment that is acknowledged then lets two out (T099)") {
  Endpoint tcp = open_linux();
  tcp.set_nodelay(true);
  for (int i = 0; i < 5; ++i) tcp.send(60);
  CHECK(tcp.pass(milliseconds(250)) == "0.220 P. 1:61(60) ack 1");
  CHECK(tcp.arrives(". 1:1(0) ack 61 win 65535") == "P. 61:121(60) ack 1 | P. 121:181(60) ack 1");
}

TEST_CASE("T131 linux: a full segment is sent again without the FIN that left behind it") {
  Endpoint tcp = open_linux();
  tcp.send(100);
  CHECK(tcp.shutdown() == "F. 101:101(0) ack 1");
  CHECK(tcp.pass(milliseconds(250)).find(" P. 1:101(100) ack 1") != std::string::npos);
  Endpoint small = open_linux();
  small.send(99);
  small.shutdown();
  CHECK(small.pass(milliseconds(250)).find(" FP. 1:100(99) ack 1") != std::string::npos);
}

TEST_CASE("T059 linux: in a simultaneous open the SYN,ACK is what is timed (6298 2)") {
  for (const bool linux_rules : {true, false}) {
    Endpoint tcp(linux_rules ? ProfileName::Linux : ProfileName::Rfc9293);
    tcp.profile.timestamps = false;
    tcp.connect();
    tcp.pass(milliseconds(200));
    tcp.arrives("S 0:0(0) win 65535");
    tcp.pass(milliseconds(100));
    tcp.arrives("S. 0:0(0) ack 1 win 65535");
    CHECK(tcp.tcb.srtt == milliseconds(linux_rules ? 100 : 300));
  }
}
