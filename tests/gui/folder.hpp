// A folder of a test's own, empty at first and gone afterwards.
#pragma once

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "sim/host/files.hpp"

namespace finwait::test {

class Folder {
 public:
  Folder()
      : path_(std::filesystem::temp_directory_path() /
              ("finwait-files-" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~Folder() {
    std::error_code none;
    std::filesystem::remove_all(path_, none);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string path(const std::string& name = "") const {
    return (name.empty() ? path_ : path_ / name).generic_string();
  }
  std::string put(const std::string& name, const std::string& text) const {
    REQUIRE_FALSE(write_file(path(name), text));
    return path(name);
  }

 private:
  std::filesystem::path path_;
};

}  // namespace finwait::test
