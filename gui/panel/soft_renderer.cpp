#include "gui/panel/soft_renderer.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace finwait {
namespace {

constexpr int64_t kSub = 256;  // steps of a pixel
// Without the second, pictures of more than 65536 corners would be torn: indices have 16 bits.
constexpr ImGuiBackendFlags kAbilities =
    ImGuiBackendFlags_RendererHasTextures | ImGuiBackendFlags_RendererHasVtxOffset;

int64_t fixed(float f) {
  return std::lround(static_cast<double>(f) * static_cast<double>(kSub));
}

uint32_t channel(uint32_t color, int shift) {
  return color >> shift & 255;
}

uint32_t times(uint32_t p, uint32_t q) {
  return (p * q + 127) / 255;
}

// The three weights of a triangle's corners.
struct Weights {
  float a;
  float b;
  float c;

  float mix(float x, float y, float z) const { return a * x + b * y + c * z; }
  uint32_t mix_colors(uint32_t x, uint32_t y, uint32_t z) const {
    uint32_t color = 0;
    for (int shift : {0, 8, 16, 24}) {
      const float value =
          mix(static_cast<float>(channel(x, shift)), static_cast<float>(channel(y, shift)),
              static_cast<float>(channel(z, shift)));
      color |= static_cast<uint32_t>(value + 0.5f) << shift;
    }
    return color;
  }
};

// One edge of a triangle as a linear function of the pixel; inside is not negative. Pixels on an
// edge belong to the triangle whose top or left edge it is, so that neighbours leave no seam.
struct Edge {
  int64_t dx;
  int64_t dy;
  int64_t x;
  int64_t y;
  int64_t bias;

  Edge(int64_t x0, int64_t y0, int64_t x1, int64_t y1)
      : dx(x1 - x0), dy(y1 - y0), x(x0), y(y0), bias(dy < 0 || (dy == 0 && dx > 0) ? 0 : -1) {}
  int64_t at(int64_t px, int64_t py) const { return dx * (py - y) - dy * (px - x); }
};

}  // namespace

SoftRenderer::SoftRenderer() {
  ImGui::GetIO().BackendFlags |= kAbilities;
}

void SoftRenderer::shut_down() {
  for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
    texture->SetTexID(ImTextureID_Invalid);
    texture->SetStatus(ImTextureStatus_Destroyed);
  }
  ImGui::GetIO().BackendFlags &= ~kAbilities;
}

uint32_t SoftRenderer::Texture::at(int x, int y) const {
  const int cx = std::clamp(x, 0, width - 1);
  const int cy = std::clamp(y, 0, height - 1);
  return texels[static_cast<size_t>(cy) * static_cast<size_t>(width) + static_cast<size_t>(cx)];
}

uint32_t SoftRenderer::Texture::bilinear(float u, float v) const {
  const float uf = std::floor(u);
  const float vf = std::floor(v);
  const auto fu = static_cast<uint32_t>((u - uf) * 256);
  const auto fv = static_cast<uint32_t>((v - vf) * 256);
  const int x = static_cast<int>(uf);
  const int y = static_cast<int>(vf);
  const uint32_t p00 = at(x, y);
  const uint32_t p10 = at(x + 1, y);
  const uint32_t p01 = at(x, y + 1);
  const uint32_t p11 = at(x + 1, y + 1);
  if (p00 == p10 && p00 == p01 && p00 == p11) return p00;
  uint32_t color = 0;
  for (int shift : {0, 8, 16, 24}) {
    const uint32_t top = channel(p00, shift) * (256 - fu) + channel(p10, shift) * fu;
    const uint32_t bottom = channel(p01, shift) * (256 - fu) + channel(p11, shift) * fu;
    color |= ((top * (256 - fv) + bottom * fv + 32768) >> 16) << shift;
  }
  return color;
}

void SoftRenderer::update(ImTextureData* texture) {
  if (texture->Status == ImTextureStatus_WantCreate ||
      texture->Status == ImTextureStatus_WantUpdates) {
    if (texture->Status == ImTextureStatus_WantCreate) texture->SetTexID(next_++);
    Texture& own = textures_[texture->TexID];
    own.width = texture->Width;
    own.height = texture->Height;
    own.texels.resize(static_cast<size_t>(own.width) * static_cast<size_t>(own.height));
    if (texture->Format == ImTextureFormat_RGBA32)
      std::memcpy(own.texels.data(), texture->Pixels, own.texels.size() * 4);
    else
      for (size_t i = 0; i < own.texels.size(); ++i)
        own.texels[i] = 0x00ffffffu | static_cast<uint32_t>(texture->Pixels[i]) << 24;
    texture->SetStatus(ImTextureStatus_OK);
  } else if (texture->Status == ImTextureStatus_WantDestroy && texture->UnusedFrames > 0) {
    textures_.erase(texture->TexID);
    texture->SetTexID(ImTextureID_Invalid);
    texture->SetStatus(ImTextureStatus_Destroyed);
  }
}

void SoftRenderer::update_textures(ImDrawData* data) {
  if (data->Textures == nullptr) return;
  for (ImTextureData* texture : *data->Textures)
    if (texture->Status != ImTextureStatus_OK) update(texture);
}

