// RFC 5961: challenge ACKs against blind resets, SYNs and data; RFC 1337: TIME_WAIT assassination.
#include <doctest/doctest.h>

#include <string>

#include "tests/tcp/fixture.hpp"

using namespace finwait;

namespace {

Endpoint open_tcp() {
  Endpoint tcp;
  tcp.profile.delayed_ack = {};
  tcp.establish();
  return tcp;
}

Endpoint in_syn_received() {
  Endpoint tcp;
  tcp.listen();
  tcp.arrives("S 0:0(0)");
  return tcp;
}

}  // namespace

TEST_CASE("RFC 5961 3.2: RST in the window but not exact: a challenge ACK (T076)") {
  for (Endpoint tcp : synchronized_tcps()) {
    const State before = tcp.state();
    CHECK(tcp.arrives(at_nxt(tcp, "R", 10)) == ack_of(tcp));
    CHECK(tcp.rules() == "T076");
    CHECK(tcp.state() == before);
  }
  Endpoint tcp = in_syn_received();
  CHECK(tcp.arrives("R 10:10(0)") == ". 1:1(0) ack 1");
  CHECK(tcp.state() == State::SynReceived);
}

TEST_CASE("RFC 5961 3.2: the peer answers a challenge with an exact RST (T076, T075)") {
  Endpoint tcp = open_tcp();
  const std::string challenge = tcp.arrives("R 10:10(0)");
  Endpoint rebooted;  // has no connection: resets with SEQ=SEG.ACK
  rebooted.iss = tcp.irs;
  rebooted.irs = tcp.iss;
  CHECK(rebooted.arrives(challenge) == "R 1:1(0)");
  tcp.arrives("R 1:1(0)");
  CHECK(tcp.state() == State::Closed);
}

TEST_CASE("RFC 5961 3: switched off, any RST in the window resets (T086)") {
  Endpoint tcp = open_tcp();
  tcp.profile.rfc5961 = false;
  CHECK(tcp.arrives("R 10:10(0)").empty());
  CHECK(tcp.rules() == "T086 T079");
  CHECK(tcp.state() == State::Closed);
}

TEST_CASE("RFC 5961 4.2: a SYN draws a challenge ACK, wherever it lies (T090)") {
  for (Endpoint tcp : synchronized_tcps()) {
    if (tcp.state() == State::TimeWait) continue;  // T092
    const State before = tcp.state();
    for (const int64_t offset : {-500, -1, 0, 10, 60000, 2000000})
      CHECK(tcp.arrives(at_nxt(tcp, "S", offset)) == ack_of(tcp));
    CHECK(tcp.state() == before);
  }
}

TEST_CASE("RFC 5961 4: switched off, a SYN in the window resets (T093)") {
  Endpoint tcp = open_tcp();
  tcp.profile.rfc5961 = false;
  SUBCASE("without ACK: SEQ=SND.NXT") {
    CHECK(tcp.arrives("S 10:10(0)") == "R 1:1(0)");
  }
  SUBCASE("with ACK: SEQ=SEG.ACK") {
    CHECK(tcp.arrives("S. 10:10(0) ack 77") == "R 77:77(0)");
  }
  CHECK(tcp.rules() == "T093");
  CHECK(tcp.signals() == "reset gone");
}

TEST_CASE("RFC 5961 5: an ACK older than MAX.SND.WND is answered and dropped (T096, MAY-12)") {
  Endpoint tcp = open_tcp();
  for (int i = 0; i < 4; ++i) {
    tcp.send(500);
    tcp.arrives(". 1:1(0) ack " + std::to_string(1 + 500 * (i + 1)));
  }
  CHECK(tcp.arrives("P. 1:11(10) ack 1000") == ". 2001:2001(0) ack 1");
  CHECK(tcp.rules() == "T096");
  CHECK(tcp.delivered == 0);
  CHECK(tcp.arrives("P. 1:11(10) ack 1001") == ". 2001:2001(0) ack 11");  // just young enough
}

TEST_CASE("RFC 5961 5 linux: no older than what was ever acknowledged (T096)") {
  Endpoint tcp(ProfileName::Linux);
  tcp.profile.timestamps = false;
  tcp.establish_passively();
  CHECK(tcp.arrives(". 1:1(0) ack 0") == ". 1:1(0) ack 1");
  CHECK(tcp.rules() == "T096");
}

TEST_CASE("RFC 5961 7 linux: at most one challenge ACK in 500 ms, text is always answered (T162)") {
  Endpoint tcp(ProfileName::Linux);
  tcp.profile.timestamps = false;
  tcp.establish();
  CHECK(tcp.arrives("S 10:10(0)") == ". 1:1(0) ack 1");
  CHECK(tcp.arrives("S 10:10(0)").empty());
  CHECK(tcp.rules() == "T090 T162");
  CHECK(tcp.arrives(". 0:0(0) ack 1").empty());
  CHECK(tcp.arrives("P. -9:1(10) ack 1") == ". 1:1(0) ack 1");
  tcp.pass(milliseconds(499));
  CHECK(tcp.arrives("R 10:10(0)").empty());
  tcp.pass(milliseconds(1));
  CHECK(tcp.arrives("R 10:10(0)") == ". 1:1(0) ack 1");
}

TEST_CASE("RFC 1337 3: a RST in TIME_WAIT kills it, unless the fix is on (T085, T146)") {
  for (const ProfileName name : {ProfileName::Rfc9293, ProfileName::Linux}) {
    for (const bool fix : {false, true}) {
      Endpoint tcp = synchronized_tcps()[6];
      tcp.profile = default_profile(name);
      tcp.profile.rfc1337 = fix;
      tcp.pass(seconds(10));
      CHECK(tcp.arrives("R 2:2(0)").empty());
      CHECK(tcp.state() == (fix ? State::TimeWait : State::Closed));
      if (fix) CHECK(tcp.rules().ends_with("T146"));
      if (fix) CHECK(tcp.timers() == "time_wait 230s");  // not restarted
    }
  }
}

TEST_CASE("T162 linux: a challenge that answers text counts, the SYN,ACK of T151 counts, too") {
  Endpoint tcp(ProfileName::Linux);
  tcp.profile.timestamps = false;
  tcp.establish();
  CHECK(tcp.arrives("P. 1:11(10) ack 77") == ". 1:1(0) ack 1");
  CHECK(tcp.arrives("P. 1:11(10) ack 77").empty());
  CHECK(tcp.rules() == "T101 T162");
  Endpoint half(ProfileName::Linux);
  half.listen();
  half.arrives("S 0:0(0)");
  CHECK(half.arrives("S 0:0(0)").starts_with("S."));
  CHECK(half.arrives("S 0:0(0)").empty());
  half.pass(milliseconds(500));
  CHECK(half.arrives("S 0:0(0)").starts_with("S."));
}
