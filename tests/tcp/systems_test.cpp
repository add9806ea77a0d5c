// The profiles freebsd, macos and windows: what they answer otherwise than RFC 9293 (facts A.12).
#include <doctest/doctest.h>

#include <string>
#include <vector>

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

Endpoint in_time_wait(ProfileName name) {
  Endpoint tcp = open_tcp(name);
  tcp.shutdown();
  CHECK(tcp.arrives("F. 1:1(0) ack 2") == ". 2:2(0) ack 2");
  REQUIRE(tcp.state() == State::TimeWait);
  return tcp;
}

Endpoint in_closing(ProfileName name) {
  Endpoint tcp = open_tcp(name);
  tcp.close();
  tcp.arrives("F. 1:1(0) ack 1");
  REQUIRE(tcp.state() == State::Closing);
  return tcp;
}

constexpr ProfileName kBsd[] = {ProfileName::FreeBsd, ProfileName::MacOs};

}  // namespace

TEST_CASE("T146, T163 freebsd and macos: a RST does not end TIME_WAIT") {
  for (const ProfileName name : kBsd) {
    Endpoint tcp = in_time_wait(name);
    for (const char* rst : {"R 2:2(0)", "R. 3:3(0) ack 2", "R 9:9(0)"}) {
      CHECK(tcp.arrives(rst).empty());
      CHECK(tcp.rules() == "T163 T146");
    }
    CHECK(tcp.state() == State::TimeWait);
  }
}

TEST_CASE("T163 freebsd: TIME_WAIT drops segments without ACK") {
  Endpoint tcp = in_time_wait(ProfileName::FreeBsd);
  for (const char* segment : {"F 1:1(0)", "P 2:12(10)", "S 2:2(0)", "S 1:1(0)", "- 2:2(0)"}) {
    CHECK(tcp.arrives(segment).empty());
    CHECK(tcp.rules() == "T163 T095");
  }
  CHECK(tcp.timers() == "time_wait 240s");
}

TEST_CASE("T163 freebsd: TIME_WAIT acknowledges all but an exact duplicate ACK") {
  Endpoint tcp = in_time_wait(ProfileName::FreeBsd);
  tcp.pass(seconds(1));
  CHECK(tcp.arrives(". 2:2(0) ack 2").empty());
  CHECK(tcp.rules() == "T163 T112");
  for (const char* segment :
       {". 1:1(0) ack 2", ". 2:2(0) ack 1", ". 2:2(0) ack 9", "P. 2:2(0) ack 2",
        "P. 2:12(10) ack 2", "S. 0:0(0) ack 1", "F. 2:2(0) ack 2"}) {
    CHECK(tcp.arrives(segment) == ". 2:2(0) ack 2");
    CHECK(tcp.rules() == "T163");
    CHECK(tcp.timers() == "time_wait 239s");
  }
}

TEST_CASE("T163, T111 freebsd: the FIN again restarts 2MSL") {
  Endpoint tcp = in_time_wait(ProfileName::FreeBsd);
  tcp.pass(seconds(1));
  CHECK(tcp.arrives("F. 1:1(0) ack 2") == ". 2:2(0) ack 2");
  CHECK(tcp.rules() == "T163 T111");
  CHECK(tcp.timers() == "time_wait 240s");
}

TEST_CASE("T163 freebsd: a SYN beyond RCV.NXT ends TIME_WAIT, with or without timestamps") {
  Endpoint tcp = in_time_wait(ProfileName::FreeBsd);
  Outbox out;
  const Step step{tcp.now, tcp.profile, out};
  const auto gives_way = [&](const char* text) {
    return time_wait_gives_way(tcp.tcb, peer_segment(text, tcp.iss, tcp.irs), step);
  };
  CHECK(gives_way("S 3:3(0)"));
  CHECK_FALSE(gives_way("S. 3:3(0) ack 2"));  // no request for a new connection
  CHECK(!gives_way("S 2:2(0)"));
  CHECK(!gives_way("R 3:3(0)"));
  const Segment syn = peer_segment("S 3:3(0)", tcp.iss, tcp.irs);
  CHECK(time_wait_accepts_syn(tcp.tcb, syn, step));
  const Endpoint strict = in_time_wait(ProfileName::Rfc9293);
  CHECK(!time_wait_gives_way(strict.tcb, syn, Step{tcp.now, strict.profile, out}));
}

