// Runs of any length: what a window shows is found by searching, and it is the same as what a walk
// through the whole run finds.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "gui/model/ladder_window.hpp"
#include "gui/model/scrub_marks.hpp"
#include "sim/base/random.hpp"
#include "tests/gui/fixture.hpp"

namespace finwait {
namespace {

constexpr double kWidth = 1500;

const Measure kMeasure = [](Face, float em, std::string_view text) {
  return static_cast<float>(text.size()) * em * 0.6f;
};

uint64_t below(Xoshiro256& random, size_t n) {
  return random.below(n);
}

// Segments of both hosts in turn, some microseconds apart and a millisecond on their way; what is
// rare among them is set by hand.
struct LongRun {
  Trace trace;
  RunIndex index;

  explicit LongRun(uint32_t count, uint64_t seed) {
    Xoshiro256 random(seed);
    std::vector<Time> times;
    Time t;
    index.trips.resize(count);
    trace.packets.resize(count);
    for (uint32_t i = 0; i < count; ++i) {
      t = t + microseconds(static_cast<int64_t>(below(random, 9)));
      Trip& trip = index.trips[i];
      trip.packet = i;
      trip.from = i % 3 == 0;
      trip.to = i % 3 != 0;
      trip.sent = t;
      trip.ended = t + milliseconds(1);
      trip.end = Trip::End::Arrived;
      trace.packets[i].sent = i + 1;
      times.push_back(t);
    }
    index.end = t + milliseconds(1);
    times.push_back(index.end);
    index.instants = std::make_shared<const Instants>(times, milliseconds(8));
    sum_up();
  }

  void sum_up() {
    std::vector<uint16_t> flags;
    for (size_t i = 0; i < index.trips.size(); ++i) {
      const Trip& trip = index.trips[i];
      flags.push_back(trip.from == 0 ? kTripData : kTripAck << kTripFlags);
      if (i % 64 == 0)
        for (size_t host = 0; host < 2; ++host) index.sent_by[host].push_back(sent_[host]);
      ++sent_[trip.from];
    }
    for (size_t host = 0; host < 2; ++host) index.sent_by[host].push_back(sent_[host]);
    index.flags = FlagPyramid(flags);
    index.ended =
        PeakPyramid(index.trips.size(), [&](size_t i) { return index.trips[i].ended.ns; });
  }

  void mark(size_t i, uint16_t flag) {
    std::vector<uint16_t> flags;
    for (size_t k = 0; k < index.flags.size(); ++k) flags.push_back(index.flags[k]);
    flags[i] = static_cast<uint16_t>(index.trips[i].from == 0 ? flag : flag << kTripFlags);
    index.flags = FlagPyramid(std::move(flags));
  }

  TimeAxis axis(double typical_px) const {
    TimeAxis::Shape shape;
    shape.typical = milliseconds(1);
    shape.typical_px = typical_px;
    return TimeAxis::of(index.instants, shape);
  }

