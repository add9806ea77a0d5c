// The fonts of the interface, embedded from assets/fonts (SIL Open Font License 1.1).
// The bytes are TrueType files and live as long as the program: hand them to ImGui with
// ImFontConfig::FontDataOwnedByAtlas = false.
#pragma once

#include <span>

namespace finwait {

std::span<const unsigned char> font_inter();           // text
std::span<const unsigned char> font_inter_semibold();  // headings
std::span<const unsigned char> font_jetbrains_mono();  // states and numbers
// Chinese: only the characters that the catalogues, scenarios and lessons use.
std::span<const unsigned char> font_noto_sc();
std::span<const unsigned char> font_noto_sc_bold();
std::span<const unsigned char> font_noto_tc();
std::span<const unsigned char> font_noto_tc_bold();

}  // namespace finwait
