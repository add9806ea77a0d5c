// Runs as packetdrill scripts: whatever is written for an end must play against that end's system,
// and must fail when it is not what that end does.
#include <doctest/doctest.h>

#include <string>

#include "sim/explore/random_world.hpp"
#include "sim/report/packetdrill_writer.hpp"
#include "sim/run/builtin.hpp"
#include "sim/run/expectations.hpp"
#include "sim/run/expected_segments.hpp"
#include "sim/run/packetdrill_run.hpp"
#include "sim/run/packetdrill_scenario.hpp"
#include "tests/report/runs.hpp"

using namespace finwait;

namespace {

DrillRun play(const WrittenDrill& written, const std::string& text) {
  const Result<DrillScript> script = read_packetdrill(text, "s.pkt");
  REQUIRE_MESSAGE(script.ok(), script.error().text() << "\n" << text);
  DrillOptions options;
  options.profile = written.profile;
  options.settings = written.settings;
  Result<DrillRun> run = run_packetdrill(script.value(), options);
  REQUIRE_MESSAGE(run.ok(), run.error().text() << "\n" << text);
  return run.take();
}

// The last event that begins with `mark`, changed by `change`.
template <class Change>
std::string with_last(const std::string& text, const std::string& mark, Change change) {
  const size_t at = text.rfind(mark);
  return at == std::string::npos ? std::string() : text.substr(0, at) + change(text.substr(at));
}

// Another flag on the last segment that is expected; "" when none is.
std::string other_flag(const std::string& text) {
  return with_last(text, " > ", [](std::string rest) {
    const size_t end = rest.find(' ', 3);
    const size_t push = rest.substr(0, end).find('P');
    return push == std::string::npos ? rest.insert(3, "P") : rest.erase(push, 1);
  });
}

// Another state in the last assert; "" when there is none.
std::string other_state(const std::string& text) {
  return with_last(text, "== TCP_", [](std::string rest) {
    return "== TCP_LISTEN" + rest.substr(rest.find(" }%"));
  });
}

// Another result of the last call.
std::string other_result(const std::string& text) {
  return with_last(text, ") = ", [](const std::string&) { return std::string(") = 77\n"); });
}

// All segments of a run.
std::vector<std::string> sent(const Trace& trace, const Script& script) {
  std::vector<std::string> out;
  for (const Packet& packet : trace.packets)
    if (packet.sent != 0) out.push_back(sent_text(script, packet, true, false));
  return out;
}

std::string end_name(const BuiltinFile& file, const Simulation& run, uint8_t host) {
  return std::string(file.name) + ", " + run.script().hosts[host].name;
}

}  // namespace

TEST_CASE("packetdrill scripts: each end of every built-in scenario plays; a changed one fails") {
  std::string left_out;
  std::vector<BuiltinFile> files(builtin_scenarios().begin(), builtin_scenarios().end());
  files.insert(files.end(), builtin_lessons().begin(), builtin_lessons().end());
  for (const BuiltinFile& file : files) {
    const Simulation run = run_builtin(file.name);
    for (uint8_t host = 0; host < 2; ++host) {
      const std::string name = end_name(file, run, host);
      const Result<WrittenDrill> result = write_drill(run, {host, 1});
      if (!result) {
        left_out += name + ": " + result.error().message + "\n";
        continue;
      }
      const WrittenDrill& written = result.value();
      for (const std::string& what : written.left_out) left_out += name + ": " + what + "\n";
      INFO(name << "\n" << written.text);
      const DrillRun played = play(written, written.text);
      CHECK_MESSAGE(played.error.empty(), played.error);
      CHECK(played.verdict == DrillRun::Verdict::Passed);
      CHECK(played.notes.empty());
      const std::string flag = other_flag(written.text);
      const std::string state = other_state(written.text);
      if (flag.empty() && state.empty())
        CHECK(play(written, other_result(written.text)).verdict == DrillRun::Verdict::Failed);
      if (!flag.empty()) CHECK(play(written, flag).verdict == DrillRun::Verdict::Failed);
      if (!state.empty()) CHECK(play(written, state).verdict == DrillRun::Verdict::Failed);
    }
  }
  check_golden("packetdrill-left-out.txt", left_out);
}

