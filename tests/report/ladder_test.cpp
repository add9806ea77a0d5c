// The ladder over every built-in scenario: properties that hold for all, and one that is pinned.
#include "sim/report/ladder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "sim/report/describe.hpp"
#include "sim/report/display_width.hpp"
#include "sim/report/verdict.hpp"
#include "sim/run/builtin.hpp"
#include "tests/report/runs.hpp"

using namespace finwait;

namespace {

// The text without escape sequences.
std::string without_colour(const std::string& text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1b')
      i = text.find('m', i);
    else
      out += text[i];
  }
  return out;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// The first line that holds `part`; "" if none does.
std::string line_with(const std::string& text, std::string_view part) {
  for (const std::string& line : lines_of(text))
    if (contains(line, part)) return line;
  return {};
}

std::vector<std::string> words_of(std::string label) {
  std::replace(label.begin(), label.end(), ' ', '\n');
  return lines_of(label);
}

std::string ladder(const Simulation& simulation, int width) {
  return ladder_text(simulation, {width, ColourMode::None, Language::En});
}

}  // namespace

TEST_CASE("ladder: never wider than the terminal, in every language") {
  for (const BuiltinFile& file : builtin_scenarios()) {
    const Simulation run = run_builtin(file.name);
    for (const int width : {40, 60, 80, 100, 120, 200}) {
      for (const Language language : {Language::En, Language::ZhHans, Language::ZhHant}) {
        for (const std::string& line :
             lines_of(ladder_text(run, {width, ColourMode::None, language}))) {
          INFO(std::string(file.name) << " at " << width << ": " << line);
          CHECK(display_width(line) <= std::min(width, kWidestLadder));
        }
      }
    }
  }
}

TEST_CASE("ladder: every segment is there with flags and numbers") {
  for (const BuiltinFile& file : builtin_scenarios()) {
    const Simulation run = run_builtin(file.name);
    for (const int width : {60, 80, 120}) {
      const std::string text = ladder(run, width);
      for (const Packet& packet : run.trace().packets) {
        if (packet.sent == 0) continue;
        // In narrow ladders the label may be broken, but only at its spaces.
        const std::string label = segment_label(packet);
        INFO(std::string(file.name) << " at " << width << ": " << label);
        if (width >= 100) CHECK(contains(text, label));
        for (const std::string& word : words_of(label)) CHECK(contains(text, word));
      }
    }
  }
}

TEST_CASE("ladder: every state change and every call of the timeline is there") {
  const Simulation run = run_builtin("half-close");
  const std::string text = ladder(run, 120);
  for (const Record& r : run.trace().records) {
    if (r.kind == RecordKind::State) CHECK(contains(text, state_name(r.to())));
    if (r.kind == RecordKind::Call) CHECK(contains(text, call_name(r.call())));
  }
}

TEST_CASE("ladder: no escape sequences without colour, and the same text with it") {
  for (const BuiltinFile& file : builtin_scenarios()) {
    INFO(std::string(file.name));
    const Simulation run = run_builtin(file.name);
    const std::string plain = ladder(run, 80);
    CHECK(!contains(plain, "\x1b"));
    for (const ColourMode mode : {ColourMode::Indexed, ColourMode::Truecolour}) {
      const std::string coloured = ladder_text(run, {80, mode, Language::En});
      CHECK(contains(coloured, "\x1b["));
      CHECK(without_colour(coloured) == plain);
    }
  }
}

TEST_CASE("ladder: a title cannot steer the terminal") {
  const Simulation run = run_text(
      "format = 1\ntitle = \"a\\u001b[31m\\nb\"\nsummary = \"c\\u0007\\rd\"\n"
      "hosts.a = {}\nhosts.b = {}\n");
  CHECK(ladder(run, 80).starts_with(" a [31m b\n c  d\n"));
}

TEST_CASE("ladder: times never go back") {
  for (const BuiltinFile& file : builtin_scenarios()) {
    INFO(std::string(file.name));
    const Simulation run = run_builtin(file.name);
    const auto lines = ladder_lines(run.script(), run.trace(), {});
    CHECK(std::is_sorted(lines.begin(), lines.end(),
                         [](const LadderLine& a, const LadderLine& b) { return a.t < b.t; }));
  }
}

