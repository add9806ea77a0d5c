// Captures: blocks, interfaces, times, comments. What Wireshark makes of them is tested in
// tests/interop.
#include <doctest/doctest.h>

#include "sim/base/hash.hpp"
#include "sim/report/pcapng.hpp"
#include "sim/run/builtin.hpp"
#include "sim/wire/packet_bytes.hpp"
#include "tests/report/runs.hpp"

using namespace finwait;

namespace {

struct BlockRead {
  uint32_t type = 0;
  std::string body;
};

uint32_t get32(const std::string& in, size_t at) {
  uint32_t value = 0;
  for (size_t i = 4; i-- > 0;) value = value << 8 | static_cast<unsigned char>(in.at(at + i));
  return value;
}

// Every block, with both its lengths checked.
std::vector<BlockRead> blocks_of(const std::string& file) {
  std::vector<BlockRead> blocks;
  for (size_t at = 0; at < file.size();) {
    const uint32_t length = get32(file, at + 4);
    REQUIRE(length % 4 == 0);
    REQUIRE(at + length <= file.size());
    REQUIRE(get32(file, at + length - 4) == length);
    blocks.push_back({get32(file, at), file.substr(at + 8, length - 12)});
    at += length;
  }
  return blocks;
}

// The comments among the options that begin at `at`.
std::vector<std::string> comments(const std::string& body, size_t at) {
  std::vector<std::string> found;
  while (at + 4 <= body.size()) {
    const uint32_t head = get32(body, at);
    const size_t length = head >> 16;
    if ((head & 0xffff) == 0) break;
    if ((head & 0xffff) == 1) found.push_back(body.substr(at + 4, length));
    at += 4 + (length + 3) / 4 * 4;
  }
  return found;
}

struct PacketRead {
  uint32_t interface = 0;
  uint64_t ns = 0;
  std::string octets;
  std::vector<std::string> comments;
};

std::vector<PacketRead> packets_of(const std::string& file) {
  std::vector<PacketRead> packets;
  for (const BlockRead& block : blocks_of(file)) {
    if (block.type != 6) continue;
    const std::string& b = block.body;
    const size_t length = get32(b, 12);
    packets.push_back({get32(b, 0), uint64_t{get32(b, 4)} << 32 | get32(b, 8), b.substr(20, length),
                       comments(b, 20 + (length + 3) / 4 * 4)});
  }
  return packets;
}

std::string capture(std::string_view name, CapturePoint point = CapturePoint::Senders) {
  return pcapng_octets(run_builtin(name), {"1.2.3", point});
}

bool any_contains(const std::vector<std::string>& texts, const std::string& part) {
  for (const std::string& text : texts)
    if (text.find(part) != std::string::npos) return true;
  return false;
}

}  // namespace

TEST_CASE("pcapng: a section, two interfaces, then each segment as it was sent") {
  for (const BuiltinFile& file : builtin_scenarios()) {
    INFO(std::string(file.name));
    const Simulation run = run_builtin(file.name);
    const std::string octets = pcapng_octets(run, {"1.2.3"});
    const std::vector<BlockRead> blocks = blocks_of(octets);
    REQUIRE(blocks.size() == 3 + run.trace().packets.size());
    CHECK(blocks[0].type == 0x0a0d0d0a);
    CHECK(blocks[1].type == 1);
    CHECK(blocks[2].type == 1);
    const std::vector<PacketRead> packets = packets_of(octets);
    for (size_t i = 0; i < packets.size(); ++i) {
      const Packet& sent = run.trace().packets[i];
      CHECK(packets[i].interface == sent.host);
      CHECK(packets[i].ns == static_cast<uint64_t>(run.trace().record(sent.sent).t.ns));
      const DecodedPacket read = decode_packet(packets[i].octets).take();
      Segment want = sent.segment;
      want.payload = {};
      CHECK(read.segment == want);
      CHECK(read.text == payload_text(run.trace(), run.script(), sent));
      CHECK(read.ip_checksum_right);
      CHECK(read.tcp_checksum_right);
    }
  }
}

TEST_CASE("pcapng: the section says title, seed and hash") {
  const Simulation run = run_builtin("lost-last-ack");
  const std::string section = blocks_of(pcapng_octets(run, {"1.2.3"}))[0].body;
  const std::vector<std::string> texts = comments(section, 16);
  REQUIRE(texts.size() == 1);
  CHECK(texts[0].starts_with("Lost last ACK: why TIME_WAIT lasts 2 MSL\n"));
  CHECK(texts[0].find("\nlost-last-ack, seed 7, " + hash_text(run.hash())) != std::string::npos);
  CHECK(section.find("FinWait 1.2.3") != std::string::npos);
}

