// RFC 9293: the urgent pointer (3.8.5, sixth step of 3.10.7.4) where something else comes with it.
#include <doctest/doctest.h>

#include <string>

#include "tests/tcp/fixture.hpp"

using namespace finwait;

namespace {

Endpoint unread() {
  Endpoint tcp;
  tcp.auto_read = false;
  tcp.profile.delayed_ack = {};
  return tcp;
}

bool told(const Endpoint& tcp) { return tcp.signals().find("urgent") != std::string::npos; }

}  // namespace

TEST_CASE("3.10.7.3 fourth: URG on the SYN,ACK is checked at the sixth step (T058, T113)") {
  Endpoint tcp = unread();
  tcp.connect();
  CHECK(tcp.arrives("SU. 0:10(10) ack 1 win 1000 urg 5") == ". 1:1(0) ack 11");
  CHECK(tcp.rules() == "T057 T058 T113 T115");
  CHECK(told(tcp));
  CHECK(tcp.tcb.rcv.up == tcp.irs + 5);
}

TEST_CASE("3.10.7.2 third: URG on a SYN is processed in ESTABLISHED (T049, T060, T113)") {
  for (const bool passive : {true, false}) {
    Endpoint tcp = unread();
    if (passive) tcp.listen();
    else tcp.connect();
    tcp.arrives("SU 0:10(10) win 1000 urg 5");
    CHECK(tcp.state() == State::SynReceived);
    CHECK_FALSE(told(tcp));
    tcp.arrives(". 11:11(0) ack 1 win 1000");
    CHECK(tcp.state() == State::Established);
    CHECK(told(tcp));
  }
}

TEST_CASE("3.10.7.4 sixth: the pointer counts from SEG.SEQ, old text included (T071, T113)") {
  Endpoint tcp = unread();
  tcp.establish();
  tcp.arrives("P. 1:11(10) ack 1");
  CHECK(tcp.arrives("PU. 6:16(10) ack 1 urg 10") == ". 1:1(0) ack 16");
  CHECK(told(tcp));
  CHECK(tcp.tcb.rcv.up == tcp.irs + 16);
}

TEST_CASE("3.8.5 urgent: it lasts until it has been read, not until it has come (MUST-33)") {
  Endpoint tcp = unread();
  tcp.establish();
  tcp.arrives("PU. 1:11(10) ack 1 urg 10");
  CHECK(told(tcp));
  CHECK(tcp.tcb.rcv.urgent);
  tcp.arrives("U. 11:11(0) ack 1 urg 0");  // nothing new
  CHECK_FALSE(told(tcp));
  tcp.read(9);
  CHECK(tcp.tcb.rcv.urgent);
  tcp.read(1);
  CHECK_FALSE(tcp.tcb.rcv.urgent);
}

TEST_CASE("3.10.8 the SYN comes again as it was, though urgent data waits behind it (T131, T011)") {
  Endpoint tcp;
  tcp.connect();
  tcp.send(10, true);
  CHECK(tcp.pass(seconds(1)) == "1.000 S 0:0(0) <mss 1460>");
  CHECK(tcp.arrives("S. 0:0(0) ack 1 win 1000") == "PU. 1:11(10) ack 1 urg 10");
}
