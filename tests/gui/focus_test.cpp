// One focus for all panes: what the segment under the mouse lights elsewhere.
#include "gui/model/focus.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "gui/model/words.hpp"
#include "tests/gui/fixture.hpp"

namespace finwait {
namespace {

// The packet with these flags that a host sent first.
uint32_t packet_of(const Session& s, uint8_t host, uint8_t ctl) {
  const Trace& trace = s.run->trace();
  for (uint32_t id = 0; id < trace.packets.size(); ++id)
    if ((trace.packet(id).host & 1) == host && trace.packet(id).segment.has(ctl)) return id;
  FAIL("no such packet");
  return 0;
}

}  // namespace

TEST_CASE("focus: a FIN lights the call that sent it, the edges it took, and nothing later") {
  test::Headless w;
  w.load("normal-close");
  apply(w.session, command::ToEnd{});
  apply(w.session, command::Hover{packet_of(w.session, 0, kFin)});
  const ScreenModel m = w.screen(1600, 1000);
  size_t focused = 0;
  for (const DiagramEdge& e : m.diagram.edges) {
    if (!e.focused) continue;
    ++focused;
    const bool left = e.from == State::Established && e.to == State::FinWait1;
    const bool right = e.from == State::Established && e.to == State::CloseWait;
    CHECK((left || right));
  }
  CHECK(focused == 2);
  REQUIRE(m.inspectors[0].focus.size() >= 1);
  const std::vector<Label>& labels = m.inspectors[0].labels;
  CHECK(std::any_of(labels.begin(), labels.end(), [&](const Label& l) {
    return m.inspectors[0].focus[0].overlaps(l.box) &&
           (l.text.starts_with("shutdown(") || l.text.starts_with("close("));
  }));
  // Before it was sent there is nothing to light.
  apply(w.session, command::ToStart{});
  CHECK(focus_of(w.session).records.empty());
}

TEST_CASE("focus: text is marked on the rulers of both ends") {
  test::Headless w;
  w.load("lost-last-ack");
  apply(w.session, command::SeekTime{Time{400 * 1000000}});
  apply(w.session, command::Select{packet_of(w.session, 0, kPsh)});
  const ScreenModel m = w.screen(1600, 1000);
  for (const InspectorModel& i : m.inspectors) {
    const Ruler& ruler = i.rulers[i.host == 0 ? 0 : 1];
    REQUIRE(ruler.focus);
    CHECK(ruler.rect.contains(*ruler.focus, 1));
    CHECK_FALSE(i.rulers[i.host == 0 ? 1 : 0].focus);
  }
}

TEST_CASE("inspector: octets that nobody will ever read stand in the red bin of their writer") {
  test::Headless w;
  w.load("close-with-unread-data");
  apply(w.session, command::ToEnd{});
  const ScreenModel m = w.screen(1600, 1000);
  uint64_t lost = 0;
  const World& world = w.session.run->simulation.world();
  for (uint32_t stream = 1; stream <= world.stream_count(); ++stream)
    lost += world.ledger(stream).discarded;
  REQUIRE(lost > 0);
  uint64_t shown = 0;
  for (const InspectorModel& i : m.inspectors)
    if (i.bin) {
      CHECK(i.panel.contains(i.bin->rect));
      CHECK_FALSE(i.bin->rect.overlaps(i.bin->label.box));
      shown += std::stoull(i.bin->label.text);
    }
  CHECK(shown == lost);
}

TEST_CASE("diagram: CLOSE_WAIT pulses while time passes, and only then") {
  test::Headless w;
  w.load("half-close");
  const RunIndex& index = w.session.run->index;
  for (const Span& span : index.spans[1])
    if (span.state == State::CloseWait) apply(w.session, command::SeekTime{span.from});
  w.session.clock = 1;
  const auto pulse = [&] {
    return w.screen(1600, 1000).diagram.nodes[static_cast<size_t>(State::CloseWait)].pulse;
  };
  CHECK(pulse() == 0);
  w.session.playing = true;
  CHECK(pulse() > 0.5f);
}

}  // namespace finwait
