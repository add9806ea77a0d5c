// The window: GLFW, OpenGL 3.3 and ImGui's backends, and nothing of TCP.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gui/model/theme.hpp"
#include "gui/platform/settings.hpp"

namespace finwait {

class Window {
 public:
  // Opens a window, or says why it could not: see ok().
  Window(int width, int height, const std::string& title);
  ~Window();
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  bool ok() const;
  const std::string& problem() const;
  // Whether the user closed it since the last time; it stays until it is destroyed.
  bool take_wish_to_close();
  // Where it stands on the screen, in the screen's units.
  WindowPlace place() const;
  // Puts it there, if at least a part of it is on a monitor then.
  void move_to(const WindowPlace& place);
  // Waits for input, or until `look`, which is asked every `look_seconds`, says that there is
  // something to show; not at all when `moving`. Returns the seconds since the last call, at most
  // 0.1 so that a long sleep does not make a jump.
  double wait(bool moving, double look_seconds, const std::function<bool()>& look);
  // The next frames are drawn whether there is input or not.
  void wake();
  // Files that were dropped since the last call.
  std::vector<std::string> take_dropped();
  void set_title(const std::string& title);
  void begin_frame();
  void end_frame(Color background);

  struct Inside;

 private:
  std::unique_ptr<Inside> in_;
};

}  // namespace finwait
