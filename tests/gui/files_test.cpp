// Files in a real folder: opening, listing, watching, writing, and what is said when it fails.
#include <doctest/doctest.h>

#include <filesystem>

#include "gui/platform/errand_runner.hpp"
#include "sim/host/files.hpp"
#include "sim/report/pcapng.hpp"
#include "tests/gui/fixture.hpp"
#include "tests/gui/folder.hpp"

namespace finwait {
namespace {

namespace fs = std::filesystem;
using test::Folder;
using test::session_on;

// The run of a built-in scenario as a capture.
std::string capture_of(const std::string& name) {
  const Session s = session_on(name);
  Simulation whole = s.run->simulation;
  whole.run();
  return pcapng_octets(whole, {.version = "test"});
}

// The session with what it asks for carried out, until nothing is left to do.
struct Program {
  Session session = session_on("normal-close");
  std::string clipboard;
  ErrandRunner errands{[this](const std::string& text) { clipboard = text; }};

  void run(const Command& command) {
    apply(session, command);
    errands.carry_out(session);
    while (errands.is_busy()) {
      errands.go_on(session);
      errands.carry_out(session);
    }
  }
};

const char* const kScenario =
    "format = 1\n"
    "title = \"Mine\"\n"
    "network = { delay = \"10ms\" }\n"
    "hosts.a = { profile = \"linux\" }\n"
    "hosts.b = { profile = \"linux\" }\n"
    "timeline = [\n"
    "  { at = \"0ms\", host = \"b\", call = \"listen\", port = 80 },\n"
    "  { at = \"0ms\", host = \"a\", call = \"connect\", to = \"b:80\" },\n"
    "]\n";

}  // namespace

TEST_CASE("files: a scenario is opened by its path and is then among the recent ones") {
  const Folder folder;
  Program p;
  const std::string path = folder.put("mine.toml", kScenario);
  p.run(command::OpenFile{path, {}});
  CHECK(p.session.error == "");
  CHECK(p.session.run->simulation.scenario().title.en == "Mine");
  CHECK(p.session.recent == std::vector<std::string>{path});
  p.run(command::OpenFile{folder.path("no.toml"), {}});
  CHECK(p.session.error.find("no.toml: cannot be opened") != std::string::npos);
  CHECK(p.session.run->simulation.scenario().title.en == "Mine");
  p.run(command::OpenFile{folder.put("bad.toml", "format = 1\nfoo = 2\n"), {}});
  CHECK(p.session.error.find("bad.toml:2:") != std::string::npos);
}

TEST_CASE("files: the chooser lists what can be opened and walks through folders") {
  const Folder folder;
  fs::create_directories(folder.path("sub"));
  folder.put("b.toml", kScenario);
  folder.put("a.pkt", "");
  folder.put("c.txt", "");
  folder.put(".hidden.toml", "");
  folder.put("sub/d.toml", kScenario);
  Program p;
  p.session.dialog.folder = folder.path();
  p.run(command::OpenDialog{DialogKind::Open});
  CHECK(p.session.dialog.entries ==
        std::vector<FileEntry>{{"sub", true}, {"a.pkt", false}, {"b.toml", false}});
  p.run(command::ChooseInDialog{1});
  CHECK(p.session.dialog.folder == folder.path("sub"));
  CHECK(p.session.dialog.entries == std::vector<FileEntry>{{"d.toml", false}});
  p.run(command::TypeInDialog{"../b.toml"});
  p.run(command::ChooseInDialog{});
  CHECK(p.session.dialog.kind == DialogKind::None);
  CHECK(p.session.origin().path == folder.path("b.toml"));
  p.run(command::OpenDialog{DialogKind::Open});
  p.run(command::TypeInDialog{folder.path()});
  p.run(command::ChooseInDialog{});
  CHECK(p.session.dialog.folder == folder.path());
}

TEST_CASE("files: a folder that is dropped on the window is shown, to choose from") {
  const Folder folder;
  folder.put("mine.toml", kScenario);
  Program p;
  p.run(command::OpenFile{folder.path(""), {}});
  CHECK(p.session.error == "");
  CHECK(p.session.dialog.kind == DialogKind::Open);
  const std::vector<DialogRow> rows = dialog_rows(p.session);
  REQUIRE(rows.size() == 2);  // behind ".."
  CHECK(rows[1].text == "mine.toml");
  p.run(command::ChooseInDialog{1});
  CHECK(p.session.run->simulation.scenario().title.in(Language::En) == "Mine");
}

TEST_CASE("files: a path that is typed is looked at, folder by folder") {
  const Folder folder;
  folder.put("one.toml", "");
  folder.put("one-more.toml", "");
  fs::create_directory(folder.path("inner"));
  Program p;
  p.run(command::OpenDialog{DialogKind::Open});
  const auto type = [&](const std::string& typed) {
    apply(p.session, command::TypeInDialog{typed});
    p.errands.carry_out(p.session);
    return p.session.dialog.path;
  };
  CHECK(type(folder.path("o")).kind == TypedPath::Kind::None);
  CHECK(dialog_rows(p.session).size() == 2);
  CHECK(type(folder.path("one.toml")).kind == TypedPath::Kind::File);
  CHECK(type(folder.path("inner")).kind == TypedPath::Kind::Folder);
  CHECK(type(folder.path("inner/")).entries.empty());
  CHECK(type(folder.path("no/such")).kind == TypedPath::Kind::None);
}

TEST_CASE("files: a change on disk is played at once, a broken one is told, a mended one plays") {
  const Folder folder;
  Program p;
  const std::string path = folder.put("mine.toml", kScenario);
  p.run(command::OpenFile{path, {}});
  apply(p.session, command::SeekTime{Time{} + milliseconds(15)});
  CHECK_FALSE(p.errands.look(p.session));
  CHECK_FALSE(p.errands.look(p.session));
  std::string text = kScenario;
  text.replace(text.find("Mine"), 4, "Other");
  folder.put("mine.toml", text);
  CHECK(p.errands.look(p.session));
  CHECK(p.session.run->simulation.scenario().title.en == "Other");
  CHECK(p.session.cursor.now == Time{} + milliseconds(15));
  CHECK_FALSE(p.errands.look(p.session));
  folder.put("mine.toml", "format = 1\ntitle = \"never\n");
  CHECK(p.errands.look(p.session));
  CHECK(p.session.error.find("mine.toml:2:") != std::string::npos);
  CHECK(p.session.run->simulation.scenario().title.en == "Other");
  fs::remove(path);
  CHECK_FALSE(p.errands.look(p.session));
  folder.put("mine.toml", kScenario);
  CHECK(p.errands.look(p.session));
  CHECK(p.session.error == "");
  CHECK(p.session.run->simulation.scenario().title.en == "Mine");
}

TEST_CASE("files: a capture that is being written is followed, half packets and all") {
  const Folder folder;
  Program p;
  const std::string whole = capture_of("lost-last-ack");
  const auto write = [&](size_t octets) { folder.put("x.pcapng", whole.substr(0, octets)); };
  const auto look = [&] {
    const bool changed = p.errands.look(p.session);
    while (p.errands.is_busy()) p.errands.go_on(p.session);
    return changed;
  };
  write(whole.size());
  p.run(command::OpenFile{folder.path("x.pcapng"), {}});
  const size_t packets = p.session.run->trace().packets.size();
  const Time end = p.session.run->index.end;
  write(whole.size() / 2);  // as if it had just begun
  CHECK(look());
  CHECK(p.session.error == "");
  CHECK(p.session.run->trace().packets.size() < packets);
  apply(p.session, command::ToEnd{});
  write(whole.size() - 3);
  CHECK(look());
  CHECK(p.session.error == "");
  CHECK(p.session.cursor.now == p.session.run->index.end);
  const Time instant = Time{} + milliseconds(30);
  apply(p.session, command::SeekTime{instant});
  write(whole.size());
  CHECK(look());
  CHECK_FALSE(look());
  CHECK(p.session.cursor.now == instant);
  CHECK(p.session.run->trace().packets.size() == packets);
  CHECK(p.session.run->index.end == end);
  CHECK(p.session.notice == "");
  CHECK(p.session.progress == "");
}

TEST_CASE("files: a built-in scenario has no file to watch") {
  Program p;
  CHECK_FALSE(p.errands.look(p.session));
}

TEST_CASE("files: a capture opens as the scenario that it shows") {
  const Folder folder;
  Program p;
  const std::string path = folder.put("x.pcapng", capture_of("lost-last-ack"));
  p.run(command::OpenFile{path, {}});
  CHECK(p.session.error == "");
  CHECK(p.session.progress == "");
  CHECK(p.session.origin().path == path);
  CHECK(p.session.run->simulation.scenario().title.en == "x.pcapng");
  bool time_wait = false;
  for (const Span& span : p.session.run->index.spans[0])
    time_wait = time_wait || span.state == State::TimeWait;
  CHECK(time_wait);
  p.run(command::OpenFile{folder.put("y.pcapng", "nonsense"), {}});
  CHECK(p.session.error.find("y.pcapng: at offset 0: expected a pcap") != std::string::npos);
}

TEST_CASE("files: of a capture with several connections one is asked for") {
  const Folder folder;
  Program p;
  const std::string path = folder.put("two.pcapng", capture_of("crash-and-reconnect"));
  p.run(command::OpenFile{path, {}});
  CHECK(p.session.dialog.kind == DialogKind::Connections);
  REQUIRE(p.session.dialog.lines.size() > 3);  // heading, connections, counts
  CHECK(p.session.origin().name == "normal-close");
  p.run(command::MoveInDialog{1});
  p.run(command::ChooseInDialog{});
  CHECK(p.session.error == "");
  CHECK(p.session.dialog.kind == DialogKind::None);
  CHECK(p.session.origin().name == "two.pcapng, connection 2");
  p.run(command::OpenFile{path, 77});
  CHECK(p.session.error.find("expected connection 1 to") != std::string::npos);
}

TEST_CASE("files: the branch is saved under a typed name, and not over another file unasked") {
  const Folder folder;
  Program p;
  p.session.dialog.folder = folder.path();
  p.run(command::OpenDialog{DialogKind::SaveAs});
  p.run(command::TypeInDialog{"mine"});
  p.run(command::ChooseInDialog{});
  CHECK(p.session.dialog.kind == DialogKind::None);
  const std::string saved = read_file(folder.path("mine.toml")).take();
  CHECK(read_scenario(saved, "mine.toml").ok());
  folder.put("mine.toml", "precious");
  p.run(command::OpenDialog{DialogKind::SaveAs});
  p.run(command::TypeInDialog{"mine.toml"});
  p.run(command::ChooseInDialog{});
  CHECK(p.session.dialog.replace);
  CHECK(read_file(folder.path("mine.toml")).take() == "precious");
  p.run(command::ChooseInDialog{});
  CHECK(read_file(folder.path("mine.toml")).take() == saved);
  p.run(command::OpenDialog{DialogKind::SaveAs});
  p.run(command::TypeInDialog{"no/such/folder/x"});
  p.run(command::ChooseInDialog{});
  CHECK(p.session.error.find("cannot be written") != std::string::npos);
  CHECK(p.session.dialog.kind == DialogKind::SaveAs);
}

TEST_CASE("files: what is copied reaches the clipboard, and a notice says so") {
  Program p;
  p.run(command::Copy{CopyWhat::Ladder});
  CHECK(p.clipboard.find("ESTABLISHED") != std::string::npos);
  CHECK(p.session.notice != "");
}

}  // namespace finwait
