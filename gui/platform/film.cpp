#include <algorithm>
#include <chrono>
#include <cstdio>
#include <utility>

#include "gui/platform/exports.hpp"
#include "sim/host/files.hpp"
#include "sim/host/program.hpp"

namespace finwait {
namespace {

constexpr int kMostFrames = 20'000;
constexpr double kLastStill = 1.0;  // seconds that the last picture stands

#ifdef _WIN32
constexpr const char* kWriteOctets = "wb";
std::FILE* open_pipe(const std::string& command) {
  return _popen(command.c_str(), kWriteOctets);
}
int close_pipe(std::FILE* pipe) {
  return _pclose(pipe);
}
std::string quoted(const std::string& text) {
  return "\"" + text + "\"";
}
#else
std::FILE* open_pipe(const std::string& command) {
  return popen(command.c_str(), "w");
}
int close_pipe(std::FILE* pipe) {
  return pclose(pipe);
}
// For the shell: nothing in it means anything.
std::string quoted(const std::string& text) {
  std::string out = "'";
  for (char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}
#endif

int even(int side) {
  return side - side % 2;
}

// One palette for the whole film keeps a GIF small and its colours steady.
std::string output_words(const std::string& path) {
  if (path.ends_with(".gif"))
    return " -vf 'split[a][b];[a]palettegen=stats_mode=diff[p];[b][p]paletteuse=dither=none' ";
  return " -c:v libx264 -preset veryfast -crf 18 -pix_fmt yuv420p -movflags +faststart ";
}

std::string ffmpeg_command(const std::string& program, const FilmOptions& o) {
  return quoted(program) + " -y -loglevel error -f rawvideo -pix_fmt rgba -s " +
         std::to_string(o.width) + "x" + std::to_string(o.height) + " -r " + std::to_string(o.fps) +
         " -i -" + output_words(o.path) + quoted(o.path);
}

// A path that starts with '-' would be an option.
std::string safe_path(const std::string& path) {
  return path.starts_with("-") ? "./" + path : path;
}

}  // namespace

struct Film::Inside {
  Inside(const Session& s, float scale) : session(s), offscreen(scale) {}
  ~Inside() {
    if (pipe != nullptr) close_pipe(pipe);
  }

  Session session;
  Offscreen offscreen;
  std::FILE* pipe = nullptr;
  int still = 0;  // frames that the last picture has stood
};

Film::Film() = default;
Film::Film(Film&&) noexcept = default;
Film& Film::operator=(Film&&) noexcept = default;
Film::~Film() = default;

Result<Film> Film::start(const Session& session, const FilmOptions& options) {
  if (!session.run) return Error{options.path, 0, 0, "nothing is open that could be filmed"};
  const std::string program = find_program("ffmpeg");
  if (program.empty())
    return Error{options.path, 0, 0,
                 "a film needs the program ffmpeg, which is not on this machine (Debian: apt "
                 "install ffmpeg; macOS: brew install ffmpeg); pictures do not need it"};
  Film film;
  film.options_ = options;
  film.options_.path = safe_path(options.path);
  film.options_.width = even(options.width);
  film.options_.height = even(options.height);
  film.in_ = std::make_unique<Inside>(session, options.scale);
  Session& s = film.in_->session;
  film.from_ = options.from.value_or(Time{});
  film.to_ = std::min(options.to.value_or(s.run->index.end), s.run->index.end);
  s.dialog.kind = DialogKind::None;
  s.error.clear();
  s.notice.clear();
  s.progress.clear();
  s.show_keys = false;
  apply(s, command::SeekTime{film.from_});
  if (film.to_ > film.from_) apply(s, command::TogglePlay{});
  ignore_write_signals();
  film.in_->pipe = open_pipe(ffmpeg_command(program, film.options_));
  if (film.in_->pipe == nullptr) return Error{options.path, 0, 0, "ffmpeg could not be started"};
  return film;
}

// One picture; false when it was the last.
bool Film::add_frame() {
  Session& s = in_->session;
  const Pixels p = in_->offscreen.screen(s, options_.width, options_.height);
  if (std::fwrite(p.pixels.data(), 4, p.pixels.size(), in_->pipe) != p.pixels.size()) {
    error_ = Error{options_.path, 0, 0, "ffmpeg stopped before the film was whole"};
    return false;
  }
  ++frames_;
  if (s.cursor.now >= to_ || !s.playing) {
    s.playing = false;
    ++in_->still;
  }
  apply(s, command::Tick{1.0 / options_.fps});
  if (s.cursor.now > to_) apply(s, command::SeekTime{to_});
  return in_->still < kLastStill * options_.fps && frames_ < kMostFrames;
}

bool Film::advance(double seconds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  do {
    if (!add_frame()) {
      finish();
      return true;
    }
  } while (std::chrono::steady_clock::now() < end);
  return false;
}

void Film::finish() {
  std::FILE* pipe = std::exchange(in_->pipe, nullptr);
  const int code = close_pipe(pipe);
  if (code != 0 && !error_) error_ = Error{options_.path, 0, 0, "ffmpeg could not make the film"};
}

int Film::percent() const {
  const double whole = static_cast<double>((to_ - from_).ns);
  const double passed = static_cast<double>((in_->session.cursor.now - from_).ns);
  return whole <= 0 ? 100 : static_cast<int>(std::clamp(passed / whole, 0.0, 1.0) * 100);
}

}  // namespace finwait
