// finwait packetdrill and finwait capture, as a user runs them.
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "sim/run/builtin.hpp"
#include "tests/host/program.hpp"
#include "tests/run/capture_maker.hpp"

using namespace finwait;

namespace {

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

const std::string kOpen =
    "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
    "+0...0.1 connect(3, ..., ...) = 0\n"
    "+0 > S 0:0(0) <...>\n"
    "+.1 < S. 0:0(0) ack 1 win 32000 <mss 1000>\n"
    "+0 > . 1:1(0) ack 1\n";

std::string capture_text(std::string_view name) {
  Result<Scenario> scenario = read_scenario(find_builtin(name)->text, std::string(name));
  Simulation simulation(scenario.take());
  simulation.run();
  return capture_of(simulation);
}

}  // namespace

TEST_CASE("finwait packetdrill: exit codes and what is said") {
  const ScratchFolder folder;
  folder.write("good.pkt", kOpen);
  folder.write("fails.pkt", kOpen + "+.1 > F. 1:1(0) ack 1\n");
  folder.write("bad.pkt", kOpen + "+0 <\n");
  folder.write("skips.pkt", kOpen + "+0 < udp (9)\n");
  const std::string path = folder.path("");
  const ProgramResult good = finwait_program("packetdrill " + path + "good.pkt");
  CHECK(good.exit == 0);
  CHECK(good.out.empty());
  CHECK(good.err.empty());
  const ProgramResult fails = finwait_program("packetdrill " + path + "fails.pkt");
  CHECK(fails.exit == 1);
  CHECK(
      contains(fails.err, "fails.pkt:6: expected outbound packet > F. 1:1(0) ack 1, but nothing"));
  const ProgramResult bad = finwait_program("packetdrill " + path + "bad.pkt");
  CHECK(bad.exit == 2);
  CHECK(contains(bad.err, "bad.pkt:7:1: expected the segment's flags"));
  const ProgramResult skips = finwait_program("packetdrill " + path + "skips.pkt");
  CHECK(skips.exit == 5);
  CHECK(contains(skips.err, "skips.pkt:6: not supported: packets with the header 'udp'"));
  const ProgramResult all = finwait_program("packetdrill " + path + "good.pkt " + path +
                                            "skips.pkt " + path + "fails.pkt");
  CHECK(all.exit == 1);
  CHECK(contains(all.out, "1 passed, 1 failed, 1 skipped\n"));
}

TEST_CASE("finwait packetdrill: nothing is played when a file cannot be read") {
  const ScratchFolder folder;
  folder.write("good.pkt", kOpen);
  const ProgramResult run = finwait_program("packetdrill --draw " + folder.path("good.pkt") + " " +
                                            folder.path("none.pkt"));
  CHECK(run.exit == 2);
  CHECK(run.out.empty());
  CHECK(contains(run.err, "none.pkt: cannot be opened"));
  CHECK(finwait_program("packetdrill -", "", "< " + folder.path("good.pkt")).exit == 0);
}

TEST_CASE("finwait packetdrill: profiles, settings, tolerance, ladder") {
  const ScratchFolder folder;
  folder.write("a.pkt", kOpen);
  const std::string file = folder.path("a.pkt");
  const ProgramResult drawn = finwait_program("packetdrill --draw --profile freebsd " + file);
  CHECK(drawn.exit == 0);
  CHECK(contains(drawn.out, "endpoint (freebsd)"));
  CHECK(contains(drawn.out, "SYN_SENT"));
  CHECK(contains(drawn.out, "SYN,ACK 0 ack 1"));
  CHECK(finwait_program("packetdrill --set mss=900 " + file).exit == 0);
  CHECK(finwait_program("packetdrill --set mss=x " + file).exit == 2);
  CHECK(finwait_program("packetdrill --tolerance_usecs 0 " + file).exit == 0);
  const ProgramResult amiga = finwait_program("packetdrill --profile amiga " + file);
  CHECK(amiga.exit == 2);
  CHECK(contains(amiga.err, "--profile: expected the name of a system, found 'amiga'"));
}

TEST_CASE("finwait capture: ladder, JSON Lines, and a scenario that replays the story") {
  const ScratchFolder folder;
  folder.write("c.pcap", capture_text("lost-last-ack"));
  const std::string file = folder.path("c.pcap");
  const ProgramResult ladder = finwait_program("capture " + file, "COLUMNS=90");
  CHECK(ladder.exit == 0);
  CHECK(ladder.err.empty());
  CHECK(contains(ladder.out, "SYN_SENT ESTABLISHED FIN_WAIT_1 FIN_WAIT_2 TIME_WAIT"));
  CHECK(contains(ladder.out, "1 retransmitted, 1 lost") == false);  // the ACK was lost, not the FIN
  CHECK(contains(ladder.out, "round trip 80.0 ms"));
  CHECK(contains(ladder.out, "shutdown(WR)"));
  const ProgramResult list = finwait_program("capture --format list " + file);
  CHECK(contains(list.out, "1 connection · 13 frames · 13 segments"));
  std::istringstream lines(finwait_program("capture --format jsonl " + file).out);
  std::string line;
  REQUIRE(std::getline(lines, line));
  const auto head = nlohmann::json::parse(line);
  CHECK(head["kind"] == "connection");
  CHECK(head["server"]["states"].back() == "CLOSED");
  while (std::getline(lines, line)) CHECK(nlohmann::json::parse(line).contains("t_ns"));
  const std::string toml = folder.path("c.toml");
  CHECK(finwait_program("capture --format toml -o " + toml + " " + file).exit == 0);
  const ProgramResult again = finwait_program("run --format none " + toml);
  CHECK_MESSAGE(again.exit == 0, again.err);
  CHECK(contains(folder.read("c.toml"), "states = [\"SYN_SENT\""));
  const ProgramResult missing = finwait_program("capture --connection 2 " + file);
  CHECK(missing.exit == 2);
  CHECK(contains(missing.err, "expected connection 1 to 1, found 2"));
}

