// Every command by its name, with its key, to be found by typing a part of the name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gui/model/session.hpp"

namespace finwait {

struct PaletteEntry {
  std::string name;  // in the window's language
  std::string english;  // found by it, too
  std::string key;   // "Ctrl+K"; "" without one
  Command command;
};

// What can be done now: commands that would do nothing are left out.
std::vector<PaletteEntry> make_palette(const Session& session);
// Those whose name or key holds every word of `filter`, whatever its case.
std::vector<PaletteEntry> filter_palette(std::vector<PaletteEntry> entries,
                                         std::string_view filter);

}  // namespace finwait
