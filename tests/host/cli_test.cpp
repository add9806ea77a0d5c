// The program from outside: exit codes, which stream says what, and that nothing is half done.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/host/program.hpp"

using namespace finwait;

namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

size_t count_lines(const std::string& text) {
  return static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
}

// Bad input or usage: one clear message, exit 2, nothing on standard output.
void check_refused(const std::string& arguments, const std::string& message) {
  INFO(arguments);
  const ProgramResult r = finwait_program(arguments);
  CHECK(r.exit == 2);
  CHECK(r.out.empty());
  CHECK(count_lines(r.err) == 1);
  CHECK_MESSAGE(contains(r.err, message), r.err);
}

constexpr const char* kFailing = R"(format = 1
title = "t"
hosts.client = { profile = "linux" }
hosts.server = { profile = "linux" }
timeline = [
  { at = "0ms", host = "client", call = "connect", to = "server:80", result = "0" },
]
)";

}  // namespace

TEST_CASE("finwait run: a ladder and a verdict on standard output, nothing else, exit 0") {
  const ProgramResult r = finwait_program("run lost-last-ack");
  CHECK(r.exit == 0);
  CHECK(r.err.empty());
  CHECK(contains(r.out, "TIME_WAIT ●"));
  CHECK(contains(r.out, "✔ every expectation holds"));
  CHECK(!contains(r.out, "\x1b"));
}

TEST_CASE("finwait run: a failed expectation is exit 1 and is told with the ladder around it") {
  const ScratchFolder folder;
  folder.write("a.toml", kFailing);
  const ProgramResult r = finwait_program("run " + folder.path("a.toml"));
  CHECK(r.exit == 1);
  CHECK(contains(r.out, "a.toml:6:"));
  CHECK(contains(r.out, "expected  0\n"));
  CHECK(contains(r.out, "found     ECONNREFUSED\n"));
  const ProgramResult quiet = finwait_program("run --format none " + folder.path("a.toml"));
  CHECK(quiet.exit == 1);
  CHECK(quiet.out.empty());
  CHECK(contains(quiet.err, "found     ECONNREFUSED\n"));
  CHECK(finwait_program("run --no-expect --format none " + folder.path("a.toml")).exit == 0);
}

TEST_CASE("finwait list --lessons: each with verdict and claim, in the language asked for") {
  const ProgramResult r = finwait_program("list --lessons");
  CHECK(r.exit == 0);
  CHECK(r.err.empty());
  CHECK(contains(r.out, "close-discards-the-send-queue"));
  CHECK(contains(r.out, "  wrong\n"));
  CHECK(contains(finwait_program("list --lessons --lang zh-Hans").out, "  错误\n"));
  CHECK(contains(finwait_program("list --lessons --lang zh-Hant").out, "  錯誤\n"));
}

TEST_CASE("finwait run: a lesson gives its claim before the ladder and its verdict after it") {
  const ProgramResult r = finwait_program("run time-wait-is-on-the-client");
  CHECK(r.exit == 0);
  const size_t claim = r.out.find(" Claim: TIME_WAIT is a matter of the client.\n");
  const size_t ladder = r.out.find("FIN_WAIT_1");
  const size_t verdict = r.out.find(" Verdict: wrong\n");
  CHECK(claim < ladder);
  CHECK(ladder < verdict);
  CHECK(verdict < r.out.size());
  const ProgramResult spoilt =
      finwait_program("run time-wait-is-on-the-client --set network.loss=1");
  CHECK(spoilt.exit == 1);
  CHECK(contains(spoilt.out, "The claim is not settled by this run"));
  CHECK(!contains(spoilt.out, "Verdict"));
  CHECK(finwait_program("check time-wait-is-on-the-client").exit == 0);
}

TEST_CASE("finwait run: an unexpected limit is exit 1") {
  const ProgramResult r = finwait_program("run endless-ack-exchange --set limit=15 --format none");
  CHECK(r.exit == 1);
  CHECK(contains(r.err, "limit of 15 segments"));
}

