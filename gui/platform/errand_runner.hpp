// What the reducer cannot do because it has neither files nor a clipboard: carries out the
// session's errands, reads captures piece by piece, watches the file that is shown.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gui/model/session.hpp"
#include "gui/platform/exports.hpp"
#include "gui/platform/opening.hpp"
#include "gui/platform/run_maker.hpp"

namespace finwait {

class LiveFeed;  // live_feed.hpp
class LiveShow;

class ErrandRunner {
 public:
  using Clipboard = std::function<void(const std::string&)>;
  explicit ErrandRunner(Clipboard clipboard);
  ~ErrandRunner();

  // Everything that was asked for; true when there was anything.
  bool carry_out(Session& session);
  // Whether something takes longer than a frame.
  bool is_busy() const { return reading_.has_value() || film_.has_value(); }
  // The size of pictures and films from now on: of the window, in pixels.
  void set_size(int width, int height, float scale) { size_ = {width, height, scale}; }
  // A piece of it.
  void go_on(Session& session);
  // Shows a live run from now on, until it is over or something else is opened.
  void show_live(LiveFeed feed, Session& session);
  // Brings a live run up to date, or plays the shown file anew if it has changed on disk, or shows
  // how far a long run has been computed; true when anything is new. Costs two system calls.
  bool look(Session& session);
  // How often that makes sense.
  double look_seconds() const { return live_ || maker_ ? 0.1 : 0.5; }

 private:
  void carry_out(const Errand& errand, Session& session);
  void list(const std::string& path, Session& session);
  void open_folder(const std::string& path, Session& session);
  void look_at(const std::string& typed, Session& session);
  void open(const std::string& path, Session& session);
  void open_capture(const std::string& path, std::optional<size_t> connection, Session& session);
  void read_again(const std::string& path, Session& session);
  void finish_reading(Session& session);
  void finish_again(const CaptureReading& reading, Session& session);
  void save(Session& session);
  void save_all(Session& session);
  void write(const Errand& errand, Session& session);
  void copy(CopyWhat what, Session& session);
  void copy_link(Session& session);
  void copy_picture(Export what, Session& session);
  void read_on(Session& session);
  void film_on(Session& session);
  bool compute(Session& session);
  void begin_film(const std::string& path, Session& session);

  Clipboard clipboard_;
  std::optional<CaptureReading> reading_;
  bool again_ = false;    // it is a capture that is shown and has grown
  size_t connection_ = 0;  // of the capture that is shown
  std::optional<Film> film_;
  std::optional<RunMaker> maker_;    // of what the session wants
  std::vector<RunMaker> dismissed_;  // that are about to stop
  WatchedFile watched_;
  std::unique_ptr<LiveShow> live_;
  PictureSize size_{1600, 1000, 1};
};

}  // namespace finwait
