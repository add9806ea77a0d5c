// Leaving: another scenario does not cost the branches of the one before it, nor does closing the
// window, unasked.
#include <doctest/doctest.h>

#include <filesystem>

#include "gui/model/leave.hpp"
#include "gui/platform/errand_runner.hpp"
#include "sim/host/files.hpp"
#include "tests/gui/fixture.hpp"
#include "tests/gui/folder.hpp"

namespace finwait {
namespace {

using test::Headless;
using test::session_on;

uint64_t hash_of(const Session& s) {
  Simulation whole = s.run->simulation;
  whole.run();
  return whole.hash();
}

void drop_last(Session& s) {
  const auto last = static_cast<uint32_t>(s.run->trace().packets.size()) - 1;
  apply(s, command::EditPacket{last, PacketEdit::Drop});
}

// Relative names lead into a folder of its own.
class InFolder {
 public:
  InFolder() : before_(std::filesystem::current_path()) {
    std::filesystem::current_path(folder_.path());
  }
  ~InFolder() { std::filesystem::current_path(before_); }

 private:
  test::Folder folder_;
  std::filesystem::path before_;
};

}  // namespace

TEST_CASE("leave: undo leads back to a scenario that was left with branches, redo forth again") {
  Session s = session_on("lost-last-ack");
  drop_last(s);
  const uint64_t branch = hash_of(s);
  apply(s, command::SeekTime{Time{700'000'000}});
  apply(s, command::LoadBuiltin{"normal-close"});
  const uint64_t other = hash_of(s);
  CHECK(s.notice.find("Ctrl+Z") != std::string::npos);
  CHECK(s.branches.size() == 1);
  apply(s, command::Undo{});
  CHECK(s.origin().name == "lost-last-ack");
  REQUIRE(s.branches.size() == 2);
  CHECK(s.branch == 1);
  CHECK(hash_of(s) == branch);
  CHECK(s.cursor.now == Time{700'000'000});
  apply(s, command::Redo{});
  CHECK(hash_of(s) == other);
  CHECK(s.branches.size() == 1);
  apply(s, command::Redo{});  // nothing is left to redo
  CHECK(hash_of(s) == other);
}

TEST_CASE("leave: a scenario without branches is not kept, and undo stays where it is") {
  Session s = session_on("lost-last-ack");
  apply(s, command::SetValue{{"network.delay", "20ms"}});
  apply(s, command::LoadBuiltin{"normal-close"});
  CHECK(s.notice.empty());
  apply(s, command::Undo{});
  CHECK(s.origin().name == "normal-close");
}

TEST_CASE("leave: closing asks once, and only about what would be lost") {
  Session s = session_on("lost-last-ack");
  apply(s, command::Quit{});
  CHECK(s.quit);
  s = session_on("lost-last-ack");
  drop_last(s);
  drop_last(s);  // a branch of the branch: one file holds both
  CHECK(unsaved_branches(s).size() == 1);
  apply(s, command::LoadBuiltin{"normal-close"});
  CHECK(unsaved_branches(s).size() == 1);
  apply(s, command::Quit{});
  CHECK_FALSE(s.quit);
  CHECK(s.dialog.kind == DialogKind::Leave);
  CHECK(dialog_rows(s).size() == kLeaveAnswers);
  apply(s, command::ChooseInDialog{static_cast<size_t>(LeaveAnswer::Stay)});
  CHECK_FALSE(s.quit);
  CHECK(s.dialog.kind == DialogKind::None);
  apply(s, command::Quit{});
  apply(s, command::Quit{});
  CHECK(s.quit);
}

TEST_CASE("leave: a branch whose child was saved is saved; a newcomer's experiment needs not be") {
  Session s = session_on("lost-last-ack");
  drop_last(s);
  drop_last(s);
  apply(s, command::BranchSaved{s.branch});
  CHECK(unsaved_branches(s).empty());
  apply(s, command::StartTour{});
  drop_last(s);
  CHECK(unsaved_branches(s).empty());
  drop_last(s);
  CHECK(unsaved_branches(s).size() == 1);
}

TEST_CASE("leave: Ctrl+Q, Enter: each branch is written as a file that replays it") {
  const InFolder here;
  Headless w(1280, 720);
  w.load("lost-last-ack");
  drop_last(w.session);
  const uint64_t hash = hash_of(w.session);
  w.frames(2);
  w.press_with_control(ImGuiKey_Q);
  w.frames(2);
  REQUIRE(w.session.dialog.kind == DialogKind::Leave);
  CHECK(w.state().hits.count("row-0") == 1);
  w.press(ImGuiKey_Enter);
  ErrandRunner errands([](const std::string&) {});
  errands.carry_out(w.session);
  CHECK(w.session.quit);
  auto text = read_file("lost-last-ack-2.toml");
  REQUIRE(text.ok());
  Simulation again(read_scenario(text.value(), "saved").take());
  again.run();
  CHECK(again.hash() == hash);
}

TEST_CASE("leave: what cannot be written is said, and the window stays") {
  const InFolder here;
  Session s = session_on("lost-last-ack");
  drop_last(s);
  std::filesystem::remove_all(std::filesystem::current_path());
  apply(s, command::Quit{});
  apply(s, command::ChooseInDialog{static_cast<size_t>(LeaveAnswer::SaveAll)});
  ErrandRunner errands([](const std::string&) {});
  errands.carry_out(s);
  CHECK_FALSE(s.quit);
  CHECK(s.error.find("lost-last-ack-2.toml") != std::string::npos);
  apply(s, command::ShowNotice{"better"});  // the last message counts
  CHECK(s.error.empty());
}

}  // namespace finwait
