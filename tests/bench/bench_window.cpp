// How smooth is the window on a long run? A bulk transfer of so many segments, one of them a forged
// reset in the middle, is opened as the window opens it; then frames are made at several places and
// scales.
//
//     bench_window [SEGMENTS [ROUNDS [KIND]]]  default: up to 1000000 segments, 15 rounds, all of
//                                              bulk, lives, crowd, jumps (10000000 take about 5 GB)
//
// Then the same for connections that come and go, one after the other, and for connections that are
// all open at the same time; and jumps in a transfer that loses segments at random.
//
// Side by side, each for every size: opening (the engine, then the index), memory, the models of
// timeline and minimap with the shipped fonts, the whole screen's models, a frame until there are
// triangles, a frame while the scale changes, and what a jump to any instant costs. All times are
// CPU time.
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

using namespace finwait;

namespace {

constexpr float kWidth = 1920;
constexpr float kHeight = 1080;

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

// A window's worth in every round trip of some 5 ms; the reset comes when about half is sent.
std::string bulk(uint64_t segments, bool lossy = false) {
  const auto line = [](const std::string& at, const std::string& rest) {
    return "  { at = \"" + at + "ms\", host = \"" + rest + " },\n";
  };
  const std::string host =
      "{ profile = \"rfc9293\", set = { mss = 256, congestion = \"none\" } }\n";
  std::string text = "format = 1\ntitle = \"Bulk\"\nlimit = " + std::to_string(segments);
  text += "\nnetwork = { delay = \"1ms\", msl = \"1s\", rate = \"200Mbit/s\", queue = 400";
  text += lossy ? ", loss = \"1/1000\" }\n" : " }\n";
  text += "hosts.client = " + host + "hosts.server = " + host + "timeline = [\n";
  text += line("0", "server\", call = \"listen\", port = 80");
  text += line("0", "client\", call = \"connect\", to = \"server:80\"");
  for (int i = 0; i < 4; ++i)
    text += line("3", "client\", call = \"send\", bytes = 1000000000, after_result = true");
  const uint64_t half = std::max<uint64_t>(segments / 150, 4);
  return text + line(std::to_string(half),
                     "client\", call = \"inject\", segment = \"R 1:1(0) win 0\"") + "]\n";
}

// Connections one after the other, ten segments each, with a silence between two: as many states,
// calls, timers and sockets as a run can have.
std::string lives(uint64_t segments) {
  const std::string each =
      ", socket = \"c\", repeat = " + std::to_string(segments / 10) + ", every = \"10ms\" },\n";
  return "format = 1\ntitle = \"Lives\"\nlimit = " + std::to_string(segments) +
         "\nnetwork = { delay = \"1ms\", msl = \"100ms\" }\n"
         "hosts.client = { profile = \"rfc9293\" }\nhosts.server = { profile = \"rfc9293\" }\n"
         "timeline = [\n  { at = \"0ms\", host = \"server\", call = \"listen\", port = 80 },\n"
         "  { at = \"0ms\", host = \"client\", call = \"connect\", to = \"server:80\"" + each +
         "  { at = \"4ms\", host = \"client\", call = \"send\", bytes = 100" + each +
         "  { at = \"6ms\", host = \"client\", call = \"close\"" + each +
         "  { when = { host = \"server\", state = \"CLOSE_WAIT\" }, each = true, after = \"1ms\", "
         "host = \"server\", call = \"close\" },\n]\n";
}

// As many connections open at once, for a second; ten segments each.
std::string crowd(uint64_t segments) {
  const uint64_t count = segments / 10;
  const std::string each = ", socket = \"c\", repeat = " + std::to_string(count) +
                           ", every = \"" + std::to_string(1000000000 / count) + "ns\" },\n";
  return "format = 1\ntitle = \"Crowd\"\nlimit = " + std::to_string(segments) +
         "\nnetwork = { delay = \"1ms\", msl = \"100ms\" }\n"
         "hosts.client = { profile = \"rfc9293\" }\nhosts.server = { profile = \"rfc9293\" }\n"
         "timeline = [\n  { at = \"0ms\", host = \"server\", call = \"listen\", port = 80 },\n"
         "  { at = \"0ms\", host = \"client\", call = \"connect\", to = \"server:80\"" + each +
         "  { at = \"500ms\", host = \"client\", call = \"send\", bytes = 100" + each +
         "  { at = \"1000ms\", host = \"client\", call = \"close\"" + each +
         "  { when = { host = \"server\", state = \"CLOSE_WAIT\" }, each = true, after = \"1ms\", "
         "host = \"server\", call = \"close\" },\n]\n";
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
  double models = 0;  // ms of timeline and minimap
  double screen = 0;  // of all models
  double paint = 0;   // of models and panels, until there are triangles
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
    ImGui::GetIO().DisplaySize = {kWidth, kHeight};
    ImGui::GetIO().DeltaTime = 1.f / 60;
    ImGui::NewFrame();
    ImGui::Render();
    renderer_.update_textures(ImGui::GetDrawData());
    open(text);
  }
  ~Bench() { renderer_.shut_down(); }

