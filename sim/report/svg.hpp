// A picture as SVG 1.1: text as <text>, colours and sizes as attributes of each element (programs
// that draw slides read no style sheets), nothing loaded from elsewhere.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/report/picture.hpp"

namespace finwait {

// `caption`: what programs that read pictures aloud are told; the first line is the title.
std::string svg_text(const Picture& picture, PictureTheme theme,
                     const std::vector<std::string>& caption);

}  // namespace finwait