TEST_CASE("T164 freebsd: close() with unread data empties the buffer and sends FIN") {
  Endpoint tcp = open_tcp(ProfileName::FreeBsd);
  tcp.auto_read = false;
  tcp.arrives("P. 1:11(10) ack 1");
  CHECK(tcp.close() == "F. 1:1(0) ack 11");
  CHECK(tcp.rules() == "T164 T028");
  CHECK(tcp.discarded == 10);
  CHECK(tcp.state() == State::FinWait1);
}

TEST_CASE("T164 freebsd: data after close() is reset in every later state") {
  const auto check = [](Endpoint tcp, const char* text, const char* answer) {
    INFO(std::string(state_name(tcp.state())));
    CHECK(tcp.arrives(text) == answer);
    CHECK(tcp.state() == State::Closed);
    CHECK(tcp.rules().find("T164") != std::string::npos);
  };
  Endpoint tcp = open_tcp(ProfileName::FreeBsd);
  tcp.close();
  check(tcp, "P. 1:11(10) ack 1", "R 1:1(0)");
  tcp.arrives(". 1:1(0) ack 2");
  REQUIRE(tcp.state() == State::FinWait2);
  check(tcp, "P. 1:11(10) ack 2", "R 2:2(0)");
  check(in_closing(ProfileName::FreeBsd), "P. 2:12(10) ack 1", "R 1:1(0)");
  Endpoint passive = open_tcp(ProfileName::FreeBsd);
  passive.arrives("F. 1:1(0) ack 1");
  passive.close();
  REQUIRE(passive.state() == State::LastAck);
  check(passive, "P. 2:12(10) ack 1", "R 1:1(0)");
  Endpoint open = open_tcp(ProfileName::FreeBsd);  // after shutdown() alone it is read
  open.shutdown();
  CHECK(open.arrives("P. 1:11(10) ack 2").empty());
  CHECK(open.delivered == 10);
}

TEST_CASE("T164m macos: close() with unread data, or with text beyond a hole, is a RST,ACK") {
  Endpoint tcp = open_tcp(ProfileName::MacOs);
  tcp.auto_read = false;
  SUBCASE("unread") {
    tcp.arrives("P. 1:11(10) ack 1");
    CHECK(tcp.close() == "R. 1:1(0) ack 11");
  }
  SUBCASE("beyond a hole") {
    tcp.arrives("P. 11:21(10) ack 1");
    CHECK(tcp.close() == "R. 1:1(0) ack 1");
    Endpoint strict = open_tcp(ProfileName::Rfc9293);
    strict.arrives("P. 11:21(10) ack 1");
    CHECK(strict.close() == "F. 1:1(0) ack 1");
  }
  CHECK(tcp.rules() == "T164m");
  CHECK(tcp.state() == State::Closed);
}

TEST_CASE("T166 windows: a refused SYN is sent again, not doubled, up to the retry limit") {
  Endpoint tcp = plain(ProfileName::Windows);
  tcp.connect();
  tcp.pass(milliseconds(100));
  CHECK(tcp.arrives("R. 0:0(0) ack 1").empty());
  CHECK(tcp.rules() == "T166");
  CHECK(tcp.state() == State::SynSent);
  CHECK(tcp.pass(milliseconds(3000)) == "3.000 S 0:0(0) <mss 1460,sackOK>");
  CHECK(tcp.arrives("R. 0:0(0) ack 1").empty());
  CHECK(tcp.pass(milliseconds(3000)) == "6.000 S 0:0(0) <mss 1460,sackOK>");
  CHECK(tcp.arrives("R. 0:0(0) ack 1").empty());
  CHECK(tcp.rules() == "T055");
  CHECK(tcp.signals() == "refused gone");
  SUBCASE("a listener that is there by then is connected to") {
    Endpoint late = plain(ProfileName::Windows);
    late.connect();
    late.arrives("R. 0:0(0) ack 1");
    late.pass(seconds(3));
    CHECK(late.arrives("S. 0:0(0) ack 1") == ". 1:1(0) ack 1");
    CHECK(late.state() == State::Established);
  }
}

TEST_CASE("T167 windows: a SYN that finds the queue full draws a RST,ACK") {
  for (const ProfileName name : {ProfileName::Windows, ProfileName::FreeBsd}) {
    Endpoint tcp = plain(name);
    tcp.listen();
    Outbox out;
    Step step{tcp.now, tcp.profile, out};
    overflow_segment_arrives(peer_segment("S 0:0(0)", tcp.iss, tcp.irs), step);
    const bool resets = name == ProfileName::Windows;
    const std::vector<Rule> taken(out.rules.begin(), out.rules.end());
    CHECK(taken == (resets ? std::vector{Rule::T052, Rule::T167} : std::vector{Rule::T052}));
    REQUIRE(out.segments.size() == (resets ? 1u : 0u));
    if (!resets) continue;
    CHECK(out.segments[0].segment.ctl == (kRst | kAck));
    CHECK(out.segments[0].segment.seq == SeqNum{0});
    CHECK(out.segments[0].segment.ack == tcp.irs + 1);
  }
}

