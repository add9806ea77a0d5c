// The profiles freebsd, macos and windows: times, limits, and how they give up (facts B.1, B.2).
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "tests/tcp/fixture.hpp"

using namespace finwait;

namespace {

// Without options that would only lengthen what is compared.
Endpoint plain(ProfileName name) {
  Endpoint tcp(name);
  tcp.profile.timestamps = false;
  tcp.profile.window_scale = -1;
  tcp.profile.congestion = Congestion::None;
  return tcp;
}

Endpoint open_tcp(ProfileName name, uint32_t window = 1000) {
  Endpoint tcp = plain(name);
  tcp.establish(window);
  return tcp;
}

constexpr ProfileName kBsd[] = {ProfileName::FreeBsd, ProfileName::MacOs};

}  // namespace

TEST_CASE("B.2 times and limits of freebsd, macos and windows") {
  const Profile& freebsd = default_profile(ProfileName::FreeBsd);
  CHECK(freebsd.time_wait == seconds(60));
  CHECK(freebsd.fin_wait_2_timeout == seconds(600));
  CHECK(freebsd.rto_max == seconds(64));
  CHECK(freebsd.synack_retries == 3);
  CHECK(freebsd.data_retries == 12);
  CHECK(freebsd.keepalive_count == 8);
  const Profile& macos = default_profile(ProfileName::MacOs);
  CHECK(macos.time_wait == seconds(30));
  CHECK(macos.fin_wait_2_timeout == seconds(60));
  CHECK(macos.data_retries == 12);
  const Profile& windows = default_profile(ProfileName::Windows);
  CHECK(windows.time_wait == seconds(120));
  CHECK(windows.rto_initial == seconds(3));
  CHECK(windows.syn_retries == 2);
  CHECK(windows.data_retries == 5);
  CHECK(windows.keepalive_interval == seconds(1));
  CHECK(windows.keepalive_count == 10);
}

TEST_CASE("profiles: each name stands for its own defaults") {
  for (const std::string_view name : profile_names()) {
    const auto profile = parse_profile(name);
    REQUIRE(profile);
    CHECK(profile_text(*profile) == name);
    CHECK(default_profile(*profile).name == *profile);
  }
  CHECK(!parse_profile("bsd"));
}

TEST_CASE("profiles: what is marked unverified are settings, and not the documented ones") {
  int marked = 0;
  for (const Setting& setting : all_settings()) {
    marked += is_unverified(ProfileName::Windows, setting.name) ? 1 : 0;
    CHECK(!is_unverified(ProfileName::Linux, setting.name));
  }
  CHECK(marked == 21);
  CHECK(is_unverified(ProfileName::Windows, "rto_min"));
  CHECK(!is_unverified(ProfileName::Windows, "syn_retries"));
  CHECK(is_unverified(ProfileName::MacOs, "timestamps"));
  CHECK(!is_unverified(ProfileName::FreeBsd, "time_wait"));
}

TEST_CASE("T134 windows: SYN at 0, 3 and 9 s, ETIMEDOUT at 21 s") {
  Endpoint tcp = plain(ProfileName::Windows);
  CHECK(tcp.connect() == "S 0:0(0) <mss 1460,sackOK>");
  CHECK(tcp.pass(milliseconds(20999)) ==
        "3.000 S 0:0(0) <mss 1460,sackOK> | 9.000 S 0:0(0) <mss 1460,sackOK>");
  CHECK(tcp.pass(milliseconds(1)).empty());
  CHECK(tcp.signals() == "timed_out gone");
  CHECK(tcp.rules() == "T134");
  CHECK(tcp.state() == State::Closed);
}

// FreeBSD: 1 s, then 2, 4, 8, ... s and the slop of 200 ms each.
TEST_CASE("T134 freebsd and macos: connect() is given up 75 s after the first SYN") {
  for (const ProfileName name : kBsd) {
    Endpoint tcp = plain(name);
    tcp.connect();
    std::string times;
    for (int64_t at = 0; at < 74999; ++at)
      if (!tcp.pass(milliseconds(1)).empty()) times += std::to_string((at + 1) / 1000) + " ";
    CHECK(times == (name == ProfileName::FreeBsd ? "1 3 7 15 31 64 " : "1 2 3 4 5 7 11 19 35 67 "));
    CHECK(tcp.state() == State::SynSent);
    CHECK(tcp.pass(milliseconds(1)).empty());  // T165: the peer never sent a SYN
    CHECK(tcp.signals() == "timed_out gone");
    CHECK(tcp.rules() == "T134");
  }
}

