// Pictures, captures, reports and films out of the window, into a real folder.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>

#include "gui/platform/errand_runner.hpp"
#include "sim/host/files.hpp"
#include "sim/host/pdf.hpp"
#include "tests/gui/fixture.hpp"
#include "tests/gui/folder.hpp"

namespace finwait {
namespace {

namespace fs = std::filesystem;
using test::Folder;
using test::session_on;

struct Size {
  uint32_t width = 0;
  uint32_t height = 0;
};

// Of a PNG: its header says so.
Size png_size(const std::string& octets) {
  REQUIRE(octets.size() > 24);
  REQUIRE(octets.substr(1, 3) == "PNG");
  const auto word = [&](size_t at) {
    uint32_t value = 0;
    for (size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<uint8_t>(octets[at + i]);
    return value;
  };
  return {word(16), word(20)};
}

// The program with a run whose last ACK was lost, at its end.
struct Program {
  Session session = session_on("lost-last-ack");
  ErrandRunner errands{[](const std::string&) {}};

  Program() {
    apply(session, command::ToEnd{});
    errands.set_size(960, 600, 1);
  }
  // Writes by the dialog, as a user does, and waits for the end.
  void write(Export what, const std::string& path) {
    apply(session, command::OpenDialog{DialogKind::Export, what});
    apply(session, command::TypeInDialog{path});
    apply(session, command::ChooseInDialog{});
    errands.carry_out(session);
    while (errands.is_busy()) errands.go_on(session);
  }
};

// PATH is another one for as long as this lives.
class Path {
 public:
  explicit Path(const std::string& path) : before_(std::getenv("PATH")) {
    ::setenv("PATH", path.c_str(), 1);
  }
  ~Path() { ::setenv("PATH", before_.c_str(), 1); }

 private:
  std::string before_;
};

}  // namespace

TEST_CASE("exports: pictures of screen, ladder and diagram, twice as large as the window's") {
  const Folder folder;
  Program p;
  p.write(Export::ScreenPng, folder.path("screen"));
  CHECK(p.session.error == "");
  CHECK(p.session.notice.find("screen.png") != std::string::npos);
  CHECK(p.session.dialog.kind == DialogKind::None);
  const Size screen = png_size(read_file(folder.path("screen.png")).take());
  CHECK(screen.width == 1920);
  CHECK(screen.height == 1200);
  p.write(Export::LadderPng, folder.path("ladder.png"));
  p.write(Export::DiagramPng, folder.path("diagram.png"));
  const Size ladder = png_size(read_file(folder.path("ladder.png")).take());
  const Size diagram = png_size(read_file(folder.path("diagram.png")).take());
  const ScreenLayout layout = make_screen_layout(1920, 1200, 1);
  CHECK(static_cast<float>(ladder.width) == doctest::Approx(layout.ladder.width()).epsilon(0.01));
  CHECK(static_cast<float>(ladder.height) >= layout.ladder.height() - 1);  // all of the run
  CHECK(static_cast<float>(diagram.height) ==
        doctest::Approx(layout.diagram.height()).epsilon(0.01));
}

TEST_CASE("exports: a picture is painted beside the window's own context") {
  test::Headless w;
  w.load("lost-last-ack");
  w.frames(2);
  ImGuiContext* const before = ImGui::GetCurrentContext();
  Offscreen offscreen(1);
  const Pixels first = offscreen.part(w.session, PicturePart::Diagram, 960, 600);
  CHECK(ImGui::GetCurrentContext() == before);
  CHECK(offscreen.part(w.session, PicturePart::Diagram, 960, 600).pixels == first.pixels);
  w.frames(2);
  // The middle of the picture is the panel's colour or something painted on it, not the edge's.
  const uint32_t edge = Canvas::to_imgui(theme_of(ThemeName::Dark).background);
  CHECK(first.pixels[first.pixels.size() / 2 + static_cast<size_t>(first.width) / 2] != edge);
}

TEST_CASE("exports: SVG, capture and report") {
  const Folder folder;
  Program p;
  p.write(Export::LadderSvg, folder.path("l.svg"));
  p.write(Export::DiagramSvg, folder.path("d.svg"));
  p.write(Export::BothSvg, folder.path("b.svg"));
  const std::string ladder = read_file(folder.path("l.svg")).take();
  const std::string diagram = read_file(folder.path("d.svg")).take();
  CHECK(ladder.find("<svg") != std::string::npos);
  CHECK(ladder.find("ACK 20 ack 102") != std::string::npos);
  CHECK(diagram.find("CLOSE_WAIT") != std::string::npos);
  CHECK(read_file(folder.path("b.svg")).take().size() > ladder.size());
  p.write(Export::Report, folder.path("r"));
  CHECK(read_file(folder.path("r.md")).take().rfind("# Lost last ACK", 0) == 0);
  p.write(Export::Capture, folder.path("c"));
  apply(p.session, command::OpenFile{folder.path("c.pcapng"), {}});
  p.errands.carry_out(p.session);
  CHECK(p.session.error == "");
  CHECK(p.session.origin().name == "c.pcapng");
}

TEST_CASE("exports: PDF, and without the program that makes it one clear sentence") {
  const Folder folder;
  Program p;
  if (!pdf_problem("")) {
    p.write(Export::BothPdf, folder.path("b"));
    CHECK(p.session.error == "");
    CHECK(read_file(folder.path("b.pdf")).take().starts_with("%PDF-"));
    CHECK(std::distance(fs::directory_iterator(folder.path("")), {}) == 1);
  }
  const Path nowhere(folder.path(""));
  p.write(Export::BothPdf, folder.path("c"));
  CHECK(p.session.error.find("rsvg-convert") != std::string::npos);
  CHECK_FALSE(fs::exists(folder.path("c.pdf")));
}

TEST_CASE("exports: a file is not replaced unasked; what cannot be written is told") {
  const Folder folder;
  Program p;
  folder.put("r.md", "precious");
  p.write(Export::Report, folder.path("r.md"));
  CHECK(p.session.dialog.replace);
  CHECK(read_file(folder.path("r.md")).take() == "precious");
  p.write(Export::ScreenPng, folder.path("no/such/x.png"));
  CHECK(p.session.error.find("x.png: cannot be written") != std::string::npos);
  CHECK(p.session.dialog.kind == DialogKind::Export);
}

TEST_CASE("exports: without ffmpeg a film is refused in one clear sentence") {
  const Folder folder;
  const Path nothing(folder.path());
  Program p;
  p.write(Export::Gif, folder.path("f.gif"));
  CHECK(p.session.error.find("ffmpeg") != std::string::npos);
  CHECK_FALSE(fs::exists(folder.path("f.gif")));
}

TEST_CASE("exports: a film's frames reach ffmpeg, each whole; the window's cursor stays") {
  const Folder folder;
  // Stands in for ffmpeg: notes how many octets came, and its arguments.
  folder.put("ffmpeg", "#!/bin/sh\n/usr/bin/wc -c >\"$0.count\"\necho \"$*\" >\"$0.words\"\n");
  fs::permissions(folder.path("ffmpeg"), fs::perms::owner_all);
  const Path only(folder.path());
  Program p;
  apply(p.session, command::SetSpeed{kFastest});
  const Time now = p.session.cursor.now;
  p.errands.set_size(400, 321, 1);
  p.session.bookmarks = {Time{} + milliseconds(200), Time{} + milliseconds(300)};
  p.write(Export::Mp4, folder.path("it's a film.mp4"));
  CHECK(p.session.error == "");
  CHECK(p.session.progress == "");
  CHECK(p.session.cursor.now == now);
  const std::string words = read_file(folder.path("ffmpeg.words")).take();
  CHECK(words.find("-s 400x320 -r 25") != std::string::npos);
  CHECK(words.find("it's a film.mp4") != std::string::npos);
  const uint64_t octets = std::stoull(read_file(folder.path("ffmpeg.count")).take());
  CHECK(octets % (400 * 320 * 4) == 0);
  CHECK(octets / (400 * 320 * 4) > 25);  // the last picture stands for a second
}

TEST_CASE("exports: a film of a part of the run, and an ffmpeg that fails") {
  const Folder folder;
  folder.put("ffmpeg", "#!/bin/sh\n/usr/bin/wc -c >/dev/null\nexit 1\n");
  fs::permissions(folder.path("ffmpeg"), fs::perms::owner_all);
  const Path only(folder.path());
  Session session = session_on("lost-last-ack");
  apply(session, command::SetSpeed{1});
  auto film = Film::start(session, {.path = folder.path("f.gif"),
                                    .width = 400,
                                    .height = 320,
                                    .fps = 10,
                                    .from = Time{} + milliseconds(300),
                                    .to = Time{} + milliseconds(800)});
  REQUIRE(film.ok());
  CHECK(film.value().percent() == 0);
  while (!film.value().advance(1)) {
  }
  CHECK(film.value().percent() == 100);
  CHECK(film.value().frames() > 10);
  CHECK(film.value().frames() < 20);
  REQUIRE(film.value().error());
  CHECK(film.value().error()->message.find("ffmpeg could not make") == 0);
}

}  // namespace finwait
