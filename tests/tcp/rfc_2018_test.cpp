// RFC 2018, selective acknowledgments, and RFC 6675, what the sender makes of them.
#include <doctest/doctest.h>

#include <set>
#include <string>

#include "sim/base/random.hpp"
#include "tests/tcp/fixture.hpp"

using namespace finwait;

namespace {

// ESTABLISHED, SACK agreed on, window 65535, MSS 1000.
Endpoint open_tcp(ProfileName name = ProfileName::Rfc9293) {
  Endpoint tcp(name);
  tcp.profile.sack = true;
  tcp.profile.timestamps = false;
  tcp.profile.window_scale = -1;
  tcp.profile.delayed_ack = {};
  tcp.profile.initial_window = 20;
  tcp.connect();
  tcp.arrives("S. 0:0(0) ack 1 win 65535 <mss 1000,sackOK>");
  REQUIRE(tcp.tcb.sack);
  return tcp;
}

// An ACK of `number` that reports these blocks.
std::string ack(uint32_t number, const std::string& blocks = "") {
  const std::string out = ". 1:1(0) ack " + std::to_string(number) + " win 65535";
  return blocks.empty() ? out : out + " <sack " + blocks + ">";
}

// Octets [start, start+10) of the peer.
std::string ten(uint32_t start) {
  return ". " + std::to_string(start) + ":" + std::to_string(start + 10) + "(10) ack 1";
}

}  // namespace

TEST_CASE("2018 2 SACK-permitted stands on SYNs, on a SYN,ACK only as an answer") {
  Endpoint tcp;
  tcp.profile.sack = true;
  CHECK(tcp.connect() == "S 0:0(0) <mss 1460,sackOK>");
  tcp.arrives("S. 0:0(0) ack 1 win 1000 <mss 1460>");
  CHECK_FALSE(tcp.tcb.sack);
  CHECK(tcp.arrives(ten(11)) == ". 1:1(0) ack 1");
  for (const bool offered : {true, false}) {
    Endpoint server;
    server.profile.sack = true;
    server.listen();
    CHECK(server.arrives(offered ? "S 0:0(0) <mss 1460,sackOK>" : "S 0:0(0) <mss 1460>") ==
          (offered ? "S. 0:0(0) ack 1 <mss 1460,sackOK>" : "S. 0:0(0) ack 1 <mss 1460>"));
  }
  Endpoint without;
  without.profile.sack = false;
  without.listen();
  CHECK(without.arrives("S 0:0(0) <mss 1460,sackOK>") == "S. 0:0(0) ack 1 <mss 1460>");
}

TEST_CASE("2018 4 the block of the newest segment comes first, the others follow by age") {
  Endpoint tcp = open_tcp();
  CHECK(tcp.arrives(ten(21)) == ". 1:1(0) ack 1 <sack 21:31>");
  CHECK(tcp.arrives(ten(41)) == ". 1:1(0) ack 1 <sack 41:51 21:31>");
  CHECK(tcp.arrives(ten(61)) == ". 1:1(0) ack 1 <sack 61:71 41:51 21:31>");
  // One that grows a known block brings it to the front.
  CHECK(tcp.arrives(". 31:36(5) ack 1") == ". 1:1(0) ack 1 <sack 21:36 61:71 41:51>");
}

TEST_CASE("2018 4 a segment that joins two blocks leaves one, in front") {
  Endpoint tcp = open_tcp();
  tcp.arrives(ten(21));
  tcp.arrives(ten(41));
  tcp.arrives(ten(71));
  CHECK(tcp.arrives(ten(31)) == ". 1:1(0) ack 1 <sack 21:51 71:81>");
  // What fills the hole is acknowledged; what is still beyond one goes on being reported.
  CHECK(tcp.arrives(". 1:21(20) ack 1") == ". 1:1(0) ack 51 <sack 71:81>");
  CHECK(tcp.arrives(". 51:71(20) ack 1") == ". 1:1(0) ack 81");
}

