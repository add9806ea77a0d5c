// How smooth is the window on a long run? A bulk transfer of so many segments, one of them a forged
// reset in the middle, is opened as the window opens it; then frames are made at several places and
// scales.
//
//     bench_window [SEGMENTS [ROUNDS [KIND [VIEW]]]]
//
// By default up to 1000000 segments (10000000 take about 5 GB), 15 rounds, and all kinds of runs:
// bulk; lives: connections that come and go, one after the other; crowd: connections that are all
// open at the same time; lossy: a transfer that loses segments at random. VIEW: only those views
// whose name holds it, and nothing else.
//
// Side by side, each for every size: opening (the engine, then the index), memory, what a jump to
// any instant costs; for each view the models of timeline and minimap with the shipped fonts, the
// same until they are painted into ImGui's draw list, the whole screen's models, a whole frame
// until there are triangles; a frame while the scale changes; and the dearest scale of all, in
// windows of several sizes, in another theme, and with two branches beside each other. All times
// are CPU time.
#include <imgui.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include "gui/model/view_ease.hpp"
#include "gui/panel/offscreen.hpp"
#include "gui/panel/screen_panel.hpp"
#include "gui/panel/soft_renderer.hpp"
#include "tests/bench/window_runs.hpp"

using namespace finwait;
using namespace finwait::bench;

namespace {

// What the user looks at the run with.
struct Window {
  const char* name;
  float width = 1920;
  float height = 1080;
  float scale = 1;
  ThemeName theme = ThemeName::Dark;
  bool beside = false;  // two branches
};
constexpr Window kUsual = {"1920x1080"};
constexpr Window kWindows[] = {
    kUsual,
    {"1920x1080, scale 2", 1920, 1080, 2},
    {"1280x720", 1280, 720},
    {"1280x720, scale 2", 1280, 720, 2},
    {"1920x1080, light", 1920, 1080, 1, ThemeName::Light},
    {"1920x1080, two branches", 1920, 1080, 1, ThemeName::Dark, true},
};
constexpr int kSweepRounds = 5;  // of each of some hundred scales
constexpr size_t kMostForked = 2000000;  // segments: another run of them has room beside them

double cpu_seconds() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

double median(std::vector<double> v) {
  std::sort(v.begin(), v.end());
  return v.empty() ? 0 : v[v.size() / 2];
}

// Milliseconds that `work` takes, the median of so many times.
template <class Work>
double timed(int rounds, const Work& work) {
  std::vector<double> all;
  for (int i = 0; i < rounds; ++i) {
    const double start = cpu_seconds();
    work();
    all.push_back((cpu_seconds() - start) * 1e3);
  }
  return median(all);
}

// Resident octets of this process; 0 where nobody tells.
double resident() {
  std::FILE* file = std::fopen("/proc/self/statm", "r");
  if (file == nullptr) return 0;
  long size = 0;
  long pages = 0;
  if (std::fscanf(file, "%ld %ld", &size, &pages) != 2) pages = 0;
  std::fclose(file);
  return static_cast<double>(pages) * 4096;
}

// A place in a run and a scale.
struct View {
  const char* name;
  AxisMode axis;
  double part;  // of the run
  double zoom;  // 0: the whole run
};
constexpr View kViews[] = {
    {"usual scale, middle", AxisMode::Compressed, 0.5, 1},
    {"usual scale, end", AxisMode::Compressed, 1, 1},
    {"8 x, middle", AxisMode::Compressed, 0.5, 8},
    {"300 x, a third", AxisMode::Compressed, 0.33, 300},
    {"100000 x, two thirds", AxisMode::Compressed, 0.67, 1e5},
    {"1/10, middle", AxisMode::Compressed, 0.5, 0.1},
    {"1/300, end", AxisMode::Compressed, 1, 1 / 300.0},
    {"whole run", AxisMode::Compressed, 1, 0},
    {"linear, whole run", AxisMode::Linear, 1, 1},
    {"linear, 1000 x, a third", AxisMode::Linear, 0.33, 1000},
    {"per event, middle", AxisMode::PerEvent, 0.5, 1},
};

struct Frame {
  double models = 0;   // ms of timeline and minimap
  double painted = 0;  // of these, until they are in the draw list
  double screen = 0;   // of all models
  double whole = 0;    // of models and panels, until there are triangles
  size_t marks = 0;
  bool reset_seen = false;
};

struct Context {
  Context() {
    ImGui::CreateContext();
    ImGui::GetIO().IniFilename = nullptr;
    ImGui::GetIO().LogFilename = nullptr;
  }
  ~Context() { ImGui::DestroyContext(); }
};

class Bench {
 public:
  Bench(const std::string& text, int rounds) : rounds_(rounds) {
    resize(kUsual);
    ImGui::GetIO().DeltaTime = 1.f / 60;
    ImGui::NewFrame();
    ImGui::Render();
    renderer_.update_textures(ImGui::GetDrawData());
    open(text);
  }
  ~Bench() { renderer_.shut_down(); }

