#include "sim/host/terminal.hpp"

#include <cstdio>
#include <cstdlib>

#include "sim/base/text.hpp"

#ifdef _WIN32
#include <fcntl.h>
#include <io.h>
#include <windows.h>
#else
#include <sys/ioctl.h>
#include <unistd.h>
#endif

namespace finwait {
namespace {

constexpr int kUnknownWidth = 80;
constexpr int kStandardOutput = 1;
constexpr int kStandardError = 2;

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

#ifdef _WIN32
bool is_terminal(int stream) {
  return _isatty(stream) != 0;
}
int asked_width() {
  CONSOLE_SCREEN_BUFFER_INFO info{};
  if (!GetConsoleScreenBufferInfo(GetStdHandle(STD_OUTPUT_HANDLE), &info)) return 0;
  return info.srWindow.Right - info.srWindow.Left + 1;
}
#else
bool is_terminal(int stream) {
  return isatty(stream) != 0;
}
int asked_width() {
  winsize size{};
  return ioctl(kStandardOutput, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}
#endif

}  // namespace

std::optional<ColourWish> parse_colour_wish(std::string_view text) {
  if (text == "auto") return ColourWish::Auto;
  if (text == "always") return ColourWish::Always;
  if (text == "never") return ColourWish::Never;
  return std::nullopt;
}

void prepare_standard_streams() {
#ifdef _WIN32
  // A program with windows has no console; what it says goes to that of its caller.
  if (_fileno(stderr) < 0 && AttachConsole(ATTACH_PARENT_PROCESS)) {
    static_cast<void>(std::freopen("CONOUT$", "wb", stdout));
    static_cast<void>(std::freopen("CONOUT$", "wb", stderr));
  }
  for (std::FILE* stream : {stdin, stdout, stderr})
    if (_fileno(stream) >= 0) _setmode(_fileno(stream), _O_BINARY);
  SetConsoleOutputCP(CP_UTF8);
  const HANDLE console = GetStdHandle(STD_OUTPUT_HANDLE);
  DWORD mode = 0;
  if (GetConsoleMode(console, &mode))
    SetConsoleMode(console, mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING);
#endif
}

bool output_is_terminal() {
  return is_terminal(kStandardOutput);
}

bool error_is_terminal() {
  return is_terminal(kStandardError);
}

int terminal_width() {
  const auto columns = parse_unsigned(environment("COLUMNS"));
  if (columns && *columns > 0 && *columns < 10000) return static_cast<int>(*columns);
  const int asked = asked_width();
  return asked > 0 ? asked : kUnknownWidth;
}

ColourMode colour_mode(ColourWish wish) {
  if (wish == ColourWish::Never) return ColourMode::None;
  const bool plain = !environment("NO_COLOR").empty() || environment("TERM") == "dumb";
  if (wish == ColourWish::Auto && (plain || !is_terminal(kStandardOutput))) return ColourMode::None;
  const std::string_view depth = environment("COLORTERM");
  return depth == "truecolor" || depth == "24bit" ? ColourMode::Truecolour : ColourMode::Indexed;
}

}  // namespace finwait
