// Durations, ratios, numbers, suggestions and printable text.
#include "sim/base/text.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>

#include "sim/base/hash.hpp"
#include "sim/base/result.hpp"

using namespace finwait;

TEST_CASE("durations: a number and a unit") {
  CHECK(parse_duration("40ms") == milliseconds(40));
  CHECK(parse_duration("1.5s") == milliseconds(1500));
  CHECK(parse_duration("250us") == microseconds(250));
  CHECK(parse_duration("2m") == seconds(120));
  CHECK(parse_duration("1h") == seconds(3600));
  CHECK(parse_duration("10ns") == nanoseconds(10));
  CHECK(parse_duration("0s") == Duration{});
  CHECK(parse_duration("0.000000001s") == nanoseconds(1));
  CHECK(parse_duration("150.000000001s") == nanoseconds(150000000001));
  CHECK(parse_duration("0.5h") == seconds(1800));
  CHECK(parse_duration("1.000000001m") == nanoseconds(60000000060));
  CHECK_FALSE(parse_duration("1.0000000001s").has_value());
  CHECK(parse_duration("876000h") == seconds(int64_t{876000} * 3600));
}

TEST_CASE("durations: what is none") {
  for (const char* text : {"", "40", "ms", "40 ms", "-1s", "+1s", "1e3s", "1,5s", "1.s", ".5s ",
                           "1..5s", "0.0000000001s", "0.5ns", "1S", "1sec", "99999999999999999h",
                           "900000000h", "1.5.5s", "١s"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_duration(text).has_value());
  }
}

TEST_CASE("durations: the shortest exact form, read back") {
  CHECK(duration_text(milliseconds(40)) == "40ms");
  CHECK(duration_text(milliseconds(1500)) == "1.5s");
  CHECK(duration_text(microseconds(1500)) == "1.5ms");
  CHECK(duration_text(nanoseconds(1)) == "1ns");
  CHECK(duration_text({}) == "0ms");
  CHECK(duration_text(seconds(240)) == "240s");
  for (const int64_t ns : {int64_t{1}, int64_t{999}, int64_t{1000}, int64_t{1234567},
                           int64_t{999999999}, int64_t{1000000001}, kMaxDuration.ns})
    CHECK(parse_duration(duration_text({ns})) == Duration{ns});
}

TEST_CASE("instants: seconds with as many decimals as they need") {
  CHECK(seconds_text({}) == "0.000");
  CHECK(seconds_text({850000000}) == "0.850");
  CHECK(seconds_text({1000001000}) == "1.000001");
  CHECK(seconds_text({3}) == "0.000000003");
  CHECK(seconds_text({int64_t{3600} * 1000000000}) == "3600.000");
}

TEST_CASE("ratios: exact, between 0 and 1") {
  CHECK(parse_ratio("0") == Ratio{0, 1});
  CHECK(parse_ratio("1") == Ratio{1, 1});
  CHECK(parse_ratio("3%") == Ratio{3, 100});
  CHECK(parse_ratio("2.5%") == Ratio{25, 1000});
  CHECK(parse_ratio("0.25") == Ratio{25, 100});
  CHECK(parse_ratio("1/250") == Ratio{1, 250});
  CHECK(parse_ratio("100%") == Ratio{100, 100});
  for (const char* text : {"", "%", "101%", "2", "-1%", "3/2", "1/0", "1/", "/2", "1 / 2", "0.1.2",
                           "5 %", "1e-3", "1/99999999999"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_ratio(text).has_value());
  }
  CHECK(ratio_text({3, 100}) == "3%");
  CHECK(ratio_text({25, 1000}) == "2.5%");
  CHECK(ratio_text({1, 3}) == "1/3");
  CHECK(ratio_text({0, 7}) == "0");
}

TEST_CASE("numbers without a sign") {
  CHECK(parse_unsigned("0") == 0u);
  CHECK(parse_unsigned("18446744073709551") == 18446744073709551u);
  for (const char* text : {"", "-1", "+1", " 1", "1 ", "0x1", "1.0", "99999999999999999999"})
    CHECK_FALSE(parse_unsigned(text).has_value());
}