TEST_CASE("ladder: a lost segment ends with a cross and its reason, a repeated one is dashed") {
  const std::string text = ladder(run_builtin("lost-last-ack"), 120);
  CHECK(contains(line_with(text, "✗"), "ACK 20 ack 102"));
  CHECK(contains(line_with(text, "✗"), "lost (fault)"));
  CHECK(contains(line_with(text, "(retransmission)"), "╌"));
  CHECK(contains(line_with(text, "(retransmission)"), "FIN,ACK 101 ack 20"));
  CHECK(contains(text, "RTO expires"));
  CHECK(contains(text, "2MSL starts over"));
  CHECK(contains(text, "59.96 s idle"));
}

TEST_CASE("ladder: crossing segments begin and end in rows of their own") {
  const std::string text = ladder(run_builtin("simultaneous-close"), 80);
  const auto lines = lines_of(text);
  const auto fins = std::count_if(lines.begin(), lines.end(),
                                  [](auto& line) { return contains(line, "FIN,ACK 1 ack 1"); });
  CHECK(fins == 3);  // one of the two in two parts
}

TEST_CASE("ladder: a RST is drawn double, a forged segment dotted and says so") {
  CHECK(contains(line_with(ladder(run_builtin("linger-zero"), 80), "RST 11"), "══"));
  const std::string forged = ladder(run_builtin("old-duplicate-syn"), 120);
  CHECK(contains(line_with(forged, "(forged)"), "┈"));
}

TEST_CASE("ladder: what a host sends to itself comes back to it") {
  const std::string text = ladder(run_builtin("self-connect"), 80);
  CHECK(contains(line_with(text, "SYN 0"), "╮"));
  CHECK(contains(line_with(text, "╯"), "◀"));
}

TEST_CASE("ladder: several connections are told apart by port and socket name") {
  const std::string text = ladder(run_builtin("accept-queue-full-linux"), 120);
  CHECK(contains(text, ":5000 SYN 0"));
  CHECK(contains(text, ":5001 SYN 0"));
  CHECK(contains(text, "conn#2 SYN_SENT"));
  CHECK(contains(text, "ignored (T052)"));
}

TEST_CASE("ladder: a call that waited says how long, one that never returned is listed") {
  CHECK(contains(ladder(run_builtin("lost-last-ack"), 80), "connect → 0 (80 ms)"));
  CHECK(contains(ladder(run_builtin("lost-last-ack"), 120), "connect → 0 after 80 ms"));
  CHECK(contains(ladder(run_builtin("accept-queue-full-linux"), 80),
                 "still waiting: client connect(server:80) (0.500 s)"));
}

TEST_CASE("ladder: normal-close at 80 columns is as pinned") {
  const Simulation run = run_builtin("normal-close");
  std::ifstream in(FINWAIT_SOURCE_DIR "/tests/golden/normal-close.txt", std::ios::binary);
  const std::string pinned(std::istreambuf_iterator<char>(in), {});
  Simulation judged = run;
  const std::string text =
      ladder(run, 80) + verdict_text(run, check_expectations(judged), LadderOptions{});
  // When a change is meant: COLUMNS=80 finwait run normal-close > tests/golden/normal-close.txt
  CHECK(text == pinned);
}

TEST_CASE("verdict: a failed expectation says what was expected, what was found, and where") {
  Simulation run = run_builtin("lost-last-ack", {{"network.delay", "41ms"}});
  const auto outcomes = check_expectations(run);
  CHECK(failures(outcomes) > 0);
  const std::string text = verdict_text(run, outcomes, {});
  CHECK(contains(text, "lost-last-ack:31:3: "));
  CHECK(contains(text, "    expected  80ms\n    found     82ms\n"));
  CHECK(contains(text, "SYN_SENT ●"));
  CHECK(contains(text, "expectations failed"));
}

TEST_CASE("verdict: nothing expected, nothing said") {
  const Simulation run = run_builtin("lost-last-ack");
  CHECK(verdict_text(run, {}, {}).empty());
}
