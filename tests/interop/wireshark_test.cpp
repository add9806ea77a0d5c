// Wireshark opens our captures and reads them as we mean them. Runs tshark, two processes in all;
// says so and skips when it is not installed.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <set>
#include <tuple>

#include "sim/base/text.hpp"
#include "sim/report/pcapng.hpp"
#include "sim/run/builtin.hpp"
#include "tests/host/program.hpp"
#include "tests/interop/wireshark.hpp"

using namespace finwait;

namespace {

// A built-in scenario with addresses of its own, so that all can stand in one capture.
struct Run {
  std::string name;
  Simulation simulation;
};

// No built-in one changes octets on their way.
constexpr std::string_view kCorrupting = R"(format = 1
title = "Corrupted segments"
hosts.client = { profile = "linux" }
hosts.server = { profile = "linux" }
timeline = [
  { at = "0ms", host = "server", call = "listen", port = 80 },
  { at = "0ms", host = "client", call = "connect", to = "server:80" },
  { at = "2s", host = "client", call = "send", bytes = 99 },
  { at = "5s", host = "client", call = "close" },
]
faults = [
  { do = "corrupt", from = "client", flags = "SYN", nth = 1 },
  { do = "corrupt", from = "client", len = 99, nth = 1 },
]
)";

Run run_at(std::string_view name, std::string_view text, const std::string& net) {
  const Scenario scenario = read_scenario(text, std::string(name)).take();
  const auto& hosts = scenario.script.hosts;
  const std::vector<Override> overrides = {{"hosts." + hosts[0].name + ".address", net + "1"},
                                           {"hosts." + hosts[1].name + ".address", net + "2"}};
  Simulation simulation(read_scenario(text, std::string(name), overrides).take());
  simulation.run();
  return {std::string(name), std::move(simulation)};
}

std::vector<Run> all_runs() {
  std::vector<Run> runs;
  const auto add = [&](std::string_view name, std::string_view text) {
    runs.push_back(run_at(name, text, "10." + std::to_string(runs.size() + 1) + ".0."));
  };
  for (const BuiltinFile& file : builtin_scenarios()) add(file.name, file.text);
  for (const BuiltinFile& file : builtin_lessons()) add(file.name, file.text);
  add("corrupted-segments", kCorrupting);
  return runs;
}

const std::vector<Run>& runs() {
  static const std::vector<Run> all = all_runs();
  return all;
}

std::vector<TsharkRow> rows_of(CapturePoint point) {
  const ScratchFolder folder;
  std::string octets;
  for (const Run& run : runs()) octets += pcapng_octets(run.simulation, {"test", point});
  folder.write("all.pcapng", octets);
  return run_tshark(folder.path("all.pcapng"));
}

// A frame that Wireshark judges otherwise than we do.
struct Difference {
  std::string scenario;
  size_t frame = 0;  // as Wireshark numbers it, from 1
  Finding finding = Finding::Stream;

  bool operator<(const Difference& o) const {
    return std::tie(scenario, frame, finding) < std::tie(o.scenario, o.frame, o.finding);
  }
  std::string text() const {
    return scenario + " " + std::to_string(frame) + " " + std::string(finding_name(finding));
  }
};

// "7,9,15-16" as numbers.
std::vector<size_t> frame_numbers(const std::string& text) {
  std::vector<size_t> numbers;
  for (const std::string& part : split(text, ',')) {
    const size_t dash = std::min(part.find('-'), part.size());
    const auto first = parse_unsigned(part.substr(0, dash));
    const auto last = dash == part.size() ? first : parse_unsigned(part.substr(dash + 1));
    REQUIRE_MESSAGE((first && last && *first <= *last), text << ": no frames");
    for (uint64_t n = *first; n <= *last; ++n) numbers.push_back(n);
  }
  return numbers;
}

// One line "scenario frames findings".
void add_known(const std::string& line, std::set<Difference>& known) {
  const std::vector<std::string> words = split(line, ' ');
  REQUIRE_MESSAGE(words.size() == 3, line << ": expected scenario, frames and findings");
  for (const size_t frame : frame_numbers(words[1])) {
    for (const std::string& name : split(words[2], ',')) {
      const std::optional<Finding> finding = parse_finding(name);
      REQUIRE_MESSAGE(finding, line << ": no such finding");
      CHECK_MESSAGE(known.insert({words[0], frame, *finding}).second, line << ": listed twice");
    }
  }
}