TEST_CASE("T168 windows: shutdown(SD_RECEIVE) resets when data waits, or when it arrives") {
  Endpoint tcp = open_tcp(ProfileName::Windows);
  tcp.auto_read = false;
  SUBCASE("later") {
    CHECK(tcp.shut_read().empty());
    CHECK(tcp.state() == State::Established);
    CHECK(tcp.arrives("P. 1:11(10) ack 1") == "R 1:1(0)");
    CHECK(tcp.rules() == "T168 T118");
  }
  SUBCASE("already there") {
    tcp.arrives("P. 1:11(10) ack 1");
    CHECK(tcp.shut_read() == "R 1:1(0)");
    CHECK(tcp.rules() == "T168");
  }
  CHECK(tcp.signals() == "reset gone");
  CHECK(tcp.state() == State::Closed);
}

TEST_CASE("T168 windows: a FIN after shutdown(SD_RECEIVE) is taken as always") {
  Endpoint tcp = open_tcp(ProfileName::Windows);
  tcp.shut_read();
  tcp.arrives("F. 1:1(0) ack 1");
  CHECK(tcp.state() == State::CloseWait);
}

TEST_CASE("A084 freebsd: shutdown(SHUT_RD) empties the buffer, later data is ACKed and discarded") {
  Endpoint tcp = open_tcp(ProfileName::FreeBsd);
  tcp.auto_read = false;
  tcp.arrives("P. 1:11(10) ack 1");
  CHECK(tcp.shut_read().empty());
  CHECK(tcp.rules() == "A084");
  CHECK(tcp.discarded == 10);
  tcp.arrives("P. 11:31(20) ack 1");
  CHECK(tcp.rules() == "T115 A084");
  CHECK(tcp.discarded == 30);
  CHECK(tcp.tcb.rcv.unread == 0);
  CHECK(tcp.pass(milliseconds(40)) == "0.040 . 1:1(0) ack 31");
  Endpoint strict = open_tcp(ProfileName::Rfc9293);  // SHUT_RD keeps what comes
  strict.auto_read = false;
  strict.arrives("P. 1:11(10) ack 1");
  strict.shut_read();
  CHECK(strict.discarded == 0);
  CHECK(strict.tcb.rcv.unread == 10);
}

TEST_CASE("T172 macos: the RST at the peer's FIN is believed, freebsd does not believe it") {
  for (const ProfileName name : kBsd) {
    Endpoint tcp = open_tcp(name);
    tcp.arrives("F. 1:1(0) ack 1");
    REQUIRE(tcp.state() == State::CloseWait);
    tcp.arrives("R 1:1(0)");
    CHECK(tcp.state() == (name == ProfileName::MacOs ? State::Closed : State::CloseWait));
    if (name == ProfileName::MacOs) CHECK(tcp.signals() == "reset gone");
  }
}

TEST_CASE("T183 freebsd: in CLOSING an ACK is the FIN again") {
  for (const ProfileName name : kBsd) {
    Endpoint tcp = open_tcp(name);
    tcp.shutdown();
    CHECK(tcp.arrives("F. 1:1(0) ack 1") == "F. 1:1(0) ack 2");
    CHECK(tcp.state() == State::Closing);
    CHECK(tcp.rules() == "T124 T183");
    CHECK(tcp.arrives("R 5:5(0)") == ". 2:2(0) ack 2");  // a challenge is none (T076)
    CHECK(tcp.arrives(". 2:2(0) ack 2").empty());
    CHECK(tcp.state() == State::TimeWait);
  }
  Endpoint strict = open_tcp(ProfileName::Rfc9293);
  strict.profile.delayed_ack = {};
  strict.shutdown();
  CHECK(strict.arrives("F. 1:1(0) ack 1") == ". 2:2(0) ack 2");
}

TEST_CASE("T183 freebsd: the crossing FIN again ends CLOSING, for its ACK field counts") {
  Endpoint tcp = open_tcp(ProfileName::FreeBsd);
  tcp.shutdown();
  tcp.arrives("F. 1:1(0) ack 1");
  CHECK(tcp.arrives("F. 1:1(0) ack 2") == ". 2:2(0) ack 2");
  CHECK(tcp.state() == State::TimeWait);
  CHECK(tcp.arrives(". 2:2(0) ack 2").empty());
}