TEST_CASE("finwait capture: of several connections each can be listed, drawn and replayed") {
  const ScratchFolder folder;
  folder.write("c.pcap", capture_text("port-exhaustion-with-reuse"));
  const std::string file = folder.path("c.pcap");
  const std::string list = finwait_program("capture " + file).out;
  const std::string page = finwait_program("capture --first 2 --most 2 " + file).out;
  const auto line = [&](const std::string& number) {
    return list.substr(list.find("\n     " + number + "  "), 60);
  };
  CHECK(!contains(page, line("1")));
  CHECK(contains(page, line("2")));
  CHECK(contains(page, line("3")));
  CHECK(!contains(page, line("4")));
  CHECK(contains(page, "more: --first 4\n"));
  CHECK(!contains(list, "more: --first"));  // all of it for a pipe
  for (const std::string number : {"1", "3"}) {
    const std::string one = " --connection " + number + " ";
    const std::string toml = folder.path("c.toml");
    CHECK(finwait_program("convert" + one + file + " " + toml).exit == 0);
    CHECK(finwait_program("capture --format toml" + one + file).out == folder.read("c.toml"));
    CHECK(finwait_program("run --format none " + toml).exit == 0);
    const std::string svg = folder.path("c.svg");
    CHECK(finwait_program("convert" + one + file + " " + svg).exit == 0);
    CHECK(contains(folder.read("c.svg"), "c, connection " + number));
  }
  const ProgramResult none = finwait_program("convert " + file + " " + folder.path("d.svg"));
  CHECK(none.exit == 2);
  CHECK(contains(none.err, "(--connection N takes one; finwait capture lists them)"));
  const ProgramResult far = finwait_program("convert --connection 99 " + file + " d.svg");
  CHECK(contains(far.err, "expected --connection 1 to "));
}

TEST_CASE("finwait capture: Ctrl-C ends the writer of a pipe; what it wrote is told, exit 4") {
  const ScratchFolder folder;
  folder.write("c.pcap", capture_text("normal-close"));
  // The signal comes when the program catches it (SIGINT is bit 1), before there is any octet.
  folder.write("run.sh", R"(cd "$1" && mkfifo p
{ "$2" capture - < p > out 2> err & } && exec 3> p
until grep -q '^SigCgt:.*[2367abef]$' /proc/$!/status; do :; done
kill -INT $! && cat c.pcap >&3 && exec 3>&- && wait $!; echo $? > code
)");
  if (!std::ifstream("/proc/self/status")) return;  // not Linux
  const std::string run = "sh '" + folder.path("run.sh") + "' '" + folder.path("") + "' '";
  CHECK(std::system((run + FINWAIT_PROGRAM + "'").c_str()) == 0);
  CHECK(folder.read("code") == "4\n");
  CHECK(folder.read("out") == finwait_program("capture " + folder.path("c.pcap")).out);
  CHECK(folder.read("err").empty());
}

TEST_CASE("finwait capture: packed files, standard input, files that are none") {
  const ScratchFolder folder;
  folder.write("c.pcap", capture_text("normal-close"));
  const std::string file = folder.path("c.pcap");
  const std::string plain = finwait_program("capture " + file).out;
  CHECK(finwait_program("capture -", "", "< " + file).out == plain);
  if (std::system(("gzip -k " + file + " 2> /dev/null").c_str()) == 0)
    CHECK(finwait_program("capture " + file + ".gz").out == plain);
  folder.write("none.pcap", capture_of(std::vector<std::string>{}));
  for (const char* command : {"capture --format toml ", "capture --connection 1 ", "convert "}) {
    const std::string target = command == std::string_view("convert ") ? " a.svg" : "";
    const ProgramResult none = finwait_program(command + folder.path("none.pcap") + target);
    CHECK(none.exit == 2);
    CHECK(contains(none.err, "none.pcap: there is no TCP connection in it"));
  }
  folder.write("text.pcap", "not a capture at all");
  const ProgramResult text = finwait_program("capture " + folder.path("text.pcap"));
  CHECK(text.exit == 2);
  CHECK(contains(text.err, "text.pcap: at offset 0: expected a pcap or pcapng file"));
  CHECK(text.out.empty());
  const std::string whole = capture_text("normal-close");
  folder.write("cut.pcap", whole.substr(0, whole.size() - 5));
  const ProgramResult cut = finwait_program("capture " + folder.path("cut.pcap"));
  CHECK(cut.exit == 2);
  CHECK(contains(cut.out, "ESTABLISHED"));
  CHECK(contains(cut.err, "cut.pcap: at offset "));
  CHECK(contains(cut.err, "found the end of the file"));
  CHECK(finwait_program("capture " + folder.path("missing.pcap")).exit == 2);
  CHECK(finwait_program("capture " + folder.path("")).exit == 2);
}
