#include "sim/host/files.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <system_error>

namespace finwait {
namespace {

namespace fs = std::filesystem;

constexpr size_t kLongest = size_t{64} << 20;

struct Closer {
  void operator()(std::FILE* file) const {
    if (file != stdin && file != stdout) std::fclose(file);
  }
};
using File = std::unique_ptr<std::FILE, Closer>;

int output_failed = 0;  // why standard output could not be written, once it could not

// A reader that has had enough.
bool is_closed_pipe(int error) {
#ifdef _WIN32
  if (error == EINVAL) return true;
#endif
  return error == EPIPE;
}

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

std::filesystem::path path_of(const std::string& text) {
#ifdef _WIN32
  return std::u8string(text.begin(), text.end());
#else
  return text;
#endif
}

std::string text_of(const std::filesystem::path& path) {
  const auto text = path.generic_u8string();
  return {text.begin(), text.end()};
}

Result<std::string> read_file(const std::string& path) {
  const bool standard = path == "-";
  const std::string name = standard ? "standard input" : path;
  const File file(standard ? stdin : std::fopen(path.c_str(), "rb"));
  if (!file) return system_error(name, "cannot be opened");
  std::string text;
  std::array<char, 16384> buffer;
  while (const size_t count = std::fread(buffer.data(), 1, buffer.size(), file.get())) {
    text.append(buffer.data(), count);
    if (text.size() > kLongest) return Error{name, 0, 0, "expected at most 64 MiB"};
  }
  if (std::ferror(file.get())) return system_error(name, "cannot be read");
  return text;
}

// Opening it to find out would take from a pipe what its writer has for the reader.
bool file_exists(const std::string& path) {
  std::error_code ignored;
  return fs::exists(fs::status(path_of(path), ignored));
}

// The text stands in another file of the folder until it is whole, and takes the place of the old
// one then. Devices, pipes and links are written as they are, and files whose folder is closed.
std::optional<Error> write_file(const std::string& path, std::string_view text) {
  std::error_code ignored;
  const fs::file_status status = fs::symlink_status(path_of(path), ignored);
  const bool plain = !fs::exists(status) || fs::is_regular_file(status);
  const std::string part = path + ".part";
  if (path == "-" || !plain || fs::exists(path_of(part), ignored))
    return write_new(path, text, "wb");
  if (!File(std::fopen(path.c_str(), "ab"))) return system_error(path, "cannot be written");
  const auto error = write_new(part, text, "wbx");
  if (error && !fs::exists(path_of(part), ignored)) return write_new(path, text, "wb");
  std::error_code failed;
  if (!error) fs::rename(path_of(part), path_of(path), failed);
  if (!error && !failed) return std::nullopt;
  fs::remove(path_of(part), ignored);
  if (!fs::exists(status)) fs::remove(path_of(path), ignored);
  return Error{path, 0, 0, error ? "could not be written wholly" : failed.message()};
}

std::optional<Error> check_writable(const std::string& path) {
  std::error_code ignored;
  const fs::file_status status = fs::status(path_of(path), ignored);
  const bool existed = fs::exists(status);
  if (path == "-" || (existed && !fs::is_regular_file(status) && !fs::is_directory(status)))
    return std::nullopt;
  if (!File(std::fopen(path.c_str(), "ab"))) return system_error(path, "cannot be written");
  // A link to nothing has made the file that it names.
  if (!existed) fs::remove(fs::canonical(path_of(path), ignored), ignored);
  return std::nullopt;
}

bool same_file(const std::string& left, const std::string& right) {
  std::error_code ignored;
  const fs::path one = path_of(left);
  const fs::path other = path_of(right);
  const fs::file_status first = fs::status(one, ignored);
  const fs::file_status second = fs::status(other, ignored);
  if (fs::is_regular_file(first) && fs::is_regular_file(second))
    return fs::equivalent(one, other, ignored);
  if (fs::exists(first) || fs::exists(second)) return false;
  return fs::weakly_canonical(fs::absolute(one, ignored), ignored) ==
         fs::weakly_canonical(fs::absolute(other, ignored), ignored);
}

std::optional<Error> create_file(const std::string& path, std::string_view text) {
  return write_new(path, text, "wbx");
}

bool write_out(std::string_view text) {
  if (text.empty() || put(stdout, text)) return true;
  if (!is_closed_pipe(errno) && output_failed == 0) output_failed = errno;
  return false;
}

std::optional<Error> output_error() {
  if (output_failed == 0) return std::nullopt;
  return Error{"standard output", 0, 0,
               std::string("could not be written wholly: ") + std::strerror(output_failed)};
}

void write_err(std::string_view text) {
  put(stderr, text);
}

void ignore_write_signals() {
#ifdef SIGPIPE
  std::signal(SIGPIPE, SIG_IGN);
#endif
#ifdef SIGXFSZ
  std::signal(SIGXFSZ, SIG_IGN);
#endif
}

}  // namespace finwait
