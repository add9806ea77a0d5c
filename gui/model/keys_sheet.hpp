// The sheet of keys: what every key does, by what it is for, in as many columns as fit.
#pragma once

#include <vector>

#include "gui/model/geometry.hpp"
#include "gui/model/phrases.hpp"
#include "gui/model/theme.hpp"

namespace finwait {

struct KeysSheet {
  Rect box;
  std::vector<Label> labels;  // title, headings, keys and what they do
};

KeysSheet make_keys_sheet(const Rect& screen, const Phrases& phrases, const Theme& theme,
                          const Type& type);

}  // namespace finwait