TEST_CASE("2018 3 four blocks are the most, three beside timestamps; the oldest is left out") {
  Endpoint tcp = open_tcp();
  for (uint32_t start = 21; start <= 101; start += 20) tcp.arrives(ten(start));
  CHECK(tcp.arrives(ten(121)) == ". 1:1(0) ack 1 <sack 121:131 101:111 81:91 61:71>");
  Endpoint timed;
  timed.profile.sack = true;
  timed.profile.timestamps = true;
  timed.profile.timestamp_clock = milliseconds(1);
  timed.connect();
  timed.arrives("S. 0:0(0) ack 1 win 65535 <mss 1000,sackOK,TS val 7 ecr 0>");
  for (uint32_t start = 21; start <= 61; start += 20)
    timed.arrives(ten(start) + " <TS val 7 ecr 0>");
  CHECK(timed.arrives(ten(81) + " <TS val 7 ecr 0>") ==
        ". 1:1(0) ack 1 <TS val 0 ecr 7,sack 81:91 61:71 41:51>");
}

TEST_CASE("2018 3 a FIN beyond the hole takes a number of its own in the block") {
  Endpoint tcp = open_tcp();
  CHECK(tcp.arrives("F. 11:21(10) ack 1") == ". 1:1(0) ack 1 <sack 11:22>");
  CHECK(tcp.arrives(ten(1)) == ". 1:1(0) ack 22");
  CHECK(tcp.state() == State::CloseWait);
  Endpoint bare = open_tcp();
  CHECK(bare.arrives("F. 11:11(0) ack 1") == ". 1:1(0) ack 1 <sack 11:12>");
}

TEST_CASE("2018 3 a FIN inside text that is held is no block, and is forgotten with it (T072)") {
  Endpoint tcp = open_tcp();
  tcp.arrives("F. 15:15(0) ack 1");
  CHECK(tcp.arrives(ten(11)) == ". 1:1(0) ack 1 <sack 11:21>");
  CHECK(tcp.arrives(ten(1)) == ". 1:1(0) ack 21");
  CHECK(tcp.state() == State::Established);
  CHECK_FALSE(tcp.tcb.rcv.held_fin);
}

TEST_CASE("2018 3 the blocks take room from the text of a segment that carries them") {
  Endpoint tcp = open_tcp();
  tcp.arrives(ten(21));
  tcp.arrives(ten(41) + " win 65535");
  tcp.send(1960);
  REQUIRE(tcp.sent().size() == 2);
  CHECK(tcp.sent()[0].text == 1000 - 20);
  CHECK(tcp.sent()[0].options.sack_count == 2);
}

TEST_CASE("2018 4 whatever arrives in whatever order, exactly what is held is reported") {
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    Endpoint tcp = open_tcp();
    std::set<uint32_t> held;  // numbers of octets beyond the hole
    uint32_t next = 1;
    for (uint64_t i = 0; i < 40; ++i) {
      const auto start = static_cast<uint32_t>(1 + draw(seed, i, 1) % 60);
      const auto len = static_cast<uint32_t>(1 + draw(seed, i, 2) % 8);
      const std::string sent =
          tcp.arrives(". " + std::to_string(start) + ":" + std::to_string(start + len) + "(" +
                      std::to_string(len) + ") ack 1");
      CAPTURE(seed);
      CAPTURE(sent);
      for (uint32_t n = start; n < start + len; ++n)
        if (n >= next) held.insert(n);
      while (held.erase(next) == 1) ++next;
      REQUIRE(tcp.sent().size() == 1);
      const Segment seg = tcp.sent().back();
      CHECK(seg.ack == tcp.irs + next);
      std::set<uint32_t> reported;
      for (size_t b = 0; b < seg.options.sack_count; ++b) {
        const SackBlock block = seg.options.sack[b];
        for (uint32_t n = block.start - tcp.irs; n < block.end - tcp.irs; ++n)
          CHECK_MESSAGE(reported.insert(n).second, "reported twice: " << n);
        // A block is whole: nothing held touches it from outside.
        CHECK(held.count(block.start - tcp.irs - 1) == 0);
        CHECK(held.count(block.end - tcp.irs) == 0);
      }
      for (const uint32_t n : reported) CHECK(held.count(n) == 1);
      if (seg.options.sack_count < kMaxSackBlocks) CHECK(reported == held);
      if (start > next) CHECK(reported.count(start) == 1);
    }
  }
}