  Frame frame(const View& v) {
    look(v);
    Frame f;
    const ScreenModel m = make_screen_model(s_, layout_, state_.measure, state_.axes);
    f.marks = m.ladder.arrows.size() + m.ladder.folds.size() + m.ladder.strips.size() +
              m.ladder.labels.size() + m.ladder.brackets.size() + m.transport.ticks.size();
    f.reset_seen = std::any_of(m.transport.ticks.begin(), m.transport.ticks.end(),
                               [&](const ScrubTick& t) { return !t.lost && t.color == rst(); });
    f.models = models(rounds_);
    f.painted = painted();
    f.screen = timed(rounds_, [&] {
      make_screen_model(s_, layout_, state_.measure, state_.axes);
    });
    f.whole = timed(rounds_, [&] {
      ImGui::NewFrame();
      draw_screen(s_, state_);
      ImGui::Render();
    });
    return f;
  }

  void seeks() {
    const Time end = s_.run->index.end;
    std::vector<double> all;
    uint64_t random = 88172645463325252u;
    for (int i = 0; i < 200; ++i) {
      random ^= random << 13;
      random ^= random >> 7;
      random ^= random << 17;
      const Time t{static_cast<int64_t>(random % static_cast<uint64_t>(end.ns + 1))};
      all.push_back(timed(1, [&] { apply(s_, command::SeekTime{t}); }));
    }
    std::sort(all.begin(), all.end());
    std::printf("  jump to a random instant: median %.2f ms, worst of 200 %.2f ms; "
                "resident %.0f MB, checkpoints %.0f MB\n",
                all[all.size() / 2], all.back(), resident() / 1e6,
                static_cast<double>(s_.run->simulation.checkpoint_octets()) / 1e6);
  }

  // The axis is another in each frame then.
  void zooming() {
    std::vector<double> all;
    for (const double factor : {30.0, 0.1, 300.0, 1e-4}) {
      const Time t{s_.run->index.end.ns / 3};
      apply(s_, command::SeekTime{t});
      const LadderModel m = make_screen_model(s_, layout_, state_.measure, state_.axes).ladder;
      const double y = state_.axes.ladder(s_, layout_.ladder, layout_.ui).y(t);
      const double used = std::clamp(factor, m.coarser, m.finer);
      apply(s_, command::Zoom{used, y, m.scroll, t});
      while (is_easing(s_.view, s_.clock)) {
        all.push_back(timed(1, [&] {
          make_timeline_models(s_, layout_, state_.measure, state_.axes);
        }));
        apply(s_, command::Tick{1.0 / 120});
      }
    }
    std::sort(all.begin(), all.end());
    std::printf("  timeline+map in a frame while it zooms: median %.3f ms, worst of %zu %.3f ms\n",
                all[all.size() / 2], all.size(), all.back());
  }

  void scrubber() {
    const double ms = timed(3, [&] {
      make_scrub_marks(s_.run->index, state_.axes.scrub(s_), layout_.transport.width() - 400);
    });
    std::printf("  the minimap from nothing, once for a run and a width: %.2f ms\n", ms);
  }

