// A picture on the clipboard, by the program that the platform has for that: wl-copy under Wayland,
// xclip under X11, osascript on macOS, PowerShell on Windows. It is looked for when it is needed.
#pragma once

#include <optional>
#include <string>

#include "sim/base/result.hpp"

namespace finwait {

// The command line that takes a PNG to the clipboard; an error says what to install.
Result<std::string> clipboard_command(const std::string& png);

// Runs it, and waits until the file is not needed any more.
std::optional<Error> copy_png(const std::string& png);

// A path for a file that is wanted for a moment; "" if the system has no place for such files.
std::string passing_path(const std::string& extension);

}  // namespace finwait