TEST_CASE("packetdrill scripts: both ends of a lost last ACK, as they are written") {
  const Simulation run = run_builtin("lost-last-ack");
  check_golden("lost-last-ack-client.pkt", write_drill(run, {0, 1}).value().text);
  check_golden("lost-last-ack-server.pkt", write_drill(run, {1, 1}).value().text);
}

TEST_CASE("packetdrill scripts: one that was played becomes a scenario that replays it") {
  for (const char* name : {"lost-last-ack", "normal-close", "zero-window", "half-close",
                           "selective-acknowledgment", "connect-timeout-linux"}) {
    const Simulation run = run_builtin(name);
    for (uint8_t host = 0; host < 2; ++host) {
      const WrittenDrill written = write_drill(run, {host, 1}).value();
      const DrillRun played = play(written, written.text);
      const Scenario scenario = packetdrill_scenario(played, name).value();
      Simulation again = run_text(write_scenario(scenario));
      INFO(name << " " << int{host} << "\n" << write_scenario(scenario));
      const std::vector<Outcome> outcomes = check_expectations(again);
      CHECK(outcomes.size() >= 3);
      for (const Outcome& o : outcomes) CHECK_MESSAGE(o.ok, o.expected << " / " << o.found);
      CHECK(sent(again.trace(), again.script()) == sent(played.trace, played.scenario.script));
    }
  }
}

TEST_CASE("packetdrill scripts: a title of several lines stays in its comment") {
  const Simulation run = run_text(
      "format = 1\ntitle = \"x\\n0 close(3) = 0\"\nhosts.a = {}\nhosts.b = {}\ntimeline = [\n"
      "  { at = \"0ms\", host = \"b\", call = \"listen\", port = 80 },\n"
      "  { at = \"0ms\", host = \"a\", call = \"connect\", to = \"b:80\" },\n]\n");
  const WrittenDrill written = write_drill(run, {0, 1}).value();
  CHECK(play(written, written.text).verdict == DrillRun::Verdict::Passed);
  CHECK(written.text.find("// x 0 close(3) = 0: a\n") != std::string::npos);
}

TEST_CASE("packetdrill scripts: listen() binds a socket only that is not bound yet") {
  const Simulation run = run_text(
      "format = 1\nhosts.a = {}\nhosts.b = {}\ntimeline = [\n"
      "  { at = \"0ms\", host = \"b\", call = \"socket\", socket = \"l\" },\n"
      "  { at = \"1ms\", host = \"b\", call = \"bind\", socket = \"l\", port = 80 },\n"
      "  { at = \"2ms\", host = \"b\", call = \"listen\", socket = \"l\", port = 80 },\n"
      "  { at = \"3ms\", host = \"a\", call = \"connect\", to = \"b:80\" },\n]\n");
  const WrittenDrill written = write_drill(run, {1, 1}).value();
  CHECK(play(written, written.text).verdict == DrillRun::Verdict::Passed);
  CHECK(written.text.find("bind(") == written.text.rfind("bind("));
}

TEST_CASE("packetdrill scripts: another connection is another script") {
  const Simulation run = run_builtin("port-exhaustion-with-reuse");
  const WrittenDrill second = write_drill(run, {0, 2}).value();
  CHECK(play(second, second.text).verdict == DrillRun::Verdict::Passed);
  CHECK(second.text != write_drill(run, {0, 1}).value().text);
  for (const char* name : {"old-data-accepted", "reopen-in-time-wait", "crash-and-reconnect"})
    for (uint8_t host = 0; host < 2; ++host) {  // the second one between the same two addresses
      const WrittenDrill again = write_drill(run_builtin(name), {host, 2}).value();
      INFO(name << "\n" << again.text);
      CHECK(again.text.find("S 0:0(0)") != std::string::npos);
      CHECK(play(again, again.text).error == "");
    }
  CHECK(write_drill(run, {0, 99}).error().message.find("it has no connection 99") !=
        std::string::npos);
}

TEST_CASE("packetdrill scripts: of random worlds almost all hold, and all are scripts") {
  int written = 0;
  int held = 0;
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    Simulation run(random_scenario(seed));
    run.run();
    for (uint8_t host = 0; host < 2; ++host) {
      const Result<WrittenDrill> result = write_drill(run, {host, 1});
      if (!result) continue;
      ++written;
      held += play(result.value(), result.value().text).verdict == DrillRun::Verdict::Passed;
    }
  }
  CHECK(written > 100);
  CHECK_MESSAGE(held * 20 >= written * 19, held << " of " << written);
}
