// The plug-in for the original packetdrill, driven through its function table. Where the program
// itself is installed, tests/interop/packetdrill.sh lets it be the judge, too.
#include <doctest/doctest.h>

#include <netinet/in.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "sim/run/packetdrill_run.hpp"
#include "tests/interop/plugin_player.hpp"

using namespace finwait;

namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

DrillScript read(const std::string& text, const std::string& name) {
  Result<DrillScript> script = read_packetdrill(text, name);
  REQUIRE_MESSAGE(script.ok(), script.error().text());
  return script.take();
}

std::string by_plugin(const DrillScript& script, ProfileName profile) {
  return PluginPlayer(FINWAIT_PLUGIN, std::string(profile_text(profile))).play(script);
}

std::string by_finwait(const DrillScript& script, ProfileName profile) {
  DrillOptions options;
  options.profile = profile;
  Result<DrillRun> run = run_packetdrill(script, options);
  REQUIRE_MESSAGE(run.ok(), run.error().text());
  return run.value().error;
}

// The scripts that hold on a system, by tests/packetdrill/README.md.
std::vector<fs::path> scripts_of(ProfileName profile) {
  const std::string suffix = "." + std::string(profile_text(profile));
  std::set<std::string> stems;
  for (const auto& entry : fs::directory_iterator(FINWAIT_SOURCE_DIR "/tests/packetdrill"))
    if (entry.path().extension() == ".pkt") stems.insert(entry.path().stem().string());
  std::vector<fs::path> out;
  for (const std::string& stem : stems) {
    const size_t dot = stem.find('.');
    const bool mine = dot == std::string::npos ? stems.count(stem + suffix) == 0
                                               : stem.substr(dot) == suffix;
    if (mine) out.push_back(FINWAIT_SOURCE_DIR "/tests/packetdrill/" + stem + ".pkt");
  }
  return out;
}

const std::string kOpen =
    "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
    "+0 connect(3, ..., ...) = 0\n"
    "+0 > S 0:0(0) win 65535 <mss 1460>\n"
    "+.1 < S. 0:0(0) ack 1 win 32000 <mss 1000>\n"
    "+0 > . 1:1(0) ack 1\n";
std::string with_blocking_connect() {
  std::string text = kOpen;
  return text.replace(text.find("+0 connect"), 2, "+0...0.1");
}

}  // namespace

TEST_CASE("plug-in: every script of the corpus ends as `finwait packetdrill` says") {
  for (ProfileName profile : {ProfileName::Rfc9293, ProfileName::Linux, ProfileName::FreeBsd}) {
    const std::vector<fs::path> scripts = scripts_of(profile);
    CHECK(scripts.size() > 80);
    for (const fs::path& path : scripts) {
      const DrillScript script = read(text_of(path), path.filename().string());
      INFO(path.filename().string() << " on " << profile_text(profile));
      CHECK(by_finwait(script, profile) == "");
      CHECK(by_plugin(script, profile) == "");
    }
  }
}

TEST_CASE("plug-in: a script whose last segment is written wrongly fails, as it does there") {
  size_t tried = 0;
  for (const fs::path& path : scripts_of(ProfileName::Linux)) {
    DrillScript script = read(text_of(path), path.filename().string());
    const auto last = std::find_if(script.events.rbegin(), script.events.rend(), [](auto& event) {
      return event.kind == DrillEvent::Kind::Packet && !event.packet.inbound &&
             event.packet.segment.ack && (event.packet.segment.ctl & kSyn) == 0;
    });
    if (last == script.events.rend()) continue;
    ++*last->packet.segment.ack;
    INFO(path.filename().string());
    CHECK(by_finwait(script, ProfileName::Linux) != "");
    CHECK(by_plugin(script, ProfileName::Linux) != "");
    ++tried;
  }
  CHECK(tried > 50);
}

