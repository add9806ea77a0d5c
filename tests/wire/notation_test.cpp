// packetdrill's notation: there and back, and what is wrong with what is wrong.
#include "sim/wire/notation.hpp"

#include <doctest/doctest.h>

#include <string>

#include "sim/wire/segment.hpp"

using namespace finwait;

TEST_CASE("notation: what is read is what is written") {
  for (const char* text : {
           "S 0:0(0)",
           "S. 0:0(0) ack 1 win 65535 <mss 1460>",
           ". 1:1(0) ack 1",
           "P. 1:11(10) ack 1 win 0",
           "FP. -9:1(10) ack 5",
           "R 4294967295:4294967295(0)",
           "- 0:0(0) win 5",
           "SFRPU. 1:3(2) ack 1 urg 7",
           "S 0:0(0) win 1 <mss 536,sackOK,TS val 4294967295 ecr 0,wscale 14>",
           "S 0:0(0) <wscale 0>",
           ". 1:1(0) ack 1 <sack 1001:2001>",
           ". 1:1(0) ack -5 <TS val 1 ecr 2,sack 31:41 21:22 -4:11>",
           ". 1:1(0) ack 1 <sack 1:2 3:4 5:6 7:8>",
           ". 1:1(0) ack 1 <sack 5:5 9:2>",  // nonsense can be forged
       }) {
    CAPTURE(text);
    const auto read = parse_segment(text);
    REQUIRE(read.ok());
    CHECK(segment_text(read.value(), true, true) == text);
  }
}

TEST_CASE("notation: every set of flags has its letters and names") {
  for (int bits = 0; bits <= kAllCtl; ++bits) {
    const auto ctl = static_cast<uint8_t>(bits);
    CHECK(parse_flag_letters(flag_letters(ctl)) == ctl);
    CHECK(parse_flag_names(flag_names(ctl)) == ctl);
  }
  CHECK(flag_names(kSyn | kAck) == "SYN,ACK");
  CHECK(flag_letters(kFin | kPsh | kAck) == "FP.");
  CHECK(parse_flag_names("ack,fin") == uint8_t{kFin | kAck});
  for (const char* text : {"", "SYM", "SYN,", ",SYN", "SYN ACK"})
    CHECK_FALSE(parse_flag_names(text).has_value());
  for (const char* text : {"", "SS", "A", "s", "S-"})
    CHECK_FALSE(parse_flag_letters(text).has_value());
}

TEST_CASE("notation: options in any order, nop and eol are skipped, ... is anything") {
  const auto read = parse_segment("S 0:0(0) <wscale 7,nop,mss 1460,nop,nop,sackOK,eol>");
  REQUIRE(read.ok());
  CHECK(read.value().options.mss == 1460);
  CHECK(read.value().options.window_scale == 8);
  CHECK(read.value().options.sack_permitted);
  CHECK_FALSE(read.value().any_options);
  CHECK(parse_segment("S 0:0(0) <...>").value().any_options);
  CHECK(parse_segment("S 0:0(0)").value().any_options);
  CHECK_FALSE(parse_segment("S 0:0(0) <>").value().any_options);
}

TEST_CASE("notation: one clear error, at its column") {
  const auto message = [](const char* text) {
    const auto read = parse_segment(text);
    REQUIRE_FALSE(read.ok());
    return std::to_string(read.error().column) + ": " + read.error().message;
  };
  CHECK(message("X 0:0(0)") ==
        "1: expected flags (letters of S F R P U ., or - for none), found 'X'");
  CHECK(message("S 0:5(0)") ==
        "9: expected seq:end(length) with end = seq + length, found 0:5(0)");
  CHECK(message(". 0:0(0)") == "1: expected 'ack N' because the flag '.' is set");
  CHECK(message("S 0:0(0) ack 1") == "1: expected the flag '.' with 'ack N'");
  CHECK(message("S 0-0(0)") == "4: expected ':', found '-0(0)'");
  CHECK(message("S 0:0(0) win 70000") ==
        "14: expected a number from 0 to 65535, found '70000'");
  CHECK(message("S 0:0(0) <mss 0>").starts_with("15: expected a number from 1 to 65535"));
  CHECK(message("S 0:0(0) <mess 1>").find("found 'mess'") != std::string::npos);
  for (const char* text : {"", " ", "S", "S 0", "S 0:", "S 0:0", "S 0:0(", "S 0:0(0", "S 0:0(0) x",
                           ". 0:0(0) ack 1 <sack>", ". 0:0(0) ack 1 <sack 5>",
                           ". 0:0(0) ack 1 <sack 1:2 3:4 5:6 7:8 9:10>",
                           "S 0:0(0) <mss 1460", "S 99999999999:0(0)", "S 0:99999999999(0)"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_segment(text).ok());
  }
}
