// The colours of pictures: those of the window (Okabe and Ito's, safe for colour-blind eyes), and
// a third set for paper.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "sim/report/painted_line.hpp"

namespace finwait {

enum class PictureTheme : uint8_t { Light, Dark, Print };
inline constexpr std::array<std::string_view, 3> kPictureThemes = {"light", "dark", "print"};

// "#rrggbb".
struct Palette {
  std::string_view paper;
  std::string_view line;                 // frames, edges that were not taken
  std::array<std::string_view, 9> inks;  // by Ink

  std::string_view ink(Ink i) const { return inks[static_cast<size_t>(i)]; }
};

const Palette& palette_of(PictureTheme theme);

}  // namespace finwait
