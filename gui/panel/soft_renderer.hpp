// Paints ImGui's draw data on the CPU: pictures without a screen, the same bytes from every
// compiler. Bilinear texture sampling, integer coverage, no multisampling.
#pragma once

#include <imgui.h>

#include <cstdint>
#include <map>
#include <vector>

namespace finwait {

class SoftRenderer {
 public:
  // Tells the current ImGui context that its textures will be looked after here.
  SoftRenderer();
  // Lets the context's textures go. Call it before the context is destroyed.
  void shut_down();

  // Paints a frame of width x height pixels on `clear` (0xAABBGGRR).
  void render(ImDrawData* data, int width, int height, uint32_t clear);
  // Only answers ImGui's texture requests: for tests that need no picture.
  void update_textures(ImDrawData* data);

  int width() const { return width_; }
  int height() const { return height_; }
  // 0xAABBGGRR, rows from the top: RGBA bytes on a little-endian machine.
  const std::vector<uint32_t>& pixels() const { return pixels_; }

 private:
  struct Texture {
    int width = 0;
    int height = 0;
    std::vector<uint32_t> texels;

    uint32_t at(int x, int y) const;
    uint32_t bilinear(float u, float v) const;
  };
  struct Area {  // pixels, the upper bounds excluded
    int x0;
    int y0;
    int x1;
    int y1;
  };
  struct Corner {  // of a triangle, in 1/256 of a pixel
    int64_t x;
    int64_t y;
    const ImDrawVert* vertex;
  };

  void update(ImTextureData* texture);
  void draw(const ImDrawList& list, const ImDrawCmd& command, const ImDrawData& data);
  void triangle(Corner a, Corner b, Corner c, const Texture& texture, const Area& clip);
  void blend(int x, int y, uint32_t color, uint32_t texel);

  int width_ = 0;
  int height_ = 0;
  std::vector<uint32_t> pixels_;
  std::map<ImTextureID, Texture> textures_;
  ImTextureID next_ = 1;
};

}  // namespace finwait