TEST_CASE("finwait: bad usage is exit 2 with one message") {
  check_refused("", "expected a command");
  check_refused("rnu normal-close", "did you mean 'run'?");
  check_refused("run", "run: expected a file");
  check_refused("run lost-last-ak", "did you mean 'lost-last-ack'?");
  check_refused("run lost-last-ack --frmat jsonl", "did you mean '--format'?");
  check_refused("run lost-last-ack --format json", "did you mean 'jsonl'?");
  check_refused("run lost-last-ack --api sockets", "expected posix, winsock or python");
  check_refused("run lost-last-ack --set nonsense", "expected PATH=VALUE");
  check_refused("run lost-last-ack --set network.los=3%", "did you mean 'loss'?");
  check_refused("run lost-last-ack --seed x", "expected a seed");
  check_refused("run lost-last-ack --lang de", "expected en, zh-Hans or zh-Hant");
  check_refused("--color sometimes run lost-last-ack", "expected auto, always or never");
  check_refused("rules T999", "expected a rule's id");
  check_refused("run lost-last-ack --out-svg ''", "--out-svg: expected a file");
  check_refused("run lost-last-ack --out-svg - --out-dot -", "standard output has --out-dot");
  check_refused("run lost-last-ack --format jsonl --out-pcapng -", "standard output has --format");
  check_refused("diff lost-last-ack", "");
  check_refused("run lost-last-ack --out-jsonl /no/such/folder/x", "cannot be written");
  check_refused("run /no/such/file.toml", "/no/such/file.toml: cannot be opened");
}

TEST_CASE("finwait run: one bad file among good ones, and nothing is written at all") {
  const ScratchFolder folder;
  folder.write("bad.toml", "format = 1\ntitle = \n");
  const ProgramResult r = finwait_program("run normal-close " + folder.path("bad.toml") +
                                          " --out-jsonl " + folder.path("out.jsonl"));
  CHECK(r.exit == 2);
  CHECK(r.out.empty());
  CHECK(contains(r.err, "bad.toml:2:"));
  CHECK(folder.read("out.jsonl").empty());
}

TEST_CASE("finwait run: several scenarios end with a summary") {
  const ProgramResult r = finwait_program("run normal-close lost-last-ack");
  CHECK(r.exit == 0);
  CHECK(r.out.ends_with("\n2 passed, 0 failed\n"));
  const ScratchFolder folder;
  folder.write("a.toml", kFailing);
  const std::string names = "run --format none normal-close " + folder.path("a.toml");
  CHECK(finwait_program(names).out == "1 passed, 1 failed\n");
  CHECK(finwait_program(names).exit == 1);
  const ProgramResult machine = finwait_program("run --format jsonl normal-close lost-last-ack");
  CHECK(machine.out.ends_with("}\n"));
  CHECK(machine.err == "2 passed, 0 failed\n");
}

TEST_CASE("finwait run: machine formats stand alone on standard output") {
  const ProgramResult jsonl = finwait_program("run --format jsonl lost-last-ack");
  CHECK(jsonl.err.empty());
  std::string line = jsonl.out.substr(0, jsonl.out.find('\n'));
  CHECK(nlohmann::json::parse(line).at("kind") == "start");
  const ProgramResult pkt = finwait_program("run --format packetdrill lost-last-ack");
  CHECK(pkt.out.starts_with("0.000000 client > S 0:0(0)"));
  CHECK(finwait_program("run --format none lost-last-ack").out.empty());
  CHECK(finwait_program("run --out-jsonl - lost-last-ack").out == jsonl.out);
}

TEST_CASE("finwait run --out-pcapng: a capture, taken where it is wished, of several runs, too") {
  const ScratchFolder folder;
  const std::string file = "'" + folder.path("a.pcapng") + "'";
  CHECK(finwait_program("run --format none lost-last-ack --out-pcapng " + file).exit == 0);
  const std::string one = folder.read("a.pcapng");
  CHECK(one.starts_with("\x0a\x0d\x0d\x0a"));
  CHECK(finwait_program("run lost-last-ack --out-pcapng -").out == one);
  CHECK(finwait_program("run lost-last-ack --out-pcapng - --pcapng-at senders").out == one);
  const auto size = [](const std::string& where) {
    return finwait_program("run lost-last-ack --out-pcapng - --pcapng-at " + where).out.size();
  };
  CHECK(size("both") > one.size());
  CHECK(size("client") > size("server"));  // the lost ACK never came to the server
  CHECK(finwait_program("run lost-last-ack lost-last-ack --out-pcapng -").out == one + one);
  check_refused("run lost-last-ack --out-pcapng - --pcapng-at sever", "did you mean 'server'?");
}

