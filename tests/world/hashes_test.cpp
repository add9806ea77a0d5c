// The hash of every built-in scenario and lesson is pinned: it is the same for every compiler,
// build type and platform, and changes only when the behaviour changes.
//
// After a wanted change run this test with FINWAIT_UPDATE_HASHES=1 in the environment; it writes
// tests/data/hashes.txt anew. Say in the commit message why the hashes changed.
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <string>

#include "sim/base/hash.hpp"
#include "sim/run/builtin.hpp"
#include "sim/run/simulation.hpp"

using namespace finwait;

namespace {

constexpr const char* kPath = FINWAIT_SOURCE_DIR "/tests/data/hashes.txt";

std::map<std::string, std::string> pinned() {
  std::map<std::string, std::string> out;
  std::ifstream in(kPath);
  for (std::string name, hash; in >> name >> hash;) out[name] = hash;
  return out;
}

std::map<std::string, std::string> computed() {
  std::map<std::string, std::string> out;
  for (const auto& files : {builtin_scenarios(), builtin_lessons()}) {
    for (const BuiltinFile& file : files) {
      const std::string name(file.name);
      auto read = read_scenario(file.text, name);
      REQUIRE_MESSAGE(read.ok(), name);
      Simulation run(read.take());
      run.run();
      out[name] = hash_text(run.hash());
    }
  }
  return out;
}

}  // namespace

TEST_CASE("hashes: every built-in scenario has its pinned hash") {
  const std::map<std::string, std::string> now = computed();
  if (std::getenv("FINWAIT_UPDATE_HASHES")) {
    std::ofstream file(kPath, std::ios::binary);
    for (const auto& [name, hash] : now) file << name << ' ' << hash << '\n';
    return;
  }
  const std::map<std::string, std::string> then = pinned();
  for (const auto& entry : now) {  // clang 14 cannot capture structured bindings
    INFO(entry.first);
    const auto it = then.find(entry.first);
    CHECK_MESSAGE(it != then.end(), "no pinned hash; see the head of this file");
    if (it != then.end()) CHECK(it->second == entry.second);
  }
  CHECK(then.size() == now.size());
}
