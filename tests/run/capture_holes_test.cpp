// Captures that lack segments, and openings that are seldom seen: what is inferred stays right,
// and nobody is accused of what the capture missed.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "sim/run/builtin.hpp"
#include "sim/run/capture_scenario.hpp"
#include "sim/run/capture_table.hpp"
#include "tests/run/capture_maker.hpp"

using namespace finwait;

namespace {

constexpr size_t kAll = static_cast<size_t>(-1);

Packet packet(bool client, uint8_t ctl, uint32_t seq, uint32_t ack, uint16_t text) {
  Packet p;
  p.from = client ? Address{1, 1000} : Address{2, 80};
  p.to = client ? Address{2, 80} : Address{1, 1000};
  p.segment.ctl = ctl;
  p.segment.seq = {seq};
  p.segment.ack = {ack};
  p.segment.text = text;
  p.segment.wnd = 1000;
  return p;
}

CaptureStory only_story(std::string octets) {
  CaptureTable table(0);
  CaptureFile file(
      [text = std::move(octets), at = size_t{0}](char* out, size_t size) mutable {
        const size_t count = std::min(size, text.size() - at);
        std::copy_n(text.data() + at, count, out);
        at += count;
        return count;
      },
      "c.pcap");
  CHECK(!read_capture(file, table, {}));
  REQUIRE(table.size() == 1);
  return table.story(0);
}

// The only connection of a capture of these segments, all but the one `without`.
CaptureStory story_of(const std::vector<Packet>& packets, size_t without = kAll) {
  std::vector<std::string> octets;
  for (size_t i = 0; i < packets.size(); ++i)
    if (i != without) octets.push_back(ip_packet(packets[i], false));
  return only_story(capture_of(octets));
}

std::string states(const CaptureStory& story, size_t which) {
  std::string out;
  for (const StoryChange& change : story.end(which).changes)
    out += (out.empty() ? "" : " ") + std::string(state_name(change.to));
  return out;
}

std::string fault(const CaptureStory& story) {
  const auto found = story.fault();
  return found ? found->what : "";
}

// A question, an answer; the server closes first.
std::vector<Packet> conversation() {
  return {packet(true, kSyn, 100, 0, 0),          packet(false, kSyn | kAck, 300, 101, 0),
          packet(true, kAck, 101, 301, 0),        packet(true, kPsh | kAck, 101, 301, 7),
          packet(false, kAck, 301, 108, 0),       packet(false, kPsh | kAck, 301, 108, 100),
          packet(true, kAck, 108, 401, 0),        packet(false, kFin | kAck, 401, 108, 0),
          packet(true, kAck, 108, 402, 0),        packet(true, kFin | kAck, 108, 402, 0),
          packet(false, kAck, 402, 109, 0)};
}

constexpr const char* kClient = "SYN_SENT ESTABLISHED CLOSE_WAIT LAST_ACK CLOSED";
constexpr const char* kServer = "SYN_RECEIVED ESTABLISHED FIN_WAIT_1 FIN_WAIT_2 TIME_WAIT";

}  // namespace

TEST_CASE("captures: text may come with the ACK that completes the opening") {
  const CaptureStory story = story_of({packet(true, kSyn, 100, 0, 0),
                                       packet(false, kSyn | kAck, 300, 101, 0),
                                       packet(true, kPsh | kAck, 101, 301, 7)});
  CHECK(fault(story) == "");
  CHECK(states(story, 0) == "SYN_SENT ESTABLISHED");
  CHECK(states(story, 1) == "SYN_RECEIVED ESTABLISHED");
}

TEST_CASE("captures: whichever segment the capture missed, nobody broke a rule") {
  const std::vector<Packet> all = conversation();
  CHECK(states(story_of(all), 0) == kClient);
  CHECK(states(story_of(all), 1) == kServer);
  for (size_t missed = 0; missed < all.size(); ++missed) {
    INFO("segment " << missed);
    const CaptureStory story = story_of(all, missed);
    const bool last_fin = missed == 9;  // nothing that the client sends later tells of it
    CHECK(fault(story) == (last_fin ? "acknowledges 1 octet that was never sent" : ""));
    if (missed == 0 || missed == 7 || missed > 8) continue;  // a SYN, a FIN, the last word
    CHECK(states(story, 0) == kClient);
    CHECK(states(story, 1) == kServer);
    CHECK(story.end(0).lost + story.end(1).lost == 0);
  }
}

TEST_CASE("captures: of an opening without its SYN,ACK the numbers are known, later or at once") {
  std::vector<Packet> all = conversation();
  CHECK(story_of(all, 1).end(1).iss.value == 300);
  std::swap(all[1], all[2]);  // as some network cards hand them over
  const CaptureStory story = story_of(all);
  CHECK(fault(story) == "");
  CHECK(states(story, 0) == kClient);
  CHECK(states(story, 1) == kServer);
}

TEST_CASE("captures: a SYN that comes again may be answered with another number") {
  const CaptureStory story = story_of(
      {packet(true, kSyn, 100, 0, 0), packet(false, kSyn | kAck, 300, 101, 0),
       packet(true, kSyn, 100, 0, 0), packet(false, kSyn | kAck, 200, 101, 0),
       packet(true, kAck, 101, 201, 0), packet(false, kPsh | kAck, 201, 101, 9)});
  CHECK(fault(story) == "");
  CHECK(states(story, 0) == "SYN_SENT ESTABLISHED");
  CHECK(states(story, 1) == "SYN_RECEIVED ESTABLISHED");
  CHECK(story.end(1).text == 9);
  CHECK(story.end(1).again == 0);
}

TEST_CASE("captures: SYNs that cross are answered, not lost and sent again; the story replays") {
  const BuiltinFile* file = find_builtin("simultaneous-open");
  REQUIRE(file != nullptr);
  Simulation simulation(read_scenario(file->text, "simultaneous-open").take());
  simulation.run();
  const CaptureStory story = only_story(capture_of(simulation));
  for (size_t which = 0; which < 2; ++which) {
    CHECK(story.end(which).again == 0);
    CHECK(story.end(which).lost == 0);
  }
  CHECK(story.rtt_ns() == 100'000'000);
  const Scenario again = capture_scenario(story, "again");
  CHECK(again.script.faults.empty());
  CHECK(again.expect.size() == 2);  // the states of both ends come out the same
}

TEST_CASE("captures: two links that share the load lose nothing, a copy on the other counts once") {
  for (const bool copies : {false, true}) {
    CaptureTable table;
    uint32_t number = 0;
    for (const Packet& p : conversation()) {
      const std::string octets = ip_packet(p, false);
      CapturedFrame frame;
      frame.ns = ++number * 1000;
      frame.link = LinkLayer::Raw;
      frame.octets = octets;
      frame.original = static_cast<uint32_t>(octets.size());
      frame.interface = number % 2;
      table.take(frame);
      frame.interface = 1 - number % 2;
      if (copies) table.take(frame);
    }
    CHECK(table.counts().elsewhere == (copies ? number : 0));
    CHECK(table.story(0).packets() == number);
    CHECK(states(table.story(0), 0) == kClient);
    CHECK(states(table.story(0), 1) == kServer);
  }
}