 private:
  std::array<uint32_t, 2> sent_{};
};

// What a walk through all trips finds in a window.
std::vector<uint32_t> walked(const RunIndex& index, const Trace& trace, const TripWindow& w) {
  std::vector<uint32_t> found;
  for (size_t i = 0; i < index.trips.size(); ++i) {
    const Trip& trip = index.trips[i];
    if (trip.sent <= w.bottom && trip.ended >= w.top &&
        trace.packet(trip.packet).sent <= w.record_limit)
      found.push_back(static_cast<uint32_t>(i));
  }
  return found;
}

}  // namespace

TEST_CASE("pyramids: any, first and next are what a walk finds") {
  Xoshiro256 random(1);
  for (size_t count : {0u, 1u, 15u, 16u, 17u, 300u, 5000u}) {
    std::vector<uint16_t> flags(count);
    std::vector<int64_t> values(count);
    for (size_t i = 0; i < count; ++i) {
      flags[i] = static_cast<uint16_t>(below(random, 40) == 0 ? 1u << below(random, 16) : 0);
      values[i] = static_cast<int64_t>(below(random, 100000));
    }
    const FlagPyramid pyramid(flags);
    const auto value = [&](size_t i) { return values[i]; };
    const PeakPyramid peaks(count, value);
    for (int round = 0; round < 200; ++round) {
      const size_t to = below(random, count + 1);
      const size_t from = below(random, to + 1);
      const auto mask = static_cast<uint16_t>(1u << below(random, 16));
      const int64_t least = static_cast<int64_t>(below(random, 101000));
      unsigned any = 0;
      size_t first = to;
      size_t next = to;
      for (size_t i = to; i-- > from;) {
        any |= flags[i];
        if (flags[i] & mask) first = i;
        if (values[i] >= least) next = i;
      }
      CHECK(pyramid.any(from, to) == any);
      CHECK(pyramid.first(from, to, mask) == first);
      CHECK(peaks.next(from, to, least, value) == next);
      CHECK(gallop(from, to, [&](size_t i) { return i >= first; }) == first);
    }
  }
}

TEST_CASE("time axis: y and time are inverse at every scale of a long run, to a nanosecond") {
  const LongRun run(100000, 2);
  Xoshiro256 random(3);
  for (double px : {1e-4, 0.03, 30.0, 3e4, 8e6}) {
    const TimeAxis axis = run.axis(px);
    for (int i = 0; i < 200; ++i) {
      const Time t{static_cast<int64_t>(below(random, static_cast<uint64_t>(run.index.end.ns)))};
      CHECK(std::abs(axis.time(axis.y(t)).ns - t.ns) <= 1);
    }
  }
  CHECK(run.axis(30).finer() > 1e5);
}

TEST_CASE("ladder: of few segments each is shown that a walk finds, in all scenarios") {
  Xoshiro256 random(4);
  for (const CatalogueEntry& entry : make_catalogue(Language::En)) {
    const Session s = test::session_on(entry.name);
    const RunIndex& index = s.run->index;
    const auto end = static_cast<uint64_t>(index.end.ns + 1);
    const TimeAxis axis = TimeAxis::of(index.instants, {});
    for (int i = 0; i < 20; ++i) {
      const Time top{static_cast<int64_t>(below(random, end))};
      const Time bottom = top + Duration{static_cast<int64_t>(below(random, end) >> (i % 20))};
      const auto limit = static_cast<uint32_t>(below(random, s.run->trace().records.size() + 1));
      const TripWindow window{top, bottom, limit, 400};
      const VisibleTrips shown = find_visible_trips(index, s.run->trace(), axis, window);
      const auto all = walked(index, s.run->trace(), window);
      INFO(entry.name);
      REQUIRE(shown.folded == (all.size() > kMostSingleTrips));
      if (!shown.folded) CHECK(shown.single == all);
    }
  }
}

TEST_CASE("ladder: states, calls and timers of a window are what a walk finds, in all scenarios") {
  Xoshiro256 random(5);
  AxisCache axes;
  for (const CatalogueEntry& entry : make_catalogue(Language::En)) {
    const Session s = test::session_on(entry.name);
    const RunIndex& index = s.run->index;
    const TimeAxis axis = TimeAxis::of(index.instants, {});
    const Type type{kMeasure, 1};
    LadderInput in{.source = {s.run->script(), s.run->trace(), s.phrases},
                   .index = index, .axis = axis, .now = index.end, .selected = {},
                   .selected_record = {}, .hovered = {},
                   .anchor = {}, .panel = {}, .type = type, .theme = theme_of(s.theme)};
    const auto end = static_cast<uint64_t>(index.end.ns + 1);
    for (int i = 0; i < 20; ++i) {
      const Time top{static_cast<int64_t>(below(random, end))};
      const TimeRange times{top, top + Duration{static_cast<int64_t>(below(random, end) >> i)}};
      in.record_limit = static_cast<uint32_t>(below(random, s.run->trace().records.size() + 1));
      for (uint8_t host = 0; host < 2; ++host) {
        const auto& marks = index.marks[host];
        const IndexRange shown = shown_marks(in, host, times);
        for (size_t k = 0; k < marks.size(); ++k) {
          const bool inside = marks[k].t >= times.top && marks[k].t <= times.bottom &&
                              marks[k].record <= in.record_limit;
          CHECK(inside == (k >= shown.first && k < shown.end));
        }
        const auto timers = shown_timers(in, host, times, 3);
        const auto& fired = index.fired[host];
        for (size_t k = 0; k < fired.size(); ++k) {
          const Mark& m = marks[fired[k]];
          const bool inside = m.t >= times.top && m.since <= times.bottom &&
                              m.record <= in.record_limit;
          CHECK(inside == (std::count(timers.begin(), timers.end(), k) == 1));
        }
        const IndexRange spans = shown_spans(in, host, times);
        for (size_t k = 0; k < index.spans[host].size(); ++k) {
          const Span& span = index.spans[host][k];
          const bool reaches = span.from <= times.bottom && span.to > times.top &&
                               span.record <= in.record_limit;
          if (reaches) CHECK((k >= spans.first && k < spans.end));
        }
      }
    }
  }
}

TEST_CASE("ladder: of many segments each is in one fold or shown by itself, and marks are few") {
  LongRun run(200000, 6);
  run.mark(123456, kTripRst);
  run.mark(60001, kTripData | kTripLost);
  const auto count = static_cast<uint32_t>(run.trace.packets.size());
  for (double px : {0.03, 1.0, 30.0, 1000.0, 3e4}) {
    const TimeAxis axis = run.axis(px);
    for (size_t middle : {60001u, 123456u}) {
      const double y = axis.y(run.index.trips[middle].sent);
      const TripWindow window{axis.time(y - 300), axis.time(y + 500), count, 400};
      const VisibleTrips shown = find_visible_trips(run.index, run.trace, axis, window);
      INFO(px << " pixels a millisecond, around " << middle);
      CHECK(shown.single.size() + shown.folds.size() < 3000);
      CHECK(std::count(shown.single.begin(), shown.single.end(), middle) == 1);
      if (!shown.folded) continue;
      size_t in_folds = 0;
      for (const TripFold& f : shown.folds) {
        in_folds += f.count;
        CHECK(+run.index.trips[f.first].from == f.host);
        CHECK(axis.y(run.index.trips[f.last].sent) - axis.y(run.index.trips[f.first].sent) <=
              shown.pitch * 1.01);
      }
      CHECK(in_folds + shown.single.size() >=
            walked(run.index, run.trace, window).size());
    }
  }
}

TEST_CASE("ladder: one segment that is on its way for the whole run is found in every window") {
  LongRun run(50000, 7);
  run.index.trips[7].ended = run.index.end;
  run.index.ended = PeakPyramid(
      run.index.trips.size(), [&](size_t i) { return run.index.trips[i].ended.ns; });
  const TimeAxis axis = run.axis(3e4);
  for (size_t i = 5000; i < 50000; i += 5000) {
    const Time top = run.index.trips[i].sent;
    const TripWindow window{top, top + microseconds(20), 50000, 400};
    const VisibleTrips shown = find_visible_trips(run.index, run.trace, axis, window);
    REQUIRE_FALSE(shown.single.empty());
    CHECK(shown.single.front() == 7);
  }
}

TEST_CASE("minimap: one reset among a million segments lights its pixel, and one loss") {
  LongRun run(1000000, 8);
  run.mark(654321, kTripRst);
  run.mark(111111, kTripData | kTripLost);
  const TimeAxis axis = run.axis(30);
  const ScrubMarks marks = make_scrub_marks(run.index, axis, kWidth);
  CHECK(marks.ticks.size() <= kWidth + 1);
  const auto lit = [&](size_t trip, uint16_t flag) {
    const auto x = static_cast<float>(scrub_x(axis, kWidth, run.index.trips[trip].sent));
    return std::count_if(marks.ticks.begin(), marks.ticks.end(), [&](const auto& tick) {
      return tick.flag == flag && tick.x == x;
    });
  };
  CHECK(lit(654321, kTripRst) == 1);
  CHECK(lit(111111, kTripLost) == 1);
}

TEST_CASE("index: what set a timer last is what a walk back finds, in all scenarios") {
  for (const CatalogueEntry& entry : make_catalogue(Language::En)) {
    Session s = test::session_on(entry.name);
    const Trace& trace = s.run->trace();
    std::map<std::pair<uint32_t, int>, uint32_t> last;
    for (uint32_t id = 1; id <= trace.records.size(); ++id) {
      const Record& r = trace.record(id);
      if (r.kind != RecordKind::Timer) continue;
      const bool set = r.action() == TimerAction::Set || r.action() == TimerAction::Restarted;
      const auto key = std::pair{r.socket, static_cast<int>(r.timer())};
      CHECK(s.run->index.timers.last(r.socket, r.timer(), id - 1) == last[key]);
      if (set) last[key] = id;
      CHECK(s.run->index.timers.last(r.socket, r.timer(), id) == last[key]);
    }
  }
}

TEST_CASE("timeline: zooming keeps the instant under the mouse, from all of a run to nanoseconds") {
  Session s;
  apply(s, command::Load{{"bulk", R"(format = 1
title = "Bulk"
limit = 20000
network = { delay = "1ms", msl = "1s" }
hosts.client = { profile = "rfc9293", set = { mss = 256 } }
hosts.server = { profile = "rfc9293" }
timeline = [
  { at = "0ms", host = "server", call = "listen", port = 80 },
  { at = "0ms", host = "client", call = "connect", to = "server:80" },
  { at = "3ms", host = "client", call = "send", bytes = 9000000 },
]
)", {}}});
  REQUIRE(s.error == "");
  apply(s, command::ToEnd{});
  AxisCache axes;
  const ScreenLayout layout = make_screen_layout(1920, 1080, 1);
  const Time at{s.run->index.end.ns / 3};
  s.view.follow = false;
  for (double factor : {0.5, 0.1, 40.0, 100.0, 100.0, 0.001, 1e4}) {
    const LadderModel before = make_screen_model(s, layout, kMeasure, axes).ladder;
    const double y = axes.ladder(s, layout.ladder, layout.ui).y(at);
    const double used = std::clamp(factor, before.coarser, before.finer);
    apply(s, command::Zoom{used, y, y - 300, at});
    apply(s, command::Tick{1});
    const LadderModel after = make_screen_model(s, layout, kMeasure, axes).ladder;
    const double there = axes.ladder(s, layout.ladder, layout.ui).y(at) - after.scroll;
    const double most = std::max(0.0, after.content - after.body.height());
    if (after.scroll > 0 && after.scroll < most) CHECK(there == doctest::Approx(300));
    CHECK(after.arrows.size() + after.folds.size() + after.labels.size() < 3000);
  }
}

}  // namespace finwait
