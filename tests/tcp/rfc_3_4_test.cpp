// RFC 9293 3.4: sequence numbers, and which segments are acceptable.
#include <doctest/doctest.h>

#include <array>
#include <string>

#include "tests/tcp/fixture.hpp"

using namespace finwait;

namespace {

// A whole life: open, text both ways, a hole, both closes, TIME_WAIT. What was sent and entered.
std::string life(SeqNum iss, SeqNum irs) {
  Endpoint tcp;
  tcp.profile.delayed_ack = {};
  tcp.iss = iss;
  tcp.irs = irs;
  std::string out = tcp.connect();
  const auto add = [&](const std::string& sent) {
    out += "\n" + std::string(state_name(tcp.state())) + " " + sent + " [" + tcp.rules() + "]";
  };
  add(tcp.arrives("S. 0:0(0) ack 1 win 1000 <mss 500>"));
  add(tcp.send(700));
  add(tcp.arrives(". 1:1(0) ack 501"));
  add(tcp.arrives("P. 11:31(20) ack 701"));
  add(tcp.arrives("P. 1:11(10) ack 701"));
  add(tcp.arrives("P. 1:11(10) ack 701"));
  add(tcp.arrives(". 31:31(0) ack 702"));
  add(tcp.shutdown());
  add(tcp.arrives("R 41:41(0) win 0"));
  add(tcp.arrives("F. 31:31(0) ack 701"));
  add(tcp.arrives(". 32:32(0) ack 702"));
  add(tcp.arrives("F. 31:31(0) ack 702"));
  add(tcp.pass(seconds(240)));
  return out;
}

Endpoint with_window(uint32_t window) {
  Endpoint tcp;
  tcp.profile.receive_buffer = 1000;
  tcp.profile.delayed_ack = {};
  tcp.auto_read = false;
  tcp.establish();
  if (window == 0) {
    tcp.arrives("P. 1:501(500) ack 1");
    tcp.arrives("P. 501:1001(500) ack 1");
  }
  REQUIRE(tcp.tcb.rcv.wnd == window);
  return tcp;
}

// Without an answer from the sequence check; RCV.NXT is 1 with window 1000, 1001 with window 0.
bool accepted(uint32_t window, const std::string& segment) {
  Endpoint tcp = with_window(window);
  tcp.arrives(segment);
  return tcp.rules().find("T068") == std::string::npos;
}

}  // namespace

TEST_CASE("3.4 a connection's life is the same wherever the numbers begin") {
  const std::string plain = life({100}, {300});
  CHECK(plain.find("TIME_WAIT . 702:702(0) ack 32 [T111]") != std::string::npos);
  CHECK(plain.ends_with("CLOSED  [T132]"));
  for (const uint32_t iss : {0u, 0xffffffffu, 0xfffffe00u, 0x7fffffffu, 0x80000000u})
    for (const uint32_t irs : {0u, 0xffffffffu, 0xfffffff0u, 0x7ffffff0u, 0x80000000u})
      CHECK(life({iss}, {irs}) == plain);
}

TEST_CASE("3.4 empty segment, window zero: only SEG.SEQ = RCV.NXT (T064)") {
  CHECK(accepted(0, ". 1001:1001(0) ack 1"));
  CHECK_FALSE(accepted(0, ". 1000:1000(0) ack 1"));
  CHECK_FALSE(accepted(0, ". 1002:1002(0) ack 1"));
  Endpoint tcp = with_window(0);
  CHECK(tcp.arrives(". 1001:1001(0) ack 1").empty());
  CHECK(tcp.arrives(". 1000:1000(0) ack 1") == ". 1:1(0) ack 1001");
}

