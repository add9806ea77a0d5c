#include "tests/conformance/kernel_capture.hpp"

#include <algorithm>
#include <cstring>
#include <functional>

#include "sim/run/capture_table.hpp"
#include "tests/conformance/words.hpp"

namespace finwait {
namespace {

// A packet is stamped just before the kernel takes it, or some time after the kernel sent it.
constexpr Duration kBefore = milliseconds(2);
constexpr Duration kAfter = milliseconds(10);
constexpr int64_t kStart = 1000;  // seconds; a capture's times are not negative

void put32(std::string& out, uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(value >> shift & 255);
}

// As tcpdump writes it: pcap with nanoseconds, raw IP.
std::string pcap_of(const std::vector<CapturedPacket>& packets) {
  constexpr uint32_t kNanosecondMagic = 0xa1b23c4d;
  constexpr uint32_t kRawIp = 101;
  std::string out;
  for (uint32_t word : {kNanosecondMagic, 2u | 4u << 16, 0u, 0u, 65535u, kRawIp}) put32(out, word);
  for (const CapturedPacket& packet : packets) {
    const int64_t ns = packet.t.ns + kStart * 1000000000;
    put32(out, static_cast<uint32_t>(ns / 1000000000));
    put32(out, static_cast<uint32_t>(ns % 1000000000));
    put32(out, static_cast<uint32_t>(packet.octets.size()));
    put32(out, static_cast<uint32_t>(packet.octets.size()));
    out.append(packet.octets.begin(), packet.octets.end());
  }
  return out;
}

std::optional<Error> read_all(const std::string& pcap, CaptureTable& table) {
  size_t at = 0;
  const ByteSource source = [&](char* out, size_t size) {
    const size_t octets = std::min(size, pcap.size() - at);
    std::memcpy(out, pcap.data() + at, octets);
    at += octets;
    return octets;
  };
  CaptureFile file(source, "two kernels");
  return read_capture(file, table, [](uint64_t) { return true; });
}

// The states that the stories of a connection, one for each incarnation, give an end in this time.
std::vector<State> states_between(const std::vector<const StoryEnd*>& stories, Time from, Time to) {
  std::vector<State> states{State::Closed};
  for (const StoryEnd* end : stories)
    for (const StoryChange& change : end->changes) {
      const Time t{change.ns - kStart * 1000000000};
      if (t > to) break;
      if (t <= from) states.clear();
      states.push_back(change.to == State::Listen ? State::Closed : change.to);
    }
  return states;
}

// How often each packet had passed a device by some moment.
std::map<std::vector<uint8_t>, int> counts(const std::vector<CapturedPacket>& packets, Time until) {
  std::map<std::vector<uint8_t>, int> out;
  for (const CapturedPacket& packet : packets)
    if (packet.t <= until) ++out[packet.octets];
  return out;
}

uint32_t address_of(const CaptureEnd& end) {
  uint32_t ip = 0;
  for (size_t i = 12; i < 16; ++i) ip = ip << 8 | end.address[i];
  return ip;
}

// The lines of a look at a kernel, for the connections that the capture shows of that host.
class Comparison {
 public:
  // `point`: the host whose device the packets were taken from.
  Comparison(const Case& c, const Observation& kernel, uint8_t host, uint8_t point,
             CaptureTally& tally)
      : case_(c), kernel_(kernel), host_(host), point_(point), tally_(tally) {}

  void run() {
    CaptureTable table;
    if (const auto error = read_all(pcap_of(kernel_.captured[point_]), table)) {
      fail(error->text());
      return;
    }
    if (host_ == point_) ++tally_.captures;
    for (const SeenStates& seen : kernel_.states)
      if (seen.host == host_) look(table, seen);
  }

 private:
  void fail(const std::string& what) {
    ++tally_.wrong;
    const auto& hosts = case_.scenario.script.hosts;
    tally_.differences.push_back(case_.name + ": " + hosts[host_].name + ", captured at " +
                                 hosts[point_].name + ": " + what);
  }

  void look(const CaptureTable& table, const SeenStates& seen) {
    std::map<std::string, std::vector<const StoryEnd*>> connections;
    for (size_t i = 0; i < table.size(); ++i) {
      const CaptureStory& story = table.story(i);
      for (size_t which = 0; which < 2; ++which) {
        const StoryEnd& end = story.end(which);
        if (address_of(end.end) != case_.scenario.script.hosts[host_].address) continue;
        connections[std::to_string(shown_port(case_, end.end.port)) + "-" +
                    std::to_string(shown_port(case_, story.end(1 - which).end.port))]
            .push_back(&end);
      }
    }
    for (const auto& [ports, stories] : connections) compare(seen, ports, stories);
  }

  static std::string real_state(const SeenStates& seen, const std::string& ports) {
    const std::string& states = seen.choices.front();
    const size_t at = states.find(ports + " ");
    if (at == std::string::npos) return "CLOSED";
    const size_t start = at + ports.size() + 1;
    return states.substr(start, states.find(';', start) - start);
  }

  void compare(const SeenStates& seen, const std::string& ports,
               const std::vector<const StoryEnd*>& stories) {
    // What is captured at the other end is early for one direction and late for the other.
    const Duration away = host_ == point_ ? Duration{} : case_.scenario.script.links[0].delay;
    const Time from = seen.began - kBefore - away;
    const Time to = seen.ended + kAfter + away;
    const std::vector<StoryChange>& first = stories.front()->changes;
    if (first.empty() || Time{first[0].ns - kStart * 1000000000} > to) return;  // not yet begun
    const std::string real = real_state(seen, ports);
    std::string told;
    for (State state : states_between(stories, from, to)) {
      if (state_name(state) == real) {
        ++tally_.right;
        return;
      }
      told += (told.empty() ? "" : ", ") + std::string(state_name(state));
    }
    if (host_ != point_ && some_packet_is_lost(seen.ended)) {
      ++tally_.untold;
      return;
    }
    fail("at " + std::to_string(seen.t.ns / 1000000) + " ms " + ports + ": kernel " + real +
         ", capture " + told);
  }

  // Whether a packet that passed one device by this moment never passed the other.
  bool some_packet_is_lost(Time until) const {
    for (uint8_t side = 0; side < 2; ++side) {
      const auto all = counts(kernel_.captured[1 - side], kNever);
      for (const auto& [octets, count] : counts(kernel_.captured[side], until)) {
        const auto other = all.find(octets);
        if (other == all.end() || other->second < count) return true;
      }
    }
    return false;
  }

  const Case& case_;
  const Observation& kernel_;
  uint8_t host_;
  uint8_t point_;
  CaptureTally& tally_;
};

}  // namespace

void judge_captures(const Case& c, const Observation& kernel, CaptureTally& tally) {
  if (!c.pair || !kernel.failure.empty()) return;
  for (uint8_t host = 0; host < 2; ++host)
    for (uint8_t point = 0; point < 2; ++point) Comparison(c, kernel, host, point, tally).run();
}

}  // namespace finwait