void SoftRenderer::render(ImDrawData* data, int width, int height, uint32_t clear) {
  width_ = width;
  height_ = height;
  pixels_.assign(static_cast<size_t>(width) * static_cast<size_t>(height), clear);
  update_textures(data);
  for (const ImDrawList* list : data->CmdLists)
    for (const ImDrawCmd& command : list->CmdBuffer)
      if (command.UserCallback == nullptr) draw(*list, command, *data);
}

void SoftRenderer::draw(const ImDrawList& list, const ImDrawCmd& command, const ImDrawData& data) {
  const ImVec2 o = data.DisplayPos;
  const Area clip{std::max(0, static_cast<int>(command.ClipRect.x - o.x)),
                  std::max(0, static_cast<int>(command.ClipRect.y - o.y)),
                  std::min(width_, static_cast<int>(command.ClipRect.z - o.x)),
                  std::min(height_, static_cast<int>(command.ClipRect.w - o.y))};
  if (clip.x0 >= clip.x1 || clip.y0 >= clip.y1) return;
  const Texture& texture = textures_.at(command.GetTexID());
  const ImDrawVert* vertices = list.VtxBuffer.Data + command.VtxOffset;
  const ImDrawIdx* indices = list.IdxBuffer.Data + command.IdxOffset;
  const auto corner = [&](unsigned i) {
    const ImDrawVert& v = vertices[indices[i]];
    return Corner{fixed(v.pos.x - o.x), fixed(v.pos.y - o.y), &v};
  };
  for (unsigned i = 0; i + 2 < command.ElemCount; i += 3)
    triangle(corner(i), corner(i + 1), corner(i + 2), texture, clip);
}

void SoftRenderer::triangle(Corner a, Corner b, Corner c, const Texture& texture,
                            const Area& clip) {
  int64_t area = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
  if (area == 0) return;
  if (area < 0) {
    std::swap(b, c);
    area = -area;
  }
  const Edge bc(b.x, b.y, c.x, c.y);
  const Edge ca(c.x, c.y, a.x, a.y);
  const Edge ab(a.x, a.y, b.x, b.y);
  const auto [left, right] = std::minmax({a.x, b.x, c.x});
  const auto [top, bottom] = std::minmax({a.y, b.y, c.y});
  const ImDrawVert& va = *a.vertex;
  const ImDrawVert& vb = *b.vertex;
  const ImDrawVert& vc = *c.vertex;
  const bool flat = va.col == vb.col && va.col == vc.col;
  const bool plain =
      va.uv.x == vb.uv.x && va.uv.x == vc.uv.x && va.uv.y == vb.uv.y && va.uv.y == vc.uv.y;
  const float w = static_cast<float>(texture.width);
  const float h = static_cast<float>(texture.height);
  const uint32_t white =
      plain ? texture.at(static_cast<int>(va.uv.x * w), static_cast<int>(va.uv.y * h)) : 0;
  const float inverse = 1.0f / static_cast<float>(area);
  const int x0 = static_cast<int>(std::max<int64_t>(clip.x0, left >> 8));
  const int x1 = static_cast<int>(std::min<int64_t>(clip.x1 - 1, right >> 8));
  const int y1 = static_cast<int>(std::min<int64_t>(clip.y1 - 1, bottom >> 8));
  for (int y = static_cast<int>(std::max<int64_t>(clip.y0, top >> 8)); y <= y1; ++y) {
    const int64_t py = y * kSub + kSub / 2;
    for (int x = x0; x <= x1; ++x) {
      const int64_t px = x * kSub + kSub / 2;
      const int64_t e0 = bc.at(px, py);
      const int64_t e1 = ca.at(px, py);
      const int64_t e2 = ab.at(px, py);
      if (((e0 + bc.bias) | (e1 + ca.bias) | (e2 + ab.bias)) < 0) continue;
      const float f0 = static_cast<float>(e0) * inverse;
      const float f1 = static_cast<float>(e1) * inverse;
      const Weights k{f0, f1, 1.f - f0 - f1};
      const uint32_t color = flat ? va.col : k.mix_colors(va.col, vb.col, vc.col);
      const uint32_t texel = plain ? white
                                   : texture.bilinear(k.mix(va.uv.x, vb.uv.x, vc.uv.x) * w - 0.5f,
                                                      k.mix(va.uv.y, vb.uv.y, vc.uv.y) * h - 0.5f);
      blend(x, y, color, texel);
    }
  }
}

void SoftRenderer::blend(int x, int y, uint32_t color, uint32_t texel) {
  const uint32_t alpha = times(channel(color, 24), channel(texel, 24));
  if (alpha == 0) return;
  uint32_t& target =
      pixels_[static_cast<size_t>(y) * static_cast<size_t>(width_) + static_cast<size_t>(x)];
  uint32_t mixed = 0xff000000u;
  for (int shift : {0, 8, 16}) {
    const uint32_t source = times(channel(color, shift), channel(texel, shift));
    mixed |= (source * alpha + channel(target, shift) * (255 - alpha) + 127) / 255 << shift;
  }
  target = mixed;
}

}  // namespace finwait