TEST_CASE("T136 freebsd: the 75 s go on in a simultaneous open, whose end is a RST,ACK (T165)") {
  Endpoint tcp = plain(ProfileName::FreeBsd);
  tcp.connect();
  tcp.pass(seconds(74));
  tcp.arrives("S 0:0(0)");
  REQUIRE(tcp.state() == State::SynReceived);
  CHECK(tcp.pass(seconds(1)) == "75.000 R. 1:1(0) ack 1");
  CHECK(tcp.rules() == "T165 T136");
  SUBCASE("they end with the handshake") {
    Endpoint other = open_tcp(ProfileName::FreeBsd);
    CHECK(other.timers().empty());
  }
}

TEST_CASE("T135 freebsd: SYN,ACK at 0, 1, 3 and 7 s, dropped at 15 s without a word") {
  Endpoint tcp = plain(ProfileName::FreeBsd);
  tcp.listen();
  CHECK(tcp.arrives("S 0:0(0)") == "S. 0:0(0) ack 1 <mss 1460>");
  CHECK(tcp.pass(milliseconds(14999)) ==
        "1.000 S. 0:0(0) ack 1 <mss 1460> | 3.000 S. 0:0(0) ack 1 <mss 1460> | "
        "7.000 S. 0:0(0) ack 1 <mss 1460>");
  CHECK(tcp.pass(milliseconds(1)).empty());
  CHECK(tcp.rules() == "T135");
}

TEST_CASE("B.1 freebsd: RTO is what the samples say, at least 30 ms, and 200 ms of slop") {
  for (const int64_t rtt : {1, 100}) {
    Endpoint tcp = plain(ProfileName::FreeBsd);
    tcp.connect();
    tcp.pass(milliseconds(rtt));
    tcp.arrives("S. 0:0(0) ack 1");
    CHECK(tcp.tcb.rto == milliseconds(rtt == 1 ? 230 : 500));
  }
}

TEST_CASE("T133, T165 freebsd and macos: the back-off, and after 12 retransmissions a RST,ACK") {
  for (const ProfileName name : kBsd) {
    const bool freebsd = name == ProfileName::FreeBsd;
    Endpoint tcp = plain(name);
    tcp.profile.rto_slop = {};
    tcp.profile.rto_min = milliseconds(100);
    tcp.establish();
    REQUIRE(tcp.tcb.rto == milliseconds(100));
    tcp.send(10);
    Duration gap{};
    int sent = 0;
    for (int k = 0; k < 12; ++k) {
      gap = tcp.tcb.timers.at(Timer::Retransmission) - tcp.now;
      const int doublings = std::min(k, freebsd ? 9 : 6);
      CHECK(gap == milliseconds(int64_t{100} << doublings));
      sent += tcp.pass(gap).empty() ? 0 : 1;
    }
    CHECK(sent == 12);
    gap = tcp.tcb.timers.at(Timer::Retransmission) - tcp.now;
    CHECK(gap == milliseconds(freebsd ? 51200 : 6400));
    const std::string last = tcp.pass(gap);
    CHECK(last.substr(last.find(' ') + 1) == "R. 11:11(0) ack 1");
    CHECK(tcp.rules() == "T165 T133");
    CHECK(tcp.signals() == "timed_out gone");
  }
}

TEST_CASE("T133 windows: five retransmissions, then the connection is gone without a RST") {
  Endpoint tcp = open_tcp(ProfileName::Windows);
  tcp.send(10);
  CHECK(tcp.pass(milliseconds(300 * 63 - 1)) ==
        "0.300 P. 1:11(10) ack 1 | 0.900 P. 1:11(10) ack 1 | 2.100 P. 1:11(10) ack 1 | "
        "4.500 P. 1:11(10) ack 1 | 9.300 P. 1:11(10) ack 1");
  CHECK(tcp.pass(milliseconds(1)).empty());
  CHECK(tcp.rules() == "T133");
}

TEST_CASE("T140 keep-alive: freebsd 8 probes every 75 s, then RST,ACK; windows 10 every 1 s") {
  for (const ProfileName name : {ProfileName::FreeBsd, ProfileName::Windows}) {
    const bool freebsd = name == ProfileName::FreeBsd;
    Endpoint tcp = open_tcp(name);
    tcp.set_keepalive(true);
    const int64_t end = freebsd ? 7200 + 8 * 75 : 7200 + 10;
    CHECK(tcp.pass(milliseconds(end * 1000 - 1)).find(freebsd ? "7725.000" : "7209.000") !=
          std::string::npos);
    CHECK(tcp.state() == State::Established);
    CHECK(tcp.pass(milliseconds(1)) == (freebsd ? "7800.000 R. 1:1(0) ack 1" : ""));
    CHECK(tcp.rules() == (freebsd ? "T140 T165" : "T140"));
    CHECK(tcp.state() == State::Closed);
  }
}

