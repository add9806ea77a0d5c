// A link to the exact moment: the command line that the window copies opens it again as it was.
#include <doctest/doctest.h>

#include <filesystem>

#include "gui/model/inspected.hpp"
#include "gui/model/link.hpp"
#include "gui/platform/command_line.hpp"
#include "gui/platform/errand_runner.hpp"
#include "gui/platform/opening.hpp"
#include "tests/gui/fixture.hpp"
#include "tests/gui/folder.hpp"

namespace finwait {
namespace {

Result<CommandLine> read(const std::vector<std::string>& words) {
  std::vector<const char*> all = {"finwait-gui"};
  for (const std::string& word : words) all.push_back(word.c_str());
  return read_command_line(static_cast<int>(all.size()), all.data());
}

// As finwait-gui does with its words; what went wrong comes back.
std::string open(Session& s, const std::vector<std::string>& words) {
  const auto o = read(words);
  if (!o) return o.error().message;
  auto origin = read_origin(o.value().scenario);
  if (!origin) return origin.error().text();
  origin.value().overrides = o.value().overrides;
  apply(s, command::Load{origin.take()});
  if (const auto wrong = make_branches(s, o.value().edits)) return *wrong;
  if (o.value().beside) apply(s, command::ToggleBeside{});
  return go_to_moment(s, o.value().moment).value_or("");
}

std::vector<std::string> words_of(const MomentLink& link) {
  REQUIRE(link.origin);
  std::vector<std::string> words = *link.origin;
  words.insert(words.end(), link.moment.begin(), link.moment.end());
  return words;
}

// The window that the link opens shows what this one shows.
void check_same(const Session& a, const Session& b) {
  CHECK(a.run->simulation.hash() == b.run->simulation.hash());
  CHECK(a.cursor.step == b.cursor.step);
  CHECK(a.cursor.now == b.cursor.now);
  CHECK(a.selected == b.selected);
  CHECK(a.selected_record == b.selected_record);
  REQUIRE(a.beside.has_value() == b.beside.has_value());
  if (!a.beside) return;
  CHECK(a.beside->inspected == b.beside->inspected);
  CHECK(a.beside->selected == b.beside->selected);
  CHECK(a.beside->selected_record == b.beside->selected_record);
  CHECK(a.beside->run.simulation.scenario().script.timeline.size() ==
        b.beside->run.simulation.scenario().script.timeline.size());
}

void check_link(const Session& s) {
  const std::vector<std::string> words = words_of(link_of(s));
  INFO(shell_line(words));
  Session again;
  CHECK(open(again, words) == "");
  REQUIRE(again.run);
  check_same(s, again);
}

}  // namespace

TEST_CASE("link: every event of a run, with a segment or a record selected, is found again") {
  Session s = test::session_on("lost-last-ack");
  for (uint64_t step = 0; step <= last_step(s); step += 3) {
    apply(s, command::SeekStep{step});
    check_link(s);
  }
  apply(s, command::SeekTime{Time{} + milliseconds(333)});
  apply(s, command::Select{2u});
  check_link(s);
  apply(s, command::Select{{}, 9u});
  check_link(s);
  CHECK(shell_line(words_of(link_of(s))) == "lost-last-ack --at 333ms --select id:9");
}

TEST_CASE("link: branches of segments, other values, and two branches side by side") {
  Session s = test::session_on("normal-close");
  apply(s, command::SetValue{{"network.delay", "50ms"}});
  check_link(s);
  const auto last = static_cast<uint32_t>(s.run->trace().packets.size()) - 1;
  apply(s, command::EditPacket{last, PacketEdit::Drop});
  apply(s, command::EditPacket{2, PacketEdit::Duplicate});
  s.playing = false;
  apply(s, command::SeekTime{Time{} + milliseconds(700)});
  CHECK(words_of(link_of(s))[2] == "network.delay=50ms");
  Session alone;
  CHECK(open(alone, words_of(link_of(s))) == "");
  check_same(s, alone);
  apply(s, command::ToggleBeside{});
  check_link(s);
  apply(s, command::SelectBeside{3u});
  check_link(s);
  apply(s, command::SelectBeside{{}, 12u});
  check_link(s);
  // What is no parent comes alone: the branch that the selection is in.
  apply(s, command::CompareWith{0});
  apply(s, command::SelectBeside{3u});
  const MomentLink link = link_of(s);
  CHECK(link.branch == 0);
  Session other;
  CHECK(open(other, words_of(link)) == "");
  CHECK(other.selected == 3u);
  CHECK_FALSE(other.beside);
}

TEST_CASE("link: what no option tells is saved first, and the file is named") {
  const test::Folder folder;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  Session s = test::session_on("normal-close");
  std::string clipboard;
  ErrandRunner errands([&](const std::string& text) { clipboard = text; });
  const Trace& trace = s.run->trace();
  uint32_t close = 0;
  for (uint32_t id = 1; id <= trace.records.size(); ++id)
    if (trace.record(id).kind == RecordKind::Call && trace.record(id).call() == CallKind::Close)
      close = id;
  apply(s, command::EditCall{close, CallEdit::Later});
  s.playing = false;
  CHECK_FALSE(link_of(s).origin);
  apply(s, command::Copy{CopyWhat::Link});
  errands.carry_out(s);
  std::filesystem::current_path(before);
  CHECK(s.notice.find("normal-close-2.toml") != std::string::npos);
  REQUIRE(clipboard.starts_with("finwait-gui "));
  std::vector<std::string> words;
  for (size_t from = 12; from < clipboard.size();) {
    const size_t end = std::min(clipboard.find(' ', from), clipboard.size());
    words.push_back(clipboard.substr(from, end - from));
    from = end + 1;
  }
  Session again;
  CHECK(open(again, words) == "");
  REQUIRE(again.run);
  check_same(s, again);
}

TEST_CASE("link: words that a shell would take for its own are quoted") {
  CHECK(shell_line({"a", "b c", "it's", "", "$x", "FIN,ACK:2", "/tmp/x-2.toml"}) ==
        "a 'b c' 'it'\\''s' '' '$x' FIN,ACK:2 /tmp/x-2.toml");
}

TEST_CASE("link: selections and events on the command line, and what is wrong with them") {
  CHECK(parse_selection("12")->segment.packet == 12u);
  CHECK(parse_selection("id:57")->record == 57u);
  CHECK(parse_selection("beside:id:57")->beside);
  CHECK(parse_selection("beside:client:ACK:-1")->segment.host == "client");
  for (const char* bad : {"", "id:", "id:0", "id:x", "beside:", "FON"})
    CHECK_FALSE(parse_selection(bad));
  Session s;
  CHECK(open(s, {"normal-close", "--event", "9999"}).starts_with("--event 9999: the run has "));
  CHECK(open(s, {"normal-close", "--select", "id:99999"}).starts_with(
      "--select id:99999: the run has "));
  CHECK(open(s, {"normal-close", "--select", "beside:1"}) ==
        "--select beside:1: expected a branch beside (--beside)");
  CHECK(open(s, {"normal-close", "--select", "RST"}) ==
        "--select RST: the run has 0 such segments");
  CHECK(open(s, {"normal-close", "--at", "1s", "--event", "3"}) ==
        "--event: expected no --at with it, found '3'");
  CHECK(open(s, {"normal-close", "--select", "FON"}) ==
        "--select: expected a segment such as 12 or FIN,ACK:2, or a record such as id:57, found "
        "'FON'");
  // Without an instant it has just happened.
  CHECK(open(s, {"normal-close", "--select", "FIN,ACK"}) == "");
  REQUIRE(s.selected);
  CHECK(s.run->trace().step_of(s.run->trace().packet(*s.selected).sent) == s.cursor.step);
}

TEST_CASE("panels: Ctrl+L copies the link") {
  test::Headless w;
  w.load("normal-close");
  w.press_with_control(ImGuiKey_L);
  REQUIRE(w.session.errands.size() == 1);
  CHECK(w.session.errands[0].copy == CopyWhat::Link);
  CHECK(w.session.phrases.language() == Language::En);  // L alone is the language's key
}

}  // namespace finwait
