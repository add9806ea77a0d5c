// The terminal that standard output may be.
#pragma once

#include <optional>
#include <string_view>

#include "sim/report/painted_line.hpp"

namespace finwait {

enum class ColourWish : uint8_t { Auto, Always, Never };
std::optional<ColourWish> parse_colour_wish(std::string_view text);

// For a program's first line. Windows: standard input and output carry octets as they are, no line
// ends are changed, and a console shows UTF-8 and colours. Elsewhere that is so from the start.
void prepare_standard_streams();

// Columns of the terminal: COLUMNS, else what the terminal says, else 80.
int terminal_width();

// Whether somebody watches standard output, or standard error.
bool output_is_terminal();
bool error_is_terminal();

// With Auto: colour on a terminal only, none with NO_COLOR or TERM=dumb. 24-bit colours where
// COLORTERM promises them.
ColourMode colour_mode(ColourWish wish);

}  // namespace finwait
