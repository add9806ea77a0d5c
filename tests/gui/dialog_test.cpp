// The dialog: rows, choosing, layout, and the same by synthetic keys and clicks.
#include <doctest/doctest.h>

#include "gui/model/copied_text.hpp"
#include "gui/model/dialog_layout.hpp"
#include "gui/model/menu.hpp"
#include "tests/gui/fixture.hpp"

namespace finwait {
namespace {

using test::Headless;
using test::session_on;

// A folder as the program would have listed it.
void show_folder(Session& s) {
  s.errands.clear();
  apply(s, command::ShowFolder{"/a/b", {{"sub", true}, {"one.toml", false}, {"two.pcap", false}}});
}

Session opening() {
  Session s = session_on("normal-close");
  apply(s, command::OpenDialog{DialogKind::Open});
  REQUIRE(s.errands.size() == 1);
  CHECK(s.errands[0].kind == Errand::Kind::ListFolder);
  show_folder(s);
  return s;
}

std::vector<std::string> texts(const Session& s) {
  std::vector<std::string> out;
  for (const DialogRow& row : dialog_rows(s)) out.push_back(row.text);
  return out;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("dialog: recent files, the folder above, folders, files; typing filters them") {
  Session s = opening();
  s.recent = {"/x/last.toml", "/x/older.pkt"};
  CHECK(texts(s) == Texts{"last.toml", "older.pkt", "..", "sub/", "one.toml", "two.pcap"});
  apply(s, command::TypeInDialog{"P"});
  CHECK(texts(s) == Texts{"older.pkt", "two.pcap"});
  apply(s, command::TypeInDialog{"nothing"});
  CHECK(texts(s).empty());
}

TEST_CASE("dialog: a chosen folder is listed, a chosen file is opened") {
  Session s = opening();
  apply(s, command::MoveInDialog{1});
  apply(s, command::ChooseInDialog{});
  REQUIRE(s.errands.size() == 1);
  CHECK(s.errands[0].kind == Errand::Kind::ListFolder);
  CHECK(s.errands[0].path == "/a/b/sub");
  s.errands.clear();
  apply(s, command::ChooseInDialog{0});
  CHECK(s.errands[0].path == "/a");
  s.errands.clear();
  apply(s, command::MoveInDialog{99});
  apply(s, command::ChooseInDialog{});
  CHECK(s.errands[0].kind == Errand::Kind::Open);
  CHECK(s.errands[0].path == "/a/b/two.pcap");
}

TEST_CASE("dialog: a typed path is opened as seen from the folder") {
  const auto opened = [](const std::string& typed) {
    Session s = opening();
    apply(s, command::TypeInDialog{typed});
    apply(s, command::ChooseInDialog{});
    REQUIRE(s.errands.size() == 1);
    CHECK(s.errands[0].kind == Errand::Kind::Open);
    return s.errands[0].path;
  };
  CHECK(opened("/c/d.toml") == "/c/d.toml");
  CHECK(opened("sub/x.pkt") == "/a/b/sub/x.pkt");
  CHECK(opened("~/x.toml") == "~/x.toml");
  CHECK(opened("C:\\x.toml") == "C:\\x.toml");
  CHECK(opened("hidden-name") == "/a/b/hidden-name");
}

TEST_CASE("dialog: a path says while it is typed what is there, lists it, and Tab completes it") {
  Session s = opening();
  apply(s, command::TypeInDialog{"sub/o"});
  REQUIRE(s.errands.size() == 1);
  CHECK(s.errands[0].kind == Errand::Kind::LookAt);
  CHECK(s.errands[0].path == "sub/o");
  CHECK(texts(s).empty());  // nothing is known yet
  const std::vector<FileEntry> inside = {
      {"old", true}, {"one.toml", false}, {"one-more.toml", false}, {"two.toml", false}};
  const auto answer = [&](const std::string& typed, TypedPath::Kind kind) {
    s.errands.clear();
    apply(s, command::ShowTypedPath{{typed, kind, "/a/b/sub", inside}});
  };
  answer("sub/o", TypedPath::Kind::None);
  CHECK(texts(s) == Texts{"old/", "one.toml", "one-more.toml"});
  apply(s, command::CompleteInDialog{});
  CHECK(s.dialog.typed == "sub/o");  // they agree no further
  apply(s, command::TypeInDialog{"sub/on"});
  answer("sub/on", TypedPath::Kind::None);
  apply(s, command::CompleteInDialog{});
  CHECK(s.dialog.typed == "sub/one");
  REQUIRE(s.errands.size() == 1);  // it is looked at, too
  apply(s, command::TypeInDialog{"sub/OL"});
  answer("sub/OL", TypedPath::Kind::None);
  apply(s, command::CompleteInDialog{});
  CHECK(s.dialog.typed == "sub/old/");
  // Enter takes what was typed if it is there, else the row that is chosen.
  apply(s, command::TypeInDialog{"sub/one.toml"});
  answer("sub/one.toml", TypedPath::Kind::File);
  apply(s, command::ChooseInDialog{});
  REQUIRE(s.errands.size() == 1);
  CHECK(s.errands[0].kind == Errand::Kind::Open);
  CHECK(s.errands[0].path == "/a/b/sub/one.toml");
  apply(s, command::TypeInDialog{"sub/tw"});
  answer("sub/tw", TypedPath::Kind::None);
  apply(s, command::ChooseInDialog{});
  REQUIRE(s.errands.size() == 1);
  CHECK(s.errands[0].path == "/a/b/sub/two.toml");
}

TEST_CASE("dialog: its last line says of a path whether it is a folder, a file or neither") {
  Headless w;
  w.load("normal-close");
  const Phrases& say = w.session.phrases;
  const auto hint = [&](DialogKind kind, const std::string& typed, TypedPath::Kind found) {
    apply(w.session, command::OpenDialog{kind, Export::Report});
    apply(w.session, command::TypeInDialog{typed});
    apply(w.session, command::ShowTypedPath{{typed, found, "/a", {}}});
    const ScreenLayout layout = make_screen_layout(1280, 720, 1);
    return make_dialog_model(w.session, layout, {w.measure(), layout.ui}).hint.text;
  };
  using Kind = TypedPath::Kind;
  CHECK(hint(DialogKind::Open, "/a/x", Kind::None) == say(Phrase::PathNone));
  CHECK(hint(DialogKind::Open, "/a/x", Kind::File) == say(Phrase::PathFile));
  CHECK(hint(DialogKind::Open, "/a/x", Kind::Folder) == say(Phrase::PathFolder));
  CHECK(hint(DialogKind::Export, "x", Kind::File) == say(Phrase::PathTaken));
  CHECK(hint(DialogKind::Export, "x", Kind::None) == say(Phrase::HintWrite));
}

TEST_CASE("dialog: writing takes the typed name, with the extension that it lacks") {
  Session s = session_on("normal-close");
  apply(s, command::OpenDialog{DialogKind::SaveAs});
  CHECK(s.dialog.typed == "normal-close.toml");
  show_folder(s);
  CHECK(s.dialog.typed == "normal-close.toml");
  CHECK(texts(s) == Texts{"..", "sub/"});
  apply(s, command::TypeInDialog{"mine"});
  apply(s, command::ChooseInDialog{});
  CHECK(s.errands[0].kind == Errand::Kind::SaveAs);
  CHECK(s.errands[0].path == "/a/b/mine.toml");
  CHECK_FALSE(s.errands[0].replace);
  apply(s, command::AskToReplace{});
  apply(s, command::ChooseInDialog{});
  CHECK(s.errands[1].replace);
  apply(s, command::TypeInDialog{"other"});
  CHECK_FALSE(s.dialog.replace);
  for (int i = 0; i < kExports; ++i) {
    const auto what = static_cast<Export>(i);
    apply(s, command::OpenDialog{DialogKind::Export, what});
    // A picture of a part does not take the name of the whole screen's.
    const bool ladder = what == Export::LadderPng || what == Export::LadderSvg;
    const bool diagram = what == Export::DiagramPng || what == Export::DiagramSvg;
    const std::string part = ladder ? "-ladder" : diagram ? "-diagram" : "";
    CHECK(s.dialog.typed == "normal-close" + part + export_extension(what));
  }
}

TEST_CASE("dialog: every entry of the menu does what it says") {
  const size_t count = menu_items().size();
  size_t exports = 0;
  for (size_t i = 0; i < count; ++i) {
    Session s = session_on("normal-close");
    apply(s, command::OpenDialog{DialogKind::Menu});
    REQUIRE(dialog_rows(s).size() == count);
    const std::string text = dialog_rows(s)[i].text;
    INFO(text);
    apply(s, command::ChooseInDialog{i});
    CHECK(s.dialog.kind != DialogKind::Menu);
    CHECK((!s.errands.empty() || s.quit || s.drop_mode));
    if (s.dialog.kind == DialogKind::Export) ++exports;
  }
  CHECK(exports == kExports);
}

TEST_CASE("dialog: the connections of a capture, one of which is opened") {
  Session s = session_on("normal-close");
  apply(s, command::ShowConnections{"/a/x.pcap", {"heading", "1 a -> b", "2 c -> d", "counts"}});
  CHECK(texts(s) == Texts{"1 a -> b", "2 c -> d"});
  apply(s, command::TypeInDialog{"c ->"});
  apply(s, command::ChooseInDialog{});
  REQUIRE(s.errands.size() == 1);
  CHECK(s.errands[0].kind == Errand::Kind::OpenConnection);
  CHECK(s.errands[0].path == "/a/x.pcap");
  CHECK(s.errands[0].connection == 1);
}

TEST_CASE("dialog: Escape puts the error away, then the dialog; a good file closes it") {
  Session s = opening();
  apply(s, command::Load{{"bad.toml", "nonsense", {}, "/a/bad.toml"}});
  CHECK(s.dialog.kind == DialogKind::Open);
  CHECK(s.recent.empty());
  apply(s, command::Escape{});
  CHECK(s.error == "");
  CHECK(s.dialog.kind == DialogKind::Open);
  const std::string text = s.origin().text;
  apply(s, command::Load{{"good.toml", text, {}, "/a/good.toml"}});
  CHECK(s.dialog.kind == DialogKind::None);
  CHECK(s.recent == Texts{"/a/good.toml"});
  apply(s, command::OpenDialog{DialogKind::Menu});
  apply(s, command::Escape{});
  CHECK(s.dialog.kind == DialogKind::None);
}

TEST_CASE("dialog: recent files come once, the last one first, and are not too many") {
  Session s = session_on("normal-close");
  const std::string text = s.origin().text;
  for (size_t i = 0; i < kMostRecent + 3; ++i)
    apply(s, command::Load{{"f", text, {}, "/f" + std::to_string(i)}});
  apply(s, command::Load{{"f", text, {}, "/f7"}});
  CHECK(s.recent.size() == kMostRecent);
  CHECK(s.recent[0] == "/f7");
  CHECK(s.recent[1] == "/f10");
}

TEST_CASE("dialog: a file that changed on disk keeps the instant, and its values") {
  Session s = session_on("normal-close");
  const std::string text = s.origin().text;
  apply(s, command::Load{{"f.toml", text, {}, "/a/f.toml"}});
  apply(s, command::SetValue{{"network.delay", "20ms"}});
  apply(s, command::SeekTime{Time{} + milliseconds(150)});
  apply(s, command::Reload{text + "\n# more\n"});
  CHECK(s.error == "");
  CHECK(s.notice != "");
  CHECK(s.branch == 1);
  CHECK(s.cursor.now == Time{} + milliseconds(150));
  CHECK(s.run->script().links[0].delay == milliseconds(20));
  CHECK(s.branches[0].origin.text == s.branches[1].origin.text);
  // Broken: told, and the last good run stays.
  const uint64_t generation = s.generation;
  apply(s, command::Reload{"format = 1\ntitle =\n"});
  CHECK(s.error.rfind("f.toml:2:", 0) == 0);
  CHECK(s.generation == generation);
  CHECK(s.cursor.now == Time{} + milliseconds(150));
  apply(s, command::Reload{text});
  CHECK(s.error == "");
}

TEST_CASE("dialog: a change of the past stays as it is when the file changes") {
  Session s = session_on("normal-close");
  const std::string text = s.origin().text;
  apply(s, command::Load{{"f.toml", text, {}, "/a/f.toml"}});
  apply(s, command::EditPacket{0, PacketEdit::Drop});
  REQUIRE(s.branch == 1);
  const std::string edited = s.origin().text;
  apply(s, command::Reload{text + "\n"});
  CHECK(s.branch == 0);
  CHECK(s.branches[1].origin.text == edited);
}

TEST_CASE("dialog: nothing overlaps or leaves the box, in every language, at every size") {
  Headless w;
  w.load("normal-close");
  apply(w.session, command::EditPacket{0, PacketEdit::Drop});
  for (Language language : kAllLanguages) {
    apply(w.session, command::SetLanguage{language});
    w.frames();
    for (int kind = 1; kind <= 6; ++kind) {
      apply(w.session, command::OpenDialog{static_cast<DialogKind>(kind), Export::BothSvg});
      show_folder(w.session);
      w.session.recent = {"/a/very/long/folder/that/does/not/fit/anywhere/at/all/x.toml"};
      w.session.dialog.lines = {"heading", std::string(300, 'x'), "short", "counts"};
      using Size = std::pair<float, float>;
      for (const auto& [width, height] : {Size{960, 600}, {1280, 720}, {3840, 2160}}) {
        const ScreenLayout layout = make_screen_layout(width, height, 1);
        const Type type{w.measure(), layout.ui};
        const DialogModel m = make_dialog_model(w.session, layout, type);
        CHECK(layout.screen.contains(m.box));
        std::vector<Label> labels = {m.title, m.folder, m.heading, m.hint};
        CHECK(m.lines.size() > 1);
        for (const DialogLine& line : m.lines) {
          CHECK(line.rect.contains(line.text.box, 2));
          CHECK(m.box.contains(line.rect));
          CHECK_FALSE(line.rect.overlaps(m.field));
          CHECK_FALSE((!m.hint.text.empty() && line.rect.overlaps(m.hint.box)));
          labels.push_back(line.text);
          labels.push_back(line.detail);
        }
        for (size_t i = 0; i < labels.size(); ++i) {
          if (labels[i].text.empty()) continue;
          INFO(labels[i].text);
          CHECK(m.box.contains(labels[i].box));
          for (size_t k = i + 1; k < labels.size(); ++k)
            CHECK_FALSE((!labels[k].text.empty() && overlap(labels[i], labels[k])));
        }
      }
    }
  }
}

TEST_CASE("dialog: the chosen row is in sight, however many there are") {
  Headless w;
  w.load("normal-close");
  apply(w.session, command::OpenDialog{DialogKind::Open});
  std::vector<FileEntry> many;
  for (int i = 0; i < 300; ++i) many.push_back({"f" + std::to_string(i) + ".toml", false});
  apply(w.session, command::ShowFolder{"/a", many});
  const ScreenLayout layout = make_screen_layout(1280, 720, 1);
  const Type type{w.measure(), layout.ui};
  for (int by : {0, 5, 100, 500, -3, -500}) {
    apply(w.session, command::MoveInDialog{by});
    const DialogModel m = make_dialog_model(w.session, layout, type);
    CHECK(m.rows == 301);
    size_t chosen = 0;
    for (const DialogLine& line : m.lines) chosen += line.chosen;
    CHECK(chosen == 1);
  }
}

TEST_CASE("panels: the menu opens by its button and by Ctrl+E, and its rows can be clicked") {
  Headless w;
  w.load("normal-close");
  w.click("menu");
  CHECK(w.session.dialog.kind == DialogKind::Menu);
  w.click("row-1");
  CHECK(w.session.dialog.kind == DialogKind::None);
  REQUIRE(w.session.errands.size() == 1);
  CHECK(w.session.errands[0].kind == Errand::Kind::Save);
  ImGui::GetIO().AddKeyEvent(ImGuiMod_Ctrl, true);
  w.press(ImGuiKey_E);
  ImGui::GetIO().AddKeyEvent(ImGuiMod_Ctrl, false);
  CHECK(w.session.dialog.kind == DialogKind::Menu);
  w.click_at({3, 300});
  CHECK(w.session.dialog.kind == DialogKind::None);
}

TEST_CASE("panels: what is typed into the dialog goes there and nowhere else") {
  Headless w;
  w.load("normal-close");
  ImGui::GetIO().AddKeyEvent(ImGuiMod_Ctrl, true);
  w.press(ImGuiKey_O);
  ImGui::GetIO().AddKeyEvent(ImGuiMod_Ctrl, false);
  CHECK(w.session.dialog.kind == DialogKind::Open);
  show_folder(w.session);
  w.frames(3);
  w.type("two");
  CHECK(w.session.dialog.typed == "two");
  w.press(ImGuiKey_Space);
  w.press(ImGuiKey_RightArrow);
  CHECK_FALSE(w.session.playing);
  CHECK(w.session.cursor.step == 0);
  w.press(ImGuiKey_Enter);
  REQUIRE(w.session.errands.size() == 1);
  CHECK(w.session.errands[0].path == "/a/b/two.pcap");
  w.frames(3);
  w.press(ImGuiKey_Escape);
  w.frames(2);
  CHECK(w.session.dialog.kind == DialogKind::None);
  w.press(ImGuiKey_RightArrow);
  CHECK(w.session.cursor.step == 1);
}

TEST_CASE("panels: Tab completes the path that is typed") {
  Headless w;
  w.load("normal-close");
  apply(w.session, command::OpenDialog{DialogKind::Open});
  show_folder(w.session);
  w.frames(3);
  w.type("/a/on");
  apply(w.session,
        command::ShowTypedPath{{"/a/on", TypedPath::Kind::None, "/a", {{"one.toml", false}}}});
  w.press(ImGuiKey_Tab);
  CHECK(w.session.dialog.typed == "/a/one.toml");
  w.frames(3);
  w.type("x");  // the field has the keyboard still, behind the completed text
  CHECK(w.session.dialog.typed == "/a/one.tomlx");
}

TEST_CASE("panels: arrows move in the dialog, Enter takes the row") {
  Headless w;
  w.load("normal-close");
  apply(w.session, command::OpenDialog{DialogKind::Open});
  show_folder(w.session);
  w.frames(3);
  w.press(ImGuiKey_DownArrow);
  w.press(ImGuiKey_DownArrow);
  w.press(ImGuiKey_UpArrow);
  CHECK(w.session.dialog.chosen == 1);
  w.press(ImGuiKey_Enter);
  REQUIRE(w.session.errands.size() == 1);
  CHECK(w.session.errands[0].path == "/a/b/sub");
}

TEST_CASE("panels: Ctrl+C, Ctrl+Shift+C, Ctrl+S, Ctrl+Shift+S") {
  Headless w;
  w.load("normal-close");
  w.frames();
  ImGuiIO& io = ImGui::GetIO();
  io.AddKeyEvent(ImGuiMod_Ctrl, true);
  w.press(ImGuiKey_C);
  w.press(ImGuiKey_S);
  io.AddKeyEvent(ImGuiMod_Shift, true);
  w.press(ImGuiKey_C);
  REQUIRE(w.session.errands.size() == 3);
  CHECK(w.session.errands[0].copy == CopyWhat::Selected);
  CHECK(w.session.errands[1].kind == Errand::Kind::Save);
  CHECK(w.session.errands[2].copy == CopyWhat::Report);
  w.press(ImGuiKey_S);
  CHECK(w.session.dialog.kind == DialogKind::SaveAs);
}

TEST_CASE("copied: a segment as a line, the ladder, the report") {
  Session s = session_on("lost-last-ack");
  const CopiedText ladder = copied_text(s, CopyWhat::Selected);
  CHECK(ladder.text.find("TIME_WAIT") != std::string::npos);
  CHECK(ladder.text.find("h1:5c1f64a2b8453973") != std::string::npos);
  CHECK(copied_text(s, CopyWhat::Report).text.rfind("# ", 0) == 0);
  apply(s, command::Select{0u});
  CHECK(copied_text(s, CopyWhat::Selected).text.rfind("0.000 client > server SYN 0", 0) == 0);
  for (const Trip& trip : s.run->index.trips) {
    if (trip.end != Trip::End::Dropped) continue;
    CHECK(segment_line(s.phrases, *s.run, trip.packet) ==
          "0.540 client > server ACK 20 ack 102 win 501, lost (fault)");
  }
}

}  // namespace finwait