TEST_CASE("did you mean: slips of the finger, and nothing far-fetched") {
  constexpr std::array<std::string_view, 4> kNames = {"connect", "close", "shutdown", "send"};
  CHECK(did_you_mean("conect", kNames) == "connect");
  CHECK(did_you_mean("cloes", kNames) == "close");
  CHECK(did_you_mean("SHUTDOWN", kNames) == "shutdown");
  CHECK(did_you_mean("snd", kNames) == "send");
  CHECK_FALSE(did_you_mean("xyzzy", kNames).has_value());
  CHECK_FALSE(did_you_mean("", kNames).has_value());
  CHECK_FALSE(did_you_mean(std::string(100, 'c'), kNames).has_value());
  CHECK(suggestion("conect", kNames) == ", did you mean 'connect'?");
  CHECK(suggestion("xyzzy", kNames).empty());
}

TEST_CASE("base64: the vectors of RFC 4648") {
  CHECK(base64("").empty());
  CHECK(base64("f") == "Zg==");
  CHECK(base64("fo") == "Zm8=");
  CHECK(base64("foo") == "Zm9v");
  CHECK(base64("foobar") == "Zm9vYmFy");
  CHECK(base64(std::string("\xff\x00\x80", 3)) == "/wCA");
}

TEST_CASE("base64: reads what it writes, and nothing else") {
  for (std::string_view text : {"", "f", "fo", "foo", "foob", "fooba", "foobar", "\xff\x01\x80"})
    CHECK(parse_base64(base64(text)) == text);
  for (std::string_view bad : {"Zg", "Zg=", "Zm9v!A==", "=Zg=", "Z===", "====", "Zm 9"})
    CHECK_MESSAGE(!parse_base64(bad), bad);
}

TEST_CASE("UTF-8: whole characters in their shortest form, no surrogates, no zero octets") {
  for (std::string_view good : {"", "GET / HTTP/1.0\r\n", "\u00fc", "\u6f22", "\xf0\x9f\x98\x80"})
    CHECK_MESSAGE(is_utf8(good), good);
  const std::string zero("a\0b", 3);
  CHECK_FALSE(is_utf8(zero));
  for (std::string_view bad : {"\xff", "\x80", "\xc0\x80", "\xe6\xbc", "\xed\xa0\x80",
                               "\xf5\x80\x80\x80", "\xc3", "\xe0\x80\x80"})
    CHECK_FALSE(is_utf8(bad));
}

TEST_CASE("printable text") {
  CHECK(printable("GET /\r\n", 20) == "GET /\\r\\n");
  CHECK(printable(std::string("\0\x7f\\\t", 4), 20) == "\\x00\\x7f\\\\\\t");
  CHECK(printable("abcdef", 3) == "abc...");
  CHECK(printable("abc", 3) == "abc");
}

TEST_CASE("errors say where, as far as it is known") {
  CHECK(Error{"a.toml", 3, 7, "expected x"}.text() == "a.toml:3:7: expected x");
  CHECK(Error{"a.toml", 0, 0, "is empty"}.text() == "a.toml: is empty");
  CHECK(Error{"", 0, 0, "what"}.text() == "finwait: what");
}

TEST_CASE("hash: pinned, so that it is the same on every build") {
  RunningHash hash;
  CHECK(hash_text(hash.value()) == "h1:a646369096e8fc54");
  hash.fold(1);
  hash.fold(2);
  CHECK(hash_text(hash.value()) == "h1:9b09d8775f50f5b9");
  RunningHash other;
  other.fold(2);
  other.fold(1);
  CHECK(other.value() != hash.value());  // order counts
  CHECK(hash_text(0) == "h1:0000000000000000");
  CHECK(hash_text(0xfedcba9876543210u) == "h1:fedcba9876543210");
}