TEST_CASE("3.4 empty segment, window open: RCV.NXT <= SEG.SEQ < RCV.NXT+RCV.WND (T065)") {
  CHECK(accepted(1000, ". 1:1(0) ack 1"));
  CHECK(accepted(1000, ". 1000:1000(0) ack 1"));
  CHECK_FALSE(accepted(1000, ". 0:0(0) ack 1"));
  CHECK_FALSE(accepted(1000, ". 1001:1001(0) ack 1"));
}

TEST_CASE("3.4 text, window zero: never acceptable, but see T070 (T066)") {
  CHECK_FALSE(accepted(0, "P. 1000:1010(10) ack 1"));
  CHECK_FALSE(accepted(0, "P. 1002:1012(10) ack 1"));
  CHECK_FALSE(accepted(0, "P. 500:1500(1000) ack 1"));
}

TEST_CASE("3.4 text, window open: the first or the last octet lies in the window (T067)") {
  CHECK(accepted(1000, "P. 1000:1010(10) ack 1"));
  CHECK(accepted(1000, "P. -9:2(11) ack 1"));
  CHECK_FALSE(accepted(1000, "P. -9:1(10) ack 1"));
  CHECK_FALSE(accepted(1000, "P. 1001:1011(10) ack 1"));
  // Wider than the window on both sides: neither end lies in it. So the table says.
  CHECK_FALSE(accepted(1000, "P. -9:1100(1109) ack 1"));
}

TEST_CASE("3.4 window zero, text at RCV.NXT: ACK, RST and URG count (T070, MUST-66)") {
  Endpoint tcp = with_window(0);
  tcp.send(100);
  CHECK(tcp.arrives("P. 1001:1011(10) ack 101 win 700") == ". 101:101(0) ack 1001");
  CHECK(tcp.rules() == "T070 T099 T102");
  CHECK(tcp.tcb.snd.una == tcp.iss + 101);
  CHECK(tcp.tcb.snd.wnd == 700);
  CHECK(tcp.delivered == 1000);
  CHECK(tcp.arrives("F. 1001:1001(0) ack 101") == ". 101:101(0) ack 1001");
  CHECK(tcp.state() == State::Established);  // the FIN waits for room, too
  tcp.arrives("P.U 1001:1011(10) ack 101 urg 5");
  CHECK(tcp.signals() == "urgent");
  CHECK(tcp.arrives("R. 1001:1011(10) ack 101").empty());
  CHECK(tcp.signals() == "reset gone");
}

TEST_CASE("3.10.7.4 first: what lies outside the window is cut off on both sides (T071)") {
  Endpoint tcp = with_window(1000);
  SUBCASE("old octets on the left") {
    CHECK(tcp.arrives("P. -9:11(20) ack 1") == ". 1:1(0) ack 11");
    CHECK(tcp.delivered == 10);
  }
  SUBCASE("octets and FIN beyond the right edge") {
    CHECK(tcp.arrives("P. 1:501(500) ack 1") == ". 1:1(0) ack 501");
    CHECK(tcp.arrives("FP. 501:1101(600) ack 1") == ". 1:1(0) ack 1001");
    CHECK(tcp.delivered == 1000);
    CHECK(tcp.state() == State::Established);
  }
  SUBCASE("a FIN exactly at the edge is outside") {
    tcp.arrives("P. 1:501(500) ack 1");
    CHECK(tcp.arrives("FP. 501:1001(500) ack 1") == ". 1:1(0) ack 1001");
    CHECK(tcp.state() == State::Established);
  }
  SUBCASE("an old SYN with new text") {
    CHECK(tcp.arrives("SP. 0:10(10) ack 1") == ". 1:1(0) ack 11");
    CHECK(tcp.delivered == 10);
  }
}