TEST_CASE("6675 5 in recovery only the holes are sent again") {
  Endpoint tcp = open_tcp();
  tcp.send(10000);
  REQUIRE(tcp.sent().size() == 10);
  // Segments 1 and 4 are lost.
  CHECK(tcp.arrives(ack(1, "1001:2001")).empty());
  CHECK(tcp.arrives(ack(1, "1001:3001")).empty());
  CHECK(tcp.arrives(ack(1, "4001:5001 1001:3001")) == ". 1:1001(1000) ack 1");
  CHECK(tcp.tcb.in_recovery);
  CHECK(tcp.arrives(ack(1, "4001:6001 1001:3001")).empty());  // the pipe is full
  CHECK(tcp.arrives(ack(1, "4001:7001 1001:3001")) == ". 3001:4001(1000) ack 1");
  CHECK(tcp.arrives(ack(1, "4001:8001 1001:3001")).empty());
  CHECK(tcp.arrives(ack(1, "4001:10001 1001:3001")).empty());
  CHECK(tcp.arrives(ack(3001, "4001:10001")).empty());
  CHECK(tcp.arrives(ack(10001)).empty());
  CHECK_FALSE(tcp.tcb.in_recovery);
  CHECK(tcp.timers().empty());
}

TEST_CASE("6675 4 a retransmission ends where the next block starts") {
  Endpoint tcp = open_tcp();
  tcp.profile.coalesce_resend = true;
  tcp.set_nodelay(true);
  for (int i = 0; i < 8; ++i) tcp.send(100);
  tcp.arrives(ack(1, "201:301"));
  tcp.arrives(ack(1, "201:401"));
  CHECK(tcp.arrives(ack(1, "201:501")) == "P. 1:201(200) ack 1");
}

TEST_CASE("6675 3 losses are seen before the third duplicate when enough was reported") {
  Endpoint tcp = open_tcp();
  tcp.send(10000);
  CHECK(tcp.arrives(ack(1, "1001:3001")).empty());  // two segments do not say it
  CHECK(tcp.arrives(ack(1, "1001:3002")) == ". 1:1001(1000) ack 1");
}

TEST_CASE("6675 2 a duplicate ACK without news does not count, nor does a nonsense block") {
  Endpoint tcp = open_tcp();
  tcp.send(4000);
  for (int i = 0; i < 5; ++i) CHECK(tcp.arrives(ack(1)).empty());
  for (int i = 0; i < 5; ++i) CHECK(tcp.arrives(ack(1, "1001:2001")).empty());
  CHECK(tcp.tcb.dup_acks == 1);
  const uint8_t known = tcp.tcb.snd.sacked_count;
  for (const char* block : {"4001:5001", "3001:5001", "-1000:1", "1:1001", "-99:3001"})
    CHECK(tcp.arrives(ack(1, block)).empty());
  CHECK(tcp.tcb.snd.sacked_count == known);
  CHECK(tcp.tcb.dup_acks == 1);
}

TEST_CASE("6675 5 while a hole is repaired new text leaves as the pipe drains") {
  Endpoint tcp = open_tcp();
  tcp.send(30000);
  REQUIRE(tcp.sent().size() == 20);
  // Limited transmit (RFC 3042) first; it does not count in SSTHRESH below.
  CHECK(tcp.arrives(ack(1, "1001:2001")) == ". 20001:21001(1000) ack 1");
  CHECK(tcp.arrives(ack(1, "1001:3001")) == ". 21001:22001(1000) ack 1");
  CHECK(tcp.arrives(ack(1, "1001:4001")) == ". 1:1001(1000) ack 1");
  uint32_t top = 5001;
  std::string more;
  for (; more.empty() && top <= 20001; top += 1000)
    more = tcp.arrives(ack(1, "1001:" + std::to_string(top)));
  CHECK(more == ". 22001:23001(1000) ack 1");
  // Half of what was in flight, as congestion control asks.
  CHECK(tcp.tcb.ssthresh == 10000);
  CHECK(tcp.tcb.cwnd == 10000);
}

TEST_CASE("6675 4 NextSeg (3): with no new text, holes that are not yet sure are repaired, too") {
  Endpoint tcp = open_tcp();
  tcp.set_nodelay(true);
  for (int i = 0; i < 5; ++i) tcp.send(100);
  tcp.arrives(ack(1, "101:201"));
  tcp.arrives(ack(1, "101:301"));
  CHECK(tcp.arrives(ack(1, "401:501 101:301")) == "P. 1:101(100) ack 1 | P. 301:401(100) ack 1");
}

