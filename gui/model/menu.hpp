// The entries of the menu, in its order: each a command with its phrase and its key.
#pragma once

#include <span>
#include <string_view>

#include "gui/model/session.hpp"

namespace finwait {

struct MenuItem {
  Phrase phrase;
  std::string_view key;  // "" for none
  Command (*command)();
};
std::span<const MenuItem> menu_items();

}  // namespace finwait