TEST_CASE("3.10.7.4 first: not acceptable, no RST: an ACK and nothing else (T068, T149)") {
  Endpoint tcp = with_window(1000);
  tcp.send(100);
  for (const char* segment :
       {". 0:0(0) ack 101", "P. -9:1(10) ack 101", "F. 0:0(0) ack 101", "S 0:0(0)",
        "S. 0:0(0) ack 1", "P. 1001:1011(10) ack 101", "- 2000:2000(0)"}) {
    CAPTURE(segment);
    CHECK(tcp.arrives(segment) == ". 101:101(0) ack 1");
    CHECK(tcp.rules() == "T068");
    CHECK(tcp.tcb.snd.una == tcp.iss + 1);  // its ACK field did not count
    CHECK(tcp.state() == State::Established);
  }
}

TEST_CASE("3.10.7.4 first: not acceptable, RST: silence (T069, T074)") {
  Endpoint tcp = with_window(1000);
  for (const char* segment : {"R 0:0(0)", "R 1001:1001(0)", "R. -500:-500(0) ack 1"}) {
    CAPTURE(segment);
    CHECK(tcp.arrives(segment).empty());
    CHECK(tcp.rules() == "T069");
    CHECK(tcp.state() == State::Established);
  }
}

TEST_CASE("3.10.7.4 first: text beyond a gap is held and draws a duplicate ACK (T072, SHLD-31)") {
  Endpoint tcp;  // with delayed ACK: a gap is told at once all the same
  tcp.establish();
  CHECK(tcp.arrives("P. 11:21(10) ack 1") == ". 1:1(0) ack 1");
  CHECK(tcp.rules() == "T072");
  CHECK(tcp.arrives("P. 31:41(10) ack 1") == ". 1:1(0) ack 1");
  CHECK(tcp.arrives("F. 41:41(0) ack 1") == ". 1:1(0) ack 1");
  CHECK(tcp.delivered == 0);
  CHECK(tcp.arrives("P. 1:11(10) ack 1") == ". 1:1(0) ack 21");  // the gap closes: at once
  CHECK(tcp.delivered == 20);
  CHECK(tcp.arrives("P. 21:31(10) ack 1") == ". 1:1(0) ack 42");  // and reaches the FIN
  CHECK(tcp.delivered == 40);
  CHECK(tcp.state() == State::CloseWait);
}

TEST_CASE("3.10.7.4 first: an empty segment beyond a gap is never answered (T072)") {
  Endpoint tcp;
  tcp.establish();
  tcp.send(10);
  CHECK(tcp.arrives(". 11:11(0) ack 11").empty());
  CHECK(tcp.tcb.snd.una == tcp.iss + 11);  // but its ACK counts
}

TEST_CASE("3.4 overlapping text: every octet is delivered once") {
  Endpoint tcp;
  tcp.establish(5000);
  tcp.arrives("P. 11:31(20) ack 1");
  tcp.arrives("P. 21:51(30) ack 1");
  tcp.arrives("P. 61:71(10) ack 1");
  tcp.arrives("P. 1:41(40) ack 1");
  CHECK(tcp.tcb.rcv.nxt == tcp.irs + 51);
  CHECK(tcp.delivered == 50);
  tcp.arrives("P. 45:81(36) ack 1");
  CHECK(tcp.delivered == 80);
  CHECK(tcp.tcb.rcv.held_count == 0);
}

TEST_CASE("3.4 more holes than can be remembered: the rest is taken again later") {
  Endpoint tcp;
  tcp.establish();
  for (int i = 20; i >= 1; --i) {
    const std::string at = std::to_string(1 + 20 * i);
    tcp.arrives("P. " + at + ":" + std::to_string(11 + 20 * i) + "(10) ack 1");
  }
  CHECK(tcp.tcb.rcv.held_count == kMaxHeld);
  for (int i = 0; i < 60; ++i) {
    const int64_t at = distance(tcp.irs, tcp.tcb.rcv.nxt);
    if (at >= 411) break;
    tcp.arrives("P. " + std::to_string(at) + ":" + std::to_string(at + 10) + "(10) ack 1");
  }
  CHECK(tcp.tcb.rcv.nxt == tcp.irs + 411);
  CHECK(tcp.delivered == 410);
}
