// Drop mode: with nothing selected, X makes every click drop; and tips at folded silences.
#include <doctest/doctest.h>

#include "gui/model/inspected.hpp"
#include "tests/gui/fixture.hpp"
#include "tests/gui/text_checks.hpp"

namespace finwait {
namespace {

using test::Headless;

uint32_t last_packet(const Session& s) {
  return static_cast<uint32_t>(s.run->trace().packets.size()) - 1;
}

void load_at_end(Headless& w, const char* name) {
  w.load(name);
  apply(w.session, command::ToEnd{});
  w.frames(2);
}

// What the mouse is over has a window of its own then.
bool has_tooltip(Headless& w, Point p) {
  ImGui::GetIO().AddMousePosEvent(5, 5);
  w.frames(2);
  const int before = ImGui::GetDrawData()->CmdListsCount;
  ImGui::GetIO().AddMousePosEvent(p.x, p.y);
  w.frames(3);
  return ImGui::GetDrawData()->CmdListsCount > before;
}

std::string hit_of(Headless& w, const std::string& prefix) {
  for (const auto& hit : w.state().hits)
    if (hit.first.starts_with(prefix)) return hit.first;
  return "";
}

}  // namespace

TEST_CASE("drop mode: X begins it, a click drops, it goes on, Escape ends it") {
  Headless w;
  load_at_end(w, "normal-close");
  const Session& s = w.session;
  w.press(ImGuiKey_X);
  REQUIRE(s.drop_mode);
  w.frames(2);
  CHECK(w.state().hits.count("drop-mode") == 1);
  w.click("packet-" + std::to_string(last_packet(s)));
  REQUIRE(s.branches.size() == 2);
  CHECK(s.branches[1].edit->packet == last_packet(test::session_on("normal-close")));
  CHECK(s.branches[1].edit->edit == PacketEdit::Drop);
  CHECK_FALSE(s.selected);
  CHECK(s.drop_mode);
  apply(w.session, command::ToEnd{});
  w.frames(2);
  w.click("packet-2");
  CHECK(s.branches.size() == 3);
  w.press(ImGuiKey_Escape);
  CHECK_FALSE(s.drop_mode);
  w.frames(2);
  CHECK(w.state().hits.count("drop-mode") == 0);
  apply(w.session, command::ToEnd{});
  w.frames(2);
  w.click("packet-2");
  CHECK(s.branches.size() == 3);
  CHECK(s.selected == 2u);
  w.press(ImGuiKey_X);  // with something selected it is no mode
  CHECK_FALSE(s.drop_mode);
}

TEST_CASE("drop mode: a click switches a call off; one on the banner or X ends it") {
  Headless w;
  load_at_end(w, "normal-close");
  const Session& s = w.session;
  const ScreenModel m = w.screen(1600, 1000);
  const LadderMark* call = nullptr;
  for (const LadderMark& mark : m.ladder.marks) {
    const Record& r = s.run->trace().record(mark.record);
    if (mark.sign == LadderMark::Sign::Call && r.entry() != kAutoCall && r.t > Time{}) call = &mark;
  }
  REQUIRE(call != nullptr);
  w.press(ImGuiKey_X);
  w.click("mark-" + std::to_string(call->record));
  CHECK(s.branches.size() == 2);
  CHECK_FALSE(s.selected_record);
  w.click("drop-mode");
  CHECK_FALSE(s.drop_mode);
  w.press(ImGuiKey_X);
  CHECK(s.drop_mode);
  w.press(ImGuiKey_X);
  CHECK_FALSE(s.drop_mode);
  w.press(ImGuiKey_P);
  w.press(ImGuiKey_X);
  CHECK_FALSE(s.drop_mode);  // presenter mode has no place for its sign
}

TEST_CASE("drop mode: in the branch beside, too") {
  Headless w;
  load_at_end(w, "normal-close");
  const Session& s = w.session;
  apply(w.session, command::EditPacket{last_packet(s), PacketEdit::Drop});
  apply(w.session, command::ToggleBeside{});
  apply(w.session, command::ToEnd{});
  w.frames(2);
  w.press(ImGuiKey_X);
  w.click("beside-packet-5");
  REQUIRE(s.branches.size() == 3);
  CHECK(s.branches[2].parent == 0);
}

TEST_CASE("layout: the banner of drop mode stays in the timeline's panel, in every language") {
  Headless w;
  for (Language language : kAllLanguages) {
    apply(w.session, command::SetLanguage{language});
    for (bool beside : {false, true}) {
      load_at_end(w, "normal-close");
      apply(w.session, command::EditPacket{2, PacketEdit::Drop});
      if (beside) apply(w.session, command::ToggleBeside{});
      apply(w.session, command::ToggleDropMode{});
      for (const auto& size :
           {std::pair{1280.f, 720.f}, {1600.f, 1000.f}, {1920.f, 1080.f}, {3840.f, 2160.f}})
        for (float scale : {1.f, 2.f}) {
          w.state().scale = scale;
          const ScreenModel m = w.screen(size.first, size.second);
          CHECK(m.ladder.panel.contains(m.drop_banner));
          CHECK(m.drop_banner.contains(m.drop_name.box));
          CHECK(m.drop_name.text.size() > 20);
        }
      w.state().scale = 1;
    }
  }
}

TEST_CASE("folds: a folded silence tells what it holds in the scrubber and in the close lab") {
  Headless w;
  load_at_end(w, "lost-last-ack");
  REQUIRE(w.state().hits.count("scrub-fold-0") == 1);
  CHECK(has_tooltip(w, w.state().hits.at("scrub-fold-0").center()));
  const Rect scrub = w.state().hits.at("scrub");
  CHECK_FALSE(has_tooltip(w, {scrub.x0 + 4, scrub.center().y}));
  apply(w.session, command::OpenLab{});
  apply(w.session, command::ToEnd{});  // where the silence is
  w.frames(2);
  const std::string fold = hit_of(w, "lab-ladder-0-fold-");
  REQUIRE(fold != "");
  const Point there = w.state().hits.at(fold).center();
  CHECK(has_tooltip(w, there));
  const Time now = w.session.lab.now;
  w.click_at(there);
  CHECK(w.session.lab.now == now);
}

}  // namespace finwait