TEST_CASE("finwait convert: by extension, to what --out-... writes, and back from a capture") {
  const ScratchFolder folder;
  const auto convert = [&](const std::string& from, const std::string& to) {
    const ProgramResult r = finwait_program("convert " + from + " '" + folder.path(to) + "'");
    CHECK_MESSAGE(r.exit == 0, r.err);
    CHECK(r.out.empty());
    return folder.read(to);
  };
  const auto out = [](const std::string& option) {
    return finwait_program("run lost-last-ack " + option + " -").out;
  };
  CHECK(convert("lost-last-ack", "a.mmd") == out("--out-mermaid"));
  CHECK(convert("lost-last-ack", "a.puml") == out("--out-plantuml"));
  CHECK(convert("lost-last-ack", "a.dot") == out("--out-dot"));
  CHECK(convert("lost-last-ack", "a.md") == out("--out-markdown"));
  CHECK(convert("lost-last-ack", "a.jsonl") == out("--out-jsonl"));
  CHECK(convert("lost-last-ack", "a.pcapng") == out("--out-pcapng"));
  CHECK(convert("lost-last-ack", "a.svg") == out("--out-svg"));
  CHECK(convert("lost-last-ack --picture both --theme dark", "a.svg") ==
        out("--theme dark --picture both --out-svg"));
  convert("lost-last-ack", "a.toml");
  CHECK(finwait_program("run --hash '" + folder.path("a.toml") + "'").out ==
        finwait_program("run --hash lost-last-ack").out);
  CHECK(contains(convert("'" + folder.path("a.pcapng") + "'", "b.mmd"), "TIME_WAIT"));
}

TEST_CASE("finwait schema: of scenarios, or of a line of a trace") {
  const auto schema = nlohmann::json::parse(finwait_program("schema").out, nullptr, false);
  CHECK(!schema.is_discarded());
  CHECK(schema["title"] == "FinWait scenario");
  CHECK(finwait_program("schema scenario").out == finwait_program("schema").out);
  const auto trace = nlohmann::json::parse(finwait_program("schema trace").out, nullptr, false);
  CHECK(trace["required"].size() == 4);
  check_refused("schema pcapng", "expected scenario or trace");
}

TEST_CASE("finwait convert: what it refuses, with the extensions that it knows") {
  check_refused("convert lost-last-ack a.txt",
                ".toml, .pkt, .jsonl, .pcapng, .mmd, .puml, .dot, .md, .svg, .pdf");
  check_refused("convert a.svgz a.mmd", ".toml, .pkt, .pcap, .pcapng");
  check_refused("convert lost-last-ack a.mdd", "did you mean '.mmd'?");
  check_refused("convert a.tmol a.mmd", "did you mean '.toml'?");
  check_refused("convert missing.pkt a.mmd", "missing.pkt");
  check_refused("convert lost-last-ack no-such-folder/a.mmd", "no-such-folder/a.mmd");
  check_refused("convert lost-last-ack a.pkt --end clint", "did you mean 'client'?");
  check_refused("convert lost-last-ak a.mmd", "did you mean 'lost-last-ack'?");
  check_refused("convert lost-last-ack a.svg --picture lader", "did you mean 'ladder'?");
  check_refused("convert lost-last-ack a.svg --theme grey", "expected light, dark or print");
  check_refused("convert lost-last-ack", "files");
  check_refused("run lost-fin lost-syn --out-mermaid -", "expected one scenario, found 2");
}

TEST_CASE("finwait convert: a PDF where rsvg-convert is, the same each time; elsewhere exit 5") {
  const ScratchFolder folder;
  const std::string command = "convert lost-last-ack " + folder.path("a.pdf");
  const ProgramResult without = finwait_program(command, "PATH=/nonexistent");
  CHECK(without.exit == 5);
  CHECK(contains(without.err, "a.pdf: a PDF needs the program rsvg-convert"));
  CHECK(!std::filesystem::exists(folder.path("a.pdf")));
  if (std::system("command -v rsvg-convert >/dev/null") != 0) return;
  CHECK(finwait_program(command).exit == 0);
  const std::string first = folder.read("a.pdf");
  CHECK(first.starts_with("%PDF-"));
  CHECK(finwait_program(command).exit == 0);
  CHECK(folder.read("a.pdf") == first);
  CHECK(!std::filesystem::exists(folder.path("a.pdf.svg.part")));
  CHECK(finwait_program("convert lost-last-ack /no/such/folder/a.pdf").exit == 2);
}

