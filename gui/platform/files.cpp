#include "gui/platform/files.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "sim/host/files.hpp"
#include "sim/run/builtin.hpp"

#define STB_IMAGE_WRITE_IMPLEMENTATION
#include <stb/stb_image_write.h>

namespace finwait {
namespace {

// Looks like a path, not like a name.
bool is_path(const std::string& text) {
  return text.find('/') != std::string::npos || text.ends_with(".toml");
}

Error no_such_scenario(const std::string& name) {
  return {.file = name,
          .line = 0,
          .column = 0,
          .message = "neither a file nor a built-in scenario" + suggest_builtin(name)};
}

void append_bytes(void* out, void* data, int size) {
  static_cast<std::string*>(out)->append(static_cast<const char*>(data), static_cast<size_t>(size));
}

}  // namespace

Result<Origin> read_origin(const std::string& name) {
  if (const BuiltinFile* file = find_builtin(name))
    return Origin{name, std::string(file->text), {}};
  errno = 0;
  std::ifstream in(name, std::ios::binary);
  if (!in && !is_path(name)) return no_such_scenario(name);
  std::string text;
  if (in) text.assign(std::istreambuf_iterator<char>(in), {});
  if (!in || in.bad()) {
    const std::string reason = errno != 0 ? std::strerror(errno) : "it is not a readable file";
    return Error{name, 0, 0, "cannot be read: " + reason};
  }
  return Origin{name, std::move(text), {}};
}

Result<std::string> save_scenario(const std::string& origin, const Scenario& scenario) {
  const std::string stem = std::filesystem::path(origin).stem().string();
  for (int number = 2;; ++number) {
    const std::string name = stem + "-" + std::to_string(number) + ".toml";
    std::error_code error;
    if (std::filesystem::exists(name, error)) continue;
    if (auto failed = write_file(name, write_scenario(scenario))) return *failed;
    return name;
  }
}

Result<bool> write_png(const std::string& path, int width, int height,
                       const std::vector<uint32_t>& pixels) {
  std::string png;
  stbi_write_png_to_func(append_bytes, &png, width, height, 4, pixels.data(), width * 4);
  errno = 0;
  std::ofstream out(path, std::ios::binary);
  out.write(png.data(), static_cast<std::streamsize>(png.size()));
  out.close();
  if (!out) {
    const std::string reason = errno != 0 ? std::strerror(errno) : "unknown reason";
    return Error{path, 0, 0, "cannot be written: " + reason};
  }
  return true;
}

}  // namespace finwait
