// Runs that take longer than a frame: the beginning is shown at once, the rest is computed beside
// the window, and what was asked for comes about as if there had been no waiting.
#include <doctest/doctest.h>

#include <functional>
#include <thread>

#include "gui/model/what_if.hpp"
#include "gui/platform/errand_runner.hpp"
#include "tests/gui/fixture.hpp"

namespace finwait {
namespace {

constexpr uint64_t kPatience = 1000;

// A transfer of so many segments.
Origin bulk(int segments) {
  return {"bulk",
          "format = 1\ntitle = \"Bulk\"\nlimit = " + std::to_string(segments) + R"(
network = { delay = "1ms", msl = "1s", rate = "200Mbit/s", queue = 400 }
hosts.client = { profile = "rfc9293", set = { mss = 256, congestion = "none" } }
hosts.server = { profile = "rfc9293" }
timeline = [
  { at = "0ms", host = "server", call = "listen", port = 80 },
  { at = "0ms", host = "client", call = "connect", to = "server:80" },
  { at = "3ms", host = "client", call = "send", bytes = 1000000000 },
]
)",
          {}};
}

// Connections one after the other.
Origin lives(int count) {
  const std::string each =
      ", socket = \"c\", repeat = " + std::to_string(count) + ", every = \"10ms\" },\n";
  return {"lives",
          "format = 1\ntitle = \"Lives\"\nnetwork = { delay = \"1ms\", msl = \"100ms\" }\n"
          "hosts.client = { profile = \"rfc9293\" }\nhosts.server = { profile = \"rfc9293\" }\n"
          "timeline = [\n  { at = \"0ms\", host = \"server\", call = \"listen\", port = 80 },\n"
          "  { at = \"0ms\", host = \"client\", call = \"connect\", to = \"server:80\"" + each +
          "  { at = \"4ms\", host = \"client\", call = \"send\", bytes = 100" + each +
          "  { at = \"6ms\", host = \"client\", call = \"close\"" + each +
          "  { when = { host = \"server\", state = \"CLOSE_WAIT\" }, each = true, "
          "after = \"1ms\", host = \"server\", call = \"close\" },\n]\n",
          {}};
}

Session impatient(const Origin& origin) {
  Session s;
  s.patience = kPatience;
  apply(s, command::Load{origin});
  REQUIRE(s.run);
  return s;
}

std::shared_ptr<Run> computed(const Session& s, uint64_t steps = UINT64_MAX) {
  Simulation simulation(*s.wanted->scenario);
  while (steps-- > 0 && simulation.step()) {
  }
  return std::make_shared<Run>(std::move(simulation));
}

// What the program does meanwhile.
void hand_over(Session& s, uint64_t steps = UINT64_MAX) {
  REQUIRE(s.wanted);
  apply(s, command::TakeRun{s.wanted->ticket, computed(s, steps)});
}

uint64_t hash_of(const Run& run) {
  Simulation whole = run.simulation;
  whole.run();
  return whole.hash();
}

bool is_same(const Session& a, const Session& b) {
  return hash_of(*a.run) == hash_of(*b.run) && a.cursor.step == b.cursor.step &&
         a.cursor.now == b.cursor.now && a.branch == b.branch && a.playing == b.playing &&
         a.branches.size() == b.branches.size() &&
         a.branches.back().name == b.branches.back().name &&
         a.branches.back().parent == b.branches.back().parent &&
         a.branches.back().end == b.branches.back().end && a.selected_record == b.selected_record;
}

}  // namespace

TEST_CASE("long runs: the beginning is shown at once, and the rest takes its place") {
  Session s = impatient(bulk(4000));
  CHECK(last_step(s) == kPatience);
  REQUIRE(s.wanted);
  CHECK_FALSE(s.wanted->then);
  apply(s, command::SeekStep{500});
  const Cursor cursor = s.cursor;
  apply(s, command::Select{7});
  hand_over(s, 3000);
  CHECK(last_step(s) == 3000);
  CHECK(s.wanted);
  hand_over(s);
  CHECK_FALSE(s.wanted);
  CHECK(s.run->trace().packets.size() >= 4000);
  CHECK(s.branches[0].end == s.run->index.end);
  CHECK(s.cursor.step == cursor.step);
  CHECK(s.cursor.now == cursor.now);
  CHECK(s.selected == 7);
  CHECK(hash_of(*s.run) == hash_of(Run(read_scenario(bulk(4000).text, "bulk").take())));
}

TEST_CASE("long runs: a short one is there at once") {
  Session s;
  s.patience = kPatience;
  apply(s, command::LoadBuiltin{"lost-last-ack"});
  CHECK_FALSE(s.wanted);
  apply(s, command::EditPacket{3, PacketEdit::Drop});
  CHECK_FALSE(s.wanted);
  CHECK(s.branches.size() == 2);
}