TEST_CASE("finwait convert: packetdrill scripts, written and read") {
  const ScratchFolder folder;
  const std::string script = "'" + folder.path("a.pkt") + "'";
  const ProgramResult good = finwait_program("convert lost-last-ack --end server " + script);
  CHECK_MESSAGE(good.exit == 0, good.err);
  CHECK(good.err.empty());
  CHECK(finwait_program("packetdrill " + script).exit == 0);
  CHECK(finwait_program("run lost-last-ack --format packetdrill --end server").out ==
        folder.read("a.pkt"));
  const std::string scenario = "'" + folder.path("a.toml") + "'";
  CHECK(finwait_program("convert " + script + " " + scenario).exit == 0);
  CHECK(finwait_program("run " + scenario).exit == 0);
  CHECK(finwait_program("convert " + script + " --profile freebsd " + scenario).exit == 1);
  const ProgramResult part = finwait_program("convert dup-and-close --end server " + script);
  CHECK(part.exit == 0);
  CHECK(contains(part.err, "left out: dup(): packetdrill has no such call"));
  const ProgramResult none = finwait_program("convert self-connect '" + folder.path("b.pkt") + "'");
  CHECK(none.exit == 5);
  CHECK(contains(none.err, "its peer is itself"));
  CHECK(!std::filesystem::exists(folder.path("b.pkt")));
}

TEST_CASE("finwait convert: a file that is there stays when something is wrong") {
  const ScratchFolder folder;
  const std::string file = "'" + folder.path("a.mmd") + "'";
  CHECK(finwait_program("convert lost-last-ack " + file).exit == 0);
  const std::string before = folder.read("a.mmd");
  CHECK(finwait_program("convert lost-last-ack --set network.loss=x " + file).exit == 2);
  CHECK(folder.read("a.mmd") == before);
  CHECK(finwait_program("convert lost-syn " + file).exit == 0);
  CHECK(folder.read("a.mmd") != before);
  CHECK(!std::filesystem::exists(folder.path("a.mmd.part")));
}

TEST_CASE("finwait run: the hash alone, and the same each time") {
  const ProgramResult a = finwait_program("run lost-last-ack --hash");
  CHECK(a.exit == 0);
  CHECK(a.out.size() == 20);
  CHECK(a.out.starts_with("h1:"));
  CHECK(finwait_program("run lost-last-ack --hash --lang zh-Hans").out == a.out);
  CHECK(finwait_program("run lost-last-ack --hash --seed 8").out != a.out);
}

TEST_CASE("finwait run: --until ends earlier, --set changes a value") {
  const ProgramResult r = finwait_program("run --no-expect normal-close --until 300ms");
  CHECK(contains(r.out, "stopped at 300 ms (until)"));
  CHECK(contains(finwait_program("run --no-expect normal-close --set network.delay=7ms").out,
                 "7 ms one way"));
}

TEST_CASE("finwait run: standard input") {
  const ScratchFolder folder;
  folder.write("a.toml", kFailing);
  const ProgramResult r = finwait_program("run -", {}, "< '" + folder.path("a.toml") + "'");
  CHECK(r.exit == 1);
  CHECK(contains(r.out, "standard input:6:"));
}

TEST_CASE("finwait: a reader that goes away is no reason to complain") {
  const ProgramResult r = finwait_program("run normal-close", {}, "| true");
  CHECK(r.err.empty());
  const ProgramResult list = finwait_program("list", {}, "| head -1");
  CHECK(count_lines(list.out) == 1);
  CHECK(list.err.empty());
}

TEST_CASE("finwait: what does not come to standard output is an error, unless nobody reads on") {
  if (!std::filesystem::exists("/dev/full")) return;  // not Linux
  const ScratchFolder folder;
  for (const std::string command :
       {"run normal-close --format jsonl", "list", "schema", "--help"}) {
    const ProgramResult r = finwait_program(
        command, {}, "2>'" + folder.path("err") + "' >/dev/full; echo $?");
    CHECK(r.out == "2\n");
    CHECK(contains(folder.read("err"), "standard output: could not be written wholly: No space"));
  }
}

