// Odd words on the command line: each is refused with one clear line, and nothing is spoilt.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "tests/host/program.hpp"

using namespace finwait;

namespace {

namespace fs = std::filesystem;

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Bad input or usage: one clear message, exit 2, nothing on standard output.
void check_refused(const std::string& arguments, const std::string& message,
                   const std::string& tail = {}) {
  INFO(arguments);
  const ProgramResult r = finwait_program(arguments, {}, tail);
  CHECK(r.exit == 2);
  CHECK(r.out.empty());
  CHECK(std::count(r.err.begin(), r.err.end(), '\n') == 1);
  CHECK_MESSAGE(contains(r.err, message), r.err);
}

}  // namespace

TEST_CASE("finwait: an option without a value is told, as an unset variable leaves it") {
  for (const char* option : {"format", "seed", "until", "api", "picture", "theme", "end"})
    check_refused("run lost-last-ack --" + std::string(option) + " ''",
                  "--" + std::string(option) + ": expected a value, found ''");
  check_refused("compare lost-last-ack --profiles ''", "--profiles: expected a value, found ''");
  check_refused("compare lost-last-ack --profiles=''", "--profiles: expected a value");
  check_refused("run lost-last-ack --format", "--format: expected a value");
  check_refused("packetdrill x.pkt --profile ''", "--profile: expected a value");
}

TEST_CASE("finwait: what an option counts is decimal digits within its range") {
  for (const char* odd : {"-1", "0", "0x10", "1e3", "' 1'", "+1", "99999999999999999999", "nan"})
    check_refused("capture x.pcap --most " + std::string(odd),
                  "--most: expected a number from 1 to 4294967296, found '");
  check_refused("capture x.pcap --connection 018", "--connection: expected a number from 1");
  check_refused("live --program-exit 256 -- true",
                "--program-exit: expected a number from 0 to 255");
  check_refused("packetdrill x.pkt --tolerance_usecs -1", "--tolerance_usecs: expected a number");
}

TEST_CASE("finwait: a message is one line, whatever the words hold") {
  check_refused("run 'a\nb'", "a\\nb: expected a file or the name of a built-in scenario");
  check_refused("check 'a\x1b[1m.toml'", "a\\x1b[1m.toml: cannot be opened");
  check_refused("run lost-last-ack --format 'a\nb'", "found 'a\\nb'");
  check_refused("run lost-last-ack --until 'a\nb'", "--set until=a\\nb: expected \"quiet\"");
  check_refused("capture 'a\nb'", "a\\nb: cannot be read");
  check_refused("check '\xff.toml'", "\\xff.toml: cannot be opened");
  check_refused("check '\xe5\xa5\xbd.toml'", "\xe5\xa5\xbd.toml: cannot be opened");
  check_refused("new 'a\nb'", "new: expected a name such as my-first, found 'a\\nb'");
}

TEST_CASE("finwait: an error that several scenarios share is told once") {
  check_refused("diff lost-last-ack paws --seed -1", "expected a seed from 0");
  check_refused("run lost-last-ack paws --set a=b", "unknown key 'a'");
  check_refused("diff - -", "expected '-' once", "< /dev/null");
}

TEST_CASE("finwait: texts about the program judge --lang and --color as every command does") {
  check_refused("manual --lang klingon", "--lang: expected en, zh-Hans or zh-Hant");
  check_refused("completions bash --color maybe", "--color: expected auto, always or never");
}

TEST_CASE("finwait: positional words that are missing are named in the command's words") {
  check_refused("convert lost-last-ack",
                "convert: expected two files, one to read and one to write");
  check_refused("diff lost-last-ack", "diff: expected two files or names of scenarios");
  check_refused("capture", "capture: expected a pcap or pcapng file");
  check_refused("packetdrill", "packetdrill: expected a packetdrill script");
  for (const char* command : {"run", "check", "capture", "packetdrill", "bytes", "live"})
    check_refused(std::string(command) + " ''", "expected a file, found ''");
  check_refused("convert lost-last-ack ''", "expected a file, found ''");
  check_refused("convert a b c", "convert: expected at most 2, found 3");
  check_refused("run lost-last-ack --seed 1 --seed 2", "--seed: expected at most 1, found 2");
  check_refused("new ..", "new: expected a name such as my-first, found '..'");
}

TEST_CASE("finwait run --end, --connection: a host or a connection that is not there") {
  check_refused("run lost-last-ack --end nobody", "--end: expected client or server");
  check_refused("run lost-last-ack --format packetdrill --end nobody", "--end: expected client");
  const ProgramResult none =
      finwait_program("run lost-last-ack --format packetdrill --end client --connection 7");
  CHECK(none.exit == 5);
  CHECK(none.out.empty());
  CHECK(contains(none.err, "it has no connection 7"));
}