TEST_CASE("pcapng: comments carry calls, results, states, and the fate of what was lost") {
  const std::vector<PacketRead> packets = packets_of(capture("lost-last-ack"));
  REQUIRE(packets.size() == 13);
  CHECK(any_contains(packets[0].comments, "0.000 client: connect(server:80)"));
  CHECK(any_contains(packets[0].comments, "0.000 client: CLOSED → SYN_SENT (T"));
  CHECK(any_contains(packets[0].comments, "0.040 server: LISTEN → SYN_RECEIVED (T"));
  CHECK(any_contains(packets[1].comments, "0.080 client: connect → 0"));
  CHECK(any_contains(packets[10].comments, "client: lost (fault)"));
  CHECK(any_contains(packets[11].comments, "0.780 server: retransmission (T"));
  CHECK(any_contains(packets[12].comments, "60.820 client: TIME_WAIT → CLOSED (T"));
}

TEST_CASE("pcapng: every change of a state, call and result stands in a comment, wherever taken") {
  for (const BuiltinFile& file : builtin_scenarios()) {
    const Simulation run = run_builtin(file.name);
    for (const CapturePoint point : {CapturePoint::Senders, CapturePoint::BothEnds,
                                     CapturePoint::FirstHost, CapturePoint::SecondHost}) {
      const CaptureFrames frames = capture_frames(run, point, Language::En);
      size_t notes = frames.notes.size();
      for (const CaptureFrame& frame : frames.frames)
        for (const std::string& note : frame.notes) notes += note.find(" → ") != std::string::npos;
      size_t states = 0;
      for (const Record& r : run.trace().records) states += r.kind == RecordKind::State;
      INFO(std::string(file.name));
      CHECK(notes >= states);
    }
  }
}

TEST_CASE("pcapng: at both ends a lost segment is seen once, any other twice, in order of time") {
  const Simulation run = run_builtin("lost-last-ack");
  const std::string octets = pcapng_octets(run, {"1.2.3", CapturePoint::BothEnds});
  const std::vector<PacketRead> packets = packets_of(octets);
  CHECK(packets.size() == 2 * 13 - 1);
  for (size_t i = 1; i < packets.size(); ++i) CHECK(packets[i - 1].ns <= packets[i].ns);
  // What a capture on one host holds: 12 of the client's 13 segments' ends are there, and so on.
  const size_t client = packets_of(capture("lost-last-ack", CapturePoint::FirstHost)).size();
  const size_t server = packets_of(capture("lost-last-ack", CapturePoint::SecondHost)).size();
  CHECK(client == 13);
  CHECK(server == 12);
}

TEST_CASE("pcapng: a corrupted segment arrives with a wrong checksum, and says so") {
  const Simulation run = run_text(R"(format = 1
title = "t"
hosts.client = { profile = "linux" }
hosts.server = { profile = "linux" }
timeline = [
  { at = "0ms", host = "server", call = "listen", port = 80 },
  { at = "0ms", host = "client", call = "connect", to = "server:80" },
]
faults = [ { do = "corrupt", from = "client", flags = "SYN", nth = 1 } ]
)");
  const std::vector<PacketRead> ends =
      packets_of(pcapng_octets(run, {"1.2.3", CapturePoint::BothEnds}));
  CHECK(decode_packet(ends[0].octets).value().tcp_checksum_right);
  CHECK(!decode_packet(ends[1].octets).value().tcp_checksum_right);
  CHECK(ends[1].interface == 1);
  CHECK(any_contains(ends[1].comments, "bad checksum"));
  const std::vector<PacketRead> senders = packets_of(pcapng_octets(run, {"1.2.3"}));
  CHECK(decode_packet(senders[0].octets).value().tcp_checksum_right);
  CHECK(any_contains(senders[0].comments, "bad checksum"));
}

TEST_CASE("pcapng: a run without segments tells what happened in the section") {
  const Simulation run = run_text(R"(format = 1
title = "t"
hosts.client = { profile = "linux" }
hosts.server = { profile = "linux" }
timeline = [ { at = "0ms", host = "server", call = "listen", port = 80 } ]
)");
  const std::vector<BlockRead> blocks = blocks_of(pcapng_octets(run, {"1.2.3"}));
  REQUIRE(blocks.size() == 3);
  CHECK(any_contains(comments(blocks[0].body, 16), "server: CLOSED → LISTEN"));
}

TEST_CASE("pcapng: the same octets each time") {
  CHECK(capture("lost-last-ack") == capture("lost-last-ack"));
  check_golden("normal-close.pcapng", capture("normal-close"));
}