TEST_CASE("long runs: who looks at the end follows it, and playing goes on") {
  Session s = impatient(bulk(4000));
  apply(s, command::ToEnd{});
  hand_over(s, 3000);
  CHECK(s.cursor.now == s.run->index.end);
  CHECK(s.cursor.step == 3000);
  apply(s, command::TogglePlay{});  // from the start
  apply(s, command::SetSpeed{1000});
  apply(s, command::Tick{0.1});
  CHECK(s.cursor.now == s.run->index.end);
  CHECK(s.playing);
  const Time before = s.cursor.now;
  hand_over(s);
  CHECK(s.cursor.now == before);
  apply(s, command::Tick{0.1});
  CHECK(s.cursor.now > before);
  CHECK_FALSE(s.playing);
}

TEST_CASE("long runs: every change of the past comes about as without waiting") {
  struct PastChange {
    const char* name;
    std::function<void(Session&)> make;
  };
  const auto call_of = [](Session& s, CallKind kind) {
    for (const Mark& m : s.run->index.marks[0])
      if (m.kind == Mark::Kind::Call && s.run->trace().record(m.record).call() == kind)
        return m.record;
    return uint32_t{0};
  };
  const PastChange changes[] = {
      {"drop", [](Session& s) { apply(s, command::EditPacket{9, PacketEdit::Drop}); }},
      {"value", [](Session& s) { apply(s, command::SetValue{{"network.delay", "2ms"}}); }},
      {"call off", [&](Session& s) {
         apply(s, command::EditCall{call_of(s, CallKind::Send), CallEdit::SwitchOff});
       }},
      {"call later", [&](Session& s) {
         apply(s, command::EditCall{call_of(s, CallKind::Send), CallEdit::Later});
       }},
      {"call by hand", [](Session& s) {
         apply(s, command::SeekStep{200});
         for (size_t i = 0; i < s.calls[0].size(); ++i)
           if (s.calls[0][i].entry.call == CallKind::Close)
             apply(s, command::MakeCall{0, i});
       }},
  };
  for (const PastChange& change : changes) {
    INFO(change.name);
    Session at_once;
    apply(at_once, command::Load{bulk(4000)});
    change.make(at_once);
    REQUIRE(at_once.branches.size() == 2);

    Session s = impatient(bulk(4000));
    hand_over(s);
    change.make(s);
    if (s.wanted) {  // the old run is shown until then
      CHECK(s.branches.size() == 1);
      CHECK(s.run->trace().packets.size() >= 4000);
      apply(s, command::SeekStep{100});  // and can be looked at
      hand_over(s, 2000);                // a beginning is not shown
      CHECK(s.branches.size() == 1);
      hand_over(s);
    }
    CHECK(is_same(s, at_once));
  }
}

TEST_CASE("long runs: undo and redo wait, too; before it is there, undo takes the wish back") {
  Session s = impatient(bulk(4000));
  hand_over(s);
  const uint64_t first = hash_of(*s.run);
  apply(s, command::EditPacket{9, PacketEdit::Drop});
  REQUIRE(s.wanted);
  const uint64_t ticket = s.wanted->ticket;
  const auto late = computed(s);
  apply(s, command::Undo{});
  CHECK_FALSE(s.wanted);
  apply(s, command::TakeRun{ticket, late});  // too late
  CHECK(s.branches.size() == 1);
  CHECK(late->simulation.computed_steps() > 0);
  apply(s, command::EditPacket{9, PacketEdit::Drop});
  hand_over(s);
  REQUIRE(s.branches.size() == 2);
  const uint64_t second = hash_of(*s.run);
  CHECK(second != first);
  apply(s, command::Undo{});
  CHECK(s.branch == 1);
  hand_over(s);
  CHECK(s.branch == 0);
  CHECK(hash_of(*s.run) == first);
  apply(s, command::Redo{});
  hand_over(s);
  CHECK(s.branch == 1);
  CHECK(hash_of(*s.run) == second);
}

TEST_CASE("long runs: a wish that is taken back before the whole is there asks for the rest") {
  Session s = impatient(bulk(4000));
  apply(s, command::EditPacket{9, PacketEdit::Drop});
  REQUIRE(s.wanted);
  CHECK(s.wanted->then);
  apply(s, command::Escape{});
  REQUIRE(s.wanted);
  CHECK_FALSE(s.wanted->then);
  hand_over(s);
  CHECK(s.run->trace().packets.size() >= 4000);
  CHECK(s.branches.size() == 1);
}

