#include "sim/run/near_miss.hpp"

#include <doctest/doctest.h>

#include <string>

#include "sim/run/builtin.hpp"
#include "sim/wire/notation.hpp"

namespace finwait {
namespace {

Simulation played(const std::string& name) {
  const BuiltinFile* file = find_builtin(name);
  REQUIRE(file != nullptr);
  Simulation simulation(read_scenario(file->text, name).take());
  simulation.run();
  return simulation;
}

constexpr std::array<std::string_view, kChanges> kNames = {
    "unread", "nothing unread", "linger zero", "linger off", "gone", "exact",
    "ahead",  "FIN acked",      "FIN not acked", "user gone", "user reads"};

// "gone: RST, CLOSED": every near miss of a run, one per line behind the step's time in ms.
std::string all(const std::string& name) {
  Simulation simulation = played(name);
  const Trace& trace = simulation.trace();
  std::string text;
  for (uint64_t step = 1; step < trace.step_ends.size(); ++step) {
    simulation.seek(step - 1);
    for (const NearMiss& miss : near_misses(simulation.world(), trace)) {
      const Record& first = trace.record(trace.step_ends[step - 1] + 1);
      text += std::to_string(first.t.ns / 1000000) + " " + (miss.host == 0 ? "A " : "B ");
      text += std::string(kNames[static_cast<size_t>(miss.change)]) + ":";
      for (const Segment& seg : miss.would.sent) text += " " + std::string(flag_names(seg.ctl));
      text += " " + std::string(state_name(miss.would.after)) + "\n";
    }
  }
  return text;
}

}  // namespace

TEST_CASE("near miss, RFC 9293 3.6.1: without TIME_WAIT the FIN that comes again gets a reset") {
  const std::string text = all("lost-last-ack");
  CHECK(text.find("820 A gone: RST CLOSED\n") != std::string::npos);
  // With an octet unread, Linux answers close() with a reset; SO_LINGER 0 does it always.
  CHECK(text.find("500 B unread: RST,ACK CLOSED\n") != std::string::npos);
  CHECK(text.find("500 B linger zero: RST,ACK CLOSED\n") != std::string::npos);
}

TEST_CASE("near miss: what that reset would have told the other end's program") {
  const auto peer_of = [](const std::string& text) {
    Simulation simulation(read_scenario(text, "t").take());
    simulation.run();
    const Trace& trace = simulation.trace();
    std::optional<PeerReset> peer;
    for (uint64_t step = 1; step < trace.step_ends.size(); ++step) {
      simulation.seek(step - 1);
      for (const NearMiss& miss : near_misses(simulation.world(), trace))
        if (miss.change == Change::Gone) peer = miss.peer;
    }
    return peer;
  };
  std::string text(find_builtin("lost-last-ack")->text);
  const std::optional<PeerReset> closed = peer_of(text);
  REQUIRE(closed.has_value());
  CHECK(closed->host == 1);
  CHECK(closed->in == State::LastAck);
  CHECK(closed->told == Errno::Ok);  // its descriptor is gone
  const size_t expect = text.find("\nexpect = [");
  REQUIRE(expect != std::string::npos);
  text.resize(expect);
  const size_t close = text.rfind("call = \"close\"");
  REQUIRE(close != std::string::npos);
  text.replace(close, 14, "call = \"shutdown\", how = \"SHUT_WR\"");
  const std::optional<PeerReset> open = peer_of(text);
  REQUIRE(open.has_value());
  CHECK(open->told == Errno::EConnReset);
}

TEST_CASE("near miss: SO_LINGER with 0 s aborts; without it the close is orderly") {
  const std::string text = all("linger-zero");
  INFO(text);
  CHECK(text.find("linger off: FIN,ACK FIN_WAIT_1\n") != std::string::npos);
  CHECK(text.find("linger zero") == std::string::npos);
}

TEST_CASE("near miss, RFC 9293 3.10.7.4: FIN_WAIT_1 and a FIN, with and without our ACK") {
  const std::string text = all("simultaneous-close");
  INFO(text);
  CHECK(text.find("FIN acked: ACK TIME_WAIT\n") != std::string::npos);
}

TEST_CASE("near miss: asking changes nothing, in every scenario") {
  size_t found = 0;
  for (const BuiltinFile& file : builtin_scenarios()) {
    Simulation simulation = played(std::string(file.name));
    const uint64_t hash = simulation.hash();
    const uint64_t last = simulation.trace().step_ends.size();
    for (uint64_t step = 0; step < std::min<uint64_t>(last, 400); ++step) {
      simulation.seek(step);
      const World before = simulation.world();
      const auto misses = near_misses(before, simulation.trace());
      found += misses.size();
      REQUIRE(before == simulation.world());
    }
    simulation.run();
    CHECK(simulation.hash() == hash);
  }
  CHECK(found > 100);
}

}  // namespace finwait