  Frame frame(const View& v) {
    look(v);
    const ScreenLayout layout = make_screen_layout(kWidth, kHeight, 1);
    Frame f;
    const ScreenModel m = make_screen_model(s_, layout, state_.measure, state_.axes);
    f.marks = m.ladder.arrows.size() + m.ladder.folds.size() + m.ladder.strips.size() +
              m.ladder.labels.size() + m.ladder.brackets.size() + m.transport.ticks.size();
    f.reset_seen = std::any_of(m.transport.ticks.begin(), m.transport.ticks.end(),
                               [&](const ScrubTick& t) { return !t.lost && t.color == rst(); });
    f.models = timed(rounds_, [&] {
      make_timeline_models(s_, layout, state_.measure, state_.axes);
    });
    f.screen = timed(rounds_, [&] {
      make_screen_model(s_, layout, state_.measure, state_.axes);
    });
    f.paint = timed(rounds_, [&] {
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
    const ScreenLayout layout = make_screen_layout(kWidth, kHeight, 1);
    std::vector<double> all;
    for (const double factor : {30.0, 0.1, 300.0, 1e-4}) {
      const Time t{s_.run->index.end.ns / 3};
      apply(s_, command::SeekTime{t});
      const LadderModel m = make_screen_model(s_, layout, state_.measure, state_.axes).ladder;
      const double y = state_.axes.ladder(s_, layout.ladder, layout.ui).y(t);
      const double used = std::clamp(factor, m.coarser, m.finer);
      apply(s_, command::Zoom{used, y, m.scroll, t});
      while (is_easing(s_.view, s_.clock)) {
        all.push_back(timed(1, [&] {
          make_timeline_models(s_, layout, state_.measure, state_.axes);
        }));
        apply(s_, command::Tick{1.0 / 120});
      }
    }
    std::sort(all.begin(), all.end());
    std::printf("  timeline+map in a frame while it zooms: median %.3f ms, worst of %zu %.3f ms\n",
                all[all.size() / 2], all.size(), all.back());
  }

  void scrubber() {
    const ScreenLayout layout = make_screen_layout(kWidth, kHeight, 1);
    const double ms = timed(3, [&] {
      make_scrub_marks(s_.run->index, state_.axes.scrub(s_), layout.transport.width() - 400);
    });
    std::printf("  the minimap from nothing, once for a run and a width: %.2f ms\n", ms);
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

  void look(const View& v) {
    const Time end = s_.run->index.end;
    const Time t{static_cast<int64_t>(static_cast<double>(end.ns) * v.part)};
    s_.axis = v.axis;
    apply(s_, command::SeekTime{t});
    apply(s_, command::Tick{1});  // what lit up has burnt down
    s_.view.zoom = v.zoom;
    if (v.zoom > 0) return;
    s_.view.zoom = 1;
    const ScreenLayout layout = make_screen_layout(kWidth, kHeight, 1);
    const LadderModel whole =
        make_screen_model(s_, layout, state_.measure, state_.axes).ladder;
    s_.view.zoom = whole.coarser;
  }

  Context context_;
  int rounds_;
  Session s_;
  SoftRenderer renderer_;
  ScreenState state_;
};

}  // namespace

namespace {

// One run: what it costs; beside `small`, which gets the frames of the first.
void measure(const std::string& text, int rounds, std::vector<Frame>& small, bool reset) {
  Bench bench(text, rounds);
  bench.scrubber();
  bench.seeks();
  bench.zooming();
  std::printf("  %-26s %14s %12s %12s %8s %s\n", "CPU ms a frame at 1080p", "timeline+map",
              "all models", "triangles", "marks", "beside the shortest");
  const bool first = small.empty();
  size_t i = 0;
  for (const View& v : kViews) {
    const Frame f = bench.frame(v);
    if (first) small.push_back(f);
    std::printf("  %-26s %14.3f %12.3f %12.3f %8zu", v.name, f.models, f.screen, f.paint, f.marks);
    if (!first) std::printf(" %6.2f", f.models / small[i].models);
    std::printf("%s\n", f.reset_seen || !reset ? "" : "  (the reset is not on the minimap!)");
    ++i;
  }
}

}  // namespace

namespace {

// From the process' start on, with a built-in scenario.
void first_frame() {
  Session s;
  apply(s, command::LoadBuiltin{"lost-last-ack"});
  Offscreen(1).screen(s, static_cast<int>(kWidth), static_cast<int>(kHeight));
  std::printf("the first frame is there after %.0f ms, on the CPU rasteriser at 1080p\n",
              cpu_seconds() * 1e3);
}

void measure_jumps(const std::string& text) {
  Bench bench(text, 1);
  bench.seeks();
}

}  // namespace

int main(int argc, char** argv) {
  const auto most = static_cast<uint64_t>(argc > 1 ? std::atoll(argv[1]) : 1000000);
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 15;
  first_frame();
  const std::string kind = argc > 3 ? argv[3] : "";
  const auto wanted = [&](const char* name) { return kind.empty() || kind == name; };
  std::vector<Frame> small;
  for (uint64_t segments = 10000; wanted("bulk") && segments <= most; segments *= 10)
    measure(bulk(segments), rounds, small, true);
  small.clear();
  for (uint64_t segments = 10000; wanted("lives") && segments <= most; segments *= 10)
    measure(lives(segments), rounds, small, false);
  small.clear();
  const uint64_t many = std::min<uint64_t>(most, 100000);
  for (uint64_t segments = 10000; wanted("crowd") && segments <= many; segments *= 10)
    measure(crowd(segments), rounds, small, false);
  const uint64_t lossy = std::min<uint64_t>(most, 1000000);
  for (uint64_t segments = 10000; wanted("jumps") && segments <= lossy; segments *= 10)
    measure_jumps(bulk(segments, true));
  return 0;
}