TEST_CASE("T068 freebsd: an old segment is answered, and its ACK field counts") {
  Endpoint tcp = open_tcp(ProfileName::FreeBsd);
  tcp.arrives("P. 1:11(10) ack 1 win 1000");
  tcp.send(5);
  CHECK(tcp.arrives("P. 1:11(10) ack 6 win 1000") == ". 6:6(0) ack 11");
  CHECK(tcp.tcb.snd.una == tcp.iss + 6);
  CHECK(tcp.delivered == 10);
  Endpoint strict = open_tcp(ProfileName::Rfc9293);
  strict.arrives("P. 1:11(10) ack 1 win 1000");
  strict.send(5);
  CHECK(strict.arrives("P. 1:11(10) ack 6 win 1000") == ". 6:6(0) ack 11");
  CHECK(strict.tcb.snd.una == strict.iss + 1);
}

TEST_CASE("T183 a newer freebsd leaves a SYN,ACK in LISTEN unanswered") {
  Endpoint tcp = plain(ProfileName::FreeBsd);
  tcp.listen();
  CHECK(tcp.arrives("S. 0:0(0) ack 1") == "R 1:1(0)");
  tcp.profile.listen_syn_ack_silent = true;
  CHECK(tcp.arrives("S. 0:0(0) ack 1").empty());
  CHECK(tcp.rules() == "T183");
  CHECK(tcp.arrives(". 0:0(0) ack 1") == "R 1:1(0)");
}

TEST_CASE("T174 freebsd does not delay the ACK of a FIN") {
  Endpoint tcp = open_tcp(ProfileName::FreeBsd);
  CHECK(tcp.arrives("F. 1:1(0) ack 1") == ". 1:1(0) ack 2");
}

TEST_CASE("T151 freebsd, macos and windows: the same SYN again draws SYN,ACK again") {
  for (const ProfileName name : {ProfileName::FreeBsd, ProfileName::MacOs, ProfileName::Windows}) {
    Endpoint tcp = plain(name);
    tcp.listen();
    tcp.arrives("S 0:0(0)");
    CHECK(tcp.arrives("S 0:0(0)") == "S. 0:0(0) ack 1 <mss 1460>");
    CHECK(tcp.rules() == "T151");
  }
}

TEST_CASE("T036 freebsd and macos abort with RST,ACK, windows as the RFC says") {
  for (const ProfileName name : {ProfileName::FreeBsd, ProfileName::MacOs, ProfileName::Windows}) {
    Endpoint tcp = open_tcp(name);
    CHECK(tcp.abort() == (name == ProfileName::Windows ? "R 1:1(0)" : "R. 1:1(0) ack 1"));
  }
}

TEST_CASE("T078 freebsd and macos: a RST in an active SYN_RECEIVED is a refusal") {
  for (const ProfileName name : kBsd) {
    Endpoint tcp = plain(name);
    tcp.connect();
    tcp.arrives("S 0:0(0)");
    tcp.arrives("R 1:1(0)");
    CHECK(tcp.signals() == "refused gone");
  }
}

TEST_CASE("T184 freebsd, macos and windows: ICMP aborts only a connection that opens") {
  for (const ProfileName name : {ProfileName::FreeBsd, ProfileName::MacOs, ProfileName::Windows}) {
    Endpoint open = open_tcp(name);
    open.icmp(IcmpError::Hard);
    CHECK(open.state() == State::Established);
    Endpoint opening = plain(name);
    opening.connect();
    opening.icmp(IcmpError::Hard);
    CHECK(opening.state() == State::Closed);
  }
}

TEST_CASE("T184 freebsd and macos: a refusal, a prohibition and a spent TTL end SYN_SENT") {
  for (const ProfileName name : {ProfileName::FreeBsd, ProfileName::MacOs})
    for (const IcmpError error :
         {IcmpError::Route, IcmpError::Hard, IcmpError::TooBig, IcmpError::SourceRoute,
          IcmpError::Undelivered, IcmpError::Malformed, IcmpError::Prohibited}) {
      const bool ends = error == IcmpError::Hard || error == IcmpError::Undelivered ||
                        error == IcmpError::Prohibited;
      Endpoint opening = plain(name);
      opening.connect();
      opening.icmp(error);
      CHECK(opening.state() == (ends ? State::Closed : State::SynSent));
    }
}
