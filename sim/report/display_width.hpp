// How wide a text is on a terminal: Chinese characters take two columns, combining marks none.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace finwait {

// The next character of UTF-8 `text` from `position`, which moves behind it. A byte that is no
// UTF-8 counts as one character, U+FFFD.
char32_t next_character(std::string_view text, size_t& position);

// Columns of one character: 0, 1 or 2 (Unicode's East Asian Width W and F).
int character_width(char32_t c);

// Columns of a text.
int display_width(std::string_view text);

// The text in at most `columns` columns; a longer one is cut and ends with "…".
std::string fit_width(std::string_view text, int columns);

// The text in lines of at most `columns` columns (at least 2), broken at spaces where there are
// any, and anywhere within Chinese. Never empty.
std::vector<std::string> wrap_width(std::string_view text, int columns);

// `count` times the same UTF-8 character.
std::string repeated(std::string_view character, int count);

}  // namespace finwait