TEST_CASE("plug-in: a call that blocks sleeps, and ends when the world says, 30 times of 30") {
  const DrillScript right = read(with_blocking_connect() + "+.1 close(3) = 0\n", "right.pkt");
  std::string late_text = with_blocking_connect();
  late_text.replace(late_text.find("...0.1"), 6, "...0.3");
  const DrillScript late = read(late_text + "+.1 close(3) = 0\n", "late.pkt");
  for (int i = 0; i < 30; ++i) {
    CHECK(by_plugin(right, ProfileName::Rfc9293) == "");
    CHECK(by_plugin(late, ProfileName::Rfc9293).find("2: timing: expected at 300") == 0);
  }
  const DrillScript never = read(
      "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n+0 bind(3, ..., ...) = 0\n"
      "+0 listen(3, 1) = 0\n+0...0.2 accept(3, ..., ...) = 4\n",
      "never.pkt");
  CHECK(by_plugin(never, ProfileName::Rfc9293).find("4: the call that blocks") == 0);
}

TEST_CASE("plug-in: without flags a window of 65535, unscaled, no option but MSS") {
  const DrillScript script = read(with_blocking_connect(), "s.pkt");
  CHECK(PluginPlayer(FINWAIT_PLUGIN, "").play(script) == "");
  CHECK(PluginPlayer(FINWAIT_PLUGIN, "linux").play(script).find("bad outbound TCP options") !=
        std::string::npos);
}

TEST_CASE("plug-in: options stand in the order of the system") {
  std::string text = with_blocking_connect();
  text.replace(text.find("win 65535 <mss 1460>"), 20,
               "<mss 1460,nop,wscale 6,sackOK,TS val 7 ecr 0>");
  const DrillScript script = read(text, "s.pkt");
  CHECK(by_finwait(script, ProfileName::FreeBsd) == "");
  PluginPlayer player(FINWAIT_PLUGIN, "freebsd");
  // The plain octets cannot match a timestamp; the kinds and their places must.
  CHECK(player.play(script).find("bad outbound TCP options") != std::string::npos);
  const std::string options = player.last_options();
  REQUIRE(options.size() == 20);
  const std::string expected("\x02\x04\x05\xb4\x01\x03\x03\x06\x04\x02\x08\x0a", 12);
  CHECK(options.substr(0, 12) == expected);
}

TEST_CASE("plug-in: every look at the clock takes time, sleeping as much as it says") {
  PluginPlayer player(FINWAIT_PLUGIN, "rfc9293");
  const int64_t first = player.clock();
  CHECK(first > 0);
  CHECK(player.clock() == first + 1);
  CHECK(player.table().usleep(player.table().userdata, 500) == 0);
  CHECK(player.clock() == first + 502);
}

TEST_CASE("plug-in: nothing that ever leaves is a packet of 0 octets; refusals are errnos") {
  PluginPlayer player(FINWAIT_PLUGIN, "rfc9293");
  const packetdrill_interface& t = player.table();
  char buffer[100];
  size_t size = sizeof buffer;
  long long time = 0;
  CHECK(t.netdev_receive(t.userdata, buffer, &size, &time) == 0);
  CHECK(size == 0);
  CHECK(t.netdev_send(t.userdata, "no packet", 9) == -1);
  CHECK(t.socket(t.userdata, AF_INET6, SOCK_STREAM, 0) == -1);
  CHECK(errno == EAFNOSUPPORT);
  CHECK(t.close(t.userdata, 12345) == -1);
  CHECK(errno == EBADF);
  int ends[2] = {};
  CHECK(t.pipe(t.userdata, ends) == -1);
  CHECK(errno == ENOSYS);
  const int fd = t.socket(t.userdata, AF_INET, SOCK_STREAM, 0);
  REQUIRE(fd >= 0);
  CHECK(::write(fd, "x", 1) == 1);  // a real one
  CHECK(t.close(t.userdata, fd) == 0);
  CHECK(::write(fd, "x", 1) == -1);
}