TEST_CASE("T130, T165 freebsd: a user timeout ends with a RST,ACK (G9)") {
  Endpoint tcp = open_tcp(ProfileName::FreeBsd);
  tcp.set_user_timeout(milliseconds(50));
  tcp.send(10);
  CHECK(tcp.pass(milliseconds(50)) == "0.050 R. 11:11(0) ack 1");
  CHECK(tcp.rules() == "T165 T130");
}

TEST_CASE("T138 freebsd: window probes wait at least 5 s and at most 60 s") {
  Endpoint tcp = open_tcp(ProfileName::FreeBsd);
  tcp.tcb.rto = seconds(1);
  tcp.arrives(". 1:1(0) ack 1 win 0");
  tcp.send(100);
  for (const int64_t wait : {5, 5, 5, 8, 16, 32, 60, 60}) {
    CHECK(tcp.timers() == "persist " + std::to_string(wait) + "s");
    CHECK(!tcp.pass(seconds(wait)).empty());
    CHECK(tcp.rules() == "T138");
    tcp.arrives(". 1:1(0) ack 1 win 0");
  }
}

TEST_CASE("T138, T165 freebsd: unanswered probes end it after the full back-off and a silence") {
  Endpoint tcp = open_tcp(ProfileName::FreeBsd);
  tcp.tcb.rto = milliseconds(300);
  tcp.arrives(". 1:1(0) ack 1 win 0");
  tcp.send(100);
  tcp.pass(seconds(767));  // 2559 times 0.3 s are 767.7 s
  CHECK(tcp.tcb.retries >= 12);
  CHECK(tcp.state() == State::Established);
  const std::string last = tcp.pass(seconds(60));
  CHECK(last.substr(last.find(' ') + 1) == "R. 1:1(0) ack 1");
  CHECK(tcp.rules() == "T165 T133");
}

TEST_CASE("T137, T165 freebsd: after close() a closed window is endured for 60 s of silence") {
  Endpoint tcp = open_tcp(ProfileName::FreeBsd);
  tcp.tcb.rto = seconds(1);
  tcp.arrives(". 1:1(0) ack 1 win 0");
  tcp.send(100);
  tcp.close();
  REQUIRE(tcp.state() == State::FinWait1);
  tcp.pass(seconds(39));  // probes at 5, 10, 15, 23, 39 s
  CHECK(tcp.state() == State::FinWait1);
  CHECK(tcp.pass(seconds(32)) == "71.000 R. 1:1(0) ack 1");
  CHECK(tcp.rules() == "T165 T137");
}

TEST_CASE("T141 freebsd: FIN_WAIT_2 ends after 600 s of silence where nobody can read") {
  Endpoint tcp = open_tcp(ProfileName::FreeBsd);
  SUBCASE("after close(), and while segments arrive it is looked at every 75 s") {
    tcp.close();
    tcp.arrives(". 1:1(0) ack 2");
    CHECK(tcp.timers() == "fin_wait_2 600s");
    tcp.pass(seconds(599));
    tcp.arrives(". 1:1(0) ack 2");
    tcp.pass(seconds(1));
    CHECK(tcp.timers() == "fin_wait_2 75s");
    CHECK(tcp.pass(seconds(7 * 75)).empty());
    CHECK(tcp.state() == State::FinWait2);
    CHECK(tcp.pass(seconds(75)).empty());
    CHECK(tcp.state() == State::Closed);
    CHECK(tcp.rules() == "T141");
  }
  SUBCASE("after SHUT_RDWR on an open socket") {
    tcp.shut_read();
    tcp.shutdown();
    tcp.arrives(". 1:1(0) ack 2");
    CHECK(tcp.timers() == "fin_wait_2 600s");
    tcp.pass(seconds(600));
    CHECK(tcp.state() == State::Closed);
  }
  SUBCASE("not after SHUT_WR alone") {
    tcp.shutdown();
    tcp.arrives(". 1:1(0) ack 2");
    CHECK(tcp.timers().empty());
  }
}

TEST_CASE("T141 macos: FIN_WAIT_2 of a closed socket ends after 60 s whatever arrives") {
  Endpoint tcp = open_tcp(ProfileName::MacOs);
  tcp.close();
  tcp.arrives(". 1:1(0) ack 2");
  tcp.pass(seconds(59));
  tcp.arrives(". 1:1(0) ack 2");
  tcp.pass(seconds(1));
  CHECK(tcp.state() == State::Closed);
}