TEST_CASE("finwait: colour when asked for, never by NO_COLOR or in a pipe") {
  CHECK(contains(finwait_program("run normal-close --color always").out, "\x1b[38;5;"));
  CHECK(contains(finwait_program("--color always run normal-close", "COLORTERM=truecolor").out,
                 "\x1b[38;2;"));
  CHECK(!contains(finwait_program("run normal-close", "NO_COLOR=1").out, "\x1b"));
  CHECK(!contains(finwait_program("run normal-close --color never").out, "\x1b"));
}

TEST_CASE("finwait: COLUMNS says how wide") {
  const auto widest = [](const std::string& text) {
    size_t most = 0;
    size_t now = 0;
    for (char c : text) {
      if (c == '\n')
        now = 0;
      else if ((static_cast<unsigned char>(c) & 0xc0) != 0x80)
        most = std::max(most, ++now);
    }
    return most;
  };
  CHECK(widest(finwait_program("run lost-last-ack", "COLUMNS=60").out) <= 60);
  CHECK(widest(finwait_program("run lost-last-ack", "COLUMNS=120").out) > 90);
}

TEST_CASE("finwait --version and --help: standard output, exit 0") {
  const ProgramResult version = finwait_program("--version");
  CHECK(version.exit == 0);
  CHECK(version.out == "finwait " FINWAIT_VERSION "\n");
  for (const char* command :
       {"", "run ", "list ", "new ", "check ", "rules ", "diff ", "bytes ", "compare ",
        "convert ", "schema "}) {
    const ProgramResult help = finwait_program(std::string(command) + "--help");
    CHECK(help.exit == 0);
    CHECK(contains(help.out, "Usage: finwait"));
    CHECK(help.err.empty());
  }
}

TEST_CASE("finwait completions and manual: every command and option that --help knows") {
  const std::string manual = finwait_program("manual").out;
  CHECK(manual.starts_with(".TH FINWAIT 1"));
  const std::string help = finwait_program("--help").out;
  std::vector<std::string> scripts;
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const ProgramResult r = finwait_program(std::string("completions ") + shell);
    CHECK(r.exit == 0);
    scripts.push_back(r.out);
  }
  for (const char* command :
       {"run", "bytes", "compare", "packetdrill", "capture", "convert", "list", "new", "check",
        "rules", "schema", "diff", "live", "completions"}) {
    INFO(command);
    CHECK(contains(help, std::string("\n  ") + command + " "));
    CHECK(contains(manual, std::string("\n.SS \"finwait ") + command));
    for (const std::string& script : scripts) CHECK(contains(script, command));
  }
  for (const char* option : {"out-svg", "no-expect", "tolerance_usecs", "profiles", "until"}) {
    INFO(option);
    std::string in_manual = option;
    if (const size_t dash = in_manual.find('-'); dash != std::string::npos)
      in_manual.insert(dash, "\\");
    CHECK(contains(manual, "\\-\\-" + in_manual));
    CHECK(contains(scripts[0], std::string("--") + option));
    CHECK(contains(scripts[1], std::string("'--") + option + ":"));
    CHECK(contains(scripts[2], std::string(" -l ") + option));
  }
  check_refused("completions", "expected bash, zsh or fish");
  check_refused("completions tcsh", "expected bash, zsh or fish, found 'tcsh'");
}

TEST_CASE("finwait list: a name and a title a line") {
  const ProgramResult r = finwait_program("list");
  CHECK(contains(r.out, "lost-last-ack "));
  CHECK(contains(r.out, "Lost last ACK: why TIME_WAIT lasts 2 MSL\n"));
  CHECK(contains(finwait_program("list --lang zh-Hans").out, "最后一个 ACK 丢失：TIME_WAIT 为何持续 2MSL\n"));
}

TEST_CASE("finwait new: a scenario that runs, and never overwrites") {
  const ScratchFolder folder;
  const std::string name = folder.path("my-first");
  CHECK(finwait_program("new " + name).exit == 0);
  CHECK(finwait_program("new -").out == finwait_program("new").out);
  CHECK(contains(folder.read("my-first.toml"), "My first"));
  CHECK(finwait_program("run " + name + ".toml").exit == 0);
  folder.write("my-first.toml", "mine");
  CHECK(finwait_program("new " + name).exit == 2);
  CHECK(folder.read("my-first.toml") == "mine");
  CHECK(contains(finwait_program("new").out, "format"));
}

