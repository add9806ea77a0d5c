#include "sim/host/files.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <memory>

namespace finwait {
namespace {

constexpr size_t kLongest = size_t{64} << 20;

struct Closer {
  void operator()(std::FILE* file) const {
    if (file != stdin && file != stdout) std::fclose(file);
  }
};
using File = std::unique_ptr<std::FILE, Closer>;

Error system_error(const std::string& path, std::string_view what) {
  return {path, 0, 0, std::string(what) + ": " + std::strerror(errno)};
}

bool put(std::FILE* file, std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), file) == text.size() && std::fflush(file) == 0;
}

std::optional<Error> write_new(const std::string& path, std::string_view text, const char* mode) {
  if (path == "-") {
    write_out(text);
    return std::nullopt;
  }
  const File file(std::fopen(path.c_str(), mode));
  if (!file) return system_error(path, "cannot be written");
  if (!put(file.get(), text)) return system_error(path, "could not be written wholly");
  return std::nullopt;
}

}  // namespace

Result<std::string> read_file(const std::string& path) {
  const bool standard = path == "-";
  const File file(standard ? stdin : std::fopen(path.c_str(), "rb"));
  if (!file) return system_error(path, "cannot be opened");
  std::string text;
  std::array<char, 16384> buffer;
  while (const size_t count = std::fread(buffer.data(), 1, buffer.size(), file.get())) {
    text.append(buffer.data(), count);
    if (text.size() > kLongest) return Error{path, 0, 0, "expected at most 64 MiB"};
  }
  if (std::ferror(file.get())) return system_error(path, "cannot be read");
  return text;
}

bool file_exists(const std::string& path) {
  return File(std::fopen(path.c_str(), "rb")) != nullptr;
}

std::optional<Error> write_file(const std::string& path, std::string_view text) {
  return write_new(path, text, "wb");
}

std::optional<Error> create_file(const std::string& path, std::string_view text) {
  return write_new(path, text, "wbx");
}

bool write_out(std::string_view text) {
  return text.empty() || put(stdout, text);
}

void write_err(std::string_view text) {
  put(stderr, text);
}

void ignore_broken_pipes() {
#ifdef SIGPIPE
  std::signal(SIGPIPE, SIG_IGN);
#endif
}

}  // namespace finwait
