// Branches as tracks in the scrubber.
#include <doctest/doctest.h>

#include "gui/model/beside_bar.hpp"
#include "tests/gui/fixture.hpp"
#include "tests/gui/text_checks.hpp"

namespace finwait {
namespace {

void add_branches(Session& s, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    apply(s, command::ShowBranch{0});
    apply(s, command::EditPacket{i, PacketEdit::Delay});
  }
  s.playing = false;
}

}  // namespace

TEST_CASE("tracks: none for one branch; else the one that is shown, and where it forks") {
  test::Headless w;
  w.load("normal-close");
  CHECK(w.screen(1600, 1000).transport.tracks.empty());
  add_branches(w.session, 5);
  REQUIRE(w.session.branches.size() == 6);
  for (size_t shown = 0; shown < 6; ++shown) {
    apply(w.session, command::ShowBranch{shown});
    for (const auto& [width, height] :
         {std::pair{1280.f, 720.f}, {1600.f, 1000.f}, {3840.f, 2160.f}}) {
      const TransportModel m = w.screen(width, height).transport;
      REQUIRE(m.tracks.size() == 3);
      CHECK(std::count_if(m.tracks.begin(), m.tracks.end(), [&](const ScrubTrack& t) {
              return t.shown && t.branch == shown;
            }) == 1);
      for (const ScrubTrack& t : m.tracks) {
        CHECK(m.panel.contains(t.row));
        CHECK_FALSE(m.scrub.overlaps(t.row.inset(0, 0.1f)));
        CHECK(t.from <= t.to);
        CHECK((t.branch == 0) == (t.from == m.scrub.x0 && t.parent_y == t.y));
        CHECK(track_at(m, t.y) == &t);
        CHECK(t.name == branch_name(w.session, t.branch));
        for (const ScrubBand& band : m.bands) CHECK_FALSE(band.rect.overlaps(t.row));
        for (const Label& l : m.labels) CHECK_FALSE(l.box.inset(0, l.em * 0.18f).overlaps(t.row));
      }
      test::check_apart(m.labels);
      // The letters of the hosts stand one above the other, as their bands do.
      const auto letter = [&](const char* text) {
        return std::find_if(m.labels.begin(), m.labels.end(),
                            [&](const Label& l) { return l.text == text; });
      };
      CHECK(letter("A")->box.x1 == letter("B")->box.x1);
      CHECK(letter("A")->box.center().y == doctest::Approx(m.bands.front().rect.center().y));
      CHECK(letter("B")->box.center().y == doctest::Approx(m.bands.back().rect.center().y));
    }
  }
}

TEST_CASE("tracks: a click shows a branch at that instant, dragging the cursor down hops") {
  test::Headless w;
  w.load("normal-close");
  add_branches(w.session, 2);
  apply(w.session, command::ShowBranch{0});
  w.frames(2);
  w.click("track-1");
  CHECK(w.session.branch == 1);
  CHECK(w.session.cursor.now > Time{});
  const TransportModel m = w.screen(1600, 1000).transport;
  w.drag({m.knob, m.line_y}, {m.scrub.x0 + 300, m.tracks[2].y});
  CHECK(w.session.branch == 2);
}

}  // namespace finwait
