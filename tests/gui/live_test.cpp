// A live run in the window: it grows piece by piece, who looks at its end follows it, and when it
// is over it is a run like any other. tests/gui/live_window_test.sh has a real kernel at it.
#include <doctest/doctest.h>

#include <chrono>
#include <thread>

#include "gui/model/inspector.hpp"
#include "gui/platform/live_feed.hpp"
#include "tests/gui/fixture.hpp"

namespace finwait {
namespace {

using test::Headless;

constexpr const char* kBegin = R"(format = 1
title = "Live"
network = { delay = "10ms" }
hosts.client = { profile = "kernel" }
hosts.server = { profile = "linux", isn = 5000, set = { timestamps = false } }
timeline = [
  { at = "0ms", host = "server", call = "listen", port = 80 },
  { when = { host = "server", call = "recv" }, host = "server", call = "send", data = "hello" },
)";

std::string kernel(const std::string& at, const std::string& what) {
  return "  { at = \"" + at + "\", host = \"client\", call = \"inject\", raw = true, " +
         "port = 4000, to = \"server:80\", " + what + " },\n";
}

std::string whole_text() {
  return kBegin + kernel("10ms", "state = \"SYN_SENT\"") +
         kernel("10ms", "segment = \"S 900:900(0) win 64240 <mss 1460>\"") +
         kernel("30ms", "state = \"ESTABLISHED\"") +
         kernel("30ms", "segment = \". 901:901(0) ack 5001 win 502\"") +
         kernel("31ms", "segment = \"P. 901:904(3) ack 5001 win 502\", data64 = \"AP+A\"") +
         kernel("60ms", "segment = \". 904:904(0) ack 5006 win 502\"") + "]\nuntil = \"90ms\"\n";
}

// What the kernel did, one thing after the other.
struct Story {
  Scenario whole;
  Scenario begin;
  std::vector<Entry> entries;

  Story() {
    Result<Scenario> read = read_scenario(whole_text(), "live");
    REQUIRE_MESSAGE(read.ok(), (read.ok() ? "" : read.error().text()));
    whole = read.take();
    begin = whole;
    begin.until.reset();
    auto& timeline = begin.script.timeline;
    entries.assign(timeline.begin() + 2, timeline.end());
    timeline.resize(2);
  }

