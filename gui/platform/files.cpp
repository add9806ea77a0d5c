#include "gui/platform/files.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "sim/host/files.hpp"

#define STB_IMAGE_WRITE_IMPLEMENTATION
#include <stb/stb_image_write.h>

namespace finwait {
namespace {

void append_bytes(void* out, void* data, int size) {
  static_cast<std::string*>(out)->append(static_cast<const char*>(data), static_cast<size_t>(size));
}

}  // namespace

Result<std::string> save_scenario(const std::string& origin, const Scenario& scenario) {
  const std::string stem = text_of(path_of(origin).stem());
  for (int number = 2;; ++number) {
    const std::string name = stem + "-" + std::to_string(number) + ".toml";
    std::error_code error;
    if (std::filesystem::exists(path_of(name), error)) continue;
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