TEST_CASE("finwait: the file that is read is never written") {
  const ScratchFolder folder;
  const std::string text = finwait_program("new").out;
  folder.write("a.toml", text);
  const std::string a = folder.path("a.toml");
  const std::string why = "expected another file than the one that is read";
  for (const char* option : {"--out-svg", "--out-jsonl", "--junit"})
    check_refused("run " + a + " " + option + " " + a, why);
  check_refused("run " + a + " --out-dot " + folder.path(".") + "/a.toml", why);
  check_refused("compare " + a + " -o " + a, why);
  check_refused("convert " + a + " " + a, why);
  check_refused("live " + a + " --out-scenario " + a + " -- true", why);
  fs::create_symlink(a, folder.path("link.svg"));
  check_refused("convert " + a + " " + folder.path("link.svg"), why);
  CHECK(folder.read("a.toml") == text);
  CHECK(finwait_program("convert lost-last-ack " + folder.path("lost-last-ack.toml")).exit == 0);
}

TEST_CASE("finwait: two outputs are two files; a device takes both") {
  const ScratchFolder folder;
  const std::string one = folder.path("one");
  check_refused("run lost-last-ack --out-svg " + one + " --out-dot " + one,
                "--out-svg: expected another file than that of --out-dot, found '");
  check_refused("run lost-last-ack --out-svg " + one + " --junit " + folder.path(".") + "/one",
                "--junit: expected another file than that of --out-svg");
  CHECK(!fs::exists(one));
  const ProgramResult both =
      finwait_program("run lost-last-ack --out-svg /dev/null --out-dot /dev/null");
  CHECK(both.exit == 0);
}

TEST_CASE("finwait: one output that cannot be written leaves the others as they were") {
  const ScratchFolder folder;
  folder.write("old.dot", "as it was");
  const std::string bad = " --out-svg " + folder.path("no-folder/x.svg");
  check_refused("run lost-last-ack --out-dot " + folder.path("old.dot") + bad, "cannot be written");
  check_refused("run lost-last-ack --out-jsonl " + folder.path("new.jsonl") + bad,
                "cannot be written");
  const std::string lost = folder.path("no-folder/x.pdf");
  check_refused("convert lost-last-ack " + lost, lost + ": cannot be written");
  CHECK(folder.read("old.dot") == "as it was");
  CHECK(!fs::exists(folder.path("new.jsonl")));
  fs::create_symlink("nowhere", folder.path("link"));
  check_refused("run lost-last-ack --out-jsonl " + folder.path("link") + bad, "cannot be written");
  CHECK(fs::is_symlink(folder.path("link")));
  CHECK(!fs::exists(folder.path("nowhere")));
}

TEST_CASE("finwait: a file that may not grow so far is an error, and nothing of it stays") {
  const ScratchFolder folder;
  const std::string file = folder.path("big.jsonl");
  const ProgramResult r = finwait_program("run lost-last-ack --format none --out-jsonl " + file,
                                          "sh -c 'ulimit -f 4; exec \"$0\" \"$@\"'");
  CHECK(r.exit == 2);
  CHECK(contains(r.err, "big.jsonl: could not be written wholly"));
  CHECK(!fs::exists(file));
  CHECK(!fs::exists(file + ".part"));
}

TEST_CASE("finwait: a pipe is read and written once, from its start to its end") {
  const ScratchFolder folder;
  const std::string program = "'" FINWAIT_PROGRAM "'";
  const std::string command = "cd '" + folder.path(".") + "' && mkfifo in out.svg && { " + program +
                              " new > in & cat out.svg > copy & " + program +
                              " run in --format none --out-svg out.svg; } && wait";
  CHECK(std::system(command.c_str()) == 0);
  CHECK(folder.read("copy").starts_with("<?xml"));
  CHECK(folder.read("copy").ends_with("</svg>\n"));
}

TEST_CASE("finwait: standard input that cannot be read goes by its name") {
  check_refused("run -", "standard input: cannot be read: ", "< /");
  check_refused("packetdrill -", "standard input: cannot be read: ", "< /");
}

TEST_CASE("finwait run --junit: a file's name that is no UTF-8 stands escaped") {
  const ScratchFolder folder;
  folder.write("\xff.toml", finwait_program("new").out);
  const ProgramResult r = finwait_program("run " + folder.path("\xff.toml") + " --junit -");
  CHECK(r.exit == 0);
  CHECK(contains(r.out, "\\xff.toml\""));
  CHECK(!contains(r.out, "\xff"));
}
