// A packetdrill script as a scenario plays what the script played.
#include <doctest/doctest.h>

#include <filesystem>

#include "gui/platform/drill.hpp"
#include "sim/host/files.hpp"
#include "sim/report/describe.hpp"
#include "sim/run/packetdrill_run.hpp"
#include "sim/run/simulation.hpp"

namespace finwait {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> segments(const Trace& trace) {
  std::vector<std::string> out;
  for (const Packet& packet : trace.packets) out.push_back(segment_label(packet));
  return out;
}

}  // namespace

TEST_CASE("drill: every script's scenario sends the same segments") {
  size_t count = 0;
  for (const auto& file : fs::directory_iterator(FINWAIT_SOURCE_DIR "/tests/packetdrill")) {
    const std::string path = file.path().generic_string();
    if (!path.ends_with(".pkt")) continue;
    INFO(path);
    const std::string text = read_file(path).take();
    const DrillScript script = read_packetdrill(text, path).take();
    const DrillRun run = run_packetdrill(script, {}).take();
    const auto scenario = drill_scenario(text, path);
    REQUIRE(scenario.ok());
    Simulation simulation(read_scenario(scenario.value(), path).take());
    simulation.run();
    const std::vector<std::string> want = segments(run.trace);
    std::vector<std::string> have = segments(simulation.trace());
    REQUIRE(have.size() >= want.size());
    have.resize(want.size());
    CHECK(have == want);
    ++count;
  }
  CHECK(count > 30);
}

}  // namespace finwait
