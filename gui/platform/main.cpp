// finwait-gui: the visualizer. Reads the command line, opens a scenario, and either writes one
// picture or runs the frame loop.
#include <imgui.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <thread>

#include "gui/panel/screen_panel.hpp"
#include "gui/platform/command_line.hpp"
#include "gui/platform/errand_runner.hpp"
#include "gui/platform/files.hpp"
#include "gui/platform/live_feed.hpp"
#include "gui/platform/narration.hpp"
#include "gui/platform/opening.hpp"
#include "gui/platform/settings.hpp"
#include "gui/platform/window.hpp"
#include "sim/host/terminal.hpp"

namespace finwait {
namespace {

constexpr int kBadInput = 2;
constexpr int kFault = 3;
constexpr int kSkipped = 5;
constexpr uint64_t kPatience = 50000;  // steps: a few milliseconds

int complain(const std::string& text, int exit = kBadInput) {
  std::fprintf(stderr, "finwait-gui: %s\n", text.c_str());
  return exit;
}

// The end of a session, or Ctrl+C: what is to be remembered is written as ever.
volatile std::sig_atomic_t told_to_end = 0;

void on_signal(int number) {
  told_to_end = 1;
  std::signal(number, SIG_DFL);  // who is told twice ends at once
}

void listen_to_signals() {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
#ifdef SIGHUP
  std::signal(SIGHUP, on_signal);
#endif
}

struct ImGuiContextOwner {
  ImGuiContextOwner() {
    ImGui::CreateContext();
    ImGui::GetIO().IniFilename = nullptr;
    ImGui::GetIO().LogFilename = nullptr;
    ImGui::GetIO().ConfigInputTextCursorBlink = false;  // a window that waits sleeps
  }
  ~ImGuiContextOwner() { ImGui::DestroyContext(); }
};

void print_places(const Hits& hits) {
  for (const auto& [name, r] : hits) {
    const Point c = r.center();
    std::printf("%s %d %d\n", name.c_str(), static_cast<int>(c.x), static_cast<int>(c.y));
  }
}

int make_film(const Session& session, const CommandLine& o) {
  auto film = Film::start(session, {.path = o.film,
                                    .width = o.width,
                                    .height = o.height,
                                    .scale = o.scale,
                                    .fps = o.fps,
                                    .from = o.from,
                                    .to = o.to});
  if (!film) return complain(film.error().text());
  while (!film.value().advance(1)) {
  }
  return film.value().error() ? complain(film.value().error()->text()) : 0;
}

int offscreen(Session& session, const CommandLine& o) {
  if (!o.film.empty()) return make_film(session, o);
  Offscreen offscreen(o.scale);
  // The close lab opens at the end by itself, or where what differs is in sight.
  if (!o.moment.is_asked() && !o.places && !session.lab.open) apply(session, command::ToEnd{});
  apply(session, command::Tick{1});  // what lit up has burnt down
  const Pixels p = offscreen.part(session, o.picture, o.width, o.height);
  if (o.places) print_places(offscreen.hits());
  if (o.screenshot.empty()) return 0;
  const auto written = write_png(o.screenshot, p.width, p.height, p.pixels);
  return written ? 0 : complain(written.error().text());
}

std::string window_title(const Session& s) {
  if (!s.run) return "FinWait";
  const std::string title = s.run->simulation.scenario().title.in(s.phrases.language());
  return "FinWait \u2013 " + (title.empty() ? s.origin().name : title) + " \u2013 " +
         s.phrases(Phrase::EventStatus,
                   {std::to_string(s.cursor.step), std::to_string(last_step(s))});
}

// What the window remembers, with the command line's wishes above it.
Settings first_settings(SettingsFile& file, const CommandLine& o) {
  Settings standard;
  if (!o.no_settings) standard.language = environment_language();
  Settings s = file.read(standard);
  if (o.language_given) s.language = o.language;
  if (o.theme_given) s.theme = o.theme;
  if (o.scale_given) s.scale_percent = static_cast<int>(o.scale * 100 + 0.5f);
  return s;
}

void use_settings(Session& session, const Settings& s) {
  session.theme = s.theme;
  session.axis = s.axis;
  session.recent = s.recent;
  session.absolute = s.absolute;
  session.two_diagrams = s.two_diagrams;
  if (s.speed_per_mille > 0) apply(session, command::SetSpeed{s.speed_per_mille / 1e3});
  apply(session, command::SetLanguage{s.language});
}

Settings present_settings(const Session& session, const Window& window) {
  return {.language = session.phrases.language(),
          .theme = session.theme,
          .axis = session.axis,
          .scale_percent = static_cast<int>(session.scale * 100 + 0.5f),
          .speed_per_mille = session.own_speed ? static_cast<int>(session.speed * 1e3 + 0.5) : 0,
          .reduce_motion = session.reduce_motion,
          .absolute = session.absolute,
          .two_diagrams = session.two_diagrams,
          .welcomed = session.tour.seen,
          .recent = session.recent,
          .window = window.place()};
}

void tell(const std::optional<std::string>& line) {
  if (!line) return;
  std::printf("%s\n", line->c_str());
  std::fflush(stdout);
}

// The program to start beside it is told where it can be copied from, too.
void begin_live(ErrandRunner& errands, LiveFeed feed, Session& session) {
  errands.show_live(std::move(feed), session);
  std::fprintf(stderr, "finwait-gui: %s\n", session.notice.c_str());
}

// A picture is made of the run as it ended.
int wait_for_live(LiveFeed feed, Session& session) {
  LiveShow show(std::move(feed));
  show.begin(session);
  while (!show.is_over()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    show.look(session);
  }
  if (!session.error.empty()) return complain(session.error, kFault);
  std::fprintf(stderr, "finwait-gui: %s\n", session.notice.c_str());
  session.notice.clear();
  return 0;
}

// The network of a live run, before there is any window.
Result<LiveFeed> live_feed(const CommandLine& o, int& exit) {
  exit = kBadInput;
  auto plan = read_live_plan(o.scenario, o.overrides, o.kernel, o.program);
  if (!plan) return Error{{}, 0, 0, plan.error().text()};
  exit = kSkipped;
  auto feed = LiveFeed::start(plan.take());
  if (!feed)
    return Error{{}, 0, 0, feed.error().message + " (it needs Linux, root and /dev/net/tun)"};
  return feed;
}

int in_window(Session& session, const CommandLine& o, const Settings& settings,
              SettingsFile& file, std::optional<LiveFeed> feed) {
  const ImGuiContextOwner context;
  const bool remembered = settings.window && !o.size_given;
  Window window(remembered ? settings.window->width : o.width,
                remembered ? settings.window->height : o.height, "FinWait");
  if (!window.ok())
    return complain(window.problem() + " (--screenshot OUT.png needs no display)", kFault);
  if (remembered) window.move_to(*settings.window);
  ScreenState state;
  if (file.problem())
    apply(session, command::ShowNotice{session.phrases(Phrase::SettingsBroken,
                                                       {file.problem()->text(), file.backup()})});
  ErrandRunner errands([](const std::string& text) { ImGui::SetClipboardText(text.c_str()); });
  session.patience = kPatience;
  if (feed)
    begin_live(errands, std::move(*feed), session);
  else if (!o.moment.is_asked() && !session.playing)
    apply(session, command::TogglePlay{});
  Narration narration;
  listen_to_signals();
  const auto look = [&] { return errands.look(session) || told_to_end != 0; };
  while (!session.quit) {
    const bool moving = is_moving(session) || errands.is_busy();
    apply(session, command::Tick{window.wait(moving, errands.look_seconds(), look)});
    if (told_to_end != 0) apply(session, command::Quit{.anyway = true});
    if (window.take_wish_to_close()) apply(session, command::Quit{});
    for (const std::string& path : window.take_dropped()) apply(session, command::OpenFile{path});
    window.begin_frame();
    for (const Command& command : draw_screen(session, state)) apply(session, command);
    window.end_frame(theme_of(session.theme).background);
    const ImVec2 size = ImGui::GetIO().DisplaySize;
    errands.set_size(static_cast<int>(size.x), static_cast<int>(size.y), state.scale);
    errands.go_on(session);
    if (errands.carry_out(session)) window.wake();
    window.set_title(window_title(session));
    if (o.narrate) tell(narration.next(session));
  }
  if (const auto failed = file.write(present_settings(session, window))) complain(failed->text());
  return 0;
}

// What the command line names. A window reads a capture piece by piece, a picture before it is
// made. What went wrong comes back.
std::optional<std::string> open_first(Session& session, const CommandLine& o, bool whole) {
  if (file_kind(o.scenario) != FileKind::Capture) {
    auto origin = read_origin(o.scenario);
    if (!origin) return origin.error().text();
    origin.value().overrides = o.overrides;
    apply(session, command::Load{origin.take()});
    return session.run ? std::nullopt : std::optional(session.error);
  }
  auto reading = CaptureReading::open(o.scenario, o.connection);
  if (!reading) return reading.error().text();
  if (!whole) {
    apply(session, command::OpenFile{o.scenario, o.connection});
    return std::nullopt;
  }
  while (!reading.value().advance(1)) {
  }
  if (reading.value().error()) return reading.value().error()->text();
  auto origin = reading.value().origin();
  if (!origin) return origin.error().text();
  apply(session, command::Load{origin.take()});
  return std::nullopt;
}

int run(int count, char** words) {
  const auto options = read_command_line(count, words);
  if (!options) return complain(options.error().message);
  const CommandLine& o = options.value();
  if (o.help) return std::fputs(kHelp, stdout), 0;
  if (o.version) return std::printf("finwait-gui %s\n", FINWAIT_VERSION), 0;
  Session session;
  const bool picture = o.places || !o.screenshot.empty() || !o.film.empty();
  SettingsFile file(picture || o.no_settings ? "" : settings_path());
  CommandLine plain = o;  // pictures depend on the command line alone
  plain.no_settings = plain.no_settings || picture;
  const Settings settings = first_settings(file, plain);
  use_settings(session, settings);
  session.present = o.present;
  if (!picture) session.scale = static_cast<float>(settings.scale_percent) / 100;
  session.reduce_motion = settings.reduce_motion || o.reduce_motion;
  session.tour.seen = settings.welcomed;
  const bool whole = picture || !o.edits.empty() || o.moment.is_asked() || o.beside;
  if (!whole) session.patience = kPatience;
  std::optional<LiveFeed> feed;
  if (o.live) {
    int exit = 0;
    auto started = live_feed(o, exit);
    if (!started) return complain(started.error().message, exit);
    feed = started.take();
    if (picture) {
      if (const int failed = wait_for_live(std::move(*feed), session)) return failed;
    }
  } else if (auto wrong = open_first(session, o, whole)) {
    return complain(*wrong);
  }
  const bool first_time =
      !o.named && !o.live && !o.moment.is_asked() && !picture && !session.tour.seen;
  if (o.welcome || first_time) apply(session, command::StartTour{});
  if (auto wrong = make_branches(session, o.edits)) return complain(*wrong);
  if (o.beside) apply(session, command::ToggleBeside{});
  if (o.lab) apply(session, command::OpenLab{*o.lab});
  if (o.lab && !session.error.empty()) return complain(session.error);
  if (auto wrong = go_to_moment(session, o.moment)) return complain(*wrong);
  return picture ? offscreen(session, o) : in_window(session, o, settings, file, std::move(feed));
}

}  // namespace
}  // namespace finwait

int main(int count, char** words) {
  finwait::prepare_standard_streams();
  return finwait::run(count, words);
}
