#include "sim/report/display_width.hpp"

#include <algorithm>
#include <array>

namespace finwait {
namespace {

constexpr char32_t kReplacement = 0xfffd;

struct CodeRange {
  char32_t first;
  char32_t last;
};

// East Asian Width W and F (Unicode 15), neighbouring blocks joined.
constexpr std::array<CodeRange, 14> kWide = {{{0x1100, 0x115f},
                                              {0x231a, 0x231b},
                                              {0x23e9, 0x23ec},
                                              {0x2614, 0x2615},
                                              {0x2e80, 0x303e},
                                              {0x3041, 0x4dbf},
                                              {0x4e00, 0xa4cf},
                                              {0xa960, 0xa97c},
                                              {0xac00, 0xd7a3},
                                              {0xf900, 0xfaff},
                                              {0xfe30, 0xfe6f},
                                              {0xff00, 0xff60},
                                              {0xffe0, 0xffe6},
                                              {0x1f300, 0x3fffd}}};

// Combining marks and characters without a shape that texts here may hold.
constexpr std::array<CodeRange, 5> kZero = {
    {{0x0300, 0x036f}, {0x200b, 0x200f}, {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0xfeff, 0xfeff}}};

template <size_t N>
bool within(const std::array<CodeRange, N>& ranges, char32_t c) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const CodeRange& r) { return c >= r.first && c <= r.last; });
}

// How many bytes the character that begins with `lead` has; 0 for a byte that begins none.
size_t sequence_length(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  if (lead >= 0xf0 && lead < 0xf5) return 4;
  return 0;
}

}  // namespace

char32_t next_character(std::string_view text, size_t& position) {
  const auto lead = static_cast<unsigned char>(text[position]);
  const size_t length = sequence_length(lead);
  if (length == 1) return ++position, lead;
  if (length == 0 || position + length > text.size()) return ++position, kReplacement;
  char32_t c = lead & (0xffu >> (length + 1));
  for (size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[position + i]);
    if ((byte & 0xc0) != 0x80) return ++position, kReplacement;
    c = c << 6 | (byte & 0x3fu);
  }
  position += length;
  return c;
}

int character_width(char32_t c) {
  if (c < 0x300) return 1;
  if (within(kZero, c)) return 0;
  return within(kWide, c) ? 2 : 1;
}

int display_width(std::string_view text) {
  int width = 0;
  for (size_t i = 0; i < text.size();) width += character_width(next_character(text, i));
  return width;
}

std::string fit_width(std::string_view text, int columns) {
  if (display_width(text) <= columns) return std::string(text);
  if (columns < 1) return {};
  int width = 1;  // of the "…"
  size_t end = 0;
  for (size_t i = 0; i < text.size(); end = i) {
    width += character_width(next_character(text, i));
    if (width > columns) break;
  }
  return std::string(text.substr(0, end)) + "…";
}

namespace {

constexpr char32_t kWideOpen = U'\uff08';
constexpr char32_t kWideClose = U'\uff09';

// A line may begin with a space, which is dropped, or a Chinese character, but with none of the
// marks that close something.
bool may_break_before(char32_t c) {
  constexpr std::u32string_view kClosing =
      U"\u3001\u3002\u300b\u300d\uff01\uff09\uff0c\uff1a\uff1b\uff1f";
  return c == ' ' || (character_width(c) == 2 && kClosing.find(c) == std::u32string_view::npos);
}

// Where the first line ends: before a space or Chinese character outside parentheses if it can be,
// else before any of these, else behind punctuation, else anywhere.
size_t end_of_line(std::string_view text, int columns) {
  size_t best = 0;
  int rank = 0;
  int depth = 0;
  int width = 0;
  for (size_t i = 0; i < text.size();) {
    const size_t here = i;
    const char32_t c = next_character(text, i);
    const int found = may_break_before(c) ? (depth == 0 ? 3 : 2) : 0;
    if (here > 0 && found > 0 && found >= rank) best = here, rank = found;
    width += character_width(c);
    if (width > columns) return rank > 0 ? best : here;
    if (c == '(' || c == kWideOpen) ++depth;
    if (c == ')' || c == kWideClose) --depth;
    const bool after = c == '(' || c == ',' || c == '/' || c == ':';
    if (after && rank <= 1 && i < text.size()) best = i, rank = 1;
  }
  return text.size();
}

}  // namespace

std::vector<std::string> wrap_width(std::string_view text, int columns) {
  columns = std::max(columns, 2);
  std::vector<std::string> lines;
  do {
    const size_t end = end_of_line(text, columns);
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
    while (text.starts_with(' ')) text.remove_prefix(1);
  } while (!text.empty());
  return lines;
}

std::string repeated(std::string_view character, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += character;
  return out;
}

}  // namespace finwait
