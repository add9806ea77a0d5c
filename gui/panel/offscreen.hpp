// Pictures without a window: an ImGui context of its own, painted on the CPU. The window's context,
// if there is one, stays as it is.
#pragma once

#include <cstdint>
#include <vector>

#include "gui/panel/screen_panel.hpp"
#include "gui/panel/soft_renderer.hpp"

namespace finwait {

// The whole screen, or one of its parts alone.
enum class PicturePart : uint8_t { Screen, Ladder, Diagram };

struct Pixels {
  int width = 0;
  int height = 0;
  std::vector<uint32_t> pixels;  // 0xAABBGGRR, rows from the top
};

class Offscreen {
 public:
  explicit Offscreen(float scale);
  ~Offscreen();
  Offscreen(const Offscreen&) = delete;
  Offscreen& operator=(const Offscreen&) = delete;

  // The screen as a window of this size shows it.
  Pixels screen(const Session& session, int width, int height);
  // A part as large as it is on a screen of this size; the ladder as high as it takes to show the
  // run up to the cursor, at most kMostPixels.
  Pixels part(const Session& session, PicturePart part, int width, int height);
  // Where things could be clicked in the last screen.
  const Hits& hits() const { return state_.hits; }

  static constexpr int kMostPixels = 16000;

 private:
  struct Context {
    Context();
    ~Context();
    ImGuiContext* before = nullptr;
    ImGuiContext* own = nullptr;
  };
  Pixels rendered(const Session& session, const ScreenLayout& layout, PicturePart part);
  ScreenLayout part_layout(const Session& session, PicturePart part, int width, int height);

  Context context_;
  SoftRenderer renderer_;
  ScreenState state_;
};

}  // namespace finwait
