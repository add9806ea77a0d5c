// RFC 9293 3.4: comparison and arithmetic modulo 2^32.
#include "sim/wire/seq_num.hpp"

#include <doctest/doctest.h>

#include "sim/wire/segment.hpp"

using namespace finwait;

TEST_CASE("3.4 sequence numbers are compared around the wrap") {
  const SeqNum last{0xffffffffu};
  const SeqNum first{0};
  CHECK(last < first);
  CHECK(last <= first);
  CHECK(first > last);
  CHECK_FALSE(first < last);
  CHECK(first <= first);
  CHECK(first >= first);
  CHECK_FALSE(first < first);
  CHECK(SeqNum{10} < SeqNum{20});
  CHECK(SeqNum{0xfffffff0u} < SeqNum{0x10});
}

TEST_CASE("3.4 half of the number space apart is neither before nor after") {
  const SeqNum a{5};
  const SeqNum b = a + 0x80000000u;
  CHECK_FALSE(a < b);
  CHECK_FALSE(b < a);
  CHECK(a < a + 0x7fffffffu);
  CHECK_FALSE(a < a + 0x80000001u);
  CHECK(a + 0x80000001u < a);
}

TEST_CASE("3.4 arithmetic wraps") {
  CHECK(SeqNum{0xffffffffu} + 2 == SeqNum{1});
  CHECK(SeqNum{1} - 2 == SeqNum{0xffffffffu});
  CHECK(SeqNum{1} - SeqNum{0xffffffffu} == 2);
  SeqNum n{0xfffffffeu};
  n += 3;
  CHECK(n == SeqNum{1});
  CHECK(distance({0xffffffffu}, {4}) == 5);
  CHECK(distance({4}, {0xffffffffu}) == -5);
  CHECK(later({0xffffffffu}, {4}) == SeqNum{4});
  CHECK(earlier({0xffffffffu}, {4}) == SeqNum{0xffffffffu});
}

TEST_CASE("3.4 windows over the wrap, and empty ones") {
  const SeqNum start{0xfffffffeu};
  CHECK(in_window(start, start, 4));
  CHECK(in_window({1}, start, 4));
  CHECK_FALSE(in_window({2}, start, 4));
  CHECK_FALSE(in_window(start - 1, start, 4));
  CHECK_FALSE(in_window(start, start, 0));
}

TEST_CASE("3.4 SEG.LEN counts SYN and FIN, and nothing else") {
  Segment seg;
  seg.seq = {0xfffffffeu};
  seg.text = 10;
  CHECK(seg.len() == 10);
  seg.ctl = kSyn;
  CHECK(seg.len() == 11);
  CHECK(seg.text_seq() == SeqNum{0xffffffffu});
  seg.ctl = kSyn | kFin | kAck | kRst | kPsh | kUrg;
  CHECK(seg.len() == 12);
  CHECK(seg.end() == SeqNum{10});
  CHECK(seg.has(kSyn | kFin));
  CHECK_FALSE(Segment{}.has(kSyn));
}
