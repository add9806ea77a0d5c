// What can be written of a run: pictures, captures, reports, films.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "gui/model/session.hpp"
#include "gui/panel/offscreen.hpp"
#include "sim/base/result.hpp"

namespace finwait {

// The size of the screen whose picture is taken, in pixels, and the user's scale.
struct PictureSize {
  int width = 3200;  // twice the design's: crisp on every display
  int height = 2000;
  float scale = 1;
};

// Writes everything but films; nullopt when it worked.
std::optional<Error> export_run(const Session& session, Export what, const std::string& path,
                                const PictureSize& size);

struct FilmOptions {
  std::string path;  // .gif or .mp4
  int width = 1600;
  int height = 1000;
  float scale = 1;
  int fps = 25;
  std::optional<Time> from{};  // else the start
  std::optional<Time> to{};    // else the end
};

// A film of the screen while it plays at the session's speed, made by ffmpeg from frames that are
// painted here one by one.
class Film {
 public:
  // An error: there is no ffmpeg, or it cannot be started.
  static Result<Film> start(const Session& session, const FilmOptions& options);
  // Paints for about so long; true when it is over.
  bool advance(double seconds);
  const std::optional<Error>& error() const { return error_; }
  // How much of the time has passed.
  int percent() const;
  int frames() const { return frames_; }
  const std::string& path() const { return options_.path; }

  Film(Film&&) noexcept;
  Film& operator=(Film&&) noexcept;
  ~Film();

 private:
  struct Inside;
  Film();
  bool add_frame();
  void finish();

  std::unique_ptr<Inside> in_;
  FilmOptions options_;
  Time from_;
  Time to_;
  int frames_ = 0;
  std::optional<Error> error_;
};

}  // namespace finwait