TEST_CASE("long runs: two branches side by side, each computed beside the window") {
  Session s = impatient(bulk(4000));
  hand_over(s);
  apply(s, command::EditPacket{9, PacketEdit::Drop});
  hand_over(s);
  apply(s, command::ToggleBeside{});
  CHECK_FALSE(s.beside);
  hand_over(s);
  REQUIRE(s.beside);
  CHECK(s.beside->branch == 0);
  apply(s, command::ShowBranch{0});
  hand_over(s);
  CHECK(s.branch == 0);
  if (s.wanted) hand_over(s);
  REQUIRE(s.beside);
  CHECK(s.beside->branch == 1);
  CHECK_FALSE(s.beside->divergence.same);
}

TEST_CASE("long runs: a thread computes what the session wants, and only the last wish") {
  Session s = impatient(bulk(30000));
  ErrandRunner errands([](const std::string&) {});
  errands.go_on(s);
  apply(s, command::Load{bulk(20000)});
  errands.look(s);
  CHECK(s.progress != "");
  while (s.wanted) {
    errands.look(s);
    std::this_thread::yield();
  }
  CHECK(s.run->trace().packets.size() >= 20000);
  CHECK(s.run->trace().packets.size() < 30000);
  errands.look(s);
  CHECK(s.progress == "");
}

TEST_CASE("long runs: a beginning of a hundred thousand segments is shown meanwhile") {
  Session s = impatient(bulk(150000));
  ErrandRunner errands([](const std::string&) {});
  errands.go_on(s);
  std::vector<size_t> shown;
  while (s.wanted) {
    const uint64_t generation = s.generation;
    errands.look(s);
    if (s.generation != generation) shown.push_back(s.run->trace().packets.size());
    std::this_thread::yield();
  }
  REQUIRE(!shown.empty());
  CHECK(shown.back() >= 150000);
  CHECK(shown.size() <= 2);  // the end may overtake it
}

TEST_CASE("long runs: Why offers its what-if, and no walk through the trace is needed for it") {
  Session s;
  apply(s, command::Load{lives(3000)});
  const Trace& trace = s.run->trace();
  CHECK(trace.records.size() > 100000);
  size_t offered = 0;
  for (uint64_t step = last_step(s) - 100; step <= last_step(s); ++step) {
    apply(s, command::SeekStep{step});
    offered += what_if(s).has_value();
  }
  CHECK(offered > 20);
}

TEST_CASE("index: results of calls and spans of timers are what a walk finds, in all scenarios") {
  const auto walk_result = [](const Trace& trace, uint32_t call) {
    for (uint32_t id = call + 1; id <= trace.records.size(); ++id)
      if (trace.record(id).kind == RecordKind::Result && trace.record(id).call_id() == call)
        return id;
    return uint32_t{0};
  };
  const auto is_timer_of = [](const Record& r, const Record& meant) {
    return r.kind == RecordKind::Timer && r.socket == meant.socket && r.timer() == meant.timer();
  };
  for (const CatalogueEntry& entry : make_catalogue(Language::En)) {
    const Session s = test::session_on(entry.name);
    const Trace& trace = s.run->trace();
    INFO(entry.name);
    for (uint32_t id = 1; id <= trace.records.size(); ++id) {
      const Record& r = trace.record(id);
      if (r.kind == RecordKind::Call)
        CHECK(s.run->index.result_of(id, r.host) == walk_result(trace, id));
      if (r.kind != RecordKind::Timer) continue;
      uint32_t set = id;
      if (r.action() == TimerAction::Fired)
        do --set;
        while (set > 0 && !is_timer_of(trace.record(set), r));
      uint32_t ended = set + 1;
      while (ended <= trace.records.size() && !is_timer_of(trace.record(ended), r)) ++ended;
      if (ended > trace.records.size()) ended = 0;
      const TimerSpan span = s.run->index.timers.span(trace, id);
      CHECK(span.set == set);
      CHECK(span.ended == ended);
    }
  }
}

TEST_CASE("jumps: one steps from the nearest checkpoint only once, Why included") {
  Session s;
  apply(s, command::Load{lives(2000)});
  const Simulation& simulation = s.run->simulation;
  const uint64_t steps = simulation.computed_steps();
  Simulation straight = simulation;
  uint64_t at = 12345;
  for (int i = 0; i < 100; ++i) {
    at = at * 6364136223846793005u + 1442695040888963407u;
    // The last of its instant: the calls are offered there.
    const Trace& trace = s.run->trace();
    const uint64_t step = trace.step_at(trace.record(trace.step_ends[(at >> 33) % steps + 1]).t);
    straight.seek(step);
    apply(s, command::SeekStep{step});
    CHECK(s.backstory.step == step);
  }
  CHECK(straight.replayed() > 1000);
  CHECK(simulation.replayed() < straight.replayed() * 5 / 4);
}

}  // namespace finwait