// The known misreadings, each below its reason.
std::set<Difference> known_misreadings() {
  std::set<Difference> known;
  std::ifstream in(std::string(FINWAIT_SOURCE_DIR) + "/tests/data/wireshark.txt");
  bool reason = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("#")) continue;
    if (line.empty()) {
      reason = false;  // each block has its own
    } else if (line.starts_with("reason: ")) {
      reason = true;
    } else {
      CHECK_MESSAGE(reason, line << ": a misreading without a reason");
      add_known(line, known);
    }
  }
  CHECK(!known.empty());
  return known;
}

// Conversations are numbered through the whole file by Wireshark, per run by us: they agree when
// each of ours is one of theirs, and only that one.
class StreamNames {
 public:
  bool agree(uint32_t ours, uint32_t theirs) {
    const auto [a, new_a] = by_ours_.insert({ours, theirs});
    const auto [b, new_b] = by_theirs_.insert({theirs, ours});
    return a->second == theirs && b->second == ours;
  }

 private:
  std::map<uint32_t, uint32_t> by_ours_;
  std::map<uint32_t, uint32_t> by_theirs_;
};

std::vector<Difference> differences(const Run& run, const TsharkRow* rows) {
  std::vector<Difference> found;
  StreamNames streams;
  std::set<uint32_t> told;  // conversations whose completeness was told
  const std::vector<Judgement> ours = our_judgement(run.simulation.trace());
  for (size_t i = 0; i < ours.size(); ++i) {
    const Judgement theirs = wireshark_judgement(rows[i]);
    for (int f = 0; f < kFindings; ++f) {
      const auto finding = static_cast<Finding>(f);
      const uint32_t a = ours[i][static_cast<size_t>(f)];
      const uint32_t b = theirs[static_cast<size_t>(f)];
      bool same = a == b;
      if (finding == Finding::Stream) same = streams.agree(a, b);
      const uint32_t stream = theirs[static_cast<size_t>(Finding::Stream)];
      if (finding == Finding::Completeness) same = same || !told.insert(stream).second;
      if (!same) found.push_back({run.name, i + 1, finding});
    }
  }
  return found;
}

const std::vector<TsharkRow>& senders() {
  static const std::vector<TsharkRow> rows = rows_of(CapturePoint::Senders);
  return rows;
}

}  // namespace

TEST_CASE("Wireshark: every frame of every built-in scenario is whole, TCP, with right checksums") {
  size_t packets = 0;
  for (const Run& run : runs()) packets += run.simulation.trace().packets.size();
  REQUIRE(senders().size() == packets);
  for (const TsharkRow& row : senders()) {
    INFO("frame " << row.at("frame.number") << ": " << row.at("frame.comment"));
    CHECK(wireshark_complaint(row) == "");
  }
}

TEST_CASE("Wireshark: its analysis agrees with the trace, but for its known misreadings") {
  std::set<Difference> known = known_misreadings();
  size_t first = 0;
  for (const Run& run : runs()) {
    const size_t packets = run.simulation.trace().packets.size();
    REQUIRE(first + packets <= senders().size());
    for (const Difference& d : differences(run, senders().data() + first))
      if (known.erase(d) == 0)
        FAIL_CHECK("Wireshark says otherwise, and tests/data/wireshark.txt has no reason for it: "
                   << d.text());
    first += packets;
  }
  for (const Difference& d : known)
    FAIL_CHECK("tests/data/wireshark.txt: this is no difference any more: " << d.text());
}

TEST_CASE("Wireshark: at both ends, only what was corrupted on its way has a wrong checksum") {
  const std::vector<TsharkRow> rows = rows_of(CapturePoint::BothEnds);
  size_t row = 0;
  size_t corrupted = 0;
  for (const Run& run : runs()) {
    const CaptureFrames frames =
        capture_frames(run.simulation, CapturePoint::BothEnds, Language::En);
    for (const CaptureFrame& frame : frames.frames) {
      REQUIRE(row < rows.size());
      INFO(run.name << ", frame " << rows[row].at("frame.number"));
      CHECK(wireshark_complaint(rows[row]) == (frame.corrupt ? "bad TCP checksum" : ""));
      CHECK(rows[row].at("frame.interface_name") == run.simulation.script().hosts[frame.host].name);
      corrupted += frame.corrupt;
      ++row;
    }
  }
  CHECK(row == rows.size());
  CHECK(corrupted >= 2);
}

int main(int argc, char** argv) {
  if (!tshark_is_installed()) {
    std::puts("skipped: tshark is not installed");
    return 5;
  }
  doctest::Context context(argc, argv);
  return context.run();
}
