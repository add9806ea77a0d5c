// The octets of packets: checksums, options, and that reading gives back what was written.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "sim/base/random.hpp"
#include "sim/wire/packet_bytes.hpp"

using namespace finwait;

namespace {

std::string octets(std::initializer_list<int> values) {
  std::string out;
  for (int value : values) out += static_cast<char>(value);
  return out;
}

constexpr PacketHeader kHeader = {0x0a000001, 0x0a000002, 32768, 80, 7, 64};

// Every set of options, with values at their limits.
std::vector<Options> all_options() {
  std::vector<Options> all;
  for (int i = 0; i < 16; ++i) {
    Options o;
    if (i & 1) o.mss = i & 2 ? 65535 : 1;
    if (i & 2) o.window_scale = i & 4 ? 15 : 1;
    o.sack_permitted = (i & 4) != 0;
    if (i & 8) o.timestamps = true, o.ts_value = 0xfffffffe, o.ts_echo = i & 1 ? 0 : 0x12345678;
    o.sack_count = static_cast<uint8_t>(i % 3);
    for (uint32_t b = 0; b < o.sack_count; ++b)
      o.sack[b] = {SeqNum{0xfffffff0 + 64 * b}, SeqNum{32 + 64 * b}};
    all.push_back(o);
  }
  return all;
}

void check_round_trip(const PacketHeader& header, const Segment& segment, const std::string& text) {
  const std::string packet = encode_packet(header, segment, text);
  CHECK(packet.size() % 4 == text.size() % 4);
  const Result<DecodedPacket> read = decode_packet(packet);
  REQUIRE(read.ok());
  CHECK(read.value().header == header);
  CHECK(read.value().segment == segment);
  CHECK(read.value().text == text);
  CHECK(read.value().whole);
  CHECK(read.value().ip_checksum_right);
  CHECK(read.value().tcp_checksum_right);
  CHECK(read.value().options_right);
}

}  // namespace

TEST_CASE("RFC 1071: the checksum of its example, of odd lengths, and of a whole with its sum") {
  const std::string example = octets({0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7});
  CHECK(internet_checksum(example) == 0x220d);
  CHECK(internet_checksum(example + octets({0x22, 0x0d})) == 0);
  CHECK(internet_checksum(octets({0x12})) == 0xedff);
  CHECK(internet_checksum("") == 0xffff);
}

TEST_CASE("a packet: every octet of a known SYN") {
  Segment syn;
  syn.seq = {100};
  syn.ctl = kSyn;
  syn.wnd = 0xfaf0;
  syn.options = {.mss = 1460, .window_scale = 8, .sack_permitted = true, .timestamps = true,
                 .ts_value = 1};
  CHECK(encode_packet(kHeader, syn, "") ==
        octets({0x45, 0x00, 0x00, 0x3c, 0x00, 0x07, 0x40, 0x00, 0x40, 0x06, 0x26, 0xb3,  // IPv4
                0x0a, 0x00, 0x00, 0x01, 0x0a, 0x00, 0x00, 0x02,                          //
                0x80, 0x00, 0x00, 0x50, 0x00, 0x00, 0x00, 0x64, 0x00, 0x00, 0x00, 0x00,  // TCP
                0xa0, 0x02, 0xfa, 0xf0, 0xb8, 0x57, 0x00, 0x00,                          //
                0x02, 0x04, 0x05, 0xb4, 0x04, 0x02, 0x08, 0x0a, 0x00, 0x00, 0x00, 0x01,  // options
                0x00, 0x00, 0x00, 0x00, 0x01, 0x03, 0x03, 0x07}));
}

