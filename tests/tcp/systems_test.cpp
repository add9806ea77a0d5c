// The profiles freebsd, macos and windows: what they do otherwise than RFC 9293 (facts A.12, B.2).
#include <doctest/doctest.h>

#include <string>

#include "tests/tcp/fixture.hpp"

using namespace finwait;

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

TEST_CASE("T134 windows: SYN at 0, 3 and 9 s, ETIMEDOUT at 21 s") {
  Endpoint tcp(ProfileName::Windows);
  CHECK(tcp.connect() == "S 0:0(0) <mss 1460,wscale 8>");
  CHECK(tcp.pass(milliseconds(20999)) ==
        "3.000 S 0:0(0) <mss 1460,wscale 8> | 9.000 S 0:0(0) <mss 1460,wscale 8>");
  CHECK(tcp.pass(milliseconds(1)).empty());
  CHECK(tcp.signals() == "timed_out gone");
  CHECK(tcp.state() == State::Closed);
}

TEST_CASE("T146 freebsd and macos: a RST does not end TIME_WAIT") {
  for (const ProfileName name : {ProfileName::FreeBsd, ProfileName::MacOs}) {
    Endpoint tcp(name);
    tcp.establish();
    tcp.shutdown();
    tcp.arrives("F. 1:1(0) ack 2");
    REQUIRE(tcp.state() == State::TimeWait);
    CHECK(tcp.arrives("R 2:2(0)").empty());
    CHECK(tcp.state() == State::TimeWait);
    CHECK(tcp.rules() == "T075 T146");
  }
}

TEST_CASE("T172 macos: the RST at the peer's FIN is believed, freebsd does not believe it") {
  for (const ProfileName name : {ProfileName::FreeBsd, ProfileName::MacOs}) {
    Endpoint tcp(name);
    tcp.establish();
    tcp.arrives("F. 1:1(0) ack 1");
    REQUIRE(tcp.state() == State::CloseWait);
    tcp.arrives("R 1:1(0)");
    CHECK(tcp.state() == (name == ProfileName::MacOs ? State::Closed : State::CloseWait));
  }
}
