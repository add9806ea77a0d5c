#include "gui/platform/picture_clipboard.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>

#include "gui/model/link.hpp"
#include "sim/host/files.hpp"
#include "sim/host/program.hpp"

namespace finwait {
namespace {

#if defined(_WIN32)
// PowerShell's own quotes: a doubled one stands for itself.
std::string in_quotes(const std::string& text) {
  std::string out = "'";
  for (char c : text) out += c == '\'' ? std::string("''") : std::string(1, c);
  return out + "'";
}

Result<std::string> command_for(const std::string& png) {
  return "powershell -NoProfile -STA -Command \"Add-Type -AssemblyName System.Windows.Forms, "
         "System.Drawing; $p = [System.Drawing.Image]::FromFile(" +
         in_quotes(png) +
         "); [System.Windows.Forms.Clipboard]::SetImage($p); $p.Dispose()\" >NUL 2>&1";
}
#elif defined(__APPLE__)
// AppleScript's own quotes.
std::string in_quotes(const std::string& text) {
  std::string out = "\"";
  for (char c : text) out += c == '"' || c == '\\' ? std::string{'\\', c} : std::string(1, c);
  return out + "\"";
}

Result<std::string> command_for(const std::string& png) {
  const std::string script = "set the clipboard to (read (POSIX file " + in_quotes(png) +
                             ") as \u00abclass PNGf\u00bb)";
  return shell_line({"osascript", "-e", script}) + " >/dev/null 2>&1";
}
#else
bool is_set(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

// Either stays behind and hands the picture out: it must not keep our output open.
Result<std::string> command_for(const std::string& png) {
  const bool wayland = is_set("WAYLAND_DISPLAY");
  const std::string wl_copy = wayland ? find_program("wl-copy") : "";
  if (!wl_copy.empty())
    return shell_line({wl_copy, "--type", "image/png"}) + " <" + shell_line({png}) +
           " >/dev/null 2>&1";
  const std::string xclip = is_set("DISPLAY") ? find_program("xclip") : "";
  if (!xclip.empty())
    return shell_line({xclip, "-selection", "clipboard", "-t", "image/png", "-i", png}) +
           " >/dev/null 2>&1";
  const std::string wanted = wayland ? "wl-copy, which is not on this machine (Debian: apt install "
                                       "wl-clipboard)"
                                     : "xclip, which is not on this machine (Debian: apt install "
                                       "xclip)";
  return Error{{}, 0, 0,
               "a picture on the clipboard needs the program " + wanted +
                   "; text is copied without it, and pictures are written to files"};
}
#endif

}  // namespace

Result<std::string> clipboard_command(const std::string& png) {
  return command_for(png);
}

std::optional<Error> copy_png(const std::string& png) {
  const auto command = clipboard_command(png);
  if (!command) return command.error();
  if (std::system(command.value().c_str()) == 0) return std::nullopt;
  const std::string program = command.value().substr(0, command.value().find(' '));
  return Error{{}, 0, 0, program + " could not put the picture on the clipboard"};
}

std::string passing_path(const std::string& extension) {
  std::error_code none;
  const std::filesystem::path folder = std::filesystem::temp_directory_path(none);
  if (none) return "";
  std::random_device random;
  char name[32];
  std::snprintf(name, sizeof name, "finwait-%08x%08x", random(), random());
  return text_of(folder / (name + extension));
}

}  // namespace finwait