TEST_CASE("finwait check: valid or the place of the error") {
  CHECK(finwait_program("check lost-last-ack").out == "lost-last-ack: valid\n");
  const ScratchFolder folder;
  folder.write("bad.toml", "format = 2\n");
  const ProgramResult r = finwait_program("check lost-last-ack " + folder.path("bad.toml"));
  CHECK(r.exit == 2);
  CHECK(r.out == "1 passed, 1 failed\n");
  CHECK(contains(r.err, "bad.toml:1:"));
}

TEST_CASE("finwait rules: all, or one") {
  CHECK(contains(finwait_program("rules").out, "T111"));
  CHECK(contains(finwait_program("rules t111").out, "RFC 9293 3.10.7.4, eighth"));
}

TEST_CASE("finwait diff: 0 for equal runs, 1 for others") {
  CHECK(finwait_program("diff lost-last-ack lost-last-ack").exit == 0);
  const ProgramResult r = finwait_program("diff lost-last-ack normal-close", "COLUMNS=160");
  CHECK(r.exit == 1);
  CHECK(contains(r.out, "The runs differ from "));
  CHECK(contains(r.out, " ║ "));
}

TEST_CASE("finwait bytes: a table or JSON, whatever the expectations say") {
  const ScratchFolder folder;
  folder.write("a.toml", kFailing);
  CHECK(finwait_program("bytes " + folder.path("a.toml")).exit == 0);
  const ProgramResult table = finwait_program("bytes close-with-unread-data");
  CHECK(table.exit == 0);
  CHECK(table.err.empty());
  CHECK(contains(table.out, "killed by    close() of client"));
  const ProgramResult json = finwait_program("bytes --format json close-with-unread-data");
  CHECK(nlohmann::json::parse(json.out)["streams"].size() == 2);
  check_refused("bytes", "bytes: expected a file or the name of a scenario");
  check_refused("bytes linger-zero normal-close", "bytes: expected one scenario, found 2");
  check_refused("bytes --format ladder linger-zero", "expected table or json, found 'ladder'");
}

TEST_CASE("finwait compare: a table, or another form, on standard output or in a file") {
  const ProgramResult table = finwait_program("compare linger-zero");
  CHECK(table.exit == 0);
  CHECK(table.err.empty());
  CHECK(contains(table.out, "≠ #6 client RST,ACK 11 ack 1"));
  const ScratchFolder folder;
  const ProgramResult file =
      finwait_program("compare linger-zero --format html -o '" + folder.path("a.html") + "'");
  CHECK(file.exit == 0);
  CHECK(file.out.empty());
  CHECK(folder.read("a.html").starts_with("<!DOCTYPE html>"));
  const ProgramResult one =
      finwait_program("compare linger-zero --host server --profiles rfc9293,linux --format json");
  CHECK(nlohmann::json::parse(one.out)["differences"] == 0);  // the client's reset is the same
}

TEST_CASE("finwait compare --matrix close: every way of closing") {
  const ProgramResult page = finwait_program("compare --matrix close --format markdown");
  CHECK(page.exit == 0);
  CHECK(page.out.starts_with("# Ways of closing\n"));
  const ProgramResult json =
      finwait_program("compare --matrix close --format json --profiles linux");
  CHECK(nlohmann::json::parse(json.out)["rows"].size() == 35);
  check_refused("compare --matrix open", "--matrix: expected close, found 'open'");
  check_refused("compare --matrix close linger-zero", "--matrix makes its own scenarios");
  check_refused("compare --matrix close --profiles amiga", "--profiles: unknown profile 'amiga'");
}

TEST_CASE("finwait compare: what it refuses") {
  check_refused("compare", "compare: expected a file or the name of a scenario");
  check_refused("compare linger-zero --profiles linux,amiga",
                "finwait: --profiles: unknown profile 'amiga'");
  check_refused("compare linger-zero --host sever",
                "--host: expected client or server, found 'sever'");
  check_refused("compare linger-zero --format xml", "expected table, json, markdown or html");
  check_refused("compare linger-zero -o /nowhere/a.html --format html", "/nowhere/a.html");
}

TEST_CASE("finwait run --junit: one suite a scenario") {
  const ScratchFolder folder;
  CHECK(finwait_program("run --format none normal-close lost-last-ack --junit " +
                        folder.path("j.xml"))
            .exit == 0);
  const std::string text = folder.read("j.xml");
  CHECK(contains(text, "<testsuite name=\"normal-close\""));
  CHECK(contains(text, "failures=\"0\""));
}