  void start(Session& s) const {
    apply(s, command::BeginLive{"live", std::make_shared<const Scenario>(begin)});
    REQUIRE(s.error == "");
    REQUIRE(s.live);
  }
  // Entries [from, to) happened, and it is `ms` now.
  void grow(Session& s, size_t from, size_t to, int ms) const {
    const auto first = entries.begin();
    apply(s, command::GrowLive{{first + static_cast<std::ptrdiff_t>(from),
                                first + static_cast<std::ptrdiff_t>(to)},
                               Time{} + milliseconds(ms)});
  }
  void end(Session& s) const {
    apply(s, command::EndLive{std::make_shared<const Scenario>(whole)});
  }
  uint64_t hash() const {
    Simulation run(whole);
    run.run();
    return run.hash();
  }
};

State shown_state(const Session& s, uint8_t host) {
  return s.run->index.span_at_record(host, record_limit(s)).state;
}

uint64_t replayed(const std::string& text) {
  Result<Scenario> read = read_scenario(text, "text");
  REQUIRE_MESSAGE(read.ok(), (read.ok() ? "" : read.error().text()));
  Simulation run(read.take());
  run.run();
  return run.hash();
}

}  // namespace

TEST_CASE("live: who looks at the end follows the run, with the states of both ends") {
  const Story story;
  Session s;
  story.start(s);
  CHECK(shown_state(s, 1) == State::Listen);
  story.grow(s, 0, 2, 15);
  CHECK(s.cursor.now == Time{} + milliseconds(15));
  CHECK(shown_state(s, 0) == State::SynSent);
  CHECK(s.run->trace().packets.size() == 1);
  story.grow(s, 2, 4, 45);
  CHECK(s.cursor.now == s.run->index.end);
  CHECK(shown_state(s, 0) == State::Established);
  CHECK(shown_state(s, 1) == State::Established);
  const size_t packets = s.run->trace().packets.size();
  const Time end = s.run->index.end;
  story.grow(s, 4, 4, 50);  // only time passes, and nothing waits for it
  CHECK(s.run->index.end == end);
  CHECK(s.cursor.now == end);
  CHECK(s.run->trace().packets.size() == packets);
}

TEST_CASE("live: who has scrubbed back stays there until the end is asked for") {
  const Story story;
  Session s;
  story.start(s);
  story.grow(s, 0, 4, 45);
  apply(s, command::SeekTime{Time{} + milliseconds(15)});
  apply(s, command::Select{0});
  apply(s, command::ToggleBookmark{});
  const uint64_t step = s.cursor.step;
  story.grow(s, 4, 6, 80);
  CHECK(s.cursor.step == step);
  CHECK(s.cursor.now == Time{} + milliseconds(15));
  CHECK(s.run->simulation.cursor() == step);
  CHECK(s.selected == 0u);
  CHECK(s.bookmarks.size() == 1);
  apply(s, command::ToEnd{});
  story.end(s);
  CHECK(s.cursor.now == s.run->index.end);
  CHECK(s.cursor.step == last_step(s));
}

TEST_CASE("live: when it is over it is a run like any other, whose file replays it") {
  const Story story;
  Session s;
  story.start(s);
  for (size_t i = 0; i < story.entries.size(); ++i)
    story.grow(s, i, i + 1, static_cast<int>(story.entries[i].at->ns / 1000000) + 1);
  story.end(s);
  CHECK_FALSE(s.live);
  CHECK(s.error == "");
  CHECK(replayed(s.origin().text) == story.hash());
  const uint64_t generation = s.generation;
  story.grow(s, 0, 2, 200);  // too late
  CHECK(s.generation == generation);
  apply(s, command::EditPacket{1, PacketEdit::Drop});
  CHECK(s.branches.size() == 2);
  CHECK(s.error == "");
}

TEST_CASE("live: a branch of the run stays on the screen while the run goes on behind it") {
  const Story story;
  Session s;
  story.start(s);
  story.grow(s, 0, 4, 45);
  apply(s, command::EditPacket{1, PacketEdit::Drop});
  REQUIRE(s.branch == 1);
  const size_t packets = s.run->trace().packets.size();
  story.grow(s, 4, 6, 80);
  CHECK(s.branch == 1);
  CHECK(s.run->trace().packets.size() == packets);
  apply(s, command::Undo{});
  CHECK(s.run->index.end == Time{} + milliseconds(70));
  story.end(s);
  CHECK(replayed(s.branches[0].origin.text) == story.hash());
}

TEST_CASE("live: something else that is opened ends it") {
  const Story story;
  Session s;
  story.start(s);
  apply(s, command::LoadBuiltin{"normal-close"});
  CHECK_FALSE(s.live);
  const uint64_t generation = s.generation;
  story.grow(s, 0, 2, 15);
  CHECK(s.generation == generation);
}

TEST_CASE("live: a button and a key end it, and are there only while it goes on") {
  const Story story;
  Headless h;
  h.load("normal-close");
  h.frames(2);
  CHECK(h.state().hits.count("live") == 0);
  h.press_with_control(ImGuiKey_D);
  CHECK(h.session.errands.empty());
  story.start(h.session);
  story.grow(h.session, 0, 4, 45);
  h.click("live");
  REQUIRE(h.session.errands.size() == 1);
  CHECK(h.session.errands[0].kind == Errand::Kind::StopLive);
  h.press_with_control(ImGuiKey_D);
  CHECK(h.session.errands.size() == 2);
  story.end(h.session);
  h.frames(2);
  CHECK(h.state().hits.count("live") == 0);
}

TEST_CASE("live: the button has its place in the top bar at every size") {
  const Story story;
  for (const Language language : kAllLanguages) {
    Headless h;
    story.start(h.session);
    apply(h.session, command::SetLanguage{language});
    for (const Point size : {Point{1600, 1000}, Point{1280, 720}, Point{960, 600}}) {
      const TopBarModel m = h.screen(size.x, size.y).top;
      REQUIRE(m.live);
      CHECK(m.live->contains(m.live_name.box));
      std::vector<Rect> boxes = {m.menu, m.picker, *m.live, m.language, m.theme, m.present, m.lab};
      for (const NetworkChip& chip : m.chips) boxes.push_back(chip.rect);
      for (size_t i = 0; i < boxes.size(); ++i)
        for (size_t k = i + 1; k < boxes.size(); ++k) CHECK_FALSE(boxes[i].overlaps(boxes[k]));
      CHECK(m.title.box.width() > 0);
    }
  }
}

TEST_CASE("live: the kernel's panel says what is known of it and nothing else") {
  const Story story;
  for (const Language language : kAllLanguages) {
    Headless h;
    story.start(h.session);
    story.grow(h.session, 0, 6, 80);
    apply(h.session, command::SetLanguage{language});
    h.frames(2);
    const Phrases& say = h.session.phrases;
    const ScreenModel m = h.screen(1600, 1000);
    CHECK(m.inspectors[0].rulers.empty());
    CHECK(m.inspectors[0].timers.empty());
    CHECK_FALSE(m.inspectors[1].rulers.empty());
    const auto has = [&](const std::string& text) {
      for (const Label& label : m.inspectors[0].labels)
        if (label.text.find(text) != std::string::npos) return true;
      return false;
    };
    CHECK(has(say(Phrase::KernelSystem)));
    CHECK(has("ESTABLISHED"));
    CHECK(has("900"));  // its ISS
    CHECK_FALSE(has("Linux"));
    for (const Label& label : m.inspectors[0].labels) {
      INFO(label.text);
      CHECK(label.box.x1 <= m.inspectors[0].panel.x1 + 0.5f);
      CHECK(label.box.y1 <= m.inspectors[0].panel.y1 + 0.5f);
    }
  }
}

TEST_CASE("live: a real run is shown to its end, or it says why it cannot be") {
  auto plan = read_live_plan("http-server", {{"network.delay", "1ms"}}, "", {"true"});
  REQUIRE(plan);
  auto feed = LiveFeed::start(plan.take());
  if (!feed) {
    CHECK(feed.error().message.find("cannot ") == 0);
    return;
  }
  Session s;
  LiveShow show(feed.take());
  show.begin(s);
  CHECK(s.live);
  while (!show.is_over()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    show.look(s);
  }
  CHECK(s.error == "");
  CHECK_FALSE(s.live);
  CHECK(s.notice.find("true ended with exit code 0") != std::string::npos);
  CHECK(shown_state(s, 1) == State::Listen);
}

TEST_CASE("live: what cannot be played is told before anything is made") {
  const auto wrong = [](const std::string& name, const std::string& kernel) {
    const auto plan = read_live_plan(name, {}, kernel, {});
    return plan ? "" : plan.error().text();
  };
  CHECK(wrong("x.pcap", "") == "x.pcap: --live: expected a scenario");
  CHECK(wrong("http-server", "sever").find("did you mean 'server'?") != std::string::npos);
  CHECK(wrong("no-such", "").find("neither a file nor a built-in scenario") != std::string::npos);
}

}  // namespace finwait