  // Every scale, at three places: which is the dearest.
  void sweep(const Window& w) {
    resize(w);
    if (w.beside && !fork()) return;
    struct Worst {
      double ms = 0;
      double zoom = 0;
      double part = 0;
    };
    constexpr const char* kAxes[] = {"compressed", "linear", "per event"};
    std::printf("  %-24s", w.name);
    Worst all;
    AxisMode axis{};
    for (const AxisMode mode : {AxisMode::Compressed, AxisMode::Linear, AxisMode::PerEvent}) {
      Worst worst;
      for (const double part : {0.1, 0.5, 1.0})
        for (double zoom = coarsest(mode); zoom < 1e7; zoom *= 2) {
          look({"", mode, part, zoom});
          const double ms = models(std::min(rounds_, kSweepRounds));
          if (ms > worst.ms) worst = {ms, zoom, part};
        }
      std::printf(" %s %.3f (%.2g x),", kAxes[static_cast<int>(mode)], worst.ms, worst.zoom);
      if (worst.ms <= all.ms) continue;
      all = worst;
      axis = mode;
    }
    look({"", axis, all.part, all.zoom});
    std::printf(" painted %.3f\n", painted());
    if (w.beside) apply(s_, command::ToggleBeside{});
  }

 private:
  Color rst() const { return theme_of(s_.theme).rst; }

  void open(const std::string& text) {
    const double before = resident();
    double start = cpu_seconds();
    {
      Session beginning;
      beginning.patience = 50000;
      apply(beginning, command::Load{{"bench", text, {}}});
    }
    const double begun = cpu_seconds() - start;
    start = cpu_seconds();
    apply(s_, command::Load{{"bench", text, {}}});
    const double whole = cpu_seconds() - start;
    if (!s_.run) {
      std::printf("%s\n", s_.error.c_str());
      std::exit(1);
    }
    const Trace& trace = s_.run->trace();
    const auto count = static_cast<double>(trace.packets.size());
    start = cpu_seconds();
    const size_t index =
        make_run_index(s_.run->script(), trace, s_.run->index.end).footprint();
    const double indexing = cpu_seconds() - start;
    const double traced = static_cast<double>(
        trace.packets.size() * sizeof(Packet) + trace.records.size() * sizeof(Record) +
        trace.step_ends.size() * sizeof(uint32_t));
    std::printf("%.0f segments, %zu records, %.1f s of simulated time\n", count,
                trace.records.size(), static_cast<double>(s_.run->index.end.ns) / 1e9);
    std::printf("  its beginning is there after %.1f ms\n", begun * 1e3);
    std::printf("  opened in %.2f s (%.2f s a million segments), the index in %.3f s of it\n",
                whole, whole / count * 1e6, indexing);
    std::printf("  octets a segment: trace %.0f, index %.1f; resident %.0f MB\n", traced / count,
                static_cast<double>(index) / count, (resident() - before) / 1e6);
  }

  void resize(const Window& w) {
    ImGui::GetIO().DisplaySize = {w.width, w.height};
    layout_ = make_screen_layout(w.width, w.height, w.scale);
    s_.theme = w.theme;
  }

  // Milliseconds of timeline and minimap.
  double models(int rounds) {
    return timed(rounds, [&] { make_timeline_models(s_, layout_, state_.measure, state_.axes); });
  }

  // The same until all of it is in ImGui's draw list.
  double painted() {
    std::vector<double> all;
    for (int i = 0; i < rounds_; ++i) {
      ImGui::NewFrame();
      ImGui::SetNextWindowPos({0, 0});
      ImGui::SetNextWindowSize(ImGui::GetIO().DisplaySize);
      ImGui::Begin("FinWait", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoNav);
      state_.hits.clear();
      state_.focus.order.clear();
      Canvas c(state_.fonts, theme_of(s_.theme), layout_.ui, state_.hits, state_.focus,
               ImGui::GetWindowDrawList());
      all.push_back(timed(1, [&] {
        draw_timelines(c, make_timeline_models(s_, layout_, state_.measure, state_.axes));
      }));
      ImGui::End();
      ImGui::Render();
      renderer_.update_textures(ImGui::GetDrawData());
    }
    return median(all);
  }

  // As draw_screen has them.
  void draw_timelines(Canvas& c, const ScreenModel& m) {
    if (s_.beside) draw_beside(c, m, s_, state_.axes, state_.hold);
    const TimeAxis& axis = state_.axes.ladder(s_, m.layout.ladder, m.layout.ui);
    const Inspected shown = shown_branch(s_);
    const FoldedRun folded{*s_.run, s_.phrases, axis, "", scale_of(s_.view, s_.clock)};
    draw_ladder_marks(c, m.ladder, axis, shown, s_);
    draw_ladder_folds(c, m.ladder, folded, state_.hold);
    draw_ladder_states(c, m.ladder, shown);
    draw_ladder(c, m, s_, state_.axes, state_.hold);
    draw_transport(c, m.transport, state_.axes.scrub(s_), s_);
  }