TEST_CASE("a packet: what is read is what was written, for all flags and options") {
  Xoshiro256 draw(5);
  for (const Options& options : all_options()) {
    for (int ctl = 0; ctl <= kAllCtl; ++ctl) {
      Segment s;
      s.seq = {static_cast<uint32_t>(draw.next())};
      s.ack = {static_cast<uint32_t>(draw.next())};
      s.wnd = static_cast<uint16_t>(draw.next());
      s.up = static_cast<uint16_t>(draw.next());
      s.text = static_cast<uint16_t>(draw.next() % 20);
      s.ctl = static_cast<uint8_t>(ctl);
      s.options = options;
      std::string text;
      for (int i = 0; i < s.text; ++i) text += static_cast<char>(draw.next());
      PacketHeader h = kHeader;
      h.source = static_cast<uint32_t>(draw.next());
      h.identification = static_cast<uint16_t>(draw.next());
      check_round_trip(h, s, text);
    }
  }
}

TEST_CASE("a packet: longer than IPv4 can say is written as offloaded") {
  Segment s;
  s.text = 65535;
  s.ctl = kAck;
  check_round_trip(kHeader, s, std::string(65535, 'x'));
}

TEST_CASE("a packet: each single changed bit is noticed by a checksum or a header check") {
  Segment s;
  s.ctl = kAck | kPsh;
  s.text = 3;
  s.options.timestamps = true;
  const std::string packet = encode_packet(kHeader, s, "abc");
  for (size_t bit = 0; bit < packet.size() * 8; ++bit) {
    std::string changed = packet;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ 1 << bit % 8);
    const Result<DecodedPacket> read = decode_packet(changed);
    INFO("bit " << bit);
    const bool passed = read.ok() && read.value().whole && read.value().ip_checksum_right &&
                        read.value().tcp_checksum_right;
    CHECK(!passed);
  }
}

TEST_CASE("a corrupted packet: only TCP's checksum is wrong, all else can be read") {
  for (const char* text : {"", "abc"}) {
    Segment s;
    s.seq = {77};
    s.ctl = kAck;
    s.text = static_cast<uint16_t>(std::string_view(text).size());
    std::string packet = encode_packet(kHeader, s, text);
    corrupt_packet(packet);
    const Result<DecodedPacket> read = decode_packet(packet);
    REQUIRE(read.ok());
    CHECK(read.value().segment == s);
    CHECK(read.value().ip_checksum_right);
    CHECK(!read.value().tcp_checksum_right);
  }
}

TEST_CASE("decoding: what is cut off, padded, foreign or nonsense") {
  Segment s;
  s.ctl = kAck;
  s.text = 4;
  const std::string packet = encode_packet(kHeader, s, "abcd");
  const auto error = [](const std::string& in) { return decode_packet(in).error().message; };
  for (size_t length = 0; length < 40; ++length) CHECK(!decode_packet(packet.substr(0, length)));
  const std::string cut = packet.substr(0, 42);
  const DecodedPacket short_one = decode_packet(cut).take();
  CHECK(short_one.text == "ab");
  CHECK(!short_one.whole);
  CHECK(short_one.segment.text == 4);
  CHECK(decode_packet(packet + std::string(6, '\0')).value().text == "abcd");  // Ethernet's padding

  std::string other = packet;
  other[0] = 0x65;
  CHECK(error(other) == "expected IPv4, found version 6");
  other = packet;
  other[9] = 17;
  CHECK(error(other) == "expected protocol 6 (TCP), found protocol 17");
  other = packet;
  other[6] = 0x20;
  CHECK(error(other) == "expected a whole packet, found a fragment");
}

TEST_CASE("decoding: unknown options are skipped, impossible lengths end the list") {
  Segment s;
  s.ctl = kAck;
  s.options.timestamps = true;
  const std::string packet = encode_packet(kHeader, s, "");
  std::string echo = packet;  // NOP NOP timestamps (10) becomes kind 6 with 10 octets
  echo[42] = 6;
  CHECK(decode_packet(echo).value().options_right);
  CHECK(decode_packet(echo).value().segment.options == Options{});
  for (char length : {0, 1, 11, 127}) {
    std::string bad = packet;
    bad[43] = length;
    CHECK(!decode_packet(bad).value().options_right);
  }
  std::string ended = packet;
  ended[40] = 0;
  CHECK(decode_packet(ended).value().options_right);
  CHECK(!decode_packet(ended).value().segment.options.timestamps);
}