TEST_CASE("6675 5 a FIN that was reported is not sent again, the text before it is") {
  Endpoint tcp = open_tcp();
  tcp.set_nodelay(true);
  for (int i = 0; i < 4; ++i) tcp.send(100);
  tcp.shutdown();
  tcp.arrives(ack(1, "101:201"));
  tcp.arrives(ack(1, "101:301"));
  CHECK(tcp.arrives(ack(1, "401:402 101:301")) == "P. 1:101(100) ack 1 | P. 301:401(100) ack 1");
  CHECK(tcp.arrives(ack(402)).empty());
  CHECK(tcp.state() == State::FinWait2);
}

TEST_CASE("2018 8 what was reported stays in the send queue until it is acknowledged") {
  for (const ProfileName name : {ProfileName::Rfc9293, ProfileName::Linux}) {
    Endpoint tcp = open_tcp(name);
    tcp.profile.coalesce_resend = false;
    tcp.profile.whole_segments = false;
    tcp.send(3000);
    tcp.arrives(ack(1, "1001:3001"));
    CHECK(tcp.tcb.snd.una == tcp.iss + 1);
    CHECK(tcp.tcb.in_flight() == 3000);
    // The receiver goes back on its word: everything comes again.
    CHECK(tcp.pass(seconds(1)).find(". 1:1001(1000) ack 1") != std::string::npos);
    std::string rest = tcp.arrives(ack(1001));
    for (int i = 0; i < 4 && tcp.tcb.snd.una != tcp.iss + 3001; ++i) {
      if (rest.empty()) rest = tcp.pass(seconds(8));
      REQUIRE(!tcp.sent().empty());
      const SeqNum end = tcp.sent().back().end();
      rest = tcp.arrives(ack(end - tcp.iss));
    }
    CHECK(tcp.tcb.snd.una == tcp.iss + 3001);
  }
}

TEST_CASE("2018 8 a timeout forgets the blocks; linux keeps them and skips them (sack_after_rto)") {
  for (const bool keeps : {false, true}) {
    Endpoint tcp = open_tcp();
    tcp.profile.sack_after_rto = keeps;
    tcp.send(5000);
    tcp.arrives(ack(1, "1001:2001"));
    tcp.arrives(ack(1, "3001:4001 1001:2001"));
    CHECK(tcp.pass(seconds(1)) == "1.000 . 1:1001(1000) ack 1");
    CHECK(tcp.arrives(ack(2001)) == (keeps ? ". 2001:3001(1000) ack 1 | P. 4001:5001(1000) ack 1"
                                           : ". 2001:3001(1000) ack 1 | . 3001:4001(1000) ack 1"));
  }
}

TEST_CASE("2018 8 linux: a head that was reported tells of a receiver that goes back on its word") {
  Endpoint tcp = open_tcp();
  tcp.profile.sack_after_rto = true;
  tcp.send(3000);
  tcp.arrives(ack(1, "1001:3001"));
  tcp.arrives(ack(1001));
  CHECK(tcp.tcb.snd.sacked_count == 1);
  CHECK(tcp.pass(seconds(1)) == "1.000 . 1001:2001(1000) ack 1");
  CHECK(tcp.tcb.snd.sacked_count == 0);
}

TEST_CASE("2883 4 what arrives twice is reported once, first (dsack)") {
  Endpoint tcp = open_tcp();
  tcp.profile.dsack = true;
  tcp.arrives(ten(1));
  CHECK(tcp.arrives(ten(1)) == ". 1:1(0) ack 11 <sack 1:11>");
  CHECK(tcp.arrives(ten(21)) == ". 1:1(0) ack 11 <sack 21:31>");
  CHECK(tcp.arrives(ten(21)) == ". 1:1(0) ack 11 <sack 21:31 21:31>");  // of what is held
  CHECK(tcp.arrives(". 6:16(10) ack 1") == ". 1:1(0) ack 16 <sack 6:11 21:31>");
  CHECK(tcp.arrives(". 16:26(10) ack 1") == ". 1:1(0) ack 31 <sack 21:26>");
  CHECK(tcp.arrives("F. 31:31(0) ack 1") == ". 1:1(0) ack 32");
  CHECK(tcp.arrives("F. 31:31(0) ack 1") == ". 1:1(0) ack 32 <sack 31:32>");
  Endpoint without = open_tcp();
  without.arrives(ten(1));
  CHECK(without.arrives(ten(1)) == ". 1:1(0) ack 11");
}
