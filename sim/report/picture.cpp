#include "sim/report/picture.hpp"

#include <algorithm>

#include "sim/report/advance_table.hpp"
#include "sim/report/display_width.hpp"

namespace finwait {
namespace {

constexpr int kWhole = 1000;  // of an em: what the table does not have
constexpr int kBold = 1130;   // thousandths of the regular width

int advance(char32_t c) {
  if (c >= 32 && c < 32 + kAdvances.size()) return kAdvances[c - 32];
  return character_width(c) == 0 ? 0 : kWhole;
}

}  // namespace

int text_width(std::string_view text, int size, bool bold) {
  int64_t sum = 0;
  for (size_t at = 0; at < text.size();) sum += advance(next_character(text, at));
  const int64_t unit = bold ? 1000000 : 1000;
  return static_cast<int>((sum * size * (bold ? kBold : 1) + unit - 1) / unit);
}

Box PictureLabel::box() const {
  const int width = text_width(text, size, bold);
  const int left = align == Align::Left     ? at.x
                   : align == Align::Center ? at.x - width / 2
                                            : at.x - width;
  return {left, at.y - size * 9 / 10, left + width, at.y + size * 3 / 10};
}

std::vector<std::string> broken_text(std::string_view text, int size, bool bold, int room) {
  std::vector<std::string> lines;
  std::string line;
  for (size_t at = 0; at < text.size();) {
    const size_t start = at;
    next_character(text, at);
    line += text.substr(start, at - start);
    if (text_width(line, size, bold) <= room || line.size() == at - start) continue;
    const size_t space = line.rfind(' ');
    const bool at_space = space != std::string::npos && space > 0;
    const size_t cut = at_space ? space : line.size() - (at - start);
    lines.push_back(line.substr(0, cut));
    line.erase(0, cut + (at_space ? 1 : 0));
  }
  if (!line.empty() || lines.empty()) lines.push_back(line);
  return lines;
}

Picture beside(Picture left, const Picture& right) {
  const int dx = left.width;
  for (PictureBox b : right.boxes) {
    b.box.x0 += dx;
    b.box.x1 += dx;
    left.boxes.push_back(b);
  }
  for (PictureLine l : right.lines) {
    for (Spot& spot : l.spots) spot.x += dx;
    left.lines.push_back(std::move(l));
  }
  for (PictureCross c : right.crosses) {
    c.at.x += dx;
    left.crosses.push_back(c);
  }
  for (PictureLabel l : right.labels) {
    l.at.x += dx;
    left.labels.push_back(std::move(l));
  }
  left.width += right.width;
  left.height = std::max(left.height, right.height);
  return left;
}

}  // namespace finwait