  // Two branches beside each other, that part in the middle.
  bool fork() {
    if (s_.run->trace().packets.size() > kMostForked) return false;
    const RunIndex& index = s_.run->index;
    for (size_t i = index.trip_from(Time{index.end.ns / 2});
         s_.branches.size() < 2 && i < index.trips.size(); ++i)
      apply(s_, command::EditPacket{index.trips[i].packet, PacketEdit::Drop});
    apply(s_, command::ToggleBeside{});
    return s_.beside.has_value();
  }

  // At which the whole run is seen.
  double coarsest(AxisMode mode) {
    look({"", mode, 1, 1});
    return make_screen_model(s_, layout_, state_.measure, state_.axes).ladder.coarser;
  }

  void look(const View& v) {
    const Time end = s_.run->index.end;
    const Time t{static_cast<int64_t>(static_cast<double>(end.ns) * v.part)};
    s_.axis = v.axis;
    apply(s_, command::SeekTime{t});
    apply(s_, command::Tick{1});  // what lit up has burnt down
    s_.view.zoom = v.zoom > 0 ? v.zoom : 1;
    if (v.zoom > 0) return;
    s_.view.zoom = make_screen_model(s_, layout_, state_.measure, state_.axes).ladder.coarser;
  }

  Context context_;
  int rounds_;
  Session s_;
  SoftRenderer renderer_;
  ScreenState state_;
  ScreenLayout layout_;
};

}  // namespace

namespace {

// One run: what it costs; beside `small`, which gets the frames of the first.
void measure(const std::string& text, int rounds, const std::string& only,
             std::vector<Frame>& small, bool reset) {
  Bench bench(text, rounds);
  if (only.empty()) {
    bench.scrubber();
    bench.seeks();
    bench.zooming();
  }
  std::printf("  %-26s %14s %12s %12s %12s %8s %s\n", "CPU ms a frame at 1080p", "timeline+map",
              "painted", "all models", "triangles", "marks", "beside the shortest");
  const bool first = small.empty();
  size_t i = 0;
  for (const View& v : kViews) {
    if (std::string(v.name).find(only) == std::string::npos) continue;
    const Frame f = bench.frame(v);
    if (first) small.push_back(f);
    std::printf("  %-26s %14.3f %12.3f %12.3f %12.3f %8zu", v.name, f.models, f.painted, f.screen,
                f.whole, f.marks);
    if (!first) std::printf(" %6.2f", f.models / small[i].models);
    std::printf("%s\n", f.reset_seen || !reset ? "" : "  (the reset is not on the minimap!)");
    ++i;
  }
  if (!only.empty()) return;
  std::printf("  timeline+map at any scale, the dearest of each axis:\n");
  for (const Window& w : kWindows) bench.sweep(w);
}

}  // namespace

namespace {

// From the process' start on, with a built-in scenario.
void first_frame() {
  Session s;
  apply(s, command::LoadBuiltin{"lost-last-ack"});
  Offscreen(1).screen(s, static_cast<int>(kUsual.width),
                      static_cast<int>(kUsual.height));
  std::printf("the first frame is there after %.0f ms, on the CPU rasteriser at 1080p\n",
              cpu_seconds() * 1e3);
}

}  // namespace

int main(int argc, char** argv) {
  const auto most = static_cast<uint64_t>(argc > 1 ? std::atoll(argv[1]) : 1000000);
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 15;
  const std::string kind = argc > 3 ? argv[3] : "";
  const std::string only = argc > 4 ? argv[4] : "";
  first_frame();
  const auto runs = [&](const char* name, uint64_t limit, bool reset, const auto& text_of) {
    std::vector<Frame> small;
    if (!kind.empty() && kind != name) return;
    for (uint64_t segments = 10000; segments <= std::min(most, limit); segments *= 10) {
      std::printf("%s: ", name);
      measure(text_of(segments), rounds, only, small, reset);
    }
  };
  runs("bulk", UINT64_MAX, true, [](uint64_t n) { return bulk(n); });
  runs("lives", UINT64_MAX, false, [](uint64_t n) { return lives(n); });
  runs("crowd", 100000, false, [](uint64_t n) { return crowd(n); });
  runs("lossy", UINT64_MAX, false, [](uint64_t n) { return bulk(n, true); });
  return 0;
}
