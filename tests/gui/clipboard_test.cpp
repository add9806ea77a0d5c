// Pictures on the clipboard, by a stand-in for the program that the platform has.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <utility>

#include "gui/platform/errand_runner.hpp"
#include "gui/platform/picture_clipboard.hpp"
#include "tests/gui/fixture.hpp"
#include "tests/gui/folder.hpp"

#if !defined(_WIN32) && !defined(__APPLE__)

namespace finwait {
namespace {

namespace fs = std::filesystem;
using test::Folder;
using test::session_on;

// A variable of the environment is another one for as long as this lives.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    ::setenv(name, value.c_str(), 1);
  }
  ~Variable() {
    if (before_)
      ::setenv(name_, before_->c_str(), 1);
    else
      ::unsetenv(name_);
  }

 private:
  const char* name_;
  std::optional<std::string> before_;
};

// Keeps what it is given, and its words.
void stand_in(const Folder& folder, const std::string& name, const std::string& keep) {
  folder.put(name, "#!/bin/sh\necho \"$*\" >\"$0.words\"\n" + keep + "\n");
  fs::permissions(folder.path(name), fs::perms::owner_all);
}

struct Program {
  Session session = session_on("lost-last-ack");
  std::string text;
  ErrandRunner errands{[this](const std::string& t) { text = t; }};

  void copy(CopyWhat what) {
    apply(session, command::Copy{what});
    errands.set_size(960, 600, 1);
    errands.carry_out(session);
  }
};

size_t passing_files() {
  size_t count = 0;
  for (const auto& entry : fs::directory_iterator(fs::temp_directory_path()))
    if (entry.path().extension() == ".png" &&
        entry.path().filename().string().rfind("finwait-", 0) == 0)
      ++count;
  return count;
}

}  // namespace

TEST_CASE("clipboard: under X11 xclip gets the screen, the timeline or the diagram as PNG") {
  const Folder folder;
  stand_in(folder, "xclip", "/bin/cat \"$6\" >\"$0.png\"");
  const Variable path("PATH", folder.path());
  const Variable display("DISPLAY", ":9");
  const Variable wayland("WAYLAND_DISPLAY", "");
  Program p;
  const size_t before = passing_files();
  for (const CopyWhat what :
       {CopyWhat::ScreenPicture, CopyWhat::LadderPicture, CopyWhat::DiagramPicture}) {
    p.copy(what);
    CHECK(p.session.error == "");
    CHECK(p.session.notice.rfind("copied: a picture of ", 0) == 0);
    CHECK(read_file(folder.path("xclip.png")).take().substr(1, 3) == "PNG");
    const std::string words = read_file(folder.path("xclip.words")).take();
    CHECK(words.rfind("-selection clipboard -t image/png -i ", 0) == 0);
  }
  CHECK(passing_files() == before);  // none is left behind
  p.copy(CopyWhat::ScreenPicture);
  CHECK(p.session.notice == "copied: a picture of 1920 \u00d7 1200 pixels");
}

TEST_CASE("clipboard: under Wayland wl-copy reads it; without wl-copy, xclip does") {
  const Folder folder;
  stand_in(folder, "wl-copy", "/bin/cat >\"$0.png\"");
  const Variable path("PATH", folder.path());
  const Variable display("DISPLAY", ":9");
  const Variable wayland("WAYLAND_DISPLAY", "wayland-1");
  Program p;
  p.copy(CopyWhat::DiagramPicture);
  CHECK(p.session.error == "");
  CHECK(read_file(folder.path("wl-copy.png")).take().substr(1, 3) == "PNG");
  CHECK(read_file(folder.path("wl-copy.words")).take() == "--type image/png\n");
  fs::remove(folder.path("wl-copy"));
  stand_in(folder, "xclip", "");
  CHECK(clipboard_command("/x y.png").take().find("'/x y.png'") != std::string::npos);
}

TEST_CASE("clipboard: where there is no such program one sentence says what to install") {
  const Folder folder;
  const Variable path("PATH", folder.path());
  const Variable display("DISPLAY", ":9");
  Program p;
  {
    const Variable wayland("WAYLAND_DISPLAY", "");
    p.copy(CopyWhat::ScreenPicture);
    CHECK(p.session.error.find("apt install xclip") != std::string::npos);
  }
  const Variable wayland("WAYLAND_DISPLAY", "wayland-1");
  p.copy(CopyWhat::ScreenPicture);
  CHECK(p.session.error.find("apt install wl-clipboard") != std::string::npos);
  CHECK(p.session.error.find('\n') == std::string::npos);
  p.copy(CopyWhat::Ladder);  // text needs none
  CHECK(p.text.find("TIME_WAIT") != std::string::npos);
}

TEST_CASE("clipboard: a program that fails is named") {
  const Folder folder;
  stand_in(folder, "xclip", "exit 1");
  const Variable path("PATH", folder.path());
  const Variable display("DISPLAY", ":9");
  const Variable wayland("WAYLAND_DISPLAY", "");
  Program p;
  p.copy(CopyWhat::LadderPicture);
  CHECK(p.session.error.find("xclip could not put the picture on the clipboard") !=
        std::string::npos);
}

TEST_CASE("clipboard: Ctrl+I and Ctrl+Shift+I") {
  test::Headless w;
  w.load("normal-close");
  w.frames();
  w.press_with_control(ImGuiKey_I);
  ImGui::GetIO().AddKeyEvent(ImGuiMod_Shift, true);
  w.press_with_control(ImGuiKey_I);
  ImGui::GetIO().AddKeyEvent(ImGuiMod_Shift, false);
  REQUIRE(w.session.errands.size() == 2);
  CHECK(w.session.errands[0].copy == CopyWhat::ScreenPicture);
  CHECK(w.session.errands[1].copy == CopyWhat::LadderPicture);
  CHECK_FALSE(w.session.measured);
}

}  // namespace finwait

#endif
